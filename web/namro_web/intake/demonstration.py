"""The demonstration: three communes made from real sample plans, and a year of invented progress.

The plans are real documents; the people are named by their posts, and every figure of progress is
invented and says so (“Dữ liệu mô phỏng”, on every page and in each note). Nothing is random:
the same day gives the same demonstration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction

import namro
from namro_web.accounts.models import User
from namro_web.foundation.clock import VIETNAM
from namro_web.intake import actions, queries
from namro_web.intake.actions import Particulars
from namro_web.intake.clarifying import waive_unclear
from namro_web.intake.demonstration_talk import talk
from namro_web.intake.models import Draft
from namro_web.intake.unclear import unclear_in_draft
from namro_web.organisations.access import acting_post_of
from namro_web.organisations.actions import Commune, create_commune_from_template, give_post
from namro_web.organisations.models import Role
from namro_web.organisations.queries import names_at
from namro_web.tasks import actions as tasks
from namro_web.tasks.models import Assignment, DeadlineKind, Task
from namro_web.ui.papers import LABEL

PASSWORD = "trinh-dien-nam-ro"  # noqa: S105 - printed on the screen, for invented accounts
SINCE = date(2025, 1, 1)

if TYPE_CHECKING:
    from namro.writing.summary import Summary

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Person:
    """An account of the demonstration: a post, never a name."""

    username: str
    unit: str
    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample plan and the commune that follows it.

    Attributes:
        folder: Under ``samples/``.
        prefix: Of its accounts' names.
        adopted: The day it is taken in.
    """

    folder: str
    name: str
    prefix: str
    template: str
    village_word: str
    villages: int
    adopted: date
    people: tuple[Person, ...]


def _people(
    prefix: str,
    *,
    office: str,
    office_title: str,
    second: str,
    second_title: str,
    leader: str,
    leader_title: str,
) -> tuple[Person, ...]:
    return (
        Person(f"{prefix}.vanphong", office, Role.COORDINATOR, office_title),
        Person(f"{prefix}.lanhdao", leader, Role.LEADER, leader_title),
        Person(f"{prefix}.vanhoa", second, Role.ENTRY, second_title),
        Person(f"{prefix}.congan", "police", Role.APPROVER, "Chỉ huy Công an xã"),
        Person(f"{prefix}.kiemtra", "party-inspection", Role.INSPECTOR, "Ủy ban Kiểm tra Đảng ủy"),
        Person(f"{prefix}.giamsat", "front", Role.SUPERVISOR, "Ủy ban MTTQ Việt Nam xã"),
        Person(f"{prefix}.quantri", office, Role.ADMIN, "Quản trị hệ thống của xã"),
    )


SAMPLES = (
    Sample(
        folder="trung-hoi",
        name="Trung Hội",
        prefix="th",
        template="three-tier",
        village_word="Xóm",
        villages=12,
        adopted=date(2025, 4, 1),
        people=_people(
            "th",
            office="office",
            office_title="Công chức Văn phòng - Thống kê",
            second="culture",
            second_title="Công chức Văn hóa - Xã hội",
            leader="committee",
            leader_title="Lãnh đạo UBND xã",
        ),
    ),
    Sample(
        folder="hoa-phong",
        name="Hòa Phong",
        prefix="hp",
        template="three-tier",
        village_word="Thôn",
        villages=8,
        adopted=date(2025, 4, 1),
        people=_people(
            "hp",
            office="office",
            office_title="Công chức Văn phòng - Thống kê",
            second="culture",
            second_title="Công chức Văn hóa - Xã hội",
            leader="committee",
            leader_title="Lãnh đạo UBND xã",
        ),
    ),
    Sample(
        folder="quang-son",
        name="Quang Sơn",
        prefix="qs",
        template="two-tier",
        village_word="Xóm",
        villages=10,
        adopted=date(2025, 7, 7),
        people=_people(
            "qs",
            office="party-office",
            office_title="Công chức Văn phòng Đảng ủy",
            second="culture",
            second_title="Công chức Phòng Văn hóa - Xã hội",
            leader="party",
            leader_title="Thường trực Đảng ủy xã",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration made of one sample, for printing."""

    sample: Sample
    title: str
    summary: Summary
    plan_id: int
    steps: int


@dataclass(slots=True)
class Cast:
    """The people of one commune, by the unit they work for."""

    commune: Commune
    coordinator: User
    leader: User
    by_unit: dict[str, User] = field(default_factory=dict)


def build(samples: Path, *, now: datetime, tell: Progress) -> list[Shown]:
    """Make the three communes, take their plans in, adopt them, and simulate the work since.

    Args:
        samples: The folder ``samples``.
        now: The present; nothing is simulated after it.
        tell: Called with a word, how many are done and how many there are.
    """
    return [_commune(sample, samples, now=now, tell=tell) for sample in SAMPLES]


@transaction.atomic
def _commune(sample: Sample, samples: Path, *, now: datetime, tell: Progress) -> Shown:
    label = f"Xã {sample.name}"
    adopted = min(sample.adopted, now.date() - timedelta(days=60))
    since = min(SINCE, adopted)
    tell(f"{label}: lập cây đơn vị", 0, 100)
    commune = create_commune_from_template(
        name=sample.name,
        by=None,
        template=sample.template,
        villages=sample.villages,
        village_word=sample.village_word,
        valid_from=since,
    )
    cast = _hire(sample, commune, since=since, at=adopted)
    tell(f"{label}: đọc kế hoạch", 10, 100)
    at = datetime.combine(adopted, time(9, 0), VIETNAM)
    data = (samples / sample.folder / "plan.txt").read_bytes()
    received = actions.receive_document(
        data=data, name=f"ke-hoach-{sample.folder}.txt", by=cast.coordinator, at=at
    )
    if received.draft_id is None:
        raise RuntimeError("a sample plan was kept as a plain document")
    actions.draft_plan(draft_id=received.draft_id)
    tell(f"{label}: duyệt và ban hành", 30, 100)
    draft = Draft.objects.get(pk=received.draft_id)
    found = queries.opened_draft(draft.pk, by=cast.coordinator)
    actions.accept_remaining(draft_id=draft.pk, version=draft.version, by=cast.coordinator, at=at)
    version = _let_out(draft.pk, version=draft.version + 1, by=cast.coordinator, at=at)
    read = queries.particulars_of(found.plan, fallback=label)
    plan_id = actions.adopt_draft(
        draft_id=draft.pk,
        particulars=Particulars(**read),
        version=version,
        by=cast.coordinator,
        at=at + timedelta(minutes=20),
    )
    _hire_leads(sample, cast, plan_id, since=since, at=adopted)
    steps = sorted(_story(plan_id, cast, adopted=adopted, now=now), key=lambda step: step.at)
    for number, step in enumerate(steps, 1):
        step.act()
        if number % 10 == 0 or number == len(steps):
            tell(f"{label}: mô phỏng tiến độ", 40 + 60 * number // len(steps), 100)
    heads = _hire_villages(sample, commune, since=since, at=now.date())
    talked = talk(plan_id, cast, villages=heads, now=now)
    tell(f"{label}: xong", 100, 100)
    return Shown(
        sample=sample,
        title=str(read["title"]),
        summary=namro.summary(found.plan, found.findings),
        plan_id=plan_id,
        steps=len(steps) + talked,
    )


def _hire(sample: Sample, commune: Commune, *, since: date, at: date) -> Cast:
    made: dict[Role, User] = {}
    by_unit: dict[str, User] = {}
    for person in sample.people:
        user = _account(person.username, person.title)
        unit = commune.units[person.unit]
        give_post(
            user_id=user.pk,
            unit_id=unit.pk,
            role=person.role,
            title=person.title,
            valid_from=since,
            by=None,
        )
        acting_post_of(user, chosen=None, at=at)
        made[person.role] = user
        if person.role in (Role.COORDINATOR, Role.ENTRY, Role.APPROVER):
            by_unit.setdefault(str(unit.pk), user)
    return Cast(commune, made[Role.COORDINATOR], made[Role.LEADER], by_unit)


def _hire_leads(sample: Sample, cast: Cast, plan_id: int, *, since: date, at: date) -> None:
    """Give every other unit that leads a task somebody who reports for it."""
    leads = Assignment.objects.filter(
        task__plan_id=plan_id, role__in=["lead", "co-lead"], unit__isnull=False
    )
    units = set(leads.values_list("unit_id", flat=True))
    names = names_at(units, at=at)
    for number, unit in enumerate(sorted(units, key=str), 1):
        if str(unit) in cast.by_unit:
            continue
        name = names[unit].name
        user = _account(f"{sample.prefix}.donvi{number:02d}", f"Người nhập của {name}")
        give_post(
            user_id=user.pk,
            unit_id=unit,
            role=Role.ENTRY,
            title=f"Người nhập của {name}",
            valid_from=since,
            by=None,
        )
        acting_post_of(user, chosen=None, at=at)
        cast.by_unit[str(unit)] = user


def _hire_villages(sample: Sample, commune: Commune, *, since: date, at: date) -> list[User]:
    """Give each village a head who reports for it."""
    heads = []
    for number in range(1, sample.villages + 1):
        title = f"Trưởng {sample.village_word.lower()} {number}"
        user = _account(f"{sample.prefix}.xom{number:02d}", title)
        give_post(
            user_id=user.pk,
            unit_id=commune.units[f"village-{number}"].pk,
            role=Role.ENTRY,
            title=title,
            valid_from=since,
            by=None,
        )
        acting_post_of(user, chosen=None, at=at)
        heads.append(user)
    return heads


def _account(username: str, title: str) -> User:
    # One hash for all: making each its own takes longer than reading the plans.
    return User.objects.create(username=username, full_name=title, password=_hashed())


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody does at a moment."""

    at: datetime
    act: Callable[[], object]


def _let_out(draft_id: int, *, version: int, by: User, at: datetime) -> int:
    """Waive what the sample plan leaves unclear, as an office does that has to issue it today."""
    held = unclear_in_draft(draft_id, by=by, at=at.date()).held
    if not held:
        return version
    return waive_unclear(
        draft_id=draft_id,
        keys=[one.statement.key for one in held],
        reason="Đơn vị chủ trì ghi chung; sẽ phân công cụ thể khi triển khai (dữ liệu mô phỏng).",
        version=version,
        by=by,
        at=at + timedelta(minutes=10),
    ).version


def _story(plan_id: int, cast: Cast, *, adopted: date, now: datetime) -> Iterator[Step]:
    """Tell what happened to every task from the adoption to now."""
    rows = Task.objects.filter(plan_id=plan_id).prefetch_related("assignments").order_by("order")
    for number, task in enumerate(rows):
        by = _reporter(task, cast)
        story = {
            DeadlineKind.BY_DATE: _by_date,
            DeadlineKind.RECURRING: _recurring,
            DeadlineKind.CONTINUOUS: _continuous,
            DeadlineKind.ON_EVENT: _on_event,
            DeadlineKind.NONE: _without_day,
        }[DeadlineKind(task.deadline_kind)]
        yield from story(task, number, by, cast, adopted, now)


def _reporter(task: Task, cast: Cast) -> User:
    for one in task.assignments.all():
        if one.role == "lead" and one.unit_id is not None:
            return cast.by_unit.get(str(one.unit_id), cast.coordinator)
    return cast.coordinator


def _by_date(
    task: Task, number: int, by: User, cast: Cast, adopted: date, now: datetime
) -> Iterator[Step]:
    due = task.due_day
    if due is None:
        return
    if due < now.date():
        if number % 6 == 4:
            yield _progress(task, by, _on(max(adopted, due - timedelta(days=20)), 3, now), 55)
            return
        if number % 6 == 5:
            sent = _on(now.date() - timedelta(days=2 + number % 3), 1, now)
            yield Step(sent, lambda: _submit(task, number, by, sent))
            return
        done = _on(max(adopted + timedelta(days=10), due - timedelta(days=4 + number % 9)), 0, now)
        yield from _finish(task, number, by, cast, done, now)
        return
    if number % 4 == 0:
        return
    yield _progress(task, by, _on(now.date() - timedelta(days=40 + number % 20), 0, now), 30)
    if number % 4 == 3:
        sent = _on(now.date() - timedelta(days=3 + number % 3), 1, now)
        yield Step(sent, lambda: _submit(task, number, by, sent))
    else:
        share = 45 + (number * 7) % 40
        yield _progress(task, by, _on(now.date() - timedelta(days=5 + number % 9), 2, now), share)


def _finish(
    task: Task, number: int, by: User, cast: Cast, done: datetime, now: datetime
) -> Iterator[Step]:
    yield Step(done, lambda: _submit(task, number, by, done))
    confirmed = min(done + timedelta(days=2, hours=1), now)
    if confirmed < now:
        # Nobody confirms their own word.
        judge = cast.leader if by == cast.coordinator else cast.coordinator
        yield Step(
            confirmed,
            lambda: tasks.confirm_done(
                task_id=task.pk, by=judge, at=confirmed, note=f"{LABEL}: đã kiểm tra sản phẩm."
            ),
        )


def _submit(task: Task, number: int, by: User, at: datetime) -> None:
    tasks.submit_done(
        task_id=task.pk,
        by=by,
        at=at,
        note=f"{LABEL}: đã có sản phẩm theo kế hoạch.",
        numbers=[f"{20 + number}/BC-MP"],
    )


def _recurring(
    task: Task, number: int, by: User, cast: Cast, adopted: date, now: datetime
) -> Iterator[Step]:
    from namro_web.tasks.occurrences import next_due_day, period_name

    due = task.due_day
    skips_last = number % 7 == 5
    while due is not None and due < now.date():
        following = next_due_day(task.every, task.month_days, after=due, until=task.until)
        if skips_last and (following is None or following >= now.date()):
            return
        at = _on(max(adopted, due - timedelta(days=2 + number % 4)), number % 3, now)
        name = period_name(task.every, due)

        def report(at: datetime = at, name: str = name) -> object:
            return tasks.report_progress(
                task_id=task.pk,
                by=by,
                at=at,
                note=f"{LABEL}: đã thực hiện trong {name}.",
                closes_period=True,
            )

        yield Step(at, report)
        due = following
    if due is not None and number % 3 == 1:
        yield _progress(task, by, _on(now.date() - timedelta(days=9 + number % 7), 2, now), 60)


def _continuous(
    task: Task, number: int, by: User, cast: Cast, adopted: date, now: datetime
) -> Iterator[Step]:
    if number % 5 == 0:
        return
    for back in (95, 12):
        day = now.date() - timedelta(days=back + number % 11)
        if day > adopted:
            yield _progress(task, by, _on(day, number % 4, now), None)


def _on_event(
    task: Task, number: int, by: User, cast: Cast, adopted: date, now: datetime
) -> Iterator[Step]:
    if number % 4 != 2:
        return
    happened = now.date() - timedelta(days=25)
    at = _on(happened + timedelta(days=1), 0, now)
    yield Step(
        at,
        lambda: tasks.record_event(
            task_id=task.pk,
            happened_on=happened,
            due_day=happened + timedelta(days=75),
            by=by,
            at=at,
            note=f"{LABEL}: đã có văn bản của cấp trên.",
        ),
    )
    yield _progress(task, by, _on(now.date() - timedelta(days=6), 1, now), 35)


def _without_day(
    task: Task, number: int, by: User, cast: Cast, adopted: date, now: datetime
) -> Iterator[Step]:
    recent = _on(now.date() - timedelta(days=7 + number % 30), 2, now)
    if number % 4 == 0:
        return
    if number % 5 == 1:
        yield from _finish(task, number, by, cast, recent, now)
        return
    yield _progress(task, by, recent, 20 + (number * 11) % 60)
    if number % 11 == 7:
        sent = _on(now.date() - timedelta(days=5), 1, now)
        yield Step(sent, lambda: _submit(task, number, by, sent))
        judge = cast.leader if by == cast.coordinator else cast.coordinator
        back = sent + timedelta(days=1)
        yield Step(
            back,
            lambda: tasks.return_to_author(
                task_id=task.pk, by=judge, at=back, reason=f"{LABEL}: sản phẩm chưa có số liệu."
            ),
        )
    elif number % 11 == 2:
        sent = _on(now.date() - timedelta(days=3), 3, now)
        yield Step(sent, lambda: _submit(task, number, by, sent))


def _progress(task: Task, by: User, at: datetime, percent: int | None) -> Step:
    return Step(
        at,
        lambda: tasks.report_progress(
            task_id=task.pk,
            by=by,
            at=at,
            percent=percent,
            note=f"{LABEL}: đang triển khai theo kế hoạch.",
        ),
    )


def _on(day: date, hours: int, now: datetime) -> datetime:
    """Give a moment of a working day, never later than now."""
    return min(datetime.combine(day, time(8 + hours, 15), VIETNAM), now - timedelta(minutes=5))
