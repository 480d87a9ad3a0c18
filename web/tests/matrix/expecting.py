"""What the matrix expects, from the one table of duties, the door's rule and where a thing stands."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponseBase

from namro_web.organisations.access import DUTIES, Duty
from namro_web.organisations.models import Role
from tests.matrix.stage import House, Persona, Place, Scene
from tests.matrix.walk import Door

# Where a thing stands, seen from the committee of the commune: tree and place in it.
PLACEMENTS = {
    "own": ("own", "own"),
    "child": ("own", "child"),
    "sibling": ("own", "sibling"),
    "neighbour": ("neighbour", "own"),
    "above": ("above", "own"),
    "far": ("far", "own"),
}
# Things of a person, not of their unit.
PERSONAL = {"notice_id", "session_id", "pk", "secret", "token_id"}

OPEN, REFUSED, ABSENT, STRANGER, NOT_SERVED = "open", "403", "404", "sign-in", "405"

# What an act on a task asks beyond the rule of its door.
LEADS = {"report", "submit", "event", "steps", "mark", "ask-time", "unask", "take"}
LEADS |= {"period-again", "reopen", "withdraw"}
PARTNERS = {"part"}
DECIDES = {"confirm", "return", "extend", "pause", "resume", "cancel", "reassign", "grant"}
DECIDES |= {"refuse", "period-ok", "period-back", "direct", "urge", "close"}
DIVIDES = {"subtask", "share", "waive", "people", "order", "unorder"}
TAKES_PART = {"obstacle"}
# Whoever an obstacle waits for: here an office beneath the committee.
WAITED_FOR = {"answer"}
WRITERS_ONLY = {"take-back", "edit"}
READERS = {"comment", "watch", "unwatch"}
# Things that only the people of the office itself look at, not those of the province above.
OF_THE_OFFICE = {"list_id"}
# Words of an address that may name nothing.
WORDS = {"number", "group", "kind", "thing_id"}
# Things of one's office that not everybody there sees; their apps' own tests say who does.
OWN_SAY = {
    "organisations:hand-over",
    # All who read see what is unclear; those who adopt plans let it out.
    "intake:unclear",
    "/api/v1/units/posts/{post_id}/hand-over",
    "/api/v1/units/posts/{post_id}/open-work",
}
# Pages that are not there until somebody has set something up, which nobody on the stage has:
# whoever may enter may also be told 404.
UNTIL_SET_UP = {
    "account_provider": "a provider of identities is set up",
    "account_provider_link": "a provider of identities is set up",
    "account_provider_unlink": "a provider of identities is set up",
    "organisations:provider-link": "a provider of identities is set up",
    "amending:discard": "an amendment of the plan is being prepared",
    "amending:step": "an amendment of the plan is being prepared",
    "amending:unclear": "an amendment of the plan is being prepared",
    "amending:slip": "an amendment of the plan is being prepared",
    "mfa_deactivate_totp": "one has a second factor",
    "mfa_view_recovery_codes": "one has a second factor",
    "mfa_download_recovery_codes": "one has a second factor",
    "mfa_generate_recovery_codes": "one has a second factor",
}
FINER = {"conclusion_id", "delegation_id", "handover_id", "view_id", "group_id"}


def duties_of(persona: Persona) -> frozenset[Duty]:
    """What a persona's post is for, as far as a token lets it."""
    if persona.role is None:
        return frozenset()
    held = DUTIES[persona.role]
    return held if persona.scope is None else held & persona.scope


def duty_of(rule: Callable[..., None]) -> Duty | None:
    """The duty that a rule asks for."""
    name = rule.__name__
    if not name.startswith("may_"):
        return None
    return Duty(name.removeprefix("may_").replace("_", "-"))


def house_and_place(scene: Scene, placement: str) -> tuple[House, Place]:
    """Where a placement is on the stage."""
    house, place = PLACEMENTS[placement]
    return scene.houses[house], scene.houses[house].places[place]


def expected(door: Door, persona: Persona, placement: str) -> set[str]:
    """The answers that are right; ``open`` stands for whatever the act itself makes of it."""
    rule = door.rule.__name__
    if not door.is_api and persona.is_token:
        persona = Persona("signed-out", None, persona.client)
    if rule in ("anyone", "monitors"):
        # A calendar's address is its own key; a password or a factor asks for itself.
        return {OPEN, ABSENT, REFUSED, STRANGER, NOT_SERVED}
    if persona.user is None:
        return {STRANGER, NOT_SERVED}
    if persona.reads_only and door.method != "GET":
        return {REFUSED}
    if rule == "signed_in":
        enters = True
    elif rule == "has_a_post":
        enters = persona.role is not None
    else:
        duty = duty_of(door.rule)
        assert duty is not None, f"the matrix does not know the rule {rule} of {door.address}"
        enters = duty in duties_of(persona)
    if not enters:
        return {REFUSED, NOT_SERVED}
    right = _inside(door, persona, placement) | ({NOT_SERVED} if not door.is_api else set())
    return right | {ABSENT} if door.view in UNTIL_SET_UP else right


def _inside(door: Door, persona: Persona, placement: str) -> set[str]:
    """What is expected of whoever has passed the door."""
    named = set(door.names.values())
    if not named:
        return _act_without_object(door, persona)
    if named <= WORDS:
        return _act_without_object(door, persona) | {ABSENT}
    if named & PERSONAL:
        return _personal(door, persona, placement)
    if not _in_sight(door, persona, placement):
        return {ABSENT}
    if named & FINER or {door.view, door.address} & OWN_SAY:
        return {OPEN, ABSENT, REFUSED}
    right = _of_office(door, persona, placement)
    return right | {ABSENT} if named & WORDS else right


def _of_office(door: Door, persona: Persona, placement: str) -> set[str]:
    if door.method == "GET":
        # An act that cannot be done now is not offered.
        return {OPEN, REFUSED} if door.act and door.view.startswith("tasks:act") else {OPEN}
    return _writing(door, persona, placement)


def _act_without_object(door: Door, persona: Persona) -> set[str]:
    if door.act == "reassign":
        right = OPEN if persona.house == "own" else ABSENT
        return {right} if Duty.CONFIRM_TASKS in duties_of(persona) else {REFUSED}
    if door.view == "organisations:act-as" and door.method == "POST" and persona.role is None:
        # Without a post there is none to choose.
        return {REFUSED}
    return {OPEN}


def _personal(door: Door, persona: Persona, placement: str) -> set[str]:
    name = next(iter(set(door.names.values()) & PERSONAL))
    administers = name == "token_id" and Duty.ADMINISTER in duties_of(persona)
    if administers and _in_tree(persona, placement):
        return {OPEN}
    if placement == "own" and name in persona.ids:
        return {OPEN}
    # Keys of the second factor are asked for after the password.
    return {ABSENT, OPEN} if name == "pk" else {ABSENT}


def _in_tree(persona: Persona, placement: str) -> bool:
    house = PLACEMENTS[placement][0]
    return house in {"own": {"own"}, "above": {"above", "own", "neighbour"}}.get(
        persona.house, set()
    )


def _in_sight(door: Door, persona: Persona, placement: str) -> bool:
    """Whether the thing is of the persona's tree; a province's post reads its communes."""
    if set(door.names.values()) & OF_THE_OFFICE:
        return PLACEMENTS[placement][0] == persona.house
    return _in_tree(persona, placement)


def _writing(door: Door, persona: Persona, placement: str) -> set[str]:
    house = PLACEMENTS[placement][0]
    units = {"unit_id", "user_id", "post_id", "request_id", "job_id"}
    if house != persona.house and not set(door.names.values()) <= units:
        # The communes' work stays theirs, however well the province reads it. A form that is not
        # filled in is shown again to whoever may read the task.
        if door.view and not door.act:
            # Pages that only show answer a form as they answer a look.
            return {ABSENT, REFUSED, OPEN}
        return {ABSENT, REFUSED} | ({OPEN} if door.act and door.view else set())
    if not door.act:
        return {OPEN}
    return {OPEN} if may_act(door.act, persona, placement) else _no(door)


def _no(door: Door) -> set[str]:
    return {REFUSED} if door.is_api else {REFUSED, "422"}


def may_act(act: str, persona: Persona, placement: str) -> bool:
    """Whether a persona may do an act on a task that the unit of a placement leads."""
    duties = duties_of(persona)
    reports = Duty.UPDATE_TASKS in duties
    # The province's people stand at its top, the others at the committee.
    beneath = persona.house == "above" or placement in ("own", "child")
    decides = Duty.CONFIRM_TASKS in duties
    if act in LEADS or act in PARTNERS or act in TAKES_PART:
        return reports and beneath
    if act in DECIDES:
        return decides
    if act in WAITED_FOR:
        return decides or reports
    if act in DIVIDES:
        return decides or (reports and beneath)
    if act in WRITERS_ONLY:
        return False
    assert act in READERS, f"the matrix does not know who may “{act}”: add it to expecting.py"
    return True


def sign_of(answer: HttpResponseBase) -> str:
    """What an answer says about permission."""
    status = answer.status_code
    if status == HTTPStatus.UNAUTHORIZED:
        return STRANGER
    if status == HTTPStatus.FOUND and answer.headers["Location"].startswith("/dang-nhap/"):
        return STRANGER
    if status in (403, 404, 405):
        return str(status)
    return OPEN


def roles() -> list[Role]:
    """The roles of the table."""
    return list(DUTIES)


def foreign_marks(scene: Scene, persona: Persona, body: bytes) -> list[str]:
    """The words of other trees that an answer holds, and nobody here may read."""
    may_see = {"own": {"own"}, "above": {"above", "own", "neighbour"}}.get(persona.house, set())
    found = []
    low = body.lower()
    for key, house in scene.houses.items():
        if key in may_see:
            continue
        # What a commune stands in is no secret to it.
        plain = low.replace(f"tỉnh trung {house.mark}".encode(), b"") if key == "above" else low
        if house.mark.encode() in plain:
            found.append(house.mark)
    return found
