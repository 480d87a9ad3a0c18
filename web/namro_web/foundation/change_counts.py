"""How often what belongs to an office has changed: counted by the database itself, never by our code.

Whoever keeps something that was worked out from the database (``ui.kept``) must know whether it still
holds. Each row of nearly every table belongs to a *scope*: an office, a person, or everybody. A
trigger on the table adds one to the scope's count in the very transaction that inserts, changes or
deletes the row, whether it came through a form, the worker, a bulk update or ``psql``. Who sees the
same counts as before, sees the same rows as before.

    change_counts.of_office("plan__owner", "tasks.Task")     # in an app's AppConfig.ready()
    state = change_counts.state_of([change_counts.office(unit_id)])

A table that nobody named belongs to everybody, so that forgetting one costs speed and not truth.

On PostgreSQL the triggers are deferred: the counts are the last thing a transaction locks, after the
end of the history, so that two transactions never wait for each other in turn. On SQLite there is
one writer at a time anyhow.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction

from namro_web.foundation.models import ChangeCount
from namro_web.foundation.statements import Statement, prepared_cursor

EVERYBODY = ""
"""The scope of units, posts, names of people: what any page may show."""

TABLE = "foundation_changecount"
# A scope begins at a random number, so that a database that was emptied never repeats itself.
_START = 1 << 40
_ACTS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class _Belonging:
    """To whom the rows of a table belong; ``columns`` are those whose change is seen, if not all.

    ``apart`` are columns that change often and are shown by few pages: each with a scope of its own.
    """

    kind: str = "everybody"
    path: str = ""
    columns: tuple[str, ...] = ()
    apart: tuple[tuple[str, str], ...] = ()


_belongings: dict[str, _Belonging] = {}


def of_office(path: str, *labels: str) -> None:
    """Say that rows belong to an office: ``path`` leads from a row to its unit (``plan__owner``)."""
    for label in labels:
        _belongings[label.lower()] = _Belonging("office", path)


def of_person(path: str, *labels: str) -> None:
    """Say that rows belong to a person: ``path`` leads from a row to their account."""
    for label in labels:
        _belongings[label.lower()] = _Belonging("person", path)


def of_everybody(
    label: str, *, columns: Collection[str], apart: Mapping[str, str] | None = None
) -> None:
    """Say that of a table that belongs to everybody only some columns are seen by others.

    Args:
        label: Which table.
        columns: The columns that are seen.
        apart: Further columns, each with the scope that counts its changes instead.
    """
    aside = tuple((apart or {}).items())
    _belongings[label.lower()] = _Belonging("everybody", "", tuple(columns), aside)


def of_nobody(*labels: str) -> None:
    """Say that no page that is kept shows anything of these tables; ``test_kept`` holds one to it."""
    for label in labels:
        _belongings[label.lower()] = _Belonging("nobody")


def office(unit_id: uuid.UUID) -> str:
    """Give the scope of what belongs to an office."""
    return unit_id.hex


def person(user_id: int) -> str:
    """Give the scope of what belongs to one person alone."""
    return f"p{user_id}"


def belonging_of(model: type[models.Model]) -> str:
    """Give to whom a table's rows belong: ``office``, ``person``, ``everybody`` or ``nobody``."""
    return _belonging(model).kind


def state_of(scopes: Collection[str] | None) -> int | None:
    """Give a number that is another as soon as anything of a scope, or of everybody, has changed.

    The counts only grow, so that their sum says as much as they do. ``None`` for ``scopes`` asks
    about all there are. The answer is ``None`` while nothing is counted: in the midst of a migration.
    """
    if scopes is None:
        with prepared_cursor() as cursor:
            cursor.execute(_ALL)
            total, everybodys = cursor.fetchone()
        return int(total) if int(everybodys) else None
    rows = _numbers.rows(scopes=sorted({EVERYBODY, *scopes}))
    if not any(scope == EVERYBODY for scope, _ in rows):
        return None
    return int(sum(number for _, number in rows))


_ALL = f"SELECT COALESCE(SUM(number), 0), SUM(CASE WHEN scope = '' THEN 1 ELSE 0 END) FROM {TABLE}"  # noqa: S608
_numbers = Statement(
    lambda scopes: (
        ChangeCount.objects.filter(scope__in=scopes).order_by().values_list("scope", "number")
    )
)


# The triggers


def install(using: str) -> None:
    """Put the triggers into a database, unless it has these very ones; what was kept counts for nothing."""
    connection = connections[using]
    wanted = list(_statements(connection))
    mark = _mark(wanted)
    if _installed(connection, mark) == sum(1 for one in wanted if "{mark}" in one):
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        remove(using)
        for statement in wanted:
            cursor.execute(statement.replace("{mark}", mark))
        # Only now is anything counted, and what was kept before is not known again.
        for statement in _count(connection.vendor, f"'{EVERYBODY}'"):
            cursor.execute(statement)


def remove(using: str) -> None:
    """Take the triggers away, as a migration that rebuilds tables needs it."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if TABLE in connection.introspection.table_names():
            cursor.execute(f"DELETE FROM {TABLE} WHERE scope = '{EVERYBODY}'")  # noqa: S608
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'changes\\_%' ESCAPE '\\'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
            return
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgname LIKE 'changes\\_%'"
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


def _installed(connection: Any, mark: str) -> int:
    asked = (
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
        if connection.vendor == "sqlite"
        else "SELECT COUNT(*) FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [f"changes_{mark}%"])
        return int(cursor.fetchone()[0])


def _mark(statements: list[str]) -> str:
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()[:8]


def counted_models() -> Iterator[type[models.Model]]:
    """Give the tables whose changes are counted."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        is_a_table = meta.managed and not meta.proxy and not meta.swapped
        if is_a_table and belonging_of(model) != "nobody":
            yield model


def _belonging(model: type[models.Model]) -> _Belonging:
    return _belongings.get(model._meta.label_lower, _Belonging())


def _statements(connection: Any) -> Iterator[str]:
    if connection.vendor != "sqlite":
        yield _COUNT_ON_POSTGRESQL
    for model in counted_models():
        table = model._meta.db_table
        if connection.vendor == "sqlite":
            for act in _ACTS:
                rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[act]
                counts = "".join(
                    f"{one}; "
                    for row in rows
                    for one in _count("sqlite", _scope(model, row, "sqlite"))
                )
                yield (
                    f'CREATE TRIGGER "changes_{{mark}}_{table}_{act.lower()}" '
                    f'AFTER {_when(model, act)} ON "{table}" BEGIN {counts} END'
                )
            for column, scope in _belonging(model).apart:
                counts = "".join(f"{one}; " for one in _count("sqlite", f"'{scope}'"))
                yield (
                    f'CREATE TRIGGER "changes_{{mark}}_{table}_{column}" '
                    f'AFTER UPDATE OF "{column}" ON "{table}" BEGIN {counts} END'
                )
            continue
        for column, scope in _belonging(model).apart:
            yield (
                f'CREATE OR REPLACE FUNCTION "changes_of_{table}_{column}"() RETURNS trigger LANGUAGE plpgsql '
                f"AS $$ BEGIN PERFORM count_change('{scope}'); RETURN NULL; END $$"
            )
            yield (
                f'CREATE CONSTRAINT TRIGGER "changes_{{mark}}_{table}_{column}" AFTER UPDATE OF "{column}" '
                f'ON "{table}" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW '
                f'EXECUTE FUNCTION "changes_of_{table}_{column}"()'
            )
        yield (
            f'CREATE OR REPLACE FUNCTION "changes_of_{table}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
            f"BEGIN IF TG_OP <> 'INSERT' THEN PERFORM count_change({_scope(model, 'OLD', 'postgresql')}); END IF; "
            f"IF TG_OP <> 'DELETE' THEN PERFORM count_change({_scope(model, 'NEW', 'postgresql')}); END IF; "
            "RETURN NULL; END $$"
        )
        acts = " OR ".join(_when(model, act) for act in _ACTS)
        yield (
            f'CREATE CONSTRAINT TRIGGER "changes_{{mark}}_{table}" AFTER {acts} ON "{table}" '
            f'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "changes_of_{table}"()'
        )


def _when(model: type[models.Model], act: str) -> str:
    columns = _belonging(model).columns
    if act != "UPDATE" or not columns:
        return act
    names = ", ".join(f'"{model._meta.get_field(name).column}"' for name in columns)  # type: ignore[union-attr]
    return f"UPDATE OF {names}"


def _scope(model: type[models.Model], row: str, vendor: str) -> str:
    """Give the scope of a row as words of the database; a row that leads to nobody is everybody's."""
    belonging = _belonging(model)
    if belonging.kind == "everybody":
        return f"'{EVERYBODY}'"
    value = _value(model, row, belonging.path.split("__"))
    if belonging.kind == "person":
        value = f"'p' || {value}" if vendor == "sqlite" else f"'p' || ({value})::text"
    elif vendor != "sqlite":
        value = f"replace(({value})::text, '-', '')"
    return f"COALESCE({value}, '{EVERYBODY}')"


def _value(model: type[models.Model], row: str, path: list[str], depth: int = 0) -> str:
    step: Any = model._meta.get_field(path[0])
    here = f'{row}."{step.column}"'
    if len(path) == 1:
        return here
    above, alias = step.related_model, f"t{depth}"
    value = _value(above, alias, path[1:], depth + 1)
    return (
        f'(SELECT {value} FROM "{above._meta.db_table}" {alias} '  # noqa: S608
        f'WHERE {alias}."{above._meta.pk.column}" = {here})'
    )


def _count(vendor: str, scope: str) -> list[str]:
    if vendor != "sqlite":
        return [f"SELECT count_change({scope})"]
    # No ON CONFLICT here: what the outer statement says about conflicts would hold inside too.
    return [
        f"INSERT INTO {TABLE} (scope, number, counted_in) SELECT {scope}, abs(random() % {_START}), 0 "  # noqa: S608
        f"WHERE NOT EXISTS (SELECT 1 FROM {TABLE} WHERE scope = {scope})",
        f"UPDATE {TABLE} SET number = number + 1 WHERE scope = {scope}",  # noqa: S608
    ]


# Once a transaction is enough, and keeps an import of a thousand rows from writing a thousand times.
_COUNT_ON_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION count_change(changed text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO {TABLE} AS kept (scope, number, counted_in)
    VALUES (changed, floor(random() * {_START})::bigint, txid_current())
    ON CONFLICT (scope) DO UPDATE SET number = kept.number + 1, counted_in = excluded.counted_in
    WHERE kept.counted_in <> excluded.counted_in
$$"""  # noqa: S608
