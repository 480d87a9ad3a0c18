"""Indicator annexes and the targets their rows state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from namro.model.plan import Indicator, Operator, Origin, Target
from namro.model.source import SourceDocument
from namro.parsing.indicators import read_indicators
from namro.parsing.outline import outline
from namro.parsing.tables import read_tables
from namro.parsing.targets import read_objectives, read_targets
from tests.parsing.make import make_source


def read(source: SourceDocument) -> tuple[tuple[Indicator, ...], tuple[Target, ...]]:
    parts = outline(source)
    tables = read_tables(source, parts)
    indicators = read_indicators(source, parts, tables)
    return indicators, read_targets(source, parts, tables, indicators)


def rows(*body: Sequence[str]) -> tuple[tuple[Indicator, ...], tuple[Target, ...]]:
    head = ["TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Chủ trì", "Phối hợp"]
    return read(make_source([head, ["I", "Đến năm 2030", "", "", "", ""], *body]))


def said(targets: Sequence[Target]) -> list[tuple[str, str, str | None]]:
    return [(t.operator.value, f"{t.value:f}", t.unit) for t in targets]


def test_an_indicator_is_read_from_its_own_cells() -> None:
    (indicator,), _ = rows(["1", "Tỷ lệ hồ sơ trực tuyến", "%", "≥ 80", "Văn phòng", "Công an xã"])
    assert (indicator.no, indicator.unit, indicator.target_raw) == ("1", "%", "≥ 80")
    assert (indicator.operator, indicator.value) == (Operator.AT_LEAST, Decimal(80))
    assert (indicator.lead, indicator.coordinating) == (("Văn phòng",), ("Công an xã",))
    assert indicator.horizon == date(2030, 12, 31)


def test_a_result_in_words_has_no_value() -> None:
    (indicator,), targets = rows(["1", "Trình độ công nghệ", "Mức độ", "Đạt mức tiên tiến", "", ""])
    assert (indicator.target_raw, indicator.value) == ("Đạt mức tiên tiến", None)
    assert targets == ()


def test_the_name_of_a_row_wins_over_a_cell_that_only_repeats_it() -> None:
    _, targets = rows(["1", "Tỷ lệ đổi mới sáng tạo đạt trên 40%", "%", "40%", "", ""])
    assert said(targets) == [(">", "40", "%")]


def test_a_cell_wins_over_a_figure_that_only_describes() -> None:
    _, targets = rows(
        ["1", "Người dùng truy nhập băng rộng với tốc độ trên 1 Gb/s", "%", "100", "", ""],
        ["2", "Dân số từ 15 tuổi trở lên có tài khoản", "%", "≥ 95", "", ""],
    )
    assert said(targets) == [("=", "100", "%"), (">=", "95", "%")]


def test_a_row_with_two_quantities_gives_two_targets() -> None:
    _, targets = rows(
        ["1", "Sóng 5G phủ 100% khu dân cư; cáp quang tới 90% hộ gia đình", "%", "100%", "", ""]
    )
    assert said(targets) == [("=", "100", "%"), ("=", "90", "%")]


def test_a_cell_with_two_ranks_gives_two_targets() -> None:
    _, targets = rows(["1", "Xếp hạng cạnh tranh", "Thứ bậc", "≤ 3 khu vực; ≤ 50 thế giới", "", ""])
    assert said(targets) == [("<=", "3", "Thứ bậc"), ("<=", "50", "Thứ bậc")]


def test_a_target_knows_its_indicator_and_its_exact_words() -> None:
    source = make_source(
        [["TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả"], ["1", "Tỷ lệ số hóa", "%", "100"]]
    )
    indicators, (target,) = read(source)
    assert (target.indicator, target.origin) == (0, Origin.ANNEX)
    assert source.quote(target.span) == "Tỷ lệ số hóa | % | 100"
    assert indicators[0].span == target.span


def test_each_year_of_a_road_map_is_a_target_of_its_own() -> None:
    indicators, targets = read(
        make_source(
            [
                [
                    "TT",
                    "Chỉ tiêu",
                    "Đơn vị tính",
                    "Thực hiện năm 2024",
                    "Năm 2025",
                    "Năm 2026",
                    "Năm 2030",
                ],
                ["1", "Tỷ lệ người dân có chữ ký số", "%", "12", "20", "30", "70"],
                ["2", "Số mô hình", "Mô hình", "", "", "1", "5"],
            ]
        )
    )
    assert [(t.value, t.horizon.year) for t in targets if t.horizon] == [
        (20, 2025), (30, 2026), (70, 2030), (1, 2026), (5, 2030),
    ]  # fmt: skip
    assert len(indicators) == 5


def test_a_figure_that_stands_for_today_is_no_target() -> None:
    _, targets = read(
        make_source(
            [
                ["TT", "Chỉ tiêu", "ĐVT", "Hiện trạng", "Mục tiêu"],
                ["1", "Tỷ lệ hộ nghèo", "%", "4,5", "< 2"],
                ["2", "Tỷ lệ che phủ", "%", "60", "65"],
            ]
        )
    )
    assert said(targets) == [("<", "2", "%"), ("=", "65", "%")]


def test_a_period_in_the_cell_is_the_horizon_of_its_value() -> None:
    _, targets = rows(["1", "Tỷ lệ số hóa hồ sơ", "%", "50% (năm 2026), 80% (năm 2028)", "", ""])
    assert [(t.value, t.horizon) for t in targets] == [
        (50, date(2026, 12, 31)),
        (80, date(2028, 12, 31)),
    ]


def test_a_task_row_with_a_mark_to_reach_is_due_when_the_task_is() -> None:
    _, targets = read(
        make_source(
            [
                ["TT", "Nhiệm vụ", "Chủ trì", "Sản phẩm", "Thời gian"],
                ["1", "Lập các cơ sở nghiên cứu", "Văn phòng", "Ít nhất 10 cơ sở", "2028"],
                ["2", "Tuyên truyền tại 12 xóm", "Các đoàn thể", "Kế hoạch", "Hằng năm"],
            ]
        )
    )
    assert said(targets) == [(">=", "10", "cơ sở")]
    assert targets[0].horizon == date(2028, 12, 31)


def test_a_promise_that_a_page_cut_is_read_whole_and_quoted_from_one_page() -> None:
    head = ["TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả"]
    source = make_source(
        [head, ["1", "Tỷ lệ hồ sơ được giải quyết trực tuyến toàn", "%", ""]],
        [head, ["", "trình đạt trên 80%; phủ sóng 5G", "", ""]],
    )
    _, (target,) = read(source)
    assert target.subject == "Tỷ lệ hồ sơ được giải quyết trực tuyến toàn trình"
    assert source.quote(target.span) == "trình đạt trên 80%"


def test_a_product_that_repeats_its_task_is_not_a_second_target() -> None:
    _, targets = read(
        make_source(
            [
                ["TT", "Nhiệm vụ", "Chủ trì", "Sản phẩm", "Thời gian"],
                [
                    "1",
                    "Lắp đặt ít nhất 10 camera",
                    "Công an xã",
                    "Ít nhất 10 camera",
                    "Quý II/2026",
                ],
            ]
        )
    )
    assert said(targets) == [(">=", "10", "camera")]


def test_a_goal_without_a_number_is_an_objective_and_one_with_a_number_is_not() -> None:
    source = make_source(
        "KẾ HOẠCH",
        "Chuyển đổi số xã",
        "I. MỤC TIÊU ĐẾN NĂM 2030",
        "Phát triển chính quyền số hiện đại, phục vụ người dân tốt hơn.",
        "100% hồ sơ được số hóa, phục vụ tra cứu trên môi trường mạng.",
        "II. NHIỆM VỤ",
        "Tuyên truyền sâu rộng trong nhân dân về chuyển đổi số.",
    )
    (objective,) = read_objectives(source, outline(source))
    assert objective.text.startswith("Phát triển chính quyền số")
    assert objective.horizon == date(2030, 12, 31)


_WORDS = st.sampled_from(
    ["", "TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Năm 2025", "I", "1", "2.1", "^", "<", "**Đến năm 2030**",
     "100%", "≥ 5", "tiếp tục", "Tỷ lệ hộ nghèo giảm còn 2%", "Văn phòng", "Nhiệm vụ", "Chủ trì", "Thời gian", "(1)", "x"]
)  # fmt: skip
_CELL = st.one_of(_WORDS, st.text(max_size=30))


@st.composite
def _documents(draw: st.DrawFn) -> SourceDocument:
    parts: list[str | list[list[str]]] = []
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            parts.append(draw(st.text(max_size=80)).replace("\n", " "))
            continue
        width = draw(st.integers(1, 6))
        table: list[list[str]] = []
        for number in range(draw(st.integers(1, 5))):
            cells = [draw(_CELL).replace("\n", " ") for _ in range(width)]
            cells = [
                "" if (c == "^" and number == 0) or (c == "<" and i == 0) else c
                for i, c in enumerate(cells)
            ]
            table.append(cells)
        parts.append(table)
    return make_source(*parts)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_documents())
def test_any_document_can_be_read_and_every_place_lies_inside_it(source: SourceDocument) -> None:
    indicators, targets = read(source)
    read_objectives(source, outline(source))
    for item in (*indicators, *targets):
        assert 0 <= item.span.start <= item.span.end <= len(source.text)
        assert item.line <= source.text.count("\n") + 1


def test_the_day_of_a_lead_in_holds_for_its_list_and_no_further() -> None:
    _, targets = read(
        make_source(
            "I. MỤC TIÊU",
            "1. Mục tiêu cụ thể",
            "Đến ngày 30/9/2025 phấn đấu:",
            "- 100% cán bộ có chữ ký số.",
            "- 75% hồ sơ thanh toán trực tuyến.",
            "Tỷ lệ hài lòng đạt 95%.",
        )
    )
    assert [(t.value, t.horizon) for t in targets] == [
        (100, date(2025, 9, 30)),
        (75, date(2025, 9, 30)),
        (95, None),
    ]


@pytest.mark.parametrize(
    ("title", "horizon"),
    [
        ("CHỈ TIÊU GIAO NĂM 2025 CHO CÁC THÔN", date(2025, 12, 31)),
        ("CHỈ TIÊU CHUYỂN ĐỔI SỐ GIAI ĐOẠN 2025 - 2030", None),
    ],
)
def test_an_annex_of_one_years_targets_gives_them_its_year(
    title: str, horizon: date | None
) -> None:
    _, targets = read(
        make_source(
            "PHỤ LỤC II",
            title,
            [["TT", "Chỉ tiêu", "Mức giao"], ["1", "Tỷ lệ hộ có cáp quang", "Tối thiểu 90%"]],
        )
    )
    assert [t.horizon for t in targets] == [horizon]
