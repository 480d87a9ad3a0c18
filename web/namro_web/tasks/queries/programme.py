"""Where a plan, or all plans, stand: by section, by lead unit, by kind of deadline, by clarity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Prefetch, Q, Sum
from django.db.models.functions import Cast

from namro_web.accounts.models import User
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.models import Placement
from namro_web.plans.access import offices_of
from namro_web.plans.clarities import ICONS, USUAL, asked_of_plans, in_use
from namro_web.plans.panels import Progress, SourceMark, Subject
from namro_web.plans.queries import SectionRow, duty_days, plan_head, sections_of
from namro_web.tasks.access import stated_tasks
from namro_web.tasks.clarities import KEYS
from namro_web.tasks.models import Assignment, DeadlineKind, Origin, Role, Task
from namro_web.tasks.rows import NOBODY, ROW_FIELDS, TaskRow, row_of
from namro_web.tasks.status import (
    SCREEN_KEYS,
    Group,
    Rules,
    counting_day,
    local_day,
    with_status,
)

OPEN_GROUPS = (Group.IN_PROGRESS, Group.NOT_STARTED, Group.OVERDUE, Group.WAITING)


@dataclass(frozen=True, slots=True)
class SectionWork:
    """A section's tasks by status.

    ``part`` names the body where the plan has an annex of tasks too, else it is empty.
    """

    id: int | None
    label: str
    title: str
    counts: Mapping[str, int]
    total: int
    part: str


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A lead unit's tasks by status."""

    unit_id: UUID | None
    name: str
    total: int
    counts: Mapping[str, int]
    done: int
    active: int
    overdue: int
    waiting: int
    next_due: date | None
    next_is_late: bool
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class KindWork:
    """Tasks of one kind of deadline."""

    kind: str
    label: str
    total: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClarityPart:
    """How many tasks have one of the five."""

    key: str
    label: str
    clear: int
    total: int

    @property
    def icon(self) -> str:
        """The icon it has everywhere."""
        return ICONS[self.key]

    @property
    def tone(self) -> str:
        """How its bar is coloured: a warning below four in five."""
        return "warn" if self.clear * 5 < self.total * 4 else "accent"


@dataclass(frozen=True, slots=True)
class ToFix:
    """Something in the plan that is not clear, and where to put it right."""

    title: str
    text: str
    verb: str
    query: str


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day ahead on which something is due; ``x`` in per mille of the stretch, ``level`` its height."""

    day: date
    title: str
    text: str
    tone: str
    x: int
    level: int
    leftward: bool

    @property
    def percent(self) -> str:
        """Where it stands on the line."""
        return f"{self.x / 10:.1f}"

    @property
    def top(self) -> int:
        """Where its line begins."""
        return self.level * 38 + 2

    @property
    def title_y(self) -> int:
        """Where its title is written."""
        return self.top + 11

    @property
    def text_y(self) -> int:
        """Where its words are written."""
        return self.top + 27

    @property
    def dx(self) -> int:
        """How far the words keep from the line."""
        return -8 if self.leftward else 8

    @property
    def anchor(self) -> str:
        """Which end of the words stands at the line."""
        return "end" if self.leftward else "start"


@dataclass(frozen=True, slots=True)
class MonthTick:
    """The first day of a month on the line of days."""

    label: str
    x: int

    @property
    def percent(self) -> str:
        """Where it stands on the line."""
        return f"{self.x / 10:.1f}"


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next ninety days."""

    since: date
    until: date
    marks: tuple[DayMark, ...]
    ticks: tuple[MonthTick, ...]

    @property
    def base(self) -> int:
        """Where the line of days runs."""
        return (max((mark.level for mark in self.marks), default=0) + 1) * 38 + 8

    @property
    def tick_end(self) -> int:
        """Where the names of months are written."""
        return self.base + 20

    @property
    def height(self) -> int:
        """How high the drawing is."""
        return self.base + 28


@dataclass(frozen=True, slots=True)
class PlanWork:
    """Everything a plan's overview says about its tasks."""

    plan_id: int
    total: int
    counts: Mapping[str, int]
    sections: tuple[SectionWork, ...]
    widest: int
    units: tuple[UnitWork, ...]
    kinds: tuple[KindWork, ...]
    score: int | None
    clarities: tuple[ClarityPart, ...]
    to_fix: tuple[ToFix, ...]
    ahead: Ahead


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Where all plans stand."""

    total: int
    counts: Mapping[str, int]
    units: tuple[UnitWork, ...]
    late: tuple[TaskRow, ...]
    submitted: tuple[TaskRow, ...]
    soon: int


def plan_progress(plan_ids: Sequence[int], by: User, at: datetime) -> dict[int, Progress]:
    """Give how far several plans have come, in two queries however many they are."""
    visible = stated_tasks(by).filter(plan_id__in=plan_ids)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for plan_id, group, number in (
        with_status(visible, at)
        .order_by()
        .values_list("plan_id", "group")
        .annotate(number=Count("id"))
        .values_list("plan_id", "group", "number")
    ):
        counts[plan_id][SCREEN_KEYS[Group(group)]] = number
    asked = asked_of_plans(plan_ids)
    given = Assignment.objects.filter(task=OuterRef("pk"))
    leads = Exists(given.filter(role=Role.LEAD))
    ours = leads & ~Exists(given.filter(unit__isnull=True))
    columns: dict[str, Sum | Count] = {
        key: Sum(Cast(f"clear_{key}", IntegerField())) for key in KEYS[:5]
    }
    columns["authority"] = Count("id", filter=ours)
    clear = {
        plan_id: (due, dict(zip(columns, numbers, strict=True)))
        for plan_id, due, *numbers in visible.order_by()
        .values_list("plan_id")
        .annotate(due=Min("due_day", filter=Q(state__in=["not-started", "in-progress"])), **columns)
        .values_list("plan_id", "due", *columns)
    }
    result = {}
    for plan_id, by_group in counts.items():
        total = sum(by_group.values())
        due, numbers = clear.get(plan_id, (None, {}))
        wanted = in_use(asked.get(plan_id, USUAL))
        found = sum(numbers.get(one.key) or 0 for one in wanted)
        result[plan_id] = Progress(by_group, total, due, _score(found, total, len(wanted)))
    return result


def plan_work(plan_id: int, *, by: User, at: datetime) -> PlanWork:
    """Give everything a plan's overview says about its tasks.

    Raises:
        Missing: There is no such plan here.
    """
    head = plan_head(plan_id, by=by)
    tasks = _tasks(plan_id, by=by)
    rules = Rules.of_office()
    rows = [row_of(task, list(task.assignments.all()), at=at, rules=rules) for task in tasks]
    sections = _by_section(rows, sections_of(plan_id, by=by))
    named = _unit_names(tasks, at=at)
    asked = in_use(asked_of_plans([plan_id]).get(plan_id, USUAL))
    numbers = _clear_numbers(rows)
    missing_head = [
        word
        for word, there in (("số", head.number), ("ngày ban hành", head.issued_on))
        if not there
    ]
    return PlanWork(
        plan_id=plan_id,
        total=len(rows),
        counts=_counts(rows),
        sections=sections,
        widest=max((one.total for one in sections), default=1),
        units=_by_unit(tasks, rows, named),
        kinds=tuple(_by_kind(rows)),
        score=_score(sum(numbers[one.key] for one in asked), len(rows), len(asked)),
        clarities=tuple(
            ClarityPart(one.key, one.name, numbers[one.key], len(rows)) for one in asked
        ),
        to_fix=tuple(_to_fix(rows, missing_head, [one.key for one in asked])),
        ahead=_ahead(plan_id, rows, by=by, at=at, rules=rules),
    )


def dashboard(*, by: User, at: datetime) -> Dashboard:
    """Give where all plans stand, for somebody who has two minutes."""
    found = with_status(stated_tasks(by), at)
    counts = {
        SCREEN_KEYS[Group(group)]: number
        for group, number in found.order_by()
        .values_list("group")
        .annotate(number=Count("id"))
        .values_list("group", "number")
    }
    today = counting_day(at)
    still_open = stated_tasks(by).filter(state__in=["not-started", "in-progress"])
    soon = still_open.filter(
        due_day__gte=today, due_day__lte=today + timedelta(days=Rules.of_office().soon_days)
    ).count()
    shown = (
        stated_tasks(by)
        .select_related("plan", "section")
        .only(*ROW_FIELDS)
        .prefetch_related(
            Prefetch("assignments", queryset=Assignment.objects.order_by("task_id", "order"))
        )
    )
    rules = Rules.of_office()
    late = [
        row_of(task, list(task.assignments.all()), at=at, rules=rules)
        for task in shown.filter(
            state__in=["not-started", "in-progress"], due_day__lt=today
        ).order_by("due_day", "id")[:12]
    ]
    submitted = [
        row_of(task, list(task.assignments.all()), at=at, rules=rules)
        for task in shown.filter(state="submitted").order_by("submitted_at", "id")[:8]
    ]
    return Dashboard(
        total=sum(counts.values()),
        counts=counts,
        units=_units_of_all(by=by, at=at),
        late=tuple(late),
        submitted=tuple(submitted),
        soon=soon,
    )


def tasks_in(plan_id: int) -> int:
    """Count a plan's tasks, for its tab."""
    return Task.objects.filter(plan_id=plan_id, parent=None).count()


def task_subjects(plan_id: int) -> dict[str, Subject]:
    """Give a plan's tasks as its history speaks of them."""
    return {
        str(pk): Subject(
            f"{f'TT {no}: ' if no else ''}{text if len(text) <= 110 else text[:110] + '…'}",
            f"/nhiem-vu/{pk}/",
        )
        for pk, no, text in Task.objects.filter(plan_id=plan_id).values_list("pk", "no", "text")
    }


def task_marks(plan_id: int) -> list[SourceMark]:
    """Give where a plan's tasks stand in its document."""
    return [
        SourceMark(f"task-{pk}", f"NV {no or order + 1}", "nv", start, end, f"/nhiem-vu/{pk}/")
        for pk, no, order, start, end in Task.objects.filter(
            parent=None, plan_id=plan_id, span_end__gt=0
        ).values_list("pk", "no", "order", "span_start", "span_end")
    ]


def _tasks(plan_id: int, *, by: User) -> list[Task]:
    return list(
        stated_tasks(by)
        .filter(plan_id=plan_id)
        .select_related("plan", "section")
        .only(*ROW_FIELDS)
        .prefetch_related(
            Prefetch("assignments", queryset=Assignment.objects.order_by("task_id", "order"))
        )
        .order_by("order")
    )


def _counts(rows: Iterable[TaskRow]) -> dict[str, int]:
    return dict(Counter(SCREEN_KEYS[row.status.group] for row in rows))


def _score(clear: int, total: int, asked: int) -> int | None:
    return round(100 * clear / (asked * total)) if total else None


def _clear_numbers(rows: Sequence[TaskRow]) -> dict[str, int]:
    """Count of how many tasks have each clarity; of authority, where every body is a unit here."""
    columns = zip(*(row.clear for row in rows), strict=True)
    numbers = [sum(column) for column in columns] or [0] * len(KEYS)
    return dict(zip(KEYS, numbers, strict=True))


def _by_section(rows: Sequence[TaskRow], sections: Sequence[SectionRow]) -> tuple[SectionWork, ...]:
    """Group tasks at the level where the plan itself divides them.

    A heading that holds all the tasks says nothing, so it is opened until its tasks part.
    """
    by_id = {one.id: one for one in sections}
    paths: dict[int, list[int]] = {}
    for one in sections:
        paths[one.id] = [*paths.get(one.parent_id or 0, []), one.id]
    held: dict[int | None, list[TaskRow]] = defaultdict(list)
    for row in rows:
        held[row.section_id].append(row)
    groups: dict[int | None, list[TaskRow]] = defaultdict(list)
    for section_id, some in held.items():
        path = paths.get(section_id, []) if section_id is not None else []
        groups[path[0] if path else None].extend(some)
    opened = True
    while opened:
        opened = False
        for section_id in [key for key in groups if key is not None]:
            children: dict[int | None, list[TaskRow]] = defaultdict(list)
            depth = len(paths[section_id])
            for row in groups[section_id]:
                path = paths[row.section_id] if row.section_id is not None else []
                children[path[depth] if len(path) > depth else section_id].append(row)
            holds_all = len(groups[section_id]) * 2 > len(rows)
            if set(children) != {section_id} and (holds_all or len(groups) == 1):
                del groups[section_id]
                for child, some in children.items():
                    groups[child].extend(some)
                opened = set(children).isdisjoint({section_id})
                break
    has_annex = any(row.origin == Origin.ANNEX.label for row in rows)
    work = []
    for section_id, some in groups.items():
        section = by_id.get(section_id or 0)
        part = some[0].origin
        work.append(
            (
                # The annex is the programme; what only the body says follows it.
                (part != Origin.ANNEX.label, section.order if section else len(sections)),
                SectionWork(
                    id=section_id,
                    label=section.label if section else "",
                    title=_quiet(section.title) if section else "Chưa rõ mục",
                    counts=_counts(some),
                    total=len(some),
                    part=part if has_annex and part != Origin.ANNEX.label else "",
                ),
            )
        )
    return tuple(one for _, one in sorted(work, key=lambda pair: pair[0]))


def _quiet(title: str) -> str:
    """Write a heading printed in capitals as a sentence."""
    return title.capitalize() if title.isupper() else title


def _unit_names(tasks: Sequence[Task], *, at: datetime) -> dict[UUID, str]:
    ids = {
        one.unit_id for task in tasks for one in task.assignments.all() if one.unit_id is not None
    }
    return dict(
        Placement.objects.at(local_day(at)).filter(unit_id__in=ids).values_list("unit_id", "name")
    )


def _by_unit(
    tasks: Sequence[Task], rows: Sequence[TaskRow], named: Mapping[UUID, str]
) -> tuple[UnitWork, ...]:
    """Count each task once, for its accountable lead; a group that leads stands for its units."""
    groups: dict[tuple[UUID | None, str], list[TaskRow]] = defaultdict(list)
    shared: set[str] = set()
    for task, row in zip(tasks, rows, strict=True):
        leads = [one for one in task.assignments.all() if one.role in (Role.LEAD, Role.CO_LEAD)]
        lead = next((one for one in leads if one.role == Role.LEAD), None)
        if lead is None:
            groups[None, NOBODY].append(row)
        elif sum(one.name == lead.name for one in leads) > 1:
            shared.add(lead.name)
            groups[None, lead.name].append(row)
        elif lead.unit_id is not None:
            groups[lead.unit_id, named.get(lead.unit_id, lead.name)].append(row)
        else:
            groups[None, lead.name].append(row)
    return _unit_rows(
        (
            (
                key,
                _counts(some),
                min(
                    (row.due_day for row in some if row.due_day and row.status.is_open),
                    default=None,
                ),
            )
            for key, some in groups.items()
        ),
        shared,
    )


def _unit_rows(
    groups: Iterable[tuple[tuple[UUID | None, str], Mapping[str, int], date | None]],
    shared: Collection[str],
) -> tuple[UnitWork, ...]:
    work = [
        UnitWork(
            unit_id=unit_id,
            name=name,
            total=sum(counts.values()),
            counts=counts,
            done=counts.get("done", 0),
            active=counts.get("in_progress", 0) + counts.get("submitted", 0),
            overdue=counts.get("overdue", 0),
            waiting=counts.get("not_started", 0)
            + counts.get("waiting_event", 0)
            + counts.get("paused", 0),
            next_due=next_due,
            next_is_late=bool(counts.get("overdue")),
            is_group=unit_id is None and name in shared,
        )
        for (unit_id, name), counts, next_due in groups
    ]
    return tuple(sorted(work, key=lambda one: (-one.total, search_key(one.name))))


def _units_of_all(*, by: User, at: datetime) -> tuple[UnitWork, ...]:
    counts: dict[tuple[UUID | None, str], dict[str, int]] = defaultdict(dict)
    due: dict[tuple[UUID | None, str], date | None] = {}
    leads = stated_tasks(by).filter(assignments__role=Role.LEAD).order_by()
    columns = with_status(leads, at)
    together = Assignment.objects.filter(
        task_id=OuterRef("pk"),
        role=Role.CO_LEAD,
        name=OuterRef("assignments__name"),
        # Says nothing new, but without it PostgreSQL looks through the co-leads of every commune.
        task__plan__owner__in=offices_of(by),
    )
    found: list[tuple[UUID | None, str, bool, str, int, date | None]] = list(
        columns.annotate(shared=Exists(together))
        .values_list("assignments__unit_id", "assignments__name", "shared", "group")
        .annotate(
            number=Count("id"),
            due=Min("due_day", filter=Q(state__in=["not-started", "in-progress"])),
        )
        .values_list(
            "assignments__unit_id", "assignments__name", "shared", "group", "number", "due"
        )
    )
    named = dict(
        Placement.objects.at(local_day(at))
        .filter(unit_id__in={row[0] for row in found if row[0] is not None})
        .values_list("unit_id", "name")
    )
    nobody = list(
        with_status(stated_tasks(by).exclude(assignments__role=Role.LEAD), at)
        .order_by()
        .values_list("group")
        .annotate(
            number=Count("id"),
            due=Min("due_day", filter=Q(state__in=["not-started", "in-progress"])),
        )
        .values_list("group", "number", "due")
    )
    found += [(None, NOBODY, False, *row) for row in nobody]
    for unit_id, name, is_group, group, number, first in found:
        key: tuple[UUID | None, str] = (None, name)
        if unit_id is not None and not is_group:
            key = (unit_id, named.get(unit_id, name))
        screen = SCREEN_KEYS[Group(group)]
        counts[key][screen] = counts[key].get(screen, 0) + number
        known = due.get(key)
        due[key] = first if known is None else min(known, first or known)
    return _unit_rows(
        ((key, some, due.get(key)) for key, some in counts.items()),
        {name for _, name, is_group, *_ in found if is_group},
    )


def _by_kind(rows: Sequence[TaskRow]) -> Iterable[KindWork]:
    for kind in DeadlineKind:
        some = [row for row in rows if row.deadline_kind == kind]
        if some:
            yield KindWork(kind.value, kind.label, len(some), _counts(some))


def _to_fix(
    rows: Sequence[TaskRow], missing_head: Sequence[str], asked: Collection[str]
) -> Iterable[ToFix]:
    if missing_head:
        words = " và ".join(missing_head)
        yield ToFix(
            f"{words.capitalize()} văn bản còn để trống",
            "Văn bản tải lên không ghi; đối chiếu với bản phát hành.",
            "Xem văn bản",
            "",
        )
    said = {
        "work": "việc ghi quá ngắn, chưa rõ phải làm gì",
        "people": "việc chưa rõ đầu mối chủ trì",
        "duty": "việc chưa rõ trách nhiệm",
        "result": "việc có kết quả chung chung hoặc bỏ trống",
        "time": "việc chưa ghi thời gian",
        "authority": "việc giao cho nơi xã không có quyền giao",
    }
    for place, key in enumerate(KEYS):
        some = [row for row in rows if key in asked and not row.clear[place]]
        if some:
            yield ToFix(
                f"{len(some)} {said[key]}", _examples(key, some), f"Xem {len(some)}", f"thieu={key}"
            )


def _examples(key: str, rows: Sequence[TaskRow]) -> str:
    """Quote what the plan prints, for its author to recognise; else say where."""
    if key == "result":
        printed = dict.fromkeys(row.deliverable for row in rows if row.deliverable)
    elif key == "people":
        printed = dict.fromkeys(row.leads[0] for row in rows if row.leads)
    else:
        printed = {}
    quoted = ", ".join(f"“{text[:40]}”" for text in list(printed)[:3])
    numbers = [row.no for row in rows if row.no][:8]
    more = "…" if len([row for row in rows if row.no]) > len(numbers) else ""
    where = f"TT {', '.join(numbers)}{more}" if numbers else ""
    return ": ".join(part for part in (quoted, where) if part)


def _ahead(plan_id: int, rows: Sequence[TaskRow], *, by: User, at: datetime, rules: Rules) -> Ahead:
    since = local_day(at, rules)
    until = since + timedelta(days=90)
    by_day: dict[date, list[TaskRow]] = defaultdict(list)
    for row in rows:
        if row.status.is_open and row.due_day and since <= row.due_day <= until:
            by_day[row.due_day].append(row)
    said: list[tuple[date, str, str, str]] = []
    soon = counting_day(at, rules) + timedelta(days=rules.soon_days)
    for day, some in by_day.items():
        tone = "warn" if day <= soon else "progress"
        if len(some) == 1:
            row = some[0]
            number = f"TT {row.no}" if row.no else "1 việc"
            said.append((day, number, row.text, tone))
        else:
            yearly = sum(row.deadline_kind == DeadlineKind.RECURRING for row in some)
            detail = [
                f"{len(some) - yearly} việc theo ngày" if yearly < len(some) else "",
                f"{yearly} việc định kỳ" if yearly else "",
            ]
            said.append((day, f"{len(some)} việc", ", ".join(filter(None, detail)), tone))
    for duty in duty_days(plan_id, by=by, since=since, until=until):
        title = f"Báo cáo {duty.period}" if duty.period else "Báo cáo"
        to = f"gửi {duty.report_to}" if duty.report_to else duty.duty
        said.append((duty.day, title, to, "event"))
    marks = []
    taken: list[int] = []
    for day, title, text, tone in sorted(said):
        x = round(1000 * (day - since).days / 90)
        level = next((i for i, end in enumerate(taken) if end < x), len(taken))
        reach = x + 260
        if level == len(taken):
            taken.append(reach)
        else:
            taken[level] = reach
        marks.append(DayMark(day, title, text, tone, x, level, x > 720))
    ticks = []
    month = since.replace(day=1)
    while (month := (month + timedelta(days=32)).replace(day=1)) <= until:
        ticks.append(MonthTick(f"{month:%m/%Y}", round(1000 * (month - since).days / 90)))
    return Ahead(since, until, tuple(marks), tuple(ticks))
