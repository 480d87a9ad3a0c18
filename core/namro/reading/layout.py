"""Tells tables that hold data from tables that only place things on the page.

Offices set the head of a document (issuer beside the national motto), the recipients beside the
signature, and often a number beside a date in borderless tables. Read as data they would hide the
very lines a header is made of, so readers take them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from namro.vietnamese.documents import KIND_PATTERN

_T = TypeVar("_T")

_PLACED = re.compile(
    r"c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội|độc\s+lập\s*[-–]\s*tự\s+do|đảng\s+cộng\s+sản\s+việt\s+nam"
    r"|nơi\s+nhận\s*:|nơi\s+nhận\s*$"
    r"|(?:^|\n)\s*\**(?:T/?M|K/?T|T/?L|TUQ|T\.U\.Q|TH?ỪA LỆNH)\b\.?\s",
    re.IGNORECASE,
)
_NUMBER_BLANK = re.compile(r"^\s*\**số\s*:", re.IGNORECASE)
_DATE_LINE = re.compile(r",\s*ngày\s+[\d.…\s]*tháng\s+[\d.…\s]*năm\s", re.IGNORECASE)
_COLUMN_HEAD = re.compile(r"^\s*(?:TT|STT|S\s*TT|Số\s*TT|Số\s+thứ\s+tự)\s*$", re.IGNORECASE)


def is_layout(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether a table, given as the texts of its cells, only places things on the page."""
    if not rows:
        return True
    width = max(len(row) for row in rows)
    if width <= 1:
        return True
    if any(_COLUMN_HEAD.match(text) for row in rows[:2] for text in row):
        return False
    if len(rows) > 8 or width > 5:
        return False
    texts = [text for row in rows for text in row if text.strip()]
    if any(_PLACED.search(text) for text in texts):
        return True
    return any(_NUMBER_BLANK.match(text) for text in texts) and any(
        _DATE_LINE.search(text) for text in texts
    )


def column_by_column(rows: Sequence[Sequence[_T]], spans_all: Callable[[_T], bool]) -> list[_T]:
    """Give the cells of a layout table as a person reads them: down each side, not across.

    Args:
        rows: The cells.
        spans_all: Whether a cell goes over the whole width; it ends what stands above it.
    """
    ordered: list[_T] = []
    band: list[Sequence[_T]] = []

    def close() -> None:
        width = max((len(row) for row in band), default=0)
        ordered.extend(row[place] for place in range(width) for row in band if place < len(row))
        band.clear()

    for row in rows:
        if any(spans_all(cell) for cell in row):
            close()
            ordered.extend(row)
        else:
            band.append(row)
    close()
    return ordered


_GAP = re.compile(r"\s*\t[\s\t]*|\s{4,}")
_SIDE = re.compile(
    r"c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội|^độc\s+lập\s*[-–]\s*tự\s+do|^đảng\s+cộng\s+sản\s+việt\s+nam|^nơi\s+nhận"
    r"|^(?:T/?M|K/?T|T/?L|TUQ)\b\.?\s|,\s*ngày\s+[\d.…\s]*tháng\b",
    re.IGNORECASE,
)


def may_have_sides(text: str) -> bool:
    """Say quickly whether a line may have been set in two columns; pages of the web hold blanks apart."""
    return "\t" in text or "    " in text or "\u00a0" in text


def sides(text: str, *, beside: bool) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Part a line that was set in two columns with tabs or blanks, as heads often are.

    Args:
        text: The line as typed.
        beside: Whether the line above was such a line; then the gap alone is enough.

    Returns:
        The stretches of the left and the right side, None for an ordinary line.
    """
    if len(text) > 200 or not may_have_sides(text):
        return None
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    gaps = [found for found in _GAP.finditer(text, start, end) if found.end() < end]
    if len(gaps) != 1:
        return None
    left, right = text[start : gaps[0].start()], text[gaps[0].end() : end]
    if not left.strip("*_- ") or not (
        beside or _SIDE.search(right.strip("*_ ")) or _SIDE.search(left.strip("*_ "))
    ):
        return None
    return (start, gaps[0].start()), (gaps[0].end(), end)


_CLOSING = re.compile(r"^[\s*_]*nơi\s+nhận\b", re.IGNORECASE)
_RECIPIENT = re.compile(r"^\s*[-–+•]\s?\S")
# A plan or an annex that follows the signature has a heading in the middle of the page.
_NEXT_PART = re.compile(
    rf"\s*(?:(?:phụ\s+lục|phụ\s+biểu|biểu|mẫu|danh\s+mục)\b.*|{KIND_PATTERN})\s*$", re.IGNORECASE
)
# A line that begins further in than this, below a signature's first line, stands beside the list.
_FAR_IN = 20


def opens_closing(left: str) -> bool:
    """Say whether the left side of a parted line opens the list of recipients."""
    return _CLOSING.match(left) is not None


def side_of_closing(text: str) -> str | None:
    """Tell on which side of recipients and signature a whole line stands.

    The list on the left and the office and name on the right are of different length, so many of
    their lines have only one side.

    Returns:
        "left" or "right"; None when the line ends the closing.
    """
    if len(text) > 200 or _NEXT_PART.match(text):
        return None
    indent = text.expandtabs(8)
    if len(indent) - len(indent.lstrip()) >= _FAR_IN:
        return "right"
    return "left" if _RECIPIENT.match(text) else None
