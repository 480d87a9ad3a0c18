"""The whole of parsing, from a document to a plan."""

from __future__ import annotations

import pytest

import namro
from namro.errors import NotAPlan

PLAN = """UBND XÃ SUỐI TRONG

Số: 7/KH-UBND

KẾ HOẠCH

Chuyển đổi số năm 2025

Thực hiện Quyết định số 30/QĐ-UBND ngày 06/02/2025 của UBND tỉnh, UBND xã ban hành Kế hoạch như sau:

I. MỤC TIÊU

- 90% hồ sơ được số hóa.

II. NHIỆM VỤ

- Xây dựng cơ sở dữ liệu của xã.

III. TỔ CHỨC THỰC HIỆN

1. Các thôn hằng năm báo cáo UBND xã.

PHỤ LỤC

DANH MỤC NHIỆM VỤ

| TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian |
|---|---|---|---|
| I | Hạ tầng | | |
| 1 | Lắp đặt máy chủ | Văn phòng | Năm 2025 |
| II | Nhân lực | | |
| 2 | Tập huấn cán bộ | Văn hóa - Xã hội | Quý II/2025 |
"""


def test_a_plan_gives_all_that_it_states() -> None:
    plan = namro.parse(namro.read(PLAN.encode(), name="ke-hoach.md"))
    assert plan.header.number == "7/KH-UBND"
    assert [c.number for c in plan.citations] == ["30/QĐ-UBND"]
    assert len(plan.targets) == 1
    assert len(plan.tasks) == 3
    assert [o.actor for o in plan.obligations] == ["Các thôn"]


def test_dividing_rows_of_a_task_table_are_sections_of_its_annex() -> None:
    plan = namro.parse(namro.read(PLAN.encode(), name="ke-hoach.md"))
    rows = [plan.sections[t.section or 0].title for t in plan.tasks if t.text != plan.tasks[0].text]
    assert rows == ["Hạ tầng", "Nhân lực"]
    annex = next(i for i, s in enumerate(plan.sections) if s.label == "PHỤ LỤC")
    assert [s.title for s in plan.sections if s.parent == annex] == ["Hạ tầng", "Nhân lực"]


@pytest.mark.parametrize(
    "text",
    ["Xin chào các bạn.", "BIÊN BẢN\n\nHọp thôn\n\nHôm nay trời đẹp, bà con đến đông đủ."],
)
def test_a_document_that_states_nothing_is_no_plan(text: str) -> None:
    with pytest.raises(NotAPlan):
        namro.parse(namro.read(text.encode()))
