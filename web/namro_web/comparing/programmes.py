"""A stored plan as the library compares it. Keys stay the same as long as the rows do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import namro
from namro.model.alignment import Item, ItemKind, Programme
from namro.model.deadline import ByDate
from namro.model.plan import Operator, Origin
from namro_web.comparing.access import Above
from namro_web.indicators.models import Indicator
from namro_web.indicators.models import Role as IndicatorRole
from namro_web.plans.models import Plan
from namro_web.plans.queries import short_name
from namro_web.tasks.models import Role as TaskRole
from namro_web.tasks.models import Task


def programme_of(above: Above) -> Programme:
    """Give what a document above asks for."""
    return namro.catalogue(above.catalogue) if above.plan is None else stored_programme(above.plan)


def stored_programme(plan: Plan) -> Programme:
    """Give what a stored plan asks for, in five queries whatever its size."""
    return Programme(
        title=plan.title,
        number=plan.number or short_name(plan),
        issuer=plan.issuer,
        issued_on=plan.issued_on,
        items=(*_targets(plan), *_goals(plan), *_tasks(plan)),
    )


def addresses(programme: Programme, plan_id: int) -> Mapping[str, str]:
    """Give where each item of a stored plan opens."""
    found = {}
    for item in programme.items:
        kind, _, number = item.key.partition("-")
        if kind == "task":
            found[item.key] = f"/nhiem-vu/{number}/"
        elif kind in {"target", "indicator"}:
            found[item.key] = f"/chi-tieu/{item.no}/"
        else:
            found[item.key] = f"/ke-hoach/{plan_id}/van-ban/#dong-{item.line}"
    return found


def _targets(plan: Plan) -> list[Item]:
    found: list[Item] = []
    rows = (
        Indicator.objects.filter(plan=plan, dropped_in=None)
        .select_related("section")
        .prefetch_related("targets", "responsibilities")
        .order_by("origin", "order")
    )
    for row in rows:
        named = list(row.responsibilities.all())
        targets = list(row.targets.all())
        several = Counter(target.horizon for target in targets)
        for target in targets:
            number = target.value is not None and bool(target.operator)
            printed = target.printed if several[target.horizon] > 1 else ""
            found.append(
                Item(
                    key=f"target-{target.pk}",
                    kind=ItemKind.TARGET,
                    text=printed or row.name,
                    # The number by which the indicator opens; its printed number is in the text.
                    no=str(row.pk),
                    operator=Operator(target.operator) if number else None,
                    value=target.value if number else None,
                    unit=target.measured_in or row.measured_in,
                    word=target.word or ("" if number else target.printed),
                    horizon=target.horizon,
                    lead=tuple(one.name for one in named if one.role == IndicatorRole.LEAD),
                    theme=row.section.title if row.section else "",
                    place=str(row.section or ""),
                    origin=Origin(row.origin),
                    line=target.line or row.line,
                )
            )
        if not targets:
            found.append(
                Item(
                    key=f"indicator-{row.pk}",
                    kind=ItemKind.TARGET,
                    text=row.name,
                    no=str(row.pk),
                    unit=row.measured_in,
                    theme=row.section.title if row.section else "",
                    place=str(row.section or ""),
                    origin=Origin(row.origin),
                    line=row.line,
                )
            )
    return found


def _goals(plan: Plan) -> list[Item]:
    return [
        Item(
            key=f"goal-{one.pk}",
            kind=ItemKind.OBJECTIVE,
            text=one.text,
            horizon=one.horizon,
            theme=one.section.title if one.section else "",
            place=str(one.section or ""),
            line=one.line,
        )
        for one in plan.objectives.filter(dropped_in=None).select_related("section")
    ]


def _tasks(plan: Plan) -> list[Item]:
    found = []
    rows = (
        Task.objects.filter(plan=plan, parent=None, dropped_in=None)
        .select_related("section")
        .prefetch_related("assignments")
        .order_by("order")
    )
    for row in rows:
        named = list(row.assignments.all())
        by_date = row.deadline_kind == "by-date" and row.due_day is not None
        found.append(
            Item(
                key=f"task-{row.pk}",
                kind=ItemKind.TASK,
                text=row.text,
                no=row.no,
                deadline=ByDate(row.due_day) if by_date and row.due_day else None,
                deadline_raw=row.deadline_raw,
                lead=tuple(one.name for one in named if one.role == TaskRole.LEAD),
                partners=tuple(one.name for one in named if one.role == TaskRole.PARTNER),
                deliverable=row.deliverable,
                theme=row.section.title if row.section else "",
                place=str(row.section or ""),
                origin=Origin(row.origin),
                line=row.line,
            )
        )
    return found
