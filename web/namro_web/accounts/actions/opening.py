"""What opens and closes people's accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from namro_web.accounts.models import Session, User
from namro_web.accounts.passwords import hash_of_random, one_time_password
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.foundation.models import HistoryHead


@dataclass(frozen=True)
class NewAccount:
    """An account just made or reset, and the password to be handed over once."""

    user: User
    password: str


@transaction.atomic
def create_user(
    *,
    username: str,
    full_name: str,
    password: str,
    by: User | None,
    email: str = "",
    check_password: bool = True,
) -> User:
    """Give a person an account.

    Args:
        username: What they sign in with; compared without case.
        full_name: As they write it.
        password: Their first password.
        by: Who does it; ``None`` for the installation itself.
        email: Where notices go.
        check_password: Hold the password to the rules; a demonstration's are public anyway.

    Raises:
        Conflict: The name is taken.
        Invalid: The password is too weak, or a name is missing.
    """
    user = _new_user(username=username, full_name=full_name, email=email)
    if check_password:
        try:
            validate_password(password, user)
        except ValidationError as weak:
            raise Invalid(
                "accounts.weak-password", " ".join(weak.messages), field="password"
            ) from weak
    user.set_password(password)
    user.save()
    record("accounts.user-created", user, by=by)
    return user


@transaction.atomic
def open_account(*, username: str, full_name: str, by: User | None, email: str = "") -> NewAccount:
    """Give a person an account whose password is for one use.

    Who may do so is the caller's to ask: accounts know nothing of units.

    Raises:
        Conflict: The name is taken.
        Invalid: A name is missing or cannot be used.
    """
    user = _new_user(username=username, full_name=full_name, email=email)
    password = _one_use(user)
    user.save()
    record("accounts.user-created", user, by=by)
    return NewAccount(user, password)


@transaction.atomic
def reset_password(user: User, *, by: User | None, at: datetime) -> NewAccount:
    """Replace a forgotten password by one for one use; whoever is signed in with the old one is out.

    Args:
        user: Fetched by whoever has the right to change them.
        by: Who does it.
        at: When; idle days are counted anew from here.
    """
    password = _one_use(user)
    user.opened_at = at
    user.save(update_fields=["password", "must_change_password", "password_is_short", "opened_at"])
    end_sessions_of(user, by=by, why="đặt lại mật khẩu")
    record("accounts.password-reset", user, by=by)
    return NewAccount(user, password)


@transaction.atomic
def disable_user(user: User, *, by: User | None) -> User:
    """Let a person in no more; their sessions end with the next click.

    Raises:
        Conflict: The account is disabled already.
    """
    if not user.is_active:
        raise Conflict("accounts.already-disabled", "Tài khoản này đã khóa.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions_of(user, by=by, why="khóa tài khoản")
    record("accounts.user-disabled", user, by=by)
    return user


@transaction.atomic
def enable_user(user: User, *, by: User | None, at: datetime) -> User:
    """Let a person in again, whether locked out by hand or by long absence.

    Raises:
        Conflict: The account is open.
    """
    if user.is_active and not user.is_idle(at=at):
        raise Conflict("accounts.already-enabled", "Tài khoản này đang mở.")
    user.is_active, user.opened_at = True, at
    user.save(update_fields=["is_active", "opened_at"])
    record("accounts.user-enabled", user, by=by)
    return user


@transaction.atomic
def note_personal_data_viewed(user_id: int, *, by: User, at: datetime) -> None:
    """Write down that somebody looked at another person's data; one's own is no news.

    Who may look is the caller's to ask.
    """
    if user_id != by.pk:
        record("accounts.personal-data-viewed", User(pk=user_id), by=by, at=at)


@transaction.atomic
def note_sign_in_failed(username: str) -> None:
    """Write down a failed sign-in.

    A name that no account has is not kept: people type passwords into the wrong field.
    """
    user = User.objects.filter(username__iexact=username).first() if username else None
    if user is None:
        head, _ = HistoryHead.objects.get_or_create(pk=1)
        record(
            "accounts.sign-in-failed", head, by=None, why="Tên đăng nhập không có trong hệ thống"
        )
    else:
        why = "Sai mật khẩu hoặc tài khoản đang khóa"
        record("accounts.sign-in-failed", user, by=None, why=why)


@transaction.atomic
def note_password_changed(user: User) -> None:
    """Note that a person chose a password of their own; nothing else is closed to them now."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
    record("accounts.password-changed", user, by=user)


@transaction.atomic
def end_sessions_of(user: User, *, by: User | None, why: str = "") -> int:
    """End every session of a person, wherever they are signed in; give how many.

    Args:
        user: Fetched by whoever has the right to change them.
        by: Who does it.
        why: What was done that ends them, in words; empty when that was the purpose.
    """
    ended, _ = Session.objects.filter(user_id=user.pk).delete()
    if ended:
        record("accounts.sessions-ended", user, by=by, count=ended, why=why)
    return ended


def _new_user(*, username: str, full_name: str, email: str) -> User:
    name = username.strip()
    if not name or not full_name.strip():
        raise Invalid("accounts.no-name", "Ghi tên đăng nhập và họ tên.", field="username")
    if User.objects.filter(username__iexact=name).exists():
        raise Conflict(
            "accounts.name-taken", f"Tên đăng nhập “{name}” đã có người dùng.", field="username"
        )
    user = User(username=name, full_name=full_name.strip(), email=email.strip())
    user.set_unusable_password()
    try:
        user.clean_fields()
    except ValidationError as wrong:
        field = next(iter(wrong.message_dict))
        raise Invalid(
            "accounts.unusable-name", " ".join(wrong.message_dict[field]), field=field
        ) from wrong
    return user


def _one_use(user: User) -> str:
    password = one_time_password()
    user.password = hash_of_random(password)
    user.password_is_short, user.must_change_password = False, True
    return password
