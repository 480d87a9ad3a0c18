from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from namro_web.accounts.models import User
from namro_web.organisations.actions import Commune, rename_unit
from namro_web.organisations.models import Placement, Post, Role
from tests.counting import assert_queries
from tests.make import browser_of, make_commune, make_official, make_post, shown_at

WHEN = {"day": "01/12/2026", "document_number": "15/NQ-HĐND"}


@pytest.fixture
def commune() -> Commune:
    return make_commune()


@pytest.fixture
def dung(commune: Commune) -> Client:
    """A browser of Dung, who administers."""
    return browser_of(make_official(unit=commune.root, role=Role.ADMIN, name="Dung"))


def said(answer: Any) -> str:
    return answer.content.decode()


@pytest.mark.django_db
def test_an_act_is_shown_before_it_is_done(commune: Commune, dung: Client) -> None:
    unit = commune.units["economy"]
    url = f"/don-vi/{unit.pk}/doi-ten/"
    given = {"name": "Phòng Kinh tế - Hạ tầng", **WHEN, **shown_at(dung, url)}
    assert "Thực hiện" in said(dung.post(url, given))
    assert Placement.objects.filter(unit=unit).count() == 1
    assert dung.post(url, {**given, "lam": "1"}).status_code == 302
    assert Placement.objects.filter(unit=unit).count() == 2
    assert "15/NQ-HĐND" in said(dung.get(f"/don-vi/{unit.pk}/"))


@pytest.mark.django_db
def test_a_unit_is_added_moved_dissolved_and_brought_back(commune: Commune, dung: Client) -> None:
    office = commune.units["office"]
    new = {"name": "Tổ công nghệ số cộng đồng", "kind": "office", **WHEN, "day": "01/10/2026"}
    dung.post(f"/don-vi/{office.pk}/them/", {**new, "lam": "1"})
    made = Placement.objects.get(name="Tổ công nghệ số cộng đồng").unit_id
    to = {"parent_id": str(commune.units["culture"].pk), **WHEN, "day": "01/11/2026", "lam": "1"}
    page = f"/don-vi/{made}/"
    dung.post(f"{page}chuyen/", {**to, **shown_at(dung, f"{page}chuyen/")})
    dung.post(f"{page}giai-the/", {**WHEN, **shown_at(dung, f"{page}giai-the/"), "lam": "1"})
    assert "Giải thể" in said(dung.get(page))
    dung.post(f"{page}rut-lai/", shown_at(dung, page))
    assert Placement.objects.get(unit=made, valid_to=None).parent == commune.units["culture"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("door", "given", "why"),
    [
        ("chuyen", {"parent": "office"}, "đang trực thuộc đơn vị này"),
        ("chuyen", {"parent": "committee"}, "chính nó"),
        ("doi-ten", {"name": "X", "day": "01/01/2020"}, "Ngày áp dụng phải sau"),
        ("doi-ten", {"name": "X", "day": "32/13/2026"}, "dd/mm/yyyy"),
        ("giai-the", {}, "Còn đơn vị trực thuộc"),
    ],
)
def test_a_refused_act_says_why_and_keeps_what_was_typed(
    commune: Commune, dung: Client, door: str, given: dict[str, str], why: str
) -> None:
    unit = commune.units["committee"]
    typed = {**WHEN, "lam": "1", **given}
    if parent := typed.pop("parent", ""):
        typed["parent_id"] = str(commune.units[parent].pk)
    url = f"/don-vi/{unit.pk}/{door}/"
    refused = dung.post(url, {**typed, **shown_at(dung, url)})
    answer = said(refused)
    assert refused.status_code in (409, 422)
    assert why in answer
    assert "15/NQ-HĐND" in answer
    assert Placement.objects.filter(unit=unit).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("step", [{}, {"lam": "1"}])
def test_who_saw_a_unit_that_changed_since_is_told_what_changed(
    commune: Commune, dung: Client, step: dict[str, str]
) -> None:
    unit = commune.units["economy"]
    url = f"/don-vi/{unit.pk}/doi-ten/"
    seen = shown_at(dung, url)
    before = Placement.objects.get(unit=unit).name
    binh = make_official(unit=commune.root, role=Role.ADMIN, name="Bình")
    rename_unit(
        unit.pk, name="Phòng Hạ tầng", day=date(2026, 11, 20), document_number="1/QĐ", by=binh
    )
    late = dung.post(url, {"name": "Phòng Kinh tế mới", **WHEN, **seen, **step})
    assert late.status_code == 409
    page = said(late)
    assert "Đơn vị đã thay đổi từ khi bạn mở trang" in page
    assert f"<s>{before}</s></td><td><strong>Phòng Hạ tầng</strong>" in page
    assert "<strong>Bình</strong>" in page
    assert "đổi tên đơn vị" in page
    assert 'value="Phòng Kinh tế mới"' in page
    # Having looked again, one sends the form as it was drawn.
    drawn = dict(re.findall(r'<input type="hidden" name="(seen)" value="([^"]*)"', page))
    again = dung.post(url, {"name": "Phòng Kinh tế mới", **WHEN, **drawn, "lam": "1"})
    assert again.status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["doi-ten", "chuyen", "doi-loai", "giai-the", "nhap", "chia"])
def test_a_form_that_does_not_say_what_it_showed_is_not_used(
    commune: Commune, dung: Client, door: str
) -> None:
    unit = commune.units["village-1"]
    answer = dung.post(f"/don-vi/{unit.pk}/{door}/", {"name": "X", **WHEN, "lam": "1"})
    assert answer.status_code == 422
    assert "Trang đã cũ; hãy tải lại rồi làm tiếp." in said(answer)
    assert dung.post(f"/don-vi/{unit.pk}/rut-lai/").status_code == 422


@pytest.mark.django_db
def test_only_an_administrator_is_offered_and_allowed_to_change_units(commune: Commune) -> None:
    browser = browser_of(make_official(unit=commune.units["office"], role=Role.COORDINATOR))
    page = f"/don-vi/{commune.units['office'].pk}/"
    assert "Đổi tên" not in said(browser.get(page))
    assert browser.get(page + "doi-ten/").status_code == 403
    assert browser.get("/nguoi-dung/").status_code == 403


@pytest.mark.django_db
def test_units_and_people_of_another_commune_are_not_there(dung: Client) -> None:
    other = make_commune(name="Quang Sơn")
    an = make_official(unit=other.root, role=Role.ADMIN)
    assert dung.get(f"/don-vi/{other.root.pk}/").status_code == 404
    assert dung.post(f"/don-vi/{other.root.pk}/doi-ten/", {"name": "X"}).status_code == 404
    assert dung.get(f"/nguoi-dung/{an.pk}/").status_code == 404
    for door in ("mat-khau", "khoa", "mo"):
        assert dung.post(f"/nguoi-dung/{an.pk}/{door}/").status_code == 404
    assert dung.post(f"/nguoi-dung/vi-tri/{an.posts.get().pk}/ket-thuc/", WHEN).status_code == 404


@pytest.mark.django_db
def test_a_person_who_works_elsewhere_too_is_not_locked_out_by_one_commune(
    commune: Commune, dung: Client
) -> None:
    an = make_official(unit=commune.units["office"])
    make_post(unit=make_commune(name="Quang Sơn").root, user=an)
    answer = dung.post(f"/nguoi-dung/{an.pk}/mat-khau/")
    assert answer.status_code == 403
    assert dung.post(f"/nguoi-dung/{an.pk}/khoa/").status_code == 403


PERSON = {
    "full_name": "Công chức Văn hóa",
    "username": "vanhoa",
    "role": "entry",
    "title": "Công chức Văn hóa - Xã hội",
    "valid_from": "01/11/2026",
}


@pytest.mark.django_db
def test_a_person_is_added_with_a_password_that_is_shown_once(
    commune: Commune, dung: Client
) -> None:
    given = {**PERSON, "unit_id": str(commune.units["culture"].pk)}
    answer = said(dung.post("/nguoi-dung/them/", given))
    password = re.search(r"<code[^>]*>(.+?)</code>", answer)
    user = User.objects.get(username="vanhoa")
    assert password is not None
    assert user.check_password(password[1])
    assert password[1] not in said(dung.get(f"/nguoi-dung/{user.pk}/"))
    assert "đã có người dùng" in said(dung.post("/nguoi-dung/them/", given))


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["cong chuc van", "VANHOA", "phong van hoa"])
def test_people_are_found_without_diacritics(commune: Commune, dung: Client, words: str) -> None:
    dung.post("/nguoi-dung/them/", {**PERSON, "unit_id": str(commune.units["culture"].pk)})
    make_official(unit=commune.units["office"], name="Người khác")
    found = said(dung.get("/nguoi-dung/", {"q": words}))
    assert "Công chức Văn hóa" in found
    assert "Người khác" not in found


@pytest.mark.django_db
def test_posts_are_given_and_ended(commune: Commune, dung: Client) -> None:
    an = make_official(unit=commune.units["office"])
    first = an.posts.get()
    second = {"unit_id": str(commune.units["village-1"].pk), "role": "entry", "title": "Trưởng xóm"}
    dung.post(f"/nguoi-dung/{an.pk}/vi-tri/", {**second, "valid_from": "12/11/2026"})
    dung.post(f"/nguoi-dung/vi-tri/{first.pk}/ket-thuc/", {"day": "12/11/2026"})
    assert [post.title for post in Post.objects.filter(user=an, valid_to=None)] == ["Trưởng xóm"]


@pytest.mark.django_db
def test_an_administrator_gives_nothing_to_themselves_and_stays(
    commune: Commune, dung: Client
) -> None:
    me = User.objects.get(full_name="Dung")
    given = {"unit_id": str(commune.root.pk), "role": "coordinator", "title": "X"}
    given["valid_from"] = "12/11/2026"
    assert dung.post(f"/nguoi-dung/{me.pk}/vi-tri/", given).status_code == 403
    assert dung.post(f"/nguoi-dung/{me.pk}/khoa/").status_code == 403
    answer = dung.post(f"/nguoi-dung/vi-tri/{me.posts.get().pk}/ket-thuc/", {"day": "13/11/2026"})
    assert answer.status_code == 409


@pytest.mark.django_db
def test_an_account_is_locked_and_opened_again(commune: Commune, dung: Client) -> None:
    an = make_official(unit=commune.units["office"])
    dung.post(f"/nguoi-dung/{an.pk}/khoa/")
    assert not User.objects.get(pk=an.pk).is_active
    assert "Mở tài khoản" in said(dung.get(f"/nguoi-dung/{an.pk}/"))
    dung.post(f"/nguoi-dung/{an.pk}/mo/")
    assert User.objects.get(pk=an.pk).is_active


def sheet(dung: Client, *rows: list[Any]) -> SimpleUploadedFile:
    """The downloaded template, filled in."""
    book = load_workbook(io.BytesIO(dung.get("/nguoi-dung/nhap/mau.xlsx").content))
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("nguoi.xlsx", out.getvalue())


GOOD = ["Công chức A", "a.cc", "", "Phòng Kinh tế", "Người nhập", "Công chức", "01/11/2026"]
LEAD = ["Công chức B", "b.cc", "", "Văn phòng HĐND và UBND", "Cơ quan thường trực", "Chánh VP", ""]


@pytest.mark.django_db
def test_people_are_taken_in_from_the_template_after_a_look(dung: Client) -> None:
    before = User.objects.count()
    shown = said(dung.post("/nguoi-dung/nhap/", {"file": sheet(dung, GOOD, LEAD)}))
    assert User.objects.count() == before
    sealed = re.search(r'name="rows" value="([^"]+)"', shown)
    assert sealed is not None
    handed = said(dung.post("/nguoi-dung/nhap/", {"rows": sealed[1]}))
    assert handed.count("<code ") == 2
    assert Post.objects.get(user__username="b.cc").role == Role.COORDINATOR


@pytest.mark.django_db
def test_one_bad_row_keeps_all_out_and_each_is_told_why(dung: Client) -> None:
    taken = User.objects.get(full_name="Dung").username
    rows = [
        GOOD,
        ["", "c.cc", "", "Phòng Không Có", "Vua", "", "31/02/2026"],
        ["Công chức D", taken, "", "Phòng Kinh tế", "Người nhập", "Công chức", ""],
        ["Công chức E", "A.CC", "", "Phòng Kinh tế", "Người nhập", "Công chức", ""],
    ]
    shown = said(dung.post("/nguoi-dung/nhap/", {"file": sheet(dung, *rows)}))
    assert "3 trong 4 dòng" in shown
    for why in ("Thiếu họ và tên", "Không có đơn vị “Phòng Không Có”", "Không có vai trò “Vua”"):
        assert why in shown
    assert "Không đọc được ngày “31/02/2026”" in shown
    assert shown.count("đã có người dùng") == 2
    assert 'name="rows"' not in shown
    assert not User.objects.filter(username="a.cc").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"name,email\n", b"\x00" * 500])
def test_a_file_that_is_no_workbook_is_refused_in_words(dung: Client, content: bytes) -> None:
    answer = dung.post("/nguoi-dung/nhap/", {"file": SimpleUploadedFile("x.xlsx", content)})
    assert answer.status_code == 200
    assert "form-error" in said(answer)


@pytest.mark.django_db
def test_a_preview_that_was_changed_on_the_way_is_refused(dung: Client) -> None:
    answer = dung.post("/nguoi-dung/nhap/", {"rows": "eyJ4IjoxfQ:forged:forged"})
    assert answer.status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("organisations:unit", "/don-vi/{unit}/"),
        ("organisations:rename", "/don-vi/{unit}/doi-ten/"),
        ("organisations:move", "/don-vi/{unit}/chuyen/"),
        ("organisations:people", "/nguoi-dung/"),
        ("organisations:person", "/nguoi-dung/{person}/"),
    ],
)
def test_a_page_of_the_administrator_takes_the_same_queries_however_much_it_shows(
    page: str, url: str, number: int
) -> None:
    commune = make_commune(villages=number)
    dung = browser_of(make_official(unit=commune.root, role=Role.ADMIN))
    an = make_official(unit=commune.units["office"])
    for unit in list(commune.units.values())[:number]:
        make_post(unit=commune.units["office"])
        make_post(unit=unit, user=an, role=Role.INSPECTOR)
    assert_queries(page, dung, url.format(unit=commune.units["office"].pk, person=an.pk))
