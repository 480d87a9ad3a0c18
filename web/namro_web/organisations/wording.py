"""How the history of units, posts and names reads."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from namro_web.foundation.sentences import Sentence, Spoken, announce, announce_names
from namro_web.organisations.models import Placement, Role

Data = Mapping[str, Any]


def _created(data: Data) -> Sentence:
    return Sentence(f"lập đơn vị “{data.get('name', '')}”", _ground(data), "sitemap")


def _renamed(data: Data) -> Sentence:
    words = f"đổi thông tin đơn vị “{data.get('before', '')}” thành “{data.get('name', '')}”"
    return Sentence(words, _ground(data), "edit")


def _moved(data: Data) -> Sentence:
    return Sentence("chuyển đơn vị sang trực thuộc nơi khác", _ground(data), "sitemap")


def _dissolved(data: Data) -> Sentence:
    words = f"giải thể đơn vị “{data.get('name', '')}”"
    return Sentence(words, _ground(data), "ban", "cancelled")


def _reclassified(data: Data) -> Sentence:
    words = f"đổi loại, cấp hoặc mã của đơn vị “{data.get('name', '')}”"
    return Sentence(words, _ground(data), "edit")


def _merged(data: Data) -> Sentence:
    names = ", ".join(f"“{name}”" for name in data.get("names", ()))
    return Sentence(f"nhập {names} vào “{data.get('name', '')}”", _ground(data), "sitemap")


def _split(data: Data) -> Sentence:
    pairs = zip(data.get("names", ()), data.get("shares", ()), strict=False)
    names = ", ".join(f"“{name}” ({share})" for name, share in pairs)
    return Sentence(f"chia “{data.get('name', '')}” thành {names}", _ground(data), "sitemap")


def _undone(data: Data) -> Sentence:
    return Sentence("hủy một thay đổi về đơn vị", _ground(data), "arrow-back-up", "returned")


def _post_given(data: Data) -> Sentence:
    role = data.get("role", "")
    label = Role(role).label if role in Role.values else role
    words = f"giao vị trí “{data.get('title', '')}”"
    return Sentence(words, f"Vai trò: {label}" if label else "", "user-check")


def _post_ended(data: Data) -> Sentence:
    return Sentence(f"kết thúc vị trí “{data.get('title', '')}”", _ground(data), "user")


def _delegated(data: Data) -> Sentence:
    words = f"ủy quyền vị trí “{data.get('title', '')}” cho “{data.get('delegate_title', '')}”"
    first, last = (_day(data.get(key)) for key in ("first_day", "last_day"))
    detail = f"Từ {first} đến hết {last}, theo {data.get('document_number', '')}"
    return Sentence(words, detail, "user-check")


def _delegation_ended(data: Data) -> Sentence:
    words = f"chấm dứt ủy quyền vị trí “{data.get('title', '')}”"
    return Sentence(words, _ground(data), "user", "cancelled")


def _handed_over(data: Data) -> Sentence:
    parts = [
        f"{number} {words}"
        for key, words in (
            ("passed", "việc có người nhận"),
            ("left", "việc để trống"),
            ("ended", "quyền hết hiệu lực"),
            ("stays", "việc ở lại đơn vị"),
        )
        if (number := data.get(key))
    ]
    words = f"bàn giao công việc của vị trí “{data.get('title', '')}”"
    return Sentence(words, ", ".join(parts), "user-check")


def _retitled(data: Data) -> Sentence:
    words = f"đổi chức danh “{data.get('before', '')}” thành “{data.get('title', '')}”"
    return Sentence(words, icon="edit")


def _day(written: object) -> str:
    return f"{date.fromisoformat(written):%d/%m/%Y}" if isinstance(written, str) else ""


def _minutes_taken(data: Data) -> Sentence:
    return Sentence(f"tải biên bản bàn giao số {data.get('handover', '')}", icon="download")


def _name_mapped(data: Data) -> Sentence:
    count = len(data.get("units", ()))
    return Sentence(f"nối cách gọi “{data.get('name', '')}” với {count} đơn vị", icon="sitemap")


def _ground(data: Data) -> str:
    day = data.get("day") or data.get("valid_from")
    parts = [f"Từ ngày {date.fromisoformat(day):%d/%m/%Y}"] if isinstance(day, str) and day else []
    if data.get("document_number"):
        parts.append(f"theo {data['document_number']}")
    return ", ".join(parts)


def _units(ids: Collection[str]) -> dict[str, Spoken]:
    known = []
    for written in ids:
        try:
            known.append(uuid.UUID(written))
        except ValueError:
            continue
    # The newest name wins.
    found = Placement.objects.filter(unit__in=known).order_by("valid_from")
    return {str(pk): Spoken(name) for pk, name in found.values_list("unit_id", "name")}


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    for verb, wording, label in (
        ("unit-created", _created, "lập đơn vị"),
        ("unit-renamed", _renamed, "đổi tên, thông tin đơn vị"),
        ("unit-moved", _moved, "chuyển đơn vị"),
        ("unit-dissolved", _dissolved, "giải thể đơn vị"),
        ("unit-reclassified", _reclassified, "đổi loại, cấp, mã đơn vị"),
        ("units-merged", _merged, "nhập đơn vị"),
        ("unit-split", _split, "chia đơn vị"),
        ("act-undone", _undone, "hủy thay đổi về đơn vị"),
        ("post-given", _post_given, "giao vị trí"),
        ("post-ended", _post_ended, "kết thúc vị trí"),
        ("post-retitled", _retitled, "đổi chức danh"),
        ("delegated", _delegated, "ủy quyền"),
        ("delegation-ended", _delegation_ended, "chấm dứt ủy quyền"),
        ("work-handed-over", _handed_over, "bàn giao công việc"),
        ("minutes-taken", _minutes_taken, "tải biên bản bàn giao"),
        ("name-mapped", _name_mapped, "nối cách gọi với đơn vị"),
    ):
        announce(f"organisations.{verb}", wording, label=label)
    announce_names("organisations.unit", _units)
