"""Which lines of history a person may read."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.access import (
    Duty,
    acting_with,
    days_read_by,
    is_whole_installation,
)
from namro_web.organisations.models import Post
from namro_web.organisations.trees import Span, Stays, branch_ever


@dataclass(frozen=True, slots=True)
class Reach:
    """What a reader's tree consists of: its units and their days there, and all who worked there.

    ``signing_in`` are the people whose sign-ins are read: those of the tree as it is known today.
    """

    stays: Stays
    people: tuple[tuple[str, str], ...]
    signing_in: frozenset[str]
    is_only_tree: bool

    @property
    def units(self) -> frozenset[uuid.UUID]:
        """Give every unit of which some line can be read."""
        return frozenset(self.stays.days)


def reach_of(by: User) -> Reach:
    """Give how far a person's reading of history goes: what stood in their office, while it did.

    Raises:
        NotAllowed: The post is not for reading history.
    """
    post = acting_with(by, Duty.READ_HISTORY)
    own, stays = branch_ever(post.root_id), days_read_by(post)
    held = (
        Post.objects.filter(unit__in=own.union(stays.days))
        .order_by("user__full_name", "user_id")
        .values_list(
            "user_id", "user__full_name", "user__username", "unit_id", "valid_from", "valid_to"
        )
    )
    people: dict[str, str] = {}
    signing_in = set()
    for pk, full_name, username, unit_id, since, until in held:
        if unit_id in own:
            signing_in.add(str(pk))
        if unit_id in own or _meet((since, until or date.max), stays.days[unit_id]):
            people[str(pk)] = full_name or username
    return Reach(
        stays=stays,
        people=tuple(people.items()),
        signing_in=frozenset(signing_in),
        is_only_tree=is_whole_installation(post),
    )


def lines_visible_in(reach: Reach) -> QuerySet[HistoryLine]:
    """Give the lines of a tree: of its units, of its people's sign-ins, and, where no other tree
    shares the installation, of the installation itself.

    A line stays with the office in which its unit stood that day, wherever the unit stands now. Only
    the move itself is told to both offices.
    """
    visible = Q(unit_id="", subject_type="accounts.user", subject_id__in=reach.signing_in)
    # Few units ever change their office, and those that do mostly do so together.
    together: dict[tuple[Span, ...], list[str]] = defaultdict(list)
    for unit_id, spans in reach.stays.days.items():
        together[spans].append(str(unit_id))
    for spans, units in together.items():
        visible |= Q(unit_id__in=units) & _during(spans)
    moved: dict[tuple[uuid.UUID | None, uuid.UUID | None], list[str]] = defaultdict(list)
    for one in reach.stays.crossings:
        moved[one.from_id, one.to_id].append(str(one.unit_id))
    for (from_id, to_id), units in moved.items():
        visible |= Q(
            verb="organisations.unit-moved",
            unit_id__in=units,
            data__before=from_id and str(from_id),
            data__parent=to_id and str(to_id),
        )
    if reach.is_only_tree:
        visible |= Q(unit_id="")
    return HistoryLine.objects.filter(visible)


def _during(spans: Iterable[Span]) -> Q:
    days = Q()
    for since, until in spans:
        span = Q()
        if since > date.min:
            span &= Q(at__gte=datetime.combine(since, time.min, VIETNAM))
        if until < date.max:
            span &= Q(at__lt=datetime.combine(until, time.min, VIETNAM))
        days |= span
    return days


def _meet(held: Span, spans: Iterable[Span]) -> bool:
    return any(held[0] < until and since < held[1] for since, until in spans)
