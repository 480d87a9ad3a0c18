"""Word and Excel files on their way out: labelled, where the installation's data are invented."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from django.conf import settings
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem

if TYPE_CHECKING:
    from docx.document import Document

LABEL = "Dữ liệu mô phỏng"
_SENTENCE = (
    "Dữ liệu mô phỏng, chỉ để trình diễn: kế hoạch là văn bản thật; người, đơn vị thực hiện, tiến độ và "
    "con số trong tệp này không có thật."
)
_RED = "C0392B"


def word_file(paper: Document) -> bytes:
    """Save a document, with the label at the head of every page where data are invented."""
    if settings.DEMO_DATA:
        for section in paper.sections:
            line = section.header.paragraphs[0]
            line.text = LABEL
            line.runs[0].bold = True
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def excel_file(book: Workbook) -> bytes:
    """Save a workbook, with the label on every printed page and on a sheet of its own where data are invented.

    The sheets themselves stay as they are: some are filled in and read back.
    """
    if settings.DEMO_DATA:
        for sheet in book.worksheets:
            head = HeaderFooterItem()
            head.center.text = LABEL
            sheet.HeaderFooter.oddHeader = head
        notice = book.create_sheet(LABEL)
        notice.sheet_properties.tabColor = _RED
        notice.append([_SENTENCE])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def excel_bytes(data: bytes) -> bytes:
    """Give a workbook that the library wrote, labelled like the others."""
    if not settings.DEMO_DATA:
        return data
    return excel_file(load_workbook(io.BytesIO(data)))


def file_name(name: str) -> str:
    """Name a file that has no room for the label inside, as CSV."""
    return f"mo-phong-{name}" if settings.DEMO_DATA else name
