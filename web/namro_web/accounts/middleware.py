"""What is asked of everybody who has signed in, before any door: a password of their own, a second
factor where it is due; and the session that ends when its person stopped working."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from namro_web.accounts import sessions
from namro_web.accounts.passwords import has_second_factor
from namro_web.accounts.strictness import idle_seconds, needs_second_factor
from namro_web.foundation.errors import NotAllowed
from namro_web.ui import answers

# Writing the session on every click would cost a flush to disk each; once a minute is enough.
GRAIN_SECONDS = 60
# Of a short session a minute would be too much: never more than this part of it.
GRAIN_SHARE = 5

Handler = Callable[[HttpRequest], HttpResponse]


def keep_session_alive(get_response: Handler) -> Handler:
    """Push the end of the session ahead while its person works; note when and where they were seen.

    Stands after the post is known: an administrator's session ends sooner.
    """
    # Asking how long a session has left is not working.
    watching = reverse("account_session")

    def middleware(request: HttpRequest) -> HttpResponse:
        # Nor is what a page asks by itself while nobody touches it; it says so.
        alone = request.path == watching or "X-Namro-Watching" in request.headers
        if request.user.is_authenticated and not alone:
            session = request.session
            # The machine's own clock: a demonstration's held day must not end or prolong sessions.
            now, idle = int(time.time()), idle_seconds(request.user)
            address = request.META.get("REMOTE_ADDR", "")
            if (
                now - int(session.get(sessions.SEEN_AT, 0))
                >= min(GRAIN_SECONDS, idle // GRAIN_SHARE)
                or session.get(sessions.IDLE) != idle
                or session.get(sessions.ADDRESS) != address
            ):
                session[sessions.SEEN_AT], session[sessions.IDLE] = now, idle
                session[sessions.ADDRESS] = address
                session.setdefault(sessions.STARTED_AT, now)
        return get_response(request)

    return middleware


def own_password_first(get_response: Handler) -> Handler:
    """Keep every door closed but two until a handed-over password has been replaced."""
    open_doors = _doors("account_change_password", "account_logout", "account_session")

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not (person.is_authenticated and person.must_change_password):
            return get_response(request)
        if request.path in open_doors:
            return get_response(request)
        return _lead_to(
            request,
            reverse("account_change_password"),
            NotAllowed(
                "accounts.change-password-first", "Đổi mật khẩu dùng một lần trước, rồi gọi lại."
            ),
        )

    return middleware


def second_factor_first(get_response: Handler) -> Handler:
    """Keep every door closed to whoever must prove more than a password and has not.

    Without a factor there is a way to set one up; with one, only a way to show it. What was shown is
    remembered by the session, so that a page costs no query.
    """
    always = _doors("account_change_password", "account_logout", "account_session")
    to_show = always | _doors("mfa_reauthenticate", "mfa_reauthenticate_webauthn")
    to_set_up = to_show | _doors(
        "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"
    )

    def middleware(request: HttpRequest) -> HttpResponse:
        person = request.user
        if not person.is_authenticated or request.session.get(sessions.PROVED):
            return get_response(request)
        if not needs_second_factor(person, address=request.META.get("REMOTE_ADDR", "")):
            return get_response(request)
        has_one = has_second_factor(person)
        request.second_factor_is_due = not has_one  # type: ignore[attr-defined]
        if request.path in (to_show if has_one else to_set_up):
            return get_response(request)
        back = urlencode({"next": request.path if request.method == "GET" else "/"})
        door = f"{reverse('mfa_reauthenticate')}?{back}" if has_one else reverse("mfa_index")
        return _lead_to(
            request,
            door,
            NotAllowed(
                "accounts.second-factor-first", "Cần xác thực hai lớp trước khi làm việc tiếp."
            ),
        )

    return middleware


def _doors(*names: str) -> frozenset[str]:
    return frozenset(reverse(name) for name in names)


def _lead_to(request: HttpRequest, door: str, refusal: NotAllowed) -> HttpResponse:
    if answers.wants_json(request):
        refused = answers.answer(request, refusal)
        if refused is not None:
            return refused
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(door)
    return redirect(door)
