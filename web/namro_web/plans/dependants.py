"""What a unit has to do with plans, for whoever would dissolve it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from namro_web.organisations.dependants import Work
from namro_web.plans.models import Plan


def work_of(unit_ids: Collection[uuid.UUID]) -> Sequence[Work]:
    """Count the plans that some units own."""
    return [Work("kế hoạch", Plan.objects.filter(owner__in=unit_ids).count(), keeps_unit=True)]
