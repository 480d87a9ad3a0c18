"""Rows of a workbook that follows one of our templates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

from namro_web.foundation.errors import Invalid
from namro_web.foundation.search_keys import search_key

MOST_BYTES = 2 * 1024 * 1024
# What a workbook may unpack to; a bomb is small on the outside.
_MOST_UNPACKED = 40 * 1024 * 1024


def rows_of_sheet(
    content: bytes, *, columns: Sequence[tuple[str, int]], sheet_name: str, most: int
) -> list[tuple[int, tuple[Any, ...]]]:
    """Read the rows beneath the headings of a template: their numbers and cells, as wide as it.

    Raises:
        Invalid: No workbook, too large, without the template's headings, without a row, or with
            more than ``most``.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("organisations.sheet-too-large", "Tệp lớn hơn 2 MB.", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_UNPACKED:
                raise Invalid("organisations.sheet-too-large", "Tệp bung ra quá lớn.", field="file")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book[sheet_name] if sheet_name in book.sheetnames else book.worksheets[0]
        lines = [
            (number, line)
            for number, line in enumerate(
                sheet.iter_rows(max_col=len(columns), max_row=most + 51, values_only=True), 1
            )
            if any(written_text(cell) for cell in line)
        ]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, EOFError) as damaged:
        raise Invalid(
            "organisations.no-workbook",
            "Không mở được tệp này; dùng tệp mẫu và lưu dạng Excel (.xlsx).",
            field="file",
        ) from damaged
    headings = [search_key(name) for name, _ in columns]
    if not lines or [search_key(written_text(cell)) for cell in lines[0][1]] != headings:
        raise Invalid(
            "organisations.other-headings",
            f"Dòng đầu phải là: {', '.join(name for name, _ in columns)}. Dùng tệp mẫu.",
            field="file",
        )
    if len(lines) == 1:
        raise Invalid("organisations.no-rows", "Tệp chưa có dòng nào.", field="file")
    if len(lines) - 1 > most:
        raise Invalid(
            "organisations.too-many-rows",
            f"Mỗi lần nhập tối đa {most} dòng; chia làm nhiều tệp.",
            field="file",
        )
    width = len(columns)
    return [(number, (*line, *[None] * (width - len(line)))) for number, line in lines[1:]]


def written_text(cell: Any) -> str:
    """Give what a cell says, as a person reads it."""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else " ".join(str(cell).split())
