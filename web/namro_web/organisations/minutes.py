"""The minutes of a handover as a Word document, to be signed."""

from __future__ import annotations

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from namro_web.foundation.clock import VIETNAM
from namro_web.organisations.standing import Minutes
from namro_web.ui.papers import word_file

_COLUMNS = (("STT", 1.2), ("Nội dung", 8.3), ("Loại", 3.2), ("Người nhận, kết quả", 4.3))


def as_document(minutes: Minutes) -> bytes:
    """Write the minutes as an official paper is laid out: heading, both sides, the list, signatures."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    head = paper.add_table(rows=1, cols=2).rows[0].cells
    _centred(head[0], _clean(minutes.body).upper(), _clean(minutes.unit).upper())
    _centred(head[1], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    paper.add_paragraph()
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("BIÊN BẢN BÀN GIAO CÔNG VIỆC")
    run.bold, run.font.size = True, Pt(15)
    at = minutes.at.astimezone(VIETNAM)
    paper.add_paragraph(f"Lập lúc {at:%H:%M} ngày {at:%d/%m/%Y}, gồm:")
    paper.add_paragraph(f"Người bàn giao: {_clean(minutes.person)}, {_clean(minutes.title)}.")
    takers = "; ".join(minutes.takers) or "chưa có, cơ quan thường trực phân công"
    paper.add_paragraph(f"Người nhận bàn giao: {_clean(takers)}.")
    if minutes.post_ends:
        paper.add_paragraph(f"Người bàn giao thôi giữ vị trí từ ngày {minutes.post_ends:%d/%m/%Y}.")
    paper.add_paragraph(f"Nội dung bàn giao ({len(minutes.lines)} mục):")
    table = paper.add_table(rows=1, cols=len(_COLUMNS))
    table.style = "Table Grid"
    for cell, (name, _) in zip(table.rows[0].cells, _COLUMNS, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    for line in minutes.lines:
        values = (str(line.number), line.text, line.label, line.taker or line.outcome)
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = _clean(value)
    for row in table.rows:
        for cell, (_, width) in zip(row.cells, _COLUMNS, strict=True):
            cell.width = Cm(width)
    paper.add_paragraph()
    signed = paper.add_table(rows=1, cols=3).rows[0].cells
    for cell, words in zip(
        signed, ("NGƯỜI BÀN GIAO", "NGƯỜI NHẬN BÀN GIAO", "XÁC NHẬN CỦA ĐƠN VỊ"), strict=True
    ):
        _centred(cell, words, "(ký, ghi rõ họ tên)")
    return word_file(paper)


def _centred(cell: object, *lines: str) -> None:
    first, *rest = lines
    paragraph = cell.paragraphs[0]  # type: ignore[attr-defined]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(first).bold = True
    for line in rest:
        paragraph = cell.add_paragraph(line)  # type: ignore[attr-defined]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _clean(text: str) -> str:
    """Leave out what a Word file cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
