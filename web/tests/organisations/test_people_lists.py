"""People narrowed to a unit and a role, who is stood in for; a sheet that changes and ends posts."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from namro_web.accounts.models import User
from namro_web.organisations.actions import Commune, delegate
from namro_web.organisations.models import Placement, Post, Role
from tests.make import browser_of, make_commune, make_official

TODAY = date(2026, 11, 12)


@pytest.fixture
def commune(db: None) -> Commune:
    return make_commune()


@pytest.fixture
def dung(commune: Commune) -> Client:
    return browser_of(make_official(unit=commune.root, role=Role.ADMIN, name="Dung"))


def sheet(dung: Client, *rows: list[Any]) -> SimpleUploadedFile:
    book = load_workbook(io.BytesIO(dung.get("/nguoi-dung/nhap/mau.xlsx").content))
    for row in rows:
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(2 + rows.index(row), column, value)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("nguoi.xlsx", out.getvalue())


def row(user: User, commune: Commune, *, title: str, ends: str = "", unit: str = "office") -> Any:
    name = Placement.objects.get(unit=commune.units[unit], valid_to=None).name
    return [user.full_name, user.username, "", name, "Người nhập", title, "01/12/2026", ends, ""]


def sealed(page: str) -> str:
    return page.partition('name="rows" value="')[2].partition('"')[0]


def test_people_are_narrowed_to_a_unit_and_a_role(commune: Commune, dung: Client) -> None:
    make_official(unit=commune.units["office"], name="An Văn Phòng")
    make_official(unit=commune.units["culture"], name="Bình Văn Hóa")
    make_official(unit=commune.units["office"], role=Role.COORDINATOR, name="Cúc Thường Trực")
    office = commune.units["office"].pk
    by_unit = dung.get(f"/nguoi-dung/?don_vi={office}").content.decode()
    assert "An Văn Phòng" in by_unit
    assert "Cúc Thường Trực" in by_unit
    assert "Bình Văn Hóa" not in by_unit
    by_both = dung.get(f"/nguoi-dung/?don_vi={office}&vai_tro=entry").content.decode()
    assert "An Văn Phòng" in by_both
    assert "Cúc Thường Trực" not in by_both


def test_the_list_says_who_is_stood_in_for_today(commune: Commune, dung: Client) -> None:
    binh = make_official(unit=commune.root, role=Role.LEADER, name="Bình")
    an = make_official(unit=commune.units["office"], name="An")
    delegate(
        to_post=an.posts.get().pk,
        duties=["direct"],
        manner="KT",
        document_number="1/GUQ",
        first_day=TODAY,
        last_day=TODAY + timedelta(days=3),
        by=binh,
        today=TODAY,
    )
    assert "An làm thay đến hết 15/11/2026" in dung.get("/nguoi-dung/").content.decode()


def test_a_sheet_retitles_gives_and_ends_after_a_look(commune: Commune, dung: Client) -> None:
    an, binh, cuc = (make_official(unit=commune.units["office"], name=n) for n in ("A", "B", "C"))
    file = sheet(
        dung,
        row(an, commune, title="Phó Chánh Văn phòng"),
        row(binh, commune, title="Công chức", unit="culture"),
        row(cuc, commune, title="Người nhập", ends="12/11/2026"),
    )
    page = dung.post("/nguoi-dung/nhap/", {"file": file}).content.decode()
    for words in ("Đổi chức danh", "Giao thêm vị trí", "Kết thúc vị trí"):
        assert words in page
    assert an.posts.get().title == "Người nhập"
    assert dung.post("/nguoi-dung/nhap/", {"rows": sealed(page)}).status_code == 302
    assert an.posts.get().title == "Phó Chánh Văn phòng"
    assert binh.posts.count() == 2
    assert cuc.posts.get().valid_to == TODAY


def test_a_post_that_is_not_held_is_not_ended_by_a_sheet(commune: Commune, dung: Client) -> None:
    an = make_official(unit=commune.units["office"], name="An")
    file = sheet(dung, row(an, commune, title="X", unit="culture", ends="12/11/2026"))
    page = dung.post("/nguoi-dung/nhap/", {"file": file}).content.decode()
    assert "không đang giữ vị trí đó" in page
    assert sealed(page) == ""
    assert Post.objects.filter(user=an, valid_to=None).count() == 1
