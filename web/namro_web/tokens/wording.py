"""How the history of tokens reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from namro_web.foundation.sentences import Sentence, Spoken, announce, announce_names
from namro_web.tokens.models import ApiToken

Data = Mapping[str, Any]


def _created(data: Data) -> Sentence:
    detail = (
        f"Phạm vi: {', '.join(data.get('duties', []))}; phần: {', '.join(data.get('parts', []))}"
    )
    day = "/".join(reversed(str(data.get("expires_on", "")).split("-")))
    return Sentence(
        f"tạo mã truy cập API “{data.get('name', '')}”",
        f"{detail}; hết hạn sau ngày {day}",
        "key",
        "waiting_event",
    )


def _used(data: Data) -> Sentence:
    words = f"dùng mã truy cập API “{data.get('name', '')}” từ địa chỉ mới"
    return Sentence(words, str(data.get("address", "")), "alert-circle", "due_soon")


def _revoked(data: Data) -> Sentence:
    whose = f" của {data['owner']}" if data.get("owner") else ""
    return Sentence(
        f"thu hồi mã truy cập API “{data.get('name', '')}”{whose}", icon="ban", tone="cancelled"
    )


def _names(ids: Collection[str]) -> dict[str, Spoken]:
    found = ApiToken.objects.filter(pk__in=[pk for pk in ids if pk.isdigit()])
    return {str(pk): Spoken(f"Mã “{name}”") for pk, name in found.values_list("pk", "name")}


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    announce("tokens.created", _created, label="tạo mã truy cập API")
    announce("tokens.used-from-new-address", _used, label="mã truy cập API dùng từ địa chỉ mới")
    announce("tokens.revoked", _revoked, label="thu hồi mã truy cập API")
    announce_names("tokens.apitoken", _names)
