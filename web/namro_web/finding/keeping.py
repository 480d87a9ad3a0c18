"""What of the index is written anew when something is written."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from namro_web.finding.entries import refresh, refresh_all
from namro_web.finding.models import Entry, EntryKind
from namro_web.indicators.models import Indicator
from namro_web.plans.models import Plan
from namro_web.tasks.models import Evidence, Task, Update


def plan_written(plan_id: int, document_id: int) -> None:
    """A plan came or its particulars changed; its document's pieces belong to it."""
    refresh(EntryKind.PLAN, [plan_id])
    if not Entry.objects.filter(kind=EntryKind.TEXT, ref=document_id, plan=plan_id).exists():
        refresh(EntryKind.TEXT, [document_id])


def document_written(document_id: int) -> None:
    """A document was taken in, or is called otherwise."""
    refresh(EntryKind.TEXT, [document_id])


def task_written(task_id: int) -> None:
    """A task was written, or a name on it."""
    refresh(EntryKind.TASK, [task_id])


def indicator_written(indicator_id: int) -> None:
    """An indicator was written, or a target of it."""
    refresh(EntryKind.INDICATOR, [indicator_id])


def update_written(update_id: int) -> None:
    """Something was said about a task."""
    refresh(EntryKind.UPDATE, [update_id])


def line_written(verb: str, subject_type: str, subject_id: str) -> None:
    """A line of history tells of many rows written at once."""
    if not subject_id.isdigit():
        return
    if subject_type == "plans.plan":
        app = verb.partition(".")[0]
        if app in ("tasks", "plans"):
            refresh(EntryKind.TASK, _ids(Task.objects.filter(plan_id=int(subject_id))))
        if app in ("indicators", "plans"):
            refresh(EntryKind.INDICATOR, _ids(Indicator.objects.filter(plan_id=int(subject_id))))
    elif subject_type == "tasks.task":
        # Evidence is stored after its update, and names of a task together with it.
        latest = Update.objects.filter(task_id=int(subject_id)).order_by("-pk").first()
        if latest is not None and Evidence.objects.filter(update=latest).exists():
            refresh(EntryKind.UPDATE, [latest.pk])


def fill_when_empty() -> int:
    """Make the index of an installation that had none."""
    if Entry.objects.exists() or not Plan.objects.exists():
        return 0
    return refresh_all()


def _ids(found: QuerySet[Any]) -> list[int]:
    return list(found.order_by("pk").values_list("pk", flat=True))
