"""Reads who must do or report what, to whom and when, from the part on organisation.

A paragraph names its duty-bearer once, at its head, in the heading above it, or behind "giao"; its
sentences and clauses then add duty to duty. A report is told by its verb, and its periods and days
count only where they speak of the report, not of checks, budgets or programmes beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from namro.model.plan import DueDate, Obligation, Part
from namro.model.source import Block, BlockKind, SourceDocument
from namro.parsing.outline import Outline
from namro.vietnamese.bodies import starts_body
from namro.vietnamese.dates import CalendarDay, days_in
from namro.vietnamese.documents import NUMBER_PATTERN, fold
from namro.vietnamese.numbering import LabelKind, read_label
from namro.vietnamese.units import begins_with_agency

#: A duty is quoted up to this length; its sentence stands at its span.
LONGEST_DUTY = 200

# Past this a paragraph is no duty but hostile or a whole page without a break.
_LONGEST_PARAGRAPH = 12_000


def read_obligations(source: SourceDocument, outline: Outline) -> tuple[Obligation, ...]:
    """Read every duty of a document, in order of place."""
    blocks = source.blocks
    chosen = [i for i, part in enumerate(outline.parts) if part is Part.ORGANISATION]
    everything = not chosen
    if everything:
        # A notice or a conclusion has no such part: whatever hands a report to someone counts.
        wanted = (Part.OTHER, Part.PREAMBLE, Part.TASKS, Part.CLOSING)
        chosen = [
            i for i, part in enumerate(outline.parts) if part in wanted and i >= outline.frame.body
        ]
    else:
        chosen = sorted({*chosen, *_beside(blocks, outline)})
    found: list[Obligation] = []
    actors = _Actors(outline)
    for index in chosen:
        block = blocks[index]
        if block.kind is BlockKind.TABLE or outline.frame.in_closing(index):
            continue
        if outline.is_heading(index) or not block.text.strip():
            continue
        if len(block.text) > _LONGEST_PARAGRAPH:
            continue
        beside = outline.part_of(index) is not Part.ORGANISATION
        above = actors.above(index, block)
        if _lead_in(block.text.rstrip()) is not None:
            actors.note(block, None)
            continue
        duties = _duties(block, above, outline.section_of[index])
        last: str | None = None
        for duty in duties:
            last = duty.actor or last
            reports = bool(duty.report_periods or duty.due_dates)
            if reports and duty.actor is None and actors.before is not None:
                # A report that follows someone's duties without a name is that someone's.
                duty = replace(duty, actor=actors.before)
            if reports or not (everything or beside):
                found.append(duty)
        actors.note(block, last)
        actors.before = last or actors.before
    return tuple(found)


def _beside(blocks: Sequence[Block], outline: Outline) -> Iterator[int]:
    """Give the paragraphs outside the part on organisation that still may ask for reports.

    The words of farewell after the last section, and the articles of a decision.
    """
    article = False
    for index, part in enumerate(outline.parts):
        block = blocks[index]
        if block.kind is BlockKind.TABLE or outline.frame.in_closing(index):
            article = False
            continue
        label = read_label(block.marker) if block.marker else None
        if label is not None and label.kind is LabelKind.ARTICLE:
            article = True
        if part is Part.CLOSING or (article and part in (Part.PREAMBLE, Part.OTHER)):
            yield index


# --- who is spoken of ----------------------------------------------------------------------------

_HEADING_ACTOR = re.compile(
    r"^(?:(?:trách nhiệm|nhiệm vụ|phân công trách nhiệm|phân công nhiệm vụ)(?:\s+của)?|đối với|giao(?:\s+cho)?|"
    r"đề nghị|yêu cầu|phân công)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_NO_ACTOR = re.compile(
    r"^(?:cơ chế|chế độ|công tác|kinh phí|thời gian|tổ chức|sơ kết|kiểm tra|thông tin|tiến độ|các giai đoạn|"
    r"trong quá trình|nội dung|mục tiêu|yêu cầu(?! )|các nhiệm vụ|phân công)\b"
)


class _Actors:
    """Remembers whom headings and lead-in lines named while a part is walked through."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.open: list[tuple[int, str]] = []
        self.section: int | None = None
        self.before: str | None = None

    def above(self, index: int, block: Block) -> str | None:
        """Give the duty-bearer that a paragraph stands under."""
        section = self.outline.section_of[index]
        if section != self.section:
            self.section, self.open, self.before = section, [], None
        rank = _rank(block)
        while self.open and self.open[-1][0] >= rank:
            self.open.pop()
        if self.open:
            return self.open[-1][1]
        for above in reversed(self.outline.path(section)):
            named = heading_actor(above.title)
            if named is not None:
                return named
        return None

    def note(self, block: Block, actor: str | None) -> None:
        """Remember the bearer of a line that only leads in what follows."""
        text = block.text.rstrip()
        named = actor or _lead_in(text)
        if text.endswith(":") and named:
            self.open.append((_rank(block), named))


def _rank(block: Block) -> int:
    label = read_label(block.marker) if block.marker else None
    if label is None:
        return 30
    bullet = label.kind is LabelKind.BULLET
    return label.rank + (block.indent if bullet else 0)


def heading_actor(title: str) -> str | None:
    """Give the body that a heading names as the bearer of the duties below it.

    Examples:
        >>> heading_actor("Trách nhiệm của UBND xã")
        'UBND xã'
        >>> heading_actor("Công an xã:")
        'Công an xã'
        >>> heading_actor("Chế độ báo cáo") is None
        True
    """
    text = title.strip(" .:;*")
    found = _HEADING_ACTOR.match(text)
    name = text[found.end() :] if found else text
    if not name or len(name) > 250:
        return None
    words = fold(name)
    if _NO_ACTOR.match(words) or _COLLECTIVE_BAD.match(words):
        return None
    if not (_COLLECTIVE.match(words) or begins_with_agency(name) or starts_body(name)):
        return None
    verb = _verb_after(words)
    if verb is not None and found is None:
        name = name[:verb]
    return name.strip(" ,.:;") or None


def _lead_in(text: str) -> str | None:
    if not text.endswith(":") or len(text) > 250 or _verb_after(fold(text)) is not None:
        return None
    return heading_actor(text)


_COLLECTIVE = re.compile(
    r"(?:tất cả |toàn bộ |từng |mỗi )?(?:các |những )?(?:sở|ban|ngành|cơ quan|đơn vị|phòng|địa phương|thành viên|đồng chí|xã|phường|thôn|xóm|bản|buôn|ấp|"
    r"tổ chức|cấp ủy|chi bộ|chi ủy|đảng ủy|trường|doanh nghiệp|hợp tác xã|hội|đoàn thể|tổ (?!chức)|bộ|cấp|cá nhân|phó|trưởng|huyện|thị xã|thành phố|tỉnh|"
    r"thủ trưởng|người đứng đầu|chủ tịch|giám đốc|công chức|cán bộ|viên chức|bí thư|lãnh đạo (?=ubnd|các|cơ|đơn|phòng|ban|sở|xã|huyện|tỉnh|hđnd|đảng|chi|thôn|văn)|ubnd|ủy ban|hđnd|thường trực|"
    r"văn phòng|công an|trung tâm|trạm|đài|mặt trận|mttq|ban chỉ đạo|bộ phận|kế toán|chủ nhiệm|hiệu trưởng|nhóm|liên đoàn|đoàn)(?![\w])"
)
_COLLECTIVE_BAD = re.compile(
    r"lãnh đạo,|(?:các |những )?(?:cấp (?:có thẩm quyền|trên)\s+(?=xem|quyết)|tổ chức (?:thực hiện|triển khai|tốt|hội|các|sơ|tổng|kiểm|tuyên|đánh)|"
    r"bộ (?:tiêu|chỉ|máy|công cụ|hồ sơ|thủ)|tổ chức,? |hội (?:nghị|thảo|thi|nhập|đồng (?!nhân|nghĩa))|đoàn (?:kết|kiểm)|bản (?:sắc|đồ|tin|thân)|trường hợp|ngành nghề|"
    r"đơn vị (?:tính|hành chính)|phòng,? (?:chống|ngừa)|thành phố thông|xã hội|đài (?:tưởng)|trưởng thành|cấp (?:phát|bách|thiết)|ban hành)"
)
_VERB = re.compile(
    r"(?<!\w)(?:chủ trì|phối hợp|có trách nhiệm|có nhiệm vụ|chịu trách nhiệm|căn cứ|xây dựng|tổ chức|triển khai|thực hiện|tham mưu|báo cáo|gửi|"
    r"tổng hợp|theo dõi|đôn đốc|kiểm tra|hướng dẫn|rà soát|tập trung|tăng cường|chỉ đạo|là (?:cơ quan|đơn vị|đầu mối|bộ phận|thường trực)|làm (?:đầu mối|tốt)|định kỳ|"
    r"hằng năm|hàng năm|hằng tháng|hàng tháng|hằng quý|hàng quý|kịp thời|chủ động|thường xuyên|nghiêm túc|tiếp tục|tiếp thu|đẩy mạnh|bố trí|"
    r"cân đối|thẩm định|phát huy|vận động|tuyên truyền|đưa tin|phổ biến|quán triệt|cụ thể hóa|đề xuất|ban hành|lập (?!dự)|"
    r"được giao|được phân công|phải|cần|trực tiếp|khẩn trương|nghiên cứu|quan tâm|đảm bảo|bảo đảm|lồng ghép|sử dụng|xem xét|thông tin (?!và|truyền|đại|điện)|"
    r"cung cấp|nắm|giúp(?! việc)|đăng ký|ưu tiên|kiện toàn|quản lý (?=việc|chặt)|huy động|hoàn thành|đánh giá|thông qua|giám sát|trên cơ sở|theo (?!dõi)chức|theo nhiệm|"
    r"tùy|tuỳ|trong quá|trong phạm|đề cao|lấy|đưa|chấp hành|phân công|giao (?!thông|dịch)|duy trì|hỗ trợ|chuẩn bị|trình|nâng cao|cập nhật|"
    r"đồng thời|nêu cao|tự|thành lập|mở|phát động|ký|đề nghị|tạo|chậm nhất|trước ngày|xác định|phân bổ|cử |thống nhất|tiến hành|chú trọng|lồng|"
    r"có (?:kế hoạch|báo cáo|văn bản|biện pháp|giải pháp)|khắc phục|sơ kết|tổng kết|gắn|quyết định|điều hành|kết nối|tham gia|khai thác|đấu mối|tiếp nhận|dự toán)(?!\w)"
)
_GIVEN = re.compile(
    r"(?:^|[.;,:]\s+|\s)(?:giao(?:\s+cho)?|đề\s+nghị|yêu\s+cầu|phân\s+công|ủy\s+quyền(?:\s+cho)?)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)


def _subject(sentence: str) -> tuple[str, int] | None:
    """Find who is to act in a sentence, and where the doing begins."""
    words = fold(sentence)
    for start in _subject_places(sentence, words):
        rest = words[start:]
        if _COLLECTIVE_BAD.match(rest):
            continue
        if not (_COLLECTIVE.match(rest) or begins_with_agency(sentence[start : start + 120])):
            continue
        verb = _verb_after(rest)
        if verb is None or verb > 420:
            continue
        name = sentence[start : start + verb].strip(" ,:;")
        if 1 < len(name) <= 400 and "." not in name.replace("TP.", "").replace("...", ""):
            return name, start + verb
    return None


# Verbs that are also parts of names: "Phòng Quản lý ...", "Ban Tổ chức", "Ban Chỉ đạo".
_IN_NAME = re.compile(
    r"(?:ban|phòng|sở|bộ|vụ|cục|trung tâm|văn phòng|tổ|và|ủy ban|(?<!xã )hội|ngành|kế hoạch|cán bộ|viện|cơ quan|đài|mttq|,|-|–|giúp việc|quốc gia)\s*$"
)
_NAME_VERBS = frozenset(
    ("tổ chức", "chỉ đạo", "xây dựng", "kiểm tra", "quản lý", "tuyên truyền", "giám sát", "tham mưu", "tổng hợp", "thông tin",
     "hỗ trợ", "dự toán", "cung cấp", "điều hành", "phối hợp", "đánh giá", "tiếp nhận", "huy động", "quản lý ")
)  # fmt: skip


# "Đảng ủy UBND xã lãnh đạo UBND xã …": what a Party body does, elsewhere part of a name.
_PARTY_LEADS = re.compile(
    r"(?:các )?(?:đảng ủy|đảng bộ|ban thường vụ|thường trực (?:đảng|huyện|tỉnh|thành|thị) ủy|chi bộ|chi ủy|cấp ủy)(?: (?!chỉ đạo|chủ trì|phối hợp|báo cáo)[^\s,;:.()]+){0,8}?"
    r"(?= lãnh đạo,? (?:chỉ đạo|ubnd|hđnd|việc|các|thực hiện|tổ chức|công tác|toàn|chính quyền))"
)


def _verb_after(rest: str) -> int | None:
    """Give where the verb of a sentence begins, past verbs that are part of the name."""
    bracket = 0
    leads = _PARTY_LEADS.match(rest)
    if leads is not None:
        return leads.end() + 1
    for verb in _VERB.finditer(rest, 2, 500):
        bracket = rest.count("(", 0, verb.start()) - rest.count(")", 0, verb.start())
        if bracket > 0:
            continue
        word = verb.group().strip()
        if word in _NAME_VERBS and _IN_NAME.search(rest[max(verb.start() - 14, 0) : verb.start()]):
            continue
        if word == "tổ chức" and re.match(
            r"\s*(?:chính trị|đoàn thể|đảng|có|liên|xã hội|,|kinh tế|hội|trực thuộc|quốc tế|cơ sở|tư vấn)",
            rest[verb.end() :],
        ):
            continue
        if word == "được giao" and rest[: verb.start()].endswith("vụ "):
            continue
        if word == "thực hiện" and rest[max(verb.start() - 8, 0) : verb.start()].endswith(
            ("đơn vị ", "cơ quan ")
        ):
            continue
        return verb.start()
    return None


def _subject_places(sentence: str, words: str) -> Iterator[int]:
    """Give the places where a subject may begin: behind "giao", at the head, after a lead phrase."""
    head = _label_end(sentence)
    for given in _GIVEN.finditer(sentence[: head + 700]):
        if not _is_noun_given(words, given.start(), given.end()):
            yield given.end()
    yield head
    # "Căn cứ Kế hoạch này, các sở ...", "Định kỳ 6 tháng, các đơn vị ..."
    if re.match(
        r"(?:căn cứ|trên cơ sở|định kỳ|hằng|hàng|trước ngày|để|chậm nhất|sau khi|trong|từ|theo|kết thúc|"
        r"vào|khi|nhằm|cuối|ngày|đến|thực hiện|thông tin|giữa|\d)",
        words[head:],
    ):
        for comma in re.finditer(r"[,:]\s+", sentence[: head + 700]):
            if comma.end() <= head:
                continue
            doing = _VERB.match(words, comma.end())
            if doing is not None and not _LEADING.match(doing.group()):
                # The doing begins without a subject: what stands further on is only acted upon.
                return
            yield comma.end()


_LEADING = re.compile(r"căn cứ|trên cơ sở|định kỳ|hằng|hàng|trước|chậm|theo|trong|tùy|tuỳ")


def _is_noun_given(words: str, start: int, end: int) -> bool:
    before = words[max(start - 12, 0) : start + 1].rstrip(" ,;:.")
    return before.endswith(("được", "nhiệm vụ", "bàn", "theo", "đáp ứng", "mục đích")) or (
        words[start:end].strip().startswith("yêu cầu")
        and before.endswith(("khi có", "theo", "của"))
    )


_LABEL = re.compile(r"^[^.:;]{2,90}:\s+(?=\S)")


def _label_end(sentence: str) -> int:
    """Give where a sentence begins behind its label ("Thông tin, báo cáo định kỳ: UBND ...")."""
    found = _LABEL.match(sentence)
    return found.end() if found else 0


# --- the duties of one paragraph -----------------------------------------------------------------

_SENTENCE_END = re.compile(
    r"(?<=[\w)%”\"])(?<!\bTP)(?<!\bTT)(?<!\bTX)\.(?:/\.)?\s+(?=[A-ZĐÀ-Ỹ“\"])"
)
_REPORT = re.compile(
    r"(?<!\w)(?:gửi|nộp|trình)?\s*(?:(?:tổng hợp|định kỳ|tham mưu|thực hiện(?: nghiêm(?: túc)?)? (?:chế độ )?(?:thông tin,? )?|lập|có)[,\s]+)*báo cáo(?!\w)(?! viên)|"
    r"(?<!\w)(?:gửi|nộp)\s+(?:kết quả|về|văn bản|kế hoạch|số liệu|danh sách|đăng ký|ý kiến|đề xuất|hồ sơ|dự thảo|tổng hợp)(?!\w)|"
    r"(?<!\w)gửi\s+(?:về\s+|cho\s+|đến\s+)?(?=(?:ubnd|ủy ban|sở|phòng|ban|văn phòng|bộ|công an|đảng ủy|huyện ủy|tỉnh ủy|công chức))|thông tin về (?=sở|ubnd|phòng|ban|văn phòng)"
)
# "Trên cơ sở báo cáo của ...", "tiếp thu báo cáo": there the report is a thing, not a duty.
_NOUN_BEFORE = re.compile(
    r"(?:trên cơ sở|nghe(?:\s+\S+){0,6}?|theo|tiếp thu|tại|trong|các|mẫu|những|căn cứ|số liệu|hệ thống|phần mềm|xem xét|mốc|kỳ|của|biểu|đề cương|chế độ thông tin|thời hạn|thời điểm|tiếp nhận|hội nghị|nội dung|nhận được)\s*$"
)
_PURPOSE_TAIL = re.compile(
    r"(?<!\w)(?:để|nhằm|phục vụ)(?:\s+\S+){0,6}?\s+(?:tổng hợp|báo cáo|theo dõi|xem xét|chỉ đạo|biết)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """A stretch of a paragraph that says one thing."""

    start: int
    end: int


def _duties(block: Block, above: str | None, section: int | None) -> list[Obligation]:
    text = block.text
    found: list[Obligation] = []
    actor = above
    for sentence in _split(text, _SENTENCE_END, 0, len(text)):
        plain: _Clause | None = None
        for clause in _clauses(text, sentence):
            part = text[clause.start : clause.end]
            labelled = _labelled_actor(part) if clause.start == sentence.start else None
            actor = labelled or actor
            subject = _subject(part)
            if labelled and subject and _LEADING_DEED.match(fold(part[_label_end(part) :])):
                # "Đảng ủy UBND xã: lãnh đạo UBND xã …": to lead is what the body does.
                subject = None
            lead = _label_end(part) if clause.start == sentence.start else 0
            begin = clause.start + lead
            heard = part
            if subject is not None and (above is None or _may_replace(part, subject)):
                actor, verb = subject
                place = part.find(actor)
                if not _names_time(part[lead:place]):
                    begin = clause.start + verb
                # The name itself may hold words for deeds: "Ủy ban Kiểm tra".
                heard = part[:place] + " " * len(actor) + part[place + len(actor) :]
            begin += len(text[begin : clause.end]) - len(text[begin : clause.end].lstrip(" ,;:"))
            report = _report(part[begin - clause.start :], heard[begin - clause.start :])
            if report is None:
                if subject is not None and plain is not None:
                    plain = None
                if plain is None:
                    plain = _Clause(begin, clause.end)
                    if not found or subject is not None:
                        duty = _obligation(block, begin, clause.end, actor, section)
                        if duty is not None:
                            found.append(duty)
                continue
            if report.named or (plain is not None or not found) or subject is not None:
                made = _obligation(block, begin, clause.end, actor, section, report)
                if made is not None:
                    found.append(made)
    return found


_LEADING_DEED = re.compile(r"lãnh đạo\b(?!,? (?:phòng|ban|cơ quan|đơn vị)\b)")


def _labelled_actor(part: str) -> str | None:
    """Give the body a paragraph names before a colon ("Văn phòng Đảng ủy: Chủ trì ...")."""
    end = _label_end(part)
    if not end:
        return None
    name = part[:end].strip(" :")
    return heading_actor(name) if _verb_after(fold(name)) is None else None


def _names_time(lead: str) -> bool:
    """Say whether the words before a subject say when: "Định kỳ hằng quý, các đơn vị ..."."""
    words = fold(lead)
    return _PERIOD.search(words) is not None or bool(days_in(words))


def _may_replace(part: str, subject: tuple[str, int]) -> bool:
    """Say whether a sentence's own subject outdoes the heading's."""
    name, _ = subject
    return (
        part.startswith(name)
        or _GIVEN.search(part) is not None
        or _LABEL.match(part) is not None
        or "," in part
    )


def _split(text: str, ends: re.Pattern[str], start: int, end: int) -> Iterator[_Clause]:
    place = start
    for found in ends.finditer(text, start, end):
        yield _Clause(place, found.start() + 1)
        place = found.end()
    if place < end:
        yield _Clause(place, end)


_CLAUSE_SIGN = re.compile(r"[()]|;\s*|,\s+đồng thời\s+")


def _clauses(text: str, sentence: _Clause) -> Iterator[_Clause]:
    """Cut a sentence at its semicolons outside brackets."""
    place = sentence.start
    depth = 0
    for sign in _CLAUSE_SIGN.finditer(text, sentence.start, sentence.end):
        mark = sign.group()
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth = max(depth - 1, 0)
        elif depth == 0:
            if text[place : sign.start()].strip():
                yield _Clause(place, sign.start())
            place = sign.end()
    if text[place : sentence.end].strip():
        yield _Clause(place, sentence.end)


def _obligation(
    block: Block,
    start: int,
    end: int,
    actor: str | None,
    section: int | None,
    report: _Report | None = None,
) -> Obligation | None:
    duty = block.text[start:end].strip(" ,;:./")
    if len(duty) < 8:
        return None
    if len(duty) > LONGEST_DUTY:
        cut = duty.rfind(" ", 0, LONGEST_DUTY)
        duty = duty[: cut if cut > 100 else LONGEST_DUTY].rstrip(" ,;:")
    return Obligation(
        actor=_clean_actor(actor),
        duty=duty,
        report_to=report.to if report else None,
        report_via=report.via if report else None,
        report_periods=report.periods if report else (),
        due_dates=report.due if report else (),
        line=block.line,
        span=block.passage.source_span(start, end),
        section=section,
    )


def _clean_actor(actor: str | None) -> str | None:
    if actor is None:
        return None
    name = re.sub(
        r"^(?:và|đồng thời|riêng|đối với|thì|đề nghị|giao)\s+", "", actor.strip(), flags=re.I
    )
    return name.strip(" ,.:;") or None


# --- reports -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Report:
    """What a clause says about a report."""

    to: str | None
    via: str | None
    periods: tuple[str, ...]
    due: tuple[DueDate, ...]

    @property
    def named(self) -> bool:
        return bool(self.to or self.periods or self.due)


_NUMBER = re.compile(NUMBER_PATTERN)
_CITED_DAY = re.compile(
    r"\s*[,(]?\s*(?:ký\s+)?ngày\s*\d{1,2}\s*(?:[/.\-]|\s*tháng\s*)\s*\d{1,2}\s*(?:[/.\-]|\s*,?\s*năm\s*)\s*\d{4}",
    re.IGNORECASE,
)


def _mask(text: str) -> str:
    """Blank out cited numbers and their days, so that what is left are the plan's own days."""
    if "/" not in text and "-" not in text:
        return text
    masked = list(text)
    for match in _NUMBER.finditer(text):
        end = match.end()
        day = _CITED_DAY.match(text, end)
        of = None if day else re.compile(r"[^,;.()\d]{0,60}").match(text, end)
        if day is None and of is not None:
            day = _CITED_DAY.match(text, of.end())
        stop = day.end() if day else end
        masked[match.start() : stop] = " " * (stop - match.start())
    return "".join(masked)


def _report(raw: str, heard: str) -> _Report | None:
    """Read what a clause says about reporting, None when it asks for no report.

    Args:
        raw: The clause.
        heard: The same with the name of who acts blanked out.
    """
    words = fold(_mask(heard))
    verbs = [m for m in _REPORT.finditer(words) if not _is_noun(words, m)]
    if not verbs:
        return None
    first = verbs[0]
    purpose = _PURPOSE_TAIL.search(words, first.end())
    limit = purpose.start() if purpose else len(words)
    after = _closing_remarks(words, purpose.end()) if purpose else ""
    periods = _periods(words, first, limit)
    due = _due(words, periods, limit)
    if purpose is not None and after and not due:
        tail_periods = _periods(words, first, len(words))
        periods = periods or tail_periods
        due = _due(words, periods, len(words))
    to = _addressee(raw, words, verbs)
    via = _channel(raw, words)
    return _Report(to, via, tuple(p for p, _ in periods), due)


def _closing_remarks(words: str, place: int) -> str:
    rest = words[place:]
    return rest if re.search(r"\d|năm|quý|tháng|đột xuất", rest) else ""


def _is_noun(words: str, match: re.Match[str]) -> bool:
    lead = words[: match.start()]
    if match.group().strip() == "báo cáo":
        if _NOUN_BEFORE.search(lead):
            return True
        if re.match(r"\s+(?:của|tại|do)\s", words[match.end() :]) and not lead.rstrip().endswith(
            (",", "gửi", "và", "hợp")
        ):
            return True
    return False


_EVERY = r"(?:hằng|hàng|mỗi|từng|hang)"
# The first that matches at a place wins, so the longer stand first.
_PERIOD = re.compile(
    rf"""(?<!\w)(?:
      (?P<midterm>giữa\s+nhiệm\s+kỳ) | (?P<endterm>cuối\s+nhiệm\s+kỳ|hết\s+nhiệm\s+kỳ)
    | (?P<nine>(?:0?9|chín)\s+tháng)
    | (?P<half>(?:0?6|sáu)\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?|nửa\s+năm|bán\s+niên)
    | (?P<quarter>(?:0?3|ba)\s+tháng|tháng\s+cuối\s+(?:của\s+)?(?:mỗi\s+|từng\s+)?quý(?!\s*[\divx])|{_EVERY}\s+quý|theo\s+quý|quý(?=\s*(?:,|và|/|;|\)|$|hoặc|một\s+lần|trước|\())|quý(?=\s+(?:1|01)\s+lần))
    | (?P<month>{_EVERY}\s+tháng|(?:0?1|một)\s+tháng(?!\s*\d)|theo\s+tháng|(?<=định\skỳ\s)tháng(?!\s*\d)|(?<=báo\scáo\s)tháng(?!\s*\d)|(?<=kỳ,\s)tháng(?!\s*\d))
    | (?P<week>{_EVERY}\s+tuần|theo\s+tuần|(?:0?1|một)\s+tuần)
    | (?P<day>{_EVERY}\s+ngày(?!\s+\d))
    | (?P<year>{_EVERY}\s+năm|(?:0?1|một)\s+năm(?!\s+(?:nhiều|hai))|cả\s+năm|(?:0?1|một)\s+lần\s*/\s*năm|cuối\s+năm(?!\s*\d)|hết\s+năm(?!\s+học)|kết\s+thúc\s+năm(?!\s+học)|(?<=tháng,\s)năm(?!\s*\d)|(?<=tháng\svà\s)năm(?!\s*\d)|
        (?<=quý,\s)năm(?!\s*\d)|(?<=quý\svà\s)năm(?!\s*\d)|(?<=báo\scáo\s)năm(?!\s*\d)|(?<=định\skỳ\s)năm(?!\s*\d)|(?<=tháng/)năm(?!\s*\d)|(?<=tháng\s/\s)năm|tổng\s+kết\s+năm|thường\s+niên|
        (?<=đầu\snăm,\s)năm(?!\s*\d)|(?<=đầu\snăm\svà\s)năm(?!\s*\d)|(?<=và\sbáo\scáo\s)năm(?!\s*\d)|(?<=tháng\shoặc\s)năm(?!\s*\d)|(?<=\)\svà\s)năm(?!\s*\d)|(?<=\),\s)năm(?!\s*\d))
    | (?P<sudden>đột\s+xuất)
    | (?P<asked>(?:khi\s+(?:có\s+)?|theo\s+)(?:đề\s+nghị|yêu\s+cầu)|khi\s+cần(?:\s+thiết)?|khi\s+được\s+yêu\s+cầu)
    )(?!\w)""",
    re.VERBOSE,
)
_NAMES = {
    "midterm": "giữa nhiệm kỳ",
    "endterm": "cuối nhiệm kỳ",
    "nine": "9 tháng",
    "half": "6 tháng",
    "quarter": "3 tháng",
    "month": "tháng",
    "week": "tuần",
    "day": "ngày",
    "year": "1 năm",
    "sudden": "đột xuất",
    "asked": "đột xuất",
}
# In a list a bare word will do: "theo tháng, quý, 6 tháng, năm".
_LISTED = re.compile(
    rf"""(?<!\w)(?:
      (?P<midterm>giữa\s+nhiệm\s+kỳ) | (?P<endterm>cuối\s+nhiệm\s+kỳ)
    | (?P<nine>(?:0?9|chín)\s+tháng) | (?P<half>(?:0?6|sáu)\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?)
    | (?P<quarter>(?:0?3|ba)\s+tháng|(?:{_EVERY}\s+)?quý)
    | (?P<week>(?:{_EVERY}\s+)?tuần) | (?P<month>(?:{_EVERY}\s+|(?:0?1|một)\s+)?tháng)
    | (?P<year>(?:{_EVERY}\s+|(?:0?1|một|cả|cuối|hết)\s+)?năm) | (?P<sudden>đột\s+xuất)
    )(?!\w)(?!\s*(?:\d|[ivx]+\b|lần|cuối|sau|thứ|đầu))""",
    re.VERBOSE,
)
_ITEM = (
    rf"(?:báo\s+cáo\s+|định\s+kỳ\s+)?(?:(?:{_EVERY}|0?[1369]|một|ba|sáu|chín|cả|cuối|hết)\s+)?(?:tháng(?:\s+(?:đầu|cuối)\s+năm)?|quý|năm|tuần)(?!\w)(?!\s*\d)"
    r"|(?:báo\s+cáo\s+)?đột\s+xuất|(?:giữa|cuối)\s+nhiệm\s+kỳ"
)
_PERIOD_LIST = re.compile(rf"(?<!\w)(?:{_ITEM})(?:\s*(?:,|;|/|và|hoặc|\+)\s*(?:{_ITEM}))+")
# What a period beside it may speak of instead of the report.
_OTHER_DEED = re.compile(
    r"(?:kiểm tra|giám sát|dự toán|kinh phí|ngân sách|chương trình|bố trí|tập huấn|hội nghị|giao ban|họp|rà soát|"
    r"phân bổ|cập nhật|kế hoạch công tác|khen thưởng|thi đua|chấm điểm|đối thoại|tuyên truyền|sinh hoạt|lập kế hoạch|xây dựng kế hoạch|sơ kết|tổng kết)(?!\w)"
)
_REPORTING_WORDS = re.compile(r"(?:báo cáo|tổng hợp|kết quả|gửi|thông tin|tham mưu)(?!\w)")


def _periods(words: str, verb: re.Match[str], limit: int) -> list[tuple[str, int]]:
    """Find the periods of a report, each once, with where each stands."""
    found: list[tuple[str, int]] = []
    asked: list[int] = []
    listed: list[tuple[re.Match[str], str]] = []
    for run in _PERIOD_LIST.finditer(words, 0, limit):
        listed += [(item, item.lastgroup or "") for item in _LISTED.finditer(words, *run.span())]
    covered = [match.span() for match, _ in listed]
    single = [
        (match, match.lastgroup or "")
        for match in _PERIOD.finditer(words, 0, limit)
        if not any(start <= match.start() < end for start, end in covered)
    ]
    for match, group in sorted([*listed, *single], key=lambda item: item[0].start()):
        if not _of_report(words, match, verb):
            continue
        if group == "asked":
            asked.append(match.start())
            continue
        name = _NAMES[group]
        if name not in [n for n, _ in found]:
            found.append((name, match.start()))
    for place in asked:
        lead = words[max(place - 12, 0) : place].rstrip(" ,(")
        either = lead.endswith(("hoặc", "và", "hay"))
        if (either or not found) and "đột xuất" not in [n for n, _ in found]:
            found.append(("đột xuất", place))
    return sorted(found, key=lambda item: item[1])


def _of_report(words: str, match: re.Match[str], verb: re.Match[str]) -> bool:
    """Say whether a period speaks of the report, not of what else the clause does."""
    if match.start() >= verb.end():
        lead = words[max(match.start() - 45, verb.end()) : match.start()]
        phrase = re.split(r"[,;(]", lead)[-1]
        other = None
        for deed in _OTHER_DEED.finditer(phrase):
            other = deed
        if other is None:
            return True
        between = phrase[other.end() :]
        # "báo cáo kết quả kiểm tra hằng năm" reports; "bố trí kinh phí hằng năm" does not.
        money = other.group().startswith(
            (
                "dự toán",
                "kinh phí",
                "ngân sách",
                "bố trí",
                "phân bổ",
                "chương trình",
                "kế hoạch công tác",
            )
        )
        return not (money and len(between) < 12)
    # Before the verb: the phrase it stands in must be about the report or have no deed of its own.
    bracket = words.rfind("(", 0, match.start())
    place = match.start()
    if bracket >= 0 and words.find(")", bracket, match.start()) < 0:
        place = bracket
    lead = words[:place]
    phrase = re.split(r"[,;:]", lead)[-1]
    listed = re.search(r"(?:tháng|quý|năm|tuần|kỳ|xuất)\s*,\s*$", lead)
    while listed is not None:
        lead = lead[: listed.start()]
        phrase = re.split(r"[,;:]", lead)[-1]
        listed = re.search(r"(?:tháng|quý|năm|tuần|kỳ|xuất)\s*,\s*$", lead)
    if _REPORTING_WORDS.search(phrase):
        return True
    if _OTHER_DEED.search(phrase):
        return False
    own = _VERB_OF_DUTY.search(phrase)
    if own is not None:
        return False
    # Nothing before it: it opens the clause, and belongs to the deed that follows first.
    following = words[match.end() : verb.start()]
    first = _OTHER_DEED.search(following)
    return (
        first is None
        or bool(_REPORTING_WORDS.search(following[: first.start()]))
        or len(following) < 60
    )


_VERB_OF_DUTY = re.compile(
    r"(?:xây dựng|tổ chức|triển khai|ban hành|bố trí|phối hợp|lập|huy động|đào tạo|phát động|đánh giá mức|lồng ghép)(?!\w)"
)

_BEFORE_DAY = re.compile(
    r"(?:trước|chậm nhất(?: là)?|muộn nhất(?: là)?|vào|trong|đến|hết|xong|hạn|thời gian|thời hạn|là|:|\(|gửi|báo cáo|báo cáo \w+|tháng|năm|kỳ)\s*"
    r"(?:trước\s+)?(?:hết\s+)?(?:\d{1,2}\s*(?:h|giờ|:)\s*\d{0,2}\s*(?:phút\s*)?,?\s*)?(?:ngày\s*)?$"
)
_NEXT_DAY = re.compile(r"(?:và|,|;|/|hoặc|-)\s*(?:trước\s+)?(?:ngày\s*)?$")
_FROM_DAY = re.compile(
    r"(?:từ|kể từ|tính từ|sau|tính đến|chốt số liệu đến|số liệu (?:tính )?đến|bắt đầu|cuộc họp|họp|kỳ báo cáo)\s*(?:ngày\s*)?$"
)
_OF_PERIOD = re.compile(
    r"(?:ngày\s*)?(?<!\d)(?P<day>\d{1,2})\s*(?:của\s+)?tháng\s+(?:cuối|đầu|sau|tiếp|liền|báo|kế|đó)(?!\w)(?!\s+năm)"
)
_SECOND_MONTH = re.compile(r"\s*(?:và|,)\s*tháng\s*(?P<month>\d{1,2})(?!\s*/?\d)")
_BARE_DAY = re.compile(
    r"(?:trước|vào|chậm nhất(?: là)?|hết|đến)\s+(?:hết\s+)?(?:ngày\s+)?(?<!\d)(?P<day>\d{1,2})(?!\s*[/\d%]|\s*[.\-]\s*\d|\s*tháng\s*\d|\s*ngày|\s*năm|\s*(?:h|giờ)\b)"
)
_SHORT_PERIODS = frozenset({"tháng", "3 tháng"})


def _due(words: str, periods: Sequence[tuple[str, int]], limit: int) -> tuple[DueDate, ...]:
    """Read the days a report is due on, each with the period it is for."""
    days: list[CalendarDay] = []
    for day in days_in(words[:limit]):
        lead = words[: day.start]
        if _FROM_DAY.search(lead[-40:]):
            continue
        goes_on = bool(days) and day.start - days[-1].end < 60 and _NEXT_DAY.search(lead[-20:])
        if not goes_on and not _BEFORE_DAY.search(lead[-40:]):
            continue
        days.append(day)
        more = _SECOND_MONTH.match(words, day.end)
        if more is not None and day.year is None and 1 <= int(more["month"]) <= 12:
            days.append(CalendarDay(day.day, int(more["month"]), None, more.start(), more.end()))
    loose = list(_OF_PERIOD.finditer(words, 0, limit))
    if any(name in _SHORT_PERIODS for name, _ in periods):
        loose += _BARE_DAY.finditer(words, 0, limit)
    for found in loose:
        number = int(found["day"])
        if 1 <= number <= 31 and not any(d.start <= found.start("day") < d.end for d in days):
            days.append(CalendarDay(number, None, None, found.start("day"), found.end()))
    days.sort(key=lambda d: d.start)
    named = [name for name, _ in periods if name != "đột xuất"]
    placed = [(name, place) for name, place in periods if name != "đột xuất"]
    due: list[DueDate] = []
    for order, day in enumerate(days):
        period: str | None = None
        if len(named) == len(days):
            period = named[order]
        elif len(named) == 1:
            period = named[0]
        elif named and day.year is None:
            period = _nearest_period(words, placed, day)
        if day.year is not None and period is not None and len(named) != len(days):
            period = None
        item = DueDate(period, day.day, day.month, day.year)
        if item not in due:
            due.append(item)
    return tuple(due)


def _nearest_period(words: str, periods: Sequence[tuple[str, int]], day: CalendarDay) -> str | None:
    """Give the period named last before a day, or right behind it."""
    if day.month is None:
        return next((name for name, _ in periods if name in _SHORT_PERIODS), None)
    behind = [
        name
        for name, place in periods
        if 0 <= place - day.end < 14 and "(" in words[day.end : place]
    ]
    if behind:
        return behind[0]
    before = [name for name, place in periods if place < day.start]
    return before[-1] if before else None


_TO = re.compile(
    r"(?:báo cáo|gửi|trình|nộp|thông tin)\s*,?\s*(?:(?:kết quả|tình hình|tiến độ|nội dung|bằng văn bản|văn bản|kế hoạch|định kỳ|kịp thời|việc|"
    r"công tác|thực hiện|triển khai|nhiệm vụ|chương trình|đề án|hành động|này|số liệu|hằng năm|hàng năm|6 tháng|năm|và|,|của đơn vị|báo cáo)\s+){0,14}(?:gửi\s+)?(?:về|đến|tới|lên|cho|với)?\s*"
)
_TO_STOP = re.compile(
    r"[;:()]|\.(?:\s|$)|,\s*(?=(?:để|đồng thời|kịp|trước|định|qua|chậm|theo|đề xuất|xem xét|kiến nghị|tham mưu|làm cơ sở))|\s(?:để|trước|chậm nhất|theo|kết quả|tình hình|xem xét|tổng hợp|báo cáo|qua|thông qua|về(?!\s+(?:ubnd|sở|phòng))|khi|định kỳ|hằng|hàng|"
    r"vào|đúng|đồng thời|và (?=gửi|cập nhật|đề xuất|tham)|xử lý|quyết định|tại|bằng|các vấn đề|những|kịp thời|tiến độ|việc|trong|cho ý kiến|phê duyệt|ban hành|chỉ đạo (?!chuyển|tỉnh|xã|huyện|của|và|tw|trung|phát|cấp|cải|đề án|thực|phòng|xây|về)|\d|kiến nghị|giải quyết|biết|đã)(?!\w)"
)
_VIA = re.compile(r"(?<!\w)(?:thông\s+qua|qua)\s+(?=\S)")


def _addressee(raw: str, words: str, verbs: Sequence[re.Match[str]]) -> str | None:
    """Find to whom a report goes."""
    for verb in verbs:
        place = verb.start()
        for found in _TO.finditer(words, place, min(place + 260, len(words))):
            name = _name_at(raw, words, found.end())
            if name is not None:
                return name
        for onward in re.finditer(
            r"(?<!\w)(?:về|đến|cho|gửi|lên)\s+", words[verb.end() : verb.end() + 260]
        ):
            name = _name_at(raw, words, verb.end() + onward.end())
            if name is not None:
                return name
    return None


def _name_at(raw: str, words: str, place: int) -> str | None:
    rest = words[place:]
    if not (starts_body(rest) or _ADDRESSEE.match(rest)):
        return None
    stop = _TO_STOP.search(rest, 2, 200)
    name = raw[place : place + (stop.start() if stop else min(len(rest), 160))].strip(" ,.;:")
    name = re.sub(r"\s+(?:và|về|để|của)$", "", name)
    return name if 1 < len(name) <= 160 else None


_ADDRESSEE = re.compile(
    r"(?:lãnh đạo|chủ tịch|thường trực|cấp (?:trên|có|ủy|thẩm)|cơ quan|ban|bộ|công chức|trưởng|đồng chí|thủ tướng|hđnd|ubnd|tỉnh|huyện|đảng|chi)(?!\w)"
)


def _channel(raw: str, words: str) -> str | None:
    """Find through whom a report goes ("qua Sở Tư pháp")."""
    for found in _VIA.finditer(words):
        rest = words[found.end() :]
        if not (starts_body(rest) or _ADDRESSEE.match(rest)):
            continue
        stop = re.search(
            r"[);:.]|,(?!\s*(?:sở|phòng|ban|ngành|ubnd|văn|thể|công|khoa|môi))|\s(?:trước|để|chậm|tổng hợp|theo|vào|định kỳ)(?!\w)",
            rest,
        )
        name = raw[found.end() : found.end() + (stop.start() if stop else len(rest))].strip(" ,.;:")
        if 1 < len(name) < 160:
            return name
    return None
