"""What is shown of plans: frozen read models, each made with a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from django.core.paginator import Page, Paginator
from django.db.models import Q

import namro
from namro.errors import NamroError
from namro.model.source import Span
from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.foundation.models import HistoryLine
from namro_web.foundation.search_keys import search_key
from namro_web.plans import originals, panels
from namro_web.plans.access import (
    document_to_read,
    offices_of,
    plan_to_read,
    plans_visible_to,
)
from namro_web.plans.models import Citation, Line, Plan
from namro_web.plans.paper import Mark, PaperBlock, blocks_of
from namro_web.plans.sentences import HistoryEntry, entry_of

HISTORY_PAGE = 100

Row = TypeVar("Row")

_KIND_SIGNS = {
    "ke hoach": "KH",
    "ke hoach hanh dong": "KH",
    "chuong trinh": "CTr",
    "chuong trinh hanh dong": "CTr",
    "nghi quyet": "NQ",
    "quyet dinh": "QĐ",
    "de an": "ĐA",
    "chi thi": "CT",
    "huong dan": "HD",
    "thong bao": "TB",
}


@dataclass(frozen=True, slots=True)
class PlanHead:
    """A plan's identity, as its card shows it."""

    id: int
    title: str
    name: str
    kind: str
    line: str
    number: str
    issued_on: date | None
    place: str
    issuer: str
    signer: str
    signer_role: str
    adopted_at: datetime
    document_id: int
    document_name: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan in the list."""

    head: PlanHead
    progress: panels.Progress


@dataclass(frozen=True, slots=True)
class CitationRow:
    """A document the plan names."""

    id: int
    kind: str
    number: str
    issued_on: date | None
    issuer: str
    line: int


@dataclass(frozen=True, slots=True)
class DutyRow:
    """Who must do or report what to whom."""

    id: int
    actor: str
    duty: str
    report_to: str
    report_via: str
    periods: tuple[str, ...]
    due_dates: tuple[str, ...]
    line: int
    reports: bool


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """A goal without a number."""

    text: str
    horizon: date | None
    line: int


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a plan rests on and who reports about it."""

    citations: tuple[CitationRow, ...]
    duties: tuple[DutyRow, ...]
    objectives: tuple[ObjectiveRow, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A heading in the outline."""

    id: int
    parent_id: int | None
    order: int
    depth: int
    label: str
    title: str
    part: str
    line: int


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day on which a report is due."""

    day: date
    period: str
    duty: str
    report_to: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """A plan's document laid out, or its bare lines where no layout was kept."""

    document_id: int
    name: str
    format: str
    size: int
    sha256: str
    blocks: tuple[PaperBlock, ...]
    lines: tuple[str, ...]
    marks: int


def head_of(plan: Plan) -> PlanHead:
    """Give the identity of a plan that has been fetched."""
    return PlanHead(
        id=plan.pk,
        title=plan.title,
        name=short_name(plan),
        kind=plan.kind,
        line=Line(plan.line).label,
        number=plan.number,
        issued_on=plan.issued_on,
        place=plan.place,
        issuer=plan.issuer,
        signer=plan.signer,
        signer_role=plan.signer_role,
        adopted_at=plan.adopted_at,
        document_id=plan.document_id,
        document_name=plan.document.name,
    )


def short_name(plan: Plan) -> str:
    """Name a plan in a few letters: its number, else its kind and issuer."""
    if plan.number:
        return plan.number
    sign = _KIND_SIGNS.get(search_key(plan.kind), plan.kind or "Kế hoạch")
    body = re.sub(r"^(UBND|Ủy ban nhân dân|Đảng ủy|BCH|Ban Thường vụ Đảng ủy)\s+", "", plan.issuer)
    return f"{sign} {body}".strip()


def plan_head(plan_id: int, *, by: User) -> PlanHead:
    """Give one plan's identity.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    return head_of(plan_to_read(plan_id, by=by))


def plan_list(
    *, by: User, at: datetime, text: str = "", page: int = 1, size: int = 50
) -> Page[PlanRow]:
    """List the plans a person sees, the latest adopted first, with how far each has come."""
    found = plans_visible_to(by).select_related("document")
    for word in search_key(text).split():
        found = found.filter(search_key__contains=word)
    shown = Paginator(found, size).get_page(page)
    plans = list(shown.object_list)
    progress = panels.progress_of([plan.pk for plan in plans], by, at)
    rows = [PlanRow(head_of(plan), progress.get(plan.pk, panels.Progress())) for plan in plans]
    return page_of(rows, shown)


def page_of(rows: Sequence[Row], shown: Page[Any]) -> Page[Row]:
    """Give a page of read models in the place of the page of rows they were made from."""
    return Page(rows, shown.number, cast("Paginator[Row]", shown.paginator))


def plan_choices(*, by: User) -> list[tuple[int, str, str]]:
    """Give identity, short name and title of every plan, for a filter."""
    return [
        (plan.pk, short_name(plan), plan.title)
        for plan in plans_visible_to(by).only("number", "kind", "issuer", "title")
    ]


def superior_citation(plan_id: int, *, by: User) -> CitationRow | None:
    """Give the document a plan carries out: the first plan or resolution it names."""
    rows = [
        CitationRow(one.pk, one.kind, one.number, one.issued_on, one.issuer, one.line)
        for one in Citation.objects.filter(plan_id=plan_id, plan__owner__in=offices_of(by))
    ]
    wanted = [row for row in rows if search_key(row.kind).startswith("ke hoach")]
    return next(iter(wanted or rows), None)


def grounds(plan_id: int, *, by: User) -> Grounds:
    """Give a plan's citations, duties, goals and recipients.

    Raises:
        Missing: There is no such plan here.
    """
    plan = plan_to_read(plan_id, by=by)
    return Grounds(
        citations=tuple(
            CitationRow(one.pk, one.kind, one.number, one.issued_on, one.issuer, one.line)
            for one in plan.citations.all()
        ),
        duties=tuple(
            DutyRow(
                id=one.pk,
                actor=one.actor,
                duty=one.duty,
                report_to=one.report_to,
                report_via=one.report_via,
                periods=tuple(map(str, one.periods)),
                due_dates=tuple(_written_due(due) for due in one.due_dates),
                line=one.line,
                reports=bool(one.report_to or one.periods or one.due_dates),
            )
            for one in plan.duties.filter(dropped_in=None)
        ),
        objectives=tuple(
            ObjectiveRow(one.text, one.horizon, one.line)
            for one in plan.objectives.filter(dropped_in=None)
        ),
        recipients=tuple(map(str, plan.recipients)),
    )


def sections_of(plan_id: int, *, by: User) -> list[SectionRow]:
    """Give a plan's outline in order."""
    return [
        SectionRow(
            one.pk,
            one.parent_id,
            one.order,
            one.depth,
            one.label,
            one.title,
            one.part,
            one.line,
        )
        for one in plan_to_read(plan_id, by=by).sections.all()
    ]


def duty_days(plan_id: int, *, by: User, since: date, until: date) -> list[DutyDay]:
    """Give the days in a stretch of time on which the plan wants a report."""
    days = [
        DutyDay(day, str(due.get("period") or ""), one.duty, one.report_to)
        for one in plan_to_read(plan_id, by=by).duties.filter(dropped_in=None).exclude(due_dates=[])
        for due in one.due_dates
        for day in _days_between(due, since, until)
    ]
    unique = {(one.day, one.period, one.report_to): one for one in days}
    return sorted(unique.values(), key=lambda one: (one.day, one.period))


def _days_between(due: Mapping[str, object], since: date, until: date) -> Iterator[date]:
    year, month, day = due.get("year"), due.get("month"), due.get("day")
    if not isinstance(day, int):
        return
    for each_year in [year] if isinstance(year, int) else range(since.year, until.year + 1):
        for each_month in [month] if isinstance(month, int) else range(1, 13):
            try:
                found = date(each_year, each_month, day)
            except ValueError:
                continue
            if since <= found <= until:
                yield found


def _written_due(due: Mapping[str, object]) -> str:
    day, month, year = due.get("day"), due.get("month"), due.get("year")
    written = f"ngày {day:02d}" if isinstance(day, int) else "ngày …"
    if isinstance(month, int):
        written = f"{day}/{month}" + (f"/{year}" if isinstance(year, int) else " hằng năm")
    else:
        written += " hằng tháng"
    period = due.get("period")
    return f"{period}: trước {written}" if period else f"trước {written}"


def source_view(plan_id: int, *, by: User) -> SourceView:
    """Lay a plan's document out with the places that became tasks and indicators.

    Raises:
        Missing: There is no such plan here.
    """
    plan = plan_to_read(plan_id, by=by)
    document = plan.document
    marks = panels.source_marks(plan.pk)
    drawn = [Mark(m.key, m.tag, m.tint, Span(m.start, m.end), url=m.url) for m in marks]
    blocks: Sequence[PaperBlock] = ()
    if document.source:
        try:
            blocks = blocks_of(namro.source_from_json(document.source), drawn)
        except (NamroError, KeyError, TypeError, ValueError):
            # Written by a later version, or by hand: the text itself is still worth showing.
            blocks = ()
    return SourceView(
        document_id=document.pk,
        name=document.name,
        format=document.format,
        size=document.size,
        sha256=document.sha256,
        blocks=tuple(blocks),
        lines=() if blocks else tuple(document.text.split("\n")),
        marks=len(marks),
    )


def plan_history(plan_id: int, *, by: User, page: int = 1) -> Page[HistoryEntry]:
    """Give everything that happened to a plan and what hangs on it, newest first.

    Raises:
        Missing: There is no such plan here.
    """
    plan = plan_to_read(plan_id, by=by)
    about = Q(subject_type="plans.plan", subject_id=str(plan.pk)) | Q(
        subject_type="plans.document", subject_id=str(plan.document_id)
    )
    subjects = panels.subjects_of(plan.pk)
    for subject_type, named in subjects.items():
        about |= Q(subject_type=subject_type, subject_id__in=list(named))
    shown = Paginator(HistoryLine.objects.filter(about), HISTORY_PAGE).get_page(page)
    entries = [
        entry_of(line, subjects.get(line.subject_type, {}).get(line.subject_id))
        for line in shown.object_list
    ]
    return page_of(entries, shown)


def next_days(today: date, days: int = 90) -> tuple[date, date]:
    """Give the stretch of days an overview looks ahead."""
    return today, today + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Original:
    """An uploaded file as it came."""

    name: str
    data: bytes


def original_of(document_id: int, *, by: User) -> Original:
    """Give an uploaded file byte for byte.

    Raises:
        Missing: There is no such document here, or its bytes are gone from the disk.
    """
    document = document_to_read(document_id, by=by)
    try:
        return Original(document.name, originals.fetch(document.sha256))
    except FileNotFoundError as error:
        raise Missing(
            "plans.original-gone", "Tệp gốc không còn trên máy chủ; hãy khôi phục từ bản sao lưu."
        ) from error


def progress_of_plan(plan_id: int, *, by: User, at: datetime) -> panels.Progress:
    """Give how far one plan has come.

    Raises:
        Missing: There is no such plan here.
    """
    plan = plan_to_read(plan_id, by=by)
    return panels.progress_of([plan.pk], by, at).get(plan.pk, panels.Progress())
