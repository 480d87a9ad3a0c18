"""One spelling for every letter."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.vietnamese.normalise import (
    Legacy,
    clean_text,
    compose,
    find_legacy,
    from_tcvn3,
    from_vni,
    is_syllable,
    legacy_of_font,
    mend_letters,
    repair_mojibake,
    search_key,
)

LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Phong", "hoà phong"),
        ("ỦY BAN", "uỷ ban"),
        ("Đảng ủy", "dang uy"),
        (unicodedata.normalize("NFD", "Thường trực"), "Thường  trực"),
    ],
)
def test_spellings_of_the_same_words_have_one_key(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_different_words_keep_different_keys() -> None:
    assert search_key("xã") != search_key("xóm")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert search_key(search_key(text)) == search_key(text)


@given(st.text(alphabet=LETTERS + " ", max_size=40))
def test_tcvn3_goes_there_and_back(text: str) -> None:
    from namro.vietnamese.normalise import _TCVN3

    stored = {letter: chr(code) for code, letter in _TCVN3.items()}
    assert from_tcvn3("".join(stored.get(letter, letter) for letter in text)) == text


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        ("ñY BAN NH¢N D¢N", "ỦY BAN NHÂN DÂN"),
        ("Uû ban x·", "Uỷ ban xã"),
    ],
)
def test_tcvn3_is_read(stored: str, shown: str) -> None:
    assert from_tcvn3(stored) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        ("UÛY BAN NHAÂN DAÂN TÆNH", "ỦY BAN NHÂN DÂN TỈNH"),
        ("nöôùc ngöôøi thöôûng", "nước người thưởng"),
        ("aêm aéo aèm aúm aüm aëm", "ăm ắo ằm ẳm ẵm ặm"),
        ("kyõ kyø kyû myù luyî", "kỹ kỳ kỷ mý luyỵ"),
    ],
)
def test_vni_is_read(stored: str, shown: str) -> None:
    assert from_vni(stored) == shown


@pytest.mark.parametrize(
    ("text", "legacy"),
    [
        ("Uû ban nh©n d©n x· x©y dùng kÕ ho¹ch", Legacy.TCVN3),
        ("Uûy ban nhaân daân xaõ xaây döïng keá hoaïch", Legacy.VNI),
        ("Ủy ban nhân dân xã xây dựng kế hoạch", None),
        ("Café crème brûlée à la carte, déjà vu", None),
        ("Plan for the year 2026", None),
        ("", None),
    ],
)
def test_the_letters_tell_the_encoding(text: str, legacy: Legacy | None) -> None:
    assert find_legacy(text) is legacy


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        (".VnTime", (Legacy.TCVN3, False)),
        (".VnArialH", (Legacy.TCVN3, True)),
        ("VNI-Times", (Legacy.VNI, False)),
        ("Times New Roman", None),
        ("", None),
    ],
)
def test_the_font_tells_the_encoding(font: str, expected: tuple[Legacy, bool] | None) -> None:
    assert legacy_of_font(font) == expected


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_mojibake_is_undone(encoding: str) -> None:
    text = "xã hội số, công nghệ, dịch vụ, hồ sơ"
    assert repair_mojibake(text.encode().decode(encoding, "ignore")) == text


def test_a_lost_byte_of_mojibake_is_supplied() -> None:
    assert repair_mojibake("Äáº£ng á»§y, Äiá»‡n lá»±c") == "Đảng ủy, Điện lực"


@pytest.mark.parametrize("text", ["Đảng ủy", "Âu Lạc", "À, thế à", "Ã, Â, Ä"])
def test_sound_text_is_not_repaired(text: str) -> None:
    assert repair_mojibake(text) == text


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("hie\u0302 \u0323n", "hiện"),
        ("nga \u0300y", "ngày"),
        ("h\u00f4 \u0323i", "hội"),
        ("Kê\u00b4 hoạch", "Kế hoạch"),
        ("plain", "plain"),
    ],
)
def test_letters_and_marks_are_put_together(torn: str, whole: str) -> None:
    assert mend_letters(torn) == whole


@pytest.mark.parametrize("word", ["nghiêng", "khuyến", "quốc", "gì", "yêu", "ở", "Đảng", "thuở"])
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["plan", "brûlée", "h¹nh", "xx", "ngh", "áà"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_composing_keeps_composed_text() -> None:
    text = "Ủy ban"
    assert compose(text) is text
