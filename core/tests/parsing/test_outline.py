"""Headings, what each part is for, and the periods they name; all passages are invented."""

from __future__ import annotations

import time
from datetime import date

import pytest

import namro
from namro.model.plan import Part, Section
from namro.parsing.outline import Outline, outline


def outline_of(text: str) -> Outline:
    return outline(namro.read(text.encode(), name="ke-hoach.md"))


def titles(found: Outline) -> list[tuple[str | None, str]]:
    return [(s.label, s.title) for s in found.sections]


PROVINCE = """KẾ HOẠCH

Phát triển dữ liệu số

Căn cứ Quyết định số 12/QĐ-UBND ngày 05/3/2025 của UBND tỉnh;

I. MỤC ĐÍCH, YÊU CẦU

- Nâng cao nhận thức.

II. MỤC TIÊU

1. Đến năm 2026

- 80% hồ sơ được số hóa.

2. Đến hết năm 2030

- 100% hồ sơ được số hóa.

III. PHÁT TRIỂN HẠ TẦNG SỐ

1. Đầu tư trung tâm dữ liệu

- Xây dựng phòng máy.

2. Các đơn vị rà soát thiết bị hiện có và lập danh sách gửi Sở Khoa học và Công nghệ.

IV. KINH PHÍ

Ngân sách tỉnh.

V. TỔ CHỨC THỰC HIỆN

1. Sở Nội vụ theo dõi việc thực hiện.
"""


def test_numbered_lines_that_hold_something_are_headings() -> None:
    assert titles(outline_of(PROVINCE)) == [
        ("I", "MỤC ĐÍCH, YÊU CẦU"),
        ("II", "MỤC TIÊU"),
        ("1", "Đến năm 2026"),
        ("2", "Đến hết năm 2030"),
        ("III", "PHÁT TRIỂN HẠ TẦNG SỐ"),
        ("1", "Đầu tư trung tâm dữ liệu"),
        ("IV", "KINH PHÍ"),
        ("V", "TỔ CHỨC THỰC HIỆN"),
    ]


def test_a_part_is_told_by_its_words_or_by_its_place() -> None:
    parts = [s.part for s in outline_of(PROVINCE).sections if s.parent is None]
    assert parts == [Part.PURPOSE, Part.GOALS, Part.TASKS, Part.FUNDING, Part.ORGANISATION]


def test_a_heading_hands_its_period_and_part_down() -> None:
    found = outline_of(PROVINCE)
    place = next(i for i, s in enumerate(found.section_of) if s == 3 and not found.is_heading(i))
    assert found.part_of(place) is Part.GOALS
    assert found.horizon_of(place) == date(2030, 12, 31)


def test_head_and_title_are_no_sections() -> None:
    found = outline_of(PROVINCE)
    assert found.section_of[0] is None
    assert found.is_heading(0)
    assert found.part_of(0) is Part.PREAMBLE


def test_a_section_lasts_until_the_next_of_its_rank() -> None:
    goals = outline_of(PROVINCE).sections[1]
    following = outline_of(PROVINCE).sections[4]
    assert goals.end_line == following.line - 1


def test_a_number_printed_twice_gives_two_sections() -> None:
    found = outline_of(
        "KẾ HOẠCH\n\nNăm 2025\n\nIV. NHIỆM VỤ\n\n- Một việc.\n\nIV. TỔ CHỨC THỰC HIỆN\n\n- Hai việc."
    )
    assert [s.label for s in found.sections] == ["IV", "IV"]
    assert all(s.parent is None for s in found.sections)


def test_a_goal_inside_the_purpose_part_is_a_goal() -> None:
    found = outline_of(
        "KẾ HOẠCH\n\nNăm 2025\n\nI. MỤC ĐÍCH, YÊU CẦU\n\n1. Mục đích\n\n- Nâng cao.\n\n"
        "2. Mục tiêu đến năm 2030\n\n- 90% hộ dân."
    )
    assert [s.part for s in found.sections] == [Part.PURPOSE, Part.PURPOSE, Part.GOALS]


def test_a_list_of_sentences_gives_no_sections() -> None:
    found = outline_of(
        "KẾ HOẠCH\n\nNăm 2025\n\nI. YÊU CẦU\n\n1. Phân công rõ người, rõ việc.\n\n2. Làm đúng thời hạn.\n"
    )
    assert titles(found) == [("I", "YÊU CẦU")]


def test_a_stray_full_stop_does_not_hide_a_heading_among_its_kind() -> None:
    found = outline_of(
        "KẾ HOẠCH\n\nNăm 2025\n\nI. MỤC TIÊU\n\na) Hạ tầng\n\n- Phủ sóng.\n\n"
        "b) Nhân lực.\n\n- Tập huấn.\n\nc) Dữ liệu\n\n- Số hóa."
    )
    assert [s.label for s in found.sections] == ["I", "a", "b", "c"]


def test_party_numbering_with_dashes_is_understood() -> None:
    found = outline_of(
        "NGHỊ QUYẾT\n\nvề chuyển đổi số\n\nI- MỤC TIÊU\n\n1- Mục tiêu chung\n\nXây dựng cơ quan số.\n"
    )
    assert titles(found) == [("I", "MỤC TIÊU"), ("1", "Mục tiêu chung")]


def test_the_title_of_a_part_may_stand_on_the_next_line() -> None:
    found = outline_of(
        "ĐỀ ÁN\n\nDữ liệu số\n\nPhần thứ nhất\n\nSỰ CẦN THIẾT\n\nDữ liệu còn rời rạc.\n"
    )
    assert titles(found) == [("Phần thứ nhất", "SỰ CẦN THIẾT")]
    assert found.sections[0].part is Part.PURPOSE


def test_annexes_stand_at_the_top_with_their_titles() -> None:
    found = outline_of(
        "KẾ HOẠCH\n\nNăm 2025\n\nI. NHIỆM VỤ\n\n- Một việc.\n\nNơi nhận:\n\n- Lưu: VT.\n\n"
        "TM. ỦY BAN NHÂN DÂN\n\nCHỦ TỊCH\n\nPhụ lục I\n\nDANH MỤC CHỈ TIÊU\n\n"
        "(Kèm theo Kế hoạch số 5/KH-UBND ngày 01/3/2025 của UBND xã Sông Xanh)\n\n"
        "| TT | Chỉ tiêu | Kết quả |\n|---|---|---|\n| 1 | Hồ sơ số | 90% |\n"
    )
    annex = found.sections[-1]
    assert (annex.label, annex.title, annex.parent) == ("Phụ lục I", "DANH MỤC CHỈ TIÊU", None)
    assert annex.part is Part.INDICATOR_ANNEX


def test_recipients_and_signature_belong_to_no_section() -> None:
    found = outline_of(
        "KẾ HOẠCH\n\nNăm 2025\n\nI. NHIỆM VỤ\n\n- Một việc.\n\nNơi nhận:\n\n- Lưu: VT.\n\n"
        "TM. ỦY BAN NHÂN DÂN\n\nCHỦ TỊCH\n\nNguyễn Thị An\n"
    )
    assert found.section_of[-1] is None
    assert found.part_of(len(found.parts) - 1) is Part.CLOSING


def test_a_plan_attached_to_a_decision_is_a_part_of_its_own() -> None:
    found = outline_of(
        "QUYẾT ĐỊNH\n\nBan hành Kế hoạch số hóa\n\nĐiều 1. Ban hành kèm theo Quyết định này Kế hoạch.\n\n"
        "TM. ỦY BAN NHÂN DÂN\n\nCHỦ TỊCH\n\nKẾ HOẠCH\n\nSố hóa hồ sơ\n\n"
        "(Ban hành kèm theo Quyết định số 7/QĐ-UBND)\n\nI. MỤC TIÊU\n\n- 90% hồ sơ.\n"
    )
    assert titles(found) == [("KẾ HOẠCH", "Số hóa hồ sơ"), ("I", "MỤC TIÊU")]
    assert (found.sections[1].parent, found.sections[1].part) == (0, Part.GOALS)
    assert not found.in_annex(len(found.parts) - 1)


def test_a_list_mark_that_only_names_a_year_gives_its_items_that_period() -> None:
    source = namro.read(
        (
            "KẾ HOẠCH\n\nNăm 2025\n\nII. MỤC TIÊU\n\n- Đến năm 2027:\n\n+ 70% hộ dân.\n\n"
            "- Đến năm 2030:\n\n+ 95% hộ dân.\n"
        ).encode()
    )
    found = outline(source)
    place = {block.text: index for index, block in enumerate(source.blocks)}
    assert found.horizon_of(place["70% hộ dân."]) == date(2027, 12, 31)
    assert found.horizon_of(place["95% hộ dân."]) == date(2030, 12, 31)


def test_sections_found_later_hang_where_their_line_stands() -> None:
    found = outline_of(PROVINCE)
    goals = found.sections[1]
    extra = Section("x", "Nhóm", goals.end_line - 1, goals.end_line - 1, None, Part.GOALS)
    whole = found.with_sections([extra])
    place = next(i for i, s in enumerate(whole.sections) if s.label == "x")
    assert whole.sections[whole.sections[place].parent or 0].title == "Đến hết năm 2030"
    assert [s.title for s in whole.sections if s.label != "x"] == [s.title for s in found.sections]


@pytest.mark.parametrize("piece", ["a", "IV.", "1.", "(", "Điều ", "KẾ HOẠCH ", "- "])
def test_hostile_text_does_not_hang(piece: str) -> None:
    text = "KẾ HOẠCH\n\nNăm 2025\n\nI. NHIỆM VỤ\n\n" + piece * (300_000 // len(piece))
    source = namro.read(text.encode())
    start = time.process_time()
    outline(source)
    assert time.process_time() - start < 2
