"""People in a workbook: the sheet an office fills in, and what is read back from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from namro_web.foundation.search_keys import search_key
from namro_web.organisations.actions import LEFT_OPEN, NewPerson, PersonRow
from namro_web.organisations.models import Role
from namro_web.organisations.queries import Choice
from namro_web.organisations.workbooks import Offered, empty_sheet, rows_of_sheet, written_text

COLUMNS = (
    ("Họ và tên", 26),
    ("Tên đăng nhập", 18),
    ("Thư điện tử", 26),
    ("Đơn vị", 34),
    ("Vai trò", 24),
    ("Chức danh", 34),
    ("Từ ngày", 13),
    ("Thôi giữ từ ngày", 17),
    ("Bàn giao cho", 20),
)
SHEET, LISTS = "Người dùng", "Danh mục"
MOST_ROWS = 300


# How “nobody yet” is written in the last column.
_LEFT = {search_key("để trống"), search_key(LEFT_OPEN)}


@dataclass(frozen=True)
class ReadRow:
    """One row as it was read: a person, or why it is none; once tried, what it comes to."""

    number: int
    cells: tuple[str, ...]
    person: PersonRow | None
    error: str = ""
    outcome: str = ""


def template(units: Sequence[Choice]) -> bytes:
    """Write an empty sheet with its headings, and the lists its cells are chosen from."""
    return empty_sheet(
        columns=COLUMNS,
        sheet_name=SHEET,
        lists_name=LISTS,
        offered=[
            Offered("D", "Đơn vị", [unit.label.strip() for unit in units], width=46),
            Offered("E", "Vai trò", [str(role.label) for role in Role], width=26),
        ],
        most=MOST_ROWS,
        formats={7: "dd/mm/yyyy", 8: "dd/mm/yyyy"},
    )


def read_people(content: bytes, *, units: Sequence[Choice], today: date) -> list[ReadRow]:
    """Read the filled-in sheet; a row that cannot be used says why and does not stop the others.

    Args:
        content: The file.
        units: The units of the tree, to be named by full name.
        today: From when a post holds whose row names no day.

    Raises:
        Invalid: No workbook, too large, without the headings of the template, or without a row.
    """
    rows = _rows_of(content)
    by_name = defaultdict(set)
    for unit in units:
        by_name[search_key(unit.label)].add(unit.id)
    roles = {search_key(str(role.label)): role for role in Role}
    read = []
    for number, cells in rows:
        words = tuple(written_text(cell) for cell in cells)
        full_name, username, email, body, role, title, _, leaves, taker = words
        errors = []
        day = _day(cells[6], today)
        ids = by_name.get(search_key(body), set())
        if not full_name:
            errors.append("Thiếu họ và tên.")
        if not username:
            errors.append("Thiếu tên đăng nhập.")
        if not title:
            errors.append("Thiếu chức danh.")
        if not ids:
            errors.append(
                f"Không có đơn vị “{body}”; chọn trong danh mục." if body else "Thiếu đơn vị."
            )
        elif len(ids) > 1:
            errors.append(f"Có {len(ids)} đơn vị tên “{body}”; thêm người này ở trang của đơn vị.")
        if search_key(role) not in roles:
            errors.append(f"Không có vai trò “{role}”." if role else "Thiếu vai trò.")
        if day is None:
            errors.append(f"Không đọc được ngày “{words[6]}”; ghi dd/mm/yyyy.")
        ends = _day(cells[7], today) if leaves else None
        if leaves and ends is None:
            errors.append(f"Không đọc được ngày “{leaves}”; ghi dd/mm/yyyy.")
        if taker and not leaves:
            errors.append("Ghi “Thôi giữ từ ngày” khi bàn giao.")
        if errors or day is None:
            read.append(ReadRow(number, words, None, " ".join(errors)))
            continue
        person = NewPerson(
            username=username,
            full_name=full_name,
            email=email,
            unit_id=next(iter(ids)),
            role=roles[search_key(role)],
            title=title,
            valid_from=day,
        )
        to = LEFT_OPEN if search_key(taker) in _LEFT else taker
        read.append(ReadRow(number, words, PersonRow(person, ends, to)))
    return read


def _rows_of(content: bytes) -> list[tuple[int, tuple[Any, ...]]]:
    return rows_of_sheet(content, columns=COLUMNS, sheet_name=SHEET, most=MOST_ROWS)


def _day(cell: Any, today: date) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = written_text(cell)
    if not words:
        return today
    try:
        day, month, year = (int(part) for part in words.replace("-", "/").split("/"))
        return date(year, month, day)
    except ValueError:
        return None
