"""The intake as JSON: the same acts as the pages, for a program."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import File, Form, Router, Schema, Status, UploadedFile

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.intake import actions, queries
from namro_web.intake.actions import Choice, Particulars
from namro_web.intake.clarifying import waive_unclear
from namro_web.intake.items import Decision, Kind
from namro_web.intake.unclear import unclear_in_draft
from namro_web.intake.uploads import limit, too_large
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires

router = Router(tags=["Văn bản"])

reads = may(Duty.READ)
adopts = may(Duty.ADOPT_PLANS)


class DocumentOut(Schema):
    """A document in the list."""

    id: int
    name: str
    title: str
    format: str
    size: int
    uploaded_by: str
    uploaded_at: datetime
    state: str
    stage: str
    draft_id: int | None
    plan_id: int | None


class ReceivedOut(Schema):
    """What became of an upload."""

    document_id: int
    draft_id: int | None


class ItemOut(Schema):
    """One item of a draft, as reviewed so far."""

    key: str
    tag: str
    title: str
    decision: str
    line: int
    place: str
    certainty: str
    reason: str
    added: bool


class FindingOut(Schema):
    """One entry of the worklist."""

    number: int
    rule: str
    severity: str
    message: str
    line: int
    printed: str
    suggestion: str
    safe: bool
    places: int
    keys: list[str]
    state: str


class DraftOut(Schema):
    """A draft: how far it is, its items and findings. ``version`` goes with every change."""

    id: int
    document_id: int
    stage: str
    step: str
    done: int
    failure: str
    plan_id: int | None
    version: int
    title: str
    items: list[ItemOut]
    findings: list[FindingOut]


class FieldOut(Schema):
    """One clarity of an item."""

    name: str
    label: str
    values: list[str]
    certainty: str
    reason: str


class AddIn(Schema):
    """Words of the document, by their places in its text, and what they state."""

    kind: Kind
    start: int
    end: int


class WaiveIn(Schema):
    """Tasks let out although unclear, and why."""

    keys: list[str]
    reason: str
    version: int


class LackOut(Schema):
    """One clarity that a task lacks, and a wording that would be clear."""

    key: str
    name: str
    blocks: bool
    unclear: str
    suggestion: str


class UnclearOut(Schema):
    """A task that lacks something; ``held`` while it may not be issued."""

    key: str
    tag: str
    text: str
    place: str
    held: bool
    waived: str
    lacks: list[LackOut]


class ItemDetailOut(ItemOut):
    """An item with its clarities and its facts."""

    fields: list[FieldOut]
    facts: dict[str, Any]


class DecisionIn(Schema):
    """What a reviewer says of an item; ``fields`` only with ``corrected``."""

    decision: Decision
    version: int
    fields: dict[str, Any] | None = None


class VersionIn(Schema):
    """The draft as the caller saw it."""

    version: int


class FindingIn(VersionIn):
    """``number`` null puts every safe misprint right; ``how``: ``fixed``, ``set-aside``, ``reopened``."""

    number: int | None = None
    how: str = "fixed"
    reason: str = ""


class NameOut(Schema):
    """An agency as written, and what it means."""

    name: str
    lead: int
    coordinating: int
    units: list[str]
    reason: str


class ChoiceIn(Schema):
    """What a name means; no unit keeps it as text."""

    name: str
    units: list[str] = []


class NamesIn(VersionIn):
    """What names mean."""

    choices: list[ChoiceIn]


class AdoptIn(VersionIn):
    """The plan's particulars as checked; those left out are taken as read."""

    title: str | None = None
    kind: str | None = None
    number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    line: str | None = None
    accept_rest: bool = False


class AdoptedOut(Schema):
    """The plan that was made."""

    plan_id: int


@router.get("", response=list[DocumentOut], summary="Danh sách văn bản")
@requires(reads)
def list_documents(request: SignedInRequest) -> Any:
    """List uploads, drafts, adopted plans and plain documents of the commune."""
    # A list and no tuple: a pair would be taken for a status with its answer.
    return list(queries.documents_shown(by=request.user))


@router.post("", response={201: ReceivedOut}, summary="Tải văn bản lên")
@requires(adopts)
def upload_document(
    request: SignedInRequest, file: File[UploadedFile], as_plain: Form[bool] = False
) -> Any:
    """Take a file in; refused files leave nothing behind."""
    if file.size is not None and file.size > limit():
        raise too_large()
    received = actions.receive_document(
        data=file.read(), name=file.name or "", by=request.user, at=clock.now(), as_plain=as_plain
    )
    return Status(201, {"document_id": received.document_id, "draft_id": received.draft_id})


@router.post("/{int:document_id}/draft", response={201: ReceivedOut}, summary="Đọc thành kế hoạch")
@requires(adopts)
def start_draft(request: SignedInRequest, document_id: int) -> Any:
    """Have a kept document read as a plan."""
    draft = actions.start_draft(document_id=document_id, by=request.user, at=clock.now())
    return Status(201, {"document_id": document_id, "draft_id": draft.pk})


@router.get("/drafts/{int:draft_id}", response=DraftOut, summary="Một bản nháp")
@requires(reads)
def get_draft(request: SignedInRequest, draft_id: int) -> Any:
    """Show how far a draft is and, once read, its items and findings."""
    return _draft(request, draft_id)


@router.get("/drafts/{int:draft_id}/items/{key}", response=ItemDetailOut, summary="Một mục")
@requires(reads)
def get_item(request: SignedInRequest, draft_id: int, key: str) -> Any:
    """Show one item with its clarities."""
    found = queries.opened_draft(draft_id, by=request.user)
    found.item(key)
    selected = queries.review_shown(found, key=key).selected
    if selected is None:
        return {}
    return {
        **_item(selected.entry),
        "facts": selected.facts,
        "fields": [
            {
                "name": field.name,
                "label": field.label,
                "values": list(field.values),
                "certainty": field.certainty,
                "reason": field.reason,
            }
            for field in selected.fields
        ],
    }


@router.post("/drafts/{int:draft_id}/items/{key}", response=DraftOut, summary="Duyệt một mục")
@requires(adopts)
def decide_item(request: SignedInRequest, draft_id: int, key: str, body: DecisionIn) -> Any:
    """Accept, correct, reject or put back one item."""
    actions.decide(
        draft_id=draft_id,
        key=key,
        decision=body.decision,
        fields=body.fields,
        version=body.version,
        by=request.user,
        at=clock.now(),
    )
    return _draft(request, draft_id)


@router.post("/drafts/{int:draft_id}/items", response={201: DraftOut}, summary="Thêm một mục")
@requires(adopts)
def add_item(request: SignedInRequest, draft_id: int, body: AddIn) -> Any:
    """Make words that the reading missed an item."""
    actions.add_item(
        draft_id=draft_id,
        kind=body.kind,
        start=body.start,
        end=body.end,
        by=request.user,
        at=clock.now(),
    )
    return Status(201, _draft(request, draft_id))


@router.get("/drafts/{int:draft_id}/unclear", response=list[UnclearOut], summary="Chỗ chưa rõ")
@requires(reads)
def list_unclear(request: SignedInRequest, draft_id: int) -> Any:
    """List the tasks that lack a clarity which the office asks for."""
    shown = unclear_in_draft(draft_id, by=request.user, at=clock.today())
    return [
        {
            "key": one.statement.key,
            "tag": one.statement.tag,
            "text": one.statement.text,
            "place": one.statement.place,
            "held": one.held,
            "waived": one.waived,
            "lacks": [
                {
                    "key": lack.key,
                    "name": lack.name,
                    "blocks": lack.blocks,
                    "unclear": lack.unclear,
                    "suggestion": lack.suggestion,
                }
                for lack in one.lacks
            ],
        }
        for one in shown.rows
    ]


@router.post("/drafts/{int:draft_id}/waivers", response=DraftOut, summary="Cho qua việc chưa rõ")
@requires(adopts)
def waive(request: SignedInRequest, draft_id: int, body: WaiveIn) -> Any:
    """Let unclear tasks be issued, for a reason that is kept."""
    waive_unclear(
        draft_id=draft_id,
        keys=body.keys,
        reason=body.reason,
        version=body.version,
        by=request.user,
        at=clock.now(),
    )
    return _draft(request, draft_id)


@router.post("/drafts/{int:draft_id}/accept-remaining", response=DraftOut, summary="Nhận hết")
@requires(adopts)
def accept_remaining(request: SignedInRequest, draft_id: int, body: VersionIn) -> Any:
    """Accept every item not decided yet."""
    actions.accept_remaining(
        draft_id=draft_id, version=body.version, by=request.user, at=clock.now()
    )
    return _draft(request, draft_id)


@router.post("/drafts/{int:draft_id}/findings", response=DraftOut, summary="Xử lý phát hiện")
@requires(adopts)
def settle_finding(request: SignedInRequest, draft_id: int, body: FindingIn) -> Any:
    """Put misprints right, or set a finding aside."""
    actions.settle_finding(
        draft_id=draft_id,
        number=body.number,
        how=body.how,
        reason=body.reason,
        version=body.version,
        by=request.user,
        at=clock.now(),
    )
    return _draft(request, draft_id)


@router.post("/drafts/{int:draft_id}/undo", response=DraftOut, summary="Hoàn tác")
@requires(adopts)
def undo(request: SignedInRequest, draft_id: int, body: VersionIn) -> Any:
    """Take the last step back."""
    actions.undo(draft_id=draft_id, version=body.version, by=request.user, at=clock.now())
    return _draft(request, draft_id)


@router.get("/drafts/{int:draft_id}/names", response=list[NameOut], summary="Tên cơ quan")
@requires(adopts)
def list_names(request: SignedInRequest, draft_id: int) -> Any:
    """List the agencies as written, and what each most likely means."""
    shown = queries.names_shown(draft_id, by=request.user, at=clock.today())
    return [
        {
            "name": row.mention.name,
            "lead": row.mention.lead,
            "coordinating": row.mention.coordinating,
            "units": row.units,
            "reason": row.reason,
        }
        for row in shown.rows
    ]


@router.post("/drafts/{int:draft_id}/names", response=DraftOut, summary="Khớp tên cơ quan")
@requires(adopts)
def choose_names(request: SignedInRequest, draft_id: int, body: NamesIn) -> Any:
    """Say which units the names mean; remembered for the next plan."""
    actions.choose_names(
        draft_id=draft_id,
        choices={
            choice.name: Choice(tuple(choice.units), group=len(choice.units) > 1)
            for choice in body.choices
        },
        version=body.version,
        by=request.user,
        at=clock.now(),
    )
    return _draft(request, draft_id)


@router.post("/drafts/{int:draft_id}/adopt", response={201: AdoptedOut}, summary="Ban hành")
@requires(adopts)
def adopt_draft(request: SignedInRequest, draft_id: int, body: AdoptIn) -> Any:
    """Make the draft a plan, whole or not at all."""
    read = queries.adoption_shown(draft_id, by=request.user, at=clock.today()).particulars
    given = body.dict(exclude={"version", "accept_rest"}, exclude_none=True)
    plan_id = actions.adopt_draft(
        draft_id=draft_id,
        particulars=Particulars(**{**read, **given}),
        version=body.version,
        accept_rest=body.accept_rest,
        by=request.user,
        at=clock.now(),
    )
    return Status(201, {"plan_id": plan_id})


def _draft(request: SignedInRequest, draft_id: int) -> dict[str, Any]:
    state = queries.reading_of(draft_id, by=request.user)
    shown: dict[str, Any] = {
        "id": state.draft_id,
        "document_id": state.document_id,
        "stage": state.stage,
        "step": state.step,
        "done": state.done,
        "failure": state.failure,
        "plan_id": state.adopted_plan_id,
        "version": state.version,
        "title": state.name,
        "items": [],
        "findings": [],
    }
    if state.ready:
        review = queries.review_of(draft_id, by=request.user)
        shown["title"] = review.title
        shown["items"] = [_item(entry) for entry in review.entries]
        shown["findings"] = [
            {
                "number": work.number,
                "rule": work.rule,
                "severity": work.severity.value,
                "message": work.message,
                "line": work.line,
                "printed": work.printed,
                "suggestion": work.suggestion,
                "safe": work.safe,
                "places": work.places,
                "keys": list(work.keys),
                "state": work.state,
            }
            for work in (*review.waiting, *review.settled)
        ]
    return shown


def _item(entry: queries.Entry) -> dict[str, Any]:
    return {
        "key": entry.key,
        "tag": entry.tag,
        "title": entry.title,
        "decision": entry.decision.value,
        "line": entry.line,
        "place": entry.place,
        "certainty": entry.certainty,
        "reason": entry.reason,
        "added": entry.added,
    }
