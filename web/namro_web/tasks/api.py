"""Tasks as JSON: the same lists, the same acts, the same refusals as the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.tasks import actions, queries
from namro_web.tasks.access import must_hang_on
from namro_web.tasks.parts import EvidenceFile
from namro_web.ui.doors import Rule, requires

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
    """Which clarities a task has; what its office asks for is a setting."""

    work: bool
    people: bool
    duty: bool
    result: bool
    time: bool
    authority: bool


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
    comment_id: int | None
    seen: str


class BelowOut(Schema):
    """A share of a unit, or a subtask."""

    id: int
    unit: str
    text: str
    status_word: str
    percent: int
    weight: int
    start_day: date | None
    due_day: date | None
    has_reported: bool
    is_waived: bool
    reason: str


class StepOut(Schema):
    """One step of the checklist."""

    id: int
    text: str
    is_done: bool
    done_at: datetime | None
    done_by: str


class ObstacleOut(Schema):
    """A difficulty, whom it waits for, and what was answered."""

    id: int
    text: str
    proposal: str
    waits_for: str
    who: str
    at: datetime
    state: str
    answer: str
    answered_at: datetime | None
    closed_at: datetime | None
    seen: str


class ReceiptOut(Schema):
    """A unit a direction is for."""

    id: int
    unit: str
    taken_at: datetime | None


class DirectionOut(Schema):
    """What was directed, and who has taken note of it."""

    id: int
    text: str
    is_urging: bool
    who: str
    at: datetime
    answer_by: date | None
    receipts: list[ReceiptOut]


class RequestOut(Schema):
    """A request for time that waits."""

    id: int
    who: str
    at: datetime
    due_from: date
    wanted_day: date
    reason: str


class PeriodOut(Schema):
    """One period of a recurring task."""

    id: int | None
    name: str
    due_day: date
    status_word: str
    reported_day: date | None


class LinkOut(Schema):
    """A task that comes before or after."""

    id: int
    text: str
    is_ended: bool


class TaskDetailOut(TaskOut):
    """One task from every side."""

    plan_title: str
    condition: str
    period: str
    reason: str
    parties: list[PartyOut]
    above_id: int | None
    follows: str
    progress_by: str
    below: list[BelowOut]
    steps: list[StepOut]
    obstacles: list[ObstacleOut]
    directions: list[DirectionOut]
    request: RequestOut | None
    periods: list[PeriodOut]
    earlier: list[LinkOut]
    later: list[LinkOut]
    responsible: str
    supervising: str
    timeline: list[EntryOut]
    may: list[str]


class TaskHistoryOut(Schema):
    """One line of history."""

    number: int
    verb: str
    who: str
    what: str
    text: str
    at: datetime


class Versioned(Schema):
    """An act on a task as it was read: what somebody changed since is shown, never overwritten."""

    version: int | None = Field(
        None, ge=1, description="Phiên bản của nhiệm vụ mà bạn đã đọc; bắt buộc."
    )


class RemarkIn(Schema):
    """A remark that may be left out."""

    note: Note = ""


class WhyIn(Schema):
    """Why; it is not left out."""

    reason: Note


class ReasonIn(Versioned, WhyIn):
    """A decision that needs a reason."""


class NoteIn(Versioned, RemarkIn):
    """A decision that may carry a remark."""


class EventIn(NoteIn):
    """That the awaited event has happened."""

    happened_on: date
    due_day: date


class ExtendIn(ReasonIn):
    """More time, and why."""

    due_day: date


class ReportIn(Versioned):
    """How far a task has come."""

    percent: int | None = None
    note: Note = ""
    document_number: str = ""
    closes_period: bool = False
    period: date | None = None


class SubmitIn(Versioned):
    """That a task is done, with what shows it."""

    note: Note = ""
    document_number: str = ""


class PartIn(Versioned):
    """How far a partner's own part has come."""

    state: str
    note: Note = ""
    document_number: str = ""


class ShareIn(Versioned):
    """To whom a task is given: units, or names such as “12 xóm”."""

    unit_ids: list[UUID] = Field([], max_length=300)
    names: list[Annotated[str, Field(max_length=300)]] = Field([], max_length=50)
    due_day: date | None = None
    note: Note = ""


class SubtaskIn(Versioned):
    """A part of a unit's own task."""

    text: Note
    unit_id: UUID | None = None
    start_day: date | None = None
    due_day: date | None = None
    weight: int = 1


class PeopleIn(Versioned):
    """Who answers for a task: posts, by their identities."""

    responsible: int | None = None
    supervising: int | None = None


class ReassignIn(Schema):
    """Tasks and the unit that is to lead them."""

    task_ids: list[int] = Field(..., min_length=1, max_length=200)
    unit_id: UUID
    reason: Note
    versions: dict[str, int] = Field(
        {},
        max_length=200,
        description="Phiên bản của từng nhiệm vụ mà bạn đã đọc, theo mã nhiệm vụ; bắt buộc.",
    )


class StepsIn(Versioned):
    """The steps of a task, in their order."""

    texts: list[Annotated[str, Field(max_length=1000)]] = Field(..., max_length=60)


class MarksIn(Versioned):
    """Which steps are done."""

    done: list[int] = Field(..., max_length=60)


class OrderIn(Schema):
    """The task that must end first."""

    earlier_id: int


class ObstacleIn(Schema):
    """What hinders a task, whom it waits for, and what is proposed to them."""

    text: Note
    waits_for: UUID | None = None
    waits_for_name: str = Field("", max_length=255)
    proposal: Note = ""


class Seen(Schema):
    """An act on one thing of a task, as it was read: what somebody did since is never overwritten."""

    seen: str | None = Field(
        None, max_length=80, description="Dấu `seen` của nội dung mà bạn đã đọc; bắt buộc."
    )


class AnswerIn(Seen):
    """What is answered."""

    answer: Note


class SettleIn(Seen):
    """What became of an obstacle."""

    outcome: Literal["closed", "open", "withdrawn"]
    note: Note = ""


class DirectionIn(Schema):
    """What units are told."""

    text: Note = ""
    unit_ids: list[UUID] = Field([], max_length=300)
    is_urging: bool = False
    answer_by: date | None = None


class AskIn(WhyIn):
    """More time, and why."""

    wanted_day: date


class GrantIn(NoteIn):
    """The day that is granted; left out, the one asked for."""

    due_day: date | None = None


class TextIn(Schema):
    """A remark about a task; @Họ tên names people."""

    text: Note


class EditIn(TextIn, Seen):
    """A remark of one's own, as it should have been."""


class NothingIn(Schema):
    """An act that says all by itself."""


class WatchIn(Schema):
    """Whether to follow a task."""

    on: bool = True


class NameableOut(Schema):
    """Somebody a remark can name."""

    user_id: int
    name: str
    title: str
    unit: str


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


@router.get("/{int:task_id}/history", response=list[TaskHistoryOut], summary="Lịch sử nhiệm vụ")
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


@router.get("/people", response=list[NameableOut], summary="Người có thể nhắc tên")
@requires(reads_tasks)
def list_people(request: SignedInRequest, q: str = "") -> list[Any]:
    """People of the commune who may see its tasks."""
    return list(queries.people_named(q[:100], by=request.user, on=clock.today()))


@router.post("/{int:task_id}/report", response=TaskDetailOut, summary="Cập nhật tiến độ")
@requires(reports_tasks)
def report(
    request: SignedInRequest,
    task_id: int,
    given: Form[ReportIn],
    files: File[list[UploadedFile]] = [],  # noqa: B006
) -> dict[str, Any]:
    """Say, as the lead unit, how far a task has come."""
    return _said(request, actions.report_progress, task_id, given, files)


@router.post("/{int:task_id}/submit", response=TaskDetailOut, summary="Báo hoàn thành")
@requires(reports_tasks)
def submit(
    request: SignedInRequest,
    task_id: int,
    given: Form[SubmitIn],
    files: File[list[UploadedFile]] = [],  # noqa: B006
) -> dict[str, Any]:
    """Say, as the lead unit, that a task is done, with a document number or a file."""
    return _said(request, actions.submit_done, task_id, given, files)


@router.post("/{int:task_id}/part", response=TaskDetailOut, summary="Cập nhật phần việc")
@requires(reports_tasks)
def part(
    request: SignedInRequest,
    task_id: int,
    given: Form[PartIn],
    files: File[list[UploadedFile]] = [],  # noqa: B006
) -> dict[str, Any]:
    """Say, as a partner unit, how far its own part has come."""
    return _said(request, actions.report_part, task_id, given, files)


@router.post(
    "/{int:task_id}/updates/{int:update_id}/take-back",
    response=TaskDetailOut,
    summary="Rút lại cập nhật",
)
@requires(reports_tasks)
def take_back(request: SignedInRequest, task_id: int, update_id: int) -> dict[str, Any]:
    """Take one's own latest word back."""
    must_hang_on(task_id, by=request.user, update_id=update_id)
    task = actions.take_back(update_id=update_id, by=request.user, at=clock.now())
    return _detail(request, task.pk)


@router.post("/reassign", response=list[int], summary="Chuyển đơn vị chủ trì")
@requires(decides_tasks)
def reassign(request: SignedInRequest, given: ReassignIn) -> list[int]:
    """Pass tasks to another lead unit: all of them, or none."""
    passed = actions.reassign(
        task_ids=given.task_ids,
        unit_id=given.unit_id,
        reason=given.reason,
        versions=_versions_of(given),
        by=request.user,
        at=clock.now(),
    )
    return [one.task_id for one in passed]


@router.delete(
    "/{int:task_id}/orders/{int:earlier_id}", response=TaskDetailOut, summary="Bỏ thứ tự trước sau"
)
@requires(reads_tasks)
def free_of_order(request: SignedInRequest, task_id: int, earlier_id: int) -> dict[str, Any]:
    """Take an order between two tasks away."""
    actions.free_of_order(earlier_id=earlier_id, later_id=task_id, by=request.user, at=clock.now())
    return _detail(request, task_id)


def _operation(
    name: str,
    summary: str,
    schema: type[Schema],
    action: Callable[..., Any],
    rule: Rule,
    about: str,
    *,
    item: str = "",
    path: str = "",
) -> None:
    """Offer one act as JSON: the action's own words, then the task as it is afterwards.

    Args:
        name: The last part of the address, and the operation's name.
        summary: What it is called in Vietnamese.
        schema: What is sent.
        action: What does it.
        rule: Who gets as far as the action, which asks again.
        about: What the documentation says.
        item: What the action calls the thing it is about, where that is not the task.
        path: The part of the address that names such things.
    """

    def on_task(request: SignedInRequest, task_id: int, given: Any) -> dict[str, Any]:
        action(task_id=task_id, by=request.user, at=clock.now(), **_given(given))
        return _detail(request, task_id)

    def on_item(request: SignedInRequest, task_id: int, item_id: int, given: Any) -> dict[str, Any]:
        must_hang_on(task_id, by=request.user, **{item: item_id})
        action(**{item: item_id}, by=request.user, at=clock.now(), **_given(given))
        return _detail(request, task_id)

    operate: Callable[..., Any] = on_item if item else on_task
    operate.__name__ = operate.__qualname__ = name.replace("-", "_")
    operate.__doc__ = about
    operate.__annotations__ = {
        "request": SignedInRequest,
        "task_id": int,
        **({"item_id": int} if item else {}),
        "given": schema,
        "return": dict[str, Any],
    }
    address = (
        f"/{{int:task_id}}/{path}/{{int:item_id}}/{name}" if item else f"/{{int:task_id}}/{name}"
    )
    router.post(address, response=TaskDetailOut, summary=summary)(requires(rule)(operate))


_Row = tuple[str, str, type[Schema], Callable[..., Any], Rule, str]

_ON_TASKS: tuple[_Row, ...] = (
    ("event", "Ghi nhận sự kiện", EventIn, actions.record_event, reports_tasks,
     "Say that the awaited event has happened, and by when the task is now due."),
    ("confirm", "Xác nhận hoàn thành", NoteIn, actions.confirm_done, reads_tasks,
     "Confirm that a task is done."),
    ("return", "Trả lại", ReasonIn, actions.return_to_author, reads_tasks,
     "Return a task to its lead unit with a reason."),
    ("extend", "Gia hạn", ExtendIn, actions.extend_deadline, reads_tasks,
     "Give a task more time; the first date is kept."),
    ("pause", "Tạm dừng", ReasonIn, actions.pause_task, reads_tasks, "Halt a task for a reason."),
    ("resume", "Tiếp tục", NoteIn, actions.resume_task, reads_tasks, "Take a paused task up again."),
    ("cancel", "Hủy", ReasonIn, actions.cancel_task, reads_tasks, "End a task for a reason."),
    ("share", "Giao cho nhiều đơn vị", ShareIn, actions.share_task, reads_tasks,
     "Give a task to several units, each with a share of its own."),
    ("waive", "Miễn phần việc", ReasonIn, actions.waive_share, reads_tasks,
     "Take a unit out of shared work, with a reason."),
    ("subtasks", "Thêm việc con", SubtaskIn, actions.add_subtask, reads_tasks,
     "Break a task down by one step, as its lead unit or as who decides."),
    ("people", "Phân công người", PeopleIn, actions.name_people, reads_tasks,
     "Say who answers for a task and which leader watches over it."),
    ("steps", "Các bước thực hiện", StepsIn, actions.set_steps, reports_tasks,
     "Lay down the steps of a task."),
    ("marks", "Đánh dấu bước đã xong", MarksIn, actions.mark_steps, reports_tasks,
     "Mark which steps are done."),
    ("obstacles", "Nêu khó khăn, vướng mắc", ObstacleIn, actions.raise_obstacle, reports_tasks,
     "Say what hinders a task and whom it waits for."),
    ("directions", "Chỉ đạo, đôn đốc", DirectionIn, actions.give_direction, reads_tasks,
     "Tell units what to do, or urge them."),
    ("requests", "Đề nghị gia hạn", AskIn, actions.ask_for_time, reports_tasks,
     "Ask for more time."),
    ("comments", "Trao đổi", TextIn, actions.comment_on, reads_tasks, "Say something about a task."),
    ("watch", "Theo dõi", WatchIn, actions.watch, reads_tasks, "Follow a task, or stop."),
)  # fmt: skip

_ON_ITEMS: tuple[tuple[_Row, str, str], ...] = (
    (("answer", "Trả lời vướng mắc", AnswerIn, actions.answer_obstacle, reads_tasks,
     "Answer an obstacle."), "obstacle_id", "obstacles"),
    (("settle", "Đóng, mở lại, rút vướng mắc", SettleIn, actions.settle_obstacle, reads_tasks,
     "Close an obstacle, open it again, or withdraw it."), "obstacle_id", "obstacles"),
    (("acknowledge", "Tiếp thu chỉ đạo", RemarkIn, actions.acknowledge, reports_tasks,
     "Take note of a direction, as a unit it is for."), "receipt_id", "receipts"),
    (("grant", "Đồng ý gia hạn", GrantIn, actions.grant_time, reads_tasks,
     "Grant more time."), "request_id", "requests"),
    (("refuse", "Không đồng ý gia hạn", WhyIn, actions.refuse_time, reads_tasks,
     "Refuse more time, with a reason."), "request_id", "requests"),
    (("withdraw", "Rút đề nghị gia hạn", NothingIn, actions.withdraw_request, reports_tasks,
     "Take a request for time back."), "request_id", "requests"),
    (("confirm-period", "Xác nhận báo cáo kỳ", NoteIn, actions.confirm_period, reads_tasks,
     "Accept the report for one period."), "occurrence_id", "periods"),
    (("return-period", "Trả lại báo cáo kỳ", ReasonIn, actions.return_period, reads_tasks,
     "Send the report for one period back."), "occurrence_id", "periods"),
    (("edit-comment", "Sửa ý kiến", EditIn, actions.edit_comment, reads_tasks,
     "Correct one's own comment within a quarter of an hour."), "comment_id", "comments"),
)  # fmt: skip

for _row in _ON_TASKS:
    _operation(*_row)
for _row, _item, _path in _ON_ITEMS:
    _operation(*_row, item=_item, path=_path)


@router.post("/{int:task_id}/orders", response=TaskDetailOut, summary="Đặt thứ tự trước sau")
@requires(reads_tasks)
def put_in_order(request: SignedInRequest, task_id: int, given: OrderIn) -> dict[str, Any]:
    """Say that this task begins only when another has ended."""
    actions.put_in_order(
        earlier_id=given.earlier_id, later_id=task_id, by=request.user, at=clock.now()
    )
    return _detail(request, task_id)


def _versions_of(given: ReassignIn) -> dict[int, int | None]:
    """Give the version of each task that was read.

    Raises:
        Invalid: One is missing.
    """
    versions: dict[int, int | None] = {pk: given.versions.get(str(pk)) for pk in given.task_ids}
    if None in versions.values():
        raise _version_needed("versions")
    return versions


def _version_needed(field: str) -> Invalid:
    return Invalid(
        "tasks.version-needed",
        f"Hãy gửi kèm {field} của nhiệm vụ mà bạn đã đọc, để không ghi đè cập nhật của người khác.",
        field=field,
    )


def _given(given: Schema) -> dict[str, Any]:
    """Give what was sent, having made sure that it says which version it speaks of.

    Raises:
        Invalid: The version is missing.
    """
    if isinstance(given, Versioned) and given.version is None:
        raise _version_needed("version")
    if isinstance(given, Seen) and given.seen is None:
        raise _version_needed("seen")
    return given.dict()


def _said(
    request: SignedInRequest,
    action: Callable[..., Any],
    task_id: int,
    given: Versioned,
    files: list[UploadedFile],
) -> dict[str, Any]:
    data = _given(given)
    action(
        task_id=task_id,
        by=request.user,
        at=clock.now(),
        numbers=[data.pop("document_number")],
        files=_files(files),
        **data,
    )
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
    more = task.more
    acts = ("report", "submit", "part", "event", "confirm", "extend", "pause", "resume", "cancel")
    return {
        **_task(task.row),
        "plan_title": task.plan_title,
        "condition": task.condition,
        "period": task.period,
        "reason": task.reason,
        "above_id": more.above.id if more.above else None,
        "follows": more.children.sentence if more.children else "",
        "progress_by": more.progress_by,
        "below": more.children.rows if more.children else [],
        "steps": more.steps,
        "obstacles": more.obstacles,
        "directions": more.directions,
        "request": more.request,
        "periods": more.periods,
        "earlier": more.earlier,
        "later": more.later,
        "responsible": more.responsible,
        "supervising": more.supervising,
        "parties": [*task.leads, *task.partners, *task.others],
        "timeline": task.timeline,
        "may": [
            *(act for act in acts if getattr(task.next, act)),
            *sorted(more.acts - {"watch", "unwatch"}),
        ],
    }
