"""What our sign-in allows that the library would decide otherwise."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InternalAccounts(DefaultAccountAdapter):
    """Accounts are given out by an administrator; nobody signs up from outside."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Keep the door to self-registration closed."""
        return False
