"""How official documents are named: kinds, numbers, issuing bodies.

A document is known by its kind, its number with its sign ("57-NQ/TW", "39/KH-UBND",
"193/2025/QH15"), its day and who issued it. Numbers are printed with slips of spacing, and their
sign says much about the rest: "QĐ-TTg" is a decision of the Prime Minister.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Kinds of document that stand as a heading of their own, longest first when matched.
KINDS = (
    "Kế hoạch hành động",
    "Kế hoạch liên tịch",
    "Kế hoạch phối hợp",
    "Kế hoạch công tác",
    "Kế hoạch",
    "Chương trình hành động",
    "Chương trình công tác",
    "Chương trình phối hợp",
    "Chương trình",
    "Nghị quyết liên tịch",
    "Nghị quyết chuyên đề",
    "Nghị quyết",
    "Nghị định",
    "Quyết định",
    "Quy định",
    "Quy chế phối hợp",
    "Quy chế",
    "Quy trình",
    "Quy ước",
    "Thông báo kết luận",
    "Thông báo",
    "Kết luận",
    "Chỉ thị",
    "Hướng dẫn",
    "Báo cáo",
    "Tờ trình",
    "Đề án",
    "Dự án",
    "Phương án",
    "Chiến lược",
    "Quy hoạch",
    "Công điện",
    "Công văn",
    "Văn bản",
    "Thông tư liên tịch",
    "Thông tư",
    "Thông tri",
    "Pháp lệnh",
    "Bộ luật",
    "Luật",
    "Lệnh",
    "Lịch",
    "Biên bản",
    "Bản ghi nhớ",
    "Bản thỏa thuận",
    "Điều lệ",
    "Danh mục",
)

_BY_WORDS = {kind.lower(): kind for kind in KINDS}

#: An alternation of every kind, for patterns matched without regard to case.
KIND_PATTERN = "|".join(
    kind.lower().replace(" ", r"\s+") for kind in sorted(KINDS, key=len, reverse=True)
)


def fold(text: str) -> str:
    """Give words for comparison: lower case and "uỷ", "hoà" spelt one way, as long as the text.

    Examples:
        >>> fold("UỶ BAN")
        'ủy ban'
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _OLD_SPELLING.sub(_respell, lowered)


# The tone mark of an open syllable has two places; the newer orthography's is taken: "hòa", "ủy".
_OLD_SPELLING = re.compile(r"(?:o[àáảãạ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")
_NEW_SPELLING = {
    "oà": "òa",
    "oá": "óa",
    "oả": "ỏa",
    "oã": "õa",
    "oạ": "ọa",
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}


def _respell(match: re.Match[str]) -> str:
    return _NEW_SPELLING[match.group()]


def read_kind(text: str) -> str | None:
    """Give the kind a heading names when it names nothing else.

    Examples:
        >>> read_kind("KẾ HOẠCH HÀNH ĐỘNG")
        'Kế hoạch hành động'
        >>> read_kind("KẾ HOẠCH HÀNH ĐỘNG NĂM 2025") is None
        True
    """
    words = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip(" .:*_-–").lower()
    return _BY_WORDS.get(words)


# --- numbers -------------------------------------------------------------------------------------

# What the first letters of a sign say: the kind of document.
_SIGN_KINDS = {
    "KH": "Kế hoạch",
    "NQ": "Nghị quyết",
    "NQLT": "Nghị quyết liên tịch",
    "QĐ": "Quyết định",
    "QD": "Quyết định",
    "QĐI": "Quy định",
    "QYĐ": "Quy định",
    "QC": "Quy chế",
    "CT": "Chỉ thị",
    "CTR": "Chương trình",
    "CTRHĐ": "Chương trình hành động",
    "CTHĐ": "Chương trình hành động",
    "TB": "Thông báo",
    "TBKL": "Thông báo kết luận",
    "KL": "Kết luận",
    "HD": "Hướng dẫn",
    "BC": "Báo cáo",
    "TTR": "Tờ trình",
    "ĐA": "Đề án",
    "PA": "Phương án",
    "CĐ": "Công điện",
    "CV": "Công văn",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "NĐ": "Nghị định",
    "ND": "Nghị định",
    "L": "Luật",
    "PL": "Pháp lệnh",
    "BB": "Biên bản",
    "GM": "Giấy mời",
    "LT": "Liên tịch",
    "KHLT": "Kế hoạch liên tịch",
    "CTPH": "Chương trình phối hợp",
    "CTRPH": "Chương trình phối hợp",
    "KHPH": "Kế hoạch phối hợp",
    "QCPH": "Quy chế phối hợp",
    "TC": "Thông cáo",
    "SL": "Sắc lệnh",
    "LCT": "Lệnh",
    "TTG": "Công văn",
    "HĐ": "Hợp đồng",
    "CTCT": "Chương trình công tác",
    "QH": "Nghị quyết",
    "UBTVQH": "Nghị quyết",
}

# Endings of signs that Party bodies use; there a dash follows the figure and a slash the kind.
_PARTY_BODY = re.compile(r"^[A-ZĐa-z]*(?:TW|TƯ|TU|ĐU[A-ZĐ]{0,4}|HU|QU|ThU|ThXU|TXU|THU)$")
# Bodies of the State; there a slash follows the figure and a dash the kind. Others use both ways.
_STATE_BODY = re.compile(r"^(?:UBND|HĐND|CP|TTg|QH\d*|VPCP|B(?!CĐ|TV|CH)[A-ZĐ]{1,6}|S[A-ZĐ]{1,6})$")
_LETTER = r"[A-Za-zĐđƯưÂâÔôÊêƠơĂă]"
_WORD = rf"[A-ZĐƯÂÔÊƠĂ]{_LETTER}*\d{{0,2}}"

#: A number with its sign, also with slips of spacing; groups ``figure year sign``. Case matters.
NUMBER_PATTERN = (
    r"(?<![\w/,\-])(?<!\d[.:])(?P<figure>\d{1,5}[a-zA-Z]?)\s{0,2}(?:[/\-]\s?(?P<year>(?:19|20)\d\d)\s?(?=[/\-–]))?"
    rf"[/\-–—]\s{{0,2}}(?P<sign>{_WORD}(?:\.(?=[A-ZĐ]))?(?:\s?[-–—/&]\s?{_WORD})*)(?![\w])"
)
_NUMBER = re.compile(NUMBER_PATTERN)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The number of a document, taken apart.

    Attributes:
        figure: Its running number as printed ("03", "12a").
        year: The year inside it ("193/2025/QH15"), None without one.
        sign: The parts of its sign: ("NQ", "TW"), ("QH15",), ("BTTTT", "THH").
        printed: As printed, without blanks.
    """

    figure: str
    year: int | None
    sign: tuple[str, ...]
    printed: str = ""

    @property
    def key(self) -> str:
        """What two printings of the same number share, whatever dashes, zeros and blanks."""
        figure = self.figure.lstrip("0") or "0"
        year = f"/{self.year}" if self.year else ""
        return f"{figure}{year}/{''.join(self.sign)}".upper()

    @property
    def kind(self) -> str | None:
        """The kind of document its sign says, None for an official letter's sign."""
        return _SIGN_KINDS.get(re.sub(r"\d+$", "", self.sign[0]).upper())

    @property
    def body(self) -> str:
        """The sign of the body that issued it ("TW", "UBND"); empty when there is none."""
        return self.sign[-1] if len(self.sign) > 1 else ""

    @property
    def by_party(self) -> bool:
        """Whether the sign is that of a Party body."""
        return len(self.sign) > 1 and _PARTY_BODY.match(self.sign[-1]) is not None

    def __str__(self) -> str:
        """Write the number the way its line of offices does: "57-NQ/TW", "39/KH-UBND"."""
        if self.year is not None:
            if self.printed.startswith(f"{self.figure}-{self.year}/"):
                return self.printed
            return f"{self.figure}/{self.year}/{'-'.join(self.sign)}"
        if self.by_party:
            return f"{self.figure}-{'-'.join(self.sign[:-1])}/{self.sign[-1]}"
        if self.printed and not _STATE_BODY.match(self.body):
            return self.printed
        return f"{self.figure}/{'-'.join(self.sign)}"


def number_of(match: re.Match[str]) -> DocumentNumber | None:
    """Give the number that a match of ``NUMBER_PATTERN`` found, None when it is something else."""
    sign = tuple(part.strip() for part in re.split(r"[-–—/&]", match["sign"]))
    year = int(match["year"]) if match["year"] else None
    number = DocumentNumber(match["figure"], year, sign, re.sub(r"\s+", "", match.group()))
    first = re.sub(r"\d+$", "", sign[0]).upper()
    if first in _SIGN_KINDS:
        if first in ("QH", "UBTVQH", "L"):
            return number if number.year or len(sign) > 1 else None
        return number if len(sign) > 1 or first in ("TTG",) else None
    # An official letter has no kind in its sign: "1552/BTTTT-THH", "210/UBND-VX".
    if len(sign) > 1 and len(sign[0]) >= 2 and sign[0].isupper() and sign[1][:1].isupper():
        return number if sum(map(len, sign)) >= 4 else None
    return None


def read_number(text: str) -> DocumentNumber | None:
    """Read the first document number in a text.

    Examples:
        >>> str(read_number("Số: 39 /KH-UBND"))
        '39/KH-UBND'
        >>> str(read_number("57- NQ/TW"))
        '57-NQ/TW'
        >>> read_number("Số:      /KH-UBND") is None
        True
    """
    for match in _NUMBER.finditer(text):
        number = number_of(match)
        if number is not None:
            return number
    return None
