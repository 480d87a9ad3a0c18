"""A plan's versions, and two moments of it, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.amending import actions, queries
from namro_web.amending.facts import Thing
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires

router = Router(tags=["Phiên bản kế hoạch"])

PlanId = Annotated[int, Field(ge=1, lt=2**63)]
Number = Annotated[int, Field(ge=1, lt=10_000)]


class VersionOut(Schema):
    """One version of a plan; version 1 is the plan as it was adopted."""

    number: int
    basis: str
    approved_by: str
    in_force_on: date | None
    made_at: datetime
    added: int
    removed: int
    changed: int
    document_id: int | None
    undone_at: datetime | None


class ThingOut(Schema):
    """A task, indicator, goal or duty as it was at a moment."""

    key: str
    kind: str
    no: str
    text: str
    first_due: str | None
    facts: dict[str, Any]


class ChangedFieldOut(Schema):
    """One field that differs, both values as people write them.

    ``turns`` says what the change makes of the promise: weaker, stronger, later, earlier, stated (it
    was not said before), unstated (it is no longer said), check (a person has to say).
    """

    name: str
    label: str
    old: str
    new: str
    turns: list[str]


class ChangedOut(Schema):
    """A thing that stands at both moments and says something else."""

    key: str
    kind: str
    no: str
    text: str
    first_due: str | None
    fields: list[ChangedFieldOut]


class ComparedOut(Schema):
    """Two moments of a plan side by side."""

    first: str
    last: str
    note: str
    counts: dict[str, int]
    added: list[ThingOut]
    removed: list[ThingOut]
    changed: list[ChangedOut]


class StepIn(Schema):
    """One change of an amendment; ``id`` absent adds, ``reason`` present gives up."""

    kind: Annotated[str, Field(pattern="^(task|indicator|goal|duty)$")]
    id: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    reason: Annotated[str, Field(max_length=2000)] = ""
    text: Annotated[str, Field(max_length=20_000)] | None = None
    lead: Annotated[list[str], Field(max_length=50)] | None = None
    coordinating: Annotated[list[str], Field(max_length=200)] | None = None
    deliverable: Annotated[str, Field(max_length=20_000)] | None = None
    due_day: date | None = None


class AmendIn(Schema):
    """An amendment by a legal document, applied at once and whole.

    ``waiver`` is the reason for which tasks go in that lack a clarity the office insists on.
    """

    document_kind: Annotated[str, Field(max_length=120)] = ""
    document_number: Annotated[str, Field(max_length=60)]
    issued_on: date
    approved_by: Annotated[str, Field(max_length=255)]
    in_force_on: date | None = None
    note: Annotated[str, Field(max_length=2000)] = ""
    changes: Annotated[list[StepIn], Field(min_length=1, max_length=500)]
    seen: int | None = Field(
        None,
        ge=1,
        le=100_000,
        description="Số của phiên bản mới nhất mà bạn đã đọc (1 khi chưa điều chỉnh lần nào); bắt buộc.",
    )
    waiver: Annotated[str, Field(max_length=500)] = ""


@router.get("/{plan_id}", response=list[VersionOut], summary="Các phiên bản của kế hoạch")
@requires(may(Duty.READ))
def list_versions(request: SignedInRequest, plan_id: PlanId) -> list[dict[str, object]]:
    """Every version of a plan, the newest first; what was taken back stays in the list."""
    shown = queries.versions_shown(plan_id, by=request.user, at=clock.now())
    return [asdict(row) for row in shown.rows]


@router.get("/{plan_id}/compared", response=ComparedOut, summary="So sánh hai ngày của kế hoạch")
@requires(may(Duty.READ))
def compare_days(
    request: SignedInRequest, plan_id: PlanId, first: date, last: date
) -> dict[str, object]:
    """What was added, removed and changed between the ends of two days, field by field."""
    asked = queries.Asked(first=first, last=last)
    return _compared(queries.baseline(plan_id, asked, by=request.user, at=clock.now()))


@router.get("/{plan_id}/compared-versions", response=ComparedOut, summary="So sánh hai phiên bản")
@requires(may(Duty.READ))
def compare_versions(
    request: SignedInRequest, plan_id: PlanId, first: Number, last: Number
) -> dict[str, object]:
    """What one version says otherwise than another; progress is left out."""
    asked = queries.Asked(from_version=first, to_version=last)
    return _compared(queries.baseline(plan_id, asked, by=request.user, at=clock.now()))


@router.post("/{plan_id}", response=VersionOut, summary="Điều chỉnh kế hoạch")
@requires(may(Duty.EDIT_PLANS))
def amend(request: SignedInRequest, plan_id: PlanId, given: AmendIn) -> dict[str, object]:
    """Change, add and give up things of a plan by a legal document: all or nothing."""
    at = clock.now()
    if given.seen is None:
        raise Invalid(
            "amending.seen-needed",
            "Hãy gửi kèm seen, số phiên bản mà bạn đã đọc, để không ghi đè điều chỉnh của người khác.",
            field="seen",
        )
    made = actions.amend_at_once(
        plan_id=plan_id,
        seen=given.seen,
        basis=actions.Basis(
            number=given.document_number,
            issued_on=given.issued_on,
            approved_by=given.approved_by,
            in_force_on=given.in_force_on,
            kind=given.document_kind,
            note=given.note,
        ),
        steps=[
            actions.Step(
                kind=one.kind,
                id=one.id,
                reason=one.reason,
                values=_values(one),
            )
            for one in given.changes
        ],
        by=request.user,
        at=at,
        waiver=given.waiver,
    )
    shown = queries.versions_shown(plan_id, by=request.user, at=at)
    return asdict(queries.version_in(shown, made))


@router.post("/{plan_id}/{number}/undo", response=VersionOut, summary="Hoàn tác phiên bản")
@requires(may(Duty.EDIT_PLANS))
def undo(request: SignedInRequest, plan_id: PlanId, number: Number) -> dict[str, object]:
    """Make the plan again what it was before its latest version, while nothing depends on it."""
    at = clock.now()
    actions.undo_version(plan_id=plan_id, number=number, by=request.user, at=at)
    shown = queries.versions_shown(plan_id, by=request.user, at=at)
    return asdict(queries.version_in(shown, number))


def _values(given: StepIn) -> dict[str, Any]:
    title = {"indicator": "name", "duty": "duty"}.get(given.kind, "text")
    named = {
        title: given.text,
        "lead": given.lead,
        "coordinating": given.coordinating,
        "deliverable": given.deliverable,
        "deadline": None
        if given.due_day is None
        else {"kind": "by-date", "day": given.due_day.isoformat(), "start": ""},
    }
    return {name: value for name, value in named.items() if value is not None}


def _compared(shown: queries.Compared) -> dict[str, object]:
    return {
        "first": shown.first_name,
        "last": shown.last_name,
        "note": shown.note,
        "counts": dict(shown.counts),
        "added": [_thing(one) for one in shown.added],
        "removed": [_thing(one) for one in shown.removed],
        "changed": [
            {
                "key": one.new.key,
                "kind": one.new.kind,
                "no": one.new.no,
                "text": one.new.text,
                "first_due": one.new.first_due or None,
                "fields": [asdict(field) for field in one.fields],
            }
            for one in shown.changed
        ],
    }


def _thing(thing: Thing) -> dict[str, object]:
    return {
        "key": thing.key,
        "kind": thing.kind,
        "no": thing.no,
        "text": thing.text,
        "first_due": thing.first_due or None,
        "facts": thing.facts,
    }
