"""Sign-ins are counted across processes, tell nothing of who exists, and can be opened again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from namro_web.accounts import limits
from namro_web.accounts.models import Remembered, SignInTry
from namro_web.foundation.history import lines_about
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.models import Role
from tests.make import PASSWORD, browser_of, make_commune, make_official, make_user

DOOR = "/dang-nhap/"
# Another process of the same site, with the test's own database.
OTHER_PROCESS = """
import json, sys, django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from namro_web.accounts import limits
judged = [limits.judge("an", "10.0.0.9") for _ in range(4)]
print(json.dumps([not one.is_locked for one in judged].count(True)))
"""


WRONG = "sai mật khẩu"


def tries(client: Client, username: str, password: str = WRONG, **headers: str):  # type: ignore[no-untyped-def]
    return client.post(DOOR, {"login": username, "password": password}, **headers)


@pytest.mark.django_db(transaction=True)
def test_several_processes_together_let_no_more_than_five_tries_through() -> None:
    make_user()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "namro_web.config.settings.test",
        "NAMRO_SECRET_KEY": "only-for-tests",
    }
    name = str(connection.settings_dict["NAME"])
    running = [
        subprocess.Popen(
            [sys.executable, "-c", OTHER_PROCESS, name],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    let_through = sum(int(one.communicate(timeout=120)[0].splitlines()[-1]) for one in running)
    assert [one.returncode for one in running] == [0, 0, 0]
    # Tries in the same moment may refuse each other before the fifth; what is left is still there for
    # whoever comes next, and never more than that.
    assert let_through <= 5
    next_ones = [limits.judge("an", "10.0.0.9") for _ in range(6)]
    assert let_through + sum(not one.is_locked for one in next_ones) == 5
    assert limits.locked_until("an") is not None
    assert limits.judge("an", "10.0.0.9").is_locked


@pytest.mark.django_db
def test_a_name_opens_again_a_quarter_of_an_hour_after_its_fifth_wrong_password() -> None:
    user = make_user()
    for _ in range(8):
        tries(Client(), user.username)
    assert tries(Client(), user.username, PASSWORD).status_code == 200
    SignInTry.objects.update(at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert tries(Client(), user.username, PASSWORD).status_code == 302


@pytest.mark.django_db
def test_right_passwords_do_not_count() -> None:
    user = make_user()
    for _ in range(7):
        assert tries(Client(), user.username, PASSWORD).status_code == 302


@pytest.mark.django_db
def test_a_right_password_between_wrong_ones_does_not_forgive_them() -> None:
    user = make_user()
    for _ in range(4):
        tries(Client(), user.username)
    tries(Client(), user.username, PASSWORD)
    tries(Client(), user.username)
    assert "15 phút" in tries(Client(), user.username, PASSWORD).content.decode()


@pytest.mark.django_db
def test_a_flood_from_one_address_is_answered_429_in_vietnamese(settings) -> None:
    settings.SIGN_IN_TRIES_PER_ADDRESS = 3
    for number in range(3):
        assert tries(Client(), f"ten{number}", REMOTE_ADDR="203.0.113.5").status_code == 200
    flooded = tries(Client(), "khac", REMOTE_ADDR="203.0.113.5")
    assert flooded.status_code == 429
    assert "Đã thử quá nhiều lần" in flooded.content.decode()
    user = make_user()
    assert tries(Client(), user.username, PASSWORD, REMOTE_ADDR="203.0.113.6").status_code == 302


@pytest.mark.django_db
def test_a_forged_header_does_not_start_the_count_anew(settings) -> None:
    settings.SIGN_IN_TRIES_PER_ADDRESS = 3
    for number in range(3):
        tries(Client(), f"ten{number}", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    forged = tries(Client(), "khac", HTTP_X_FORWARDED_FOR="198.51.100.77")
    assert forged.status_code == 429


@pytest.mark.django_db
def test_a_name_that_nobody_has_is_answered_like_one_that_somebody_has() -> None:
    somebody = make_user().username
    seen = {}
    for name in (somebody, "khong-ai-ten-the"):
        answers = [tries(Client(), name) for _ in range(7)]
        seen[name] = [
            (
                one.status_code,
                one.content.decode().replace(name, "").count("không đúng"),
                "15 phút" in one.content.decode(),
            )
            for one in answers
        ]
    assert seen[somebody] == seen["khong-ai-ten-the"]


class Counting(PBKDF2PasswordHasher):
    """Counts the slow work."""

    algorithm = "counting"
    iterations = 2
    rounds = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        Counting.rounds += iterations or self.iterations
        return super().encode(password, salt, iterations)


@pytest.mark.django_db
def test_a_name_that_nobody_has_costs_the_same_slow_work(settings) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    somebody = make_user().username
    cost = {}
    for name in (somebody, "khong-ai-ten-the"):
        Counting.rounds = 0
        tries(Client(), name)
        cost[name] = Counting.rounds
    assert cost[somebody] == cost["khong-ai-ten-the"] > 0


@pytest.mark.django_db
def test_neither_names_nor_addresses_that_were_tried_are_kept_in_the_clear() -> None:
    tries(Client(), "mat-khau-go-nham-o", REMOTE_ADDR="203.0.113.5")
    kept = str(list(SignInTry.objects.values())) + str(list(HistoryLine.objects.values()))
    assert "mat-khau-go-nham-o" not in kept
    assert "203.0.113.5" not in str(list(SignInTry.objects.values()))


@pytest.mark.django_db
def test_an_administrator_sees_the_lock_and_opens_it() -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["office"])
    dung = make_official(unit=commune.root, role=Role.ADMIN)
    admin, page = browser_of(dung), f"/nguoi-dung/{user.pk}/"
    assert "Đang khóa tạm" not in admin.get(page).content.decode()
    for _ in range(5):
        tries(Client(), user.username)
    assert "Đang khóa tạm" in admin.get(page).content.decode()
    admin.post(f"{page}mo-khoa-tam/")
    assert tries(Client(), user.username, PASSWORD).status_code == 302
    verbs = [line.verb for line in lines_about(user) if "data-viewed" not in line.verb]
    assert verbs[:3] == [
        "accounts.signed-in",
        "accounts.sign-in-unlocked",
        "accounts.sign-in-locked",
    ]
    assert admin.post(f"{page}mo-khoa-tam/").status_code == 409


@pytest.mark.django_db
def test_an_ordinary_page_asks_neither_the_cache_nor_the_limits() -> None:
    from django.test.utils import CaptureQueriesContext

    client = browser_of(make_official(unit=make_commune().units["office"]))
    client.get("/tro-giup/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/tro-giup/")
    # Of a statement that PostgreSQL keeps, the record holds no words.
    words = " ".join(str(query["sql"]) for query in asked)
    assert "remembered" not in words
    assert "signintry" not in words


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_the_same_key_one_is_told_yes() -> None:
    told: list[bool] = []

    def add() -> None:
        try:
            told.append(cache.add("khoa", 1, timeout=60))
        finally:
            connection.close()

    hands = [threading.Thread(target=add) for _ in range(5)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(told) == [False, False, False, False, True]


@pytest.mark.django_db
def test_the_shared_cache_keeps_forgets_and_counts() -> None:
    cache.set("a", [1.5, "hai"], timeout=60)
    assert cache.get("a") == [1.5, "hai"]
    assert cache.add("a", 2) is False
    Remembered.objects.update(until=timezone.now())
    assert cache.get("a", "hết") == "hết"
    assert cache.add("a", 2, timeout=60) is True
    assert cache.incr("a") == 3
    assert cache.has_key("a")
    assert cache.touch("a", 120)
    assert cache.get_many(["a", "b"]) == {"a": 3}
    assert cache.delete("a")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


@pytest.mark.django_db
def test_wrong_codes_are_limited_for_all_processes_together() -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = make_user()
    TOTP.activate(user, generate_totp_secret())
    said = []
    for _ in range(7):
        client = Client()
        tries(client, user.username, PASSWORD)
        said.append(client.post("/dang-nhap/ma-xac-thuc/", {"code": "000000"}).content.decode())
    assert "Mã không đúng" in said[0]
    assert "chờ 15 phút" in said[6]
    assert any(line.verb == "accounts.second-factor-failed" for line in lines_about(user))
