"""What body and annex both say stands once in the programme; what is uncertain stays two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.model.plan import Header, Operator, Origin, Plan, Target, Task
from namro.model.source import SourceDocument, SourceFormat, Span
from namro.parsing.linking import link

SOURCE = SourceDocument("ke-hoach.md", SourceFormat.MARKDOWN, "", (), "0" * 64)
LONG = "Xây dựng kho dữ liệu dùng chung của tỉnh, kết nối với cơ sở dữ liệu quốc gia về dân cư"


def task(text: str, origin: Origin, line: int = 1) -> Task:
    return Task(no=None, text=text, line=line, end_line=line, span=Span(0, 0), origin=origin)


def linked(body: list[str], annex: list[str]) -> list[int | None]:
    tasks = [task(t, Origin.BODY) for t in body] + [task(t, Origin.ANNEX) for t in annex]
    plan = link(Plan(SOURCE, Header(), tasks=tuple(tasks)))
    return [t.same_as for t in plan.tasks[: len(body)]]


NEAR = [
    pytest.param(LONG + ".", LONG + ".", id="equal"),
    pytest.param(LONG + ".", LONG + ";", id="another closing mark"),
    pytest.param("Hằng năm " + LONG, "Hàng năm " + LONG, id="another spelling"),
    pytest.param(LONG, LONG + "; bảo đảm an toàn thông tin theo cấp độ", id="a clause added"),
    pytest.param(LONG, LONG.replace("của tỉnh", "toàn tỉnh"), id="a word changed"),
]


@pytest.mark.parametrize(("body", "annex"), NEAR)
def test_a_row_that_says_the_same_takes_the_place_of_the_sentence(body: str, annex: str) -> None:
    assert linked([body], ["Mở lớp tập huấn kỹ năng số cho cán bộ xã", annex]) == [2]


FAR = [
    pytest.param(LONG, "Xây dựng quy chế quản lý camera giám sát an ninh trật tự", id="another"),
    pytest.param(LONG, "Xây dựng kho dữ liệu", id="a row that covers a part only"),
    pytest.param("Số hóa hồ sơ", "Số hóa sổ sách", id="too short to tell"),
    pytest.param(
        "Đào tạo kỹ năng số cho cán bộ cấp xã và người dân nông thôn",
        "Đào tạo kỹ năng quản lý cho doanh nghiệp và hợp tác xã nông nghiệp",
        id="shared words, another aim",
    ),
]


@pytest.mark.parametrize(("body", "annex"), FAR)
def test_what_only_resembles_is_not_linked(body: str, annex: str) -> None:
    assert linked([body], [annex]) == [None]


def test_a_row_takes_the_place_of_one_sentence_only() -> None:
    assert linked([LONG + ".", LONG], [LONG]) in ([2, None], [None, 2])


def test_the_programme_leaves_the_repeated_sentence_out() -> None:
    tasks = (task(LONG, Origin.BODY), task(LONG, Origin.ANNEX))
    assert link(Plan(SOURCE, Header(), tasks=tasks)).programme_tasks == (1,)


def target(subject: str, value: str, origin: Origin, horizon: date | None = None) -> Target:
    return Target(
        subject=subject,
        operator=Operator.AT_LEAST,
        value=Decimal(value),
        unit="%",
        horizon=horizon,
        line=1,
        span=Span(0, 0),
        origin=origin,
    )


SUBJECT = "Tỷ lệ hồ sơ thủ tục hành chính trực tuyến toàn trình"


def pairs(*targets: Target) -> tuple[tuple[int, int], ...]:
    return link(Plan(SOURCE, Header(), targets=targets)).same_targets


def test_a_target_stated_twice_is_paired() -> None:
    body, annex = target(SUBJECT, "80", Origin.BODY), target(SUBJECT, "80", Origin.ANNEX)
    assert pairs(body, annex) == ((0, 1),)


def test_another_number_or_another_year_is_another_target() -> None:
    body = target(SUBJECT, "80", Origin.BODY, date(2025, 12, 31))
    assert pairs(body, target(SUBJECT, "90", Origin.ANNEX, date(2025, 12, 31))) == ()
    assert pairs(body, target(SUBJECT, "80", Origin.ANNEX, date(2030, 12, 31))) == ()


def test_a_floor_is_not_a_ceiling() -> None:
    ceiling = replace(target(SUBJECT, "80", Origin.ANNEX), operator=Operator.AT_MOST)
    assert pairs(target(SUBJECT, "80", Origin.BODY), ceiling) == ()


_TEXTS = st.lists(
    st.sampled_from(["dữ", "liệu", "số", "xã", "hạ", "tầng", "kế", "hoạch", "đào", "tạo"]),
    min_size=1,
    max_size=12,
).map(" ".join)


@given(st.lists(_TEXTS, max_size=6), st.lists(_TEXTS, max_size=6))
def test_links_go_from_body_to_annex_and_never_twice_to_one_row(
    body: list[str], annex: list[str]
) -> None:
    found = [place for place in linked(body, annex) if place is not None]
    assert len(found) == len(set(found))
    assert all(place >= len(body) for place in found)
