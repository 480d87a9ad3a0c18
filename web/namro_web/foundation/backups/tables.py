"""The rows of every table in a form that belongs to no database, and back.

One line of JSON per row, values as text where JSON has no word for them, keys sorted, rows in
order of their identity: the same data gives the same bytes on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import IO, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from namro_web.foundation.errors import Invalid

SNAPSHOT = "backup_snapshot"
# Who is signed in is not kept: after a restore everybody signs in again. Nor are counted tries.
FLEETING = {"sessions.session", "accounts.session", "accounts.signintry", "accounts.remembered"} | {
    "operations.workerbeat",
    "foundation.changecount",
}
# What Django itself puts into a new database; does not make an installation non-empty.
FURNITURE = {"contenttypes.contenttype", "auth.permission", *FLEETING}
BATCH_ROWS = 500
BATCH_BYTES = 8 * 1024 * 1024
LONGEST_LINE = 256 * 1024 * 1024

Table = type[models.Model]


def stored_models() -> list[Table]:
    """Give every table a backup holds, in order of name."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and not model._meta.swapped
        and model._meta.label_lower not in FLEETING
    ]
    return sorted(found, key=lambda model: model._meta.label_lower)


def columns_of(model: Table) -> list[models.Field[Any, Any]]:
    """Give the fields a table really has."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if not getattr(field, "generated", False)
    ]


@contextmanager
def snapshot() -> Iterator[str]:
    """Open a second connection that sees the database as it is at one moment; give its alias.

    Writers go on working: SQLite's log keeps the moment for a reader that takes no write lock,
    PostgreSQL has a mode for it.
    """
    own = connections[DEFAULT_DB_ALIAS].copy(SNAPSHOT)
    if own.vendor == "sqlite":
        own.settings_dict["OPTIONS"] = {
            **own.settings_dict["OPTIONS"],
            "transaction_mode": "DEFERRED",
        }
    connections[SNAPSHOT] = own
    try:
        with transaction.atomic(using=SNAPSHOT):
            if own.vendor == "postgresql":
                with own.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield SNAPSHOT
    finally:
        own.close()
        del connections[SNAPSHOT]


def rows_in(model: Table, *, using: str) -> int:
    """Count a table."""
    return model._base_manager.using(using).count()


def lines_of(model: Table, *, using: str) -> Iterator[bytes]:
    """Give a table as lines: its columns, then its rows."""
    names = [field.attname for field in columns_of(model)]
    yield _line({"table": model._meta.label_lower, "columns": names})
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=500):
        yield _line([_plain(value) for value in row])


def empty_all(*, using: str) -> None:
    """Remove every row of every table, sessions too."""
    connection = connections[using]
    for model in [*stored_models(), *_fleeting()]:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def load(model: Table, lines: IO[bytes], *, using: str) -> int:
    """Put a table's lines into the database as they are; give how many rows.

    Raises:
        Invalid: The lines do not belong to this table.
    """
    fields = columns_of(model)
    known = {field.attname: field for field in fields}
    try:
        head = json.loads(_next_line(lines) or b"null")
        names = head["columns"]
        if head["table"] != model._meta.label_lower or set(names) != set(known):
            raise ValueError
    except (ValueError, KeyError, TypeError) as error:
        raise _foreign(model) from error
    in_order = [known[name] for name in names]
    batch: list[models.Model] = []
    count = weight = 0
    while line := _next_line(lines):
        try:
            values = json.loads(line)
            if len(values) != len(in_order):
                raise ValueError
            batch.append(
                model(
                    **{
                        field.attname: _value(field, value)
                        for field, value in zip(in_order, values, strict=True)
                    }
                )
            )
        except (ValueError, TypeError, models.ObjectDoesNotExist) as error:
            raise _foreign(model) from error
        count, weight = count + 1, weight + len(line)
        if len(batch) >= BATCH_ROWS or weight >= BATCH_BYTES:
            _insert(model, batch, fields, using=using)
            batch, weight = [], 0
    _insert(model, batch, fields, using=using)
    return count


def reset_sequences(*, using: str) -> None:
    """Let the next identities follow the highest ones loaded."""
    connection = connections[using]
    statements = connection.ops.sequence_reset_sql(no_style(), stored_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def what_is_there(*, using: str) -> str:
    """Name one table that already holds data; empty when the installation is new."""
    for model in stored_models():
        if model._meta.label_lower in FURNITURE:
            continue
        if model._base_manager.using(using).exists():
            return str(model._meta.verbose_name)
    return ""


def lock_all(*, using: str) -> None:
    """Keep everybody else out until the commit (SQLite's transaction does so by itself)."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        names = ", ".join(
            connection.ops.quote_name(model._meta.db_table) for model in stored_models()
        )
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")


def _insert(
    model: Table,
    rows: Sequence[models.Model],
    fields: Sequence[models.Field[Any, Any]],
    *,
    using: str,
) -> None:
    connection = connections[using]
    step = max(1, connection.ops.bulk_batch_size(list(fields), list(rows))) if rows else 1
    for start in range(0, len(rows), step):
        # Raw: dates of creation and change are those of the backup, not of now.
        model._base_manager.get_queryset()._insert(  # type: ignore[attr-defined]
            rows[start : start + step], fields=fields, using=using, raw=True
        )


def _fleeting() -> list[Table]:
    return [model for model in apps.get_models() if model._meta.label_lower in FLEETING]


def _next_line(lines: IO[bytes]) -> bytes:
    line = lines.readline(LONGEST_LINE)
    if line and not line.endswith(b"\n"):
        raise Invalid("foundation.backup-row-too-long", "Tệp sao lưu có một dòng dữ liệu quá dài.")
    return line


def _line(value: object) -> bytes:
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-8") + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _value(field: models.Field[Any, Any], value: object) -> object:
    if value is None:
        return None
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    try:
        return target.to_python(value)
    except Exception as error:
        # Each kind of field refuses in its own way; all of them mean the same here.
        raise ValueError(field.attname) from error


def _foreign(model: Table) -> Invalid:
    return Invalid(
        "foundation.backup-foreign-rows",
        f"Dữ liệu “{model._meta.verbose_name}” trong tệp sao lưu không đúng cấu trúc của phiên bản này.",
    )
