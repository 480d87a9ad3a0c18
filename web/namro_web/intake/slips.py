"""“Phiếu đề nghị làm rõ”: what is unclear in a plan, sent back to those who write it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.http import HttpResponse
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from namro_web.foundation.errors import Missing
from namro_web.intake.unclear import Unclear, lacks_of
from namro_web.tasks.spreadsheets import harmless
from namro_web.ui.papers import excel_file, word_file

TITLE = "PHIẾU ĐỀ NGHỊ LÀM RÕ"
COLUMNS = (
    ("STT", 1.2, 6),
    ("Mục", 1.8, 10),
    ("Vị trí", 2.8, 22),
    ("Nội dung văn bản ghi", 6.6, 60),
    ("Chưa rõ", 2.6, 18),
    ("Chưa rõ ở chỗ nào", 4.6, 40),
    ("Đề nghị ghi", 4.8, 46),
    ("Trả lời của đơn vị soạn thảo", 3.2, 40),
)
MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rows_of(shown: Unclear) -> list[tuple[str, ...]]:
    """Give the rows of the slip: one for each thing that is unclear."""
    return [
        (
            str(number),
            one.statement.tag,
            one.statement.place,
            one.statement.text,
            lack.name + (" (chặn ban hành)" if lack.blocks and not one.waived else ""),
            lack.unclear,
            lack.suggestion,
            "",
        )
        for number, (one, lack) in enumerate(lacks_of(shown.rows), start=1)
    ]


def heading_of(shown: Unclear, *, at: datetime) -> list[str]:
    """Give the lines above the table."""
    plan = " ".join(part for part in (shown.number, shown.title) if part)
    lines = [f"Văn bản: {plan}"]
    if shown.issuer:
        lines.append(f"Kính gửi: đơn vị soạn thảo, {shown.issuer}")
    score = "" if shown.score is None else f" Điểm rõ: {shown.score}/100."
    held = f" {len(shown.held)} nhiệm vụ chưa ban hành được." if shown.can_wait else ""
    lines.append(
        f"Lập lúc {at:%H:%M} ngày {at:%d/%m/%Y}. "
        f"{len(shown.rows)}/{shown.total} nhiệm vụ có chỗ chưa rõ.{held}{score}"
    )
    return lines


def as_docx(shown: Unclear, *, at: datetime) -> bytes:
    """Write the slip as a Word document."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1)
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(TITLE)
    run.bold, run.font.size = True, Pt(14)
    for line in heading_of(shown, at=at):
        paper.add_paragraph(_clean(line))
    rows = rows_of(shown)
    if not rows:
        paper.add_paragraph("Không còn chỗ nào chưa rõ.")
    else:
        table = paper.add_table(rows=1, cols=len(COLUMNS))
        table.style = "Table Grid"
        table.autofit = False
        for cell, (name, _, _) in zip(table.rows[0].cells, COLUMNS, strict=True):
            cell.text = ""
            cell.paragraphs[0].add_run(name).bold = True
        for row in rows:
            for cell, value in zip(table.add_row().cells, row, strict=True):
                cell.text = _clean(value)
        for row_drawn in table.rows:
            for cell, (_, width, _) in zip(row_drawn.cells, COLUMNS, strict=True):
                cell.width = Cm(width)
    paper.add_paragraph()
    paper.add_paragraph("Đề nghị đơn vị soạn thảo ghi trả lời ở cột cuối và gửi lại.")
    return word_file(paper)


def as_xlsx(shown: Unclear, *, at: datetime) -> bytes:
    """Write the slip as a workbook; no cell becomes a formula."""
    book = Workbook()
    sheet = cast("Worksheet", book.active)
    sheet.title = "Phiếu đề nghị làm rõ"
    sheet.append([TITLE])
    sheet["A1"].font = Font(bold=True, size=14)
    for line in heading_of(shown, at=at):
        sheet.append([harmless(line)])
    sheet.append([])
    sheet.append([name for name, _, _ in COLUMNS])
    head = sheet.max_row
    for cell in sheet[head]:
        cell.font = Font(bold=True)
    for row in rows_of(shown):
        sheet.append([int(row[0]), *(harmless(value) for value in row[1:])])
    for index, (_, _, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for line_of_cells in sheet.iter_rows(min_row=head):
        for cell in line_of_cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"A{head + 1}"
    return excel_file(book)


def answer(shown: Unclear, kind: str, name: str, *, at: datetime) -> HttpResponse:
    """Hand the slip out as a file.

    Raises:
        Missing: There is no slip of that kind.
    """
    write = {"docx": as_docx, "xlsx": as_xlsx}.get(kind)
    if write is None:
        raise Missing("intake.no-such-slip", "Chỉ có phiếu dạng Word (docx) và Excel (xlsx).")
    response = HttpResponse(write(shown, at=at), content_type=MEDIA[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _clean(text: str) -> str:
    """Leave out what a Word file cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
