"""Villages and residential groups from Excel: previewed, all or none, an error a row."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.organisations.actions import Commune
from namro_web.organisations.actions.listing import add_units
from namro_web.organisations.models import Kind, Level, Placement, Role
from namro_web.organisations.queries import choices
from namro_web.organisations.unit_sheets import NewUnit, ReadUnit, read_units, unit_template
from tests.make import browser_of, make_commune, make_official

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 12)
Row = tuple[object, ...]


def sheet(commune: Commune, *rows: Row) -> bytes:
    book = load_workbook(io.BytesIO(unit_template(choices(commune.root.pk, at=DAY))))
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            book["Đơn vị"].cell(number, column).value = value  # type: ignore[assignment]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(commune: Commune, *rows: Row) -> list[ReadUnit]:
    return read_units(
        sheet(commune, *rows), units=choices(commune.root.pk, at=DAY), root_id=commune.root.pk
    )


@pytest.fixture
def commune() -> Commune:
    return make_commune(villages=2)


def test_a_bare_name_is_a_village_of_the_commune(commune: Commune) -> None:
    row = read(commune, ("Xóm Đồng Danh",))[0]

    assert row.unit is not None
    assert (row.unit.kind, row.unit.level, row.unit.parent_id) == (
        Kind.VILLAGE,
        Level.VILLAGE,
        str(commune.root.pk),
    )


def test_codes_keep_their_zeros(commune: Commune) -> None:
    row = read(commune, ("Xóm Đồng Danh", "", "", "00123"))[0]

    assert row.unit is not None
    assert row.unit.code == "00123"


def test_a_unit_may_stand_under_one_of_an_earlier_row(commune: Commune) -> None:
    rows = read(
        commune,
        ("Trường Liên cấp Đồng Danh", "", "Trường học"),
        ("Tổ Toán - Tin", "", "Trường học", "", "Trường Liên cấp Đồng Danh"),
    )
    admin = make_official(unit=commune.root, role=Role.ADMIN)

    made = add_units([row.unit for row in rows if row.unit], since=DAY, by=admin)

    assert Placement.objects.get(unit=made[1]).parent_id == made[0].pk


@pytest.mark.parametrize(
    ("row", "said"),
    [
        pytest.param(("", "TH"), "Thiếu tên", id="no name"),
        pytest.param(("Xóm A", "", "Hành tinh"), "Không có loại", id="unknown kind"),
        pytest.param(("Xóm A", "", "", 123), "số 0 ở đầu", id="a code typed as a number"),
        pytest.param(("Xóm A", "", "", "", "Xã khác"), "Không có đơn vị", id="unknown parent"),
        pytest.param(("Xóm A", "", "", "", "", "đầu"), "Thứ tự là một số", id="no number"),
        pytest.param(("X" * 201,), "200 ký tự", id="too long"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(commune: Commune, row: Row, said: str) -> None:
    assert said in read(commune, row)[0].error


def test_a_code_twice_in_the_sheet_is_an_error_in_the_second_row(commune: Commune) -> None:
    rows = read(commune, ("Xóm A", "", "", "01"), ("Xóm B", "", "", "01"))

    assert rows[0].error == ""
    assert "dòng 2" in rows[1].error


def test_other_headings_are_refused(commune: Commune) -> None:
    data = unit_template(choices(commune.root.pk, at=DAY))
    book = load_workbook(io.BytesIO(data))
    book["Đơn vị"].delete_cols(2)
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(Invalid, match="Dòng đầu phải là"):
        read_units(out.getvalue(), units=[], root_id=commune.root.pk)


def new(name: str, commune: Commune) -> NewUnit:
    return NewUnit(name, "", Kind.VILLAGE, "", 1000, parent_id=str(commune.root.pk))


def test_all_are_taken_in_or_none(commune: Commune) -> None:
    admin = make_official(unit=commune.root, role=Role.ADMIN)
    number = Placement.objects.count()

    with pytest.raises(Conflict, match="Đã có đơn vị"):
        add_units([new("Xóm A", commune), new("Xóm A", commune)], since=DAY, by=admin)

    assert Placement.objects.count() == number


def test_only_administrators_take_units_in(commune: Commune) -> None:
    clerk = make_official(unit=commune.root, role=Role.COORDINATOR)

    with pytest.raises(NotAllowed):
        add_units([new("Xóm A", commune)], since=DAY, by=clerk)


def test_nothing_is_made_under_a_foreign_unit(commune: Commune) -> None:
    there = make_commune(name="Hoa Phong")
    admin = make_official(unit=commune.root, role=Role.ADMIN)

    with pytest.raises(Invalid):
        add_units([new("Xóm A", there)], since=DAY, by=admin)


def test_the_page_shows_then_takes_in(commune: Commune) -> None:
    browser = browser_of(make_official(unit=commune.root, role=Role.ADMIN))
    names = [(f"Xóm mới {number}",) for number in range(1, 4)]
    file = SimpleUploadedFile("don-vi.xlsx", sheet(commune, *names))
    shown = browser.post(
        "/don-vi/nhap/", {"file": file, "since": "12/11/2026", "document_number": "9/QĐ-UBND"}
    )
    made_before = Placement.objects.filter(name__startswith="Xóm mới").count()

    answer = browser.post("/don-vi/nhap/", {"rows": shown.context["sealed"]})

    assert (shown.status_code, made_before, answer.status_code) == (200, 0, 302)
    assert Placement.objects.filter(name__startswith="Xóm mới").count() == 3


def test_the_page_offers_nothing_while_a_row_is_wrong(commune: Commune) -> None:
    browser = browser_of(make_official(unit=commune.root, role=Role.ADMIN))
    file = SimpleUploadedFile("don-vi.xlsx", sheet(commune, ("Xóm 1",), ("Xóm mới",)))

    shown = browser.post("/don-vi/nhap/", {"file": file, "since": "12/11/2026"})

    assert shown.status_code == 422
    assert "sealed" not in shown.context
    assert "Đã có đơn vị “Xóm 1”" in shown.content.decode()
