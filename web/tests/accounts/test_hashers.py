from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    check_password,
    identify_hasher,
    make_password,
)
from django.test import Client, override_settings

from namro_web.accounts import hashers
from namro_web.config.settings import base
from namro_web.foundation.errors import Unavailable
from tests.make import make_user
from tests.operations.running import until

pytestmark = pytest.mark.django_db
real = override_settings(PASSWORD_HASHERS=base.PASSWORD_HASHERS)


@real
def test_passwords_are_kept_with_argon2id_as_strong_as_owasp_asks() -> None:
    kept = make_password("một mật khẩu đủ dài")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@real
def test_a_password_of_an_older_installation_opens_and_is_kept_anew() -> None:
    user = make_user()
    user.password = make_password("một mật khẩu đủ dài", hasher="pbkdf2_sha256")
    user.save()
    assert user.check_password("một mật khẩu đủ dài")
    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert check_password("một mật khẩu đủ dài", user.password)


@real
def test_a_wrong_password_opens_nothing() -> None:
    user = make_user()
    assert not user.check_password("một mật khẩu đủ dại")


@real
def test_a_flood_hashes_two_at_a_time_lets_six_wait_and_asks_the_rest_to_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go, lock = threading.Event(), threading.Lock()
    at_work: list[int] = [0]
    most: list[int] = [0]
    said: list[str] = []

    def slow(self: object, password: str, salt: str) -> str:
        with lock:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        assert go.wait(30)
        with lock:
            at_work[0] -= 1
        return "argon2$…"

    def sign_in() -> None:
        try:
            make_password("một mật khẩu đủ dài")
        except Unavailable as refused:
            said.append(refused.code)
        else:
            said.append("hashed")

    monkeypatch.setattr(Argon2PasswordHasher, "encode", slow)
    flood = [threading.Thread(target=sign_in) for _ in range(11)]
    for one in flood:
        one.start()
    # Three are refused while the others still wait.
    assert until(lambda: len(said) == 3, seconds=30)
    assert said == ["accounts.too-many-sign-ins"] * 3
    go.set()
    for one in flood:
        one.join(30)
    assert sorted(said) == ["accounts.too-many-sign-ins"] * 3 + ["hashed"] * 8
    assert most == [2]
    assert make_password("một mật khẩu đủ dài") == "argon2$…", "there is room again"


@real
def test_who_finds_no_room_is_asked_to_try_again_and_the_try_does_not_count(
    settings: Any,
) -> None:
    user = make_user()
    user.set_password("một mật khẩu đủ dài")
    user.save()
    sent = {"login": user.username, "password": "một mật khẩu đủ dài"}
    with pytest.MonkeyPatch.context() as full:
        full.setattr(hashers.turns, "_at_work", settings.PASSWORDS_AT_ONCE)
        full.setattr(hashers.turns, "_waiting", 3 * settings.PASSWORDS_AT_ONCE)
        for _ in range(settings.SIGN_IN_TRIES + 1):
            busy = Client().post("/dang-nhap/", sent)
            assert busy.status_code == 503
            assert "quá nhiều người đăng nhập cùng lúc" in busy.content.decode()
        nobody = Client().post("/dang-nhap/", {**sent, "login": "khong-ai-ten-the"})
        assert nobody.status_code == 503, "a name that nobody has is answered the same"
    assert Client().post("/dang-nhap/", sent).status_code == 302
