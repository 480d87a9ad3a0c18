from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from namro_web.organisations.actions import Commune
from namro_web.organisations.models import Placement, Role
from tests.make import browser_of, make_commune, make_official

ACT = {"day": "2026-12-01", "document_number": "15/NQ-HĐND"}


@pytest.fixture
def commune() -> Commune:
    return make_commune()


@pytest.fixture
def dung(commune: Commune) -> Client:
    return browser_of(make_official(unit=commune.root, role=Role.ADMIN, name="Dung"))


def send(browser: Client, path: str, **given: Any) -> Any:
    return browser.post(f"/api/v1/units/{path}", json.dumps(given), "application/json")


@pytest.mark.django_db
def test_a_unit_is_made_renamed_moved_dissolved_and_taken_back(
    commune: Commune, dung: Client
) -> None:
    new = {"name": "Xóm Mới", "kind": "village", "day": "2026-01-01"}
    told = send(dung, f"{commune.root.pk}/units", **new).json()
    made = told["id"]
    name = {"name": "Xóm Cũ", **ACT, "day": "2026-02-01", "seen": told["placement_id"]}
    told = send(dung, f"{made}/rename", **name).json()
    assert told["name"] == "Xóm Cũ"
    to = {"parent_id": str(commune.units["village-1"].pk), **ACT, "day": "2026-03-01"}
    told = send(dung, f"{made}/move", **to, seen=told["placement_id"]).json()
    assert told["parent_id"] == to["parent_id"]
    told = send(dung, f"{made}/dissolve", **ACT, seen=told["placement_id"]).json()
    assert told["gone_on"] == "2026-12-01"
    assert send(dung, f"{made}/undo", seen=told["last_act_id"]).status_code == 204
    story = dung.get(f"/api/v1/units/{made}").json()
    assert [one["name"] for one in story["chapters"]] == ["Xóm Cũ", "Xóm Cũ", "Xóm Mới"]


@pytest.mark.django_db
def test_posts_are_given_listed_and_ended(commune: Commune, dung: Client) -> None:
    an = make_official(unit=commune.units["office"], name="An")
    given = {"user_id": an.pk, "role": "entry", "title": "Trưởng xóm", "valid_from": "2026-11-01"}
    told = send(dung, f"{commune.units['village-1'].pk}/posts", **given)
    assert told.status_code == 201
    post = told.json()["posts"][0]["id"]
    assert send(dung, f"posts/{post}/end", day="2026-11-12").status_code == 204
    (found,) = dung.get("/api/v1/units/people?q=an").json()["items"]
    assert [one["valid_to"] for one in found["posts"]] == ["2026-11-12", None]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "given", "code"),
    [
        ("rename", {"name": "", **ACT}, "organisations.no-name"),
        ("rename", {"name": "X", **ACT, "document_number": ""}, "organisations.no-document"),
        ("dissolve", {**ACT, "seen": 1_000_000}, "organisations.changed-meanwhile"),
        (
            "units",
            {"name": "X", "kind": "commune", "day": "2026-01-01"},
            "organisations.unknown-kind",
        ),
    ],
)
def test_a_program_is_told_what_is_wrong_by_a_stable_code(
    commune: Commune, dung: Client, path: str, given: dict[str, Any], code: str
) -> None:
    seen = Placement.objects.get(unit=commune.units["office"]).pk
    given = {"seen": seen} | given
    answer = send(dung, f"{commune.units['office'].pk}/{path}", **given)
    assert answer.json()["code"] == code
    assert Placement.objects.filter(unit=commune.units["office"]).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["rename", "move", "dissolve", "undo"])
def test_of_two_administrators_the_second_is_told_and_who_saw_nothing_changes_nothing(
    commune: Commune, dung: Client, path: str
) -> None:
    unit = commune.units["village-1"].pk
    before = dung.get(f"/api/v1/units/{unit}").json()
    first = {"name": "Xóm Một", **ACT, "day": "2026-02-01", "seen": before["placement_id"]}
    assert send(dung, f"{unit}/rename", **first).status_code == 200
    given = {"name": "Khác", "parent_id": str(commune.units["office"].pk), **ACT}
    stale = before["last_act_id"] if path == "undo" else before["placement_id"]
    late = send(dung, f"{unit}/{path}", **given, seen=stale or 0)
    assert (late.status_code, late.json()["code"]) == (409, "organisations.changed-meanwhile")
    blind = send(dung, f"{unit}/{path}", **given)
    assert (blind.status_code, blind.json()["code"]) == (422, "organisations.seen-needed")
    assert dung.get(f"/api/v1/units/{unit}").json()["name"] == "Xóm Một"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["rename", "move", "dissolve", "undo", "units", "posts"])
@pytest.mark.parametrize("whose", ["other commune", "nobody"])
def test_acts_on_units_of_others_find_nothing(dung: Client, path: str, whose: str) -> None:
    unit = make_commune(name="Quang Sơn").root.pk if whose == "other commune" else uuid.uuid4()
    other = make_official(unit=make_commune(name="Hóa Phong").units["office"])
    given = {"name": "X", "kind": "office", "parent_id": str(unit), **ACT, "title": "X"}
    given |= {"user_id": other.pk, "role": "entry", "valid_from": "2026-11-01"}
    assert send(dung, f"{unit}/{path}", **given).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN])
def test_only_an_administrator_writes(commune: Commune, role: Role) -> None:
    browser = browser_of(make_official(unit=commune.root, role=role))
    unit = commune.units["office"].pk
    assert send(browser, f"{unit}/rename", name="X", **ACT).status_code == 403
    assert browser.get("/api/v1/units/people").status_code == 403
    assert browser.get(f"/api/v1/units/{unit}").status_code == 200
