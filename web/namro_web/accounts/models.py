"""The person who signs in."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Upper

from namro_web.foundation.search_keys import search_key


class ActsFor(Protocol):
    """What the ground needs to know of the post a person acts for; units are another app's matter."""

    @property
    def id(self) -> int:
        """The post."""

    @property
    def title(self) -> str:
        """What the person is called there."""

    @property
    def unit_id(self) -> uuid.UUID:
        """The unit acted for."""

    @property
    def unit_name(self) -> str:
        """Its name today."""

    @property
    def root_id(self) -> uuid.UUID:
        """The top of its tree."""

    @property
    def root_name(self) -> str:
        """The name of that."""

    def may(self, duty: Any) -> bool:
        """Say whether the post is for a duty."""


class User(AbstractUser):
    """One person, whatever posts they hold. What they may do follows from the post they act for.

    What follows ``REQUIRED_FIELDS`` is not stored: the door fills it for the length of one request,
    and history keeps it beside the act. ``acting`` is the post acted for, ``held_posts`` all of them.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=150)
    # A password that somebody else has seen: its only use is to choose another.
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    # Long enough only together with a second factor; a hash does not tell its length.
    password_is_short = models.BooleanField(default=False, editable=False)
    # Idle days are counted anew from here when an administrator lets a person in again.
    opened_at = models.DateTimeField("mở lại lúc", null=True, blank=True)

    search_key = models.CharField(max_length=310, editable=False, default="", blank=True)

    REQUIRED_FIELDS = ["full_name"]

    acting: ActsFor | None = None
    held_posts: tuple[ActsFor, ...] = ()
    acting_post_id: int | None = None
    acting_post_name: str = ""
    acting_unit_id: str = ""
    # The holder of the post acted in, when it is another's by delegation.
    acting_on_behalf_of: int | None = None
    # How often units, posts and accounts had changed when the session was read; None: not asked.
    everybodys_count: int | None = None

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        # Names are compared at the door whatever their capitals.
        indexes = [models.Index(Upper("username"), name="user_by_sign_in_name")]

    def __str__(self) -> str:
        return self.full_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep beside the names the form in which they are searched."""
        self.search_key = search_key(f"{self.full_name} {self.username}")
        super().save(*args, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        """Keep beside the password whether it needs the second factor to be long enough."""
        super().set_password(raw_password)
        self.password_is_short = len(raw_password or "") < settings.PASSWORD_LENGTH

    def is_idle(self, *, at: datetime) -> bool:
        """Say whether the account has rested too long to be let in without an administrator."""
        used = [moment for moment in (self.last_login, self.opened_at, self.date_joined) if moment]
        rested = at - max(used) > timedelta(days=settings.IDLE_DAYS)
        # The printed log-ins of a demonstration do not age.
        return rested and not settings.DEMO_DATA

    def get_full_name(self) -> str:
        """Give the name as the person writes it; Vietnamese names are not split in two."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """Give the given name, which in Vietnamese stands last."""
        return self.get_full_name().split()[-1]

    @property
    def initials(self) -> str:
        """Give two letters for the round badge: of the first and the last word of the name."""
        words = self.get_full_name().split()
        return (words[0][:1] + words[-1][:1]).upper() if len(words) > 1 else words[0][:2].upper()


class Session(models.Model):
    """One browser in which somebody signed in, or is about to.

    ``session_key`` holds a hash of the key: whoever reads the database cannot take over a session.
    """

    session_key = models.CharField(max_length=40, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        verbose_name = "phiên làm việc"
        verbose_name_plural = "phiên làm việc"

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at}"


class SignInTry(models.Model):
    """One try to sign in, kept for as long as it counts; a right password takes it back.

    ``key`` is a keyed hash of the name or the address: people type passwords into the wrong field.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="sign_in_try_key_at")]
        verbose_name = "lần thử đăng nhập"
        verbose_name_plural = "lần thử đăng nhập"

    def __str__(self) -> str:
        return f"{self.at}"


class Remembered(models.Model):
    """Something all processes of the site remember for a while; see ``shared_cache``."""

    key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    until = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = "điều nhớ tạm"
        verbose_name_plural = "điều nhớ tạm"

    def __str__(self) -> str:
        return self.key
