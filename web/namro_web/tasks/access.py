"""Who may see, report on and decide about tasks. To fetch a task for a purpose is to ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing, NotAllowed
from namro_web.organisations.access import (
    ActingPost,
    Duty,
    acting,
    acting_with,
    behind,
    branch_of,
)
from namro_web.plans.access import offices_of, offices_worked_for, plans_visible_to
from namro_web.tasks.models import (
    Assignment,
    Comment,
    DirectionReceipt,
    Evidence,
    ExtensionRequest,
    Obstacle,
    Occurrence,
    Role,
    Task,
    Update,
)

LEADS = (Role.LEAD, Role.CO_LEAD)


def tasks_visible_to(by: User) -> QuerySet[Task]:
    """Give the tasks of the commune a person works in."""
    # Asked of the plans, not joined to them: the tasks' own indexes then give order and counts.
    return Task.objects.filter(plan_id__in=plans_visible_to(by).order_by().values("pk"))


def stated_tasks(by: User) -> QuerySet[Task]:
    """Give the tasks that plans themselves state: what was made out of them is counted in them."""
    return tasks_visible_to(by).filter(parent=None)


def task_to_read(task_id: int, *, by: User) -> Task:
    """Fetch a task to look at.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    task = tasks_visible_to(by).filter(pk=task_id).first()
    if task is None:
        raise _no_such_task()
    return task


def evidence_to_read(evidence_id: int, *, by: User) -> Evidence:
    """Fetch a piece of evidence to look at.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    evidence = (
        Evidence.objects.select_related("update__task")
        .filter(pk=evidence_id, update__task__plan__owner__in=offices_of(by))
        .first()
    )
    if evidence is None:
        raise Missing("tasks.no-such-evidence", "Không có minh chứng này trong đơn vị của bạn.")
    return evidence


Said = TypeVar("Said", Obstacle, ExtensionRequest)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a post may do with tasks: asked once for a page, then applied to every row."""

    post: ActingPost
    units: frozenset[UUID]
    reports: bool
    decides: bool

    def leads(self, assignments: Iterable[Assignment]) -> bool:
        """Say whether the post reports for the task as its lead.

        Where no lead is printed, or the one printed is not yet a known unit, the standing body
        reports: nobody else could.
        """
        leads = [one for one in assignments if one.role in LEADS]
        if not leads:
            return self.reports and self.post.may(Duty.ADOPT_PLANS)
        return self.reports and any(
            one.unit_id in self.units
            if one.unit_id is not None
            else one.role == Role.LEAD and self.post.may(Duty.ADOPT_PLANS)
            for one in leads
        )

    def part(self, assignments: Iterable[Assignment]) -> Assignment | None:
        """Give the part the post's unit has in the task as a partner, if any."""
        if not self.reports:
            return None
        return next(
            (one for one in assignments if one.role == Role.PARTNER and one.unit_id in self.units),
            None,
        )


def reach_of(by: User, *, on: date) -> Reach:
    """Work out what a person's post may do with tasks on a day.

    Raises:
        NotAllowed: They hold no post.
    """
    post = acting(by, at=on)
    return Reach(
        post=post,
        units=branch_of(post, at=on),
        reports=post.may(Duty.UPDATE_TASKS),
        decides=post.may(Duty.CONFIRM_TASKS),
    )


def task_to_report(task_id: int, *, by: User, on: date) -> Task:
    """Fetch, and lock, a task to report on as its lead unit.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not report for the lead unit.
    """
    task = _locked(task_id, by=by)
    if not reach_of(by, on=on).leads(task.assignments.all()):
        raise NotAllowed(
            "tasks.not-the-lead",
            "Chỉ người của đơn vị chủ trì được cập nhật nhiệm vụ này.",
        )
    return task


def part_to_report(task_id: int, *, by: User, on: date) -> tuple[Task, Assignment]:
    """Fetch, and lock, a task together with the part that a partner unit has in it.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post's unit is not a partner.
    """
    task = _locked(task_id, by=by)
    part = reach_of(by, on=on).part(task.assignments.all())
    if part is None:
        raise NotAllowed(
            "tasks.not-a-partner", "Đơn vị của bạn không phối hợp thực hiện nhiệm vụ này."
        )
    return task, part


def task_to_decide(task_id: int, *, by: User, on: date | None = None) -> Task:
    """Fetch, and lock, a task to confirm, return, pause or cancel as the side that assigned it.

    What a lead unit has handed on or broken down, it also decides about; give ``on`` for that.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not decide on tasks.
    """
    task = _locked(task_id, by=by)
    if on is not None and decides_below(task, reach_of(by, on=on)):
        return task
    try:
        acting_with(by, Duty.CONFIRM_TASKS)
    except NotAllowed as error:
        raise NotAllowed(
            "tasks.may-not-decide",
            "Chỉ lãnh đạo hoặc cơ quan thường trực được quyết định về nhiệm vụ này.",
        ) from error
    return task


def task_to_amend(task_id: int, *, by: User) -> Task:
    """Fetch, and lock, a task that a later document changes or gives up.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not edit plans.
    """
    acting_with(by, Duty.EDIT_PLANS)
    return _locked(task_id, by=by)


def decides_below(task: Task, reach: Reach) -> bool:
    """Say whether the post leads the work that a task was handed on from."""
    return task.parent is not None and reach.leads(task.parent.assignments.all())


def is_by_the_same(update: Update, *, by: User) -> bool:
    """Say whether who would confirm a report is who made it, by themselves or through a delegation.

    Behind each stand the person and, when they act in another's post, its holder: neither a
    delegate confirms for who reported, nor who let a delegate report for them. A setting lifts it.
    """
    if not settings.SEPARATE_CONFIRMATION:
        return False
    behind_it = {update.by_id, update.post.user_id if update.post else update.by_id}
    return bool(behind_it & behind(by))


def task_to_talk_about(task_id: int, *, by: User) -> Task:
    """Fetch, and lock, a task to comment on or to follow: for whoever may read it.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    return _locked(task_id, by=by)


def task_to_divide(task_id: int, *, by: User, on: date) -> Task:
    """Fetch, and lock, a task to hand on to units, as its lead or as the side that assigned it.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post neither leads it nor decides on tasks.
    """
    task = _locked(task_id, by=by)
    reach = reach_of(by, on=on)
    if not (reach.decides or reach.leads(task.assignments.all())):
        raise NotAllowed(
            "tasks.may-not-divide",
            "Chỉ đơn vị chủ trì, lãnh đạo hoặc cơ quan thường trực được chia, phân công nhiệm vụ này.",
        )
    return task


def task_to_take_part_in(task_id: int, *, by: User, on: date) -> Task:
    """Fetch, and lock, a task to say what hinders it, as a unit that has work in it.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post's unit neither leads nor shares in it.
    """
    task = _locked(task_id, by=by)
    reach = reach_of(by, on=on)
    assignments = list(task.assignments.all())
    if not (reach.leads(assignments) or reach.part(assignments)):
        raise NotAllowed(
            "tasks.no-part-in-it", "Chỉ đơn vị chủ trì hoặc phối hợp nhiệm vụ làm được việc này."
        )
    return task


def obstacle_to_handle(obstacle_id: int, *, by: User) -> tuple[Task, Obstacle]:
    """Fetch, and lock, an obstacle with its task; the action asks who may do what with it.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    found = Obstacle.objects.filter(
        pk=obstacle_id, task__plan__owner__in=offices_worked_for(by)
    ).first()
    if found is None:
        raise Missing("tasks.no-such-obstacle", "Không có khó khăn, vướng mắc này.")
    return _locked_with(found, by=by)


def request_to_handle(request_id: int, *, by: User) -> tuple[Task, ExtensionRequest]:
    """Fetch, and lock, a request for time with its task; the action asks who may do what with it.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    found = ExtensionRequest.objects.filter(
        pk=request_id, task__plan__owner__in=offices_worked_for(by)
    ).first()
    if found is None:
        raise Missing("tasks.no-such-request", "Không có đề nghị gia hạn này.")
    return _locked_with(found, by=by)


def receipt_to_take(receipt_id: int, *, by: User, on: date) -> tuple[Task, DirectionReceipt]:
    """Fetch, and lock, what says whether a unit has taken note of a direction.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The direction is for another unit.
    """
    found = (
        DirectionReceipt.objects.select_related("direction")
        .filter(pk=receipt_id, direction__task__plan__owner__in=offices_worked_for(by))
        .first()
    )
    if found is None:
        raise Missing("tasks.no-such-direction", "Không có ý kiến chỉ đạo này.")
    reach = reach_of(by, on=on)
    if not (reach.reports and found.unit_id in reach.units):
        raise NotAllowed(
            "tasks.not-directed-at-you", "Ý kiến này gửi đơn vị khác; đơn vị đó mới tiếp thu được."
        )
    # Read again under the lock: of two who take note in the same moment, one finds it done.
    task = _locked(found.direction.task_id, by=by)
    return task, DirectionReceipt.objects.select_related("direction").get(pk=receipt_id)


def comment_to_edit(comment_id: int, *, by: User) -> tuple[Task, Comment]:
    """Fetch, and lock, a comment of one's own.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: Somebody else wrote it.
    """
    found = (
        Comment.objects.select_related("update")
        .filter(pk=comment_id, update__task__plan__owner__in=offices_worked_for(by))
        .first()
    )
    if found is None:
        raise Missing("tasks.no-such-comment", "Không có ý kiến trao đổi này.")
    if found.update.by_id != by.pk:
        raise NotAllowed("tasks.not-your-comment", "Chỉ người viết được sửa ý kiến của mình.")
    task = _locked(found.update.task_id, by=by)
    return task, Comment.objects.select_related("update").get(pk=comment_id)


def occurrence_to_read(occurrence_id: int, *, by: User) -> Occurrence:
    """Fetch one period of a recurring task to look at.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    found = Occurrence.objects.filter(
        pk=occurrence_id, task__plan__owner__in=offices_of(by)
    ).first()
    if found is None:
        raise Missing("tasks.no-such-period", "Không có kỳ báo cáo này.")
    return found


def occurrence_to_decide(occurrence_id: int, *, by: User, on: date) -> tuple[Task, Occurrence]:
    """Fetch, and lock, the report for one period to confirm or return it.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not decide on tasks.
    """
    found = occurrence_to_read(occurrence_id, by=by)
    task = task_to_decide(found.task_id, by=by, on=on)
    return task, Occurrence.objects.select_related("update").get(pk=occurrence_id)


def update_to_take_back(update_id: int, *, by: User) -> tuple[Task, Update]:
    """Fetch, and lock, a task together with the update its author wants back.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: Somebody else made it.
    """
    found = Update.objects.filter(
        pk=update_id, task__plan__owner__in=offices_worked_for(by)
    ).first()
    if found is None:
        raise Missing("tasks.no-such-update", "Không có lần cập nhật này trong đơn vị của bạn.")
    task = _locked(found.task_id, by=by)
    if found.by_id != by.pk:
        raise NotAllowed(
            "tasks.not-your-update", "Chỉ người đã cập nhật được rút lại lần cập nhật của mình."
        )
    return task, Update.objects.select_related("assignment").get(pk=update_id)


# How each thing an act can be about names the task it hangs on.
_HANGS_ON: dict[str, tuple[type[Model], str]] = {
    "obstacle_id": (Obstacle, "task_id"),
    "receipt_id": (DirectionReceipt, "direction__task_id"),
    "request_id": (ExtensionRequest, "task_id"),
    "occurrence_id": (Occurrence, "task_id"),
    "comment_id": (Comment, "update__task_id"),
    "update_id": (Update, "task_id"),
    "task_id": (Task, "parent_id"),
}


def must_hang_on(task_id: int, /, *, by: User, **thing: int) -> None:
    """Make sure that what an address names beside a task is that task's own.

    Args:
        task_id: The task of the address.
        by: Who asks.
        thing: One thing, by the name the actions give it: ``obstacle_id=12``; a part of shared work
            is ``task_id`` to them.

    Raises:
        Missing: There is no such task here, or the thing hangs on another one.
    """
    task_to_read(task_id, by=by)
    for name, pk in thing.items():
        model, where = _HANGS_ON[name]
        if not model._default_manager.filter(pk=pk, **{where: task_id}).exists():
            raise Missing(
                "tasks.of-another-task",
                "Nội dung này không thuộc nhiệm vụ đang mở; tải lại trang rồi làm lại.",
            )


def _locked_with(found: Said, *, by: User) -> tuple[Task, Said]:
    """Lock the task of something said about it, then read that again, as it stands under the lock."""
    task = _locked(found.task_id, by=by)
    return task, type(found)._default_manager.get(pk=found.pk)


def _locked(task_id: int, *, by: User) -> Task:
    """Lock a task from the top down, as those above follow it: two people never wait in a ring."""
    own = offices_worked_for(by)
    line = [task_id]
    above = Task.objects.filter(pk=task_id, plan__owner__in=own).values_list(
        "parent_id", "parent__parent_id"
    )
    for parent, grandparent in above[:1]:
        line = [pk for pk in (grandparent, parent) if pk is not None] + line
    task = None
    for pk in line:
        task = (
            Task.objects.select_for_update(of=("self",)).filter(pk=pk, plan__owner__in=own).first()
        )
    if task is None:
        raise _no_such_task()
    return task


def _no_such_task() -> Missing:
    return Missing("tasks.no-such-task", "Không có nhiệm vụ này trong đơn vị của bạn.")
