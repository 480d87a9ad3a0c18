from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from namro_web.accounts.actions import (
    disable_user,
    enable_user,
    note_factor_removed,
    open_account,
    reset_password,
)
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import lines_about
from tests.make import PASSWORD, browser_of, make_commune, make_post, make_user

SIGN_IN, OWN = "/dang-nhap/", "/tai-khoan/mat-khau/"
NEW = "một câu dài chỉ mình tôi biết"


def sign_in(client: Client, username: str, password: str):
    return client.post(SIGN_IN, {"login": username, "password": password})


def make_account():
    return open_account(username="congchuc", full_name="Công chức Văn phòng", by=None)


@pytest.mark.django_db
def test_a_password_for_one_use_opens_only_the_page_to_replace_it() -> None:
    account, client = make_account(), Client()
    make_post(unit=make_commune().units["office"], user=account.user)
    sign_in(client, "congchuc", account.password)
    assert client.get("/don-vi/")["Location"] == OWN
    assert client.get("/api/v1/units").json()["code"] == "accounts.change-password-first"
    client.post(OWN, {"oldpassword": account.password, "password1": NEW, "password2": NEW})
    assert client.get("/don-vi/").status_code == 200


@pytest.mark.django_db
def test_a_password_for_one_use_is_not_kept_by_choosing_it_again() -> None:
    account, client = make_account(), Client()
    sign_in(client, "congchuc", account.password)
    same = {"password1": account.password, "password2": account.password}
    said = client.post(OWN, {"oldpassword": account.password, **same}).content.decode()
    assert "phải khác mật khẩu hiện tại" in said
    assert User.objects.get().must_change_password


@pytest.mark.django_db
def test_passwords_for_one_use_are_never_the_same_and_pass_the_rules() -> None:
    first = make_account()
    second = reset_password(first.user, by=None, at=timezone.now())
    assert first.password != second.password
    validate_password(second.password, second.user)
    assert second.user.check_password(second.password)
    assert not second.user.check_password(first.password)


@pytest.mark.django_db
def test_history_of_a_password_never_holds_it() -> None:
    account = make_account()
    again = reset_password(account.user, by=None, at=timezone.now())
    lines = list(lines_about(account.user))
    assert [line.verb for line in lines] == ["accounts.password-reset", "accounts.user-created"]
    assert not any(
        p in str(line.data) for line in lines for p in (account.password, again.password)
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("letters", "with_factor", "taken"),
    [(14, False, True), (13, False, False), (8, True, True), (7, True, False)],
)
def test_a_second_factor_allows_a_shorter_password(
    letters: int, with_factor: bool, taken: bool
) -> None:
    user = make_user()
    if with_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    chosen = "gạch xanh mưa rào"[:letters]
    if taken:
        validate_password(chosen, user)
    else:
        with pytest.raises(ValidationError, match="ký tự"):
            validate_password(chosen, user)


@pytest.mark.django_db
def test_giving_up_the_second_factor_asks_for_a_longer_password() -> None:
    short, long = make_user(), make_user()
    short.set_password("tám ký tự")
    for user in (short, long):
        note_factor_removed(user, kind=Authenticator.Type.TOTP)
    assert short.must_change_password
    assert not long.must_change_password


@pytest.mark.django_db
def test_an_account_that_rested_too_long_is_let_in_by_an_administrator_alone() -> None:
    user, client = make_user(), Client()
    long_ago = timezone.now() - timedelta(days=46)
    User.objects.filter(pk=user.pk).update(date_joined=long_ago, last_login=long_ago)
    assert "lâu ngày không dùng" in sign_in(client, user.username, PASSWORD).content.decode()
    enable_user(User.objects.get(pk=user.pk), by=None, at=timezone.now())
    assert sign_in(client, user.username, PASSWORD).status_code == 302


@pytest.mark.django_db
def test_a_disabled_person_is_out_at_once_and_told_so_at_the_door() -> None:
    user = make_user()
    browser = browser_of(user)
    assert browser.get(OWN).status_code == 200
    disable_user(user, by=None)
    assert browser.get(OWN)["Location"].startswith(SIGN_IN)
    assert "đang khoá" in sign_in(Client(), user.username, PASSWORD).content.decode()


@pytest.mark.django_db
def test_a_disabled_person_is_told_nothing_for_a_wrong_password() -> None:
    user = make_user()
    disable_user(user, by=None)
    assert "không đúng" in sign_in(Client(), user.username, "sai mật khẩu").content.decode()


@pytest.mark.django_db
def test_disabling_twice_and_enabling_the_open_are_conflicts() -> None:
    user = make_user()
    with pytest.raises(Conflict):
        enable_user(user, by=None, at=timezone.now())
    disable_user(user, by=None)
    with pytest.raises(Conflict):
        disable_user(user, by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["", "có dấu cách", "a" * 151, "<b>"])
def test_a_name_that_cannot_be_signed_in_with_is_refused(username: str) -> None:
    with pytest.raises(Invalid):
        open_account(username=username, full_name="An", by=None)
    assert not User.objects.exists()
