"""Templates of workbooks that an office fills in, and the rows of what comes back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from namro_web.foundation.errors import Invalid
from namro_web.foundation.search_keys import search_key
from namro_web.ui.papers import excel_file

MOST_BYTES = 2 * 1024 * 1024
# What a workbook may unpack to; a bomb is small on the outside.
_MOST_UNPACKED = 40 * 1024 * 1024


@dataclass(frozen=True)
class Offered:
    """A list from which the cells of one column are chosen; ``strict`` refuses anything else."""

    column: str
    heading: str
    values: Sequence[str]
    width: int = 13
    strict: bool = True


def empty_sheet(
    *,
    columns: Sequence[tuple[str, int]],
    sheet_name: str,
    lists_name: str,
    offered: Sequence[Offered],
    most: int,
    formats: Mapping[int, str],
) -> bytes:
    """Write a template: its headings, and the lists its cells are chosen from.

    Args:
        columns: Heading and width of each.
        sheet_name: What the sheet to be filled in is called.
        lists_name: What the sheet of the lists is called.
        offered: The lists, in the order in which they stand there.
        most: How many rows can be filled in.
        formats: How the cells of a column are shown, by its number.
    """
    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.title = sheet_name
    sheet.append([name for name, _ in columns])
    for number, (_, width) in enumerate(columns, 1):
        cell = sheet.cell(1, number)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EAF0F8")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    lists = book.create_sheet(lists_name)
    lists.append([one.heading for one in offered])
    for line in zip_longest(*(one.values for one in offered)):
        lists.append(line)
    for number, one in enumerate(offered, 1):
        source = get_column_letter(number)
        lists.column_dimensions[source].width = one.width
        choice = DataValidation(
            type="list",
            formula1=f"='{lists_name}'!${source}$2:${source}${len(one.values) + 1}",
            allow_blank=True,
            showErrorMessage=one.strict,
        )
        sheet.add_data_validation(choice)
        choice.add(f"{one.column}2:{one.column}{most + 1}")
    for number, shown_as in formats.items():
        for row in range(2, most + 2):
            sheet.cell(row, number).number_format = shown_as
    return excel_file(book)


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
