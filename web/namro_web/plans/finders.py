"""Whether somebody may look for things at all."""

from __future__ import annotations

from django.http import HttpRequest

from namro_web.organisations.access import ActingPost, Duty


def may_read(request: HttpRequest) -> bool:
    """Say whether the asker's post is for reading data at all."""
    post = getattr(request.user, "acting", None)
    return isinstance(post, ActingPost) and post.may(Duty.READ)
