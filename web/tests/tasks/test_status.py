"""Where a task stands, as tables: what was said, held against its time."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from namro_web.foundation.clock import VIETNAM
from namro_web.tasks.models import DeadlineKind, State, Task
from namro_web.tasks.occurrences import missed_days, next_due_day, period_name
from namro_web.tasks.queries import Filter, task_list
from namro_web.tasks.rows import facts_of
from namro_web.tasks.status import (
    Facts,
    Group,
    Rules,
    Timing,
    counting_day,
    status_of,
    with_status,
)
from tests.tasks.world import NOON, World

RULES = Rules(cutoff_hour=17, soon_days=30, quiet_days=92)
DUE = date(2026, 6, 30)


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


def facts(state: str = "in-progress", kind: str = "by-date", **given: object) -> Facts:
    settled: dict[str, object] = {"due_day": DUE, "followed_since": date(2026, 1, 1)}
    return Facts(state=state, deadline_kind=kind, **{**settled, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "timing"),
    [
        pytest.param(at(1, 9, month=5), Timing.ON_TIME, id="long before"),
        pytest.param(at(30, 17, month=5), Timing.SOON, id="the evening thirty days are left"),
        pytest.param(at(30, 16, 59, month=5), Timing.ON_TIME, id="a minute before that"),
        pytest.param(at(30, 16, 59), Timing.SOON, id="the last minute of the day"),
        pytest.param(at(30, 17), Timing.LATE, id="the day has ended"),
        pytest.param(at(1, 0, month=7), Timing.LATE, id="the next morning"),
    ],
)
def test_a_day_ends_at_the_cut_off_hour(moment: datetime, timing: Timing) -> None:
    assert status_of(facts(), moment, RULES).timing is timing


def test_the_hour_is_hanois_whatever_the_clock_is_set_to() -> None:
    moment = datetime(2026, 6, 30, 9, 59, tzinfo=UTC)
    assert status_of(facts(), moment, RULES).timing is Timing.SOON
    assert status_of(facts(), moment + timedelta(minutes=1), RULES).timing is Timing.LATE


def test_an_office_may_close_its_day_at_another_hour() -> None:
    assert counting_day(at(30, 17), Rules(cutoff_hour=24)) == DUE


@pytest.mark.parametrize(
    ("state", "group", "key"),
    [
        ("not-started", Group.OVERDUE, "overdue"),
        ("in-progress", Group.OVERDUE, "overdue"),
        ("submitted", Group.SUBMITTED, "submitted"),
        ("done", Group.DONE, "done_late"),
        ("paused", Group.PAUSED, "paused"),
        ("cancelled", Group.CANCELLED, "cancelled"),
    ],
)
def test_past_its_day_only_open_work_is_overdue(state: str, group: Group, key: str) -> None:
    status = status_of(facts(state, submitted_day=date(2026, 7, 2)), at(5, 9, month=7), RULES)
    assert (status.group, status.key) == (group, key)


def test_slow_confirmation_does_not_make_the_lead_late() -> None:
    done = facts("done", submitted_day=DUE)
    assert status_of(done, at(1, 9, month=9), RULES).timing is Timing.ON_TIME


@pytest.mark.parametrize(
    ("kind", "given", "timing"),
    [
        pytest.param("on-event", {"due_day": None}, Timing.WAITING, id="event not recorded"),
        pytest.param("on-event", {}, Timing.LATE, id="event recorded, its day past"),
        pytest.param("none", {"due_day": None}, Timing.NONE, id="no time at all"),
        pytest.param("recurring", {"due_day": None}, Timing.QUIET, id="periodic, never reported"),
        pytest.param("continuous", {"due_day": None}, Timing.QUIET, id="continuous, silent"),
        pytest.param(
            "continuous",
            {"due_day": None, "last_report_at": at(1, 9, month=7)},
            Timing.ON_TIME,
            id="continuous, reported on",
        ),
        pytest.param(
            "continuous",
            {"due_day": None, "followed_since": date(2026, 7, 1)},
            Timing.ON_TIME,
            id="continuous, new",
        ),
    ],
)
def test_only_a_day_can_be_overdue(kind: str, given: dict[str, object], timing: Timing) -> None:
    status = status_of(facts("not-started", kind, **given), at(5, 9, month=7), RULES)
    assert status.timing is timing
    assert (status.group is Group.OVERDUE) == (timing is Timing.LATE)


@pytest.mark.parametrize(
    ("every", "month_days", "after", "day"),
    [
        ("monthly", [], date(2026, 1, 31), date(2026, 2, 28)),
        ("quarterly", [], date(2026, 3, 30), date(2026, 3, 31)),
        ("quarterly", [], date(2026, 12, 31), date(2027, 3, 31)),
        ("half-yearly", [], date(2026, 6, 30), date(2026, 12, 31)),
        ("half-yearly", [[5, 28], [11, 20]], date(2026, 5, 28), date(2026, 11, 20)),
        ("yearly", [[6, 10]], date(2026, 6, 10), date(2027, 6, 10)),
        ("monthly", [[0, 31]], date(2026, 2, 1), date(2026, 2, 28)),
        ("periodic", [], date(2026, 1, 1), None),
    ],
)
def test_a_period_is_due_on_its_last_or_its_printed_day(
    every: str, month_days: list[list[int]], after: date, day: date | None
) -> None:
    assert next_due_day(every, month_days, after=after) == day


def test_nothing_recurs_after_its_last_day() -> None:
    assert next_due_day("yearly", [], after=date(2029, 12, 31), until=date(2029, 12, 31)) is None


def test_every_missed_period_is_counted() -> None:
    missed = missed_days("quarterly", [], first=date(2026, 3, 31), today=date(2026, 11, 12))
    assert [period_name("quarterly", day) for day in missed] == [
        "quý I/2026",
        "quý II/2026",
        "quý III/2026",
    ]


def test_page_filter_and_total_agree_on_any_task(world: World) -> None:
    """The rules are written twice, for one task and for the database: they must be one."""
    choose = random.Random(57)
    for number in range(400):
        kind = choose.choice(DeadlineKind.values)
        state = choose.choice(State.values)
        day = NOON.date() + timedelta(days=choose.randint(-60, 60))
        has_day = kind == "by-date" or (kind in ("recurring", "on-event") and choose.random() < 0.6)
        spoken = NOON - timedelta(hours=choose.randint(0, 24 * 200))
        Task.objects.create(
            plan_id=world.plan.plan_id,
            order=1000 + number,
            text="Việc ngẫu nhiên",
            deadline_kind=kind,
            every=choose.choice(["monthly", "yearly", "periodic"]) if kind == "recurring" else "",
            condition="Khi có đề nghị" if kind == "on-event" else "",
            due_day=day if has_day else None,
            first_due_day=day if has_day else None,
            followed_since=NOON.date() - timedelta(days=choose.randint(0, 200)),
            state=state,
            reason="lý do",
            last_report_at=spoken if choose.random() < 0.5 else None,
            submitted_at=spoken if state in ("done", "submitted") else None,
            submitted_day=counting_day(spoken) if state in ("done", "submitted") else None,
            done_at=spoken if state == "done" else None,
        )
    moments = [NOON, NOON.replace(hour=16, minute=59), NOON.replace(hour=17, minute=0)]
    for moment in moments:
        groups: Counter[str] = Counter()
        for task in with_status(Task.objects.all(), moment):
            status = status_of(facts_of(task), moment)
            assert (task.timing, task.group) == (status.timing, status.group), facts_of(task)
            groups[status.group] += 1
        for group in Group:
            wanted = Filter(status=group.value)
            assert task_list(wanted, by=world.an, at=moment).total == groups[group]
