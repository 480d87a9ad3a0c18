"""What comparing brings to a plan's overview: how it answers the document above it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.template.loader import render_to_string

from namro_web.accounts.models import User
from namro_web.plans.panels import Card


def overview_cards(plan_id: int, by: User, at: datetime) -> Iterable[Card]:
    """Draw the card that fetches the counts once the page stands: holding plans together takes time."""
    html = render_to_string("comparing/cards/_summary.html", {"plan_id": plan_id})
    return [Card(html, "side", 20)]
