"""What one person must do: their unit's tasks, what waits for their word, what waits for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from namro_web.accounts.models import User
from namro_web.organisations.access import Duty
from namro_web.tasks.access import LEADS, Reach, is_by_the_same, reach_of, tasks_visible_to
from namro_web.tasks.models import Assignment, ProgressBy, Role, Task, Update, UpdateKind
from namro_web.tasks.rows import ROW_FIELDS, TaskRow, row_of
from namro_web.tasks.status import Group, Rules, Timing, local_day

GROUP_LIMIT = 25
"""Rows drawn of each group; the rest stands behind a link to the table."""
DESK_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A task with what this person is to it and the one thing to do next."""

    task: TaskRow
    role: str
    verb: str
    icon: str
    query: str
    note: str = ""
    returned: str = ""
    quick: str = ""
    """The act that its small form on the row does: a lead's ``report`` or a partner's ``part``."""
    asks_percent: bool = False
    """Whether its progress is typed; else it follows from steps or from what stands beneath."""
    part_state: str = ""


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Rows that ask for the same kind of thing."""

    key: str
    title: str
    note: str
    icon: str
    tone: str
    rows: tuple[WorkRow, ...]
    total: int = 0
    """How many there are, the ones that are not drawn too."""

    @property
    def hidden(self) -> int:
        """How many are not drawn."""
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class MyWork:
    """One person's desk."""

    groups: tuple[WorkGroup, ...]
    late: int
    soon: int
    to_confirm: int
    with_others: int
    soon_days: int
    reports: bool
    decides: bool

    @property
    def total(self) -> int:
        """How many things lie on the desk."""
        return sum(group.total for group in self.groups)


def my_work(*, by: User, at: datetime, opened: str = "") -> MyWork:
    """Lay out what a person must do, by what must be done and not by plan.

    Of a long group the first rows are shown, of the ``opened`` one all.
    """
    reach = reach_of(by, on=local_day(at))
    rules = Rules.of_office()
    own = fetch(_mine(reach, by=by)) if reach.reports else []
    deciding = (
        fetch(_to_confirm(by=by).exclude(pk__in=[task.pk for task in own])) if reach.decides else []
    )
    rows: dict[str, list[WorkRow]] = {
        key: [] for key in ("late", "soon", "confirm", "others", "rest")
    }
    for task in own:
        laid = _laid(task, reach, by=by, at=at, rules=rules)
        if laid is not None:
            rows[laid[0]].append(laid[1])
    for task in deciding:
        assignments = list(task.assignments.all())
        row = row_of(task, assignments, at=at, rules=rules)
        if _submitted_by(task, by):
            # Nobody confirms their own word: it waits for another, whoever leads the task.
            who = _role(reach, assignments)
            rows["others"].append(WorkRow(row, who, "Xem", "eye", "", _sent(task)))
        else:
            rows["confirm"].append(_to_be_confirmed(task, row))
    groups = (
        WorkGroup("late", "Quá hạn", "việc cần xử lý trước", "alert-triangle", "overdue", ()),
        WorkGroup(
            "soon",
            "Sắp đến hạn",
            f"trong {rules.soon_days} ngày tới",
            "clock-exclamation",
            "due_soon",
            (),
        ),
        WorkGroup(
            "confirm", "Chờ tôi xác nhận", "đơn vị báo đã hoàn thành", "user-check", "submitted", ()
        ),
        WorkGroup("others", "Chờ người khác", "đã gửi, chưa có trả lời", "hourglass", "paused", ()),
        WorkGroup("rest", "Còn lại", "chưa đến lúc gấp", "list-check", "in_progress", ()),
    )
    filled = tuple(
        replace(
            g,
            rows=_sorted(rows[g.key])[: DESK_LIMIT if g.key == opened else GROUP_LIMIT],
            total=len(rows[g.key]),
        )
        for g in groups
        if rows[g.key]
    )
    return MyWork(
        groups=filled,
        late=len(rows["late"]),
        soon=len(rows["soon"]),
        to_confirm=len(rows["confirm"]),
        with_others=len(rows["others"]),
        soon_days=rules.soon_days,
        reports=reach.reports,
        decides=reach.decides,
    )


def desk_row(task_id: int, *, by: User, at: datetime) -> tuple[str, WorkRow] | None:
    """Give one task as it lies on a person's desk, with its group; none when it is there no more."""
    reach = reach_of(by, on=local_day(at))
    for task in fetch(_mine(reach, by=by).filter(pk=task_id)):
        return _laid(task, reach, by=by, at=at, rules=Rules.of_office())
    return None


def _laid(
    task: Task, reach: Reach, *, by: User, at: datetime, rules: Rules
) -> tuple[str, WorkRow] | None:
    """Give the group a task of one's own belongs to and its row."""
    assignments = list(task.assignments.all())
    row = row_of(task, assignments, at=at, rules=rules)
    if task.state == "submitted":
        if reach.decides and not _submitted_by(task, by):
            return "confirm", _to_be_confirmed(task, row)
        return "others", WorkRow(row, _role(reach, assignments), "Xem", "eye", "", _sent(task))
    shown = _own_row(reach, row, assignments)
    if shown is None:
        return None
    asks_percent = task.progress_by == ProgressBy.PERCENT
    return _desk(row), replace(shown, returned=_sent_back(task), asks_percent=asks_percent)


def _mine(
    reach: Reach,
    *,
    by: User,
    states: Sequence[str] = ("not-started", "in-progress", "submitted"),
) -> QuerySet[Task]:
    leads = Q(role__in=LEADS, unit_id__in=reach.units)
    if reach.post.may(Duty.ADOPT_PLANS):
        leads |= Q(role=Role.LEAD, unit_id__isnull=True)
    part = Q(role=Role.PARTNER, unit_id__in=reach.units) & ~Q(state="done")
    assigned = Assignment.objects.filter(task_id=OuterRef("pk"))
    return tasks_visible_to(by).filter(
        Exists(assigned.filter(leads | part)),
        state__in=states,
    )


def _to_confirm(*, by: User) -> QuerySet[Task]:
    return tasks_visible_to(by).filter(state="submitted")


def fetch(found: QuerySet[Task]) -> list[Task]:
    """Read tasks with all that a row of a desk shows, the earliest due day first."""
    return list(
        found.select_related("plan", "section")
        .only(*ROW_FIELDS, "progress_by")
        .prefetch_related(
            Prefetch("assignments", queryset=Assignment.objects.order_by("task_id", "order")),
            Prefetch(
                "updates",
                queryset=Update.objects.filter(
                    Q(kind__in=[UpdateKind.SUBMITTED, UpdateKind.RETURNED])
                    # A period is answered by its report.
                    | Q(kind=UpdateKind.PROGRESS) & ~Q(task__every=""),
                    taken_back_at=None,
                )
                .select_related("post")
                .defer("before")
                .order_by("-id"),
                to_attr="submissions",
            ),
        )
        .order_by(F("due_day").asc(nulls_last=True), "plan_id", "order")[:DESK_LIMIT]
    )


def _submitted_by(task: Task, by: User) -> bool:
    submissions: list[Update] = getattr(task, "submissions", [])
    return bool(submissions) and is_by_the_same(submissions[0], by=by)


def _sent_back(task: Task) -> str:
    """Say why the last result came back, while nothing new has been sent."""
    said: list[Update] = getattr(task, "submissions", [])
    return said[0].note if said and said[0].kind == UpdateKind.RETURNED else ""


def _to_be_confirmed(task: Task, row: TaskRow) -> WorkRow:
    submissions: list[Update] = getattr(task, "submissions", [])
    who = submissions[0].acting_for.split(", ")[-1] if submissions else ", ".join(row.leads)
    return WorkRow(row, who, "Xác nhận", "check", "#quyet-dinh", _sent(task))


def _sent(task: Task) -> str:
    return f"nộp {task.submitted_at.astimezone():%d/%m}" if task.submitted_at else ""


def _role(reach: Reach, assignments: Sequence[Assignment]) -> str:
    for one in assignments:
        if one.unit_id in reach.units and one.role in LEADS:
            return "chủ trì" if one.role == Role.LEAD else "cùng chủ trì"
    return "chưa rõ đầu mối" if reach.leads(assignments) else "phối hợp"


def _own_row(reach: Reach, row: TaskRow, assignments: Sequence[Assignment]) -> WorkRow | None:
    role = _role(reach, assignments)
    if reach.leads(assignments):
        if row.status.timing is Timing.WAITING:
            return WorkRow(row, role, "Ghi sự kiện", "calendar-plus", "#su-kien")
        if row.deadline_kind == "recurring" and row.due_day is not None:
            return WorkRow(row, role, "Báo cáo", "send", "#cap-nhat")
        if row.percent >= 80:
            return WorkRow(row, role, "Nộp kết quả", "file-export", "#bao-xong")
        return WorkRow(row, role, "Cập nhật", "edit", "#cap-nhat", quick="report")
    part = reach.part(assignments)
    if part is not None:
        return WorkRow(
            row, role, "Cập nhật", "edit", "#phan-viec", quick="part", part_state=part.state
        )
    return None


def _desk(row: TaskRow) -> str:
    if row.status.group is Group.OVERDUE:
        return "late"
    return "soon" if row.status.timing in (Timing.SOON, Timing.QUIET) else "rest"


def _sorted(rows: Sequence[WorkRow]) -> tuple[WorkRow, ...]:
    return tuple(sorted(rows, key=lambda row: not row.returned))
