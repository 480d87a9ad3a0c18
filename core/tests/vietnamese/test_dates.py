"""Days of the calendar as offices write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.vietnamese.dates import days_in, read_date, write_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("ngày 22 tháng 12 năm 2024", date(2024, 12, 22)),
        ("ngày 02 tháng 3, năm 2025", date(2025, 3, 2)),
        ("09/01/2025", date(2025, 1, 9)),
        ("ngày 9-1-2025", date(2025, 1, 9)),
        ("05.02.2025", date(2025, 2, 5)),
        ("ngày   tháng 3 năm 2026", None),
        ("31/02/2025", None),
        ("1.250/12/2024", None),
    ],
)
def test_a_full_day_is_read_in_every_notation(text: str, day: date | None) -> None:
    assert read_date(text) == day


@given(st.dates(date(1945, 9, 2), date(2100, 1, 1)))
def test_a_day_written_is_read_back(day: date) -> None:
    assert read_date(write_date(day)) == day


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("trước ngày 28 tháng 5 và ngày 20 tháng 11", [(28, 5, None), (20, 11, None)]),
        ("trước 15/6, 15/12 hằng năm", [(15, 6, None), (15, 12, None)]),
        ("trước ngày 08/02/2025", [(8, 2, 2025)]),
        ("ngày 25 hằng tháng", [(25, None, None)]),
        ("đạt 1,5/10 điểm, 50/100 xã", []),
        ("ngày 31/6", []),
    ],
)
def test_days_without_a_year_are_found_in_order(
    text: str, days: list[tuple[int, int | None, int | None]]
) -> None:
    assert [(d.day, d.month, d.year) for d in days_in(text)] == days
