"""Signing in and out belong to history too."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from namro_web.accounts import devices, sessions
from namro_web.accounts.actions import (
    end_other_sessions,
    note_codes_renewed,
    note_factor_added,
    note_factor_failed,
    note_factor_removed,
    note_password_changed,
    note_sign_in_failed,
    note_signed_in,
)
from namro_web.accounts.passwords import SECOND_FACTORS, has_second_factor
from namro_web.foundation.history import record


@receiver(user_logged_in)
def note_sign_in(user: Any, request: Any = None, **kwargs: Any) -> None:
    """Write down that a person signed in, and put on the session where from."""
    device = str(request.META.get("HTTP_USER_AGENT", ""))[:200] if request else ""
    address = str(request.META.get("REMOTE_ADDR", "")) if request else ""
    if request is not None:
        request.session[sessions.DEVICE] = device
    note_signed_in(user, address=address, device=devices.in_words(device) if device else "")


@receiver(user_logged_out)
def note_sign_out(user: Any, **kwargs: Any) -> None:
    """Write down that a person signed out; a session that was nobody's leaves no line."""
    if user is not None:
        record("accounts.signed-out", user, by=user)


@receiver(user_login_failed)
def note_failed_sign_in(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Write down that somebody tried to sign in and could not."""
    note_sign_in_failed(str(credentials.get("username") or ""))


@receiver(password_changed)
def note_new_password(user: Any, request: Any = None, **kwargs: Any) -> None:
    """A password that a person chose is theirs alone: the doors open again, other sessions end."""
    note_password_changed(user)
    if request is not None:
        end_other_sessions(user, keep=request.session.session_key, why="đổi mật khẩu")


@receiver(authenticator_added)
def note_new_factor(request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """Setting a factor up proves it; codes that come with it are no factor of their own."""
    if authenticator.type in SECOND_FACTORS:
        request.session[sessions.PROVED] = True
        note_factor_added(user, kind=authenticator.type, name=_name(authenticator))


@receiver(authenticator_used)
def note_proof(request: Any, **kwargs: Any) -> None:
    """Remember for the session that more than a password was shown."""
    request.session[sessions.PROVED] = True


@receiver(authentication_failed)
def note_failed_proof(user: Any, **kwargs: Any) -> None:
    """A wrong code after a right password is worth knowing."""
    note_factor_failed(user)


@receiver(authenticator_reset)
def note_new_codes(user: Any, **kwargs: Any) -> None:
    """Write down that old recovery codes are void."""
    note_codes_renewed(user)


@receiver(authenticator_removed)
def note_lost_factor(request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A session in which the last factor was given up has proved nothing any more."""
    if authenticator.type not in SECOND_FACTORS:
        return
    if not has_second_factor(user):
        request.session.pop(sessions.PROVED, None)
    note_factor_removed(user, kind=authenticator.type, name=_name(authenticator))


def _name(authenticator: Any) -> str:
    # The owner's own name for a key; nothing else of it belongs into history.
    return (
        str(authenticator.data.get("name", ""))
        if authenticator.type == Authenticator.Type.WEBAUTHN
        else ""
    )
