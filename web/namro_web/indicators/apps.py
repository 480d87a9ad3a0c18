"""The app as Django knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.urls import reverse

if TYPE_CHECKING:
    from namro_web.accounts.models import User
    from namro_web.plans.panels import Card
    from namro_web.plans.sentences import Sentence


class IndicatorsConfig(AppConfig):
    """Indicators: what is measured, and what they bring to the plan's pages."""

    name = "namro_web.indicators"
    label = "indicators"
    verbose_name = "Chỉ tiêu"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce entry, tab, card, marks, search and the words of history."""
        from namro_web.foundation import change_counts

        change_counts.of_office("plan__owner", "indicators.Indicator")
        change_counts.of_office(
            "indicator__plan__owner", "indicators.Responsibility", "indicators.Target"
        )

        from namro_web.indicators import queries
        from namro_web.indicators.dependants import PASSING, work_of
        from namro_web.organisations.dependants import announce as announce_work
        from namro_web.plans import panels, sentences
        from namro_web.ui import navigation

        announce_work("indicators", work_of, passing=PASSING)
        navigation.announce(
            navigation.Entry("indicators", "Chỉ tiêu", "chart-line", "indicators:list", order=30)
        )
        panels.announce_tab(
            panels.Tab(
                "indicators",
                "Chỉ tiêu",
                30,
                lambda plan_id: f"{reverse('indicators:list')}?ke-hoach={plan_id}",
                queries.indicators_in,
            )
        )
        panels.announce_overview("indicators", _cards)
        panels.announce_stylesheet("indicators/indicators.css")
        panels.announce_marks("indicators", queries.indicator_marks)
        sentences.announce(
            "indicators.indicators-created", _created, label="đưa chỉ tiêu vào theo dõi"
        )
        sentences.announce(
            "indicators.indicators-added", _added, label="bổ sung chỉ tiêu theo văn bản"
        )


def _added(data: Mapping[str, Any]) -> Sentence:
    from namro_web.plans.sentences import Sentence

    words = f"bổ sung {data.get('indicators', 0)} chỉ tiêu theo {data.get('basis', 'văn bản')}"
    return Sentence(words, icon="plus", tone="in_progress")


def _cards(plan_id: int, by: User, at: datetime) -> Iterable[Card]:
    from django.template.loader import render_to_string

    from namro_web.indicators import queries
    from namro_web.plans.panels import Card

    rows = queries.indicators_of(plan_id, by=by)
    if not rows:
        return []
    context = {"rows": rows[:8], "total": len(rows), "plan_id": plan_id}
    return [Card(render_to_string("indicators/_card.html", context), "wide", 20)]


def _created(data: Mapping[str, Any]) -> Sentence:
    from namro_web.plans.sentences import Sentence

    words = f"đưa {data.get('indicators', 0)} chỉ tiêu vào theo dõi"
    return Sentence(words, f"{data.get('targets', 0)} mốc phải đạt", "chart-line")
