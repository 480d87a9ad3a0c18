"""The calendar of a post closes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from namro_web.accounts.models import User
from namro_web.notices.models import Wishes
from namro_web.organisations.models import Post
from namro_web.organisations.open_work import Fate, OpenThing


def calendars_of(post: Post, on: date) -> Sequence[OpenThing]:
    """Give the calendar somebody reads by a secret address for this post."""
    return [
        OpenThing(
            f"notices.calendar:{one.pk}", "Địa chỉ lịch", "Lịch hạn nhiệm vụ của vị trí", Fate.ENDS
        )
        for one in Wishes.objects.filter(calendar_post=post).exclude(calendar_hash="")
    ]


def close(
    post: Post, taken: Mapping[OpenThing, Post | None], by: User | None, at: datetime
) -> None:
    """Let the address open nothing any more."""
    ids = [thing.object_id for thing in taken]
    Wishes.objects.filter(pk__in=ids).update(
        calendar_hash="", calendar_post=None, calendar_made_at=None
    )
