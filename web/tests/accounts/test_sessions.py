"""A session is somebody's, ends in time, and can be ended."""

from __future__ import annotations

import hashlib
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from namro_web.accounts import devices, sessions
from namro_web.accounts.actions import disable_user, reset_password
from namro_web.accounts.models import Session
from namro_web.foundation.history import lines_about
from namro_web.organisations.actions import end_post, give_post
from namro_web.organisations.models import Role
from tests.make import PASSWORD, browser_of, make_commune, make_official, make_user

pytestmark = pytest.mark.django_db

PAGE, OTHERS, STATE = "/tai-khoan/phien/", "/tai-khoan/phien/khac/", "/phien/"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0"


def sign_in(username: str, **headers: str) -> Client:
    client = Client(**headers)
    client.post("/dang-nhap/", {"login": username, "password": PASSWORD})
    client.get("/tro-giup/")
    return client


def signed_out(client: Client) -> bool:
    return client.get("/tai-khoan/mat-khau/")["Location"].startswith("/dang-nhap/")


def test_the_database_does_not_hold_the_key_of_a_session() -> None:
    client = sign_in(make_user().username)
    key = client.cookies["sessionid"].value
    kept = Session.objects.get(user__isnull=False)
    assert kept.session_key == hashlib.sha256(key.encode()).hexdigest()[:40]
    assert key not in kept.session_data
    forged = Client()
    forged.cookies["sessionid"] = kept.session_key
    assert signed_out(forged)


def test_the_list_says_where_and_on_what_one_is_signed_in() -> None:
    user = make_user()
    sign_in(user.username, REMOTE_ADDR="10.1.2.3", HTTP_USER_AGENT=EDGE)
    said = sign_in(user.username).get(PAGE).content.decode()
    assert "Edge trên máy Windows" in said
    assert "10.1.2.3" in said
    assert said.count("Phiên này") == 1


def test_one_of_my_sessions_is_ended_and_the_others_go_on() -> None:
    user = make_user()
    first, second, third = (sign_in(user.username) for _ in range(3))
    key = sessions.stored_key(second.cookies["sessionid"].value)
    assert first.post(f"{PAGE}{key}/").status_code == 302
    assert signed_out(second)
    assert not any(client.get(PAGE).status_code != 200 for client in (first, third))
    assert lines_about(user)[0].verb == "accounts.sessions-ended"


def test_nobody_ends_somebody_elses_session() -> None:
    theirs = sign_in(make_user().username)
    key = sessions.stored_key(theirs.cookies["sessionid"].value)
    assert sign_in(make_user().username).post(f"{PAGE}{key}/").status_code == 404
    assert not signed_out_of(theirs)


def signed_out_of(client: Client) -> bool:
    return client.get(PAGE).status_code != 200


def test_all_other_sessions_are_ended_at_once() -> None:
    user = make_user()
    first, second, third = (sign_in(user.username) for _ in range(3))
    first.post(OTHERS)
    assert signed_out(second)
    assert signed_out(third)
    assert not signed_out_of(first)


def test_a_new_password_ends_the_other_sessions_and_not_this_one() -> None:
    user = make_user()
    first, second = sign_in(user.username), sign_in(user.username)
    new = "một câu dài chỉ mình tôi biết"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    first.post("/tai-khoan/mat-khau/", form)
    assert Session.objects.filter(user=user).count() == 1
    assert signed_out(second)
    assert not signed_out_of(first)


@pytest.mark.parametrize("what", ["closed", "new password", "post given", "post ended"])
def test_what_an_administrator_changes_ends_every_session(what: str) -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["office"])
    client = sign_in(user.username)
    day = timezone.localdate()
    if what == "closed":
        disable_user(user, by=None)
    elif what == "new password":
        reset_password(user, by=None, at=timezone.now())
    elif what == "post ended":
        end_post(user.posts.get().pk, day=day, by=None)
    else:
        give_post(
            user_id=user.pk,
            unit_id=commune.units["economy"].pk,
            role=Role.APPROVER,
            title="Trưởng phòng",
            valid_from=day,
            by=None,
        )
    assert not Session.objects.filter(user=user).exists()
    assert signed_out(client)


def left(client: Client) -> int:
    return int(client.get(STATE).json()["left"])


def test_an_administrators_session_ends_sooner() -> None:
    commune = make_commune()
    an = browser_of(make_official(unit=commune.units["office"]))
    dung = browser_of(make_official(unit=commune.root, role=Role.ADMIN))
    for client in (an, dung):
        client.get("/tro-giup/")
    assert 895 <= left(an) <= 900
    assert 295 <= left(dung) <= 300


def test_an_administrator_acting_in_another_post_stays_one() -> None:
    commune = make_commune()
    dung = make_official(unit=commune.units["office"])
    give_post(
        user_id=dung.pk,
        unit_id=commune.root.pk,
        role=Role.ADMIN,
        title="Quản trị",
        valid_from=dung.posts.get().valid_from,
        by=None,
    )
    client = browser_of(dung)
    client.get("/tro-giup/")
    assert left(client) <= 300


def test_asking_how_long_there_is_does_not_make_it_longer() -> None:
    client = browser_of(make_user())
    client.get("/tro-giup/")
    ends = timezone.now() + timedelta(seconds=100)
    Session.objects.update(expire_date=ends)
    assert left(client) <= 100
    assert Session.objects.get().expire_date == ends


def test_going_on_makes_it_longer() -> None:
    client = browser_of(make_user())
    client.get("/tro-giup/")
    session = client.session
    session[sessions.SEEN_AT] = int(time.time()) - 800
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=100))
    client.post("/phien/lam-tiep/")
    assert left(client) > 890


def test_an_ended_session_opens_nothing() -> None:
    client = browser_of(make_user())
    client.get("/tro-giup/")
    Session.objects.update(expire_date=timezone.now())
    assert client.get(STATE).json() == {"person": "", "left": 0}
    assert signed_out(client)


def test_being_seen_is_written_once_a_minute() -> None:
    client = browser_of(make_user())
    client.get("/tro-giup/")
    before = Session.objects.get().seen_at
    client.get("/tro-giup/")
    assert Session.objects.get().seen_at == before


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (EDGE, "Edge trên máy Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0", "Firefox trên máy Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Safari/604.1", "Safari trên iPhone"),
        ("curl/8.0", "Trình duyệt khác"),
    ],
)
def test_a_device_is_said_in_words(user_agent: str, words: str) -> None:
    assert devices.in_words(user_agent) == words
