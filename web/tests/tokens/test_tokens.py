"""A token does what its post and its scope both allow, as long as both live, and not a bit more."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from namro_web.accounts.actions import disable_user, reset_password
from namro_web.accounts.models import User
from namro_web.api.assembly import api
from namro_web.foundation.errors import Conflict, Invalid, Missing
from namro_web.foundation.history import lines_about
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.access import Duty, acting_post_of
from namro_web.organisations.actions import Commune, end_post
from namro_web.organisations.models import Placement, Post, Role
from namro_web.tokens.actions import MOST_LIVE, NewToken, create_token, revoke_token
from namro_web.tokens.models import ApiToken
from namro_web.tokens.parts import known_parts
from namro_web.tokens.secrets_of_tokens import digest_of, is_whole, new_secret
from tests.make import browser_of, make_commune, make_official, make_post

TODAY = date(2026, 11, 12)
pytestmark = pytest.mark.django_db


def acts(user: User) -> User:
    acting_post_of(user, chosen=None, at=TODAY)
    return user


def make_token(user: User, **other: object) -> NewToken:
    at = timezone.now()
    said = {
        "name": "Máy chủ",
        "duties": ["read"],
        "parts": list(known_parts()),
        "expires_on": timezone.localdate(at) + timedelta(days=90),
        "at": at,
    }
    return create_token(by=acts(user), **{**said, **other})  # type: ignore[arg-type]


def call(secret: str, path: str = "/api/v1/units", method: str = "get", **kwargs: object):
    client = Client(enforce_csrf_checks=True)
    return getattr(client, method)(path, headers={"Authorization": f"Bearer {secret}"}, **kwargs)


def official(commune: Commune, role: Role = Role.COORDINATOR, unit: str = "office") -> User:
    return make_official(unit=commune.units[unit], role=role)


def refused(answer) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    return answer.status_code, answer.json()["code"]


# How it is written and kept


def test_only_the_digest_is_kept() -> None:
    made = make_token(official(make_commune()))
    kept = ApiToken.objects.values().get()
    assert kept["digest"] == digest_of(made.secret)
    assert made.secret not in str(kept)
    assert all(made.secret not in str(line.data) for line in HistoryLine.objects.all())


def test_a_token_is_recognisable_and_carries_256_bits() -> None:
    secrets = {new_secret() for _ in range(200)}
    assert len(secrets) == 200
    assert all(secret.startswith("namro_") and len(secret) == 55 for secret in secrets)
    assert all(is_whole(secret) for secret in secrets)


def test_any_one_letter_changed_or_missing_is_noticed_without_the_database(
    django_assert_num_queries,
) -> None:
    secret = new_secret()
    cut = [secret[:place] + secret[place + 1 :] for place in range(len(secret))]
    other = {"a": "b"}
    changed = [
        secret[:place] + other.get(secret[place], "a") + secret[place + 1 :]
        for place in range(len(secret))
    ]
    with django_assert_num_queries(0):
        assert not any(map(is_whole, cut + changed))


# Letting in


def test_a_program_reads_what_its_post_reads() -> None:
    made = make_token(official(make_commune()))
    answer = call(made.secret)
    assert answer.status_code == 200
    assert answer.json()[0]["name"] == "Xã Trung Hội"
    assert "sessionid" not in answer.cookies


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("Bearer", id="nothing after the word"),
        pytest.param("Bearer ", id="a blank"),
        pytest.param("Bearer {half}", id="truncated"),
        pytest.param("Bearer {secret}x", id="too long"),
        pytest.param("Bearer  {secret}", id="two blanks"),
        pytest.param("Bearer {secret} {secret}", id="twice"),
        pytest.param("Bearer {secret}, Bearer {secret}", id="two headers joined"),
        pytest.param("Bearer {secret}\t", id="a tab"),
        pytest.param("Bearer ghp_{body}", id="another prefix"),
        pytest.param("Bearer NAMRO_{body}", id="prefix in capitals"),
        pytest.param("Bearer {flipped}", id="tampered"),
        pytest.param("Bearer {secret}é", id="a letter outside ASCII"),
        pytest.param("Bearer %00{secret}", id="an escape"),
        pytest.param("Bearer {other}", id="whole but never given out"),
        pytest.param("Basic {secret}", id="another scheme"),
        pytest.param("Token {secret}", id="a word of ours"),
        pytest.param("{secret}", id="no scheme"),
    ],
)
def test_a_header_that_is_not_exactly_a_token_opens_nothing(header: str) -> None:
    secret = make_token(official(make_commune())).secret
    written = header.format(
        secret=secret,
        half=secret[:30],
        body=secret[6:],
        flipped=secret[:10] + ("A" if secret[10] != "A" else "B") + secret[11:],
        other=new_secret(),
    )
    answer = Client().get("/api/v1/units", headers={"Authorization": written})
    status, code = refused(answer)
    assert status == 401
    assert code in {"tokens.unreadable", "tokens.unknown", "accounts.sign-in-first"}
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("place", ["access_token", "token", "api_key"])
def test_a_token_in_the_address_is_no_token(place: str) -> None:
    secret = make_token(official(make_commune())).secret
    assert Client().get("/api/v1/units", {place: secret}).status_code == 401


def test_the_scheme_is_read_in_any_case() -> None:
    secret = make_token(official(make_commune())).secret
    answer = Client().get("/api/v1/units", headers={"Authorization": f"bearer {secret}"})
    assert answer.status_code == 200


def test_a_bad_token_beside_a_good_session_is_refused() -> None:
    browser = browser_of(official(make_commune()))
    answer = browser.get("/api/v1/units", headers={"Authorization": f"Bearer {new_secret()}"})
    assert refused(answer) == (401, "tokens.unknown")


def test_beside_a_session_of_another_person_the_token_alone_counts() -> None:
    here, there = official(make_commune(name="Trung Hội")), official(make_commune(name="Yên Bình"))
    secret = make_token(here).secret
    answer = browser_of(there).get("/api/v1/units", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()[0]["name"] == "Xã Trung Hội"


def test_a_token_opens_no_page() -> None:
    secret = make_token(official(make_commune())).secret
    answer = Client().get("/don-vi/", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 302


def every_operation() -> list[object]:
    return [
        pytest.param(method, f"/api/v1{prefix}{path}", id=f"{method} {prefix}{path}")
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


@pytest.mark.parametrize(("method", "path"), every_operation())
def test_every_operation_takes_both_and_asks_a_csrf_token_of_sessions_only(
    method: str, path: str
) -> None:
    import re

    address = re.sub(r"{(?:(\w+):)?(\w+)}", _example, path)
    user = official(make_commune(), Role.ADMIN)
    secret = make_token(user, duties=["administer", "read-people"]).secret
    by_token = call(secret, address, method.lower())
    assert by_token.status_code != 401
    assert by_token.status_code < 500
    session = Client(enforce_csrf_checks=True)
    session.force_login(user)
    by_session = getattr(session, method.lower())(address)
    if method == "GET":
        assert by_session.status_code != 401
    else:
        assert "CSRF" in by_session.content.decode()
    assert "CSRF" not in by_token.content.decode()


def _example(found) -> str:
    is_identity = found[1] == "uuid" or "unit_id" in found[2] or "uuid" in found[2]
    return "00000000-0000-4000-8000-000000000000" if is_identity else "1"


# Scope


def test_a_token_that_only_reads_writes_nothing() -> None:
    commune = make_commune()
    secret = make_token(official(commune, Role.ADMIN), duties=["read-people"]).secret
    address = f"/api/v1/units/{commune.units['village-1'].pk}/dissolve"
    answer = call(secret, address, "post", data={}, content_type="application/json")
    assert refused(answer) == (403, "tokens.read-only")


def test_a_part_outside_the_scope_is_closed() -> None:
    secret = make_token(official(make_commune()), parts=["plans"]).secret
    assert refused(call(secret, "/api/v1/units")) == (403, "tokens.part-outside-scope")
    assert call(secret, "/api/v1/plans").status_code == 200


def test_a_duty_outside_the_scope_is_closed_though_the_post_has_it() -> None:
    user = official(make_commune())
    assert browser_of(user).get("/api/v1/history").status_code == 200
    secret = make_token(user, duties=["read"]).secret
    assert refused(call(secret, "/api/v1/history")) == (403, "organisations.not-this-duty")


def test_a_duty_the_post_has_lost_is_lost_to_the_token() -> None:
    user = official(make_commune())
    secret = make_token(user, duties=["read", "read-history"]).secret
    assert call(secret, "/api/v1/history").status_code == 200
    Post.objects.filter(user=user).update(role=Role.ENTRY)
    assert refused(call(secret, "/api/v1/history")) == (403, "organisations.not-this-duty")


@pytest.mark.parametrize("duties", [["administer"], ["read", "fly"], []])
def test_nobody_gives_a_token_more_than_the_post_has(duties: list[str]) -> None:
    with pytest.raises(Invalid, match="việc"):
        make_token(official(make_commune()), duties=duties)
    assert not ApiToken.objects.exists()


def test_a_token_acts_for_the_post_of_its_making_whatever_is_chosen_later() -> None:
    commune = make_commune()
    user = official(commune, Role.ENTRY)
    secret = make_token(user).secret
    make_post(unit=commune.root, role=Role.LEADER, user=user)
    assert refused(call(secret, "/api/v1/history")) == (403, "organisations.not-this-duty")


def test_a_token_of_another_commune_sees_nothing_of_this_one() -> None:
    here, there = make_commune(name="Trung Hội"), make_commune(name="Yên Bình")
    secret = make_token(official(there), duties=["read", "read-people"]).secret
    assert "Trung Hội" not in call(secret).content.decode()
    unit = here.units["office"].pk
    assert call(secret, f"/api/v1/units/{unit}").status_code == 404


# Life and death


def test_it_works_on_its_last_day_and_not_on_the_next() -> None:
    at = timezone.now()
    made = make_token(official(make_commune()), expires_on=timezone.localdate(at))
    assert call(made.secret).status_code == 200
    ApiToken.objects.update(expires_at=at)
    assert refused(call(made.secret)) == (401, "tokens.expired")


def test_a_revoked_token_is_dead_with_the_next_call() -> None:
    user = official(make_commune())
    made = make_token(user)
    revoke_token(made.token.pk, by=acts(user), at=timezone.now())
    assert refused(call(made.secret)) == (401, "tokens.revoked")
    with pytest.raises(Conflict):
        revoke_token(made.token.pk, by=user, at=timezone.now())


def test_the_end_of_the_post_is_the_end_of_the_token() -> None:
    user = official(make_commune())
    secret = make_token(user).secret
    post = Post.objects.get(user=user)
    end_post(post.pk, day=TODAY, by=None)
    # Who hands a post over takes its tokens back with it.
    assert refused(call(secret)) == (401, "tokens.revoked")


def test_a_token_of_a_post_that_has_run_out_is_dead() -> None:
    user = official(make_commune())
    secret = make_token(user).secret
    Post.objects.filter(user=user).update(valid_to=TODAY)
    assert refused(call(secret)) == (401, "tokens.post-ended")


def test_a_closed_account_closes_its_tokens() -> None:
    user = official(make_commune())
    secret = make_token(user).secret
    disable_user(user, by=None)
    assert refused(call(secret)) == (401, "tokens.owner-out")


def test_an_account_unused_too_long_closes_its_tokens() -> None:
    user = official(make_commune())
    secret = make_token(user).secret
    long_ago = timezone.now() - timedelta(days=46)
    User.objects.update(date_joined=long_ago, last_login=long_ago)
    assert refused(call(secret)) == (401, "tokens.owner-out")


def test_a_reset_password_ends_tokens_for_good_and_newer_ones_work() -> None:
    user = official(make_commune())
    old = make_token(user).secret
    reset_password(user, by=None, at=timezone.now())
    assert refused(call(old)) == (401, "tokens.owner-out")
    user.must_change_password = False
    user.save()
    assert refused(call(old)) == (401, "tokens.owner-out")
    new = make_token(User.objects.get(pk=user.pk), name="Mới").secret
    assert call(new).status_code == 200


@pytest.mark.parametrize("days", [-1, 367])
def test_an_expiry_in_the_past_or_too_far_is_refused(days: int) -> None:
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(Invalid, match="hết hạn"):
        make_token(official(make_commune()), expires_on=day)


def test_two_live_tokens_do_not_share_a_name_and_a_dead_one_frees_it() -> None:
    user = official(make_commune())
    first = make_token(user)
    with pytest.raises(Conflict, match="Máy chủ"):
        make_token(user)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert make_token(user).token.pk != first.token.pk
    assert refused(call(first.secret)) == (401, "tokens.expired")


def test_twenty_live_tokens_are_enough_for_one_person() -> None:
    user = official(make_commune())
    for number in range(MOST_LIVE):
        make_token(user, name=f"Mã {number}")
    with pytest.raises(Conflict, match="thu hồi bớt"):
        make_token(user, name="thêm một")


# Whose


def test_a_stranger_revokes_nothing() -> None:
    commune = make_commune()
    made = make_token(official(commune))
    for stranger in (official(commune), official(make_commune(name="Khác"), Role.ADMIN)):
        with pytest.raises(Missing):
            revoke_token(made.token.pk, by=acts(stranger), at=timezone.now())
    assert call(made.secret).status_code == 200


def test_the_administrator_of_the_tree_revokes_and_history_says_whose() -> None:
    commune = make_commune()
    made = make_token(official(commune))
    admin = official(commune, Role.ADMIN)
    revoke_token(made.token.pk, by=acts(admin), at=timezone.now())
    line = lines_about(made.token).first()
    assert line is not None
    assert (line.verb, line.data["owner"]) == ("tokens.revoked", "An")
    assert line.unit_id == str(commune.units["office"].pk)


# Traces


def test_the_first_call_from_an_address_is_history_and_the_second_is_not() -> None:
    made = make_token(official(make_commune()))
    call(made.secret, REMOTE_ADDR="10.0.0.7")
    call(made.secret, REMOTE_ADDR="10.0.0.7")
    call(made.secret, REMOTE_ADDR="10.0.0.8")
    call(made.secret, REMOTE_ADDR="10.0.0.7")
    told = [
        line.data["address"]
        for line in lines_about(made.token)
        if line.verb == "tokens.used-from-new-address"
    ]
    assert told == ["10.0.0.8", "10.0.0.7"]
    made.token.refresh_from_db()
    assert made.token.last_used_from == "10.0.0.7"


def test_a_machine_that_changes_its_ipv6_address_daily_is_one_address() -> None:
    made = make_token(official(make_commune()))
    for tail in ("1", "abcd", "ffff"):
        call(made.secret, REMOTE_ADDR=f"2001:db8:1:2::{tail}")
    assert made.token.addresses.values_list("address", flat=True).get() == "2001:db8:1:2::/64"


def test_later_calls_of_a_minute_write_nothing(django_assert_max_num_queries) -> None:
    made = make_token(official(make_commune()))
    call(made.secret)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        call(made.secret)
    assert not [q["sql"] for q in asked if str(q["sql"]).startswith(("UPDATE", "INSERT"))]


def test_what_a_program_did_says_through_which_token() -> None:
    commune = make_commune()
    user = official(commune, Role.ADMIN)
    secret = make_token(user, duties=["administer", "read-people"], name="Đồng bộ").secret
    unit = commune.units["village-1"].pk
    answer = call(
        secret,
        f"/api/v1/units/{unit}/rename",
        "post",
        data={
            "name": "Xóm Mới",
            "day": "2026-11-12",
            "document_number": "15/NQ-HĐND",
            "seen": Placement.objects.get(unit=unit).pk,
        },
        content_type="application/json",
    )
    assert answer.status_code < 300, answer.content.decode()
    line = HistoryLine.objects.filter(verb__startswith="organisations.").first()
    assert line is not None
    assert "qua mã “Đồng bộ”" in line.post_name


def test_calls_beyond_the_minutes_share_are_held_back(settings) -> None:
    settings.TOKEN_CALLS_PER_MINUTE = 3
    user = official(make_commune())
    secret, other = make_token(user).secret, make_token(user, name="khác").secret
    answers = [call(secret) for _ in range(8)]
    assert answers[0].status_code == 200
    last = answers[-1]
    assert refused(last) == (429, "tokens.too-many-calls")
    assert 1 <= int(last["Retry-After"]) <= 60
    assert call(other).status_code == 200


# The contract


def test_the_contract_declares_the_token_for_every_operation() -> None:
    offered = Client().get("/api/v1/openapi.json").json()
    scheme = offered["components"]["securitySchemes"]["AccessToken"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    without = [
        f"{method} {path}"
        for path, operations in offered["paths"].items()
        for method, operation in operations.items()
        if {"AccessToken": []} not in operation["security"]
        or {"SignedInSession": []} not in operation["security"]
    ]
    assert without == []


def test_every_part_of_the_api_can_be_put_into_a_scope() -> None:
    words = {prefix.strip("/").split("/")[0] for prefix, _ in api._routers if prefix.strip("/")}
    assert words == set(known_parts())


def test_every_duty_has_words_for_the_form() -> None:
    from namro_web.tokens.queries import DUTY_WORDS

    assert set(Duty) - set(DUTY_WORDS) == set()


def test_a_day_ends_in_vietnam() -> None:
    made = make_token(official(make_commune()))
    assert isinstance(made.token.expires_at, datetime)
    assert timezone.localtime(made.token.expires_at).hour == 0
