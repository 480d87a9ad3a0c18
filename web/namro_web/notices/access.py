"""Whose notices, whose rules, whose calendar. To fetch for a purpose is to ask for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.notices.models import Notice, ReminderRules, Wishes
from namro_web.notices.reminders import Calendar, calendar_from
from namro_web.organisations.access import Duty, acting, acting_with


def notices_of(by: User) -> QuerySet[Notice]:
    """Give the notices of the commune a person works in now; nobody reads another's."""
    return Notice.objects.filter(recipient_id=by.pk, root_id=acting(by).root_id)


def notice_to_read(notice_id: int, *, by: User) -> Notice:
    """Fetch one of a person's own notices.

    Raises:
        Missing: There is none, or it is somebody else's.
    """
    notice = notices_of(by).filter(pk=notice_id).first()
    if notice is None:
        raise Missing("notices.no-such-notice", "Không có thông báo này.")
    return notice


def rules_to_edit(*, by: User) -> ReminderRules:
    """Fetch, and lock, when the person's commune reminds; a fresh row when none is kept yet.

    Raises:
        NotAllowed: The post does not edit plans.
    """
    root_id = acting_with(by, Duty.EDIT_PLANS).root_id
    kept, _ = ReminderRules.objects.select_for_update().get_or_create(root_id=root_id)
    return kept


@dataclass(frozen=True, slots=True)
class KeptRules:
    """When a commune reminds, and the version a page shows."""

    calendar: Calendar
    version: int


def rules_kept(*, by: User) -> KeptRules:
    """Fetch when the person's commune reminds, to look at before changing it.

    Raises:
        NotAllowed: The post does not edit plans.
    """
    kept = ReminderRules.objects.filter(root_id=must_see_reminders(by)).first() or ReminderRules()
    return KeptRules(calendar_from(kept), kept.version)


def must_see_reminders(by: User) -> UUID:
    """Give the tree whose reminders a person may look through.

    Raises:
        NotAllowed: The post does not edit plans.
    """
    return acting_with(by, Duty.EDIT_PLANS).root_id


def wishes_to_edit(by: User) -> Wishes:
    """Fetch, and lock, a person's own wishes."""
    kept, _ = Wishes.objects.select_for_update().get_or_create(user_id=by.pk)
    return kept


def calendar_to_read(secret: str, *, on: date) -> User:
    """Open a calendar by its secret address: the person, acting for the post it was made for.

    Raises:
        Missing: The address opens nothing: unknown, revoked, the person closed or the post ended.
    """
    closed = Missing(
        "notices.no-such-calendar",
        "Địa chỉ lịch này không còn hiệu lực; hãy lấy địa chỉ mới ở trang Thông báo.",
    )
    wishes = (
        Wishes.objects.select_related("user", "calendar_post")
        .filter(calendar_hash=hash_of_secret(secret), user__is_active=True)
        .exclude(calendar_hash="")
        .first()
    )
    if wishes is None or wishes.calendar_post is None:
        raise closed
    post = wishes.calendar_post
    if post.valid_from > on or (post.valid_to is not None and post.valid_to <= on):
        raise closed
    user = wishes.user
    user.acting_post_id = post.pk
    if acting(user, at=on).id != post.pk:
        raise closed
    return user


def hash_of_secret(secret: str) -> str:
    """Give what is kept of a secret: it has 256 random bits, so one plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
