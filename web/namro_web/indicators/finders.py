"""How the search looks through indicators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.indicators import queries
from namro_web.plans.finders import may_read
from namro_web.ui.searching import Result


def find_indicators(request: HttpRequest, key: str, limit: int) -> Sequence[Result]:
    """Find indicators by name."""
    if not may_read(request):
        return []
    return [
        Result(
            row.name,
            reverse("indicators:detail", args=[row.id]),
            f"{row.place} · {'; '.join(target.text for target in row.targets[:3])}",
        )
        for row in queries.indicators_found(key, by=cast(User, request.user), limit=limit)
    ]
