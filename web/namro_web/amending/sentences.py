"""How the history of a plan's versions reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro_web.plans.sentences import Sentence, announce, written_day

Data = Mapping[str, Any]


def _started(data: Data) -> Sentence:
    name = f" theo văn bản “{data['name']}”" if data.get("name") else ""
    return Sentence(f"chuẩn bị điều chỉnh kế hoạch{name}", icon="edit", tone="in_progress")


def _dropped(data: Data) -> Sentence:
    return Sentence("bỏ lần điều chỉnh đang chuẩn bị", icon="x", tone="cancelled")


def _applied(data: Data) -> Sentence:
    detail = (
        f"bổ sung {data.get('added', 0)}, bãi bỏ {data.get('removed', 0)}, "
        f"thay đổi {data.get('changed', 0)}; {data.get('approved_by', '')} phê duyệt, có hiệu lực từ "
        f"{written_day(data.get('in_force_on'))}"
    )
    words = (
        f"điều chỉnh kế hoạch theo {data.get('basis', '')}, thành phiên bản {data.get('version')}"
    )
    return Sentence(words, detail, "file-description", "done")


def _undone(data: Data) -> Sentence:
    words = f"hoàn tác phiên bản {data.get('version')} (theo {data.get('basis', '')})"
    return Sentence(words, icon="arrow-back-up", tone="paused")


def _exported(data: Data) -> Sentence:
    words = f"tải bảng so sánh kế hoạch: {data.get('first', '')} và {data.get('last', '')}"
    return Sentence(words, icon="download", tone="waiting_event")


def _waived(data: Data) -> Sentence:
    items = data.get("items", ())
    words = f"cho qua {len(items)} việc chưa rõ của lần điều chỉnh: {', '.join(items)}"
    return Sentence(words, str(data.get("reason", "")), "alert-circle", "due_soon")


_STEPS = {
    "added": "ghi thêm nội dung",
    "changed": "ghi thay đổi của nội dung",
    "removed": "ghi bãi bỏ nội dung",
    "forgotten": "bỏ thay đổi đã ghi",
    "paired": "nối nội dung của văn bản điều chỉnh với kế hoạch",
    "unpaired": "tách nội dung của văn bản điều chỉnh khỏi kế hoạch",
    "kept": "giữ lại nội dung mà văn bản điều chỉnh không nhắc tới",
    "given-up": "thôi giữ nội dung mà văn bản điều chỉnh không nhắc tới",
}


def _prepared(data: Data) -> Sentence:
    words = _STEPS.get(str(data.get("step")), "sửa một nội dung")
    return Sentence(
        f"{words} (đang chuẩn bị điều chỉnh)",
        str(data.get("text", ""))[:300],
        "edit",
        "in_progress",
    )


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    announce("amending.started", _started, label="chuẩn bị điều chỉnh kế hoạch")
    announce("amending.prepared", _prepared, label="ghi nội dung điều chỉnh")
    announce("amending.dropped", _dropped, label="bỏ lần điều chỉnh")
    announce("amending.applied", _applied, label="điều chỉnh kế hoạch")
    announce("amending.unclear-waived", _waived, label="cho qua việc chưa rõ khi điều chỉnh")
    announce("amending.undone", _undone, label="hoàn tác phiên bản kế hoạch")
    announce("amending.exported", _exported, label="tải bảng so sánh kế hoạch")
