"""What a later document does to a plan's tasks: some come, some change, some are given up.

Whatever was done stays with its task. Every function gives back what its undoing needs, as plain
values that a version keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict
from namro_web.foundation.history import record
from namro_web.foundation.search_keys import search_key
from namro_web.plans.models import Plan, PlanVersion
from namro_web.plans.parts import CreatedPlan
from namro_web.tasks.access import task_to_amend
from namro_web.tasks.actions.creating import deadline_columns, roles_of, store_tasks
from namro_web.tasks.actions.deciding import stop
from namro_web.tasks.clarities import clarity_of, leading
from namro_web.tasks.models import (
    Assignment,
    Breakdown,
    DeadlineKind,
    Role,
    State,
    Task,
    Update,
    UpdateKind,
)
from namro_web.tasks.occurrences import next_due_day
from namro_web.tasks.parts import NewTask
from namro_web.tasks.status import local_day
from namro_web.tasks.timeline import LEAVES_AS_IS, restore, snapshot, write

_PRINTED = (Role.LEAD, Role.CO_LEAD, Role.PARTNER)
_COLUMNS = (
    "text",
    "deliverable",
    "deadline_kind",
    "deadline_raw",
    "every",
    "month_days",
    "condition",
    "responsible_id",
    "clear_work",
    "clear_people",
    "clear_duty",
    "clear_result",
    "clear_time",
)
_DAYS = ("deadline_start", "until", "first_due_day", "due_day")
_ENDED = (State.DONE, State.CANCELLED)


@transaction.atomic
def add_tasks(
    *,
    plan: Plan,
    created: CreatedPlan,
    tasks: Sequence[NewTask],
    version: PlanVersion,
    by: User,
    at: datetime,
) -> list[int]:
    """Store the tasks that a later document adds to a plan fetched for amending."""
    last = Task.objects.filter(plan=plan).order_by("-order").values_list("order", flat=True).first()
    ids = store_tasks(
        created,
        tasks,
        since=local_day(at),
        first_order=0 if last is None else last + 1,
        added_in_id=version.pk,
    )
    record(
        "tasks.tasks-added",
        plan,
        by=by,
        unit=str(plan.owner_id),
        at=at,
        tasks=len(ids),
        version=version.number,
        basis=version.basis,
    )
    return ids


@transaction.atomic
def change_task(
    *,
    task_id: int,
    fields: Collection[str],
    new: NewTask,
    said: Sequence[Sequence[str]],
    version: PlanVersion,
    by: User,
    at: datetime,
) -> dict[str, Any]:
    """Let a task say what a later document makes of it; progress and evidence stay.

    Args:
        task_id: The task.
        fields: Which of ``text``, ``deliverable``, ``deadline``, ``lead`` and ``coordinating`` change.
        new: The task as it is to be; only those fields are read.
        said: Label, old and new words of each change, for the task's timeline.
        version: The version that the change belongs to.
        by: Who amends.
        at: When.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not edit plans.
        Conflict: The task was given up by an earlier document.
    """
    task = task_to_amend(task_id, by=by)
    if task.dropped_in_id is not None:
        raise Conflict("tasks.given-up", "Nhiệm vụ này đã bãi bỏ nên không điều chỉnh được nữa.")
    was = _changed(task, fields, new, said, version, by=by, at=at)
    record(
        "tasks.amended",
        task,
        by=by,
        at=at,
        version=version.number,
        basis=version.basis,
        changes=[list(one) for one in said],
    )
    return was


def _changed(
    task: Task,
    fields: Collection[str],
    new: NewTask,
    said: Sequence[Sequence[str]],
    version: PlanVersion,
    *,
    by: User,
    at: datetime,
    with_above: bool = False,
) -> dict[str, Any]:
    before = snapshot(task)
    was: dict[str, Any] = {"id": task.pk, "columns": _columns(task), "below": []}
    old_day = task.due_day
    if "text" in fields:
        task.text = new.text.strip()
    if "deliverable" in fields:
        task.deliverable = new.deliverable.strip()
    if "deadline" in fields:
        _set_deadline(task, new, day=local_day(at))
    if {"lead", "coordinating"} & set(fields):
        was["assignments"] = [_row(one) for one in task.assignments.all()]
        _set_people(task, fields, new)
        if "lead" in fields:
            task.responsible = None
            if task.state == State.SUBMITTED:
                task.state = State.IN_PROGRESS
                task.submitted_at = task.submitted_day = None
    _judge(task)
    update = write(
        task,
        UpdateKind.AMENDED,
        before=before,
        by=by,
        at=at,
        note="" if with_above else f"Theo {version.basis}",
        facts={
            "version": version.number,
            "basis": version.basis,
            "changes": [list(one) for one in said],
            **({"with_above": True} if with_above else {}),
        },
    )
    was["update"] = update.pk
    # Read anew: what stands above may have followed.
    task.refresh_from_db()
    if "deadline" in fields and task.due_day != old_day and task.due_day is not None:
        shares = task.children.filter(breakdown=Breakdown.SHARE, due_day=old_day)
        for child in shares.exclude(state__in=_ENDED).order_by("order"):
            only_time = [one for one in said if one[0] == "Thời hạn"]
            was["below"].append(
                _changed(
                    child, {"deadline"}, new, only_time, version, by=by, at=at, with_above=True
                )
            )
    return was


@transaction.atomic
def drop_task(
    *, task_id: int, reason: str, version: PlanVersion, by: User, at: datetime
) -> dict[str, Any]:
    """Give a task up, as a later document does; it stays in sight with everything that was done.

    What is done stays done; what is open ends as cancelled, and what stands beneath it with it.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not edit plans.
        Conflict: It was given up before.
    """
    task = task_to_amend(task_id, by=by)
    if task.dropped_in_id is not None:
        raise Conflict("tasks.given-up", "Nhiệm vụ này đã bãi bỏ rồi.")
    newest = Update.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    task.dropped_in = version
    words = f"Bãi bỏ theo {version.basis}" + (f": {reason}" if reason else "")
    if task.state in _ENDED:
        write(
            task,
            UpdateKind.AMENDED,
            before=snapshot(task),
            by=by,
            at=at,
            note=words,
            facts={"version": version.number, "basis": version.basis, "dropped": True},
        )
    else:
        facts: dict[str, object] = {"version": version.number, "dropped": True}
        stop(task, State.CANCELLED, UpdateKind.CANCELLED, words, by=by, at=at, facts=facts)
    mine = Update.objects.filter(pk__gt=newest, task__in=_line_below(task.pk))
    return {"id": task.pk, "updates": sorted(mine.values_list("pk", flat=True))}


def untouched(kind: str, kept: Mapping[str, Any]) -> bool:
    """Say whether nothing was noted on a task since a document added, changed or dropped it."""
    ids = _line_below(int(kept["id"]))
    if kind == "added":
        return len(ids) == 1 and not Update.objects.filter(task__in=ids).exists()
    own = _updates_in(kept)
    later = Update.objects.filter(task__in=ids, pk__gt=max(own)).exclude(pk__in=own)
    return not later.exclude(kind__in=LEAVES_AS_IS).exists()


@transaction.atomic
def unamend_task(*, kind: str, kept: Mapping[str, Any], by: User, at: datetime) -> None:
    """Make a task again what it was before a document added, changed or dropped it.

    The caller has asked whether it is ``untouched``.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not edit plans.
    """
    task = task_to_amend(int(kept["id"]), by=by)
    if kind == "added":
        task.delete()
        return
    if kind == "removed":
        for pk in reversed(kept["updates"]):
            update = Update.objects.get(pk=pk)
            one = Task.objects.get(pk=update.task_id)
            restore(one, update.before)
            one.dropped_in = None if one.pk == task.pk else one.dropped_in
            _save_taken_back(one, update, at=at)
    else:
        for was in (*reversed(kept["below"]), kept):
            _put_back(Task.objects.get(pk=was["id"]), was, at=at)
    record("tasks.amendment-undone", task, by=by, at=at)


def _put_back(task: Task, was: Mapping[str, Any], *, at: datetime) -> None:
    update = Update.objects.get(pk=was["update"])
    restore(task, update.before)
    for name in _COLUMNS:
        setattr(task, name, was["columns"][name])
    for name in _DAYS:
        kept = was["columns"][name]
        setattr(task, name, None if kept is None else date.fromisoformat(kept))
    if "assignments" in was:
        kept_rows = {row["id"]: row for row in was["assignments"]}
        task.assignments.exclude(pk__in=kept_rows).delete()
        # Two steps, so that no two rows hold one place between them.
        for one in task.assignments.all():
            Assignment.objects.filter(pk=one.pk).update(order=one.order + 10_000, role=Role.WATCHER)
        for row in kept_rows.values():
            Assignment.objects.update_or_create(
                pk=row["id"],
                defaults={"task": task, **{k: v for k, v in row.items() if k != "id"}},
            )
    _save_taken_back(task, update, at=at)


def _save_taken_back(task: Task, update: Update, *, at: datetime) -> None:
    task.version += 1
    task.save()
    update.taken_back_at = at
    update.save(update_fields=["taken_back_at"])


def _updates_in(kept: Mapping[str, Any]) -> list[int]:
    if "updates" in kept:
        return list(kept["updates"])
    return [kept["update"], *(pk for below in kept["below"] for pk in _updates_in(below))]


def _line_below(task_id: int) -> list[int]:
    ids = [task_id]
    level = ids
    while level:
        level = list(Task.objects.filter(parent__in=level).values_list("pk", flat=True))
        ids = [*ids, *level]
    return ids


def _columns(task: Task) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(task, name) for name in _COLUMNS}
    for name in _DAYS:
        day = getattr(task, name)
        kept[name] = None if day is None else day.isoformat()
    return kept


def _set_deadline(task: Task, new: NewTask, *, day: date) -> None:
    columns = deadline_columns(new.deadline, since=day)
    same_turn = (task.deadline_kind, task.every, task.month_days) == (
        columns["deadline_kind"],
        columns.get("every", ""),
        columns.get("month_days", []),
    )
    first, due = task.first_due_day, task.due_day
    if columns["deadline_kind"] == DeadlineKind.RECURRING:
        after = max(filter(None, (day - timedelta(days=1), task.reported_through)))
        columns["due_day"] = (
            due
            if same_turn
            else next_due_day(
                str(columns["every"]), task_days(columns), after=after, until=task_until(columns)
            )
        )
    elif columns["deadline_kind"] == DeadlineKind.ON_EVENT and same_turn:
        columns["due_day"] = due
    empty: dict[str, Any] = {
        "deadline_start": None,
        "every": "",
        "month_days": [],
        "until": None,
        "condition": "",
        "first_due_day": None,
        "due_day": None,
    }
    for name, value in {**empty, **columns}.items():
        setattr(task, name, value)
    # The first day a plan set stays in sight for ever.
    task.first_due_day = first or task.first_due_day
    task.deadline_raw = new.deadline_raw[:500]


def task_days(columns: Mapping[str, object]) -> list[list[int]]:
    """Give the days of a recurring deadline's columns."""
    days = columns["month_days"]
    return days if isinstance(days, list) else []


def task_until(columns: Mapping[str, object]) -> date | None:
    """Give the end of a recurring deadline's columns."""
    until = columns["until"]
    return until if isinstance(until, date) else None


def _set_people(task: Task, fields: Collection[str], new: NewTask) -> None:
    touched: set[Role] = set()
    if "lead" in fields:
        touched |= {Role.LEAD, Role.CO_LEAD}
    if "coordinating" in fields:
        touched |= {Role.PARTNER}
    wanted = [(one, role) for one, role in roles_of(0, new) if role in touched]
    present = [one for one in task.assignments.all() if one.role in touched]
    names = {(role, search_key(one.name)) for one, role in wanted}
    stays = [one for one in present if (Role(one.role), search_key(one.name)) in names]
    there = {(Role(one.role), search_key(one.name)) for one in stays}
    fresh = [(one, role) for one, role in wanted if (role, search_key(one.name)) not in there]
    lead = next((one for one in present if one.role == Role.LEAD and one not in stays), None)
    for one in present:
        if one in stays or one is lead:
            continue
        _leave(one)
    for named, role in fresh:
        if role is Role.LEAD and lead is not None:
            lead.name, lead.unit_id = named.name[:500], _unit(named.unit_id)
            lead.save()
            lead = None
            continue
        last = task.assignments.order_by("-order").first()
        Assignment.objects.create(
            task=task,
            name=named.name[:500],
            unit_id=named.unit_id,
            role=role,
            order=last.order + 1 if last else 0,
        )
    if lead is not None:
        _leave(lead)


def _unit(unit_id: object) -> Any:
    return unit_id


def _leave(one: Assignment) -> None:
    """Let a unit out of a task; one that has reported a part stays in sight as a watcher."""
    same = Assignment.objects.filter(task=one.task_id, unit=one.unit_id, role=Role.WATCHER)
    if one.updates.exists() and not (one.unit_id and same.exists()):
        one.role = Role.WATCHER
        one.save(update_fields=["role"])
    elif not one.updates.exists():
        one.delete()


def _judge(task: Task) -> None:
    present = list(task.assignments.all())
    clarity = clarity_of(
        text=task.text,
        leads=leading(
            (one.name, one.unit_id) for one in present if one.role in (Role.LEAD, Role.CO_LEAD)
        ),
        partners=sum(one.role == Role.PARTNER for one in present),
        deliverable=task.deliverable,
        deadline_kind=task.deadline_kind,
    )
    task.clear_work, task.clear_people = clarity.work, clarity.people
    task.clear_duty, task.clear_result = clarity.duty, clarity.result
    task.clear_time = clarity.time


def _row(one: Assignment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "unit_id": None if one.unit_id is None else str(one.unit_id),
        "name": one.name,
        "role": one.role,
        "order": one.order,
        "state": one.state,
    }
