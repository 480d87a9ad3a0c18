"""What changes indicators: a plan's indicators are stored when it is adopted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.foundation.search_keys import search_key
from namro_web.indicators.models import Indicator, Operator, Responsibility, Role, Target
from namro_web.indicators.parts import NewIndicator, NewTarget
from namro_web.plans.access import plan_to_fill
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
    stored = [_indicator(plan, order, one) for order, one in enumerate(indicators)]
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
