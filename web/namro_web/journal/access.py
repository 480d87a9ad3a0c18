"""Which lines of history a person may read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.access import Duty, acting_with, is_whole_installation
from namro_web.organisations.models import Post
from namro_web.organisations.trees import branch_ever


@dataclass(frozen=True, slots=True)
class Reach:
    """What a reader's tree consists of: its units, also former ones, and all who worked there."""

    units: frozenset[str]
    people: tuple[tuple[str, str], ...]
    is_only_tree: bool


def reach_of(by: User) -> Reach:
    """Give how far a person's reading of history goes: the tree their post stands in.

    Raises:
        NotAllowed: The post is not for reading history.
    """
    post = acting_with(by, Duty.READ_HISTORY)
    own = branch_ever(post.root_id)
    people = (
        Post.objects.filter(unit__in=own)
        .order_by("user__full_name", "user_id")
        .values_list("user_id", "user__full_name", "user__username")
        .distinct()
    )
    return Reach(
        units=frozenset(map(str, own)),
        people=tuple((str(pk), full_name or username) for pk, full_name, username in people),
        is_only_tree=is_whole_installation(post),
    )


def lines_visible_in(reach: Reach) -> QuerySet[HistoryLine]:
    """Give the lines of a tree: of its units, of its people's sign-ins, and, where no other tree
    shares the installation, of the installation itself.
    """
    visible = Q(unit_id__in=reach.units) | Q(
        unit_id="", subject_type="accounts.user", subject_id__in=_ids(reach.people)
    )
    if reach.is_only_tree:
        visible |= Q(unit_id="")
    return HistoryLine.objects.filter(visible)


def _ids(people: Collection[tuple[str, str]]) -> list[str]:
    return [pk for pk, _ in people]
