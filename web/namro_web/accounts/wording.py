"""How the history of accounts reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from namro_web.accounts.models import User
from namro_web.foundation.sentences import Sentence, Spoken, announce, announce_names

Data = Mapping[str, Any]


def _signed_in(data: Data) -> Sentence:
    return Sentence("đăng nhập", icon="login", tone="not_started")


def _signed_out(data: Data) -> Sentence:
    return Sentence("đăng xuất", icon="logout", tone="not_started")


def _failed(data: Data) -> Sentence:
    return Sentence("đăng nhập không thành công", str(data.get("why", "")), "lock", "overdue")


def _created(data: Data) -> Sentence:
    return Sentence(f"lập tài khoản “{data.get('username', '')}”", icon="user")


def _changed(data: Data) -> Sentence:
    return Sentence("đổi mật khẩu của mình", icon="key")


def _reset(data: Data) -> Sentence:
    return Sentence(f"cấp lại mật khẩu cho “{data.get('username', '')}”", icon="key")


def _factor_removed(data: Data) -> Sentence:
    return Sentence("tắt xác thực hai lớp", icon="shield-lock", tone="due_soon")


def _disabled(data: Data) -> Sentence:
    return Sentence(f"khóa tài khoản “{data.get('username', '')}”", icon="lock", tone="cancelled")


def _enabled(data: Data) -> Sentence:
    return Sentence(f"mở lại tài khoản “{data.get('username', '')}”", icon="user-check")


def _people(ids: Collection[str]) -> dict[str, Spoken]:
    found = User.objects.filter(pk__in=[pk for pk in ids if pk.isdigit()])
    return {
        str(pk): Spoken(full_name or username)
        for pk, full_name, username in found.values_list("pk", "full_name", "username")
    }


def announce_all() -> None:
    """Teach the history the verbs of this app."""
    for verb, wording, label in (
        ("signed-in", _signed_in, "đăng nhập"),
        ("signed-out", _signed_out, "đăng xuất"),
        ("sign-in-failed", _failed, "đăng nhập không thành công"),
        ("user-created", _created, "lập tài khoản"),
        ("password-changed", _changed, "đổi mật khẩu"),
        ("password-reset", _reset, "cấp lại mật khẩu"),
        ("second-factor-removed", _factor_removed, "tắt xác thực hai lớp"),
        ("user-disabled", _disabled, "khóa tài khoản"),
        ("user-enabled", _enabled, "mở lại tài khoản"),
    ):
        announce(f"accounts.{verb}", wording, label=label)
    announce_names("accounts.user", _people)
