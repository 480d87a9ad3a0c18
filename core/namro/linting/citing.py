"""What stands around the mention of a document: its sign, its date, its issuer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from namro.model.source import Span

_DATE = re.compile(
    r"\W{0,3}ngày\s+(\d{1,2})\s*(?:[/.-]\s*|\s+tháng\s+)(\d{1,2})\s*(?:[/.-]\s*|\s+năm\s+)(\d{4})"
)
_ISSUER = re.compile(
    r"\W{0,3}(?:ngày\s+[\d/. -]{6,12}|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})?\s*của\s+"
    r"((?:[A-ZĐÁÂÀẢÃẠỦỤÚ]\w*)(?:\s+(?:[A-ZĐ]\w*|ủy|uỷ|ban|tỉnh|huyện|xã|thị|thành|phố|trị|thư|phủ|tướng|hội|trung|ương|vụ|nhân|dân))*)"
)
_SIGN = re.compile(
    r"(?<![\w/.-])(\d{1,5}(?:/\d{4})?\s?[/-]\s?[A-ZĐa-z]{1,6}[/-]\s?[A-ZĐ]{1,10}(?:[-/&][A-ZĐ]+)*)(?![\w/])"
)
_MARKS = re.compile(r"[/\s.-]+")


def number_key(number: str, *, loose: bool = False) -> str:
    """Give what two writings of one document number share.

    Args:
        number: "03/NQ-CP", "57- NQ/TW".
        loose: Also take strokes and hyphens for the same.

    >>> number_key("57- NQ/TW") == number_key("57-NQ/TW")
    True
    >>> number_key("03-NQ/CP", loose=True) == number_key("03/NQ-CP", loose=True)
    True
    """
    if loose:
        return _MARKS.sub("/", number).upper()
    return "".join(number.split()).upper()


def date_after(text: str, span: Span) -> date | None:
    """Give the date printed right after a mention; None when there is none or it cannot be."""
    found = _DATE.match(text, span.end)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def issuer_after(text: str, span: Span) -> str | None:
    """Give the issuer printed right after a mention and its date."""
    found = _ISSUER.match(text, span.end)
    return " ".join(found[1].split()) if found else None


def signs_in(text: str) -> Iterator[tuple[str, Span]]:
    """Give every document number printed in a text."""
    for found in _SIGN.finditer(text):
        yield found[1], Span(found.start(1), found.end(1))
