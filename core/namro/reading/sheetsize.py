"""Measures what the sheets of an Excel file would unfold to, before anything unfolds them.

A sheet is stored as the cells that hold something, each with its place. Two cells, one at each end
of a sheet, make a grid of seventeen thousand million places; a text stored once can stand in every
cell. The library that reads sheets lays all of it out at once and takes the whole process down when
the memory ends, so the places and texts are added up first.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from typing import Any

from namro.errors import DamagedDocument, ReadError, UnsupportedFormat
from namro.reading.budgets import Budgets
from namro.reading.formats import read_part

_DAMAGED = "Tệp Excel bị hỏng bên trong. Hãy mở bằng Excel, lưu lại rồi gửi lại."
_REFERENCE = re.compile(r"([A-Za-z]{1,7})([0-9]{1,10})")
_EDGES = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_CODES = re.compile(r"""&(?:"[^"]*"|K[0-9A-Fa-f]{6}|[0-9]+|[A-Z])""")
_SHEET, _STRINGS = b"worksheet", b"sst"


def check_sheets(container: zipfile.ZipFile, budgets: Budgets) -> list[str]:
    """Look at every sheet of a workbook, whatever it is called and whether it is shown.

    Returns:
        The lines printed at the head and foot of its pages.

    Raises:
        DocumentTooLarge: A sheet reaches too far, or its texts repeated are too long.
        DamagedDocument: A part is not well-formed.
        UnsupportedFormat: The sheets are stored in Excel's binary form.
    """
    repeated: Counter[int] = Counter()
    texts: list[int] = []
    printed: list[str] = []
    for name in container.namelist():
        if name.lower().endswith("workbook.bin"):
            raise UnsupportedFormat(
                "Tệp là bảng Excel dạng nhị phân (.xlsb). Hãy mở bằng Excel, lưu thành .xlsx rồi gửi lại."
            )
        content = read_part(container, name, budgets)
        if _SHEET in content:
            _measure(content, budgets, repeated, printed)
        if _STRINGS in content:
            texts = max(texts, _lengths(content), key=sum)
    if texts:
        # A place that no text has is read as an error by the library, not by us.
        characters = sum(
            number * texts[index] for index, number in repeated.items() if index < len(texts)
        )
        budgets.check_characters(characters)
    return printed


def _measure(content: bytes, budgets: Budgets, repeated: Counter[int], printed: list[str]) -> None:
    """Add up one sheet: how far its filled cells reach, and which texts they show."""
    if not _is_markup(content):
        return
    rows = columns = row = column = 0
    for element in _elements(content, ("row", "c", *_EDGES)):
        if element.tag.endswith("}row") or element.tag == "row":
            column = 0
            row = max(row + 1, _whole(element.get("r")))
            continue
        if not element.tag.endswith("c"):
            printed.extend(_CODES.sub("\n", element.text or "").split("\n"))
            continue
        found = _REFERENCE.fullmatch(element.get("r", ""))
        column = _column(found.group(1)) if found else column + 1
        line = int(found.group(2)) if found else row + 1
        value = "".join(map(str, element.itertext()))
        if not value:
            continue
        rows, columns = max(rows, line), max(columns, column)
        budgets.check_cells(rows * columns)
        if element.get("t") == "s" and value.strip().isdigit():
            repeated[_whole(value.strip())] += 1


def _lengths(content: bytes) -> list[int]:
    """Give how long each shared text is, in the order in which cells number them."""
    if not _is_markup(content):
        return []
    return [sum(len(str(part)) for part in one.itertext()) for one in _elements(content, ("si",))]


def _elements(content: bytes, names: tuple[str, ...]) -> Any:
    try:
        from lxml import etree
    except ImportError as error:
        raise ReadError(
            "Máy chưa cài thư viện đọc Excel. Hãy cài namro[xlsx] rồi thử lại.",
            code="read.missing-library",
        ) from error
    wanted = [f"{{*}}{name}" for name in names]
    # Read as the library reads it, whatever the part says of its own letters.
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        tag=wanted,
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for event, element in events:
            # A row counts where it begins; cells and texts when they are whole.
            if (event == "start") == element.tag.endswith("row"):
                yield element
            if event == "end":
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise DamagedDocument(_DAMAGED) from error


def _is_markup(content: bytes) -> bool:
    return content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 11 else 0
