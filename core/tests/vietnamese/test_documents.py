"""Numbers, kinds and signs of official documents."""

from __future__ import annotations

import pytest

from namro.vietnamese.documents import fold, read_kind, read_number


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("57- NQ/TW", "57-NQ/TW", "Nghị quyết"),
        ("Số: 39 /KH-UBND", "39/KH-UBND", "Kế hoạch"),
        ("03-NQ/CP", "03/NQ-CP", "Nghị quyết"),
        ("27/NQ- TW", "27-NQ/TW", "Nghị quyết"),
        ("05-NQ/ĐU", "05-NQ/ĐU", "Nghị quyết"),
        ("12/KH-BCĐ", "12/KH-BCĐ", "Kế hoạch"),
        ("12-KH/BCĐ", "12-KH/BCĐ", "Kế hoạch"),
        ("193/2025/QH15", "193/2025/QH15", "Nghị quyết"),
        ("19-2016/NQ-CP", "19-2016/NQ-CP", "Nghị quyết"),
        ("01/2024/TTLT-BNV-BTC", "01/2024/TTLT-BNV-BTC", "Thông tư liên tịch"),
        ("1552/BTTTT-THH", "1552/BTTTT-THH", None),
    ],
)
def test_a_number_is_written_as_its_line_of_offices_writes_it(
    text: str, written: str, kind: str | None
) -> None:
    number = read_number(text)
    assert number is not None
    assert (str(number), number.kind) == (written, kind)


@pytest.mark.parametrize("text", ["22/12/2024", "24/7", "05/2025 - UBND", "số /KH-UBND", "80-90%"])
def test_other_figures_are_no_numbers(text: str) -> None:
    assert read_number(text) is None


def test_two_printings_of_one_number_share_their_key() -> None:
    one, two = read_number("3/NQ-CP"), read_number("03- NQ/CP")
    assert one is not None
    assert two is not None
    assert one.key == two.key


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("KẾ HOẠCH", "Kế hoạch"),
        ("CHƯƠNG TRÌNH  HÀNH ĐỘNG", "Chương trình hành động"),
        ("QUYẾT ĐỊNH:", "Quyết định"),
        ("KẾ HOẠCH NĂM 2025", None),
    ],
)
def test_a_kind_stands_alone(text: str, kind: str | None) -> None:
    assert read_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ỦY BAN", "ủy ban"),
        ("uỷ ban", "ủy ban"),
        ("quý, toàn", "quý, toàn"),
        ("Hoà Phong", "hòa phong"),
    ],
)
def test_folding_moves_only_the_tone_mark_of_open_syllables(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(fold(text)) == len(text)
