"""Where a task stands at a moment: what its people have said, held against its time.

Nothing here is stored. The rules are written twice, once for one task (``status_of``) and once
for the database (``status_columns``), so that a page, a filter and a total give the same answer;
a test holds the two against each other on random tasks.

A deadline day ends at a set hour (17:00 in Hanoi unless the office sets another): what happens
later counts for the next day. ``counting_day`` is the only place that knows the hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

CLOSED_STATES = ("done", "submitted", "paused", "cancelled")


class Timing(StrEnum):
    """How a task stands with its time."""

    ON_TIME = "on-time"
    SOON = "soon"
    LATE = "late"
    WAITING = "waiting"
    """Its event has not been recorded: it cannot be late."""
    QUIET = "quiet"
    """A continuous task that nobody has reported on for too long."""
    NONE = "none"
    """It has no time, or has been stopped."""


class Group(StrEnum):
    """The one place a task takes in a total; the groups never overlap."""

    DONE = "done"
    SUBMITTED = "submitted"
    IN_PROGRESS = "in-progress"
    OVERDUE = "overdue"
    NOT_STARTED = "not-started"
    WAITING = "waiting"
    PAUSED = "paused"
    CANCELLED = "cancelled"


GROUP_LABELS = {
    Group.DONE: "Hoàn thành",
    Group.SUBMITTED: "Chờ xác nhận",
    Group.IN_PROGRESS: "Đang thực hiện",
    Group.OVERDUE: "Quá hạn",
    Group.NOT_STARTED: "Chưa thực hiện",
    Group.WAITING: "Chờ sự kiện",
    Group.PAUSED: "Tạm dừng",
    Group.CANCELLED: "Đã hủy",
}


SCREEN_KEYS = {
    Group.DONE: "done",
    Group.SUBMITTED: "submitted",
    Group.IN_PROGRESS: "in_progress",
    Group.OVERDUE: "overdue",
    Group.NOT_STARTED: "not_started",
    Group.WAITING: "waiting_event",
    Group.PAUSED: "paused",
    Group.CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class Rules:
    """The office's own choices."""

    cutoff_hour: int = 17
    soon_days: int = 30
    quiet_days: int = 92
    zone: str = "Asia/Ho_Chi_Minh"

    @classmethod
    def of_office(cls) -> Rules:
        """Read them from the settings."""
        return cls(
            cutoff_hour=getattr(settings, "DEADLINE_CUTOFF_HOUR", cls.cutoff_hour),
            soon_days=getattr(settings, "DEADLINE_SOON_DAYS", cls.soon_days),
            quiet_days=getattr(settings, "CONTINUOUS_REPORT_DAYS", cls.quiet_days),
            zone=getattr(settings, "DEADLINE_ZONE", cls.zone),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What status is derived from."""

    state: str
    deadline_kind: str
    due_day: date | None
    followed_since: date
    last_report_at: datetime | None = None
    submitted_day: date | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """Where a task stands."""

    state: str
    timing: Timing
    days: int | None = None
    """Days left to the due day; below zero when it is past."""

    @property
    def group(self) -> Group:
        """The task's place in totals."""
        if self.state in CLOSED_STATES:
            return Group(self.state)
        if self.timing is Timing.LATE:
            return Group.OVERDUE
        if self.timing is Timing.WAITING and self.state == "not-started":
            return Group.WAITING
        return Group(self.state)

    @property
    def key(self) -> str:
        """The key under which the design system knows word, icon and colour."""
        if self.group in (Group.IN_PROGRESS, Group.NOT_STARTED) and self.timing in (
            Timing.SOON,
            Timing.QUIET,
        ):
            return "due_soon"
        if self.group is Group.DONE and self.timing is Timing.LATE:
            return "done_late"
        return SCREEN_KEYS[self.group]

    @property
    def label(self) -> str:
        """The status in words."""
        if self.group is Group.OVERDUE:
            return "Đang làm, quá hạn" if self.state == "in-progress" else "Chưa làm, quá hạn"
        if self.key == "due_soon":
            return "Cần báo cáo" if self.timing is Timing.QUIET else "Sắp đến hạn"
        if self.key == "done_late":
            return "Hoàn thành, quá hạn"
        return GROUP_LABELS[self.group]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something before it can be confirmed."""
        return self.state not in CLOSED_STATES


def counting_day(at: datetime, rules: Rules | None = None) -> date:
    """Give the day that a moment counts for: after the cut-off hour it is the next one."""
    rules = rules or Rules.of_office()
    local = at.astimezone(ZoneInfo(rules.zone))
    return local.date() + timedelta(days=1 if local.hour >= rules.cutoff_hour else 0)


def local_day(at: datetime, rules: Rules | None = None) -> date:
    """Give the calendar day in the office."""
    rules = rules or Rules.of_office()
    return at.astimezone(ZoneInfo(rules.zone)).date()


def status_of(facts: Facts, at: datetime, rules: Rules | None = None) -> Status:
    """Say where a task stands at a moment."""
    rules = rules or Rules.of_office()
    days = None if facts.due_day is None else (facts.due_day - local_day(at, rules)).days
    timing = _timing(facts, at, rules)
    if timing is Timing.LATE and days is not None and facts.state not in CLOSED_STATES:
        days = min(days, -1)
    return Status(facts.state, timing, days)


def _timing(facts: Facts, at: datetime, rules: Rules) -> Timing:
    if facts.state in ("paused", "cancelled"):
        return Timing.NONE
    if facts.state in ("done", "submitted"):
        if facts.due_day is None or facts.submitted_day is None:
            return Timing.NONE
        return Timing.LATE if facts.submitted_day > facts.due_day else Timing.ON_TIME
    if facts.due_day is not None:
        today = counting_day(at, rules)
        if facts.due_day < today:
            return Timing.LATE
        if facts.due_day <= today + timedelta(days=rules.soon_days):
            return Timing.SOON
        return Timing.ON_TIME
    if facts.deadline_kind == "on-event":
        return Timing.WAITING
    if facts.deadline_kind in ("continuous", "recurring"):
        quiet_before = at - timedelta(days=rules.quiet_days)
        if facts.last_report_at is None:
            quiet = facts.followed_since < local_day(quiet_before, rules)
        else:
            quiet = facts.last_report_at < quiet_before
        return Timing.QUIET if quiet else Timing.ON_TIME
    return Timing.NONE


def with_status(found: QuerySet[Any], at: datetime, rules: Rules | None = None) -> QuerySet[Any]:
    """Give tasks with their status as columns ``timing`` and ``group``."""
    with_columns: QuerySet[Any] = found.annotate(**status_columns(at, rules))
    return with_columns


def is_quiet(at: datetime, rules: Rules | None = None) -> Q:
    """Give the condition that an open task without a day has not been reported on for too long."""
    rules = rules or Rules.of_office()
    quiet_before = at - timedelta(days=rules.quiet_days)
    return quiet_when(quiet_before, local_day(quiet_before, rules))


def quiet_when(before: datetime, day: date) -> Q:
    """Give the same for the moment before which a report is too old, and the day that it fell on."""
    return Q(deadline_kind__in=["continuous", "recurring"]) & (
        Q(last_report_at__lt=before) | Q(last_report_at__isnull=True, followed_since__lt=day)
    )


def status_columns(at: datetime, rules: Rules | None = None) -> dict[str, Case]:
    """Give the annotations ``timing`` and ``group``: the same rules for the database."""
    rules = rules or Rules.of_office()
    today = counting_day(at, rules)
    closed = Q(state__in=["done", "submitted"])
    quiet = is_quiet(at, rules)
    timing = Case(
        When(state__in=["paused", "cancelled"], then=Value(Timing.NONE.value)),
        When(closed & (Q(due_day=None) | Q(submitted_day=None)), then=Value(Timing.NONE.value)),
        When(closed & Q(submitted_day__gt=F("due_day")), then=Value(Timing.LATE.value)),
        When(closed, then=Value(Timing.ON_TIME.value)),
        When(due_day__lt=today, then=Value(Timing.LATE.value)),
        When(due_day__lte=today + timedelta(days=rules.soon_days), then=Value(Timing.SOON.value)),
        When(due_day__isnull=False, then=Value(Timing.ON_TIME.value)),
        When(deadline_kind="on-event", then=Value(Timing.WAITING.value)),
        When(quiet, then=Value(Timing.QUIET.value)),
        When(deadline_kind__in=["continuous", "recurring"], then=Value(Timing.ON_TIME.value)),
        default=Value(Timing.NONE.value),
        output_field=CharField(),
    )
    group = Case(
        When(state__in=CLOSED_STATES, then=F("state")),
        When(due_day__lt=today, then=Value(Group.OVERDUE.value)),
        When(
            state="not-started",
            deadline_kind="on-event",
            due_day__isnull=True,
            then=Value(Group.WAITING.value),
        ),
        default=F("state"),
        output_field=CharField(),
    )
    return {"timing": timing, "group": group}
