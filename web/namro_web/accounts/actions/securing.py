"""What makes sign-in safer or takes safety away: second factors, locks, sessions."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import models, transaction

from namro_web.accounts import limits
from namro_web.accounts.actions.opening import NewAccount, reset_password
from namro_web.accounts.models import Session, User
from namro_web.accounts.passwords import has_second_factor
from namro_web.accounts.sessions import stored_key
from namro_web.foundation.errors import Conflict, Missing
from namro_web.foundation.history import record
from namro_web.foundation.models import HistoryHead

FACTORS = {
    Authenticator.Type.TOTP: "ứng dụng xác thực",
    Authenticator.Type.WEBAUTHN: "khóa bảo mật",
    Authenticator.Type.RECOVERY_CODES: "mã dự phòng",
}


@transaction.atomic
def note_signed_in(user: User, *, address: str, device: str) -> None:
    """Write down that a person signed in, and from where."""
    record("accounts.signed-in", user, by=user, address=address, device=device)


@transaction.atomic
def note_sign_in_locked(username: str, *, minutes: int) -> None:
    """Write down that a name is locked for a while; one that no account has is not kept."""
    user = User.objects.filter(username__iexact=username).first()
    subject: models.Model = user or HistoryHead.objects.get_or_create(pk=1)[0]
    record(
        "accounts.sign-in-locked",
        subject,
        by=None,
        minutes=minutes,
    )


@transaction.atomic
def note_factor_failed(user: User) -> None:
    """Write down a right password with a wrong second factor: the password may be known to others."""
    record("accounts.second-factor-failed", user, by=None)


@transaction.atomic
def note_factor_added(user: User, *, kind: str, name: str = "") -> None:
    """Write down a new second factor."""
    record("accounts.second-factor-added", user, by=user, kind=_factor(kind), name=name)


@transaction.atomic
def note_factor_removed(user: User, *, kind: str, name: str = "") -> None:
    """Write down a factor given up; without any, the password alone has to be long enough."""
    if user.password_is_short and not user.must_change_password and not has_second_factor(user):
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
    record("accounts.second-factor-removed", user, by=user, kind=_factor(kind), name=name)


@transaction.atomic
def note_codes_renewed(user: User) -> None:
    """Write down that the recovery codes were replaced."""
    record("accounts.recovery-codes-renewed", user, by=user)


@transaction.atomic
def reset_second_factor(user: User, *, by: User | None, at: datetime) -> NewAccount:
    """Take away a second factor that was lost, and hand over a code for one use instead.

    The code replaces the password: whoever knew the old one and nothing else gains nothing.

    Args:
        user: Fetched by whoever has the right to change them.
        by: Who does it; ``None`` for whoever runs the installation.
        at: When.

    Raises:
        Conflict: The person has no second factor.
    """
    if not has_second_factor(user):
        raise Conflict("accounts.no-second-factor", "Người này chưa bật xác thực hai lớp.")
    Authenticator.objects.filter(user_id=user.pk).delete()
    account = reset_password(user, by=by, at=at)
    record("accounts.second-factor-reset", user, by=by)
    return account


@transaction.atomic
def unlock_sign_in(user: User, *, by: User | None) -> None:
    """Let a person try again before the quarter of an hour is over.

    Raises:
        Conflict: The name is not locked.
    """
    if limits.locked_until(user.username) is None:
        raise Conflict("accounts.not-locked", "Tên đăng nhập này không bị khóa tạm.")
    limits.unlock(user.username)
    record("accounts.sign-in-unlocked", user, by=by)


@transaction.atomic
def end_session(session_id: str, *, by: User) -> None:
    """End one session of one's own.

    Raises:
        Missing: There is none, or it is somebody else's.
    """
    ended, _ = Session.objects.filter(pk=session_id, user=by).delete()
    if not ended:
        raise Missing("accounts.no-such-session", "Phiên này đã kết thúc từ trước.")
    record("accounts.sessions-ended", by, by=by, count=1, why="")


@transaction.atomic
def end_other_sessions(user: User, *, keep: str | None, why: str = "") -> int:
    """End all sessions of one's own but the one in use; give how many.

    Args:
        user: Whose.
        keep: The key of the session in use.
        why: What was done that ends them, in words.
    """
    others = Session.objects.filter(user=user).exclude(pk=stored_key(keep or ""))
    ended, _ = others.delete()
    if ended:
        record("accounts.sessions-ended", user, by=user, count=ended, why=why)
    return ended


def _factor(kind: str) -> str:
    return FACTORS.get(Authenticator.Type(kind), kind)
