"""Rules for passwords, and passwords that are made for one use."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.core.exceptions import ValidationError

# Without letters and figures that look alike on paper: l and 1, o and 0.
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4
# Sixteen random letters are 80 bits: no slow hash is needed to protect them, and two hundred people
# taken in from a workbook must not hold the database for minutes.
_FEW_ROUNDS = 20_000
# Recovery codes stand in for one of these and are none by themselves.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class LongEnough:
    """A password is long, or somewhat shorter where a second factor stands beside it."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a password that is too short for this person."""
        needed = settings.PASSWORD_LENGTH
        if user is not None and has_second_factor(user):
            needed = min(needed, settings.PASSWORD_LENGTH_WITH_SECOND_FACTOR)
        if len(password) < needed:
            raise ValidationError(
                f"Mật khẩu cần ít nhất {needed} ký tự.", code="password_too_short"
            )

    def get_help_text(self) -> str:
        """Say the rule before it is broken."""
        return what_is_accepted()


def what_is_accepted() -> str:
    """Say in one sentence which passwords are taken."""
    return (
        f"Ít nhất {settings.PASSWORD_LENGTH} ký tự "
        f"({settings.PASSWORD_LENGTH_WITH_SECOND_FACTOR} nếu đã bật xác thực hai lớp), không toàn số, "
        "không phải mật khẩu phổ biến, không giống tên của mình."
    )


def has_second_factor(user: Any) -> bool:
    """Say whether a person proves more than a password when signing in."""
    return (
        user.pk is not None
        and Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists()
    )


def one_time_password() -> str:
    """Make a password to be read out or copied once, and changed at the first sign-in."""
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )


def hash_of_random(password: str) -> str:
    """Hash a password that a machine drew at random."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=_FEW_ROUNDS)
    return str(hasher.encode(password, hasher.salt()))
