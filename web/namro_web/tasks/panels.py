"""What tasks bring to a plan's overview: progress, units, clarity, the days ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from namro_web.accounts.models import User
from namro_web.plans.panels import Card
from namro_web.tasks import queries


def overview_cards(plan_id: int, by: User, at: datetime) -> Iterable[Card]:
    """Draw the cards of a plan's overview that speak of its tasks."""
    work = queries.plan_work(plan_id, by=by, at=at)
    context = {"work": work}
    cards = [
        Card(render_to_string(f"tasks/cards/{name}.html", context), place, order)
        for name, place, order in (
            ("_by_section", "main", 10),
            ("_by_unit", "main", 20),
            ("_by_kind", "side", 30),
            ("_clarity", "side", 10),
            ("_ahead", "wide", 10),
        )
    ]
    return cards if work.total else cards[:1]


def owed_card(unit_id: UUID, by: User, at: datetime) -> SafeString:
    """Draw what a unit owes, for its page."""
    owed = queries.owed_by(unit_id, by=by, at=at)
    return render_to_string("tasks/cards/_owed.html", {"owed": owed})
