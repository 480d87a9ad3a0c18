"""Taking history out of the system is itself an act of history."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

import namro
from namro_web.accounts.models import User
from namro_web.foundation.history import record
from namro_web.journal.queries import Asked, LineShown, journal_rows


@transaction.atomic
def export_journal(asked: Asked, *, kind: str, by: User, at: datetime) -> list[LineShown]:
    """Give the lines asked for, to be written into a file, and write down that they were taken.

    Raises:
        NotAllowed: The person's post is not for reading history.
        Invalid: It is more than a file should hold.
    """
    rows = journal_rows(asked, by=by, at=at)
    told = {name: value for name, value in asked.told.items() if value}
    if namro.find_secrecy_mark(asked.words):
        # Looking for marks is no secret; keeping what was typed could be.
        told["q"] = "(từ mang dấu chỉ độ mật)"
    record("journal.exported", by, by=by, at=at, kind=kind, rows=len(rows), asked=told)
    return rows
