"""How the search looks through plans and documents; each sees only what its asker may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.http import HttpRequest
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.organisations.access import ActingPost, Duty
from namro_web.plans import queries
from namro_web.ui.searching import Result


def may_read(request: HttpRequest) -> bool:
    """Say whether the asker's post is for reading data at all."""
    post = getattr(request.user, "acting", None)
    return isinstance(post, ActingPost) and post.may(Duty.READ)


def find_plans(request: HttpRequest, key: str, limit: int) -> Sequence[Result]:
    """Find plans by number, title and issuer."""
    if not may_read(request):
        return []
    return [
        Result(
            head.title, reverse("plans:overview", args=[head.id]), f"{head.name} · {head.issuer}"
        )
        for head in queries.plans_found(key, by=cast(User, request.user), limit=limit)
    ]


def find_documents(request: HttpRequest, key: str, limit: int) -> Sequence[Result]:
    """Find documents by name; one that became a plan opens there."""
    if not may_read(request):
        return []
    return [
        Result(
            one.name,
            reverse("plans:document-file", args=[one.id])
            if one.plan_id is None
            else reverse("plans:source", args=[one.plan_id]),
            f"đưa vào ngày {one.uploaded_at:%d/%m/%Y}",
        )
        for one in queries.documents_found(key, by=cast(User, request.user), limit=limit)
    ]
