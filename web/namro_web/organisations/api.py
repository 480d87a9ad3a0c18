"""Units, people's posts and the acts on them, for programs."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid
from namro_web.organisations.access import Duty, acting, unit_ever_seen
from namro_web.organisations.actions import (
    create_unit,
    dissolve_unit,
    end_post,
    give_post,
    move_unit,
    rename_unit,
    undo_act,
)
from namro_web.organisations.persons import Person, people_of, person_of
from namro_web.organisations.queries import Meaning, Node, kind_called, suggest_units, tree
from namro_web.organisations.rules import has_a_post, may
from namro_web.organisations.unit_stories import UnitStory, place_for_new, story_of
from namro_web.ui.doors import requires

router = Router()


class UnitOut(Schema):
    """A unit as it stood on the day asked, with what stands beneath it."""

    id: uuid.UUID
    name: str
    short_name: str
    kind: str
    code: str
    children: list[UnitOut]


class MeaningOut(Schema):
    """What a name written in a plan means here."""

    name: str
    unit_ids: list[uuid.UUID]
    is_group: bool
    how: str


@router.get("", response=list[UnitOut], summary="Cây đơn vị vào một ngày")
@requires(has_a_post)
def units(request: SignedInRequest, on: date | None = None) -> list[Node]:
    """Give the tree of the caller's commune as of a day (today by default)."""
    return tree(acting(request.user).root_id, at=on or clock.today(), with_people=False)


@router.get("/meaning", response=MeaningOut, summary="Tên trong văn bản là đơn vị nào")
@requires(has_a_post)
def meaning(request: SignedInRequest, name: str) -> Meaning:
    """Say which units a written name means in the caller's commune."""
    return suggest_units(acting(request.user).root_id, name, at=clock.today())


class ChapterOut(Schema):
    """What a unit was called and where it stood for a time."""

    valid_from: date
    valid_to: date | None
    name: str
    parent: str
    code: str
    change: str
    document_number: str


class UnitStoryOut(Schema):
    """A unit through time. ``placement_id`` and ``last_act_id`` go back as ``seen``."""

    id: uuid.UUID
    name: str
    short_name: str
    kind: str
    code: str
    parent_id: uuid.UUID | None
    since: date
    gone_on: date | None
    placement_id: int
    last_act_id: int | None
    chapters: list[ChapterOut]


class PostOut(Schema):
    """A post of a person."""

    id: int
    unit_id: uuid.UUID
    unit: str
    title: str
    role: str
    valid_from: date
    valid_to: date | None


class PersonOut(Schema):
    """A person and their posts in the caller's tree."""

    id: int
    full_name: str
    username: str
    state: str
    posts: list[PostOut]


class PeopleOut(Schema):
    """One page of people."""

    count: int
    page: int
    items: list[PersonOut]


class SeenIn(Schema):
    """What the caller saw last: what somebody did since is told, never overwritten."""

    seen: int | None = Field(
        None,
        ge=0,
        description="Đọc đơn vị rồi gửi lại `placement_id` (khi rút lại: `last_act_id`); bắt buộc.",
    )


class ActIn(SeenIn):
    """The day of an act and the document it rests on."""

    day: date
    document_number: str


class NewUnitIn(Schema):
    """A unit to be made beneath another."""

    name: str
    kind: str
    day: date
    document_number: str = ""
    short_name: str = ""
    code: str = ""


class RenameIn(ActIn):
    """Another name."""

    name: str
    short_name: str = ""
    code: str | None = None


class MoveIn(ActIn):
    """Another unit above."""

    parent_id: uuid.UUID


class UndoIn(SeenIn):
    """Which act is taken back."""


class PostIn(Schema):
    """A post to be given."""

    user_id: int
    role: str
    title: str
    valid_from: date


class EndPostIn(Schema):
    """The first day on which a post is held no more."""

    day: date


@router.get("/people", response=PeopleOut, summary="Người và vị trí công tác")
@requires(may(Duty.ADMINISTER))
def people(request: SignedInRequest, q: str = "", page: int = 1) -> dict[str, Any]:
    """List the people of the caller's tree, fifty a page."""
    shown = people_of(
        by=request.user, words=q[:200], page=page, today=clock.today(), now=timezone.now()
    )
    return {"count": shown.paginator.count, "page": shown.number, "items": list(shown)}


@router.post("/posts/{int:post_id}/end", response={204: None}, summary="Kết thúc một vị trí")
@requires(may(Duty.ADMINISTER))
def finish_post(request: SignedInRequest, post_id: int, given: EndPostIn) -> Status[None]:
    """End a post on a day."""
    end_post(post_id, day=given.day, by=request.user)
    return Status(204, None)


@router.get("/{uuid:unit_id}", response=UnitStoryOut, summary="Một đơn vị qua thời gian")
@requires(has_a_post)
def unit(request: SignedInRequest, unit_id: uuid.UUID) -> UnitStory:
    """Give one unit of the caller's tree with all its names and places."""
    return _story(request, unit_id)


@router.post(
    "/{uuid:unit_id}/units", response={201: UnitStoryOut}, summary="Thêm đơn vị trực thuộc"
)
@requires(may(Duty.ADMINISTER))
def add_unit(request: SignedInRequest, unit_id: uuid.UUID, given: NewUnitIn) -> Status[UnitStory]:
    """Make a unit beneath this one."""
    parent = unit_ever_seen(unit_id, by=request.user)
    kind = kind_called(given.kind)
    level, position = place_for_new(parent, kind=kind, at=given.day)
    made = create_unit(
        name=given.name,
        short_name=given.short_name,
        kind=kind,
        level=level,
        position=position,
        code=given.code,
        parent_id=parent.pk,
        valid_from=given.day,
        document_number=given.document_number,
        by=request.user,
    )
    return Status(201, _story(request, made.pk))


@router.post("/{uuid:unit_id}/rename", response=UnitStoryOut, summary="Đổi tên từ một ngày")
@requires(may(Duty.ADMINISTER))
def rename(request: SignedInRequest, unit_id: uuid.UUID, given: RenameIn) -> UnitStory:
    """Call a unit otherwise from a day on."""
    rename_unit(unit_id, by=request.user, **_given(request, unit_id, given))
    return _story(request, unit_id)


@router.post("/{uuid:unit_id}/move", response=UnitStoryOut, summary="Chuyển từ một ngày")
@requires(may(Duty.ADMINISTER))
def move(request: SignedInRequest, unit_id: uuid.UUID, given: MoveIn) -> UnitStory:
    """Put a unit under another from a day on."""
    move_unit(unit_id, by=request.user, **_given(request, unit_id, given))
    return _story(request, unit_id)


@router.post("/{uuid:unit_id}/dissolve", response=UnitStoryOut, summary="Giải thể từ một ngày")
@requires(may(Duty.ADMINISTER))
def dissolve(request: SignedInRequest, unit_id: uuid.UUID, given: ActIn) -> UnitStory:
    """End a unit on a day."""
    dissolve_unit(unit_id, by=request.user, **_given(request, unit_id, given))
    return _story(request, unit_id)


@router.post("/{uuid:unit_id}/undo", response={204: None}, summary="Rút lại thay đổi gần nhất")
@requires(may(Duty.ADMINISTER))
def undo(request: SignedInRequest, unit_id: uuid.UUID, given: UndoIn) -> Status[None]:
    """Take back the last act on a unit."""
    undo_act(unit_id, by=request.user, at=clock.now(), **_given(request, unit_id, given))
    return Status(204, None)


@router.post("/{uuid:unit_id}/posts", response={201: PersonOut}, summary="Giao vị trí ở đơn vị")
@requires(may(Duty.ADMINISTER))
def new_post(request: SignedInRequest, unit_id: uuid.UUID, given: PostIn) -> Status[Person]:
    """Give a person a post in this unit."""
    give_post(unit_id=unit_id, by=request.user, **given.dict())
    told = person_of(given.user_id, by=request.user, today=clock.today(), now=timezone.now())
    return Status(201, told)


def _given(request: SignedInRequest, unit_id: uuid.UUID, given: SeenIn) -> dict[str, Any]:
    """Give what was sent about a unit of the caller's, having made sure that it says what was seen.

    Raises:
        Invalid: It does not.
    """
    unit_ever_seen(unit_id, by=request.user)
    if given.seen is None:
        raise Invalid(
            "organisations.seen-needed",
            "Hãy gửi kèm `seen`, mã của lần thay đổi mà bạn đã đọc, để không ghi đè việc của người khác.",
            field="seen",
        )
    return given.dict()


def _story(request: SignedInRequest, unit_id: uuid.UUID) -> UnitStory:
    found = unit_ever_seen(unit_id, by=request.user)
    return story_of(found, at=clock.today(), with_people=False)
