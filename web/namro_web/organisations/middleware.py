"""Puts on every request the post its person acts for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from namro_web.foundation import clock
from namro_web.organisations.access import acting_post_of, remember_reach

SESSION_KEY = "acting_post"


def acting_post(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Read the chosen post from the session, once, before any door is opened."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            chosen = request.session.get(SESSION_KEY)
            acting_post_of(request.user, chosen=chosen, at=clock.today(), begins=True)
            if request.method in ("GET", "HEAD"):
                remember_reach(request.user)
        return get_response(request)

    return middleware
