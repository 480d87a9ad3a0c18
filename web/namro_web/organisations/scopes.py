"""Which scopes of change a page of somebody's work shows (``foundation.change_counts``)."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest

from namro_web.accounts.apps import SIGN_INS
from namro_web.foundation import change_counts
from namro_web.organisations.access import ActingPost, offices_read_by


def offices_shown(request: HttpRequest) -> Collection[str] | None:
    """Give the offices whose work the asker's pages show; for a province all there are.

    Not for a page that counts what other offices gave to one's own: that shows everything.
    """
    post = getattr(request.user, "acting", None)
    if not isinstance(post, ActingPost):
        return ()
    if post.oversees:
        return None
    return [change_counts.office(unit_id) for unit_id in offices_read_by(post)]


def accounts(request: HttpRequest) -> Collection[str]:
    """Say that a page shows people's accounts, and when they signed in."""
    return [SIGN_INS]


def everything(request: HttpRequest) -> None:
    """Say that a page can show any office's work."""
