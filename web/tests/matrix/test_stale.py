"""What somebody changed since a page was drawn is told, never overwritten: at every door that edits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F

from namro_web.amending.actions import start_amendment
from namro_web.amending.models import Amendment
from namro_web.comparing.models import ItemLink, ParentLink
from namro_web.inspecting.models import Conclusion
from namro_web.intake.models import Draft, UnitGroup
from namro_web.notices.models import ReminderRules
from namro_web.tasks.models import Comment, Obstacle, Task
from tests.matrix.expecting import NOT_SERVED, sign_of
from tests.matrix.knocking import (
    form_of,
    ids_of,
    is_shown_nowhere,
    knock,
    requirement,
    sample,
)
from tests.matrix.stage import NOON, Scene, acts
from tests.matrix.walk import Door, doors
from tests.matrix.writing import TRIED_ELSEWHERE, UNVERSIONED, is_of_sign_in, key_of

pytestmark = pytest.mark.django_db

DOORS = [
    door
    for door in doors()
    if door.method != "GET"
    and key_of(door) not in {**UNVERSIONED, **TRIED_ELSEWHERE}
    and not is_of_sign_in(door)
]
PEOPLE = ("coordinator", "leader", "admin", "inspector", "entry")
LATER = NOON + timedelta(hours=1)
PAIR = ("CT12", "task-1")
# What a form of these holds, which the stage shows to nobody.
FORMS: dict[str, dict[str, str]] = {
    "intake:finding": {"version": "1", "how": "fixed"},
    "intake:unclear": {"version": "1", "keys": "x", "reason": "x"},
    "amending:apply": {"version": "1"},
    "amending:discard": {"version": "1"},
    "amending:step": {"version": "1", "viec": "bai-bo|task-1", "ly-do": "x"},
}


@pytest.fixture(scope="module")
def moved(built: Scene) -> Iterator[Scene]:
    """The stage after its forms were read, with everything otherwise than any of them shows it."""
    form_of(built, DOORS[0])
    with transaction.atomic():
        _change(built)
        yield built
        transaction.set_rollback(True)


def _change(scene: Scene) -> None:
    house = scene.houses["own"]
    by = house.people["leader"]
    start_amendment(plan_id=house.plan.plan_id, by=acts(house.people["coordinator"]), at=NOON)
    for model in (Task, Conclusion, UnitGroup, Amendment):
        model.objects.update(version=F("version") + 5)
    ReminderRules.objects.update_or_create(root_id=house.tree.root.pk, defaults={"version": 6})
    for draft in Draft.objects.all():
        draft.version += 5
        items = [place.ids["key"] for place in house.places.values()]
        names = [f"items:{key}" for key in items] + [f"findings:{number}" for number in range(99)]
        draft.touched = {name: [draft.version, by.pk] for name in names}
        draft.save()
    Obstacle.objects.update(state="answered", answer="Khác", answered_by=by, answered_at=LATER)
    Comment.objects.update(edited_at=NOON)
    above, requires = requirement()
    said = {
        "plan_id": house.plan.plan_id,
        "catalogue": above,
        "decision": "confirmed",
        "by": by,
        "at": LATER,
    }
    ParentLink.objects.create(**said)
    task = f"task-{house.places['own'].ids['task_id']}"
    ItemLink.objects.create(
        **said, parent_key=requires, child_key=task, parent_text="x", child_text="y"
    )


def sent_late(scene: Scene, door: Door) -> Any:
    """What a browser or a program sends that read the thing before somebody changed it."""
    house = scene.houses["own"]
    place = house.places["own"]
    if door.is_api:
        if door.body is None:
            return {"version": 1} if door.takes_file and door.act else None
        persona = scene.personas["coordinator"]
        ids = ids_of(door, persona, house, place, own=True)
        sent = sample(door.body, scene, door, "own", ids)
        old: dict[str, Any] = {"version": 1, "seen_at": NOON.isoformat()}
        old["seen"] = "open" if "item_id" in ids else 10**6 if "unit_id" in ids else 7
        old["versions"] = {str(pk): 1 for pk in sent.get("task_ids", ())}
        known = door.body.get("properties", {})
        return sent | {name: value for name, value in old.items() if name in known}
    fields = form_of(scene, door) | FORMS.get(door.view, {})
    if door.act:
        words = dict.fromkeys(("note", "text", "answer", "reason"), "Nội dung thử nghiệm")
        fields = {f"{door.act}-{name}": value for name, value in words.items()} | fields
        fields |= {f"{door.act}-version": "1", f"{door.act}-seen": "open"}
    old_words = {"version": "1", "seen": "1000000", "xem-luc": NOON.isoformat(), "buoc": "lam"}
    fields |= {name: value for name, value in old_words.items() if name in fields}
    if door.view == "organisations:merge":
        fields["into"] = str(house.places["sibling"].unit)
    if door.view == "comparing:items":
        above, requires = requirement()
        task = f"task-{place.ids['task_id']}"
        fields |= {"voi": above, "viec": f"rejected|{requires}|{task}"}
    if "phien-ban" in fields:
        fields |= {"phien-ban": f"{place.ids['task_id']}.1", "buoc": "lam"}
    return fields


@pytest.mark.parametrize("door", [pytest.param(one, id=one.name) for one in DOORS])
def test_a_door_that_edits_refuses_who_saw_what_is_no_longer_so(moved: Scene, door: Door) -> None:
    if is_shown_nowhere(moved, door) and door.view not in FORMS:
        return
    told = []
    for key in PEOPLE:
        one = knock(moved, door, moved.personas[key], "own", sent=sent_late(moved, door))
        if sign_of(one.answer) == NOT_SERVED:
            return
        told.append((key, one.answer.status_code, one.lines))
        assert not one.lines, told
        if one.answer.status_code == 409:
            return
    raise AssertionError(told)
