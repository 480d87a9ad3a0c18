"""Who may see indicators: whoever reads the plans of the commune."""

from __future__ import annotations

from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.indicators.models import Indicator
from namro_web.plans.access import offices_of


def indicators_visible_to(by: User) -> QuerySet[Indicator]:
    """Give the indicators of the plans a person reads."""
    return Indicator.objects.filter(plan__owner__in=offices_of(by))


def indicator_to_read(indicator_id: int, *, by: User) -> Indicator:
    """Fetch an indicator to look at.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    indicator = (
        indicators_visible_to(by)
        .select_related("plan__document", "section")
        .prefetch_related("targets", "responsibilities")
        .filter(pk=indicator_id)
        .first()
    )
    if indicator is None:
        raise Missing("indicators.no-such-indicator", "Không có chỉ tiêu này trong đơn vị của bạn.")
    return indicator
