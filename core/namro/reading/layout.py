"""Tells tables that hold data from tables that only place things on the page.

Offices set the head of a document (issuer beside the national motto), the recipients beside the
signature, and often a number beside a date in borderless tables. Read as data they would hide the
very lines a header is made of, so readers take them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
