"""The table of tasks as a file an office can open: Excel or CSV, exactly what was seen."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from namro_web.tasks.rows import TaskRow

_COLUMNS: Sequence[tuple[str, int]] = (
    ("Kế hoạch", 22),
    ("Mục", 26),
    ("TT", 7),
    ("Nhiệm vụ", 60),
    ("Chủ trì", 26),
    ("Phối hợp", 30),
    ("Kết quả, sản phẩm", 30),
    ("Thời hạn", 24),
    ("Ngày đến hạn", 14),
    ("Trạng thái", 20),
    ("Tiến độ (%)", 12),
    ("Số điểm rõ", 11),
)


def as_csv(rows: Sequence[TaskRow]) -> bytes:
    """Write the table as CSV that Excel opens with its Vietnamese letters whole."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name for name, _ in _COLUMNS])
    for row in rows:
        writer.writerow([_harmless(_written(value)) for value in _values(row)])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows: Sequence[TaskRow], *, title: str, at: datetime) -> bytes:
    """Write the table as an Excel workbook, ready to print on A4 across."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "Nhiệm vụ"
    sheet.append([title])
    sheet.append([f"Lập lúc {at:%H:%M} ngày {at:%d/%m/%Y}; {len(rows)} nhiệm vụ"])
    sheet.append([name for name, _ in _COLUMNS])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(italic=True, color="5C6878")
    for cell in sheet[3]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EAF0F8")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in rows:
        sheet.append([_harmless(value) for value in _values(row)])
    for line in sheet.iter_rows(min_row=4):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        line[8].number_format = "DD/MM/YYYY"
    for index, (_, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(_COLUMNS))}{max(3, len(rows) + 3)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(row: TaskRow) -> list[str | int | date | None]:
    return [
        row.plan_name,
        f"{row.section_label} {row.section_title}".strip(),
        row.no,
        row.text,
        "; ".join(row.leads),
        "; ".join(row.partners),
        row.deliverable,
        row.deadline,
        row.due_day,
        row.status.label,
        row.percent,
        row.clear_count,
    ]


def _written(value: str | int | date | None) -> str:
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _harmless(value: str | int | date | None) -> str | int | date | None:
    """Keep a text that begins like a formula from becoming one."""
    if isinstance(value, str):
        plain = "".join(letter for letter in value if letter >= " " or letter in "\n\t")
        return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t")) else plain
    return value
