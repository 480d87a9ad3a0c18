"""How much waits for a person: one figure, on every page, in one question."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from namro_web.accounts.models import User
from namro_web.foundation.statements import Statement, count_together
from namro_web.organisations.access import Duty, behind
from namro_web.plans.access import offices_of
from namro_web.plans.models import Plan
from namro_web.tasks.access import LEADS, reach_of
from namro_web.tasks.dialogue import (
    DirectionReceipt,
    ExtensionRequest,
    Obstacle,
    ObstacleState,
    RequestState,
)
from namro_web.tasks.models import Assignment, Role, Task, Update, UpdateKind
from namro_web.tasks.status import Rules, counting_day, local_day, quiet_when

COUNT_LIMIT = 1000
OVER = ("done", "cancelled")


def waiting_for_me(*, by: User, at: datetime) -> int:
    """Count what cannot wait: late or soon due for my unit, and what waits for my word.

    My word is a confirmation, a decision about more time, an answer to an obstacle, and having taken
    note of a direction.
    """
    reach = reach_of(by, on=local_day(at))
    if not reach.post.may(Duty.READ):
        return 0
    rules = Rules.of_office()
    offices = offices_of(by)
    quiet = at - timedelta(days=rules.quiet_days)
    asked: list[tuple[Statement, dict[str, Any]]] = []
    if reach.reports:
        asked.append(
            (
                _pressing,
                {
                    "offices": offices,
                    "units": reach.units,
                    "soon": counting_day(at, rules) + timedelta(days=rules.soon_days),
                    "quiet_before": quiet,
                    "quiet_day": local_day(quiet, rules),
                    "adopts": reach.post.may(Duty.ADOPT_PLANS),
                },
            )
        )
        asked.append((_directions, {"offices": offices, "units": reach.units}))
    if reach.decides:
        asked.append(
            (
                _results,
                {
                    "offices": offices,
                    "persons": behind(by) if settings.SEPARATE_CONFIRMATION else None,
                },
            )
        )
        asked.append((_requests, {"offices": offices, "person": by.pk}))
    if reach.reports or reach.decides:
        asked.append(
            (_obstacles, {"offices": offices, "units": reach.units, "decides": reach.decides})
        )
    return sum(count_together(*asked))


def _visible(offices: Any) -> QuerySet[Task]:
    plans = Plan.objects.filter(owner__in=offices).order_by().values("pk")
    return Task.objects.filter(plan_id__in=plans).order_by()


def _pressing_tasks(
    offices: Any, units: Any, soon: Any, quiet_before: Any, quiet_day: Any, adopts: bool
) -> QuerySet[Task, Any]:
    leads = Q(role__in=LEADS, unit_id__in=units)
    if adopts:
        leads |= Q(role=Role.LEAD, unit_id__isnull=True)
    part = Q(role=Role.PARTNER, unit_id__in=units)
    assigned = Assignment.objects.filter(leads | part, task_id=OuterRef("pk"))
    # Found by plan and state, which leads to the tasks of these offices alone. Two plain conditions on
    # the due day would lead SQLite to the pressing tasks of the whole installation.
    open_ones = (
        _visible(offices)
        .filter(state__in=("not-started", "in-progress"))
        .annotate(by_day=Coalesce("due_day", Value(date.min)))
        .filter(
            Q(due_day=None) & quiet_when(quiet_before, quiet_day) | Q(due_day__isnull=False),
            by_day__lte=soon,
        )
    )
    return open_ones.filter(Exists(assigned)).values_list("pk")[:COUNT_LIMIT]


def _results_sent(offices: Any, persons: Any) -> QuerySet[Task, Any]:
    waiting = _visible(offices).filter(state="submitted")
    if persons is not None:
        # As ``is_by_the_same`` says of one: neither who sent it nor whose post it was sent in.
        sent = Update.objects.filter(
            task_id=OuterRef("pk"), kind=UpdateKind.SUBMITTED, taken_back_at=None
        ).order_by("-id")
        waiting = waiting.annotate(
            sender=Subquery(sent.values("by_id")[:1]),
            holder=Subquery(sent.values("post__user_id")[:1]),
        ).exclude(Q(sender__in=persons) | Q(holder__in=persons))
    return waiting.values_list("pk")[:COUNT_LIMIT]


def _requests_made(offices: Any, person: Any) -> QuerySet[ExtensionRequest, Any]:
    made = ExtensionRequest.objects.filter(
        state=RequestState.ASKED, task__plan__owner__in=offices
    ).exclude(asked_by_id=person)
    return made.order_by().values_list("pk")[:COUNT_LIMIT]


def _obstacles_raised(offices: Any, units: Any, decides: bool) -> QuerySet[Obstacle, Any]:
    mine = Q(state=ObstacleState.OPEN, waits_for__in=units)
    if decides:
        # What waits for a body outside, and what is answered and not yet closed.
        mine |= Q(state=ObstacleState.OPEN, waits_for=None) | Q(state=ObstacleState.ANSWERED)
    raised = Obstacle.objects.filter(mine, task__plan__owner__in=offices)
    return raised.exclude(task__state__in=OVER).order_by().values_list("pk")[:COUNT_LIMIT]


def _directions_given(offices: Any, units: Any) -> QuerySet[DirectionReceipt, Any]:
    given = DirectionReceipt.objects.filter(
        taken_at=None, unit__in=units, direction__task__plan__owner__in=offices
    )
    return given.exclude(direction__task__state__in=OVER).order_by().values_list("pk")[:COUNT_LIMIT]


_pressing = Statement(_pressing_tasks)
_results = Statement(_results_sent)
_requests = Statement(_requests_made)
_obstacles = Statement(_obstacles_raised)
_directions = Statement(_directions_given)
