"""Quantities as officials promise them: operator, figure, unit, and the period they hold by."""

from __future__ import annotations

import re
from datetime import date

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
