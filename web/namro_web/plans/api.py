"""Plans as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Router, Schema
from pydantic import Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.plans import queries
from namro_web.ui import searching
from namro_web.ui.doors import requires

router = Router(tags=["Kế hoạch"])

reads_plans = may(Duty.READ)


Page = Annotated[int, Field(ge=1)]
Words = Annotated[str, Field(max_length=200)]


class ProgressOut(Schema):
    """How far a plan has come: tasks by status."""

    counts: dict[str, int]
    total: int
    next_due: date | None
    clarity: int | None


class PlanOut(Schema):
    """A plan's identity."""

    id: int
    name: str
    title: str
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


class PlanRowOut(PlanOut):
    """A plan in the list."""

    progress: ProgressOut


class PlanListOut(Schema):
    """A page of plans."""

    total: int
    page: int
    pages: int
    items: list[PlanRowOut]


class SectionOut(Schema):
    """A heading of the outline."""

    id: int
    parent_id: int | None
    order: int
    depth: int
    label: str
    title: str
    part: str
    line: int


class CitationOut(Schema):
    """A document the plan names."""

    id: int
    kind: str
    number: str
    issued_on: date | None
    issuer: str
    line: int


class DutyOut(Schema):
    """Who must do or report what to whom."""

    id: int
    actor: str
    duty: str
    report_to: str
    report_via: str
    periods: list[str]
    due_dates: list[str]
    line: int


class ObjectiveOut(Schema):
    """A goal without a number."""

    text: str
    horizon: date | None
    line: int


class PlanDetailOut(PlanRowOut):
    """A plan with its parts; tasks and indicators have addresses of their own."""

    sections: list[SectionOut]
    citations: list[CitationOut]
    duties: list[DutyOut]
    objectives: list[ObjectiveOut]
    recipients: list[str]


class HistoryOut(Schema):
    """One thing that happened."""

    number: int
    verb: str
    who: str
    what: str
    text: str
    at: datetime
    subject_type: str
    subject_id: str


class HistoryPageOut(Schema):
    """A page of history."""

    total: int
    page: int
    pages: int
    items: list[HistoryOut]


class ResultOut(Schema):
    """One thing found."""

    title: str
    url: str
    note: str


class GroupOut(Schema):
    """What a search found in one place."""

    title: str
    results: list[ResultOut]


@router.get("", response=PlanListOut, summary="Danh sách kế hoạch")
@requires(reads_plans)
def list_plans(request: SignedInRequest, q: Words = "", page: Page = 1) -> dict[str, object]:
    """Every plan of the commune, with how far each has come."""
    shown = queries.plan_list(by=request.user, at=clock.now(), text=q, page=page)
    return {
        "total": shown.paginator.count,
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "items": [_row(row) for row in shown],
    }


@router.get("/{int:plan_id}", response=PlanDetailOut, summary="Một kế hoạch")
@requires(reads_plans)
def read_plan(request: SignedInRequest, plan_id: int) -> dict[str, object]:
    """One plan with its outline, grounds and duties."""
    by, at = request.user, clock.now()
    head = queries.plan_head(plan_id, by=by)
    grounds = queries.grounds(plan_id, by=by)
    return {
        **_row(queries.PlanRow(head, queries.progress_of_plan(plan_id, by=by, at=at))),
        "sections": queries.sections_of(plan_id, by=by),
        "citations": grounds.citations,
        "duties": grounds.duties,
        "objectives": grounds.objectives,
        "recipients": grounds.recipients,
    }


@router.get("/{int:plan_id}/history", response=HistoryPageOut, summary="Lịch sử kế hoạch")
@requires(reads_plans)
def read_history(request: SignedInRequest, plan_id: int, page: Page = 1) -> dict[str, object]:
    """Everything that happened to a plan and its tasks, newest first."""
    shown = queries.plan_history(plan_id, by=request.user, page=page)
    return {
        "total": shown.paginator.count,
        "page": shown.number,
        "pages": shown.paginator.num_pages,
        "items": list(shown),
    }


@router.get("/search", response=list[GroupOut], summary="Tìm kiếm")
@requires(reads_plans)
def search(request: SignedInRequest, q: Words) -> list[searching.Group]:
    """Plans, tasks, indicators and documents whose words match, with or without diacritics."""
    return searching.find(request, q)


def _row(row: queries.PlanRow) -> dict[str, object]:
    head = {name: getattr(row.head, name) for name in PlanOut.model_fields}
    progress = row.progress
    return {
        **head,
        "progress": {
            "counts": dict(progress.counts),
            "total": progress.total,
            "next_due": progress.next_due,
            "clarity": progress.clarity,
        },
    }
