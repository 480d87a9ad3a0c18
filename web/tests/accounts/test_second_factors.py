"""Who must prove more than a password proves it, and does nothing else before."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.test import Client

from namro_web.accounts import strictness
from namro_web.accounts.models import Session, User
from namro_web.foundation.addresses import asker, is_within, networks
from namro_web.foundation.history import lines_about
from namro_web.organisations.access import Duty
from namro_web.organisations.models import Role
from tests.make import PASSWORD, browser_of, make_commune, make_official, make_user

SET_UP, SHOW, CODE = "/tai-khoan/hai-lop/", "/tai-khoan/xac-nhan/ma/", "/dang-nhap/ma-xac-thuc/"
SECRET = "JBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def give_totp(user: User) -> None:
    TOTP.activate(user, SECRET)


def sign_in(user: User, **extra: str) -> Client:
    client = Client(**extra)
    client.post("/dang-nhap/", {"login": user.username, "password": PASSWORD})
    return client


@pytest.fixture
def strict(settings) -> None:
    settings.SECOND_FACTOR_FOR_ADMINISTRATORS = True


@pytest.fixture
def office(settings) -> None:
    settings.OFFICE_NETWORKS = networks("10.20.0.0/16, 2001:db8::/32")


def make_administrator() -> User:
    return make_official(unit=make_commune().root, role=Role.ADMIN, name="Dung")


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_an_administrator_without_a_factor_is_led_to_one_and_does_nothing_else() -> None:
    dung = make_administrator()
    client = sign_in(dung)
    for page in ("/don-vi/", "/nguoi-dung/", "/tim-kiem/", "/tai-khoan/phien/"):
        assert client.get(page)["Location"] == SET_UP
    assert client.post(f"/nguoi-dung/{dung.pk}/khoa/")["Location"] == SET_UP
    refused = client.get("/api/v1/units")
    assert (refused.status_code, refused.json()["code"]) == (403, "accounts.second-factor-first")
    fragment = client.get("/don-vi/", headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == SET_UP
    assert "cần thêm một lớp xác thực" in client.get(SET_UP).content.decode()
    assert client.post("/dang-xuat/").status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("strict")
def test_setting_a_factor_up_opens_the_doors() -> None:
    dung = make_administrator()
    client = sign_in(dung)
    page = f"{SET_UP}bat/"
    client.post(client.get(page)["Location"], {"password": PASSWORD})
    secret = client.get(page).context["form"].secret
    client.post(page, {"code": code_of(secret)})
    assert client.get("/don-vi/").status_code == 200
    line = next(one for one in lines_about(dung) if one.verb == "accounts.second-factor-added")
    assert secret not in str(line.data)


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_an_administrator_who_showed_the_factor_works_on() -> None:
    dung = make_administrator()
    give_totp(dung)
    client = sign_in(dung)
    assert client.get("/don-vi/")["Location"].startswith("/dang-nhap/")
    client.post(CODE, {"code": code_of()})
    assert client.get("/don-vi/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_a_session_that_showed_a_password_only_may_not_add_a_factor_beside_the_one_there_is() -> (
    None
):
    dung = make_administrator()
    client = sign_in(dung)
    give_totp(dung)
    for page in ("/don-vi/", f"{SET_UP}bat/", f"{SET_UP}khoa/them/", SET_UP):
        assert client.get(page)["Location"].startswith(SHOW)
    client.post(SHOW, {"code": code_of()})
    assert client.get("/don-vi/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_giving_up_the_last_factor_closes_the_doors_again() -> None:
    dung = make_administrator()
    give_totp(dung)
    client = sign_in(dung)
    client.post(CODE, {"code": code_of()})
    client.post(f"{SET_UP}tat/")
    if Authenticator.objects.filter(type="totp").exists():  # the password once more
        client.post("/tai-khoan/xac-nhan/", {"password": PASSWORD})
        client.post(f"{SET_UP}tat/")
    assert not Authenticator.objects.exists()
    assert client.get("/don-vi/")["Location"] == SET_UP
    assert lines_about(dung)[0].verb == "accounts.second-factor-removed"


@pytest.mark.django_db
@pytest.mark.usefixtures("strict")
def test_other_people_need_no_factor_in_an_office_without_that_rule() -> None:
    client = browser_of(make_official(unit=make_commune().units["office"]))
    assert client.get("/don-vi/").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("address", "enters"),
    [
        ("10.20.3.4", True),
        ("::ffff:10.20.3.4", True),
        ("2001:db8::7", True),
        ("203.0.113.9", False),
    ],
)
def test_from_outside_the_office_a_password_is_not_enough(address: str, enters: bool) -> None:
    user = make_official(unit=make_commune().units["office"])
    answer = sign_in(user, REMOTE_ADDR=address).get("/don-vi/")
    assert (answer.status_code == 200) is enters


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
def test_a_session_of_the_office_carried_outside_must_show_a_factor() -> None:
    client = sign_in(make_official(unit=make_commune().units["office"]), REMOTE_ADDR="10.20.3.4")
    assert client.get("/don-vi/").status_code == 200
    assert client.get("/don-vi/", REMOTE_ADDR="203.0.113.9")["Location"] == SET_UP


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
def test_a_forged_header_makes_nobody_an_insider() -> None:
    user = make_official(unit=make_commune().units["office"])
    client = sign_in(user, REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="10.20.3.4")
    assert client.get("/don-vi/")["Location"] == SET_UP


@pytest.mark.django_db
@pytest.mark.usefixtures("office")
def test_behind_our_proxy_the_true_asker_counts(settings) -> None:
    settings.TRUSTED_PROXIES = networks("172.18.0.0/16")
    user = make_official(unit=make_commune().units["office"])
    for forwarded, enters in (
        ("10.20.3.4", True),
        ("203.0.113.9", False),
        ("10.20.3.4, 203.0.113.9", False),
        ("10.20.3.4, vô nghĩa", False),
    ):
        client = sign_in(user, REMOTE_ADDR="172.18.0.2", HTTP_X_FORWARDED_FOR=forwarded)
        assert (client.get("/don-vi/").status_code == 200) is enters, forwarded


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        pytest.param("203.0.113.9", "10.0.0.1", "203.0.113.9", id="not our proxy"),
        pytest.param("127.0.0.1", "198.51.100.7", "198.51.100.7", id="our proxy"),
        pytest.param("127.0.0.1", "1.1.1.1, 198.51.100.7", "198.51.100.7", id="forged in front"),
        pytest.param("127.0.0.1", "198.51.100.7, 172.18.0.3", "198.51.100.7", id="two of ours"),
        pytest.param("127.0.0.1", "", "127.0.0.1", id="no header"),
        pytest.param("127.0.0.1", "198.51.100.7, <script>", "127.0.0.1", id="nonsense"),
        pytest.param("127.0.0.1", "2001:db8::5", "2001:db8::5", id="IPv6"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(peer: str, forwarded: str, who: str) -> None:
    assert asker(peer, forwarded, proxies=networks("127.0.0.1, 172.18.0.0/16")) == who


@pytest.mark.django_db
def test_a_stranger_cannot_claim_to_have_come_by_https() -> None:
    answer = Client().get("/dang-nhap/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_PROTO="https")
    assert "HTTP_X_FORWARDED_PROTO" not in answer.wsgi_request.META


def test_what_is_no_address_is_within_no_network() -> None:
    assert not is_within("", networks("0.0.0.0/0"))
    with pytest.raises(ValueError, match="does not appear"):
        networks("10.0.0.0/16, văn phòng")


def test_administering_is_the_duty_the_units_call_so() -> None:
    assert Duty.ADMINISTER == strictness.ADMINISTERING


@pytest.mark.django_db
def test_a_page_costs_no_query_more_when_factors_are_forced(settings) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    dung = make_administrator()
    give_totp(dung)
    client = sign_in(dung)
    client.post(CODE, {"code": code_of()})
    counted = []
    for forced in (False, True):
        settings.SECOND_FACTOR_FOR_ADMINISTRATORS = forced
        client.get("/tro-giup/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/tro-giup/")
        counted.append(len(asked))
    assert counted[0] == counted[1]


@pytest.mark.django_db
def test_a_lost_factor_is_reset_for_a_code_of_one_use() -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["office"])
    give_totp(user)
    theirs = browser_of(user)
    theirs.get("/don-vi/")
    dung = make_official(unit=commune.root, role=Role.ADMIN)
    shown = browser_of(dung).post(f"/nguoi-dung/{user.pk}/hai-lop/")
    code = shown.context["accounts"][0].password
    assert code in shown.content.decode()
    assert not Authenticator.objects.filter(user=user).exists()
    assert not Session.objects.filter(user=user).exists()
    assert "_auth_user_id" not in sign_in(user).session
    client = Client()
    client.post("/dang-nhap/", {"login": user.username, "password": code})
    assert client.get("/don-vi/")["Location"] == "/tai-khoan/mat-khau/"
    said = [line for line in lines_about(user) if line.verb == "accounts.second-factor-reset"]
    assert len(said) == 1
    assert said[0].actor_id == str(dung.pk)
    assert code not in str([line.data for line in lines_about(user)])


@pytest.mark.django_db
def test_nobody_resets_their_own_factor_or_a_strangers() -> None:
    commune, elsewhere = make_commune(), make_commune(name="Bình Yên")
    dung = make_official(unit=commune.root, role=Role.ADMIN)
    stranger = make_official(unit=elsewhere.units["office"])
    for user in (dung, stranger):
        give_totp(user)
    admin = browser_of(dung)
    assert admin.post(f"/nguoi-dung/{dung.pk}/hai-lop/").status_code == 403
    assert admin.post(f"/nguoi-dung/{stranger.pk}/hai-lop/").status_code == 404
    assert Authenticator.objects.filter(type="totp").count() == 2


@pytest.mark.django_db
def test_resetting_what_is_not_there_changes_nothing() -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["office"])
    admin = browser_of(make_official(unit=commune.root, role=Role.ADMIN))
    assert admin.post(f"/nguoi-dung/{user.pk}/hai-lop/").status_code == 409
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


@pytest.mark.django_db
def test_a_key_makes_a_password_of_eight_letters_long_enough() -> None:
    from django.contrib.auth.password_validation import validate_password

    user = make_user()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "A"})
    validate_password("gạch xanh"[:8], user)


@pytest.mark.django_db
def test_a_broken_answer_of_a_key_is_refused_in_words() -> None:
    user = make_user()
    client = sign_in(user)
    page = f"{SET_UP}khoa/them/"
    asked = client.get(page)
    if asked.status_code == 302:
        client.post(asked["Location"], {"password": PASSWORD})
        client.get(page)
    for credential in ("{}", '{"id": "x"}', "không phải JSON", '{"response": {}}'):
        answer = client.post(page, {"name": "Khóa", "credential": credential})
        assert answer.status_code == 200
    give_totp(user)
    waiting = sign_in(user)
    for credential in ("{}", '{"id": "x"}', "không phải JSON", '{"response": {}}'):
        assert waiting.post(CODE, {"credential": credential}).status_code == 200
    assert "_auth_user_id" not in waiting.session
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


@pytest.mark.django_db
def test_the_machine_itself_resets_the_factor_of_the_only_administrator(capsys) -> None:
    dung = make_administrator()
    give_totp(dung)
    call_command("reset_second_factor", dung.username)
    code = capsys.readouterr().out.split(": ")[1].strip()
    dung.refresh_from_db()
    assert dung.check_password(code)
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="chưa bật"):
        call_command("reset_second_factor", dung.username)
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("reset_second_factor", "khong-ai")
