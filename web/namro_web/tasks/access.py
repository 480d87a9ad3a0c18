"""Who may see, report on and decide about tasks. To fetch a task for a purpose is to ask for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing, NotAllowed
from namro_web.organisations.access import ActingPost, Duty, acting, acting_with
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import owner_of, plans_visible_to
from namro_web.tasks.models import Assignment, Evidence, Role, Task, Update

LEADS = (Role.LEAD, Role.CO_LEAD)


def tasks_visible_to(by: User) -> QuerySet[Task]:
    """Give the tasks of the commune a person works in."""
    # Asked of the plans, not joined to them: the tasks' own indexes then give order and counts.
    return Task.objects.filter(plan_id__in=plans_visible_to(by).order_by().values("pk"))


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
        .filter(pk=evidence_id, update__task__plan__owner_id=owner_of(by))
        .first()
    )
    if evidence is None:
        raise Missing("tasks.no-such-evidence", "Không có minh chứng này trong đơn vị của bạn.")
    return evidence


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
        units=branch_ids(post.unit_id, at=on),
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


def task_to_decide(task_id: int, *, by: User) -> Task:
    """Fetch, and lock, a task to confirm, return, pause or cancel as the side that assigned it.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not decide on tasks.
    """
    task = _locked(task_id, by=by)
    try:
        acting_with(by, Duty.CONFIRM_TASKS)
    except NotAllowed as error:
        raise NotAllowed(
            "tasks.may-not-decide",
            "Chỉ lãnh đạo hoặc cơ quan thường trực được quyết định về nhiệm vụ này.",
        ) from error
    return task


def update_to_take_back(update_id: int, *, by: User) -> tuple[Task, Update]:
    """Fetch, and lock, a task together with the update its author wants back.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: Somebody else made it.
    """
    found = Update.objects.filter(pk=update_id, task__plan__owner_id=owner_of(by)).first()
    if found is None:
        raise Missing("tasks.no-such-update", "Không có lần cập nhật này trong đơn vị của bạn.")
    task = _locked(found.task_id, by=by)
    if found.by_id != by.pk:
        raise NotAllowed(
            "tasks.not-your-update", "Chỉ người đã cập nhật được rút lại lần cập nhật của mình."
        )
    return task, Update.objects.select_related("assignment").get(pk=update_id)


def _locked(task_id: int, *, by: User) -> Task:
    task = (
        Task.objects.select_for_update(of=("self",))
        .filter(pk=task_id, plan__owner_id=owner_of(by))
        .first()
    )
    if task is None:
        raise _no_such_task()
    return task


def _no_such_task() -> Missing:
    return Missing("tasks.no-such-task", "Không có nhiệm vụ này trong đơn vị của bạn.")
