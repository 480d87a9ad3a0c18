"""The coverage pages: a plan beside a document above it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.comparing import actions, queries
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.plans.addresses import search_text
from namro_web.plans.heads import draw_head
from namro_web.plans.queries import plan_head
from namro_web.ui.doors import requires
from namro_web.ui.fields import old_page
from namro_web.ui.pages import page, see_other, toast

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SAID = {"confirmed": "Đã xác nhận.", "rejected": "Đã gỡ. Có thể hoàn tác ngay tại mục đó."}


@requires(may(Duty.READ))
@require_GET
def coverage(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Every requirement above with what answers it; its filters live in the address."""
    return _coverage_page(request, plan_id, queries.asked_from(request.GET.dict()))


def _coverage_page(
    request: SignedInRequest, plan_id: int, asked: queries.Asked, *, message: str = ""
) -> HttpResponse:
    context: dict[str, object] = {
        "shown": queries.coverage(plan_id, asked, by=request.user),
        "drawn_at": clock.now().isoformat(),
        "plan": plan_head(plan_id, by=request.user),
    }
    if not request.htmx:
        context["head"] = draw_head(request, plan_id, current="comparing", by=request.user)
    answer = page(
        request,
        "comparing/coverage.html",
        context,
        nav="plans",
        fragment="comparing/_coverage.html",
    )
    return toast(answer, message) if message else answer


@requires(may(Duty.READ))
@require_GET
def summary(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """How many requirements above are covered, weaker, later, missing: the card of a plan's page."""
    context = {"shown": queries.coverage(plan_id, queries.Asked(), by=request.user)}
    return page(
        request, "comparing/summary.html", context, nav="plans", fragment="comparing/_summary.html"
    )


@requires(may(Duty.READ))
@require_GET
def serves(request: SignedInRequest, plan_id: int, kind: str, thing_id: int) -> HttpResponse:
    """What of the documents above one task or indicator serves."""
    context = {"shown": queries.serves(plan_id, kind, thing_id, by=request.user)}
    return page(
        request, "comparing/serves.html", context, nav="plans", fragment="comparing/_serves.html"
    )


@requires(may(Duty.EDIT_PLANS))
@require_POST
def decide_parent(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Confirm or refuse a document above, or take that back."""
    decision = request.POST.get("quyet-dinh", "")
    above = request.POST.get("voi", "")
    actions.decide_parent(
        plan_id=plan_id,
        above=above,
        decision=decision,
        seen_at=_seen_at(request),
        by=request.user,
        at=clock.now(),
    )
    address = reverse("comparing:coverage", args=[plan_id])
    if decision != "rejected":
        address += f"?{queries.Asked(above=above).address}"
    return see_other(request, address, message=_SAID.get(decision, "Đã bỏ xác nhận."))


@requires(may(Duty.EDIT_PLANS))
@require_POST
def decide_items(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Confirm or refuse that an item answers one above, or take that back."""
    asked = queries.asked_from(request.POST.dict())
    decision, parent_key, child_key = _act(request)
    actions.decide_items(
        plan_id=plan_id,
        above=asked.above,
        parent_key=parent_key,
        child_key=child_key,
        decision=decision,
        seen_at=_seen_at(request),
        by=request.user,
        at=clock.now(),
    )
    message = _SAID.get(decision, "Đã hoàn tác.")
    if request.htmx:
        return _coverage_page(request, plan_id, asked, message=message)
    address = f"{reverse('comparing:coverage', args=[plan_id])}?{asked.address}#muc-{parent_key}"
    return see_other(request, address, message=message)


def _seen_at(request: SignedInRequest) -> datetime:
    """Give when the page that a person decides on was drawn."""
    written = request.POST.get("xem-luc", "")
    try:
        moment = datetime.fromisoformat(written) if len(written) < 40 else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise old_page("xem-luc")
    return moment


def _act(request: SignedInRequest) -> tuple[str, str, str]:
    """Read "confirmed|above|below" from the button, or from the chooser's fields."""
    parts = request.POST.get("viec", "").split("|")
    if len(parts) == 2:
        parts.append(request.POST.get("muc", ""))
    if len(parts) != 3 or not parts[2]:
        raise Invalid("comparing.nothing-chosen", "Hãy chọn một mục của kế hoạch.", field="muc")
    return parts[0], parts[1], parts[2]


@requires(may(Duty.EDIT_PLANS))
@require_GET
def choose(request: SignedInRequest, plan_id: int) -> HttpResponse:
    """Choose by hand what answers one requirement above."""
    asked = queries.asked_from(request.GET.dict())
    shown = queries.choosing(
        plan_id,
        asked.above,
        search_text(request.GET, "muc"),
        search_text(request.GET, "tim"),
        by=request.user,
    )
    context = {"shown": shown, "asked": asked, "drawn_at": clock.now().isoformat()}
    return page(request, "comparing/choose.html", context, nav="plans")


@requires(may(Duty.READ))
@require_GET
def export(request: SignedInRequest, plan_id: int, kind: str) -> HttpResponse:
    """The whole coverage as a file."""
    at = clock.now()
    data = actions.export_coverage(
        plan_id=plan_id,
        above=queries.asked_from(request.GET.dict()).above,
        kind=kind,
        by=request.user,
        at=at,
    )
    response = HttpResponse(data, content_type=_TYPES[kind])
    name = f"doi-chieu-ke-hoach-{plan_id}-{at:%Y%m%d-%H%M}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
