"""Writing one entry of a task's timeline, and undoing it: shared by every action on a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.plans import originals
from namro_web.tasks.evidence_files import AcceptedFile, accept, refuse_secrecy
from namro_web.tasks.models import Assignment, Evidence, Task, Update, UpdateKind
from namro_web.tasks.parts import EvidenceFile

NOTE_LIMIT = 5000
FILES_LIMIT = 10

_DATES = ("due_day", "reported_through", "submitted_day")
_TIMES = ("last_report_at", "submitted_at", "done_at")
_PLAIN = ("state", "percent", "reason")


def check_version(task: Task, version: int | None) -> None:
    """Refuse to act on a task as it was when the page was opened, if it is another by now.

    Raises:
        Conflict: Somebody changed it in between.
    """
    if version is not None and version != task.version:
        raise Conflict(
            "tasks.changed-meanwhile",
            "Nhiệm vụ đã được người khác cập nhật trong lúc bạn mở trang. Hãy xem lại rồi gửi lại; "
            "nội dung bạn nhập vẫn còn trong biểu mẫu.",
            version=task.version,
        )


def checked_note(note: str, *, needed: str = "") -> str:
    """Give a note fit to keep.

    Args:
        note: As typed.
        needed: What to say when it is empty; empty when it may be.

    Raises:
        Invalid: It is empty where it is needed, too long, or carries a state-secret mark.
    """
    plain = note.replace("\r\n", "\n").replace("\x00", "").strip()
    if needed and not plain:
        raise Invalid("tasks.reason-needed", needed, field="note")
    if len(plain) > NOTE_LIMIT:
        raise Invalid(
            "tasks.note-too-long", f"Ghi chú dài quá {NOTE_LIMIT} ký tự; hãy rút gọn.", field="note"
        )
    if plain:
        refuse_secrecy(plain, what="Ghi chú", field="note")
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
) -> Update:
    """Save a changed task and the entry that says how it changed."""
    task.version += 1
    task.save()
    update = Update.objects.create(
        task=task,
        kind=kind,
        state=part.state if part is not None else task.state,
        percent=task.percent,
        note=note,
        period_end=period_end,
        assignment=part,
        by=by,
        post_id=by.acting_post_id,
        acting_for=by.acting_post_name[:255],
        at=at,
        before=before,
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
        )
    return update
