"""Signing in and out belong to history too."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

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
