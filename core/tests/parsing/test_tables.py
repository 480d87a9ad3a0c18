"""Tables by meaning: columns, kinds, groups, rows that a page cut."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from namro.parsing.outline import outline
from namro.parsing.tables import LogicalTable, Meaning, TableKind, is_mark, read_tables
from tests.parsing.make import make_source


def tables(*parts: str | Sequence[Sequence[str]]) -> tuple[LogicalTable, ...]:
    source = make_source(*parts)
    return read_tables(source, outline(source))


def meanings(table: LogicalTable) -> list[str]:
    return [column.meaning.value for column in table.columns]


HEADINGS: list[tuple[list[str], list[str], list[str]]] = [
    # heading, one row of it repeated with small changes, meanings expected
    (
        [
            "TT",
            "Nhiệm vụ",
            "Cơ quan chủ trì",
            "Cơ quan phối hợp",
            "Sản phẩm",
            "Thời gian hoàn thành",
        ],
        ["1", "Ban hành quy chế", "Văn phòng", "Các ngành", "Quy chế", "Quý II/2025"],
        ["no", "name", "lead", "coordinating", "deliverable", "deadline"],
    ),
    (
        ["STT", "Nội dung công việc", "Đơn vị thực hiện", "Phối hợp", "Kết quả đầu ra", "Tiến độ"],
        ["1", "Tổ chức tập huấn", "Phòng Văn hóa", "Đoàn xã", "Hội nghị", "Tháng 6/2025"],
        ["no", "name", "lead", "coordinating", "deliverable", "deadline"],
    ),
    (
        ["Số TT", "Tên nhiệm vụ", "Tham mưu thực hiện", "Đơn vị phối hợp", "Kết quả", "Hạn"],
        ["1", "Xây dựng kế hoạch", "Công chức Văn phòng", "Các thôn", "Kế hoạch", "30/6/2025"],
        ["no", "name", "lead", "coordinating", "deliverable", "deadline"],
    ),
    (
        ["TT", "Nội dung", "Đơn vị đầu mối", "Lãnh đạo phụ trách", "Lộ trình", "Ghi chú"],
        ["1", "Rà soát thủ tục", "Văn phòng", "Phó Chủ tịch", "Năm 2025", ""],
        ["no", "name", "lead", "supervisor", "deadline", "note"],
    ),
    (
        ["Nhiệm vụ, giải pháp", "Chủ trì", "Phối hợp thực hiện", "Thời hạn", "Kinh phí"],
        ["Lắp đặt wifi công cộng", "Ban Quản lý", "Các xóm", "12/2025", "50 triệu đồng"],
        ["name", "lead", "coordinating", "deadline", "budget"],
    ),
    (
        ["TT", "Chỉ tiêu", "ĐVT", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá"],
        ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "≥ 80", "Văn phòng"],
        ["no", "name", "unit", "target", "lead"],
    ),
    (
        [
            "TT",
            "Chỉ tiêu",
            "Đơn vị",
            "Mục tiêu đến năm 2025",
            "Mục tiêu đến năm 2030",
            "Đơn vị theo dõi",
        ],
        ["1", "Tỷ lệ hộ nghèo", "%", "3", "1", "Phòng Kinh tế"],
        ["no", "name", "unit", "target", "target", "supervisor"],
    ),
    (
        [
            "STT",
            "Tên chỉ tiêu",
            "Đơn vị tính",
            "Thực hiện năm 2024",
            "Kế hoạch năm 2025",
            "Ghi chú",
        ],
        ["1", "Thu ngân sách", "tỷ đồng", "10,5", "12", ""],
        ["no", "name", "unit", "baseline", "target", "note"],
    ),
    (
        ["TT", "Mục tiêu", "Chỉ tiêu", "Đơn vị chủ trì"],
        ["1", "Dịch vụ công trực tuyến toàn trình", "100%", "Văn phòng"],
        ["no", "name", "target", "lead"],
    ),
    (
        ["TT", "Tiêu chí", "Đơn vị tính", "2026", "2027", "2028"],
        ["1", "Tỷ lệ giao dịch không tiền mặt", "%", "50", "60", "70"],
        ["no", "name", "unit", "target", "target", "target"],
    ),
]


@pytest.mark.parametrize(
    ("heading", "row", "expected"), HEADINGS, ids=[", ".join(h[0][1:4]) for h in HEADINGS]
)
def test_a_column_is_known_by_what_its_heading_means(
    heading: list[str], row: list[str], expected: list[str]
) -> None:
    second = ["2" if row[0] == "1" else "Việc khác", *row[1:]]
    (table,) = tables([heading, row, second])
    assert meanings(table) == expected


def test_result_is_the_value_in_a_table_of_indicators_and_the_thing_made_in_a_table_of_tasks() -> (
    None
):
    indicators, tasks = tables(
        [["TT", "Chỉ tiêu", "Đơn vị", "Kết quả"], ["1", "Tỷ lệ số hóa", "%", "100"]],
        "PHỤ LỤC II: DANH MỤC NHIỆM VỤ",
        [
            ["TT", "Nhiệm vụ", "Đơn vị", "Kết quả", "Thời gian"],
            ["1", "Ban hành quy chế", "Văn phòng UBND", "Quyết định", "Quý I/2026"],
            ["2", "Tổ chức hội nghị", "Phòng Văn hóa", "Báo cáo", "Quý II/2026"],
        ],
    )
    assert (indicators.kind, tasks.kind) == (TableKind.INDICATORS, TableKind.TASKS)
    assert meanings(indicators) == ["no", "name", "unit", "target"]
    assert meanings(tasks) == ["no", "name", "lead", "deliverable", "deadline"]


def test_a_heading_in_two_rows_is_read_from_above() -> None:
    (table,) = tables(
        [
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Mục tiêu", "<", "<", "Phân công", "<"],
            ["^", "^", "^", "2025", "2026", "2030", "Chủ trì", "Phối hợp"],
            ["1", "Tỷ lệ phủ sóng 5G", "%", "50", "60", "100", "Văn phòng", "Các thôn"],
        ]
    )
    assert meanings(table) == [
        "no", "name", "unit", "target", "target", "target", "lead", "coordinating",
    ]  # fmt: skip
    assert [c.horizon for c in table.all(Meaning.TARGET)] == [
        date(2025, 12, 31), date(2026, 12, 31), date(2030, 12, 31),
    ]  # fmt: skip
    assert len(table.rows) == 1


def test_a_wide_heading_without_merged_cells_still_reaches_the_columns_below_it() -> None:
    (table,) = tables(
        [
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Lộ trình thực hiện", "", ""],
            ["", "", "", "Năm 2025", "Năm 2026", "Năm 2030"],
            ["1", "Tỷ lệ người dân có chữ ký số", "%", "20", "30", "70"],
            ["2", "Tỷ lệ hồ sơ trực tuyến", "%", "60", "70", "95"],
        ]
    )
    assert meanings(table)[3:] == ["target"] * 3
    assert [row.text(0) for row in table.rows] == ["1", "2"]


def test_a_row_of_column_numbers_is_no_row() -> None:
    (table,) = tables(
        [
            ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
            ["(1)", "(2)", "(3)", "(4)"],
            ["1", "Ban hành quy chế", "Văn phòng", "2025"],
        ]
    )
    assert [row.text(1) for row in table.rows] == ["Ban hành quy chế"]


HEAD = ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Sản phẩm", "Thời gian"]


def test_a_row_that_a_page_cut_is_joined_and_keeps_both_places() -> None:
    source = make_source(
        [
            HEAD,
            [
                "1",
                "Phát triển hạ tầng số trên địa bàn xã, bảo đảm an",
                "Văn phòng",
                "Các thôn",
                "Báo cáo",
                "2025",
            ],
        ],
        [
            HEAD,
            ["", "toàn thông tin mạng.", "", "", "", ""],
            ["2", "Tập huấn", "Đoàn xã", "", "", "2026"],
        ],
    )
    (table,) = read_tables(source, outline(source))
    first, second = table.rows
    assert first.text(1) == "Phát triển hạ tầng số trên địa bàn xã, bảo đảm an toàn thông tin mạng."
    assert (first.line, first.end_line, second.text(0)) == (2, 4, "2")
    assert [source.quote(p.span) for p in first.passages(1)][1] == "toàn thông tin mạng."


def test_a_piece_without_its_heading_is_the_same_table() -> None:
    (table,) = tables(
        [HEAD, ["1", "Ban hành quy chế", "Văn phòng", "Các thôn", "Quy chế", "2025"]],
        [["2", "Tổ chức tập huấn", "Đoàn xã", "Các thôn", "Lớp học", "2026"]],
    )
    assert [row.text(table.first(Meaning.DEADLINE)) for row in table.rows] == ["2025", "2026"]


def test_a_page_number_between_two_pieces_does_not_part_them() -> None:
    (table,) = tables(
        [HEAD, ["1", "Ban hành quy chế", "Văn phòng", "Các thôn", "Quy chế", "2025"]],
        "- 12 -",
        [HEAD, ["2", "Tổ chức tập huấn", "Đoàn xã", "Các thôn", "Lớp học", "2026"]],
    )
    assert len(table.rows) == 2


def test_a_cut_cell_of_another_column_is_joined_too() -> None:
    (table,) = tables(
        [HEAD, ["1", "Ban hành quy chế.", "Văn phòng, Phòng Văn", "Các thôn", "Quy chế", "2025"]],
        [HEAD, ["", "", "hóa - Xã hội", "", "", ""]],
    )
    (row,) = table.rows
    assert row.text(2) == "Văn phòng, Phòng Văn hóa - Xã hội"


def test_a_row_without_number_but_with_its_own_cells_is_a_row() -> None:
    (table,) = tables(
        [
            HEAD,
            ["1", "Ban hành quy chế", "Văn phòng", "Các thôn", "Quy chế", "2025"],
            ["", "Tổ chức hội nghị sơ kết", "Văn phòng", "Các thôn", "Báo cáo", "2026"],
        ]
    )
    assert [row.text(1) for row in table.rows] == ["Ban hành quy chế", "Tổ chức hội nghị sơ kết"]


def test_groups_nest_and_hold_the_rows_below_them() -> None:
    (table,) = tables(
        [
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả"],
            ["I", "Đến năm 2025", "", ""],
            ["", "**Chính quyền số**", "", ""],
            ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "50"],
            ["II", "Đến năm 2030", "", ""],
            ["2", "Tỷ lệ hồ sơ trực tuyến", "%", "90"],
        ]
    )
    first, second = table.rows
    assert [g.title for g in table.group_stack(first)] == ["Đến năm 2025", "Chính quyền số"]
    assert [g.label for g in table.group_stack(second)] == ["II"]
    assert table.horizon_of(first) == date(2025, 12, 31)
    assert table.horizon_of(second) == date(2030, 12, 31)


def test_a_line_merged_over_the_whole_width_divides() -> None:
    (table,) = tables(
        [
            ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
            ["A. Về thể chế", "<", "<", "<"],
            ["1", "Ban hành quy chế", "Văn phòng", "2025"],
        ]
    )
    (row,) = table.rows
    assert [(g.label, g.title) for g in table.group_stack(row)] == [("A", "Về thể chế")]


def test_a_cell_merged_over_several_rows_speaks_for_each() -> None:
    (table,) = tables(
        [
            ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
            ["1", "Ban hành quy chế", "Văn phòng", "2025"],
            ["2", "Tổ chức tập huấn", "^", "2026"],
        ]
    )
    assert [row.text(2) for row in table.rows] == ["Văn phòng", "Văn phòng"]
    assert table.rows[1].merged == frozenset({2})


def test_a_number_that_slipped_up_goes_back_to_its_group() -> None:
    (table,) = tables(
        [
            ["TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả"],
            ["I", "**Đến năm 2030**", "", ""],
            ["1", "Tỷ lệ hồ sơ trực tuyến", "%", "90"],
            ["II", "Tỷ lệ phủ sóng", "%", "100"],
            ["", "**Đến năm 2045**", "", ""],
            ["2", "Tỷ lệ hồ sơ trực tuyến", "%", "100"],
        ]
    )
    assert [(g.label, g.title) for g in table.groups] == [
        ("I", "Đến năm 2030"),
        ("II", "Đến năm 2045"),
    ]
    assert [row.text(0) for row in table.rows] == ["1", "", "2"]
    assert table.horizon_of(table.rows[1]) == date(2030, 12, 31)


def test_columns_without_any_heading_are_told_by_what_they_hold() -> None:
    (table,) = tables(
        [
            [
                "1",
                "Ban hành quy chế quản lý dữ liệu của xã",
                "Văn phòng UBND",
                "Các ngành, đoàn thể",
                "Quý I/2025",
            ],
            [
                "2",
                "Tổ chức tập huấn kỹ năng số cho người dân",
                "Công chức Văn hóa",
                "Các xóm, đoàn thể",
                "Thường xuyên",
            ],
            [
                "3",
                "Rà soát thủ tục hành chính đủ điều kiện",
                "Văn phòng UBND",
                "Các cơ quan, đơn vị",
                "Hằng năm",
            ],
        ]
    )
    assert meanings(table) == ["no", "name", "lead", "coordinating", "deadline"]
    assert table.guessed


def test_a_calendar_is_no_list_of_tasks() -> None:
    (table,) = tables(
        [
            ["Thời gian", "Nội dung", "Địa điểm", "Thành phần"],
            ["Ngày 10/10/2025", "Lễ phát động", "Hội trường UBND", "Cán bộ, công chức"],
        ]
    )
    assert table.kind is TableKind.SCHEDULE


def test_tables_with_different_headings_stay_apart() -> None:
    found = tables(
        [HEAD, ["1", "Ban hành quy chế", "Văn phòng", "Các thôn", "Quy chế", "2025"]],
        [
            ["TT", "Chỉ tiêu", "Đơn vị tính", "2025", "2026", "2030"],
            ["1", "Tỷ lệ phủ sóng", "%", "50", "60", "100"],
        ],
    )
    assert [table.kind for table in found] == [TableKind.TASKS, TableKind.INDICATORS]


def test_a_column_for_each_year_that_is_only_ticked_tells_when() -> None:
    (table,) = tables(
        [
            ["TT", "Nội dung", "Cơ quan thực hiện", "Thời gian", "<", "<"],
            ["^", "^", "^", "2025", "2026", "2027"],
            ["1", "Xây dựng kiến trúc số", "Văn phòng", "x", "", ""],
            ["2", "Tập huấn tổ công nghệ số", "Đoàn xã", "x", "x", "x"],
        ]
    )
    ticked = [
        [c.horizon.year for c in table.all(Meaning.DEADLINE) if c.horizon and is_mark(row.text(c))]
        for row in table.rows
    ]
    assert (table.kind, ticked) == (TableKind.TASKS, [[2025], [2025, 2026, 2027]])


@pytest.mark.parametrize(
    "rows",
    [
        [["TT", "Họ và tên", "Chức vụ", "Đơn vị", "Nhiệm vụ"], ["1", "Người thứ nhất", "Trưởng ban", "Văn phòng", "Chỉ đạo chung"]],
        [["TT", "Nội dung", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền"], ["1", "Tập huấn", "Lớp", "2", "5.000", "10.000"]],
        [["STT", "Tiêu chí", "Điểm tối đa", "Tự chấm"], ["1", "Hạ tầng số", "20", "15"]],
        [["TT", "Tên thiết bị", "Đơn vị tính", "Số lượng"], ["1", "Máy tính", "Bộ", "5"]],
    ],
    ids=["people", "costs", "marks", "things"],
)  # fmt: skip
def test_a_form_with_figures_promises_nothing(rows: list[list[str]]) -> None:
    (table,) = tables(rows)
    assert table.kind is TableKind.OTHER


@pytest.mark.parametrize(
    "pushed",
    [
        ["", "2", "Tổng kết năm", "Văn phòng", "Các thôn", "Báo cáo", "Tháng 12/2025"],
        ["Tổng kết việc thực hiện kế hoạch năm", "Văn phòng", "Các thôn", "Báo cáo", "Tháng 12/2025", "", ""],
    ],
    ids=["to the right", "to the left"],
)  # fmt: skip
def test_a_row_that_a_converter_pushed_aside_is_put_back(pushed: list[str]) -> None:
    (table,) = tables(
        [
            ["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Sản phẩm", "Thời hạn", ""],
            ["1", "Khảo sát", "Công an xã", "Các thôn", "Báo cáo", "Quý II/2025", ""],
            pushed,
        ]
    )
    row = table.rows[1]
    said = [row.text(table.first(m)) for m in (Meaning.LEAD, Meaning.DELIVERABLE, Meaning.DEADLINE)]
    assert said == ["Văn phòng", "Báo cáo", "Tháng 12/2025"]
    assert row.text(table.first(Meaning.NAME)).startswith("Tổng kết")
