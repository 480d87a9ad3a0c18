"""Doors for machines that watch the site, and the page of background jobs."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST
from prometheus_client import CONTENT_TYPE_LATEST

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Missing
from namro_web.operations import metrics, readiness
from namro_web.operations.actions import retry_job
from namro_web.operations.queries import jobs_shown
from namro_web.operations.rules import may_watch, monitors
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.ui.doors import anyone, requires
from namro_web.ui.pages import page, see_other

administers = may(Duty.ADMINISTER)


@requires(anyone)
@require_GET
def alive(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; asks nothing of anybody."""
    return HttpResponse("sống\n", content_type="text/plain; charset=utf-8")


@requires(anyone)
@require_GET
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the process can work; monitors are told why not."""
    needs = readiness.needs()
    met = all(need.met for need in needs)
    told: dict[str, object] = {"ready": met}
    if may_watch(request):
        told["needs"] = {need.name: {"met": need.met, "detail": need.detail} for need in needs}
        told["backup"] = readiness.last_backup()
    status = HTTPStatus.OK if met else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


def prometheus(request: HttpRequest) -> HttpResponse:
    """Give the counts, to monitors."""
    try:
        return _counts(request)
    except Missing:
        # Outside of the usual way of answering: there is no session to draw a page for.
        return HttpResponse(status=HTTPStatus.NOT_FOUND)


@requires(monitors)
@require_GET
def _counts(request: HttpRequest) -> HttpResponse:
    return HttpResponse(metrics.written(), content_type=CONTENT_TYPE_LATEST)


prometheus.access_rule = monitors  # type: ignore[attr-defined]


@requires(administers)
@require_GET
def jobs(request: SignedInRequest) -> HttpResponse:
    """What runs in the background, and what was given up."""
    return page(request, "operations/jobs.html", {"shown": jobs_shown(by=request.user)})


@requires(administers)
@require_POST
def retry(request: SignedInRequest, job_id: str) -> HttpResponse:
    """Start a job over."""
    retry_job(job_id=str(job_id), by=request.user, at=clock.now())
    return see_other(request, "/cong-viec-nen/", message="Đã xếp lại công việc; sẽ chạy ngay.")
