"""Tasks on the days they are due: a month, a week, a list of days, a file for other calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from icalendar import Calendar as ICalendar
from icalendar import Event

from namro_web.accounts.models import User
from namro_web.tasks.bare_rows import rows_from
from namro_web.tasks.models import DeadlineKind
from namro_web.tasks.occurrences import next_due_day
from namro_web.tasks.queries.lists import Filter, filtered
from namro_web.tasks.rows import TaskRow
from namro_web.tasks.status import local_day

LIMIT = 600
"""Tasks laid on one calendar; more than that, and the page says to filter."""
IN_A_CELL = 4
_FILE_BACK, _FILE_AHEAD, _FILE_LIMIT = timedelta(days=92), timedelta(days=400), 2000


@dataclass(frozen=True, slots=True)
class Item:
    """One task on one day.

    ``kind`` is "due", "next" for a later round of recurring work, or "first" for the day that was
    printed before more time was given.
    """

    row: TaskRow
    kind: str

    @property
    def note(self) -> str:
        """What the day is to the task, where it is not simply due."""
        if self.kind == "first" and self.row.due_day is not None:
            return f"hạn đầu, gia hạn đến {self.row.due_day:%d/%m/%Y}"
        return "kỳ sau" if self.kind == "next" else ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day and what is due on it."""

    day: date
    items: Sequence[Item]
    is_today: bool
    is_inside: bool

    @property
    def shown(self) -> Sequence[Item]:
        """What fits into a cell."""
        return self.items if len(self.items) <= IN_A_CELL else self.items[: IN_A_CELL - 1]

    @property
    def hidden(self) -> int:
        """How many do not."""
        return len(self.items) - len(self.shown)


@dataclass(frozen=True, slots=True)
class CalendarShown:
    """The weeks of a calendar, and the days a person goes to from here."""

    kind: str
    title: str
    weeks: Sequence[Sequence[Day]]
    days: Sequence[Day]
    previous: date
    following: date
    anchor: date
    total: int
    is_cut: bool


def calendar_shown(
    wanted: Filter, *, kind: str, anchor: date, by: User, at: datetime
) -> CalendarShown:
    """Lay the tasks a filter means on the days of a month ("thang"), a week ("tuan") or a list."""
    start, end, inside, title, previous, following = _range(kind, anchor)
    items, is_cut = _items(wanted, start, end, by=by, at=at)
    today = local_day(at)
    days = [
        Day(day, items.get(day, ()), day == today, inside[0] <= day <= inside[1])
        for day in (start + timedelta(days=n) for n in range((end - start).days + 1))
    ]
    return CalendarShown(
        kind=kind,
        title=title,
        weeks=[days[n : n + 7] for n in range(0, len(days), 7)],
        days=[one for one in days if one.items and one.is_inside],
        previous=previous,
        following=following,
        anchor=anchor,
        total=sum(len(one.items) for one in days if one.is_inside),
        is_cut=is_cut,
    )


def calendar_file(wanted: Filter, *, by: User, at: datetime) -> tuple[bytes, int]:
    """Give the due days a filter means as an iCalendar file, and how many there are."""
    today = local_day(at)
    found = (
        filtered(wanted, by=by, at=at)
        # What is long past is of interest only while it is still to be done.
        .filter(
            Q(due_day__gte=today - _FILE_BACK) | Q(state__in=["not-started", "in-progress"]),
            due_day__lte=today + _FILE_AHEAD,
        )
        .order_by("due_day", "id")[:_FILE_LIMIT]
    )
    rows, _ = rows_from(found, at=at)
    book = ICalendar()
    book.add("prodid", "-//Nam Ro//Lich nhiem vu//VI")
    book.add("version", "2.0")
    book.add("x-wr-calname", "Hạn nhiệm vụ")
    book.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    for row in rows:
        if row.due_day is None:
            continue
        event = Event()
        event.add("uid", f"nhiem-vu-{row.id}-{row.due_day:%Y%m%d}@{settings.MAIL_DOMAIN}")
        event.add("dtstamp", at)
        event.add("sequence", row.version)
        event.add("dtstart", row.due_day)
        event.add("dtend", row.due_day + timedelta(days=1))
        event.add("summary", row.text[:200])
        leads = "; ".join(row.leads) or "chưa rõ"
        first = (
            f" Hạn đầu {row.first_due_day:%d/%m/%Y}."
            if row.is_extended and row.first_due_day
            else ""
        )
        event.add("description", f"{row.status.label}. Chủ trì: {leads}.{first}")
        event.add("url", f"{settings.SITE_URL}/nhiem-vu/{row.id}/")
        event.add("transp", "TRANSPARENT")
        book.add_component(event)
    return bytes(book.to_ical()), len(rows)


def _range(kind: str, anchor: date) -> tuple[date, date, tuple[date, date], str, date, date]:
    if kind == "tuan":
        start = anchor - timedelta(days=anchor.weekday())
        end = start + timedelta(days=6)
        week = timedelta(days=7)
        title = f"Tuần {start:%d/%m} – {end:%d/%m/%Y}"
        return start, end, (start, end), title, start - week, start + week
    first = anchor.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    last = following - timedelta(days=1)
    previous = (first - timedelta(days=1)).replace(day=1)
    title = f"Tháng {first.month}/{first.year}"
    if kind == "danh-sach":
        return first, last, (first, last), title, previous, following
    start = first - timedelta(days=first.weekday())
    end = last + timedelta(days=6 - last.weekday())
    return start, end, (first, last), title, previous, following


def _items(
    wanted: Filter, start: date, end: date, *, by: User, at: datetime
) -> tuple[dict[date, list[Item]], bool]:
    found = (
        filtered(wanted, by=by, at=at)
        .filter(
            Q(due_day__range=(start, end))
            | Q(deadline_kind=DeadlineKind.BY_DATE, first_due_day__range=(start, end))
            | Q(
                deadline_kind=DeadlineKind.RECURRING,
                due_day__lte=end,
                state__in=["not-started", "in-progress"],
            )
        )
        .order_by("due_day", "plan_id", "order")
    )
    rows, further = rows_from(found[: LIMIT + 1], at=at, also=["every", "month_days", "until"])
    laid: dict[date, list[Item]] = defaultdict(list)
    for row, (every, month_days, until) in list(zip(rows, further, strict=True))[:LIMIT]:
        due, first = row.due_day, row.first_due_day
        if due is not None and start <= due <= end:
            laid[due].append(Item(row, "due"))
        if row.is_extended and first is not None and start <= first <= end:
            laid[first].append(Item(row, "first"))
        if row.deadline_kind == DeadlineKind.RECURRING and row.status.is_open and due is not None:
            day = next_due_day(every, month_days, after=max(due, start - timedelta(1)), until=until)
            while day is not None and day <= end:
                laid[day].append(Item(row, "next"))
                day = next_due_day(every, month_days, after=day, until=until)
    return laid, len(rows) > LIMIT
