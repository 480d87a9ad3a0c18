"""How the history of tasks reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from namro_web.foundation.sentences import Spoken, announce_names
from namro_web.plans.sentences import Sentence, announce, written_day
from namro_web.tasks.models import Task, UpdateKind

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


def _exported(data: Data) -> Sentence:
    words = f"tải danh sách {data.get('rows', 0)} nhiệm vụ về ({data.get('kind', '')})"
    return Sentence(words, icon="download", tone="waiting_event")


def _downloaded(data: Data) -> Sentence:
    return Sentence(f"tải tệp minh chứng “{data.get('name', '')}”", icon="download")


def _tasks(ids: Collection[str]) -> dict[str, Spoken]:
    found = Task.objects.filter(pk__in=[pk for pk in ids if pk.isdigit()])
    return {
        str(pk): Spoken(f"TT {no}: {text}" if no else text, f"/nhiem-vu/{pk}/")
        for pk, no, text in found.values_list("pk", "no", "text")
    }


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    for verb, wording, label in (
        ("tasks-created", _created, "đưa nhiệm vụ vào theo dõi"),
        ("progress-reported", _progress, "cập nhật tiến độ"),
        ("part-reported", _part, "báo phần việc"),
        ("submitted", _submitted, "báo hoàn thành"),
        ("confirmed", _confirmed, "xác nhận hoàn thành"),
        ("returned", _returned, "trả lại"),
        ("event-recorded", _event, "ghi nhận sự kiện"),
        ("deadline-extended", _extended, "gia hạn"),
        ("paused", _paused, "tạm dừng"),
        ("resumed", _resumed, "cho tiếp tục"),
        ("cancelled", _cancelled, "hủy nhiệm vụ"),
        ("exported", _exported, "tải danh sách nhiệm vụ về"),
        ("evidence-downloaded", _downloaded, "tải tệp minh chứng"),
        ("update-taken-back", _taken_back, "rút lại cập nhật"),
    ):
        announce(f"tasks.{verb}", wording, label=label)
    announce_names("tasks.task", _tasks)
