"""Pages of plans: the list, and one plan from every side."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.rules import may
from namro_web.organisations.scopes import offices_shown
from namro_web.plans import actions, panels, queries
from namro_web.plans.addresses import search_text, whole_number
from namro_web.plans.heads import draw_head
from namro_web.ui.doors import requires
from namro_web.ui.kept import kept
from namro_web.ui.pages import page

reads_plans = may(Duty.READ)


@requires(reads_plans)
def plan_list(request: SignedInRequest) -> HttpResponse:
    """Every plan of the commune, with how far each has come."""
    text = search_text(request.GET)
    shown = queries.plan_list(
        by=request.user, at=clock.now(), text=text, page=whole_number(request.GET, "trang")
    )
    context = {
        "shown": shown,
        "text": text,
        "may_adopt": acting(request.user).may(Duty.ADOPT_PLANS),
        "today": clock.today(),
    }
    return page(request, "plans/list.html", context, nav="plans", fragment="plans/_list.html")


@requires(reads_plans)
@kept(offices_shown)
def plan_overview(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Where a plan stands, in one look."""
    head = draw_head(request, plan_id, current="overview", by=request.user)
    context = {
        "plan": queries.plan_head(plan_id, by=request.user),
        "head": head,
        "cards": panels.overview_cards(plan_id, request.user, clock.now()),
        "stylesheets": panels.stylesheets(),
    }
    return page(request, "plans/overview.html", context, nav="plans")


@requires(reads_plans)
def plan_grounds(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """What a plan rests on, who reports about it and who receives it."""
    context = {
        "plan": queries.plan_head(plan_id, by=request.user),
        "head": draw_head(request, plan_id, current="grounds", by=request.user),
        "grounds": queries.grounds(plan_id, by=request.user),
    }
    return page(request, "plans/grounds.html", context, nav="plans")


@requires(reads_plans)
def plan_source(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """The document itself, with the places that became tasks and indicators."""
    context = {
        "plan": queries.plan_head(plan_id, by=request.user),
        "head": draw_head(request, plan_id, current="source", by=request.user),
        "source": queries.source_view(plan_id, by=request.user),
        "chosen": search_text(request.GET, "muc"),
    }
    return page(request, "plans/source.html", context, nav="plans")


@requires(reads_plans)
def plan_history(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Everything that happened to a plan and its tasks."""
    context = {
        "plan": queries.plan_head(plan_id, by=request.user),
        "head": draw_head(request, plan_id, current="history", by=request.user),
        "shown": queries.plan_history(
            plan_id, by=request.user, page=whole_number(request.GET, "trang")
        ),
    }
    return page(request, "plans/history.html", context, nav="plans")


@requires(reads_plans)
def document_file(request: SignedInRequest, document_id: int) -> HttpResponse:
    """The uploaded file, byte for byte."""
    kept = actions.take_original(document_id, by=request.user, at=clock.now())
    response = HttpResponse(kept.data, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    return response
