"""What becomes of the units beneath one that is merged: into their like in the other, or moved whole."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from namro_web.foundation.search_keys import search_key
from namro_web.organisations.models import Kind, Placement
from namro_web.organisations.trees import PLACES, branch_ids

# Each of these is a body of its own: two villages never become one because they are called alike.
STAY_WHOLE = PLACES | {Kind.VILLAGE, Kind.SCHOOL, Kind.CLINIC, Kind.PARTNER}


@dataclass(frozen=True)
class Fate:
    """What becomes of one unit beneath.

    Attributes:
        unit_id: The unit.
        name: What it is called.
        depth: How far beneath the merged unit it stands.
        into: The unit it is merged into; ``None``: it moves as it is.
        choices: Units it could be merged into.
    """

    unit_id: uuid.UUID
    name: str
    depth: int
    into: uuid.UUID | None
    choices: Sequence[tuple[uuid.UUID, str]]


def fates_of(source_id: uuid.UUID, into_id: uuid.UUID, *, at: date) -> list[Fate]:
    """Propose what becomes of everything beneath a unit that is merged into another, in two walks."""
    beneath = _children(source_id, at=at)
    theirs = [
        one
        for rows in _children(into_id, at=at).values()
        for one in rows
        if one.unit_id != source_id
    ]
    likes = likes_in(theirs)
    fates: list[Fate] = []

    def walk(unit_id: uuid.UUID, depth: int) -> None:
        for child in beneath.get(unit_id, []):
            like = like_of(child, likes)
            options = [(one.unit_id, one.name) for one in theirs if one.level == child.level]
            fates.append(Fate(child.unit_id, child.name, depth, like, options))
            if like is not None:
                walk(child.unit_id, depth + 1)

    walk(source_id, 0)
    return fates


def likes_in(placements: Sequence[Placement]) -> Mapping[tuple[str, str, str], uuid.UUID]:
    """Give the bodies that another of the same sort can be merged into; what is there twice is left out."""
    found: dict[tuple[str, str, str], uuid.UUID] = {}
    twice = set()
    for one in placements:
        key = _sort_of(one)
        if key in found:
            twice.add(key)
        found[key] = one.unit_id
    return {key: unit_id for key, unit_id in found.items() if key not in twice}


def like_of(
    placement: Placement, likes: Mapping[tuple[str, str, str], uuid.UUID]
) -> uuid.UUID | None:
    """Give the body of the same sort, if there is exactly one."""
    if placement.kind in STAY_WHOLE:
        return None
    return likes.get(_sort_of(placement))


def _sort_of(placement: Placement) -> tuple[str, str, str]:
    # The short name leaves the place out: “Đảng ủy”, “VP HĐND-UBND”.
    return (
        placement.kind,
        placement.level,
        search_key(placement.short_name or placement.name),
    )


def _children(unit_id: uuid.UUID, *, at: date) -> dict[uuid.UUID, list[Placement]]:
    rows: dict[uuid.UUID, list[Placement]] = {}
    for one in Placement.objects.at(at).filter(unit__in=branch_ids(unit_id, at=at) - {unit_id}):
        if one.parent_id is not None:
            rows.setdefault(one.parent_id, []).append(one)
    return rows
