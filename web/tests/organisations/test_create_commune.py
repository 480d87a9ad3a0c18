from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from namro_web.accounts.models import User
from namro_web.organisations.models import Kind, Placement, Post, Unit
from namro_web.organisations.official_names import communes, find_official, provinces

TRUNG_HOI = {"name": "Trung Hội", "province": "Thái Nguyên", "no_input": True}


def create(**options: object) -> str:
    out = StringIO()
    call_command("create_commune", stdout=out, **{**TRUNG_HOI, **options})
    return out.getvalue()


def password_in(printed: str) -> str:
    found = re.search(r"dùng một lần\s+(\S+)", printed)
    assert found is not None
    return found[1]


@pytest.mark.django_db
def test_an_empty_installation_gets_a_commune_that_can_be_signed_in_to() -> None:
    printed = create(villages="12")
    root = Placement.objects.get(parent=None)
    assert (root.name, root.short_name, root.code) == ("Xã Trung Hội", "Trung Hội", "05581")
    assert Placement.objects.filter(kind=Kind.VILLAGE).count() == 12
    password = password_in(printed)
    answer = Client().post("/dang-nhap/", {"login": "quantri", "password": password})
    assert answer.status_code == 302


@pytest.mark.django_db
def test_the_first_administrator_has_a_password_for_one_use() -> None:
    printed = create(admin_username="anh.nguyen")
    user = User.objects.get()
    assert user.username == "anh.nguyen"
    assert user.must_change_password
    assert user.check_password(password_in(printed))
    assert Post.objects.get().role == "admin"


@pytest.mark.django_db
def test_a_commune_is_not_made_twice() -> None:
    create()
    before = (Unit.objects.count(), User.objects.count())
    with pytest.raises(CommandError, match=r"Đã có Xã Trung Hội .mã 05581.*lần thứ hai"):
        create(admin_username="khac")
    assert (Unit.objects.count(), User.objects.count()) == before


@pytest.mark.django_db
def test_a_user_name_that_is_taken_leaves_nothing_behind() -> None:
    create()
    with pytest.raises(CommandError, match="đã có người dùng"):
        create(name="Phượng Tiến")
    assert Placement.objects.filter(parent=None).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": "Không Có Thật"}, "không có “Không Có Thật”"),
        ({"kind": "huyện"}, "Không có loại “huyện”"),
        ({"name": "Tân Tiến", "province": ""}, "nơi cùng tên"),
        ({"from_date": "31/02/2026"}, "dd/mm/yyyy"),
        ({"template": "bốn cấp"}, "Không có mẫu"),
        ({"villages": "100000"}, "lớn quá"),
        ({"name": ""}, "Thiếu --name"),
    ],
)
def test_what_cannot_be_understood_is_said_and_nothing_made(
    options: dict[str, str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        create(**options)
    assert not Unit.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "name", "top", "body"),
    [
        ("phường", "Phan Đình Phùng", "Phường Phan Đình Phùng", "Công an phường"),
        ("đặc khu", "Vân Đồn", "Đặc khu Vân Đồn", "Công an đặc khu"),
        ("tỉnh", "Thái Nguyên", "Tỉnh Thái Nguyên", "Sở Nội vụ"),
        ("đảng ủy", "Trung Hội", "Đảng ủy xã Trung Hội", "Ban Xây dựng Đảng"),
    ],
)
def test_every_kind_of_place_has_its_bodies(kind: str, name: str, top: str, body: str) -> None:
    create(kind=kind, name=name, province="Quảng Ninh" if kind == "đặc khu" else "Thái Nguyên")
    assert Placement.objects.get(parent=None).name == top
    assert Placement.objects.filter(name=body).exists()


@pytest.mark.django_db
def test_villages_can_be_given_by_name() -> None:
    create(villages="Xóm Đồng Mòn, Thôn Nà Khao")
    names = Placement.objects.filter(kind=Kind.VILLAGE).values_list("name", flat=True)
    assert list(names) == ["Xóm Đồng Mòn", "Thôn Nà Khao"]


def test_codes_are_strings_that_keep_their_zeros() -> None:
    assert {len(place.code) for place in communes()} == {5}
    assert {len(place.code) for place in provinces()} == {2}
    assert len({place.code for place in communes()}) == 3321
    assert len(provinces()) == 34


@pytest.mark.parametrize("written", ["Trung Hội", "xã Trung Hội", "trung hoi", "05581"])
def test_a_place_is_found_however_it_is_written(written: str) -> None:
    (found,) = find_official(written, kind=Kind.COMMUNE, province="tinh thai nguyen")
    assert found.full_name == "Xã Trung Hội"
