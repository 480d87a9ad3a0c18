"""When an office reminds, and how a person wants to be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from namro_web.notices.models import ByMail, ReminderRules, Wishes
from namro_web.notices.reminders import Calendar, calendar_from


def calendar_of(root_id: UUID) -> Calendar:
    """Give when an office reminds; the defaults where it has set nothing."""
    kept = ReminderRules.objects.filter(root_id=root_id).first()
    return calendar_from(kept) if kept is not None else Calendar()


def calendars_of(root_ids: Collection[UUID]) -> Mapping[UUID, Calendar]:
    """Give the same for several offices in one query."""
    kept = {
        one.root_id: calendar_from(one)
        for one in ReminderRules.objects.filter(root_id__in=root_ids)
    }
    return {root_id: kept.get(root_id, Calendar()) for root_id in root_ids}


def mail_wishes_of(user_ids: Collection[int]) -> Mapping[int, str]:
    """Give how people want to be told by mail; a digest where nothing is said."""
    said = dict(Wishes.objects.filter(user_id__in=user_ids).values_list("user_id", "by_mail"))
    return {user_id: said.get(user_id, ByMail.DIGEST) for user_id in user_ids}
