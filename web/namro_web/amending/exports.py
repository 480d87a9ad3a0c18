"""Two moments of a plan as an Excel workbook: one line for each thing added, removed or changed field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from namro_web.tasks.spreadsheets import harmless
from namro_web.ui.papers import excel_file

if TYPE_CHECKING:
    from namro_web.amending.queries import Compared

_COLUMNS = (
    ("Thay đổi", 11),
    ("Loại", 16),
    ("TT", 7),
    ("Nội dung", 60),
    ("Hạn đầu", 12),
    ("Điều đã đổi", 16),
    ("Trước", 40),
    ("Sau", 40),
    ("Hướng", 14),
)


def as_workbook(shown: Compared, *, at: datetime) -> bytes:
    """Write what is shown as a workbook, ready to print on A4 across."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = "So sánh"
    sheet.append([f"So sánh kế hoạch {shown.plan_name}: {shown.first_name} và {shown.last_name}"])
    counts = shown.counts
    sheet.append(
        [
            f"Lập lúc {at:%H:%M} ngày {at:%d/%m/%Y}; thêm {counts['added']}, bỏ {counts['removed']}, "
            f"thay đổi {counts['changed']}"
        ]
    )
    sheet.append([name for name, _ in _COLUMNS])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(italic=True, color="5C6878")
    for cell in sheet[3]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EAF0F8")
    for row in rows_of(shown):
        sheet.append([harmless(value) for value in row])
    for line in sheet.iter_rows(min_row=4):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for index, (_, width) in enumerate(_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"
    return excel_file(book)


def rows_of(shown: Compared) -> Iterator[tuple[str, ...]]:
    """Give every line of the table: what is gone first, then what is new, then what changed."""
    for word, things in (("Bỏ", shown.removed), ("Thêm", shown.added)):
        for thing in things:
            said = "; ".join(f"{label}: {value}" for label, value in thing.lines)
            before, after = (said, "") if word == "Bỏ" else ("", said)
            yield (
                word,
                thing.kind_word,
                thing.no,
                thing.text,
                _day(thing.first_due),
                "",
                before,
                after,
                "",
            )
    for change in shown.changed:
        new = change.new
        for one in change.fields:
            yield (
                "Thay đổi",
                new.kind_word,
                new.no,
                new.text,
                _day(new.first_due),
                one.label,
                one.old,
                one.new,
                one.turned,
            )


def _day(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}" if iso else ""
