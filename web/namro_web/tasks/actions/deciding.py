"""What the side that assigned a task decides: done or not yet, more time, a halt, an end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.history import record
from namro_web.tasks.access import is_by_the_same, task_to_decide
from namro_web.tasks.models import (
    Breakdown,
    DeadlineKind,
    State,
    Task,
    Update,
    UpdateKind,
)
from namro_web.tasks.status import local_day
from namro_web.tasks.timeline import check_version, checked_note, restore, snapshot, write

_STOPPABLE = (State.NOT_STARTED, State.IN_PROGRESS)


@transaction.atomic
def confirm_done(
    *, task_id: int, by: User, at: datetime, note: str = "", version: int | None = None
) -> Update:
    """Confirm that a task is done, as its lead unit says.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not decide on tasks, or the person said it was done themselves, in
            their own post or in one they stood in for.
        Conflict: The lead unit has not said so, or the task was changed meanwhile.
    """
    task = task_to_decide(task_id, by=by, on=local_day(at))
    check_version(task, version)
    submission = _submission(task)
    is_own = submission is not None and is_by_the_same(submission, by=by)
    # What a unit broke down for itself is its own affair: the commune confirms the whole.
    if is_own and task.breakdown != Breakdown.SUBTASK:
        raise NotAllowed(
            "tasks.own-submission",
            "Người báo hoàn thành không tự xác nhận; cần người khác xác nhận.",
        )
    plain = checked_note(note)
    before = snapshot(task)
    task.state = State.DONE
    task.done_at = at
    update = write(task, UpdateKind.CONFIRMED, before=before, by=by, at=at, note=plain)
    task.events.filter(answered_by=None).update(answered_by=update)
    record("tasks.confirmed", task, by=by, at=at, update_id=update.pk, note=plain)
    return update


@transaction.atomic
def return_to_author(
    *, task_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Update:
    """Send a task said to be done back to its lead unit, saying what is missing.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not decide on tasks.
        Invalid: No reason is given.
        Conflict: The lead unit has not said that it is done, or the task was changed meanwhile.
    """
    task = task_to_decide(task_id, by=by, on=local_day(at))
    check_version(task, version)
    submission = _submission(task)
    plain = checked_note(reason, needed="Hãy nêu lý do trả lại để đơn vị biết cần bổ sung gì.")
    before = snapshot(task)
    task.percent = submission.before.get("percent", task.percent) if submission else task.percent
    task.state = State.IN_PROGRESS
    task.submitted_at = None
    task.submitted_day = None
    update = write(task, UpdateKind.RETURNED, before=before, by=by, at=at, note=plain)
    record("tasks.returned", task, by=by, at=at, update_id=update.pk, reason=plain)
    return update


@transaction.atomic
def extend_deadline(
    *,
    task_id: int,
    due_day: date,
    reason: str,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Update:
    """Give a task more time; the first date stays in sight for ever.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not decide on tasks.
        Invalid: No reason is given, or the new day is not later than the present one.
        Conflict: The task has no day to move, is closed, or was changed meanwhile.
    """
    task = task_to_decide(task_id, by=by, on=local_day(at))
    check_version(task, version)
    plain = checked_note(reason, needed="Hãy nêu lý do gia hạn.")
    return move_deadline(task, due_day, reason=plain, by=by, at=at)


def move_deadline(
    task: Task,
    due_day: date,
    *,
    reason: str,
    by: User,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> Update:
    """Set a later day for a task that has been fetched to decide about; shares due with it follow.

    Raises:
        Invalid: The new day is not later, or lies after the day of the task above.
        Conflict: The task has no day to move, or is closed.
    """
    _must_be(task, _STOPPABLE)
    if task.due_day is None or task.deadline_kind == DeadlineKind.RECURRING:
        raise Conflict("tasks.no-day", "Nhiệm vụ này không có ngày hạn để gia hạn.")
    if due_day <= task.due_day:
        raise Invalid(
            "tasks.not-later",
            f"Hạn mới phải sau hạn hiện nay ({task.due_day:%d/%m/%Y}).",
            field="due_day",
        )
    if task.parent is not None and task.parent.due_day and due_day > task.parent.due_day:
        raise Invalid(
            "tasks.after-the-whole",
            f"Hạn của phần này không được sau hạn của nhiệm vụ chung "
            f"({task.parent.due_day:%d/%m/%Y}); hãy gia hạn nhiệm vụ chung trước.",
            field="due_day",
        )
    old = task.due_day
    with_it = [
        one
        for one in task.children.filter(breakdown=Breakdown.SHARE, due_day=old).order_by("order")
        if one.state in _STOPPABLE
    ]
    before = snapshot(task)
    task.due_day = due_day
    update = write(
        task,
        UpdateKind.EXTENDED,
        before=before,
        by=by,
        at=at,
        note=reason,
        facts={
            "due_from": old.isoformat(),
            "due_to": due_day.isoformat(),
            **({"below": len(with_it)} if with_it else {}),
            **(facts or {}),
        },
    )
    record(
        "tasks.deadline-extended",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        due_from=old,
        due_to=due_day,
        reason=reason,
    )
    for child in with_it:
        child.parent = task
        move_deadline(child, due_day, reason=reason, by=by, at=at, facts={"with_above": True})
    return update


@transaction.atomic
def pause_task(
    *, task_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Update:
    """Halt a task for a reason; it cannot be late until it is resumed.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not decide on tasks.
        Invalid: No reason is given.
        Conflict: The task is not open, or was changed meanwhile.
    """
    return _stop(task_id, State.PAUSED, UpdateKind.PAUSED, reason, by, at, version)


@transaction.atomic
def cancel_task(
    *, task_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Update:
    """End a task that will not be done, for a reason.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not decide on tasks.
        Invalid: No reason is given.
        Conflict: The task is done or cancelled already, or was changed meanwhile.
    """
    return _stop(task_id, State.CANCELLED, UpdateKind.CANCELLED, reason, by, at, version)


@transaction.atomic
def resume_task(
    *, task_id: int, by: User, at: datetime, note: str = "", version: int | None = None
) -> Update:
    """Take a paused task up again, as it was.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not decide on tasks.
        Conflict: The task is not paused, or was changed meanwhile.
    """
    task = task_to_decide(task_id, by=by, on=local_day(at))
    check_version(task, version)
    _must_be(task, (State.PAUSED,))
    return _resume(task, checked_note(note), by=by, at=at)


def _resume(task: Task, note: str, *, by: User, at: datetime) -> Update:
    before = snapshot(task)
    halt = task.updates.filter(kind=UpdateKind.PAUSED, taken_back_at=None).order_by("-id").first()
    if halt is not None:
        restore(task, halt.before)
    else:
        task.state, task.reason = State.IN_PROGRESS, ""
    below = [
        one
        for one in task.children.filter(state=State.PAUSED)
        if one.updates.filter(kind=UpdateKind.PAUSED)
        .order_by("-id")
        .first()
        .facts.get("with_above")  # type: ignore[union-attr]
    ]
    update = write(
        task,
        UpdateKind.RESUMED,
        before=before,
        by=by,
        at=at,
        note=note,
        facts={"below": len(below)} if below else {},
    )
    record("tasks.resumed", task, by=by, at=at, update_id=update.pk, note=note)
    for child in below:
        _resume(child, note, by=by, at=at)
    return update


def _stop(
    task_id: int,
    state: State,
    kind: UpdateKind,
    reason: str,
    by: User,
    at: datetime,
    version: int | None,
) -> Update:
    task = task_to_decide(task_id, by=by, on=local_day(at))
    check_version(task, version)
    _must_be(task, (*_STOPPABLE, State.PAUSED) if state is State.CANCELLED else _STOPPABLE)
    word = "tạm dừng" if state is State.PAUSED else "hủy"
    plain = checked_note(reason, needed=f"Hãy nêu lý do {word} nhiệm vụ.")
    return stop(task, state, kind, plain, by=by, at=at)


def stop(
    task: Task,
    state: State,
    kind: UpdateKind,
    reason: str,
    *,
    by: User,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> Update:
    """Halt or end a task that has been fetched to decide about, and what stands open beneath it."""
    stoppable = (*_STOPPABLE, State.PAUSED) if state is State.CANCELLED else _STOPPABLE
    below = list(task.children.filter(state__in=stoppable).order_by("order"))
    before = snapshot(task)
    task.state = state
    task.reason = reason
    update = write(
        task,
        kind,
        before=before,
        by=by,
        at=at,
        note=reason,
        facts={**({"below": len(below)} if below else {}), **(facts or {})},
    )
    record(f"tasks.{kind.value}", task, by=by, at=at, update_id=update.pk, reason=reason)
    for child in below:
        stop(child, state, kind, reason, by=by, at=at, facts={"with_above": True})
    return update


def _submission(task: Task) -> Update | None:
    _must_be(task, (State.SUBMITTED,))
    return (
        task.updates.filter(kind=UpdateKind.SUBMITTED, taken_back_at=None).order_by("-id").first()
    )


def _must_be(task: Task, states: tuple[State, ...]) -> None:
    if task.state not in states:
        raise Conflict(
            "tasks.wrong-state",
            f"Nhiệm vụ đang ở trạng thái “{State(task.state).label}”, không làm việc này được.",
            state=task.state,
        )
