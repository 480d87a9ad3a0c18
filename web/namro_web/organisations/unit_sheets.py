"""Units in a workbook: villages and residential groups above all; the sheet, and what is read back."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from namro_web.foundation.search_keys import search_key
from namro_web.organisations.models import Kind, Level
from namro_web.organisations.queries import Choice, kind_choices
from namro_web.organisations.workbooks import Offered, empty_sheet, rows_of_sheet, written_text

COLUMNS = (
    ("Tên đơn vị", 36),
    ("Tên gọn", 20),
    ("Loại", 30),
    ("Mã", 12),
    ("Trực thuộc", 36),
    ("Thứ tự", 9),
)
SHEET, LISTS = "Đơn vị", "Danh mục"
MOST_ROWS = 500
# Above the bodies of the commune, which stand in tens, come its villages.
_FIRST_POSITION = 1000


@dataclass(frozen=True)
class NewUnit:
    """A unit to be made. It stands under a unit that is there, or under one of an earlier row."""

    name: str
    short_name: str
    kind: str
    code: str
    position: int
    parent_id: str = ""
    parent_row: int | None = None

    @property
    def level(self) -> Level:
        """The tier its kind stands on."""
        return Level.VILLAGE if self.kind == Kind.VILLAGE else Level.COMMUNE


@dataclass(frozen=True)
class ReadUnit:
    """One row as it was read: a unit, or why it is none."""

    number: int
    cells: tuple[str, ...]
    unit: NewUnit | None
    error: str = ""


def unit_template(units: Sequence[Choice]) -> bytes:
    """Write an empty sheet with its headings, and the lists its cells are chosen from."""
    return empty_sheet(
        columns=COLUMNS,
        sheet_name=SHEET,
        lists_name=LISTS,
        offered=[
            Offered("C", "Loại", [label for _, label in kind_choices()], strict=False),
            # A unit of an earlier row is not in the list, and may stand above all the same.
            Offered("E", "Trực thuộc", [unit.label.strip() for unit in units], strict=False),
        ],
        most=MOST_ROWS,
        # As text, a code keeps its zeros.
        formats={4: "@"},
    )


def read_units(content: bytes, *, units: Sequence[Choice], root_id: uuid.UUID) -> list[ReadUnit]:
    """Read the filled-in sheet; a row that cannot be used says why and does not stop the others.

    Args:
        content: The file.
        units: The units of the tree, to be named by full name.
        root_id: Under which a row stands that names nothing.

    Raises:
        Invalid: No workbook, too large, without the headings of the template, or without a row.
    """
    rows = rows_of_sheet(content, columns=COLUMNS, sheet_name=SHEET, most=MOST_ROWS)
    by_name: dict[str, set[uuid.UUID]] = defaultdict(set)
    for unit in units:
        by_name[search_key(unit.label)].add(unit.id)
    kinds = {search_key(label): value for value, label in kind_choices()}
    earlier: dict[str, list[int]] = defaultdict(list)
    codes: dict[str, int] = {}
    read: list[ReadUnit] = []
    for place, (number, cells) in enumerate(rows):
        words = tuple(written_text(cell) for cell in cells)
        name, short_name, kind, code, parent, order = words
        errors = _errors_of(name, kind, code, order, kinds, cells)
        parent_id, parent_row, trouble = _parent(parent, by_name, earlier, root_id)
        if trouble:
            errors.append(trouble)
        if code and code in codes:
            errors.append(f"Mã “{code}” đã có ở dòng {codes[code]}.")
        codes.setdefault(code, number)
        earlier[search_key(name)].append(place)
        made: NewUnit | None = None
        if not errors:
            made = NewUnit(
                name=name,
                short_name=short_name,
                kind=kinds[search_key(kind)] if kind else Kind.VILLAGE,
                code=code,
                position=int(order) if order else _FIRST_POSITION + place,
                parent_id=str(parent_id or ""),
                parent_row=parent_row,
            )
        read.append(ReadUnit(number, words, made, " ".join(errors)))
    return read


def _errors_of(
    name: str, kind: str, code: str, order: str, kinds: dict[str, str], cells: Sequence[Any]
) -> list[str]:
    errors = []
    if not name:
        errors.append("Thiếu tên đơn vị.")
    if len(name) > 200:
        errors.append("Tên dài quá 200 ký tự.")
    if kind and search_key(kind) not in kinds:
        errors.append(f"Không có loại “{kind}”; chọn trong danh mục.")
    if isinstance(cells[3], float | int) and not isinstance(cells[3], bool):
        errors.append("Mã phải là văn bản để giữ số 0 ở đầu; định dạng ô là Văn bản rồi gõ lại.")
    elif len(code) > 20:
        errors.append("Mã dài quá 20 ký tự.")
    if order and not re.fullmatch(r"\d{1,6}", order):
        errors.append(f"Thứ tự là một số, không phải “{order}”.")
    return errors


def _parent(
    written: str,
    by_name: dict[str, set[uuid.UUID]],
    earlier: dict[str, list[int]],
    root_id: uuid.UUID,
) -> tuple[uuid.UUID | None, int | None, str]:
    """Give the unit above: one that is there, or the row in which it is made; or what is wrong."""
    if not written:
        return root_id, None, ""
    key = search_key(written)
    known, made = by_name.get(key, set()), earlier.get(key, [])
    if len(known) + len(made) > 1:
        return None, None, f"Có {len(known) + len(made)} đơn vị tên “{written}”; đặt tên rõ hơn."
    if known:
        return next(iter(known)), None, ""
    if made:
        return None, made[0], ""
    return None, None, f"Không có đơn vị “{written}”; đơn vị cấp trên phải ở dòng trước."
