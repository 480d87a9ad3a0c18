"""How officials name the bodies that do the work: one cell, many names, back to a list of names.

A comma may part two bodies ("Sở Nội vụ, Sở Tư pháp") or stand inside one ("Sở Văn hóa, Thể thao và
Du lịch", "các bộ, ngành, địa phương"). What decides is how a name begins: bodies begin with a head
("Sở", "Ủy ban", "Công an" …), fields do not; collective names are chains of plain nouns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LONGEST = 4000

# Words that begin a body's name wherever they stand.
_HEAD_WORDS = (
    r"bộ(?!\s+(?:phận\s+một\s+cửa\s+điện|tiêu|chỉ\s+số|chỉ\s+tiêu|máy))|sở|ban(?!\s+(?:hành|đầu))|phòng(?!\s*,?\s*chống)|văn\s+phòng|vp|"
    r"[uủ][ỷy]\s+ban|ub\w*|hđnd|hội\s+đồng|thường\s+trực|thường\s+vụ|đảng\s+[uủ][ỷy]|đảng\s+bộ|(?:tỉnh|thành|huyện|quận|thị|xã|đảng)\s+[uủ][ỷy]|"
    r"cấp\s+[uủ][ỷy]|chi\s+[uủ][ỷy]|chi\s+bộ|mặt\s+trận|mttq|đoàn(?!\s+(?:kết|viên))|hội(?!\s+(?:nhập|nghị|thảo|viên|họp))|liên\s+(?:đoàn|hiệp|minh)|"
    r"công\s+đoàn|hiệp\s+hội|câu\s+lạc\s+bộ|công\s+an|ca\b|quân\s+sự|bộ\s+đội|biên\s+phòng|bch(?:qs)?|đồn|trung\s+tâm|tt\b|trạm|trường|nhà\s+trường|"
    r"các|một\s+số|những|toàn\s+thể|toàn\s+bộ|tất\s+cả|viện(?!\s+trợ)|vụ|cục|tổng\s+(?:cục|công\s+ty|liên\s+đoàn|hội)|chi\s+cục|học\s+viện|đài|báo(?!\s+(?:cáo|chí))|"
    r"cổng|thông\s+tấn|to[àa]\s*[àa]?\s*án|tòa|viện\s+kiểm\s+sát|vks\w*|tand\w*|thanh\s+tra|kiểm\s+toán|kho\s+bạc|ngân\s+hàng|bảo\s+hiểm|bhxh|"
    r"cơ\s+quan|đơn\s+vị|công\s+ty|tập\s+đoàn|hợp\s+tác\s+xã|htx|bưu\s+điện|điện\s+lực|tổ(?!\s+chức)|nhóm|"
    r"bộ\s+phận|cán\s+bộ|công\s+chức|chủ\s+tịch|phó\s+chủ\s+tịch|bí\s+thư|phó\s+bí\s+thư|giám\s+đốc|thủ\s+trưởng|người\s+đứng\s+đầu|lãnh\s+đạo|"
    r"trưởng|hiệu\s+trưởng|khối|lực\s+lượng|\d+\s+(?:xóm|thôn|ấp|bản|khu|tổ|xã|phường|làng|buôn|chi\s+bộ)|"
    r"(?:tỉnh|thành|huyện|quận|thị|xã)\s+đoàn|thôn|xóm|ấp|buôn|khu\s+phố|tổ\s+dân\s+phố|tdp|nhân\s+dân|người\s+dân|đội\s+ngũ|quốc\s+hội|chính\s+phủ|"
    r"thủ\s+tướng|chính\s+quyền|doanh\s+nghiệp|nhà\s+mạng|cơ\s+sở|bệnh\s+viện|thuế|hải\s+quan|ttpvhcc|tthc\w*|chuyên\s+viên|ban\s+chỉ\s+đạo|tiểu\s+ban"
)
_HEAD = re.compile(rf"(?:và\s+|cùng\s+|với\s+)?(?:{_HEAD_WORDS})(?!\w)", re.IGNORECASE)

# Posts of a commune that stand without a head ("văn hóa xã hội"); fields of a head before them.
_POST = re.compile(
    r"(?:văn\s+h[oó][aá]\s*[-–,]?\s*(?:xã\s+hội|thông\s+tin)|địa\s+chính|kế\s+toán|tư\s+pháp|tài\s+chính|thống\s+kê|y\s+tế|nông\s+nghiệp|giáo\s+dục|"
    r"lao\s+động|dân\s+số|thú\s+y|khuyến\s+nông|vhxh|vhtt|ldtbxh|lđtbxh|tp-ht|vp-tk|địa\s+phương)(?!\w)",
    re.IGNORECASE,
)

# Heads that take a field after them: "Sở Văn hóa, …" goes on after a comma.
_TAKES_FIELD = re.compile(
    r"^(?:các\s+)?(?:bộ|sở|ban|phòng|[uủ][ỷy]\s+ban|trung\s+tâm|viện|cục|vụ|chi\s+cục|trường|học\s+viện|công\s+ty|báo|đài|hội|"
    r"ngân\s+hàng|tổng\s+\w+|cổng|liên\s+\w+|hiệp\s+hội|tập\s+đoàn|tạp\s+chí|văn\s+phòng)(?!\w)",
    re.IGNORECASE,
)

_FIELDS = (
    "tài chính",
    "kế hoạch và đầu tư",
    "kế hoạch - đầu tư",
    "khoa học và công nghệ",
    "khoa học, công nghệ",
    "thông tin và truyền thông",
    "nội vụ",
    "tư pháp",
    "y tế",
    "giáo dục và đào tạo",
    "giáo dục",
    "văn hóa, thể thao và du lịch",
    "văn hóa và thể thao",
    "văn hóa thể thao và du lịch",
    "văn hóa, thể thao",
    "văn hóa và thông tin",
    "văn hóa, thông tin",
    "văn hóa - thông tin",
    "văn hóa - xã hội",
    "văn hóa xã hội",
    "văn hóa, xã hội",
    "văn hóa",
    "văn hóa, khoa học và thông tin",
    "du lịch",
    "nông nghiệp và môi trường",
    "nông nghiệp và phát triển nông thôn",
    "nông nghiệp",
    "tài nguyên và môi trường",
    "xây dựng",
    "giao thông vận tải",
    "giao thông vận tải - xây dựng",
    "công thương",
    "lao động - thương binh và xã hội",
    "lao động, thương binh và xã hội",
    "ngoại vụ",
    "ngoại giao",
    "quốc phòng",
    "công an",
    "dân tộc và tôn giáo",
    "dân tộc",
    "kinh tế",
    "kinh tế - hạ tầng",
    "kinh tế và hạ tầng",
    "kinh tế, hạ tầng và đô thị",
    "kinh tế hạ tầng",
    "quản lý đô thị",
    "tài chính - kế hoạch",
    "quy hoạch - kiến trúc",
    "quy hoạch và kiến trúc",
    "tuyên giáo và dân vận",
    "tuyên giáo",
    "dân vận",
    "tổ chức",
    "nội chính",
    "xây dựng đảng",
    "an toàn thực phẩm",
    "pháp chế",
    "kinh tế - ngân sách",
    "kinh tế và ngân sách",
)

_NOUNS = (
    r"bộ|sở|ban|ngành|phòng|cơ\s+quan(?:\s+ngang\s+bộ|\s+thuộc\s+chính\s+phủ)?|đơn\s+vị|địa\s+phương|tổ\s+chức|đoàn\s+thể|hội|hội\s+đoàn\s+thể|"
    r"doanh\s+nghiệp|xã|phường|thị\s+trấn|thôn|xóm|ấp|bản|làng|buôn|khu\s+phố|khu\s+dân\s+cư|khu|tổ\s+dân\s+phố|tổ|khóm|tổ\s+chức\s+chính\s+trị(?:\s*-\s*xã\s+hội)?|huyện|quận|"
    r"thị\s+xã|thành\s+phố|tỉnh|đặc\s+khu|trường(?:\s+học)?|nhà\s+trường|trường\s+xóm|cấp|cấp\s+[uủ][ỷy]|chi\s+bộ|đảng\s+bộ|chi\s+[uủ][ỷy]|"
    r"(?:huyện|thị|thành|quận|đảng|tỉnh|xã)\s+[uủ][ỷy]|tập\s+đoàn|tổng\s+công\s+ty|công\s+ty|hợp\s+tác\s+xã|cá\s+nhân|"
    r"vụ|cục|viện|trung\s+tâm|chi\s+cục|ban\s+đảng|ban\s+xây\s+dựng\s+đảng|hội\s+quần\s+chúng|lực\s+lượng|tổ\s+chức\s+đảng|"
    r"cơ\s+sở|trạm|học\s+viện|đại\s+học|trường\s+đại\s+học|viện\s+nghiên\s+cứu|nhà\s+khoa\s+học|chuyên\s+gia|hộ\s+kinh\s+doanh|hiệp\s+hội|"
    r"chủ\s+đầu\s+tư|nhà\s+mạng|ban\s+quản\s+lý|chính\s+quyền|phòng\s+ban|khối|cán\s+bộ|công\s+chức|viên\s+chức|người\s+lao\s+động|đảng\s+viên|hội\s+viên|đoàn\s+viên"
)
# A chunk that carries a collective name on: a plain noun, without "các" and without a proper name.
_NOUN_CHUNK = re.compile(rf"(?:{_NOUNS})(?!\w)", re.IGNORECASE)
_COLLECTIVE = re.compile(
    rf"(?:(?:các|một\s+số|những|toàn\s+thể|tất\s+cả(?:\s+các)?|[uủ][ỷy]\s+ban\s+nhân\s+dân(?:\s+các)?|ubnd(?:\s+các)?|"
    rf"(?:đảng\s+[uủ][ỷy]|thường\s+trực|hđnd|hội\s+đồng\s+nhân\s+dân|lãnh\s+đạo|thủ\s+trưởng|người\s+đứng\s+đầu|bí\s+thư|chủ\s+tịch|trưởng)[^,]{{0,40}}?\scác|(?:người\s+đứng\s+đầu|thủ\s+trưởng|lãnh\s+đạo)(?:\s+cấp\s+[uủ][ỷy])?)\s+)?(?P<noun>(?:{_NOUNS}))(?!\w)",
    re.IGNORECASE,
)
_BARE_NOUN = re.compile(rf"(?:^|\scác\s+|^các\s+)(?:{_NOUNS})$", re.IGNORECASE)
# "các đảng ủy xã, phường": areas of one level go on together.
_AREA = re.compile(
    r"(?:phường|thị\s+trấn|đặc\s+khu|thị\s+xã|thành\s+phố|quận|xóm|bản|ấp|tổ\s+dân\s+phố|khu\s+phố|buôn)(?!\w)(?!\s+[A-ZĐÀ-Ỹ])"
)
_AREA_LAST = re.compile(
    r"\s(?:xã|phường|huyện|tỉnh|quận|thị\s+xã|thôn|xóm|bản|thị\s+trấn)$", re.IGNORECASE
)
_CLAUSE = re.compile(r"\s(?:là|làm|có\s+(?!liên))\s?[^,]*$", re.IGNORECASE)
_SOME = re.compile(r"một\s+số\s", re.IGNORECASE)
_COUNTED = re.compile(r"\d+\s+[^\W\d_]")
_NO_FIELD = re.compile(r"(?:văn\s+phòng|vp|hội|ban\s+chỉ)\b", re.IGNORECASE)
_TWO_IN_ONE = re.compile(
    r"báo\s+và\s+(?:đài|phát\s+thanh).*|ban\s+quản\s+lý\s+.*khu\s+.*\s+và\s+các\s+khu\s.*",
    re.IGNORECASE,
)
_DESK = re.compile(r"bộ\s+phận\s+.*tiếp\s+nhận$", re.IGNORECASE)
_PLURAL = re.compile(
    r"(?:các|một\s+số|những|toàn\s+thể|tất\s+cả|toàn\s+bộ)(?!\w)|.{0,60}\scác(?!\w)|người\s+đứng\s+đầu|thủ\s+trưởng",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(
    r"(?:liên\s+quan|trực\s+thuộc\b.*|trên\s+địa\s+bàn\b.*|thuộc\b.*|theo\b.*|cấp\s+\w+|được\b.*|đủ\s+.*|khác|của\b.*|tại\b.*|ở\s+.*|"
    r"viễn\s+thông|trong\b.*|là\b.*|làm\b.*|(?:tỉnh|xã|huyện|thành\s+phố|phường)(?:\s+[A-ZĐÀ-Ỹ].*)?)$",
    re.IGNORECASE,
)
_ACRONYM = re.compile(
    r"(?:[A-ZĐƯƠÂÊÔ][A-ZĐƯƠÂÊÔa-z0-9&\-]*[A-ZĐƯƠÂÊÔ0-9][\w&\-]*|FPT|Viettel|Mobi[Ff]one|Vina[Pp]hone|Zalo)(?:\s+(?:tỉnh|xã|huyện|Việt Nam|\w+)){0,2}$"
)
_FRONT = re.compile(
    r"(?:văn\s+phòng|vp)\s+(?:thường\s+trực\s+|đoàn\s+đbqh|đoàn\s+đại\s+biểu\s+quốc\s+hội|hđnd|hội\s+đồng\s+nhân\s+dân|đảng\s+[uủ][ỷy]|tỉnh\s+[uủ][ỷy])[^,;]*$",
    re.IGNORECASE,
)
_FRONT_GOES_ON = re.compile(
    r"(?:ubnd|hđnd|[uủ][ỷy]\s+ban\s+nhân\s+dân|hội\s+đồng\s+nhân\s+dân)(?!\w)", re.IGNORECASE
)
_MTTQ = re.compile(r"(?:\w*mttq|mặt\s+trận\s+tổ\s+quốc)(?!\w)[^,;]*$", re.IGNORECASE)
_MTTQ_GOES_ON = re.compile(
    r"các\s+(?:tổ\s+chức\s+(?:chính\s+trị|thành\s+viên|ct\b)|đoàn\s+thể|hội,\s*đoàn\s+thể)",
    re.IGNORECASE,
)
_ELIDED = re.compile(
    r"(?:các\s+)?(?P<head>sở|bộ|phòng|ban|hội|trường|ubnd\s+(?:các\s+)?(?:xã|phường))(?:\s*,?\s*(?:ngành|ban))?\s*:\s*",
    re.IGNORECASE,
)
# Words that begin like a body and are none.
_NO_BODY = re.compile(
    r"(?:ban\s+(?:hành|đầu)|phòng\s*(?:,|,?\s+)\s*(?:chống|ngừa|bệnh)|xã\s+hội|hội\s+(?:nhập|nghị|thảo|họp|viên)|báo\s+(?:cáo|chí)|"
    r"bản\s+(?:đồ|tin|thân|ghi)|khu\s+vực|đoàn\s+(?:kết|viên\s+hóa)|trường\s+hợp|cơ\s+sở\s+(?:dữ|hạ|vật|pháp|lý|để|đó)|"
    r"bộ\s+(?:tiêu|chỉ|máy|công\s+cụ|quy|dữ|nhận|thủ)|khối\s+lượng|nhóm\s+(?:nhiệm|giải|chỉ|mục|các)|cấp\s+(?:phép|phát|mới|độ|nước|bách)|"
    r"ngành\s+nghề|tổ\s+chức\s+(?:thực|triển|hội|tập|tuyên|kiểm|rà|các\s+(?:hội|lớp|buổi|hoạt|cuộc)|đánh|quán|học|sơ|tổng|lấy|phát|xây|tốt|lại|thi)|"
    r"viện\s+(?:trợ|dẫn)|toàn\s+(?:bộ\s+(?:hồ|nội|các\s+(?:hồ|thủ))|diện)|hội\s+tụ|trưởng\s+thành|thuế\s+(?:suất|thu))(?!\w)",
    re.IGNORECASE,
)
_PLURAL_WORD = re.compile(
    r"(?:các|một\s+số|những|toàn\s+thể|toàn\s+bộ|tất\s+cả)(?!\w)", re.IGNORECASE
)
_PLURAL_POST = re.compile(
    r"(?:các|một\s+số|những|toàn\s+thể|tất\s+cả(?:\s+các)?)\s+(?:đồng\s+chí|thành\s+viên|chủ\s+tịch|bí\s+thư|[uủ][ỷy]\s+ban|ubnd|"
    r"công\s+an|hội\s+đồng|trưởng|hộ|thủ\s+trưởng|giám\s+đốc|tổ\s+công\s+nghệ|ban\s+chỉ|bộ\s+phận|nhà\s+mạng|hội\s)",
    re.IGNORECASE,
)
_PLURAL_HEAD = re.compile(
    r"các\s+(?P<head>sở|bộ|phòng|ban)\s+(?P<rest>[A-ZĐÀ-Ỹ].*)$", re.IGNORECASE
)

_SEPARATOR = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+|\s+&\s+|\s+cùng\s+(?:với\s+)?")
# Bodies are also parted by a stroke, a dash or a number, but only before the head of another.
_HARD = re.compile(
    r"\s*(?:;|\n|<br\s*/?>|•|\s\+\s)\s*"
    r"|\s*/\s*(?=(?:sở|bộ|phòng|ban|công\s+an|trung\s+tâm|văn\s+phòng|công\s+chức|trạm|ubnd)\s)"
    r"|\s+[-–]\s+(?=(?:sở|bộ|phòng|công\s+an|trung\s+tâm)\s)"
    r"|(?:^|\s+)\d{1,2}[.)]\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_EDGE = " \t\n.;,:*_-–—+•"
_NOBODY = re.compile(r"^(?:không(?:\s+có)?|nt|-|như\s+trên|\"|//|…|\.+)$", re.IGNORECASE)


def _plain(text: str) -> str:
    """Give a name as names are compared: lower case, "ủy" for "uỷ", one kind of dash."""
    text = re.sub(r"\s+", " ", text).strip().lower().replace("uỷ", "ủy").replace("hoá", "hóa")
    return re.sub(r"\s*[-–—]\s*", " - ", text)


_KNOWN_FIELDS = frozenset(_plain(field) for field in _FIELDS)
_FIELD_STARTS = frozenset(
    prefix
    for field in _KNOWN_FIELDS
    for prefix in [
        " ".join(field.split(" ")[: i + 1]).rstrip(",") for i in range(len(field.split(" ")))
    ]
)


def _strip_head(name: str) -> tuple[str, str] | None:
    """Part "Sở Tài chính" into head and field, for the heads that take fields."""
    match = re.match(r"(?P<head>sở|bộ|phòng|ban)\s+(?P<field>.+)$", name, re.IGNORECASE)
    return (match["head"], match["field"]) if match else None


def _starts_upper(text: str) -> bool:
    return text[:1].isupper()


class _Reader:
    """Joins the chunks of one piece into names, left to right."""

    def __init__(self, elided: str | None = None) -> None:
        self.names: list[str] = []
        self.elided = elided
        self._open = False
        self._kind = ""

    def take(self, separator: str, chunk: str) -> None:
        if self._open and self._joins(separator, chunk):
            self.names[-1] += separator + chunk
            return
        chunk = re.sub(r"^(?:và|với|cùng(?:\s+với)?|phối\s+hợp\s+với)\s+", "", chunk)
        if self.elided and not _HEAD.match(chunk):
            chunk = f"{self.elided} {chunk}"
        elif self.elided:
            self.elided = None
        self._start(chunk)

    def _start(self, chunk: str) -> None:
        self.names.append(chunk)
        self._open = True
        match = _COLLECTIVE.match(chunk)
        rest = chunk[match.end("noun") :].strip() if match else ""
        self._kind = "name"
        if match and not _starts_upper(rest):
            self._kind = "collective"
        elif match and _PLURAL.match(chunk):
            self._kind = "plural"

    def _joins(self, separator: str, chunk: str) -> bool:
        """Whether a chunk belongs to the name before it."""
        current = self.names[-1]
        conjunction = "," not in separator
        if conjunction and _MTTQ.search(current) and _MTTQ_GOES_ON.match(chunk):
            return True
        if (
            _FRONT.search(current)
            and _FRONT_GOES_ON.match(chunk)
            and (conjunction or "đbqh" in current.lower())
        ):
            return True
        if conjunction and (
            _DESK.search(current) or _TWO_IN_ONE.fullmatch(f"{current} và {chunk}")
        ):
            return True
        if self._kind == "collective":
            return self._carries_on(current, chunk, conjunction=conjunction)
        if self._kind == "plural":
            return self._lists_on(current, chunk)
        if _HEAD.match(chunk) or _COUNTED.match(chunk):
            return False
        if _ACRONYM.match(chunk):
            return False
        if self.elided:
            return self._field_goes_on(current, separator, chunk)
        if _TAKES_FIELD.match(current):
            parted = _strip_head(current)
            if (
                parted
                and _plain(parted[1]) in _KNOWN_FIELDS
                and self._another_field(current, separator, chunk)
            ):
                self.elided = parted[0]
                return False
            return not (_POST.match(chunk) and _NO_FIELD.match(current))
        return not (
            _POST.match(chunk) or ("," in separator and _starts_upper(chunk) and _whole(current))
        )

    def _another_field(self, current: str, separator: str, chunk: str) -> bool:
        """Whether the chunk is a field of its own, not the rest of a longer one."""
        return not self._field_goes_on(current, separator, chunk) and any(
            _plain(chunk) == start for start in _FIELD_STARTS
        )

    @staticmethod
    def _field_goes_on(current: str, separator: str, chunk: str) -> bool:
        parted = _strip_head(current)
        field = _plain(parted[1] if parted else current)
        joined = _plain(field + separator + chunk)
        if joined in _KNOWN_FIELDS or any(f.startswith(joined) for f in _KNOWN_FIELDS):
            return True
        return field not in _KNOWN_FIELDS and " và " in separator

    def _carries_on(self, current: str, chunk: str, *, conjunction: bool) -> bool:
        """Whether a plain noun goes on a chain ("các sở, ban, ngành và địa phương")."""
        if conjunction and _SOME.match(chunk):
            return True
        noun = _NOUN_CHUNK.match(chunk)
        if not noun:
            # A field or a clause that goes on: nothing that begins a body.
            goes_on = chunk[:1].islower() or bool(_CLAUSE.search(current))
            return goes_on and not _HEAD.match(chunk) and not _POST.match(chunk)
        rest = chunk[noun.end() :].strip()
        if _starts_upper(rest) and not re.match(r"(?:Trung ương|TW|Nhà nước|Đảng)", rest):
            # "các xã, phường Bắc Giang": a name at the end; "…, Sở Nội vụ": a body of its own.
            return False
        last = re.split(r",|\svà\s", current)[-1]
        if _AREA.match(chunk) and _AREA_LAST.search(last):
            return True
        if _QUALIFIED.search(last.strip()) and not _BARE_NOUN.search(last.strip()):
            return False
        lead = re.split(r",|\svà\s", current)
        loose = re.match(r"(?:doanh\s+nghiệp|chuyên\s+gia|nhà\s+khoa\s+học)", chunk, re.IGNORECASE)
        if loose and rest and len(lead) > 1 and not conjunction:
            return False
        return not (re.match(r"(?:ubnd|hđnd)", chunk, re.IGNORECASE))

    @staticmethod
    def _lists_on(current: str, chunk: str) -> bool:
        """Whether a plural head goes on naming its own ("các địa phương Bắc Ninh, An Giang")."""
        if re.match(
            r"(?:các|một\s+số|ubnd|[uủ][ỷy]\s+ban|sở|công\s+an|doanh\s+nghiệp)(?!\w)",
            chunk,
            re.IGNORECASE,
        ):
            return False
        if _QUALIFIED.search(current):
            return False
        return _starts_upper(chunk)


def _whole(name: str) -> bool:
    """Whether a name can stand alone, so that a capital after a comma begins another."""
    return bool(_ACRONYM.match(name)) or not _TAKES_FIELD.match(name)


def _outside_brackets(text: str) -> list[str]:
    """Split at hard separators that stand outside brackets."""
    if "(" not in text:
        return _HARD.split(text)
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    masked = re.sub(r"\([^()]*\)", keep, text)
    return [_unmask(piece, kept) for piece in _HARD.split(masked)]


def _unmask(text: str, kept: list[str]) -> str:
    return re.sub(r"\x00(\d+)\x00", lambda m: kept[int(m[1])], text)


def _chunks(piece: str) -> list[tuple[str, str]]:
    """Part a piece at commas and "và" outside brackets: (separator before, chunk)."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\x00{len(kept) - 1}\x00"

    masked = re.sub(r"\([^()]*\)", keep, piece)
    result: list[tuple[str, str]] = []
    place, separator = 0, ""
    for match in _SEPARATOR.finditer(masked):
        result.append((separator, _unmask(masked[place : match.start()], kept)))
        separator = ", " if "," in match[0] else f" {match[0].strip()} "
        if "," in match[0] and "và" in match[0]:
            separator = ", và "
        place = match.end()
    result.append((separator, _unmask(masked[place:], kept)))
    return [(sep, chunk.strip()) for sep, chunk in result if chunk.strip()]


# A line that stops at one of these was broken by the width of its column.
_UNFINISHED = re.compile(
    r"(?:^|[\s,;])(?:sở|bộ|phòng|ban|[uủ][ỷy]\s+ban|[uủ][ỷy]\s+ban\s+nhân\s+dân|ubnd|hội|đoàn|liên\s+đoàn|trung\s+tâm|công\s+ty|"
    r"ban\s+chấp\s+hành|thủ\s+trưởng|lãnh\s+đạo|chủ\s+tịch|giám\s+đốc|các|của|thuộc|với)$",
    re.IGNORECASE,
)


def _lines(text: str, parts: Iterable[str]) -> list[str]:
    """Give a cell's own lines, a line that only goes on joined to the one before."""
    lines: list[str] = []
    for part in parts:
        part = part.strip()
        if not part:
            continue
        goes_on = lines and (
            lines[-1].endswith((",", "-", "–", " và", "/"))
            or _UNFINISHED.search(lines[-1])
            or re.match(r"(?:và|,|-\s*[a-zà-ỹ]|\()", part)
            or not (_HEAD.match(part.lstrip(_EDGE)) or _POST.match(part) or _ACRONYM.match(part))
        )
        if goes_on and not re.match(r"[-–+•*]\s*\S", part):
            lines[-1] += " " + part
        else:
            lines.append(part)
    return lines if len(lines) > 1 else [text]


def _one_blank(text: str) -> str:
    """Bring a cell within bounds: composed letters, one blank between words, line breaks kept."""
    return re.sub(r"[^\S\n]+", " ", unicodedata.normalize("NFC", text))


def split_agencies(text: str, parts: Iterable[str] = ()) -> tuple[str, ...]:
    """Give the bodies that a cell or phrase names, each as printed, in order, none twice.

    Args:
        text: The names alone ("Sở Nội vụ; các sở, ban, ngành").
        parts: The cell's own paragraphs or lines, where it has several.

    Examples:
        >>> split_agencies("Sở Văn hóa, Thể thao và Du lịch, Công an tỉnh và các xã, phường")
        ('Sở Văn hóa, Thể thao và Du lịch', 'Công an tỉnh', 'các xã, phường')
    """
    return _split(text[:LONGEST], tuple(part[:LONGEST] for part in parts))


@lru_cache(maxsize=4096)
def _split(text: str, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Split one cell; the cells of a plan say the same few things again and again."""
    text = _one_blank(text)
    names: list[str] = []
    elided: str | None = None
    lines = _lines(text, [_one_blank(part) for part in parts])
    for line in lines:
        for piece in _outside_brackets(line):
            found, elided = _read_piece(piece.strip(_EDGE), elided)
            names.extend(found)
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=4096)
def _read_piece(piece: str, elided: str | None) -> tuple[tuple[str, ...], str | None]:
    """Read one piece between hard separators; also give the head that an open list carries on."""
    piece = re.sub(r"\s+", " ", piece)
    if not piece or _NOBODY.match(piece):
        return (), elided
    match = _ELIDED.match(piece)
    if match:
        elided = match["head"][:1].upper() + match["head"][1:]
        piece = piece[match.end() :]
    elif plural := _PLURAL_HEAD.match(piece):
        first = _chunks(plural["rest"])[0][1]
        if _plain(first) in _FIELD_STARTS and len(_chunks(plural["rest"])) > 1:
            elided = plural["head"][:1].upper() + plural["head"][1:]
            piece = plural["rest"]
    elif elided and (_HEAD.match(piece) or _ACRONYM.match(piece)):
        elided = None
    # A label before the names ("Thành viên: Sở A, Sở B") is not part of them.
    reader = _Reader(elided)
    listed = elided is not None
    for separator, chunk in _chunks(piece):
        reader.take(separator, chunk)
    names = tuple(
        name for raw in reader.names if (name := raw.strip(_EDGE)) and not _NOBODY.match(name)
    )
    return names, reader.elided if listed else None


def looks_like_agency(text: str) -> bool:
    """Whether a short text can be the name of a body, a post or a group of them.

    Examples:
        >>> looks_like_agency("Sở Khoa học và Công nghệ")
        True
        >>> looks_like_agency("Xây dựng kế hoạch")
        False
    """
    text = unicodedata.normalize("NFC", text).strip(_EDGE)
    if not text or len(text) > 200 or ". " in text or _NO_BODY.match(text):
        return False
    return bool(
        _HEAD.match(text)
        or _POST.match(text)
        or _COLLECTIVE.match(text)
        or _ACRONYM.fullmatch(text)
    )


def begins_with_agency(text: str) -> bool:
    """Whether a sentence begins with a body's name ("Sở Nội vụ chủ trì …").

    "Các" begins one only before a word for bodies: "Các sở, ngành …", not "Các nhiệm vụ …".
    """
    if _NO_BODY.match(text):
        return False
    if _PLURAL_WORD.match(text):
        return bool(_COLLECTIVE.match(text) or _PLURAL_HEAD.match(text) or _PLURAL_POST.match(text))
    return bool(_HEAD.match(text) or _COLLECTIVE.match(text))
