"""What of each kind of thing can be found, and how entries are made from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet

from namro_web.finding.models import Entry, EntryKind
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.search_keys import search_key
from namro_web.indicators.models import Indicator
from namro_web.plans.models import Document, Plan
from namro_web.tasks.models import Task, Update

PIECE = 700
"""About how many characters of a document one entry holds: enough to show where it stands."""
STEP = 500


def house_mark(owner: UUID) -> str:
    """Give the word that stands for an office in the index; no Vietnamese word looks like it."""
    return f"h{owner.hex}"


def kind_mark(kind: str) -> str:
    """Give the word that stands for a kind."""
    return f"xk{kind}"


def plan_mark(plan: int) -> str:
    """Give the word that stands for a plan."""
    return f"xp{plan}"


def _entry(
    kind: EntryKind,
    ref: int,
    *,
    owner: UUID,
    title: str,
    body: str = "",
    part: int = 0,
    plan: int | None = None,
    task: int | None = None,
    line: int = 0,
    day: date | None = None,
    place: str = "",
    more: str = "",
) -> Entry:
    marks = [house_mark(owner), kind_mark(kind), plan_mark(plan) if plan else ""]
    said = search_key(f"{title} {body} {more}")
    return Entry(
        kind=kind,
        ref=ref,
        part=part,
        owner=owner,
        plan=plan,
        task=task,
        line=line,
        day=day,
        title=title,
        place=place[:255],
        body=body,
        words=f"{' '.join(filter(None, marks))} {said}",
    )


def _of_plan(plan: Plan) -> Iterator[Entry]:
    named = " ".join(filter(None, (plan.kind, plan.number)))
    yield _entry(
        EntryKind.PLAN,
        plan.pk,
        owner=plan.owner_id,
        plan=plan.pk,
        title=plan.title,
        body=" · ".join(filter(None, (named, plan.issuer, plan.signer))),
        day=plan.issued_on or plan.adopted_at.astimezone(VIETNAM).date(),
    )


def _of_task(task: Task) -> Iterator[Entry]:
    number = f"TT {task.no}" if task.no else ""
    yield _entry(
        EntryKind.TASK,
        task.pk,
        owner=task.plan.owner_id,
        plan=task.plan_id,
        task=task.pk,
        title=task.text,
        body=f"Kết quả: {task.deliverable}" if task.deliverable else "",
        place=" · ".join(filter(None, (task.get_origin_display(), number))),
        line=task.line,
        day=task.due_day,
        more=f"{task.no} {' '.join(one.name for one in task.assignments.all())} {task.condition}",
    )


def _of_indicator(one: Indicator) -> Iterator[Entry]:
    number = f"CT {one.no}" if one.no else ""
    yield _entry(
        EntryKind.INDICATOR,
        one.pk,
        owner=one.plan.owner_id,
        plan=one.plan_id,
        title=one.name,
        body="; ".join(filter(None, (target.printed for target in one.targets.all()))),
        place=" · ".join(filter(None, (one.get_origin_display(), number))),
        line=one.line,
        more=f"{one.no} {one.measured_in}",
    )


def _of_update(update: Update) -> Iterator[Entry]:
    if update.taken_back_at is not None:
        return
    said = [update.note]
    for name, fields in (
        ("comment", ("text",)),
        ("obstacle", ("text", "proposal", "answer")),
        ("direction", ("text",)),
        ("request", ("reason", "answer")),
    ):
        thing: Any = getattr(update, name, None)
        said += [getattr(thing, field) for field in fields] if thing is not None else []
    files = [one.file_name or one.document_number for one in update.evidence.all()]
    body = "\n".join(dict.fromkeys(filter(None, said)))
    if not body and not files:
        return
    yield _entry(
        EntryKind.UPDATE,
        update.pk,
        owner=update.task.plan.owner_id,
        plan=update.task.plan_id,
        task=update.task_id,
        title=update.task.text,
        body="\n".join(filter(None, (body, ", ".join(files)))),
        # The author stays out of it: names are asked for where they are kept.
        place=update.get_kind_display(),
        day=update.at.astimezone(VIETNAM).date(),
    )


def _of_document(document: Document) -> Iterator[Entry]:
    plan: Plan | None = getattr(document, "plan", None)
    day = document.uploaded_at.astimezone(VIETNAM).date()
    for part, (line, text) in enumerate(_pieces(document.text)):
        yield _entry(
            EntryKind.TEXT,
            document.pk,
            part=part,
            owner=document.owner_id,
            plan=plan.pk if plan else None,
            title=document.name,
            body=text,
            line=line,
            day=plan.issued_on if plan and plan.issued_on else day,
        )


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a document into runs of whole lines, each with the number of its first line."""
    run: list[str] = []
    first, size = 1, 0
    for number, line in enumerate(text.split("\n"), start=1):
        if run and size + len(line) > PIECE:
            yield first, "\n".join(run)
            run, first, size = [], number, 0
        run.append(line)
        size += len(line)
    # A document without text is still found by its name.
    yield first, "\n".join(run)


_TEXTS = ("comment", "obstacle", "direction", "request")

SOURCES: dict[EntryKind, tuple[Callable[[], QuerySet[Any]], Callable[[Any], Iterator[Entry]]]] = {
    EntryKind.PLAN: (lambda: Plan.objects.all(), _of_plan),
    EntryKind.TASK: (
        lambda: Task.objects.select_related("plan").prefetch_related("assignments"),
        _of_task,
    ),
    EntryKind.INDICATOR: (
        lambda: Indicator.objects.select_related("plan").prefetch_related("targets"),
        _of_indicator,
    ),
    EntryKind.UPDATE: (
        lambda: Update.objects.select_related("task__plan", *_TEXTS).prefetch_related("evidence"),
        _of_update,
    ),
    EntryKind.TEXT: (lambda: Document.objects.select_related("plan"), _of_document),
}


@transaction.atomic
def refresh(kind: EntryKind, refs: Collection[int]) -> int:
    """Write the entries of some things of one kind anew; of what is gone none remain."""
    source, made_from = SOURCES[kind]
    Entry.objects.filter(kind=kind, ref__in=refs).delete()
    found = source().filter(pk__in=refs).order_by("pk")
    made = [entry for thing in found for entry in made_from(thing)]
    return len(Entry.objects.bulk_create(made, batch_size=STEP))


def forget(kind: EntryKind, refs: Collection[int]) -> None:
    """Let things be found no more."""
    Entry.objects.filter(kind=kind, ref__in=refs).delete()


def refresh_all() -> int:
    """Make the whole index anew, some rows at a time; what is gone is found no more."""
    number = 0
    for kind, (source, _) in SOURCES.items():
        model: type[Model] = source().model
        there = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
        Entry.objects.filter(kind=kind).exclude(
            ref__in=model._default_manager.values("pk")
        ).delete()
        for start in range(0, len(there), STEP):
            number += refresh(kind, there[start : start + STEP])
    return number
