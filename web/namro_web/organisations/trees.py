"""Walking the tree of units as it stood on a day, inside the database."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import connection

from namro_web.foundation import clock
from namro_web.foundation.errors import Missing
from namro_web.foundation.statements import prepared_cursor
from namro_web.organisations.models import Kind, Level, Placement, Unit

# CROSS JOIN keeps SQLite from turning the walk round: it goes from what was found to its neighbours.
# Twelve levels bound the walk: a tree deeper than that is damaged data (a loop).
_BRANCH = """
WITH RECURSIVE branch(unit_id, depth) AS (
    SELECT p.unit_id, 0 FROM organisations_placement p
     WHERE p.unit_id = %s AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s)
    UNION
    SELECT p.unit_id, b.depth + 1 FROM branch b CROSS JOIN organisations_placement p
     WHERE p.parent_id = b.unit_id AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s) AND b.depth < 12
)
SELECT unit_id FROM branch
"""

# One line for each of several units asked of; ``start`` tells them apart.
_LINES_UP = """
WITH RECURSIVE line(start, unit_id, parent_id, name, kind, level, short_name, depth) AS (
    SELECT p.unit_id, p.unit_id, p.parent_id, p.name, p.kind, p.level, p.short_name, 0
      FROM organisations_placement p
     WHERE p.unit_id IN ({places}) AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s)
    UNION
    SELECT l.start, p.unit_id, p.parent_id, p.name, p.kind, p.level, p.short_name, l.depth + 1
      FROM line l CROSS JOIN organisations_placement p
     WHERE p.unit_id = l.parent_id AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s)
       AND l.depth < 12
)
SELECT start, unit_id, name, kind, level, short_name FROM line ORDER BY start, depth
"""

# Where a unit stands, last stood, or will first stand: one place each, as known on a day.
_KNOWN = """
    ((p.valid_from <= %s AND NOT EXISTS (
        SELECT 1 FROM organisations_placement q
         WHERE q.unit_id = p.unit_id AND q.valid_from > p.valid_from AND q.valid_from <= %s))
  OR (p.valid_from > %s AND NOT EXISTS (
        SELECT 1 FROM organisations_placement q
         WHERE q.unit_id = p.unit_id AND q.valid_from < p.valid_from)))
"""

_BRANCH_KNOWN = f"""
WITH RECURSIVE branch(unit_id) AS (
    SELECT p.unit_id FROM organisations_placement p WHERE p.unit_id = %s
    UNION
    SELECT p.unit_id FROM organisations_placement p JOIN branch b ON p.parent_id = b.unit_id
     WHERE {_KNOWN}
)
SELECT unit_id FROM branch
"""  # noqa: S608

_LINE_UP_KNOWN = f"""
WITH RECURSIVE line(unit_id, parent_id, name, kind, level, depth) AS (
    SELECT p.unit_id, p.parent_id, p.name, p.kind, p.level, 0 FROM organisations_placement p
     WHERE p.unit_id = %s AND {_KNOWN}
    UNION
    SELECT p.unit_id, p.parent_id, p.name, p.kind, p.level, l.depth + 1
      FROM organisations_placement p JOIN line l ON p.unit_id = l.parent_id
     WHERE {_KNOWN} AND l.depth < 12
)
SELECT unit_id, name, kind, level FROM line ORDER BY depth
"""  # noqa: S608

# Whatever stood beneath the tops on any day, and all the places where each of it ever stood.
_EVER_BENEATH = """
WITH RECURSIVE ever(unit_id) AS (
    SELECT p.unit_id FROM organisations_placement p WHERE p.unit_id IN ({places})
    UNION
    SELECT p.unit_id FROM ever e CROSS JOIN organisations_placement p WHERE p.parent_id = e.unit_id
)
SELECT p.unit_id, p.parent_id, p.valid_from FROM ever e CROSS JOIN organisations_placement p
 WHERE p.unit_id = e.unit_id ORDER BY p.unit_id, p.valid_from
"""
_DEEPEST = 12

# What is governed as one whole. A body's office is that of the nearest of these above it.
PLACES = frozenset({Kind.COMMUNE, Kind.WARD, Kind.SPECIAL_ZONE, Kind.DISTRICT, Kind.PROVINCE})


@dataclass(frozen=True)
class Ancestor:
    """One step on the way up from a unit to the top of its tree."""

    unit_id: uuid.UUID
    name: str
    kind: Kind
    level: Level
    short_name: str = ""


# From one day up to, but not including, another; ``date.min`` and ``date.max`` stand for no end.
Span = tuple[date, date]
ALWAYS: tuple[Span, ...] = ((date.min, date.max),)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A move that took a unit into a branch or out of it."""

    unit_id: uuid.UUID
    from_id: uuid.UUID | None
    to_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Stays:
    """Which units stood in some branches, on which days, and the moves that brought or took them."""

    days: Mapping[uuid.UUID, tuple[Span, ...]]
    crossings: tuple[Crossing, ...]


def branch_ids(unit_id: uuid.UUID, *, at: date) -> frozenset[uuid.UUID]:
    """Give a unit and everything that stood beneath it on a day."""
    return frozenset(uuid.UUID(str(row[0])) for row in _walk(_BRANCH, unit_id, at, times=4))


def line_up(unit_id: uuid.UUID, *, at: date) -> list[Ancestor]:
    """Give a unit and all above it on a day, nearest first."""
    return lines_up([unit_id], at=at).get(unit_id, [])


def lines_up(unit_ids: Collection[uuid.UUID], *, at: date) -> dict[uuid.UUID, list[Ancestor]]:
    """Give for each unit that stands on a day itself and all above it, in one question."""
    if not unit_ids:
        return {}
    day = connection.ops.adapt_datefield_value(at)
    statement = _LINES_UP.format(places=", ".join(["%s"] * len(unit_ids)))
    lines: dict[uuid.UUID, list[Ancestor]] = {}
    with prepared_cursor() as cursor:
        cursor.execute(statement, [*map(_key, unit_ids), *[day] * 4])
        for start, *row in cursor.fetchall():
            lines.setdefault(uuid.UUID(str(start)), []).append(_ancestor(row))
    return lines


def home_of(line: Sequence[Ancestor]) -> Ancestor:
    """Give the office that a unit belongs to: its commune, or its province; by the line above it.

    The nearest place above; without one, the highest of the unit's own level (a Party committee's
    own tree), so that a commune's body never counts as one of the province above it.
    """
    place = next((one for one in line if one.kind in PLACES), None)
    own = next((one.level for one in line if one.level is not Level.VILLAGE), line[0].level)
    same = [one for one in line if one.level in (own, Level.VILLAGE)][-1]
    if place is None:
        return same
    return place if line.index(place) <= line.index(same) else same


def root_of(unit_id: uuid.UUID, *, at: date) -> Ancestor:
    """Give the office a unit belonged to on a day: its commune, or its province.

    Raises:
        Missing: The unit did not exist on that day.
    """
    line = line_up(unit_id, at=at)
    if not line:
        raise Missing("organisations.not-on-that-day", "Đơn vị không tồn tại vào ngày này.")
    return home_of(line)


def branch_ever(unit_id: uuid.UUID, *, at: date | None = None) -> frozenset[uuid.UUID]:
    """Give a unit with everything that stands, last stood or will first stand beneath it.

    What once stood there and now stands elsewhere is not among it.
    """
    rows = _walk(_BRANCH_KNOWN, unit_id, at or clock.today(), times=3)
    return frozenset(uuid.UUID(str(row[0])) for row in rows)


def stays_beneath(tops: Collection[uuid.UUID]) -> Stays:
    """Give what ever stood beneath some units, and when; in one question, however much has moved.

    The days before a unit first stood count as its first place, those after it was dissolved as its
    last, as in ``branch_ever``.
    """
    if not tops:
        return Stays({}, ())
    statement = _EVER_BENEATH.format(places=", ".join(["%s"] * len(tops)))
    with prepared_cursor() as cursor:
        cursor.execute(statement, [_key(one) for one in sorted(tops)])
        rows = cursor.fetchall()
    places: dict[uuid.UUID, list[tuple[date, uuid.UUID | None]]] = {}
    for unit, parent, since in rows:
        stood = places.setdefault(uuid.UUID(str(unit)), [])
        first = _as_date(since) if stood else date.min
        stood.append((first, uuid.UUID(str(parent)) if parent else None))
    return _stays(places, frozenset(tops))


def _stays(
    places: Mapping[uuid.UUID, Sequence[tuple[date, uuid.UUID | None]]],
    tops: frozenset[uuid.UUID],
) -> Stays:
    known: dict[tuple[uuid.UUID, Span], tuple[Span, ...]] = {}

    def within(unit_id: uuid.UUID, span: Span, depth: int = 0) -> tuple[Span, ...]:
        if unit_id in tops:
            return (span,)
        if depth > _DEEPEST:
            return ()
        found = known.get((unit_id, span))
        if found is None:
            spans: list[Span] = []
            stood = [*places.get(unit_id, ()), (date.max, None)]
            for (since, parent), (until, _) in pairwise(stood):
                days = max(since, span[0]), min(until, span[1])
                if parent is not None and days[0] < days[1]:
                    spans += within(parent, days, depth + 1)
            found = known[unit_id, span] = _joined(spans)
        return found

    days, crossings = {}, []
    for unit_id, stood in places.items():
        spans = within(unit_id, ALWAYS[0])
        if spans:
            days[unit_id] = spans
        edges = {day for one in spans for day in one}
        crossings += [
            Crossing(unit_id, before, after)
            for (_, before), (day, after) in pairwise(stood)
            if day in edges and before != after
        ]
    return Stays(days, tuple(crossings))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Make one span of those that follow each other without a gap; they come in order."""
    joined: list[Span] = []
    for since, until in spans:
        if joined and joined[-1][1] == since:
            since = joined.pop()[0]
        joined.append((since, until))
    return tuple(joined)


def line_ever(unit_id: uuid.UUID, *, at: date | None = None) -> list[Ancestor]:
    """Give a unit and all above it where it stands, last stood, or will first stand.

    Raises:
        Missing: The unit never stood anywhere.
    """
    rows = _walk(_LINE_UP_KNOWN, unit_id, at or clock.today(), times=6)
    if not rows:
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    return [_ancestor(row) for row in rows]


def root_ever(unit_id: uuid.UUID) -> uuid.UUID:
    """Give the office a unit belongs to, or belonged to when it was last there.

    Raises:
        Missing: The unit never stood anywhere.
    """
    return home_of(line_ever(unit_id)).unit_id


def top_ever(unit_id: uuid.UUID) -> uuid.UUID:
    """Give the very top of the tree a unit stands in.

    Raises:
        Missing: The unit never stood anywhere.
    """
    return line_ever(unit_id)[-1].unit_id


def places_in(unit_id: uuid.UUID, *, at: date) -> frozenset[uuid.UUID]:
    """Give the places (province, communes) in a branch on a day."""
    there = Placement.objects.at(at).filter(
        kind__in=[*PLACES, Kind.PARTY_COMMITTEE], unit__in=branch_ids(unit_id, at=at)
    )
    return frozenset(there.values_list("unit_id", flat=True))


def _ancestor(row: Sequence[object]) -> Ancestor:
    short_name = str(row[4]) if len(row) > 4 else ""
    return Ancestor(
        uuid.UUID(str(row[0])), str(row[1]), Kind(str(row[2])), Level(str(row[3])), short_name
    )


def _as_date(value: object) -> date:
    # SQLite gives words of one's own back as text.
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _key(unit_id: uuid.UUID) -> Any:
    return Unit._meta.pk.get_db_prep_value(unit_id, connection)


def _walk(statement: str, unit_id: uuid.UUID, at: date, *, times: int) -> list[tuple[object, ...]]:
    day = connection.ops.adapt_datefield_value(at)
    with prepared_cursor() as cursor:
        cursor.execute(statement, [_key(unit_id), *[day] * times])
        return list(cursor.fetchall())
