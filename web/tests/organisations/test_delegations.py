from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.access import (
    DUTIES,
    DelegatedPost,
    Duty,
    acting,
    acting_post_of,
    delegable,
    posts_held,
)
from namro_web.organisations.actions import (
    Commune,
    delegate,
    end_delegation,
    end_post,
)
from namro_web.organisations.models import Delegation, Post, Role
from tests.counting import assert_queries
from tests.make import browser_of, make_commune, make_official, make_post

TODAY = date(2026, 11, 12)
FORM = {
    "duties": ["confirm-tasks", "direct"],
    "manner": "KT",
    "document_number": "12/GUQ-UBND",
    "first_day": "12/11/2026",
    "last_day": "20/11/2026",
}


@pytest.fixture
def commune(db: None) -> Commune:
    return make_commune()


@pytest.fixture
def binh(commune: Commune) -> User:
    """Bình leads."""
    return make_official(unit=commune.units["committee"], role=Role.LEADER, name="Bình")


@pytest.fixture
def an(commune: Commune) -> User:
    """An enters for the office."""
    return make_official(unit=commune.units["office"], name="An")


def given(to: User, by: User, **other: Any) -> Delegation:
    return delegate(
        **{
            "to_post": to.posts.earliest("id").pk,
            "duties": ["confirm-tasks", "direct"],
            "manner": "KT",
            "document_number": "12/GUQ-UBND",
            "first_day": TODAY,
            "last_day": TODAY + timedelta(days=8),
            "by": by,
            "today": TODAY,
            **other,
        }
    )


def lent(user: User, *, at: date = TODAY) -> list[str]:
    return [one.title for one in posts_held(user, at=at) if isinstance(one, DelegatedPost)]


def test_a_delegate_has_the_post_to_choose_from_the_first_day_to_the_last(
    an: User, binh: User
) -> None:
    given(an, binh, first_day=TODAY + timedelta(days=1))
    days = [date(2026, 11, day) for day in (12, 13, 20, 21)]
    assert [len(lent(an, at=day)) for day in days] == [0, 1, 1, 0]
    assert lent(an, at=days[1]) == ["KT. Lãnh đạo (thay Bình)"]


def test_a_delegate_may_what_was_named_and_nothing_else(an: User, binh: User) -> None:
    given(an, binh, duties=["direct"])
    acting_post_of(an, chosen=binh.posts.get().pk, at=TODAY)
    may = {duty for duty in Duty if acting(an).may(duty)}
    assert may == {Duty.READ, Duty.READ_PEOPLE, Duty.DIRECT}


@pytest.mark.parametrize("role", list(Role))
def test_nobody_passes_on_keys_or_the_right_to_delegate(role: Role) -> None:
    never = {Duty.ADMINISTER, Duty.DELEGATE, Duty.INSPECT}
    assert not delegable(role) & never
    assert delegable(role) <= DUTIES[role]


def test_what_a_role_loses_its_delegates_lose_too(
    an: User, binh: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(an, binh)
    monkeypatch.setitem(DUTIES, Role.LEADER, DUTIES[Role.LEADER] - {Duty.CONFIRM_TASKS})
    acting_post_of(an, chosen=binh.posts.get().pk, at=TODAY)
    assert not acting(an).may(Duty.CONFIRM_TASKS)
    assert acting(an).may(Duty.DIRECT)


def test_it_is_not_delegable_further(commune: Commune, an: User, binh: User) -> None:
    third = make_official(unit=commune.units["culture"], name="Cúc")
    given(an, binh)
    acting_post_of(an, chosen=binh.posts.get().pk, at=TODAY)
    with pytest.raises(NotAllowed) as refused:
        given(third, an, duties=["direct"])
    assert refused.value.code == "organisations.delegated-no-further"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"duties": []}, "organisations.duties-beyond-own"),
        ({"duties": ["administer"]}, "organisations.duties-beyond-own"),
        ({"duties": ["adopt-plans"]}, "organisations.duties-beyond-own"),
        ({"duties": ["direct", "fly"]}, "organisations.duties-beyond-own"),
        ({"manner": "XX"}, "organisations.unknown-manner"),
        ({"document_number": "  "}, "organisations.no-document"),
        ({"first_day": TODAY - timedelta(days=1)}, "organisations.delegated-backwards"),
        ({"last_day": TODAY - timedelta(days=1)}, "organisations.ends-before-it-begins"),
        ({"last_day": TODAY + timedelta(days=366)}, "organisations.delegated-too-long"),
        ({"to_post": 0}, "organisations.delegate-elsewhere"),
    ],
)
def test_what_cannot_be_delegated_says_why(
    an: User, binh: User, other: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        given(an, binh, **other)
    assert refused.value.code == code
    assert not Delegation.objects.exists()


def test_nobody_delegates_to_themselves_in_another_post(commune: Commune, binh: User) -> None:
    second = make_post(unit=commune.units["office"], user=binh)
    with pytest.raises(Invalid, match="chính mình"):
        given(binh, binh, to_post=second.pk)


def test_nobody_of_another_commune_stands_in(binh: User) -> None:
    stranger = make_official(unit=make_commune(name="Quang Sơn").units["office"])
    with pytest.raises(Invalid, match="cùng cơ quan"):
        given(stranger, binh)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SUPERVISOR, Role.ADMIN])
def test_who_inspects_watches_or_administers_stands_in_for_nobody(
    commune: Commune, binh: User, role: Role
) -> None:
    apart = make_official(unit=commune.root, role=role)
    with pytest.raises(Invalid, match="tách khỏi"):
        given(apart, binh)


def test_a_closed_account_stands_in_for_nobody_and_is_stood_in_for_by_nobody(
    an: User, binh: User
) -> None:
    given(an, binh)
    binh.is_active = False
    binh.save()
    assert lent(an) == []


def test_one_duty_is_not_given_twice_for_the_same_days(
    commune: Commune, an: User, binh: User
) -> None:
    third = make_official(unit=commune.units["culture"], name="Cúc")
    given(an, binh, duties=["direct"])
    with pytest.raises(Conflict) as refused:
        given(third, binh, duties=["direct"], first_day=TODAY + timedelta(days=8))
    assert refused.value.code == "organisations.delegation-overlaps"
    given(third, binh, duties=["confirm-tasks"])
    given(
        third,
        binh,
        duties=["direct"],
        first_day=TODAY + timedelta(days=9),
        last_day=date(2026, 12, 1),
    )


def test_it_does_not_outlast_either_post(an: User, binh: User) -> None:
    post = binh.posts.get()
    Post.objects.filter(pk=post.pk).update(valid_to=TODAY + timedelta(days=3))
    with pytest.raises(Invalid, match="không giữ suốt"):
        given(an, binh)
    given(an, binh, last_day=TODAY + timedelta(days=2))


def test_it_ends_when_the_giver_leaves(an: User, binh: User) -> None:
    given(an, binh)
    end_post(binh.posts.get().pk, day=TODAY + timedelta(days=2), by=None)
    assert [len(lent(an, at=TODAY + timedelta(days=n))) for n in (1, 2)] == [1, 0]


def test_it_ends_when_the_delegate_leaves_the_post_it_names(
    commune: Commune, an: User, binh: User
) -> None:
    made = given(an, binh)
    make_post(unit=commune.units["culture"], user=an)
    end_post(made.delegate_post_id, day=TODAY, by=None)
    assert lent(an) == []


def test_giver_delegate_and_administrator_can_end_it_others_do_not_know_of_it(
    commune: Commune, an: User, binh: User
) -> None:
    dung = make_official(unit=commune.root, role=Role.ADMIN)
    other = make_official(unit=commune.units["culture"])
    far = make_official(unit=make_commune(name="Quang Sơn").root, role=Role.ADMIN)
    for by in (other, far):
        made = Delegation.objects.first() or given(an, binh)
        with pytest.raises(Missing):
            end_delegation(made.pk, by=by, today=TODAY)
    for by in (binh, an, dung):
        made = Delegation.objects.filter(ended_on=None).first() or given(an, binh)
        end_delegation(made.pk, by=by, today=TODAY)
        assert lent(an) == []
    with pytest.raises(Conflict):
        end_delegation(made.pk, by=binh, today=TODAY)


def test_history_names_the_delegate_and_whose_post_it_was(an: User, binh: User) -> None:
    given(an, binh, duties=["read-history", "direct"])
    acting_post_of(an, chosen=binh.posts.get().pk, at=TODAY)
    made = Delegation.objects.get()
    end_delegation(made.pk, by=an, today=TODAY)
    line = HistoryLine.objects.get(verb="organisations.delegation-ended")
    assert (line.actor_id, line.data["on_behalf_of"]) == (str(an.pk), binh.pk)
    assert "Bình" not in f"{line.post_name}{line.data}"
    browser = browser_of(binh)
    page = browser.get("/lich-su/", {"viec": "organisations.delegation-ended"})
    assert "(thay Bình)" in page.content.decode()


def test_a_delegated_post_is_chosen_on_the_page_and_every_page_says_so(
    an: User, binh: User
) -> None:
    browser = browser_of(binh)
    offered = browser.get("/uy-quyen/them/").content.decode()
    assert "An · " in offered
    answer = browser.post("/uy-quyen/them/", {**FORM, "to_post": an.posts.get().pk})
    assert answer.status_code == 302
    assert "An thay Bình" in browser.get("/uy-quyen/").content.decode()
    theirs = browser_of(an)
    assert "KT. Lãnh đạo (thay Bình)" in theirs.get("/uy-quyen/").content.decode()
    theirs.post("/doi-vi-tri/", {"post": binh.posts.get().pk})
    page = theirs.get("/uy-quyen/").content.decode()
    assert '<span class="acting-kicker">KT. Lãnh đạo (thay Bình)</span>' in page
    assert theirs.get("/uy-quyen/them/").status_code == 403


def test_a_refused_form_keeps_what_was_typed(an: User, binh: User) -> None:
    typed = {**FORM, "to_post": an.posts.get().pk, "first_day": "01/11/2026"}
    page = browser_of(binh).post("/uy-quyen/them/", typed).content.decode()
    assert "không ủy quyền lùi ngày" in page
    assert "12/GUQ-UBND" in page


def test_no_token_is_made_for_a_post_one_stands_in_for(an: User, binh: User) -> None:
    from namro_web.tokens.actions import create_token

    given(an, binh)
    acting_post_of(an, chosen=binh.posts.get().pk, at=TODAY)
    with pytest.raises(Invalid, match="vị trí của chính mình"):
        create_token(
            name="Máy",
            duties=["read"],
            parts=["tasks"],
            expires_on=date(2026, 12, 1),
            by=an,
            at=clock.now(),
        )


def test_the_administrator_sees_all_of_the_tree_and_people_only_theirs(
    commune: Commune, an: User, binh: User
) -> None:
    given(an, binh)
    dung = browser_of(make_official(unit=commune.root, role=Role.ADMIN))
    other = browser_of(make_official(unit=commune.units["culture"]))
    assert "An thay Bình" in dung.get("/uy-quyen/").content.decode()
    assert "An thay Bình" not in other.get("/uy-quyen/").content.decode()


def test_standing_in_for_nobody_costs_no_further_question(an: User, binh: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as alone:
        posts_held(an, at=TODAY)
    given(an, binh)
    with CaptureQueriesContext(connection) as standing_in:
        posts_held(an, at=TODAY)
    assert (len(alone), len(standing_in)) == (2, 3)


def test_the_page_of_delegations_takes_a_fixed_number_of_queries(
    commune: Commune, an: User, binh: User
) -> None:
    given(an, binh)
    assert_queries("organisations:delegations", browser_of(binh), "/uy-quyen/")
