"""Indicators as JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.indicators import queries
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires

router = Router(tags=["Chỉ tiêu"])

reads_indicators = may(Duty.READ)


Page = Annotated[int, Field(ge=1)]
Words = Annotated[str, Field(max_length=200)]


class TargetOut(Schema):
    """A value promised by a day; the value is exact, so it travels as text."""

    id: int
    operator: str
    value: Decimal | None
    word: str
    measured_in: str
    horizon: date | None
    printed: str
    text: str
    line: int


class IndicatorOut(Schema):
    """Something measured, with every target promised for it."""

    id: int
    plan_id: int
    plan_name: str
    no: str
    name: str
    measured_in: str
    origin: str
    section_label: str
    section_title: str
    targets: list[TargetOut]
    leads: list[str]
    partners: list[str]
    line: int


class IndicatorListOut(Schema):
    """A page of indicators."""

    total: int
    page: int
    pages: int
    items: list[IndicatorOut]


@router.get("", response=IndicatorListOut, summary="Danh sách chỉ tiêu")
@requires(reads_indicators)
def list_indicators(
    request: SignedInRequest,
    plan: Annotated[int | None, Field(ge=1, lt=2**63)] = None,
    q: Words = "",
    page: Page = 1,
) -> dict[str, object]:
    """Every indicator of the commune's plans, with its targets."""
    shown = queries.indicator_list(by=request.user, plan_id=plan, text=q, page=page).page
    return {
        "total": shown.paginator.count,
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "items": list(shown),
    }


@router.get("/{int:indicator_id}", response=IndicatorOut, summary="Một chỉ tiêu")
@requires(reads_indicators)
def read_indicator(request: SignedInRequest, indicator_id: int) -> queries.IndicatorRow:
    """One indicator with its targets."""
    return queries.indicator_detail(indicator_id, by=request.user).row
