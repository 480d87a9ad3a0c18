"""What a search gives: a page of entries that the asker may see, the best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.finding import words
from namro_web.finding.access import entries_visible_to, houses_worth_a_mark, may_search
from namro_web.finding.entries import house_mark, plan_mark
from namro_web.finding.models import Entry, EntryKind
from namro_web.plans.models import Plan
from namro_web.plans.queries import plan_choices as choices_of_plans
from namro_web.plans.queries import short_name
from namro_web.ui.searching import SNIPPET, Asked, Result, Shown, marked

LOOKED_AT = 2000
"""Entries that are put in order; whoever finds more narrows the search by words or filters."""


def find(request: HttpRequest, asked: Asked, size: int) -> Shown:
    """Answer a search: a fixed number of questions, however much is found."""
    by = cast(User, request.user)
    phrases = words.phrases_of(asked.words)
    if not may_search(by) or not phrases:
        return Shown()
    found = _matching(asked, phrases, by=by).order_by()
    of_kind = dict(found.values_list("pk", "kind")[:LOOKED_AT])
    kinds = Counter(of_kind.values())
    chosen = list(of_kind)
    if asked.kind in EntryKind.values:
        # Asked anew: beyond the entries looked at there may be more of this kind.
        chosen = list(found.filter(kind=asked.kind).values_list("pk", flat=True)[:LOOKED_AT])
        kinds[asked.kind] = len(chosen)
    counts = [(kind.value, str(kind.label), kinds[kind]) for kind in EntryKind if kinds[kind]]
    total = len(chosen)
    pages = max(1, -(-total // size))
    page = min(asked.page, pages)
    rows = list(_ranked(chosen, asked, phrases)[(page - 1) * size : page * size])
    names = _plan_names({row.plan for row in rows if row.plan is not None})
    return Shown(
        results=[_result(row, phrases, names) for row in rows],
        counts=counts,
        total=total,
        pages=pages,
        is_more=len(of_kind) >= LOOKED_AT,
    )


def plan_choices(request: HttpRequest) -> Sequence[tuple[int, str, str]]:
    """Give the plans a search can be narrowed to."""
    by = cast(User, request.user)
    return choices_of_plans(by=by) if may_search(by) else []


def _matching(asked: Asked, phrases: list[str], *, by: User) -> QuerySet[Entry]:
    marks: list[list[str]] = []
    houses = houses_worth_a_mark(by)
    if houses:
        marks.append([house_mark(one) for one in houses])
    if asked.plan_id is not None:
        marks.append([plan_mark(asked.plan_id)])
    found = entries_visible_to(by).filter(words.matching(connection, phrases=phrases, marks=marks))
    if asked.since is not None:
        found = found.filter(day__gte=asked.since)
    if asked.until is not None:
        found = found.filter(day__lte=asked.until)
    return found


def _ranked(found: list[int], asked: Asked, phrases: list[str]) -> QuerySet[Entry]:
    """Put first what holds the words as they were typed, then what holds them together."""
    typed = asked.words.strip('"“” ')
    as_typed = Q(title__contains=typed) | Q(body__contains=typed)
    capital = typed[:1].upper() + typed[1:]
    as_typed |= Q(title__contains=capital) | Q(body__contains=capital)
    together = Q(words__contains=" ".join(phrases))
    kind = Case(
        *(When(kind=one, then=Value(place)) for place, one in enumerate(EntryKind)),
        output_field=IntegerField(),
    )
    nearness = Case(
        When(as_typed, then=Value(0)),
        When(together, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        Entry.objects.filter(pk__in=found)
        .annotate(nearness=nearness, rank=kind)
        .order_by("nearness", "rank", "-day", "ref", "part")
    )


def _plan_names(ids: set[int]) -> dict[int, str]:
    plans = Plan.objects.filter(pk__in=ids).only("number", "kind", "issuer")
    return {plan.pk: short_name(plan) for plan in plans}


def _result(row: Entry, phrases: list[str], names: dict[int, str]) -> Result:
    titled, _ = marked(row.title, phrases)
    snippet, at = marked(row.body, phrases, size=SNIPPET)
    line = row.line
    if row.kind == EntryKind.TEXT:
        line += row.body.count("\n", 0, max(at, 0))
    shows_body = bool(row.body) and (at >= 0 or row.kind in (EntryKind.PLAN, EntryKind.UPDATE))
    note = " · ".join(
        part
        for part in (
            names.get(row.plan, "") if row.plan is not None and row.kind != EntryKind.PLAN else "",
            row.place,
            f"dòng {line}" if line and row.kind != EntryKind.UPDATE else "",
            _day_note(row),
        )
        if part
    )
    return Result(
        title=row.title,
        url=_address(row, line),
        note=note,
        kind=row.kind,
        titled=titled,
        snippet=snippet if shows_body else (),
    )


def _day_note(row: Entry) -> str:
    if row.day is None:
        return ""
    said: dict[Any, str] = {EntryKind.TASK: "hạn ", EntryKind.PLAN: "ban hành "}
    return f"{said.get(row.kind, '')}{row.day:%d/%m/%Y}"


def _address(row: Entry, line: int) -> str:
    match row.kind:
        case EntryKind.PLAN:
            return reverse("plans:overview", args=[row.ref])
        case EntryKind.INDICATOR:
            return reverse("indicators:detail", args=[row.ref])
        case EntryKind.TEXT if row.plan is not None:
            return f"{reverse('plans:source', args=[row.plan])}#dong-{line}"
        case EntryKind.TEXT:
            return reverse("plans:document-file", args=[row.ref])
        case EntryKind.UPDATE:
            return f"{reverse('tasks:detail', args=[row.task])}#dien-bien"
    return reverse("tasks:detail", args=[row.ref])
