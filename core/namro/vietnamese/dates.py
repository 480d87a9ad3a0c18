"""Calendar days as offices write them, and back.

Deadlines ("Quý II/2025", "thường xuyên") are another matter: see ``deadlines``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_SEP = r"\s*[/.\-–]\s*"

#: A day with its year; groups ``day month year``. Matched without regard to case.
DATE_PATTERN = (
    r"(?<![\d/.])(?P<day>\d{1,2})(?:(?:\s*,)?\s*tháng\s*(?P<month>\d{1,2})(?:\s*,)?\s*năm\s*(?P<year>\d{4})"
    rf"|{_SEP}(?P<month_figure>\d{{1,2}}){_SEP}(?P<year_figure>\d{{4}}))(?!\d)"
)
_DATE = re.compile(DATE_PATTERN, re.IGNORECASE)

_DAY = re.compile(
    r"(?<![\d/.,])(?P<day>\d{1,2})"
    r"(?:"
    r"(?:\s*,)?\s*tháng\s*(?P<month>\d{1,2})(?!\d)(?:(?:\s*,)?\s*năm\s*(?P<year>\d{4}))?"
    r"|\s*[/\-.]\s*(?P<month_figure>\d{1,2})(?![\d/%]|,\d|\.\d)(?!\s*[/\-.]\s*\d)"
    r"|\s*[/.\-–]\s*(?P<month_full>\d{1,2})\s*[/.\-–]\s*(?P<year_full>\d{4})(?!\d)"
    r"|\s*(?:của\s+)?(?P<monthly>(?:hằng|hàng|mỗi|từng)\s+tháng)"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day named in a text, of one year, of every year, or of every month.

    Attributes:
        day: Day of month; month: None when every month; year: None when the text gives none.
        start, end: Where it stands in the text, without the word "ngày".
    """

    day: int
    month: int | None
    year: int | None
    start: int
    end: int


def make_date(year: int, month: int, day: int) -> date | None:
    """Give the day with these figures, None when the calendar has none (31/02)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_of(match: re.Match[str]) -> date | None:
    """Give the day that a match of ``DATE_PATTERN`` found."""
    month = match["month"] or match["month_figure"]
    year = match["year"] or match["year_figure"]
    return make_date(int(year), int(month), int(match["day"]))


def read_date(text: str) -> date | None:
    """Give the first full day in a text.

    Examples:
        >>> read_date("ngày 22 tháng 12 năm 2024")
        datetime.date(2024, 12, 22)
        >>> read_date("24/01/2025")
        datetime.date(2025, 1, 24)
        >>> read_date("ngày   tháng 3 năm 2026") is None
        True
    """
    match = _DATE.search(text)
    return date_of(match) if match else None


def write_date(day: date) -> str:
    """Write a day in figures, the reverse of ``read_date``.

    Examples:
        >>> write_date(date(2025, 3, 20))
        '20/3/2025'
        >>> write_date(date(2025, 1, 9))
        '09/01/2025'
    """
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def days_in(text: str) -> list[CalendarDay]:
    """Find every day named in a text, with or without its year, in order.

    "hằng tháng" after a day makes it a day of every month.

    Examples:
        >>> [(d.day, d.month, d.year) for d in days_in("trước ngày 28 tháng 5 và ngày 20/11")]
        [(28, 5, None), (20, 11, None)]
        >>> [(d.day, d.month) for d in days_in("trước ngày 25 hằng tháng")]
        [(25, None)]
    """
    found: list[CalendarDay] = []
    for match in _DAY.finditer(text):
        month_text = match["month"] or match["month_figure"] or match["month_full"]
        year_text = match["year"] or match["year_full"]
        day = int(match["day"])
        month = int(month_text) if month_text else None
        year = int(year_text) if year_text else None
        if make_date(year or 2024, month or 1, day) is None:
            continue
        found.append(CalendarDay(day, month, year, match.start(), match.end()))
    return found
