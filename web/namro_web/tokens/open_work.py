"""Tokens end with the post they act for: revoked in the same act, so that none lives on unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.foundation.history import record
from namro_web.organisations.models import Post
from namro_web.organisations.open_work import Fate, OpenThing
from namro_web.tokens.models import ApiToken


def tokens_of(post: Post, on: date) -> Sequence[OpenThing]:
    """Give the tokens of a post that still work."""
    live = ApiToken.objects.filter(
        post=post, revoked_at__isnull=True, expires_at__gt=clock.now()
    ).order_by("id")
    return [
        OpenThing(f"tokens.token:{one.pk}", "Mã truy cập API", one.name, Fate.ENDS) for one in live
    ]


def revoke(
    post: Post, taken: Mapping[OpenThing, Post | None], by: User | None, at: datetime
) -> None:
    """Revoke them, each with its line of history."""
    ids = [thing.object_id for thing in taken]
    for token in ApiToken.objects.select_for_update().filter(pk__in=ids).order_by("id"):
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        record(
            "tokens.revoked",
            token,
            by=by,
            unit=str(post.unit_id),
            name=token.name,
            owner=post.user.get_full_name() if by and by.pk != post.user_id else "",
        )
