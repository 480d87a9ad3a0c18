"""What acts on several tasks choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from namro_web.accounts.models import User
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.queries import names_at
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import owner_of
from namro_web.tasks.people import leaders, people_who_may_see
from namro_web.tasks.status import local_day


@dataclass(frozen=True, slots=True)
class BulkChoices:
    """Pairs of identity and words."""

    workers: Sequence[tuple[int, str]]
    leaders: Sequence[tuple[int, str]]
    units: Sequence[tuple[UUID, str]]


def bulk_choices(*, by: User, at: datetime) -> BulkChoices:
    """Give the people and units of the commune that several tasks can be given to."""
    on = local_day(at)
    called = names_at(branch_ids(owner_of(by), at=on), at=on)
    return BulkChoices(
        workers=sorted(
            (
                (one.post_id, f"{one.name}, {one.unit}" if one.unit else one.name)
                for one in people_who_may_see(by=by, on=on)
                if one.reports
            ),
            key=lambda pair: search_key(pair[1]),
        ),
        leaders=[(one.post_id, f"{one.name}, {one.title}") for one in leaders(by=by, on=on)],
        units=sorted(
            ((pk, name.name) for pk, name in called.items()),
            key=lambda pair: search_key(pair[1]),
        ),
    )
