"""What a session keeps of a sign-in through the provider."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib.auth import update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest

from namro_web.accounts.linking import note_came_through_provider
from namro_web.accounts.oidc import SHOWN
from namro_web.accounts.sessions import PROVED


@receiver(user_logged_in)
def note_the_provider(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Keep what signing out there needs, and whether a second factor was proved there."""
    came = kwargs.get("sociallogin")
    if came is None:
        return
    request.session[SHOWN] = came.state.get("id_token", "")
    if came.state.get("is_strong") is True:
        request.session[PROVED] = True
    if note_came_through_provider(user):
        # The session is tied to the password that has just become worthless.
        update_session_auth_hash(request, user)
