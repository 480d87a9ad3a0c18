"""Whatever is sent to a page, by whoever may send it, the answer is never a broken server.

Each form is sent empty, twice garbled, once with a null byte and once with files in every field; the
kinds of garbage go round, so that each reaches every form's fields in some test. `make fuzz` sends
each form with every kind in every field.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matrix.expecting import expected
from tests.matrix.knocking import form_of, knock
from tests.matrix.stage import Persona, Scene
from tests.matrix.walk import Door, pages

pytestmark = pytest.mark.django_db

HUGE = "9" * 5000
GARBAGE = [
    "",
    HUGE,
    "-1",
    "31/02/2027",
    "\x00",
    "‮𝕏<script>'\";--",
    "a|b",
    "99999999999999999999",
    "²",
    "31/12/9999",
]
TURNS = len(GARBAGE) if "NAMRO_FUZZ_EXAMPLES" in os.environ else 2
POSTS = [door for door in pages() if door.method == "POST"]


def sender(scene: Scene, door: Door) -> Persona:
    """Somebody whom the door lets in."""
    for key in ("coordinator", "admin", "entry", "leader", "inspector"):
        if "open" in expected(door, scene.personas[key], "own"):
            return scene.personas[key]
    return scene.personas["coordinator"]


def garbled(fields: dict[str, Any], turn: int) -> dict[str, Any]:
    """Every field with something else in it; with each turn another thing."""
    return {
        name: GARBAGE[(place + turn) % len(GARBAGE)] for place, name in enumerate(sorted(fields))
    }


@pytest.mark.parametrize("door", [pytest.param(one, id=one.address) for one in POSTS])
def test_no_form_breaks_the_server(scene: Scene, door: Door) -> None:
    persona, fields = sender(scene, door), form_of(scene, door)
    tries: list[dict[str, Any]] = [{}, *(garbled(fields, turn) for turn in range(TURNS))]
    tries += [{**fields, name: "\x00"} for name in list(fields)[:1]]
    tries.append({name: SimpleUploadedFile("x.bin", b"\x00\xff" * 50) for name in fields})
    for sent in tries:
        one = knock(scene, door, persona, "own", sent=sent)
        assert one.answer.status_code < 500 or one.answer.status_code == 503, (sent, one.answer)
        if one.answer.status_code == 405:
            return


@pytest.mark.parametrize(
    "query",
    [
        "{}=%00",
        "{}=" + HUGE,
        "{}=-1",
        "{}=99999999999999999999",
        "{}=%C2%B2",
        "{}=01/01/0001",
        "{}=31/12/9999",
    ],
)
def test_no_filter_breaks_a_page(scene: Scene, query: str) -> None:
    names = ["q", "trang", "ke-hoach", "don-vi", "muc", "dong", "ngay", "truoc", "sau", "voi"]
    names += ["tu", "den", "viec", "nguoi", "trang-thai", "han", "xep", "nhom", "moi", "plan"]
    asked = "?" + "&".join(query.format(name) for name in names)
    broken = []
    for door in pages():
        if door.method != "GET" or "secret" in door.names:
            continue
        persona = sender(scene, door)
        house = scene.houses["own"]
        from tests.matrix.knocking import ids_of

        ids = ids_of(door, persona, house, house.places["own"], own=True)
        answer = persona.client.get(door.address.format(**ids) + asked)
        if answer.status_code >= 500:
            broken.append(f"{door.address}: {answer.status_code}")
    assert broken == []
