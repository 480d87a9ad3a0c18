"""The printed matrix says what the matrix tests expect: every door, every role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.test import Client

from namro_web.organisations.access import Duty
from namro_web.organisations.models import Role
from tests.matrix.expecting import (
    OPEN,
    PERSONAL,
    PLACEMENTS,
    UNTIL_SET_UP,
    WORDS,
    WRITERS_ONLY,
    expected,
    may_act,
)
from tests.matrix.stage import Persona
from tests.matrix.test_matrix import placements
from tests.matrix.walk import Door, doors

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "permissions.md"
# The API settles an obstacle in one operation, for which the pages have three.
TOGETHER = {"close", "reopen", "withdraw"}
HEAD = """# Who gets where: every address and every operation

Written by `NAMRO_RECORD_MATRIX=1 pytest web/tests/matrix/test_reference.py`; a test keeps it true, and
`web/tests/matrix/test_matrix.py` knocks at each of these doors as each of these people, with things that stand in
their own unit, beneath it, beside it in the same commune, in the neighbouring commune, in the province above and in
another province. Operations of the API are tried by everybody with all six. Pages, which ask the same queries and
actions, are tried by everybody with what stands in their own unit, and by five who stand for a class of reach also with what
is the neighbour's and what is far (on the pages of acts: beside them and at the neighbour's). The duties behind it are in [the table of duties](site.md#who-may-do-what).

| Word | Meaning |
|---|---|
| all | Things anywhere in one's own office's tree; those of another answer 404, as if they did not exist. |
| branch | Things that one's own unit, or one beneath it, leads; others of the same office answer 403. |
| own | Only what is one's own: 404 for everybody else's. |
| some | All of one's tree may be asked for; which things one sees, the app decides. |
| province | Only the province's own things; those of its communes may be read where the row for GET says “all”, not changed. |
| yes | The door is about no one thing. |
| – | Refused with 403 before anything is looked up; people who have not signed in are sent to sign in (401 in the API). |

Who holds no post passes only the doors of the sign-in and of their own account. A token passes where its post passes, its scope
holds the duty, and, for writing, it is not for reading only. Doors open to everybody (sign-in, health, a calendar's own secret
address) are left out.

| Door | Nhập | Duyệt | Thường trực | Lãnh đạo | Kiểm tra | Giám sát | Quản trị | Tỉnh: thường trực | Tỉnh: quản trị |
|---|---|---|---|---|---|---|---|---|---|
"""


def everybody() -> list[Persona]:
    """All who knock: the columns of the table, two tokens, somebody without a post, a stranger."""
    client, user, key = Client(), object(), {"Authorization": "-"}
    reads = frozenset({Duty.READ})
    writes = reads | {Duty.UPDATE_TASKS}
    return [
        *people(),
        Persona("token-reads", Role.COORDINATOR, client, user, key, reads, True, "own"),  # type: ignore[arg-type]
        Persona("token-writes", Role.ENTRY, client, user, key, writes, False, "own"),  # type: ignore[arg-type]
        Persona("no-post", None, client, user),  # type: ignore[arg-type]
        Persona("signed-out", None, client),
    ]


def people() -> list[Persona]:
    """The columns of the table."""
    client = Client()
    user = object()
    own = [Persona(role.value, role, client, user, house="own") for role in Role]  # type: ignore[arg-type]
    above = [
        Persona(f"province-{role.value}", role, client, user, house="above")  # type: ignore[arg-type]
        for role in (Role.COORDINATOR, Role.ADMIN)
    ]
    return own + above


def word(door: Door, persona: Persona) -> str:
    """How far a door opens to somebody."""
    named = set(door.names.values()) - WORDS
    open_at = [place for place in PLACEMENTS if OPEN in expected(door, persona, place)]
    if named & PERSONAL - {"token_id"}:
        return "own" if expected(door, persona, "far") != {"403", "405"} else "–"
    if "token_id" in named:
        return "all" if open_at else "own"
    if door.act in WRITERS_ONLY:
        return "own"
    if not open_at:
        return "province" if "404" in expected(door, persona, "own") else "–"
    if not named:
        return "yes"
    home = expected(door, persona, "own" if persona.house == "own" else "above")
    if {"403", "404"} <= home:
        return "some"
    if persona.house == "above":
        changes = (
            door.method != "GET"
            and not {"unit_id", "user_id", "post_id", "request_id", "job_id"} & named
        )
        return "all" if "own" in open_at and not changes else "province"
    if door.act and door.method != "GET":
        return "all" if may_act(door.act, persona, "sibling") else "branch"
    return "all"


def rows() -> Iterator[str]:
    """One row a door."""
    for door in doors():
        if door.rule.__name__ in ("anyone", "monitors"):
            continue
        cells = " | ".join(word(door, persona) for persona in people())
        yield f"| `{door.name}` | {cells} |"


def size() -> Iterator[str]:
    """How many knocks there are; a method that an address does not serve is tried once."""
    tried = {door: [len(placements(door, one)) for one in everybody()] for door in doors()}
    yield ""
    yield "## How much is tried"
    yield ""
    yield (
        f"{len(tried)} doors ({sum(door.is_api for door in tried)} operations of the API, "
        f"{sum(not door.is_api for door in tried)} pages and methods) × {len(everybody())} people × "
        f"1 to {max(map(max, tried.values()))} placements = {sum(map(sum, tried.values()))} cells; "
        "where a page does not serve a method, one answer (405) stands for all people."
    )
    yield ""
    yield "## What is tried with less"
    yield ""
    yield "These doors may also answer 404 to those whom they let in, for the reason given:"
    yield ""
    views = {door.view: door.address for door in doors() if door.view in UNTIL_SET_UP}
    for view, reason in UNTIL_SET_UP.items():
        yield f"- `{views[view]}`: it is not there until {reason}, and the stage has none."
    yield ""
    yield "Which things within one's own tree one sees is tried by the apps' own tests, not here, where the table says “some”."


def test_the_printed_matrix_is_the_one_that_is_tested() -> None:
    wanted = HEAD + "\n".join([*rows(), *size()]) + "\n"
    if os.environ.get("NAMRO_RECORD_MATRIX"):
        PAGE.write_text(wanted, "utf-8")
    assert PAGE.read_text("utf-8") == wanted, "record it: NAMRO_RECORD_MATRIX=1"


def test_page_and_api_let_the_same_people_do_the_same_act() -> None:
    # What each door answers is tried above; here the two doors to one act are held to each other.
    by_act: dict[str, dict[bool, Door]] = {}
    for door in doors():
        if door.act and door.method == "POST" and door.act not in TOGETHER:
            by_act.setdefault(door.act, {})[door.is_api] = door
    both = {act: found for act, found in by_act.items() if len(found) == 2}
    assert len(both) > 25
    apart = [
        f"{act}: {persona.key} × {placement}"
        for act, found in both.items()
        for persona in people()
        if persona.house == "own"
        for placement in ("own", "child", "sibling")
        if _gets_in(found[True], persona, placement) != _gets_in(found[False], persona, placement)
    ]
    assert apart == []


def _gets_in(door: Door, persona: Persona, placement: str) -> bool:
    # A page shows its form again to whoever may read the task; who may act is asked of the act.
    return OPEN in expected(door, persona, placement) and may_act(door.act, persona, placement)
