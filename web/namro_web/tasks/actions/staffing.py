"""Who answers for a task: the person in the lead unit, the leader above, the lead unit itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.history import record
from namro_web.organisations.access import DUTIES, Duty
from namro_web.organisations.models import Post
from namro_web.organisations.models import Role as PostRole
from namro_web.organisations.queries import names_at
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import owner_of
from namro_web.tasks.access import (
    reach_of,
    task_to_decide,
    task_to_divide,
    task_to_talk_about,
)
from namro_web.tasks.models import (
    Assignment,
    Breakdown,
    Role,
    State,
    Task,
    Update,
    UpdateKind,
    Watching,
)
from namro_web.tasks.status import local_day
from namro_web.tasks.timeline import check_version, checked_note, snapshot, write

BULK_LIMIT = 200


@transaction.atomic
def name_people(
    *,
    task_id: int,
    responsible: int | None,
    supervising: int | None,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Update:
    """Say which post of the lead unit answers for a task, and which leader watches over it.

    The unit names its own person; the leader is named by whoever decides.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post neither leads the task nor decides; or names a leader without deciding.
        Invalid: The post is not held now, or not one that can do this.
        Conflict: Nothing would change, the task is closed, or was changed meanwhile.
    """
    on = local_day(at)
    task = task_to_divide(task_id, by=by, on=on)
    check_version(task, version)
    _must_not_be_over(task)
    if supervising != task.supervising_id and not reach_of(by, on=on).decides:
        raise NotAllowed(
            "tasks.may-not-name-the-leader",
            "Lãnh đạo chỉ đạo do lãnh đạo hoặc cơ quan thường trực phân công.",
        )
    if (responsible, supervising) == (task.responsible_id, task.supervising_id):
        raise Conflict("tasks.same-people", "Người phụ trách và lãnh đạo chỉ đạo vẫn như cũ.")
    before = snapshot(task)
    task.responsible = _worker(task, responsible, on=on)
    task.supervising = _leader(supervising, by=by, on=on)
    names = {
        "responsible": _called(task.responsible),
        "supervising": _called(task.supervising),
    }
    update = write(task, UpdateKind.PEOPLE, before=before, by=by, at=at, facts=names)
    record(
        "tasks.people-named",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        **names,
        responsible_user=task.responsible.user_id if task.responsible else None,
        supervising_user=task.supervising.user_id if task.supervising else None,
    )
    return update


@transaction.atomic
def reassign(
    *,
    task_ids: Sequence[int],
    unit_id: UUID,
    reason: str,
    by: User,
    at: datetime,
    versions: Mapping[int, int | None] | None = None,
) -> list[Update]:
    """Pass tasks to another lead unit: all of them or, where one cannot be passed, none.

    What was reported stays; the person who answered for it no longer does.

    Args:
        task_ids: Which tasks.
        unit_id: The unit that is to lead them.
        reason: Why.
        by: Who decides.
        at: When.
        versions: The version of each task that the page showed.

    Raises:
        Missing: One of them is not here.
        NotAllowed: The post does not decide on tasks.
        Invalid: No reason is given, nothing is chosen, or the unit is of another commune.
        Conflict: The unit leads one already, one is closed, or was changed meanwhile.
    """
    on = local_day(at)
    plain = checked_note(reason, needed="Hãy nêu lý do chuyển đơn vị chủ trì.")
    wanted = sorted(set(task_ids))
    if not 1 <= len(wanted) <= BULK_LIMIT:
        raise Invalid(
            "tasks.how-many", f"Chọn từ 1 đến {BULK_LIMIT} nhiệm vụ một lần.", field="task_ids"
        )
    called = names_at([unit_id], at=on)
    if unit_id not in called or unit_id not in branch_ids(owner_of(by), at=on):
        raise Invalid(
            "tasks.unit-elsewhere",
            "Có đơn vị không thuộc xã này hoặc không còn hoạt động; hãy chọn lại trong danh sách.",
            field="unit",
        )
    return [
        _pass_on(
            task_to_decide(pk, by=by, on=on),
            unit_id,
            called[unit_id].name,
            plain,
            by,
            at,
            (versions or {}).get(pk),
        )
        for pk in wanted
    ]


def _pass_on(
    task: Task, unit_id: UUID, name: str, reason: str, by: User, at: datetime, version: int | None
) -> Update:
    check_version(task, version)
    _must_not_be_over(task)
    lead = task.assignments.filter(role=Role.LEAD).first()
    if lead is not None and lead.unit_id == unit_id:
        raise Conflict("tasks.leads-already", f"{name} đang chủ trì nhiệm vụ này.")
    if task.breakdown == Breakdown.SHARE and _has_share(task, unit_id):
        raise Conflict("tasks.has-a-share", f"{name} đã có phần việc riêng trong nhiệm vụ chung.")
    before = snapshot(task)
    old, old_unit = (lead.name, lead.unit_id) if lead else ("", None)
    if lead is None:
        last = task.assignments.order_by("-order").first()
        lead = Assignment(task=task, role=Role.LEAD, order=last.order + 1 if last else 0)
    lead.unit_id, lead.name = unit_id, name
    lead.save()
    task.responsible = None
    task.clear_people = True
    if task.state == State.SUBMITTED:
        task.state = State.IN_PROGRESS
        task.submitted_at = task.submitted_day = None
    update = write(
        task,
        UpdateKind.REASSIGNED,
        before=before,
        by=by,
        at=at,
        note=reason,
        facts={"from": old, "to": name},
    )
    record(
        "tasks.reassigned",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        name_from=old,
        name_to=name,
        unit_from=old_unit,
        unit_to=unit_id,
        reason=reason,
    )
    return update


@transaction.atomic
def watch(*, task_id: int, on: bool, by: User, at: datetime) -> bool:
    """Follow a task, or stop following it; give whether the person now does.

    Raises:
        Missing: There is no such task here.
    """
    task = task_to_talk_about(task_id, by=by)
    if on:
        _, changed = Watching.objects.get_or_create(task=task, user=by, defaults={"since": at})
    else:
        changed = bool(Watching.objects.filter(task=task, user=by).delete()[0])
    if changed:
        record("tasks.watched" if on else "tasks.unwatched", task, by=by, at=at)
    return on


def _worker(task: Task, post_id: int | None, *, on: date) -> Post | None:
    if post_id is None:
        return None
    lead = task.assignments.filter(role=Role.LEAD).first()
    units = branch_ids(lead.unit_id, at=on) if lead and lead.unit_id else frozenset()
    post = Post.objects.at(on).select_related("user").filter(pk=post_id, unit_id__in=units).first()
    if post is None or Duty.UPDATE_TASKS not in DUTIES[PostRole(post.role)]:
        raise Invalid(
            "tasks.not-in-the-unit",
            "Người phụ trách phải đang giữ vị trí cập nhật nhiệm vụ trong đơn vị chủ trì.",
            field="responsible",
        )
    return post


def _leader(post_id: int | None, *, by: User, on: date) -> Post | None:
    if post_id is None:
        return None
    units = branch_ids(owner_of(by), at=on)
    post = Post.objects.at(on).select_related("user").filter(pk=post_id, unit_id__in=units).first()
    if post is None or post.role != PostRole.LEADER:
        raise Invalid(
            "tasks.not-a-leader",
            "Lãnh đạo chỉ đạo phải là người đang giữ vị trí lãnh đạo của xã.",
            field="supervising",
        )
    return post


def _called(post: Post | None) -> str:
    return f"{post.user.get_full_name()}, {post.title}" if post else ""


def _has_share(task: Task, unit_id: UUID) -> bool:
    return (
        Assignment.objects.filter(
            task__parent_id=task.parent_id,
            task__breakdown=Breakdown.SHARE,
            role=Role.LEAD,
            unit_id=unit_id,
        )
        .exclude(task__state=State.CANCELLED)
        .exists()
    )


def _must_not_be_over(task: Task) -> None:
    if task.state in (State.DONE, State.CANCELLED):
        raise Conflict(
            "tasks.closed",
            f"Nhiệm vụ đang ở trạng thái “{State(task.state).label}” nên không phân công lại được.",
            state=task.state,
        )
