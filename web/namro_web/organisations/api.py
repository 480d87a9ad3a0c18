"""Units, people's posts and the acts on them, for programs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import BeforeValidator, Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid
from namro_web.organisations.access import Duty, acting, inherited_roots, unit_ever_seen
from namro_web.organisations.actions import (
    Handing,
    NewPart,
    NewTarget,
    create_unit,
    delegate,
    dissolve_unit,
    end_delegation,
    end_post,
    give_post,
    hand_over,
    merge_units,
    move_unit,
    reclassify_unit,
    rename_unit,
    split_unit,
    undo_act,
)
from namro_web.organisations.actions.rehearsing import rehearse
from namro_web.organisations.persons import Person, people_of, person_of
from namro_web.organisations.queries import Meaning, Node, kind_called, suggest_units, tree
from namro_web.organisations.rules import has_a_post, may
from namro_web.organisations.standing import (
    LeavingPost,
    Minutes,
    delegate_choices,
    delegations_shown,
    duty_choices,
    handovers_of,
    leaving,
    manner_choices,
    minutes_of,
    posts_to_hand_over,
)
from namro_web.organisations.unit_stories import UnitStory, effects_of, place_for_new, story_of
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


Word = Annotated[str, Field(max_length=255)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Share = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,12}/[0-9]{1,12}$", description="Phân số, ví dụ 3/5; tổng phải bằng 1."
    ),
]


class MeaningOut(Schema):
    """What a name written in a plan means here."""

    name: str
    unit_ids: list[uuid.UUID]
    is_group: bool
    how: str


@router.get("", response=list[UnitOut], summary="Cây đơn vị vào một ngày")
@requires(has_a_post)
def units(request: SignedInRequest, on: date | None = None) -> list[Node]:
    """Give the tree of the caller's commune as of a day (today by default).

    On a past day also the trees of the communes it took over, as they stood then.
    """
    post, day = acting(request.user), on or clock.today()
    inherited = [] if day >= clock.today() else inherited_roots(post)
    return tree(post.root_id, at=day, with_people=False, more_roots=inherited)


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


class RelativeOut(Schema):
    """A unit before or after this one, and the share of the figures that passed, as “3/5”."""

    id: uuid.UUID
    name: str
    day: date
    share: Annotated[str, BeforeValidator(str)]
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
    predecessors: list[RelativeOut]
    successors: list[RelativeOut]


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


class DissolveIn(ActIn):
    """Who takes over what is open, where something is."""

    successor_id: uuid.UUID | None = None


class ReclassifyIn(ActIn):
    """Another kind of body, another tier, another code."""

    kind: Word
    level: Word
    code: Word = ""


class MergeIn(ActIn):
    """Units that become one: that of the address, ``others``, and the one that takes them in.

    ``beneath`` says of units beneath them into which each is merged; ``null`` moves it as it is.
    """

    others: list[uuid.UUID] = Field([], max_length=100)
    into: uuid.UUID | None = Field(None, description="Bỏ trống: lập đơn vị mới tên `name`.")
    name: Word = ""
    short_name: Word = ""
    code: Word = ""
    beneath: dict[uuid.UUID, uuid.UUID | None] = Field({}, max_length=500)


class SplitPartIn(Schema):
    """A unit that comes out of another, with its share of the figures."""

    name: Word
    share: Share
    short_name: Word = ""
    code: Word = ""
    takes_over: bool = False
    beneath: list[uuid.UUID] = Field([], max_length=500)
    posts: list[Number] = Field([], max_length=2000)


class SplitIn(ActIn):
    """What comes out of a unit. With ``own_share`` the unit itself goes on, with that share."""

    parts: list[SplitPartIn] = Field(..., max_length=20)
    own_share: Share | None = None


class TouchedOut(Schema):
    """One sort of thing that an act touches, and how many."""

    label: str
    number: int


class PreviewOut(Schema):
    """What an act would pass on, and what stays as history; nothing was done."""

    moves: list[TouchedOut]
    stays: list[TouchedOut]
    posts: int


class UndoIn(SeenIn):
    """Which act is taken back."""


class PostIn(Schema):
    """A post to be given."""

    user_id: int
    role: str
    title: str
    valid_from: date


class HandingIn(Schema):
    """Who takes what is open: a post for everything, and posts for single things by their ``key``.

    A post is named by its number; ``de-trong`` leaves a thing to the standing body.
    """

    everything: Word = ""
    singly: dict[str, Word] = Field({}, max_length=2000)


class EndPostIn(HandingIn):
    """The first day on which a post is held no more, and who takes what is open on it."""

    day: date


class OpenThingOut(Schema):
    """One thing that waits on a post; ``moves`` says that somebody must take it."""

    key: str
    label: str
    text: str
    moves: bool
    outcome: str


class ChoiceOut(Schema):
    """Something to choose, by what it is sent as."""

    value: str
    label: str


class LeavingOut(Schema):
    """A post whose work can be passed on, what waits on it and who can take it."""

    id: int
    person: str
    title: str
    unit: str
    things: list[OpenThingOut]
    takers: list[ChoiceOut]


class HandoverOut(Schema):
    """A handover in a list."""

    id: int
    person: str
    title: str
    at: datetime
    post_ends: date | None


class HandoversOut(Schema):
    """Whose work the asker may pass on, and the minutes they have to do with."""

    posts: list[LeavingOut]
    handovers: list[HandoverOut]


class MinutesLineOut(Schema):
    """One line of the minutes."""

    number: int
    label: str
    text: str
    outcome: str
    taker: str


class MinutesOut(HandoverOut):
    """The minutes of a handover."""

    unit: str
    lines: list[MinutesLineOut]


class DelegationOut(Schema):
    """One delegation."""

    id: int
    giver: str
    giver_title: str
    delegate: str
    delegate_title: str
    manner: str
    duties: list[str]
    document_number: str
    first_day: date
    last_day: date
    state: str
    may_end: bool


class DelegationIn(Schema):
    """Who may act in the asker's post, for what, from when to when, by which paper."""

    to_post: Number
    duties: list[Word] = Field(..., max_length=50)
    manner: Word
    document_number: Word
    first_day: date
    last_day: date


class OfferedOut(Schema):
    """What a delegation can name."""

    people: list[ChoiceOut]
    duties: list[ChoiceOut]
    manners: list[ChoiceOut]


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
    """End a post on a day; what is open on it passes on in the same act."""
    end_post(post_id, day=given.day, handing=_handing(given), by=request.user, at=clock.now())
    return Status(204, None)


@router.get("/posts/{int:post_id}/open-work", response=LeavingOut, summary="Việc đang mở ở vị trí")
@requires(has_a_post)
def open_work(request: SignedInRequest, post_id: int) -> dict[str, Any]:
    """Give what waits on a post, and who can take it; who administers sees how much, not what."""
    return _leaving(leaving(post_id, by=request.user, today=clock.today()))


@router.post("/posts/{int:post_id}/hand-over", response={201: MinutesOut}, summary="Bàn giao")
@requires(has_a_post)
def pass_work_on(request: SignedInRequest, post_id: int, given: HandingIn) -> Status[Minutes]:
    """Pass on what is open on a post whose holder stays for now."""
    made = hand_over(post_id, handing=_handing(given), by=request.user, at=clock.now())
    return Status(201, minutes_of(made.pk, by=request.user))


@router.get("/handovers", response=HandoversOut, summary="Bàn giao công việc")
@requires(has_a_post)
def handovers(request: SignedInRequest) -> dict[str, Any]:
    """Give whose work the asker may pass on, and the handovers they have to do with."""
    today = clock.today()
    return {
        "posts": [_leaving(one) for one in posts_to_hand_over(by=request.user, today=today)],
        "handovers": handovers_of(by=request.user, today=today),
    }


@router.get("/handovers/{int:handover_id}", response=MinutesOut, summary="Biên bản bàn giao")
@requires(has_a_post)
def minutes(request: SignedInRequest, handover_id: int) -> Minutes:
    """Give the minutes of a handover."""
    return minutes_of(handover_id, by=request.user)


@router.get("/delegations", response=list[DelegationOut], summary="Ủy quyền")
@requires(has_a_post)
def delegations(request: SignedInRequest) -> list[Any]:
    """Give who stands in for the asker and for whom they stand in; who administers sees all."""
    return list(delegations_shown(by=request.user, today=clock.today()))


@router.get("/delegations/offered", response=OfferedOut, summary="Ủy quyền được cho ai, việc gì")
@requires(may(Duty.DELEGATE))
def offered(request: SignedInRequest) -> dict[str, Any]:
    """Give whom, what and in which manner the asker can name."""
    people = delegate_choices(by=request.user, today=clock.today())
    return {
        "people": _choices(people),
        "duties": _choices(duty_choices(request.user)),
        "manners": _choices(manner_choices()),
    }


@router.post("/delegations", response={201: DelegationOut}, summary="Ủy quyền cho người khác")
@requires(may(Duty.DELEGATE))
def new_delegation(request: SignedInRequest, given: DelegationIn) -> Status[Any]:
    """Let somebody act in one's post for a while."""
    made = delegate(by=request.user, today=clock.today(), **given.dict())
    return Status(201, _delegation(request, made.pk))


@router.post(
    "/delegations/{int:delegation_id}/end", response=DelegationOut, summary="Chấm dứt ủy quyền"
)
@requires(has_a_post)
def finish_delegation(request: SignedInRequest, delegation_id: int) -> Any:
    """End a delegation now: its giver, its delegate or the administrator."""
    end_delegation(delegation_id, by=request.user, today=clock.today())
    return _delegation(request, delegation_id)


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


Act = Callable[..., object]


def _renamed(unit_id: uuid.UUID, **given: Any) -> object:
    return rename_unit(unit_id, **given)


def _merged(unit_id: uuid.UUID, **given: Any) -> object:
    """Merge the unit of the address, and others, into one that exists or a new one.

    Raises:
        Invalid: A new one has no name.
    """
    into, name = given.pop("into"), given.pop("name").strip()
    short_name, code = given.pop("short_name"), given.pop("code")
    if into is None and not name:
        raise Invalid(
            "organisations.no-target",
            "Hãy nêu đơn vị nhập vào (`into`) hoặc tên đơn vị mới (`name`).",
            field="into",
        )
    target = into or NewTarget(name=name, short_name=short_name, code=code)
    others = [one for one in given.pop("others") if one not in (unit_id, into)]
    # One that takes the others in is not itself a source.
    first = [] if unit_id == into else [unit_id]
    if not first:
        # What was seen is a place of the unit of the address: here it takes in, and does not go.
        given["seen"] = None
    return merge_units([*first, *others], into=target, **given)


def _split(unit_id: uuid.UUID, **given: Any) -> object:
    parts = [
        NewPart(**{**one, "share": _share(one["share"], field="parts")})
        for one in given.pop("parts")
    ]
    own = given.pop("own_share")
    own_share = None if own is None else _share(own, field="own_share")
    return split_unit(unit_id, parts=parts, own_share=own_share, **given)


def _share(written: str, *, field: str) -> Fraction:
    above, _, below = written.partition("/")
    if not int(below):
        raise Invalid("organisations.no-share", "Mẫu số của phần chia phải khác 0.", field=field)
    return Fraction(int(above), int(below))


def _act_on_unit(name: str, summary: str, schema: type[ActIn], act: Act, about: str) -> None:
    """Offer an act on a unit, and beside it the same act tried only: what it would touch.

    Args:
        name: The last part of the address.
        summary: What it is called in Vietnamese.
        schema: What is sent.
        act: What does it.
        about: What the documentation says.
    """

    def do(request: SignedInRequest, unit_id: uuid.UUID, given: Any) -> UnitStory:
        act(unit_id, by=request.user, **_given(request, unit_id, given))
        return _story(request, unit_id)

    def try_only(request: SignedInRequest, unit_id: uuid.UUID, given: Any) -> dict[str, Any]:
        sent = _given(request, unit_id, given)
        touched = effects_of(_gone(name, unit_id, sent), at=clock.today())
        rehearse(lambda: act(unit_id, by=request.user, **sent))
        return {"moves": touched.moves, "stays": touched.stays, "posts": len(touched.people)}

    for operate, called, told in (
        (do, name, about),
        (
            try_only,
            f"try_{name}",
            f"Say what this would touch, or why it would be refused: {about}",
        ),
    ):
        operate.__name__ = operate.__qualname__ = called
        operate.__doc__ = told
        operate.__annotations__ = {
            "request": SignedInRequest,
            "unit_id": uuid.UUID,
            "given": schema,
            "return": UnitStory if operate is do else dict[str, Any],
        }
    router.post(f"/{{uuid:unit_id}}/{name}", response=UnitStoryOut, summary=summary)(
        requires(may(Duty.ADMINISTER))(do)
    )
    router.post(
        f"/{{uuid:unit_id}}/{name}/preview", response=PreviewOut, summary=f"Xem trước: {summary}"
    )(requires(may(Duty.ADMINISTER))(try_only))


def _gone(name: str, unit_id: uuid.UUID, sent: Mapping[str, Any]) -> list[uuid.UUID]:
    """Give the units whose people and work an act passes on, if it passes any on."""
    if name not in ("dissolve", "merge", "split"):
        return []
    sources = [unit_id, *sent.get("others", ())]
    return [one for one in dict.fromkeys(sources) if one != sent.get("into")]


for _row in (
    ("rename", "Đổi tên từ một ngày", RenameIn, _renamed, "Call a unit otherwise from a day on."),
    ("move", "Chuyển từ một ngày", MoveIn, move_unit, "Put a unit under another from a day on."),
    ("dissolve", "Giải thể từ một ngày", DissolveIn, dissolve_unit, "End a unit on a day."),
    ("reclassify", "Đổi loại, cấp, mã", ReclassifyIn, reclassify_unit,
     "Make a unit another kind of body, on another tier or with another code."),
    ("merge", "Nhập đơn vị", MergeIn, _merged, "Merge units into one that exists or a new one."),
    ("split", "Chia tách đơn vị", SplitIn, _split, "Split a unit into several, with their shares."),
):  # fmt: skip
    _act_on_unit(*_row)


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


def _handing(given: HandingIn) -> Handing:
    return Handing(everything=given.everything, singly=given.singly)


def _choices(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]


def _leaving(post: LeavingPost) -> dict[str, Any]:
    kept = {name: getattr(post, name) for name in ("id", "person", "title", "unit", "things")}
    return {**kept, "takers": _choices(list(post.takers))}


def _delegation(request: SignedInRequest, delegation_id: int) -> Any:
    shown = delegations_shown(by=request.user, today=clock.today())
    return next(one for one in shown if one.id == delegation_id)


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
