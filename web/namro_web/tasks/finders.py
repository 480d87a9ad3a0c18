"""How the search looks through tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.plans.finders import may_read
from namro_web.tasks import queries
from namro_web.ui.searching import Result


def find_tasks(request: HttpRequest, key: str, limit: int) -> Sequence[Result]:
    """Find tasks by their words, number or result."""
    if not may_read(request):
        return []
    return [
        Result(
            row.text, reverse("tasks:detail", args=[row.id]), f"{row.place} · {row.status.label}"
        )
        for row in queries.tasks_found(
            key, by=cast(User, request.user), at=clock.now(), limit=limit
        )
    ]
