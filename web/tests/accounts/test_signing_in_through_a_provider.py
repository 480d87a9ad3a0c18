"""Signing in through a real OpenID provider: real HTTP, real keys, and tokens spoilt one by one."""

from __future__ import annotations

import html
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from namro_web.accounts.actions import disable_user, reset_password
from namro_web.accounts.linking import link_by_name, link_of, unlink
from namro_web.accounts.models import User
from namro_web.accounts.sign_in_provider import SignInProvider, provider_from_environment
from namro_web.foundation.errors import Conflict
from namro_web.foundation.history import lines_about
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.models import Role
from tests.make import PASSWORD, browser_of, make_commune, make_official, make_user

SECRET = "a client secret that is long enough for HS256"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The provider, in a process of its own on this machine."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("openid_provider.py")), str(port)],
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    for _ in range(150):
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=2)
            break
        except requests.ConnectionError:
            time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def office(address: str, settings) -> SignInProvider:
    """The site as set up for this provider, which spoils nothing."""
    settings.OIDC = SignInProvider(
        issuer=address, client_id="namro", client_secret=SECRET, label="Đăng nhập bằng thẻ cán bộ"
    )
    spoil(settings.OIDC, "")
    return settings.OIDC


def spoil(office: SignInProvider, how: str) -> None:
    requests.put(f"{office.issuer}/_fault", data=how, timeout=5)


def linked(name: str = "an.office", role: Role = Role.ENTRY) -> User:
    user = make_official(unit=make_commune().units["office"], role=role)
    link_by_name(user, name=name, by=None)
    return user


def leaves_for(page) -> str:
    """Where the page that leads away leads to."""
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.content.decode())
    assert found is not None, page.content.decode()
    return html.unescape(found[1])


def ways_back(client: Client, sub: str, start: str = "/dang-nhap/he-thong/", **data: str) -> str:
    """Go to the provider, be somebody there, and give the address it sends back to."""
    away = leaves_for(client.post(start, data))
    answer = requests.post(away, data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def come(client: Client, sub: str = "an", **data: str):
    return client.get(ways_back(client, sub, **data))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def said(answer) -> str:
    return html.unescape(answer.content.decode())


# In


def test_a_linked_person_gets_in_and_to_the_page_that_was_asked_for(office) -> None:
    user, client = linked(), Client()
    assert office.label in said(client.get("/dang-nhap/"))
    answer = come(client, next="/don-vi/")
    assert (answer.status_code, answer["Location"]) == (302, "/don-vi/")
    assert client.get("/don-vi/").wsgi_request.user == user
    assert "accounts.signed-in" in [line.verb for line in lines_about(user)]


def test_the_question_carries_state_nonce_and_pkce(office) -> None:
    away = parse_qs(urlsplit(leaves_for(Client().post("/dang-nhap/he-thong/"))).query)
    assert away["code_challenge_method"] == ["S256"]
    assert away["response_type"] == ["code"]
    assert all(len(away[name][0]) >= 16 for name in ("state", "nonce", "code_challenge"))


def test_after_the_first_time_the_identity_counts_and_not_the_name(office) -> None:
    user = linked("an.office")
    come(Client())
    requests.put(
        f"{office.issuer}/users/an", json={"preferred_username": "renamed"}, timeout=5
    ).raise_for_status()
    client = Client()
    come(client)
    assert client.session["_auth_user_id"] == str(user.pk)
    # Whoever takes over the old name is somebody else.
    requests.put(
        f"{office.issuer}/users/heir", json={"preferred_username": "An.Office"}, timeout=5
    ).raise_for_status()
    heir = Client()
    assert come(heir, "heir").status_code == 403
    assert not is_in(heir)
    requests.put(
        f"{office.issuer}/users/an", json={"preferred_username": "An.Office"}, timeout=5
    ).raise_for_status()


def test_nothing_of_the_person_is_kept_but_the_name(office) -> None:
    linked()
    come(Client())
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {"name": "An.Office"}


def test_a_user_name_counts_only_where_that_is_set(office, settings) -> None:
    user = make_official(unit=make_commune().units["office"])
    User.objects.filter(pk=user.pk).update(username="an.office")
    first = Client()
    assert come(first).status_code == 403
    settings.OIDC = replace(office, matches_usernames=True)
    second = Client()
    come(second)
    assert second.session["_auth_user_id"] == str(user.pk)


def test_a_one_use_password_is_worthless_once_its_person_came_without_it(office) -> None:
    user = linked()
    handed_over = reset_password(user, by=None, at=timezone.now()).password
    client = Client()
    come(client)
    assert client.get("/don-vi/").status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password
    assert not user.check_password(handed_over)


# Not in


def test_an_unknown_person_is_refused_in_words_and_gets_no_account(office) -> None:
    make_commune()
    people, client = User.objects.count(), Client()
    answer = come(client)
    assert answer.status_code == 403
    assert "“An.Office”" in said(answer)
    assert "Đề nghị quản trị viên" in said(answer)
    assert (User.objects.count(), SocialAccount.objects.count()) == (people, 0)
    assert not is_in(client)
    line = HistoryLine.objects.first()
    assert line is not None
    assert line.verb == "accounts.provider-refused"
    assert "An.Office" not in str(line.data)


def test_an_unproven_email_address_is_no_name(office) -> None:
    linked("la@example.org")
    assert come(Client(), "nobody").status_code == 403


def _close(user: User) -> None:
    disable_user(user, by=None)


def _rest(user: User) -> None:
    long_ago = timezone.now() - timedelta(days=46)
    User.objects.filter(pk=user.pk).update(date_joined=long_ago, last_login=None, opened_at=None)


def _lock(user: User) -> None:
    for _ in range(5):
        Client().post("/dang-nhap/", {"login": user.username, "password": "sai mật khẩu"})


@pytest.mark.parametrize(
    ("shut", "words"), [(_close, "đang khoá"), (_rest, "lâu ngày"), (_lock, "tạm khóa")]
)
def test_closed_resting_and_locked_accounts_stay_out(office, shut, words: str) -> None:
    user, client = linked(), Client()
    shut(user)
    answer = come(client)
    assert answer.status_code == 403
    assert words in said(answer)
    assert not is_in(client)
    assert "accounts.provider-refused" in [line.verb for line in lines_about(user)]


@pytest.mark.parametrize(
    "how",
    [
        "tampered",
        "foreign key",
        "unknown key",
        "no signature",
        "our secret",
        "expired",
        "no expiry",
        "other audience",
        "several audiences",
        "other party",
        "other issuer",
        "other nonce",
        "no nonce",
        "no token",
        "not a token",
        "other userinfo",
    ],
)
def test_a_token_that_cannot_be_believed_lets_nobody_in(office, how: str) -> None:
    linked("dung.office")
    user, client = linked(), Client()
    spoil(office, how)
    answer = come(client)
    assert answer.status_code == 401, said(answer)
    assert "đăng nhập lại từ đầu" in said(answer)
    assert not is_in(client)
    # The link was not used up, and the same person gets in once the token is good.
    spoil(office, "")
    come(client)
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_answer_is_taken_once(office) -> None:
    linked()
    client = Client()
    back = ways_back(client, "an")
    client.get(back)
    client.post("/dang-xuat/")
    again = client.get(back)
    assert again.status_code == 401
    assert not is_in(client)


def test_an_answer_to_another_browser_is_not_taken(office) -> None:
    linked()
    back = ways_back(Client(), "an")
    stranger = Client()
    assert stranger.get(back).status_code == 401
    assert not is_in(stranger)


def test_a_state_of_ones_own_making_is_not_taken(office) -> None:
    linked()
    client = Client()
    back = ways_back(client, "an")
    forged = re.sub(r"state=[^&]+", "state=AAAAAAAAAAAAAAAA", back)
    assert client.get(forged).status_code == 401


def test_a_code_stolen_from_another_question_is_worthless(office) -> None:
    linked()
    stolen = parse_qs(urlsplit(ways_back(Client(), "an")).query)["code"][0]
    thief = Client()
    back = re.sub(r"code=[^&]+", f"code={stolen}", ways_back(thief, "dung"))
    assert thief.get(back).status_code == 401
    assert not is_in(thief)


def test_giving_up_at_the_provider_is_no_mistake(office) -> None:
    client = Client()
    away = leaves_for(client.post("/dang-nhap/he-thong/"))
    denied = requests.post(away, data={"action": "deny"}, allow_redirects=False, timeout=5)
    back = urlsplit(denied.headers["Location"])
    # This provider forgets to repeat the state when it says no.
    state = parse_qs(urlsplit(away).query)["state"][0]
    answer = client.get(f"{back.path}?{back.query}&state={state}")
    assert "Đã thôi đăng nhập" in said(answer)


def test_a_provider_that_does_not_answer_is_said_so(office, settings) -> None:
    settings.OIDC = replace(office, issuer="http://localhost:1")
    answer = Client().post("/dang-nhap/he-thong/")
    assert answer.status_code == 503
    assert "chưa trả lời" in said(answer)


def test_a_provider_that_says_it_is_another_is_not_used(office, settings) -> None:
    settings.OIDC = replace(office, issuer=office.issuer.replace("localhost", "127.0.0.1") + "/")
    assert Client().post("/dang-nhap/he-thong/").status_code == 503


def test_where_one_goes_afterwards_is_this_site(office) -> None:
    linked()
    answer = come(Client(), next="https://example.org/")
    assert answer["Location"] == "/"


def test_going_to_the_provider_takes_a_form_of_ours(office) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.get("/dang-nhap/he-thong/").status_code == 405
    assert client.post("/dang-nhap/he-thong/").status_code == 403


def test_without_a_provider_nothing_is_offered_and_nothing_answers() -> None:
    client = Client()
    assert "he-thong" not in said(client.get("/dang-nhap/"))
    assert client.post("/dang-nhap/he-thong/").status_code == 404
    assert client.get("/dang-nhap/he-thong/tro-lai/?code=1&state=2").status_code == 404


# Second factor


def with_totp(user: User) -> User:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    return user


def test_who_has_a_second_factor_here_is_asked_for_it(office) -> None:
    with_totp(linked("strong"))
    client = Client()
    assert come(client, "strong")["Location"] == "/dang-nhap/ma-xac-thuc/"
    assert not is_in(client)


def test_one_shown_at_the_provider_counts_where_that_is_set(office, settings) -> None:
    settings.OIDC = replace(office, second_factors=frozenset({"otp"}))
    user, client = with_totp(linked("strong", Role.ADMIN)), Client()
    come(client, "strong")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/nguoi-dung/").status_code == 200


def test_an_amr_that_is_not_listed_does_not_count(office, settings) -> None:
    settings.OIDC = replace(office, second_factors=frozenset({"hwk"}))
    with_totp(linked("strong"))
    client = Client()
    assert come(client, "strong")["Location"] == "/dang-nhap/ma-xac-thuc/"


# Links


def signed_in(user: User) -> Client:
    client = Client()
    client.post("/dang-nhap/", {"login": user.username, "password": PASSWORD})
    client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
    return client


def test_a_signed_in_person_links_themselves_and_comes_in_that_way(office) -> None:
    user = make_official(unit=make_commune().units["office"])
    client = signed_in(user)
    client.get(ways_back(client, "an", "/tai-khoan/dinh-danh/lien-ket/"))
    assert link_of(user) is not None
    assert "An.Office" in said(client.get("/tai-khoan/dinh-danh/"))
    other = Client()
    come(other)
    assert other.session["_auth_user_id"] == str(user.pk)


def test_nobody_links_what_is_linked_to_another(office) -> None:
    linked()
    come(Client())
    second = make_official(unit=make_commune(name="Yên Bình").units["office"])
    client = signed_in(second)
    answer = client.get(ways_back(client, "an", "/tai-khoan/dinh-danh/lien-ket/"))
    assert answer.status_code == 409
    assert link_of(second) is None


def test_a_link_begun_by_one_person_is_not_finished_by_another(office) -> None:
    first, second = make_user(), make_user()
    client = signed_in(first)
    back = ways_back(client, "an", "/tai-khoan/dinh-danh/lien-ket/")
    states = client.session["socialaccount_states"]
    other = signed_in(second)
    session = other.session
    session["socialaccount_states"] = states
    session.save()
    assert other.get(back).status_code == 401
    assert SocialAccount.objects.count() == 0


def test_unlinking_shuts_the_way_and_leaves_a_line(office) -> None:
    user = linked()
    come(Client())
    client = signed_in(user)
    client.post("/tai-khoan/dinh-danh/go/")
    assert link_of(user) is None
    assert lines_about(user).filter(verb="accounts.provider-unlinked").exists()
    assert come(Client()).status_code == 403


def test_linking_asks_for_the_password_once_more(office) -> None:
    user = make_user()
    client = Client()
    client.post("/dang-nhap/", {"login": user.username, "password": PASSWORD})
    answer = client.post("/tai-khoan/dinh-danh/lien-ket/")
    assert answer["Location"].startswith("/tai-khoan/xac-nhan/")


def test_who_has_no_password_does_not_shut_the_only_way_in(office) -> None:
    user = linked()
    user.set_unusable_password()
    user.save()
    with pytest.raises(Conflict, match="mật khẩu"):
        unlink(user, by=user)
    unlink(user, by=None)


def test_one_name_waits_for_one_person_and_one_person_for_one_name(office) -> None:
    user = linked("an.office")
    with pytest.raises(Conflict, match="gỡ liên kết cũ"):
        link_by_name(user, name="khác", by=None)
    with pytest.raises(Conflict, match="đã liên kết"):
        link_by_name(make_user(), name="AN.office", by=None)


def test_the_administrator_links_a_person_of_the_tree_at_the_page(office) -> None:
    commune = make_commune()
    admin = make_official(unit=commune.root, role=Role.ADMIN, name="Dung")
    person = make_official(unit=commune.units["office"])
    browser = browser_of(admin)
    session = browser.session
    session["second_factor_proved"] = True
    session.save()
    page = f"/nguoi-dung/{person.pk}/dinh-danh/"
    assert page in said(browser.get(f"/nguoi-dung/{person.pk}/"))
    assert browser.post(page, {"name": "AN.office"}).status_code == 302
    client = Client()
    come(client)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert "An.Office" in said(browser.get(page))
    browser.post(page, {"unlink": "1"})
    assert link_of(person) is None
    stranger = make_official(unit=make_commune(name="Yên Bình").units["office"])
    assert browser.get(f"/nguoi-dung/{stranger.pk}/dinh-danh/").status_code == 404


# Out


def test_signing_out_here_goes_on_to_sign_out_there(office) -> None:
    linked()
    client = Client()
    come(client)
    away = leaves_for(client.post("/dang-xuat/"))
    assert not is_in(client)
    assert away.startswith(f"{office.issuer}/oauth2/end_session?")
    asked = parse_qs(urlsplit(away).query)
    assert asked["post_logout_redirect_uri"] == ["http://testserver/dang-nhap/"]
    assert asked["id_token_hint"][0].count(".") == 2
    assert requests.get(away, timeout=5).status_code == 200


def test_who_came_with_a_password_signs_out_here_only(office) -> None:
    client = signed_in(make_official(unit=make_commune().units["office"]))
    assert client.post("/dang-xuat/").status_code == 302


# Only


def test_where_it_is_the_only_way_no_password_opens_anything(office, settings) -> None:
    settings.OIDC = replace(office, is_only_way=True)
    user = make_official(unit=make_commune().units["office"])
    page = said(Client().get("/dang-nhap/"))
    assert 'name="password"' not in page
    client = Client()
    answer = client.post("/dang-nhap/", {"login": user.username, "password": PASSWORD})
    assert "không dùng mật khẩu" in said(answer)
    assert not is_in(client)


# Settings

SET = {
    "NAMRO_OIDC_ISSUER": "https://id.example.vn/realms/xa/.well-known/openid-configuration",
    "NAMRO_OIDC_CLIENT_ID": "namro",
    "NAMRO_OIDC_CLIENT_SECRET": "s",
}


def test_the_environment_describes_the_provider(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("từ tệp\n")
    read = provider_from_environment(
        {
            **SET,
            "NAMRO_OIDC_CLIENT_SECRET_FILE": str(kept),
            "NAMRO_OIDC_CLAIM": "national_id, email",
            "NAMRO_OIDC_SECOND_FACTOR": "otp,hwk",
            "NAMRO_OIDC_ONLY": "1",
        }
    )
    assert read == SignInProvider(
        issuer="https://id.example.vn/realms/xa",
        client_id="namro",
        client_secret="từ tệp",
        claims=("national_id", "email"),
        second_factors=frozenset({"otp", "hwk"}),
        is_only_way=True,
    )
    assert provider_from_environment({}) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {**SET, "NAMRO_OIDC_ISSUER": "http://id.example.vn"},
        {**SET, "NAMRO_OIDC_CLIENT_ID": ""},
        {**SET, "NAMRO_OIDC_CLIENT_SECRET": ""},
        {"NAMRO_OIDC_ONLY": "1"},
    ],
)
def test_an_unsafe_or_half_description_stops_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="NAMRO_OIDC"):
        provider_from_environment(wrong)
