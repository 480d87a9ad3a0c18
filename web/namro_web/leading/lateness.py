"""What is late, unit by unit: the same rows for the page, the kept list, the sheet and the paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from namro_web.accounts.models import User
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.queries import names_at
from namro_web.plans.queries import short_name
from namro_web.tasks.access import stated_tasks
from namro_web.tasks.dialogue import ObstacleState
from namro_web.tasks.models import Assignment, Obstacle, Role, Task
from namro_web.tasks.rows import NOBODY
from namro_web.tasks.status import counting_day, local_day

MOST = 2000


@dataclass(frozen=True, slots=True)
class LateTask:
    """A task that is late; days as the list was made."""

    task_id: int
    no: str
    text: str
    plan: str
    due: date
    days: int
    percent: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LateUnit:
    """A unit, or a name the plan prints, and what it is late with, the longest first."""

    unit_id: UUID | None
    name: str
    tasks: tuple[LateTask, ...]

    @property
    def longest(self) -> int:
        """How many days the worst of them is late."""
        return max((task.days for task in self.tasks), default=0)


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def late_units(*, by: User, at: datetime, reasons: bool = True) -> list[LateUnit]:
    """Give what is late, each task once, at its accountable lead; the unit with most first.

    Four questions, however much is late. A name that stands for several units keeps its name.
    """
    today, counted = local_day(at), counting_day(at)
    late = stated_tasks(by).filter(state__in=["not-started", "in-progress"], due_day__lt=counted)
    tasks = list(
        late.select_related("plan")
        .only("no", "text", "due_day", "percent", "plan__number", "plan__kind", "plan__issuer")
        .order_by("due_day", "plan_id", "order")[:MOST]
    )
    ids = [task.pk for task in tasks]
    together = Assignment.objects.filter(
        task_id=OuterRef("task_id"), role=Role.CO_LEAD, name=OuterRef("name")
    )
    leads: dict[int, tuple[UUID | None, str]] = {
        task_id: (None if shared else unit_id, name)
        for task_id, unit_id, name, shared in Assignment.objects.filter(
            role=Role.LEAD, task_id__in=ids
        )
        .annotate(shared=Exists(together))
        .values_list("task_id", "unit_id", "name", "shared")
    }
    called = names_at({unit for unit, _ in leads.values() if unit is not None}, at=today)
    said = _reasons(ids) if reasons else {}
    by_lead: dict[tuple[UUID | None, str], list[LateTask]] = defaultdict(list)
    for task in tasks:
        unit_id, name = leads.get(task.pk, (None, NOBODY))
        if unit_id is not None and unit_id in called:
            name = called[unit_id].name
        by_lead[unit_id, name].append(_late(task, today, said.get(task.pk, "")))
    units = [LateUnit(unit_id, name, tuple(some)) for (unit_id, name), some in by_lead.items()]
    return sorted(units, key=lambda one: (-len(one.tasks), search_key(one.name)))


def _late(task: Task, today: date, reason: str) -> LateTask:
    assert task.due_day is not None  # noqa: S101 - asked for above
    return LateTask(
        task_id=task.pk,
        no=task.no,
        text=task.text,
        plan=short_name(task.plan),
        due=task.due_day,
        days=max(1, (today - task.due_day).days),
        percent=task.percent,
        reason=reason,
    )


def _reasons(ids: Sequence[int]) -> dict[int, str]:
    """Give the obstacle each task still waits with."""
    found = (
        Obstacle.objects.filter(task_id__in=ids)
        .filter(state__in=[ObstacleState.OPEN, ObstacleState.ANSWERED])
        .order_by("raised_at")
        .values_list("task_id", "text")
    )
    return dict(found)


def as_kept(units: Sequence[LateUnit]) -> list[dict[str, Any]]:
    """Give the rows in the form in which a list keeps them."""
    return [
        {
            "unit_id": str(unit.unit_id) if unit.unit_id else None,
            "name": unit.name,
            "tasks": [{**asdict(task), "due": task.due.isoformat()} for task in unit.tasks],
        }
        for unit in units
    ]


def from_kept(units: Sequence[Mapping[str, Any]]) -> list[LateUnit]:
    """Read the rows of a kept list."""
    return [
        LateUnit(
            UUID(unit["unit_id"]) if unit["unit_id"] else None,
            unit["name"],
            tuple(
                LateTask(**{**task, "due": date.fromisoformat(task["due"])})
                for task in unit["tasks"]
            ),
        )
        for unit in units
    ]
