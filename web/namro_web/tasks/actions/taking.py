"""Taking data out of the system: each time leaves a line of history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.history import record
from namro_web.tasks import queries
from namro_web.tasks.access import evidence_to_read


@transaction.atomic
def export_tasks(
    wanted: queries.Filter,
    *,
    kind: str,
    by: User,
    at: datetime,
    beside: Collection[str] = (),
) -> list[queries.TaskRow]:
    """Give the rows of the table, to be written into a file, and write down that they were taken.

    Raises:
        NotAllowed: The person's post is not for reading tasks.
    """
    rows = list(queries.task_export(wanted, by=by, at=at, beside=beside))
    record("tasks.exported", by, by=by, at=at, kind=kind, rows=len(rows))
    return rows


@transaction.atomic
def export_calendar(wanted: queries.Filter, *, by: User, at: datetime) -> bytes:
    """Give due days as a file for another calendar, and write down that they were taken.

    Raises:
        NotAllowed: The person's post is not for reading tasks.
    """
    data, number = queries.calendar_file(wanted, by=by, at=at)
    record("tasks.exported", by, by=by, at=at, kind="ics", rows=number)
    return data


@transaction.atomic
def take_evidence(evidence_id: int, *, by: User, at: datetime) -> queries.EvidenceFileView:
    """Give an evidence file byte for byte, and write down who took it.

    Raises:
        Missing: There is no such file here, or its bytes are gone from the disk.
    """
    kept = queries.evidence_file(evidence_id, by=by)
    evidence = evidence_to_read(evidence_id, by=by)
    record("tasks.evidence-downloaded", evidence, by=by, at=at, name=kept.name)
    return kept
