"""The page of the data-protection officer: requests with their clock, and the inventory."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.privacy.actions import erase_person, give_copy, receive_request
from namro_web.privacy.forms import RequestForm
from namro_web.privacy.queries import overview
from namro_web.ui.doors import requires
from namro_web.ui.pages import page, see_other


@requires(may(Duty.ADMINISTER))
@require_http_methods(["GET", "POST"])
def privacy_page(request: SignedInRequest) -> HttpResponse:
    """Show requests and inventory; take a new request in."""
    return _page(request)


def _page(request: SignedInRequest, *, refusal: Conflict | None = None) -> HttpResponse:
    shown = overview(by=request.user, at=clock.now())
    # What could not be answered was no new request.
    form = RequestForm(None if refusal else request.POST or None, people=shown.people)
    if refusal is None and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            receive_request(
                person_id=given["person"],
                kind=given["kind"],
                contact=given["contact"],
                by=request.user,
                at=clock.now(),
            )
        except (Conflict, Invalid, Missing, NotAllowed) as refused:
            form.add_refusal(refused)
        else:
            return see_other(request, reverse("privacy:page"), message="Đã ghi nhận yêu cầu.")
    context = {
        "shown": shown,
        "form": form,
        "submit": "Ghi nhận yêu cầu",
        "refused": refusal.message if refusal else "",
    }
    status = 409 if refusal else 422 if form.errors else 200
    return page(request, "privacy/page.html", context, status=status)


@requires(may(Duty.ADMINISTER))
@require_POST
def take_copy(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Give the copy as a file, and close the request."""
    name, data = give_copy(request_id, by=request.user, at=clock.now())
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(may(Duty.ADMINISTER))
@require_POST
def erase(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Erase, for good."""
    try:
        erase_person(request_id, by=request.user, at=clock.now())
    except Conflict as refused:
        return _page(request, refusal=refused)
    message = "Đã xóa dữ liệu cá nhân; công việc đã làm được giữ dưới mã số."
    return see_other(request, reverse("privacy:page"), message=message)
