from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from namro_web.organisations.models import Role
from namro_web.tokens.models import ApiToken
from namro_web.tokens.parts import known_parts
from tests.counting import assert_queries
from tests.make import PASSWORD, browser_of, make_commune, make_official
from tests.tokens.test_tokens import call, make_token

MINE, NEW, ALL = (
    "/tai-khoan/ma-truy-cap/",
    "/tai-khoan/ma-truy-cap/moi/",
    "/don-vi/ma-truy-cap/",
)
pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.post("/dang-nhap/", {"login": user.username, "password": PASSWORD})
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    return client


def filled_in(**other: object) -> dict[str, object]:
    day = timezone.localdate() + timedelta(days=30)
    said = {"name": "Máy chủ", "kind": "read", "parts": list(known_parts()), "duties": []}
    return {**said, "expires_on": f"{day:%d/%m/%Y}", **other}


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_a_token_is_made_shown_once_and_works() -> None:
    client = signed_in(make_official(unit=make_commune().units["office"], role=Role.COORDINATOR))
    made = client.post(NEW, filled_in())
    secret = re.search(r'value="(namro_[^"]+)"', said(made))
    assert secret is not None
    assert "no-store" in made["Cache-Control"]
    assert call(secret[1]).status_code == 200
    listed = said(client.get(MINE))
    assert "Máy chủ" in listed
    assert secret[1] not in listed
    assert secret[1][:10] in listed


def test_making_one_asks_for_the_password_once_more() -> None:
    user = make_official(unit=make_commune().units["office"])
    client = Client()
    client.post("/dang-nhap/", {"login": user.username, "password": PASSWORD})
    assert client.get(NEW)["Location"].startswith("/tai-khoan/xac-nhan/")
    assert client.post(NEW, filled_in())["Location"].startswith("/tai-khoan/xac-nhan/")
    assert not ApiToken.objects.exists()


def test_the_form_offers_what_the_post_may_and_ninety_days() -> None:
    client = signed_in(make_official(unit=make_commune().units["office"], role=Role.ENTRY))
    shown = said(client.get(NEW))
    assert "cập nhật nhiệm vụ của đơn vị mình" in shown
    assert "quản trị đơn vị, tài khoản" not in shown
    assert f"{timezone.localdate() + timedelta(days=90):%d/%m/%Y}" in shown


def test_a_token_that_only_reads_is_made_from_the_reading_the_post_has() -> None:
    client = signed_in(make_official(unit=make_commune().units["office"], role=Role.ENTRY))
    client.post(NEW, filled_in(duties=["update-tasks"]))
    made = ApiToken.objects.get()
    assert made.is_read_only
    assert made.duties == ["read", "read-people"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Tên mã"),
        ({"kind": "chosen", "duties": []}, "Chọn ít nhất một việc"),
        ({"kind": "chosen", "duties": ["administer"]}, "administer"),
        ({"parts": []}, "Phần được gọi"),
        ({"expires_on": "1/1/2020"}, "Ngày hết hạn"),
        ({"expires_on": "1/1/2999"}, "tối đa 366 ngày"),
    ],
)
def test_a_form_that_cannot_be_used_says_why_and_makes_nothing(wrong, words: str) -> None:
    client = signed_in(make_official(unit=make_commune().units["office"]))
    answer = client.post(NEW, filled_in(**wrong))
    assert words in said(answer)
    assert not ApiToken.objects.exists()


def test_one_revokes_ones_own_at_the_page() -> None:
    user = make_official(unit=make_commune().units["office"])
    made, client = make_token(user), browser_of(user)
    answer = client.post(f"{MINE}{made.token.pk}/thu-hoi/")
    assert answer["Location"] == MINE
    assert call(made.secret).status_code == 401
    assert "Đã thu hồi" in said(client.get(MINE))


def test_the_administrator_sees_the_tree_and_only_it() -> None:
    here, there = make_commune(name="Trung Hội"), make_commune(name="Yên Bình")
    own = make_token(make_official(unit=here.units["office"]), name="Của ta")
    make_token(make_official(unit=there.units["office"]), name="Của người")
    admin = signed_in(make_official(unit=here.root, role=Role.ADMIN, name="Dung"))
    session = admin.session
    session["second_factor_proved"] = True
    session.save()
    shown = said(admin.get(ALL))
    assert "Của ta" in shown
    assert "Của người" not in shown
    assert admin.post(f"{MINE}{own.token.pk}/thu-hoi/")["Location"] == ALL
    assert call(own.secret).status_code == 401


def test_others_do_not_see_the_page_of_all() -> None:
    assert browser_of(make_official(unit=make_commune().root)).get(ALL).status_code == 403


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_takes_a_fixed_number_of_queries(many: int) -> None:
    user = make_official(unit=make_commune().units["office"])
    for number in range(many):
        make_token(user, name=f"Mã {number}")
    assert_queries("tokens:mine", browser_of(user), MINE)
