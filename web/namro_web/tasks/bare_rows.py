"""Rows of a table read as plain values: fifty tasks without fifty models, plans and sections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.db.models import Count, Q, QuerySet

from namro_web.foundation.statements import Statement
from namro_web.plans.clarities import asked_of_plans, in_use
from namro_web.plans.models import Plan
from namro_web.plans.queries import short_name
from namro_web.tasks.clarities import KEYS
from namro_web.tasks.dialogue import Obstacle, ObstacleState
from namro_web.tasks.models import (
    Assignment,
    Breakdown,
    Origin,
    ProgressBy,
    Role,
    State,
    Task,
)
from namro_web.tasks.rows import TaskRow, deadline_text, facts_of, is_extended
from namro_web.tasks.status import Facts, Rules, status_of


class Bare(NamedTuple):
    """A task as it lies in the database: names are those of the model."""

    pk: int
    plan_id: int
    section_id: int | None
    no: str
    text: str
    origin: str
    deliverable: str
    deadline_kind: str
    deadline_raw: str
    every: str
    condition: str
    first_due_day: date | None
    due_day: date | None
    followed_since: date
    state: str
    percent: int
    last_report_at: datetime | None
    submitted_day: date | None
    clear_work: bool
    clear_people: bool
    clear_duty: bool
    clear_result: bool
    clear_time: bool
    version: int
    parent_id: int | None
    breakdown: str
    progress_by: str
    plan__number: str
    plan__kind: str
    plan__issuer: str
    section__label: str | None
    section__title: str | None


class _PlanName(NamedTuple):
    number: str
    kind: str
    issuer: str


PEOPLE = ("responsible__user__full_name", "supervising__user__full_name")
_OPEN_OBSTACLES = (ObstacleState.OPEN, ObstacleState.ANSWERED)


def rows_from(
    found: QuerySet[Task],
    *,
    at: datetime,
    beside: Collection[str] = (),
    also: Iterable[str] = (),
) -> tuple[list[TaskRow], list[tuple[Any, ...]]]:
    """Read tasks as rows, in their order; and of each the values of the further columns ``also``.

    Args:
        found: Which tasks, ordered and cut to a page.
        at: The moment their status is worked out for.
        beside: Keys of columns that cost a question of their own: people, obstacles, clarities.
        also: Names of further columns or annotations.
    """
    people = PEOPLE if {"nguoi", "chi-dao"} & set(beside) else ()
    width = len(Bare._fields)
    further = (*people, *also)
    values = list(found.values_list(*Bare._fields, *further))
    bare = [Bare._make(one[:width]) for one in values]
    ids = [one.pk for one in bare]
    leads, partners, outside = names_of(ids)
    asked = _asked({one.plan_id for one in bare}) if "ro" in beside else {}
    children = _children([one.pk for one in bare if one.progress_by == ProgressBy.CHILDREN])
    obstacles = _obstacles(ids) if "vuong-mac" in beside else {}
    rules = Rules.of_office()
    plans: dict[int, str] = {}
    rows = []
    for one, whole in zip(bare, values, strict=True):
        if one.plan_id not in plans:
            name = _PlanName(one.plan__number, one.plan__kind, one.plan__issuer)
            plans[one.plan_id] = short_name(cast("Plan", name))
        # What tells the day and the status of a task reads only what Bare has, under the same names.
        as_task = cast("Task", one)
        facts: Facts = facts_of(as_task)
        under, done = children.get(one.pk, (0, 0))
        rows.append(
            TaskRow(
                id=one.pk,
                plan_id=one.plan_id,
                plan_name=plans[one.plan_id],
                section_id=one.section_id,
                section_label=one.section__label or "",
                section_title=one.section__title or "",
                no=one.no,
                text=one.text,
                origin=_ORIGINS[one.origin],
                leads=tuple(leads.get(one.pk, ())),
                partners=tuple(partners.get(one.pk, ())),
                deliverable=one.deliverable,
                deadline=deadline_text(as_task),
                deadline_kind=one.deadline_kind,
                deadline_raw=one.deadline_raw,
                due_day=one.due_day,
                first_due_day=one.first_due_day,
                is_extended=is_extended(as_task),
                status=status_of(facts, at, rules),
                percent=one.percent,
                clear=(
                    one.clear_work,
                    one.clear_people,
                    one.clear_duty,
                    one.clear_result,
                    one.clear_time,
                    one.pk in leads and one.pk not in outside,
                ),
                version=one.version,
                asked=asked.get(one.plan_id, KEYS[:5]),
                parent_id=one.parent_id,
                breakdown=one.breakdown,
                last_report_at=one.last_report_at,
                responsible=(whole[width] or "") if people else "",
                supervising=(whole[width + 1] or "") if people else "",
                obstacles=obstacles.get(one.pk, 0),
                children=under,
                children_done=done,
            )
        )
    start = width + len(people)
    return rows, [one[start:] for one in values]


_ORIGINS = dict(Origin.choices)
_LEADS = (Role.LEAD.value, Role.CO_LEAD.value)


def names_of(
    ids: Collection[int],
) -> tuple[dict[int, dict[str, None]], dict[int, dict[str, None]], set[int]]:
    """Give the names of leads and partners of tasks, each name once, as printed.

    The third are the tasks that name somebody who was not found to be a unit.
    """
    outside: set[int] = set()
    leads: dict[int, dict[str, None]] = defaultdict(dict)
    partners: dict[int, dict[str, None]] = defaultdict(dict)
    # A page is one question; an export, which has no page, as few as the database takes values in one.
    listed = tuple(ids)
    for start in range(0, len(listed), _MOST_IDS):
        for task_id, name, role, unit_id in _names.rows(tasks=listed[start : start + _MOST_IDS]):
            (leads if role in _LEADS else partners)[task_id][name] = None
            if unit_id is None:
                outside.add(task_id)
    return leads, partners, outside


_MOST_IDS = 16_384


def _names_in(tasks: Any) -> QuerySet[Assignment, Any]:
    named = Assignment.objects.filter(
        task_id__in=tasks, role__in=[*_LEADS, Role.PARTNER.value]
    ).order_by("task_id", "order")
    return named.values_list("task_id", "name", "role", "unit_id")


_names = Statement(_names_in)


def _asked(plan_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Give the clarities that the offices of plans ask for."""
    return {
        plan_id: tuple(one.key for one in in_use(rules))
        for plan_id, rules in asked_of_plans(plan_ids).items()
    }


def _children(ids: Collection[int]) -> dict[int, tuple[int, int]]:
    if not ids:
        return {}
    return {
        parent: (number, done)
        for parent, number, done in Task.objects.filter(parent_id__in=ids)
        .exclude(state=State.CANCELLED)
        .order_by()
        .values("parent_id")
        .annotate(number=Count("id"), done=Count("id", filter=Q(state=State.DONE)))
        .values_list("parent_id", "number", "done")
    }


def _obstacles(ids: Collection[int]) -> dict[int, int]:
    if not ids:
        return {}
    return dict(
        Obstacle.objects.filter(task_id__in=ids, state__in=_OPEN_OBSTACLES)
        .order_by()
        .values("task_id")
        .annotate(number=Count("id"))
        .values_list("task_id", "number")
    )


BREAKDOWNS = dict(Breakdown.choices)
