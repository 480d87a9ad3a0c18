"""What a unit has to do with plans: counted, and passed on to a successor."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from namro_web.foundation.errors import Conflict
from namro_web.organisations.dependants import Handed, Passing, Work
from namro_web.plans.models import Plan, ReportingDuty

DUTY = "plans.duty"


def work_of(unit_ids: Collection[uuid.UUID]) -> Sequence[Work]:
    """Count the plans that some units own, and the reports they owe."""
    return [
        # The plan stays with who issued it; the unit that takes over carries it out.
        Work(
            "kế hoạch", Plan.objects.filter(owner__in=unit_ids).count(), keeps_unit=True, moves=True
        ),
        Work(
            "chế độ báo cáo",
            ReportingDuty.objects.filter(unit__in=unit_ids).count(),
            moves=True,
        ),
    ]


def hand_over(from_id: uuid.UUID, to_id: uuid.UUID) -> Sequence[Handed]:
    """Let another unit owe the reports of one."""
    owed = ReportingDuty.objects.filter(unit=from_id).order_by("pk")
    ids = list(owed.values_list("pk", flat=True))
    ReportingDuty.objects.filter(pk__in=ids).update(unit=to_id)
    return [Handed(DUTY, pk) for pk in ids]


def give_back(handed: Sequence[Handed], from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """Let the first unit owe them again.

    Raises:
        Conflict: They were passed on again since.
    """
    ids = [one.object_id for one in handed]
    if ReportingDuty.objects.filter(pk__in=ids, unit=to_id).count() != len(ids):
        raise Conflict(
            "organisations.depends-on-act",
            "Không rút lại được: chế độ báo cáo đã bàn giao đã chuyển tiếp cho đơn vị khác.",
        )
    ReportingDuty.objects.filter(pk__in=ids).update(unit=from_id)


PASSING = Passing(frozenset({DUTY}), hand_over, give_back)
