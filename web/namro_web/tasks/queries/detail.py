"""One task from every side: its five clarities, its sentence in the source, its timeline, what is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.models import Placement
from namro_web.plans import originals
from namro_web.plans.excerpts import ExcerptLine, excerpt_of
from namro_web.plans.queries import short_name
from namro_web.plans.sentences import HistoryEntry, entry_of, said_by
from namro_web.tasks.access import (
    Reach,
    decides_below,
    evidence_to_read,
    is_by_the_same,
    reach_of,
    task_to_read,
)
from namro_web.tasks.clarities import says_nothing
from namro_web.tasks.models import (
    Assignment,
    Breakdown,
    DeadlineKind,
    Evidence,
    ProgressBy,
    Role,
    State,
    Task,
    Update,
    UpdateKind,
)
from namro_web.tasks.occurrences import missed_days, period_name
from namro_web.tasks.queries.following import (
    Following,
    Piece,
    following,
    may_edit,
    pieces_of,
)
from namro_web.tasks.rows import TaskRow, row_of
from namro_web.tasks.status import CLOSED_STATES, counting_day, local_day
from namro_web.tasks.timeline import LEAVES_AS_IS, TAKES_BACK

_FACES: Mapping[str, tuple[str, str]] = {
    UpdateKind.PROGRESS: ("edit", "in_progress"),
    UpdateKind.PART: ("users", "in_progress"),
    UpdateKind.SUBMITTED: ("send", "submitted"),
    UpdateKind.CONFIRMED: ("circle-check", "done"),
    UpdateKind.RETURNED: ("arrow-back-up", "returned"),
    UpdateKind.EVENT: ("calendar-event", "waiting_event"),
    UpdateKind.EXTENDED: ("calendar-plus", "due_soon"),
    UpdateKind.PAUSED: ("player-pause", "paused"),
    UpdateKind.RESUMED: ("player-play", "in_progress"),
    UpdateKind.CANCELLED: ("ban", "cancelled"),
    UpdateKind.SHARED: ("users-group", "in_progress"),
    UpdateKind.BROKEN_DOWN: ("sitemap", "in_progress"),
    UpdateKind.FOLLOWED: ("sitemap", "done"),
    UpdateKind.STEPS: ("list-check", "in_progress"),
    UpdateKind.PEOPLE: ("user-check", "in_progress"),
    UpdateKind.REASSIGNED: ("exchange", "waiting_event"),
    UpdateKind.DEPENDENCY: ("arrow-right", "not_started"),
    UpdateKind.OBSTACLE: ("alert-triangle", "due_soon"),
    UpdateKind.ANSWERED: ("message", "in_progress"),
    UpdateKind.SETTLED: ("circle-check", "done"),
    UpdateKind.DIRECTION: ("gavel", "in_progress"),
    UpdateKind.URGED: ("bell-ringing", "due_soon"),
    UpdateKind.ACKNOWLEDGED: ("check", "done"),
    UpdateKind.TIME_ASKED: ("calendar-question", "due_soon"),
    UpdateKind.TIME_REFUSED: ("circle-x", "returned"),
    UpdateKind.TIME_WITHDRAWN: ("arrow-back-up", "paused"),
    UpdateKind.PERIOD_OK: ("circle-check", "done"),
    UpdateKind.PERIOD_BACK: ("arrow-back-up", "returned"),
    UpdateKind.COMMENT: ("message", "not_started"),
    UpdateKind.AMENDED: ("file-description", "waiting_event"),
}

TIMELINE_PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "bao-cao": (
        "Báo cáo",
        (
            "progress",
            "part",
            "submitted",
            "steps",
            "event",
            "followed",
            "confirmed",
            "returned",
            "period-ok",
            "period-back",
        ),
    ),
    "chi-dao": (
        "Chỉ đạo",
        (
            "direction",
            "urged",
            "acknowledged",
            "confirmed",
            "returned",
            "paused",
            "resumed",
            "cancelled",
        ),
    ),
    "gia-han": ("Gia hạn", ("extended", "time-asked", "time-refused", "time-withdrawn")),
    "vuong-mac": ("Vướng mắc", ("obstacle", "answered", "settled")),
    "phan-cong": ("Phân công", ("shared", "broken-down", "people", "reassigned", "dependency")),
    "trao-doi": ("Trao đổi", ("comment",)),
}
"""What the timeline can be narrowed to: the word in the address, the words shown, the kinds."""


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A name on the task.

    Attributes:
        name: How the unit is called here.
        written: The name the plan prints; units of one group share it.
    """

    name: str
    written: str
    role: str
    role_label: str
    is_unit: bool
    status_key: str
    status_word: str


@dataclass(frozen=True, slots=True)
class NameGroup:
    """One name that the plan prints, with the units it stands for."""

    name: str
    units: tuple[PartyRow, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A document number or a file that shows something was done."""

    id: int
    number: str
    name: str
    size: int
    content_type: str
    url: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened to the task."""

    id: int
    icon: str
    tone: str
    who: str
    what: str
    at: datetime
    text: str
    files: tuple[EvidenceRow, ...]
    numbers: tuple[str, ...]
    due_from: date | None
    due_to: date | None
    may_take_back: bool
    taken_back_at: datetime | None
    kind: str
    pieces: tuple[Piece, ...] = ()
    comment_id: int | None = None
    seen: str = ""
    edited_at: datetime | None = None
    may_edit: bool = False
    waits_for: str = ""
    proposal: str = ""
    units: tuple[str, ...] = ()
    due_label: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """What this person may do with the task now."""

    report: bool
    submit: bool
    part: bool
    part_name: str
    part_state: str
    event: bool
    confirm: bool
    extend: bool
    pause: bool
    resume: bool
    cancel: bool
    primary: str

    @property
    def anything(self) -> bool:
        """Whether there is anything to do at all."""
        return bool(self.primary) or self.part or self.cancel


@dataclass(frozen=True, slots=True)
class Returned:
    """Why the last result was sent back, while nothing new has been sent."""

    who: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """Everything a task's page shows."""

    row: TaskRow
    plan_title: str
    plan_id: int
    document_text_line: int
    leads: tuple[PartyRow, ...]
    partners: tuple[PartyRow, ...]
    others: tuple[PartyRow, ...]
    shows_parts: bool
    parts: Mapping[str, int]
    deliverable: str
    deliverable_is_vague: bool
    result_numbers: tuple[str, ...]
    first_due_day: date | None
    condition: str
    period: str
    missed_periods: int
    reason: str
    excerpt: tuple[ExcerptLine, ...]
    timeline: tuple[TimelineEntry, ...]
    adopted_at: datetime
    adopted_by: str
    next: Next
    returned: Returned | None
    previous_id: int | None
    following_id: int | None
    more: Following
    timeline_part: str
    timeline_total: int
    stamp: str

    @property
    def lead_names(self) -> tuple[NameGroup, ...]:
        """Who leads, each printed name once."""
        return _by_name(self.leads)

    @property
    def partner_names(self) -> tuple[NameGroup, ...]:
        """Who takes part, each printed name once."""
        return _by_name(self.partners)


def task_detail(task_id: int, *, by: User, at: datetime, part: str = "") -> TaskDetail:
    """Give everything a task's page shows; ``part`` narrows the timeline.

    Raises:
        Missing: There is no such task here.
    """
    task = task_to_read(task_id, by=by)
    task = (
        Task.objects.select_related(
            "plan__document",
            "plan__adopted_by",
            "section",
            "parent",
            "responsible__user",
            "supervising__user",
        )
        .prefetch_related(
            Prefetch("assignments", queryset=Assignment.objects.order_by("order")),
            Prefetch(
                "updates",
                queryset=Update.objects.select_related(
                    "by", "assignment", "event", "comment", "post__user"
                ).order_by("-id"),
            ),
            "updates__evidence",
            "updates__comment__mentions",
        )
        .get(pk=task.pk)
    )
    assignments = list(task.assignments.all())
    updates = list(task.updates.all())
    reach = reach_of(by, on=local_day(at))
    parties = _parties(assignments, at)
    partners = tuple(one for one in parties if one.role == Role.PARTNER)
    parts: dict[str, int] = {}
    for one in partners:
        parts[one.status_key] = parts.get(one.status_key, 0) + 1
    recurring = task.deadline_kind == DeadlineKind.RECURRING and task.due_day is not None
    missed = (
        missed_days(task.every, task.month_days, first=task.due_day, today=counting_day(at))
        if recurring and task.due_day
        else []
    )
    beside = dict(
        Task.objects.filter(
            plan_id=task.plan_id,
            parent_id=task.parent_id,
            order__in=[task.order - 1, task.order + 1],
        ).values_list("order", "pk")
    )
    return TaskDetail(
        row=row_of(task, assignments, at=at),
        plan_title=task.plan.title,
        plan_id=task.plan_id,
        document_text_line=task.line,
        leads=tuple(one for one in parties if one.role in (Role.LEAD, Role.CO_LEAD)),
        partners=partners,
        shows_parts=len(partners) > 1
        and (task.state not in CLOSED_STATES or set(parts) != {"not_started"}),
        others=tuple(one for one in parties if one.role in (Role.WATCHER, Role.SUPERVISOR)),
        parts=parts,
        deliverable=task.deliverable,
        deliverable_is_vague=bool(task.deliverable) and says_nothing(task.deliverable),
        result_numbers=tuple(_result_numbers(updates)),
        first_due_day=task.first_due_day,
        condition=task.condition,
        period=period_name(task.every, task.due_day) if recurring and task.due_day else "",
        missed_periods=len(missed),
        reason=task.reason,
        excerpt=tuple(
            excerpt_of(
                task.plan.document.text,
                start=task.span_start,
                end=task.span_end,
                line=task.line,
                end_line=task.end_line,
            )
        )
        if task.span_end
        else (),
        timeline=tuple(
            entry
            for entry in _timeline(updates, by, at)
            if part not in TIMELINE_PARTS or entry.kind in TIMELINE_PARTS[part][1]
        ),
        adopted_at=task.plan.adopted_at,
        adopted_by=task.plan.issuer or short_name(task.plan),
        next=_next(task, assignments, parties, updates, reach, by),
        returned=_returned(task, updates),
        previous_id=beside.get(task.order - 1),
        following_id=beside.get(task.order + 1),
        more=following(task, assignments, reach, by=by, at=at),
        timeline_part=part if part in TIMELINE_PARTS else "",
        timeline_total=len(updates),
        stamp=f"{task.version}.{updates[0].pk if updates else 0}",
    )


def task_history(task_id: int, *, by: User) -> list[HistoryEntry]:
    """Give every line of history about a task, newest first.

    Raises:
        Missing: There is no such task here.
    """
    task = task_to_read(task_id, by=by)
    lines = HistoryLine.objects.filter(subject_type="tasks.task", subject_id=str(task.pk))
    return [entry_of(line) for line in lines]


@dataclass(frozen=True, slots=True)
class EvidenceFileView:
    """A piece of evidence to be sent to a reader."""

    name: str
    content_type: str
    data: bytes


def evidence_file(evidence_id: int, *, by: User) -> EvidenceFileView:
    """Give an evidence file byte for byte.

    Raises:
        Missing: There is no such file here, or its bytes are gone from the disk.
    """
    evidence = evidence_to_read(evidence_id, by=by)
    if not evidence.sha256:
        raise Missing("tasks.not-a-file", "Minh chứng này là số văn bản, không có tệp.")
    try:
        data = originals.fetch(evidence.sha256)
    except FileNotFoundError as error:
        raise Missing(
            "tasks.file-gone",
            "Tệp minh chứng không còn trên máy chủ; hãy khôi phục từ bản sao lưu.",
        ) from error
    return EvidenceFileView(evidence.file_name, evidence.content_type, data)


def _parties(assignments: Sequence[Assignment], at: datetime) -> list[PartyRow]:
    """Call each by the name the plan prints; where one name means several units, by their own."""
    named: dict[UUID | None, str] = dict(
        Placement.objects.at(local_day(at))
        .filter(unit_id__in=[one.unit_id for one in assignments if one.unit_id is not None])
        .values_list("unit_id", "name")
    )
    written = Counter(one.name for one in assignments)
    return [
        _party(one, named.get(one.unit_id, one.name) if written[one.name] > 1 else one.name)
        for one in assignments
    ]


def _by_name(parties: Sequence[PartyRow]) -> tuple[NameGroup, ...]:
    groups: dict[str, list[PartyRow]] = {}
    for one in parties:
        groups.setdefault(one.written, []).append(one)
    # A unit alone keeps the name it has here.
    return tuple(
        NameGroup(written if len(units) > 1 else units[0].name, tuple(units))
        for written, units in groups.items()
    )


def _party(one: Assignment, name: str) -> PartyRow:
    key = one.state.replace("-", "_")
    return PartyRow(
        name=name,
        written=one.name,
        role=one.role,
        role_label=Role(one.role).label,
        is_unit=one.unit_id is not None,
        status_key=key,
        status_word=State(one.state).label,
    )


def _result_numbers(updates: Sequence[Update]) -> list[str]:
    numbers = [
        one.document_number
        for update in reversed(updates)
        if update.taken_back_at is None
        for one in update.evidence.all()
        if one.document_number
    ]
    return list(dict.fromkeys(numbers))


def _returned(task: Task, updates: Sequence[Update]) -> Returned | None:
    if task.state in CLOSED_STATES:
        return None
    sent_back = (UpdateKind.RETURNED, UpdateKind.PERIOD_BACK)
    said = [UpdateKind.SUBMITTED, *sent_back]
    if task.every:
        # A period is answered by its report.
        said.append(UpdateKind.PROGRESS)
    last = next((one for one in updates if one.kind in said and one.taken_back_at is None), None)
    if last is None or last.kind not in sent_back:
        return None
    who = said_by(last.acting_for) or last.by.get_full_name()
    return Returned(who, last.at, last.note)


def _timeline(updates: Sequence[Update], by: User, at: datetime) -> list[TimelineEntry]:
    latest = next(
        (one.pk for one in updates if one.taken_back_at is None and one.kind not in LEAVES_AS_IS),
        None,
    )
    entries = []
    for index, update in enumerate(updates):
        icon, tone = _FACES[update.kind]
        if update.kind == UpdateKind.SETTLED and update.facts.get("outcome") == "open":
            icon, tone = "alert-triangle", "due_soon"
        evidence = list(update.evidence.all())
        comment = update.comment if hasattr(update, "comment") else None
        due_from, due_to = _days_moved(update, updates[:index])
        entries.append(
            TimelineEntry(
                id=update.pk,
                icon=icon,
                tone=tone,
                who=_said_for(update) or update.by.get_full_name(),
                what=_what(update),
                at=update.at,
                text="" if comment else update.note,
                files=tuple(_evidence(one) for one in evidence if one.sha256),
                numbers=tuple(one.document_number for one in evidence if one.document_number),
                due_from=due_from,
                due_to=due_to,
                due_label="Đề nghị"
                if update.kind in (UpdateKind.TIME_ASKED, UpdateKind.TIME_REFUSED)
                else "Hạn mới",
                may_take_back=update.pk == latest
                and update.by_id == by.pk
                and update.kind in TAKES_BACK
                and not _reaches_further(update),
                taken_back_at=update.taken_back_at,
                kind=update.kind,
                pieces=pieces_of(comment.text, [one.name for one in comment.mentions.all()])
                if comment
                else (),
                comment_id=comment.pk if comment else None,
                seen=comment.mark if comment else "",
                edited_at=comment.edited_at if comment else None,
                may_edit=comment is not None and may_edit(comment, update, by, at),
                waits_for=str(update.facts.get("waits_for", "")),
                proposal=str(update.facts.get("proposal", "")),
                units=tuple(update.facts.get("units", ())),
            )
        )
    return entries


def _reaches_further(update: Update) -> bool:
    return any(update.facts.get(name) for name in ("below", "request", "with_above"))


def _days_moved(update: Update, later: Sequence[Update]) -> tuple[date | None, date | None]:
    """Give the days between which time was or would be moved; old entries name only the first."""
    if update.kind == UpdateKind.EXTENDED and "due_to" not in update.facts:
        # The state of things after it is what the next change found.
        found = next((one.before for one in reversed(later) if "due_day" in one.before), None)
        after = _day(found["due_day"]) if found else update.task.due_day
        return _day(update.before.get("due_day")), after
    return _day(update.facts.get("due_from")), _day(update.facts.get("due_to"))


def _what(update: Update) -> str:
    words = UpdateKind(update.kind).label
    facts = update.facts
    if update.kind in _SAID:
        return _SAID[update.kind](update, facts)
    if update.kind == UpdateKind.PROGRESS:
        before = update.before.get("percent")
        if before is not None and before != update.percent:
            words = f"{words} {before}% → {update.percent}%"
        if update.period_end is not None:
            words = f"báo cáo xong kỳ có hạn {update.period_end:%d/%m/%Y}"
    elif update.kind == UpdateKind.PART and update.assignment is not None:
        words = f"báo phần việc của {update.assignment.name}: {State(update.state).label.lower()}"
    elif update.kind == UpdateKind.EVENT and hasattr(update, "event"):
        words = (
            f"ghi nhận sự kiện ngày {update.event.happened_on:%d/%m/%Y}, "
            f"hạn thực hiện {update.event.due_day:%d/%m/%Y}"
        )
    return words


def _list_of(names: Sequence[str], most: int = 3) -> str:
    listed = [str(name) for name in names]
    shown = ", ".join(listed[:most])
    return f"{shown} và {len(listed) - most} đơn vị khác" if len(listed) > most else shown


def _said_of_steps(update: Update, facts: Mapping[str, Any]) -> str:
    if "planned" in facts:
        return f"lập danh sách {facts['planned']} bước" if facts["planned"] else "bỏ các bước"
    named = ", ".join(f"“{text}”" for text in facts.get("finished", [])[:3])
    return f"xong {facts['done']}/{facts['total']} bước" + (f": {named}" if named else "")


def _said_of_people(update: Update, facts: Mapping[str, Any]) -> str:
    said = []
    if facts.get("responsible"):
        said.append(f"người phụ trách {facts['responsible']}")
    if facts.get("supervising"):
        said.append(f"lãnh đạo chỉ đạo {facts['supervising']}")
    return "phân công " + "; ".join(said) if said else "bỏ phân công người phụ trách, chỉ đạo"


def _said_of_following(update: Update, facts: Mapping[str, Any]) -> str:
    if update.period_end is not None:
        return f"khép kỳ có hạn {update.period_end:%d/%m/%Y}: {facts.get('children')} đơn vị đã báo cáo"
    if facts.get("state") == State.DONE:
        return f"hoàn thành: cả {facts.get('children')} phần đã được xác nhận hoặc miễn"
    return "mở lại vì có phần chưa xong"


def _said_of_amending(facts: Mapping[str, Any]) -> str:
    if facts.get("dropped"):
        return "bãi bỏ theo văn bản"
    changes = "; ".join(
        f"{label}: {old or 'chưa có'} → {new or 'bỏ'}"
        for label, old, new in facts.get("changes", [])
    )
    return f"điều chỉnh theo văn bản: {changes}" if changes else "điều chỉnh theo văn bản"


def _said_of_settling(update: Update, facts: Mapping[str, Any]) -> str:
    words = {"closed": "xác nhận đã tháo gỡ", "open": "báo chưa được tháo gỡ", "withdrawn": "rút"}
    return f"{words.get(str(facts.get('outcome')), 'đóng')}: “{facts.get('text', '')}”"


_SAID: Mapping[str, Callable[[Update, Mapping[str, Any]], str]] = {
    UpdateKind.SHARED: lambda u, f: (
        f"giao {'thêm ' if f.get('added') else ''}cho {_list_of(f.get('units', []))}"
    ),
    UpdateKind.AMENDED: lambda u, f: _said_of_amending(f),
    UpdateKind.BROKEN_DOWN: lambda u, f: f"thêm việc con cho {f.get('unit', '')}",
    UpdateKind.FOLLOWED: _said_of_following,
    UpdateKind.STEPS: _said_of_steps,
    UpdateKind.PEOPLE: _said_of_people,
    UpdateKind.REASSIGNED: lambda u, f: (
        f"chuyển chủ trì từ {f.get('from') or 'chưa rõ'} sang {f.get('to')}"
    ),
    UpdateKind.DEPENDENCY: lambda u, f: (
        f"{'không còn đợi' if f.get('removed') else 'đặt làm sau'} “{f.get('text', '')}”"
    ),
    UpdateKind.ANSWERED: lambda u, f: f"trả lời vướng mắc “{f.get('text', '')}”",
    UpdateKind.SETTLED: _said_of_settling,
    UpdateKind.DIRECTION: lambda u, f: f"chỉ đạo {_list_of(f.get('units', []))}",
    UpdateKind.URGED: lambda u, f: f"đôn đốc {_list_of(f.get('units', []))}",
    UpdateKind.ACKNOWLEDGED: lambda u, f: f"{f.get('unit', '')} tiếp thu ý kiến chỉ đạo",
    UpdateKind.PERIOD_OK: lambda u, f: f"xác nhận báo cáo kỳ có hạn {u.period_end:%d/%m/%Y}",
    UpdateKind.PERIOD_BACK: lambda u, f: f"trả lại báo cáo kỳ có hạn {u.period_end:%d/%m/%Y}",
}


def _evidence(one: Evidence) -> EvidenceRow:
    return EvidenceRow(
        id=one.pk,
        number=one.document_number,
        name=one.file_name,
        size=one.size,
        content_type=one.content_type,
        url=f"/nhiem-vu/minh-chung/{one.pk}/",
    )


def _day(written: object) -> date | None:
    return date.fromisoformat(written) if isinstance(written, str) else None


def _said_for(update: Update) -> str:
    """Give the post that spoke; where somebody stood in for its holder, both names."""
    words = said_by(update.acting_for)
    if update.post is None or update.post.user_id == update.by_id:
        return words
    return f"{words} ({update.by.get_full_name()} thay {update.post.user.get_full_name()})"


def _next(
    task: Task,
    assignments: Sequence[Assignment],
    parties: Sequence[PartyRow],
    updates: Sequence[Update],
    reach: Reach,
    by: User,
) -> Next:
    is_open = task.state in (State.NOT_STARTED, State.IN_PROGRESS)
    leads = reach.leads(assignments)
    decides = reach.decides or decides_below(task, reach)
    part = reach.part(assignments) if is_open else None
    submission = next(
        (one for one in updates if one.kind == UpdateKind.SUBMITTED and one.taken_back_at is None),
        None,
    )
    own_word = (
        submission is not None
        and is_by_the_same(submission, by=by)
        and task.breakdown != Breakdown.SUBTASK
    )
    confirm = decides and task.state == State.SUBMITTED and not own_word
    on_event = leads and task.deadline_kind == DeadlineKind.ON_EVENT
    event = on_event and (is_open or task.state == State.DONE)
    # Shared work ends with its shares; a task broken down is reported when all beneath has ended.
    by_itself = task.progress_by != ProgressBy.CHILDREN
    waits = event and is_open and task.due_day is None
    primary = ""
    if confirm:
        primary = "confirm"
    elif waits:
        primary = "event"
    elif leads and is_open:
        ready = task.percent >= 80 if by_itself else task.percent == 100
        primary = "submit" if ready and not task.every else "report"
    elif part is not None:
        primary = "part"
    elif decides and task.state == State.PAUSED:
        primary = "resume"
    return Next(
        report=leads and is_open,
        submit=leads and is_open and (by_itself or task.percent == 100),
        part=part is not None,
        part_name=parties[assignments.index(part)].name if part else "",
        part_state=part.state if part else "",
        event=event,
        confirm=confirm,
        extend=decides
        and is_open
        and task.due_day is not None
        and task.deadline_kind != DeadlineKind.RECURRING,
        pause=decides and is_open,
        resume=decides and task.state == State.PAUSED,
        cancel=decides and (is_open or task.state == State.PAUSED),
        primary=primary,
    )
