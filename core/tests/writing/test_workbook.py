"""The workbook an office opens: sheets, real dates and numbers, nothing that runs."""

from __future__ import annotations

import datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

import namro
from namro.model.finding import Finding
from namro.model.plan import Plan


@pytest.fixture
def book(plan: Plan, findings: tuple[Finding, ...]) -> Workbook:
    return load_workbook(BytesIO(namro.workbook(plan, findings)))


def _column(book: Workbook, sheet: str, header: str) -> list[object]:
    rows = list(book[sheet].iter_rows(min_row=3, values_only=True))
    place = rows[0].index(header)
    return [row[place] for row in rows[1:]]


def test_the_five_sheets_stand_in_order(book: Workbook) -> None:
    assert book.sheetnames == ["Chỉ tiêu", "Nhiệm vụ", "Chế độ báo cáo", "Căn cứ", "Phát hiện"]


def test_every_sheet_begins_with_the_name_of_the_plan(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet["A1"].value == "Kế hoạch Chuyển đổi số năm 2026"


def test_dates_are_dates_and_numbers_are_numbers(book: Workbook) -> None:
    sheet = book["Chỉ tiêu"]
    assert sheet["D4"].value == 80.5
    assert sheet["F4"].value.date() == datetime.date(2030, 12, 31)
    assert sheet["F4"].number_format == "dd/mm/yyyy"


def test_nothing_the_plan_prints_becomes_a_formula(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    cell = book["Chỉ tiêu"]["B4"]
    assert cell.value.startswith("=SUM(A1)")
    assert cell.quotePrefix


def test_a_task_said_twice_stands_once(book: Workbook) -> None:
    assert _column(book, "Nhiệm vụ", "Nhiệm vụ").count("Ban hành quy chế") == 1


def test_an_indicator_without_a_number_is_still_listed(book: Workbook) -> None:
    assert "Tiếp cận mức tiên tiến" in _column(book, "Chỉ tiêu", "Chỉ tiêu")


def test_status_is_chosen_from_a_list(book: Workbook) -> None:
    (rule,) = book["Nhiệm vụ"].data_validations.dataValidation
    assert rule.type == "list"
    assert "Hoàn thành" in rule.formula1
    assert "I4" in rule.sqref
    assert set(_column(book, "Nhiệm vụ", "Trạng thái")) == {"Chưa thực hiện"}


def test_sheets_are_ready_to_filter_and_print(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "C4"
        assert sheet.auto_filter.ref.startswith("A3:")
        assert sheet.print_title_rows == "$3:$3"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToHeight == 0


def test_every_row_says_its_line_in_the_source(book: Workbook) -> None:
    for sheet in book.worksheets:
        for line in _column(book, sheet.title, "Dòng"):
            assert isinstance(line, int)


def test_control_characters_do_not_stop_the_export(plan: Plan) -> None:
    finding = namro.lint(plan)[0]
    broken = Finding(finding.rule, finding.severity, 1, "a\x01b")
    book = load_workbook(BytesIO(namro.workbook(plan, (broken,))))
    assert _column(book, "Phát hiện", "Phát hiện") == ["a b"]
