"""Decides which lines are one paragraph: across line ends, page breaks and cut headings.

The rule for a cut sentence: a text without closing punctuation goes on in the next one when that
begins in a small letter. List marks, numbers and lines that stand for themselves (national motto,
kind of document, signature) never join. Readers of every format share these decisions, so that the
same plan gives the same blocks from each of them.
"""

from __future__ import annotations

import re

_CLOSED = re.compile(r"(?:[.;:!?…]|\./\.?)[\"”’')\]*]*$")
_LIST_DOTS = re.compile(r"(?:,\s?)?(?:\.\.\.|…)$")
_SIGNING = re.compile(
    r"^(?:T/?M|K/?T|T/?L|TUQ|T\.U\.Q|Q)\s?\.\s|^(?:T/M|K/T|T/L)\s"
    r"|^(?:QUYỀN |PHÓ |Q\. ?|THỪA LỆNH )?(?:CHỦ TỊCH|BÍ THƯ|CHỦ NHIỆM|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|TRƯỞNG BAN|"
    r"TRƯỞNG PHÒNG|CHÁNH VĂN PHÒNG|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|CHÁNH THANH TRA|HIỆU TRƯỞNG|"
    r"VIỆN TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|CHI CỤC TRƯỞNG|TỔNG BIÊN TẬP|TƯ LỆNH|CHỈ HUY TRƯỞNG)\b[^a-zà-ỹ]*$"
)
_KINDS = (
    "KẾ HOẠCH|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|NGHỊ QUYẾT|THÔNG BÁO|ĐỀ ÁN|CHỈ THỊ|BÁO CÁO|TỜ TRÌNH|HƯỚNG DẪN|"
    "CÔNG ĐIỆN|QUY CHẾ|QUY ĐỊNH|THÔNG BÁO KẾT LUẬN|CHƯƠNG TRÌNH HÀNH ĐỘNG|KẾ HOẠCH HÀNH ĐỘNG|KẾT LUẬN|"
    "LUẬT|NGHỊ ĐỊNH|THÔNG TƯ"
)
_STANDS_ALONE = re.compile(
    r"^(?:C[ỘÔ]NG H(?:ÒA|OÀ) XÃ HỘI|Độc lập\s*[-–]|ĐẢNG CỘNG SẢN VIỆT NAM|Số\s*:|Nơi nhận|"
    rf"(?:{_KINDS})$)",
    re.IGNORECASE,
)
# Lines of the head or the signature that are often too long for their half of the page.
_CUT_SHORT = re.compile(
    r"^(?:T/?M|T/?L|TUQ)\b|^C[ỘÔ]NG H(?:ÒA|OÀ) XÃ HỘI(?: CHỦ(?: NGHĨA(?: VIỆT)?)?)?$", re.IGNORECASE
)
_PLACE_DATE = re.compile(r"^[^\d,]{2,40},\s*ngày\b", re.IGNORECASE)
_OPEN_WORD = re.compile(
    r"(?:^|\s)(?:của|và|các|những|mỗi|tại|theo|cho|với|do|để|là|bằng|hoặc|nhằm|bởi|giữa|thuộc|"
    r"(?:quyết|hoạch|định|trình|luận|thị|lệnh|điện|văn) số)$"
)
# An issuer stands under the body it belongs to; each keeps its own line.
_BODY = re.compile(
    r"^(?:ĐẢNG (?:BỘ|ỦY|UỶ)|(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ) (?:ỦY|UỶ)|ỦY BAN|UỶ BAN|UBND|HĐND|HỘI ĐỒNG|"
    r"SỞ |BỘ |CHÍNH PHỦ|MẶT TRẬN|UBMTTQ|ĐOÀN |HỘI |CÔNG AN|CHI BỘ|TRƯỜNG |PHÒNG |VĂN PHÒNG|CỤC |CHI CỤC |TRUNG TÂM |TRẠM |BỆNH VIỆN |"
    r"BAN (?:CHỈ ĐẠO|CHỈ HUY|THƯỜNG TRỰC|THƯỜNG VỤ|CHẤP HÀNH|QUẢN LÝ|TỔ CHỨC|TUYÊN GIÁO|DÂN VẬN|NỘI CHÍNH|XÂY DỰNG|DÂN TỘC))"
)
_AREA = re.compile(r"^(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU) \S")
_SMALL = re.compile(r"[a-zà-ỹ]")


def is_closed(text: str) -> bool:
    """Say whether a text ends a sentence or a list item by its punctuation."""
    return _CLOSED.search(text) is not None


def stands_alone(text: str) -> bool:
    """Say whether a line is one of those that never run on: motto, number, kind, signature."""
    return bool(_STANDS_ALONE.match(text) or _SIGNING.match(text) or _PLACE_DATE.match(text))


def goes_on(ended: str, begun: str, *, marked: bool, heading: bool = False) -> bool:
    """Say whether a text after a gap goes on with a sentence that was cut there.

    Args:
        ended: The last line before the gap.
        begun: The first line after it.
        marked: ``begun`` starts with a list mark or a number.
        heading: One of the two is a heading by the file's own word.
    """
    if marked or not begun or not ended or (ended.isupper() and not begun.isupper()):
        return False
    if is_closed(ended) and not (_LIST_DOTS.search(ended) and begun[0].islower()):
        return False
    if stands_alone(ended) or stands_alone(begun):
        return False
    if begun[0].islower():
        return True
    return not heading and len(ended) > 30 and _OPEN_WORD.search(ended) is not None


def runs_on(
    ended: str,
    begun: str,
    *,
    marked: bool,
    heading: bool = False,
    hard_break: bool = False,
    wrapped: int = 0,
    width: int = 0,
) -> bool:
    """Say whether the very next line belongs to the same paragraph.

    Args:
        ended: The line above.
        begun: The line below.
        marked: ``begun`` starts with a list mark or a number.
        heading: The line above is a heading by the file's own word.
        hard_break: The writer asked for a new line here.
        wrapped: The column at which lines of this text break, 0 when lines are paragraphs.
        width: The printed length of ``ended``.
    """
    if marked or not begun:
        return False
    if begun[0].islower():
        if ended.isupper() and len(ended) < 60:
            return False
        return bool(wrapped) or not ended.endswith((";", ":"))
    if stands_alone(begun):
        return False
    if stands_alone(ended):
        return begun.isupper() and _CUT_SHORT.match(ended) is not None
    if hard_break:
        return False
    closed = is_closed(ended)
    if ended.isupper() != begun.isupper() and not (
        _SMALL.search(ended) and not closed and len(begun) < 12
    ):
        return False
    if ended.isupper():
        under = _BODY.match(ended) or _AREA.match(ended)
        return not heading and not closed and not (under and _BODY.match(begun))
    if not wrapped:
        return False
    if closed:
        return not heading and width >= 0.72 * wrapped
    return True
