"""A unit through time, as its page tells it; what an act on it would touch."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from namro_web.organisations import dependants
from namro_web.organisations.models import (
    Change,
    Kind,
    Level,
    NameMapping,
    Placement,
    Post,
    Unit,
    UnitAct,
)
from namro_web.organisations.queries import UnitName, names_at
from namro_web.organisations.trees import branch_ids, root_ever


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


def story_of(unit: Unit, *, at: date, with_people: bool) -> UnitStory:
    """Tell a unit's story; a fixed number of queries, however long it is."""
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
    if last_act is not None and last_act.change == Change.DISSOLVED:
        chapters.append(
            Chapter(
                last_act.day,
                None,
                last.name,
                "",
                last.code,
                Change.DISSOLVED.label,
                last_act.document_number,
            )
        )
    posts = Post.objects.filter(unit=unit).select_related("user").order_by("-valid_from", "id")
    day = max(at, last.valid_from)
    beneath = Placement.objects.at(day).filter(parent=unit)
    return UnitStory(
        id=unit.pk,
        name=last.name,
        short_name=last.short_name,
        kind=Kind(last.kind).label,
        code=last.code,
        parent_id=last.parent_id,
        parent=chapters[len(placements) - 1].parent,
        since=placements[0].valid_from,
        gone_on=last.valid_to,
        placement_id=last.pk,
        chapters=chapters[::-1],
        posts=[_shown(post) for post in posts] if with_people else [],
        beneath=[UnitName(p.unit_id, p.name, p.short_name, Kind(p.kind)) for p in beneath],
        touched=touched_by(unit.pk, at=day),
        last_act=chapters[-1] if last_act else None,
        last_act_id=last_act.pk if last_act else None,
    )


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


def place_for_new(parent: Unit, *, kind: Kind, at: date) -> tuple[Level, int]:
    """Give the level and the position of a new unit: after its elders of the same level."""
    there = Placement.objects.at(at).filter(parent=parent)
    above = Placement.objects.at(at).filter(unit=parent).first()
    level = Level.VILLAGE if kind is Kind.VILLAGE or above is None else Level(above.level)
    last = there.filter(level=level).aggregate(last=Max("position"))["last"]
    return level, (1000 if level is Level.VILLAGE else 0) + 10 if last is None else last + 10


def top_of(unit: Unit) -> uuid.UUID:
    """Give the top of the tree a unit belongs to."""
    return root_ever(unit.pk)


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
