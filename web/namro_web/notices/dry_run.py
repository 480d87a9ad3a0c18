"""Who would be told what now: read from the same place as the real thing, and nothing given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from namro_web.accounts.models import User
from namro_web.notices.access import must_see_reminders
from namro_web.notices.actions.reminding import drafts_for
from namro_web.notices.models import Notice, NoticeKind
from namro_web.notices.queries.inbox import ICONS

_MOST = 500


@dataclass(frozen=True, slots=True)
class WouldTell:
    """One notice that would be given."""

    who: str
    label: str
    icon: str
    tone: str
    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class DryRun:
    """All that would be given now, and how much of it is shown."""

    rows: Sequence[WouldTell]
    total: int
    people: int


def would_be_told(*, by: User, at: datetime) -> DryRun:
    """Give what the person's commune would be reminded of now, leaving out what was given already.

    Raises:
        NotAllowed: The post does not edit plans.
    """
    drafts = list(drafts_for(must_see_reminders(by), at=at))
    given = set(
        Notice.objects.filter(key__in={draft.key for draft in drafts}).values_list(
            "recipient_id", "key"
        )
    )
    fresh = [draft for draft in drafts if (draft.recipient_id, draft.key) not in given]
    names = {
        user.pk: user.get_full_name()
        for user in User.objects.filter(pk__in={draft.recipient_id for draft in fresh})
    }
    return DryRun(
        rows=[
            WouldTell(
                names[draft.recipient_id],
                NoticeKind(draft.kind).label,
                *ICONS[NoticeKind(draft.kind)],
                draft.title,
                draft.text,
                draft.url,
            )
            for draft in fresh[:_MOST]
        ],
        total=len(fresh),
        people=len(names),
    )
