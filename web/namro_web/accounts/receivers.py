"""Signing in and out belong to history too."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from namro_web.accounts.actions import (
    note_password_changed,
    note_second_factor_removed,
    note_sign_in_failed,
)
from namro_web.foundation.history import record


@receiver(user_logged_in)
def note_sign_in(user: Any, **kwargs: Any) -> None:
    """Write down that a person signed in."""
    record("accounts.signed-in", user, by=user)


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
def note_new_password(user: Any, **kwargs: Any) -> None:
    """A password that a person chose is theirs alone: the doors open again."""
    note_password_changed(user)


@receiver(authenticator_removed)
def note_lost_factor(user: Any, authenticator: Any, **kwargs: Any) -> None:
    """Without the second factor the password alone has to be long enough."""
    if authenticator.type == Authenticator.Type.TOTP:
        note_second_factor_removed(user)
