"""The full-text index inside the database: FTS5 on SQLite, a GIN index on PostgreSQL.

The database keeps it itself, within the statement that writes an entry: on SQLite by triggers, on
PostgreSQL as any index. Texts are accent-free ASCII words before they come here, so neither
database needs to know Vietnamese.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from namro_web.foundation.search_keys import search_key

TABLE = "finding_entry"
_INDEX = "finding_words"

# The names are ours; no word of anybody stands in these statements.
# ruff: noqa: S608
SQLITE_INSTALL = [
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {_INDEX} USING fts5("
    f"words, content='{TABLE}', content_rowid='id', tokenize='ascii')",
    f"CREATE TRIGGER IF NOT EXISTS {_INDEX}_added AFTER INSERT ON {TABLE} BEGIN "
    f"INSERT INTO {_INDEX}(rowid, words) VALUES (new.id, new.words); END",
    f"CREATE TRIGGER IF NOT EXISTS {_INDEX}_removed AFTER DELETE ON {TABLE} BEGIN "
    f"INSERT INTO {_INDEX}({_INDEX}, rowid, words) VALUES ('delete', old.id, old.words); END",
    f"CREATE TRIGGER IF NOT EXISTS {_INDEX}_changed AFTER UPDATE ON {TABLE} BEGIN "
    f"INSERT INTO {_INDEX}({_INDEX}, rowid, words) VALUES ('delete', old.id, old.words); "
    f"INSERT INTO {_INDEX}(rowid, words) VALUES (new.id, new.words); END",
]
SQLITE_REMOVE = [
    *(f"DROP TRIGGER IF EXISTS {_INDEX}_{act}" for act in ("added", "removed", "changed")),
    f"DROP TABLE IF EXISTS {_INDEX}",
]
POSTGRESQL_INSTALL = [
    f"CREATE INDEX IF NOT EXISTS {_INDEX} ON {TABLE} USING gin (to_tsvector('simple', words))"
]
POSTGRESQL_REMOVE = [f"DROP INDEX IF EXISTS {_INDEX}"]

# A number of a document, or words in quotation marks, are looked for as they stand.
_TOGETHER = re.compile(r"[\"“”]([^\"“”]+)[\"“”]|(\w+(?:[/\-–.]\w+)+)")


def install(connection: Any) -> None:
    """Make the index where it is not there yet; a rebuilt table has lost its triggers."""
    if connection.vendor != "sqlite":
        if connection.in_atomic_block:
            # A table with changes that are yet to be counted takes no index.
            connection.check_constraints()
        _run(connection, POSTGRESQL_INSTALL)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{_INDEX}%"],
        )
        whole = cursor.fetchone()[0] == 3
    if not whole:
        _run(connection, SQLITE_INSTALL)
        _run(connection, [f"INSERT INTO {_INDEX}({_INDEX}) VALUES ('rebuild')"])


def remove(connection: Any) -> None:
    """Take the index away (to undo the migration)."""
    _run(connection, SQLITE_REMOVE if connection.vendor == "sqlite" else POSTGRESQL_REMOVE)


def phrases_of(words: str) -> list[str]:
    """Give what must be found, accent-free: single words, and runs of words that stand together.

    >>> phrases_of("57/KH-UBND chuyển đổi")
    ['57 kh ubnd', 'chuyen', 'doi']
    """
    found: list[str] = []
    at = 0
    for match in _TOGETHER.finditer(words):
        found += search_key(words[at : match.start()]).split()
        found.append(search_key(match.group(1) or match.group(2)))
        at = match.end()
    found += search_key(words[at:]).split()
    return [one for one in dict.fromkeys(found) if one][:12]


def matching(connection: Any, *, phrases: list[str], marks: list[list[str]]) -> RawSQL:
    """Give the condition that an entry holds all phrases, and of each list of marks one.

    The last word may be unfinished: people search while they type.
    """
    if connection.vendor == "sqlite":
        wanted = [_fts5(one, last=one is phrases[-1]) for one in phrases]
        wanted += [f"({' OR '.join(some)})" for some in marks]
        sql = f"{TABLE}.id IN (SELECT rowid FROM {_INDEX} WHERE {_INDEX} MATCH %s)"
        return RawSQL(sql, [" AND ".join(wanted)], BooleanField())  # noqa: S611
    wanted = [_tsquery(one, last=one is phrases[-1]) for one in phrases]
    wanted += [f"({' | '.join(some)})" for some in marks]
    sql = f"to_tsvector('simple', {TABLE}.words) @@ to_tsquery('simple', %s)"
    return RawSQL(sql, [" & ".join(wanted)], BooleanField())  # noqa: S611


def _fts5(phrase: str, *, last: bool) -> str:
    return f'"{phrase}"{"*" if last else ""}'


def _tsquery(phrase: str, *, last: bool) -> str:
    return f"({' <-> '.join(phrase.split())}{':*' if last else ''})"


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
