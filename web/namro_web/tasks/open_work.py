"""What waits on one person's post among tasks, and how it passes to another post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.foundation.errors import Invalid
from namro_web.foundation.history import record
from namro_web.organisations.access import DUTIES, Duty
from namro_web.organisations.models import Post
from namro_web.organisations.models import Role as PostRole
from namro_web.organisations.open_work import Fate, OpenThing
from namro_web.organisations.trees import branch_ids
from namro_web.tasks.dialogue import ObstacleState
from namro_web.tasks.models import (
    Assignment,
    Obstacle,
    Role,
    State,
    Task,
    UpdateKind,
)
from namro_web.tasks.timeline import snapshot, write

RESPONSIBLE, SUPERVISING = "tasks.responsible", "tasks.supervising"
_CLOSED = (State.DONE, State.CANCELLED)


def open_work_of(post: Post, on: date) -> Sequence[OpenThing]:
    """Give the open tasks a post answers for or watches over, and the obstacles its unit is asked about."""
    mine = (
        Task.objects.filter(Q(responsible=post) | Q(supervising=post))
        .exclude(state__in=_CLOSED)
        .order_by("plan_id", "order", "id")
    )
    answered, watched = [], []
    for task in mine.only("id", "text", "responsible_id", "supervising_id", "plan_id", "due_day"):
        until = f" (hạn {task.due_day:%d/%m/%Y})" if task.due_day else ""
        text = f"{task.text}{until}"
        if task.responsible_id == post.pk:
            answered.append(OpenThing(f"{RESPONSIBLE}:{task.pk}", "Nhiệm vụ đang phụ trách", text))
        if task.supervising_id == post.pk:
            watched.append(OpenThing(f"{SUPERVISING}:{task.pk}", "Nhiệm vụ đang chỉ đạo", text))
    waiting = Obstacle.objects.filter(waits_for=post.unit_id, state=ObstacleState.OPEN)
    asked = [
        OpenThing(
            f"tasks.obstacle:{one.pk}",
            "Khó khăn, vướng mắc chờ đơn vị trả lời",
            one.text,
            Fate.STAYS,
        )
        for one in waiting.order_by("id")
    ]
    return [*answered, *watched, *asked]


def pass_on(
    post: Post, taken: Mapping[OpenThing, Post | None], by: User | None, at: datetime
) -> None:
    """Name the one who takes each task, or nobody; each task's timeline says so.

    Raises:
        Invalid: The one named cannot answer for a task of that unit, or is no leader.
    """
    moving = {thing: to for thing, to in taken.items() if thing.fate is Fate.MOVES}
    ids = sorted({thing.object_id for thing in moving})
    tasks = {
        one.pk: one
        for one in Task.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("id")
    }
    units = _units_of_leads(tasks, on=at.date())
    before = {pk: snapshot(task) for pk, task in tasks.items()}
    for thing, to in moving.items():
        task = tasks[thing.object_id]
        if thing.kind == RESPONSIBLE:
            _may_answer(to, units.get(task.pk, frozenset()))
            task.responsible = to
        else:
            _may_lead(to)
            task.supervising = to
    who = by or post.user
    for pk in ids:
        task = tasks[pk]
        names = {"responsible": _called(task.responsible), "supervising": _called(task.supervising)}
        update = write(
            task,
            UpdateKind.PEOPLE,
            before=before[pk],
            by=who,
            at=at,
            note="Bàn giao công việc",
            facts=dict(names),
        )
        record(
            "tasks.people-named",
            task,
            by=by,
            at=at,
            update_id=update.pk,
            **names,
            responsible_user=_new(task, "responsible", moving),
            supervising_user=_new(task, "supervising", moving),
        )


def _new(task: Task, part: str, moving: Mapping[OpenThing, Post | None]) -> int | None:
    """Give who is new in a part, to be told."""
    to = next((to for one, to in moving.items() if one.key == f"tasks.{part}:{task.pk}"), None)
    return to.user_id if to else None


def _units_of_leads(tasks: Mapping[int, Task], *, on: date) -> dict[int, frozenset[object]]:
    """Give for each task the units whose people can answer for it: the branch of its lead."""
    leads = Assignment.objects.filter(task__in=tasks, role=Role.LEAD, unit__isnull=False)
    branches: dict[object, frozenset[object]] = {}
    found: dict[int, frozenset[object]] = {}
    for task_id, unit_id in leads.values_list("task_id", "unit_id"):
        if unit_id is None:
            continue
        if unit_id not in branches:
            branches[unit_id] = frozenset(branch_ids(unit_id, at=on))
        found[task_id] = branches[unit_id]
    return found


def _may_answer(to: Post | None, units: frozenset[object]) -> None:
    if to is not None and (
        to.unit_id not in units or Duty.UPDATE_TASKS not in DUTIES[PostRole(to.role)]
    ):
        raise Invalid(
            "tasks.taker-not-in-the-unit",
            f"{to.user.get_full_name()} không phụ trách được nhiệm vụ này: người nhận phải đang giữ vị trí "
            "cập nhật nhiệm vụ trong đơn vị chủ trì. Chọn người khác hoặc để trống.",
            field="everything",
        )


def _may_lead(to: Post | None) -> None:
    if to is not None and to.role != PostRole.LEADER:
        raise Invalid(
            "tasks.taker-no-leader",
            f"{to.user.get_full_name()} không chỉ đạo nhiệm vụ được: người nhận phải giữ vị trí lãnh đạo. "
            "Chọn người khác hoặc để trống.",
            field="everything",
        )


def _called(post: Post | None) -> str:
    return f"{post.user.get_full_name()}, {post.title}" if post else ""
