"""What every request and answer needs: the true asker, headers that keep the browser safe, refusals in words."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from namro_web.foundation import addresses
from namro_web.ui import answers

# Everything comes from this host; no inline script, no inline style, no frame, no plug-in.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "frame-src 'self'",
        "base-uri 'none'",
    ]
)

Handler = Callable[[HttpRequest], HttpResponse]


def true_asker(get_response: Handler) -> Handler:
    """Put the asker's own address where all others look for it (``REMOTE_ADDR``).

    Stands first. What a proxy says is believed from the proxies in ``TRUSTED_PROXIES`` alone, and
    taken away otherwise, so that nobody behind this can be misled by a forged header.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        forwarded_for = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if addresses.is_within(peer, settings.TRUSTED_PROXIES):
            request.META["REMOTE_ADDR"] = addresses.asker(
                peer, forwarded_for, proxies=settings.TRUSTED_PROXIES
            )
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return get_response(request)

    return middleware


def browser_safety(get_response: Handler) -> Handler:
    """Add the security headers that Django has no setting for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        # Pages hold the administration's work: a shared machine must not keep them.
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class AnswerRefusals:
    """Turn what the house refuses into an answer a person or a program can use."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal; leave bugs to Django, which logs them."""
        return answers.answer(request, error)
