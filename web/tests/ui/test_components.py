from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from namro_web.foundation import clock
from namro_web.foundation.search_keys import search_key
from namro_web.ui.statuses import STATUSES
from namro_web.ui.templatetags.namro import (
    breadcrumb,
    days_left,
    progress,
    stacked,
    status,
    vn_date,
    vn_moment,
    vn_number,
    vn_weekday,
)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(Decimal("1234.5"), "1.234,5", id="grouped, comma"),
        pytest.param(1234567, "1.234.567", id="whole"),
        pytest.param(Decimal("90.00"), "90", id="no idle zeros"),
        pytest.param(Decimal("1000"), "1.000", id="zeros that count stay"),
        pytest.param(-0.5, "-0,5", id="below zero"),
        pytest.param(None, "–", id="nothing"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value: object, written: str) -> None:
    assert vn_number(value) == written


def test_dates_and_moments_are_written_the_vietnamese_way() -> None:
    moment = datetime(2026, 11, 12, 9, 10, tzinfo=clock.VIETNAM)
    assert (vn_date(moment), vn_moment(moment), vn_weekday(moment.date())) == (
        "12/11/2026",
        "12/11/2026, 09:10",
        "thứ Năm",
    )


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (date(2026, 12, 31), "còn 49 ngày"),
        (date(2026, 11, 12), "hôm nay"),
        (date(2026, 10, 31), "quá hạn 12 ngày"),
    ],
)
def test_deadlines_say_how_far_they_are(deadline: date, said: str) -> None:
    assert days_left(deadline, date(2026, 11, 12)) == said


@pytest.mark.parametrize("key", STATUSES)
def test_a_status_is_always_a_word_and_an_icon_beside_its_colour(key: str) -> None:
    drawn = status(key)
    assert STATUSES[key].word in drawn
    assert "<svg" in drawn


def test_a_stacked_bar_tells_its_numbers_to_who_cannot_see_it() -> None:
    drawn = stacked({"overdue": 1, "done": 3}, unit=25, labels=True)
    assert 'aria-label="Hoàn thành 3, Quá hạn 1"' in drawn
    assert 'width="100"' in drawn
    assert "bar-hatch" in drawn


def test_an_empty_bar_says_so() -> None:
    assert "chưa có gì" in stacked({})
    assert 'width="0.00%"' in progress(0, 0)


def test_names_from_users_are_escaped() -> None:
    drawn = breadcrumb("<b>x</b>", '/a"b', "here", "") + status("done", "<i>")
    assert "<b>x" not in drawn
    assert "<i>" not in drawn


def test_a_long_step_of_the_way_says_all_of_itself() -> None:
    long = "Kế hoạch chuyển đổi số trên địa bàn xã Trung Hội năm 2026"
    drawn = breadcrumb("Kế hoạch", "/ke-hoach/", long, "/ke-hoach/1/", "Chỗ chưa rõ", "")
    assert f'title="{long}">{long}</a>' in drawn
    assert drawn.count("title=") == 1


def test_components_need_no_load_in_a_template() -> None:
    assert "Hoàn thành" in Template('{% status "done" %}').render(Context())


def test_search_keys_ignore_diacritics_case_and_marks() -> None:
    assert search_key("  Đẩy mạnh – CHUYỂN đổi số! ") == search_key("day manh chuyen doi so")
