"""How officials number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.vietnamese.numbering import (
    Label,
    LabelKind,
    follows,
    is_child,
    read_label,
    roman_value,
    split_marker,
    write_roman,
)


@pytest.mark.parametrize(
    ("text", "marker", "rest"),
    [
        ("- Tuyên truyền", "-", "Tuyên truyền"),
        ("-Tuyên truyền", "-", "Tuyên truyền"),
        ("+ Về cơ cấu", "+", "Về cơ cấu"),
        ("• Một", "•", "Một"),
        ("* Ghi chú", "*", "Ghi chú"),
        ("– Gạch dài", "–", "Gạch dài"),
        ("I. MỤC TIÊU", "I.", "MỤC TIÊU"),
        ("II- NHIỆM VỤ", "II-", "NHIỆM VỤ"),
        ("I/ MỤC ĐÍCH", "I/", "MỤC ĐÍCH"),
        ("VIII.TỔ CHỨC", "VIII.", "TỔ CHỨC"),
        ("A. NỘI DUNG", "A.", "NỘI DUNG"),
        ("1. 100% cán bộ", "1.", "100% cán bộ"),
        ("1.100% cán bộ", "1.", "100% cán bộ"),
        ("01. Xây dựng", "01.", "Xây dựng"),
        ("1/ Tổ chức", "1/", "Tổ chức"),
        ("2) Báo cáo", "2)", "Báo cáo"),
        ("2.1. Đến hết năm 2025", "2.1.", "Đến hết năm 2025"),
        ("2.1 Đến hết năm 2025", "2.1", "Đến hết năm 2025"),
        ("3.2.1. chi tiết", "3.2.1.", "chi tiết"),
        ("I.1. Mục tiêu", "I.1.", "Mục tiêu"),
        ("a) Hạ tầng", "a)", "Hạ tầng"),
        ("đ) Chuyển đổi số", "đ)", "Chuyển đổi số"),
        ("b. Nguồn lực", "b.", "Nguồn lực"),
        ("a.1) Nhỏ hơn", "a.1)", "Nhỏ hơn"),
        ("(1) Một", "(1)", "Một"),
        ("(ii) Hai", "(ii)", "Hai"),
        ("PHẦN I. ĐÁNH GIÁ", "PHẦN I.", "ĐÁNH GIÁ"),
        ("Phần thứ nhất", "Phần thứ nhất", ""),
        ("Chương II QUY ĐỊNH CHUNG", "Chương II", "QUY ĐỊNH CHUNG"),
        ("Mục 3. Nguồn lực", "Mục 3.", "Nguồn lực"),
        ("Điều 5. Trách nhiệm", "Điều 5.", "Trách nhiệm"),
        ("Phụ lục số 02: Danh mục", "Phụ lục số 02:", "Danh mục"),
        ("PHỤ LỤC I", "PHỤ LỤC I", ""),
        ("PHỤ LỤC", "PHỤ LỤC", ""),
        ("Phụ lục II (Kèm theo Kế hoạch)", "Phụ lục II", "(Kèm theo Kế hoạch)"),
        ("Biểu số 01", "Biểu số 01", ""),
    ],
)
def test_a_marker_is_taken_off(text: str, marker: str, rest: str) -> None:
    assert split_marker(text) == (marker, rest)


@pytest.mark.parametrize(
    "text",
    [
        "100% cán bộ, công chức",
        "1.000 người",
        "1,5% tổng chi",
        "30/4 là ngày nghỉ",
        "24/KH-UBND của UBND tỉnh",
        "2025. Sau đó",
        "- 2030 phấn đấu",
        "-5 độ C",
        "Mục đích",
        "Mục tiêu chung",
        "Phần lớn các xã",
        "Biểu dương khen thưởng",
        "Điều 5 Luật Chuyển đổi số",
        "Phụ lục I kèm theo Kế hoạch này",
        "Mục 3 Chương II",
        "TM. ỦY BAN NHÂN DÂN",
        "Q. CHỦ TỊCH",
        "Công an xã",
        "(Ban hành kèm theo",
        "Mẫu mực, gương mẫu",
        "",
    ],
)
def test_a_sentence_keeps_its_head(text: str) -> None:
    assert split_marker(text) == ("", text)


@pytest.mark.parametrize(
    ("marker", "kind", "path"),
    [
        ("-", LabelKind.BULLET, ()),
        ("I", LabelKind.ROMAN, (1,)),
        ("IV.", LabelKind.ROMAN, (4,)),
        ("C.", LabelKind.CAPITAL, (3,)),
        ("11.12", LabelKind.DOTTED, (11, 12)),
        ("I.2", LabelKind.DOTTED, (1, 2)),
        ("7", LabelKind.ARABIC, (7,)),
        ("d)", LabelKind.LETTER, (4,)),
        ("đ)", LabelKind.LETTER, (5,)),
        ("e)", LabelKind.LETTER, (6,)),
        ("a1)", LabelKind.DOTTED, (1, 1)),
        ("(iv)", LabelKind.BRACKET, (4,)),
        ("Phần thứ ba", LabelKind.PART, (3,)),
        ("Chương IX", LabelKind.CHAPTER, (9,)),
        ("Tiểu mục 2", LabelKind.SUBSECTION, (2,)),
        ("Điều 12.", LabelKind.ARTICLE, (12,)),
        ("Phụ lục 02", LabelKind.ANNEX, (2,)),
        ("Phụ lục II.1", LabelKind.ANNEX, (2, 1)),
        ("PHỤ LỤC", LabelKind.ANNEX, ()),
    ],
)
def test_a_label_is_understood(marker: str, kind: LabelKind, path: tuple[int, ...]) -> None:
    label = read_label(marker)
    assert label is not None
    assert (label.kind, label.path) == (kind, path)


@pytest.mark.parametrize(
    "text", ["", "2025", "Đạt", "%", "IIX.", "1.000.000", "Quý I", "năm 2026", "A-B"]
)
def test_what_is_no_label_is_none(text: str) -> None:
    assert read_label(text) is None


def test_the_list_decides_between_letter_and_roman() -> None:
    h, i = read_label("h)"), read_label("ii)")
    assert h is not None
    assert i is not None
    letter, roman = (
        read_label("i)", after=h),
        read_label("v)", after=Label(LabelKind.ROMAN, (4,), ")")),
    )
    assert letter is not None
    assert letter.kind is LabelKind.LETTER
    assert roman is not None
    assert (roman.kind, roman.path) == (LabelKind.ROMAN, (5,))


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("1.", "2.", True),
        ("I.", "II.", True),
        ("d)", "đ)", True),
        ("d)", "e)", False),
        ("2.9.", "2.10.", True),
        ("2.1.", "3.2.", False),
        ("1.", "a)", False),
        ("-", "-", True),
        ("-", "+", False),
        ("Phụ lục I", "Phụ lục II", True),
    ],
)
def test_sequences_are_known(earlier: str, later: str, expected: bool) -> None:
    first, second = read_label(earlier), read_label(later)
    assert first is not None
    assert second is not None
    assert follows(first, second) is expected


def test_dotted_numbers_know_their_parent() -> None:
    labels = {text: read_label(text) for text in ("2.", "2.1.", "2.1.3.", "3.")}
    two, two_one, deep, three = labels.values()
    assert two
    assert two_one
    assert deep
    assert three
    assert is_child(two, two_one)
    assert is_child(two_one, deep)
    assert not is_child(three, two_one)


def test_outer_labels_rank_before_inner_ones() -> None:
    markers = (
        "Phụ lục I",
        "Phần I",
        "Chương I",
        "Mục 1",
        "A.",
        "I.",
        "1.",
        "1.1.",
        "1.1.1.",
        "a)",
        "(1)",
        "-",
        "+",
    )
    ranks = [label.rank for marker in markers if (label := read_label(marker))]
    assert ranks == sorted(ranks)
    assert len(ranks) == len(markers)


@given(st.integers(1, 399))
def test_roman_figures_are_written_and_read(value: int) -> None:
    assert roman_value(write_roman(value)) == value


@given(st.text(max_size=40))
def test_splitting_loses_nothing(text: str) -> None:
    marker, rest = split_marker(text)
    assert "".join((marker + rest).split()) == "".join(text.split())
