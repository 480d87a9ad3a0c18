"""What pages show of a person's sign-in: sessions, factors, locks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils import timezone

from namro_web.accounts import devices, limits
from namro_web.accounts.models import Session, User
from namro_web.accounts.sessions import stored_key


@dataclass(frozen=True)
class OpenSession:
    """One browser in which a person is signed in."""

    id: str
    device: str
    address: str
    since: datetime | None
    last_seen: datetime | None
    is_this: bool


@dataclass(frozen=True)
class SignInState:
    """How safely a person signs in, as their administrator sees it."""

    factors: tuple[str, ...]
    sessions: int
    locked_until: datetime | None


def sessions_of(user: User, *, this: str | None) -> list[OpenSession]:
    """Give where a person is signed in, the session in use first.

    Args:
        user: Whose.
        this: The key of the session in use.
    """
    now_used = stored_key(this or "")
    living = Session.objects.filter(user=user, expire_date__gt=timezone.now())
    found = [
        OpenSession(
            id=one.session_key,
            device=devices.in_words(one.device),
            address=one.address or "",
            since=one.started_at,
            last_seen=one.seen_at,
            is_this=one.session_key == now_used,
        )
        for one in living.defer("session_data").order_by("-seen_at")
    ]
    return sorted(found, key=lambda one: not one.is_this)


def sign_in_state(user_id: int, username: str) -> SignInState:
    """Give how a person signs in, in a fixed number of queries."""
    words = {
        Authenticator.Type.TOTP.value: "ứng dụng xác thực",
        Authenticator.Type.WEBAUTHN.value: "khóa bảo mật",
    }
    kinds = Authenticator.objects.filter(user_id=user_id, type__in=words)
    return SignInState(
        factors=tuple(words[kind] for kind in sorted(set(kinds.values_list("type", flat=True)))),
        sessions=Session.objects.filter(user_id=user_id, expire_date__gt=timezone.now()).count(),
        locked_until=limits.locked_until(username),
    )


def seconds_left(session_key: str | None) -> int:
    """Give the seconds until a session ends if nothing more is done in it."""
    found = Session.objects.filter(pk=stored_key(session_key or "")).values_list(
        "expire_date", flat=True
    )
    ends = found.first()
    return max(0, int((ends - timezone.now()).total_seconds())) if ends else 0
