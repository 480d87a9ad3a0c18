"""Conclusions and recommendations of inspection, for programs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Query, Router, Schema, Status
from pydantic import Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid
from namro_web.inspecting import actions, queries
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires

router = Router()

Text = Annotated[str, Field(max_length=5000)]
Number = Annotated[int, Field(ge=1, lt=2**63)]


class ConclusionFilterIn(Schema):
    """Which conclusions to list; left out means any."""

    state: Literal["", "open", "answered", "closed", "late"] = ""
    plan: Number | None = None
    page: int = Field(1, ge=1, lt=2**31)


class ConclusionOut(Schema):
    """One conclusion or recommendation, what was answered and how it ended."""

    id: int
    kind: str
    text: str
    unit: str
    about: str
    plan_id: int | None
    task_id: int | None
    document_number: str
    answer_by: date
    state: str
    is_late: bool
    written_by: str
    written_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    remark: str
    closed_by: str
    closed_at: datetime | None
    version: int


class ConclusionsOut(Schema):
    """One page of conclusions."""

    count: int
    page: int
    items: list[ConclusionOut]


class ConcludeIn(Schema):
    """A conclusion or recommendation to be written for a unit."""

    kind: Annotated[str, Field(pattern="^(recommendation|conclusion)$")]
    unit_id: UUID
    text: Text
    answer_by: date
    document_number: Annotated[str, Field(max_length=255)] = ""
    plan_id: Number | None = None
    task_id: Number | None = None


class ConclusionSeen(Schema):
    """A conclusion as it was read: what somebody did since is told, never overwritten."""

    version: int | None = Field(
        None, ge=1, description="Phiên bản của nội dung mà bạn đã đọc; bắt buộc."
    )


class ConclusionAnswerIn(ConclusionSeen):
    """What the unit answers."""

    text: Text


class AskAgainIn(ConclusionSeen):
    """What is missing in an answer, and by when it is to be there."""

    remark: Text
    answer_by: date


class CloseIn(ConclusionSeen):
    """Why it is closed; needed where nothing was answered."""

    remark: Text = ""


@router.get("", response=ConclusionsOut, summary="Danh sách kết luận, kiến nghị")
@requires(may(Duty.READ))
def conclusion_list(request: SignedInRequest, wanted: Query[ConclusionFilterIn]) -> dict[str, Any]:
    """List what the asker may read, the newest first, fifty a page."""
    shown = queries.conclusions(
        by=request.user,
        today=clock.today(),
        state=wanted.state,
        plan_id=wanted.plan,
        page=wanted.page,
    )
    return {"count": shown.paginator.count, "page": shown.number, "items": list(shown)}


@router.post("", response={201: ConclusionOut}, summary="Ghi kết luận, kiến nghị")
@requires(may(Duty.INSPECT))
def conclude(request: SignedInRequest, given: ConcludeIn) -> Status[Any]:
    """Write a conclusion or recommendation for a unit of the inspector's office."""
    made = actions.conclude(by=request.user, at=clock.now(), **given.dict())
    return Status(201, _shown(request, made.pk))


@router.get("/{int:conclusion_id}", response=ConclusionOut, summary="Một kết luận, kiến nghị")
@requires(may(Duty.READ))
def read_conclusion(request: SignedInRequest, conclusion_id: int) -> Any:
    """Give one."""
    return _shown(request, conclusion_id)


@router.post("/{int:conclusion_id}/answer", response=ConclusionOut, summary="Trả lời kết luận")
@requires(may(Duty.ANSWER_CONCLUSIONS))
def answer(request: SignedInRequest, conclusion_id: int, given: ConclusionAnswerIn) -> Any:
    """Answer for the unit it is addressed to."""
    actions.answer(conclusion_id, by=request.user, at=clock.now(), **_given(given))
    return _shown(request, conclusion_id)


@router.post("/{int:conclusion_id}/ask-again", response=ConclusionOut, summary="Yêu cầu bổ sung")
@requires(may(Duty.INSPECT))
def ask_again(request: SignedInRequest, conclusion_id: int, given: AskAgainIn) -> Any:
    """Send an answer back, saying what is missing."""
    actions.ask_again(conclusion_id, by=request.user, at=clock.now(), **_given(given))
    return _shown(request, conclusion_id)


@router.post("/{int:conclusion_id}/close", response=ConclusionOut, summary="Khép kết luận")
@requires(may(Duty.INSPECT))
def close(request: SignedInRequest, conclusion_id: int, given: CloseIn) -> Any:
    """Close it."""
    actions.close(conclusion_id, by=request.user, at=clock.now(), **_given(given))
    return _shown(request, conclusion_id)


def _shown(request: SignedInRequest, conclusion_id: int) -> queries.ConclusionShown:
    return queries.conclusion(conclusion_id, by=request.user, today=clock.today())


def _given(given: ConclusionSeen) -> dict[str, Any]:
    """Give what was sent, having made sure that it says which version it speaks of.

    Raises:
        Invalid: It does not.
    """
    if given.version is None:
        raise Invalid(
            "inspecting.version-needed",
            "Hãy gửi kèm version của nội dung mà bạn đã đọc, để không ghi đè việc của người khác.",
            field="version",
        )
    return given.dict()
