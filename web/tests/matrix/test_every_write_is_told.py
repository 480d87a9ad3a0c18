"""Every door that writes leaves a line of history when it succeeds, and so does every file that leaves."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.matrix.expecting import NOT_SERVED, OPEN, sign_of
from tests.matrix.knocking import Knock, is_shown_nowhere, knock
from tests.matrix.stage import Persona, Scene
from tests.matrix.trying import WAYS, go, way_through
from tests.matrix.walk import Door, doors
from tests.matrix.writing import (
    SHOWN_ONCE,
    SILENT,
    TRIED_ELSEWHERE,
    UNVERSIONED,
    is_of_sign_in,
    key_of,
)

pytestmark = pytest.mark.django_db

PEOPLE = ("coordinator", "entry", "leader", "admin", "inspector")
WRITING = [one for one in doors() if one.method != "GET" and not is_of_sign_in(one)]
READING = [one for one in doors() if one.method == "GET" and not is_of_sign_in(one)]
# Empty forms to fill in, of nobody.
EMPTY = {"organisations:people-template", "organisations:units-template"}
# They only lead on to another page; an amendment is applied, with its line, where one is prepared.
LEAD_ON = {"tasks:home", "tasks:dashboard", "tasks:filters", "tasks:view"}
WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


def succeeded(one: Knock) -> bool:
    """Whether a door did what it was asked, as far as its answer says."""
    status = one.answer.status_code
    if one.door.is_api:
        return 200 <= status < 300
    if key_of(one.door) in SHOWN_ONCE:
        return status == 200 and one.lines > 0
    # A form that could not be used is drawn again; what was done leads on.
    return status == 302 and sign_of(one.answer) == OPEN


def written_by(scene: Scene, door: Door, persona: Persona) -> tuple[int, int, list[str]]:
    """What a door answers, how many lines it leaves and into which tables it writes."""
    with CaptureQueriesContext(connection) as asked:
        one = knock(scene, door, persona, "own")
    tables = [found[1] for query in asked if (found := WRITES.match(query["sql"] or ""))]
    return one.answer.status_code, one.lines, sorted(tables)


def only_shows(scene: Scene, door: Door) -> bool:
    """Whether a page refuses what is sent, or does to it exactly what it does to a look, for everybody."""
    look = next(one for one in READING if one.address == door.address)
    for key in PEOPLE:
        sent = written_by(scene, door, scene.personas[key])
        if sent[0] != HTTPStatus.METHOD_NOT_ALLOWED and sent != written_by(
            scene, look, scene.personas[key]
        ):
            return False
    return True


@pytest.mark.parametrize("door", [pytest.param(one, id=one.name) for one in WRITING])
def test_what_is_written_is_told(scene: Scene, door: Door) -> None:
    if door.view in LEAD_ON or key_of(door) in SILENT or door.address.endswith("/preview"):
        return
    if key_of(door) not in WAYS and is_shown_nowhere(scene, door) and only_shows(scene, door):
        return
    way = way_through(scene, door)
    answers = []
    for key in PEOPLE:
        one = go(scene, door, scene.personas[key], way)
        assert sign_of(one.answer) != NOT_SERVED
        if succeeded(one):
            assert one.lines, (key, one.answer.status_code)
            return
        answers.append((key, one.answer.status_code))
    raise AssertionError(f"nobody got anything done at this door: {answers}")


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
    for table in (SILENT, SHOWN_ONCE, TRIED_ELSEWHERE, UNVERSIONED):
        assert set(table) <= there
        assert all(table.values())
    assert set(WAYS) <= there
