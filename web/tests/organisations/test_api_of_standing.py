"""Delegations, handovers and the great acts on units, for programs: as the pages, refused as there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from namro_web.accounts.models import User
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.actions import Commune
from namro_web.organisations.models import Delegation, Placement, Role
from tests.make import browser_of, make_commune, make_official
from tests.tasks.world import World, make_world

pytestmark = pytest.mark.django_db

ACT = {"day": "2026-12-01", "document_number": "15/NQ-HĐND"}


def send(browser: Client, path: str, **given: Any) -> Any:
    return browser.post(f"/api/v1/units/{path}", json.dumps(given), "application/json")


@pytest.fixture
def commune() -> Commune:
    return make_commune()


@pytest.fixture
def binh(commune: Commune) -> User:
    return make_official(unit=commune.units["committee"], role=Role.LEADER, name="Bình")


def test_a_leader_delegates_lists_and_ends_and_a_stranger_sees_nothing(
    commune: Commune, binh: User
) -> None:
    an = make_official(unit=commune.units["office"], name="An")
    leader = browser_of(binh)
    offered = leader.get("/api/v1/units/delegations/offered").json()
    (to,) = [one["value"] for one in offered["people"] if one["label"].startswith("An")]
    given = {
        "to_post": int(to),
        "duties": ["confirm-tasks"],
        "manner": offered["manners"][0]["value"],
        "document_number": "12/GUQ-UBND",
        "first_day": "2026-11-12",
        "last_day": "2026-11-20",
    }
    told = send(leader, "delegations", **given)
    assert told.status_code == 201, told.content
    made = told.json()
    assert (made["giver"], made["delegate"], made["may_end"]) == ("Bình", "An", True)
    again = send(leader, "delegations", **given)
    assert again.status_code == 409
    too_far = send(leader, "delegations", **given | {"last_day": "9999-12-31"})
    assert too_far.json()["code"] == "organisations.delegated-too-long"
    (seen,) = browser_of(an).get("/api/v1/units/delegations").json()
    assert seen["id"] == made["id"]
    assert send(browser_of(an), "delegations", **given).status_code == 403
    stranger = browser_of(make_official(unit=make_commune(name="Quang Sơn").root, role=Role.ADMIN))
    assert stranger.get("/api/v1/units/delegations").json() == []
    assert send(stranger, f"delegations/{made['id']}/end").status_code == 404
    assert send(leader, f"delegations/{made['id']}/end").status_code == 200
    assert send(leader, f"delegations/{made['id']}/end").status_code == 409
    assert Delegation.objects.get().ended_on is not None


def test_open_work_is_listed_and_passed_on_thing_by_thing() -> None:
    world: World = make_world()
    browser = browser_of(world.an)
    post = world.an.posts.get()
    task = world.tasks["by_date"]
    people = {"responsible": post.pk, "version": 1}
    browser.post(f"/api/v1/tasks/{task}/people", people, content_type="application/json")
    (own,) = browser.get("/api/v1/units/handovers").json()["posts"]
    assert own["id"] == post.pk
    waits = browser.get(f"/api/v1/units/posts/{post.pk}/open-work").json()
    assert [one["moves"] for one in waits["things"]] == [True]
    said_nothing = send(browser, f"posts/{post.pk}/hand-over")
    assert said_nothing.json()["code"] == "organisations.open-work"
    told = send(browser, f"posts/{post.pk}/hand-over", everything="de-trong")
    assert told.status_code == 201, told.content
    minutes = told.json()
    assert len(minutes["lines"]) == 1
    assert browser.get(f"/api/v1/units/handovers/{minutes['id']}").json() == minutes
    stranger = browser_of(world.village)
    assert stranger.get(f"/api/v1/units/handovers/{minutes['id']}").status_code == 404
    assert stranger.get(f"/api/v1/units/posts/{post.pk}/open-work").status_code == 404
    assert send(stranger, f"posts/{post.pk}/hand-over", everything="de-trong").status_code == 404


@pytest.fixture
def dung(commune: Commune) -> Client:
    return browser_of(make_official(unit=commune.root, role=Role.ADMIN, name="Dung"))


def placed(commune: Commune, key: str) -> int:
    return Placement.objects.filter(unit=commune.units[key]).latest("valid_from").pk


def test_a_village_is_split_and_its_successors_are_read_with_their_shares(
    commune: Commune, dung: Client
) -> None:
    unit = commune.units["village-1"].pk
    given = {
        **ACT,
        "seen": placed(commune, "village-1"),
        "parts": [
            {"name": "Xóm Trên", "share": "3/5", "takes_over": True},
            {"name": "Xóm Dưới", "share": "2/5"},
        ],
    }
    lines = HistoryLine.objects.count()
    tried = send(dung, f"{unit}/split/preview", **given)
    assert tried.status_code == 200, tried.content
    assert HistoryLine.objects.count() == lines
    assert dung.get(f"/api/v1/units/{unit}").json()["gone_on"] is None
    told = send(dung, f"{unit}/split", **given)
    assert told.status_code == 200, told.content
    shares = {one["name"]: one["share"] for one in told.json()["successors"]}
    assert shares == {"Xóm Trên": "3/5", "Xóm Dưới": "2/5"}
    (part, *_) = told.json()["successors"]
    (before,) = dung.get(f"/api/v1/units/{part['id']}").json()["predecessors"]
    assert before["id"] == str(unit)


@pytest.mark.parametrize(
    ("share", "code"),
    [("1/0", "organisations.no-share"), ("1/2", "organisations.shares-not-whole")],
)
def test_shares_that_make_no_whole_are_refused(
    commune: Commune, dung: Client, share: str, code: str
) -> None:
    given = {
        **ACT,
        "seen": placed(commune, "village-1"),
        "parts": [
            {"name": "Xóm Trên", "share": "3/5", "takes_over": True},
            {"name": "Xóm Dưới", "share": share},
        ],
    }
    for path in ("split", "split/preview"):
        told = send(dung, f"{commune.units['village-1'].pk}/{path}", **given)
        assert told.status_code == 422
        if code == "organisations.no-share":
            assert told.json()["code"] == code


def test_villages_are_merged_into_one_and_into_a_new_one(commune: Commune, dung: Client) -> None:
    first, second, third = (commune.units[f"village-{n}"].pk for n in (1, 2, 3))
    given = {**ACT, "seen": placed(commune, "village-1"), "into": str(second)}
    assert send(dung, f"{first}/merge/preview", **given).status_code == 200
    told = send(dung, f"{first}/merge", **given)
    assert told.status_code == 200, told.content
    assert [one["id"] for one in told.json()["successors"]] == [str(second)]
    nameless = send(dung, f"{second}/merge", **ACT, seen=placed(commune, "village-2"))
    assert nameless.json()["code"] == "organisations.no-target"
    later = {"day": "2027-01-01", "document_number": "16/NQ-HĐND"}
    new = {**later, "seen": placed(commune, "village-2"), "others": [str(third)], "name": "Xóm Gộp"}
    told = send(dung, f"{second}/merge", **new)
    assert told.status_code == 200, told.content
    assert [one["name"] for one in told.json()["successors"]] == ["Xóm Gộp"]


def test_a_unit_is_reclassified_and_dissolved_with_a_successor(
    commune: Commune, dung: Client
) -> None:
    unit, other = commune.units["village-1"].pk, commune.units["village-2"].pk
    level = Placement.objects.get(unit=unit).level
    given = {**ACT, "kind": "village", "level": level, "code": "0012"}
    told = send(dung, f"{unit}/reclassify", **given, seen=placed(commune, "village-1"))
    assert told.status_code == 200, told.content
    assert told.json()["code"] == "0012"
    later = {"day": "2027-01-01", "document_number": "16/NQ-HĐND", "successor_id": str(other)}
    told = send(dung, f"{unit}/dissolve", **later, seen=told.json()["placement_id"])
    assert told.json()["gone_on"] == "2027-01-01"


@pytest.mark.parametrize("act", ["merge", "split", "reclassify", "dissolve", "rename", "move"])
@pytest.mark.parametrize("path", ["", "/preview"])
def test_of_two_administrators_the_second_is_told_and_others_are_refused(
    commune: Commune, dung: Client, binh: User, act: str, path: str
) -> None:
    unit = commune.units["village-1"].pk
    given = {
        **ACT, "name": "X", "kind": "village", "level": "commune", "parts": [],
        "parent_id": str(commune.root.pk), "into": str(commune.units["village-2"].pk),
    }  # fmt: skip
    stale = send(dung, f"{unit}/{act}{path}", **given, seen=placed(commune, "village-1") + 10**6)
    assert (stale.status_code, stale.json()["code"]) == (409, "organisations.changed-meanwhile")
    blind = send(dung, f"{unit}/{act}{path}", **given)
    assert blind.json()["code"] == "organisations.seen-needed"
    assert send(browser_of(binh), f"{unit}/{act}{path}", **given).status_code == 403
    foreign = make_commune(name="Quang Sơn").units["village-1"].pk
    assert send(dung, f"{foreign}/{act}{path}", **given, seen=1).status_code == 404


def test_what_is_another_communes_is_neither_merged_nor_counted(
    commune: Commune, dung: Client
) -> None:
    foreign = make_commune(name="Quang Sơn").units["village-1"].pk
    given = {**ACT, "seen": placed(commune, "village-1")}
    for path in ("merge", "merge/preview"):
        into = send(dung, f"{commune.units['village-1'].pk}/{path}", **given, into=str(foreign))
        assert into.status_code == 404
        others = {"others": [str(foreign)], "name": "Xóm Gộp"}
        assert (
            send(dung, f"{commune.units['village-1'].pk}/{path}", **given, **others).status_code
            == 404
        )
