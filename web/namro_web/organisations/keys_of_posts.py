"""What goes with a post by itself when it ends: delegations given and received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.organisations.models import Delegation, Post
from namro_web.organisations.open_work import Fate, OpenThing


def delegations_of(post: Post, on: date) -> Sequence[OpenThing]:
    """Give the delegations of a post that hold or are to begin, from it and to it."""
    found = (
        Delegation.objects.filter(Q(giver_post=post) | Q(delegate_post=post))
        .filter(ended_on__isnull=True, valid_to__gt=on)
        .select_related("giver_post", "delegate_post")
    )
    return [_thing(one, post) for one in found.order_by("id")]


def end_delegations(
    post: Post, taken: Mapping[OpenThing, Post | None], by: User | None, at: datetime
) -> None:
    """Leave them to their days: a delegation holds only while both posts are held."""


def _thing(one: Delegation, post: Post) -> OpenThing:
    is_given = one.giver_post_id == post.pk
    other = one.delegate_post if is_given else one.giver_post
    words = "cho" if is_given else "từ"
    return OpenThing(
        key=f"organisations.delegation:{one.pk}",
        label="Ủy quyền đã giao" if is_given else "Ủy quyền đã nhận",
        text=f"{one.document_number}: {words} {other.title}, từ {one.valid_from:%d/%m/%Y}",
        fate=Fate.ENDS,
    )
