"""How the history of tasks reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro_web.plans.sentences import Sentence, announce, written_day
from namro_web.tasks.models import UpdateKind

Data = Mapping[str, Any]


def _created(data: Data) -> Sentence:
    return Sentence(f"đưa {data.get('tasks', 0)} nhiệm vụ vào theo dõi", icon="list-check")


def _progress(data: Data) -> Sentence:
    before, after = data.get("percent_from"), data.get("percent_to")
    words = f"cập nhật tiến độ {before}% → {after}%" if before != after else "cập nhật tiến độ"
    if data.get("period"):
        words = f"báo cáo xong kỳ {data['period']}"
    if data.get("evidence"):
        words += f", kèm {data['evidence']} minh chứng"
    return Sentence(words, str(data.get("note") or ""), "edit")


def _part(data: Data) -> Sentence:
    words = f"báo phần việc của {data.get('part', '')}: {str(data.get('state', '')).lower()}"
    return Sentence(words, str(data.get("note") or ""), "users")


def _submitted(data: Data) -> Sentence:
    shown = ", ".join(map(str, data.get("evidence") or []))
    words = f"báo hoàn thành, kèm {shown}" if shown else "báo hoàn thành"
    return Sentence(words, str(data.get("note") or ""), "send", "submitted")


def _confirmed(data: Data) -> Sentence:
    return Sentence("xác nhận hoàn thành", str(data.get("note") or ""), "circle-check", "done")


def _returned(data: Data) -> Sentence:
    return Sentence("trả lại", f"Lý do: {data.get('reason', '')}", "arrow-back-up", "returned")


def _event(data: Data) -> Sentence:
    words = (
        f"ghi nhận sự kiện ngày {written_day(data.get('happened_on'))}, "
        f"hạn thực hiện {written_day(data.get('due_day'))}"
    )
    return Sentence(words, str(data.get("note") or ""), "calendar-event", "waiting_event")


def _extended(data: Data) -> Sentence:
    words = f"gia hạn từ {written_day(data.get('due_from'))} đến {written_day(data.get('due_to'))}"
    return Sentence(words, f"Lý do: {data.get('reason', '')}", "calendar-plus", "due_soon")


def _paused(data: Data) -> Sentence:
    return Sentence("tạm dừng", f"Lý do: {data.get('reason', '')}", "player-pause", "paused")


def _resumed(data: Data) -> Sentence:
    return Sentence("cho tiếp tục thực hiện", str(data.get("note") or ""), "player-play")


def _cancelled(data: Data) -> Sentence:
    return Sentence("hủy nhiệm vụ", f"Lý do: {data.get('reason', '')}", "ban", "cancelled")


def _taken_back(data: Data) -> Sentence:
    kind = data.get("kind")
    what = UpdateKind(kind).label if kind in UpdateKind.values else "lần cập nhật"
    return Sentence(f"rút lại: {what}", icon="arrow-back-up", tone="paused")


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    for verb, wording in (
        ("tasks-created", _created),
        ("progress-reported", _progress),
        ("part-reported", _part),
        ("submitted", _submitted),
        ("confirmed", _confirmed),
        ("returned", _returned),
        ("event-recorded", _event),
        ("deadline-extended", _extended),
        ("paused", _paused),
        ("resumed", _resumed),
        ("cancelled", _cancelled),
        ("update-taken-back", _taken_back),
    ):
        announce(f"tasks.{verb}", wording)
