"""What a person does with notices: read them, say how to be told, open or close a calendar."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.notices.access import (
    hash_of_secret,
    notice_to_read,
    notices_of,
    rules_to_edit,
    wishes_to_edit,
)
from namro_web.notices.models import ByMail, Notice, ReminderRules
from namro_web.notices.reminders import Calendar
from namro_web.organisations.access import acting

_MOST_DAYS = 120
_MOST_STEPS = 6


@transaction.atomic
def read_notice(*, notice_id: int, by: User, at: datetime) -> Notice:
    """Mark a notice as read; again does no harm.

    Raises:
        Missing: There is none, or it is somebody else's.
    """
    notice = notice_to_read(notice_id, by=by)
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def read_all(*, by: User, at: datetime) -> int:
    """Mark all of a person's notices as read; say how many were not."""
    number = notices_of(by).filter(read_at__isnull=True, at__lte=at).update(read_at=at)
    if number:
        record("notices.all-read", by, by=by, at=at, notices=number)
    return number


@transaction.atomic
def set_wishes(*, by_mail: str, by: User, at: datetime) -> None:
    """Say how to be told by mail.

    Raises:
        Invalid: There is no such way.
    """
    if by_mail not in ByMail.values:
        raise Invalid("notices.no-such-way", "Chọn một trong các cách nhận thư.", field="by_mail")
    wishes = wishes_to_edit(by)
    before, wishes.by_mail = wishes.by_mail, by_mail
    wishes.save(update_fields=["by_mail"])
    if before != by_mail:
        record("notices.wishes-set", wishes, by=by, at=at, way_from=before, way_to=by_mail)


@transaction.atomic
def open_calendar(*, by: User, at: datetime) -> str:
    """Give a fresh secret for the calendar of the post a person acts for; the old one closes.

    It is given once: only its hash is kept.
    """
    post = acting(by)
    secret = secrets.token_urlsafe(32)
    wishes = wishes_to_edit(by)
    wishes.calendar_hash = hash_of_secret(secret)
    wishes.calendar_post_id = post.id
    wishes.calendar_made_at = at
    wishes.save(update_fields=["calendar_hash", "calendar_post", "calendar_made_at"])
    record("notices.calendar-opened", wishes, by=by, at=at)
    return secret


@transaction.atomic
def close_calendar(*, by: User, at: datetime) -> None:
    """Let the calendar's address open nothing any more.

    Raises:
        Conflict: There is none.
    """
    wishes = wishes_to_edit(by)
    if not wishes.calendar_hash:
        raise Conflict("notices.no-calendar", "Chưa có địa chỉ lịch nào đang mở.")
    wishes.calendar_hash, wishes.calendar_post = "", None
    wishes.calendar_made_at = None
    wishes.save(update_fields=["calendar_hash", "calendar_post", "calendar_made_at"])
    record("notices.calendar-closed", wishes, by=by, at=at)


@transaction.atomic
def set_rules(
    calendar: Calendar, *, by: User, at: datetime, version: int | None = None
) -> ReminderRules:
    """Say when the commune reminds and when it keeps quiet.

    Raises:
        NotAllowed: The post does not edit plans.
        Invalid: A number of days or an hour is none, or there are too many steps.
        Conflict: Somebody else changed the rules meanwhile.
    """
    rules = rules_to_edit(by=by)
    if version is not None and version != rules.version:
        raise Conflict(
            "notices.rules-changed",
            "Quy tắc nhắc việc vừa được người khác sửa; hãy xem lại rồi lưu.",
        )
    _check_steps(calendar.before, "before")
    _check_steps(calendar.after, "after")
    for field in ("head_after", "body_after"):
        days = getattr(calendar, field)
        if days is not None and not 1 <= days <= _MOST_DAYS:
            raise _no_days(field)
    if not 1 <= calendar.then_every <= _MOST_DAYS:
        raise _no_days("then_every")
    for field in ("digest_hour", "quiet_from", "quiet_to"):
        if not 0 <= getattr(calendar, field) <= 23:
            raise Invalid("notices.no-such-hour", "Giờ là một số từ 0 đến 23.", field=field)
    before = {name: getattr(rules, name) for name in _FIELDS}
    for name in _FIELDS:
        value = getattr(calendar, name)
        setattr(rules, name, list(value) if isinstance(value, tuple) else value)
    rules.version += 1
    rules.save()
    after = {name: getattr(rules, name) for name in _FIELDS}
    changed = {name: [before[name], after[name]] for name in _FIELDS if before[name] != after[name]}
    record("notices.rules-set", rules, by=by, at=at, changed=changed)
    return rules


_FIELDS = (
    "is_on",
    "before",
    "on_day",
    "after",
    "then_every",
    "head_after",
    "body_after",
    "digest_hour",
    "quiet_from",
    "quiet_to",
    "mail_on_weekends",
)


def _check_steps(days: Sequence[int], field: str) -> None:
    if len(days) > _MOST_STEPS:
        raise Invalid("notices.too-many-steps", f"Tối đa {_MOST_STEPS} mốc nhắc.", field=field)
    if any(not 1 <= one <= _MOST_DAYS for one in days):
        raise _no_days(field)


def _no_days(field: str) -> Invalid:
    return Invalid("notices.no-such-days", f"Số ngày là một số từ 1 đến {_MOST_DAYS}.", field=field)
