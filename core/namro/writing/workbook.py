"""An Excel workbook that an office can use at once: sort, filter, fill in, print.

Text cells are always text: a cell that begins with =, +, - or @ would otherwise be a formula, and a
plan typed by strangers must not be able to run one on the reader's machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties

from namro.model.deadline import ByDate, Continuous, Recurring
from namro.model.finding import Finding
from namro.model.plan import DueDate, Operator, Origin, Plan
from namro.writing.contract import plain_number
from namro.writing.terminal import SEVERITY_WORDS, deadline_words, title_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

STATUSES = ("Chưa thực hiện", "Đang thực hiện", "Hoàn thành", "Tạm dừng", "Huỷ")
"""What the status column of the task sheet offers."""

Value = str | int | float | date | None

_SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.MORE_THAN: ">",
    Operator.EQUAL: "=",
    Operator.AT_MOST: "≤",
    Operator.LESS_THAN: "<",
}
_ORIGINS = {Origin.BODY: "Thân văn bản", Origin.ANNEX: "Phụ lục"}
_LONGEST_CELL = 32_767
_A4 = 9

_TITLE = Font(name="Times New Roman", size=14, bold=True)
_SUBTITLE = Font(name="Times New Roman", size=11, italic=True)
_HEAD = Font(name="Times New Roman", size=11, bold=True, color="FFFFFF")
_TEXT = Font(name="Times New Roman", size=11)
_HEAD_FILL = PatternFill("solid", fgColor="1F4E79")
_THIN = Side(style="thin", color="BFBFBF")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAP = Alignment(wrap_text=True, vertical="top")
_CENTRE = Alignment(wrap_text=True, vertical="top", horizontal="center")
_HEAD_PLACE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_HEAD_ROW = 3


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its header, its width in characters, whether its cells are centred."""

    header: str
    width: float
    centred: bool = False
    number_format: str = "General"


def workbook(plan: Plan, findings: Iterable[Finding] = ()) -> bytes:
    """Give the workbook: targets, tasks, reporting duties, citations, findings.

    Each thing stands once, as in the programme: a body sentence that an annex row repeats is left
    out. The last column of every sheet is the line of the source.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = _safe(title_of(plan))
    book.properties.creator = "Năm Rõ"
    _targets(book, plan)
    _tasks(book, plan)
    _duties(book, plan)
    _citations(book, plan)
    _findings(book, plan, tuple(findings))
    stored = BytesIO()
    book.save(stored)
    return stored.getvalue()


def _targets(book: Workbook, plan: Plan) -> None:
    columns = (
        _Column("TT", 5, centred=True),
        _Column("Chỉ tiêu", 60),
        _Column("Dấu", 6, centred=True),
        _Column("Mức phấn đấu", 11, centred=True, number_format="#,##0.####"),
        _Column("Đơn vị tính", 12, centred=True),
        _Column("Đến ngày", 12, centred=True, number_format="dd/mm/yyyy"),
        _Column("Chủ trì", 24),
        _Column("Phối hợp", 24),
        _Column("Nguồn", 13, centred=True),
        _Column("Dòng", 7, centred=True),
    )
    rows: list[Sequence[Value]] = []
    stated: set[int] = set()
    for index in plan.programme_targets:
        target = plan.targets[index]
        row = None if target.indicator is None else plan.indicators[target.indicator]
        if target.indicator is not None:
            stated.add(target.indicator)
        rows.append(
            (
                None,
                target.subject,
                _SIGNS[target.operator],
                _number(target.value),
                target.unit,
                target.horizon,
                "; ".join(row.lead) if row else None,
                "; ".join(row.coordinating) if row else None,
                _ORIGINS[target.origin],
                target.line,
            )
        )
    for index, indicator in enumerate(plan.indicators):
        if index in stated:
            continue
        # A row without a number is still a promise the office has to answer for.
        rows.append(
            (
                None,
                indicator.name,
                None,
                None if indicator.value is not None else indicator.target_raw,
                indicator.unit,
                indicator.horizon,
                "; ".join(indicator.lead),
                "; ".join(indicator.coordinating),
                _ORIGINS[Origin.ANNEX],
                indicator.line,
            )
        )
    _sheet(book, "Chỉ tiêu", plan, columns, rows)


def _tasks(book: Workbook, plan: Plan) -> None:
    columns = (
        _Column("TT", 5, centred=True),
        _Column("Số trong văn bản", 9, centred=True),
        _Column("Nhiệm vụ", 60),
        _Column("Chủ trì", 22),
        _Column("Phối hợp", 24),
        _Column("Kết quả, sản phẩm", 26),
        _Column("Thời hạn", 18),
        _Column("Đến ngày", 12, centred=True, number_format="dd/mm/yyyy"),
        _Column("Trạng thái", 15, centred=True),
        _Column("Mục", 28),
        _Column("Dòng", 7, centred=True),
    )
    rows: list[Sequence[Value]] = []
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        section = None if task.section is None else plan.sections[task.section]
        day = task.deadline.day if isinstance(task.deadline, ByDate) else None
        if isinstance(task.deadline, Recurring | Continuous):
            day = task.deadline.until
        rows.append(
            (
                None,
                task.no,
                task.text,
                "; ".join(task.lead),
                "; ".join(task.coordinating),
                task.deliverable,
                task.deadline_raw or deadline_words(task.deadline),
                day,
                STATUSES[0],
                f"{section.label or ''} {section.title}".strip() if section else None,
                task.line,
            )
        )
    sheet = _sheet(book, "Nhiệm vụ", plan, columns, rows)
    offered = DataValidation(
        type="list",
        formula1='"' + ",".join(STATUSES) + '"',
        allow_blank=True,
        showErrorMessage=True,
        errorTitle="Trạng thái",
        error="Chọn một trạng thái trong danh sách.",
    )
    sheet.add_data_validation(offered)
    # A few hundred rows more, for the tasks an office adds by hand.
    offered.add(f"I{_HEAD_ROW + 1}:I{_HEAD_ROW + len(rows) + 200}")


def _duties(book: Workbook, plan: Plan) -> None:
    columns = (
        _Column("TT", 5, centred=True),
        _Column("Cơ quan, người thực hiện", 28),
        _Column("Trách nhiệm", 64),
        _Column("Báo cáo về", 24),
        _Column("Qua", 22),
        _Column("Kỳ báo cáo", 18),
        _Column("Hạn gửi", 24),
        _Column("Dòng", 7, centred=True),
    )
    rows = [
        (
            None,
            duty.actor,
            duty.duty,
            duty.report_to,
            duty.report_via,
            "; ".join(duty.report_periods),
            "; ".join(_due(day) for day in duty.due_dates),
            duty.line,
        )
        for duty in plan.obligations
    ]
    _sheet(book, "Chế độ báo cáo", plan, columns, rows)


def _citations(book: Workbook, plan: Plan) -> None:
    columns = (
        _Column("TT", 5, centred=True),
        _Column("Loại văn bản", 20),
        _Column("Số, ký hiệu", 20),
        _Column("Ngày", 12, centred=True, number_format="dd/mm/yyyy"),
        _Column("Cơ quan ban hành", 40),
        _Column("Số lần nhắc", 9, centred=True),
        _Column("Dòng", 7, centred=True),
    )
    rows = [
        (
            None,
            item.kind,
            item.number,
            item.date,
            item.issuer,
            max(len(item.mentions), 1),
            item.line,
        )
        for item in plan.citations
    ]
    _sheet(book, "Căn cứ", plan, columns, rows)


def _findings(book: Workbook, plan: Plan, findings: tuple[Finding, ...]) -> None:
    columns = (
        _Column("TT", 5, centred=True),
        _Column("Mức", 11, centred=True),
        _Column("Quy tắc", 10, centred=True),
        _Column("Phát hiện", 80),
        _Column("In là", 26),
        _Column("Nên là", 26),
        _Column("Dòng", 7, centred=True),
    )
    rows = [
        (
            None,
            SEVERITY_WORDS[item.severity],
            item.rule,
            item.message,
            item.printed,
            item.suggestion,
            item.line,
        )
        for item in findings
    ]
    _sheet(book, "Phát hiện", plan, columns, rows)


def _sheet(
    book: Workbook,
    name: str,
    plan: Plan,
    columns: Sequence[_Column],
    rows: Sequence[Sequence[Value]],
) -> Worksheet:
    sheet: Worksheet = book.create_sheet(name)
    last = get_column_letter(len(columns))
    for row, (words, font) in enumerate(
        ((title_of(plan), _TITLE), (f"{name}: {len(rows)} dòng. {_particulars(plan)}", _SUBTITLE)),
        start=1,
    ):
        sheet.merge_cells(f"A{row}:{last}{row}")
        cell = _put(sheet, row, 1, words)
        cell.font = font
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    width = sum(column.width for column in columns)
    sheet.row_dimensions[1].height = 20 * max(1, -(-len(title_of(plan)) // int(width * 0.8)))
    for number, column in enumerate(columns, start=1):
        cell = _put(sheet, _HEAD_ROW, number, column.header)
        cell.font, cell.fill, cell.border, cell.alignment = _HEAD, _HEAD_FILL, _BOX, _HEAD_PLACE
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for order, values in enumerate(rows, start=1):
        for number, (column, value) in enumerate(zip(columns, values, strict=True), start=1):
            cell = _put(sheet, _HEAD_ROW + order, number, order if number == 1 else value)
            cell.font, cell.border = _TEXT, _BOX
            cell.alignment = _CENTRE if column.centred else _WRAP
            if not isinstance(value, str):
                cell.number_format = column.number_format
    end = _HEAD_ROW + max(len(rows), 1)
    sheet.freeze_panes = f"C{_HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{last}{end}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.print_area = f"A1:{last}{end}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("Trang &P/&N"))
    return sheet


def _put(sheet: Worksheet, row: int, column: int, value: Value) -> Cell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError("a merged cell holds no value of its own")
    if isinstance(value, str):
        cell.value = _safe(value)
        # openpyxl takes a leading "=" for a formula; whatever a plan prints is text.
        cell.data_type = "s"
        if value[:1] in ("=", "+", "-", "@", "\t", "\r"):
            cell.quotePrefix = True
    else:
        cell.value = value
    return cell


def _safe(text: str) -> str:
    """Give a text without the control characters that a workbook cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", text)[:_LONGEST_CELL]


def _number(value: Decimal) -> int | float:
    return plain_number(value)


def _particulars(plan: Plan) -> str:
    header = plan.header
    parts = [
        f"Số {header.number}" if header.number else "",
        f"ngày {header.date:%d/%m/%Y}" if header.date else "",
        header.issuer or "",
    ]
    return ", ".join(part for part in parts if part)


def _due(day: DueDate) -> str:
    words = f"{day.day:02}"
    words += f"/{day.month:02}" if day.month else " hằng tháng"
    if day.year:
        words += f"/{day.year}"
    return f"{day.period}: {words}" if day.period else words
