"""Two reviewers work on one draft at once: on different items freely, on one item seeing each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict
from namro_web.intake import actions, queries
from namro_web.intake.items import Decision, Kind
from namro_web.intake.models import Draft
from tests.intake.conftest import NOW, PLAN, person


@pytest.fixture
def draft(clerk: User, settings, tmp_path) -> Draft:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    received = actions.receive_document(data=PLAN.encode(), name="kh.txt", by=clerk, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


@pytest.fixture
def second(commune) -> User:  # type: ignore[no-untyped-def]
    """Hoa, of the same office."""
    return person("hoa", commune=commune, unit="office", role="coordinator", title="Bà Hoa")


def tasks(draft: Draft, by: User) -> list[str]:
    entries = queries.review_of(draft.pk, by=by).entries
    return [entry.key for entry in entries if entry.kind is Kind.TASK]


def say(draft: Draft, key: str, decision: Decision, by: User, *, version: int, **fields) -> Draft:  # type: ignore[no-untyped-def]
    return actions.decide(
        draft_id=draft.pk,
        key=key,
        decision=decision,
        fields=fields or None,
        version=version,
        by=by,
        at=NOW,
    )


def test_two_reviewers_decide_on_different_items_without_reloading(
    draft: Draft, clerk: User, second: User
) -> None:
    one, other, *_ = tasks(draft, clerk)
    say(draft, one, Decision.ACCEPTED, clerk, version=1)
    say(draft, other, Decision.REJECTED, second, version=1)
    states = {e.key: e.decision for e in queries.review_of(draft.pk, by=clerk).entries}
    assert (states[one], states[other]) == (Decision.ACCEPTED, Decision.REJECTED)


def test_one_item_decided_by_two_names_the_other_and_keeps_what_stands(
    draft: Draft, clerk: User, second: User
) -> None:
    key = tasks(draft, clerk)[0]
    say(draft, key, Decision.CORRECTED, second, version=1, deliverable="Danh mục hồ sơ")
    with pytest.raises(Conflict, match="Bà Hoa") as refused:
        say(draft, key, Decision.CORRECTED, clerk, version=1, deliverable="Báo cáo tháng")
    assert refused.value.code == "intake.item-moved-on"
    found = queries.opened_draft(draft.pk, by=clerk)
    assert queries.facts_shown(found, key)["deliverable"] == "Danh mục hồ sơ"


def test_the_page_shows_both_values_and_either_can_be_taken(
    draft: Draft, browser: Client, second: User
) -> None:
    key = tasks(draft, second)[0]
    say(draft, key, Decision.CORRECTED, second, version=1, deliverable="Danh mục hồ sơ")
    posted = {"version": 1, "act": "accepted", "deliverable": "Báo cáo tháng"}
    url = f"/van-ban/nhap/{draft.pk}/muc/{key}/"
    answer = browser.post(url, posted, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Báo cáo tháng", "Danh mục hồ sơ", "Dùng bản của tôi", "Giữ bản của Bà Hoa"):
        assert words in page
    browser.post(url, {**posted, "version": answer.context["review"].version})
    found = queries.opened_draft(draft.pk, by=second)
    assert queries.facts_shown(found, key)["deliverable"] == "Báo cáo tháng"


def test_each_takes_back_their_own_last_step(draft: Draft, clerk: User, second: User) -> None:
    one, other, *_ = tasks(draft, clerk)
    say(draft, one, Decision.ACCEPTED, clerk, version=1)
    say(draft, other, Decision.ACCEPTED, second, version=2)
    actions.undo(draft_id=draft.pk, version=3, by=clerk, at=NOW)
    states = {e.key: e.decision for e in queries.review_of(draft.pk, by=clerk).entries}
    assert (states[one], states[other]) == (Decision.PENDING, Decision.ACCEPTED)


def test_a_step_somebody_has_built_upon_is_not_taken_back(
    draft: Draft, clerk: User, second: User
) -> None:
    key = tasks(draft, clerk)[0]
    say(draft, key, Decision.ACCEPTED, clerk, version=1)
    say(draft, key, Decision.REJECTED, second, version=2)
    with pytest.raises(Conflict, match="Bà Hoa"):
        actions.undo(draft_id=draft.pk, version=3, by=clerk, at=NOW)


def test_who_else_is_at_an_item_is_said_while_they_are_there(
    draft: Draft, clerk: User, second: User
) -> None:
    key = tasks(draft, clerk)[0]
    actions.sit_down(draft_id=draft.pk, key=key, by=second, at=NOW)
    found = queries.opened_draft(draft.pk, by=clerk)
    here = queries.colleagues(found, key=key, by=clerk, at=NOW)
    assert [(one.name, one.here) for one in here] == [("Bà Hoa", True)]
    assert queries.colleagues(found, key=key, by=clerk, at=NOW + timedelta(minutes=2)) == ()


def test_the_page_tells_of_colleagues_and_brings_what_they_decided(
    draft: Draft, browser: Client, second: User
) -> None:
    key, other, *_ = tasks(draft, second)
    browser.post(f"/van-ban/nhap/{draft.pk}/co-mat/", {"muc": other, "version": 1})
    say(draft, key, Decision.ACCEPTED, second, version=1)
    page = browser.post(
        f"/van-ban/nhap/{draft.pk}/co-mat/",
        {"muc": key, "version": 1},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "Mục đang mở vừa có người khác sửa" in page
    assert "1/6 đã duyệt" in page or "1/" in page


def test_a_review_goes_on_where_it_was_left(draft: Draft, browser: Client, clerk: User) -> None:
    last = tasks(draft, clerk)[-1]
    browser.post(f"/van-ban/nhap/{draft.pk}/co-mat/", {"muc": last, "version": 1})
    review = browser.get(f"/van-ban/nhap/{draft.pk}/").context["review"]
    assert review.selected.entry.key == last


def test_watching_does_not_keep_a_session_alive(draft: Draft, browser: Client) -> None:
    browser.get(f"/van-ban/nhap/{draft.pk}/")
    session = browser.session
    session["seen_at"] = 1
    session.save()
    before = dict(browser.session.items())
    browser.post(
        f"/van-ban/nhap/{draft.pk}/co-mat/",
        {"muc": "", "version": 1},
        headers={"X-Namro-Watching": "1"},
    )
    assert dict(browser.session.items()) == before
