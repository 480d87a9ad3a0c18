"""A session ends some minutes after its person stopped working."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
