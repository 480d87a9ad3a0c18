"""Around every request: a name for it, its line in the log, its place in the counts; and the probes."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

from namro_web.foundation.logs import request_id
from namro_web.operations import metrics

log = logging.getLogger("namro_web.access")

Handler = Callable[[HttpRequest], HttpResponse]
# Asked by machines every few seconds: no session, no host name, no line in the log.
PROBES = frozenset({"/song/", "/san-sang/", "/metrics"})


def observe(get_response: Handler) -> Handler:
    """Name the request, measure it, write its line: never a name, an address or a word of content."""

    def middleware(request: HttpRequest) -> HttpResponse:
        named = secrets.token_hex(8)
        request.request_id = named  # type: ignore[attr-defined]
        token = request_id.set(named)
        began = time.perf_counter()
        try:
            response = get_response(request)
            taken = time.perf_counter() - began
            response.headers.setdefault("X-Request-ID", named)
            if response.status_code >= 400:
                _name_problem(response, named)
            if request.path not in PROBES:
                _write_down(request, response, taken)
            return response
        finally:
            request_id.reset(token)

    return middleware


def probes(get_response: Handler) -> Handler:
    """Answer the probes before sessions, host names and the database come into play."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in PROBES:
            answer: HttpResponse = resolve(request.path).func(request)
            return answer
        return get_response(request)

    return middleware


def _write_down(request: HttpRequest, response: HttpResponse, taken: float) -> None:
    route = route_of(request)
    method = request.method if request.method in metrics.METHODS else "OTHER"
    metrics.count_request(route, str(method), response.status_code, taken)
    if route == "static":
        return
    # Whoever did not ask who the person is did not need to; neither does the log.
    person = getattr(request, "_cached_user", None)
    log.info(
        "%s %s",
        method,
        route,
        extra={
            "route": route,
            "method": method,
            "status": response.status_code,
            "duration_ms": round(taken * 1000, 1),
            "bytes": None if response.streaming else len(response.content),
            "user": person.pk if person is not None and person.is_authenticated else None,
        },
    )


def route_of(request: HttpRequest) -> str:
    """Name the page asked for, without what stands in its address."""
    match = request.resolver_match
    if match is not None:
        return str(match.view_name or match.route)
    return "static" if request.path.startswith("/static/") else "unknown"


def _name_problem(response: HttpResponse, named: str) -> None:
    """Put the request's name into an answer for programs."""
    if response.get("Content-Type", "").startswith("application/problem+json"):
        try:
            said = json.loads(response.content)
        except ValueError:
            return
        response.content = json.dumps({**said, "request_id": named}, ensure_ascii=False).encode()
        if response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))
