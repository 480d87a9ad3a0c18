"""Pages of indicators: the list over all plans, and one indicator."""

from __future__ import annotations

from django.http import HttpResponse

from namro_web.accounts.requests import SignedInRequest
from namro_web.indicators import queries
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.plans.addresses import search_text, whole_number
from namro_web.plans.heads import draw_head
from namro_web.plans.panels import beside
from namro_web.ui.doors import requires
from namro_web.ui.pages import page

reads_indicators = may(Duty.READ)


@requires(reads_indicators)
def indicator_list(request: SignedInRequest) -> HttpResponse:
    """What is promised, by when."""
    plan_id = whole_number(request.GET, "ke-hoach", 0) or None
    text = search_text(request.GET)
    shown = queries.indicator_list(
        by=request.user, plan_id=plan_id, text=text, page=whole_number(request.GET, "trang")
    )
    context = {"shown": shown, "text": text, "plan_id": plan_id}
    if not (request.htmx and request.htmx.target == "indicator-list"):
        context["plans"] = queries.plan_filter(by=request.user)
        if plan_id is not None:
            context["head"] = draw_head(request, plan_id, current="indicators", by=request.user)
    nav = "plans" if plan_id else "indicators"
    return page(request, "indicators/list.html", context, nav=nav, fragment="indicators/_list.html")


@requires(reads_indicators)
def indicator_detail(request: SignedInRequest, indicator_id: int) -> HttpResponse:
    """One indicator: its targets, who answers for it, its sentence in the source."""
    shown = queries.indicator_detail(indicator_id, by=request.user)
    return page(
        request,
        "indicators/detail.html",
        {
            "shown": shown,
            "row": shown.row,
            "beside": beside(shown.row.plan_id, "indicator", shown.row.id),
        },
        nav="indicators",
    )
