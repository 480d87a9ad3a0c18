"""How the history of accounts reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from namro_web.accounts.models import User
from namro_web.foundation.sentences import Sentence, Spoken, announce, announce_names

Data = Mapping[str, Any]


def _whose(data: Data) -> str:
    """Name an account in lines written when names still stood in them; newer ones name no person."""
    name = data.get("username", "")
    return f" “{name}”" if name else ""


def _signed_in(data: Data) -> Sentence:
    where = ", ".join(str(data[key]) for key in ("device", "address") if data.get(key))
    return Sentence("đăng nhập", where, icon="login", tone="not_started")


def _signed_out(data: Data) -> Sentence:
    return Sentence("đăng xuất", icon="logout", tone="not_started")


def _failed(data: Data) -> Sentence:
    return Sentence("đăng nhập không thành công", str(data.get("why", "")), "lock", "overdue")


def _created(data: Data) -> Sentence:
    return Sentence(f"lập tài khoản{_whose(data)}", icon="user")


def _changed(data: Data) -> Sentence:
    return Sentence("đổi mật khẩu của mình", icon="key")


def _reset(data: Data) -> Sentence:
    return Sentence(f"cấp lại mật khẩu cho{_whose(data)}", icon="key")


def _locked(data: Data) -> Sentence:
    whose = f"tên đăng nhập{_whose(data)}" if data.get("username") else "một tên đăng nhập"
    detail = f"Sai mật khẩu quá nhiều lần; tự mở sau {data.get('minutes', '')} phút"
    return Sentence(f"tạm khóa {whose}", detail, icon="lock", tone="overdue")


def _unlocked(data: Data) -> Sentence:
    return Sentence(f"mở khóa tạm cho{_whose(data)}", icon="user-check")


def _factor_failed(data: Data) -> Sentence:
    text = f"đúng mật khẩu nhưng sai mã xác thực của{_whose(data)}"
    return Sentence(text, icon="shield-lock", tone="overdue")


def _factor_added(data: Data) -> Sentence:
    return Sentence("bật xác thực hai lớp", _kind(data), icon="shield-check", tone="done")


def _factor_removed(data: Data) -> Sentence:
    return Sentence("tắt xác thực hai lớp", _kind(data), icon="shield-lock", tone="due_soon")


def _factor_reset(data: Data) -> Sentence:
    text = f"gỡ xác thực hai lớp của{_whose(data)}, cấp mã dùng một lần"
    return Sentence(text, icon="shield-lock", tone="due_soon")


def _codes_renewed(data: Data) -> Sentence:
    return Sentence("tạo mã dự phòng mới", "Các mã cũ hết hiệu lực", icon="shield-lock")


def _sessions_ended(data: Data) -> Sentence:
    text = f"kết thúc {data.get('count', 0)} phiên làm việc của{_whose(data)}"
    why = str(data.get("why", ""))
    return Sentence(text, f"Vì {why}" if why else "", icon="logout", tone="not_started")


def _kind(data: Data) -> str:
    kind, name = str(data.get("kind", "")), str(data.get("name", ""))
    said = f"{kind} “{name}”" if name else kind
    return said[:1].upper() + said[1:]


def _disabled(data: Data) -> Sentence:
    return Sentence(f"khóa tài khoản{_whose(data)}", icon="lock", tone="cancelled")


def _enabled(data: Data) -> Sentence:
    return Sentence(f"mở lại tài khoản{_whose(data)}", icon="user-check")


def _erased(data: Data) -> Sentence:
    return Sentence("xóa dữ liệu cá nhân theo yêu cầu", icon="shield-lock", tone="cancelled")


def _viewed(data: Data) -> Sentence:
    return Sentence("xem thông tin cá nhân", icon="eye", tone="not_started")


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
        ("sign-in-locked", _locked, "tạm khóa vì sai mật khẩu"),
        ("sign-in-unlocked", _unlocked, "mở khóa tạm"),
        ("second-factor-failed", _factor_failed, "sai mã xác thực"),
        ("second-factor-added", _factor_added, "bật xác thực hai lớp"),
        ("second-factor-removed", _factor_removed, "tắt xác thực hai lớp"),
        ("second-factor-reset", _factor_reset, "gỡ xác thực hai lớp"),
        ("recovery-codes-renewed", _codes_renewed, "tạo mã dự phòng mới"),
        ("sessions-ended", _sessions_ended, "kết thúc phiên làm việc"),
        ("user-erased", _erased, "xóa dữ liệu cá nhân"),
        ("personal-data-viewed", _viewed, "xem thông tin cá nhân"),
        ("user-disabled", _disabled, "khóa tài khoản"),
        ("user-enabled", _enabled, "mở lại tài khoản"),
    ):
        announce(f"accounts.{verb}", wording, label=label)
    announce_names("accounts.user", _people)
