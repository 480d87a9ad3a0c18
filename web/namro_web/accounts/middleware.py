"""A session ends when its person stopped working; a password for one use opens one page only."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from namro_web.foundation.errors import NotAllowed
from namro_web.ui import answers

SEEN_AT = "seen_at"
# Writing the session on every click would cost a flush to disk each; once a minute is enough.
GRAIN_SECONDS = 60


def keep_session_alive(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Push the end of the session (``SESSION_COOKIE_AGE``) ahead while its person works."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            # The machine's own clock: a demonstration's held day must not end or prolong sessions.
            now = int(time.time())
            if now - int(request.session.get(SEEN_AT, 0)) >= GRAIN_SECONDS:
                request.session[SEEN_AT] = now
        return get_response(request)

    return middleware


def own_password_first(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Keep every door closed but two until a handed-over password has been replaced."""
    open_doors = {reverse("account_change_password"), reverse("account_logout")}

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not (person.is_authenticated and person.must_change_password):
            return get_response(request)
        if request.path in open_doors:
            return get_response(request)
        if answers.wants_json(request):
            refused = answers.answer(
                request,
                NotAllowed(
                    "accounts.change-password-first",
                    "Đổi mật khẩu dùng một lần trước, rồi gọi lại.",
                ),
            )
            if refused is not None:
                return refused
        return redirect("account_change_password")

    return middleware
