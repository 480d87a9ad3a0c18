"""The coverage as a Word document, to be sent to whoever writes the plan."""

from __future__ import annotations

from datetime import datetime

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Cm, Pt

import namro
from namro.model.alignment import Alignment, Answer
from namro_web.ui.papers import word_file

_TITLES = {
    Answer.MISSING: "Chưa có",
    Answer.WEAKER: "Yếu hơn",
    Answer.LATER: "Muộn hơn",
    Answer.CHECK: "Cần xem",
    Answer.COVERED: "Đã cụ thể hóa",
}
_COLUMNS = ("STT", "Yêu cầu cấp trên", "Kế hoạch trả lời bằng", "Nhận xét")
_WIDTHS = (1.4, 10.0, 10.0, 4.2)


def as_document(alignment: Alignment, *, at: datetime) -> bytes:
    """Write the coverage as a Word document: what is wanting first."""
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    section = paper.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Cm(2)
    paper.add_heading("BẢNG ĐỐI CHIẾU VỚI VĂN BẢN CẤP TRÊN", level=1)
    paper.add_paragraph(f"Kế hoạch: {_clean(alignment.child.title)}")
    above = alignment.parent
    paper.add_paragraph(f"Văn bản cấp trên: {_clean(f'{above.number} {above.title}')}")
    counts = "; ".join(
        f"{_TITLES[answer].lower()}: {alignment.counts[answer]}" for answer in _TITLES
    )
    paper.add_paragraph(f"Lập lúc {at:%H:%M} ngày {at:%d/%m/%Y}. {counts[:1].upper()}{counts[1:]}.")
    if above.note:
        paper.add_paragraph(_clean(above.note))
    for answer, title in _TITLES.items():
        listed = [one for one in alignment.coverage if one.answer is answer]
        if not listed:
            continue
        paper.add_heading(f"{title} ({len(listed)})", level=2)
        table = paper.add_table(rows=1, cols=len(_COLUMNS))
        table.style = "Table Grid"
        for cell, name in zip(table.rows[0].cells, _COLUMNS, strict=True):
            cell.text = name
        for number, one in enumerate(listed, start=1):
            answers = []
            for match in one.matches:
                child = alignment.child.item(match.child)
                answers.append(
                    " ".join(filter(None, (child.text, _promise(namro.written_value(child)))))
                )
            remarks = [one.reason, "" if one.item.verified else "mục cấp trên chưa kiểm chứng"]
            asked = " ".join(filter(None, (one.item.text, _promise(namro.written_value(one.item)))))
            values = (
                str(number),
                asked,
                "\n".join(answers) or "–",
                "; ".join(filter(None, remarks)),
            )
            for cell, value in zip(table.add_row().cells, values, strict=True):
                cell.text = _clean(value)
        for row in table.rows:
            for cell, width in zip(row.cells, _WIDTHS, strict=True):
                cell.width = Cm(width)
    return word_file(paper)


def _promise(text: str) -> str:
    return f"[{text}]" if text else ""


def _clean(text: str) -> str:
    """Leave out what a Word file cannot hold."""
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
