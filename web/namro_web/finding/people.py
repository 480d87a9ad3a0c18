"""People in the search: only for who may know of them, and only those of their own commune."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.finding.access import may_search
from namro_web.foundation import clock
from namro_web.organisations.access import ActingPost, Duty
from namro_web.tasks.queries import people_named
from namro_web.ui.searching import Result


def people_found(request: HttpRequest, key: str, limit: int) -> Sequence[Result]:
    """Find people of the commune by name, with or without diacritics; their unit opens."""
    by = cast(User, request.user)
    post = by.acting
    if not isinstance(post, ActingPost) or post.oversees or not may_search(by):
        return []
    if not post.may(Duty.READ_PEOPLE):
        return []
    return [
        Result(
            one.name, reverse("organisations:unit", args=[one.unit_id]), f"{one.title}, {one.unit}"
        )
        for one in people_named(key, by=by, on=clock.today(), limit=limit)
    ]
