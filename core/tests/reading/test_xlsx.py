"""Annexes kept as Excel workbooks."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from namro.model.source import SourceFormat
from namro.reading import read_document


@pytest.fixture
def make_xlsx() -> Callable[..., bytes]:
    """Give a builder: rows of values, merged ranges, hidden sheets."""

    def build(
        rows: list[list[Any]], *, merged: tuple[str, ...] = (), hidden: bool = False
    ) -> bytes:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "Phụ lục I"
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
        if hidden:
            other = book.create_sheet("Nháp")
            other.append(["bỏ"])
            other.sheet_state = "hidden"
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return build


ROWS: list[list[Any]] = [
    ["PHỤ LỤC I", None, None],
    ["DANH MỤC CHỈ TIÊU", None, None],
    [None, None, None],
    ["TT", "Chỉ tiêu", "Kết quả"],
    ["I", "Đến năm 2030", None],
    [1, "Hồ sơ số hóa", 0.9],
    [2, "Hoàn thành", dt.date(2026, 6, 30)],
]


def test_lines_above_a_table_are_paragraphs(make_xlsx: Callable[..., bytes]) -> None:
    source = read_document(make_xlsx(ROWS, merged=("A1:C1", "A2:C2")))
    assert source.format is SourceFormat.XLSX
    assert [f"{block.marker} {block.text}".strip() for block in source.blocks[:2]] == [
        "PHỤ LỤC I",
        "DANH MỤC CHỈ TIÊU",
    ]
    assert source.blocks[2].table is not None


def test_values_are_written_as_an_office_writes_them(make_xlsx: Callable[..., bytes]) -> None:
    table = read_document(make_xlsx(ROWS)).blocks[-1].table
    assert table is not None
    assert [[cell.text for cell in row.cells] for row in table.rows[2:]] == [
        ["1", "Hồ sơ số hóa", "0,9"],
        ["2", "Hoàn thành", "30/06/2026"],
    ]


def test_merged_cells_are_one_object(make_xlsx: Callable[..., bytes]) -> None:
    table = read_document(make_xlsx(ROWS, merged=("B5:C5", "A6:A7"))).blocks[-1].table
    assert table is not None
    assert table.rows[1].cells[1] is table.rows[1].cells[2]
    assert table.rows[2].cells[0] is table.rows[3].cells[0]


def test_hidden_sheets_are_left_out(make_xlsx: Callable[..., bytes]) -> None:
    assert "bỏ" not in read_document(make_xlsx(ROWS, hidden=True)).text
