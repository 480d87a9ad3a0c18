"""Keeps the index in step: whatever is written is found in the moment in which it is true.

Everything runs in the transaction of the act itself, so that what is undone was never found. What
is written many at a time (the tasks of a plan just adopted) sends no signal of its own, but its
line of history does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.models import Model
from django.db.models.signals import post_delete, post_migrate, post_save

from namro_web.finding import keeping, words
from namro_web.finding.entries import forget
from namro_web.finding.models import EntryKind
from namro_web.foundation.models import HistoryLine
from namro_web.indicators.models import Indicator, Target
from namro_web.plans.models import Document, Plan
from namro_web.tasks.models import (
    Assignment,
    Comment,
    Direction,
    ExtensionRequest,
    Obstacle,
    Task,
    Update,
)

# A row that is written: which entries it changes.
_WRITTEN: dict[type[Model], Callable[[Any], None]] = {
    Plan: lambda row: keeping.plan_written(row.pk, row.document_id),
    Document: lambda row: keeping.document_written(row.pk),
    Task: lambda row: keeping.task_written(row.pk),
    Assignment: lambda row: keeping.task_written(row.task_id),
    Update: lambda row: keeping.update_written(row.pk),
    Comment: lambda row: keeping.update_written(row.update_id),
    Obstacle: lambda row: keeping.update_written(row.update_id),
    Direction: lambda row: keeping.update_written(row.update_id),
    ExtensionRequest: lambda row: keeping.update_written(row.update_id),
    Indicator: lambda row: keeping.indicator_written(row.pk),
    Target: lambda row: keeping.indicator_written(row.indicator_id),
    HistoryLine: lambda row: keeping.line_written(row.verb, row.subject_type, row.subject_id),
}
_GONE: dict[type[Model], EntryKind] = {
    Plan: EntryKind.PLAN,
    Document: EntryKind.TEXT,
    Task: EntryKind.TASK,
    Update: EntryKind.UPDATE,
    Indicator: EntryKind.INDICATOR,
}


def connect() -> None:
    """Begin to listen."""
    for model in _WRITTEN:
        post_save.connect(_written, sender=model, dispatch_uid=f"finding {model.__name__}")
    for model in _GONE:
        post_delete.connect(_gone, sender=model, dispatch_uid=f"finding gone {model.__name__}")
    post_migrate.connect(
        _migrated, sender=apps.get_app_config("finding"), dispatch_uid="finding migrated"
    )


def _written(sender: type[Model], instance: Any, raw: bool = False, **_: Any) -> None:
    if not raw:
        _WRITTEN[sender](instance)


def _gone(sender: type[Model], instance: Any, **_: Any) -> None:
    forget(_GONE[sender], [instance.pk])


def _migrated(using: str, **_: Any) -> None:
    words.install(connections[using])
    keeping.fill_when_empty()
