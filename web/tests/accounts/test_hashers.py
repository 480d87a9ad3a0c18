from __future__ import annotations

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.test import override_settings

from namro_web.config.settings import base
from tests.make import make_user

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
