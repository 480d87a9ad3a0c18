"""How officials number: parts, chapters, Roman, Arabic, dotted, letters, list marks, annexes.

A *marker* is the mark or number as printed at the head of a line (``"2.1."``, ``"đ)"``,
``"Phụ lục II"``, ``"-"``). A *label* is what it says: its kind and its place in a sequence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

BULLETS = "-–—−‒―+•●○◦▪▫■□➢➤►▸→✓✔❖♦◆·‣⁃∙*"

#: The letters of a Vietnamese list, in order; "đ" follows "d", and there is no f, j, w, z.
LIST_LETTERS = "abcdđeghiklmnopqrstuvxy"


class LabelKind(StrEnum):
    """What kind of number or mark heads a line."""

    PART = "part"
    CHAPTER = "chapter"
    SECTION = "section"
    SUBSECTION = "subsection"
    ARTICLE = "article"
    ANNEX = "annex"
    ROMAN = "roman"
    ARABIC = "arabic"
    DOTTED = "dotted"
    CAPITAL = "capital"
    LETTER = "letter"
    BRACKET = "bracket"
    BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Label:
    """A marker understood.

    Attributes:
        kind: What it is.
        path: Its ordinals from the outside in: ``(2, 1)`` for ``"2.1."``, ``(5,)`` for ``"đ)"``,
            empty for a list mark or an annex without a number.
        sign: What tells two lists of the same kind apart: the list mark itself, or the closing
            character of a number (``"."``, ``")"``, ``"/"`` or ``""``).
    """

    kind: LabelKind
    path: tuple[int, ...] = ()
    sign: str = ""

    @property
    def ordinal(self) -> int | None:
        """The last ordinal, None for a list mark."""
        return self.path[-1] if self.path else None

    @property
    def rank(self) -> int:
        """The usual depth of such a label: smaller stands further out.

        Offices differ; where two orders meet in one document, its own first use decides.
        """
        base = _RANKS[self.kind]
        if self.kind is LabelKind.DOTTED:
            return base + len(self.path) - 2
        if self.kind is LabelKind.BULLET and self.sign in "+*":
            return base + 1
        return base


_RANKS = {
    LabelKind.ANNEX: 0,
    LabelKind.PART: 1,
    LabelKind.CHAPTER: 2,
    LabelKind.SECTION: 3,
    LabelKind.SUBSECTION: 4,
    LabelKind.CAPITAL: 5,
    LabelKind.ROMAN: 6,
    LabelKind.ARTICLE: 7,
    LabelKind.ARABIC: 8,
    LabelKind.DOTTED: 9,
    LabelKind.LETTER: 14,
    LabelKind.BRACKET: 15,
    LabelKind.BULLET: 16,
}

_ORDINAL_WORDS = {
    "nhất": 1,
    "một": 1,
    "hai": 2,
    "nhì": 2,
    "ba": 3,
    "tư": 4,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
}

_WORD_KINDS = {
    "phần": LabelKind.PART,
    "chương": LabelKind.CHAPTER,
    "mục": LabelKind.SECTION,
    "tiểu mục": LabelKind.SUBSECTION,
    "điều": LabelKind.ARTICLE,
    "phụ lục": LabelKind.ANNEX,
    "phụ biểu": LabelKind.ANNEX,
    "biểu": LabelKind.ANNEX,
    "biểu mẫu": LabelKind.ANNEX,
    "mẫu": LabelKind.ANNEX,
}

_UPPER = "A-ZĐÀ-ÖØ-ÝĂƠƯẠ-Ỹ"
_ROMAN = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ORDINAL_WORD = "|".join(_ORDINAL_WORDS)

# "Phần thứ nhất", "CHƯƠNG II", "Mục 3.", "Phụ lục số 02:", "PHỤ LỤC".
_WORDED = re.compile(
    r"(?P<word>tiểu\s+mục|phụ\s+lục|phụ\s+biểu|biểu\s+mẫu|phần|chương|mục|điều|biểu|mẫu)"
    rf"(?:\s+(?:thứ\s+(?P<ordinal>{_ORDINAL_WORD})|(?:số\s*)?"
    r"(?P<number>\d{1,3}(?:[.\-]\d{1,2})?[a-zđ]?|[IVXLC]+(?:[.\-]\d{1,2})?|[A-ZĐ]))(?![\w/]))?"
    r"(?P<close>\s*[.:\-–—)](?!\d)|(?=\s*$)|(?=\s+[(“\"]))?",
    re.IGNORECASE,
)
# "1- Mục đích" as Party offices number; "57-NQ/TW" is a document's number.
_DASHED = rf"[-–](?!\s?[A-ZĐ]{{1,5}}[a-z]{{0,2}}/)(?=\s[{_UPPER}]|[{_UPPER}][^\W\d_{_UPPER}])"
_NUMBERED = re.compile(
    rf"(?P<roman>{_ROMAN})(?P<rtail>(?:\.\d{{1,2}})*)(?P<rclose>\s?[.)]|\s?[/:](?=\s|$)|\s?[-–](?=\s?[{_UPPER}]))"
    r"(?=\s|$|[^\W\d_])"
    rf"|(?P<dotted>\d{{1,2}}(?:\.\d{{1,2}}){{1,4}})(?!\d)(?:(?P<dclose>\s?[.):/])(?!\d)|{_DASHED}|(?=\s+[{_UPPER}“\"]))"
    rf"|(?P<arabic>\d{{1,3}})(?P<aclose>\s?[.)](?=\s|$|[^\W\d_]|\d+(?:,\d+)?\s*%)|\s?[/:](?=\s|$)|{_DASHED})"
    rf"|(?P<capital>[A-EGHKĐ])(?P<cclose>\s?[.)/]|\s?[-–](?=\s))(?=\s*[{_UPPER}]|\s*$)"
    r"|(?P<letter>[a-zđ])(?P<lnumber>\.?\d{1,2})?(?P<lclose>\s?[).]|/|-(?=\s[^\W\d_a-zà-ỹ]))(?=\s|$|[^\W\d_])"
    r"|\((?P<bracket>\d{1,2}|[ivx]{1,5}|[a-zđ])\)(?=\s|$|[^\W\d_])"
)
_BULLET = re.compile(rf"[{re.escape(BULLETS)}](?=\s|$)|[-–—+•●○▪■](?=[^\W\d_“\"(])")
_HEAD = frozenset("pPcCmMtTđĐbB")

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def split_marker(text: str) -> tuple[str, str]:
    """Take the list mark or number off the head of a line.

    A number that belongs to the sentence ("100% cán bộ", "1.000 người", "30/4") is left alone, and
    so is a reference ("Phụ lục I kèm theo ...", "Điều 5 Luật ...").

    Returns:
        The marker as printed, without blanks around it, and the rest; ``("", text)`` without one.

    Examples:
        >>> split_marker("2.1. Đến hết năm 2025")
        ('2.1.', 'Đến hết năm 2025')
        >>> split_marker("đ) Phát triển chuyển đổi số")
        ('đ)', 'Phát triển chuyển đổi số')
        >>> split_marker("1.000 người")
        ('', '1.000 người')
    """
    body = text.lstrip()
    if not body:
        return "", text
    first = body[0]
    if first in BULLETS:
        found = _BULLET.match(body)
        if found is None:
            return "", text
        rest = body[found.end() :].lstrip()
        if first in "-–—" and _RANGE_TAIL.match(rest):
            return "", text
        return found.group(), rest
    if first in _HEAD:
        found = _WORDED.match(body)
        if found is not None and _stands_as_label(found, body):
            return found.group().rstrip(), body[found.end() :].lstrip()
    found = _NUMBERED.match(body)
    if found is None or not found.group():
        return "", text
    return found.group().strip(), body[found.end() :].lstrip()


# "- 2030 phấn đấu": the second half of "giai đoạn 2026 - 2030" after a line break.
_RANGE_TAIL = re.compile(r"(?:19|20)\d\d(?!\d|\s*[.:])")


def _stands_as_label(found: re.Match[str], body: str) -> bool:
    if not body[0].isupper():
        return False
    word = " ".join(found["word"].lower().split())
    numbered = found["number"] is not None or found["ordinal"] is not None
    closed = found["close"] is not None
    rest = body[found.end() :].lstrip()
    if not numbered:
        # "PHỤ LỤC" alone on its line or before a colon; "Mục đích" and "Biểu dương" are words.
        return word == "phụ lục" and (not rest or (closed and found["close"].strip() in (":", ".")))
    if word in ("biểu", "mẫu") and "số" not in found.group().lower() and not closed:
        return False
    if closed:
        return not (found["close"].strip() == ")" and "(" not in found.group())
    first_word = rest.split(None, 1)[0] if rest else ""
    letters = [letter for letter in first_word if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def read_label(marker: str, *, after: Label | None = None) -> Label | None:
    """Understand a marker, also one that stands alone in a table's number column.

    Args:
        marker: As printed: ``"II."``, ``"11.2"``, ``"c"``, ``"Phần thứ nhất"``, ``"-"``.
        after: The label before it in the same list; decides between "i)" the letter and "i)" the
            Roman one, "I." after "H." and "C." after "B.".

    Returns:
        The label, or None when the text is no number or mark.

    Examples:
        >>> read_label("III.").path
        (3,)
        >>> read_label("2.1.").path
        (2, 1)
        >>> read_label("đ)").ordinal
        5
    """
    text = marker.strip().strip("*").strip()
    if not text or len(text) > 40:
        return None
    if text[0] in BULLETS and len(text) == 1:
        return Label(LabelKind.BULLET, (), text)
    worded = _WORDED.match(text)
    if worded is not None and worded.end() == len(text):
        return _worded_label(worded)
    sign = text[-1] if text[-1] in ".)/:-–" else ""
    core = text[: len(text) - len(sign)].strip() if sign else text
    if core.startswith("(") and sign == ")":
        inner = _plain_label(core[1:].strip(), "()", after)
        return None if inner is None else Label(LabelKind.BRACKET, inner.path, "()")
    return _plain_label(core, sign, after)


def _worded_label(found: re.Match[str]) -> Label:
    kind = _WORD_KINDS[" ".join(found["word"].lower().split())]
    if found["ordinal"]:
        return Label(kind, (_ORDINAL_WORDS[found["ordinal"].lower()],))
    number = found["number"]
    if not number:
        return Label(kind)
    path: list[int] = []
    for part in re.split(r"[.\-]", number):
        digits = re.match(r"(\d+)([a-zđ]?)$", part, re.IGNORECASE)
        if digits:
            path.append(int(digits[1]))
            if digits[2]:
                path.append(_letter_ordinal(digits[2].lower()) or 0)
        else:
            path.append(roman_value(part.upper()) or _letter_ordinal(part.lower()) or 0)
    return Label(kind, tuple(path))


def _plain_label(core: str, sign: str, after: Label | None) -> Label | None:
    if not core or len(core) > 16:
        return None
    if core.isdigit() and core.isascii():
        return Label(LabelKind.ARABIC, (int(core),), sign) if len(core) <= 3 else None
    parts = core.split(".")
    if len(parts) > 1:
        path = [_step(part) for part in parts]
        if all(step is not None and step >= 0 for step in path):
            return Label(LabelKind.DOTTED, tuple(step for step in path if step is not None), sign)
        return None
    numbered_letter = re.fullmatch(r"([a-zđ])(\d{1,2})", core)
    if numbered_letter:
        first = _letter_ordinal(numbered_letter[1])
        return (
            None
            if first is None
            else Label(LabelKind.DOTTED, (first, int(numbered_letter[2])), sign)
        )
    roman = roman_value(core.upper()) if core.isupper() or core.islower() else None
    letter = _letter_ordinal(core.lower()) if len(core) == 1 else None
    wants_letter = (
        after is not None
        and after.kind in (LabelKind.LETTER, LabelKind.CAPITAL)
        and letter is not None
        and after.ordinal is not None
        and letter == after.ordinal + 1
    )
    wants_roman = after is not None and after.kind is LabelKind.ROMAN and after.ordinal is not None
    if core.isupper():
        if (
            roman is not None
            and not wants_letter
            and (core in "IVX" or len(core) > 1 or wants_roman)
        ):
            return Label(LabelKind.ROMAN, (roman,), sign)
        return None if letter is None else Label(LabelKind.CAPITAL, (letter,), sign)
    if core.islower():
        if (
            roman is not None
            and not wants_letter
            and (len(core) > 1 or sign == "()" or wants_roman)
        ):
            return Label(LabelKind.ROMAN, (roman,), sign)
        return None if letter is None else Label(LabelKind.LETTER, (letter,), sign)
    return None


def _step(part: str) -> int | None:
    part = part.strip()
    if part.isdigit() and part.isascii():
        return int(part) if len(part) <= 2 else None
    if part.isupper():
        return roman_value(part) or (_letter_ordinal(part.lower()) if len(part) == 1 else None)
    return _letter_ordinal(part) if len(part) == 1 else None


def _letter_ordinal(letter: str) -> int | None:
    place = LIST_LETTERS.find(letter)
    return place + 1 if place >= 0 and len(letter) == 1 else None


def roman_value(text: str) -> int | None:
    """Read a Roman number up to 399, the way headings use them.

    Examples:
        >>> roman_value("XIV")
        14
        >>> roman_value("IIX") is None
        True
    """
    if not text or re.fullmatch(rf"C{{0,3}}{_ROMAN}|C{{1,3}}", text) is None:
        return None
    total = 0
    for here, following in zip(text, [*text[1:], "I"], strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if value < _ROMAN_VALUES[following] else value
    return total


def write_roman(value: int) -> str:
    """Write a number in Roman figures, the reverse of ``roman_value``.

    Examples:
        >>> write_roman(14)
        'XIV'
    """
    steps = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    figures = ""
    for size, sign in steps:
        while value >= size:
            figures += sign
            value -= size
    return figures


def follows(earlier: Label, later: Label) -> bool:
    """Say whether one label is the next in the other's own list.

    Examples:
        >>> follows(read_label("2.1."), read_label("2.2."))
        True
        >>> follows(read_label("I."), read_label("III."))
        False
    """
    if earlier.kind is not later.kind:
        return False
    if earlier.kind is LabelKind.BULLET:
        return earlier.sign == later.sign
    if not earlier.path or not later.path or len(earlier.path) != len(later.path):
        return False
    return earlier.path[:-1] == later.path[:-1] and later.path[-1] == earlier.path[-1] + 1


def is_child(outer: Label, inner: Label) -> bool:
    """Say whether a dotted label belongs under another by its own figures: 2.1 under 2.

    Examples:
        >>> is_child(read_label("2."), read_label("2.1."))
        True
        >>> is_child(read_label("2."), read_label("3.1."))
        False
    """
    return (
        inner.kind is LabelKind.DOTTED
        and outer.kind
        in (
            LabelKind.ARABIC,
            LabelKind.DOTTED,
            LabelKind.ROMAN,
            LabelKind.CAPITAL,
            LabelKind.LETTER,
        )
        and inner.path[:-1] == outer.path
    )
