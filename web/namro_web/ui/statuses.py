"""Status = word + icon + colour, the same everywhere; colour alone never tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """How one state is shown.

    Attributes:
        key: The name in code and in class names.
        word: What it is called.
        icon: A Tabler icon.
        tone: The colour family: done, progress, warn, late, idle, event, sent.
    """

    key: str
    word: str
    icon: str
    tone: str


STATUSES = {
    status.key: status
    for status in [
        Status("done", "Hoàn thành", "circle-check", "done"),
        Status("in_progress", "Đang thực hiện", "progress", "progress"),
        Status("due_soon", "Sắp đến hạn", "clock-exclamation", "warn"),
        Status("overdue", "Quá hạn", "alert-triangle", "late"),
        Status("not_started", "Chưa thực hiện", "circle-dashed", "idle"),
        Status("waiting_event", "Chờ sự kiện", "calendar-question", "event"),
        Status("submitted", "Chờ xác nhận", "user-check", "sent"),
        Status("returned", "Trả lại", "arrow-back-up", "late"),
        Status("paused", "Tạm dừng", "player-pause", "idle"),
        Status("cancelled", "Đã hủy", "ban", "idle"),
        Status("done_late", "Hoàn thành, quá hạn", "circle-check", "warn"),
        Status("continuous", "Thường xuyên", "repeat", "progress"),
        Status("achieved", "Đạt", "circle-check", "done"),
        Status("on_track", "Đúng lộ trình", "circle-check", "done"),
        Status("behind", "Chậm lộ trình", "trending-down", "warn"),
        Status("not_achieved", "Chưa đạt", "circle-x", "late"),
        Status("no_data", "Chưa đủ dữ liệu", "chart-dots", "idle"),
        Status("certain", "Chắc chắn", "circle-check", "done"),
        Status("fairly", "Khá chắc", "circle-half-2", "progress"),
        Status("check", "Cần xem", "alert-circle", "warn"),
        Status("draft", "Bản nháp", "pencil", "idle"),
        Status("active", "Đang hiệu lực", "circle-check", "done"),
    ]
}

# The order in which a stacked bar is read, from what is behind us to what is ahead.
BAR_ORDER = (
    "done",
    "done_late",
    "submitted",
    "in_progress",
    "continuous",
    "due_soon",
    "overdue",
    "returned",
    "not_started",
    "waiting_event",
    "paused",
    "cancelled",
)


def status_of(key: str) -> Status:
    """Find how a state is shown; an unknown key is a bug of the caller."""
    return STATUSES[key]
