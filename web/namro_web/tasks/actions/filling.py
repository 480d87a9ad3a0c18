"""Progress that was filled in offline: first looked at, then taken in, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from namro_web.foundation.history import record
from namro_web.tasks.actions.reporting import report_progress, submit_done
from namro_web.tasks.progress_sheets import (
    DONE,
    MOST_ROWS,
    NOTE,
    NUMBER,
    PERCENT,
    PERIOD,
    CellError,
    Filled,
)
from namro_web.tasks.queries.lists import Filter
from namro_web.tasks.queries.sheets import TaskNow, tasks_now, tasks_to_fill
from namro_web.tasks.rows import TaskRow

# Which column a refusal of an action speaks of, by the field it names.
_COLUMN_OF_FIELD = {
    "percent": PERCENT,
    "note": NOTE,
    "document_number": NUMBER,
    "evidence": NUMBER,
    "closes_period": PERIOD,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a row would change, in words."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One row of a workbook, beside the task as it is now.

    Exactly one holds: ``errors`` (cannot be taken in), ``is_stale`` (the task was changed after the
    workbook was made), or ``changes``.
    """

    filled: Filled
    task: TaskNow | None
    changes: tuple[Change, ...] = ()
    errors: tuple[CellError, ...] = ()
    is_stale: bool = False


@dataclass(frozen=True, slots=True)
class SheetReview:
    """What taking in a workbook would do."""

    rows: tuple[LookedAt, ...]

    @property
    def ready(self) -> tuple[LookedAt, ...]:
        """Rows that can be taken in."""
        return tuple(row for row in self.rows if row.changes)

    @property
    def wrong(self) -> tuple[LookedAt, ...]:
        """Rows that cannot."""
        return tuple(row for row in self.rows if row.errors)

    @property
    def stale(self) -> tuple[LookedAt, ...]:
        """Rows whose task somebody changed meanwhile."""
        return tuple(row for row in self.rows if row.is_stale)


class _Enough(Exception):
    """Ends the trial."""


@transaction.atomic
def take_sheet(wanted: Filter, *, by: User, at: datetime) -> list[TaskRow]:
    """Give the tasks for a workbook to be filled in, and write down that they were taken.

    Raises:
        NotAllowed: The person holds no post.
        Invalid: There is nothing on which the post reports, or more than a workbook holds.
    """
    rows = tasks_to_fill(wanted, by=by, at=at, most=MOST_ROWS + 1)
    if not rows:
        raise Invalid(
            "tasks.nothing-to-fill",
            "Không có nhiệm vụ nào đang mở mà đơn vị của bạn chủ trì trong danh sách này.",
        )
    if len(rows) > MOST_ROWS:
        raise Invalid(
            "tasks.too-much-to-fill",
            f"Biểu chứa tối đa {MOST_ROWS} nhiệm vụ; hãy lọc theo kế hoạch rồi tải về.",
        )
    record("tasks.sheet-taken", by, by=by, at=at, rows=len(rows))
    return rows


def review_sheet(filled: Sequence[Filled], *, by: User, at: datetime) -> SheetReview:
    """Try every row as its action would do it, keep nothing, and say of each what would happen."""
    now = tasks_now([row.task_id for row in filled if row.task_id], by=by, at=at)
    looked: tuple[LookedAt, ...] = ()
    try:
        with transaction.atomic():
            looked = tuple(_look(row, now.get(row.task_id), by=by, at=at) for row in filled)
            raise _Enough
    except _Enough:
        return SheetReview(looked)


@transaction.atomic
def apply_sheet(filled: Sequence[Filled], *, by: User, at: datetime, name: str = "") -> int:
    """Take in every row, or none; give how many.

    Args:
        filled: The rows that were looked at; none with errors.
        by: Who sends them.
        at: When.
        name: The file's name, for history.

    Raises:
        Missing: A task is not among those the person may see.
        NotAllowed: The post does not report for a task's lead.
        Invalid: A row cannot be taken in.
        Conflict: A task was changed since the workbook was looked at; nothing was taken in.
    """
    for row in filled:
        if row.errors or not row.task_id:
            raise Invalid("tasks.sheet-row-wrong", f"Dòng {row.number} còn lỗi; chưa ghi dòng nào.")
        try:
            _take(row, by=by, at=at)
        except Conflict as refused:
            raise Conflict(
                "tasks.sheet-changed-meanwhile",
                f"Dòng {row.number}: {refused.message} Chưa ghi dòng nào; hãy tải tệp lên lại để "
                "xem thay đổi.",
                row=row.number,
            ) from refused
    record("tasks.sheet-applied", by, by=by, at=at, rows=len(filled), name=name[:120])
    return len(filled)


def _look(row: Filled, task: TaskNow | None, *, by: User, at: datetime) -> LookedAt:
    if row.errors:
        return LookedAt(row, task, errors=row.errors)
    if task is None:
        where = CellError(
            _cell(row, ""), "Không có nhiệm vụ này trong đơn vị của bạn; kiểm tra lại mã dòng."
        )
        return LookedAt(row, None, errors=(where,))
    if task.version != row.version:
        return LookedAt(row, task, is_stale=True)
    try:
        # A savepoint each: a row that is refused leaves the next one a sound transaction.
        with transaction.atomic():
            _take(row, by=by, at=at)
    except (Invalid, Missing, NotAllowed, Conflict) as refused:
        return LookedAt(row, task, errors=(CellError(_place(row, refused), refused.message),))
    return LookedAt(row, task, changes=_changes(row, task))


def _take(row: Filled, *, by: User, at: datetime) -> None:
    numbers = [row.document_number] if row.document_number else []
    if row.done:
        if row.percent not in (None, 100):
            raise Invalid(
                "tasks.sheet-done-below-100",
                "Đã đánh dấu báo hoàn thành thì tiến độ là 100 hoặc để trống.",
                field="percent",
            )
        if row.closes_period:
            raise Invalid(
                "tasks.sheet-done-and-period",
                "Chỉ đánh dấu một trong hai: báo cáo kỳ này, hoặc báo hoàn thành cả nhiệm vụ.",
                field="closes_period",
            )
        submit_done(
            task_id=row.task_id, by=by, at=at, note=row.note, numbers=numbers, version=row.version
        )
        return
    report_progress(
        task_id=row.task_id,
        by=by,
        at=at,
        percent=row.percent,
        note=row.note,
        numbers=numbers,
        closes_period=row.closes_period,
        version=row.version,
    )


def _changes(row: Filled, task: TaskNow) -> tuple[Change, ...]:
    changes = []
    if row.done:
        changes.append(Change("Trạng thái", task.status_label, "Báo hoàn thành, chờ xác nhận"))
    if row.percent is not None and row.percent != task.percent:
        changes.append(Change("Tiến độ", f"{task.percent}%", f"{row.percent}%"))
    if row.closes_period:
        changes.append(Change("Báo cáo kỳ", "chưa báo cáo", "đã báo cáo kỳ này"))
    if row.note:
        changes.append(Change("Nội dung đã làm", "", row.note))
    if row.document_number:
        changes.append(Change("Văn bản", "", row.document_number))
    return tuple(changes)


def _place(row: Filled, refused: Refusal) -> str:
    column = _COLUMN_OF_FIELD.get(refused.field or "")
    if column is None and row.closes_period and refused.code == "tasks.no-period":
        column = PERIOD
    if column is None and row.done:
        column = DONE
    return _cell(row, column or "")


def _cell(row: Filled, column: str) -> str:
    return row.cells.get(column, f"dòng {row.number}")
