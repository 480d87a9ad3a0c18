"""How officials write when a thing is due, and back again.

A deadline cell is short and free: "Quý II/năm 2025", "Thường xuyên, hằng năm", "Khi có đề nghị".
The reading goes by what the words *do*: points in time (days, months, quarters, years) are
collected first, then the words that repeat, leave open, start or wait for an event decide what
the points mean.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring

# A deadline is a phrase; past this length the cell holds something else, or is hostile.
LONGEST = 400

_DASH = "-–—−"
_YEAR = r"(?:19|20)\d\d"
_NUMERAL = r"(?:iv|i{1,3}|[1-4])"
_MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_LIST = rf"(?:\s*(?:,|;|&|\+|/|[{_DASH}]|và|đến|hoặc)\s*)"

# One alternation, tried at every place: the longer notation first.
_POINT = re.compile(
    rf"""
    (?<!tuần\ )(?:ngày\s*)?(?P<d1>{_DAY})\s*tháng\s*(?P<m1>{_MONTH})(?:\s*(?:[,/]\s*)?(?:năm\s*)?(?P<y1>{_YEAR})(?!\d))?
  | (?<![\d/])(?P<d2>{_DAY})\s*[{_DASH}/.]\s*(?P<m2>{_MONTH})\s*[{_DASH}/.]\s*(?P<y2>{_YEAR})(?!\d)
  | (?:q[uú][ýíyiỳ]\s*|\bq)(?P<q>{_NUMERAL}(?:{_LIST}(?:qu[ýíyi]\s*)?{_NUMERAL}\b(?!\s*/\s*{_MONTH}\b))*)\b
      (?:\s*(?:[{_DASH}/.,]\s*)?(?:của\s+)?(?:năm\s*)?(?P<yq>{_YEAR})(?!\d))?
  | (?P<half>\b(?:0?[369]|sáu|chín|ba)\s*tháng|\bnửa)\s*(?P<side>đầu|cuối)\s*(?:của\s*)?năm\s*(?P<yh>{_YEAR})?
  | (?P<edge>\b(?:đầu|giữa|cuối))\s+năm\s*(?P<ye>{_YEAR})
  | (?:(?P<part>\b(?:thượng\s+tuần|trung\s+tuần|hạ\s+tuần|nửa\s+đầu|nửa\s+cuối|đầu|giữa|cuối))\s+)?
      tháng\s*(?P<m3>{_MONTH}(?:{_LIST}(?:tháng\s*)?{_MONTH}\b(?!\s*/\s*{_MONTH}\b))*)\b
      (?:\s*(?:[{_DASH}/.,]\s*)?(?:của\s+)?(?:năm\s*)?(?P<y3>{_YEAR})(?!\d))?
  | (?<![\d/])(?P<m4>{_MONTH})\s*[{_DASH}/.]\s*(?:năm\s*)?(?P<y4>{_YEAR})(?!\d)
  | (?<![\d/])(?P<d5>{_DAY})\s*[/]\s*(?P<m5>{_MONTH})(?![\d/])
  | (?:năm\s*)?(?<![\d/])(?P<y6>{_YEAR})(?![\d/])
    """,
    re.VERBOSE,
)

_CITED = re.compile(
    r"\d+[\w/]*/[\w\-–]+(?:/[\w\-–]+)*\s*,?\s*(?:ngày|ngày\s+ký)\s*\d[\d/.\-–]*(?:\s*tháng\s*\d+\s*năm\s*\d+)?"
)
_OPEN = re.compile(
    r"(?:những|các|cho\s+các)\s+(?:năm|giai\s+đoạn|nhiệm\s+kỳ)\s+(?:tiếp\s+theo|tiếp|sau|kế\s+tiếp|về\s+sau)"
    r"|trở\s+đi|về\s+sau|(?:và|,)\s+(?:hằng|hàng)\s+năm\s+tiếp\s+theo|năm\s+tiếp\s+theo"
)
_START = re.compile(
    r"(?:\btừ|\bbắt\s+đầu|kể\s+từ|có\s+hiệu\s+lực|\bsau)\b(?:\s+(?:từ|ngày|hết))*\s*$"
)
_TO = re.compile(rf"\bđến|\btới|[{_DASH}]|\bhết\b|\btrước\b")
_BEFORE = re.compile(r"\btrước(?:\s+(?:khi|thời\s+điểm))?\s*$")
_EACH = r"(?:hằng|hàng|mỗi|từng|hang|hằn)"
_YEARLY = re.compile(
    rf"{_EACH}\s+năm\b|\b(?:1|01|một)\s+năm\s*(?:/\s*)?(?:1|01|một)?\s*lần|\bnăm\s*/\s*lần|\bthường\s+niên\b"
    r"|\blần\s*/\s*năm"
)
_HALF_YEARLY = re.compile(
    rf"(?:{_EACH}|định\s+kỳ|mỗi)\s+(?:0?6|sáu)\s+tháng|(?:0?6|sáu)\s+tháng\s*(?:/\s*)?(?:1|01|một)?\s*lần"
    r"|\b(?:0?2|hai)\s+lần\s*/\s*năm|(?:0?6|sáu)\s+tháng\s*(?:,|và|/)\s*(?:(?:0?1|một|hằng|hàng|cả)\s+)?năm\b"
    r"|^\s*(?:0?6|sáu)\s+tháng\s*$"
)
_QUARTERLY = re.compile(
    rf"{_EACH}\s+quý\b|tháng\s+cuối\s+(?:của\s+)?(?:mỗi\s+)?quý|(?:định\s+kỳ|báo\s+cáo)\s+(?:theo\s+)?quý\b|\bquý\s*/\s*(?:1\s*)?lần|\blần\s*/\s*quý"
    r"|\b(?:0?3|ba)\s+tháng\s*(?:/\s*)?(?:1|01|một)?\s*lần"
)
_MONTHLY = re.compile(
    rf"{_EACH}\s+tháng\b|định\s+kỳ\s+(?:theo\s+)?tháng\b|\btháng\s*/\s*(?:1\s*)?lần|\blần\s*/\s*tháng|ngày\s+{_DAY}\s+{_EACH}\s+tháng"
)
_PERIODIC = re.compile(rf"\bđịnh\s+k[ỳì]\b|{_EACH}\s+tuần\b|lần\s*/\s*tuần|{_EACH}\s+kỳ\b")
_ALWAYS = re.compile(
    rf"thường\s+xuyên|thường\s+xuyện|\bliên\s+tục\b|{_EACH}\s+ngày\b|\blâu\s+dài\b|\bsuốt\s+(?:năm|kỳ|giai|quá)"
    r"|\bth[uừ]ờng\s+xuyên"
)
_KEEP_UP = re.compile(
    r"(?:duy\s+trì|cập\s+nhật|rà\s+soát|tiếp\s+tục|thực\s+hiện|vận\s+hành)[^,;.]*$"
)
_EVENT = re.compile(
    r"^(?:ngay\s+|thực\s+hiện\s+|hoàn\s+thành\s+|triển\s+khai\s+)*(?:sau\s+khi|sau\s+\d+|trước\s+khi|khi\b|ngay\s+(?:sau|khi)|kể\s+từ|"
    r"theo\b|tùy\b|tuỳ\b|trong\s+(?:vòng|thời\s+hạn|thời\s+gian)\b|chậm\s+nhất\s+(?:sau\s+)?\d+|\d+\s+ngày\b|đột\s+xuất|sau\s+\w+\s+ngày|"
    r"không\s+quá|trước\b|nếu\b|đến\s+khi|cho\s+đến\s+khi|trong\s+\d+|đồng\s+thời\s+với|cùng\s+với|sau\s+(?!\d))"
)
_WITHIN = re.compile(r"(?:trong(?:\s+(?:vòng|thời\s+hạn))?|chậm\s+nhất|sau)\s*(\d{1,3})\s*ngày\b")
_SINCE = re.compile(r"kể\s+từ\s+(?:ngày\s+)?$")

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_HALVES = {"6": 6, "sáu": 6, "9": 9, "chín": 9, "3": 3, "ba": 3, "nửa": 6}


@dataclass(frozen=True, slots=True)
class _Point:
    """A stretch of time named in a text: first and last day, as (month, day) when no year stands."""

    first: tuple[int, int]
    last: tuple[int, int]
    year: int | None
    start: int
    end: int
    listed: bool = False
    bare_day: bool = False
    each: tuple[tuple[int, int], ...] = ()

    def days(self, year: int) -> tuple[date, date]:
        return _day(year, *self.first), _day(year, *self.last)


def _day(year: int, month: int, day: int) -> date:
    """Give a day of the calendar; a day past the month's end ("31/6") is the month's end."""
    return date(year, month, min(day, monthrange(year, month)[1]))


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Give a phrase as deadlines are matched: NFC, lower case, one blank between words."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().lower()


def _numbers(text: str, pattern: str) -> list[int]:
    found = re.findall(pattern, text)
    return [_ROMAN[f] if f in _ROMAN and pattern == _NUMERAL else int(f) for f in found]


def _points(text: str) -> Iterator[_Point]:
    for match in _POINT.finditer(text):
        group = match.groupdict()
        where = (match.start(), match.end())
        if group["d1"]:
            moment = (int(group["m1"]), int(group["d1"]))
            yield _Point(
                moment, moment, int(group["y1"]) if group["y1"] else None, *where, bare_day=True
            )
        elif group["d2"]:
            moment = (int(group["m2"]), int(group["d2"]))
            yield _Point(moment, moment, int(group["y2"]), *where, bare_day=True)
        elif group["q"]:
            quarters = _numbers(group["q"], _NUMERAL)
            low, high = min(quarters), max(quarters)
            yield _Point(
                (low * 3 - 2, 1),
                (high * 3, 31),
                int(group["yq"]) if group["yq"] else None,
                *where,
                listed=low != high,
                each=tuple((quarter * 3, 31) for quarter in sorted(set(quarters))),
            )
        elif group["half"]:
            months = _HALVES[group["half"].replace("tháng", "").strip().lstrip("0")]
            year = int(group["yh"]) if group["yh"] else None
            if group["side"] == "đầu":
                yield _Point((1, 1), (months, 31), year, *where)
            else:
                yield _Point((13 - months, 1), (12, 31), year, *where)
        elif group["edge"]:
            month = {"đầu": 3, "giữa": 6, "cuối": 12}[group["edge"]]
            yield _Point((max(month - 5, 1), 1), (month, 31), int(group["ye"]), *where)
        elif group["m3"]:
            numbers = _numbers(group["m3"], _MONTH)
            day = {"thượng": 10, "nửa đầu": 15, "đầu": 10, "giữa": 20, "trung": 20}
            part = re.sub(r"\s+", " ", group["part"] or "").removesuffix(" tuần")
            yield _Point(
                (min(numbers), 1),
                (max(numbers), day.get(part, 31)),
                int(group["y3"]) if group["y3"] else None,
                *where,
                listed=len(numbers) > 1,
                each=tuple((month, 31) for month in numbers),
            )
        elif group["m4"]:
            yield _Point((int(group["m4"]), 1), (int(group["m4"]), 31), int(group["y4"]), *where)
        elif group["d5"]:
            moment = (int(group["m5"]), int(group["d5"]))
            yield _Point(moment, moment, None, *where, bare_day=True)
        else:
            yield _Point((1, 1), (12, 31), int(group["y6"]), *where)


def _with_years(points: list[_Point], year: int | None) -> list[_Point]:
    """Give yearless points the year of the next point that has one ("15/11 - 15/12/2025")."""
    known = year
    filled: list[_Point] = []
    for point in reversed(points):
        if point.year is not None:
            known = point.year
        filled.append(
            point if point.year is not None or known is None else replace(point, year=known)
        )
    return filled[::-1]


def _due(text: str, point: _Point) -> date | None:
    """Last day that a dated point allows, minding "trước" before a period."""
    if point.year is None:
        return None
    first, last = point.days(point.year)
    if not point.bare_day and _BEFORE.search(text[: point.start]):
        return first - timedelta(days=1)
    return last


def _recurrence(text: str) -> tuple[Recurrence, int] | None:
    """Find the word that repeats and where it stands; the first named wins."""
    found = [
        (match.start(), every)
        for pattern, every in (
            (_HALF_YEARLY, Recurrence.HALF_YEARLY),
            (_MONTHLY, Recurrence.MONTHLY),
            (_QUARTERLY, Recurrence.QUARTERLY),
            (_YEARLY, Recurrence.YEARLY),
        )
        if (match := pattern.search(text))
    ]
    if found:
        place, every = min(found, key=lambda item: item[0])
        return every, place
    periodic = _PERIODIC.search(text)
    return (Recurrence.PERIODIC, periodic.start()) if periodic else None


def parse_deadline(text: str, *, year: int | None = None) -> Deadline | None:
    """Read when something is due, in the words of a plan.

    Args:
        text: The deadline alone: a table cell, or the words after "Thời gian:".
        year: The year a plan is for, given to days printed without one; None leaves them unread.

    Returns:
        None when the words state no deadline, or only a start ("Từ 01/7/2025").

    Examples:
        >>> parse_deadline("Quý II/năm 2025")
        ByDate(day=datetime.date(2025, 6, 30), start=None)
        >>> parse_deadline("trước ngày 10/6 hằng năm")
        Recurring(every=<Recurrence.YEARLY: 'yearly'>, month_days=((6, 10),), until=None)
        >>> parse_deadline("Sai khi tình triển khai")
        OnEvent(condition='sau khi tỉnh triển khai')
    """
    if not text or len(text) > LONGEST:
        return None
    return _read_deadline(text, year)


@lru_cache(maxsize=4096)
def _read_deadline(text: str, year: int | None) -> Deadline | None:
    """Read one phrase; the rows of a plan repeat the same few."""
    phrase = clean(text).strip(" .;,:-–*_()[]")
    if not phrase:
        return None
    phrase = _CITED.sub(" ", phrase)
    points = list(_points(phrase))
    always = _ALWAYS.search(phrase)
    repeat = _recurrence(phrase)
    dated = _with_years(points, None if repeat else year)
    if repeat and (not always or repeat[1] < always.start()):
        return _recurring(phrase, repeat[0], points)
    if _OPEN.search(phrase):
        return Continuous()
    if always:
        kept = (
            points
            and always.start() > points[0].start
            and _KEEP_UP.search(phrase[: always.start()])
        )
        if not kept:
            return Continuous(until=_until(phrase, dated))
    due = [(day, point) for point in dated if (day := _due(phrase, point))]
    if due:
        within = _WITHIN.search(phrase)
        if within and len(due) == 1 and _SINCE.search(phrase[: due[0][1].start]):
            return ByDate(due[0][0] + timedelta(days=int(within[1])))
        return _by_date(phrase, due)
    if year is not None and _THIS_YEAR.fullmatch(phrase):
        return ByDate(date(year, 12, 31))
    meant = _meant(phrase)
    if meant is not None and meant != phrase:
        return parse_deadline(meant, year=year)
    condition = read_condition(text)
    return OnEvent(condition) if condition else None


_THIS_YEAR = re.compile(r"(?:trong|cả|hết)\s+năm(?:\s+nay)?")
_PHRASES = (
    "thường xuyên",
    "hằng năm",
    "hàng năm",
    "hằng quý",
    "hàng quý",
    "hằng tháng",
    "hàng tháng",
    "định kỳ",
    "khi có đề nghị",
    "khi có yêu cầu",
    "khi có hướng dẫn",
    "khi có phát sinh",
    "khi phát sinh",
    "sau khi tỉnh triển khai",
    "sau khi có hướng dẫn",
    "sau khi được phê duyệt",
    "sau khi được ban hành",
    "theo quy định",
    "theo yêu cầu",
)


def _meant(phrase: str) -> str | None:
    """Give the usual phrase that a mistyped one is nearly equal to ("thường xuên")."""
    if len(phrase) > 30 or phrase in _PHRASES:
        return None
    folded = _fold(phrase)
    allowed = 1 if len(folded) < 14 else 2
    for usual in _PHRASES:
        if _distance(folded, _fold(usual), allowed) <= allowed:
            return usual
    return None


def _distance(one: str, two: str, limit: int) -> int:
    """Count the letters to change between two short phrases, given up past a limit."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        previous, row = row, [i]
        for j, b in enumerate(two, 1):
            row.append(min(previous[j] + 1, row[-1] + 1, previous[j - 1] + (a != b)))
    return row[-1]


def _recurring(text: str, every: Recurrence, points: list[_Point]) -> Recurring:
    yearless = [p for p in points if p.year is None]
    days: tuple[tuple[int, int], ...] = ()
    if yearless:
        named = (moment for p in yearless for moment in (p.each or (p.last,)))
        days = tuple((m, min(d, monthrange(2025, m)[1])) for m, d in named)
    elif every is Recurrence.MONTHLY and (
        match := re.search(rf"ngày\s+({_DAY})\b(?!\s*[/.])", text)
    ):
        days = ((0, int(match[1])),)
    return Recurring(every, days, _until(text, [p for p in points if p.year is not None]))


def _until(text: str, points: list[_Point]) -> date | None:
    """Give the end of a span that bounds something recurring ("hằng năm, giai đoạn 2025-2030")."""
    dated = [p for p in points if p.year is not None]
    if not dated:
        return None
    last = dated[-1]
    lead = text[: last.start]
    bounded = len(dated) > 1 or re.search(r"(?:đến|tới|hết|trước)\s*(?:hết\s*)?(?:ngày\s*)?$", lead)
    return max((_due(text, p) or date.min) for p in dated) if bounded else None


def _by_date(text: str, due: list[tuple[date, _Point]]) -> ByDate | None:
    """Give the last day of what is named, or None when only a start is."""
    if len(due) == 1:
        day, point = due[0]
        if (
            not point.listed
            and _START.search(text[: point.start])
            and not _TO.search(text[point.end :])
        ):
            return None
        if point.listed and point.year is not None:
            return ByDate(day, point.days(point.year)[0])
        return ByDate(day)
    last = max(day for day, _ in due)
    first = min(point.days(point.year)[0] for _, point in due if point.year is not None)
    return ByDate(last, first if first < last else None)


# --- events -------------------------------------------------------------------------------------

_EVENT_VOCABULARY = (
    "sau khi tỉnh huyện xã phường thành phố trung ương bộ ngành cấp trên cấp thẩm quyền có được triển khai ban hành "
    "hướng dẫn đề nghị yêu cầu phê duyệt văn bản kế hoạch chỉ đạo quyết định nghị quyết phát sinh thông qua thành lập "
    "đưa vào hoạt động hoàn thành kể từ ngày ngay trong vòng nhận chính phủ quốc hội ủy ban nhân dân luật nghị định "
    "thông tư hiệu lực kinh phí bố trí nhu cầu tiến độ lộ trình theo quy định thời gian đủ điều kiện giao nhiệm vụ"
)
_EVENT_WORDS = frozenset(_EVENT_VOCABULARY.split())


def _fold(text: str) -> str:
    """Give letters without marks, so that a slip of a diacritic still matches."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if not unicodedata.combining(c))


_BY_FOLD: dict[str, set[str]] = {}
for _word in sorted(_EVENT_WORDS):
    _BY_FOLD.setdefault(_fold(_word), set()).add(_word)

# Words whose folded form is an event word, but that are at home in another pair.
_OWN_PAIRS = re.compile(
    r"\b(?:tình\s+(?:hình|huống|trạng|tiết|nguyện)|bàn\s+giao|\S+\s+bàn|công\s+ty|hợp\s+đồng|xa|cỏ)"
)


def _near(word: str, target: str) -> bool:
    """Whether two short words differ by one letter put in, left out or changed."""
    if abs(len(word) - len(target)) > 1:
        return False
    if len(word) == len(target):
        return sum(a != b for a, b in zip(word, target, strict=True)) == 1
    short, long = sorted((word, target), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _repair(phrase: str) -> str:
    """Put right the slips of typing in an event ("sai khi tình triển khai").

    A word that is no event word but becomes exactly one by its marks alone is that word; the first
    word before "khi" may also be one letter off "sau".
    """
    words = phrase.split(" ")
    for i, word in enumerate(words):
        pairs = (" ".join(words[i : i + 2]), " ".join(words[max(i - 1, 0) : i + 1]))
        if word in _EVENT_WORDS or any(_OWN_PAIRS.match(pair) for pair in pairs):
            continue
        known = _BY_FOLD.get(_fold(word), set())
        follows = words[i + 1] if i + 1 < len(words) else ""
        if len(known) == 1 and (i + 1 == len(words) or _fold(follows) in _BY_FOLD or i == 0):
            words[i] = next(iter(known))
        elif i <= 1 and _fold(follows) == "khi" and _near(_fold(word), "sau"):
            words[i] = "sau"
    return " ".join(words)


def read_condition(text: str) -> str | None:
    """Read the event that something waits for, slips of typing put right; None when it is none.

    Examples:
        >>> read_condition("Khi có đề nghị")
        'khi có đề nghị'
    """
    phrase = clean(text).strip(" .;,:-–*_()[]")
    repaired = _repair(phrase)
    if not _EVENT.match(repaired):
        return None
    return _restore_names(repaired, text)


def _restore_names(phrase: str, text: str) -> str:
    """Give names back the capitals that matching took away."""
    printed = (
        re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip(" .;,:-–*_()[]").split(" ")
    )
    words = phrase.split(" ")
    if len(words) != len(printed):
        return phrase
    return " ".join(
        shown if i and shown.lower() == word else word
        for i, (word, shown) in enumerate(zip(words, printed, strict=True))
    )


_BRACKET = re.compile(r"\(([^()]{6,160})\)")
_BRACKET_EVENT = re.compile(
    r"^(?:ngay\s+)?(?:sau\s+khi|khi\s+(?:có|được|đủ)|nếu\s+(?:có|đủ|được))\b"
)


def bracketed_condition(text: str) -> str | None:
    """Read the event that a task states in brackets ("… (sau khi được ban hành)").

    Examples:
        >>> bracketed_condition("Triển khai Chương trình (sau khi được ban hành) tại xã")
        'sau khi được ban hành'
    """
    for match in _BRACKET.finditer(text):
        inner = clean(match[1]).strip(" .;,:")
        if _BRACKET_EVENT.match(inner) and inner != "nếu có":
            return _restore_names(_repair(inner), match[1])
    return None


# --- deadlines inside prose ---------------------------------------------------------------------

_MONTH_OR_DAY = (
    rf"(?:ngày\s*)?{_DAY}\s*[-–/.]\s*{_MONTH}\s*[-–/.]\s*{_YEAR}"
    rf"|(?:ngày\s*)?{_DAY}\s*tháng\s*{_MONTH}\s*(?:,\s*)?năm\s*{_YEAR}"
    rf"|qu[ýí]\s*{_NUMERAL}(?:\s*(?:,|và|-|–)\s*(?:qu[ýí]\s*)?{_NUMERAL})*\s*(?:[-–/.,]\s*)?(?:năm\s*)?{_YEAR}"
    rf"|tháng\s*{_MONTH}(?:\s*(?:,|và|-|–)\s*{_MONTH})*\s*(?:[-–/.,]\s*)?(?:năm\s*)?{_YEAR}"
    rf"|{_MONTH}\s*/\s*{_YEAR}|(?:6|sáu|9|chín)\s+tháng\s+(?:đầu|cuối)\s+năm\s+{_YEAR}"
    rf"|(?:ngày\s*)?{_DAY}\s*/\s*{_MONTH}\s+(?:hằng|hàng)\s+năm|ngày\s+{_DAY}\s+(?:hằng|hàng)\s+tháng"
    rf"|(?:qu[ýí]\s*{_NUMERAL}|tháng\s*{_MONTH})\s+(?:hằng|hàng)\s+năm"
)
_HOUR = r"(?:\d{1,2}\s*(?:giờ|g|h)\s*(?:\d{1,2}\s*(?:phút|')?)?(?:\s*(?:,|của)?\s*(?=ngày|\d))|\d{1,2}:\d{2}\s*)"
_IN_PROSE = re.compile(
    rf"""(?:
      (?:trước|trong|chậm\s+nhất(?:\s+(?:là|trước|vào|đến|trong))*|muộn\s+nhất(?:\s+là)?|xong\s+trước|đến\s+hết|
         đến|hết|vào|vào\s+cuối|hoàn\s+thành(?:\s+(?:trong|trước|vào|xong))*)\s+(?:thời\s+hạn\s+)?
      (?:hết\s+|cuối\s+)?(?:{_HOUR},?\s*)?(?P<near>{_MONTH_OR_DAY})
     |(?:trong|hoàn\s+thành(?:\s+(?:trong|trước|vào|xong))*|xong\s+(?:trong|trước)|chậm\s+nhất(?:\s+(?:trong|là|vào|đến|hết))*)\s+
      (?:hết\s+|cuối\s+)?(?P<year>năm\s*{_YEAR})(?!\s*[-–,/]\s*(?:19|20)\d)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT_DUE_BEFORE = re.compile(
    r"(?:\bsố\s*[:.]?\s*\d\S*|nghị\s+quyết|quyết\s+định|kế\s+hoạch|thông\s+báo|công\s+văn|giai\s+đoạn|từ)\s*$",
    re.IGNORECASE,
)


def find_deadline(text: str, *, year: int | None = None) -> tuple[str, Deadline, int] | None:
    """Find the day by which a sentence wants its own action done.

    Only a day, month, quarter or half-year under "trước", "trong", "hoàn thành", "chậm nhất" and the
    like counts: the dates of cited documents and the span in a plan's name do not. The last one
    wins, because the order "hoàn thành trước …" closes the passage.

    Returns:
        The words, the deadline and their offset; None when the passage names none.

    Examples:
        >>> find_deadline("Giao Sở A báo cáo Tỉnh ủy trước ngày 08/02/2025.")[0]
        'trước ngày 08/02/2025'
    """
    best: tuple[str, Deadline, int] | None = None
    for match in _IN_PROSE.finditer(text):
        if _NOT_DUE_BEFORE.search(text[max(0, match.start() - 30) : match.start()]):
            continue
        words = match[0]
        deadline = parse_deadline(words, year=year)
        if deadline is not None:
            best = (words, deadline, match.start())
    return best


# --- the reverse --------------------------------------------------------------------------------

_SAY_EVERY = {
    Recurrence.MONTHLY: "hằng tháng",
    Recurrence.QUARTERLY: "hằng quý",
    Recurrence.HALF_YEARLY: "6 tháng một lần",
    Recurrence.YEARLY: "hằng năm",
    Recurrence.PERIODIC: "định kỳ",
}


def _say_day(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def say_deadline(deadline: Deadline) -> str:
    """Write a deadline in the administration's words; :func:`parse_deadline` reads it back.

    Examples:
        >>> from datetime import date
        >>> say_deadline(ByDate(date(2025, 6, 30)))
        'ngày 30/06/2025'
        >>> say_deadline(Recurring(Recurrence.YEARLY, ((6, 10),)))
        'trước ngày 10/06 hằng năm'
    """
    match deadline:
        case ByDate(day, None):
            return f"ngày {_say_day(day)}"
        case ByDate(day, start):
            assert start is not None  # noqa: S101 -- the case above took None
            return f"từ {_say_day(start)} đến {_say_day(day)}"
        case Recurring(every, month_days, until):
            days = " và ".join(f"ngày {d:02d}/{m:02d}" if m else f"ngày {d}" for m, d in month_days)
            words = f"trước {days} {_SAY_EVERY[every]}" if days else _SAY_EVERY[every]
            return f"{words}, đến hết ngày {_say_day(until)}" if until else words
        case Continuous(until):
            return f"thường xuyên, đến hết ngày {_say_day(until)}" if until else "thường xuyên"
        case OnEvent(condition):
            return condition
