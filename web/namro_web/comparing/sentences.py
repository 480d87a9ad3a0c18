"""How the history of comparing reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro_web.plans.sentences import Sentence, announce

Data = Mapping[str, Any]


def _pair(data: Data) -> str:
    return f"Cấp trên: {data.get('parent', '')} – Kế hoạch: {data.get('child', '')}"


def _parent_confirmed(data: Data) -> Sentence:
    return Sentence(
        f"xác nhận kế hoạch thực hiện {data.get('above', '')}", icon="link", tone="done"
    )


def _parent_rejected(data: Data) -> Sentence:
    return Sentence(
        f"gỡ {data.get('above', '')} khỏi văn bản cấp trên", icon="ban", tone="cancelled"
    )


def _parent_reset(data: Data) -> Sentence:
    return Sentence(
        f"bỏ xác nhận về {data.get('above', '')}", icon="arrow-back-up", tone="not_started"
    )


def _linked(data: Data) -> Sentence:
    return Sentence(f"nối một mục với {data.get('above', '')}", _pair(data), "link", "done")


def _unlinked(data: Data) -> Sentence:
    return Sentence(f"gỡ một mục khỏi {data.get('above', '')}", _pair(data), "x", "cancelled")


def _reset(data: Data) -> Sentence:
    return Sentence(
        f"hoàn tác một mối nối với {data.get('above', '')}",
        _pair(data),
        "arrow-back-up",
        "not_started",
    )


def _exported(data: Data) -> Sentence:
    return Sentence(
        f"tải bảng đối chiếu với {data.get('above', '')} về ({data.get('kind', '')})",
        icon="download",
        tone="waiting_event",
    )


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    announce("comparing.parent-confirmed", _parent_confirmed, label="xác nhận văn bản cấp trên")
    announce("comparing.parent-rejected", _parent_rejected, label="gỡ văn bản cấp trên")
    announce("comparing.parent-reset", _parent_reset, label="bỏ xác nhận văn bản cấp trên")
    announce("comparing.items-linked", _linked, label="nối mục với cấp trên")
    announce("comparing.items-unlinked", _unlinked, label="gỡ mục khỏi cấp trên")
    announce("comparing.items-reset", _reset, label="hoàn tác mối nối với cấp trên")
    announce("comparing.coverage-exported", _exported, label="tải bảng đối chiếu về")
