"""Tasks as bars on a line of time: from when they are followed to when they are due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page

from namro_web.accounts.models import User
from namro_web.plans.queries import page_of
from namro_web.tasks.bare_rows import rows_from
from namro_web.tasks.models import DeadlineKind, Dependency, Occurrence
from namro_web.tasks.occurrences import next_due_day
from namro_web.tasks.queries.lists import Filter, cut_of, filtered, ordered, paged
from namro_web.tasks.rows import TaskRow
from namro_web.tasks.status import local_day
from namro_web.ui.statuses import STATUSES

ROWS = 40
ROW_HEIGHT = 36
HEAD_HEIGHT = 44
WIDTH = 100.0
"""Across, the drawing is measured in hundredths of its width: it stretches, its letters do not."""
ZOOMS = {"thang": 1, "quy": 3, "nam": 12}
"""How many months each zoom shows."""
_MOST_MARKS = 400


@dataclass(frozen=True, slots=True)
class Mark:
    """A round of recurring work: where it stands, and what has become of it."""

    x: float
    day: date
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One task on the line of time; coordinates are those of the drawing."""

    row: TaskRow
    y: int
    start: date
    end: date | None
    x: float
    width: float
    tone: str
    done_width: float
    first_x: float | None
    more_x: float
    more_width: float
    is_endless: bool
    marks: Sequence[Mark]
    waits_for: Sequence[str]
    aside: str = ""
    """Said where no bar falls into the time shown, so that no row is left empty."""
    is_later: bool = False

    @property
    def words(self) -> str:
        """What the bar shows, for whoever hovers over it."""
        end = f"{self.end:%d/%m/%Y}" if self.end else self.row.deadline
        first = self.row.first_due_day
        was = f", hạn đầu {first:%d/%m/%Y}" if self.row.is_extended and first else ""
        return f"{self.start:%d/%m/%Y} – {end}{was}; {self.row.status.label}, {self.row.percent}%"


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    x: float
    label: str
    is_major: bool = False
    y: int = 40


@dataclass(frozen=True, slots=True)
class Arrow:
    """From the end of what comes first, down or up, over to the beginning of what follows."""

    x1: float
    y1: int
    bend: int
    x2: float
    y2: int


@dataclass(frozen=True, slots=True)
class Gantt:
    """A page of bars, the scale above them and the order they stand in."""

    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    arrows: Sequence[Arrow]
    today_x: float | None
    start: date
    end: date
    previous: date
    following: date
    zoom: str
    title: str
    page: Page[TaskRow]
    total: int
    height: int = 0
    width: float = WIDTH
    head: int = HEAD_HEIGHT
    row_height: int = ROW_HEIGHT


def gantt(wanted: Filter, *, zoom: str, anchor: date, by: User, at: datetime) -> Gantt:
    """Draw the tasks a filter means over a month, a quarter or a year."""
    months = ZOOMS[zoom]
    first_month = anchor.month - (anchor.month - 1) % months
    start = date(anchor.year, first_month, 1)
    end = _months_on(start, months) - timedelta(days=1)
    found = filtered(wanted, by=by, at=at)
    shown = paged(ordered(found, wanted.sort), ROWS, found.order_by().count(), wanted.page)
    rows, further = rows_from(
        cut_of(shown),
        at=at,
        also=["deadline_start", "followed_since", "month_days", "until", "every"],
    )
    scale = WIDTH / ((end - start).days + 1)
    today = local_day(at)
    edges = _edges([row.id for row in rows])
    reported = _reported(rows, start, end)
    named = {row.id: row.no or row.text[:40] for row in rows}
    bars = []
    for place, (row, own) in enumerate(zip(rows, further, strict=True)):
        waits = [named[earlier] for earlier in edges.get(row.id, ()) if earlier in named]
        bars.append(
            _bar(row, own, place, start, end, scale, today, reported.get(row.id, {}), waits)
        )
    return Gantt(
        bars=bars,
        ticks=_ticks(start, end, zoom, scale),
        arrows=_arrows(bars, edges),
        today_x=_x(today, start, scale) + scale / 2 if start <= today <= end else None,
        start=start,
        end=end,
        previous=_months_on(start, -months),
        following=_months_on(start, months),
        zoom=zoom,
        title=_title(start, zoom),
        page=page_of(rows, shown),
        total=shown.paginator.count,
        height=HEAD_HEIGHT + ROW_HEIGHT * len(bars) + 4,
    )


def _bar(
    row: TaskRow,
    own: tuple[Any, ...],
    place: int,
    start: date,
    end: date,
    scale: float,
    today: date,
    reported: dict[date, bool],
    waits: list[str],
) -> Bar:
    deadline_start, followed_since, month_days, until, every = own
    begun: date = deadline_start or followed_since
    due = row.due_day
    is_endless = due is None and row.deadline_kind == DeadlineKind.CONTINUOUS
    last = due
    marks: list[Mark] = []
    if row.deadline_kind == DeadlineKind.RECURRING:
        last = until or (end if row.status.is_open else due)
        marks = _marks(row, every, month_days, until, start, end, scale, today, reported)
    elif is_endless:
        last = end
    shown_last = last if last is not None else begun
    begun = min(begun, shown_last)
    firm = shown_last
    first = row.first_due_day if row.is_extended else None
    more_x = more_width = 0.0
    if first is not None and due is not None and due > first:
        firm = max(first, begun)
        more_x, more_width = _span(firm + timedelta(1), due, start, end, scale)
    x, width = _span(begun, firm, start, end, scale) if last is not None else (0.0, 0.0)
    whole = width + more_width
    aside, is_later = "", False
    if not whole and not marks:
        if last is None:
            aside = row.deadline
        elif last < start:
            aside = f"← hạn {last:%d/%m/%Y}"
        else:
            aside, is_later = f"từ {begun:%d/%m/%Y} →", True
    done = whole * row.percent / 100
    return Bar(
        row=row,
        y=HEAD_HEIGHT + place * ROW_HEIGHT,
        start=begun,
        end=due if row.deadline_kind != DeadlineKind.RECURRING else last,
        x=round(x, 3),
        width=round(width, 3),
        tone=STATUSES[row.status.key].tone,
        done_width=round(min(done, width), 3),
        first_x=(
            round(_x(first, start, scale) + scale, 3)
            if first is not None and start <= first <= end
            else None
        ),
        more_x=round(more_x, 3),
        more_width=round(more_width, 3),
        is_endless=is_endless,
        marks=marks,
        waits_for=waits,
        aside=aside,
        is_later=is_later,
    )


def _marks(
    row: TaskRow,
    every: str,
    month_days: Sequence[Sequence[int]],
    until: date | None,
    start: date,
    end: date,
    scale: float,
    today: date,
    reported: dict[date, bool],
) -> list[Mark]:
    marks: list[Mark] = []
    day = next_due_day(every, month_days, after=start - timedelta(days=1), until=until)
    while day is not None and day <= end and len(marks) < _MOST_MARKS:
        if day in reported:
            tone, words = ("warn", "đã báo cáo, muộn") if reported[day] else ("done", "đã báo cáo")
        elif row.due_day is None or day < row.due_day:
            tone, words = "idle", "đã qua"
        elif day < today:
            tone, words = "late", "thiếu báo cáo"
        else:
            tone, words = "progress", "sắp tới"
        marks.append(
            Mark(round(_x(day, start, scale) + scale / 2, 3), day, tone, f"{day:%d/%m/%Y}: {words}")
        )
        day = next_due_day(every, month_days, after=day, until=until)
    return marks


def _reported(rows: Sequence[TaskRow], start: date, end: date) -> dict[int, dict[date, bool]]:
    """Give for recurring tasks the rounds reported on, and whether late."""
    ids = [row.id for row in rows if row.deadline_kind == DeadlineKind.RECURRING]
    known: dict[int, dict[date, bool]] = defaultdict(dict)
    for task_id, due, on in Occurrence.objects.filter(
        task_id__in=ids, due_day__range=(start, end)
    ).values_list("task_id", "due_day", "reported_day"):
        known[task_id][due] = on > due
    return known


def _edges(ids: Sequence[int]) -> dict[int, list[int]]:
    """Give for each task those that must end before it."""
    edges: dict[int, list[int]] = defaultdict(list)
    for earlier, later in Dependency.objects.filter(later_id__in=ids).values_list(
        "earlier_id", "later_id"
    ):
        edges[later].append(earlier)
    return edges


def _arrows(bars: Sequence[Bar], edges: dict[int, list[int]]) -> list[Arrow]:
    there = {bar.row.id: bar for bar in bars if bar.width or bar.more_width}
    arrows = []
    for later, before in edges.items():
        for earlier in before:
            first, then = there.get(earlier), there.get(later)
            if first is None or then is None:
                continue
            down = then.y > first.y
            arrows.append(
                Arrow(
                    x1=round(first.x + first.width + first.more_width, 3),
                    y1=first.y + (26 if down else 10),
                    bend=first.y + (ROW_HEIGHT if down else 0),
                    x2=round(min(then.x + 0.8, WIDTH), 3),
                    y2=then.y + (8 if down else 28),
                )
            )
    return arrows


def _ticks(start: date, end: date, zoom: str, scale: float) -> list[Tick]:
    ticks = []
    day = start
    while day <= end:
        if zoom == "nam":
            if day.day == 1:
                ticks.append(Tick(round(_x(day, start, scale), 3), f"Th {day.month}", True, 36))
        elif zoom == "quy":
            if day.day == 1:
                ticks.append(Tick(round(_x(day, start, scale), 3), f"Tháng {day.month}", True, 28))
            elif day.weekday() == 0 and 4 < day.day < 28:
                ticks.append(Tick(round(_x(day, start, scale), 3), f"{day:%d/%m}"))
        else:
            ticks.append(Tick(round(_x(day, start, scale), 3), f"{day.day}", day.weekday() == 0))
        day += timedelta(days=1)
    return ticks


def _title(start: date, zoom: str) -> str:
    if zoom == "thang":
        return f"Tháng {start.month}/{start.year}"
    if zoom == "quy":
        return f"Quý {('I', 'II', 'III', 'IV')[(start.month - 1) // 3]}/{start.year}"
    return f"Năm {start.year}"


def _months_on(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def _x(day: date, start: date, scale: float) -> float:
    return (day - start).days * scale


def _span(begun: date, last: date, start: date, end: date, scale: float) -> tuple[float, float]:
    """Give where the days from one to another lie in the window; no width where they do not."""
    left, right = max(begun, start), min(last, end)
    if left > right:
        return (0.0 if last < start else float(WIDTH)), 0.0
    return _x(left, start, scale), ((right - left).days + 1) * scale
