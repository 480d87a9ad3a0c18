"""Files that leave an installation with invented data say so; others say nothing."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from docx import Document
from openpyxl import Workbook, load_workbook

from namro_web.ui.papers import LABEL, excel_bytes, excel_file, file_name, word_file
from tests.make import browser_of
from tests.tasks.world import make_world


def book_of(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def test_a_document_says_so_at_the_head_of_every_page(settings: Any) -> None:
    for invented in (False, True):
        settings.DEMO_DATA = invented
        paper = Document()
        paper.add_section()
        read = Document(io.BytesIO(word_file(paper)))
        heads = [section.header.paragraphs[0].text for section in read.sections]
        assert heads == ([LABEL, LABEL] if invented else ["", ""])


@pytest.mark.parametrize("write_only", [False, True])
def test_a_workbook_says_so_on_paper_and_on_a_sheet_of_its_own(
    settings: Any, write_only: bool
) -> None:
    for invented in (False, True):
        settings.DEMO_DATA = invented
        book = Workbook(write_only=write_only)
        (book.create_sheet("Bảng") if write_only else book.worksheets[0]).append(["a", 1])
        for data in (excel_file(book), excel_bytes(plain_book())):
            read = book_of(data)
            assert (LABEL in read.sheetnames) is invented
            assert read.worksheets[0].cell(1, 1).value == "a"
            head = read.worksheets[0].oddHeader.center.text
            assert head == (LABEL if invented else None)


def plain_book() -> bytes:
    book = Workbook()
    book.worksheets[0].append(["a", 1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_file_without_room_says_so_in_its_name(settings: Any) -> None:
    settings.DEMO_DATA = False
    assert file_name("nhiem-vu.csv") == "nhiem-vu.csv"
    settings.DEMO_DATA = True
    assert file_name("nhiem-vu.csv") == "mo-phong-nhiem-vu.csv"


@pytest.mark.django_db
def test_what_people_download_is_labelled(settings: Any, tmp_path: Any) -> None:
    settings.DEMO_DATA = True
    settings.MEDIA_ROOT = tmp_path
    browser: Client = browser_of(make_world().coordinator)
    for address in (
        "/nhiem-vu/bieu-tien-do.xlsx",
        "/nhiem-vu/tai-ve.xlsx",
        "/tong-quan/viec-cham.xlsx",
        "/lich-su/tai-ve.xlsx",
    ):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert LABEL in book_of(answer.content).sheetnames, address
