"""What a unit has to do with indicators, for whoever would dissolve it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from namro_web.indicators.models import Responsibility
from namro_web.organisations.dependants import Work


def work_of(unit_ids: Collection[uuid.UUID]) -> Sequence[Work]:
    """Count the indicators that some units answer for."""
    answered = Responsibility.objects.filter(unit__in=unit_ids)
    return [Work("chỉ tiêu được giao", answered.values("indicator").distinct().count())]
