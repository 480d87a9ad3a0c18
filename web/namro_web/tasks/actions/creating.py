"""A plan's tasks are stored when it is adopted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurring
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.foundation.search_keys import search_key
from namro_web.plans.access import plan_to_fill
from namro_web.plans.parts import CreatedPlan
from namro_web.tasks.clarities import clarity_of, leading
from namro_web.tasks.models import Assignment, DeadlineKind, Role, Task
from namro_web.tasks.occurrences import next_due_day
from namro_web.tasks.parts import NewAssignment, NewTask
from namro_web.tasks.status import local_day


@transaction.atomic
def create_tasks(
    *, plan: CreatedPlan, tasks: Sequence[NewTask], by: User, at: datetime
) -> list[int]:
    """Store the tasks of a plan that has just been created, and give their identities.

    A plan is followed from the day it is adopted: periods that ended before are not asked for.

    Raises:
        Missing: There is no such plan here.
        NotAllowed: The post does not adopt plans.
        Invalid: A task has no text, or a role that does not exist.
        Conflict: The plan has its tasks already.
    """
    row = plan_to_fill(plan.plan_id, by=by)
    if Task.objects.filter(plan=row).exists():
        raise Conflict("tasks.already-created", "Kế hoạch này đã có nhiệm vụ.")
    ids = store_tasks(plan, tasks, since=local_day(at))
    record("tasks.tasks-created", row, by=by, unit=str(row.owner_id), at=at, tasks=len(ids))
    return ids


def store_tasks(
    plan: CreatedPlan,
    tasks: Sequence[NewTask],
    *,
    since: date,
    first_order: int = 0,
    added_in_id: int | None = None,
) -> list[int]:
    """Store tasks of a plan that has been fetched to be filled, and give their identities.

    Raises:
        Invalid: A task has no text, or a role that does not exist.
    """
    named = [list(roles_of(order, one)) for order, one in enumerate(tasks)]
    stored = [
        _task(plan, order, one, names, since)
        for order, (one, names) in enumerate(zip(tasks, named, strict=True), start=first_order)
    ]
    for task in stored:
        task.added_in_id = added_in_id
    Task.objects.bulk_create(stored, batch_size=500)
    Assignment.objects.bulk_create(
        (
            Assignment(
                task=task, unit_id=name.unit_id, name=name.name[:500], role=role, order=order
            )
            for task, names in zip(stored, named, strict=True)
            for order, (name, role) in enumerate(names)
        ),
        batch_size=500,
    )
    return [task.pk for task in stored]


def roles_of(order: int, task: NewTask) -> Iterator[tuple[NewAssignment, Role]]:
    """Make the first lead accountable, further leads its equals, and drop what is said twice."""
    has_lead = False
    seen: set[tuple[object, Role]] = set()
    for one in task.assignments:
        if one.role not in Role.values or not one.name.strip():
            raise Invalid(
                "tasks.unknown-role",
                f"Nhiệm vụ {task.no or order + 1}: đơn vị tham gia chưa có tên hoặc vai trò.",
                field=f"tasks.{order}.assignments",
            )
        role = Role(one.role)
        if role is Role.LEAD and has_lead:
            role = Role.CO_LEAD
        key = (one.unit_id if one.unit_id is not None else search_key(one.name), role)
        lead_again = role is Role.CO_LEAD and (key[0], Role.LEAD) in seen
        if key in seen or lead_again:
            continue
        seen.add(key)
        has_lead = has_lead or role is Role.LEAD
        yield one, role


def _task(
    plan: CreatedPlan,
    order: int,
    one: NewTask,
    names: Sequence[tuple[NewAssignment, Role]],
    since: date,
) -> Task:
    text = one.text.strip()
    if not text:
        raise Invalid("tasks.no-text", "Nhiệm vụ phải có nội dung.", field=f"tasks.{order}.text")
    time = deadline_columns(one.deadline, since=since)
    clarity = clarity_of(
        text=text,
        leads=leading(
            (name.name, name.unit_id) for name, role in names if role in (Role.LEAD, Role.CO_LEAD)
        ),
        partners=sum(role is Role.PARTNER for _, role in names),
        deliverable=one.deliverable,
        deadline_kind=str(time["deadline_kind"]),
    )
    return Task(
        plan_id=plan.plan_id,
        section_id=plan.section_id(one.section),
        order=order,
        no=one.no[:20],
        text=text,
        origin=one.origin,
        line=one.line,
        end_line=max(one.line, one.end_line),
        span_start=one.span[0],
        span_end=max(one.span),
        deliverable=one.deliverable.strip(),
        deadline_raw=one.deadline_raw[:500],
        followed_since=since,
        clear_work=clarity.work,
        clear_people=clarity.people,
        clear_duty=clarity.duty,
        clear_result=clarity.result,
        clear_time=clarity.time,
        search_key=search_key(f"{one.no} {text} {one.deliverable}"),
        **time,
    )


def deadline_columns(deadline: Deadline | None, *, since: date) -> dict[str, object]:
    """Turn a deadline as read into the columns that keep it."""
    match deadline:
        case ByDate(day=day, start=start):
            return {
                "deadline_kind": DeadlineKind.BY_DATE,
                "deadline_start": start,
                "first_due_day": day,
                "due_day": day,
            }
        case Recurring(every=every, month_days=month_days, until=until):
            days = [list(pair) for pair in month_days]
            first = next_due_day(every, days, after=since - timedelta(days=1), until=until)
            return {
                "deadline_kind": DeadlineKind.RECURRING,
                "every": every.value,
                "month_days": days,
                "until": until,
                "first_due_day": first,
                "due_day": first,
            }
        case Continuous(until=until):
            return {"deadline_kind": DeadlineKind.CONTINUOUS, "until": until}
        case OnEvent(condition=condition):
            return {
                "deadline_kind": DeadlineKind.ON_EVENT,
                "condition": condition.strip() or "Khi có yêu cầu",
            }
        case None:
            return {"deadline_kind": DeadlineKind.NONE}
