"""Who asks: the person of the session, read together with it.

Django reads the session first and its person in a second question; they are one here. What is
checked stays the same: the account is open, and its password is the one the session began with.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware, auser
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject


class Asker(AuthenticationMiddleware):
    """Put the person of the session on the request."""

    def process_request(self, request: HttpRequest) -> None:
        """Read nothing until somebody asks who it is."""
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]
        request.auser = partial(auser, request)


def person_of(request: HttpRequest) -> Any:
    """Give the person of the session; whatever is not plain is left to Django's own check."""
    kept: Any = request
    if not hasattr(kept, "_cached_user"):
        kept._cached_user = _plainly(request) or auth.get_user(request)
    return kept._cached_user


def _plainly(request: HttpRequest) -> Any:
    session: Any = request.session
    named = session.get(auth.SESSION_KEY)
    person = getattr(session, "person", None)
    if person is None or not person.is_active or str(person.pk) != named:
        return None
    if session.get(auth.BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    began_with = session.get(auth.HASH_SESSION_KEY) or ""
    return person if constant_time_compare(began_with, person.get_session_auth_hash()) else None
