"""Makes Vietnamese text one thing: Unicode, composed, without invisible characters.

Files reach an office in half a dozen spellings of the same letters: composed and decomposed
Unicode, the TCVN3 ("ABC", fonts ``.VnTime``) and VNI (fonts ``VNI-Times``) encodings of the years
before it, Windows-1258, and UTF-8 that some program took for Western text. None of them can be
told by a header, so they are told by their letters: a spelling is right when it makes words that
could be Vietnamese syllables.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

_INVISIBLE = dict.fromkeys(
    [
        0x00AD,
        0x200B,
        0x200C,
        0x200D,
        0x2060,
        0xFEFF,
        0x200E,
        0x200F,
        0x202A,
        0x202B,
        0x202C,
        0x202D,
        0x202E,
    ]
)


def compose(text: str) -> str:
    """Give the composed Unicode form (NFC).

    Examples:
        >>> compose("Đa\u0309ng") == "Đảng"
        True
    """
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def clean_text(text: str) -> str:
    """Give a text as a person reads it: composed, white space collapsed, invisible marks gone.

    Examples:
        >>> clean_text("  chuyển\u00a0 đổi\u00ad số ")
        'chuyển đổi số'
    """
    joined = " ".join(text.split())
    if not joined.isprintable():
        joined = " ".join(joined.translate(_INVISIBLE).split())
    return compose(joined)


def search_key(text: str) -> str:
    """Give the form in which two spellings of the same words are found equal.

    Case, tone marks, letter marks and spacing are dropped; ``đ`` becomes ``d``.

    Examples:
        >>> search_key("Ủy ban  nhân dân xã Hòa Phong")
        'uy ban nhan dan xa hoa phong'
    """
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )
    return " ".join(bare.replace("đ", "d").replace("Đ", "d").casefold().split())


# --------------------------------------------------------------------- what is Vietnamese

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    "[aăâeêioôơuưy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_WORD = re.compile(r"[^\W\d_]+")


def is_syllable(word: str) -> bool:
    """Say whether a word has the build of a Vietnamese syllable.

    Examples:
        >>> is_syllable("nghiêng"), is_syllable("Äáº£ng"), is_syllable("plan")
        (True, False, False)
    """
    letters = unicodedata.normalize("NFD", word.lower())
    tones = sum(letter in _TONES for letter in letters)
    if tones > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(x for x in letters if x not in _TONES))
    return _SYLLABLE.fullmatch(bare) is not None


def vietnamese_share(text: str) -> tuple[float, int]:
    """Say how much of the accented words could be Vietnamese.

    Returns:
        The share of well-built syllables among words with letters outside ASCII, and how many such
        words there are.
    """
    accented = [word for word in _WORD.findall(text) if not word.isascii()]
    if not accented:
        return 0.0, 0
    return sum(is_syllable(word) for word in accented) / len(accented), len(accented)


# ------------------------------------------------------------------------- legacy letters


class Legacy(StrEnum):
    """Encodings in use before Unicode, still met in old files."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


_TCVN3_CODES = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấậè",
    0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",
    0xF1: "ủũúụừửữứựỳỷỹýỵ",
}
_TCVN3 = {
    start + step: letter
    for start, letters in _TCVN3_CODES.items()
    for step, letter in enumerate(letters)
}

# VNI writes a vowel and then a second character that carries its mark and tone together.
_VNI_MARKS = {
    "ù": "\u0301",
    "ø": "\u0300",
    "û": "\u0309",
    "õ": "\u0303",
    "ï": "\u0323",
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_SINGLE = {
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
    "í": "í",
    "ì": "ì",
}
_VNI_PAIR = re.compile("([aeouyôö])([ùøûõïâáàåãäêéèúüë])|[ñôöæóòîíì]", re.IGNORECASE)
_VNI_ONLY_A = frozenset("êéèúüë")

_HIGH = re.compile("[\u00a1-\u00ff]")
_MODERN = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]"
)


def from_tcvn3(text: str, *, capitals: bool = False) -> str:
    """Convert TCVN3 ("ABC") letters, held one byte a character, to Unicode.

    TCVN3 has no accented capitals of its own; fonts ending in H draw small codes as capitals. A
    word whose plain letters are all capitals is therefore raised as a whole.

    Args:
        text: The characters as Western letters.
        capitals: The font draws capitals only.

    Examples:
        >>> from_tcvn3("Ph¸t triÓn")
        'Phát triển'
        >>> from_tcvn3("KÕ HO¹CH")
        'KẾ HOẠCH'
    """
    converted = text.translate(_TCVN3)
    if capitals:
        return converted.upper()
    return "\n".join(_raise_line(line) for line in converted.split("\n"))


def _raise_line(line: str) -> str:
    plain = [letter for letter in line if letter.isascii() and letter.isalpha()]
    if len(plain) > 3 and all(letter.isupper() for letter in plain):
        return line.upper()
    return _WORD.sub(_raise_capitals, line)


def _raise_capitals(found: re.Match[str]) -> str:
    word = found.group()
    plain = [letter for letter in word if letter.isascii()]
    if word.islower() or not plain or not all(letter.isupper() for letter in plain):
        return word
    if len(plain) == 1 and word[0] == plain[0] and len(word) > 1:
        return word
    return word.upper()


def from_vni(text: str) -> str:
    """Convert VNI letters to Unicode.

    Examples:
        >>> from_vni("Phaùt trieån")
        'Phát triển'
        >>> from_vni("ÑAÛNG")
        'ĐẢNG'
    """
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_letter, text))


def _vni_letter(found: re.Match[str]) -> str:
    base, mark = found.group(1), found.group(2)
    if base is None:
        single = found.group()
        letter = _VNI_SINGLE[single.lower()]
        return letter.upper() if single.isupper() else letter
    low = base.lower()
    marks = _VNI_MARKS[mark.lower()]
    if mark.lower() in _VNI_ONLY_A and low != "a":
        return found.group()
    letter = {"ô": "ơ", "ö": "ư"}.get(low, low)
    return (letter.upper() if base.isupper() else letter) + marks


def find_legacy(text: str) -> Legacy | None:
    """Say which legacy encoding a text is in, by its letters; None for modern or other text.

    Examples:
        >>> find_legacy("Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc")
        <Legacy.TCVN3: 'TCVN3'>
        >>> find_legacy("Cộng hòa xã hội chủ nghĩa Việt Nam") is None
        True
    """
    high = len(_HIGH.findall(text))
    if high < 4 or len(_MODERN.findall(text)) * 4 > high:
        return None
    sample = text[:40_000]
    as_is, words = vietnamese_share(sample)
    best: Legacy | None = None
    share = max(as_is + 0.15, 0.75)
    for legacy, convert in ((Legacy.TCVN3, from_tcvn3), (Legacy.VNI, from_vni)):
        converted = convert(sample)
        found, count = vietnamese_share(converted)
        if found > share and count * 2 >= words and _MODERN.search(converted):
            best, share = legacy, found
    return best


def is_modern(text: str) -> bool:
    """Say whether a text holds letters that only Unicode has."""
    return _MODERN.search(text) is not None


def convert_legacy(text: str, legacy: Legacy) -> str:
    """Convert a text found to be in a legacy encoding."""
    return from_tcvn3(text) if legacy is Legacy.TCVN3 else from_vni(text)


# Fonts say what their letters mean: ".VnTime", ".VnArialH", "VNI-Times", "VNtimes new roman".
def legacy_of_font(font: str) -> tuple[Legacy, bool] | None:
    """Give the encoding a font's name promises, and whether it draws capitals only.

    Examples:
        >>> legacy_of_font(".VnTimeH")
        (<Legacy.TCVN3: 'TCVN3'>, True)
        >>> legacy_of_font("Times New Roman") is None
        True
    """
    name = font.strip().lower()
    if name.startswith(".vn"):
        return Legacy.TCVN3, name.endswith("h") and not name.endswith("tech")
    if name.startswith("vni-"):
        return Legacy.VNI, False
    return None


# ------------------------------------------------------------------------------- mojibake

_WESTERN = {
    bytes([code]).decode("cp1252"): code
    for code in range(0x80, 0x100)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_WESTERN.update({chr(code): code for code in range(0x80, 0xA0)})
_MOJIBAKE_RUN = re.compile("[" + re.escape("".join(sorted(_WESTERN))) + "]+")
# One set of first letters in front, so that a sound text is passed over quickly.
_MOJIBAKE_SIGN = re.compile(
    "[ÃÄÅÆáâÌ](?:(?<=[ÃÄÅÆ])[\u0080-\u00bf\u0152-\u2122]|(?<=á)[º»][\u0080-\u00bf\u0152-\u2122]"
    "|(?<=â)€|(?<=Ì)[\u0080-\u00bf])"
)


_LOST_BYTE = re.compile(rb"\xc4(?![\x80-\xbf])")


def repair_mojibake(text: str) -> str:
    """Undo UTF-8 that was read as Western text and saved again.

    Examples:
        >>> repair_mojibake("Äáº£ng á»§y xÃ£")
        'Đảng ủy xã'
        >>> repair_mojibake("Đảng ủy xã")
        'Đảng ủy xã'
    """
    if _MOJIBAKE_SIGN.search(text) is None:
        return text
    return unicodedata.normalize("NFC", _MOJIBAKE_RUN.sub(_repair_run, text))


def _repair_run(found: re.Match[str]) -> str:
    run = found.group()
    # The second byte of "Đ" has no Western letter, so most programs lost it on the way.
    raw = _LOST_BYTE.sub(b"\xc4\x90", bytes(_WESTERN[letter] for letter in run))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return run


# ------------------------------------------------------------- letters torn from their marks

_SPACING_MARKS = {
    "\u0060": "\u0300",
    "\u00b4": "\u0301",
    "\u02c6": "\u0302",
    "\u02dc": "\u0303",
    "\u02d8": "\u0306",
    "\u02c9": None,
    "\u02ca": "\u0301",
    "\u02cb": "\u0300",
    "\u0309": "\u0309",
    "\u02c0": "\u0309",
    "\u0294": "\u0309",
}
_TORN = re.compile(
    "([aăâeêioôơuưyAĂÂEÊIOÔƠUƯY]) ?([\u0060\u00b4\u02c6\u02dc\u02d8\u02ca\u02cb\u02c0])|([aăâeêioôơuưyAĂÂEÊIOÔƠUƯY]) ([\u0300-\u0309\u0323])"
)


def mend_letters(text: str) -> str:
    """Put letters and diacritics together that a page description set side by side.

    Some PDF fonts draw "ế" as "ê" and a mark of its own, which then stands as a separate character,
    combining or not, sometimes behind a blank.

    Examples:
        >>> mend_letters("hie\u0302 \u0323n")
        'hiện'
        >>> mend_letters("Ha\u00b4 No\u02c6i")
        'Há Nôi'
    """
    if text.isascii():
        return text
    composed = compose(text)
    for _ in range(2):
        mended = unicodedata.normalize("NFC", _TORN.sub(_mend, composed))
        if mended == composed:
            return composed
        composed = mended
    return composed


def _mend(found: re.Match[str]) -> str:
    if found.group(3):
        return found.group(3) + found.group(4)
    mark = _SPACING_MARKS.get(found.group(2))
    return found.group(1) + mark if mark else found.group()
