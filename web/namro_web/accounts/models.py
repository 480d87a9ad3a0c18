"""The person who signs in."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

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

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

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
