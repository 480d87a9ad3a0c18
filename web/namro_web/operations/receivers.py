"""Listens for what is counted elsewhere than at a door."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_login_failed


def connect() -> None:
    """Count failed sign-ins."""
    user_login_failed.connect(_failed, dispatch_uid="operations.sign-in-failed")


def _failed(**kwargs: Any) -> None:
    from namro_web.operations import metrics

    metrics.count_failed_sign_in()
