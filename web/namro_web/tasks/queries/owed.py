"""What one unit owes: the open tasks it leads, late first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from namro_web.accounts.models import User
from namro_web.tasks.access import LEADS, tasks_visible_to
from namro_web.tasks.models import Assignment, State
from namro_web.tasks.queries.mine import fetch
from namro_web.tasks.rows import TaskRow, row_of
from namro_web.tasks.status import Group, Rules

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Owed:
    """The first of a unit's open tasks, and how many there are."""

    unit_id: UUID
    rows: tuple[TaskRow, ...]
    total: int
    late: int

    @property
    def hidden(self) -> int:
        """How many are not drawn."""
        return self.total - len(self.rows)


def owed_by(unit_id: UUID, *, by: User, at: datetime) -> Owed:
    """Give what a unit has to do as lead, what is late longest first; as far as the reader sees it."""
    rules = Rules.of_office()
    led = Assignment.objects.filter(task_id=OuterRef("pk"), role__in=LEADS, unit_id=unit_id)
    found = fetch(
        tasks_visible_to(by).filter(
            Exists(led), state__in=[State.NOT_STARTED, State.IN_PROGRESS, State.SUBMITTED]
        )
    )
    rows = [row_of(task, list(task.assignments.all()), at=at, rules=rules) for task in found]
    late = [row for row in rows if row.status.group is Group.OVERDUE]
    rest = [row for row in rows if row.status.group is not Group.OVERDUE]
    return Owed(unit_id, tuple([*late, *rest][:SHOWN]), len(rows), len(late))
