"""Writing one entry of a task's timeline, and undoing it: shared by every action on a task.

What stands above a task follows it: how is told in ``docs/explanation/shared-work.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.plans import originals
from namro_web.tasks.evidence_files import AcceptedFile, accept, refuse_secrecy
from namro_web.tasks.models import (
    Assignment,
    Breakdown,
    DeadlineKind,
    Evidence,
    Occurrence,
    ProgressBy,
    Role,
    State,
    Task,
    Update,
    UpdateKind,
)
from namro_web.tasks.parts import EvidenceFile
from namro_web.tasks.status import counting_day

NOTE_LIMIT = 5000
FILES_LIMIT = 10

TAKES_BACK = (
    UpdateKind.PROGRESS,
    UpdateKind.PART,
    UpdateKind.SUBMITTED,
    UpdateKind.EVENT,
    UpdateKind.EXTENDED,
    UpdateKind.PAUSED,
    UpdateKind.RESUMED,
)
"""What its author may take back."""

LEAVES_AS_IS = (
    UpdateKind.OBSTACLE,
    UpdateKind.ANSWERED,
    UpdateKind.SETTLED,
    UpdateKind.DIRECTION,
    UpdateKind.URGED,
    UpdateKind.ACKNOWLEDGED,
    UpdateKind.TIME_ASKED,
    UpdateKind.TIME_REFUSED,
    UpdateKind.TIME_WITHDRAWN,
    UpdateKind.DEPENDENCY,
    UpdateKind.COMMENT,
)
"""What is said about a task and does not stand in the way of taking a word back."""

_DATES = ("due_day", "reported_through", "submitted_day")
_TIMES = ("last_report_at", "submitted_at", "done_at")
_PLAIN = ("state", "percent", "reason")


_LABELS = {
    "state": "Trạng thái",
    "percent": "Tiến độ (%)",
    "due_day": "Hạn",
    "lead": "Chủ trì",
    "responsible": "Người phụ trách",
    "supervising": "Lãnh đạo chỉ đạo",
    "reason": "Lý do",
    "reported_through": "Đã báo cáo đến kỳ",
}
"""What somebody may have changed meanwhile, in the order in which it is told."""


def check_version(task: Task, version: int | None) -> None:
    """Refuse to act on a task as it was when the page was opened, if it is another by now.

    Raises:
        Conflict: Somebody changed it in between; ``changes`` says what, field by field, and
            ``updates`` who did so and when.
    """
    if version is None or version == task.version:
        return
    since = list(task.updates.filter(version__gt=version).select_related("by").order_by("id"))
    raise Conflict(
        "tasks.changed-meanwhile",
        "Nhiệm vụ đã được người khác cập nhật trong lúc bạn mở trang. Hãy xem lại rồi gửi lại; "
        "nội dung bạn nhập vẫn còn trong biểu mẫu.",
        version=task.version,
        changes=_changes(since[0].before, snapshot(task)) if since else [],
        updates=[
            {
                "who": one.acting_for or one.by.get_full_name(),
                "person": one.by.get_full_name(),
                "what": UpdateKind(one.kind).label,
                "at": one.at.isoformat(),
            }
            for one in since
        ],
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "field": name,
            "label": label,
            "before": _shown(name, before.get(name)),
            "after": _shown(name, after.get(name)),
        }
        for name, label in _LABELS.items()
        if name in before and before.get(name) != after.get(name)
    ]


def _shown(name: str, value: object) -> str:
    if value is None or value == "":
        return "chưa có"
    if name == "state":
        return str(State(str(value)).label)
    if name in _DATES:
        return f"{date.fromisoformat(str(value)):%d/%m/%Y}"
    return str(value)


def checked_note(note: str, *, needed: str = "", what: str = "Ghi chú", field: str = "note") -> str:
    """Give a note fit to keep.

    Args:
        note: As typed.
        needed: What to say when it is empty; empty when it may be.
        what: How it is called on the form.
        field: Where it was typed.

    Raises:
        Invalid: It is empty where it is needed, too long, or carries a state-secret mark.
    """
    plain = note.replace("\r\n", "\n").replace("\x00", "").strip()
    if needed and not plain:
        raise Invalid("tasks.reason-needed", needed, field=field)
    if len(plain) > NOTE_LIMIT:
        raise Invalid(
            "tasks.note-too-long",
            f"{what} dài quá {NOTE_LIMIT} ký tự; hãy rút gọn.",
            field=field,
        )
    if plain:
        refuse_secrecy(plain, what=what, field=field)
    return plain


def checked_evidence(
    numbers: Sequence[str], files: Sequence[EvidenceFile]
) -> tuple[list[str], list[AcceptedFile]]:
    """Give evidence fit to keep; every file is looked at before any is stored.

    Raises:
        Invalid: One of them is not.
    """
    if len(files) > FILES_LIMIT:
        raise Invalid(
            "tasks.too-many-files",
            f"Mỗi lần gửi tối đa {FILES_LIMIT} tệp; hãy chia làm nhiều lần.",
            field="evidence",
        )
    kept_numbers = []
    for number in numbers:
        plain = " ".join(number.replace("\x00", "").split())
        if not plain:
            continue
        if len(plain) > 120:
            raise Invalid(
                "tasks.number-too-long",
                "Số, ký hiệu văn bản quá dài; chỉ ghi số, ký hiệu và ngày.",
                field="document_number",
            )
        refuse_secrecy(plain, what="Số, ký hiệu văn bản", field="document_number")
        kept_numbers.append(plain)
    return kept_numbers, [accept(file) for file in files]


def snapshot(task: Task, part: Assignment | None = None) -> dict[str, Any]:
    """Write down what a task is, so that it can be made so again."""
    kept: dict[str, Any] = {name: getattr(task, name) for name in _PLAIN}
    for name in (*_DATES, *_TIMES):
        value = getattr(task, name)
        kept[name] = None if value is None else value.isoformat()
    lead = task.assignments.filter(role=Role.LEAD).first()
    kept["lead"] = lead.name if lead else None
    for name in ("responsible", "supervising"):
        post = getattr(task, name) if getattr(task, f"{name}_id") else None
        kept[name] = post.user.get_full_name() if post else None
    if part is not None:
        kept["part_state"] = part.state
    return kept


def restore(task: Task, kept: dict[str, Any]) -> None:
    """Make a task what it was (not yet saved)."""
    for name in _PLAIN:
        setattr(task, name, kept[name])
    for name in _DATES:
        setattr(task, name, None if kept[name] is None else date.fromisoformat(kept[name]))
    for name in _TIMES:
        setattr(task, name, None if kept[name] is None else datetime.fromisoformat(kept[name]))


def write(
    task: Task,
    kind: UpdateKind,
    *,
    before: dict[str, Any],
    by: User,
    at: datetime,
    note: str = "",
    numbers: Sequence[str] = (),
    files: Sequence[AcceptedFile] = (),
    period_end: date | None = None,
    part: Assignment | None = None,
    facts: dict[str, Any] | None = None,
) -> Update:
    """Save a changed task and the entry that says how it changed; what stands above follows."""
    task.version += 1
    task.save()
    update = _entry(
        task,
        kind,
        by=by,
        at=at,
        before=before,
        version=task.version,
        state=part.state if part is not None else task.state,
        note=note,
        period_end=period_end,
        assignment=part,
        facts=facts or {},
    )
    Evidence.objects.bulk_create(
        [Evidence(update=update, document_number=number) for number in dict.fromkeys(numbers)]
    )
    seen: set[str] = set()
    for file in files:
        sha256 = originals.keep(file.data)
        if sha256 in seen:
            continue
        seen.add(sha256)
        Evidence.objects.create(
            update=update,
            file_name=file.name,
            sha256=sha256,
            size=len(file.data),
            content_type=file.content_type,
            scanned_at=at if file.is_scanned else None,
        )
    follow_up(task, by=by, at=at)
    return update


def say(
    task: Task,
    kind: UpdateKind,
    *,
    by: User,
    at: datetime,
    note: str = "",
    facts: dict[str, Any] | None = None,
) -> Update:
    """Save an entry that leaves the task as it is, so that nobody's open form goes stale by it."""
    return _entry(task, kind, by=by, at=at, state=task.state, note=note, facts=facts or {})


def _entry(task: Task, kind: UpdateKind, *, by: User, at: datetime, **given: Any) -> Update:
    return Update.objects.create(
        task=task,
        kind=kind,
        percent=task.percent,
        by=by,
        post_id=by.acting_post_id,
        acting_for=by.acting_post_name[:255],
        at=at,
        **given,
    )


def follow_up(task: Task, *, by: User, at: datetime) -> None:
    """Let the task above follow its children, and what stands above that follow it in turn."""
    if task.parent_id is not None:
        follow_children(Task.objects.get(pk=task.parent_id), by=by, at=at)


def follow_children(task: Task, *, by: User, at: datetime) -> None:
    """Make a task's percent, state and period what its children make of it.

    Only shares end the task above by themselves: once every one is confirmed or waived. A task
    broken down by its own lead is still reported by that lead.
    """
    children = list(task.children.all())
    counting = [one for one in children if one.state != State.CANCELLED]
    if not counting:
        return
    was = (task.percent, task.state, task.last_report_at)
    before = snapshot(task)
    weight = sum(one.weight for one in counting)
    task.percent = sum(one.weight * one.percent for one in counting) // weight
    task.last_report_at = max(
        (one.last_report_at for one in (task, *counting) if one.last_report_at), default=None
    )
    if task.state == State.NOT_STARTED and any(
        one.state in (State.IN_PROGRESS, State.SUBMITTED, State.DONE) for one in counting
    ):
        task.state = State.IN_PROGRESS
    is_shared = all(one.breakdown == Breakdown.SHARE for one in children)
    if is_shared and _follow_periods(task, counting, before, by=by, at=at):
        return
    is_ended = all(one.state == State.DONE for one in counting)
    is_open = task.state in (State.NOT_STARTED, State.IN_PROGRESS, State.SUBMITTED)
    if is_shared and is_ended and is_open:
        task.state = State.DONE
        task.percent = 100
        task.done_at = at
        task.submitted_at = max(one.submitted_at or at for one in counting)
        task.submitted_day = max(one.submitted_day or counting_day(at) for one in counting)
        followed(task, before, by=by, at=at, children=len(counting))
    elif is_shared and task.state == State.DONE and not is_ended:
        task.state = State.IN_PROGRESS
        task.done_at = task.submitted_at = task.submitted_day = None
        followed(task, before, by=by, at=at, children=len(counting))
    elif was != (task.percent, task.state, task.last_report_at):
        # No new version: the lead's open form is about words and dates, which stay as they were.
        task.save(update_fields=["percent", "state", "last_report_at"])
        follow_up(task, by=by, at=at)


def followed(
    task: Task, before: dict[str, Any], *, by: User, at: datetime, children: int
) -> Update:
    """Save what a task has become through its children, and write it down."""
    update = write(
        task,
        UpdateKind.FOLLOWED,
        before=before,
        by=by,
        at=at,
        facts={"state": str(task.state), "children": children},
    )
    record(
        "tasks.followed",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        state=State(task.state).label,
        children=children,
    )
    return update


def _follow_periods(
    task: Task, counting: Sequence[Task], before: dict[str, Any], *, by: User, at: datetime
) -> bool:
    """Close the period that every share has reported on, or open it again; say if it did."""
    if task.deadline_kind != DeadlineKind.RECURRING:
        return False
    days = [one.due_day for one in counting if one.due_day is not None]
    new = min(days, default=None)
    if new == task.due_day:
        return False
    if task.due_day is None or (new is not None and new < task.due_day):
        task.due_day = new
        task.occurrences.filter(due_day__gte=new).delete()
        latest = task.occurrences.order_by("-due_day").first()
        task.reported_through = latest.due_day if latest else None
        followed(task, before, by=by, at=at, children=len(counting))
        return True
    closed = task.due_day
    task.reported_through, task.due_day = closed, new
    update = write(
        task,
        UpdateKind.FOLLOWED,
        before=before,
        by=by,
        at=at,
        period_end=closed,
        facts={"state": str(task.state), "children": len(counting)},
    )
    Occurrence.objects.update_or_create(
        task=task, due_day=closed, defaults={"update": update, "reported_day": counting_day(at)}
    )
    record(
        "tasks.period-followed",
        task,
        by=by,
        at=at,
        update_id=update.pk,
        period_end=closed,
        children=len(counting),
    )
    return True


def must_count_by_hand(task: Task) -> None:
    """Refuse a percent typed for a task whose percent follows from something else.

    Raises:
        Conflict: It follows from steps or from the tasks beneath.
    """
    if task.progress_by == ProgressBy.PERCENT:
        return
    what = "các bước đã đánh dấu" if task.progress_by == ProgressBy.STEPS else "các phần bên dưới"
    raise Conflict(
        "tasks.progress-follows",
        f"Tiến độ của nhiệm vụ này tính theo {what}, không ghi tay; bỏ trống ô tiến độ rồi gửi lại.",
    )
