"""The coverage of a plan as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

import namro
from namro_web.accounts.requests import SignedInRequest
from namro_web.comparing import actions, queries
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires

router = Router(tags=["Đối chiếu cấp trên"])

PlanId = Annotated[int, Field(ge=1, lt=2**63)]
Code = Annotated[str, Field(max_length=80)]
Key = Annotated[str, Field(max_length=80)]


class AboveOut(Schema):
    """A document above a plan; ``state`` is confirmed, suggested, offered or rejected."""

    code: str
    name: str
    title: str
    state: str
    why: str


class MatchOut(Schema):
    """One item that answers, or is served."""

    key: str
    certainty: str
    reasons: list[str]
    answer: str
    shortfall: str | None
    by_hand: bool


class CoverageItemOut(Schema):
    """One requirement above, and what answers it."""

    key: str
    kind: str
    text: str
    operator: str | None
    value: str | None
    unit: str | None
    horizon: str | None
    scope: str
    verified: bool
    answer: str
    reason: str
    answered_by: list[MatchOut]


class CoverageOut(Schema):
    """A plan held against a document above it."""

    above: str
    counts: dict[str, int]
    coverage: list[CoverageItemOut]


class ServedOut(Schema):
    """One requirement above that a task or indicator serves."""

    above: str
    key: str
    kind: str
    text: str
    certainty: str
    shortfall: str
    by_hand: bool


class ServesOut(Schema):
    """A task or indicator, and what of the documents above it serves."""

    text: str
    serves: list[ServedOut]


class LinkDecisionIn(Schema):
    """What a person says of two items; an empty decision takes it back."""

    above: Code
    parent_key: Key
    child_key: Key
    decision: Literal["confirmed", "rejected", ""]
    seen_at: AwareDatetime | None = Field(
        None,
        description="Lúc bạn đọc bảng đối chiếu (có múi giờ); bắt buộc: quyết định của người khác sau lúc "
        "đó không bị ghi đè.",
    )


@router.get("/{plan_id}/above", response=list[AboveOut], summary="Văn bản cấp trên")
@requires(may(Duty.READ))
def list_above(request: SignedInRequest, plan_id: PlanId) -> list[dict[str, object]]:
    """The documents above a plan: those confirmed, those it cites, those that can be tried."""
    return [asdict(one) for one in queries.aboves_to_read(plan_id, by=request.user)]


@router.get("/{plan_id}", response=CoverageOut, summary="Bảng đối chiếu")
@requires(may(Duty.READ))
def read_coverage(
    request: SignedInRequest, plan_id: PlanId, above: Code = "03/NQ-CP"
) -> dict[str, object]:
    """How a plan answers a document above it: covered, weaker, later, missing or to be looked at."""
    held = queries.held_against(plan_id, above, by=request.user)
    told = namro.alignment_contract(held.alignment)
    return {"above": above, "counts": told["counts"], "coverage": told["coverage"]}


@router.get(
    "/{plan_id}/serves/{kind}/{thing_id}", response=ServesOut, summary="Phục vụ gì của cấp trên"
)
@requires(may(Duty.READ))
def read_serves(
    request: SignedInRequest, plan_id: PlanId, kind: Key, thing_id: PlanId
) -> dict[str, object]:
    """What of the documents above one task or indicator serves."""
    shown = queries.serves(plan_id, kind, thing_id, by=request.user)
    return {
        "text": shown.text,
        "serves": [
            {
                "above": group.above.code,
                "key": link.side.key,
                "kind": link.side.kind,
                "text": link.side.text,
                "certainty": link.certainty_word,
                "shortfall": link.shortfall,
                "by_hand": link.by_hand,
            }
            for group in shown.groups
            for link in group.links
        ],
    }


@router.post("/{plan_id}/items", response={204: None}, summary="Xác nhận hoặc gỡ một mối nối")
@requires(may(Duty.EDIT_PLANS))
def decide_items(request: SignedInRequest, plan_id: PlanId, given: LinkDecisionIn) -> Status[None]:
    """Say that an item answers one above, that it does not, or take that back."""
    if given.seen_at is None:
        raise Invalid(
            "comparing.moment-needed",
            "Hãy gửi kèm seen_at, lúc bạn đọc bảng đối chiếu, để không ghi đè quyết định của người khác.",
            field="seen_at",
        )
    actions.decide_items(
        plan_id=plan_id,
        above=given.above,
        parent_key=given.parent_key,
        child_key=given.child_key,
        decision=given.decision,
        seen_at=given.seen_at,
        by=request.user,
        at=clock.now(),
    )
    return Status(204, None)
