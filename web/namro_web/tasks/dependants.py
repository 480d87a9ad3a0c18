"""What a unit has to do with tasks: counted, passed on to a successor, counted as of a past day."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Conflict
from namro_web.organisations.dependants import Counted, Handed, Passing, Work
from namro_web.organisations.models import HandedOn
from namro_web.tasks.models import Assignment, Role, State, Update, UpdateKind

ASSIGNMENT = "tasks.assignment"
CLOSED = (State.DONE, State.CANCELLED)
LEADS = (Role.LEAD, Role.CO_LEAD)
# The last day that has a day after it.
_LAST = date.max - timedelta(days=1)


def work_of(unit_ids: Collection[uuid.UUID]) -> Sequence[Work]:
    """Count the tasks some units lead and share, open and closed, in one query."""
    is_open = ~Q(task__state__in=CLOSED)
    leads = Q(role=Role.LEAD)
    counts = Assignment.objects.filter(unit__in=unit_ids).aggregate(
        led=Count("task", filter=leads & is_open, distinct=True),
        shared=Count("task", filter=~leads & is_open, distinct=True),
        closed=Count("task", filter=~is_open, distinct=True),
    )
    return [
        Work("nhiệm vụ đang chủ trì", counts["led"], keeps_unit=True, moves=True),
        Work("nhiệm vụ đang phối hợp", counts["shared"], moves=True),
        Work("nhiệm vụ đã khép lại", counts["closed"]),
    ]


def hand_over(from_id: uuid.UUID, to_id: uuid.UUID) -> Sequence[Handed]:
    """Give the open parts of a unit to another; a part that one has in the same task already stays.

    What is printed stays printed: only the unit that answers changes. Closed tasks stay.
    """
    same_part = Assignment.objects.filter(task=OuterRef("task"), role=OuterRef("role"), unit=to_id)
    passing = (
        Assignment.objects.filter(unit=from_id)
        .exclude(task__state__in=CLOSED)
        .exclude(role=Role.PARTNER, state=State.DONE)
        .exclude(Exists(same_part))
    )
    last = Update.objects.filter(task=OuterRef("task")).order_by("-pk").values("pk")[:1]
    marked = list(passing.order_by("pk").annotate(last=Subquery(last)).values_list("pk", "last"))
    Assignment.objects.filter(pk__in=[pk for pk, _ in marked]).update(unit=to_id)
    return [Handed(ASSIGNMENT, pk, last or 0) for pk, last in marked]


def give_back(handed: Sequence[Handed], from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """Give the parts back.

    Raises:
        Conflict: Something was noted on one of the tasks since, or it was passed on again.
    """
    marks = {one.object_id: one.mark for one in handed}
    last = Update.objects.filter(task=OuterRef("task")).order_by("-pk").values("pk")[:1]
    parts = Assignment.objects.filter(pk__in=marks, unit=to_id).annotate(last=Subquery(last))
    still = [pk for pk, newest in parts.values_list("pk", "last") if (newest or 0) == marks[pk]]
    if len(still) != len(marks):
        raise Conflict(
            "organisations.depends-on-act",
            "Không rút lại được: nhiệm vụ đã bàn giao có cập nhật mới hoặc đã chuyển tiếp.",
        )
    Assignment.objects.filter(pk__in=still).update(unit=from_id)


def counts_on(unit_ids: Collection[uuid.UUID], day: date) -> Sequence[Counted]:
    """Count the tasks each unit led and had not finished at the end of a day, in four queries."""
    end = datetime.combine(min(day, _LAST) + timedelta(days=1), time.min, tzinfo=VIETNAM)
    held: dict[int, uuid.UUID] = {}
    later = HandedOn.objects.filter(kind=ASSIGNMENT, day__gt=day).order_by("-day", "-id")
    for one in later:
        # Walked from the last to the first: what remains is who had it on the day.
        held[one.object_id] = one.from_unit_id
    wanted = set(unit_ids)
    theirs = [pk for pk, unit_id in held.items() if unit_id in wanted]
    led = (
        Assignment.objects.filter(Q(unit__in=wanted) | Q(pk__in=theirs), role__in=LEADS)
        .filter(task__followed_since__lte=day)
        .exclude(task__state=State.DONE, task__done_at__lt=end)
    )
    cancelled = Update.objects.filter(
        task=OuterRef("task"), kind=UpdateKind.CANCELLED, taken_back_at__isnull=True, at__lt=end
    )
    led = led.exclude(Exists(cancelled), task__state=State.CANCELLED)
    found: Counter[uuid.UUID] = Counter()
    seen: set[tuple[uuid.UUID, int]] = set()
    for pk, unit_id, task_id in led.values_list("pk", "unit_id", "task_id"):
        answering = held.get(pk, unit_id)
        if answering in wanted and (answering, task_id) not in seen:
            seen.add((answering, task_id))
            found[answering] += 1
    return [Counted("tasks", "Nhiệm vụ đang chủ trì", dict(found))]


PASSING = Passing(frozenset({ASSIGNMENT}), hand_over, give_back)
