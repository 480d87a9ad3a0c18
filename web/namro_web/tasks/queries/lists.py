"""The table of tasks: filtered, sorted, counted, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.models import Placement
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import owner_of
from namro_web.plans.models import Section
from namro_web.plans.queries import page_of, plan_choices
from namro_web.tasks.access import tasks_visible_to
from namro_web.tasks.clarities import CLARITIES
from namro_web.tasks.models import Assignment, DeadlineKind, Role, Task
from namro_web.tasks.rows import NOBODY, TaskRow, row_of
from namro_web.tasks.status import (
    GROUP_LABELS,
    SCREEN_KEYS,
    Group,
    Rules,
    Timing,
    local_day,
    with_status,
)

PAGE_SIZE = 50
EXPORT_LIMIT = 20_000

SORTS = {
    "plan": ("plan_id", "order"),
    "due": (F("due_day").asc(nulls_last=True), "plan_id", "order"),
    "-due": (F("due_day").desc(nulls_last=True), "plan_id", "order"),
    "text": ("search_key", "id"),
    "percent": ("percent", "plan_id", "order"),
    "-percent": ("-percent", "plan_id", "order"),
}


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

    def is_narrowing(self) -> bool:
        """Say whether anything is filtered away within the plan that is shown."""
        return replace(self, plan_id=None, sort="plan", page=1) != Filter()


@dataclass(frozen=True, slots=True)
class TaskList:
    """A page of tasks and how many there are in all, by status."""

    page: Page[TaskRow]
    total: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the filters offer: pairs of value and words."""

    plans: Sequence[tuple[int, str, str]]
    sections: Sequence[tuple[int, str]]
    units: Sequence[tuple[UUID, str]]
    statuses: Sequence[tuple[str, str]]
    deadline_kinds: Sequence[tuple[str, str]]
    clarities: Sequence[tuple[str, str]]


STATUS_CHOICES = [
    *((group.value, GROUP_LABELS[group]) for group in Group),
    ("soon", "Sắp đến hạn"),
    ("quiet", "Cần báo cáo"),
    ("late", "Muộn hạn (cả việc đã xong)"),
]


def task_list(wanted: Filter, *, by: User, at: datetime, size: int = PAGE_SIZE) -> TaskList:
    """Give one page of the tasks a person may see."""
    found: QuerySet[Any] = filtered(wanted, by=by, at=at)
    counts = {
        SCREEN_KEYS[Group(group)]: number
        for group, number in found.order_by()
        .values_list("group")
        .annotate(number=Count("id"))
        .values_list("group", "number")
    }
    total = sum(counts.values())
    paginator = _Counted(_fetched(found, wanted.sort), size, total)
    shown = paginator.get_page(wanted.page)
    rules = Rules.of_office()
    rows = [row_of(task, list(task.assignments.all()), at=at, rules=rules) for task in shown]
    return TaskList(page_of(rows, shown), total, counts)


def task_export(wanted: Filter, *, by: User, at: datetime) -> list[TaskRow]:
    """Give every task that a list would show, over all its pages."""
    found = _fetched(filtered(wanted, by=by, at=at), wanted.sort)[:EXPORT_LIMIT]
    rules = Rules.of_office()
    return [row_of(task, list(task.assignments.all()), at=at, rules=rules) for task in found]


def tasks_found(key: str, *, by: User, at: datetime, limit: int) -> list[TaskRow]:
    """Search tasks by their words; ``key`` is accent-free."""
    found = _fetched(filtered(Filter(text=key), by=by, at=at), "plan")[:limit]
    return [row_of(task, list(task.assignments.all()), at=at) for task in found]


def filtered(wanted: Filter, *, by: User, at: datetime) -> QuerySet[Task]:
    """Give the tasks a filter means, with their status as columns."""
    found = with_status(tasks_visible_to(by), at)
    if wanted.plan_id is not None:
        found = found.filter(plan_id=wanted.plan_id)
    if wanted.section_id is not None:
        found = found.filter(section_id__in=_branch_of(wanted.section_id, by=by))
    if wanted.lead_name == NOBODY:
        found = found.exclude(assignments__role=Role.LEAD)
    elif wanted.unit_id is not None or wanted.lead_name:
        found = found.filter(pk__in=_assigned(wanted))
    if wanted.status in (Timing.SOON, Timing.QUIET):
        found = found.filter(timing=wanted.status, state__in=["not-started", "in-progress"])
    elif wanted.status == Timing.LATE:
        found = found.filter(timing=Timing.LATE)
    elif wanted.status:
        found = found.filter(group=wanted.status)
    if wanted.deadline_kind:
        found = found.filter(deadline_kind=wanted.deadline_kind)
    if wanted.missing in dict(CLARITIES):
        found = found.filter(**{f"clear_{wanted.missing}": False})
    for word in search_key(wanted.text).split():
        found = found.filter(search_key__contains=word)
    return found


def filter_choices(*, by: User, at: datetime, plan_id: int | None) -> FilterChoices:
    """Give what the filters above the table offer."""
    owner = owner_of(by)
    sections = Section.objects.filter(plan_id=plan_id, plan__owner_id=owner) if plan_id else None
    today = local_day(at)
    given_work = Assignment.objects.filter(unit_id=OuterRef("unit_id"), task__plan__owner_id=owner)
    units = (
        Placement.objects.at(today)
        .filter(Exists(given_work), unit_id__in=branch_ids(owner, at=today))
        .values_list("unit_id", "name")
    )
    return FilterChoices(
        plans=plan_choices(by=by),
        sections=[
            (one.pk, f"{'  ' * one.depth}{one.label} {one.title}".rstrip()[:90])
            for one in sections or ()
        ],
        units=sorted(units, key=lambda pair: search_key(pair[1])),
        statuses=STATUS_CHOICES,
        deadline_kinds=DeadlineKind.choices,
        clarities=CLARITIES,
    )


class _Counted(Paginator[Task]):
    """A paginator told how many there are, because the counts by status have said so already."""

    def __init__(self, found: QuerySet[Task], size: int, total: int) -> None:
        super().__init__(found, size)
        self._total = total

    @property
    def count(self) -> int:
        return self._total


def _fetched(found: QuerySet[Task], sort: str) -> QuerySet[Task]:
    return (
        found.select_related("plan", "section")
        .prefetch_related(
            Prefetch("assignments", queryset=Assignment.objects.order_by("task_id", "order"))
        )
        .order_by(*SORTS.get(sort, SORTS["plan"]))
    )


def _branch_of(section_id: int, *, by: User) -> list[int]:
    """Give a section and all beneath it."""
    rows = list(
        Section.objects.filter(
            plan__owner_id=owner_of(by), plan__sections__id=section_id
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
