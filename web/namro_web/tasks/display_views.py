"""The same tasks in other forms: a board, a line of time, a calendar. All read the list's address."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Missing
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.organisations.scopes import offices_shown
from namro_web.tasks import actions, queries
from namro_web.tasks.forms import day_of, filter_from
from namro_web.tasks.list_views import desk_of, frame_of
from namro_web.ui.doors import requires
from namro_web.ui.kept import kept
from namro_web.ui.pages import fragment, page

reads_tasks = may(Duty.READ)

_ZOOMS = (("thang", "Tháng"), ("quy", "Quý"), ("nam", "Năm"))
_CALENDARS = (("thang", "Tháng"), ("tuan", "Tuần"), ("danh-sach", "Theo ngày"))
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
# Nobody plans outside these years, and a calendar must be able to add to any of its days.
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)


@requires(reads_tasks)
@kept(offices_shown)
def board(request: SignedInRequest) -> HttpResponse:
    """Tasks as cards by their status. A card moves only by the act that moves the task."""
    desk = desk_of(request)
    context = {
        **frame_of(request, desk, "board"),
        "shown": queries.board(desk.wanted, by=request.user, at=clock.now()),
        "suffix": desk.kept,
    }
    return page(request, "tasks/board.html", context, nav="plans", fragment="tasks/_board.html")


@requires(reads_tasks)
def board_column(request: SignedInRequest, group: str) -> HttpResponse:
    """Further cards of one column."""
    if group not in {key for key, _ in queries.STATUS_CHOICES[:8]}:
        raise Missing("tasks.no-such-column", "Bảng việc không có cột này.")
    desk = desk_of(request)
    column = queries.board_column(desk.wanted, group, by=request.user, at=clock.now())
    context = {"column": column, "suffix": desk.kept}
    return fragment(request, "tasks/_board_more.html", context)


@requires(reads_tasks)
@kept(offices_shown)
def gantt(request: SignedInRequest) -> HttpResponse:
    """Tasks as bars on a line of time, with a table of the same figures beneath."""
    desk = desk_of(request)
    zoom = request.GET.get("tam", "nam")
    zoom = zoom if zoom in dict(_ZOOMS) else "nam"
    anchor = _day(request)
    shown = queries.gantt(desk.wanted, zoom=zoom, anchor=anchor, by=request.user, at=clock.now())
    paper = request.GET.get("kho", "a4")
    context = {
        **frame_of(request, desk, "gantt"),
        "shown": shown,
        "zooms": [
            (key, label, _with(desk.kept, "gantt", tam=key, ngay=anchor)) for key, label in _ZOOMS
        ],
        "previous": _with(desk.kept, "gantt", tam=zoom, ngay=shown.previous),
        "following": _with(desk.kept, "gantt", tam=zoom, ngay=shown.following),
        "now": _with(desk.kept, "gantt", tam=zoom),
        "paper": "a3" if paper == "a3" else "a4",
        "papers": [
            (one, _with(desk.kept, "gantt", tam=zoom, ngay=anchor, kho=one)) for one in ("a4", "a3")
        ],
    }
    return page(request, "tasks/gantt.html", context, nav="plans", fragment="tasks/_gantt.html")


@requires(reads_tasks)
@kept(offices_shown)
def calendar(request: SignedInRequest) -> HttpResponse:
    """Tasks on the days they are due."""
    desk = desk_of(request)
    kind = request.GET.get("kieu", "thang")
    kind = kind if kind in dict(_CALENDARS) else "thang"
    anchor = _day(request)
    shown = queries.calendar_shown(
        desk.wanted, kind=kind, anchor=anchor, by=request.user, at=clock.now()
    )
    context = {
        **frame_of(request, desk, "calendar"),
        "shown": shown,
        "calendars": [
            (key, label, _with(desk.kept, "calendar", kieu=key, ngay=anchor))
            for key, label in _CALENDARS
        ],
        "previous": _with(desk.kept, "calendar", kieu=kind, ngay=shown.previous),
        "following": _with(desk.kept, "calendar", kieu=kind, ngay=shown.following),
        "now": _with(desk.kept, "calendar", kieu=kind),
        "day_url": _with(desk.kept, "calendar", kieu="tuan"),
        "weekdays": _WEEKDAYS,
        "file": f"{reverse('tasks:calendar-file')}?{desk.kept}",
    }
    return page(
        request, "tasks/calendar.html", context, nav="plans", fragment="tasks/_calendar.html"
    )


@requires(reads_tasks)
def calendar_file(request: SignedInRequest) -> HttpResponse:
    """The due days of the list, as a file for Outlook, Google or a phone."""
    wanted = filter_from(request.GET.dict())
    data = actions.export_calendar(wanted, by=request.user, at=clock.now())
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="lich-nhiem-vu.ics"'
    return response


def _day(request: SignedInRequest) -> date:
    day = day_of(request.GET.get("ngay", "")) or clock.today()
    return min(max(day, _FIRST), _LAST)


def _with(kept: str, name: str, **further: object) -> str:
    """Write the address of a form of display: the list's own filters, and where one stands in it."""
    own = urlencode({key: str(value) for key, value in further.items()})
    return f"{reverse(f'tasks:{name}')}?{'&'.join(part for part in (kept, own) if part)}"
