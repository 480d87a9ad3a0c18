"""Listening to history: whom each act concerns is told once, however often a worker dies on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from namro_web.foundation.models import HistoryLine
from namro_web.notices.actions.reminding import Draft, give
from namro_web.notices.audiences import Audience, audience_of, units_of, with_people
from namro_web.notices.models import ABOUT_DEADLINES, Hearing, Notice, NoticeKind
from namro_web.plans.models import Plan
from namro_web.plans.queries import short_name
from namro_web.tasks.models import Task
from namro_web.tasks.status import local_day

_BATCH = 200

Data = Mapping[str, Any]
# Who is concerned by an act on a task, and what they are told: people, kind, words.
Told = tuple[Iterable[int], NoticeKind, str]
Maker = Callable[[Task, Audience, Data], Iterable[Told]]


def hear(*, at: datetime) -> int:
    """Listen to what happened since last time and tell whom it concerns; say how many notices.

    How far was listened is kept in the same transaction as the notices, and history has no gaps: a
    program killed in the middle begins the same lines again, having told nobody.
    """
    given = 0
    while True:
        heard, number = _hear_some(at=at)
        given += number
        if heard < _BATCH:
            return given


@transaction.atomic
def _hear_some(*, at: datetime) -> tuple[int, int]:
    mark, _ = Hearing.objects.select_for_update().get_or_create(pk=1)
    lines = list(
        HistoryLine.objects.filter(number__gt=mark.heard_through).order_by("number")[:_BATCH]
    )
    if not lines:
        return 0, 0
    drafts = _drafts([line for line in lines if line.verb in _MAKERS or line.verb == _CREATED])
    for line in lines:
        if line.verb in _CLOSING or (line.verb == _REPORTED and line.data.get("period")):
            _close(line, at=at)
    given = sum(
        give(some, root_id=root_id, at=at, verb="notices.told") for root_id, some in drafts.items()
    )
    mark.heard_through = lines[-1].number
    mark.save(update_fields=["heard_through"])
    return len(lines), given


def _close(line: HistoryLine, *, at: datetime) -> None:
    """Put away reminders of a deadline that no longer holds: the work is done, halted or moved."""
    Notice.objects.filter(
        task_id=line.subject_id, kind__in=ABOUT_DEADLINES, read_at__isnull=True
    ).update(read_at=at)


def _drafts(lines: Sequence[HistoryLine]) -> dict[UUID, list[Draft]]:
    by_office: dict[UUID, list[Draft]] = defaultdict(list)
    ids = {int(line.subject_id) for line in lines if line.verb in _MAKERS}
    tasks = {task.pk: task for task in with_people(Task.objects.filter(pk__in=ids))}
    audiences: dict[tuple[UUID, object], Audience] = {}

    def audience(root_id: UUID, line: HistoryLine) -> Audience:
        key = (root_id, local_day(line.at))
        if key not in audiences:
            audiences[key] = audience_of(root_id, on=local_day(line.at))
        return audiences[key]

    for line in lines:
        if line.verb == _CREATED:
            plan = Plan.objects.filter(pk=line.subject_id).first()
            if plan is not None:
                people = audience(plan.owner_id, line)
                by_office[plan.owner_id] += _handed_out(plan, people, line)
            continue
        task = tasks.get(int(line.subject_id))
        if task is None:
            continue
        root_id = task.plan.owner_id
        by_office[root_id] += _told(line, task, audience(root_id, line))
    return by_office


def _told(line: HistoryLine, task: Task, audience: Audience) -> Iterator[Draft]:
    seen = {line.actor_id}
    for users, kind, words in _MAKERS[line.verb](task, audience, line.data):
        for user in users:
            if str(user) in seen or user not in audience.active:
                continue
            seen.add(str(user))
            yield Draft(
                recipient_id=user,
                kind=kind,
                key=f"line:{line.number}",
                title=f"{words}: {task.text}",
                text=_who(line, task),
                url=f"/nhiem-vu/{task.pk}/",
                task_id=task.pk,
                due_day=task.due_day,
            )


def _handed_out(plan: Plan, audience: Audience, line: HistoryLine) -> Iterator[Draft]:
    """Tell each unit, in one notice, what a plan that was issued gives it to do."""
    tasks = list(with_people(Task.objects.filter(plan=plan)))
    for unit_id, (led, joined) in units_of(tasks).items():
        parts = [f"chủ trì {led}"] if led else []
        parts += [f"phối hợp {joined}"] if joined else []
        for user in audience.reporters.get(unit_id, ()):
            if str(user) == line.actor_id:
                continue
            yield Draft(
                recipient_id=user,
                kind=NoticeKind.ASSIGNED,
                key=f"line:{line.number}:{unit_id}",
                title=f"Được giao {' và '.join(parts)} nhiệm vụ trong {short_name(plan)}",
                text=plan.title[:400],
                url=f"/nhiem-vu/?ke-hoach={plan.pk}&don-vi={unit_id}",
            )


def _who(line: HistoryLine, task: Task) -> str:
    said = str(
        line.data.get("reason") or line.data.get("note") or line.data.get("text") or ""
    ).strip()
    who = " · ".join(part for part in (line.actor_name, short_name(task.plan)) if part)
    return f"{who} · “{said[:300]}”" if said else who


# What each act means to whom.


def _to_doers(kind: NoticeKind, words: str) -> Maker:
    def make(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
        yield audience.doing(task), kind, words
        yield audience.watching(task), kind, words

    return make


def _to_deciders(kind: NoticeKind, words: str) -> Maker:
    def make(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
        yield audience.body, kind, words
        yield audience.leading(task), kind, words

    return make


def _obstacle_raised(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
    words = "Khó khăn, vướng mắc chờ trả lời"
    yield _people_of(audience, data.get("waits_for_unit")), NoticeKind.OBSTACLE, words
    yield audience.body, NoticeKind.OBSTACLE, "Nêu khó khăn, vướng mắc"
    yield audience.leading(task), NoticeKind.OBSTACLE, "Nêu khó khăn, vướng mắc"


def _obstacle_answered(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
    words = "Đã trả lời khó khăn, vướng mắc"
    if data.get("raised_by"):
        yield [int(data["raised_by"])], NoticeKind.OBSTACLE, words
    yield audience.doing(task), NoticeKind.OBSTACLE, words


def _directed(words: str) -> Maker:
    def make(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
        for unit in data.get("units") or ():
            yield _people_of(audience, unit), NoticeKind.DIRECTION, words

    return make


def _shared(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
    for unit in data.get("units") or ():
        yield _people_of(audience, unit), NoticeKind.ASSIGNED, "Được giao phần việc"


def _handed_to_unit(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
    yield _people_of(audience, data.get("unit_to")), NoticeKind.ASSIGNED, "Được giao chủ trì"


def _people_named(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
    if data.get("responsible_user"):
        yield [int(data["responsible_user"])], NoticeKind.ASSIGNED, "Được giao phụ trách"
    if data.get("supervising_user"):
        yield [int(data["supervising_user"])], NoticeKind.ASSIGNED, "Được giao chỉ đạo"


def _commented(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
    named = [int(one) for one in data.get("mentions") or ()]
    yield named, NoticeKind.COMMENT, "Nhắc đến anh/chị"


def _time_decided(words: str) -> Maker:
    def make(task: Task, audience: Audience, data: Data) -> Iterable[Told]:
        if data.get("asked_by"):
            yield [int(data["asked_by"])], NoticeKind.DECIDED, words
        yield audience.doing(task), NoticeKind.DECIDED, words

    return make


def _people_of(audience: Audience, unit: object) -> list[int]:
    """Give who acts for a unit: those who report for it and its head."""
    if not unit:
        return []
    unit_id = UUID(str(unit))
    return [*audience.heads.get(unit_id, ()), *audience.reporters.get(unit_id, ())]


_CREATED, _REPORTED = "tasks.tasks-created", "tasks.progress-reported"
_DECIDED = NoticeKind.DECIDED
_MAKERS: dict[str, Maker] = {
    "tasks.submitted": _to_deciders(NoticeKind.SUBMITTED, "Báo hoàn thành, chờ xác nhận"),
    "tasks.confirmed": _to_doers(_DECIDED, "Đã xác nhận hoàn thành"),
    "tasks.returned": _to_doers(_DECIDED, "Bị trả lại"),
    "tasks.period-confirmed": _to_doers(_DECIDED, "Đã xác nhận báo cáo kỳ"),
    "tasks.period-returned": _to_doers(_DECIDED, "Báo cáo kỳ bị trả lại"),
    "tasks.deadline-extended": _to_doers(_DECIDED, "Được gia hạn"),
    "tasks.paused": _to_doers(_DECIDED, "Tạm dừng"),
    "tasks.resumed": _to_doers(_DECIDED, "Được tiếp tục"),
    "tasks.cancelled": _to_doers(_DECIDED, "Đã hủy"),
    "tasks.time-asked": _to_deciders(NoticeKind.SUBMITTED, "Xin gia hạn"),
    "tasks.time-granted": _time_decided("Đồng ý gia hạn"),
    "tasks.time-refused": _time_decided("Không đồng ý gia hạn"),
    "tasks.obstacle-raised": _obstacle_raised,
    "tasks.obstacle-answered": _obstacle_answered,
    "tasks.obstacle-closed": _obstacle_answered,
    "tasks.directed": _directed("Ý kiến chỉ đạo"),
    "tasks.urged": _directed("Đôn đốc"),
    "tasks.shared": _shared,
    "tasks.subtask-added": _handed_to_unit,
    "tasks.reassigned": _handed_to_unit,
    "tasks.people-named": _people_named,
    "tasks.commented": _commented,
    "tasks.comment-edited": _commented,
}
# After these, the reminders given so far speak of a deadline that no longer holds.
_CLOSING = frozenset(
    {
        "tasks.submitted",
        "tasks.confirmed",
        "tasks.paused",
        "tasks.cancelled",
        "tasks.deadline-extended",
        "tasks.time-granted",
    }
)
