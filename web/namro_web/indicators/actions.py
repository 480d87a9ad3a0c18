"""What changes indicators: a plan's indicators are stored when it is adopted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing
from namro_web.foundation.history import record
from namro_web.foundation.search_keys import search_key
from namro_web.indicators.models import Indicator, Operator, Responsibility, Role, Target
from namro_web.indicators.parts import NewIndicator, NewTarget
from namro_web.plans.access import plan_to_fill
from namro_web.plans.models import Plan, PlanVersion
from namro_web.plans.parts import CreatedPlan


@transaction.atomic
def create_indicators(
    *, plan: CreatedPlan, indicators: Sequence[NewIndicator], by: User, at: datetime
) -> list[int]:
    """Store the indicators of a plan that has just been created, and give their identities.

    Raises:
        Missing: There is no such plan here.
        NotAllowed: The post does not adopt plans.
        Invalid: An indicator has no name, or a target has a number without an operator.
        Conflict: The plan has its indicators already.
    """
    row = plan_to_fill(plan.plan_id, by=by)
    if Indicator.objects.filter(plan=row).exists():
        raise Conflict("indicators.already-created", "Kế hoạch này đã có chỉ tiêu.")
    stored = _store(plan, indicators)
    record(
        "indicators.indicators-created",
        row,
        by=by,
        unit=str(row.owner_id),
        at=at,
        indicators=len(stored),
        targets=sum(len(one.targets) for one in indicators),
    )
    return [indicator.pk for indicator in stored]


def _store(
    plan: CreatedPlan,
    indicators: Sequence[NewIndicator],
    *,
    first_order: int = 0,
    added_in_id: int | None = None,
) -> list[Indicator]:
    stored = [_indicator(plan, order, one) for order, one in enumerate(indicators, first_order)]
    for indicator in stored:
        indicator.added_in_id = added_in_id
    Indicator.objects.bulk_create(stored, batch_size=500)
    Responsibility.objects.bulk_create(
        (
            Responsibility(
                indicator=indicator,
                unit_id=named.unit_id,
                name=named.name[:500],
                role=Role(named.role),
                order=order,
            )
            for indicator, one in zip(stored, indicators, strict=True)
            for order, named in enumerate(one.responsibilities)
        ),
        batch_size=500,
    )
    Target.objects.bulk_create(
        (
            _target(plan, indicator, order, target)
            for indicator, one in zip(stored, indicators, strict=True)
            for order, target in enumerate(one.targets)
        ),
        batch_size=500,
    )
    return stored


@transaction.atomic
def add_indicators(
    *,
    plan: Plan,
    created: CreatedPlan,
    indicators: Sequence[NewIndicator],
    version: PlanVersion,
    by: User,
    at: datetime,
) -> list[int]:
    """Store the indicators that a later document adds to a plan fetched for amending.

    Raises:
        Invalid: An indicator has no name, or a target has a number without an operator.
    """
    last = (
        Indicator.objects.filter(plan=plan)
        .order_by("-order")
        .values_list("order", flat=True)
        .first()
    )
    stored = _store(
        created,
        indicators,
        first_order=0 if last is None else last + 1,
        added_in_id=version.pk,
    )
    record(
        "indicators.indicators-added",
        plan,
        by=by,
        unit=str(plan.owner_id),
        at=at,
        indicators=len(stored),
        version=version.number,
        basis=version.basis,
    )
    return [one.pk for one in stored]


@transaction.atomic
def change_indicator(
    *, plan: Plan, indicator_id: int, fields: Collection[str], new: NewIndicator
) -> None:
    """Let an indicator of a plan fetched for amending promise what a later document says.

    Args:
        plan: The plan.
        indicator_id: Its indicator.
        fields: Which of ``name``, ``unit``, ``targets``, ``lead`` and ``coordinating`` change.
        new: The indicator as it is to be; only those fields are read.

    Raises:
        Missing: There is no such indicator in the plan.
        Invalid: It would have no name, or a number without an operator.
    """
    row = _to_amend(plan, indicator_id)
    if "name" in fields:
        row.name = new.name.strip()
        if not row.name:
            raise Invalid("indicators.no-name", "Chỉ tiêu phải có tên.", field="name")
    if "unit" in fields:
        row.measured_in = new.measured_in[:120]
    row.save()
    if "targets" in fields:
        # Rows stay in their places, so that what people linked to a promise stays linked.
        present = list(row.targets.order_by("order"))
        created = CreatedPlan(plan.pk)
        for order, one in enumerate(new.targets):
            target = _target(created, row, order, one)
            if order < len(present):
                target.pk = present[order].pk
                target.section_id = present[order].section_id
                target.origin, target.line = present[order].origin, present[order].line
                target.span_start, target.span_end = (
                    present[order].span_start,
                    present[order].span_end,
                )
            target.save()
        row.targets.filter(order__gte=len(new.targets)).delete()
    if {"lead", "coordinating"} & set(fields):
        # A name that stays keeps the unit it was found to mean.
        known = {(one.role, one.name): one.unit_id for one in row.responsibilities.all()}
        row.responsibilities.all().delete()
        Responsibility.objects.bulk_create(
            Responsibility(
                indicator=row,
                unit_id=named.unit_id or known.get((named.role, named.name[:500])),
                name=named.name[:500],
                role=Role(named.role),
                order=order,
            )
            for order, named in enumerate(new.responsibilities)
        )


@transaction.atomic
def mark_dropped(*, plan: Plan, indicator_id: int, version: PlanVersion | None) -> None:
    """Give an indicator of a plan fetched for amending up, or take it up again.

    Raises:
        Missing: There is no such indicator in the plan.
    """
    row = _to_amend(plan, indicator_id)
    row.dropped_in = version
    row.save(update_fields=["dropped_in"])


@transaction.atomic
def unadd_indicator(*, plan: Plan, indicator_id: int) -> None:
    """Take out what a document that is being undone had added.

    Raises:
        Missing: There is no such indicator in the plan.
    """
    _to_amend(plan, indicator_id).delete()


def _to_amend(plan: Plan, indicator_id: int) -> Indicator:
    row = Indicator.objects.select_for_update().filter(pk=indicator_id, plan=plan).first()
    if row is None:
        raise Missing("indicators.no-such-indicator", "Không có chỉ tiêu này trong kế hoạch.")
    return row


def _indicator(plan: CreatedPlan, order: int, one: NewIndicator) -> Indicator:
    name = one.name.strip()
    if not name:
        raise Invalid("indicators.no-name", "Chỉ tiêu phải có tên.", field=f"indicators.{order}")
    return Indicator(
        plan_id=plan.plan_id,
        section_id=plan.section_id(one.section),
        order=order,
        no=one.no[:20],
        name=name,
        measured_in=one.measured_in[:120],
        origin=one.origin,
        line=one.line,
        end_line=max(one.line, one.end_line),
        span_start=one.span[0],
        span_end=max(one.span),
        search_key=search_key(name),
    )


def _target(plan: CreatedPlan, indicator: Indicator, order: int, one: NewTarget) -> Target:
    if one.operator and one.operator not in Operator.values:
        raise Invalid(
            "indicators.unknown-operator",
            "Dấu so sánh phải là ≥, >, =, ≤ hoặc <.",
            field=f"indicators.{indicator.order}.targets.{order}",
        )
    return Target(
        indicator=indicator,
        order=order,
        operator=one.operator or (Operator.EQUAL if one.value is not None else ""),
        value=one.value,
        word=one.word[:255],
        measured_in=one.measured_in[:120],
        horizon=one.horizon,
        printed=one.printed,
        section_id=plan.section_id(one.section),
        origin=one.origin,
        line=one.line,
        span_start=one.span[0],
        span_end=max(one.span),
    )
