"""Identities of other trees, wherever a request can carry one: in fields, filters and mixed addresses."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import lxml.html
import pytest

from namro_web.foundation.models import HistoryHead
from namro_web.tasks.models import Obstacle
from tests.matrix.expecting import foreign_marks
from tests.matrix.knocking import body_of, knock, page_doors, sample
from tests.matrix.stage import Place, Scene
from tests.matrix.walk import Door, operations

pytestmark = pytest.mark.django_db

# Fields of the API that name things, and what they are called on the stage.
FIELDS = {
    "task_ids": "task_id",
    "earlier_id": "earlier_id",
    "unit_id": "unit_id",
    "unit_ids": "unit_id",
    "parent_id": "unit_id",
    "waits_for": "unit_id",
    "user_id": "user_id",
    "responsible": "post_id",
    "supervising": "post_id",
    "into": "unit_id",
    "successor_id": "unit_id",
    "others": "unit_id",
    "to_post": "post_id",
}
LISTS = {"task_ids", "unit_ids", "others"}


def forged(name: str, place: Place) -> Any:
    found = place.ids[FIELDS[name]]
    found = str(found) if FIELDS[name] == "unit_id" else found
    return [found] if name in LISTS else found


def carriers() -> list[Any]:
    return [
        pytest.param(door, name, id=f"{door.name} {name}")
        for door in operations()
        if door.body is not None
        for name in door.body.get("properties", {})
        if name in FIELDS
    ]


@pytest.mark.parametrize(("door", "name"), carriers())
@pytest.mark.parametrize("where", ["neighbour", "far"])
def test_a_thing_of_another_tree_in_a_field_changes_nothing(
    scene: Scene, door: Door, name: str, where: str
) -> None:
    place = scene.houses[where].places["own"]
    for key in ("entry", "coordinator", "leader", "admin"):
        persona = scene.personas[key]
        own = scene.houses["own"].places["own"]
        task = scene.houses["own"].tasks["own"]["main"]
        sent = sample(door.body or {}, scene, door, "own", {**own.ids, "task_id": task})
        sent.pop("version", None)
        sent[name] = forged(name, place)
        one = knock(scene, door, persona, "own", sent=sent | _version(scene, door))
        assert one.answer.status_code in (400, 403, 404, 409, 422), (
            f"{key}: {one.answer.status_code}"
        )
        assert one.lines == 0, key
        assert foreign_marks(scene, persona, one.body) == []


def _version(scene: Scene, door: Door) -> dict[str, int]:
    from tests.matrix.knocking import ids_of
    from tests.matrix.stage import version_of

    if "version" not in (door.body or {}).get("properties", {}) or "task_id" not in door.names:
        return {}
    house = scene.houses["own"]
    ids = ids_of(door, scene.personas["coordinator"], house, house.places["own"], own=True)
    return {"version": version_of(ids["task_id"])}


def parameters(body: bytes) -> set[str]:
    """The names of the filters that a page offers, in its forms and its links."""
    shown = lxml.html.fromstring(body)
    names = {
        field.name
        for form in shown.forms
        if form.method == "GET"
        for field in form.inputs
        if field.name
    }
    for link in shown.xpath("//@href"):
        names |= set(parse_qs(urlsplit(link).query))
    return names


@pytest.mark.parametrize("key", ["coordinator", "admin", "supervisor"])
def test_a_filter_by_a_thing_of_another_tree_shows_nothing_of_it(scene: Scene, key: str) -> None:
    # Each page's each filter with one of the values, which go round; the inspector reads through
    # the same filters as the coordinator.
    persona = scene.personas[key]
    place = scene.houses["neighbour"].places["own"]
    ids = [place.ids[name] for name in ("plan_id", "task_id", "unit_id", "user_id", "draft_id")]
    ids += [f"ke-hoach-{place.ids['plan_id']}", "ho so", "số hóa", "trao doi"]
    told, asked = [], 0
    for door in page_doors():
        if door.view.startswith("tasks:act") or "secret" in door.names:
            continue
        seen = knock(scene, door, persona, "own")
        if seen.answer.status_code != 200 or b"<html" not in seen.body:
            continue
        for name in sorted(parameters(seen.answer.content)):
            value = ids[asked % len(ids)]
            answer = persona.client.get(f"{seen.path}?{urlencode({name: value})}")
            asked += 1
            if marks := foreign_marks(scene, persona, body_of(answer)):
                told.append(f"{seen.path}?{name}={value}: {marks}")
    assert asked > (100 if key != "admin" else 20)
    assert told == []


@pytest.mark.parametrize("words", ["", "so hoa", "Trung", "qq", "can bo", "quan tri"])
@pytest.mark.parametrize("key", ["coordinator", "supervisor", "token-reads"])
def test_what_is_found_and_whom_one_can_name_is_of_the_own_tree(
    scene: Scene, key: str, words: str
) -> None:
    persona = scene.personas[key]
    asked = urlencode({"q": words})
    for path in (
        f"/tim-kiem/?{asked}",
        f"/nhiem-vu/nguoi/?{asked}",
        f"/api/v1/plans/search?{asked}",
        f"/api/v1/tasks/people?{asked}",
        f"/api/v1/units/meaning?{urlencode({'name': words or 'x'})}",
    ):
        answer = persona.client.get(path, headers=persona.headers)
        assert foreign_marks(scene, persona, body_of(answer)) == [], path


@pytest.mark.parametrize("where", ["neighbour", "sibling"])
def test_an_act_at_one_tasks_address_does_not_reach_into_another_task(
    scene: Scene, where: str
) -> None:
    # The thing is one's own to act on; the task in the address is not the one it hangs on.
    own = scene.houses["own"].places["own"]
    other = (
        scene.houses["neighbour"].tasks["own"]
        if where == "neighbour"
        else scene.houses["own"].tasks["sibling"]
    )
    obstacle = own.ids["obstacle_id"]
    before = HistoryHead.objects.get(pk=1).number
    leader = scene.personas["leader"].client
    answer = leader.post(
        f"/api/v1/tasks/{other['main']}/obstacles/{obstacle}/answer",
        {"answer": "Đã xem", "seen": "open"},
        content_type="application/json",
    )
    assert answer.status_code == 404
    assert Obstacle.objects.get(pk=obstacle).answer == ""
    answer = leader.post(
        f"/nhiem-vu/{other['main']}/viec/tra-loi/{obstacle}/",
        {"answer-answer": "Đã xem", "answer-version": "1", "answer-seen": "open"},
    )
    assert answer.status_code == 404
    assert Obstacle.objects.get(pk=obstacle).answer == ""
    assert HistoryHead.objects.get(pk=1).number == before


@pytest.mark.parametrize("what", ["review", "link"])
def test_the_province_reads_what_its_communes_prepare_and_decides_nothing_of_it(
    scene: Scene, what: str
) -> None:
    browser = scene.personas["province-coordinator"].client
    place = scene.houses["own"].places["own"]
    if what == "review":
        read = f"/van-ban/nhap/{place.ids['draft_id']}/"
        write, sent = f"{read}nhan-het/", {"version": "1"}
    else:
        read = f"/ke-hoach/{place.ids['plan_id']}/"
        write = f"{read}doi-chieu/cap-tren/"
        above = scene.houses["above"].ids["plan_id"]
        sent = {
            "voi": f"ke-hoach-{above}",
            "quyet-dinh": "confirmed",
            "xem-luc": "2026-11-12T09:10:00+07:00",
        }
    assert browser.get(read).status_code == 200
    before = HistoryHead.objects.get(pk=1).number
    assert browser.post(write, sent).status_code == 404
    assert HistoryHead.objects.get(pk=1).number == before
