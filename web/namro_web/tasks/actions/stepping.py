"""A task counted by steps: the checklist, and the marks in it that make the percent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.tasks.access import task_to_report
from namro_web.tasks.models import ProgressBy, State, Step, Task, Update, UpdateKind
from namro_web.tasks.status import local_day
from namro_web.tasks.timeline import check_version, checked_note, snapshot, write

STEPS_LIMIT = 50


@transaction.atomic
def set_steps(
    *, task_id: int, texts: Sequence[str], by: User, at: datetime, version: int | None = None
) -> Update:
    """Lay down the steps of a task, in their order; those whose words stay keep their marks.

    Without any step, the percent is typed by hand again.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not report for the lead unit.
        Invalid: A step is too long, named twice, or there are too many.
        Conflict: The task is closed, follows the tasks beneath it, or was changed meanwhile.
    """
    task = _task(task_id, by, at, version)
    wanted = []
    for text in texts:
        plain = " ".join(checked_note(text, what="Bước thực hiện", field="steps").split())
        if len(plain) > 500:
            raise Invalid("tasks.step-too-long", "Mỗi bước tối đa 500 ký tự.", field="steps")
        if plain in wanted:
            raise Invalid("tasks.step-twice", f"Bước “{plain}” ghi hai lần.", field="steps")
        if plain:
            wanted.append(plain)
    if len(wanted) > STEPS_LIMIT:
        raise Invalid("tasks.too-many-steps", f"Tối đa {STEPS_LIMIT} bước.", field="steps")
    old = list(task.steps.all())
    if [one.text for one in old] == wanted:
        raise Invalid("tasks.same-steps", "Các bước vẫn như cũ.", field="steps")
    before = snapshot(task)
    marks = {one.text: (one.done_at, one.done_by_id) for one in old}
    task.steps.all().delete()
    Step.objects.bulk_create(
        Step(
            task=task,
            order=order,
            text=text,
            done_at=marks.get(text, (None, None))[0],
            done_by_id=marks.get(text, (None, None))[1],
        )
        for order, text in enumerate(wanted)
    )
    return _counted(task, before, by, at, planned=len(wanted))


@transaction.atomic
def mark_steps(
    *, task_id: int, done: Collection[int], by: User, at: datetime, version: int | None = None
) -> Update:
    """Mark which steps are done; those left out are not.

    Args:
        task_id: Which task.
        done: The identities of the steps that are done.
        by: The person reporting.
        at: When.
        version: The version the page showed.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not report for the lead unit.
        Invalid: A step is of another task, or nothing would change.
        Conflict: The task is closed or was changed meanwhile.
    """
    task = _task(task_id, by, at, version)
    steps = list(task.steps.all())
    if not set(done) <= {one.pk for one in steps}:
        raise Invalid(
            "tasks.no-such-step", "Danh sách bước đã đổi; hãy tải lại trang.", field="steps"
        )
    changed = [one for one in steps if (one.pk in done) != (one.done_at is not None)]
    if not changed:
        raise Invalid("tasks.nothing-said", "Chưa đánh dấu thêm bước nào.", field="steps")
    before = snapshot(task)
    for step in changed:
        step.done_at, step.done_by = (at, by) if step.pk in done else (None, None)
        step.save()
    return _counted(
        task,
        before,
        by,
        at,
        finished=[one.text for one in changed if one.pk in done],
        undone=[one.text for one in changed if one.pk not in done],
    )


def _task(task_id: int, by: User, at: datetime, version: int | None) -> Task:
    task = task_to_report(task_id, by=by, on=local_day(at))
    check_version(task, version)
    if task.state not in (State.NOT_STARTED, State.IN_PROGRESS):
        raise Conflict(
            "tasks.closed",
            f"Nhiệm vụ đang ở trạng thái “{State(task.state).label}” nên không cập nhật được.",
            state=task.state,
        )
    if task.progress_by == ProgressBy.CHILDREN:
        raise Conflict(
            "tasks.progress-follows",
            "Tiến độ của nhiệm vụ này tính theo các phần bên dưới; các bước đặt trong từng phần.",
        )
    return task


def _counted(task: Task, before: dict[str, Any], by: User, at: datetime, **facts: Any) -> Update:
    steps = list(task.steps.all())
    done = sum(one.done_at is not None for one in steps)
    task.progress_by = ProgressBy.STEPS if steps else ProgressBy.PERCENT
    if steps:
        task.percent = 100 * done // len(steps)
    if done:
        task.state = State.IN_PROGRESS
        task.last_report_at = at
    counts: dict[str, Any] = {"done": done, "total": len(steps)}
    update = write(task, UpdateKind.STEPS, before=before, by=by, at=at, facts={**facts, **counts})
    record("tasks.steps-changed", task, by=by, at=at, update_id=update.pk, **facts, **counts)
    return update
