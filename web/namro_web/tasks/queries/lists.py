"""The table of tasks: filtered, sorted, grouped, counted, a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import OrderBy

from namro_web.accounts.models import User
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.models import Placement
from namro_web.plans.access import offices_of
from namro_web.plans.models import Section
from namro_web.plans.queries import page_of
from namro_web.tasks.access import task_to_read, tasks_visible_to
from namro_web.tasks.bare_rows import rows_from
from namro_web.tasks.clarities import KEYS
from namro_web.tasks.dialogue import Obstacle, ObstacleState
from namro_web.tasks.models import Assignment, DeadlineKind, Role, State, Task
from namro_web.tasks.rows import NOBODY, TaskRow
from namro_web.tasks.status import (
    GROUP_LABELS,
    SCREEN_KEYS,
    Group,
    Timing,
    status_columns,
)

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000
CHOSEN_LIMIT = 200
"""How many tasks can be marked and acted on at once."""

_STATE_ORDER = Case(
    *(When(state=value, then=Value(place)) for place, value in enumerate(State.values)),
    default=Value(99),
    output_field=IntegerField(),
)
_KIND_ORDER = Case(
    *(
        When(deadline_kind=value, then=Value(place))
        for place, value in enumerate(DeadlineKind.values)
    ),
    default=Value(99),
    output_field=IntegerField(),
)


def lead_name() -> Subquery:
    """Give the name of a task's accountable lead, as a column."""
    leads = Assignment.objects.filter(task_id=OuterRef("pk"), role=Role.LEAD).order_by()
    return Subquery(leads.values("name")[:1])


# What can be sorted by, and how each goes upward; "-due" turns "due" round.
_SORT_COLUMNS: dict[str, tuple[Any, ...]] = {
    "plan": (F("plan_id"), F("order")),
    "due": (F("due_day"),),
    "first": (F("first_due_day"),),
    "text": (F("search_key"), F("id")),
    "percent": (F("percent"),),
    "state": (_STATE_ORDER,),
    "kind": (_KIND_ORDER,),
    "lead": (lead_name(),),
    "person": (F("responsible__user__full_name"),),
    "leader": (F("supervising__user__full_name"),),
    "report": (F("last_report_at"),),
}
_MAY_BE_EMPTY = {"due", "first", "lead", "person", "leader", "report"}
SORTS = tuple(one for key in _SORT_COLUMNS for one in (key, f"-{key}"))
SORTS_AT_ONCE = 3

LEVELS = [
    ("", "Việc nêu trong kế hoạch"),
    ("all", "Cả phần việc và việc con"),
    ("parents", "Chỉ việc đã chia nhỏ"),
    ("below", "Chỉ phần việc và việc con"),
]
TIMINGS = [
    (Timing.LATE.value, "Quá hạn, muộn hạn"),
    (Timing.SOON.value, "Sắp đến hạn"),
    (Timing.ON_TIME.value, "Đúng hạn"),
    (Timing.QUIET.value, "Lâu chưa báo cáo"),
    (Timing.WAITING.value, "Chờ sự kiện"),
]
GROUPINGS = [
    ("don-vi", "Đơn vị chủ trì"),
    ("ke-hoach", "Kế hoạch"),
    ("trang-thai", "Trạng thái"),
    ("muc", "Mục của kế hoạch"),
    ("nguoi", "Người phụ trách"),
    ("loai-han", "Loại thời hạn"),
]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks a list shows; everything empty shows all."""

    plan_id: int | None = None
    section_id: int | None = None
    unit_id: UUID | None = None
    lead_name: str = ""
    role: str = ""
    status: str = ""
    deadline_kind: str = ""
    missing: str = ""
    text: str = ""
    sort: str = "plan"
    page: int = 1
    unit_kind: str = ""
    person_id: int | None = None
    leader_id: int | None = None
    timing: str = ""
    due_from: date | None = None
    due_to: date | None = None
    hindered: bool = False
    level: str = ""
    chosen: tuple[int, ...] = ()

    def is_narrowing(self) -> bool:
        """Say whether anything is filtered away within the plan that is shown."""
        return replace(self, plan_id=None, sort="plan", page=1) != Filter()


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together, and the sums of all that do, on other pages too."""

    key: str
    label: str
    rows: Sequence[TaskRow]
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    percent: int = 0


@dataclass(frozen=True, slots=True)
class TaskList:
    """A page of tasks and how many there are in all, by status."""

    page: Page[TaskRow]
    total: int
    counts: Mapping[str, int]
    blocks: Sequence[Block] = ()


STATUS_CHOICES = [
    *((group.value, GROUP_LABELS[group]) for group in Group),
    ("soon", "Sắp đến hạn"),
    ("quiet", "Cần báo cáo"),
    ("late", "Muộn hạn (cả việc đã xong)"),
]


def task_list(
    wanted: Filter,
    *,
    by: User,
    at: datetime,
    size: int = PAGE_SIZE,
    grouping: str = "",
    beside: Collection[str] = (),
) -> TaskList:
    """Give one page of the tasks a person may see.

    Args:
        wanted: Which, in which order.
        by: Who looks.
        at: The moment their status is worked out for.
        size: Rows a page.
        grouping: What rows that belong together have in common; a key of ``GROUPINGS``.
        beside: Keys of columns that cost a question of their own.
    """
    found = filtered(wanted, by=by, at=at)
    if grouping in _GROUP_COLUMNS:
        return _grouped_list(found, wanted, grouping, at=at, size=size, beside=beside)
    counts = counts_by_group(found, at)
    total = sum(counts.values())
    shown = _Counted(ordered(found, wanted.sort), size, total).get_page(wanted.page)
    rows, _ = rows_from(cut_of(shown), at=at, beside=beside)
    return TaskList(page_of(rows, shown), total, counts, (Block("", "", rows),))


def counts_by_group(found: QuerySet[Task], at: datetime) -> dict[str, int]:
    """Count tasks by the key of their status, in one question."""
    numbers = (
        found.order_by()
        .annotate(group=status_columns(at)["group"])
        .values_list("group")
        .annotate(number=Count("id"))
        .values_list("group", "number")
    )
    return {SCREEN_KEYS[Group(group)]: number for group, number in numbers}


def rows_of(found: QuerySet[Task], *, at: datetime) -> list[TaskRow]:
    """Give tasks as lists show them: two questions, whatever their number; only what is shown."""
    return rows_from(found, at=at)[0]


def task_export(
    wanted: Filter, *, by: User, at: datetime, beside: Collection[str] = ()
) -> list[TaskRow]:
    """Give every task that a list would show, over all its pages."""
    found = ordered(filtered(wanted, by=by, at=at), wanted.sort)[:EXPORT_LIMIT]
    return rows_from(found, at=at, beside=beside)[0]


def rows_below(task_id: int, *, by: User, at: datetime, beside: Collection[str]) -> list[TaskRow]:
    """Give what stands directly beneath a task: its shares and subtasks.

    Raises:
        Missing: There is no such task, or it belongs to another commune.
    """
    found = tasks_visible_to(by).filter(parent_id=task_id).order_by("order")
    rows = rows_from(found[:CHOSEN_LIMIT], at=at, beside=beside)[0]
    if not rows:
        # What stands beneath a task is of the same plan: with rows, the task is in sight.
        task_to_read(task_id, by=by)
    return rows


def filtered(wanted: Filter, *, by: User, at: datetime) -> QuerySet[Task]:
    """Give the tasks a filter means: the one question behind table, export, board and calendar.

    The status is worked out by the database only where it is asked for: each row's own is worked
    out from the same rules when it is drawn.
    """
    found: QuerySet[Any] = tasks_visible_to(by)
    if wanted.level == "below":
        found = found.exclude(parent=None)
    elif wanted.level == "parents":
        found = found.filter(pk__in=Task.objects.exclude(parent=None).values("parent_id"))
    elif (
        wanted.level == ""
        and wanted.unit_id is None
        and wanted.lead_name in ("", NOBODY)
        and not (wanted.person_id or wanted.unit_kind or wanted.chosen)
    ):
        # What was made out of a task stands beneath it; a unit's list shows the unit's own part.
        found = found.filter(parent=None)
    if wanted.plan_id is not None:
        found = found.filter(plan_id=wanted.plan_id)
    if wanted.section_id is not None:
        found = found.filter(section_id__in=_branch_of(wanted.section_id, by=by))
    if wanted.lead_name == NOBODY:
        found = found.exclude(assignments__role=Role.LEAD)
    elif wanted.unit_id is not None or wanted.lead_name:
        found = found.filter(pk__in=_assigned(wanted))
    found = _narrowed(found, wanted)
    if wanted.status or wanted.timing:
        found = found.alias(**status_columns(at))
    if wanted.timing:
        found = found.filter(timing=wanted.timing)
    if wanted.status in (Timing.SOON, Timing.QUIET):
        found = found.filter(timing=wanted.status, state__in=["not-started", "in-progress"])
    elif wanted.status == Timing.LATE:
        found = found.filter(timing=Timing.LATE)
    elif wanted.status:
        found = found.filter(group=wanted.status)
    if wanted.deadline_kind:
        found = found.filter(deadline_kind=wanted.deadline_kind)
    if wanted.missing == "authority":
        given = Assignment.objects.filter(task_id=OuterRef("pk"))
        outside = given.filter(unit=None, role__in=[Role.LEAD, Role.CO_LEAD, Role.PARTNER])
        led = given.filter(role__in=[Role.LEAD, Role.CO_LEAD])
        found = found.filter(Exists(outside) | ~Exists(led))
    elif wanted.missing in KEYS:
        found = found.filter(**{f"clear_{wanted.missing}": False})
    for word in search_key(wanted.text).split():
        found = found.filter(search_key__contains=word)
    return found


def _narrowed(found: QuerySet[Any], wanted: Filter) -> QuerySet[Any]:
    """Keep what the person, unit, day and obstacle asked for say."""
    if wanted.chosen:
        found = found.filter(pk__in=wanted.chosen)
    if wanted.person_id is not None:
        found = found.filter(responsible__user_id=wanted.person_id)
    if wanted.leader_id is not None:
        found = found.filter(supervising__user_id=wanted.leader_id)
    if wanted.unit_kind:
        of_kind = Placement.objects.filter(kind=wanted.unit_kind, valid_to=None)
        given = Assignment.objects.filter(unit_id__in=of_kind.order_by().values("unit_id"))
        found = found.filter(pk__in=given.order_by().values("task_id"))
    if wanted.due_from is not None:
        found = found.filter(due_day__gte=wanted.due_from)
    if wanted.due_to is not None:
        found = found.filter(due_day__lte=wanted.due_to)
    if wanted.hindered:
        waiting = Obstacle.objects.filter(state__in=[ObstacleState.OPEN, ObstacleState.ANSWERED])
        found = found.filter(pk__in=waiting.order_by().values("task_id"))
    return found


def _group_order(at: datetime) -> Case:
    """Give the place of a task's status among the groups, from what presses to what is over."""
    keys = (
        Group.OVERDUE, Group.NOT_STARTED, Group.IN_PROGRESS, Group.SUBMITTED,
        Group.WAITING, Group.DONE, Group.PAUSED, Group.CANCELLED,
    )  # fmt: skip
    return Case(
        *(When(group=one.value, then=Value(place)) for place, one in enumerate(keys)),
        output_field=IntegerField(),
    )


# For each grouping: what rows have in common, and what the groups are ordered by.
_GROUP_COLUMNS: dict[str, Any] = {
    "don-vi": lead_name,
    "ke-hoach": lambda: F("plan_id"),
    "trang-thai": lambda: F("group"),
    "muc": lambda: F("section_id"),
    "nguoi": lambda: F("responsible__user__full_name"),
    "loai-han": lambda: F("deadline_kind"),
}
_GROUP_SORTS: dict[str, tuple[Any, ...]] = {
    "don-vi": (F("block").asc(nulls_last=True),),
    "ke-hoach": (F("plan_id"),),
    "muc": (F("plan_id"), F("section__order").asc(nulls_last=True)),
    "nguoi": (F("block").asc(nulls_last=True),),
    "loai-han": (_KIND_ORDER,),
}


def _grouped_list(
    found: QuerySet[Any],
    wanted: Filter,
    grouping: str,
    *,
    at: datetime,
    size: int,
    beside: Collection[str],
) -> TaskList:
    columns = status_columns(at)
    found = found.annotate(timing=columns["timing"], group=columns["group"])
    found = found.annotate(block=_GROUP_COLUMNS[grouping]())
    sums: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    percents: dict[Any, int] = defaultdict(int)
    counts: dict[str, int] = defaultdict(int)
    for block, group, number, percent in (
        found.order_by()
        .values("block", "group")
        .annotate(number=Count("pk"), percents=Sum("percent"))
        .values_list("block", "group", "number", "percents")
    ):
        key = SCREEN_KEYS[Group(group)]
        sums[block][key] += number
        percents[block] += percent
        counts[key] += number
    total = sum(counts.values())
    first = _GROUP_SORTS.get(grouping) or (_group_order(at),)
    in_order = found.order_by(*first, *_sorting(wanted.sort))
    shown = _Counted(in_order, size, total).get_page(wanted.page)
    rows, values = rows_from(cut_of(shown), at=at, beside=beside, also=["block"])
    blocks: list[Block] = []
    members: list[TaskRow] = []
    for row, (key,) in zip(rows, values, strict=True):
        if not blocks or blocks[-1].key != str(key):
            members = []
            number = sum(sums[key].values())
            blocks.append(
                Block(
                    str(key),
                    _block_label(grouping, key, row),
                    members,
                    number,
                    dict(sums[key]),
                    round(percents[key] / number) if number else 0,
                )
            )
        members.append(row)
    return TaskList(page_of(rows, shown), total, dict(counts), tuple(blocks))


def _block_label(grouping: str, key: Any, row: TaskRow) -> str:
    match grouping:
        case "don-vi":
            return key or NOBODY
        case "ke-hoach":
            return row.plan_name
        case "trang-thai":
            return GROUP_LABELS[Group(key)]
        case "muc":
            where = f"{row.section_label} {row.section_title}".strip() or "Không thuộc mục nào"
            return f"{row.plan_name} · {where}"
        case "nguoi":
            return key or "Chưa phân công người"
    return str(DeadlineKind(key).label)


class _Counted(Paginator[Task]):
    """A paginator told how many there are, because the counts by status have said so already."""

    def __init__(self, found: QuerySet[Task], size: int, total: int) -> None:
        super().__init__(found, size)
        self._total = total

    @property
    def count(self) -> int:
        return self._total


def ordered(found: QuerySet[Task], sort: str) -> QuerySet[Task]:
    """Put tasks in the order an address asks for: "due,-percent" is by day, then by percent."""
    return found.order_by(*_sorting(sort))


def paged(found: QuerySet[Task], size: int, total: int, number: int) -> Page[Task]:
    """Cut a page of tasks whose number is known already."""
    return _Counted(found, size, total).get_page(number)


def _sorting(sort: str) -> list[Any]:
    keys = [one for one in sort.split(",") if one in SORTS][:SORTS_AT_ONCE] or ["plan"]
    if "plan" not in keys and "-plan" not in keys:
        keys.append("plan")
    columns: list[Any] = []
    for key in keys:
        plain, turned = key.removeprefix("-"), key.startswith("-")
        for column in _SORT_COLUMNS[plain]:
            if plain in _MAY_BE_EMPTY:
                columns.append(OrderBy(column, descending=turned, nulls_last=True))
            else:
                columns.append(OrderBy(column, descending=turned))
    return columns


def cut_of(shown: Page[Task]) -> QuerySet[Task]:
    """Give the part of a query that a page shows."""
    cut = shown.object_list
    if not isinstance(cut, QuerySet):
        raise TypeError("a page of tasks is cut from a query")
    return cut


def _branch_of(section_id: int, *, by: User) -> list[int]:
    """Give a section and all beneath it."""
    rows = list(
        Section.objects.filter(
            plan__owner__in=offices_of(by), plan__sections__id=section_id
        ).values_list("pk", "parent_id")
    )
    branch = {section_id}
    # Sections are in reading order, so that a parent is always met before its children.
    for pk, parent in rows:
        if parent in branch:
            branch.add(pk)
    return sorted(branch)


def _assigned(wanted: Filter) -> QuerySet[Assignment, int]:
    """Give the tasks of a unit or name; led by it, each task is one lead's, as tables count it."""
    which = Q(unit_id=wanted.unit_id) if wanted.unit_id is not None else Q(name=wanted.lead_name)
    if wanted.lead_name and wanted.unit_id is None:
        which &= Q(role=Role.LEAD)
    elif wanted.role == Role.LEAD:
        with_others = Assignment.objects.filter(
            task_id=OuterRef("task_id"), role=Role.CO_LEAD, name=OuterRef("name")
        )
        which &= Q(role=Role.LEAD) & ~Q(Exists(with_others))
    elif wanted.role in Role.values:
        which &= Q(role=wanted.role)
    return Assignment.objects.filter(which).order_by().values_list("task_id", flat=True)
