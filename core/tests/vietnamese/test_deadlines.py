"""Deadlines as offices write them: what each phrase means, and that it can be said back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring
from namro.vietnamese.deadlines import (
    bracketed_condition,
    find_deadline,
    parse_deadline,
    read_condition,
    say_deadline,
)


def _by(day: str) -> date:
    return date.fromisoformat(day)


DATES = [
    ("Quý II/năm 2025", "2025-06-30"),
    ("Quí IV-2025", "2025-12-31"),
    ("Qúy IV/2025", "2025-12-31"),
    ("Quý 3/2025", "2025-09-30"),
    ("QuýIII/2025", "2025-09-30"),
    ("Quý III.2025", "2025-09-30"),
    ("Q1/2026", "2026-03-31"),
    ("Trong quý IV năm 2025", "2025-12-31"),
    ("Hoàn thành chậm nhất trong quý II năm 2026", "2026-06-30"),
    ("6/2025", "2025-06-30"),
    ("02/2028", "2028-02-29"),
    ("Tháng 12/2025", "2025-12-31"),
    ("T10/2025", "2025-10-31"),
    ("Trong tháng 6 năm 2025", "2025-06-30"),
    ("Tuần 3 tháng 10/2025", "2025-10-31"),
    ("Nửa đầu tháng 6/2025", "2025-06-15"),
    ("Cuối tháng 12/2025", "2025-12-31"),
    ("Năm 2026", "2026-12-31"),
    ("2025", "2025-12-31"),
    ("Hết năm 2025", "2025-12-31"),
    ("Đến năm 2030", "2030-12-31"),
    ("Cuối năm 2025", "2025-12-31"),
    ("Trước năm 2030", "2029-12-31"),
    ("31/12/2025", "2025-12-31"),
    ("30-9-2025", "2025-09-30"),
    ("30.11.2025", "2025-11-30"),
    ("ngày 5 tháng 9 năm 2025", "2025-09-05"),
    ("Xong trước ngày 15 tháng 12 năm 2025", "2025-12-15"),
    ("Chậm nhất ngày 20/12/2025", "2025-12-20"),
    ("Phấn đấu hoàn thành trước ngày 02/9/2025", "2025-09-02"),
    ("6 tháng đầu năm 2026", "2026-06-30"),
    ("06 tháng cuối năm 2025", "2025-12-31"),
    ("9 tháng đầu năm 2026", "2026-09-30"),
    ("Năm 2025 (sau khi có hướng dẫn)", "2025-12-31"),
    ("Hoàn thành năm 2025, duy trì thường xuyên", "2025-12-31"),
    ("trong vòng 30 ngày kể từ ngày 01/7/2025", "2025-07-31"),
]


@pytest.mark.parametrize(("text", "day"), [pytest.param(*case, id=case[0]) for case in DATES])
def test_a_named_period_ends_on_its_last_day(text: str, day: str) -> None:
    deadline = parse_deadline(text)
    assert isinstance(deadline, ByDate)
    assert deadline.day == _by(day)


SPANS = [
    ("2025-2030", "2025-01-01", "2030-12-31"),
    ("Giai đoạn 2025 - 2030", "2025-01-01", "2030-12-31"),
    ("Năm 2025, 2026", "2025-01-01", "2026-12-31"),
    ("Quý III, IV/2025", "2025-07-01", "2025-12-31"),
    ("Quý II+III/2025", "2025-04-01", "2025-09-30"),
    ("Quý II - Quý IV/2025", "2025-04-01", "2025-12-31"),
    ("Tháng 10, 11, 12/2025", "2025-10-01", "2025-12-31"),
    ("Tháng 9 - 12/2025", "2025-09-01", "2025-12-31"),
    ("Từ tháng 9 đến tháng 12 năm 2025", "2025-09-01", "2025-12-31"),
    ("Từ tháng 12/2025 đến quý I/2026", "2025-12-01", "2026-03-31"),
    ("12/2025-6/2026", "2025-12-01", "2026-06-30"),
    ("Từ ngày 15/11 đến 15/12/2025", "2025-11-15", "2025-12-15"),
    ("Từ ngày 01/10 - 31/12/2025", "2025-10-01", "2025-12-31"),
]


@pytest.mark.parametrize(
    ("text", "start", "day"), [pytest.param(*case, id=case[0]) for case in SPANS]
)
def test_a_span_keeps_its_first_and_last_day(text: str, start: str, day: str) -> None:
    assert parse_deadline(text) == ByDate(_by(day), _by(start))


RECURRING = [
    ("Hàng năm", Recurrence.YEARLY, ()),
    ("hằng năm", Recurrence.YEARLY, ()),
    ("01 lần/năm", Recurrence.YEARLY, ()),
    ("Năm 2025 và hằng năm", Recurrence.YEARLY, ()),
    ("Theo kế hoạch công tác hằng năm", Recurrence.YEARLY, ()),
    ("trước ngày 10/6 hằng năm", Recurrence.YEARLY, ((6, 10),)),
    ("Trước ngày 31 tháng 12 hàng năm", Recurrence.YEARLY, ((12, 31),)),
    ("20/6, 20/11 hằng năm", Recurrence.YEARLY, ((6, 20), (11, 20))),
    ("Quý I hằng năm", Recurrence.YEARLY, ((3, 31),)),
    ("Tháng 6 và tháng 12 hằng năm", Recurrence.YEARLY, ((6, 30), (12, 31))),
    ("6 tháng/lần", Recurrence.HALF_YEARLY, ()),
    ("Định kỳ 6 tháng, 1 năm", Recurrence.HALF_YEARLY, ()),
    ("Hàng quý", Recurrence.QUARTERLY, ()),
    ("Hằng quý, 6 tháng, năm", Recurrence.QUARTERLY, ()),
    ("Hằng tháng", Recurrence.MONTHLY, ()),
    ("Trước ngày 25 hàng tháng", Recurrence.MONTHLY, ((0, 25),)),
    ("Định kỳ", Recurrence.PERIODIC, ()),
    ("Hàng tuần", Recurrence.PERIODIC, ()),
    ("Hằng nam", Recurrence.YEARLY, ()),
]


@pytest.mark.parametrize(
    ("text", "every", "days"), [pytest.param(*case, id=case[0]) for case in RECURRING]
)
def test_a_recurring_deadline_says_how_often(
    text: str, every: Recurrence, days: tuple[tuple[int, int], ...]
) -> None:
    assert parse_deadline(text) == Recurring(every, days)


def test_a_bounded_recurrence_ends_with_its_span() -> None:
    deadline = parse_deadline("Hằng năm, giai đoạn 2025 - 2030")
    assert deadline == Recurring(Recurrence.YEARLY, (), date(2030, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "Thường xuyên",
        "Nhiệm vụ thường xuyên",
        "Thường xuyên, hằng năm",
        "Thường xuyên, liên tục",
        "Thường xuyên, theo yêu cầu nhiệm vụ",
        "Giai đoạn 2026-2030 và những năm tiếp theo",
        "2025 và các năm tiếp theo",
        "Từ năm 2025 trở đi",
        "Năm 2025, thường xuyên",
        "Thường xuên",
    ],
)
def test_work_without_an_end_is_continuous(text: str) -> None:
    assert parse_deadline(text) == Continuous()


EVENTS = [
    ("Khi có đề nghị", "khi có đề nghị"),
    ("Sau khi tỉnh triển khai", "sau khi tỉnh triển khai"),
    ("Sai khi tình triển khai", "sau khi tỉnh triển khai"),
    ("Sau khi tình triển khai", "sau khi tỉnh triển khai"),
    ("Khi có đề ngị", "khi có đề nghị"),
    ("Ngay sau khi Kế hoạch được ban hành", "ngay sau khi Kế hoạch được ban hành"),
    ("Sau khi có hướng dẫn của Trung ương", "sau khi có hướng dẫn của Trung ương"),
    ("Trong 30 ngày kể từ ngày ban hành", "trong 30 ngày kể từ ngày ban hành"),
    ("Theo tiến độ của tỉnh", "theo tiến độ của tỉnh"),
    ("Khi phát sinh", "khi phát sinh"),
    ("Đột xuất", "đột xuất"),
]


@pytest.mark.parametrize(
    ("text", "condition"), [pytest.param(*case, id=case[0]) for case in EVENTS]
)
def test_an_event_is_kept_with_its_slips_put_right(text: str, condition: str) -> None:
    assert parse_deadline(text) == OnEvent(condition)


@pytest.mark.parametrize(
    "text",
    [
        "Từ 01/7/2025",
        "Bắt đầu từ quý I/2026",
        "Từ năm 2026",
        "Kế hoạch",
        "",
        "x",
        "31/12",
        "Đang thực hiện",
    ],
)
def test_a_start_or_no_time_at_all_is_no_deadline(text: str) -> None:
    assert parse_deadline(text) is None


def test_a_day_without_a_year_takes_the_year_of_its_plan() -> None:
    assert parse_deadline("trước 30/11", year=2026) == ByDate(date(2026, 11, 30))
    assert parse_deadline("Quý III", year=2026) == ByDate(date(2026, 9, 30))
    assert parse_deadline("Trong năm", year=2026) == ByDate(date(2026, 12, 31))


def test_the_day_of_a_cited_document_is_no_deadline() -> None:
    deadline = parse_deadline("Theo Kế hoạch số 12/KH-UBND ngày 12/3/2025")
    assert isinstance(deadline, OnEvent)


def test_a_word_at_home_in_another_pair_is_left_alone() -> None:
    assert read_condition("Khi có tình huống phát sinh") == "khi có tình huống phát sinh"


def test_a_condition_in_brackets_is_read() -> None:
    text = "Chuyển đổi số tại cụm công nghiệp (sau khi được thành lập) của xã"
    assert bracketed_condition(text) == "sau khi được thành lập"
    assert bracketed_condition("Hỗ trợ doanh nghiệp (nếu có)") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Giao Sở A báo cáo Tỉnh ủy trước ngày 08/02/2025.", "trước ngày 08/02/2025"),
        ("Sửa quy chế, hoàn thành trong quý II/2025.", "hoàn thành trong quý II/2025"),
        ("Mở lớp tập huấn trong tháng 9 năm 2025 cho cán bộ.", "trong tháng 9 năm 2025"),
        ("Rà soát xong trước 30/6/2026; lập danh mục.", "xong trước 30/6/2026"),
    ],
)
def test_a_day_that_governs_an_action_is_found_in_a_sentence(text: str, words: str) -> None:
    found = find_deadline(text)
    assert found is not None
    assert found[0] == words


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Quyết định số 12/QĐ-TTg ngày 29/11/2022 của Thủ tướng Chính phủ.",
        "Thực hiện Chiến lược đến năm 2025, định hướng đến năm 2030.",
        "Rà soát Kế hoạch giai đoạn 2021-2025.",
        "Phát triển hạ tầng số đến hết năm 2025, tạo đột phá.",
    ],
)
def test_dates_of_documents_and_spans_in_names_are_no_deadline(text: str) -> None:
    assert find_deadline(text) is None


_DAYS = st.dates(date(2020, 1, 1), date(2049, 12, 31))
_MONTH_DAYS = st.dates(date(2025, 1, 1), date(2025, 12, 31)).map(lambda d: (d.month, d.day))
_DEADLINES: st.SearchStrategy[Deadline] = st.one_of(
    st.builds(ByDate, _DAYS),
    st.tuples(_DAYS, _DAYS)
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: ByDate(pair[1], pair[0])),
    st.builds(Recurring, st.sampled_from(list(Recurrence)), st.just(())),
    st.builds(
        Recurring,
        st.just(Recurrence.YEARLY),
        st.lists(_MONTH_DAYS, min_size=1, max_size=3, unique=True).map(tuple),
        st.none() | _DAYS,
    ),
    st.builds(Continuous, st.none() | _DAYS),
    st.sampled_from([OnEvent("khi có đề nghị"), OnEvent("sau khi tỉnh triển khai")]),
)


@given(_DEADLINES)
def test_what_is_said_is_read_back(deadline: Deadline) -> None:
    assert parse_deadline(say_deadline(deadline)) == deadline


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    parse_deadline(text)
    find_deadline(text)
    bracketed_condition(text)
