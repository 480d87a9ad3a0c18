"""The weekly list as a paper in the layout of the administration, and as a sheet."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.properties import PageSetupProperties

from namro_web.foundation.clock import VIETNAM
from namro_web.leading.queries import WeeklyList
from namro_web.ui.papers import excel_file, word_file

_COLUMNS = (
    "TT",
    "Nhiệm vụ",
    "Kế hoạch",
    "Thời hạn",
    "Số ngày chậm",
    "Tiến độ",
    "Khó khăn, vướng mắc",
)
_WIDTHS = (1.2, 9.2, 3.2, 2.6, 2.0, 1.8, 5.7)
_TITLE = "DANH SÁCH NHIỆM VỤ CHẬM THỜI HẠN THEO ĐƠN VỊ"


def heading_of(shown: WeeklyList) -> str:
    """Say of which week the list is and when it was drawn up."""
    made = shown.at.astimezone(VIETNAM)
    return (
        f"Tuần {shown.week} (từ {shown.monday:%d/%m/%Y} đến {shown.sunday:%d/%m/%Y}), "
        f"tính đến {made:%H:%M} ngày {made:%d/%m/%Y}"
    )


def as_document(shown: WeeklyList) -> bytes:
    """Write the list as a Word document: names of state and body on top, room to sign below."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(2), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    head = paper.add_table(rows=1, cols=2).rows[0].cells
    _lines(head[0], [(_clean(shown.body).upper(), True)])
    _lines(
        head[1],
        [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True), ("Độc lập - Tự do - Hạnh phúc", True)],
    )
    _centred(paper.add_paragraph(), _TITLE, bold=True, size=14)
    _centred(paper.add_paragraph(), heading_of(shown), italic=True)
    if not shown.units:
        paper.add_paragraph("Không có nhiệm vụ nào chậm thời hạn.")
    else:
        table = paper.add_table(rows=1, cols=len(_COLUMNS))
        table.style = "Table Grid"
        for cell, name in zip(table.rows[0].cells, _COLUMNS, strict=True):
            _lines(cell, [(name, True)])
        for place, unit in enumerate(shown.units, start=1):
            cells = table.add_row().cells
            merged = cells[0].merge(cells[-1])
            merged.paragraphs[0].add_run(
                f"{_roman(place)}. {_clean(unit.name)}: {len(unit.tasks)} việc"
            ).bold = True
            for number, task in enumerate(unit.tasks, start=1):
                values = (
                    str(number),
                    task.text,
                    task.plan,
                    f"{task.due:%d/%m/%Y}",
                    str(task.days),
                    f"{task.percent}%",
                    task.reason,
                )
                for cell, value in zip(table.add_row().cells, values, strict=True):
                    cell.text = _clean(value)
        for row in table.rows:
            if len(set(row.cells)) == len(_COLUMNS):
                for cell, width in zip(row.cells, _WIDTHS, strict=True):
                    cell.width = Cm(width)
        paper.add_paragraph(f"Tổng cộng: {shown.total} nhiệm vụ của {len(shown.units)} đơn vị.")
    signing = paper.add_table(rows=1, cols=2).rows[0].cells
    _lines(signing[0], [("NGƯỜI LẬP", True)])
    _lines(signing[1], [("THỦ TRƯỞNG ĐƠN VỊ", True), ("(Ký, ghi rõ họ tên)", False)])
    return word_file(paper)


def as_workbook(shown: WeeklyList) -> bytes:
    """Write the list as an Excel sheet, one row a task, ready to be sorted."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Việc chậm"
    sheet.append([_TITLE])
    sheet.append([heading_of(shown)])
    sheet.append([])
    sheet.append(["Đơn vị", *_COLUMNS])
    for unit in shown.units:
        for number, task in enumerate(unit.tasks, start=1):
            sheet.append(
                [
                    _harmless(unit.name),
                    number,
                    _harmless(task.text),
                    _harmless(task.plan),
                    task.due,
                    task.days,
                    task.percent / 100,
                    _harmless(task.reason),
                ]
            )
    sheet["A1"].font = Font(bold=True, size=14)
    thin = Side(style="thin")
    for row in sheet.iter_rows(min_row=4, max_col=8):
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    for row in range(5, sheet.max_row + 1):
        sheet.cell(row, 5).number_format = "dd/mm/yyyy"
        sheet.cell(row, 7).number_format = "0%"
    for letter, width in zip("ABCDEFGH", (28, 6, 60, 22, 13, 10, 9, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "4:4"
    return excel_file(book)


def _lines(cell: Any, lines: list[tuple[str, bool]]) -> None:
    for place, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _centred(paragraph, text, bold=bold)


def _centred(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, size: int = 0
) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)


def _roman(number: int) -> str:
    written = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):  # fmt: skip
        written += sign * (number // value)
        number %= value
    return written


def _clean(text: str) -> str:
    """Leave out what a file of Office cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")


def _harmless(text: str) -> str:
    """Keep a text that begins like a formula from becoming one."""
    plain = _clean(text)
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t")) else plain
