"""Reading: bytes of any kind we know → a source document, or an error that says what to do."""

from __future__ import annotations

import hashlib
import logging

from namro.errors import DamagedDocument, EmptyDocument, ReadError
from namro.model.source import SourceDocument
from namro.reading.assembling import Mender, Reading
from namro.reading.budgets import DEFAULT, Budgets
from namro.reading.encodings import find_mender
from namro.reading.formats import Kind, find_kind, refuse_secret
from namro.vietnamese.normalise import compose
from namro.vietnamese.secrecy import find_secrecy_in_name, find_secrecy_mark

__all__ = ["DEFAULT", "Budgets", "read_document"]

_log = logging.getLogger("namro.reading")


def read_document(data: bytes, *, name: str = "", budgets: Budgets = DEFAULT) -> SourceDocument:
    """Read a file by what it contains; its name is only used in messages.

    Args:
        data: The whole file.
        name: Its name, looked at for a secrecy mark.
        budgets: How much the file may ask for.

    Raises:
        ReadError: One of its kinds; see ``namro.errors``. Nothing else, whatever the bytes are.
    """
    budgets.check_bytes(len(data))
    refuse_secret(find_secrecy_in_name(name))
    try:
        reading = _read(find_kind(data, budgets), data, budgets)
        budgets.check_characters(len(reading.text))
    except ReadError:
        raise
    # The one place where a format's library may fail in a way of its own: hostile or broken bytes
    # reach code that is not ours. The log names the kind of failure, never the content.
    except Exception as error:
        _log.warning("a reader failed with %s", type(error).__name__)
        raise DamagedDocument(
            "Tệp bị hỏng, không đọc được. Hãy mở thử bằng chương trình đã tạo ra nó, lưu lại rồi gửi lại."
        ) from error
    refuse_secret(_secrecy_of(reading))
    if not reading.blocks:
        raise EmptyDocument("Tệp không có nội dung chữ. Hãy kiểm tra và gửi lại đúng tệp.")
    return SourceDocument(
        name=compose(name),
        format=reading.format,
        text=reading.text,
        blocks=tuple(reading.blocks),
        sha256=hashlib.sha256(data).hexdigest(),
        pages=reading.pages,
        furniture=tuple(reading.furniture),
        notes=tuple(dict.fromkeys(reading.notes)),
    )


def _read(kind: Kind, data: bytes, budgets: Budgets) -> Reading:
    # Each format's libraries load only when a file needs them.
    if kind is Kind.TEXT:
        from namro.reading.markdown import read_text

        return read_text(data, budgets)
    reading = _read_marked_up(kind, data, budgets, None)
    repair = find_mender(reading.text)
    if repair is None:
        return reading
    # Which encoding it is shows only in the whole; so the file is read once more.
    mend, note = repair
    mended = _read_marked_up(kind, data, budgets, mend)
    mended.notes.append(note)
    return mended


def _read_marked_up(kind: Kind, data: bytes, budgets: Budgets, mend: Mender | None) -> Reading:
    if kind is Kind.DOCX:
        from namro.reading.docx import read_docx

        return read_docx(data, budgets, mend)
    if kind is Kind.PDF:
        from namro.reading.pdf import read_pdf

        return read_pdf(data, budgets, mend)
    if kind is Kind.HTML:
        from namro.reading.html import read_html

        return read_html(data, budgets, mend)
    from namro.reading.xlsx import read_xlsx

    return read_xlsx(data, budgets, mend)


def _secrecy_of(reading: Reading) -> str | None:
    lines = [*reading.asides, *reading.furniture]
    for block in reading.blocks:
        if block.table is None:
            lines.append(f"{block.marker} {block.text}" if block.marker else block.text)
        else:
            lines.extend(
                part for row in block.table.rows for cell in row.cells for part in cell.parts
            )
    return find_secrecy_mark("\n".join(line.replace("\n", " ") for line in lines))
