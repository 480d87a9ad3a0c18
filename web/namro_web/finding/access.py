"""Who may find what: entries of the offices whose plans the asker reads, and no others."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.finding.models import Entry
from namro_web.organisations.access import ActingPost, Duty
from namro_web.plans.access import offices_of

MOST_MARKS = 40


def may_search(by: User) -> bool:
    """Say whether the asker's post is for reading data at all."""
    return isinstance(by.acting, ActingPost) and by.acting.may(Duty.READ)


def entries_visible_to(by: User) -> QuerySet[Entry]:
    """Give the entries a person may find.

    Raises:
        NotAllowed: They hold no post, or one that is not for reading data.
    """
    return Entry.objects.filter(owner__in=offices_of(by))


def houses_worth_a_mark(by: User) -> list[UUID]:
    """Give the offices to name inside the full-text index; a province's are too many to name.

    It only saves the database work: what may be seen is settled by ``entries_visible_to``.
    """
    houses = sorted(offices_of(by))
    return houses if len(houses) <= MOST_MARKS else []
