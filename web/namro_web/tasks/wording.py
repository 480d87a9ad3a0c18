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


def _amended(data: Data) -> Sentence:
    changes = "; ".join(
        f"{label}: {old or 'chưa có'} → {new or 'bỏ'}"
        for label, old, new in data.get("changes", [])
    )
    return Sentence(
        f"điều chỉnh theo {data.get('basis', 'văn bản')}",
        changes,
        "file-description",
        "in_progress",
    )


def _added(data: Data) -> Sentence:
    words = f"bổ sung {data.get('tasks', 0)} nhiệm vụ theo {data.get('basis', 'văn bản')}"
    return Sentence(words, icon="plus", tone="in_progress")


def _amendment_undone(data: Data) -> Sentence:
    return Sentence("hoàn tác điều chỉnh theo văn bản", icon="arrow-back-up", tone="paused")


def _taken_back(data: Data) -> Sentence:
    kind = data.get("kind")
    what = UpdateKind(kind).label if kind in UpdateKind.values else "lần cập nhật"
    return Sentence(f"rút lại: {what}", icon="arrow-back-up", tone="paused")


def _view(words: str, icon: str) -> Any:
    def said(data: Data) -> Sentence:
        shared = ", cho cả xã dùng" if data.get("shared") else ""
        return Sentence(f"{words} “{data.get('name', '')}”{shared}", icon=icon)

    return said


def _exported(data: Data) -> Sentence:
    words = f"tải danh sách {data.get('rows', 0)} nhiệm vụ về ({data.get('kind', '')})"
    return Sentence(words, icon="download", tone="waiting_event")


def _downloaded(data: Data) -> Sentence:
    return Sentence(f"tải tệp minh chứng “{data.get('name', '')}”", icon="download")


def _named(names: object, most: int = 4) -> str:
    """Say a few names, and how many there are beyond."""
    listed = [str(name) for name in names] if isinstance(names, list) else []
    if len(listed) <= most:
        return ", ".join(listed)
    return f"{', '.join(listed[:most])} và {len(listed) - most} đơn vị khác"


def _shared(data: Data) -> Sentence:
    verb = "giao thêm cho" if data.get("added") else "giao cho"
    words = f"{verb} {_named(data.get('names'))}"
    return Sentence(words, str(data.get("note") or ""), "users-group")


def _subtask(data: Data) -> Sentence:
    return Sentence(
        f"thêm việc con cho {data.get('name', '')}", str(data.get("text", "")), "sitemap"
    )


def _followed(data: Data) -> Sentence:
    state = str(data.get("state", "")).lower()
    return Sentence(
        f"chuyển sang {state} theo {data.get('children', 0)} phần bên dưới", icon="sitemap"
    )


def _period_followed(data: Data) -> Sentence:
    words = (
        f"khép kỳ có hạn {written_day(data.get('period_end'))}: "
        f"{data.get('children', 0)} đơn vị đã báo cáo"
    )
    return Sentence(words, icon="sitemap", tone="done")


def _ordered(data: Data) -> Sentence:
    return Sentence("đặt làm sau một nhiệm vụ khác", str(data.get("text", "")), "arrow-right")


def _unordered(data: Data) -> Sentence:
    return Sentence("bỏ thứ tự sau một nhiệm vụ khác", str(data.get("text", "")), "arrow-right")


def _people(data: Data) -> Sentence:
    said = [
        f"{label} {data[key]}"
        for key, label in (
            ("responsible", "người phụ trách:"),
            ("supervising", "lãnh đạo chỉ đạo:"),
        )
        if data.get(key)
    ]
    return Sentence("phân công " + ("; ".join(said) or "lại, chưa rõ người"), icon="user-check")


def _reassigned(data: Data) -> Sentence:
    source = data.get("name_from") or "chưa rõ đơn vị"
    words = f"chuyển chủ trì từ {source} sang {data.get('name_to', '')}"
    return Sentence(words, f"Lý do: {data.get('reason', '')}", "arrow-right")


def _watched(data: Data) -> Sentence:
    return Sentence("theo dõi nhiệm vụ", icon="eye")


def _unwatched(data: Data) -> Sentence:
    return Sentence("thôi theo dõi nhiệm vụ", icon="eye")


def _steps(data: Data) -> Sentence:
    words = f"cập nhật các bước: {data.get('done', 0)}/{data.get('total', 0)} bước xong"
    return Sentence(words, "; ".join(map(str, data.get("finished") or [])), "list-check")


def _obstacle(data: Data) -> Sentence:
    proposal = f" Kiến nghị: {data['proposal']}" if data.get("proposal") else ""
    words = f"nêu khó khăn, vướng mắc, chờ {data.get('waits_for', '')}"
    return Sentence(words, f"{data.get('text', '')}{proposal}", "alert-triangle", "due_soon")


def _answered(data: Data) -> Sentence:
    return Sentence("trả lời khó khăn, vướng mắc", str(data.get("note", "")), "message")


def _obstacle_closed(data: Data) -> Sentence:
    return Sentence("xác nhận đã tháo gỡ", str(data.get("text", "")), "circle-check", "done")


def _obstacle_reopened(data: Data) -> Sentence:
    return Sentence(
        "báo chưa được tháo gỡ", str(data.get("note", "")), "alert-triangle", "due_soon"
    )


def _obstacle_withdrawn(data: Data) -> Sentence:
    return Sentence("rút khó khăn đã nêu", str(data.get("text", "")), "arrow-back-up", "paused")


def _directed(data: Data) -> Sentence:
    words = f"chỉ đạo {_named(data.get('names'))}"
    if data.get("answer_by"):
        words += f", xong trước {written_day(data['answer_by'])}"
    return Sentence(words, str(data.get("text", "")), "gavel")


def _urged(data: Data) -> Sentence:
    return Sentence(f"đôn đốc {_named(data.get('names'))}", str(data.get("text", "")), "bell")


def _acknowledged(data: Data) -> Sentence:
    words = f"{data.get('name', '')} tiếp thu ý kiến chỉ đạo"
    return Sentence(words, str(data.get("note") or ""), "check", "done")


def _time_asked(data: Data) -> Sentence:
    words = (
        f"đề nghị gia hạn từ {written_day(data.get('due_from'))} "
        f"đến {written_day(data.get('due_to'))}"
    )
    return Sentence(words, f"Lý do: {data.get('reason', '')}", "calendar-question", "due_soon")


def _time_granted(data: Data) -> Sentence:
    words = f"đồng ý đề nghị gia hạn, hạn mới {written_day(data.get('due_to'))}"
    return Sentence(words, str(data.get("note") or ""), "calendar-plus", "done")


def _time_refused(data: Data) -> Sentence:
    words = f"không đồng ý gia hạn đến {written_day(data.get('asked_for'))}"
    return Sentence(words, f"Lý do: {data.get('reason', '')}", "circle-x", "returned")


def _time_withdrawn(data: Data) -> Sentence:
    return Sentence("rút đề nghị gia hạn", icon="arrow-back-up", tone="paused")


def _period_confirmed(data: Data) -> Sentence:
    words = f"xác nhận báo cáo kỳ có hạn {written_day(data.get('period_end'))}"
    return Sentence(words, str(data.get("note") or ""), "circle-check", "done")


def _period_returned(data: Data) -> Sentence:
    words = f"trả lại báo cáo kỳ có hạn {written_day(data.get('period_end'))}"
    return Sentence(words, f"Lý do: {data.get('note', '')}", "arrow-back-up", "returned")


def _commented(data: Data) -> Sentence:
    return Sentence("trao đổi", str(data.get("text", "")), "message")


def _comment_edited(data: Data) -> Sentence:
    words = "sửa ý kiến trao đổi"
    return Sentence(words, f"Trước: {data.get('text_from', '')}", "edit")


def _tasks(ids: Collection[str]) -> dict[str, Spoken]:
    found = Task.objects.filter(pk__in=[pk for pk in ids if pk.isdigit()])
    return {
        str(pk): Spoken(f"TT {no}: {text}" if no else text, f"/nhiem-vu/{pk}/")
        for pk, no, text in found.values_list("pk", "no", "text")
    }


def _sheet_taken(data: Data) -> Sentence:
    return Sentence(f"tải biểu cập nhật tiến độ, {data.get('rows', 0)} nhiệm vụ", icon="download")


def _sheet_applied(data: Data) -> Sentence:
    words = f"nạp biểu Excel, ghi tiến độ {data.get('rows', 0)} nhiệm vụ"
    return Sentence(words, str(data.get("name") or ""), "file-spreadsheet")


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
        ("view-saved", _view("lưu cách xem nhiệm vụ", "bookmark"), "lưu cách xem nhiệm vụ"),
        ("view-changed", _view("sửa cách xem nhiệm vụ", "bookmark"), "sửa cách xem nhiệm vụ"),
        ("view-removed", _view("xóa cách xem nhiệm vụ", "trash"), "xóa cách xem nhiệm vụ"),
        ("sheet-taken", _sheet_taken, "tải biểu cập nhật tiến độ"),
        ("sheet-applied", _sheet_applied, "nạp biểu tiến độ từ Excel"),
        ("evidence-downloaded", _downloaded, "tải tệp minh chứng"),
        ("update-taken-back", _taken_back, "rút lại cập nhật"),
        ("shared", _shared, "giao cho nhiều đơn vị"),
        ("subtask-added", _subtask, "thêm việc con"),
        ("followed", _followed, "theo các phần bên dưới"),
        ("period-followed", _period_followed, "khép kỳ theo các đơn vị"),
        ("put-in-order", _ordered, "đặt thứ tự trước sau"),
        ("freed-of-order", _unordered, "bỏ thứ tự trước sau"),
        ("people-named", _people, "phân công người"),
        ("reassigned", _reassigned, "chuyển đơn vị chủ trì"),
        ("watched", _watched, "theo dõi nhiệm vụ"),
        ("unwatched", _unwatched, "thôi theo dõi nhiệm vụ"),
        ("steps-changed", _steps, "cập nhật các bước"),
        ("obstacle-raised", _obstacle, "nêu khó khăn, vướng mắc"),
        ("obstacle-answered", _answered, "trả lời khó khăn, vướng mắc"),
        ("obstacle-closed", _obstacle_closed, "đóng khó khăn đã tháo gỡ"),
        ("obstacle-reopened", _obstacle_reopened, "mở lại khó khăn"),
        ("obstacle-withdrawn", _obstacle_withdrawn, "rút khó khăn"),
        ("directed", _directed, "chỉ đạo"),
        ("urged", _urged, "đôn đốc"),
        ("acknowledged", _acknowledged, "tiếp thu chỉ đạo"),
        ("time-asked", _time_asked, "đề nghị gia hạn"),
        ("time-granted", _time_granted, "đồng ý gia hạn"),
        ("time-refused", _time_refused, "không đồng ý gia hạn"),
        ("time-withdrawn", _time_withdrawn, "rút đề nghị gia hạn"),
        ("period-confirmed", _period_confirmed, "xác nhận báo cáo kỳ"),
        ("period-returned", _period_returned, "trả lại báo cáo kỳ"),
        ("commented", _commented, "trao đổi"),
        ("comment-edited", _comment_edited, "sửa ý kiến trao đổi"),
        ("amended", _amended, "điều chỉnh nhiệm vụ theo văn bản"),
        ("tasks-added", _added, "bổ sung nhiệm vụ theo văn bản"),
        ("amendment-undone", _amendment_undone, "hoàn tác điều chỉnh nhiệm vụ"),
    ):
        announce(f"tasks.{verb}", wording, label=label)
    announce_names("tasks.task", _tasks)
