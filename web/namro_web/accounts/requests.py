"""What a request is once the door has asked who it is from."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from namro_web.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind ``@requires(signed_in)`` or stricter: its person is known.

    For annotations only; Django makes the requests, the middleware fills them.
    """

    user: User
    htmx: HtmxDetails
