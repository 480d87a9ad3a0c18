"""What a unit has to do with tasks, for whoever would dissolve it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.db.models import Count, Q

from namro_web.organisations.dependants import Work
from namro_web.tasks.models import Assignment, Role, State


def work_of(unit_ids: Collection[uuid.UUID]) -> Sequence[Work]:
    """Count the tasks some units lead and share, open and closed, in one query."""
    is_open = ~Q(task__state__in=[State.DONE, State.CANCELLED])
    leads = Q(role=Role.LEAD)
    counts = Assignment.objects.filter(unit__in=unit_ids).aggregate(
        led=Count("task", filter=leads & is_open, distinct=True),
        shared=Count("task", filter=~leads & is_open, distinct=True),
        closed=Count("task", filter=~is_open, distinct=True),
    )
    return [
        Work("nhiệm vụ đang chủ trì", counts["led"], keeps_unit=True),
        Work("nhiệm vụ đang phối hợp", counts["shared"]),
        Work("nhiệm vụ đã khép lại", counts["closed"]),
    ]
