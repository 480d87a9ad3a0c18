"""Knocking at a door as somebody, with the identities of things that stand somewhere."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import Resolver404, resolve

import namro
from namro_web.foundation.models import HistoryHead
from namro_web.organisations.access import Duty
from namro_web.organisations.models import Manner, Placement, UnitAct
from namro_web.tasks.models import Comment, Obstacle
from tests.matrix.expecting import OPEN, expected, house_and_place
from tests.matrix.stage import DRAFT, NOON, House, Persona, Place, Scene, version_of
from tests.matrix.walk import Door, pages

# Which of a unit's tasks an act is tried on: one in the state that the act is for.
TASK_FOR = {
    "confirm": "submitted",
    "return": "submitted",
    "resume": "paused",
    "event": "event",
    "part": "part",
    "share": "earlier",
    "mark": "earlier",
    "period-ok": "quarterly",
    "period-back": "quarterly",
    "period-again": "quarterly",
    "submit": "earlier",
    "ask-time": "earlier",
    "subtask": "earlier",
    "steps": "earlier",
    "order": "whole",
    "waive": "whole",
}
WORDS = "Nội dung thử nghiệm"
# A file that can be kept, and read as a plan.
FILE = DRAFT.format(mark="thử nghiệm").encode()
# What is sent although it need not be: without it an operation has nothing to do.
ASKED_FOR = ("waits_for", "unit_ids", "into", "everything")
# What is filled in where the first thing at hand would not do, by the page and the act.
FILLED: dict[tuple[str, str], dict[str, str]] = {
    ("organisations:new-delegation", ""): {"duties": Duty.CONFIRM_TASKS.value},
    ("organisations:new-person", ""): {"username": "thu.nghiem", "email": "thu@xa.example"},
    ("organisations:rename", ""): {"name": "Tên mới", "code": ""},
    ("organisations:split", ""): {
        **{f"{name}_{n}": "" for name in ("name", "code", "weight") for n in range(3, 7)},
        "name_1": "Phần một",
        "code_1": "",
        "weight_1": "1/2",
        "name_2": "Phần hai",
        "code_2": "",
        "weight_2": "1/2",
    },
    ("privacy:page", ""): {"kind": "erasure"},
    ("tasks:event", "event"): {"event-happened_on": "10/11/2026"},
    ("tasks:act", "share"): {"share-names": "Xóm Đông", "share-due_day": "20/11/2026"},
    ("tasks:act", "steps"): {"steps-steps": "Bước một\nBước khác"},
    ("tasks:act", "subtask"): {
        "subtask-start_day": "16/11/2026",
        "subtask-due_day": "20/11/2026",
    },
}
NO_SECRET = "x" * 43
NOT_THERE: dict[str, Any] = {
    "pk": 1,
    "number": 1,
    "group": "overdue",
    "kind": "docx",
    "secret": NO_SECRET,
    "token_id": 999_999_999,
}


@dataclass
class Knock:
    """One request, and what came back."""

    door: Door
    persona: Persona
    placement: str
    answer: HttpResponseBase
    body: bytes
    lines: int
    path: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def ids_of(
    door: Door, persona: Persona, house: House, place: Place, *, own: bool
) -> dict[str, Any]:
    """What the address names, as it stands at a placement."""
    found: dict[str, Any] = {}
    for name, known_as in door.names.items():
        if own and known_as in persona.ids:
            found[name] = persona.ids[known_as]
        elif known_as == "task_id":
            found[name] = _task(door, house, place)
        elif known_as == "share_id" and "task_id" not in door.names:
            found[name] = place.ids["share_id"]
        elif known_as in place.ids:
            found[name] = place.ids[known_as]
        else:
            assert known_as in NOT_THERE, (
                f"{door.name} names “{known_as}”, and nothing of that name stands on the stage: "
                "make one for every unit in tests/matrix/stage.py"
            )
            found[name] = NOT_THERE[known_as]
    return found


def _task(door: Door, house: House, place: Place) -> int:
    if door.act == "waive" and door.is_api:
        return int(place.ids["share_id"])
    key = next(key for key, one in house.places.items() if one is place)
    return house.tasks[key][TASK_FOR.get(door.act, "main")]


def knock(
    scene: Scene,
    door: Door,
    persona: Persona,
    placement: str,
    *,
    sent: Any = None,
    more: dict[str, Any] | None = None,
    about: dict[str, Any] | None = None,
    without: Collection[str] = (),
) -> Knock:
    """Ask, and undo whatever it did.

    Args:
        scene: Where.
        door: At which door.
        persona: Who asks.
        placement: Where the thing stands that is asked about.
        sent: What is sent; without it what the form or the schema of the door takes.
        more: What is sent in place of, or beside, single things of that.
        about: What the address names, in place of what stands at the placement.
        without: What is left out of what is sent, by the last part of its name.
    """
    house, place = house_and_place(scene, placement)
    ids = ids_of(door, persona, house, place, own=placement == "own")
    ids |= {name: value for name, value in (about or {}).items() if name in ids}
    path = door.address.format(**ids)
    if asked := _asked(door, place):
        path += "?" + urlencode(asked)
    data, kind = _sent(scene, door, persona, placement, ids, sent, more or {}, without)
    cookies = persona.client.cookies
    persona.client.cookies = SimpleCookie(cookies.output(header="", sep=";"))
    with transaction.atomic():
        before = _history()
        answer = persona.client.generic(
            door.method, path, data, content_type=kind, headers=persona.headers
        )
        body = body_of(answer)
        lines = _history() - before
        transaction.set_rollback(True)
    persona.client.cookies = cookies
    return Knock(door, persona, placement, answer, body, lines, path)


def _asked(door: Door, place: Place) -> dict[str, Any]:
    """What an address has to ask after “?” to be about anything."""
    if door.is_api:
        moments = ("2026-03-10", "2026-03-11") if door.address.endswith("/compared") else (1, 1)
        known = dict(zip(("first", "last"), moments, strict=True))
        return {name: known.get(name, "x") for name in door.asks}
    above, item = requirement()
    given: dict[str, dict[str, Any]] = {
        "comparing:choose": {"voi": above, "muc": item},
        "comparing:export-xlsx": {"voi": above},
        "comparing:export-docx": {"voi": above},
        "tasks:bulk": {"lam": "phan-cong", "viec": place.ids["task_id"]},
    }
    return given.get(door.view, {}) if door.method == "GET" else {}


@cache
def requirement() -> tuple[str, str]:
    """A document above every plan, and something that it requires."""
    above = namro.catalogue_numbers()[0]
    return above, next(item.key for item in namro.catalogue(above).items)


def _history() -> int:
    head = HistoryHead.objects.filter(pk=1).first()
    return head.number if head else 0


def body_of(answer: HttpResponseBase) -> bytes:
    """All that an answer tells: its body, unpacked where it is an archive, and its headers."""
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    told = [unpacked(body), *(f"{k}: {v}".encode() for k, v in answer.headers.items())]
    return b"\n".join(told)


def unpacked(body: bytes) -> bytes:
    """The content of a file, with every part of an archive."""
    if body[:2] != b"PK":
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"\n".join(unpacked(packed.read(name)) for name in packed.namelist())


# What is sent


def _sent(
    scene: Scene,
    door: Door,
    persona: Persona,
    placement: str,
    ids: dict[str, Any],
    sent: Any,
    more: dict[str, Any],
    without: Collection[str],
) -> tuple[bytes, str]:
    def kept(fields: dict[str, Any]) -> dict[str, Any]:
        gone = tuple(f"-{name}" for name in without)
        return {
            name: value
            for name, value in fields.items()
            if not f"-{name}".endswith(gone or ("\0",))
        }

    if door.method == "GET":
        return b"", "application/octet-stream"
    if door.takes_file:
        file = SimpleUploadedFile("thu.txt", FILE)
        if "task_id" not in ids:
            return multipart(kept({"file": file, **more}))
        given = {"version": _version(door, ids), "note": WORDS, "files": file}
        given |= {"state": "in-progress"} if door.act == "part" else {}
        return multipart(kept(given | more))
    if door.is_api:
        if door.body is None:
            return b"", "application/json"
        given = sent if sent is not None else sample(door.body, scene, door, placement, ids)
        return json.dumps(kept({**given, **more}), default=str).encode(), "application/json"
    fields = sent if sent is not None else form_of(scene, door) | known(door, persona, ids)
    if sent is None and door.act == "people":
        # Only who decides is offered to name the leader.
        fields |= dict.fromkeys((name for name in fields if name.endswith("supervising")), "")
    return multipart(kept(fields | more))


def known(door: Door, persona: Persona, ids: dict[str, Any]) -> dict[str, Any]:
    """What the form behind a door holds, where the stage shows none or it is a person's own."""
    if door.view == "organisations:act-as" and persona.user is not None and persona.user.acting:
        return {"post": str(persona.user.acting.id)}
    if door.view == "intake:finding":
        return {"version": "1", "how": "fixed"}
    if door.view == "intake:unclear":
        return {"version": "1", "keys": ids["draft_id"], "reason": WORDS}
    if door.view == "tasks:views":
        # The views on the page are one person's or one office's.
        return {"xoa": "", "mo-dau": ""}
    if door.view == "amending:discard":
        return {"version": "1"}
    if door.view == "amending:unclear":
        return {"version": "1", "keys": "task-1", "reason": WORDS}
    if door.view == "amending:step":
        return {"version": "1", "viec": "bai-bo|task-1", "ly-do": WORDS}
    return {}


def multipart(fields: dict[str, Any]) -> tuple[bytes, str]:
    """Fields as a browser sends them."""
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    for value in fields.values():
        if isinstance(value, SimpleUploadedFile):
            # It may have been sent before.
            value.seek(0)
    return encode_multipart(BOUNDARY, fields), MULTIPART_CONTENT


def sample(
    schema: dict[str, Any], scene: Scene, door: Door, placement: str, ids: dict[str, Any]
) -> Any:
    """The least that a schema takes, with things of one's own where it asks for things."""
    _, place = house_and_place(scene, placement)
    given = {}
    for name, one in schema.get("properties", {}).items():
        if name == "version":
            given[name] = _version(door, ids)
        elif name in ("seen", "versions", "seen_at"):
            given[name] = _seen(name, door, ids, given)
        elif name in schema.get("required", ()) or name in ASKED_FOR:
            given[name] = _value(name, one, place, door)
    return given


def _seen(name: str, door: Door, ids: dict[str, Any], given: dict[str, Any]) -> Any:
    """What a program says it saw, which is what there is."""
    if name == "seen_at":
        return NOON.isoformat()
    if "plan_id" in ids and "unit_id" not in ids:
        return 1
    if name == "versions":
        return {str(pk): version_of(pk) for pk in given["task_ids"]}
    if "unit_id" in ids:
        acts = UnitAct.objects.filter(unit_id=ids["unit_id"], undone_at__isnull=True)
        places = Placement.objects.filter(unit_id=ids["unit_id"])
        last = (
            acts.order_by("id") if door.address.endswith("/undo") else places.order_by("valid_from")
        )
        found = last.last()
        return found.pk if found else 0
    about = Comment if door.act == "edit" else Obstacle
    one = about.objects.filter(pk=ids.get("item_id")).first()
    return one.mark if one else ""


def _version(door: Door, ids: dict[str, Any]) -> int:
    return version_of(ids["task_id"]) if "task_id" in ids else 1


def _value(name: str, schema: dict[str, Any], place: Place, door: Door) -> Any:
    known = {
        "task_ids": [place.ids["task_id"]],
        "earlier_id": place.ids["earlier_id"],
        "unit_id": str(place.unit),
        "unit_ids": [str(place.ids["other_unit_id"])],
        "parent_id": str(place.unit),
        "user_id": place.ids["user_id"],
        "role": "entry",
        "kind": "office",
        "done": [],
        "into": str(place.ids["other_unit_id"]),
        "level": "commune",
        "parts": [
            {"name": "Phần một", "share": "1/2", "takes_over": True},
            {"name": "Phần hai", "share": "1/2"},
        ],
        "to_post": place.ids["post_id"],
        "duties": [Duty.CONFIRM_TASKS.value],
        "manner": Manner.values[0],
        "everything": "de-trong",
        "state": "in-progress",
        "waits_for": str(place.ids["other_unit_id"]),
        "wanted_day": date(2027, 2, 1),
        "valid_from": date(2026, 1, 1),
        "above": requirement()[0],
        "parent_key": requirement()[1],
        "child_key": f"task-{place.ids['task_id']}",
        "decision": "confirmed" if "coverage" in door.address else "accepted",
    }
    if door.act == "reassign":
        known["unit_id"] = str(place.ids["other_unit_id"])
    if choice := re.fullmatch(r"\^\((\w+)[|\w]*\)\$", schema.get("pattern", "")):
        return choice[1]
    if name in known and "enum" not in schema:
        return known[name]
    for other in schema.get("anyOf", []):
        if other.get("type") != "null":
            return _value(name, other, place, door)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    kind = schema.get("type")
    if kind == "array":
        return [_value(name, schema["items"], place, door)]
    if kind == "object":
        required = schema.get("required", ())
        properties = schema.get("properties", {})
        return {key: _value(key, properties[key], place, door) for key in required}
    if kind == "integer":
        return 1
    if kind == "boolean":
        return True
    if schema.get("format") == "date":
        return date(2027, 1, 20) if "due" in name or "wanted" in name else date(2026, 11, 12)
    if schema.get("format") == "uuid":
        return str(place.unit)
    return WORDS


# Forms, as the pages show them to whoever may fill them in


def form_of(scene: Scene, door: Door) -> dict[str, Any]:
    """What a browser would send: the fields of the form that leads to this door, filled in."""
    forms = _forms(id(scene), lambda: _harvest(scene))
    found = forms.get((door.view, door.act))
    return {"nothing": ""} if found is None else filled(door, found)


def filled(door: Door, fields: dict[str, Any]) -> dict[str, Any]:
    """A form filled in as its page wants it."""
    return fields | FILLED.get((door.view, door.act), {})


_kept: dict[int, dict[tuple[str, str], dict[str, Any]]] = {}


def _forms(key: int, make: Any) -> dict[tuple[str, str], dict[str, Any]]:
    if key not in _kept:
        _kept[key] = make()
    return _kept[key]


@cache
def page_doors() -> tuple[Door, ...]:
    """The pages that are read."""
    return tuple(door for door in pages() if door.method == "GET")


def _harvest(scene: Scene) -> dict[tuple[str, str], dict[str, Any]]:
    """Every form on every page, as the first of a few people whom the page's door lets in finds it."""
    acts = {door.address: (door.view, door.act) for door in pages()}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    seen_already: set[Door] = set()
    for key in ("coordinator", "admin", "inspector", "entry"):
        persona = scene.personas[key]
        for door in page_doors():
            if door in seen_already or OPEN not in expected(door, persona, "own"):
                continue
            if door.view.startswith("tasks:act") and (door.view, door.act) in found:
                continue
            if {"secret"} & set(door.names.values()):
                continue
            try:
                seen = knock(scene, door, persona, "own")
            except AssertionError:
                # Its own test says what is missing.
                continue
            if seen.answer.status_code != 200 or b"<form" not in seen.body:
                continue
            seen_already.add(door)
            for where, fields in forms_on(seen, acts):
                found.setdefault(where, fields)
    return found


def forms_on(
    seen: Knock, acts: dict[str, tuple[str, str]] | None = None
) -> list[tuple[tuple[str, str], dict[str, Any]]]:
    """Give the forms of a page, filled in, each with the page and the act that it leads to."""
    acts = acts or {door.address: (door.view, door.act) for door in pages()}
    found = []
    for form in lxml.html.fromstring(seen.answer.content).forms:
        where = _named(form.action or seen.path, acts) if form.method == "POST" else None
        if where is not None:
            found.append((where, fields_of(form)))
    return found


def _named(action: str, acts: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    path = action.split("?")[0]
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name in ("tasks:act", "tasks:act-on"):
        from namro_web.tasks.acts import ACTS

        return match.view_name, ACTS[match.kwargs["name"]].key
    return next(((view, act) for view, act in acts.values() if view == match.view_name), None)


def fields_of(form: Any) -> dict[str, Any]:
    """A form's fields with what stands in them, and something plausible where nothing does."""
    given: dict[str, Any] = {}
    for field_ in form.inputs:
        name = field_.name
        if not name or name == "csrfmiddlewaretoken":
            continue
        kind = (field_.get("type") or "").lower() if field_.tag == "input" else field_.tag
        if kind == "file":
            given[name] = SimpleUploadedFile("thu.txt", FILE)
        elif kind == "hidden":
            given[name] = field_.value or ""
        elif kind in ("checkbox", "radio"):
            if field_.checked or (kind == "radio" and name not in given):
                given[name] = field_.get("value", "on")
        elif kind == "select":
            options = [one for one in field_.value_options if one]
            given[name] = field_.value or (options[0] if options else "")
        elif kind in ("submit", "button", "image"):
            continue
        else:
            # A browser drops the line end that stands after <textarea>.
            given[name] = (field_.value or "").strip() or _typed(name, field_)
    for button in form.xpath(".//button[@name]"):
        given.setdefault(button.get("name"), button.get("value") or "")
    return given


def is_shown_nowhere(scene: Scene, door: Door) -> bool:
    """Whether no form of the site leads to a page, as far as the stage shows."""
    return not door.is_api and not door.act and "nothing" in form_of(scene, door)


def _typed(name: str, field_: Any) -> str:
    said = " ".join(
        str(field_.get(one) or "") for one in ("type", "class", "placeholder", "inputmode")
    )
    last = name.rsplit("-", 1)[-1]
    if "day" in last or "date" in said or "dd/mm" in said.lower() or last.endswith("_from"):
        return "20/01/2027"
    if "number" in said or "numeric" in said:
        return "1"
    return WORDS
