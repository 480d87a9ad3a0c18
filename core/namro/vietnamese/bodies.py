"""How issuing bodies are named: recognised, cut out of a sentence, written in their usual case.

"ỦY BAN NHÂN DÂN / TỈNH BẮC NINH" in a head, "Ban Thường vụ Đảng ủy xã" in a sentence and
"TM. ỦY BAN NHÂN DÂN" above a signature are the same kind of name.
"""

from __future__ import annotations

import re

from namro.vietnamese.documents import KIND_PATTERN, fold

_LEVELS = r"(?:tỉnh|thành phố|tp\.?|huyện|thị xã|tx\.?|quận|xã|phường|thị trấn|đặc khu|trung ương|cấp \w+)"
_BODY_START = re.compile(
    r"(?:thường trực |văn phòng |cơ quan |đảng đoàn |ban cán sự đảng |tổ giúp việc |tiểu )*"
    r"(?:ủy ban|ubnd|hội đồng nhân dân|hđnd|ubmttq|mttq|mặt trận|ban (?:chỉ đạo|chỉ huy|thường vụ|chấp hành|bí thư|"
    r"tổ chức|tuyên giáo|dân vận|nội chính|kinh tế|xây dựng|quản lý|dân tộc|tiếp công dân|chính sách|đảng|cán sự|pháp chế|cơ yếu|tôn giáo|thi đua)|"
    r"bộ (?!phận|máy|tiêu|chỉ số|hồ sơ|đội|luật|tài liệu|thủ|quy|công cụ|môn)|sở (?!hữu|dĩ)|"
    r"tỉnh ủy|thành ủy|huyện ủy|thị ủy|quận ủy|đảng ủy|đảng bộ|chi bộ|chi ủy|tỉnh đoàn|huyện đoàn|thành đoàn|xã đoàn|đoàn (?:thanh niên|tncs|xã|phường)|"
    r"chính phủ|thủ tướng|quốc hội|trung ương đảng|văn phòng|phòng |cục |tổng cục |chi cục |vụ |viện |trung tâm |trường |học viện |"
    r"công an|quân khu|bộ đội|liên đoàn|công đoàn|hội (?:liên hiệp|nông dân|cựu|phụ nữ|chữ thập|khuyến|người|luật gia|nhà báo|đồng|sinh)|"
    r"kho bạc|thanh tra|bảo hiểm|ngân hàng|kiểm toán|tòa án|viện kiểm sát|tập đoàn|tổng công ty|công ty|bệnh viện|trạm|ban qlda|ban )"
)
_PLACE_LINE = re.compile(rf"{_LEVELS}\s+\S")

_KIND = re.compile(rf"(?:{KIND_PATTERN})(?!\w)", re.IGNORECASE)
_NEVER_NAMES = re.compile(r"(?:về|ban hành|phê duyệt|ngày|số|đối với|năm)(?!\w)", re.IGNORECASE)
_WHOLE_NAME = re.compile(
    r"(?:(?:thủ tướng )?chính phủ|(?:ủy ban thường vụ )?quốc hội|bộ chính trị|"
    r"ban bí thư(?: trung ương(?: đảng)?)?)(?!\w)(?! nước)",
    re.IGNORECASE,
)
_TAIL_STOP = re.compile(
    r"[,;:()\[\]“”\"]|\.(?:\s|$)|\s[-–]\s(?=[a-zđ])|\s+(?:về|ban hành|phê duyệt|thực hiện|triển khai|quy định|sửa đổi|"
    r"hướng dẫn|đối với|tại|trên|khóa|khoá|nhiệm kỳ|giai đoạn|năm|ngày|xây dựng|đề ra|giao|yêu cầu|thông qua|"
    r"để|cho|theo|đã|đến|tiếp tục|trong|gửi|cụ thể|chỉ đạo|phát động|tổ chức|hợp nhất|kết luận|lần thứ|và các|"
    r"được|nhằm|vào|là|do|từ|với|có|như|quyết định|sẽ|phải|nghiêm túc|số|tập trung|"
    rf"và\s+(?:{KIND_PATTERN}|các|công văn|văn bản|ý kiến)|(?:{KIND_PATTERN})(?=\s))(?![\w])",
    re.IGNORECASE,
)


def starts_body(text: str) -> bool:
    """Say whether a line begins with the name of a body ("ỦY BAN NHÂN DÂN", "SỞ TƯ PHÁP")."""
    words = fold(" ".join(text.split()))
    found = _BODY_START.match(words + " ")
    return found is not None


def is_body_name(text: str) -> bool:
    """Say whether a whole phrase is a body's name, as after "của"."""
    return starts_body(text.strip()) and len(text) < 120


def is_place_line(text: str) -> bool:
    """Say whether a line of a head names a place to go with the line above ("XÃ HÒA PHONG")."""
    return _PLACE_LINE.match(fold(text)) is not None and len(text) < 60


def cut_body(text: str) -> str:
    """Cut a body's name off the head of a phrase, where the sentence goes on.

    Examples:
        >>> cut_body("UBND tỉnh Thái Nguyên về việc phát triển hạ tầng số")
        'UBND tỉnh Thái Nguyên'
        >>> cut_body("Bộ Khoa học và Công nghệ, ngày")
        'Bộ Khoa học và Công nghệ'
    """
    phrase = text[:160]
    known = _WHOLE_NAME.match(phrase)
    if known is not None:
        return known.group()
    capitals = phrase[:40].isupper()
    place = 1
    while (stop := _TAIL_STOP.search(phrase, place)) is not None:
        word = stop.group().strip()
        # "Ban Tổ chức", "xã Suối Trong": a small word with a capital is part of the name.
        name = word[:1].isupper() and not capitals
        if name and not _KIND.match(word) and not _NEVER_NAMES.match(word):
            place = stop.end()
            continue
        return phrase[: stop.start()].strip()
    return phrase.strip() if len(text) <= 160 else phrase[:1].strip()


_SPEAKS = re.compile(
    r"\s*(?:\([^)]{1,40}\)\s*)?(?:đề ra |vừa |đã |kịp thời )?(?:ban hành|xây dựng|đề ra|thông báo|yêu cầu|quyết định|quyết nghị|kết luận|triển khai|tổ chức triển khai|"
    r"hướng dẫn|cụ thể hóa|đề nghị|chỉ đạo)\b"
)
_NAME_CHARACTERS = re.compile(r"(?:^|[,.;:]\s+|\s)(?=[A-ZĐỦUBTHÐ])")


def find_body(text: str, *, speaking: bool) -> tuple[str, int, int] | None:
    """Find in a preamble the body that issues ("UBND xã ... ban hành Kế hoạch như sau").

    Returns:
        The name with where it starts and ends, None when nobody speaks.
    """
    found: tuple[str, int, int] | None = None
    for match in _NAME_CHARACTERS.finditer(text):
        start = match.end()
        rest = text[start : start + 170]
        if not starts_body(rest):
            continue
        lead = fold(text[:start][-40:]).rstrip()
        if lead.endswith(("của", "và", "với", "do", "cho", "tại", "được", "gửi")):
            continue
        name = cut_body(rest)
        if len(name) < 3 or (found is not None and start < found[2]):
            continue
        after = fold(rest[len(name) :])
        if speaking and _SPEAKS.match(after) is None:
            continue
        found = (name, start, start + len(name))
    return found


_PEOPLE = re.compile(r"[uủ][ỷy] ban nhân dân", re.IGNORECASE)
_COUNCIL = re.compile(r"hội đồng nhân dân", re.IGNORECASE)


def shorten(name: str) -> str:
    """Write "Ủy ban nhân dân" as UBND.

    Examples:
        >>> shorten("Ủy ban nhân dân xã Hòa Phong")
        'UBND xã Hòa Phong'
    """
    return _PEOPLE.sub("UBND", " ".join(name.split())).strip(" .,;:*-–")


_SMALL = frozenset(
    [
        "tỉnh",
        "thành",
        "phố",
        "huyện",
        "thị",
        "xã",
        "quận",
        "phường",
        "trấn",
        "đặc",
        "khu",
        "và",
        "của",
        "các",
        "về",
        "cho",
        "nhân",
        "dân",
        "bộ",
        "ủy",
        "uỷ",
        "ban",
    ]
)
_CAPITAL_WORDS = {
    "ubnd": "UBND",
    "hđnd": "HĐND",
    "mttq": "MTTQ",
    "tncs": "TNCS",
    "tp.": "TP.",
    "qlda": "QLDA",
}


_NATIONAL = {
    name.lower(): name
    for name in (
        "Chính phủ",
        "Thủ tướng Chính phủ",
        "Văn phòng Chính phủ",
        "Quốc hội",
        "Ủy ban Thường vụ Quốc hội",
        "Bộ Chính trị",
        "Ban Bí thư",
        "Ban Chấp hành Trung ương",
        "Ban Chấp hành Trung ương Đảng",
    )
}


def natural_case(name: str, text: str) -> str:
    """Write a name printed in capitals the way the document itself prints it in a sentence.

    Examples:
        >>> natural_case("SỞ TƯ PHÁP", "Giao Sở Tư pháp theo dõi")
        'Sở Tư pháp'
        >>> natural_case("TỈNH BẮC NINH", "")
        'Tỉnh Bắc Ninh'
    """
    name = " ".join(name.split())
    letters = [c for c in name if c.isalpha()]
    if not letters or sum(c.islower() for c in letters) > 0.3 * len(letters):
        return name
    wanted = fold(name)
    if wanted in _NATIONAL:
        return _NATIONAL[wanted]
    folded = fold(text)
    place = folded.find(wanted)
    while place >= 0:
        printed = text[place : place + len(name)]
        small = sum(c.islower() for c in printed)
        if small > 0.5 * len(letters) and fold(printed) == wanted and printed[:1].isupper():
            return _keep_spelling(name, printed)
        place = folded.find(wanted, place + 1)
    return _by_rule(name)


def _keep_spelling(name: str, printed: str) -> str:
    """Take the case of one printing and the letters of the other ("uỷ" stays "uỷ")."""
    if len(name) != len(printed):
        return printed
    return "".join(
        a.upper() if b.isupper() else a.lower() for a, b in zip(name, printed, strict=True)
    )


def _by_rule(name: str) -> str:
    words = name.split()
    written: list[str] = []
    proper = False
    after_level = False
    for index, word in enumerate(words):
        small = word.lower()
        if f"{small} {' '.join(words[index + 1 : index + 2]).lower()}" == "việt nam" or (
            small == "nam" and index and words[index - 1].lower() == "việt"
        ):
            written.append(small.capitalize())
            continue
        if small in _CAPITAL_WORDS:
            written.append(_CAPITAL_WORDS[small])
            continue
        before = words[index - 1].lower() if index else ""
        if before == "thường" and small in ("trực", "vụ"):
            written.append(small)
            continue
        if before == "và" and words[0].lower() in ("bộ", "sở", "phòng"):
            written.append(small.capitalize())
            continue
        if index == 0:
            written.append(small.capitalize())
        elif small in ("ủy", "uỷ"):
            written.append(small)
        elif proper and not _is_level(words, index):
            written.append(small.capitalize())
        elif small in _SMALL or (index > 1 and not after_level):
            written.append(small)
        else:
            written.append(
                small.capitalize() if index == 1 and small not in ("ban", "ủy", "uỷ") else small
            )
        if _is_level(words, index) or small in ("ủy", "uỷ"):
            proper = index + 1 < len(words) and not (
                small in ("ủy", "uỷ") and words[index + 1].lower() == "ban"
            )
            after_level = proper
    return " ".join(written)


def _is_level(words: list[str], index: int) -> bool:
    word = words[index].lower()
    if word in ("tỉnh", "huyện", "quận", "xã", "phường"):
        return True
    pair = " ".join(words[max(index - 1, 0) : index + 1]).lower()
    return pair in ("thành phố", "thị xã", "thị trấn", "đặc khu") or (
        index + 1 < len(words)
        and " ".join(words[index : index + 2]).lower()
        in ("thành phố", "thị xã", "thị trấn", "đặc khu")
    )
