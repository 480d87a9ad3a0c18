"""The leader's page and the weekly list, as they are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from namro_web.accounts.models import User
from namro_web.leading.access import list_to_read, lists_visible_to
from namro_web.leading.lateness import LateUnit, from_kept, late_units, monday_of
from namro_web.leading.models import LateList
from namro_web.organisations.access import Duty, acting
from namro_web.plans.queries import PlanRow, plan_list
from namro_web.tasks import queries as tasks
from namro_web.tasks.access import stated_tasks, tasks_visible_to
from namro_web.tasks.dialogue import ObstacleState
from namro_web.tasks.models import Obstacle, Update, UpdateKind
from namro_web.tasks.queries.lists import counts_by_group, rows_of
from namro_web.tasks.rows import TaskRow
from namro_web.tasks.status import Rules, counting_day, local_day

ROWS = 5
AHEAD_DAYS = 14
WITHOUT_VISIT = timedelta(days=7)

# What a leader wants to hear of; comments and steps are the doers' own.
_TOLD = {
    UpdateKind.SUBMITTED: "báo hoàn thành",
    UpdateKind.CONFIRMED: "đã xác nhận",
    UpdateKind.RETURNED: "bị trả lại",
    UpdateKind.PROGRESS: "cập nhật tiến độ",
    UpdateKind.EXTENDED: "gia hạn",
    UpdateKind.OBSTACLE: "khó khăn mới",
    UpdateKind.ANSWERED: "khó khăn được trả lời",
    UpdateKind.SETTLED: "khó khăn đã đóng",
    UpdateKind.TIME_ASKED: "đề nghị gia hạn",
    UpdateKind.DIRECTION: "chỉ đạo",
    UpdateKind.URGED: "đôn đốc",
    UpdateKind.PAUSED: "tạm dừng",
    UpdateKind.CANCELLED: "hủy",
    UpdateKind.EVENT: "ghi nhận sự kiện",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for the reader's word, and where to give it."""

    icon: str
    what: str
    task_id: int
    task: str
    text: str
    who: str
    verb: str
    url: str
    confirms: bool


@dataclass(frozen=True, slots=True)
class Hindrance:
    """An obstacle that nobody has settled yet."""

    task_id: int
    text: str
    waits_for: str
    days: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened since the last visit."""

    what: str
    task_id: int
    task: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Leading:
    """Everything the leader's page shows; lists hold the first few, numbers count all."""

    counts: Mapping[str, int]
    total: int
    soon: int
    plans: tuple[PlanRow, ...]
    plans_total: int
    late: tuple[LateUnit, ...]
    late_units: int
    decisions: tuple[Decision, ...]
    decisions_total: int
    decides: bool
    hindrances: tuple[Hindrance, ...]
    hindrances_total: int
    ahead: tuple[TaskRow, ...]
    ahead_total: int
    ahead_until: date
    changes: tuple[Change, ...]
    changed: tuple[tuple[int, str], ...]
    since: datetime
    is_since_visit: bool


def leading(*, by: User, at: datetime, last_visit: datetime | None = None) -> Leading:
    """Give where everything stands, for somebody who has two minutes; a fixed number of questions."""
    stated = stated_tasks(by)
    counts = counts_by_group(stated, at)
    today = counting_day(at)
    open_tasks = stated.filter(state__in=["not-started", "in-progress"])
    soon = open_tasks.filter(
        due_day__gte=today, due_day__lte=today + timedelta(days=Rules.of_office().soon_days)
    ).count()
    plans = plan_list(by=by, at=at)
    by_trouble = sorted(plans.object_list, key=lambda row: -row.progress.counts.get("overdue", 0))
    late = late_units(by=by, at=at, reasons=False)
    waiting = tasks.waiting_words(by=by, at=at)
    decides = acting(by).may(Duty.CONFIRM_TASKS)
    sent = (
        rows_of(stated.filter(state="submitted").order_by("submitted_at", "id")[:ROWS], at=at)
        if decides
        else []
    )
    decisions = _decisions(sent, waiting) if decides else []
    submitted = counts.get("submitted", 0) if decides else 0
    since = last_visit or at - WITHOUT_VISIT
    hindrances = Obstacle.objects.filter(
        state__in=[ObstacleState.OPEN, ObstacleState.ANSWERED], task__in=tasks_visible_to(by)
    ).exclude(task__state__in=["done", "cancelled"])
    until = local_day(at) + timedelta(days=AHEAD_DAYS)
    ahead = open_tasks.filter(due_day__gte=today, due_day__lte=until)
    changed, changes = _changes(by=by, since=since, at=at)
    return Leading(
        counts=counts,
        total=sum(counts.values()),
        soon=soon,
        plans=tuple(by_trouble[:ROWS]),
        plans_total=plans.paginator.count,
        late=tuple(late[:ROWS]),
        late_units=len(late),
        decisions=tuple(decisions[:ROWS]),
        decisions_total=len(decisions) - len(sent) + submitted,
        decides=decides,
        hindrances=tuple(
            Hindrance(
                one.task_id,
                one.text,
                one.waits_for_name,
                (at - one.raised_at).days,
                one.state == ObstacleState.ANSWERED,
            )
            for one in hindrances.order_by("raised_at")[:ROWS]
        ),
        hindrances_total=hindrances.count(),
        ahead=tuple(rows_of(ahead.order_by("due_day", "plan_id", "order")[:ROWS], at=at)),
        ahead_total=ahead.count(),
        ahead_until=until,
        changes=changes,
        changed=changed,
        since=since,
        is_since_visit=last_visit is not None,
    )


def _decisions(submitted: Sequence[TaskRow], waiting: tasks.Waiting) -> list[Decision]:
    asked = [
        Decision(
            row.icon,
            what,
            row.task_id,
            row.task,
            row.text,
            row.who,
            row.verb,
            f"/nhiem-vu/{row.task_id}/viec/{row.act}/{row.item}/",
            confirms=False,
        )
        for what, rows in (
            ("Đề nghị gia hạn", waiting.requests),
            ("Khó khăn, vướng mắc", waiting.obstacles),
        )
        for row in rows
    ]
    sent = [
        Decision(
            "user-check",
            "Báo hoàn thành",
            row.id,
            row.text,
            row.deliverable,
            "; ".join(row.leads),
            "Xem, xác nhận",
            f"/nhiem-vu/{row.id}/#quyet-dinh",
            confirms=True,
        )
        for row in submitted
    ]
    return sent + asked


def _changes(
    *, by: User, since: datetime, at: datetime
) -> tuple[tuple[tuple[int, str], ...], tuple[Change, ...]]:
    found = Update.objects.filter(
        task__in=tasks_visible_to(by),
        kind__in=list(_TOLD),
        at__gt=since,
        at__lte=at,
        taken_back_at=None,
    )
    counts = Counter(found.order_by().values_list("kind", flat=True))
    latest = found.exclude(by=by).select_related("task").order_by("-at", "-id")[: ROWS - 1]
    changes = tuple(
        Change(
            _TOLD[UpdateKind(one.kind)],
            one.task_id,
            one.task.text,
            one.acting_for.rpartition(", ")[2],
            one.at,
        )
        for one in latest
    )
    numbers = tuple((counts[kind], words) for kind, words in _TOLD.items() if counts[kind])
    return numbers, changes


@dataclass(frozen=True, slots=True)
class KeptList:
    """A closed list in the row of weeks."""

    id: int
    monday: date
    total: int
    made_at: datetime
    sent_at: datetime | None

    @property
    def sunday(self) -> date:
        """The last day of its week."""
        return self.monday + timedelta(days=6)

    @property
    def week(self) -> int:
        """Its number in the year."""
        return self.monday.isocalendar().week


@dataclass(frozen=True, slots=True)
class WeeklyList:
    """The list of one week: as it stands now, or as it was when it was closed."""

    kept: KeptList | None
    monday: date
    at: datetime
    units: tuple[LateUnit, ...]
    total: int
    made_for: str
    body: str
    weeks: tuple[KeptList, ...]
    may_close: bool
    closed_this_week: int | None

    @property
    def sunday(self) -> date:
        """The last day of the week."""
        return self.monday + timedelta(days=6)

    @property
    def week(self) -> int:
        """The number of the week in the year."""
        return self.monday.isocalendar().week


def weekly_list(*, by: User, at: datetime, list_id: int | None = None) -> WeeklyList:
    """Give what is late now, or a closed list of an earlier week as it was then.

    Raises:
        Missing: There is no such list here.
    """
    post = acting(by)
    weeks = tuple(_kept(one) for one in lists_visible_to(by).defer("units")[:60])
    this_week = monday_of(local_day(at))
    closed = next((one.id for one in weeks if one.monday == this_week), None)
    may_close = post.may(Duty.CONFIRM_TASKS)
    body = post.root_name
    if list_id is None:
        units: Sequence[LateUnit] = late_units(by=by, at=at)
        total = sum(len(unit.tasks) for unit in units)
        return WeeklyList(
            None, this_week, at, tuple(units), total, "", body, weeks, may_close, closed
        )
    row = list_to_read(list_id, by=by)
    return WeeklyList(
        _kept(row),
        row.monday,
        row.made_at,
        tuple(from_kept(row.units)),
        row.total,
        row.made_for,
        body,
        weeks,
        may_close,
        closed,
    )


def _kept(row: LateList) -> KeptList:
    return KeptList(row.pk, row.monday, row.total, row.made_at, row.sent_at)
