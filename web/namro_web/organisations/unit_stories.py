"""A unit through time, as its page tells it; what an act on it would touch."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Max, Q

from namro_web.organisations import dependants
from namro_web.organisations.models import (
    Change,
    Kind,
    Level,
    NameMapping,
    Placement,
    Post,
    Succession,
    Unit,
    UnitAct,
)
from namro_web.organisations.queries import UnitName, names_at
from namro_web.organisations.totals import UnitCount, counts_in
from namro_web.organisations.trees import branch_ids

# Acts after which a unit stands as before, or no more.
WITHOUT_A_PLACE = frozenset({Change.DISSOLVED, Change.MERGED, Change.SPLIT, Change.RECEIVED})


@dataclass(frozen=True)
class Chapter:
    """What a unit was called and where it stood for a time, and the act that began it."""

    valid_from: date
    valid_to: date | None
    name: str
    parent: str
    code: str
    change: str
    document_number: str


@dataclass(frozen=True)
class PostInUnit:
    """A post as the page of its unit shows it."""

    id: int
    person: str
    user_id: int
    title: str
    role: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Touched:
    """One thing that an act would touch."""

    label: str
    number: int


@dataclass(frozen=True)
class Relative:
    """A unit before or after this one, and the share that passed."""

    id: uuid.UUID
    name: str
    day: date
    share: Fraction
    document_number: str
    change: str


@dataclass(frozen=True)
class Effects:
    """What an act would do to units: what passes on, and what stays as history."""

    moves: Sequence[Touched]
    stays: Sequence[Touched]
    people: Sequence[PostInUnit]


@dataclass(frozen=True)
class UnitStory:
    """Everything the page of a unit shows."""

    id: uuid.UUID
    name: str
    short_name: str
    kind: str
    code: str
    parent_id: uuid.UUID | None
    parent: str
    since: date
    gone_on: date | None
    placement_id: int
    chapters: Sequence[Chapter]
    posts: Sequence[PostInUnit]
    beneath: Sequence[UnitName]
    touched: Sequence[Touched]
    last_act: Chapter | None
    last_act_id: int | None
    predecessors: Sequence[Relative] = ()
    successors: Sequence[Relative] = ()
    level: str = ""
    kind_key: str = ""
    level_key: str = ""
    last_change: str = ""
    last_day: date | None = None


def story_of(unit: Unit, *, at: date, with_people: bool, as_of: date | None = None) -> UnitStory:
    """Tell a unit's story; a fixed number of queries, however long it is.

    Args:
        unit: The unit.
        at: Today.
        with_people: Tell who works there.
        as_of: Tell name, place and people as they were on that day; by default as they are last.
    """
    placements = list(Placement.objects.filter(unit=unit).order_by("valid_from"))
    acts = list(UnitAct.objects.filter(unit=unit, undone_at__isnull=True).order_by("id"))
    above = _names_above(placements)
    began = {act.began_id: act for act in acts if act.began_id}
    chapters = []
    for placement in placements:
        act = began.get(placement.pk)
        chapters.append(
            Chapter(
                placement.valid_from,
                placement.valid_to,
                placement.name,
                above.get((placement.parent_id, placement.valid_from), ""),
                placement.code,
                Change(act.change).label if act else "",
                act.document_number if act else "",
            )
        )
    last, last_act = placements[-1], acts[-1] if acts else None
    shown = last
    if as_of is not None:
        shown = next((p for p in reversed(placements) if p.valid_from <= as_of), placements[0])
    # Acts that neither began a place nor only renamed: it went, or others came in.
    chapters += [
        Chapter(
            act.day,
            None,
            last.name,
            "",
            last.code,
            Change(act.change).label,
            act.document_number,
        )
        for act in acts
        if act.began_id is None and act.change in WITHOUT_A_PLACE
    ]
    chapters.sort(key=lambda one: one.valid_from)
    before, after = _relatives(unit)
    posts = Post.objects.filter(unit=unit).select_related("user").order_by("-valid_from", "id")
    if as_of is not None:
        posts = posts.at(as_of)
    day = as_of or max(at, last.valid_from)
    beneath = Placement.objects.at(day).filter(parent=unit)
    return UnitStory(
        id=unit.pk,
        name=shown.name,
        short_name=shown.short_name,
        kind=Kind(shown.kind).label,
        code=shown.code,
        parent_id=shown.parent_id,
        parent=above.get((shown.parent_id, shown.valid_from), ""),
        since=placements[0].valid_from,
        gone_on=last.valid_to,
        placement_id=last.pk,
        chapters=chapters[::-1],
        posts=[_shown(post) for post in posts] if with_people else [],
        beneath=[UnitName(p.unit_id, p.name, p.short_name, Kind(p.kind)) for p in beneath],
        touched=touched_by(unit.pk, at=day),
        last_act=chapters[-1] if last_act else None,
        last_act_id=last_act.pk if last_act else None,
        predecessors=before,
        successors=after,
        level=Level(shown.level).label,
        kind_key=shown.kind,
        level_key=shown.level,
        last_change=Change(last_act.change).label if last_act else "",
        last_day=last_act.day if last_act else None,
    )


def counts_of(unit: Unit, *, at: date) -> list[UnitCount]:
    """Give people and work of a unit, with all beneath it, as of a day."""
    return list(counts_in(branch_ids(unit.pk, at=at), at=at).get(unit.pk, []))


def effects_of(unit_ids: Collection[uuid.UUID], *, at: date) -> Effects:
    """Say what a merger, a split or a dissolution would pass on, and what stays as history."""
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    posts = list(
        Post.objects.filter(still, unit__in=unit_ids).select_related("user").order_by("unit", "id")
    )
    beneath: set[uuid.UUID] = set()
    for unit_id in unit_ids:
        beneath |= branch_ids(unit_id, at=at) - {unit_id}
    work = dependants.work_of([*unit_ids, *beneath])
    names = NameMapping.objects.filter(units__in=unit_ids).distinct().count()
    moves = [
        Touched("đơn vị trực thuộc, mọi cấp", len(beneath)),
        Touched("vị trí công tác", len(posts)),
        *(Touched(one.label, one.number) for one in work if one.moves),
        Touched("cách gọi trong văn bản", names),
    ]
    stays = [Touched(one.label, one.number) for one in work if not one.moves]
    return Effects([one for one in moves if one.number], stays, [_shown(post) for post in posts])


def peers_of(unit: Unit, *, root_id: uuid.UUID, at: date) -> list[tuple[uuid.UUID, str]]:
    """Give the units a unit could be merged with: of its level, its own siblings first."""
    last = Placement.objects.filter(unit=unit).order_by("-valid_from").first()
    if last is None:
        return []
    there = Placement.objects.at(max(at, last.valid_from)).filter(
        level=last.level, valid_to__isnull=True, unit__in=branch_ids(root_id, at=at)
    )
    rows = sorted(
        there,
        key=lambda one: (
            one.unit_id != unit.pk,
            one.parent_id != last.parent_id,
            one.kind != last.kind,
            one.position,
            one.name,
        ),
    )
    return [(one.unit_id, one.name) for one in rows]


def children_of(unit: Unit, *, at: date) -> list[tuple[uuid.UUID, str]]:
    """Give the units that stand directly beneath one."""
    there = Placement.objects.at(at).filter(parent=unit)
    return list(there.values_list("unit_id", "name"))


def _relatives(unit: Unit) -> tuple[list[Relative], list[Relative]]:
    """Give who was before and who came after, in two queries."""
    rows = list(
        Succession.objects.filter(Q(predecessor=unit) | Q(successor=unit)).select_related("reform")
    )
    ids = {one.predecessor_id for one in rows} | {one.successor_id for one in rows}
    named = Placement.objects.filter(unit__in=ids).order_by("valid_from")
    called = {one.unit_id: one.name for one in named}

    def told(one: Succession, other: uuid.UUID) -> Relative:
        return Relative(
            other,
            called.get(other, ""),
            one.day,
            one.share,
            one.reform.document_number,
            Change(one.reform.change).label,
        )

    before = [told(one, one.predecessor_id) for one in rows if one.successor_id == unit.pk]
    after = [told(one, one.successor_id) for one in rows if one.predecessor_id == unit.pk]
    return before, after


def touched_by(unit_id: uuid.UUID, *, at: date) -> list[Touched]:
    """Say what stands beneath a unit, works in it or is due from it; what there is none of is left out."""
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    counted = [
        Touched("đơn vị trực thuộc, mọi cấp", len(branch_ids(unit_id, at=at) - {unit_id})),
        Touched("vị trí công tác", Post.objects.filter(still, unit=unit_id).count()),
        *(Touched(work.label, work.number) for work in dependants.work_of([unit_id])),
        Touched("cách gọi trong văn bản", NameMapping.objects.filter(units=unit_id).count()),
    ]
    return [touched for touched in counted if touched.number]


def level_choices() -> list[tuple[str, str]]:
    """Give the tiers a unit can stand on."""
    return [(str(level), str(level.label)) for level in Level]


def every_kind() -> list[tuple[str, str]]:
    """Give the kinds a unit can become."""
    return [(str(kind), str(kind.label)) for kind in Kind]


def place_for_new(parent: Unit, *, kind: Kind, at: date) -> tuple[Level, int]:
    """Give the level and the position of a new unit: after its elders of the same level."""
    there = Placement.objects.at(at).filter(parent=parent)
    above = Placement.objects.at(at).filter(unit=parent).first()
    level = Level.VILLAGE if kind is Kind.VILLAGE or above is None else Level(above.level)
    last = there.filter(level=level).aggregate(last=Max("position"))["last"]
    return level, (1000 if level is Level.VILLAGE else 0) + 10 if last is None else last + 10


def name_of(unit_id: uuid.UUID, *, at: date) -> str:
    """Give a unit's name on a day, or nothing when it was not there."""
    named = names_at([unit_id], at=at).get(unit_id)
    return named.name if named else ""


def _names_above(placements: Sequence[Placement]) -> dict[tuple[uuid.UUID | None, date], str]:
    """Give what each unit above was called on the day it became so, in one query."""
    parents = {p.parent_id for p in placements if p.parent_id}
    theirs = list(Placement.objects.filter(unit__in=parents)) if parents else []
    return {
        (placement.parent_id, placement.valid_from): other.name
        for placement in placements
        for other in theirs
        if other.unit_id == placement.parent_id
        and other.valid_from <= placement.valid_from
        and (other.valid_to is None or other.valid_to > placement.valid_from)
    }


def _shown(post: Post) -> PostInUnit:
    return PostInUnit(
        post.pk,
        post.user.get_full_name(),
        post.user_id,
        post.title,
        str(post.get_role_display()),
        post.valid_from,
        post.valid_to,
    )
