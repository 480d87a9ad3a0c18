"""Drafts under review stay with the standing body; the minutes of who leaves it remind of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from namro_web.accounts.models import User
from namro_web.intake.models import Draft, Stage
from namro_web.organisations.access import DUTIES, Duty
from namro_web.organisations.models import Post, Role
from namro_web.organisations.open_work import Fate, OpenThing
from namro_web.organisations.trees import root_ever


def drafts_of(post: Post, on: date) -> Sequence[OpenThing]:
    """Give the drafts that wait for review in the office, for a post that reviews."""
    if Duty.ADOPT_PLANS not in DUTIES[Role(post.role)]:
        return []
    waiting = Draft.objects.filter(
        document__owner=root_ever(post.unit_id), stage=Stage.READY
    ).select_related("document")
    return [
        OpenThing(f"intake.draft:{one.pk}", "Văn bản đang duyệt", str(one.document), Fate.STAYS)
        for one in waiting.order_by("id")
    ]


def stay(post: Post, taken: Mapping[OpenThing, Post | None], by: User | None, at: datetime) -> None:
    """Leave them where they are: whoever else reviews goes on."""
