"""Which reminder a deadline calls for: tables of days."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from namro_web.foundation.clock import VIETNAM
from namro_web.notices.models import NoticeKind
from namro_web.notices.reminders import (
    Calendar,
    digest_due,
    escalations_due,
    may_mail,
    reminder_due,
)

DUE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("on", "step"),
    [
        pytest.param(date(2026, 12, 23), None, id="eight days before: not yet"),
        pytest.param(date(2026, 12, 24), 7, id="seven days before"),
        pytest.param(date(2026, 12, 27), 7, id="between: still the step of seven"),
        pytest.param(date(2026, 12, 28), 3, id="three days before"),
        pytest.param(date(2026, 12, 30), 1, id="the day before"),
        pytest.param(date(2026, 12, 31), 0, id="the day itself"),
        pytest.param(date(2027, 1, 1), -1, id="a day late"),
        pytest.param(date(2027, 1, 2), -1, id="two days late: still the step of one"),
        pytest.param(date(2027, 1, 3), -3, id="three days late"),
        pytest.param(date(2027, 1, 7), -7, id="seven days late"),
        pytest.param(date(2027, 1, 13), -7, id="thirteen days late: not yet again"),
        pytest.param(date(2027, 1, 14), -14, id="every week from then on"),
        pytest.param(date(2027, 3, 4), -63, id="and on"),
    ],
)
def test_each_step_of_a_deadline_has_its_day(on: date, step: int | None) -> None:
    reminder = reminder_due(DUE, on=on, calendar=Calendar())

    assert (reminder.step if reminder else None) == step


def test_a_step_left_out_of_the_rules_is_not_reminded_of() -> None:
    bare = Calendar(before=(), on_day=False, after=())

    assert all(
        reminder_due(DUE, on=date(2026, 12, day), calendar=bare) is None for day in range(20, 32)
    )
    assert reminder_due(DUE, on=date(2027, 2, 1), calendar=bare) is None


def test_the_kind_says_ahead_today_or_late() -> None:
    kinds = [
        reminder_due(DUE, on=day, calendar=Calendar()).kind  # type: ignore[union-attr]
        for day in (date(2026, 12, 30), DUE, date(2027, 1, 1))
    ]

    assert kinds == [NoticeKind.AHEAD, NoticeKind.TODAY, NoticeKind.LATE]


@pytest.mark.parametrize(
    ("on", "told"),
    [
        pytest.param(date(2027, 1, 2), [], id="two days late"),
        pytest.param(date(2027, 1, 3), ["head"], id="three days late"),
        pytest.param(date(2027, 1, 7), ["head", "body"], id="a week late"),
    ],
)
def test_a_delay_climbs(on: date, told: list[str]) -> None:
    assert escalations_due(DUE, on=on, calendar=Calendar()) == told


def test_a_delay_that_nobody_above_wants_to_hear_of_does_not_climb() -> None:
    silent = Calendar(head_after=None, body_after=None)

    assert escalations_due(DUE, on=date(2027, 6, 1), calendar=silent) == []


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        pytest.param((2026, 11, 20, 6, 59), False, id="before seven"),
        pytest.param((2026, 11, 20, 7, 0), True, id="at seven"),
        pytest.param((2026, 11, 20, 19, 59), True, id="before eight in the evening"),
        pytest.param((2026, 11, 20, 20, 0), False, id="in the evening"),
        pytest.param((2026, 11, 21, 10, 0), False, id="Saturday"),
        pytest.param((2026, 11, 22, 10, 0), False, id="Sunday"),
        pytest.param((2026, 11, 23, 10, 0), True, id="Monday"),
    ],
)
def test_quiet_hours_and_days_of_rest_are_kept(
    moment: tuple[int, int, int, int, int], allowed: bool
) -> None:
    assert may_mail(datetime(*moment, tzinfo=VIETNAM), Calendar()) is allowed


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = datetime(2026, 11, 20, 12, 0, tzinfo=VIETNAM)

    assert not may_mail(noon, Calendar(quiet_from=11, quiet_to=13))
    assert may_mail(noon, Calendar(quiet_from=0, quiet_to=0))


def test_the_digest_waits_for_its_hour() -> None:
    calendar = Calendar(digest_hour=9)

    assert not digest_due(datetime(2026, 11, 20, 8, 59, tzinfo=VIETNAM), calendar)
    assert digest_due(datetime(2026, 11, 20, 9, 0, tzinfo=VIETNAM), calendar)
