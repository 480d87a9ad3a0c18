"""Quantities: operator, figure, unit; and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.vietnamese.measures import (
    Form,
    find_quantities,
    horizon_in,
    looks_like_unit,
    looks_like_value,
)

CELLS = [
    ("≥ 80", "%", ">= 80"),
    (">= 30", "%", ">= 30"),
    ("> 0,7", "HDI", "> 0.7"),
    ("Trên 50", "%", "> 50"),
    ("Đạt 100%", "%", "= 100"),
    ("09", "Tuyến", "= 9"),
    ("40 - 50", "Tổ chức", ">= 40"),
    ("20% - 50%", "%", ">= 20"),
    ("Tối thiểu 5", "Mô hình", ">= 5"),
    ("≤ 3 Đông Nam Á; ≤ 50 Thế giới", "Thứ bậc", "<= 3; <= 50"),
    ("Top 10", "Thứ bậc", "<= 10"),
    ("Nhóm 20", "Thứ bậc", "<= 20"),
    ("Không quá 2", "%", "<= 2"),
    ("1.500", "Người", "= 1500"),
    ("85 trở lên", "Điểm", ">= 85"),
    ("12,5", "Bác sĩ/vạn dân", "= 12.5"),
    ("Đạt mức tiên tiến", "Mức độ", ""),
    ("Liên thông", "Cơ sở dữ liệu", ""),
]


@pytest.mark.parametrize(("cell", "unit", "expected"), CELLS, ids=[row[0] for row in CELLS])
def test_a_cell_states_its_values(cell: str, unit: str, expected: str) -> None:
    found = find_quantities(cell, cell_unit=unit)
    assert "; ".join(f"{q.operator.value} {q.value.normalize():f}" for q in found) == expected


NOTHING = [
    "Nghị quyết số 57-NQ/TW ngày 22/12/2024",
    "Kế hoạch số 25/KH-UBND, ngày 24/01/2025",
    "Luật số 20/2023/QH15",
    "văn bản 1552/BTTTT-THH và 708/BTTTT-CATTT",
    "tháng 6/2025",
    "ngày 5 tháng 6 năm 2025",
    "giai đoạn 2026 - 2030",
    "Quý 2 năm 2025",
    "sóng 4G/5G",
    "công nghiệp 4.0",
    "trực 24/7",
    "Phụ lục 2, Điều 5, khoản 3",
    "cấp độ 3, 4",
    "ISO 9001:2015, IPv6, Web 3.0",
    "Đại hội lần thứ XIV, khóa 13",
]


@pytest.mark.parametrize("text", NOTHING)
def test_names_and_dates_with_figures_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == ()


def test_a_doubtful_figure_says_so() -> None:
    (people,) = find_quantities("đào tạo 1,250 người")
    (money,) = find_quantities("đạt 1,250 tỷ đồng")
    assert (people.value, money.value) == (1250, pytest.approx(1.25))
    assert people.doubt
    assert money.doubt


def test_the_upper_end_of_a_range_is_kept() -> None:
    (share,) = find_quantities("đạt 80 - 85%")
    assert (share.value, share.upper, share.form) == (80, 85, Form.PERCENT)


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("Mục tiêu đến năm 2030", date(2030, 12, 31)),
        ("Giai đoạn 2026-2030", date(2030, 12, 31)),
        ("Từ năm 2025 đến năm 2027", date(2027, 12, 31)),
        ("Kế hoạch quý II/2026", date(2026, 6, 30)),
        ("2028", date(2028, 12, 31)),
        ("Chỉ tiêu", None),
    ],
)
def test_a_heading_names_the_last_day_of_its_period(heading: str, day: date | None) -> None:
    assert horizon_in(heading) == day


def test_values_and_units_are_told_from_words() -> None:
    assert [looks_like_value(t) for t in ("≥ 80", "100%", "Quý II/2025", "2026", "Văn phòng")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert [looks_like_unit(t) for t in ("%", "tỷ đồng", "Người/vạn dân", "Văn phòng UBND xã")] == [
        True, True, True, False,
    ]  # fmt: skip


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    for quantity in find_quantities(text):
        assert 0 <= quantity.start <= quantity.number < quantity.end <= len(text)


_SCRAPS = [
    *"0123456789.,/%-–() ≥<=>",
    *("năm ", "đạt ", "từ ", "đến ", "nhóm ", "người", "thứ ", "20", "đồng"),
]


@given(st.lists(st.sampled_from(_SCRAPS), max_size=60).map("".join))
def test_no_figure_is_read_twice(text: str) -> None:
    places = [q.number for q in find_quantities(text)]
    assert places == sorted(set(places))
