"""How the history of links with the sign-in provider reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro_web.foundation.sentences import Sentence, announce

Data = Mapping[str, Any]


def _linked(data: Data) -> Sentence:
    return Sentence(
        f"liên kết tài khoản “{data.get('username', '')}” với hệ thống định danh",
        f"Tên ở đó: {data.get('name', '')}",
        "link",
    )


def _unlinked(data: Data) -> Sentence:
    return Sentence(
        f"gỡ liên kết tài khoản “{data.get('username', '')}” với hệ thống định danh",
        icon="ban",
        tone="due_soon",
    )


def _dropped(data: Data) -> Sentence:
    return Sentence("vào qua hệ thống định danh, mật khẩu dùng một lần hết hiệu lực", icon="key")


def _refused(data: Data) -> Sentence:
    return Sentence(
        "đăng nhập qua hệ thống định danh không thành công",
        str(data.get("why", "")),
        "lock",
        "overdue",
    )


def announce_all() -> None:
    """Teach the history these verbs."""
    for verb, wording, label in (
        ("provider-linked", _linked, "liên kết với hệ thống định danh"),
        ("provider-unlinked", _unlinked, "gỡ liên kết với hệ thống định danh"),
        ("one-use-password-dropped", _dropped, "mật khẩu dùng một lần hết hiệu lực"),
        ("provider-refused", _refused, "đăng nhập qua hệ thống định danh không thành công"),
    ):
        announce(f"accounts.{verb}", wording, label=label)
