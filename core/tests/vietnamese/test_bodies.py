"""Names of issuing bodies: recognised, cut out, written in their usual case."""

from __future__ import annotations

import pytest

from namro.vietnamese.bodies import cut_body, find_body, natural_case, shorten, starts_body


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("UBND tỉnh Sông Xanh về việc số hóa", "UBND tỉnh Sông Xanh"),
        ("Bộ Khoa học và Công nghệ, ngày", "Bộ Khoa học và Công nghệ"),
        ("Ban Tổ chức Trung ương hướng dẫn", "Ban Tổ chức Trung ương"),
        ("Bộ Xây dựng ban hành", "Bộ Xây dựng"),
        ("Chính phủ vào chương trình", "Chính phủ"),
        ("Ban Bí thư Trung ương Đảng về phê duyệt", "Ban Bí thư Trung ương Đảng"),
        ("UBND huyện Núi Cao Kế hoạch phát triển", "UBND huyện Núi Cao"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(text: str, name: str) -> None:
    assert cut_body(text) == name


@pytest.mark.parametrize(
    "text", ["ỦY BAN NHÂN DÂN", "SỞ TƯ PHÁP", "TỈNH UỶ SÔNG XANH", "Ban Chỉ đạo xã"]
)
def test_bodies_are_recognised(text: str) -> None:
    assert starts_body(text)


@pytest.mark.parametrize("text", ["BỘ TIÊU CHÍ", "SỞ HỮU TRÍ TUỆ", "XÃ SUỐI TRONG", "Trong năm"])
def test_other_words_are_no_bodies(text: str) -> None:
    assert not starts_body(text)


@pytest.mark.parametrize(
    ("name", "text", "written"),
    [
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", "Giao Sở Khoa học và Công nghệ", "Sở Khoa học và Công nghệ"),
        ("ỦY BAN NHÂN DÂN TỈNH SÔNG XANH", "", "Ủy ban nhân dân tỉnh Sông Xanh"),
        ("TỈNH UỶ SÔNG XANH", "", "Tỉnh uỷ Sông Xanh"),
        ("THỦ TƯỚNG CHÍNH PHỦ", "", "Thủ tướng Chính phủ"),
        ("UBND xã Suối Trong", "", "UBND xã Suối Trong"),
    ],
)
def test_a_name_in_capitals_takes_its_usual_case(name: str, text: str, written: str) -> None:
    assert natural_case(name, text) == written


def test_the_people_s_committee_is_shortened() -> None:
    assert shorten("Uỷ ban nhân dân xã Suối Trong") == "UBND xã Suối Trong"


def test_who_speaks_in_a_preamble_is_found_and_who_is_cited_is_not() -> None:
    found = find_body(
        "Thực hiện Kế hoạch của UBND huyện ban hành năm 2024, UBND xã Suối Trong ban hành Kế hoạch",
        speaking=True,
    )
    assert found is not None
    assert found[0] == "UBND xã Suối Trong"
