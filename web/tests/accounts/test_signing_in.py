from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from namro_web.accounts.actions import create_user
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import lines_about
from namro_web.organisations.models import Role
from tests.make import PASSWORD, make_commune, make_official, make_post, make_user

SIGN_IN = "/dang-nhap/"


def sign_in(client: Client, username: str, password: str = PASSWORD, then: str = "/don-vi/"):
    return client.post(SIGN_IN, {"login": username, "password": password, "next": then})


@pytest.mark.django_db
def test_the_right_password_opens_the_page_that_was_asked_for() -> None:
    user = make_official(unit=make_commune().units["office"])
    client = Client()
    asked = client.get("/don-vi/")
    assert asked["Location"] == "/dang-nhap/?next=/don-vi/"
    assert sign_in(client, user.username)["Location"] == "/don-vi/"
    assert client.get("/don-vi/").status_code == 200


@pytest.mark.django_db
def test_a_wrong_password_is_refused_in_vietnamese() -> None:
    user = make_user()
    answer = sign_in(Client(), user.username, "sai mật khẩu")
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in answer.content.decode()


@pytest.mark.django_db
def test_five_wrong_passwords_lock_even_the_right_one() -> None:
    user, client = make_user(), Client()
    for _ in range(5):
        sign_in(client, user.username, "sai mật khẩu")
    answer = sign_in(client, user.username)
    assert "15 phút" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_nobody_signs_up_from_outside() -> None:
    assert Client().get("/dang-ky/").status_code == 404


@pytest.mark.django_db
def test_signing_in_and_out_is_history() -> None:
    user, client = make_user(), Client()
    sign_in(client, user.username)
    client.post("/dang-xuat/")
    verbs = [line.verb for line in lines_about(user)]
    assert verbs == ["accounts.signed-out", "accounts.signed-in"]


@pytest.mark.django_db
def test_a_person_with_two_posts_acts_for_the_one_chosen() -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["office"])
    second = make_post(
        unit=commune.units["village-1"], user=user, role=Role.ENTRY, title="Trưởng xóm"
    )
    client = Client()
    client.force_login(user)
    client.post("/doi-vi-tri/", {"post": second.pk, "next": "/don-vi/"})
    assert client.get("/don-vi/").wsgi_request.user.acting.title == "Trưởng xóm"


@pytest.mark.django_db
def test_nobody_acts_for_somebody_elses_post() -> None:
    commune = make_commune()
    stranger = make_post(unit=commune.units["economy"])
    client = Client()
    client.force_login(make_official(unit=commune.units["office"]))
    assert client.post("/doi-vi-tri/", {"post": stranger.pk}).status_code == 403


@pytest.mark.django_db
def test_changing_post_never_leads_to_another_site() -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["office"])
    client = Client()
    client.force_login(user)
    post = user.posts.get()
    answer = client.post("/doi-vi-tri/", {"post": post.pk, "next": "https://example.org/"})
    assert answer["Location"] == "/"


@pytest.mark.django_db
def test_a_person_without_a_post_is_told_whom_to_ask() -> None:
    client = Client()
    client.force_login(make_user())
    answer = client.get("/don-vi/")
    assert answer.status_code == 403
    assert "quản trị viên" in answer.content.decode()


@pytest.mark.django_db
def test_a_name_is_taken_whatever_its_case() -> None:
    create_user(username="An", full_name="An", password=PASSWORD, by=None)
    with pytest.raises(Conflict):
        create_user(username="an", full_name="An", password=PASSWORD, by=None)


@pytest.mark.django_db
def test_a_short_password_is_refused() -> None:
    with pytest.raises(Invalid, match="14"):
        create_user(username="an", full_name="An", password="ngắn", by=None)


@pytest.mark.django_db
def test_a_password_is_changed_by_who_knows_the_old_one() -> None:
    user, client = make_user(), Client()
    client.force_login(user)
    page = "/tai-khoan/mat-khau/"
    new = "một câu dài chỉ mình tôi biết"
    wrong = {"oldpassword": "sai", "password1": new, "password2": new + "!"}
    answer = client.post(page, wrong).content.decode()
    assert "Mật khẩu hiện tại không đúng." in answer
    assert "Hai lần gõ chưa giống nhau." in answer
    client.post(page, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


@pytest.mark.django_db
def test_a_second_factor_is_set_up_and_then_asked_for() -> None:
    user, client = make_user(), Client()
    sign_in(client, user.username)
    page = "/tai-khoan/hai-lop/bat/"
    again = client.get(page)["Location"]  # the password once more, before anything of safety
    assert client.post(again, {"password": PASSWORD})["Location"] == page
    secret = client.get(page).context["form"].secret
    assert "Mã không đúng" in client.post(page, {"code": "000000"}).content.decode()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(page, {"code": code}).status_code == 302
    asked = sign_in(Client(), user.username)
    assert asked["Location"].startswith("/dang-nhap/ma-xac-thuc/")


@pytest.mark.django_db
def test_the_pages_of_an_account_answer(client: Client) -> None:
    client.force_login(make_user())
    for page in ("/tai-khoan/mat-khau/", "/tai-khoan/hai-lop/", "/tim-kiem/", "/tro-giup/"):
        assert client.get(page).status_code == 200
