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


def _accepted(data: Data) -> Sentence:
    return Sentence(f"nhận mục {data.get('item', '')} khi duyệt", icon="check")


def _put_back(data: Data) -> Sentence:
    return Sentence(f"để lại mục {data.get('item', '')} để duyệt sau", icon="refresh")


def _corrected(data: Data) -> Sentence:
    return Sentence(f"sửa mục {data.get('item', '')} khi duyệt", icon="pencil")


def _rejected(data: Data) -> Sentence:
    return Sentence(f"bỏ qua mục {data.get('item', '')} khi duyệt", icon="ban", tone="cancelled")


def _rest(data: Data) -> Sentence:
    return Sentence(f"nhận {data.get('items', 0)} mục còn lại như đã đọc", icon="checklist")


def _fixed(data: Data) -> Sentence:
    return Sentence("sửa lỗi chữ", "; ".join(data.get("changes", ())), "wand")


def _set_aside(data: Data) -> Sentence:
    said = str(data.get("reason", ""))
    return Sentence("để qua một lưu ý khi duyệt", said, "eye", "not_started")


def _reopened(data: Data) -> Sentence:
    return Sentence("xem lại một lưu ý đã để qua", icon="eye", tone="not_started")


def _added(data: Data) -> Sentence:
    return Sentence(
        f"thêm mục {data.get('item', '')} từ chữ của văn bản, dòng {data.get('line', '')}",
        f"“{data.get('words', '')}”",
        "plus",
    )


def _waived(data: Data) -> Sentence:
    return Sentence(
        f"cho qua {len(data.get('items', ()))} việc chưa rõ: {', '.join(data.get('items', ()))}",
        str(data.get("reason", "")),
        "alert-circle",
        "due_soon",
    )


def _task_waived(data: Data) -> Sentence:
    return Sentence(
        f"ban hành khi chưa {', '.join(str(name).lower() for name in data.get('clarities', ()))}",
        f"Lý do: {data.get('reason', '')}",
        "alert-circle",
        "due_soon",
    )


def _clarities(data: Data) -> Sentence:
    return Sentence(
        f"đặt các rõ của xã: {', '.join(data.get('after', ()))}",
        f"Trước đó: {', '.join(data.get('before', ()))}",
        "settings",
    )


def _group_made(data: Data) -> Sentence:
    return Sentence(f"lập nhóm đơn vị “{data.get('name', '')}”", _moves(data), "users-group")


def _group_changed(data: Data) -> Sentence:
    return Sentence(f"sửa nhóm đơn vị “{data.get('name', '')}”", _moves(data), "users-group")


def _group_ended(data: Data) -> Sentence:
    return Sentence(
        f"thôi dùng nhóm đơn vị “{data.get('name', '')}”", icon="users-group", tone="cancelled"
    )


def _moves(data: Data) -> str:
    parts = []
    if data.get("came"):
        parts.append(f"vào: {', '.join(data['came'])}")
    if data.get("went"):
        parts.append(f"ra: {', '.join(data['went'])}")
    return "; ".join(parts)


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


def _slip_taken(data: Data) -> Sentence:
    return Sentence("tải phiếu đề nghị làm rõ", str(data.get("kind", "")), "download")


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    announce("intake.document-received", _received)
    announce("intake.document-refused", _refused)
    announce("intake.item-accepted", _accepted)
    announce("intake.item-corrected", _corrected)
    announce("intake.item-reopened", _put_back)
    announce("intake.item-rejected", _rejected)
    announce("intake.remaining-accepted", _rest)
    announce("intake.misprints-fixed", _fixed)
    announce("intake.finding-set-aside", _set_aside)
    announce("intake.unclear-waived", _waived)
    announce("intake.task-waived", _task_waived)
    announce("intake.clarities-set", _clarities)
    announce("intake.group-made", _group_made)
    announce("intake.group-changed", _group_changed)
    announce("intake.group-ended", _group_ended)
    announce("intake.finding-reopened", _reopened)
    announce("intake.item-added", _added)
    announce("intake.step-undone", _undone)
    announce("intake.names-mapped", _mapped)
    announce("intake.draft-discarded", _discarded)
    announce("intake.slip-taken", _slip_taken, label="tải phiếu đề nghị làm rõ")
    announce("intake.plan-adopted", _adopted)
