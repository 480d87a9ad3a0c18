"""How official documents are named: kinds, numbers, issuing bodies.

A document is known by its kind, its number with its sign ("57-NQ/TW", "39/KH-UBND",
"193/2025/QH15"), its day and who issued it. Numbers are printed with slips of spacing, and their
sign says much about the rest: "QĐ-TTg" is a decision of the Prime Minister.
"""

from __future__ import annotations

import re
import unicodedata

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
    for old, new in _SPELLINGS:
        if old in lowered:
            lowered = lowered.replace(old, new)
    return lowered


_SPELLINGS = (
    ("uỷ", "ủy"),
    ("uý", "úy"),
    ("uỳ", "ùy"),
    ("oà", "òa"),
    ("oá", "óa"),
    ("oả", "ỏa"),
    ("oã", "õa"),
    ("oạ", "ọa"),
)


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
