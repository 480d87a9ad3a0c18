"""One task as every list shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from namro_web.plans.queries import short_name
from namro_web.tasks.clarities import KEYS
from namro_web.tasks.models import DeadlineKind, Every, Origin, Role, Task
from namro_web.tasks.occurrences import period_name
from namro_web.tasks.status import Facts, Rules, Status, status_of

NOBODY = "Chưa rõ chủ trì"
"""How tables and filters call the lead of a task that has none."""


ROW_FIELDS = (
    "plan__number",
    "plan__kind",
    "plan__issuer",
    "section__label",
    "section__title",
    "no",
    "text",
    "origin",
    "deliverable",
    "deadline_kind",
    "deadline_raw",
    "every",
    "condition",
    "first_due_day",
    "due_day",
    "followed_since",
    "state",
    "percent",
    "last_report_at",
    "submitted_day",
    "submitted_at",
    "clear_work",
    "clear_people",
    "clear_duty",
    "clear_result",
    "clear_time",
    "version",
)
"""What a row is made of. Whatever ``row_of`` reads must stand here, or each row asks for it anew."""


class Assigned(Protocol):
    """What a row needs to know of an assignment."""

    @property
    def name(self) -> str:
        """The name the plan prints."""

    @property
    def role(self) -> str:
        """What it is to the task."""

    @property
    def unit_id(self) -> UUID | None:
        """The unit it was found to be."""


class Named(NamedTuple):
    """An assignment read for a row and nothing else."""

    name: str
    role: str
    unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task in a list."""

    id: int
    plan_id: int
    plan_name: str
    section_id: int | None
    section_label: str
    section_title: str
    no: str
    text: str
    origin: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    deliverable: str
    deadline: str
    deadline_kind: str
    deadline_raw: str
    due_day: date | None
    first_due_day: date | None
    is_extended: bool
    status: Status
    percent: int
    clear: tuple[bool, bool, bool, bool, bool, bool]
    version: int
    asked: tuple[str, ...] = KEYS[:5]
    # What only some tables ask for.
    parent_id: int | None = None
    breakdown: str = ""
    last_report_at: datetime | None = None
    responsible: str = ""
    supervising: str = ""
    obstacles: int = 0
    children: int = 0
    children_done: int = 0

    @property
    def place(self) -> str:
        """Where it stands, in a few words: plan, part and number."""
        number = f"TT {self.no}" if self.no else ""
        return " · ".join(part for part in (self.plan_name, self.origin, number) if part)

    @property
    def status_text(self) -> str:
        """The status in words, with the days where a person must hurry."""
        if self.status.key == "due_soon" and self.status.days is not None:
            return f"{self.status.label}, {self.status.days} ngày"
        return self.status.label

    @property
    def days_text(self) -> str:
        """How far the due day is; empty where nothing can be late."""
        days = self.status.days
        if days is None or not self.status.is_open:
            return ""
        if days < 0:
            return f"quá hạn {-days} ngày"
        return "hôm nay" if days == 0 else f"còn {days} ngày"

    @property
    def kind_label(self) -> str:
        """What sort of deadline it has, in words."""
        return str(DeadlineKind(self.deadline_kind).label)

    @property
    def clear_count(self) -> int:
        """How many it has of the clarities that its office asks for."""
        return sum(has for key, has in zip(KEYS, self.clear, strict=True) if key in self.asked)

    @property
    def clear_asked(self) -> int:
        """How many clarities its office asks for."""
        return len(self.asked)


def facts_of(task: Task) -> Facts:
    """Take from a task what its status is derived from."""
    return Facts(
        state=task.state,
        deadline_kind=task.deadline_kind,
        due_day=task.due_day,
        followed_since=task.followed_since,
        last_report_at=task.last_report_at,
        submitted_day=task.submitted_day,
    )


def row_of(
    task: Task, assignments: Sequence[Assigned], *, at: datetime, rules: Rules | None = None
) -> TaskRow:
    """Show a task that has been fetched with its plan and section."""
    return TaskRow(
        id=task.pk,
        plan_id=task.plan_id,
        plan_name=short_name(task.plan),
        section_id=task.section_id,
        section_label=task.section.label if task.section else "",
        section_title=task.section.title if task.section else "",
        no=task.no,
        text=task.text,
        origin=Origin(task.origin).label,
        leads=_names(assignments, Role.LEAD, Role.CO_LEAD),
        partners=_names(assignments, Role.PARTNER),
        deliverable=task.deliverable,
        deadline=deadline_text(task),
        deadline_kind=task.deadline_kind,
        deadline_raw=task.deadline_raw,
        due_day=task.due_day,
        first_due_day=task.first_due_day,
        is_extended=is_extended(task),
        status=status_of(facts_of(task), at, rules),
        percent=task.percent,
        clear=(
            task.clear_work,
            task.clear_people,
            task.clear_duty,
            task.clear_result,
            task.clear_time,
            has_authority(assignments),
        ),
        version=task.version,
    )


def has_authority(assignments: Sequence[Assigned]) -> bool:
    """Say whether every body that is given the task is one that the office may give work to."""
    given = [one for one in assignments if one.role in (Role.LEAD, Role.CO_LEAD, Role.PARTNER)]
    leads = any(one.role != Role.PARTNER for one in given)
    return leads and all(one.unit_id is not None for one in given)


def _names(assignments: Sequence[Assigned], *roles: Role) -> tuple[str, ...]:
    """Give the names as printed; a group's name stands once however many units it means."""
    return tuple(dict.fromkeys(one.name for one in assignments if one.role in roles))


def is_extended(task: Task) -> bool:
    """Say whether the day moved after the plan set it."""
    return (
        task.deadline_kind == DeadlineKind.BY_DATE
        and task.first_due_day is not None
        and task.due_day != task.first_due_day
    )


def deadline_text(task: Task) -> str:
    """Say when a task is due, in words."""
    match task.deadline_kind:
        case DeadlineKind.BY_DATE if task.due_day is not None:
            return f"{task.due_day:%d/%m/%Y}"
        case DeadlineKind.RECURRING:
            every = Every(task.every).label.capitalize()
            if task.due_day is None or task.every == Every.YEARLY:
                return every
            return f"{every}, {period_name(task.every, task.due_day)}"
        case DeadlineKind.CONTINUOUS:
            return "Thường xuyên"
        case DeadlineKind.ON_EVENT:
            return task.condition[:1].upper() + task.condition[1:]
    return "Chưa rõ"
