"""Tasks as JSON: the same lists, the same acts, the same refusals as the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.tasks import actions, queries
from namro_web.tasks.parts import EvidenceFile
from namro_web.ui.doors import requires

router = Router(tags=["Nhiệm vụ"])

reads_tasks = may(Duty.READ)
reports_tasks = may(Duty.UPDATE_TASKS)
decides_tasks = may(Duty.CONFIRM_TASKS)

Note = Annotated[str, Field(max_length=5000)]


class TaskFilterIn(Schema):
    """Which tasks to list; left out means any."""

    plan: int | None = Field(None, ge=1, lt=2**63)
    section: int | None = Field(None, ge=1, lt=2**63)
    unit: UUID | None = None
    role: Literal["", "lead", "co-lead", "partner", "watcher", "supervisor"] = ""
    status: Literal[
        "",
        "done",
        "submitted",
        "in-progress",
        "overdue",
        "not-started",
        "waiting",
        "paused",
        "cancelled",
        "soon",
        "quiet",
        "late",
    ] = ""
    deadline: Literal["", "by-date", "recurring", "continuous", "on-event", "none"] = ""
    missing: Literal["", "work", "people", "duty", "result", "time"] = ""
    q: str = Field("", max_length=200)
    sort: Literal["plan", "due", "-due", "text", "percent", "-percent"] = "plan"
    page: int = Field(1, ge=1)


class StatusOut(Schema):
    """Where a task stands: what was said, held against its time."""

    state: str
    timing: str
    group: str
    label: str
    days: int | None


class ClarityOut(Schema):
    """Which of the five clarities a task has."""

    work: bool
    people: bool
    duty: bool
    result: bool
    time: bool


class TaskOut(Schema):
    """One task in a list."""

    id: int
    plan_id: int
    plan_name: str
    section_id: int | None
    no: str
    text: str
    origin: str
    leads: list[str]
    partners: list[str]
    deliverable: str
    deadline: str
    deadline_kind: str
    deadline_raw: str
    due_day: date | None
    first_due_day: date | None
    status: StatusOut
    percent: int
    clear: ClarityOut
    version: int


class TaskListOut(Schema):
    """A page of tasks and how many there are in all, by status."""

    total: int
    page: int
    pages: int
    counts: dict[str, int]
    items: list[TaskOut]


class PartyOut(Schema):
    """A name on the task."""

    name: str
    role: str
    is_unit: bool
    status_word: str


class EvidenceOut(Schema):
    """A file that shows something was done."""

    id: int
    name: str
    size: int
    content_type: str
    url: str


class EntryOut(Schema):
    """One thing that happened to the task."""

    id: int
    kind: str
    who: str
    what: str
    at: datetime
    text: str
    numbers: list[str]
    files: list[EvidenceOut]
    taken_back_at: datetime | None


class TaskDetailOut(TaskOut):
    """One task from every side."""

    plan_title: str
    condition: str
    period: str
    reason: str
    parties: list[PartyOut]
    timeline: list[EntryOut]
    may: list[str]


class HistoryOut(Schema):
    """One line of history."""

    number: int
    verb: str
    who: str
    what: str
    text: str
    at: datetime


class ReasonIn(Schema):
    """A decision that needs a reason."""

    reason: Note
    version: int | None = None


class NoteIn(Schema):
    """A decision that may carry a remark."""

    note: Note = ""
    version: int | None = None


class EventIn(Schema):
    """That the awaited event has happened."""

    happened_on: date
    due_day: date
    note: Note = ""
    version: int | None = None


class ExtendIn(Schema):
    """More time, and why."""

    due_day: date
    reason: Note
    version: int | None = None


class ReportIn(Schema):
    """How far a task has come."""

    percent: int | None = None
    note: Note = ""
    document_number: str = ""
    closes_period: bool = False
    version: int | None = None


class SubmitIn(Schema):
    """That a task is done, with what shows it."""

    note: Note = ""
    document_number: str = ""
    version: int | None = None


class PartIn(Schema):
    """How far a partner's own part has come."""

    state: str
    note: Note = ""
    document_number: str = ""
    version: int | None = None


@router.get("", response=TaskListOut, summary="Danh sách nhiệm vụ")
@requires(reads_tasks)
def list_tasks(request: SignedInRequest, wanted: Query[TaskFilterIn]) -> dict[str, Any]:
    """Tasks of the commune's plans, filtered and sorted as the page does."""
    chosen = queries.Filter(
        plan_id=wanted.plan,
        section_id=wanted.section,
        unit_id=wanted.unit,
        role=wanted.role,
        status=wanted.status,
        deadline_kind=wanted.deadline,
        missing=wanted.missing,
        text=wanted.q,
        sort=wanted.sort,
        page=wanted.page,
    )
    shown = queries.task_list(chosen, by=request.user, at=clock.now())
    return {
        "total": shown.total,
        "page": shown.page.number,
        "pages": shown.page.paginator.num_pages,
        "counts": dict(shown.counts),
        "items": [_task(row) for row in shown.page],
    }


@router.get("/mine", response=list[TaskOut], summary="Việc của tôi")
@requires(reads_tasks)
def list_my_tasks(request: SignedInRequest) -> list[dict[str, Any]]:
    """What the asker must do, the most pressing first."""
    work = queries.my_work(by=request.user, at=clock.now())
    return [_task(one.task) for group in work.groups for one in group.rows]


@router.get("/{int:task_id}", response=TaskDetailOut, summary="Một nhiệm vụ")
@requires(reads_tasks)
def read_task(request: SignedInRequest, task_id: int) -> dict[str, Any]:
    """One task from every side."""
    return _detail(request, task_id)


@router.get("/{int:task_id}/history", response=list[HistoryOut], summary="Lịch sử nhiệm vụ")
@requires(reads_tasks)
def read_history(request: SignedInRequest, task_id: int) -> list[Any]:
    """Every line of history about one task, newest first."""
    return list(queries.task_history(task_id, by=request.user))


@router.get("/evidence/{int:evidence_id}", summary="Tệp minh chứng")
@requires(reads_tasks)
def read_evidence(request: SignedInRequest, evidence_id: int) -> HttpResponse:
    """A file of evidence, byte for byte."""
    kept = actions.take_evidence(evidence_id, by=request.user, at=clock.now())
    return HttpResponse(kept.data, content_type="application/octet-stream")


@router.post("/{int:task_id}/report", response=TaskDetailOut, summary="Cập nhật tiến độ")
@requires(reports_tasks)
def report(
    request: SignedInRequest,
    task_id: int,
    given: Form[ReportIn],
    files: File[list[UploadedFile]] = [],  # noqa: B006
) -> dict[str, Any]:
    """Say, as the lead unit, how far a task has come."""
    actions.report_progress(
        task_id=task_id,
        by=request.user,
        at=clock.now(),
        percent=given.percent,
        note=given.note,
        numbers=[given.document_number],
        files=_files(files),
        closes_period=given.closes_period,
        version=given.version,
    )
    return _detail(request, task_id)


@router.post("/{int:task_id}/submit", response=TaskDetailOut, summary="Báo hoàn thành")
@requires(reports_tasks)
def submit(
    request: SignedInRequest,
    task_id: int,
    given: Form[SubmitIn],
    files: File[list[UploadedFile]] = [],  # noqa: B006
) -> dict[str, Any]:
    """Say, as the lead unit, that a task is done, with a document number or a file."""
    actions.submit_done(
        task_id=task_id,
        by=request.user,
        at=clock.now(),
        note=given.note,
        numbers=[given.document_number],
        files=_files(files),
        version=given.version,
    )
    return _detail(request, task_id)


@router.post("/{int:task_id}/part", response=TaskDetailOut, summary="Cập nhật phần việc")
@requires(reports_tasks)
def part(
    request: SignedInRequest,
    task_id: int,
    given: Form[PartIn],
    files: File[list[UploadedFile]] = [],  # noqa: B006
) -> dict[str, Any]:
    """Say, as a partner unit, how far its own part has come."""
    actions.report_part(
        task_id=task_id,
        by=request.user,
        at=clock.now(),
        state=given.state,
        note=given.note,
        numbers=[given.document_number],
        files=_files(files),
        version=given.version,
    )
    return _detail(request, task_id)


@router.post("/{int:task_id}/event", response=TaskDetailOut, summary="Ghi nhận sự kiện")
@requires(reports_tasks)
def event(request: SignedInRequest, task_id: int, given: EventIn) -> dict[str, Any]:
    """Say that the awaited event has happened, and by when the task is now due."""
    actions.record_event(task_id=task_id, by=request.user, at=clock.now(), **given.dict())
    return _detail(request, task_id)


@router.post(
    "/{int:task_id}/updates/{int:update_id}/take-back",
    response=TaskDetailOut,
    summary="Rút lại cập nhật",
)
@requires(reports_tasks)
def take_back(request: SignedInRequest, task_id: int, update_id: int) -> dict[str, Any]:
    """Take one's own latest word back."""
    task = actions.take_back(update_id=update_id, by=request.user, at=clock.now())
    return _detail(request, task.pk)


@router.post("/{int:task_id}/confirm", response=TaskDetailOut, summary="Xác nhận hoàn thành")
@requires(decides_tasks)
def confirm(request: SignedInRequest, task_id: int, given: NoteIn) -> dict[str, Any]:
    """Confirm that a task is done."""
    actions.confirm_done(task_id=task_id, by=request.user, at=clock.now(), **given.dict())
    return _detail(request, task_id)


@router.post("/{int:task_id}/return", response=TaskDetailOut, summary="Trả lại")
@requires(decides_tasks)
def give_back(request: SignedInRequest, task_id: int, given: ReasonIn) -> dict[str, Any]:
    """Return a task to its lead unit with a reason."""
    actions.return_to_author(task_id=task_id, by=request.user, at=clock.now(), **given.dict())
    return _detail(request, task_id)


@router.post("/{int:task_id}/extend", response=TaskDetailOut, summary="Gia hạn")
@requires(decides_tasks)
def extend(request: SignedInRequest, task_id: int, given: ExtendIn) -> dict[str, Any]:
    """Give a task more time; the first date is kept."""
    actions.extend_deadline(task_id=task_id, by=request.user, at=clock.now(), **given.dict())
    return _detail(request, task_id)


@router.post("/{int:task_id}/pause", response=TaskDetailOut, summary="Tạm dừng")
@requires(decides_tasks)
def pause(request: SignedInRequest, task_id: int, given: ReasonIn) -> dict[str, Any]:
    """Halt a task for a reason."""
    actions.pause_task(task_id=task_id, by=request.user, at=clock.now(), **given.dict())
    return _detail(request, task_id)


@router.post("/{int:task_id}/resume", response=TaskDetailOut, summary="Tiếp tục")
@requires(decides_tasks)
def resume(request: SignedInRequest, task_id: int, given: NoteIn) -> dict[str, Any]:
    """Take a paused task up again."""
    actions.resume_task(task_id=task_id, by=request.user, at=clock.now(), **given.dict())
    return _detail(request, task_id)


@router.post("/{int:task_id}/cancel", response=TaskDetailOut, summary="Hủy")
@requires(decides_tasks)
def cancel(request: SignedInRequest, task_id: int, given: ReasonIn) -> dict[str, Any]:
    """End a task for a reason."""
    actions.cancel_task(task_id=task_id, by=request.user, at=clock.now(), **given.dict())
    return _detail(request, task_id)


def _files(files: list[UploadedFile]) -> list[EvidenceFile]:
    return [EvidenceFile(one.name or "", one.read()) for one in files]


def _task(row: queries.TaskRow) -> dict[str, Any]:
    kept = {
        name: getattr(row, name) for name in TaskOut.model_fields if name not in ("status", "clear")
    }
    return {
        **kept,
        "status": {
            "state": row.status.state,
            "timing": row.status.timing,
            "group": row.status.group,
            "label": row.status.label,
            "days": row.status.days,
        },
        "clear": dict(zip(ClarityOut.model_fields, row.clear, strict=True)),
    }


def _detail(request: SignedInRequest, task_id: int) -> dict[str, Any]:
    task = queries.task_detail(task_id, by=request.user, at=clock.now())
    acts = ("report", "submit", "part", "event", "confirm", "extend", "pause", "resume", "cancel")
    return {
        **_task(task.row),
        "plan_title": task.plan_title,
        "condition": task.condition,
        "period": task.period,
        "reason": task.reason,
        "parties": [*task.leads, *task.partners, *task.others],
        "timeline": task.timeline,
        "may": [act for act in acts if getattr(task.next, act)],
    }
