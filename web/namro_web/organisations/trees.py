"""Walking the tree of units as it stood on a day, inside the database."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

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


def _walk(statement: str, unit_id: uuid.UUID, at: date) -> list[tuple[object, ...]]:
    key = Unit._meta.pk.get_db_prep_value(unit_id, connection)
    day = connection.ops.adapt_datefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(statement, [key, day, day, day, day])
        return list(cursor.fetchall())
