"""Questions to the database that are put on every page: their words composed once, not each time.

Django composes the words of a query anew whenever it is asked, and PostgreSQL then reads and plans
them anew; for a short question that costs several times what its answer does. A ``Statement`` keeps
the words, PostgreSQL keeps the plan, and only the values travel. **No answer is kept**: what was
written a moment ago, by any process, is what is read.

    _unread = Statement(
        lambda person, office: Notice.objects.filter(
            recipient_id=person, root_id=office, read_at=None
        ).values_list("pk")
    )
    _unread.count(person=by.pk, office=post.root_id)

The function is called once for each shape of its values. It must put them into the query as they
come (no arithmetic, no ``contains``) and must not look at them: at that time they are placeholders.
A truth value, ``None`` or a member of an enumeration is part of the shape and may be looked at. A
collection stands for ``…__in``; it is filled up to a round length, so that few shapes are needed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Row = tuple[Any, ...]
_SHAPES = 64
"""Shapes kept of one statement; more of them means that it is used for what it is not for."""


@dataclass(frozen=True)
class _Composed:
    """The words of a statement for one shape, and what goes where."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, str, int], ...]
    columns: int
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]


class Statement:
    """A question whose words are composed once."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._composed: dict[Any, _Composed | None] = {}

    def rows(self, **values: Any) -> list[Row]:
        """Give the rows, as ``values_list`` would."""
        filled = _filled(values)
        composed = self._for(filled)
        if composed is None:
            return []
        found = _ask(composed.sql, _params(composed, filled))
        return _converted(found, composed)

    def first(self, **values: Any) -> Row | None:
        """Give the first row, if any."""
        rows = self.rows(**values)
        return rows[0] if rows else None

    def count(self, **values: Any) -> int:
        """Count the rows."""
        return count_together((self, values))[0]

    def _for(self, filled: dict[str, Any]) -> _Composed | None:
        key = (connection.vendor, *((name, _shape(value)) for name, value in filled.items()))
        if key not in self._composed:
            if len(self._composed) >= _SHAPES:
                self._composed.clear()
            self._composed[key] = _compose(self._build, filled)
        return self._composed[key]


def count_together(*asked: tuple[Statement, dict[str, Any]]) -> tuple[int, ...]:
    """Count the rows of several statements in one question."""
    parts: list[str] = []
    params: list[Any] = []
    for statement, values in asked:
        filled = _filled(values)
        composed = statement._for(filled)
        if composed is None:
            parts.append("0")
            continue
        # Django composed these words; what people typed travels beside them.
        parts.append(f"(SELECT COUNT(*) FROM ({composed.sql}) AS counted)")  # noqa: S608
        params += _params(composed, filled)
    if not params:
        return (0,) * len(parts)
    return tuple(map(int, _ask(f"SELECT {', '.join(parts)}", params)[0]))


@contextmanager
def prepared_cursor() -> Iterator[Any]:
    """Give a cursor for one's own words that PostgreSQL reads and plans once a connection."""
    if connection.vendor != "postgresql" or not settings.PREPARED_STATEMENTS:
        with connection.cursor() as cursor:
            yield cursor
        return
    from namro_web.foundation.prepared import PreparedCursor

    # As Django opens a cursor of its own: a connection that died is replaced first, and its wrapper
    # counts, logs and translates errors.
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        opened: Any = PreparedCursor(connection.connection)  # type: ignore[call-arg]
    with connection._prepare_cursor(opened) as cursor:  # type: ignore[attr-defined]
        yield cursor


def _ask(sql: str, params: Sequence[Any]) -> list[Row]:
    with prepared_cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def prepared_value(value: Any) -> Any:
    """Give a value as this database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, int) and connection.vendor == "postgresql":
        # One width for all numbers: PostgreSQL would plan the same words for each width.
        from psycopg.types.numeric import Int8

        return Int8(value)
    return value


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _round(value) if isinstance(value, (frozenset, set, list, tuple)) else value
        for name, value in values.items()
    }


def _round(values: Collection[Any]) -> tuple[Any, ...]:
    """Repeat the last of some values until their number is a power of two."""
    some = tuple(values)
    if not some:
        return some
    return some + (some[-1],) * ((1 << (len(some) - 1).bit_length()) - len(some))


def _shape(value: Any) -> Any:
    if value is None or isinstance(value, (bool, Enum)):
        return value
    if isinstance(value, tuple):
        return (type(value[0]), len(value)) if value else ()
    return type(value)


def _stand_in(value: Any, number: int) -> Any:
    """Give a value of the same type that occurs nowhere else."""
    if isinstance(value, datetime):
        return datetime(1801, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    if isinstance(value, date):
        return date(1801, 1, 1) + timedelta(days=number)
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=(0xA11 << 96) + number)
    if isinstance(value, int):
        return 1_987_650_000 + number
    if isinstance(value, str):
        return f"\ue000{number}"
    raise TypeError(f"a statement takes no {type(value).__name__}")


def _compose(build: Callable[..., QuerySet[Any, Any]], filled: dict[str, Any]) -> _Composed | None:
    arguments: dict[str, Any] = {}
    known: dict[Any, tuple[str, int]] = {}
    number = 0
    for name, value in filled.items():
        if value is None or isinstance(value, (bool, Enum)):
            arguments[name] = value
            continue
        some = value if isinstance(value, tuple) else (value,)
        stand_ins = []
        for position, one in enumerate(some):
            number += 1
            stand_ins.append(_stand_in(one, number))
            known[prepared_value(stand_ins[-1])] = (name, position)
        arguments[name] = stand_ins if isinstance(value, tuple) else stand_ins[0]
    compiler: Any = build(**arguments).query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = tuple(
        (at, *known[param])
        for at, param in enumerate(params)
        if isinstance(param, (str, int, date, uuid.UUID)) and param in known
    )
    missing = set(known.values()) - {place[1:] for place in places}
    if missing:
        raise ValueError(f"the statement does not use {sorted(missing)} as it comes")
    select = [column[0] for column in compiler.select]
    converters = compiler.get_converters(select)
    return _Composed(
        sql,
        tuple(params),
        places,
        len(select),
        tuple((at, tuple(convs), column) for at, (convs, column) in converters.items()),
    )


def _params(composed: _Composed, filled: dict[str, Any]) -> list[Any]:
    params = list(composed.params)
    for at, name, position in composed.places:
        value = filled[name]
        params[at] = prepared_value(value[position] if isinstance(value, tuple) else value)
    return params


def _converted(rows: list[Row], composed: _Composed) -> list[Row]:
    if not composed.converters:
        return rows
    converted = []
    for row in rows:
        values = list(row)
        for at, converters, column in composed.converters:
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        converted.append(tuple(values))
    return converted
