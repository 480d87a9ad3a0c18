"""How the history of notices reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro_web.foundation.sentences import Sentence, announce
from namro_web.notices.models import ByMail

Data = Mapping[str, Any]


def _reminded(data: Data) -> Sentence:
    return Sentence(f"nhắc {data.get('notices', 0)} thông báo theo thời hạn", icon="bell")


def _told(data: Data) -> Sentence:
    return Sentence(f"báo {data.get('notices', 0)} thông báo về việc vừa xảy ra", icon="bell")


def _written(data: Data) -> Sentence:
    return Sentence(f"lập thư điện tử gồm {data.get('notices', 0)} thông báo", icon="mail")


def _failed(data: Data) -> Sentence:
    words = "không gửi được thư điện tử"
    return Sentence(words, str(data.get("trouble") or ""), "alert-circle", "overdue")


def _all_read(data: Data) -> Sentence:
    return Sentence(f"đánh dấu đã đọc {data.get('notices', 0)} thông báo", icon="circle-check")


def _wishes(data: Data) -> Sentence:
    way = str(data.get("way_to") or "")
    chosen = ByMail(way).label if way in ByMail.values else way
    return Sentence("chọn cách nhận thư", chosen, "settings")


def _opened(data: Data) -> Sentence:
    return Sentence("lấy địa chỉ lịch hạn nhiệm vụ", icon="calendar-plus")


def _closed(data: Data) -> Sentence:
    return Sentence("đóng địa chỉ lịch hạn nhiệm vụ", icon="calendar-plus")


def _rules(data: Data) -> Sentence:
    changed = ", ".join(_NAMES.get(name, name) for name in data.get("changed") or {})
    return Sentence("sửa quy tắc nhắc việc", changed, "clock")


_NAMES = {
    "is_on": "bật, tắt nhắc việc",
    "before": "nhắc trước hạn",
    "on_day": "nhắc ngày đến hạn",
    "after": "nhắc khi quá hạn",
    "then_every": "nhắc lại",
    "head_after": "báo thủ trưởng",
    "body_after": "báo cơ quan thường trực",
    "digest_hour": "giờ thư tổng hợp",
    "quiet_from": "giờ bắt đầu yên lặng",
    "quiet_to": "giờ hết yên lặng",
    "mail_on_weekends": "gửi thư ngày nghỉ",
}


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    for verb, wording, label in (
        ("reminded", _reminded, "nhắc việc theo thời hạn"),
        ("told", _told, "báo việc vừa xảy ra"),
        ("mail-written", _written, "lập thư điện tử"),
        ("mail-failed", _failed, "không gửi được thư"),
        ("all-read", _all_read, "đánh dấu đã đọc"),
        ("wishes-set", _wishes, "chọn cách nhận thư"),
        ("calendar-opened", _opened, "lấy địa chỉ lịch"),
        ("calendar-closed", _closed, "đóng địa chỉ lịch"),
        ("rules-set", _rules, "sửa quy tắc nhắc việc"),
    ):
        announce(f"notices.{verb}", wording, label=label)
