"""The page of history, and the same as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.journal import exports
from namro_web.journal.actions import export_journal
from namro_web.journal.queries import asked_from, journal
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires
from namro_web.ui.pages import page
from namro_web.ui.papers import file_name

reads_history = may(Duty.READ_HISTORY)


@requires(reads_history)
@require_GET
def journal_page(request: SignedInRequest) -> HttpResponse:
    """Everything that happened, newest first; its filters live in the address."""
    asked = asked_from(request.GET.dict())
    shown = journal(
        asked,
        by=request.user,
        at=clock.now(),
        before=_line_number(request.GET.get("truoc", "")),
        after=_line_number(request.GET.get("sau", "")),
    )
    context = {"asked": asked, "shown": shown, "told": asked.told}
    return page(request, "journal/list.html", context, fragment="journal/_list.html")


@requires(reads_history)
@require_GET
def journal_export(request: SignedInRequest, kind: str) -> HttpResponse:
    """What the page shows, all of it, as a file."""
    at = clock.now()
    rows = export_journal(asked_from(request.GET.dict()), kind=kind, by=request.user, at=at)
    if kind == "csv":
        response = HttpResponse(exports.as_csv(rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(
            exports.as_workbook(rows, at=at),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{file_name(f"nhat-ky-{at:%Y%m%d-%H%M}.{kind}")}"'
    )
    return response


def _line_number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 18 else None
