"""What is said about a task and answered: obstacles, directions, requests for time, comments.

None of it makes an open form of somebody else stale, but for time that is granted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.history import record
from namro_web.organisations.queries import names_at
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import owner_of
from namro_web.tasks.access import (
    LEADS,
    Reach,
    comment_to_edit,
    decides_below,
    is_by_the_same,
    obstacle_to_handle,
    occurrence_to_decide,
    reach_of,
    receipt_to_take,
    request_to_handle,
    task_to_decide,
    task_to_report,
    task_to_take_part_in,
    task_to_talk_about,
)
from namro_web.tasks.actions.deciding import move_deadline
from namro_web.tasks.dialogue import ObstacleState, RequestState
from namro_web.tasks.models import (
    Assignment,
    Comment,
    CommentVersion,
    DeadlineKind,
    Direction,
    DirectionReceipt,
    ExtensionRequest,
    Mention,
    Obstacle,
    Occurrence,
    OccurrenceState,
    Role,
    State,
    Task,
    UpdateKind,
)
from namro_web.tasks.people import people_who_may_see
from namro_web.tasks.status import local_day
from namro_web.tasks.timeline import check_version, checked_note, say, snapshot, write

EDIT_MINUTES = 15
MENTIONS_LIMIT = 20
_OVER = (State.DONE, State.CANCELLED)


# Obstacles


@transaction.atomic
def raise_obstacle(
    *,
    task_id: int,
    text: str,
    by: User,
    at: datetime,
    waits_for: UUID | None = None,
    waits_for_name: str = "",
    proposal: str = "",
) -> Obstacle:
    """Say what hinders a task, whom it waits for, and what is proposed to them.

    Args:
        task_id: Which task.
        text: What hinders it.
        by: Somebody of a unit that leads or takes part.
        at: When.
        waits_for: The unit of the commune that can help.
        waits_for_name: Who can help outside the commune; then the standing body answers for them.
        proposal: What is asked of them.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post's unit has no part in the task.
        Invalid: Nothing is said, or it waits for nobody, or for a unit of another commune.
        Conflict: The task is over.
    """
    on = local_day(at)
    task = task_to_take_part_in(task_id, by=by, on=on)
    _must_go_on(task)
    plain = checked_note(
        text, needed="Hãy ghi khó khăn, vướng mắc cụ thể.", what="Nội dung", field="text"
    )
    wish = checked_note(proposal, what="Kiến nghị", field="proposal")
    name = " ".join(checked_note(waits_for_name, what="Nơi chờ", field="waits_for_name").split())
    if waits_for is not None:
        called = names_at([waits_for], at=on)
        if waits_for not in called or waits_for not in branch_ids(owner_of(by), at=on):
            raise Invalid(
                "tasks.unit-elsewhere",
                "Có đơn vị không thuộc xã này hoặc không còn hoạt động; hãy chọn lại trong danh sách.",
                field="waits_for",
            )
        name = called[waits_for].name
    if not name:
        raise Invalid(
            "tasks.waits-for-nobody",
            "Hãy chọn đơn vị cần tháo gỡ, hoặc ghi tên cơ quan ngoài xã.",
            field="waits_for",
        )
    update = say(
        task,
        UpdateKind.OBSTACLE,
        by=by,
        at=at,
        note=plain,
        facts={"waits_for": name, "proposal": wish},
    )
    obstacle = Obstacle.objects.create(
        task=task,
        update=update,
        text=plain,
        proposal=wish,
        waits_for_id=waits_for,
        waits_for_name=name[:255],
        raised_for_id=reach_of(by, on=on).post.unit_id,
        raised_by=by,
        raised_at=at,
    )
    record(
        "tasks.obstacle-raised",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        obstacle=obstacle.pk,
        text=plain,
        proposal=wish,
        waits_for=name,
        waits_for_unit=waits_for,
    )
    return obstacle


@transaction.atomic
def answer_obstacle(
    *, obstacle_id: int, answer: str, by: User, at: datetime, seen: str | None = None
) -> Obstacle:
    """Answer an obstacle, as the unit it waits for or as whoever decides; again, if not enough.

    Args:
        obstacle_id: Which.
        answer: What is answered.
        by: Who answers.
        at: When.
        seen: Its mark as the page showed it.

    Raises:
        Missing: There is none here.
        NotAllowed: It waits for another unit.
        Invalid: Nothing is answered.
        Conflict: It is settled, or somebody answered it meanwhile.
    """
    task, obstacle = obstacle_to_handle(obstacle_id, by=by)
    reach = reach_of(by, on=local_day(at))
    if not may_answer(obstacle, task, reach):
        raise NotAllowed(
            "tasks.waits-for-another",
            f"Khó khăn này chờ {obstacle.waits_for_name}, lãnh đạo hoặc cơ quan thường trực trả lời.",
        )
    _must_be_unsettled(obstacle)
    _must_be_as_seen(obstacle, seen)
    plain = checked_note(answer, needed="Hãy ghi nội dung trả lời.", what="Trả lời", field="answer")
    obstacle.state = ObstacleState.ANSWERED
    obstacle.answer, obstacle.answered_by, obstacle.answered_at = plain, by, at
    obstacle.save()
    _about_obstacle(
        task, obstacle, UpdateKind.ANSWERED, "tasks.obstacle-answered", by=by, at=at, note=plain
    )
    return obstacle


@transaction.atomic
def settle_obstacle(
    *,
    obstacle_id: int,
    outcome: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: str | None = None,
) -> Obstacle:
    """Close an obstacle, open it again, or withdraw it.

    Args:
        obstacle_id: Which.
        outcome: ``closed`` (whoever decides, once it is answered), ``open`` (whoever raised it is
            not helped by the answer) or ``withdrawn`` (whoever raised it no longer needs help).
        by: Who says so.
        at: When.
        note: Why; needed to open it again.
        seen: Its mark as the page showed it.

    Raises:
        Missing: There is none here.
        NotAllowed: It is not theirs to settle.
        Invalid: The outcome is unknown, or no reason is given for opening it again.
        Conflict: It is not at that point, or somebody acted on it meanwhile.
    """
    task, obstacle = obstacle_to_handle(obstacle_id, by=by)
    reach = reach_of(by, on=local_day(at))
    if outcome not in (ObstacleState.CLOSED, ObstacleState.OPEN, ObstacleState.WITHDRAWN):
        raise Invalid("tasks.unknown-outcome", "Không rõ kết quả xử lý.", field="outcome")
    decides = reach.decides or decides_below(task, reach)
    raised = reach.reports and obstacle.raised_for_id in reach.units
    if not (decides if outcome == ObstacleState.CLOSED else raised):
        raise NotAllowed(
            "tasks.not-yours-to-settle",
            "Cấp trên đóng khó khăn đã trả lời; đơn vị đã nêu mới mở lại hoặc rút được.",
        )
    _must_be_unsettled(obstacle)
    _must_be_as_seen(obstacle, seen)
    if outcome != ObstacleState.WITHDRAWN and obstacle.state != ObstacleState.ANSWERED:
        raise Conflict(
            "tasks.not-answered-yet", "Khó khăn này chưa được trả lời; hãy trả lời trước."
        )
    needed = "Hãy nêu vì sao chưa được tháo gỡ." if outcome == ObstacleState.OPEN else ""
    plain = checked_note(note, needed=needed)
    obstacle.state = ObstacleState(outcome)
    if outcome != ObstacleState.OPEN:
        obstacle.closed_by, obstacle.closed_at = by, at
    obstacle.save()
    verb = {
        ObstacleState.CLOSED: "tasks.obstacle-closed",
        ObstacleState.OPEN: "tasks.obstacle-reopened",
        ObstacleState.WITHDRAWN: "tasks.obstacle-withdrawn",
    }[ObstacleState(outcome)]
    _about_obstacle(task, obstacle, UpdateKind.SETTLED, verb, by=by, at=at, note=plain)
    return obstacle


def may_answer(obstacle: Obstacle, task: Task, reach: Reach) -> bool:
    """Say whether a post answers an obstacle: its unit is waited for, or it decides."""
    waited_for = obstacle.waits_for_id is not None and obstacle.waits_for_id in reach.units
    return reach.decides or decides_below(task, reach) or (reach.reports and waited_for)


def _about_obstacle(
    task: Task,
    obstacle: Obstacle,
    kind: UpdateKind,
    verb: str,
    *,
    by: User,
    at: datetime,
    note: str,
) -> None:
    update = say(
        task,
        kind,
        by=by,
        at=at,
        note=note,
        facts={"obstacle": obstacle.pk, "text": obstacle.text[:200], "outcome": obstacle.state},
    )
    record(
        verb,
        task,
        by=by,
        at=at,
        update_id=update.pk,
        obstacle=obstacle.pk,
        text=obstacle.text[:500],
        note=note,
        raised_by=obstacle.raised_by_id,
        raised_for=obstacle.raised_for_id,
        waits_for_unit=obstacle.waits_for_id,
    )


def _must_be_unsettled(obstacle: Obstacle) -> None:
    if obstacle.state in (ObstacleState.CLOSED, ObstacleState.WITHDRAWN):
        raise Conflict(
            "tasks.obstacle-settled",
            f"Khó khăn này đã khép lại ({ObstacleState(obstacle.state).label.lower()}).",
        )


def _must_be_as_seen(obstacle: Obstacle, seen: str | None) -> None:
    if seen is None or seen == obstacle.mark:
        return
    who = obstacle.answered_by.get_full_name() if obstacle.answered_by else "người khác"
    answered = obstacle.state == ObstacleState.ANSWERED
    raise Conflict(
        "tasks.obstacle-changed-meanwhile",
        f"Trong lúc bạn mở trang, {who} đã trả lời: “{obstacle.answer[:300]}”. Hãy xem lại rồi gửi lại."
        if answered
        else "Khó khăn này vừa được mở lại trong lúc bạn mở trang. Hãy xem lại rồi gửi lại.",
        state=obstacle.state,
        answer=obstacle.answer,
        seen=obstacle.mark,
    )


# Directions


@transaction.atomic
def give_direction(
    *,
    task_id: int,
    text: str,
    by: User,
    at: datetime,
    unit_ids: Sequence[UUID] = (),
    is_urging: bool = False,
    answer_by: date | None = None,
) -> Direction:
    """Tell units what to do about a task, or urge them; each takes note of it for itself.

    Args:
        task_id: Which task.
        text: What is said.
        by: Whoever decides; the lead of shared work may urge the units beneath it.
        at: When.
        unit_ids: For whom; left out, the lead unit, or for an urging whoever has not reported.
        is_urging: It asks for speed and directs nothing new.
        answer_by: The day by which it is to be done.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post neither decides nor leads shared work.
        Invalid: Nothing is said, a unit has no part in the task, or the day has passed.
        Conflict: The task is over, or there is nobody to tell.
    """
    on = local_day(at)
    task = task_to_talk_about(task_id, by=by)
    reach = reach_of(by, on=on)
    if not may_direct(task, reach, is_urging=is_urging):
        raise NotAllowed(
            "tasks.may-not-direct",
            "Lãnh đạo, cơ quan thường trực cho ý kiến chỉ đạo; đơn vị chủ trì chỉ đôn đốc các đơn vị "
            "được giao phần việc.",
        )
    _must_go_on(task)
    plain = checked_note(
        text,
        needed="" if is_urging else "Hãy ghi nội dung chỉ đạo.",
        what="Nội dung",
        field="text",
    )
    if is_urging and not plain:
        plain = "Đề nghị khẩn trương thực hiện và báo cáo kết quả."
    if answer_by is not None and answer_by < on:
        raise Invalid(
            "tasks.day-passed", "Ngày phải xong đã qua; hãy chọn ngày khác.", field="answer_by"
        )
    involved = involved_units(task)
    wanted = list(dict.fromkeys(unit_ids))
    if any(pk not in involved for pk in wanted):
        raise Invalid(
            "tasks.unit-not-involved",
            "Chỉ gửi được cho đơn vị đang tham gia nhiệm vụ; hãy chọn lại trong danh sách.",
            field="units",
        )
    if not wanted:
        wanted = list(slow_units(task)) if is_urging else _lead_units(task)
    if not wanted:
        raise Conflict(
            "tasks.nobody-to-tell", "Không còn đơn vị nào cần nhận ý kiến này; hãy chọn đơn vị."
        )
    names = [involved[pk] for pk in wanted]
    update = say(
        task,
        UpdateKind.URGED if is_urging else UpdateKind.DIRECTION,
        by=by,
        at=at,
        note=plain,
        facts={"units": names, "answer_by": answer_by.isoformat() if answer_by else ""},
    )
    direction = Direction.objects.create(
        task=task, update=update, text=plain, is_urging=is_urging, answer_by=answer_by
    )
    DirectionReceipt.objects.bulk_create(
        DirectionReceipt(direction=direction, unit_id=pk, name=involved[pk]) for pk in wanted
    )
    record(
        "tasks.urged" if is_urging else "tasks.directed",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        direction=direction.pk,
        units=[str(pk) for pk in wanted],
        names=names,
        text=plain,
        answer_by=answer_by,
    )
    return direction


@transaction.atomic
def acknowledge(*, receipt_id: int, by: User, at: datetime, note: str = "") -> DirectionReceipt:
    """Take note of a direction, as a unit it is for.

    Raises:
        Missing: There is none here.
        NotAllowed: It is for another unit.
        Conflict: The unit has done so.
    """
    task, receipt = receipt_to_take(receipt_id, by=by, on=local_day(at))
    if receipt.taken_at is not None:
        raise Conflict("tasks.taken-note-already", f"{receipt.name} đã tiếp thu ý kiến này.")
    plain = checked_note(note)
    receipt.taken_at, receipt.taken_by, receipt.note = at, by, plain
    receipt.save()
    update = say(
        task,
        UpdateKind.ACKNOWLEDGED,
        by=by,
        at=at,
        note=plain,
        facts={"unit": receipt.name, "text": receipt.direction.text[:200]},
    )
    record(
        "tasks.acknowledged",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        direction=receipt.direction_id,
        name=receipt.name,
        note=plain,
    )
    return receipt


def may_direct(task: Task, reach: Reach, *, is_urging: bool) -> bool:
    """Say whether a post tells units what to do about a task."""
    if reach.decides:
        return True
    return is_urging and task.children.exists() and reach.leads(task.assignments.all())


def involved_units(task: Task) -> dict[UUID, str]:
    """Give the units with work in a task or beneath it, by name."""
    found = Assignment.objects.filter(
        task__in=[
            task.pk,
            *task.children.exclude(state=State.CANCELLED).values_list("pk", flat=True),
        ],
        unit_id__isnull=False,
        role__in=[*LEADS, Role.PARTNER],
    ).order_by("task__order", "order")
    return {one.unit_id: one.name for one in found if one.unit_id is not None}


def slow_units(task: Task) -> dict[UUID, str]:
    """Give the units that an urging is for: whose share is open; without shares, the lead."""
    shares = task.children.all()
    if not shares:
        return {pk: name for pk, name in involved_units(task).items() if pk in _lead_units(task)}
    behind = [
        one.pk
        for one in shares
        if one.state in (State.NOT_STARTED, State.IN_PROGRESS)
        and not (task.deadline_kind == DeadlineKind.RECURRING and one.due_day != task.due_day)
    ]
    found = Assignment.objects.filter(
        task_id__in=behind, role=Role.LEAD, unit_id__isnull=False
    ).order_by("task__order")
    return {one.unit_id: one.name for one in found if one.unit_id is not None}


def _lead_units(task: Task) -> list[UUID]:
    return [
        one.unit_id
        for one in task.assignments.filter(role__in=LEADS).order_by("order")
        if one.unit_id is not None
    ]


# Time


@transaction.atomic
def ask_for_time(
    *, task_id: int, wanted_day: date, reason: str, by: User, at: datetime
) -> ExtensionRequest:
    """Ask, as the lead unit, for more time.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not report for the lead unit.
        Invalid: No reason is given, or the day is not later.
        Conflict: The task has no day to move, is not open, or a request waits already.
    """
    task = task_to_report(task_id, by=by, on=local_day(at))
    if task.state not in (State.NOT_STARTED, State.IN_PROGRESS):
        raise Conflict(
            "tasks.closed",
            f"Nhiệm vụ đang ở trạng thái “{State(task.state).label}” nên không đề nghị gia hạn được.",
            state=task.state,
        )
    if task.due_day is None or task.deadline_kind == DeadlineKind.RECURRING:
        raise Conflict("tasks.no-day", "Nhiệm vụ này không có ngày hạn để gia hạn.")
    if task.requests.filter(state=RequestState.ASKED).exists():
        raise Conflict(
            "tasks.asked-already",
            "Đã có đề nghị gia hạn đang chờ quyết định; rút đề nghị đó trước.",
        )
    plain = checked_note(reason, needed="Hãy nêu lý do đề nghị gia hạn.")
    if wanted_day <= task.due_day:
        raise Invalid(
            "tasks.not-later",
            f"Hạn mới phải sau hạn hiện nay ({task.due_day:%d/%m/%Y}).",
            field="wanted_day",
        )
    update = say(
        task,
        UpdateKind.TIME_ASKED,
        by=by,
        at=at,
        note=plain,
        facts={"due_from": task.due_day.isoformat(), "due_to": wanted_day.isoformat()},
    )
    request = ExtensionRequest.objects.create(
        task=task,
        update=update,
        due_from=task.due_day,
        wanted_day=wanted_day,
        reason=plain,
        asked_by=by,
        asked_at=at,
    )
    record(
        "tasks.time-asked",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        request=request.pk,
        due_from=task.due_day,
        due_to=wanted_day,
        reason=plain,
    )
    return request


@transaction.atomic
def grant_time(
    *,
    request_id: int,
    by: User,
    at: datetime,
    due_day: date | None = None,
    note: str = "",
    version: int | None = None,
) -> ExtensionRequest:
    """Grant more time, to the day that was asked for or to another; the first day stays in sight.

    Raises:
        Missing: There is none here.
        NotAllowed: The post does not decide, or asked itself.
        Invalid: The day is not later than the present one, or after the day of the whole.
        Conflict: It is decided already, the task is closed, or was changed meanwhile.
    """
    task, request = _request_to_decide(request_id, by=by, at=at)
    check_version(task, version)
    plain = checked_note(note)
    day = due_day or request.wanted_day
    said = "đồng ý gia hạn theo đề nghị" if day == request.wanted_day else "đồng ý gia hạn một phần"
    request.state, request.granted_day = RequestState.GRANTED, day
    _decided(request, plain, by=by, at=at)
    move_deadline(
        task,
        day,
        reason=plain or f"{request.reason} ({said})",
        by=by,
        at=at,
        facts={"request": request.pk, "asked_day": request.wanted_day.isoformat()},
    )
    record(
        "tasks.time-granted",
        task,
        by=by,
        at=at,
        request=request.pk,
        due_from=request.due_from,
        due_to=day,
        asked_for=request.wanted_day,
        asked_by=request.asked_by_id,
        note=plain,
    )
    return request


@transaction.atomic
def refuse_time(*, request_id: int, reason: str, by: User, at: datetime) -> ExtensionRequest:
    """Refuse more time, with a reason.

    Raises:
        Missing: There is none here.
        NotAllowed: The post does not decide.
        Invalid: No reason is given.
        Conflict: It is decided already.
    """
    task, request = _request_to_decide(request_id, by=by, at=at)
    plain = checked_note(reason, needed="Hãy nêu lý do không đồng ý gia hạn.")
    request.state = RequestState.REFUSED
    _decided(request, plain, by=by, at=at)
    update = say(
        task,
        UpdateKind.TIME_REFUSED,
        by=by,
        at=at,
        note=plain,
        facts={"due_to": request.wanted_day.isoformat(), "request": request.pk},
    )
    record(
        "tasks.time-refused",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        request=request.pk,
        asked_for=request.wanted_day,
        asked_by=request.asked_by_id,
        reason=plain,
    )
    return request


@transaction.atomic
def withdraw_request(*, request_id: int, by: User, at: datetime) -> ExtensionRequest:
    """Take a request for time back while nobody has decided.

    Raises:
        Missing: There is none here.
        NotAllowed: The post does not report for the lead unit.
        Conflict: It is decided already.
    """
    task, request = request_to_handle(request_id, by=by)
    if not reach_of(by, on=local_day(at)).leads(task.assignments.all()):
        raise NotAllowed(
            "tasks.not-the-lead", "Chỉ người của đơn vị chủ trì được cập nhật nhiệm vụ này."
        )
    _must_wait(request)
    request.state = RequestState.WITHDRAWN
    _decided(request, "", by=by, at=at)
    update = say(
        task,
        UpdateKind.TIME_WITHDRAWN,
        by=by,
        at=at,
        facts={"due_to": request.wanted_day.isoformat(), "request": request.pk},
    )
    record("tasks.time-withdrawn", task, by=by, at=at, update_id=update.pk, request=request.pk)
    return request


def _request_to_decide(request_id: int, *, by: User, at: datetime) -> tuple[Task, ExtensionRequest]:
    task, request = request_to_handle(request_id, by=by)
    task = task_to_decide(task.pk, by=by, on=local_day(at))
    if is_by_the_same(request.update, by=by):
        raise NotAllowed(
            "tasks.own-request", "Người đề nghị không tự quyết định; cần người khác quyết định."
        )
    _must_wait(request)
    return task, request


def _must_wait(request: ExtensionRequest) -> None:
    if request.state != RequestState.ASKED:
        raise Conflict(
            "tasks.request-decided",
            f"Đề nghị này đã có kết quả: {RequestState(request.state).label.lower()}.",
        )


def _decided(request: ExtensionRequest, answer: str, *, by: User, at: datetime) -> None:
    request.answer, request.decided_by, request.decided_at = answer, by, at
    request.save()


# Periods


@transaction.atomic
def confirm_period(
    *, occurrence_id: int, by: User, at: datetime, note: str = "", version: int | None = None
) -> Occurrence:
    """Accept the report for one period.

    Raises:
        Missing: There is none here.
        NotAllowed: The post does not decide, or reported itself.
        Conflict: It is not waiting for that, or the task was changed meanwhile.
    """
    task, occurrence = occurrence_to_decide(occurrence_id, by=by, on=local_day(at))
    check_version(task, version)
    if is_by_the_same(occurrence.update, by=by):
        raise NotAllowed(
            "tasks.own-submission",
            "Người báo hoàn thành không tự xác nhận; cần người khác xác nhận.",
        )
    plain = checked_note(note)
    return _decide_period(
        task, occurrence, OccurrenceState.CONFIRMED, UpdateKind.PERIOD_OK, plain, by, at
    )


@transaction.atomic
def return_period(
    *, occurrence_id: int, reason: str, by: User, at: datetime, version: int | None = None
) -> Occurrence:
    """Send the report for one period back; the unit reports that period again.

    Raises:
        Missing: There is none here.
        NotAllowed: The post does not decide.
        Invalid: No reason is given.
        Conflict: It is not waiting for that, or the task was changed meanwhile.
    """
    task, occurrence = occurrence_to_decide(occurrence_id, by=by, on=local_day(at))
    check_version(task, version)
    plain = checked_note(reason, needed="Hãy nêu lý do trả lại để đơn vị biết cần bổ sung gì.")
    return _decide_period(
        task, occurrence, OccurrenceState.RETURNED, UpdateKind.PERIOD_BACK, plain, by, at
    )


def _decide_period(
    task: Task,
    occurrence: Occurrence,
    state: OccurrenceState,
    kind: UpdateKind,
    note: str,
    by: User,
    at: datetime,
) -> Occurrence:
    if occurrence.state != OccurrenceState.REPORTED:
        raise Conflict(
            "tasks.period-decided",
            f"Báo cáo kỳ này đang ở trạng thái “{OccurrenceState(occurrence.state).label}”.",
        )
    before = snapshot(task)
    occurrence.state = state
    occurrence.save(update_fields=["state"])
    update = write(
        task, kind, before=before, by=by, at=at, note=note, period_end=occurrence.due_day
    )
    record(
        "tasks.period-confirmed" if state == OccurrenceState.CONFIRMED else "tasks.period-returned",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        period_end=occurrence.due_day,
        note=note,
    )
    return occurrence


# Comments


@transaction.atomic
def comment_on(*, task_id: int, text: str, by: User, at: datetime) -> Comment:
    """Say something about a task; people named with @ are written down, so that they can be told.

    Raises:
        Missing: There is no such task here.
        Invalid: Nothing is said, it is too long, or names too many.
    """
    task = task_to_talk_about(task_id, by=by)
    plain = checked_note(text, needed="Hãy viết nội dung trao đổi.", what="Nội dung", field="text")
    update = say(task, UpdateKind.COMMENT, by=by, at=at)
    comment = Comment.objects.create(update=update, text=plain)
    told = _mention(comment, plain, by=by, at=at)
    record(
        "tasks.commented",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        comment=comment.pk,
        text=plain[:500],
        mentions=told,
    )
    return comment


@transaction.atomic
def edit_comment(
    *, comment_id: int, text: str, by: User, at: datetime, seen: str | None = None
) -> Comment:
    """Correct one's own comment within a quarter of an hour; what it said before stays.

    Raises:
        Missing: There is none here.
        NotAllowed: Somebody else wrote it.
        Invalid: Nothing is said, or nothing changes.
        Conflict: It is too late, or its wording is no longer what the page showed.
    """
    task, comment = comment_to_edit(comment_id, by=by)
    if seen is not None and seen != comment.mark:
        raise Conflict(
            "tasks.comment-changed-meanwhile",
            f"Ý kiến này đã được sửa ở trang khác thành: “{comment.text[:300]}”. Hãy xem lại rồi gửi lại.",
            text=comment.text,
            seen=comment.mark,
        )
    if at > comment.update.at + timedelta(minutes=EDIT_MINUTES):
        raise Conflict(
            "tasks.too-late-to-edit",
            f"Chỉ sửa được trong {EDIT_MINUTES} phút sau khi gửi; hãy viết ý kiến mới.",
        )
    plain = checked_note(text, needed="Hãy viết nội dung trao đổi.", what="Nội dung", field="text")
    if plain == comment.text:
        raise Invalid("tasks.same-words", "Nội dung chưa thay đổi.", field="text")
    CommentVersion.objects.create(comment=comment, text=comment.text, replaced_at=at)
    before, comment.text, comment.edited_at = comment.text, plain, at
    comment.save()
    told_before = set(comment.mentions.values_list("user_id", flat=True))
    comment.mentions.all().delete()
    told = _mention(comment, plain, by=by, at=at)
    record(
        "tasks.comment-edited",
        task,
        by=by,
        at=at,
        update_id=comment.update_id,
        comment=comment.pk,
        text_from=before[:500],
        text_to=plain[:500],
        mentions=[one for one in told if one not in told_before],
    )
    return comment


def _mention(comment: Comment, text: str, *, by: User, at: datetime) -> list[int]:
    """Write down who is named; a name that is nobody's stays plain text."""
    if "@" not in text:
        return []
    named: list[tuple[int, str]] = []
    left = text
    # The longest name first: “@An” is not meant by “@An Nguyễn”.
    for person in sorted(
        people_who_may_see(by=by, on=local_day(at)), key=lambda one: -len(one.name)
    ):
        written = re.compile(rf"@{re.escape(person.name)}(?!\w)", re.IGNORECASE)
        if written.search(left):
            named.append((person.user_id, person.name))
            left = written.sub(" ", left)
    if len(named) > MENTIONS_LIMIT:
        raise Invalid(
            "tasks.too-many-mentions",
            f"Mỗi ý kiến nhắc tên tối đa {MENTIONS_LIMIT} người.",
            field="text",
        )
    Mention.objects.bulk_create(
        Mention(comment=comment, user_id=pk, name=name) for pk, name in named
    )
    return [pk for pk, _ in named]


def _must_go_on(task: Task) -> None:
    if task.state in _OVER:
        raise Conflict(
            "tasks.closed",
            f"Nhiệm vụ đang ở trạng thái “{State(task.state).label}” nên không cập nhật được.",
            state=task.state,
        )
