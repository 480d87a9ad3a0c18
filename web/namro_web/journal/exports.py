"""History as a file an office can open: Excel or CSV, with the hash of every line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.masking import masked
from namro_web.journal.queries import LineShown
from namro_web.ui.papers import excel_file

_COLUMNS: Sequence[tuple[str, int]] = (
    ("Dòng", 8),
    ("Lúc", 20),
    ("Người", 26),
    ("Vị trí", 34),
    ("Đơn vị", 26),
    ("Việc", 48),
    ("Chi tiết", 48),
    ("Đối tượng", 40),
    ("Mã việc", 26),
    ("Mã băm", 66),
)


def as_csv(rows: Sequence[LineShown]) -> bytes:
    """Write the lines as CSV that Excel opens with its Vietnamese letters whole."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name for name, _ in _COLUMNS])
    writer.writerows(_values(row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows: Sequence[LineShown], *, at: datetime) -> bytes:
    """Write the lines as an Excel workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Nhật ký")
    for index, (_, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A3"
    sheet.append([f"Nhật ký hệ thống, lập lúc {at:%H:%M} ngày {at:%d/%m/%Y}; {len(rows)} dòng"])
    heads = []
    for name, _ in _COLUMNS:
        cell = WriteOnlyCell(sheet, value=name)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for row in rows:
        sheet.append(_values(row))
    return excel_file(book)


def _values(row: LineShown) -> list[str | int]:
    told = [
        f"{row.at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}",
        row.who,
        row.post,
        row.unit_name,
        row.what,
        row.text,
        row.subject_name or row.subject,
        row.verb,
        row.hash,
    ]
    # The hash stands last and is no text.
    return [row.number, *(_harmless(masked(value)) for value in told[:-1]), told[-1]]


def _harmless(text: str) -> str:
    """Keep a text that begins like a formula from becoming one."""
    plain = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t")) else plain
