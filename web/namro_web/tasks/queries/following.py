"""What hangs on a task besides its own progress: shares, steps, people, obstacles, directions, time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q

from namro_web.accounts.models import User
from namro_web.organisations.queries import choices as unit_choices
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import owner_of
from namro_web.tasks.access import LEADS, Reach, decides_below, task_to_read
from namro_web.tasks.dialogue import ObstacleState, RequestState
from namro_web.tasks.models import (
    Assignment,
    Breakdown,
    Comment,
    DeadlineKind,
    Dependency,
    DirectionReceipt,
    Occurrence,
    OccurrenceState,
    ProgressBy,
    Role,
    State,
    Task,
    Update,
)
from namro_web.tasks.occurrences import missed_days, period_name
from namro_web.tasks.people import leaders, posts_in
from namro_web.tasks.rows import facts_of
from namro_web.tasks.status import Rules, Timing, counting_day, local_day, status_of

EDIT_MINUTES = 15
_SORTS_OF_UNIT = ("xóm", "thôn", "bản", "ấp", "tổ", "khối", "trường")
_OPEN = (State.NOT_STARTED, State.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Below:
    """One task beneath another."""

    id: int
    text: str
    unit: str
    status_key: str
    status_word: str
    percent: int
    weight: int
    start_day: date | None
    due_day: date | None
    has_own_day: bool
    is_late: bool
    has_reported: bool
    is_waived: bool
    reason: str
    may_be_waived: bool
    version: int


@dataclass(frozen=True, slots=True)
class Children:
    """What a task was divided into, and how far it has come."""

    are_shares: bool
    rows: tuple[Below, ...]
    counting: int
    reported: int
    ended: int
    word: str
    counts: Mapping[str, int]

    @property
    def sentence(self) -> str:
        """Say how many have reported, as it is said aloud: “3/12 xóm đã báo”."""
        if self.are_shares:
            return f"{self.reported}/{self.counting} {self.word} đã báo"
        return f"{self.ended}/{self.counting} việc con đã xong"


@dataclass(frozen=True, slots=True)
class Above:
    """The task that another one is part of."""

    id: int
    text: str
    lead: str
    is_share: bool


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of the checklist."""

    id: int
    text: str
    is_done: bool
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True, slots=True)
class ObstacleRow:
    """A difficulty, whom it waits for, what was answered, and what this person may do with it."""

    id: int
    text: str
    proposal: str
    waits_for: str
    who: str
    at: datetime
    state: str
    state_word: str
    answer: str
    answered_by: str
    answered_at: datetime | None
    closed_at: datetime | None
    may_answer: bool
    may_close: bool
    may_reopen: bool
    may_withdraw: bool
    seen: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state in (ObstacleState.OPEN, ObstacleState.ANSWERED)


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A unit a direction is for."""

    id: int
    unit: str
    taken_at: datetime | None
    taken_by: str
    may_take: bool


@dataclass(frozen=True, slots=True)
class DirectionRow:
    """What was directed, and who has taken note of it."""

    id: int
    text: str
    is_urging: bool
    who: str
    at: datetime
    answer_by: date | None
    receipts: tuple[ReceiptRow, ...]

    @property
    def taken(self) -> int:
        """How many units have taken note."""
        return sum(one.taken_at is not None for one in self.receipts)

    @property
    def mine(self) -> tuple[ReceiptRow, ...]:
        """What this person's unit has still to take note of."""
        return tuple(one for one in self.receipts if one.may_take)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request for time that waits."""

    id: int
    who: str
    at: datetime
    due_from: date
    wanted_day: date
    reason: str
    may_decide: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One period of a recurring task."""

    id: int | None
    name: str
    due_day: date
    status_key: str
    status_word: str
    reported_day: date | None
    may_decide: bool
    may_report_again: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """One time the awaited event has happened."""

    happened_on: date
    due_day: date
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A task that comes before or after."""

    id: int
    text: str
    status_key: str
    status_word: str
    is_ended: bool


@dataclass(frozen=True, slots=True)
class Following:
    """Everything of a task beyond what it is and what was reported on it."""

    children: Children | None
    above: Above | None
    steps: tuple[StepRow, ...]
    progress_by: str
    obstacles: tuple[ObstacleRow, ...]
    directions: tuple[DirectionRow, ...]
    request: RequestRow | None
    periods: tuple[PeriodRow, ...]
    events: tuple[EventRow, ...]
    earlier: tuple[Linked, ...]
    later: tuple[Linked, ...]
    responsible: str
    supervising: str
    watchers: tuple[str, ...]
    is_watching: bool
    slow: tuple[str, ...]
    acts: frozenset[str]

    @property
    def open_obstacles(self) -> tuple[ObstacleRow, ...]:
        """Those that wait for something."""
        return tuple(one for one in self.obstacles if one.is_open)

    @property
    def settled_obstacles(self) -> tuple[ObstacleRow, ...]:
        """Those that are behind us."""
        return tuple(one for one in self.obstacles if not one.is_open)

    @property
    def to_take(self) -> tuple[DirectionRow, ...]:
        """Directions that this person's unit has still to take note of."""
        return tuple(one for one in self.directions if one.mine)

    @property
    def waits_for(self) -> tuple[Linked, ...]:
        """The tasks before it that have not ended."""
        return tuple(one for one in self.earlier if not one.is_ended)


def following(
    task: Task,
    assignments: Sequence[Assignment],
    reach: Reach,
    *,
    by: User,
    at: datetime,
) -> Following:
    """Gather what hangs on a task that has been fetched to be read; a fixed number of queries."""
    rules = Rules.of_office()
    leads = reach.leads(assignments)
    part = reach.part(assignments) is not None
    below = decides_below(task, reach)
    decides = reach.decides or below
    is_open = task.state in _OPEN
    goes_on = task.state not in (State.DONE, State.CANCELLED)
    children = list(
        task.children.prefetch_related(
            Prefetch("assignments", queryset=Assignment.objects.filter(role=Role.LEAD))
        ).order_by("order")
    )
    shown = _children(task, children, may_waive=leads or reach.decides, at=at, rules=rules)
    steps = [
        StepRow(
            one.pk,
            one.text,
            one.done_at is not None,
            one.done_at,
            one.done_by.get_full_name() if one.done_by else "",
        )
        for one in task.steps.select_related("done_by")
    ]
    obstacles = [
        ObstacleRow(
            id=one.pk,
            text=one.text,
            proposal=one.proposal,
            waits_for=one.waits_for_name,
            who=one.update.acting_for.rpartition(", ")[2] or one.raised_by.get_full_name(),
            at=one.raised_at,
            state=one.state,
            state_word=ObstacleState(one.state).label,
            answer=one.answer,
            answered_by=one.answered_by.get_full_name() if one.answered_by else "",
            answered_at=one.answered_at,
            closed_at=one.closed_at,
            may_answer=one.state in (ObstacleState.OPEN, ObstacleState.ANSWERED)
            and (decides or (reach.reports and one.waits_for_id in reach.units)),
            may_close=decides and one.state == ObstacleState.ANSWERED,
            may_reopen=reach.reports
            and one.raised_for_id in reach.units
            and one.state == ObstacleState.ANSWERED,
            may_withdraw=reach.reports
            and one.raised_for_id in reach.units
            and one.state in (ObstacleState.OPEN, ObstacleState.ANSWERED),
            seen=one.mark,
        )
        for one in task.obstacles.select_related("update", "raised_by", "answered_by")
    ]
    directions = [
        DirectionRow(
            id=one.pk,
            text=one.text,
            is_urging=one.is_urging,
            who=one.update.acting_for or one.update.by.get_full_name(),
            at=one.update.at,
            answer_by=one.answer_by,
            receipts=tuple(_receipt(r, reach) for r in one.receipts.all()),
        )
        for one in task.directions.select_related("update__by").prefetch_related(
            Prefetch("receipts", queryset=DirectionReceipt.objects.select_related("taken_by"))
        )
    ]
    asked = (
        task.requests.filter(state=RequestState.ASKED).select_related("update", "asked_by").first()
    )
    request = (
        RequestRow(
            asked.pk,
            asked.update.acting_for or asked.asked_by.get_full_name(),
            asked.asked_at,
            asked.due_from,
            asked.wanted_day,
            asked.reason,
            may_decide=decides and asked.asked_by_id != by.pk and is_open,
            may_withdraw=leads,
        )
        if asked
        else None
    )
    orders = list(
        Dependency.objects.filter(Q(later=task) | Q(earlier=task)).select_related(
            "earlier", "later"
        )
    )
    watchings = [one.user for one in task.watchings.select_related("user")]
    slow = _slow(task, children)
    acts = _acts(
        task,
        has_day=task.due_day is not None and task.deadline_kind != DeadlineKind.RECURRING,
        leads=leads,
        part=part,
        decides=decides,
        directs=reach.decides,
        is_open=is_open,
        goes_on=goes_on,
        has_shares=shown is not None and shown.are_shares,
        has_subtasks=shown is not None and not shown.are_shares,
        asked=asked is not None,
        slow=bool(slow),
        is_watching=by.pk in {one.pk for one in watchings},
    )
    return Following(
        children=shown,
        above=_above(task),
        steps=tuple(steps),
        progress_by=task.progress_by,
        obstacles=tuple(obstacles),
        directions=tuple(directions),
        request=request,
        periods=tuple(_periods(task, children, decides=decides, leads=leads, by=by, at=at)),
        events=tuple(
            EventRow(one.happened_on, one.due_day, one.answered_by_id is not None)
            for one in task.events.all()
        ),
        earlier=tuple(_linked(one.earlier, at, rules) for one in orders if one.later_id == task.pk),
        later=tuple(_linked(one.later, at, rules) for one in orders if one.earlier_id == task.pk),
        responsible=_post_called(task, "responsible", at),
        supervising=_post_called(task, "supervising", at),
        watchers=tuple(one.get_full_name() for one in watchings),
        is_watching=by.pk in {one.pk for one in watchings},
        slow=tuple(slow),
        acts=acts,
    )


def _acts(
    task: Task,
    *,
    has_day: bool,
    leads: bool,
    part: bool,
    decides: bool,
    directs: bool,
    is_open: bool,
    goes_on: bool,
    has_shares: bool,
    has_subtasks: bool,
    asked: bool,
    slow: bool,
    is_watching: bool,
) -> frozenset[str]:
    """Say what this person may do, by the names under which the page offers it."""
    divides = leads or directs
    again = task.state == State.DONE and has_shares
    by_hand = task.progress_by != ProgressBy.CHILDREN
    wanted = {
        "share": divides and (is_open or again) and not task.breakdown and not has_subtasks,
        "subtask": divides and is_open and task.breakdown != Breakdown.SUBTASK and not has_shares,
        "order": divides and goes_on,
        "unorder": divides and goes_on,
        "people": divides and goes_on,
        "reassign": directs and goes_on,
        "steps": leads and is_open and by_hand,
        "mark": leads and is_open and by_hand,
        "obstacle": (leads or part) and goes_on,
        "answer": goes_on,
        "close": goes_on,
        "reopen": goes_on,
        "withdraw": goes_on,
        "direct": directs and goes_on,
        "urge": (directs or (leads and has_shares)) and goes_on and slow,
        "take": goes_on,
        "ask-time": leads and is_open and has_day and not asked and not directs,
        "grant": decides and asked,
        "refuse": decides and asked,
        "unask": leads and asked,
        "period-ok": decides,
        "period-back": decides,
        "period-again": leads and is_open,
        "waive": goes_on,
        "comment": True,
        "edit": True,
        "watch": not is_watching,
        "unwatch": is_watching,
    }
    return frozenset(name for name, may in wanted.items() if may)


def _children(
    task: Task, children: Sequence[Task], *, may_waive: bool, at: datetime, rules: Rules
) -> Children | None:
    if not children:
        return None
    are_shares = any(one.breakdown == Breakdown.SHARE for one in children)
    rows = [_below(task, one, may_waive and are_shares, at, rules) for one in children]
    counting = [row for row in rows if not row.is_waived]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.status_key] = counts.get(row.status_key, 0) + 1
    firsts = {row.unit.split()[0].lower() for row in counting if row.unit}
    word = firsts.pop() if len(firsts) == 1 else ""
    return Children(
        are_shares=are_shares,
        rows=tuple(rows),
        counting=len(counting),
        reported=sum(row.has_reported for row in counting),
        ended=sum(row.status_key in ("done", "done_late") for row in counting),
        word=word if word in _SORTS_OF_UNIT else "đơn vị",
        counts=counts,
    )


def _below(task: Task, one: Task, may_waive: bool, at: datetime, rules: Rules) -> Below:
    status = status_of(facts_of(one), at, rules)
    lead = next(iter(one.assignments.all()), None)
    is_waived = one.state == State.CANCELLED and one.breakdown == Breakdown.SHARE
    if one.deadline_kind == DeadlineKind.RECURRING:
        reported = one.due_day is None or (task.due_day is not None and one.due_day > task.due_day)
    else:
        reported = one.state in (State.SUBMITTED, State.DONE)
    return Below(
        id=one.pk,
        text=one.text,
        unit=lead.name if lead else "",
        status_key="cancelled" if is_waived else status.key,
        status_word="Được miễn" if is_waived else status.label,
        percent=one.percent,
        weight=one.weight,
        start_day=one.deadline_start,
        due_day=one.due_day,
        has_own_day=one.due_day != task.due_day,
        is_late=status.timing is Timing.LATE,
        has_reported=reported,
        is_waived=is_waived,
        reason=one.reason,
        may_be_waived=may_waive and one.state not in (State.DONE, State.CANCELLED),
        version=one.version,
    )


def _above(task: Task) -> Above | None:
    if task.parent is None:
        return None
    lead = task.parent.assignments.filter(role=Role.LEAD).first()
    return Above(
        task.parent.pk,
        task.parent.text,
        lead.name if lead else "",
        task.breakdown == Breakdown.SHARE,
    )


def _slow(task: Task, children: Sequence[Task]) -> list[str]:
    """Give the units that could be urged."""
    if not children:
        return ["lead"] if task.state in _OPEN else []
    return [
        lead.name
        for one in children
        if one.state in _OPEN
        and not (task.deadline_kind == DeadlineKind.RECURRING and one.due_day != task.due_day)
        for lead in one.assignments.all()
        if lead.unit_id is not None
    ]


def _receipt(one: DirectionReceipt, reach: Reach) -> ReceiptRow:
    return ReceiptRow(
        one.pk,
        one.name,
        one.taken_at,
        one.taken_by.get_full_name() if one.taken_by else "",
        may_take=one.taken_at is None and reach.reports and one.unit_id in reach.units,
    )


def _linked(task: Task, at: datetime, rules: Rules) -> Linked:
    status = status_of(facts_of(task), at, rules)
    return Linked(
        task.pk,
        task.text,
        status.key,
        status.label,
        task.state in (State.DONE, State.CANCELLED),
    )


def _periods(
    task: Task,
    children: Sequence[Task],
    *,
    decides: bool,
    leads: bool,
    by: User,
    at: datetime,
) -> list[PeriodRow]:
    """Give the periods of a recurring task, the latest first: open, missed, reported, decided."""
    if task.deadline_kind != DeadlineKind.RECURRING:
        return []
    today = counting_day(at)
    rows = []
    if task.due_day is not None:
        missed = missed_days(task.every, task.month_days, first=task.due_day, today=today)
        open_days = missed or [task.due_day]
        for day in reversed(open_days):
            late = day < today
            rows.append(
                PeriodRow(
                    None,
                    period_name(task.every, day),
                    day,
                    "overdue" if late else "in_progress",
                    "Chưa báo cáo, quá hạn" if late else "Đang mở",
                    None,
                    may_decide=False,
                    may_report_again=False,
                )
            )
    for one in Occurrence.objects.filter(task=task).select_related("update"):
        is_late = one.reported_day > one.due_day
        key, word = {
            OccurrenceState.REPORTED: ("submitted", "Đã báo cáo"),
            OccurrenceState.CONFIRMED: ("done", "Đã xác nhận"),
            OccurrenceState.RETURNED: ("returned", "Bị trả lại"),
        }[OccurrenceState(one.state)]
        rows.append(
            PeriodRow(
                one.pk,
                period_name(task.every, one.due_day),
                one.due_day,
                key,
                f"{word}, muộn hạn" if is_late and key != "returned" else word,
                one.reported_day,
                may_decide=decides
                and not children
                and one.state == OccurrenceState.REPORTED
                and one.update.by_id != by.pk,
                may_report_again=leads and one.state == OccurrenceState.RETURNED,
            )
        )
    return rows


def _post_called(task: Task, name: str, at: datetime) -> str:
    post = getattr(task, name)
    if post is None:
        return ""
    over = post.valid_to is not None and post.valid_to <= local_day(at)
    return f"{post.user.get_full_name()}, {post.title}" + (" (đã thôi vị trí này)" if over else "")


# Comments


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment: plain, a person named, or an address."""

    text: str
    kind: str = ""
    href: str = ""


_ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]")


def pieces_of(text: str, names: Sequence[str]) -> tuple[Piece, ...]:
    """Cut a comment into plain text, names and addresses; nothing in it is ever taken as HTML.

    Only http and https become links. The page escapes every piece.
    """
    told = sorted((re.escape(f"@{name}") for name in names), key=len, reverse=True)
    both = re.compile("|".join([_ADDRESS.pattern, *told]), re.IGNORECASE)
    found: list[Piece] = []
    end = 0
    for match in both.finditer(text):
        if match.start() > end:
            found.append(Piece(text[end : match.start()]))
        words = match.group()
        if words.startswith("@"):
            found.append(Piece(words, "person"))
        else:
            found.append(Piece(words, "link", words))
        end = match.end()
    if end < len(text):
        found.append(Piece(text[end:]))
    return tuple(found)


def may_edit(comment: Comment, update: Update, by: User, at: datetime) -> bool:
    """Say whether a comment can still be corrected by this person."""
    return update.by_id == by.pk and at <= update.at + timedelta(minutes=EDIT_MINUTES)


# What the forms offer


@dataclass(frozen=True, slots=True)
class ActChoices:
    """What a form about a task offers to choose from."""

    units: tuple[tuple[UUID, str], ...] = ()
    involved: tuple[tuple[UUID, str], ...] = ()
    workers: tuple[tuple[int, str], ...] = ()
    leaders: tuple[tuple[int, str], ...] = ()
    tasks: tuple[tuple[int, str], ...] = ()
    slow: tuple[UUID, ...] = ()
    responsible: int | None = None
    supervising: int | None = None
    steps: tuple[str, ...] = ()


def act_choices(task_id: int, act: str, *, by: User, at: datetime) -> ActChoices:
    """Give what one form offers; only what that form needs is asked for.

    Raises:
        Missing: There is no such task here.
    """
    task = task_to_read(task_id, by=by)
    on = local_day(at)
    units: tuple[tuple[UUID, str], ...] = ()
    if act in ("share", "subtask", "reassign", "obstacle"):
        root = owner_of(by)
        units = tuple((one.id, one.label) for one in unit_choices(root, at=on) if one.id != root)
    if act in ("direct", "urge"):
        below = Q(task=task) | Q(task__parent=task) & ~Q(task__state=State.CANCELLED)
        found = Assignment.objects.filter(
            below, unit_id__isnull=False, role__in=[*LEADS, Role.PARTNER]
        ).order_by("task__order", "order")
        children = list(task.children.prefetch_related("assignments"))
        names = set(_slow(task, children))
        involved = {one.unit_id: one.name for one in found if one.unit_id is not None}
        return ActChoices(
            involved=tuple(involved.items()),
            slow=tuple(pk for pk, name in involved.items() if name in names),
        )
    if act == "people":
        lead = task.assignments.filter(role=Role.LEAD).first()
        branch = branch_ids(lead.unit_id, at=on) if lead and lead.unit_id else frozenset()
        return ActChoices(
            workers=tuple(
                (one.post_id, f"{one.name}, {one.title}") for one in posts_in(branch, by=by, on=on)
            ),
            leaders=tuple(
                (one.post_id, f"{one.name}, {one.title}") for one in leaders(by=by, on=on)
            ),
            responsible=task.responsible_id,
            supervising=task.supervising_id,
        )
    if act == "order":
        others = (
            Task.objects.filter(plan_id=task.plan_id)
            .exclude(pk__in=[task.pk, task.parent_id or 0])
            .exclude(parent=task)
            .order_by("order")
        )
        return ActChoices(
            tasks=tuple(
                (pk, f"{no + '. ' if no else ''}{text[:90]}")
                for pk, no, text in others.values_list("pk", "no", "text")
            )
        )
    if act == "steps":
        return ActChoices(steps=tuple(task.steps.values_list("text", flat=True)))
    return ActChoices(units=units)
