"""Every door that writes leaves a line of history when it succeeds, and so does every file that leaves."""

from __future__ import annotations

import pytest

from tests.matrix.expecting import NOT_SERVED, OPEN, sign_of
from tests.matrix.knocking import Knock, form_of, knock
from tests.matrix.stage import Scene
from tests.matrix.walk import Door, doors
from tests.matrix.writing import SILENT, TRIED_ELSEWHERE, UNVERSIONED, is_of_sign_in, key_of

pytestmark = pytest.mark.django_db

PEOPLE = ("coordinator", "entry", "leader", "admin", "inspector")
WRITING = [one for one in doors() if one.method != "GET" and not is_of_sign_in(one)]
READING = [one for one in doors() if one.method == "GET" and not is_of_sign_in(one)]
# Empty forms to fill in, of nobody.
EMPTY = {"organisations:people-template", "organisations:units-template"}
# What a form already holds, sent again, changes nothing and is not told.
OTHERWISE = {"notices:wishes": {"by_mail": "none"}}
# They only lead on to another page; an amendment is applied, with its line, where one is prepared.
LEAD_ON = {"tasks:home", "tasks:dashboard", "tasks:filters", "amending:apply", "tasks:view"}


def succeeded(one: Knock) -> bool:
    """Whether a door did what it was asked, as far as its answer says."""
    status = one.answer.status_code
    if one.door.is_api:
        return 200 <= status < 300
    # A form that could not be used is drawn again; what was done leads on.
    return status == 302 and sign_of(one.answer) == OPEN


@pytest.mark.parametrize("door", [pytest.param(one, id=one.name) for one in WRITING])
def test_what_is_written_is_told(scene: Scene, door: Door) -> None:
    if door.view in LEAD_ON or key_of(door) in SILENT or door.address.endswith("/preview"):
        return
    for key in PEOPLE:
        sent = {**form_of(scene, door), **OTHERWISE[door.view]} if door.view in OTHERWISE else None
        one = knock(scene, door, scene.personas[key], "own", sent=sent)
        if sign_of(one.answer) == NOT_SERVED:
            return
        if succeeded(one):
            assert one.lines, (key, one.answer.status_code)
            return


@pytest.mark.parametrize("door", [pytest.param(one, id=one.name) for one in READING])
def test_a_file_that_leaves_is_told(scene: Scene, door: Door) -> None:
    if door.view in EMPTY:
        return
    for key in ("coordinator", "admin"):
        one = knock(scene, door, scene.personas[key], "own")
        if "attachment" in one.answer.get("Content-Disposition", ""):
            assert one.lines, key


def test_the_exceptions_are_doors_that_there_are_each_with_its_reason() -> None:
    there = {key_of(one) for one in doors() if one.method != "GET"}
    for table in (SILENT, TRIED_ELSEWHERE, UNVERSIONED):
        assert set(table) <= there
        assert all(table.values())
