"""Rules for doors that ask what the person's post is for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from namro_web.organisations.access import Duty, acting, acting_with
from namro_web.ui.doors import signed_in


def has_a_post(request: HttpRequest) -> None:
    """Let in whoever acts for a unit."""
    signed_in(request)
    acting(request.user)  # type: ignore[arg-type]


def may(duty: Duty) -> Callable[[HttpRequest], None]:
    """Make the rule that lets in posts that are for a duty."""

    def rule(request: HttpRequest) -> None:
        signed_in(request)
        acting_with(request.user, duty)  # type: ignore[arg-type]

    rule.__name__ = f"may_{duty.value.replace('-', '_')}"
    rule.__doc__ = f"Let in posts that are for “{duty.value}”."
    return rule
