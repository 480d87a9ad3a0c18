"""Words that a person marks are read as what the person says they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

import namro
from namro.errors import NotationError
from namro.model.deadline import ByDate
from namro.model.plan import Plan
from namro.model.selection import Selection

TEXT = """KẾ HOẠCH
Chuyển đổi số năm 2026

I. MỤC TIÊU

- Nâng cao chất lượng phục vụ người dân.

II. NHIỆM VỤ

- Tuyên truyền trên hệ thống truyền thanh.

Ghi chú thêm: Văn phòng - Thống kê chủ trì, phối hợp với Công an xã rà soát hồ sơ, hoàn thành trước ngày 30/6/2026. Tỷ lệ hồ sơ được số hóa đạt 90%; tỷ lệ người dân có tài khoản trên 80%.

| TT | Nhiệm vụ | Chủ trì | Phối hợp | Sản phẩm | Thời gian |
|---|---|---|---|---|---|
| 1 | Số hóa hồ sơ; lập danh mục dữ liệu dùng chung | Văn phòng - Thống kê | Công an xã | Báo cáo | Quý II/2026 |
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return namro.parse(namro.read(TEXT.encode(), name="kh.txt"))


def marked(plan: Plan, words: str) -> Selection:
    start = plan.source.text.index(words)
    return namro.read_selection(plan, start, start + len(words))


def test_a_sentence_becomes_a_task_with_who_and_when(plan: Plan) -> None:
    task = marked(
        plan,
        "Văn phòng - Thống kê chủ trì, phối hợp với Công an xã rà soát hồ sơ, "
        "hoàn thành trước ngày 30/6/2026.",
    ).task
    assert task.lead == ("Văn phòng - Thống kê",)
    assert task.coordinating == ("Công an xã",)
    assert task.deadline == ByDate(date(2026, 6, 30))


def test_figures_in_the_words_become_targets(plan: Plan) -> None:
    found = marked(plan, "Tỷ lệ hồ sơ được số hóa đạt 90%; tỷ lệ người dân có tài khoản trên 80%")
    assert [target.value for target in found.targets] == [Decimal(90), Decimal(80)]


def test_part_of_a_table_row_takes_the_other_columns_with_it(plan: Plan) -> None:
    found = marked(plan, "lập danh mục dữ liệu dùng chung")
    assert found.task.lead == ("Văn phòng - Thống kê",)
    assert found.task.deliverable == "Báo cáo"
    assert found.task.deadline == ByDate(date(2026, 6, 30))


def test_the_place_is_that_of_the_words_without_the_space_around(plan: Plan) -> None:
    found = marked(plan, " Tuyên truyền trên hệ thống truyền thanh.\n")
    assert plan.source.quote(found.span) == "Tuyên truyền trên hệ thống truyền thanh."
    assert plan.sections[found.section or 0].title == "NHIỆM VỤ"


@pytest.mark.parametrize("words", ["\n\n", "KẾ"])
def test_what_is_no_statement_is_refused(plan: Plan, words: str) -> None:
    with pytest.raises(NotationError):
        marked(plan, words)


def test_a_whole_document_is_no_statement(plan: Plan) -> None:
    long = namro.parse(namro.read((TEXT + "\n\nLời thêm nữa. " * 400).encode(), name="dài.txt"))
    with pytest.raises(NotationError, match="quá dài"):
        namro.read_selection(long, 0, len(long.source.text))
