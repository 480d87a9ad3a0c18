"""One table from what the house refuses to what the asker gets: fragment, page or problem+json."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

import namro.errors
from namro_web.foundation.errors import (
    Conflict,
    Invalid,
    Missing,
    NotAllowed,
    Refusal,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from namro_web.ui.doors import SignInFirst
from namro_web.ui.kept import kept_refusal


@dataclass(frozen=True)
class Kind:
    """How one family of refusals is answered."""

    status: HTTPStatus
    title: str
    icon: str


# The first that fits. What is not here is a bug and becomes a 500.
TABLE: list[tuple[type[Exception], Kind]] = [
    (Missing, Kind(HTTPStatus.NOT_FOUND, "Không tìm thấy", "file-unknown")),
    (Unauthenticated, Kind(HTTPStatus.UNAUTHORIZED, "Chưa nhận ra người gọi", "lock")),
    (NotAllowed, Kind(HTTPStatus.FORBIDDEN, "Không thuộc thẩm quyền", "lock")),
    (Invalid, Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "Chưa dùng được", "alert-circle")),
    (Conflict, Kind(HTTPStatus.CONFLICT, "Đã có thay đổi", "refresh-alert")),
    (TooMany, Kind(HTTPStatus.TOO_MANY_REQUESTS, "Gọi quá nhanh", "hourglass")),
    (Unavailable, Kind(HTTPStatus.SERVICE_UNAVAILABLE, "Tạm thời chưa phục vụ được", "hourglass")),
    (
        namro.errors.NamroError,
        Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "Chưa dùng được", "alert-circle"),
    ),
]


def kind_of(error: Exception) -> Kind | None:
    """Find how an error is answered; ``None`` for a bug."""
    return next((kind for family, kind in TABLE if isinstance(error, family)), None)


def problem(error: Exception) -> dict[str, Any]:
    """Say a refusal to a program (RFC 9457)."""
    kind = kind_of(error)
    if kind is None:
        raise error
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": kind.title,
        "status": int(kind.status),
        "code": getattr(error, "code", ""),
        "detail": getattr(error, "message", str(error)),
    }
    if isinstance(error, Refusal):
        if error.field:
            said["field"] = error.field
        if error.data:
            said["data"] = error.data
    return said


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Answer a refusal in the form the asker can use; ``None`` when it is not one."""
    if isinstance(error, SignInFirst):
        return sign_in_first(request)
    kind = kind_of(error)
    if kind is None:
        return None
    if wants_json(request):
        return JsonResponse(
            problem(error), status=kind.status, content_type="application/problem+json"
        )
    context: dict[str, Any] = {
        "kind": kind,
        "message": getattr(error, "message", str(error)),
        "error": error,
    }
    if getattr(request, "htmx", False):
        response = render(request, "ui/_refusal.html", context, status=kind.status)
        response["HX-Retarget"] = "#toasts"
        response["HX-Reswap"] = "afterbegin"
        return response
    # Whoever is refused looks for the way back, not for what waits elsewhere.
    request.frame_counts_nothing = True  # type: ignore[attr-defined]
    return kept_refusal(
        request,
        context["message"],
        kind.status,
        lambda: render(request, "ui/refusal.html", context, status=kind.status),
    )


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send an unknown asker to the sign-in page, and back afterwards."""
    if wants_json(request):
        return JsonResponse(
            {
                "type": "about:blank",
                "title": "Chưa đăng nhập",
                "status": 401,
                "code": "accounts.sign-in-first",
                "detail": "Đăng nhập rồi gọi lại.",
            },
            status=401,
            content_type="application/problem+json",
        )
    back = request.get_full_path() if request.method == "GET" else came_from(request)
    login = redirect_to_login(back)
    htmx = getattr(request, "htmx", None)
    if htmx:
        # The fragment's own address is no page; come back to the page it was asked from.
        page = htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(page).url)
    return login


def wants_json(request: HttpRequest) -> bool:
    """Say whether the asker is a program."""
    return request.path.startswith("/api/")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose session has ended; what was typed stays in the browser's page."""
    context = {"reason": reason, "back": came_from(request)}
    return render(request, "ui/stale_form.html", context, status=HTTPStatus.FORBIDDEN)


def came_from(request: HttpRequest) -> str:
    """Give the page of ours that a form was sent from: its own address often takes forms only."""
    page = urlsplit(request.headers.get("Referer", ""))
    if page.netloc != request.get_host() or not page.path.startswith("/"):
        return "/"
    return f"{page.path}?{page.query}" if page.query else page.path
