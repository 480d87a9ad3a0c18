"""Reads Excel files (XLSX): annexes of indicators and tasks kept as workbooks."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from namro.errors import DamagedDocument, ReadError
from namro.model.source import SourceFormat
from namro.reading.asides import asides_of
from namro.reading.assembling import Assembler, Grid, GridCell, Mender, Paragraph, Reading
from namro.reading.budgets import Budgets
from namro.reading.formats import open_container
from namro.reading.sheetsize import check_sheets

_DAMAGED = "Tệp Excel bị hỏng bên trong. Hãy mở bằng Excel, lưu lại rồi gửi lại."


def read_xlsx(data: bytes, budgets: Budgets, mend: Mender | None = None) -> Reading:
    """Read an Excel file, sheet by sheet.

    Lines above the header of a table (title, legal basis) become paragraphs, so that an annex kept
    as a workbook reads like the same annex in a document.

    Raises:
        ReadError: Damaged or too large.
    """
    with open_container(data, budgets) as container:
        asides = [*check_sheets(container, budgets), *asides_of(container, budgets)]
    try:
        import python_calamine as calamine
    except ImportError as error:
        raise ReadError(
            "Máy chưa cài thư viện đọc Excel. Hãy cài namro[xlsx] rồi thử lại.",
            code="read.missing-library",
        ) from error
    assembler = Assembler(budgets, mend)
    names: list[str] = []
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        total = characters = 0
        for meta in workbook.sheets_metadata:
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            total += sheet.width * sheet.height
            budgets.check_cells(total)
            if meta.visible != calamine.SheetVisibleEnum.Visible:
                asides += [meta.name, *_texts(sheet)]
                continue
            names.append(meta.name)
            characters += _sheet(sheet, assembler, budgets)
            budgets.check_characters(characters)
    except calamine.PasswordError as error:
        raise DamagedDocument("Tệp Excel có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.") from error
    except calamine.CalamineError as error:
        raise DamagedDocument(_DAMAGED) from error
    # A library in Rust that gives up raises past `Exception`, by a class that cannot be imported.
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedDocument(_DAMAGED) from error
    reading = assembler.finish(SourceFormat.XLSX)
    reading.furniture.extend(names)
    reading.asides.extend(asides)
    return reading


def _texts(sheet: Any) -> list[str]:
    return [value for row in sheet.to_python() for value in row if isinstance(value, str) and value]


def _sheet(sheet: Any, assembler: Assembler, budgets: Budgets) -> int:
    """Hand a sheet on, block by block; give how many characters it holds."""
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    characters = sum(len(value) for row in rows for value in row if isinstance(value, str))
    budgets.check_characters(characters)
    grid: list[list[GridCell | None]] = [[_cell(value) for value in row] for row in rows]
    merged = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        # Honest ranges lie apart, so together they cannot ask for more than there is.
        merged += _merge(grid, top, left, bottom, right)
        budgets.check_cells(merged)
    _drop_empty_columns(grid)
    run: list[list[GridCell | None]] = []
    for row in [*grid, []]:
        filled = [cell for cell in row if cell is not None and cell.paragraphs]
        if filled:
            run.append(row)
            continue
        _write(run, assembler)
        run = []
    return characters


def _write(run: list[list[GridCell | None]], assembler: Assembler) -> None:
    """Write a stretch of filled rows: lines of one cell first, then the table they head."""
    start = 0
    while start < len(run) and _single(run[start]):
        start += 1
    if len(run) - start < 2:
        start = len(run) if all(_single(row) for row in run) else start
    for row in run[:start]:
        for cell in row:
            if cell is not None:
                for paragraph in cell.paragraphs:
                    assembler.paragraph(paragraph)
    if start < len(run):
        assembler.table(Grid(run[start:]))


def _single(row: list[GridCell | None]) -> bool:
    filled = [cell for cell in row if cell is not None and cell.paragraphs]
    return len(filled) == 1


def _merge(grid: list[list[GridCell | None]], top: int, left: int, bottom: int, right: int) -> int:
    if top >= len(grid) or left >= len(grid[top]):
        return 0
    head = grid[top][left]
    if head is None:
        return 0
    bottom = min(bottom, len(grid) - 1)
    right = min(right, len(grid[top]) - 1)
    head.rowspan, head.colspan = bottom - top + 1, right - left + 1
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            if (row, column) != (top, left):
                grid[row][column] = None
    return head.rowspan * head.colspan


def _drop_empty_columns(grid: list[list[GridCell | None]]) -> None:
    """Forget columns at the right edge that hold nothing."""
    width = 0
    for row in grid:
        for place, cell in enumerate(row):
            if cell is not None and cell.paragraphs:
                width = max(width, place + cell.colspan)
    for row in grid:
        del row[width:]
        for place, cell in enumerate(row):
            if cell is not None:
                cell.colspan = min(cell.colspan, width - place)


def _cell(value: Any) -> GridCell:
    text = _text(value)
    return GridCell([Paragraph(text)] if text.strip() else [])


def _text(value: Any) -> str:
    """Write a value as an office would: whole numbers whole, a decimal comma, dates day first."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return repr(value).replace(".", ",")
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value)
