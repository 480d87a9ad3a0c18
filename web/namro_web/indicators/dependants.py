"""What a unit has to do with indicators: counted, and passed on to a successor."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from django.db.models import Exists, OuterRef

from namro_web.foundation.errors import Conflict
from namro_web.indicators.models import Responsibility
from namro_web.organisations.dependants import Handed, Passing, Work

RESPONSIBILITY = "indicators.responsibility"


def work_of(unit_ids: Collection[uuid.UUID]) -> Sequence[Work]:
    """Count the indicators that some units answer for."""
    answered = Responsibility.objects.filter(unit__in=unit_ids)
    number = answered.values("indicator").distinct().count()
    return [Work("chỉ tiêu được giao", number, moves=True)]


def hand_over(from_id: uuid.UUID, to_id: uuid.UUID) -> Sequence[Handed]:
    """Give what a unit answers for to another, which may answer for some of it already."""
    same = Responsibility.objects.filter(
        indicator=OuterRef("indicator"), role=OuterRef("role"), unit=to_id
    )
    passing = Responsibility.objects.filter(unit=from_id).exclude(Exists(same)).order_by("pk")
    ids = list(passing.values_list("pk", flat=True))
    Responsibility.objects.filter(pk__in=ids).update(unit=to_id)
    return [Handed(RESPONSIBILITY, pk) for pk in ids]


def give_back(handed: Sequence[Handed], from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """Give it back.

    Raises:
        Conflict: It was passed on again since.
    """
    ids = [one.object_id for one in handed]
    if Responsibility.objects.filter(pk__in=ids, unit=to_id).count() != len(ids):
        raise Conflict(
            "organisations.depends-on-act",
            "Không rút lại được: chỉ tiêu được bàn giao đã chuyển tiếp cho đơn vị khác.",
        )
    Responsibility.objects.filter(pk__in=ids).update(unit=from_id)


PASSING = Passing(frozenset({RESPONSIBILITY}), hand_over, give_back)
