"""What the people at work say: progress, a part done, all done, an event, and a word taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.tasks.access import (
    occurrence_to_read,
    part_to_report,
    task_to_report,
    update_to_take_back,
)
from namro_web.tasks.models import (
    Breakdown,
    DeadlineKind,
    EventOccurrence,
    Occurrence,
    OccurrenceState,
    ProgressBy,
    State,
    Task,
    Update,
    UpdateKind,
)
from namro_web.tasks.occurrences import next_due_day, period_name
from namro_web.tasks.parts import EvidenceFile
from namro_web.tasks.status import counting_day, local_day
from namro_web.tasks.timeline import (
    LEAVES_AS_IS,
    TAKES_BACK,
    check_version,
    checked_evidence,
    checked_note,
    follow_children,
    follow_up,
    must_count_by_hand,
    restore,
    snapshot,
    write,
)

_OPEN = (State.NOT_STARTED, State.IN_PROGRESS)
_PART_STATES = (State.NOT_STARTED, State.IN_PROGRESS, State.DONE)


@transaction.atomic
def report_progress(
    *,
    task_id: int,
    by: User,
    at: datetime,
    percent: int | None = None,
    note: str = "",
    numbers: Sequence[str] = (),
    files: Sequence[EvidenceFile] = (),
    closes_period: bool = False,
    period: date | None = None,
    version: int | None = None,
) -> Update:
    """Say, as the lead unit, how far a task has come.

    Args:
        task_id: Which task.
        by: The person reporting.
        at: When.
        percent: How much is done; None leaves it as it is.
        note: What was done, in words.
        numbers: Numbers of documents that show it.
        files: Files that show it.
        closes_period: For a recurring task: this is the report for the period now open.
        period: The due day of the period it answers, where that is one whose report came back.
        version: The version the page showed.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not report for the lead unit.
        Invalid: The figure is not 0 to 100, nothing at all is said, or evidence cannot be kept.
        Conflict: The task is closed, or was changed meanwhile.
    """
    task = task_to_report(task_id, by=by, on=local_day(at))
    check_version(task, version)
    _must_be_open(task)
    if percent is not None and not 0 <= percent <= 100:
        raise Invalid("tasks.percent", "Tiến độ là một số từ 0 đến 100.", field="percent")
    plain = checked_note(note)
    kept_numbers, kept_files = checked_evidence(numbers, files)
    if percent is not None and percent != task.percent:
        must_count_by_hand(task)
    same = percent is None or percent == task.percent
    if same and not (plain or kept_numbers or kept_files or closes_period):
        raise Invalid(
            "tasks.nothing-said",
            "Chưa có gì để cập nhật: hãy sửa tiến độ, viết ghi chú hoặc gửi minh chứng.",
            field="note",
        )
    before = snapshot(task)
    period_end = None
    if closes_period:
        period_end = _close_period(task) if period is None else _returned_period(task, period)
    task.percent = task.percent if percent is None else percent
    task.state = State.IN_PROGRESS
    task.last_report_at = at
    update = write(
        task,
        UpdateKind.PROGRESS,
        before=before,
        by=by,
        at=at,
        note=plain,
        numbers=kept_numbers,
        files=kept_files,
        period_end=period_end,
        facts={"again": True} if period is not None and period_end else {},
    )
    if period_end is not None:
        Occurrence.objects.update_or_create(
            task=task,
            due_day=period_end,
            defaults={
                "update": update,
                "reported_day": counting_day(at),
                "state": OccurrenceState.REPORTED,
            },
        )
    record(
        "tasks.progress-reported",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        percent_from=before["percent"],
        percent_to=task.percent,
        note=plain,
        period="" if period_end is None else period_name(task.every, period_end),
        evidence=len(kept_numbers) + len(kept_files),
    )
    return update


@transaction.atomic
def report_period_again(
    *,
    occurrence_id: int,
    by: User,
    at: datetime,
    note: str = "",
    numbers: Sequence[str] = (),
    files: Sequence[EvidenceFile] = (),
    version: int | None = None,
) -> Update:
    """Report again on a period whose report came back.

    Raises:
        Missing: There is no such period here.
        NotAllowed: The post does not report for the lead unit.
        Invalid: Evidence cannot be kept.
        Conflict: The report did not come back, the task is closed, or was changed meanwhile.
    """
    occurrence = occurrence_to_read(occurrence_id, by=by)
    return report_progress(
        task_id=occurrence.task_id,
        by=by,
        at=at,
        note=note,
        numbers=numbers,
        files=files,
        closes_period=True,
        period=occurrence.due_day,
        version=version,
    )


@transaction.atomic
def report_part(
    *,
    task_id: int,
    state: str,
    by: User,
    at: datetime,
    note: str = "",
    numbers: Sequence[str] = (),
    files: Sequence[EvidenceFile] = (),
    version: int | None = None,
) -> Update:
    """Say, as a partner unit, how far its own part has come; the lead's word stays the lead's.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post's unit is not a partner.
        Invalid: The state is not one of a part, or evidence cannot be kept.
        Conflict: The task is closed, or was changed meanwhile.
    """
    task, part = part_to_report(task_id, by=by, on=local_day(at))
    check_version(task, version)
    _must_be_open(task)
    if state not in _PART_STATES:
        raise Invalid(
            "tasks.part-state",
            "Phần việc phối hợp chỉ có: chưa thực hiện, đang thực hiện, hoàn thành.",
            field="state",
        )
    plain = checked_note(note)
    kept_numbers, kept_files = checked_evidence(numbers, files)
    before = snapshot(task, part)
    part.state = State(state)
    part.save(update_fields=["state"])
    update = write(
        task,
        UpdateKind.PART,
        before=before,
        by=by,
        at=at,
        note=plain,
        numbers=kept_numbers,
        files=kept_files,
        part=part,
    )
    record(
        "tasks.part-reported",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        part=part.name,
        state=State(state).label,
        note=plain,
    )
    return update


@transaction.atomic
def submit_done(
    *,
    task_id: int,
    by: User,
    at: datetime,
    note: str = "",
    numbers: Sequence[str] = (),
    files: Sequence[EvidenceFile] = (),
    version: int | None = None,
) -> Update:
    """Say, as the lead unit, that a task is done, with what shows it.

    It counts for the day it is said; whoever assigned the task confirms it, however long that
    takes.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not report for the lead unit.
        Invalid: There is neither a document number nor a file, or one cannot be kept.
        Conflict: The task is closed, or was changed meanwhile.
    """
    task = task_to_report(task_id, by=by, on=local_day(at))
    check_version(task, version)
    _must_be_open(task)
    plain = checked_note(note)
    kept_numbers, kept_files = checked_evidence(numbers, files)
    _must_have_ended_below(task)
    if not kept_numbers and not kept_files and task.breakdown != Breakdown.SUBTASK:
        raise Invalid(
            "tasks.evidence-needed",
            "Báo hoàn thành phải kèm sản phẩm: ghi số, ký hiệu văn bản hoặc gửi tệp minh chứng.",
            field="evidence",
        )
    before = snapshot(task)
    task.state = State.SUBMITTED
    task.percent = 100
    task.last_report_at = at
    task.submitted_at = at
    task.submitted_day = counting_day(at)
    update = write(
        task,
        UpdateKind.SUBMITTED,
        before=before,
        by=by,
        at=at,
        note=plain,
        numbers=kept_numbers,
        files=kept_files,
    )
    record(
        "tasks.submitted",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        note=plain,
        evidence=[*kept_numbers, *(file.name for file in kept_files)],
    )
    return update


@transaction.atomic
def record_event(
    *,
    task_id: int,
    happened_on: date,
    due_day: date,
    by: User,
    at: datetime,
    note: str = "",
    version: int | None = None,
) -> Update:
    """Write down that the event a task waits for has happened, and by when it is now due.

    Raises:
        Missing: There is no such task here.
        NotAllowed: The post does not report for the lead unit.
        Invalid: The event lies in the future, or the task would be due before it.
        Conflict: The task waits for no event, is closed, or was changed meanwhile.
    """
    task = task_to_report(task_id, by=by, on=local_day(at))
    check_version(task, version)
    if task.deadline_kind != DeadlineKind.ON_EVENT:
        raise Conflict("tasks.no-event", "Nhiệm vụ này không chờ sự kiện nào.")
    if task.state != State.DONE:
        _must_be_open(task)
    if happened_on > local_day(at):
        raise Invalid(
            "tasks.event-in-future", "Sự kiện phải đã xảy ra, không ghi trước.", field="happened_on"
        )
    if due_day < happened_on:
        raise Invalid(
            "tasks.event-due", "Hạn thực hiện phải từ ngày xảy ra sự kiện trở đi.", field="due_day"
        )
    if task.events.filter(happened_on=happened_on, answered_by=None).exists():
        raise Conflict(
            "tasks.event-recorded-already",
            f"Sự kiện ngày {happened_on:%d/%m/%Y} đã được ghi nhận; xem phần diễn biến.",
        )
    plain = checked_note(note)
    # What several units wait for together happens to each of their shares.
    shares = list(
        task.children.select_for_update()
        .filter(
            breakdown=Breakdown.SHARE,
            deadline_kind=DeadlineKind.ON_EVENT,
            state__in=[*_OPEN, State.DONE],
        )
        .order_by("pk")
    )
    again = task.state == State.DONE
    happened = _Happened(happened_on, due_day, plain, by, at)
    update = _begin(task, happened, below=len(shares))
    for share in shares:
        _begin(share, happened)
    if shares and again:
        # While the shares were begun one by one, some still stood as done.
        task.refresh_from_db()
        task.state, task.percent = State.NOT_STARTED, 0
        task.save(update_fields=["state", "percent"])
    return update


@dataclass(frozen=True, slots=True)
class _Happened:
    """An event that has happened, as somebody wrote it down."""

    on: date
    due_day: date
    note: str
    by: User
    at: datetime


def _begin(task: Task, happened: _Happened, *, below: int = 0) -> Update:
    """Let a task begin, or begin again, because what it waits for has happened."""
    begins_again = task.state == State.DONE
    due_day = happened.due_day
    before = snapshot(task)
    if begins_again:
        task.state, task.percent = State.NOT_STARTED, 0
        task.due_day = task.submitted_at = task.submitted_day = task.done_at = None
    # An event that comes on top of an open one does not put off what is already due.
    task.due_day = min(due_day, task.due_day) if task.due_day else due_day
    task.first_due_day = task.first_due_day if task.events.exists() else due_day
    update = write(
        task,
        UpdateKind.EVENT,
        before=before,
        by=happened.by,
        at=happened.at,
        note=happened.note,
        # With the shares begun, this word is not taken back alone.
        facts={"below": below} if below else None,
    )
    EventOccurrence.objects.create(
        task=task, update=update, happened_on=happened.on, due_day=due_day
    )
    if task.progress_by == ProgressBy.STEPS and begins_again:
        task.steps.update(done_at=None, done_by=None)
    record(
        "tasks.event-recorded",
        task,
        by=happened.by,
        at=happened.at,
        update_id=update.pk,
        happened_on=happened.on,
        due_day=due_day,
        begins_again=begins_again,
        condition=task.condition,
        note=happened.note,
    )
    return update


@transaction.atomic
def take_back(*, update_id: int, by: User, at: datetime) -> Task:
    """Undo one's own latest word on a task; the entry stays, marked as taken back.

    Raises:
        Missing: There is no such update here.
        NotAllowed: Somebody else made it.
        Conflict: Something has happened since, it is taken back already, or it is a decision.
    """
    task, update = update_to_take_back(update_id, by=by)
    if update.taken_back_at is not None:
        raise Conflict("tasks.already-taken-back", "Lần cập nhật này đã được rút lại.")
    if update.kind not in TAKES_BACK:
        raise Conflict(
            "tasks.decision-stands",
            "Quyết định xác nhận, trả lại hoặc hủy không rút lại được; hãy ra quyết định mới.",
        )
    if update.facts.get("below") or update.facts.get("request") or update.facts.get("with_above"):
        raise Conflict(
            "tasks.reaches-further",
            "Quyết định này đã trả lời một đề nghị hoặc kéo theo các phần bên dưới nên không rút "
            "lại được; hãy ra quyết định mới.",
        )
    latest = (
        task.updates.filter(taken_back_at=None)
        .exclude(kind__in=LEAVES_AS_IS)
        .order_by("-id")
        .first()
    )
    if latest is None or latest.pk != update.pk:
        raise Conflict(
            "tasks.not-the-latest", "Đã có cập nhật mới hơn nên không rút lại lần này được."
        )
    if update.assignment is not None:
        update.assignment.state = update.before["part_state"]
        update.assignment.save(update_fields=["state"])
    restore(task, update.before)
    task.version += 1
    task.save()
    EventOccurrence.objects.filter(update=update).delete()
    if update.facts.get("again"):
        # The report before it was the one that came back.
        _give_period_back(task, update)
    else:
        Occurrence.objects.filter(update=update).delete()
    if task.progress_by == ProgressBy.CHILDREN:
        follow_children(task, by=by, at=at)
    follow_up(task, by=by, at=at)
    update.taken_back_at = at
    update.save(update_fields=["taken_back_at"])
    record("tasks.update-taken-back", task, by=by, at=at, update_id=update.pk, kind=update.kind)
    return task


def _must_be_open(task: Task) -> None:
    if task.state not in _OPEN:
        raise Conflict(
            "tasks.closed",
            f"Nhiệm vụ đang ở trạng thái “{State(task.state).label}” nên không cập nhật được.",
            state=task.state,
        )


def _must_have_ended_below(task: Task) -> None:
    """Let a task be reported done only when everything beneath it has ended.

    Raises:
        Conflict: Something is open, or the task ends by itself with its shares.
    """
    if task.progress_by != ProgressBy.CHILDREN:
        return
    children = list(task.children.all())
    still_open = [one for one in children if one.state not in (State.DONE, State.CANCELLED)]
    if still_open:
        raise Conflict(
            "tasks.open-below",
            f"Còn {len(still_open)}/{len(children)} phần chưa được xác nhận hoặc miễn; hoàn thành các "
            "phần đó trước.",
            open=len(still_open),
        )


def _close_period(task: Task) -> date:
    if task.deadline_kind != DeadlineKind.RECURRING or task.due_day is None:
        raise Conflict("tasks.no-period", "Nhiệm vụ này không báo cáo theo kỳ.")
    if task.children.filter(breakdown=Breakdown.SHARE).exists():
        raise Conflict(
            "tasks.period-follows",
            "Kỳ của nhiệm vụ này khép lại khi mọi đơn vị được giao đã báo cáo; không báo thay.",
        )
    closed = task.due_day
    task.reported_through = closed
    task.due_day = next_due_day(task.every, task.month_days, after=closed, until=task.until)
    return closed


def _returned_period(task: Task, period: date) -> date:
    if not task.occurrences.filter(due_day=period, state=OccurrenceState.RETURNED).exists():
        raise Conflict(
            "tasks.period-not-returned", "Báo cáo của kỳ này không bị trả lại nên không nộp lại."
        )
    return period


def _give_period_back(task: Task, update: Update) -> None:
    earlier = (
        task.updates.filter(period_end=update.period_end, taken_back_at=None, id__lt=update.pk)
        .exclude(kind__in=[UpdateKind.PERIOD_BACK, UpdateKind.PERIOD_OK])
        .order_by("-id")
        .first()
    )
    found = Occurrence.objects.get(update=update)
    if earlier is None:
        found.delete()
        return
    found.update, found.state = earlier, OccurrenceState.RETURNED
    found.reported_day = counting_day(earlier.at)
    found.save()
