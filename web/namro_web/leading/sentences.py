"""How the history of the weekly lists reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro_web.plans.sentences import Sentence, announce, written_day

Data = Mapping[str, Any]


def _closed(data: Data) -> Sentence:
    words = f"chốt danh sách việc chậm tuần từ {written_day(data.get('monday'))}"
    detail = f"{data.get('tasks', 0)} việc của {data.get('units', 0)} đơn vị"
    return Sentence(words, detail, "clipboard-list", "overdue")


def _sent(data: Data) -> Sentence:
    words = f"gửi danh sách việc chậm tuần từ {written_day(data.get('monday'))}"
    return Sentence(words, f"{data.get('notices', 0)} thông báo tới các đơn vị", "send")


def _taken(data: Data) -> Sentence:
    words = f"tải danh sách việc chậm tuần từ {written_day(data.get('monday'))}"
    return Sentence(words, str(data.get("kind", "")), "download")


def announce_all() -> None:
    """Let history tell of the lists."""
    announce("leading.list-closed", _closed, label="chốt danh sách việc chậm")
    announce("leading.list-sent", _sent, label="gửi danh sách việc chậm")
    announce("leading.list-taken", _taken, label="tải danh sách việc chậm")
