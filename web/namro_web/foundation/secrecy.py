"""The gate for state secrets: what carries a mark goes no further, and a line says so.

Every door asks here (``ui.secrecy_gate`` for what comes over the web). Whoever refuses notes it;
the notes become lines of history when the request is over, outside the transaction that was
rolled back with the refusal. A note names the mark and the place, never the content.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import namro
from namro_web.foundation.errors import Invalid

CODE = "foundation.secret"
# A mark among this much of a spreadsheet's text is found; no office's workbook unpacks to more.
MOST_UNPACKED = 60 * 1024 * 1024
_PLAIN_NAME = re.compile(r"[^\w.\-\[\] ]+")
_TEXTS = re.compile(
    rb"^xl/(?:sharedStrings|comments\d*|comments/[^/]+|threadedComments/[^/]+|worksheets/[^/]+|workbook|drawings/[^/]+)\.xml$"
)
_ITEM = re.compile(r"<(si|is|text|a:p)\b[^>]*>(.*?)</\1>", re.DOTALL)
_RUN = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>|<v>([^<]*)</v>")
_SHEET_NAME = re.compile(r"<sheet\b[^>]*\bname=\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Note:
    """That something was refused: which mark, and in what."""

    mark: str
    where: str


_notes: ContextVar[list[Note] | None] = ContextVar("secrecy_notes", default=None)


@contextmanager
def noting() -> Iterator[list[Note]]:
    """Gather what is refused inside the ``with`` block."""
    notes: list[Note] = []
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def note(mark: str, *, where: str) -> None:
    """Note a refusal for history; outside a request there is nobody to note it for."""
    notes = _notes.get()
    if notes is not None:
        notes.append(Note(mark, _PLAIN_NAME.sub("", where)[:80]))


def must_be_open(text: str, *, where: str, field: str | None = None) -> None:
    """Let a text pass that carries no state-secret mark.

    Args:
        text: What somebody wants to keep here.
        where: What it is, for the person and for history.
        field: The argument at fault.

    Raises:
        Invalid: It carries one. The mark is named, the text is not repeated. Or it carries a null
            character: no database keeps that, and a mark could be hidden behind it.
    """
    if "\x00" in text:
        raise Invalid(
            "foundation.null-character",
            f"Phần {_PLAIN_NAME.sub('', where)[:80]} có ký tự rỗng (NUL) không lưu được. Hãy xoá ký tự ấy "
            "hoặc gõ lại nội dung.",
            field=field,
        )
    _refuse(namro.find_secrecy_mark(text), where=where, field=field)


def must_be_open_file(name: str, data: bytes, *, field: str | None = None) -> None:
    """Let a file pass whose name carries no mark, nor a cell if it is a spreadsheet or plain text.

    Papers (PDF, Word) are read by the actions that keep them.

    Raises:
        Invalid: There is a mark in its name or among its cells.
    """
    mark = namro.find_secrecy_in_name(name) or namro.find_secrecy_mark(name)
    _refuse(mark, where="tên tệp", field=field)
    for cell in _cells(data):
        _refuse(namro.find_secrecy_mark(cell), where="ô của bảng tính", field=field)


def must_be_open_json(value: Any, *, path: str = "") -> None:
    """Let through what a program sends, every text of it looked at, names of fields too.

    Raises:
        Invalid: One of the texts carries a mark.
    """
    if isinstance(value, str):
        must_be_open(value, where=f"trường {path}", field=path or None)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            must_be_open(str(name), where="tên trường")
            must_be_open_json(inner, path=f"{path}.{name}" if path else str(name))
    elif isinstance(value, Sequence):
        for place, inner in enumerate(value):
            must_be_open_json(inner, path=f"{path}.{place}" if path else str(place))


def _refuse(mark: str | None, *, where: str, field: str | None) -> None:
    if mark is None:
        return
    note(mark, where=where)
    raise Invalid(
        CODE,
        f"Phần {_PLAIN_NAME.sub('', where)[:80]} mang dấu chỉ độ mật “{mark}”. Hệ thống này không được "
        "lưu bí mật nhà nước (Luật 117/2025/QH15); không có gì được ghi lại. Hãy bỏ nội dung ấy và "
        "xử lý theo quy định về bảo vệ bí mật nhà nước.",
        field=field,
        mark=mark,
    )


def _cells(data: bytes) -> Iterator[str]:
    """Give the texts of a spreadsheet, cell by cell; nothing for any other kind of file."""
    if not data.startswith(b"PK\x03\x04"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = [part for part in book.infolist() if _TEXTS.match(part.filename.encode())]
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Invalid(
                    "foundation.sheet-too-large",
                    "Bảng tính bung ra quá lớn nên không kiểm tra được; hãy chia nhỏ tệp.",
                    field="file",
                )
            for part in parts:
                yield from _texts_of(book.read(part).decode("utf-8", errors="replace"))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError):
        # Damaged or locked: whoever opens it says so; nothing of it can be kept unread.
        return


def _texts_of(xml: str) -> Iterator[str]:
    for name in _SHEET_NAME.findall(xml):
        yield html.unescape(name)
    for _, inside in _ITEM.findall(xml):
        yield html.unescape("".join(text or value for text, value in _RUN.findall(inside)))
    # A formula keeps the text it gave beside it.
    for value in re.findall(r"<c\b[^>]*\bt=\"str\"[^>]*>.*?<v>([^<]*)</v>", xml, re.DOTALL):
        yield html.unescape(value)
