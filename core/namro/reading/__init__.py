"""Reading: bytes of any kind we know → a source document, or an error that says what to do."""

from __future__ import annotations

import hashlib

from namro.errors import DamagedDocument, EmptyDocument
from namro.model.source import SourceDocument, SourceFormat
from namro.reading.budgets import DEFAULT, Budgets

__all__ = ["DEFAULT", "Budgets", "read_document"]


def read_document(data: bytes, *, name: str = "", budgets: Budgets = DEFAULT) -> SourceDocument:
    """Read a file by what it contains; its name is only used in messages.

    Raises:
        ReadError: One of its kinds; see ``namro.errors``.
    """
    from namro.reading.markdown import read_markdown

    budgets.check_bytes(len(data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DamagedDocument("Tệp văn bản bị lỗi bảng mã.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks, furniture, pages = read_markdown(text, budgets)
    if not blocks:
        raise EmptyDocument("Tệp không có nội dung. Hãy kiểm tra và gửi lại đúng tệp.")
    return SourceDocument(
        name=name,
        format=SourceFormat.MARKDOWN,
        text=text,
        blocks=tuple(blocks),
        sha256=hashlib.sha256(data).hexdigest(),
        pages=pages,
        furniture=tuple(furniture),
    )
