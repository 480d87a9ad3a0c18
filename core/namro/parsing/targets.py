"""Targets and goals: every number that the plan promises for something, and the goals without one.

A target is a number with a subject. It stands in a bullet of the goals, in a sentence of a task,
in the cell of an annex; several may share a sentence. What looks like one and is none (a number
that defines a group, counts those addressed, tells a period or where things stand today) is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from namro.model.deadline import ByDate
from namro.model.finding import Certainty, Reading
from namro.model.plan import Indicator, Objective, Operator, Origin, Part, Target
from namro.model.source import Block, BlockKind, Passage, SourceDocument, Span, join_passages
from namro.parsing.indicators import cell_quantities, target_columns
from namro.parsing.tables import Column, LogicalRow, LogicalTable, Meaning, TableKind
from namro.vietnamese.deadlines import parse_deadline
from namro.vietnamese.measures import Form, Quantity, find_quantities, horizon_in, measures_nothing

if TYPE_CHECKING:
    from namro.parsing.outline import Outline


def read_targets(
    source: SourceDocument,
    outline: Outline,
    tables: Sequence[LogicalTable],
    indicators: Sequence[Indicator] = (),
) -> tuple[Target, ...]:
    """Find every quantified target, once for each time the document states it, in reading order."""
    found: list[Target] = list(_from_prose(source, outline))
    by_line: dict[int, list[int]] = {}
    for index, indicator in enumerate(indicators):
        by_line.setdefault(indicator.line, []).append(index)
    for table in tables:
        if table.kind is TableKind.INDICATORS:
            for row in table.rows:
                found.extend(_from_indicator_row(source, table, row, indicators, by_line))
        elif table.kind is TableKind.TASKS:
            for row in table.rows:
                found.extend(_from_task_row(source, table, row))
    found.sort(key=lambda target: target.span.start)
    return tuple(found)


# --- sentences -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """One target as a sentence states it, with offsets into that text."""

    quantity: Quantity
    subject: str
    start: int
    end: int
    horizon: date | None
    offset: int = 0
    """Where its sentence begins: the quantity's places count from there."""


_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZĐÀ-ÝƠƯ“\"(\d])|;\s*|(?<=…)\s+(?=[A-ZĐ])")
# A full stop that ends no sentence.
_ABBREVIATION = re.compile(r"(?:\b(?:TP|Tp|TS|ThS|PGS|GS|Tx|TT|Q|P|v\.v|Nxb|tr)|\b\d{1,2})\.$")


_DIGIT = re.compile(r"[0-9]")
#: No paragraph states so many; a file that does is damaged or hostile.
_MOST_FIGURES = 1000
#: A "sentence" longer than this is read in stretches; nobody writes one, only damaged files hold it.
_LONGEST = 4000


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into sentences and the parts that semicolons set off."""
    start = 0
    for match in _SENTENCES.finditer(text):
        if not match.group().startswith(";") and _ABBREVIATION.search(
            text[max(start, match.start() - 8) : match.start()]
        ):
            continue
        yield from _stretches(start, match.start())
        start = match.end()
    if start < len(text):
        yield from _stretches(start, len(text))


def _stretches(start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        yield start, start + _LONGEST
        start += _LONGEST
    yield start, end


def find_statements(text: str, *, strict: bool = False) -> tuple[Statement, ...]:
    """Find the targets a bullet, paragraph or name of a row states.

    Args:
        text: Clean text.
        strict: Outside the goals: a bare count is a target only where the sentence sets it as a
            mark to reach, not where it merely tells how many there are.

    Examples:
        >>> [s.subject for s in find_statements("100% cán bộ được bồi dưỡng; trên 40% hộ dân có chữ ký số")]
        ['cán bộ được bồi dưỡng', 'hộ dân có chữ ký số']
    """
    if _DIGIT.search(text) is None:
        return ()
    found: list[Statement] = []
    figures = 0
    carried: date | None = None
    for start, end in _sentences(text):
        sentence = text[start:end]
        if figures > _MOST_FIGURES or _DIGIT.search(sentence) is None:
            continue
        measured = find_quantities(sentence)
        figures += len(measured)
        quantities = [q for q in measured if _promises(sentence, q, strict=strict)]
        periods = _periods(sentence if quantities else sentence[:120])
        opening = next((p for p in periods if p.opens), None)
        if opening is not None:
            carried = opening.day
        clauses = [_clause(sentence, quantities, number) for number in range(len(quantities))]
        subjects = [
            _subject(sentence, quantity, clause)
            for quantity, clause in zip(quantities, clauses, strict=True)
        ]
        for number, quantity in enumerate(quantities):
            clause = clauses[number]
            # "50% vào năm 2026 và 80% vào năm 2030": one subject for several figures.
            subject = (
                subjects[number]
                or next((s for s in reversed(subjects[:number]) if s), "")
                or (found[-1].subject if found and number == 0 and not subjects[0] else "")
                or next((s for s in subjects[number:] if s), "")
                or _tidy(sentence[clause[0] : clause[1]])
            )
            horizon = _own_horizon(sentence, quantity, clause, periods, quantities)
            if horizon is None:
                horizon = carried
            left, right = _trim(sentence, *clause)
            found.append(
                Statement(quantity, subject, start + left, start + right, horizon, offset=start)
            )
    return tuple(found)


# --- periods -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Period:
    start: int
    end: int
    day: date
    opens: bool
    """Whether it opens its sentence and so governs all of it ("Đến năm 2030, ...")."""
    past: bool
    vision: bool = False
    """Whether it looks beyond the plan ("tầm nhìn đến năm 2045") and so governs little."""


_Y = r"(?:19|20)\d\d"
_PERIOD = re.compile(
    r"(?P<cue>(?:tính )?(?:đến|tới|vào|trong|từ|trước|hết|chậm nhất|ngay trong|kết thúc|từng)?(?:\s*(?:đến|trong|là))?\s*(?:hết|cuối|đầu|trước)?\s*)"
    rf"(?:(?P<gd>giai đoạn|thời kỳ|nhiệm kỳ|các năm|những năm|hai năm|năm)\s+(?:từ\s+)?(?:năm\s+)?(?P<a>{_Y})\s*(?:[-–—]|đến(?: năm)?)\s*(?P<b>{_Y})"
    rf"|(?P<q>qu[ýí]\s+(?:[1-4]|IV|I{{1,3}})\s*(?:[/,-]|năm|\s)*{_Y})"
    rf"|(?:ngày\s+)?(?P<dmy>(?:\d{{1,2}}/)?\d{{1,2}}/{_Y})"
    rf"|tháng\s+(?P<m>\d{{1,2}})(?:\s*/\s*|\s+năm\s+)(?P<my>{_Y})"
    rf"|năm\s*(?P<y>{_Y})(?!\s*/|\d))",
    re.IGNORECASE,
)
# A period inside the name of a document belongs to the name.
_NAMED = re.compile(
    r"\b(?:Đề án|Nghị quyết|Chương trình|Kế hoạch|Chiến lược|Quyết định|Chỉ thị|Luật|Quy hoạch|Nghị định|"
    r"Thông tư|Kết luận|Dự án|Văn kiện|Đại hội|Kế hoạch số|chiến lược|đề án|chương trình|quy hoạch|kế hoạch)\b[^.;:]*$"
)
_COMPARED = re.compile(
    r"(?:so với(?:\s+[^\W\d_]+){0,6}|so cùng kỳ|cùng kỳ|bằng|kể từ|gấp [\d,]+ lần|từ mức|của|tại thời điểm|số liệu|hiện trạng|ngày|số)\s*$",
    re.IGNORECASE,
)


def _periods(sentence: str) -> list[_Period]:
    if "20" not in sentence and "19" not in sentence:
        return []
    found: list[_Period] = []
    for match in _PERIOD.finditer(sentence):
        before = sentence[max(0, match.start() - 240) : match.start()]
        if _COMPARED.search(before[-30:]):
            continue
        cue = match["cue"].strip().lower()
        if _BY_STANDARD.search(before):
            continue
        named = _NAMED.search(before) is not None and not _leaves_name(before)
        if named and not cue.startswith(("vào", "trước", "hết", "trong")):
            continue
        if match["dmy"] and not cue:
            continue
        day = _day_of(match)
        if day is None:
            continue
        opens = match.start() < 200 and _OPENS.fullmatch(before) is not None
        past = cue.startswith(("từ",)) and not match["gd"] and not match["b"]
        vision = _VISION.search(before) is not None
        if before.rstrip().endswith("(") and sentence[match.end() : match.end() + 1] != ")":
            continue  # "(năm 2024: 12%)" says where things stand
        found.append(_Period(match.start(), match.end(), day, opens, past, vision))
    if any(p.vision for p in found) and not all(p.vision for p in found):
        found = [p for p in found if not p.vision]
    return found


# "(theo chuẩn nghèo giai đoạn 2021 - 2025)" names a yardstick, not a horizon.
_BY_STANDARD = re.compile(r"\b(?:theo|chuẩn|áp dụng)\b[^,;:()\d]{0,60}$", re.IGNORECASE)
_VISION = re.compile(r"(?:tầm nhìn|định hướng)\s*$", re.IGNORECASE)


_OPENS = re.compile(
    r"\s*(?:[-+•*]\s*)?(?:(?:\(?[a-zđ\d]{1,3}[.)]\s*)|(?:phấn đấu|mục tiêu(?: cụ thể| chung| là)?|cụ thể|đồng thời|trong đó|tầm nhìn|định hướng|và|giai đoạn \d|riêng|theo đó|tầm nhìn đến năm \d{4}|định hướng đến năm \d{4})\s*[,:]?\s*)*",
    re.IGNORECASE,
)


def _leaves_name(before: str) -> bool:
    """Tell whether the name of a document has come to its end before the period."""
    return (
        bool(re.search(r"[,:]\s*(?:phấn đấu\s*)?(?:,\s*)?$", before)) and "phấn đấu" in before[-40:]
    )


def _day_of(match: re.Match[str]) -> date | None:
    try:
        if "trước" in match["cue"].lower():
            early = parse_deadline(match.group().strip())
            return early.day if isinstance(early, ByDate) else None
        if match["b"]:
            return date(int(match["b"]), 12, 31)
        if match["q"]:
            return horizon_in(match["q"])
        if match["y"]:
            return date(int(match["y"]), 12, 31)
        text = match["dmy"] or f"{match['m']}/{match['my']}"
        due = parse_deadline(text)
        return due.day if isinstance(due, ByDate) else None
    except ValueError:
        return None


def _own_horizon(
    sentence: str,
    quantity: Quantity,
    clause: tuple[int, int],
    periods: Sequence[_Period],
    quantities: Sequence[Quantity],
) -> date | None:
    """Give the period a target's own words name: before its figure, else right behind it."""
    useful = [p for p in periods if not p.past]
    if not useful:
        return None
    for period in useful:
        # "lên 70% năm 2025": nothing stands closer to a figure than what follows it directly.
        if period.start >= quantity.end and not sentence[quantity.end : period.start].strip(" ("):
            return period.day
    before = [p for p in useful if p.end <= quantity.start]
    behind = [p for p in useful if p.start >= quantity.number and p.start < clause[1]]
    inside = [p for p in before if p.start >= clause[0]]
    if len(useful) > 1 and len(quantities) > 1 and behind and not inside:
        # "50% vào năm 2025, 80% vào năm 2030"
        return behind[0].day
    if inside:
        return inside[-1].day
    if behind:
        return behind[0].day
    if before:
        return before[-1].day
    if len(useful) == 1 and len(quantities) >= 1 and useful[0].start > quantity.number:
        # One period at the end of a list of figures holds for all of them.
        return useful[0].day
    return None


# --- which quantities are targets ----------------------------------------------------------------

_TODAY = re.compile(
    r"(?:hiện nay|hiện tại|hiện có|hiện đang|hiện đã|hiện trạng|đã đạt|đã có|tính đến nay|đến nay|thời gian qua|năm qua|"
    r"so với|cùng kỳ|thực trạng|giao đầu năm|trung bình cả nước|bình quân cả nước|bình quân chung)(?:\s+[^\W\d_]+){0,5}[\s,:]*$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:tại|của|cho|với|ở|toàn|các|trong|giữa|đối với|gồm|thuộc|trên địa bàn|địa bàn|bao gồm|cả|theo|mỗi|từng|tất cả|những)\s*$",
    re.IGNORECASE,
)
_FUND = re.compile(
    r"\b(?:kinh phí|dự toán|tổng mức (?:đầu tư|vốn|kinh phí)|vốn đầu tư|nguồn vốn|ngân sách (?:xã|tỉnh|huyện|trung ương|nhà nước|địa phương) (?:hỗ trợ|đối ứng|cấp))\b",
    re.IGNORECASE,
)
_REACH = re.compile(
    r"\b(?:đạt|có|phấn đấu|thêm|tăng|giảm|còn|lên|là|được|bằng|chiếm|xây dựng|hình thành|thành lập|phát triển|thu hút|hoàn thành|"
    r"đào tạo|bồi dưỡng|tổ chức|triển khai|đưa|tạo|hỗ trợ|duy trì|công nhận|mở|lắp đặt|đầu tư|kết nối|cung cấp|ra mắt|vận động|"
    r"giải quyết|xuất khẩu|trồng|nâng cấp|sửa chữa|cấp|kết nạp|chuẩn hóa|số hóa|số hoá|hoàn thiện|khai thác(?:,? sử dụng)?|sử dụng|vận hành|đăng ký|thực hiện|ứng dụng|nghiên cứu|làm chủ|ươm tạo|khởi nghiệp|nhân rộng|"
    r"kiểm tra|giám sát|thanh tra|xóa|xoá|xây|cứng hóa|cứng hoá|bê tông hóa|khám|tập huấn|tuyển|tuyển dụng|tuyển chọn|thả|nuôi|phủ sóng|tiêm|truyền thông|"
    r"xếp hạng|bảo tồn|tu bổ|di dời|sắp xếp|bàn giao|khởi công|khánh thành|tiếp nhận|đón|phục vụ|cải tạo|khôi phục|phục hồi|ban hành|xử lý|rà soát|thẩm định)"
    r"(?:\s+(?:mới|được|xong|thêm|khoảng|đạt|từ|thí điểm|điểm|và đưa vào sử dụng|tỷ lệ|tỉ lệ|ít nhất|tối thiểu|mức|số|tổng số|bình quân|trung bình|mỗi năm|hằng năm|hàng năm))*\s*$",
    re.IGNORECASE,
)
_STRICT_VERBS = re.compile(
    r"\b(?:xây dựng|hình thành|thành lập|phát triển|thu hút|đào tạo|đưa vào khai thác(?:,? sử dụng)?|đưa vào sử dụng|khai thác,? sử dụng|"
    r"tạo|công nhận|lắp đặt|đầu tư|ra mắt|ươm tạo|nhân rộng|hỗ trợ|bồi dưỡng|hoàn thành|phấn đấu(?: [^.;:]{3,40}?)? (?:có|đạt)|đạt|kết nạp|làm chủ)"
    r"(?:\s+(?:mới|được|thêm|khoảng|đạt|từ|thí điểm|điểm|và đưa vào sử dụng))*\s*$",
    re.IGNORECASE,
)
_SERVING = re.compile(
    r"\b(?:việc làm|đào tạo|tập huấn|bồi dưỡng|dạy nghề|hỗ trợ|vay vốn|vốn vay|nhà ở|khám|tư vấn|cấp|phổ cập|tiêm)\b[^.;:\d]{0,60}\bcho\s*$",
    re.IGNORECASE,
)
_SERVED = re.compile(
    r"(?:(?:lượt |nghìn |ngàn )?(?:người|lao động|hộ|học sinh|sinh viên|học viên|cán bộ|công chức|viên chức|đảng viên|đoàn viên|hội viên|"
    r"đối tượng|trẻ|phụ nữ|nông dân|thanh niên|doanh nghiệp|hợp tác xã|lượt))(?!\w)",
    re.IGNORECASE,
)
# Words that open a clause without asking for anything.
_TELLING = frozenset(
    [
        "theo",
        "tại",
        "trong",
        "ngoài",
        "của",
        "cho",
        "từ",
        "đến",
        "với",
        "và",
        "hoặc",
        "để",
        "do",
        "vì",
        "nếu",
        "khi",
        "sau",
        "trước",
        "qua",
        "gồm",
        "có",
        "các",
        "những",
        "mỗi",
        "từng",
        "cả",
        "toàn",
        "một",
        "số",
        "thứ",
        "lần",
        "đợt",
        "kỳ",
        "mức",
        "hơn",
        "gần",
        "đã",
        "đang",
        "hiện",
    ]
)
_EACH = re.compile(r"\b(?:mỗi|từng|một|1|01)\s+[^\d.;,]{1,30}$", re.IGNORECASE)
_PLACES = re.compile(
    r"(?:thôn|xóm|bản|ấp|khu dân cư|khu phố|xã|phường|huyện|tỉnh|thành phố|địa phương|đơn vị|cơ quan|trường|trường học|tổ|ban|phòng)$",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"(?:văn bản|báo cáo|kế hoạch|quyết định|hồ sơ|bộ|tổ|ca|vụ|mã|loại|vùng|bằng|giải|phòng|nhà|con|đợt|cuộc|buổi|tiết|tin|bài|trang|kênh|cổng|khu|cụm)$",
    re.IGNORECASE,
)
_SUBJECT_TIME = re.compile(
    r"thời gian|thời hạn|tuổi thọ|thời lượng|số (?:năm|tháng|ngày|giờ)", re.IGNORECASE
)
_LIMITS = re.compile(
    r"\b(?:từ|trên|dưới|đủ|có|quy mô|tốc độ|công suất|dung lượng|băng thông|diện tích|bán kính|độ phân giải|công suất|tần số|đạt chuẩn|khoảng cách|chiều dài)\s*$",
    re.IGNORECASE,
)


def _promises(sentence: str, quantity: Quantity, *, strict: bool) -> bool:
    """Tell whether a quantity is promised, and does not tell something else."""
    before = sentence[max(0, quantity.start - 90) : quantity.start]
    if _TODAY.search(before) or _in_baseline(sentence, quantity):
        return False
    if quantity.form is Form.PERCENT:
        return not _FUNDED.match(sentence, quantity.end)
    if quantity.form is Form.RANK:
        return True
    head = sentence[max(0, quantity.start - 200) : quantity.start]
    if measures_nothing(sentence, quantity):
        return not strict and quantity.unit is not None and bool(_SUBJECT_TIME.search(head))
    spoken = sentence[quantity.start : quantity.number]
    reached = quantity.stated or _REACHED.search(spoken) is not None
    if quantity.form is Form.BARE:
        return (
            not strict
            and _ends_clause(sentence, quantity)
            and (
                _INDEXED.search(head) is not None
                or (reached and _RATE_HEAD.search(head) is not None)
            )
        )
    if quantity.form is Form.MEASURE:
        if strict and quantity.unit is not None and quantity.unit.lower().startswith("lần"):
            return False  # "ít nhất 01 lần/năm" says how often, not how much
        if _FUND.search(before) and not quantity.stated:
            return False
        return not strict or quantity.stated
    unit = quantity.unit or ""
    if _FUND.search(before[-25:]):
        return False
    if quantity.stated:
        return True
    if _ADDRESSED.search(before):
        # "giải quyết việc làm cho 15.000 lao động": who is served is what is counted.
        return not strict and _SERVING.search(before) is not None and bool(_SERVED.match(unit))
    if strict:
        return (
            (reached or _STRICT_VERBS.search(before) is not None)
            and not _EACH.search(before)
            and not _PLACES.match(unit)
            and not _PAPERS.match(unit)
        )
    if reached or _REACH.search(before):
        return True
    if before.rstrip().endswith((",", ":", "và")):
        return True
    # "trao 1.500 suất quà": a clause that comes to its figure at once says what is to be done.
    near = re.split(r"[,;:.]\s", before)[-1].split()
    if 0 < len(near) <= 4 and near[0].lower() not in _TELLING:
        return True
    return quantity.start < 90 and _INTRO.fullmatch(before) is not None


_REACHED = re.compile(r"đạt|bằng|\blà\b|chiếm|còn|\blên\b|=", re.IGNORECASE)
_FUNDED = re.compile(r"\s*(?:kinh phí (?:do|từ)|vốn (?:ngân sách|đối ứng))", re.IGNORECASE)
_OLD = re.compile(
    rf"\(\s*(?:(?:năm|giai đoạn) {_Y}|hiện|thực hiện|ước|kế hoạch|kh\b|chỉ tiêu|giao|cùng kỳ|tăng|giảm|so|đầu năm|toàn tỉnh|cả nước|bình quân)[^()]*$",
    re.IGNORECASE,
)


def _in_baseline(sentence: str, quantity: Quantity) -> bool:
    """Tell a figure in brackets that says where things stand ("(năm 2024: 12%)")."""
    return _OLD.search(sentence[max(0, quantity.start - 60) : quantity.start]) is not None


_INDEXED = re.compile(
    r"chỉ số|hệ số|số lượng|tỷ số|tỉ số|điểm|HDI|DTI|PCI|PAR|GRDP|năng suất|tổng số|số (?:lượng|người|hộ|doanh nghiệp)",
    re.IGNORECASE,
)


def _ends_clause(sentence: str, quantity: Quantity) -> bool:
    return re.match(r"\s*(?:[.;,)]|$|vào năm|trong năm|và\b)", sentence[quantity.end :]) is not None


# --- clauses and subjects ------------------------------------------------------------------------

_CUTS = re.compile(r",\s+|\s+(?:và|đồng thời|trong đó|còn|với)\s+|:\s+|\s+\(|\)\s*")
_DIRECT = re.compile(
    r"[\s,:(]*(?:(?:và|còn|trong đó|đồng thời|phấn đấu|đảm bảo|bảo đảm|có|với|đạt|cho|là|duy trì|hoàn thành|đến|tới|khoảng|riêng|đối với|đưa|tỷ lệ|tỉ lệ|số)\s*[,:]?\s*)*",
    re.IGNORECASE,
)


def _clause(sentence: str, quantities: Sequence[Quantity], number: int) -> tuple[int, int]:
    """Give the stretch of a sentence that speaks of one of its quantities."""
    quantity = quantities[number]
    start = 0
    if number > 0:
        start = _boundary(sentence, quantities[number - 1], quantity)
    end = len(sentence)
    if number + 1 < len(quantities):
        end = _boundary(sentence, quantity, quantities[number + 1])
    # A colon closes what is only announced ("Mục tiêu cụ thể: ..."), unless nothing else is left.
    colon = sentence.rfind(": ", start, quantity.start)
    if colon >= 0 and _says_something(sentence, colon + 1, quantity, end):
        start = colon + 1
    return start, end


_BRACKETS = re.compile(r"\([^()]*\)")


def _boundary(sentence: str, left: Quantity, right: Quantity) -> int:
    """Find where the words about one quantity end and those about the next begin."""
    between = sentence[left.end : max(left.end, right.start)]
    brackets = [m.span() for m in _BRACKETS.finditer(between)]
    cuts = [
        cut
        for cut in _CUTS.finditer(sentence, left.end, max(left.end, right.start))
        if not any(
            a <= cut.start() - left.end + cut.group().find("(") and cut.start() - left.end < b
            for a, b in brackets
        )
    ]
    if not cuts:
        return max(left.end, right.start)
    last = cuts[-1]
    # "80% hộ dân, 90% doanh nghiệp": the next begins with its number.
    if _DIRECT.fullmatch(sentence[last.end() : right.start]):
        return last.start()
    # "hộ nghèo còn dưới 2%, thu nhập đạt 60 triệu": the next begins with its subject.
    if _starts_with_number(sentence, left):
        return last.start()
    return cuts[0].start()


def _starts_with_number(sentence: str, quantity: Quantity) -> bool:
    start = max(0, quantity.start - 120)
    return _INTRO.fullmatch(sentence[start : quantity.start]) is not None


def _says_something(sentence: str, start: int, quantity: Quantity, end: int) -> bool:
    before = _INTRO.sub("", sentence[start : quantity.start], count=1).strip(" ,:")
    after = _TAIL.sub("", sentence[quantity.after : end]).strip(" .,;)")
    return bool(before or (after and after.lower() != (quantity.unit or "").lower()))


_INTRO = re.compile(
    r"[\s,:\-–+•(“\"]*(?:(?:"
    r"(?:đến|tới|vào|trong|hết|trước|từ)?\s*(?:hết|cuối|trong)?\s*(?:giai đoạn|thời kỳ|năm|tháng|quý|ngày)\s+[\dIV/.–-]+"
    rf"(?:\s*[-–]\s*\d+)?(?:\s+đến\s+(?:năm\s+)?{_Y})?"
    r"|phấn đấu(?: đến)?|phần đấu|phân đấu|mục tiêu(?: là| đến)?|có|đảm bảo|bảo đảm|đạt|chiếm|duy trì|trong đó|đồng thời|và|còn|với|"
    r"hằng năm|hàng năm|mỗi năm|cụ thể|tiếp tục|cơ bản|tối thiểu|ít nhất|tầm nhìn|định hướng|"
    r"để|là|cho|thì|nhằm|tập trung|riêng|ngay|bình quân|trung bình|tổng số|khoảng|được"
    r")\b[\s,:]*)*",
    re.IGNORECASE,
)
_RATE_VERB = re.compile(
    r"\b(?:đạt|chiếm|là|bằng|tăng|giảm|còn|(?<!tải )lên|(?<!tải )xuống|đóng góp|đóng góp vào|khoảng|ở mức|duy trì|giữ|đạt mức|tăng trưởng|tăng thêm|giảm còn|"
    r"tăng lên|giảm xuống|bình quân|trung bình|đến|tới|dưới mức|không vượt|vượt|ước|gấp|hướng tới|lần lượt)"
    r"(?:\s+(?:được|là|tỷ lệ|tỉ lệ|mức|khoảng|bình quân|trung bình|hằng năm|hàng năm|mỗi năm|thêm|còn|lên))*[\s,:]*$",
    re.IGNORECASE,
)
_RATE_HEAD = re.compile(
    r"\b(?:tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|tốc độ|số lượng|số |tổng |mức |chỉ số|quy mô|năng suất|thu nhập|doanh thu|giá trị|"
    r"độ che phủ|độ bao phủ|diện tích|sản lượng|tuổi thọ|kim ngạch|GRDP|GDP|chi |kinh tế số|kinh phí|hạ tầng|dung lượng)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^\s*(?:trở lên|trở xuống|/năm|\(\s*\d+\s*/\s*\d+[^)]*\)|"
    rf"(?:vào |trong |đến |tới )?(?:hết |cuối |đầu )?(?:năm|giai đoạn) {_Y}(?:\s*[-–]\s*{_Y})?|"
    rf"so với (?:cùng kỳ|năm {_Y})|mỗi năm|hằng năm|hàng năm|\(?trong đó.*|[,.)\s])+",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"\s+(?:nhằm|góp phần|qua đó|từ đó)\b.*$|,\s+(?:để|bảo đảm|đảm bảo|phấn đấu|tạo|đáp ứng|trong đó|tăng|giảm|hướng tới)\b.*$"
    r"|\s+\((?:hiện|năm|tăng|giảm|so với|trong đó)\b[^)]*\)?.*$",
    re.IGNORECASE | re.DOTALL,
)
_SPOKEN_RATE = re.compile(r"\b(?:đạt|chiếm|bằng|là|còn|lên|mức)\b", re.IGNORECASE)
_DANGLING = re.compile(r"[\s,]+(?:có|với|đạt|từ|thuộc|vào|trong|đến|là|và|được)$", re.IGNORECASE)


def _subject(sentence: str, quantity: Quantity, clause: tuple[int, int]) -> str:
    """Give what is measured: the words before the figure, behind it, or both with it cut out.

    Empty where a clause names nothing of its own ("và 80% vào năm 2030").
    """
    before = sentence[max(clause[0], quantity.start - 600) : quantity.start]
    intro = _INTRO.match(before)
    before = before[intro.end() :] if intro is not None else before
    spoken = sentence[quantity.start : quantity.number]
    rated = _RATE_VERB.search(before) is not None or _SPOKEN_RATE.search(spoken) is not None
    after = sentence[quantity.after : min(clause[1], quantity.after + 600)]
    after = _PURPOSE.sub("", _TAIL.sub("", after)).strip(" .,;:")
    after = _tidy(_ENDING.sub("", _tidy(_DANGLING.sub("", after))))
    kept = _tidy(_ENDING.sub("", _tidy(_cut_verbs(before))))
    if quantity.form is Form.RANK:
        about = _ABOUT.search(after)
        return kept or (_tidy(after[about.start() :]) if about is not None else "")
    bare_unit = after.lower() in ((quantity.unit or "").lower(), "%", "% gdp", "% grdp")
    if not _tidy(before):
        if bare_unit and quantity.form is not Form.COUNT:
            return ""
        return after
    if kept and bare_unit and "/" in (quantity.unit or ""):
        return kept  # "110 bé trai/100 bé gái" is a rate of what stands before it
    if quantity.form is Form.COUNT and bare_unit and not rated and before.rstrip()[-1:] != ":":
        return _tidy(f"{kept} {after}")  # "kết nạp mới 25 đảng viên"
    if rated or quantity.form is Form.BARE or not after or bare_unit:
        if kept and (_RATE_HEAD.search(before) or not after or len(kept.split()) > 2):
            return kept
        return _tidy(f"{kept} {after}")
    if quantity.form is Form.COUNT:
        return after
    return _tidy(f"{before.rstrip(' ,:')} {after}")


_ENDING = re.compile(
    rf"(?:[\s,:]+(?:so với (?:năm {_Y}|cùng kỳ)|(?:đến |vào |trong |trước )?(?:hết |cuối )?(?:năm|giai đoạn) {_Y}(?:\s*[-–]\s*{_Y})?|trở lên|trở xuống))+$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\bvề\b", re.IGNORECASE)


def _cut_verbs(before: str) -> str:
    """Take the verbs of reaching off the end of a subject."""
    text = before
    while True:
        match = _RATE_VERB.search(text)
        if match is None:
            return re.sub(
                r"[\s,:]*(?:phấn đấu|phải|cần|sẽ|được|từ|thuộc|trong|vào)?[\s,:]*$", "", text
            )
        text = text[: match.start()]


def _tidy(text: str) -> str:
    """Collapse blanks and take stray marks off both ends; a bracket only where it lacks its pair."""
    text = " ".join(text.split()).strip(" .,;:-–+")
    while text.endswith("(") or (text.endswith(")") and text.count("(") < text.count(")")):
        text = text[:-1].rstrip(" .,;:-–")
    while text.startswith(")") or (text.startswith("(") and text.count(")") < text.count("(")):
        text = text[1:].lstrip(" .,;:-–")
    if text.endswith(("”", '"')) and not ("“" in text or text.count('"') > 1):
        text = text[:-1].rstrip()
    return text


def _trim(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Take blanks and stray marks off both ends of a clause."""
    while start < end and sentence[start] in " \t,;:(–-+•":
        start += 1
    while end > start and sentence[end - 1] in " \t,;:(":
        end -= 1
    return start, end


# --- from the body -------------------------------------------------------------------------------

_LOOKED_AT = frozenset(
    {
        Part.PURPOSE,
        Part.GOALS,
        Part.TASKS,
        Part.ORGANISATION,
        Part.FUNDING,
        Part.OTHER,
        Part.INDICATOR_ANNEX,
        Part.TASK_ANNEX,
    }
)
_SITUATION = re.compile(
    r"thực trạng|tình hình|kết quả (?:đạt được|thực hiện|nổi bật|năm|công tác|triển khai|hoạt động|giai đoạn|\d)|đánh giá|đặc điểm|sự cần thiết|căn cứ|khó khăn|"
    r"hạn chế|tồn tại|quan điểm|bối cảnh|nhận định|cơ sở|khái quát|ưu điểm|nguyên nhân",
    re.IGNORECASE,
)


class _LeadIn:
    """Remembers the day that a line such as "Đến ngày 31/12/2025 phấn đấu:" sets for its list."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._section: int | None = None
        self._marker = ""

    def day_for(self, block: Block, section: int | None) -> date | None:
        """Give the day an item stands under; a line of the lead-in's own rank ends its list."""
        marker = _marker_kind(block)
        ended = section != self._section or not marker or marker == self._marker
        if self._day is not None and ended:
            self._day = None
        text = block.passage.text
        if text.endswith(":") and len(text) < _LONGEST_LEAD_IN:
            opening = next((p for p in _periods(text) if p.opens), None)
            if opening is not None:
                self._day, self._section, self._marker = opening.day, section, marker
                return None
        return self._day


_LONGEST_LEAD_IN = 160


def _marker_kind(block: Block) -> str:
    """Give what marks an item, digits alike, so that items of one list compare equal."""
    return re.sub(r"\d+", "0", block.marker.strip())


def _from_prose(source: SourceDocument, outline: Outline) -> Iterator[Target]:
    lead_in = _LeadIn()
    for index, block in enumerate(source.blocks):
        if block.kind is BlockKind.TABLE:
            continue
        part = outline.parts[index]
        # A letter or notice without headings gives its orders as a list.
        listed = part is Part.PREAMBLE and block.marker and index >= outline.frame.body
        if part not in _LOOKED_AT and not listed:
            continue
        text = block.passage.text
        led = lead_in.day_for(block, outline.section_of[index])
        if _DIGIT.search(text) is None:
            continue
        heading = outline.is_heading(index)
        if heading and "%" not in text:
            continue
        section = outline.section_of[index]
        if part is not Part.GOALS and _tells_situation(outline, section):
            continue
        for statement in find_statements(text, strict=part is not Part.GOALS):
            if part is Part.FUNDING and not statement.quantity.stated:
                continue
            yield _target(
                source,
                block.passage,
                statement,
                horizon=statement.horizon or led or outline.horizons[index],
                section=section,
                origin=Origin.ANNEX if outline.in_annex(index) else Origin.BODY,
                inherited=statement.horizon is None
                and (led or outline.horizons[index]) is not None,
            )


def _tells_situation(outline: Outline, section: int | None) -> bool:
    while section is not None:
        own = outline.sections[section]
        if _SITUATION.search(own.title) and own.part not in (Part.GOALS, Part.TASKS):
            return True
        section = own.parent
    return False


def _target(
    source: SourceDocument,
    passage: Passage,
    statement: Statement,
    *,
    horizon: date | None,
    section: int | None,
    origin: Origin,
    inherited: bool = False,
    indicator: int | None = None,
    unit: str | None = None,
) -> Target:
    span = passage.source_span(statement.start, statement.end)
    quantity = statement.quantity
    readings = list(_readings(quantity))
    if inherited:
        readings.append(
            Reading("horizon", Certainty.FAIRLY_SURE, "Mốc thời gian lấy từ đề mục bên trên.")
        )
    return Target(
        subject=statement.subject,
        operator=quantity.operator,
        value=quantity.value,
        unit=quantity.unit or unit,
        horizon=horizon,
        line=source.line_of(span.start),
        span=span,
        section=section,
        origin=origin,
        indicator=indicator,
        readings=tuple(readings),
    )


def _readings(quantity: Quantity) -> Iterator[Reading]:
    if quantity.doubt:
        yield Reading("value", Certainty.UNSURE, quantity.doubt)
    if quantity.upper is not None:
        yield Reading(
            "operator",
            Certainty.FAIRLY_SURE,
            f"Văn bản nêu một khoảng đến {quantity.upper}; lấy mức thấp nhất làm mục tiêu.",
        )
    elif (
        not quantity.stated and quantity.operator is Operator.EQUAL and quantity.form is Form.COUNT
    ):
        yield Reading(
            "operator",
            Certainty.FAIRLY_SURE,
            "Không có từ so sánh trước con số; hiểu là đạt đúng mức này.",
        )


# --- from annexes --------------------------------------------------------------------------------


def _from_indicator_row(
    source: SourceDocument,
    table: LogicalTable,
    row: LogicalRow,
    indicators: Sequence[Indicator],
    by_line: dict[int, list[int]],
) -> Iterator[Target]:
    name = table.first(Meaning.NAME)
    title = row.text(name).strip()
    if name is None or not title:
        return
    unit = row.text(table.first(Meaning.UNIT)).strip() or None
    columns = target_columns(table, row)
    mine = by_line.get(row.line, [])
    own = _horizon_of_row(table, row)
    stated = list(_statements_of(row, name, strict=False))
    one_value = len([c for c in columns if c is not None]) <= 1
    if stated and one_value and _name_wins(stated, table, row, columns[0], unit):
        for passage, statement in stated:
            yield _target(
                source,
                passage,
                statement,
                horizon=statement.horizon or (columns[0].horizon if columns[0] else None) or own,
                section=table.section,
                origin=Origin.ANNEX,
                inherited=statement.horizon is None,
                indicator=mine[0] if mine else None,
            )
        return
    for place, column in enumerate(columns):
        if column is None:
            continue
        text = row.text(column)
        periods = _periods(text)
        quantities = cell_quantities(table, row, column)
        for number, quantity in enumerate(quantities):
            if not periods and horizon_in(text) and quantity.form is Form.BARE and not unit:
                continue
            left = quantities[number - 1].end if number else 0
            right = quantities[number + 1].start if number + 1 < len(quantities) else len(text)
            horizon = _own_horizon(text, quantity, (left, right), periods, quantities)
            yield Target(
                subject=title.rstrip(" .;"),
                operator=quantity.operator,
                value=quantity.value,
                unit=_unit_of(quantity, unit),
                horizon=horizon or column.horizon or own,
                line=row.line,
                span=row.span(name, column),
                section=table.section,
                origin=Origin.ANNEX,
                indicator=(mine[place] if place < len(mine) else mine[-1]) if mine else None,
                readings=tuple(_readings(quantity)),
            )


def _statements_of(
    row: LogicalRow, column: Column, *, strict: bool
) -> Iterator[tuple[Passage, Statement]]:
    """Find what a cell states, each with the piece of it that holds the figure.

    A cell that a page break cut is read whole; the place of a statement is the part of it that
    stands in one piece, since nothing of the row stands between two.
    """
    passages = row.passages(column)
    if not any(_DIGIT.search(passage.text) for passage in passages):
        return
    text = join_passages(passages).text
    for statement in find_statements(text, strict=strict):
        begin = 0
        for passage in passages:
            end = begin + len(passage.text)
            if statement.offset + statement.quantity.number < end or passage is passages[-1]:
                start = max(statement.start, begin) - begin
                yield passage, replace(statement, start=start, end=min(statement.end, end) - begin)
                break
            begin = end + 1


_NO_UNIT = re.compile(r"(?:đạt|mức độ|đảm bảo|bảo đảm|có|có/không|hoàn thành|x|-|)", re.IGNORECASE)


def _name_wins(
    stated: Sequence[tuple[Passage, Statement]],
    table: LogicalTable,
    row: LogicalRow,
    column: Column | None,
    unit: str | None,
) -> bool:
    """Tell whether the name states the row's target itself, so that the cell only repeats it."""
    cell = cell_quantities(table, row, column) if column is not None else ()
    if not cell:
        return True
    if unit is None or _NO_UNIT.fullmatch(unit.strip()):
        unit = None
    values = {quantity.value for quantity in cell}
    return any(
        statement.quantity.value in values
        and (
            unit is None
            or statement.quantity.unit is None
            or _same_unit(statement.quantity.unit, unit)
        )
        for _, statement in stated
    )


def _same_unit(one: str, two: str) -> bool:
    left, right = one.lower().strip(), two.lower().strip()
    return left == right or left.startswith(right) or right.startswith(left)


def _unit_of(quantity: Quantity, unit: str | None) -> str | None:
    """Choose between the unit in the value's own cell and the one in the unit column."""
    if unit is not None and not _NO_UNIT.fullmatch(unit):
        if quantity.form is Form.PERCENT and "%" not in unit and "lệ" not in unit.lower():
            return quantity.unit
        if "lệ" in unit.lower() and quantity.form is Form.PERCENT:
            return quantity.unit
        return unit
    if quantity.form is Form.COUNT and quantity.unit is not None and len(quantity.unit) > 24:
        return None
    return quantity.unit


def _horizon_of_row(table: LogicalTable, row: LogicalRow) -> date | None:
    for column in table.all(Meaning.DEADLINE):
        due = parse_deadline(row.text(column)) if row.text(column) else None
        if isinstance(due, ByDate):
            return due.day
    return table.horizon_of(row)


def _from_task_row(
    source: SourceDocument, table: LogicalTable, row: LogicalRow
) -> Iterator[Target]:
    own: date | None = None
    asked = False
    said: set[tuple[object, ...]] = set()
    for meaning in (Meaning.NAME, Meaning.DELIVERABLE, Meaning.TARGET):
        for column in table.all(meaning):
            if column.index in row.merged:
                continue  # said by the row above already
            for passage, statement in _statements_of(row, column, strict=True):
                quantity = statement.quantity
                key = (quantity.operator, quantity.value, quantity.unit)
                if key in said and meaning is not Meaning.NAME:
                    continue  # the product only repeats the task
                said.add(key)
                if not asked:
                    own, asked = _horizon_of_row(table, row), True
                yield _target(
                    source,
                    passage,
                    statement,
                    horizon=statement.horizon or own,
                    section=table.section,
                    origin=Origin.ANNEX,
                )


# --- goals without a number ----------------------------------------------------------------------


def read_objectives(source: SourceDocument, outline: Outline) -> tuple[Objective, ...]:
    """Find the goals stated without a number: whole bullets of the goals part."""
    found: list[Objective] = []
    for index, block in enumerate(source.blocks):
        if outline.parts[index] is not Part.GOALS or block.kind is BlockKind.TABLE:
            continue
        if outline.is_heading(index):
            continue
        text = block.passage.text.strip()
        if len(text.split()) < 3 or text.endswith(":"):
            continue
        if find_statements(text):
            continue
        span = Span(block.passage.span.start, block.passage.span.end)
        opening = next((p for p in _periods(text[:200]) if p.opens), None)
        found.append(
            Objective(
                text=text,
                line=block.line,
                span=span,
                section=outline.section_of[index],
                horizon=opening.day if opening is not None else outline.horizons[index],
            )
        )
    return tuple(found)
