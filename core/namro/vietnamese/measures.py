"""Quantities as officials promise them: operator, figure, unit, and the period they hold by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from namro.errors import NotationError
from namro.model.plan import Operator
from namro.vietnamese.numbers import parse_number

_YEAR = r"(?:19|20)\d\d"

_RANGE_OF_YEARS = re.compile(rf"(?<!\d)({_YEAR})\s*(?:[-–—]|đến(?:\s+năm)?)\s*({_YEAR})(?![\d/])")
_ONE_YEAR = re.compile(rf"(?<![\d/.,-])({_YEAR})(?![\d/.,]\d)(?!\d)")
_QUARTER = re.compile(
    rf"\bqu[ýí]\s*([1-4]|IV|I{{1,3}})\s*(?:[/,.-]|\s|năm)*\s*({_YEAR})", re.IGNORECASE
)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def horizon_in(text: str) -> date | None:
    """Give the last day of the period a heading names.

    Args:
        text: A heading: of a column, a group of rows, a section.

    Examples:
        >>> horizon_in("Mục tiêu đến năm 2030")
        datetime.date(2030, 12, 31)
        >>> horizon_in("Giai đoạn 2026 - 2030")
        datetime.date(2030, 12, 31)
        >>> horizon_in("Chỉ tiêu cụ thể")
    """
    if "20" not in text and "19" not in text:
        return None
    text = text[:400]
    quarter = _QUARTER.search(text)
    if quarter is not None:
        month = 3 * _QUARTERS[quarter[1].upper()]
        return date(int(quarter[2]), month, 31 if month in (3, 12) else 30)
    years = _RANGE_OF_YEARS.search(text)
    if years is not None:
        return date(int(years[2]), 12, 31)
    year = _ONE_YEAR.search(text)
    return date(int(year[1]), 12, 31) if year is not None else None


_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_VALUE_CELL = re.compile(
    rf"(?:đạt|trên|dưới|tối thiểu|tối đa|ít nhất|không (?:dưới|quá)|khoảng|từ|hơn|top|thứ|nhóm|tăng|giảm)?[\s:]*"
    rf"(?:[≥≤<>=~±+]|>=|<=)*\s*(?:{_NUMBER})\s*(?:%|‰)?(?:\s*[-–—]\s*(?:{_NUMBER})\s*(?:%|‰)?)?(?:\s*[^\d\s].{{0,40}})?",
    re.IGNORECASE | re.DOTALL,
)
_DATE_CELL = re.compile(
    rf"(?:.*(?:năm|tháng|quý|quí|ngày|giai đoạn)\s*\S*\s*{_YEAR}.*|\D*{_YEAR}(?:\s*[-–—]\s*{_YEAR})?\D*|\d{{1,2}}/{_YEAR}|\d{{1,2}}/\d{{1,2}}/{_YEAR}.*|\d+\s+(?:tháng|ngày).*)",
    re.IGNORECASE | re.DOTALL,
)
_WORD_VALUES = re.compile(
    r"(?:đạt(?: chuẩn)?|có|hoàn thành|x|không|đảm bảo|100 ?%)\.?", re.IGNORECASE
)


def looks_like_value(text: str) -> bool:
    """Tell whether a table cell holds a promised value rather than words, an agency or a date."""
    text = text.strip()
    if not text or len(text) > 80 or not any(c.isdigit() for c in text):
        return False
    if _DATE_CELL.fullmatch(text) and "%" not in text:
        return False
    return _VALUE_CELL.fullmatch(text) is not None


_UNIT_CELL = re.compile(
    r"(?:%|‰|tỷ lệ|tỉ lệ|điểm|người|hộ|thứ bậc|thứ hạng|mức độ|ha|km²?|m[²2³3]?|kg|tấn|tạ|lít|kwh|mw|"
    r"gb/s|gbps|mbps|tbps|(?:nghìn |ngàn |triệu |tỷ |tỉ )?(?:đồng|usd|vnđ|vnd)|doanh nghiệp|hợp tác xã|htx|"
    r"mô hình|xã|phường|thôn|bản|xóm|trường|lớp|dự án|đề tài|sản phẩm|cơ sở|cơ sở dữ liệu|csdl|hồ sơ|"
    r"văn bản|cuộc|lượt|lần|buổi|khóa|tổ|đơn vị|chỉ số|hệ thống|nền tảng|trạm|công trình|bài|tin|"
    r"đảm bảo|đạt|có/không|dịch vụ|thủ tục|cái|bộ|chiếc|giường|bác sĩ|vị trí|hạng|xếp hạng|năm|tuổi|ngày|giờ|"
    r"phút|nhiệm vụ|kế hoạch|tổ chức|thành phố|tỉnh|trung tâm|sàn.*|tuyến.*|số .*|%.*|.*/.*)",
    re.IGNORECASE,
)


def looks_like_unit(text: str) -> bool:
    """Tell whether a table cell names a unit of measurement."""
    text = text.strip().strip("().")
    return 0 < len(text) <= 40 and _UNIT_CELL.fullmatch(text) is not None


# --- quantities in running text ------------------------------------------------------------------


class Form(StrEnum):
    """What kind of quantity it is; a count promises less surely than a percentage."""

    PERCENT = "percent"
    MEASURE = "measure"
    COUNT = "count"
    RANK = "rank"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with what stands around it.

    Attributes:
        start, end: From the operator's first letter to the unit's last.
        number: Where the figure itself begins.
        after: Where the words of what is counted may begin: behind a percent sign or a measure,
            but before the noun that a count counts.
        operator: As printed, ``=`` where none is.
        stated: Whether the operator is printed ("ít nhất", "≥"), and not only understood.
        upper: The upper end of a range.
        doubt: Why the value is not certain, a Vietnamese sentence; None when it is.
    """

    start: int
    end: int
    number: int
    after: int
    value: Decimal
    operator: Operator
    unit: str | None
    form: Form
    stated: bool = False
    upper: Decimal | None = None
    doubt: str | None = None


_DIGITS = r"(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:[ \u00a0]\d{3})+(?![\d.,]*\d)|\d{1,3}(?:,\d{3}){2,}|\d{1,12}(?:[.,]\d{1,6})?)"
_OF_ALL = re.compile(
    r"\s?/\s?\d{1,4}(?=\s+[^\W\d_])(?!\s+(?:dân|người dân|hộ dân|số|tổng số|dân số|các)\b)"
)
_FIGURE = re.compile(rf"(?<![\w.,/])(?P<a>{_DIGITS})(?![\d]|[.,]\d)")

# What looks like a quantity and is none: dates, numbers of documents, names with figures in them.
_GLUED_UNITS = (
    r"(?:km|ha|m[23²³]?|kg|g|l|kwh|mwh?|gwh?|kw|mw|gb|mb|tb|tỷ|tỉ|tr|triệu|đồng|đ|usd|người|hộ)\b"
)
_OWN_FORM = re.compile(
    r"\d{1,6}(?:\s?/\s?(?:19|20)\d\d)?\s?[-–/]\s?[A-ZĐ][\wĐđ./–-]*(?:\s?[-–]\s?[A-ZĐ]+)?"  # 25/KH-UBND
    r"|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:19|20)\d\d"  # 24/01/2025
    r"|\d{1,2}\s?[/-]\s?(?:19|20)\d\d"  # 6/2025
    r"|(?:19|20)\d\d(?:\s?[-–]\s?(?:(?:19|20)\d\d|\d\d\b))?(?!\s?%|[\d.,]*\d)"  # 2026-2030
    r"|\d\.0\b"  # 4.0
    r"|\d{1,3}\s?/\s?(?:24|7)\b"  # 24/7
    rf"|\d+(?!{_GLUED_UNITS})[A-Za-zĐđ]\w*"  # 5G
)
_NAMING_WORDS = frozenset(
    {
        "điều",
        "khoản",
        "mục",
        "biểu",
        "mẫu",
        "chương",
        "phần",
        "khóa",
        "khoá",
        "lớp",
        "hạng",
        "loại",
        "vùng",
        "quận",
    }
    | {
        "thôn",
        "xóm",
        "bản",
        "ấp",
        "đường",
        "tuần",
        "bậc",
        "vòng",
        "tập",
        "trang",
        "bước",
        "nguồn",
        "thứ",
        "số",
    }
    | {
        "ngày",
        "tháng",
        "quý",
        "quí",
        "ipv",
        "iso",
        "iso/iec",
        "tcvn",
        "qcvn",
        "covid",
        "web",
        "cmcn",
        "ocop",
        "sdg",
    }
)
_NAMING_PAIRS = frozenset(
    {
        "phụ lục",
        "lần thứ",
        "nhiệm kỳ",
        "cấp độ",
        "mức độ",
        "khu phố",
        "phiên bản",
        "quốc lộ",
        "giai đoạn",
        "kỳ họp",
    }
    | {"tiêu chí", "chỉ tiêu", "tổ dân", "dân phố"}
)
_EACH_WORDS = frozenset({"mỗi", "một", "từng", "hằng", "hàng"})
_CALENDAR_WORDS = frozenset({"ngày", "tháng", "quý", "quí", "tuần"})
#: Only as names: "Đề án 06" is one, "đề án" before a figure may be what the figure counts.
_NAMED_PAPERS = (
    "Đề án", "Nghị quyết", "Chỉ thị", "Kết luận", "Quyết định", "Kế hoạch", "Chương trình", "Luật",
    "Thông tư", "Nghị định", "Công văn", "Văn bản", "Thông báo", "Quy định", "Hướng dẫn", "Dự án",
)  # fmt: skip
_MORE_OF_THEM = re.compile(r"(?:\.\d+)*(?:\s?(?:,|và|-|–)\s?\d{1,3}\b(?![.,]?\d*\s?%))*")
_SHARE = re.compile(r"[.,]?\d*\s?(?:%|‰)")
_PER_HEAD = re.compile(r"(?:\.000)?\s+(?:người )?(?:dân\b(?! tộc| cư)|trẻ\b)")


def _passed_over(text: str, figure: re.Match[str]) -> int:
    """Give where a name, date or ordinal that a figure is part of ends; 0 when it is none."""
    start, end = figure.span()
    own = _OWN_FORM.match(text, start)
    if own is not None:
        return own.end()
    before = text[max(0, start - 24) : start]
    if before[-1:] in "-–:" and before[-2:-1].isalnum() and before[-2:-1].isupper():
        return end  # COVID-19
    words = before.split()
    if not words or _SHARE.match(text, end):
        return 0
    last = words[-1].lower().lstrip("(“")
    pair = f"{words[-2].lower()} {last}" if len(words) > 1 else last
    named = (
        last in _NAMING_WORDS or pair in _NAMING_PAIRS or before.rstrip().endswith(_NAMED_PAPERS)
    )
    if last == "số" and (
        pair in ("tổng số", "một số", "chỉ số", "trị số", "hệ số")
        or text[end : end + 12].lstrip().startswith(("điểm", "người"))
    ):
        named = False
    if last == "bậc" and len(words) > 1 and words[-2].lower() == "thứ":
        named = False
    if len(words) > 1 and words[-2].lower() in _EACH_WORDS:
        named = False  # "mỗi tháng 2 buổi", "mỗi thôn 01 tổ"
    if named and last in _CALENDAR_WORDS and (len(figure["a"]) > 2 or int(figure["a"]) > 31):
        named = False
    if named:
        more = _MORE_OF_THEM.match(text, end)
        return more.end() if more is not None else end
    if last in ("trên", "mỗi", "một") or before.endswith("/"):
        head = _PER_HEAD.match(text, end)
        if head is not None:
            return head.end()  # "trên 1.000 dân"
    return 0


_RANK = re.compile(
    r"(?P<lead>(?:trong |thuộc |vào |nằm trong |lọt vào |đứng trong |đạt ){0,3}(?:nhóm|top|tốp|tốp đầu)(?: đầu)?)\s+(?:\(?từ\s+)?(?P<n>\d{1,4})(?!\d|[.,]\d|\s?%)"
    r"(?P<tail>[^.;,%]{0,60}?(?:dẫn đầu|đứng đầu|cao nhất|hàng đầu|tốt nhất|đầu tiên|phát triển nhất|xếp hạng cao))?"
    r"(?P<noun>\s*(?:nước|quốc gia|nền kinh tế|tỉnh|địa phương|xã|phường|huyện|thành phố|đơn vị|bộ|ngành|trường|tổ chức|của|cả nước|toàn quốc|thế giới|asean|đông nam á|châu á))?",
    re.IGNORECASE,
)
_LEADERS = re.compile(
    r"(?P<lead>(?:nằm |đứng |vào |thuộc |là )*(?:trong(?: số)?|một trong(?: số)?|thuộc|vào)) (?:số )?(?P<n>\d{1,3})\s"
    r"(?P<tail>[^.;,%\d]{0,50}?(?:dẫn đầu|đứng đầu|cao nhất|hàng đầu|tốt nhất))",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?P<lead>(?:xếp(?: hạng)?|đứng|thứ hạng|vị trí|hạng|thứ bậc)(?: (?:ở|vào|từ|đạt|tối thiểu|ít nhất|vị trí|hạng|trong|không dưới|dưới|trên)){0,3}\s+(?:thứ\s+)?)(?P<n>\d{1,4})(?!\d|[.,]\d|\s?%|\s*[-–]|/\d+\s*/|\s*(?:điểm|người))",
    re.IGNORECASE,
)

# Without one of these words there is no rank, and the long patterns need not look.
_RANKED = (
    "nhóm", "top", "tốp", "xếp", "hạng", "đứng", "vị trí", "thứ bậc", "dẫn đầu", "hàng đầu", "nhất"
)  # fmt: skip

_FILL = (
    r"(?:\s+(?:là|đạt|có|phải|được|từ|khoảng|mức|bằng|thêm|mỗi năm|hằng năm|hàng năm|bình quân|trung bình|"
    r"cũng|cho|với|tới|đến|cả|trong|xây dựng|thành lập|tổ chức|hình thành|hỗ trợ|đào tạo|duy trì|tăng|giảm|chiếm)){0,4}"
)
_BEFORE: tuple[tuple[Operator, re.Pattern[str]], ...] = tuple(
    (operator, re.compile(pattern + r"[\s:]*$", re.IGNORECASE))
    for operator, pattern in (
        (Operator.AT_MOST, r"(?:≤|⩽|≦|<\s?=|=\s?<)"),
        (Operator.AT_LEAST, r"(?:≥|⩾|≧|>\s?=|=\s?>)"),
        (Operator.LESS_THAN, r"<"),
        (Operator.MORE_THAN, r">"),
        (
            Operator.AT_MOST,
            r"\b(?:không (?:được )?(?:quá|vượt(?: quá)?|cao hơn|lớn hơn|nhiều hơn|hơn|trên)|tối đa|nhiều nhất|cao nhất|chậm nhất)"
            + _FILL,
        ),
        (
            Operator.AT_LEAST,
            r"\b(?:ít nhất|ít ra|chí ít|tối thiểu|thấp nhất|không (?:được )?(?:dưới|thấp hơn|ít hơn|nhỏ hơn|kém)|"
            r"bằng hoặc (?:cao|lớn|nhiều) hơn|(?:đạt|bằng) (?:và|hoặc|và/hoặc) vượt)" + _FILL,
        ),
        (
            Operator.MORE_THAN,
            r"\b(?:trên|hơn|vượt(?: mức| trên| quá)?|quá|lớn hơn|cao hơn|nhiều hơn)(?: mức)?",
        ),
        (
            Operator.LESS_THAN,
            r"\b(?:dưới|thấp hơn|nhỏ hơn|ít hơn|chưa (?:đến|tới|quá))(?: mức)?",
        ),
        (Operator.AT_LEAST, r"\b(?:đạt )?từ(?: khoảng)?"),
    )
)
_EQUAL = re.compile(
    r"(?:\b(?:đạt|bằng|là|chiếm|khoảng|xấp xỉ|gần|lên|còn|đến|tới|ước)(?: (?:khoảng|mức|bằng|được|là|đến|tới|lên))?|=)[\s:]*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"[^.;,:\d]{0,45}?\b(?:trở lên|hoặc (?:cao|nhiều|lớn)? ?hơn)\b", re.IGNORECASE
)
_OR_LESS = re.compile(r"[^.;,:\d]{0,45}?\btrở xuống\b", re.IGNORECASE)
_TO = re.compile(
    rf"\s*(?P<u>%|‰)?\s*(?P<w>-|–|—|÷|đến|tới)\s*(?P<b>{_DIGITS})(?![\d/]|[.,]\d)", re.IGNORECASE
)
_GROWS = re.compile(
    r"[^.;]{0,60}?\b(?:lên|xuống|còn|thành)\b(?: (?:khoảng|đạt|trên|dưới|mức|ít nhất|tối thiểu|hơn))*\s*\d",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"\s*\((?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|không|linh|lẻ|mươi|trăm|nghìn|ngàn|triệu|tư|lăm|[ \w]{1,30}phần trăm)(?: \w+){0,6}\)"
)

_PERCENT = re.compile(
    r"\s?(?P<p>%|‰|phần trăm\b|điểm phần trăm\b|điểm %)(?P<per>\s?/\s?(?:năm|tháng|quý)\b| (?:GDP|GRDP)\b| doanh thu(?=\s*(?:[.,;)]|$)))?",
    re.IGNORECASE,
)
_MONEY = r"(?:(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm)\s+)*(?:đồng|USD|VND|VNĐ|đô la(?: Mỹ)?|đô-la|euro)|(?:nghìn |ngàn |triệu )?(?:tỷ|tỉ)\b(?!\s*(?:lệ|trọng|suất))|triệu(?=/)"
_PHYSICAL = (
    r"[GMTk]b(?:it)?/s|[GMTk]bps|[GMTP]B(?![\w])|km2|km²|km|m2 sàn|m² sàn|m2|m²|m3|m³|ha\b|héc ta|hecta|mét vuông|mét khối|mét|kg|tấn|tạ|lít|"
    r"[kMG]Wh?p?\b|kVA|MVA|ml\b|mm\b|cm\b|ms\b|độ C|°C|m\b"
)
_PER = r"(?:\d[\d.]* (?:người dân|dân|hộ dân|hộ|người|cán bộ)|hồ sơ|vạn dân|vạn người|hộ gia đình|lao động|thủ tục|người dân|doanh nghiệp|[\w²³]+(?:\.\d{3})*(?: dân| bình quân)?)"
_MEASURE = re.compile(
    rf"\s?(?P<u>(?:{_MONEY}|{_PHYSICAL})(?:\s?/\s?{_PER})*(?![\w²³])"
    rf"|(?:điểm(?=\s*(?:$|[.,;:)/]|trở|phần|%|và|vào|trong|năm|trên thang))|lần|bậc|giờ|phút|giây|ngày|tuổi)(?:\s?/\s?{_PER})?\b)",
    re.IGNORECASE,
)
_NOUNS = (
    "cơ sở dữ liệu",
    "cơ sở sản xuất",
    "cơ sở",
    "doanh nghiệp",
    "hợp tác xã",
    "tổ hợp tác",
    "htx",
    "hộ gia đình",
    "hộ kinh doanh",
    "hộ",
    "người",
    "cán bộ",
    "công chức",
    "viên chức",
    "đảng viên",
    "đoàn viên",
    "hội viên",
    "chuyên gia",
    "nhà khoa học",
    "thuê bao",
    "điện thoại",
    "phiên",
    "suất",
    "chuyến",
    "ngôi nhà",
    "phương tiện",
    "kỹ sư",
    "bác sĩ",
    "bác sỹ",
    "giáo viên",
    "học sinh",
    "sinh viên",
    "học viên",
    "lao động",
    "cộng tác viên",
    "mô hình",
    "sản phẩm",
    "dịch vụ",
    "nền tảng",
    "ứng dụng",
    "hệ thống",
    "phần mềm",
    "dự án",
    "đề án",
    "đề tài",
    "nhiệm vụ khoa học",
    "sáng kiến",
    "sáng chế",
    "giải pháp hữu ích",
    "nhãn hiệu",
    "đơn đăng ký",
    "văn bằng",
    "bằng sáng chế",
    "công trình",
    "trung tâm dữ liệu",
    "trung tâm",
    "phòng thí nghiệm",
    "phòng",
    "khu công nghiệp",
    "cụm công nghiệp",
    "khu",
    "cụm",
    "trạm",
    "tuyến",
    "camera",
    "máy tính",
    "thiết bị",
    "bộ",
    "lớp",
    "khóa",
    "khoá",
    "hội nghị",
    "hội thảo",
    "buổi",
    "cuộc",
    "đợt",
    "lượt khách",
    "lượt người",
    "lượt",
    "chuyên mục",
    "chuyên đề",
    "tin, bài",
    "tin bài",
    "bài",
    "tin",
    "video",
    "phóng sự",
    "thủ tục hành chính",
    "thủ tục",
    "hồ sơ",
    "tổ chức đảng",
    "cấp ủy",
    "tổ chức",
    "tổ",
    "câu lạc bộ",
    "đội",
    "chi bộ",
    "trường học",
    "trường",
    "thôn",
    "xóm",
    "bản",
    "ấp",
    "khu dân cư",
    "khu phố",
    "xã",
    "phường",
    "huyện",
    "tỉnh",
    "thành phố",
    "địa phương",
    "đơn vị",
    "cơ quan",
    "tiêu chí",
    "chợ",
    "vườn ươm",
    "quỹ",
    "sàn giao dịch",
    "sàn",
    "giường bệnh",
    "giường",
    "cây",
    "con",
    "căn",
    "nhà",
    "di tích",
    "di sản",
    "điểm du lịch",
    "điểm",
    "du khách",
    "khách",
    "máy",
    "xe",
    "bàn",
    "gói",
    "hạng mục",
    "bộ phận",
    "quy trình",
    "tài khoản",
    "chữ ký số",
    "công bố",
    "bài báo",
    "hợp đồng",
    "nhóm nghiên cứu",
    "công nghệ",
    "startup",
    "kênh",
    "trang",
    "cổng",
    "mạng lưới",
    "viện",
    "loại hình",
    "loại",
    "chuỗi",
    "vùng",
    "bằng",
    "giải",
    "tiết",
    "vụ",
    "ca",
    "tàu",
    "thẻ",
    "mã",
    "bản đồ",
    "văn bản",
    "báo cáo",
    "kế hoạch",
)
_COUNT = re.compile(
    r"\s+(?P<scale>(?:(?:trăm|nghìn|ngàn|vạn|triệu|tỷ) )+)?(?P<u>(?:"
    + "|".join(re.escape(n) for n in sorted(_NOUNS, key=len, reverse=True))
    + rf")(?:\s?/\s?{_PER}|\s+trên (?:một |1 )?vạn dân)?)(?!\w)",
    re.IGNORECASE,
)
# A noun of one or two words, unless the second already says more of it; it may be a rate.
_WORD = re.compile(
    r"\s+(?P<u>[^\W\d_]+(?:\s+(?!(?:được|có|mới|đạt|đã|đang|tham|sử|trở|do|của|và|cho|tại|ở|trên|trong|với|để|theo|từ|đến|là|thuộc|bị|phục|đủ)(?!\w))[^\W\d_]+)?"
    r"(?:\s?/\s?\d[\d.]*\s[^\W\d_]+(?:\s[^\W\d_]+)?)?)"
)
_WHOLE = re.compile(
    r"(?:người|hộ|doanh nghiệp|lao động|cán bộ|học sinh|sinh viên|lượt|hồ sơ|tài khoản|cây|con)\b",
    re.IGNORECASE,
)

#: What a number may count without promising anything: spans of time, levels, parts of a slogan.
_NO_MEASURE = re.compile(
    r"\s*(?:tháng|năm|tuần|quý|thập kỷ|thế kỷ|cấp|bên|nhà\b(?! văn hóa| văn hoá| máy| khoa học| ở| tạm| dột| tình| đại đoàn kết| lưới| kính| vệ sinh| trẻ| hát| thuốc)|bước|giai đoạn|nhóm|trụ cột|nhiệm kỳ|con số|chiều|mặt|tại chỗ|không\b|rõ\b|sao\b|"
    r"tuổi|nội dung|lĩnh vực|mục tiêu|chỉ tiêu|nhiệm vụ(?! khoa học)|giải pháp(?! hữu ích)|phần\b|khâu|quan điểm|nguyên tắc|yếu tố|dân tộc|phương diện|đồng chí|"
    r"ngày làm việc|ngày\b|giờ\b|phút\b|giây\b|chương trình mục tiêu|chữ\b|nghị quyết|khía cạnh|vấn đề|văn bản|kế hoạch|báo cáo|kỳ\b|vụ\b|hướng|loại\b|thứ\b|nước\b|quốc gia)",
    re.IGNORECASE,
)


_ANY_DIGIT = re.compile(r"[0-9]")
#: More than any paragraph or cell holds; what goes beyond is a damaged or hostile file.
_LONGEST = 20_000


def find_quantities(text: str, *, cell_unit: str | None = None) -> tuple[Quantity, ...]:
    """Find every figure in a text that measures something.

    Dates, years, numbers of laws and plans, ordinals and names with figures in them ("5G", "ISO
    9001", "cấp độ 3") are passed over. Whether a quantity is a *target* is not decided here.

    Args:
        text: Clean text of a sentence, a bullet or a table cell.
        cell_unit: For a table cell, the unit of its row: a bare figure then counts too.

    Examples:
        >>> [(q.operator.value, str(q.value), q.unit) for q in find_quantities("đạt trên 40%")]
        [('>', '40', '%')]
        >>> [str(q.value) for q in find_quantities("Nghị quyết số 57-NQ/TW ngày 22/12/2024")]
        []
    """
    if _ANY_DIGIT.search(text) is None:
        return ()
    text = text[:_LONGEST]
    found: list[Quantity] = []
    ranked: set[int] = set()
    ranks = ((_RANK, Operator.AT_MOST), (_LEADERS, Operator.AT_MOST), (_PLACE, Operator.EQUAL))
    lower = text.lower()
    for pattern, operator in ranks if any(word in lower for word in _RANKED) else ():
        for match in pattern.finditer(text):
            rank = _rank(text, match, operator, cell=cell_unit is not None)
            if rank is not None and match.start("n") not in ranked:
                found.append(rank)
                ranked.add(match.start("n"))
    place = 0
    for match in _FIGURE.finditer(text):
        start = match.start()
        if start < place or start in ranked:
            continue
        over = _passed_over(text, match)
        if over:
            place = over
            continue
        quantity = _quantity(text, match, cell_unit)
        if quantity is not None:
            found.append(quantity)
            place = quantity.end
    found.sort(key=lambda q: q.number)
    return tuple(found)


def _rank(text: str, match: re.Match[str], operator: Operator, *, cell: bool) -> Quantity | None:
    groups = match.groupdict()
    if "tail" in groups:
        lead = match["lead"].lower()
        if "noun" in groups and not (
            cell
            or match["tail"]
            or match["noun"]
            or "top" in lead
            or "tốp" in lead
            or "đầu" in lead
        ):
            return None
        # "nhóm 3 nước" is a rank, "02 nhóm" is a count and never gets here; "nhóm 5 hộ" is neither.
    else:
        lead = match["lead"].lower()
        if "thứ" not in lead and "hạng" not in lead and "vị trí" not in lead:
            return None
        if "hạng" in lead.split() and "xếp" not in lead and "thứ" not in lead:
            return None
        rest = text[match.end() : match.end() + 50]
        if re.match(
            r"(?:/\d+)?[^.;,:\d]{0,30}?\b(?:trở lên|hoặc (?:cao|tốt) hơn)", rest
        ) or re.search(r"tối thiểu|ít nhất|không dưới|trong", lead):
            operator = Operator.AT_MOST
        elif "dưới" in lead:
            operator = Operator.LESS_THAN
    end = match.end("n")
    return Quantity(
        start=match.start(),
        end=end,
        number=match.start("n"),
        after=end,
        value=Decimal(match["n"]),
        operator=operator,
        unit="thứ bậc",
        form=Form.RANK,
        stated=operator is not Operator.EQUAL,
    )


def _quantity(text: str, match: re.Match[str], cell_unit: str | None) -> Quantity | None:
    number_start, end = match.span("a")
    low = match["a"]
    before = text[max(0, number_start - 60) : number_start]
    operator, stated, taken = _operator_before(before)
    start = number_start - taken
    high: str | None = None
    # "19/19 tiêu chí": so many, out of so many.
    of_all = _OF_ALL.match(text, end)
    if of_all is not None:
        end = of_all.end()
    span_to = _TO.match(text, end)
    if span_to is not None and not _is_next_statement(span_to, text):
        high = span_to["b"]
        end = span_to.end("b")
    elif (
        operator is Operator.AT_LEAST
        and before.rstrip().lower().endswith("từ")
        and _GROWS.match(text, end)
    ):
        return None  # "tăng từ 30% lên 50%": where it stands today, not what is promised
    words = _IN_WORDS.match(text, end)
    if words is not None:
        end = words.end()
    unit: str | None = None
    form = Form.BARE
    after = end
    percent = _PERCENT.match(text, end)
    if percent is not None:
        form, end = Form.PERCENT, percent.end()
        unit = "‰" if percent["p"] == "‰" else "%"
        if "điểm" in percent["p"].lower():
            unit = "điểm %"
        if percent["per"]:
            unit += percent["per"].replace(" ", "") if "/" in percent["per"] else percent["per"]
        after = end
    elif span_to is not None and high is not None and span_to["u"]:
        form, unit = Form.PERCENT, span_to["u"]
    else:
        measure = _MEASURE.match(text, end)
        count = _COUNT.match(text, end) if measure is None else None
        if measure is not None:
            unit, form = measure["u"], Form.MEASURE
            end = after = measure.end()
        elif count is not None:
            unit, form = _unit_words(count), Form.COUNT
            after = count.start("u")
            end = count.end()
        else:
            word = _WORD.match(text, end)
            if word is not None and cell_unit is None:
                unit = word["u"] if _is_noun(word["u"]) else None
                form = Form.COUNT if unit else Form.BARE
                after = word.start("u")
    value, doubt = _value(low, unit or cell_unit)
    if value is None:
        return None
    upper = _value(high, unit or cell_unit)[0] if high is not None else None
    if upper is not None and upper <= value:
        upper = None
    if upper is not None and (operator is Operator.EQUAL or not stated):
        operator = Operator.AT_LEAST
    rest = text[end : end + 70]
    if _OR_MORE.match(rest):
        operator, stated = Operator.AT_LEAST, True
    elif _OR_LESS.match(rest):
        operator, stated = Operator.AT_MOST, True
    return Quantity(
        start=start,
        end=end,
        number=number_start,
        after=after,
        value=value,
        operator=operator,
        unit=unit,
        form=form,
        stated=stated,
        upper=upper,
        doubt=doubt,
    )


def _unit_words(count: re.Match[str]) -> str:
    """Give the unit of a count: with its power of ten, and "trên một vạn dân" as a fraction."""
    unit = re.sub(r"\s+trên (?:một |1 )?vạn dân$", "/vạn dân", count["u"], flags=re.IGNORECASE)
    return (count["scale"] or "") + unit


def _is_next_statement(span_to: re.Match[str], text: str) -> bool:
    """Tell "80% - 90%" from "80% đến 2030" and from a range of years."""
    number = span_to["b"]
    after = text[span_to.end() : span_to.end() + 1]
    if re.fullmatch(_YEAR, number) and after not in ("%",):
        return True
    return after == "/"


@lru_cache(maxsize=4096)
def _operator_before(before: str) -> tuple[Operator, bool, int]:
    """Read the operator that stands right before a figure, and how much of the text it takes."""
    for operator, pattern in _BEFORE:
        match = pattern.search(before)
        if match is not None:
            return operator, True, len(before) - match.start()
    match = _EQUAL.search(before)
    if match is not None:
        return Operator.EQUAL, False, len(before) - match.start()
    return Operator.EQUAL, False, 0


_NO_NOUNS = frozenset(
    [
        "và",
        "hoặc",
        "của",
        "cho",
        "với",
        "tại",
        "trên",
        "dưới",
        "trong",
        "đến",
        "tới",
        "từ",
        "là",
        "đạt",
        "có",
        "được",
        "theo",
        "về",
        "vào",
        "ra",
        "so",
        "khi",
        "nếu",
        "thì",
        "mà",
        "để",
        "nhằm",
    ]
)


def _is_noun(words: str) -> bool:
    return words.split()[0].lower() not in _NO_NOUNS


def _value(text: str, unit: str | None) -> tuple[Decimal | None, str | None]:
    try:
        return parse_number(text), None
    except NotationError:
        pass
    digits = text.replace("\u00a0", " ")
    try:
        if unit is not None and _WHOLE.match(unit):
            return (
                parse_number(digits.replace(",", "")),
                f"“{text}” có thể là phần nghìn hoặc phần thập phân; đếm “{unit}” nên hiểu là số nguyên.",
            )
        return (
            Decimal(digits.replace(",", ".")),
            f"“{text}” có thể là phần nghìn hoặc phần thập phân; hiểu dấu phẩy là phần thập phân.",
        )
    except (NotationError, ArithmeticError):
        return None, None


def measures_nothing(text: str, quantity: Quantity) -> bool:
    """Tell a figure that only names or limits something ("5 năm", "2 cấp", "từ 15 tuổi trở lên")."""
    return quantity.form is not Form.PERCENT and bool(
        _NO_MEASURE.match(text, quantity.after)
        or (
            quantity.form is not Form.COUNT
            and quantity.unit
            and _NO_MEASURE.fullmatch(quantity.unit)
        )
    )
