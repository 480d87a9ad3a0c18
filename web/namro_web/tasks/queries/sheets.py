"""Tasks that a post may fill in offline, and what became of them since."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from namro_web.accounts.models import User
from namro_web.tasks.access import reach_of, tasks_visible_to
from namro_web.tasks.models import Assignment, State, Task, Update
from namro_web.tasks.queries.lists import EXPORT_LIMIT, Filter, filtered
from namro_web.tasks.rows import TaskRow, row_of
from namro_web.tasks.status import Rules, local_day

_OPEN = (State.NOT_STARTED, State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class TaskNow:
    """A task as it stands now, and the last thing said of it."""

    id: int
    no: str
    text: str
    plan_name: str
    version: int
    percent: int
    status_key: str
    status_label: str
    last_kind: str
    last_by: str
    last_at: datetime | None


def tasks_to_fill(wanted: Filter, *, by: User, at: datetime, most: int) -> list[TaskRow]:
    """Give the open tasks a filter means on which the person's post reports as the lead."""
    reach = reach_of(by, on=local_day(at))
    found = (
        filtered(wanted, by=by, at=at)
        .filter(state__in=_OPEN)
        .select_related("plan", "section")
        .prefetch_related(
            Prefetch("assignments", queryset=Assignment.objects.order_by("task_id", "order"))
        )
        .order_by("plan_id", "order")[:EXPORT_LIMIT]
    )
    rules = Rules.of_office()
    rows = []
    for task in found:
        assignments = list(task.assignments.all())
        if reach.leads(assignments):
            rows.append(row_of(task, assignments, at=at, rules=rules))
        if len(rows) == most:
            break
    return rows


def tasks_now(ids: Collection[int], *, by: User, at: datetime) -> Mapping[int, TaskNow]:
    """Give what the tasks of a workbook are now; what the person may not see is not among them."""
    rules = Rules.of_office()
    found: Sequence[Task] = list(
        tasks_visible_to(by)
        .filter(pk__in=ids)
        .select_related("plan", "section")
        .prefetch_related("assignments")
    )
    latest: dict[int, Update] = {}
    said = Update.objects.filter(task_id__in=[task.pk for task in found]).select_related("by")
    for update in said.order_by("task_id", "id").only(
        "task_id", "kind", "at", "by__full_name", "by__username"
    ):
        latest[update.task_id] = update
    return {
        task.pk: _now(row_of(task, list(task.assignments.all()), at=at, rules=rules), latest)
        for task in found
    }


def _now(row: TaskRow, latest: Mapping[int, Update]) -> TaskNow:
    last = latest.get(row.id)
    return TaskNow(
        id=row.id,
        no=row.no,
        text=row.text,
        plan_name=row.plan_name,
        version=row.version,
        percent=row.percent,
        status_key=row.status.key,
        status_label=row.status.label,
        last_kind=last.get_kind_display() if last else "",
        last_by=last.by.get_full_name() if last else "",
        last_at=last.at if last else None,
    )
