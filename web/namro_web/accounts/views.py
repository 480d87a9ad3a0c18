"""Pages about one's own sessions, and the answer a page asks for how long its session has left."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from namro_web.accounts.actions import end_other_sessions, end_session
from namro_web.accounts.queries import seconds_left, sessions_of
from namro_web.accounts.requests import SignedInRequest
from namro_web.accounts.strictness import idle_seconds
from namro_web.ui.doors import anyone, requires, signed_in
from namro_web.ui.pages import page, see_other


@requires(anyone)
@require_GET
def session_left(request: HttpRequest) -> HttpResponse:
    """Say whose session this is and how long it lasts, without making it last longer.

    After signing in again the page gets here the token its forms are sent with.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"person": "", "left": 0})
    left = seconds_left(request.session.session_key)
    return JsonResponse({"person": str(request.user.pk), "left": left, "csrf": get_token(request)})


@requires(signed_in)
@require_POST
def go_on(request: SignedInRequest) -> HttpResponse:
    """Go on working: the request itself pushed the end of the session ahead."""
    return redirect("account_session")


@requires(signed_in)
@require_GET
def my_sessions(request: SignedInRequest) -> HttpResponse:
    """Show where one is signed in."""
    found = sessions_of(request.user, this=request.session.session_key)
    context = {"sessions": found, "minutes": idle_seconds(request.user) // 60}
    return page(request, "accounts/sessions.html", context)


@requires(signed_in)
@require_POST
def end_one(request: SignedInRequest, session_id: str) -> HttpResponse:
    """End one of one's sessions."""
    end_session(session_id, by=request.user)
    return see_other(request, reverse("account_sessions"), message="Đã kết thúc phiên.")


@requires(signed_in)
@require_POST
def end_others(request: SignedInRequest) -> HttpResponse:
    """End all of one's sessions but this."""
    ended = end_other_sessions(request.user, keep=request.session.session_key)
    back = reverse("account_sessions")
    return see_other(request, back, message=f"Đã kết thúc {ended} phiên khác.")
