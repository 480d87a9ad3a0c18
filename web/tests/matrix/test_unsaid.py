"""Who does not say what they saw of a thing changes nothing of it: at every door that asks."""

from __future__ import annotations

import pytest

from namro_web.ui.fields import OLD_PAGE
from tests.matrix.knocking import is_shown_nowhere
from tests.matrix.stage import Scene
from tests.matrix.trying import WAYS, go, way_through
from tests.matrix.walk import Door, doors
from tests.matrix.writing import UNVERSIONED, is_of_sign_in, key_of

pytestmark = pytest.mark.django_db

DOORS = [
    door
    for door in doors()
    if door.method != "GET"
    and key_of(door) not in UNVERSIONED
    and not is_of_sign_in(door)
    and not door.address.endswith("/preview")
]
# How the forms of pages and the bodies of programs say what they saw.
SAID = ("version", "seen", "xem-luc", "phien-ban", "versions", "seen_at")
PEOPLE = ("coordinator", "leader", "admin", "inspector", "entry")


@pytest.mark.parametrize("door", [pytest.param(one, id=one.name) for one in DOORS])
def test_a_door_that_edits_refuses_who_does_not_say_what_they_saw(scene: Scene, door: Door) -> None:
    if key_of(door) not in WAYS and is_shown_nowhere(scene, door):
        return
    way = way_through(scene, door)
    told = []
    for key in PEOPLE:
        one = go(scene, door, scene.personas[key], way, without=SAID)
        told.append((key, one.answer.status_code, one.lines))
        assert not one.lines, told
        if one.answer.status_code == 422:
            assert door.is_api or OLD_PAGE.encode() in one.body, told
            return
    raise AssertionError(told)
