"""Units in the search of the top bar."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from namro_web.foundation import clock
from namro_web.organisations.access import ActingPost
from namro_web.organisations.queries import find_units
from namro_web.ui.searching import Result


def units_found(request: HttpRequest, key: str, limit: int) -> Sequence[Result]:
    """Give the units of the asker's tree whose names hold the words."""
    post = getattr(request.user, "acting", None)
    if not isinstance(post, ActingPost):
        return []
    found = find_units(post.root_id, words=key, at=clock.today(), limit=limit)
    return [
        Result(unit.name, reverse("organisations:unit", args=[unit.id]), unit.kind.label)
        for unit in found
    ]
