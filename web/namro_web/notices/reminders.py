"""Which reminder a deadline calls for on a day. Pure: dates in, a reminder or nothing out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from namro_web.foundation.clock import VIETNAM
from namro_web.notices.models import NoticeKind, ReminderRules


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a commune reminds and when it keeps quiet; see ``ReminderRules`` for the meanings."""

    is_on: bool = True
    before: tuple[int, ...] = (7, 3, 1)
    on_day: bool = True
    after: tuple[int, ...] = (1, 3, 7)
    then_every: int = 7
    head_after: int | None = 3
    body_after: int | None = 7
    digest_hour: int = 7
    quiet_from: int = 20
    quiet_to: int = 7
    mail_on_weekends: bool = False


def calendar_from(kept: ReminderRules) -> Calendar:
    """Read the rules of an office."""
    return Calendar(
        is_on=kept.is_on,
        before=tuple(sorted({int(days) for days in kept.before}, reverse=True)),
        on_day=kept.on_day,
        after=tuple(sorted({int(days) for days in kept.after})),
        then_every=kept.then_every,
        head_after=kept.head_after,
        body_after=kept.body_after,
        digest_hour=kept.digest_hour,
        quiet_from=kept.quiet_from,
        quiet_to=kept.quiet_to,
        mail_on_weekends=kept.mail_on_weekends,
    )


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of one deadline.

    Attributes:
        kind: Ahead, today or late.
        step: Days before (positive) or after (negative) the due day that called for it; a deadline
            is reminded of once for each step.
    """

    kind: NoticeKind
    step: int


def reminder_due(due_day: date, *, on: date, calendar: Calendar) -> Reminder | None:
    """Say which reminder the due day calls for on a day.

    It is the latest step already reached, so that a system which stood still, or a task given late,
    is reminded once of what holds now and not of every step that passed.

    Examples:
        >>> c = Calendar()
        >>> reminder_due(date(2026, 12, 31), on=date(2026, 12, 24), calendar=c).step
        7
        >>> reminder_due(date(2026, 12, 31), on=date(2026, 12, 26), calendar=c).step
        7
        >>> reminder_due(date(2026, 12, 31), on=date(2027, 1, 12), calendar=c).step
        -7
    """
    left = (due_day - on).days
    if left > 0:
        reached = [days for days in calendar.before if days >= left]
        return Reminder(NoticeKind.AHEAD, min(reached)) if reached else None
    if left == 0:
        return Reminder(NoticeKind.TODAY, 0) if calendar.on_day else None
    late = -left
    passed = [days for days in calendar.after if days <= late]
    if not passed:
        return None
    last = max(calendar.after)
    step = (
        max(passed)
        if late < last
        else last + (late - last) // calendar.then_every * (calendar.then_every)
    )
    return Reminder(NoticeKind.LATE, -step)


def escalations_due(due_day: date, *, on: date, calendar: Calendar) -> Sequence[str]:
    """Say to whom above the lead unit a delay is to be told by now: ``head``, ``body``.

    Examples:
        >>> escalations_due(date(2026, 12, 1), on=date(2026, 12, 5), calendar=Calendar())
        ['head']
    """
    late = (on - due_day).days
    return [
        who
        for who, after in (("head", calendar.head_after), ("body", calendar.body_after))
        if after is not None and late >= max(after, 1)
    ]


def first_day_of_interest(calendar: Calendar, *, on: date) -> date:
    """Give the latest due day that can call for anything on a day."""
    return on + timedelta(days=max(calendar.before, default=0))


def may_mail(at: datetime, calendar: Calendar) -> bool:
    """Say whether mail may go out at a moment: not in quiet hours, not on a day of rest.

    Examples:
        >>> may_mail(datetime(2026, 11, 20, 6, 59, tzinfo=VIETNAM), Calendar())
        False
        >>> may_mail(datetime(2026, 11, 20, 7, 0, tzinfo=VIETNAM), Calendar())
        True
        >>> may_mail(datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM), Calendar())
        False
    """
    local = at.astimezone(VIETNAM)
    if local.weekday() >= 5 and not calendar.mail_on_weekends:
        return False
    begin, end = calendar.quiet_from, calendar.quiet_to
    if begin == end:
        return True
    if begin < end:
        return not begin <= local.hour < end
    return end <= local.hour < begin


def digest_due(at: datetime, calendar: Calendar) -> bool:
    """Say whether the day's digest may be written by now."""
    return may_mail(at, calendar) and at.astimezone(VIETNAM).hour >= calendar.digest_hour
