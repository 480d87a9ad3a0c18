"""The table of tasks as a file an office can open: Excel or CSV, exactly what was seen."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from namro_web.foundation.clock import VIETNAM
from namro_web.tasks.columns import COLUMNS, Wanted
from namro_web.tasks.models import DeadlineKind
from namro_web.tasks.rows import TaskRow
from namro_web.tasks.spreadsheets import harmless
from namro_web.ui.papers import excel_file

Cell = str | int | date | None

# What a file holds for somebody who has chosen no columns.
_USUAL = (
    "ke-hoach", "muc", "tt", "viec", "chu-tri", "phoi-hop", "ket-qua", "han", "ngay-han",
    "trang-thai", "tien-do", "ro",
)  # fmt: skip
_HEADINGS = {
    "ket-qua": ("Kết quả, sản phẩm", 30),
    "ngay-han": ("Ngày đến hạn", 14),
    "tien-do": ("Tiến độ (%)", 12),
    "ro": ("Số điểm rõ", 11),
}
_CELLS: dict[str, Callable[[TaskRow], Cell]] = {
    "ke-hoach": lambda row: row.plan_name,
    "muc": lambda row: f"{row.section_label} {row.section_title}".strip(),
    "tt": lambda row: row.no,
    "viec": lambda row: row.text,
    "chu-tri": lambda row: "; ".join(row.leads),
    "phoi-hop": lambda row: "; ".join(row.partners),
    "nguoi": lambda row: row.responsible,
    "chi-dao": lambda row: row.supervising,
    "ket-qua": lambda row: row.deliverable,
    "han": lambda row: row.deadline,
    "ngay-han": lambda row: row.due_day,
    "han-dau": lambda row: row.first_due_day,
    "loai-han": lambda row: DeadlineKind(row.deadline_kind).label,
    "trang-thai": lambda row: row.status.label,
    "tien-do": lambda row: row.percent,
    "ro": lambda row: row.clear_count,
    "vuong-mac": lambda row: row.obstacles,
    "bao-cao": lambda row: row.last_report_at and row.last_report_at.astimezone(VIETNAM).date(),
}


def file_columns(wanted: Sequence[Wanted]) -> list[str]:
    """Give the columns of a file: those of the table on the screen, or the usual ones."""
    keys = [one.column.key for one in wanted] or list(_USUAL)
    if "han" in keys and "ngay-han" not in keys:
        keys.insert(keys.index("han") + 1, "ngay-han")
    return keys


def as_csv(rows: Sequence[TaskRow], columns: Sequence[Wanted] = ()) -> bytes:
    """Write the table as CSV that Excel opens with its Vietnamese letters whole."""
    out = io.StringIO()
    writer = csv.writer(out)
    keys = file_columns(columns)
    writer.writerow([_heading(key)[0] for key in keys])
    for row in rows:
        writer.writerow([harmless(_written(_CELLS[key](row))) for key in keys])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(
    rows: Sequence[TaskRow], *, title: str, at: datetime, columns: Sequence[Wanted] = ()
) -> bytes:
    """Write the table as an Excel workbook, ready to print on A4 across."""
    keys = file_columns(columns)
    days = [place for place, key in enumerate(keys) if key in ("ngay-han", "han-dau", "bao-cao")]
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "Nhiệm vụ"
    sheet.append([title])
    sheet.append([f"Lập lúc {at:%H:%M} ngày {at:%d/%m/%Y}; {len(rows)} nhiệm vụ"])
    sheet.append([_heading(key)[0] for key in keys])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(italic=True, color="5C6878")
    for cell in sheet[3]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EAF0F8")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for row in rows:
        sheet.append([harmless(_CELLS[key](row)) for key in keys])
    for line in sheet.iter_rows(min_row=4):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for place in days:
            line[place].number_format = "DD/MM/YYYY"
    for index, key in enumerate(keys, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = _heading(key)[1]
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(keys))}{max(3, len(rows) + 3)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    return excel_file(book)


def _heading(key: str) -> tuple[str, int]:
    if key in _HEADINGS:
        return _HEADINGS[key]
    return COLUMNS[key].label, COLUMNS[key].width


def _written(value: Cell) -> str:
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
