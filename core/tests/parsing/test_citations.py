"""How plans name other documents, in full, in short and with slips; all passages are invented."""

from __future__ import annotations

import time
from datetime import date

import pytest

import namro
from namro.model.plan import Citation
from namro.parsing.citations import read_citations
from namro.parsing.outline import outline


def citations_of(body: str, own: str | None = None) -> tuple[Citation, ...]:
    text = f"UBND XÃ SUỐI TRONG\n\nKẾ HOẠCH\n\nChuyển đổi số\n\n{body}\n"
    source = namro.read(text.encode(), name="ke-hoach.md")
    return read_citations(source, outline(source), own=own)


def only(body: str) -> Citation:
    found = citations_of(body)
    assert len(found) == 1, found
    return found[0]


def test_a_full_citation_gives_kind_number_day_and_issuer() -> None:
    found = only("Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá.")
    assert (found.kind, found.number, found.date, found.issuer) == (
        "Nghị quyết",
        "57-NQ/TW",
        date(2024, 12, 22),
        "Bộ Chính trị",
    )


@pytest.mark.parametrize(
    ("text", "day", "issuer"),
    [
        (
            "Kế hoạch số 8/KH-UBND, ngày 12 tháng 4 năm 2024 của UBND tỉnh",
            (2024, 4, 12),
            "UBND tỉnh",
        ),
        ("Kế hoạch số 8/KH-UBND của UBND tỉnh ngày 12/04/2024 về", (2024, 4, 12), "UBND tỉnh"),
        ("Kế hoạch 8/KH-UBND (ngày 12-4-2024) của UBND tỉnh", (2024, 4, 12), "UBND tỉnh"),
        (
            "Kế hoạch số 8/KH-UBND của Ủy ban nhân dân huyện Núi Cao về việc",
            None,
            "UBND huyện Núi Cao",
        ),
    ],
)
def test_day_and_issuer_stand_in_either_order(
    text: str, day: tuple[int, int, int] | None, issuer: str
) -> None:
    found = only(f"Căn cứ {text} số hóa hồ sơ.")
    assert (found.date, found.issuer) == (date(*day) if day else None, issuer)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("57- NQ/TW", "57-NQ/TW"),
        ("27/NQ- TW", "27-NQ/TW"),
        ("193/2025/QH15", "193/2025/QH15"),
        ("107/2021/NĐ-CP", "107/2021/NĐ-CP"),
        ("1552/BTTTT-THH", "1552/BTTTT-THH"),
        ("62-CTr/TU", "62-CTr/TU"),
        ("19-2016/NQ-CP", "19-2016/NQ-CP"),
    ],
)
def test_numbers_of_every_line_are_read(printed: str, number: str) -> None:
    assert only(f"Triển khai văn bản số {printed} trên địa bàn.").number == number


def test_later_and_shorter_mentions_are_one_document() -> None:
    found = only(
        "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị.\n\n"
        "I. MỤC TIÊU\n\n- Quán triệt Nghị quyết số 57-NQ/TW.\n- Học tập Nghị quyết số 57 của Bộ Chính trị."
    )
    assert len(found.mentions) == 3


def test_a_misprinted_sign_is_the_same_document() -> None:
    found = only(
        "Thực hiện Nghị quyết số 03/NQ-CP ngày 09/01/2025 của Chính phủ.\n\n"
        "I. MỤC TIÊU\n\n- Theo Nghị quyết 03-NQ/CP."
    )
    assert (found.number, len(found.mentions)) == ("03/NQ-CP", 2)


def test_the_same_number_of_two_issuers_is_two_documents() -> None:
    found = citations_of(
        "Thực hiện Kế hoạch số 76/KH-UBND ngày 19/3/2025 của UBND thị xã Sông Xanh và "
        "Kế hoạch số 76/KH-UBND ngày 12/4/2025 của UBND tỉnh."
    )
    assert [c.issuer for c in found] == ["UBND thị xã Sông Xanh", "UBND tỉnh"]


def test_the_same_number_of_two_years_is_two_documents() -> None:
    found = citations_of(
        "Căn cứ Nghị quyết số 01/NQ-CP ngày 05/01/2024 và Nghị quyết số 01/NQ-CP ngày 08/01/2025."
    )
    assert [c.date and c.date.year for c in found] == [2024, 2025]


def test_two_days_in_one_year_are_a_slip_in_one_document() -> None:
    found = only(
        "Căn cứ Quyết định số 30/QĐ-UBND ngày 05/2/2025 của UBND tỉnh; thực hiện "
        "Quyết định số 30/QĐ-UBND ngày 06/2/2025 của UBND tỉnh."
    )
    assert (found.date, len(found.mentions)) == (date(2025, 2, 5), 2)


def test_the_issuer_behind_a_pair_is_that_of_both() -> None:
    found = citations_of(
        "Thực hiện Chương trình hành động số 62-CTr/TU, ngày 23/01/2025; Kế hoạch số 261-KH/TU, "
        "ngày 22/5/2025 của Ban Thường vụ Tỉnh ủy về chuyển đổi số."
    )
    assert [c.issuer for c in found] == ["Ban Thường vụ Tỉnh ủy"] * 2


def test_a_list_behind_one_word_shares_its_kind() -> None:
    found = citations_of("Theo các Nghị định số 79/2021/NĐ-CP; số 97/2018/NĐ-CP của Chính phủ.")
    assert [(c.kind, c.number) for c in found] == [
        ("Nghị định", "79/2021/NĐ-CP"),
        ("Nghị định", "97/2018/NĐ-CP"),
    ]


def test_a_project_known_by_its_figure_counts() -> None:
    assert only("Kết nối với Đề án 06 của quốc gia.").number == "06"


def test_a_project_is_the_decision_that_approved_it() -> None:
    found = only(
        "Căn cứ Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ; triển khai Đề án 06."
    )
    assert (found.number, len(found.mentions)) == ("06/QĐ-TTg", 2)


def test_the_plan_s_own_number_is_no_citation() -> None:
    assert citations_of("Kế hoạch số 45/KH-UBND này thay thế.", own="45/KH-UBND") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Hoạt động 24/7, tỷ lệ 1/2 số xã, ngày 22/12/2024.",
        "Mạng 5G/LTE phủ 80-90% dân số giai đoạn 2025-2030.",
        "Theo TCVN 11930:2017 và Mẫu số 02/BC-UBND.",
        "Kế hoạch số   /KH-UBND ngày   /  /2025.",
    ],
)
def test_other_figures_are_no_documents(text: str) -> None:
    assert citations_of(text) == ()


def test_citations_in_tables_are_found() -> None:
    found = only("| TT | Nhiệm vụ |\n|---|---|\n| 1 | Theo Nghị định số 107/2021/NĐ-CP Chính phủ |")
    assert (found.number, found.issuer) == ("107/2021/NĐ-CP", "Chính phủ")


def test_a_mention_points_at_the_number() -> None:
    text = "KẾ HOẠCH\n\nSố hóa\n\nCăn cứ Quyết định số 5/QĐ-UBND của UBND tỉnh.\n"
    source = namro.read(text.encode(), name="ke-hoach.md")
    found = read_citations(source, outline(source))
    assert source.quote(found[0].mentions[0]) == "5/QĐ-UBND"


def test_hostile_text_does_not_hang() -> None:
    text = "KẾ HOẠCH\n\nSố hóa\n\n" + "1/NQ-CP của " * 20_000
    source = namro.read(text.encode())
    found = outline(source)
    start = time.process_time()
    read_citations(source, found)
    assert time.process_time() - start < 2
