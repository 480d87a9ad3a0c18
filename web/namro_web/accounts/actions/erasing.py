"""Erasing a person: what names them goes, what they did stays under a number."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from namro_web.accounts.models import Session, User
from namro_web.foundation.history import record


@transaction.atomic
def erase_user(user: User, *, by: User | None, at: datetime) -> User:
    """Replace what names a person by a number, close the account, and end all its ways in.

    Args:
        user: Fetched, locked, by whoever has the right to erase them.
        by: Who does it.
        at: When.
    """
    user.full_name = f"Người dùng số {user.pk}"
    user.username = f"da-xoa-{user.pk}"
    user.email = ""
    user.last_login = None
    user.is_active = False
    user.set_unusable_password()
    user.save()
    Session.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    record("accounts.user-erased", user, by=by, at=at)
    return user
