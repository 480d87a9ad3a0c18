"""The history users read and inspectors verify: append-only, each line chained to the last.

An action ends with :func:`record`. News travels upwards from here: ``happened`` is sent after the
commit, with the line, to whoever listens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Protocol, runtime_checkable

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.dispatch import Signal

from namro_web.foundation import clock, history_seals
from namro_web.foundation.history_chain import first_broken_line, hash_of
from namro_web.foundation.models import HistoryHead, HistoryLine
from namro_web.foundation.search_keys import search_key
from namro_web.foundation.sentences import sentence_of

__all__ = [
    "Actor",
    "first_broken_line",
    "happened",
    "hash_of",
    "lines_about",
    "lines_about_any",
    "lines_by",
    "record",
    "searchable",
]

# Sent after commit with ``line=HistoryLine``.
happened = Signal()


@runtime_checkable
class Actor(Protocol):
    """Whoever did it: a signed-in person and, when known, the post they act for.

    ``acting_on_behalf_of``, if it is there, is the identity of whose post it is, by delegation.
    """

    pk: Any
    acting_post_id: int | None
    acting_post_name: str
    acting_unit_id: str

    def get_full_name(self) -> str:
        """Give the name to keep beside the act."""


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor | None,
    unit: models.Model | str | None = None,
    at: datetime | None = None,
    **data: object,
) -> HistoryLine:
    """Write down that something happened, in the transaction in which it happened.

    Call it last in an action: the end of the chain stays locked until the commit.

    Args:
        verb: ``app.what-happened``.
        subject: What it happened to.
        by: The person; ``None`` when the system did it of its own accord.
        unit: The unit it concerns; by default the one the person acts for.
        at: When, if not now.
        data: Facts worth keeping, JSON-ready (dates, decimals and uuids are written as text).
    """
    if behalf := getattr(by, "acting_on_behalf_of", None):
        data["on_behalf_of"] = behalf
    with transaction.atomic():
        head, _ = HistoryHead.objects.select_for_update().get_or_create(pk=1)
        line = HistoryLine(
            number=head.number + 1,
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            unit_id=_identity(unit) or (by.acting_unit_id if by else ""),
            actor_id=str(by.pk) if by else "",
            # The chain names people by identity alone; who that is, is asked when it is shown.
            actor_name="",
            post_id=str(by.acting_post_id or "") if by else "",
            post_name=by.acting_post_name if by else "",
            at=(at or clock.now()).astimezone(UTC),
            data=json.loads(json.dumps(data, cls=DjangoJSONEncoder)),
            previous_hash=head.hash,
        )
        line.hash = hash_of(line)
        line.search_key = searchable(line)
        line.save(force_insert=True)
        head.number, head.hash = line.number, line.hash
        head.save(update_fields=["number", "hash"])
        transaction.on_commit(lambda: _tell(line))
        transaction.on_commit(lambda: history_seals.seal_when_due(line), robust=True)
    return line


def searchable(line: HistoryLine) -> str:
    """Give what a line says, in the form in which it is searched; the person's name stands elsewhere."""
    said = sentence_of(line.verb, line.data)
    return search_key(f"{line.post_name} {said.text} {said.detail}")


def lines_about(subject: models.Model) -> models.QuerySet[HistoryLine]:
    """Give what happened to one thing, newest first."""
    return HistoryLine.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    )


def lines_by(person: models.Model) -> models.QuerySet[HistoryLine]:
    """Give what one person did, newest first."""
    return HistoryLine.objects.filter(actor_id=str(person.pk))


def lines_about_any(subjects: Iterable[models.Model]) -> models.QuerySet[HistoryLine]:
    """Give what happened to several things (a task, its updates, its evidence), newest first."""
    wanted = models.Q(pk__in=[])
    by_type: dict[str, list[str]] = {}
    for subject in subjects:
        by_type.setdefault(subject._meta.label_lower, []).append(str(subject.pk))
    for subject_type, ids in by_type.items():
        wanted |= models.Q(subject_type=subject_type, subject_id__in=ids)
    return HistoryLine.objects.filter(wanted)


def _identity(unit: models.Model | str | None) -> str:
    return str(unit.pk) if isinstance(unit, models.Model) else (unit or "")


def _tell(line: HistoryLine) -> None:
    happened.send_robust(sender=HistoryLine, line=line)
