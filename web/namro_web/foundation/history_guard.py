"""The database's own refusal to change history, for whoever comes past the application."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "foundation_historyline"

SQLITE_INSTALL = [
    f"CREATE TRIGGER IF NOT EXISTS history_is_append_only_{act} BEFORE {act} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
    for act in ("update", "delete")
]
SQLITE_REMOVE = [
    f"DROP TRIGGER IF EXISTS history_is_append_only_{act}" for act in ("update", "delete")
]
POSTGRESQL_INSTALL = [
    "CREATE OR REPLACE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$",
    f"CREATE OR REPLACE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()",
]
POSTGRESQL_REMOVE = [
    f"DROP TRIGGER IF EXISTS history_is_append_only ON {TABLE}",
    "DROP FUNCTION IF EXISTS history_is_append_only()",
]


def install(connection: BaseDatabaseWrapper | Any) -> None:
    """Make UPDATE and DELETE of history lines fail in the database."""
    _run(connection, SQLITE_INSTALL, POSTGRESQL_INSTALL)


def remove(connection: BaseDatabaseWrapper | Any) -> None:
    """Take the refusal away (to undo the migration)."""
    _run(connection, SQLITE_REMOVE, POSTGRESQL_REMOVE)


def _run(connection: Any, on_sqlite: list[str], on_postgresql: list[str]) -> None:
    statements = on_sqlite if connection.vendor == "sqlite" else on_postgresql
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
