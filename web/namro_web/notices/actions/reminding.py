"""Reminding of deadlines: each step of each deadline once, never of work that is done or halted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from namro_web.foundation.history import record
from namro_web.notices.audiences import Audience, audience_of, lead_name, with_people
from namro_web.notices.models import Notice, NoticeKind, ReminderRules
from namro_web.notices.queries.rules import calendar_of
from namro_web.notices.reminders import (
    Calendar,
    Reminder,
    escalations_due,
    first_day_of_interest,
    reminder_due,
)
from namro_web.plans.models import Plan
from namro_web.plans.queries import short_name
from namro_web.tasks.models import DeadlineKind, State, Task
from namro_web.tasks.status import Rules, local_day

_BATCH = 500
_OPEN = (State.NOT_STARTED, State.IN_PROGRESS)
# Standing work that nobody reports on is asked about again after so many days.
_QUIET_AGAIN = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice before it is known whether it was given already."""

    recipient_id: int
    kind: NoticeKind
    key: str
    title: str
    text: str
    url: str
    task_id: int | None = None
    due_day: date | None = None


def offices_with_work() -> list[UUID]:
    """Give the offices that follow any plan."""
    return list(Plan.objects.order_by().values_list("owner_id", flat=True).distinct())


def drafts_for(root_id: UUID, *, at: datetime) -> Iterator[Draft]:
    """Give every reminder an office's deadlines call for now, given already or not.

    What a dry run shows and what a real run gives are both read from here.
    """
    calendar = calendar_of(root_id)
    if calendar.is_on:
        for batch in _batches(root_id, calendar, at=at):
            audience = audience_of(root_id, on=local_day(at))
            for task in batch:
                yield from _drafts(task, audience, calendar, at=at)


def remind(*, at: datetime) -> int:
    """Give every reminder that is due and was not given yet; say how many.

    Safe to run at any time, as often as wished and by several at once: each batch is one
    transaction, and a person is told of one step of one deadline once.
    """
    return sum(remind_office(root_id, at=at) for root_id in offices_with_work())


def remind_office(root_id: UUID, *, at: datetime) -> int:
    """Do the same for one office."""
    calendar = calendar_of(root_id)
    if not calendar.is_on:
        return 0
    given = 0
    audience = audience_of(root_id, on=local_day(at))
    for batch in _batches(root_id, calendar, at=at):
        drafts = [draft for task in batch for draft in _drafts(task, audience, calendar, at=at)]
        given += give(drafts, root_id=root_id, at=at, verb="notices.reminded")
    return given


@transaction.atomic
def give(drafts: Sequence[Draft], *, root_id: UUID, at: datetime, verb: str) -> int:
    """Keep the notices that were not given yet, with one line of history; say how many."""
    if not drafts:
        return 0
    # Whoever else reminds this office now waits here, so that none is counted twice.
    rules, _ = ReminderRules.objects.get_or_create(root_id=root_id)
    ReminderRules.objects.select_for_update().get(pk=rules.pk)
    known = set(
        Notice.objects.filter(
            recipient_id__in={draft.recipient_id for draft in drafts},
            key__in={draft.key for draft in drafts},
        ).values_list("recipient_id", "key")
    )
    fresh = {
        (draft.recipient_id, draft.key): draft
        for draft in drafts
        if (draft.recipient_id, draft.key) not in known
    }
    if not fresh:
        return 0
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=draft.recipient_id,
                root_id=root_id,
                kind=draft.kind,
                key=draft.key,
                task_id=draft.task_id,
                title=draft.title[:300],
                text=draft.text[:500],
                url=draft.url[:200],
                due_day=draft.due_day,
                at=at,
            )
            for draft in fresh.values()
        ]
    )
    record(verb, rules, by=None, unit=str(root_id), at=at, notices=len(fresh))
    return len(fresh)


def _batches(root_id: UUID, calendar: Calendar, *, at: datetime) -> Iterator[list[Task]]:
    today = local_day(at)
    quiet_since = today - timedelta(days=Rules.of_office().quiet_days)
    wanted = with_people(
        Task.objects.filter(plan__owner_id=root_id, state__in=_OPEN).filter(
            Q(due_day__lte=first_day_of_interest(calendar, on=today))
            | (
                Q(deadline_kind=DeadlineKind.CONTINUOUS, followed_since__lt=quiet_since)
                & (Q(last_report_at__isnull=True) | Q(last_report_at__date__lt=quiet_since))
            )
        )
    ).order_by("pk")
    last = 0
    while batch := list(wanted.filter(pk__gt=last)[:_BATCH]):
        yield batch
        last = batch[-1].pk


def _drafts(task: Task, audience: Audience, calendar: Calendar, *, at: datetime) -> Iterator[Draft]:
    today = local_day(at)
    if task.due_day is None:
        yield from _quiet(task, audience, on=today)
        return
    reminder = reminder_due(task.due_day, on=today, calendar=calendar)
    doing = audience.doing(task)
    if reminder is not None:
        told = list(doing)
        if reminder.kind in (NoticeKind.TODAY, NoticeKind.LATE):
            told += audience.watching(task)
        key = f"due:{task.pk}:{task.due_day:%Y%m%d}:{reminder.step}"
        yield from _for_each(told, task, reminder.kind, key, _title(task, reminder, on=today))
    late = (today - task.due_day).days
    above = {"head": audience.heads_of(task), "body": audience.body}
    for who in escalations_due(task.due_day, on=today, calendar=calendar):
        told = [user for user in above[who] if user not in doing]
        key = f"late:{task.pk}:{task.due_day:%Y%m%d}:{who}"
        title = f"{lead_name(task) or 'Chưa rõ chủ trì'} quá hạn {late} ngày: {task.text}"
        yield from _for_each(told, task, NoticeKind.ESCALATED, key, title)


def _quiet(task: Task, audience: Audience, *, on: date) -> Iterator[Draft]:
    since = local_day(task.last_report_at) if task.last_report_at else task.followed_since
    silent = (on - since).days
    times = (silent - Rules.of_office().quiet_days) // _QUIET_AGAIN
    key = f"quiet:{task.pk}:{since:%Y%m%d}:{times}"
    title = f"Đã {silent} ngày chưa báo cáo: {task.text}"
    yield from _for_each(audience.doing(task), task, NoticeKind.QUIET, key, title)


def _for_each(
    users: Iterable[int], task: Task, kind: NoticeKind, key: str, title: str
) -> Iterator[Draft]:
    where = f"{short_name(task.plan)}" + (f", TT {task.no}" if task.no else "")
    due = f"hạn {task.due_day:%d/%m/%Y}" if task.due_day else "việc thường xuyên"
    for user in dict.fromkeys(users):
        yield Draft(
            recipient_id=user,
            kind=kind,
            key=key,
            title=title,
            text=f"{where} · {due}",
            url=f"/nhiem-vu/{task.pk}/",
            task_id=task.pk,
            due_day=task.due_day,
        )


def _title(task: Task, reminder: Reminder, *, on: date) -> str:
    left = (task.due_day - on).days if task.due_day else 0
    if reminder.kind == NoticeKind.AHEAD:
        return f"Còn {left} ngày: {task.text}"
    if reminder.kind == NoticeKind.TODAY:
        return f"Đến hạn hôm nay: {task.text}"
    return f"Quá hạn {-left} ngày: {task.text}"
