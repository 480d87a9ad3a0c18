"""Every role at every door, for things of its own, beneath it, beside it, elsewhere and above it."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.matrix.expecting import (
    NOT_SERVED,
    OPEN,
    PLACEMENTS,
    REFUSED,
    STRANGER,
    WORDS,
    expected,
    foreign_marks,
    sign_of,
)
from tests.matrix.knocking import Knock, knock
from tests.matrix.stage import Persona, Scene
from tests.matrix.walk import Door, doors

pytestmark = pytest.mark.django_db

DOORS = doors()
# One who reports, one who decides, one who administers, and the two of the province.
REACHES = {"entry", "coordinator", "admin", "province-coordinator", "province-admin"}


def placements(door: Door, persona: Persona) -> list[str]:
    """Where the things are that a door is tried with.

    Who is turned away before the thing is looked for is turned away everywhere. Each operation of
    the API is tried by everybody with things standing everywhere. Of the pages, which ask the same
    queries and actions, everybody is tried with what stands in their own unit; those who stand for
    a class of reach (:data:`REACHES`) also with what is the neighbour's and what is far, and, on
    the pages of acts, which are one view, with what stands beside them and at the neighbour's.
    """
    if not set(door.names.values()) - WORDS:
        return ["own"]
    if persona.role is None:
        return ["own"]
    if expected(door, persona, "own") <= {REFUSED, STRANGER, NOT_SERVED}:
        return ["own", "neighbour"] if door.is_api or persona.key in REACHES else ["own"]
    if door.view.startswith("tasks:act"):
        return ["own", "sibling", "neighbour"] if persona.key in REACHES else ["own"]
    if not door.is_api:
        return ["own", "neighbour", "far"] if persona.key in REACHES else ["own"]
    return list(PLACEMENTS)


def answers(scene: Scene, door: Door) -> list[Knock]:
    """Everybody's answer at one door; one answer where the method is not served at all."""
    first = knock(scene, door, scene.personas["coordinator"], "own")
    if sign_of(first.answer) == NOT_SERVED:
        return [first]
    return [
        knock(scene, door, persona, placement)
        for persona in scene.personas.values()
        for placement in placements(door, persona)
    ]


def trouble_of(scene: Scene, one: Knock) -> str:
    """What is wrong with an answer; empty when it is right."""
    status, sign = one.answer.status_code, sign_of(one.answer)
    right = expected(one.door, one.persona, one.placement)
    if status >= 500 and status != 503:
        return f"{status}"
    fits = sign in right or str(status) in right
    # A form that was not filled in well is shown again before anybody asks who sent it.
    if not fits:
        return f"{status}, expected {' or '.join(sorted(right))}"
    if OPEN not in right and one.lines and one.door.rule.__name__ != "anyone":
        return f"{status}, yet history has {one.lines} new lines"
    if told := foreign_marks(scene, one.persona, one.body):
        return f"{status}, and tells of {', '.join(told)}"
    return ""


@pytest.mark.parametrize("door", [pytest.param(one, id=f"{one.name}") for one in DOORS])
def test_a_door_opens_to_whom_the_table_lets_in_and_to_nobody_else(
    scene: Scene, door: Door
) -> None:
    wrong = [
        f"{one.persona.key} × {one.placement}: {trouble}"
        for one in answers(scene, door)
        if (trouble := trouble_of(scene, one))
    ]
    assert not wrong, door.name + "\n" + "\n".join(wrong)


def test_print_the_size_of_the_matrix(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = Counter("operations" if one.is_api else "pages" for one in DOORS)
    assert kinds["operations"] > 50
    assert kinds["pages"] > 150
