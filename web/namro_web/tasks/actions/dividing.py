"""Work given to several units, work broken down, and the order in which tasks follow each other.

What a share and a subtask are, and how the whole follows them, is told in
``docs/explanation/shared-work.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.queries import names_at, suggest_units
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import owner_of
from namro_web.tasks.access import task_to_divide, task_to_read
from namro_web.tasks.actions.deciding import stop
from namro_web.tasks.clarities import clarity_of
from namro_web.tasks.models import (
    Assignment,
    Breakdown,
    DeadlineKind,
    Dependency,
    ProgressBy,
    Role,
    State,
    Task,
    Update,
    UpdateKind,
)
from namro_web.tasks.status import local_day
from namro_web.tasks.timeline import (
    check_version,
    checked_note,
    follow_children,
    say,
    snapshot,
    write,
)

SHARES_LIMIT = 300
_CLOSED = (State.DONE, State.CANCELLED, State.PAUSED, State.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Named:
    """Units a written name was found to mean."""

    name: str
    unit_ids: tuple[UUID, ...]


def units_meant(names: Sequence[str], *, by: User, at: datetime) -> list[Named]:
    """Say which units written names mean: “12 xóm” is every village of the commune.

    Raises:
        Invalid: A name means no unit here, or only perhaps one.
    """
    found = []
    for name in filter(None, (" ".join(one.split()) for one in names)):
        meaning = suggest_units(owner_of(by), name, at=local_day(at))
        if not meaning.unit_ids or not meaning.is_sure:
            raise Invalid(
                "tasks.unknown-name",
                f"Không rõ “{name}” là đơn vị nào trong xã; hãy chọn trong danh sách hoặc ghi đúng tên "
                "(ví dụ “12 xóm”, “các đoàn thể”, “Công an xã”).",
                field="names",
            )
        found.append(Named(name, meaning.unit_ids))
    return found


@transaction.atomic
def share_task(
    *,
    task_id: int,
    by: User,
    at: datetime,
    unit_ids: Sequence[UUID] = (),
    names: Sequence[str] = (),
    due_day: date | None = None,
    note: str = "",
    version: int | None = None,
) -> list[int]:
    """Give a task to several units, each with a share of its own; units can be added later.

    Args:
        task_id: The task that is to be shared.
        by: Its lead, or whoever decides.
        at: When.
        unit_ids: The units.
        names: Units and groups by their names: “12 xóm” means every village.
        due_day: When the shares are due; left out, with the task itself.
        note: What the units are told.
        version: The version the page showed.

    Returns:
        The identities of the new shares, in the order of the units.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post neither leads the task nor decides.
        Invalid: No unit is named, one is not of this commune, or the day does not fit.
        Conflict: The task is closed or itself a subtask, or was changed meanwhile.
    """
    task = task_to_divide(task_id, by=by, on=local_day(at))
    check_version(task, version)
    if task.breakdown:
        raise Conflict(
            "tasks.shared-once",
            "Phần đã giao cho một đơn vị không giao tiếp cho nhiều đơn vị; đơn vị đó chia việc con.",
        )
    _must_be_divisible(task)
    if task.children.filter(breakdown=Breakdown.SUBTASK).exists():
        raise Conflict(
            "tasks.broken-down-already",
            "Nhiệm vụ này đã chia việc con nên không giao song song cho nhiều đơn vị; hãy thêm việc con.",
        )
    plain = checked_note(note)
    wanted = list(unit_ids)
    for named in units_meant(names, by=by, at=at):
        wanted += named.unit_ids
    units = _own_units(wanted, by=by, at=at)
    there = set(
        Assignment.objects.filter(
            task__parent=task, task__breakdown=Breakdown.SHARE, role=Role.LEAD
        )
        .exclude(task__state=State.CANCELLED)
        .values_list("unit_id", flat=True)
    )
    new = {pk: name for pk, name in units.items() if pk not in there}
    if not new:
        raise Invalid(
            "tasks.nobody-new",
            "Các đơn vị này đã được giao phần việc; hãy chọn đơn vị khác."
            if units
            else "Hãy chọn ít nhất một đơn vị, hoặc ghi tên nhóm, ví dụ “12 xóm”.",
            field="names",
        )
    if len(there) + len(new) > SHARES_LIMIT:
        raise Invalid(
            "tasks.too-many-shares", f"Giao tối đa {SHARES_LIMIT} đơn vị một lần.", field="names"
        )
    _check_day(task, due_day, start=None)
    was_done = task.state == State.DONE
    before = snapshot(task)
    shares = [
        _child(task, Breakdown.SHARE, text=task.text, due_day=due_day, unit_id=pk, name=name, at=at)
        for pk, name in new.items()
    ]
    task.progress_by = ProgressBy.CHILDREN
    task.save(update_fields=["progress_by"])
    names_given = list(new.values())
    update = write(
        task,
        UpdateKind.SHARED,
        before=before,
        by=by,
        at=at,
        note=plain,
        facts={"units": names_given, "added": bool(there)},
    )
    follow_children(task, by=by, at=at)
    record(
        "tasks.shared",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        units=[str(pk) for pk in new],
        names=names_given,
        shares=[one.pk for one in shares],
        due_day=due_day or task.due_day,
        added=bool(there),
        reopened=was_done,
        note=plain,
    )
    return [one.pk for one in shares]


@transaction.atomic
def waive_share(
    *, task_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Update:
    """Take a unit out of shared work, with a reason; what it has reported stays to be read.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post neither leads the whole nor decides.
        Invalid: No reason is given.
        Conflict: It is no share, is confirmed already, or was changed meanwhile.
    """
    share = task_to_read(task_id, by=by)
    if share.breakdown != Breakdown.SHARE or share.parent_id is None:
        raise Conflict("tasks.no-share", "Đây không phải phần việc giao cho một đơn vị.")
    task_to_divide(share.parent_id, by=by, on=local_day(at))
    share = Task.objects.select_for_update(of=("self",)).get(pk=task_id)
    check_version(share, version)
    if share.state in (State.DONE, State.CANCELLED):
        raise Conflict(
            "tasks.wrong-state",
            f"Phần việc đang ở trạng thái “{State(share.state).label}”, không miễn được.",
            state=share.state,
        )
    plain = checked_note(reason, needed="Hãy nêu lý do miễn phần việc của đơn vị này.")
    return stop(
        share, State.CANCELLED, UpdateKind.CANCELLED, plain, by=by, at=at, facts={"waived": True}
    )


@transaction.atomic
def add_subtask(
    *,
    task_id: int,
    text: str,
    by: User,
    at: datetime,
    start_day: date | None = None,
    due_day: date | None = None,
    weight: int = 1,
    unit_id: UUID | None = None,
    version: int | None = None,
) -> int:
    """Break a unit's own task down by one step; give the identity of the subtask.

    Args:
        task_id: The task to break down; a subtask itself is not broken down further.
        text: What is to be done.
        by: The lead of the task, or whoever decides.
        at: When.
        start_day: When it begins.
        due_day: When it is due, within the time of the task; left out, with the task.
        weight: How much it counts beside the others.
        unit_id: Who does it; left out, the unit that leads the task.
        version: The version the page showed.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post neither leads the task nor decides.
        Invalid: There is no text, a day does not fit, or the unit is of another commune.
        Conflict: The task is closed, shared among units, or a subtask itself.
    """
    task = task_to_divide(task_id, by=by, on=local_day(at))
    check_version(task, version)
    _must_be_divisible(task)
    if task.breakdown == Breakdown.SUBTASK:
        raise Conflict(
            "tasks.too-deep", "Việc con không chia nhỏ thêm; hãy dùng các bước thực hiện."
        )
    if task.children.filter(breakdown=Breakdown.SHARE).exists():
        raise Conflict(
            "tasks.shared-already",
            "Nhiệm vụ đã giao cho nhiều đơn vị; mỗi đơn vị tự chia việc con trong phần của mình.",
        )
    plain = checked_note(text, needed="Hãy ghi nội dung việc con.", what="Nội dung", field="text")
    if not 1 <= weight <= 100:
        raise Invalid("tasks.weight", "Trọng số là một số từ 1 đến 100.", field="weight")
    _check_day(task, due_day, start=start_day)
    lead = task.assignments.filter(role=Role.LEAD).first()
    if unit_id is not None:
        units = _own_units([unit_id], by=by, at=at)
        name = units[unit_id]
    elif lead is None:
        raise Invalid(
            "tasks.nobody-leads",
            "Nhiệm vụ chưa rõ đơn vị chủ trì; hãy chọn đơn vị làm việc con này.",
            field="unit",
        )
    else:
        unit_id, name = lead.unit_id, lead.name
    before = snapshot(task)
    child = _child(
        task,
        Breakdown.SUBTASK,
        text=plain,
        due_day=due_day,
        start=start_day,
        unit_id=unit_id,
        name=name,
        weight=weight,
        at=at,
    )
    task.progress_by = ProgressBy.CHILDREN
    update = write(
        task,
        UpdateKind.BROKEN_DOWN,
        before=before,
        by=by,
        at=at,
        note=plain,
        facts={"subtask": child.pk, "unit": name},
    )
    follow_children(task, by=by, at=at)
    record(
        "tasks.subtask-added",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        subtask=child.pk,
        text=plain,
        unit_to=unit_id,
        name=name,
        due_day=child.due_day,
    )
    return child.pk


@transaction.atomic
def put_in_order(*, earlier_id: int, later_id: int, by: User, at: datetime) -> Update:
    """Say that one task begins only when another has ended.

    Raises:
        Missing: One of them is not here.
        NotAllowed: The post neither leads the later task nor decides.
        Invalid: It is the same task, the one above, or they belong to different plans.
        Conflict: The order is there already, or would run in a circle.
    """
    later = task_to_divide(later_id, by=by, on=local_day(at))
    earlier = task_to_read(earlier_id, by=by)
    family = {later.pk, later.parent_id, *later.children.values_list("pk", flat=True)}
    if earlier.pk in family:
        raise Invalid(
            "tasks.order-in-itself",
            "Không đặt thứ tự trước sau giữa một nhiệm vụ với chính nó hoặc với phần của nó.",
            field="earlier",
        )
    if earlier.plan_id != later.plan_id:
        raise Invalid(
            "tasks.order-across-plans",
            "Hai nhiệm vụ phải thuộc cùng một kế hoạch.",
            field="earlier",
        )
    # Orders of one plan are set one after the other: two at once could close a circle.
    Task.objects.select_for_update(of=("self",)).filter(plan_id=later.plan_id).order_by(
        "order"
    ).first()
    if Dependency.objects.filter(earlier=earlier, later=later).exists():
        raise Conflict("tasks.ordered-already", "Thứ tự trước sau này đã có.")
    if earlier.pk in _all_after(later):
        raise Conflict(
            "tasks.order-in-circle",
            "Đặt như vậy sẽ thành vòng tròn: nhiệm vụ kia đang chờ nhiệm vụ này.",
        )
    Dependency.objects.create(earlier=earlier, later=later)
    update = say(
        later,
        UpdateKind.DEPENDENCY,
        by=by,
        at=at,
        facts={"earlier": earlier.pk, "text": earlier.text[:200]},
    )
    record(
        "tasks.put-in-order",
        later,
        by=by,
        at=at,
        update_id=update.pk,
        earlier=earlier.pk,
        text=earlier.text[:200],
    )
    return update


@transaction.atomic
def free_of_order(*, earlier_id: int, later_id: int, by: User, at: datetime) -> Update:
    """Take an order between two tasks away.

    Raises:
        Missing: There is no such order here.
        NotAllowed: The post neither leads the later task nor decides.
    """
    later = task_to_divide(later_id, by=by, on=local_day(at))
    earlier = task_to_read(earlier_id, by=by)
    gone, _ = Dependency.objects.filter(earlier=earlier, later=later).delete()
    if not gone:
        raise Conflict("tasks.not-in-order", "Thứ tự trước sau này không còn.")
    update = say(
        later,
        UpdateKind.DEPENDENCY,
        by=by,
        at=at,
        facts={"earlier": earlier.pk, "text": earlier.text[:200], "removed": True},
    )
    record(
        "tasks.freed-of-order",
        later,
        by=by,
        at=at,
        update_id=update.pk,
        earlier=earlier.pk,
        text=earlier.text[:200],
    )
    return update


def _all_after(task: Task) -> set[int]:
    """Give every task that waits for this one, directly or not."""
    pairs: dict[int, list[int]] = {}
    for earlier, later in Dependency.objects.filter(earlier__plan_id=task.plan_id).values_list(
        "earlier_id", "later_id"
    ):
        pairs.setdefault(earlier, []).append(later)
    found: set[int] = set()
    ahead = [task.pk]
    while ahead:
        for one in pairs.get(ahead.pop(), ()):
            if one not in found:
                found.add(one)
                ahead.append(one)
    return found


def _must_be_divisible(task: Task) -> None:
    # What ended with its shares begins again when a unit is added.
    ended_with_shares = task.state == State.DONE and task.progress_by == ProgressBy.CHILDREN
    if task.state in _CLOSED and not ended_with_shares:
        raise Conflict(
            "tasks.closed",
            f"Nhiệm vụ đang ở trạng thái “{State(task.state).label}” nên không chia được.",
            state=task.state,
        )


def _own_units(unit_ids: Sequence[UUID], *, by: User, at: datetime) -> dict[UUID, str]:
    """Give units with their names, in the order given, each once.

    Raises:
        Invalid: One is not a unit of this commune.
    """
    wanted = list(dict.fromkeys(unit_ids))
    today = local_day(at)
    own = branch_ids(owner_of(by), at=today)
    called = names_at(wanted, at=today)
    if any(pk not in own or pk not in called for pk in wanted):
        raise Invalid(
            "tasks.unit-elsewhere",
            "Có đơn vị không thuộc xã này hoặc không còn hoạt động; hãy chọn lại trong danh sách.",
            field="units",
        )
    return {pk: called[pk].name for pk in wanted}


def _check_day(task: Task, due_day: date | None, *, start: date | None) -> None:
    """Keep the time of a part within the time of the whole.

    Raises:
        Invalid: It ends before it begins, ends after the whole, or the whole has no day to keep to.
    """
    last = due_day or task.due_day
    if start is not None and last is not None and last < start:
        raise Invalid(
            "tasks.ends-before-start",
            f"Hạn ({last:%d/%m/%Y}) không được trước ngày bắt đầu ({start:%d/%m/%Y}).",
            field="due_day",
        )
    if start is not None and task.deadline_start is not None and start < task.deadline_start:
        raise Invalid(
            "tasks.before-the-whole",
            f"Ngày bắt đầu không được trước ngày bắt đầu của nhiệm vụ chung "
            f"({task.deadline_start:%d/%m/%Y}).",
            field="start_day",
        )
    if due_day is None:
        return
    if task.deadline_kind == DeadlineKind.RECURRING:
        raise Invalid(
            "tasks.recurring-keeps-its-days",
            "Nhiệm vụ định kỳ: các đơn vị báo cáo theo đúng kỳ của nhiệm vụ, không đặt hạn riêng.",
            field="due_day",
        )
    if task.due_day is not None and due_day > task.due_day:
        raise Invalid(
            "tasks.after-the-whole",
            f"Hạn của phần này không được sau hạn của nhiệm vụ chung ({task.due_day:%d/%m/%Y}).",
            field="due_day",
        )


def _child(
    task: Task,
    breakdown: Breakdown,
    *,
    text: str,
    due_day: date | None,
    unit_id: UUID | None,
    name: str,
    at: datetime,
    start: date | None = None,
    weight: int = 1,
) -> Task:
    """Create a task beneath another, with its lead."""
    last = Task.objects.filter(plan_id=task.plan_id).aggregate(last=Max("order"))["last"] or 0
    kind = task.deadline_kind
    day = due_day or task.due_day
    is_share = breakdown == Breakdown.SHARE
    if day is not None and (due_day is not None or kind == DeadlineKind.ON_EVENT or not is_share):
        kind = DeadlineKind.BY_DATE
    if kind == DeadlineKind.RECURRING and not is_share:
        kind = DeadlineKind.NONE if day is None else DeadlineKind.BY_DATE
    if kind == DeadlineKind.ON_EVENT and not is_share:
        kind = DeadlineKind.NONE
    recurs = kind == DeadlineKind.RECURRING
    clarity = clarity_of(
        text=text,
        leads=[unit_id],
        partners=0,
        deliverable=task.deliverable if is_share else "",
        deadline_kind=kind,
    )
    child = Task(
        plan_id=task.plan_id,
        section_id=task.section_id,
        order=last + 1,
        no=task.no,
        text=text,
        origin=task.origin,
        line=task.line,
        end_line=task.end_line,
        span_start=task.span_start,
        span_end=task.span_end,
        deliverable=task.deliverable if is_share else "",
        deadline_kind=kind,
        deadline_raw=task.deadline_raw if is_share and due_day is None else "",
        deadline_start=start or (task.deadline_start if is_share else None),
        every=task.every if recurs else "",
        month_days=task.month_days if recurs else [],
        condition=task.condition if kind == DeadlineKind.ON_EVENT else "",
        until=task.until if recurs or kind == DeadlineKind.CONTINUOUS else None,
        first_due_day=day if kind in (DeadlineKind.BY_DATE, DeadlineKind.RECURRING) else None,
        due_day=day if kind in (DeadlineKind.BY_DATE, DeadlineKind.RECURRING) else None,
        followed_since=local_day(at),
        parent=task,
        breakdown=breakdown,
        weight=weight,
        clear_work=clarity.work,
        clear_people=clarity.people,
        clear_duty=True,
        clear_result=clarity.result,
        clear_time=clarity.time,
        search_key=search_key(f"{task.no} {text}"),
    )
    child.save()
    Assignment.objects.create(task=child, unit_id=unit_id, name=name, role=Role.LEAD, order=0)
    return child
