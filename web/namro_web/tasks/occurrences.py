"""The days on which a recurring task comes due, and what the period before each is called."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

_MONTHS = {
    "monthly": tuple(range(1, 13)),
    "quarterly": (3, 6, 9, 12),
    "half-yearly": (6, 12),
    "yearly": (12,),
}
_ROMAN = ("I", "II", "III", "IV")


def next_due_day(
    every: str,
    month_days: Sequence[Sequence[int]],
    *,
    after: date,
    until: date | None = None,
) -> date | None:
    """Give the first due day later than ``after``; None when there is none.

    A plan that prints days ("28/5 và 20/11") is taken at its word; month 0 means every month.
    Else a period ends with its last day. "Định kỳ" without an interval is never due.
    """
    for year in (after.year, after.year + 1):
        for day in _days_of(every, month_days, year):
            if day > after:
                return None if until is not None and day > until else day
    return None


def missed_days(
    every: str, month_days: Sequence[Sequence[int]], *, first: date, today: date
) -> list[date]:
    """Give every due day from ``first`` on that lies before ``today``."""
    days = []
    day: date | None = first
    while day is not None and day < today:
        days.append(day)
        day = next_due_day(every, month_days, after=day)
    return days


def period_name(every: str, due_day: date) -> str:
    """Name the period that a due day closes.

    >>> period_name("quarterly", date(2026, 9, 30))
    'quý III/2026'
    """
    if every == "monthly":
        return f"tháng {due_day.month}/{due_day.year}"
    if every == "quarterly":
        return f"quý {_ROMAN[(due_day.month - 1) // 3]}/{due_day.year}"
    if every == "half-yearly":
        half = "đầu" if due_day.month <= 6 else "cuối"
        return f"6 tháng {half} năm {due_day.year}"
    return f"năm {due_day.year}"


def _days_of(every: str, month_days: Sequence[Sequence[int]], year: int) -> Iterator[date]:
    if month_days:
        days = set()
        for month, day in month_days:
            for one in range(1, 13) if month == 0 else (month,):
                days.add(date(year, one, min(day, monthrange(year, one)[1])))
        yield from sorted(days)
        return
    for month in _MONTHS.get(every, ()):
        yield date(year, month, monthrange(year, month)[1])
