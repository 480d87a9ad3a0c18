"""How the history of the intake reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro_web.plans.sentences import Sentence, announce

Data = Mapping[str, Any]


def _received(data: Data) -> Sentence:
    return Sentence(f"tải lên “{data.get('name', '')}” để đọc kế hoạch", icon="upload")


def _refused(data: Data) -> Sentence:
    return Sentence(
        "không tiếp nhận một tệp có dấu mật",
        f"Độ mật ghi trên tệp: {data.get('mark', '')}. Nội dung và tên tệp không được giữ lại.",
        "shield-lock",
        "overdue",
    )


def _corrected(data: Data) -> Sentence:
    return Sentence(f"sửa mục {data.get('item', '')} khi duyệt", icon="pencil")


def _rejected(data: Data) -> Sentence:
    return Sentence(f"bỏ qua mục {data.get('item', '')} khi duyệt", icon="ban", tone="cancelled")


def _rest(data: Data) -> Sentence:
    return Sentence(f"nhận {data.get('items', 0)} mục còn lại như đã đọc", icon="checklist")


def _fixed(data: Data) -> Sentence:
    return Sentence("sửa lỗi chữ", "; ".join(data.get("changes", ())), "wand")


def _set_aside(data: Data) -> Sentence:
    return Sentence("để qua một lưu ý khi duyệt", icon="eye", tone="not_started")


def _undone(data: Data) -> Sentence:
    return Sentence(f"hoàn tác: {data.get('step', '')}", icon="arrow-back-up", tone="not_started")


def _mapped(data: Data) -> Sentence:
    return Sentence(
        f"khớp {data.get('names', 0)} tên cơ quan với đơn vị",
        f"{data.get('as_text', 0)} tên để nguyên như văn bản viết",
        "sitemap",
    )


def _discarded(data: Data) -> Sentence:
    return Sentence(
        f"bỏ bản nháp của văn bản “{data.get('name', '')}”",
        f"{data.get('decided', 0)} mục đã duyệt không còn; văn bản gốc vẫn giữ",
        "trash",
        "overdue",
    )


def _adopted(data: Data) -> Sentence:
    return Sentence(
        "ban hành kế hoạch vào hệ thống",
        f"{data.get('tasks', 0)} nhiệm vụ, {data.get('indicators', 0)} chỉ tiêu, "
        f"{data.get('duties', 0)} chế độ báo cáo; bỏ qua {data.get('left_out', 0)} mục",
        "circle-check",
        "done",
    )


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    announce("intake.document-received", _received)
    announce("intake.document-refused", _refused)
    announce("intake.item-corrected", _corrected)
    announce("intake.item-rejected", _rejected)
    announce("intake.remaining-accepted", _rest)
    announce("intake.misprints-fixed", _fixed)
    announce("intake.finding-set-aside", _set_aside)
    announce("intake.step-undone", _undone)
    announce("intake.names-mapped", _mapped)
    announce("intake.draft-discarded", _discarded)
    announce("intake.plan-adopted", _adopted)
