"""Who is concerned by a task: those who report for its lead, the head of that unit, the standing body."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from namro_web.organisations.access import (
    DUTIES,
    Duty,
    delegations_holding,
    duties_delegated,
)
from namro_web.organisations.models import Post, Role
from namro_web.organisations.trees import branch_ids
from namro_web.tasks.models import Assignment, Task
from namro_web.tasks.models import Role as Part

_LEADS = (Part.LEAD, Part.CO_LEAD)
_DECIDING = frozenset({Duty.APPROVE_FOR_UNIT, Duty.CONFIRM_TASKS, Duty.DIRECT})
_HEADS = frozenset({Role.APPROVER, Role.LEADER})


@dataclass(slots=True)
class Audience:
    """The people of one office on a day, by what they are to its tasks (identities of users)."""

    reporters: dict[UUID, list[int]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[UUID, list[int]] = field(default_factory=lambda: defaultdict(list))
    body: list[int] = field(default_factory=list)
    leaders: list[int] = field(default_factory=list)
    holders: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    active: set[int] = field(default_factory=set)

    def doing(self, task: Task) -> list[int]:
        """Those who must act: the person responsible, else who reports for the lead, else the body."""
        if task.responsible_id is not None and task.responsible_id in self.holders:
            return list(self.holders[task.responsible_id])
        units = [one.unit_id for one in task.assignments.all() if one.role in _LEADS]
        found = _once(user for unit in units if unit for user in self.reporters.get(unit, ()))
        return found or self.body

    def partners(self, task: Task) -> list[int]:
        """Those who report for a partner's part."""
        units = [one.unit_id for one in task.assignments.all() if one.role == Part.PARTNER]
        return _once(user for unit in units if unit for user in self.reporters.get(unit, ()))

    def heads_of(self, task: Task) -> list[int]:
        """The head of the lead unit, and the leader who follows the task."""
        units = [one.unit_id for one in task.assignments.all() if one.role in _LEADS]
        found = [user for unit in units if unit for user in self.heads.get(unit, ())]
        if task.supervising_id is not None and task.supervising_id in self.holders:
            found += self.holders[task.supervising_id]
        return _once(found)

    def leading(self, task: Task) -> list[int]:
        """The leader who follows the task, and who stands in for them."""
        return list(self.holders.get(task.supervising_id or 0, ()))

    def watching(self, task: Task) -> list[int]:
        """Those who asked to hear of it."""
        return [one.user_id for one in task.watchings.all() if one.user_id in self.active]


def audience_of(root_id: UUID, *, on: date) -> Audience:
    """Gather the people of an office as it stood on a day, in three queries.

    Who stands in for somebody hears what they hear, as far as the delegation names the duty for it;
    the one stood in for goes on hearing it too.
    """
    audience = Audience()
    branch = branch_ids(root_id, at=on)
    posts = (
        Post.objects.at(on)
        .filter(unit_id__in=branch, user__is_active=True)
        .order_by("valid_from", "id")
        .values_list("id", "user_id", "unit_id", "role")
    )
    for post_id, user_id, unit_id, role in posts:
        _place(audience, post_id, user_id, unit_id, Role(role), DUTIES[Role(role)])
    standing_in = delegations_holding(on).filter(giver_post__unit_id__in=branch)
    for one in standing_in.select_related("giver_post", "delegate_post").order_by("id"):
        giver, user_id = one.giver_post, one.delegate_post.user_id
        duties = duties_delegated(one)
        _place(audience, giver.pk, user_id, giver.unit_id, Role(giver.role), duties)
    audience.body = _once(audience.body)
    return audience


def _place(
    audience: Audience,
    post_id: int,
    user_id: int,
    unit_id: UUID,
    role: Role,
    duties: Collection[Duty],
) -> None:
    """Put a person among those they belong to by a post, as far as its duties go."""
    audience.holders[post_id].append(user_id)
    audience.active.add(user_id)
    if Duty.UPDATE_TASKS in duties:
        audience.reporters[unit_id].append(user_id)
    decides = bool(_DECIDING & set(duties))
    if role in _HEADS and decides:
        audience.heads[unit_id].append(user_id)
    if role == Role.COORDINATOR and decides:
        audience.body.append(user_id)
    if role == Role.LEADER and decides:
        audience.leaders.append(user_id)


def with_people(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Fetch tasks with what an audience looks at."""
    return tasks.select_related("plan").prefetch_related(
        Prefetch("assignments", queryset=Assignment.objects.order_by("task_id", "order")),
        "watchings",
    )


def lead_name(task: Task) -> str:
    """Give the name of the accountable lead as printed."""
    return next((one.name for one in task.assignments.all() if one.role == Part.LEAD), "")


def units_of(tasks: Iterable[Task]) -> Mapping[UUID, tuple[int, int]]:
    """Count, for each unit, the tasks it leads and those it has a part in."""
    counts: dict[UUID, list[int]] = defaultdict(lambda: [0, 0])
    for task in tasks:
        seen: set[UUID] = set()
        for one in task.assignments.all():
            if one.unit_id is None or one.unit_id in seen:
                continue
            if one.role in _LEADS or one.role == Part.PARTNER:
                seen.add(one.unit_id)
                counts[one.unit_id][0 if one.role in _LEADS else 1] += 1
    return {unit: (led, joined) for unit, (led, joined) in counts.items()}


def _once(users: Iterable[int] | Collection[int]) -> list[int]:
    return list(dict.fromkeys(users))
