"""The workbook in which progress is filled in offline: written for one post, read back cell by cell."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from namro_web.foundation.errors import Invalid
from namro_web.foundation.search_keys import search_key
from namro_web.tasks.rows import TaskRow
from namro_web.tasks.spreadsheets import harmless
from namro_web.ui.papers import excel_file

SHEET = "Tiến độ"
CODE = "Mã dòng"
PERCENT, NOTE, NUMBER = "Tiến độ mới (%)", "Nội dung đã làm", "Số, ký hiệu văn bản"
PERIOD, DONE = "Báo cáo kỳ này (x)", "Báo hoàn thành (x)"

_KNOWN: Sequence[tuple[str, int]] = (
    (CODE, 13),
    ("Kế hoạch", 18),
    ("Mục", 22),
    ("TT", 6),
    ("Nhiệm vụ", 52),
    ("Chủ trì", 22),
    ("Kết quả, sản phẩm", 24),
    ("Thời hạn", 18),
    ("Ngày đến hạn", 13),
    ("Trạng thái", 16),
    ("Tiến độ hiện tại (%)", 11),
)
_ASKED: Sequence[tuple[str, int]] = (
    (PERCENT, 11),
    (NOTE, 44),
    (NUMBER, 24),
    (PERIOD, 12),
    (DONE, 12),
)
_NEEDED = (CODE, *(name for name, _ in _ASKED))

MOST_ROWS = 2_000
MOST_BYTES = 5 * 1024 * 1024
# What a workbook may unpack to, and how many cells it may hold; a bomb is small on the outside.
_MOST_UNPACKED = 40 * 1024 * 1024
_MOST_CELLS = 120_000
_HEADING_WITHIN = 20
_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong with one cell, in words that say what to do."""

    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What one row asks for.

    Attributes:
        number: The row's number in the workbook.
        task_id: Which task; 0 when the code could not be read.
        version: The version of the task the row was made from.
        cells: Where each asked value stands, by heading: ``{"Tiến độ mới (%)": "L7"}``.
    """

    number: int
    task_id: int
    version: int
    percent: int | None = None
    note: str = ""
    document_number: str = ""
    closes_period: bool = False
    done: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[CellError, ...] = ()


def code_of(row: TaskRow) -> str:
    """Give the code that ties a row to a task as it was when the workbook was made."""
    return f"NV{row.id}-{row.version}"


def write_sheet(rows: Sequence[TaskRow], *, unit: str, at: datetime) -> bytes:
    """Write the workbook to be filled in: what is known is locked, what is asked is open and tinted.

    Args:
        rows: The tasks, in order.
        unit: Whom it is for, as printed on top.
        at: When it is made.
    """
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = SHEET
    sheet.append([f"BIỂU CẬP NHẬT TIẾN ĐỘ NHIỆM VỤ: {harmless(unit)}"])
    sheet.append(
        [
            f"Lập lúc {at:%H:%M} ngày {at:%d/%m/%Y}; {len(rows)} nhiệm vụ. Chỉ điền các cột tô vàng; "
            "dòng không điền thì giữ nguyên. Không xóa cột “Mã dòng”."
        ]
    )
    headings = [name for name, _ in (*_KNOWN, *_ASKED)]
    sheet.append(headings)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"].font = Font(italic=True, color="5C6878")
    for row in rows:
        sheet.append([*(harmless(value) for value in _known(row)), *[None] * len(_ASKED)])
    _dress(sheet, last=max(4, len(rows) + 3))
    return excel_file(book)


def read_sheet(content: bytes) -> list[Filled]:
    """Read a filled-in workbook; a cell that cannot be used says why and does not stop the others.

    Columns may stand in another order and others may be added; rows may be sorted or left out.
    Rows in which nothing is filled in are passed over.

    Raises:
        Invalid: No workbook, with macros or a password, too large, without the columns that are
            needed, with two rows for one task, or with nothing filled in.
    """
    sheet = _opened(content)
    top, columns = _headings(sheet)
    merged = _merged_cells(sheet, top, columns)
    filled = []
    for line in sheet.iter_rows(min_row=top + 1):
        cells = {name: line[place] for name, place in columns.items() if place < len(line)}
        asked = [cells[name] for name, _ in _ASKED if name in cells]
        if all(_text(cell.value) == "" for cell in asked):
            continue
        filled.append(_row(line[0].row or 0, cells, merged))
    if not filled:
        raise Invalid(
            "tasks.sheet-empty",
            "Chưa có ô nào được điền ở các cột tô vàng; điền rồi lưu và tải lên lại.",
            field="file",
        )
    _must_name_each_task_once(filled)
    return filled


def _known(row: TaskRow) -> list[str | int | date | None]:
    return [
        code_of(row),
        row.plan_name,
        f"{row.section_label} {row.section_title}".strip(),
        row.no,
        row.text,
        "; ".join(row.leads),
        row.deliverable,
        row.deadline,
        row.due_day,
        row.status.label,
        row.percent,
    ]


def _dress(sheet: Worksheet, *, last: int) -> None:
    """Lock what is known, open and tint what is asked, and help where it is filled in."""
    thin = Side(style="thin", color="C9D2DE")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    first_asked = len(_KNOWN) + 1
    for place, (_, width) in enumerate((*_KNOWN, *_ASKED), start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = width
        asked = place >= first_asked
        heading = sheet.cell(3, place)
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="F6E3A1" if asked else "EAF0F8")
        heading.alignment = Alignment(wrap_text=True, vertical="center")
        heading.border = box
        for number in range(4, last + 1):
            cell = sheet.cell(number, place)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = box
            if asked:
                cell.fill = PatternFill("solid", fgColor="FFF8DC")
                cell.protection = Protection(locked=False)
                # As text, Excel does not turn 12/5 into a day of May.
                cell.number_format = "@" if place > first_asked else "0"
            elif place == 9:
                cell.number_format = "DD/MM/YYYY"
    percent = DataValidation(
        type="whole", operator="between", formula1="0", formula2="100", allow_blank=True
    )
    percent.errorTitle, percent.error = "Tiến độ", "Ghi một số nguyên từ 0 đến 100."
    mark = DataValidation(type="list", formula1='"x"', allow_blank=True)
    mark.errorTitle, mark.error = "Đánh dấu", "Ghi x, hoặc để trống."
    for validation, places in ((percent, [0]), (mark, [3, 4])):
        sheet.add_data_validation(validation)
        for place in places:
            letter = get_column_letter(first_asked + place)
            validation.add(f"{letter}4:{letter}{last}")
    sheet.protection.sheet = True
    sheet.protection.autoFilter = False
    sheet.protection.sort = False
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.freeze_panes = "F4"
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(_KNOWN) + len(_ASKED))}{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "3:3"


def _opened(content: bytes) -> Worksheet:
    if len(content) > MOST_BYTES:
        raise Invalid(
            "tasks.sheet-too-large",
            "Tệp lớn hơn 5 MB. Hãy tải biểu mới về, hoặc lọc theo kế hoạch để biểu nhỏ lại.",
            field="file",
        )
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise Invalid(
            "tasks.sheet-old-or-locked",
            "Tệp này là Excel 97-2003 hoặc có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu dạng .xlsx.",
            field="file",
        )
    try:
        _survey(content)
        book = load_workbook(io.BytesIO(content), keep_links=False, keep_vba=False)
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    except Invalid:
        raise
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
        IndexError,
        OSError,
        EOFError,
        NotImplementedError,
    ) as damaged:
        raise Invalid(
            "tasks.no-workbook",
            "Không mở được tệp này như một biểu Excel (.xlsx); hãy tải biểu mới về và điền lại.",
            field="file",
        ) from damaged
    if not isinstance(sheet, Worksheet):
        raise Invalid("tasks.no-workbook", "Tệp không có trang tính nào.", field="file")
    return sheet


def _survey(content: bytes) -> None:
    """Look at a workbook from outside before it is taken apart: size, macros, number of cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        members = parts.infolist()
        if sum(part.file_size for part in members) > _MOST_UNPACKED or len(members) > 500:
            raise Invalid("tasks.sheet-too-large", "Tệp bung ra quá lớn.", field="file")
        if any(part.filename.lower().endswith("vbaproject.bin") for part in members):
            raise Invalid(
                "tasks.sheet-has-macros",
                "Tệp có macro nên không được nhận. Lưu lại dạng Excel thường (.xlsx) rồi tải lên.",
                field="file",
            )
        cells = rows = 0
        for part in members:
            if not re.match(r"xl/worksheets/[^/]+\.xml$", part.filename):
                continue
            with parts.open(part) as stream:
                events = etree.iterparse(
                    stream, tag=(f"{_NS}c", f"{_NS}row"), resolve_entities=False, no_network=True
                )
                for _, element in events:
                    if element.tag == f"{_NS}c":
                        cells += 1
                    else:
                        rows += 1
                        element.clear()
                    if rows > MOST_ROWS + _HEADING_WITHIN:
                        raise Invalid(
                            "tasks.sheet-too-many-rows",
                            f"Biểu có hơn {MOST_ROWS:,} dòng".replace(",", ".")
                            + "; hãy tải biểu theo từng kế hoạch và xóa các dòng thừa.",
                            field="file",
                        )
                    if cells > _MOST_CELLS:
                        raise Invalid("tasks.sheet-too-large", "Tệp có quá nhiều ô.", field="file")


def _headings(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """Find the row of headings and where each needed column stands."""
    wanted = {search_key(name): name for name in _NEEDED}
    best: dict[str, int] = {}
    for line in sheet.iter_rows(min_row=1, max_row=_HEADING_WITHIN, max_col=60):
        found: dict[str, int] = {}
        for place, cell in enumerate(line):
            name = wanted.get(search_key(_text(cell.value)))
            if name is not None:
                found.setdefault(name, place)
        if len(found) == len(_NEEDED):
            return line[0].row or 1, found
        if len(found) > len(best):
            best = found
    missing = [name for name in _NEEDED if name not in best]
    raise Invalid(
        "tasks.sheet-columns-missing",
        "Biểu thiếu cột: "
        + "; ".join(f"“{name}”" for name in missing)
        + ". Các cột này không được "
        "xóa hay đổi tên; hãy tải biểu mới về và chép nội dung sang.",
        field="file",
        missing=missing,
    )


def _merged_cells(sheet: Worksheet, top: int, columns: Mapping[str, int]) -> dict[str, str]:
    """Give, for each cell of a needed column that is part of a merge, the range merged."""
    places = set(columns.values())
    merged = {}
    for area in sheet.merged_cells.ranges:
        left, first, right, last = range_boundaries(str(area))
        for number in range(max(first or 1, top + 1), (last or 1) + 1):
            for place in range((left or 1) - 1, right or 1):
                if place in places:
                    merged[f"{get_column_letter(place + 1)}{number}"] = str(area)
    return merged


def _row(number: int, cells: Mapping[str, Any], merged: Mapping[str, str]) -> Filled:
    errors: list[CellError] = []

    def sound(name: str) -> Any:
        """Give a cell's value, or None when the cell cannot be used at all."""
        cell = cells.get(name)
        if cell is None:
            return None
        if (area := merged.get(cell.coordinate)) is not None:
            errors.append(CellError(cell.coordinate, f"Ô nằm trong vùng gộp {area}; hãy bỏ gộp ô."))
            return None
        if cell.data_type == "f":
            errors.append(
                CellError(cell.coordinate, "Ô chứa công thức; hãy dán lại dạng giá trị (Values).")
            )
            return None
        if cell.data_type == "e":
            errors.append(CellError(cell.coordinate, f"Ô báo lỗi {cell.value}; hãy nhập lại."))
            return None
        return cell.value

    found = re.fullmatch(r"NV(\d{1,15})-(\d{1,9})", _text(sound(CODE)))
    if found is None and not errors:
        where = cells[CODE].coordinate if CODE in cells else f"dòng {number}"
        errors.append(
            CellError(
                where,
                "Thiếu hoặc sai mã dòng, nên không biết là nhiệm vụ nào; chép lại mã từ biểu gốc.",
            )
        )
    percent = _percent(cells.get(PERCENT), sound(PERCENT), errors)
    note = _written(cells.get(NOTE), sound(NOTE), errors, multiline=True)
    document_number = _written(cells.get(NUMBER), sound(NUMBER), errors)
    closes_period = _mark(cells.get(PERIOD), sound(PERIOD), errors)
    done = _mark(cells.get(DONE), sound(DONE), errors)
    return Filled(
        number=number,
        task_id=int(found[1]) if found else 0,
        version=int(found[2]) if found else 0,
        percent=percent,
        note=note,
        document_number=document_number,
        closes_period=closes_period,
        done=done,
        cells={name: cell.coordinate for name, cell in cells.items()},
        errors=tuple(errors),
    )


def _percent(cell: Cell | None, value: Any, errors: list[CellError]) -> int | None:
    text = _text(value)
    if cell is None or not text:
        return None
    if isinstance(value, float) and "%" in (cell.number_format or "") and 0 <= value <= 1:
        # A cell formatted as a percentage holds the hundredth part of what is seen.
        value = round(value * 100, 6)
        text = _text(value)
    found = re.fullmatch(r"(\d{1,6})\s*%?", text)
    if isinstance(value, bool) or found is None or int(found[1]) > 100:
        errors.append(
            CellError(cell.coordinate, f"Tiến độ là số nguyên từ 0 đến 100, không phải “{text}”.")
        )
        return None
    return int(found[1])


def _written(
    cell: Cell | None, value: Any, errors: list[CellError], *, multiline: bool = False
) -> str:
    if cell is None or value is None:
        return ""
    if isinstance(value, datetime | date):
        errors.append(
            CellError(
                cell.coordinate,
                "Excel đã đổi nội dung thành ngày tháng; định dạng ô là Văn bản (Text) rồi gõ lại.",
            )
        )
        return ""
    if multiline and isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return _text(value)


def _mark(cell: Cell | None, value: Any, errors: list[CellError]) -> bool:
    text = search_key(_text(value))
    if cell is None or not text or value is False:
        return False
    if value is True or text in ("x", "co", "1"):
        return True
    errors.append(CellError(cell.coordinate, f"Ghi x, hoặc để trống; không phải “{_text(value)}”."))
    return False


def _must_name_each_task_once(filled: Iterable[Filled]) -> None:
    seen: dict[int, int] = {}
    for row in filled:
        if row.task_id and row.task_id in seen:
            raise Invalid(
                "tasks.sheet-task-twice",
                f"Dòng {seen[row.task_id]} và dòng {row.number} cùng nói về một nhiệm vụ; "
                "chỉ giữ một dòng.",
                field="file",
            )
        seen[row.task_id] = row.number


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else " ".join(str(value).split())
