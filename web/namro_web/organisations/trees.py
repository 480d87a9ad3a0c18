"""Walking the tree of units as it stood on a day, inside the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from namro_web.foundation.errors import Missing
from namro_web.organisations.models import Unit

# Twelve levels bound the walk: a tree deeper than that is damaged data (a loop).
_BRANCH = """
WITH RECURSIVE branch(unit_id, depth) AS (
    SELECT p.unit_id, 0 FROM organisations_placement p
     WHERE p.unit_id = %s AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s)
    UNION
    SELECT p.unit_id, b.depth + 1 FROM organisations_placement p JOIN branch b ON p.parent_id = b.unit_id
     WHERE p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s) AND b.depth < 12
)
SELECT unit_id FROM branch
"""

_LINE_UP = """
WITH RECURSIVE line(unit_id, parent_id, name, depth) AS (
    SELECT p.unit_id, p.parent_id, p.name, 0 FROM organisations_placement p
     WHERE p.unit_id = %s AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s)
    UNION
    SELECT p.unit_id, p.parent_id, p.name, l.depth + 1
      FROM organisations_placement p JOIN line l ON p.unit_id = l.parent_id
     WHERE p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to > %s) AND l.depth < 12
)
SELECT unit_id, name FROM line ORDER BY depth
"""

# No act moves a unit to another tree, so over all days there is still one tree for each unit.
_BRANCH_EVER = """
WITH RECURSIVE branch(unit_id) AS (
    SELECT p.unit_id FROM organisations_placement p WHERE p.unit_id = %s
    UNION
    SELECT p.unit_id FROM organisations_placement p JOIN branch b ON p.parent_id = b.unit_id
)
SELECT unit_id FROM branch
"""

_LINE_UP_EVER = """
WITH RECURSIVE line(unit_id, parent_id) AS (
    SELECT p.unit_id, p.parent_id FROM organisations_placement p WHERE p.unit_id = %s
    UNION
    SELECT p.unit_id, p.parent_id
      FROM organisations_placement p JOIN line l ON p.unit_id = l.parent_id
)
SELECT unit_id FROM line WHERE parent_id IS NULL
"""


@dataclass(frozen=True)
class Ancestor:
    """One step on the way up from a unit to its root."""

    unit_id: uuid.UUID
    name: str


def branch_ids(unit_id: uuid.UUID, *, at: date) -> frozenset[uuid.UUID]:
    """Give a unit and everything that stood beneath it on a day."""
    return frozenset(uuid.UUID(str(row[0])) for row in _walk(_BRANCH, unit_id, at))


def line_up(unit_id: uuid.UUID, *, at: date) -> list[Ancestor]:
    """Give a unit and all above it on a day, nearest first."""
    return [Ancestor(uuid.UUID(str(row[0])), str(row[1])) for row in _walk(_LINE_UP, unit_id, at)]


def root_of(unit_id: uuid.UUID, *, at: date) -> Ancestor:
    """Give the top of the tree a unit stood in on a day: its commune.

    Raises:
        Missing: The unit did not exist on that day.
    """
    line = line_up(unit_id, at=at)
    if not line:
        raise Missing("organisations.not-on-that-day", "Đơn vị không tồn tại vào ngày này.")
    return line[-1]


def branch_ever(unit_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Give a unit and everything that ever stood beneath it."""
    return frozenset(uuid.UUID(str(row[0])) for row in _ask(_BRANCH_EVER, [_key(unit_id)]))


def root_ever(unit_id: uuid.UUID) -> uuid.UUID:
    """Give the top of the tree a unit belongs to, whichever day it stood there.

    Raises:
        Missing: The unit never stood anywhere.
    """
    tops = _ask(_LINE_UP_EVER, [_key(unit_id)])
    if not tops:
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    return uuid.UUID(str(tops[0][0]))


def _walk(statement: str, unit_id: uuid.UUID, at: date) -> list[tuple[object, ...]]:
    day = connection.ops.adapt_datefield_value(at)
    return _ask(statement, [_key(unit_id), day, day, day, day])


def _key(unit_id: uuid.UUID) -> Any:
    return Unit._meta.pk.get_db_prep_value(unit_id, connection)


def _ask(statement: str, values: list[Any]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
