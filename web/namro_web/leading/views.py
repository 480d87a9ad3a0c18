"""Pages of whoever leads: the overview on one screen, the weekly list of late tasks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.leading import actions, papers, queries
from namro_web.organisations.access import Duty, acting
from namro_web.organisations.rules import may
from namro_web.organisations.scopes import offices_shown
from namro_web.ui.doors import requires
from namro_web.ui.kept import kept, up_to
from namro_web.ui.pages import page, see_other

reads = may(Duty.READ)
decides = may(Duty.CONFIRM_TASKS)

_COOKIE = "tong-quan"
_A_VISIT = timedelta(minutes=30)
_KEPT = timedelta(days=90)


@requires(reads)
@require_GET
def leader_page(request: SignedInRequest) -> HttpResponse:
    """Where everything stands, on one screen; what happened since the last visit."""
    now = clock.now()
    seen, before = _visits(request, now)
    answer = _drawn(request)
    # Not kept with the page: when this browser was here is told anew each time.
    told = "|".join([str(request.user.pk), seen.isoformat(), before.isoformat() if before else ""])
    answer.set_signed_cookie(
        _COOKIE,
        told,
        max_age=int(_KEPT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


def _last_visit(request: HttpRequest) -> datetime | None:
    return _visits(request, clock.now())[1]


@kept(offices_shown, also=_last_visit)
def _drawn(request: SignedInRequest) -> HttpResponse:
    now = clock.now()
    context = {
        "lead": queries.leading(by=request.user, at=now, last_visit=_last_visit(request)),
        "today": clock.today(),
        "post": acting(request.user),
        "up_to": up_to(now),
    }
    return page(
        request, "leading/page.html", context, nav="dashboard", fragment="leading/_page.html"
    )


def _visits(request: HttpRequest, now: datetime) -> tuple[datetime, datetime | None]:
    """Give when this visit began and when the last one before it ended, as this browser knows.

    Looking again within half an hour is the same visit. It is kept in the browser: to look at a page
    writes nothing.
    """
    told = request.get_signed_cookie(_COOKIE, default="") or ""
    person, _, times = told.partition("|")
    latest, _, before = times.partition("|")
    if person != str(request.user.pk):
        return now, None
    try:
        seen = datetime.fromisoformat(latest)
        earlier = datetime.fromisoformat(before) if before else None
    except ValueError:
        return now, None
    if seen > now:
        return now, None
    return (now, earlier) if now - seen < _A_VISIT else (now, seen)


@requires(reads)
@require_GET
def weekly(request: SignedInRequest, list_id: int | None = None) -> HttpResponse:
    """What is late, unit by unit: now, or as it was when a week's list was closed."""
    shown = queries.weekly_list(by=request.user, at=clock.now(), list_id=list_id)
    return page(request, "leading/weekly.html", {"shown": shown}, nav="dashboard")


@requires(reads)
@require_GET
def weekly_file(request: SignedInRequest, kind: str, list_id: str = "") -> HttpResponse:
    """The same list as a Word paper or an Excel sheet."""
    shown = actions.take_list(
        list_id=int(list_id) if list_id else None, kind=kind, by=request.user, at=clock.now()
    )
    if kind == "docx":
        response = HttpResponse(
            papers.as_document(shown),
            content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        )
    else:
        response = HttpResponse(
            papers.as_workbook(shown),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    name = f"viec-cham-tuan-{shown.week}-{shown.monday.isocalendar().year}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@requires(decides)
def close(request: SignedInRequest) -> HttpResponse:
    """Keep this week's list as it stands."""
    kept = actions.close_list(by=request.user, at=clock.now())
    return see_other(
        request, reverse("leading:kept", args=[kept.pk]), message="Đã chốt danh sách của tuần."
    )


@require_POST
@requires(decides)
def send(request: SignedInRequest, list_id: int) -> HttpResponse:
    """Tell the heads of units what they are late with."""
    number = actions.send_list(list_id=list_id, by=request.user, at=clock.now())
    return see_other(
        request,
        reverse("leading:kept", args=[list_id]),
        message=f"Đã gửi {number} thông báo tới các đơn vị trong danh sách.",
    )
