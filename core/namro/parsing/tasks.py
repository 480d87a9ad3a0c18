"""Tasks: rows of an annex, bullets and sentences of the body, items that a notice hands out.

Three sources, one rule: what is *printed in a place of its own* (a column, a line "Cơ quan chủ
trì: …") is taken as it stands; what a sentence says is read from how it is built ("Giao A chủ trì,
phối hợp với B và C rà soát …"); nothing is made up where neither says anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring
from namro.model.finding import Certainty, Reading
from namro.model.plan import Origin, Part, Task
from namro.model.source import Block, BlockKind, SourceDocument, Span
from namro.parsing.tables import Column, LogicalRow, LogicalTable, Meaning, TableKind, is_mark
from namro.vietnamese.deadlines import bracketed_condition, find_deadline, parse_deadline
from namro.vietnamese.numbering import read_label
from namro.vietnamese.units import begins_with_agency, looks_like_agency, split_agencies

if TYPE_CHECKING:
    from namro.parsing.outline import Outline


def read_tasks(
    source: SourceDocument, outline: Outline, tables: Iterable[LogicalTable]
) -> tuple[Task, ...]:
    """Read every task of a document, in order of place.

    Args:
        source: The document.
        outline: Its sections and what each part is for.
        tables: Its tables, read by meaning.
    """
    tables = tuple(tables)
    year = plan_year(source)
    rows = [task for table in tables for task in _table_tasks(table, year)]
    body = list(_body_tasks(source, outline, (Part.TASKS,), year))
    if not rows:
        listed = _body_tasks(source, outline, (Part.TASK_ANNEX,), year, marked=True)
        body += [replace(task, origin=Origin.ANNEX) for task in listed]
    if not rows and not body:
        body = list(_assigned_items(source, outline, year))
    return tuple(sorted([*rows, *body], key=lambda task: (task.line, task.span.start)))


# --- the year a plan is for ----------------------------------------------------------------------

_ONE_YEAR = re.compile(r"\bnăm\s+(20\d\d)\b(?!\s*[-–,]\s*(?:20)?\d)", re.IGNORECASE)


def plan_year(source: SourceDocument) -> int | None:
    """Give the year in the plan's own name ("Kế hoạch chuyển đổi số năm 2025"), if it is one."""
    for index, block in enumerate(source.blocks[:25]):
        if re.match(r"(?:kế hoạch|chương trình|đề án)\b", block.text, re.IGNORECASE):
            name = " ".join(b.text for b in source.blocks[index : index + 3])[:400]
            if re.search(r"giai\s+đoạn|20\d\d\s*[-–]\s*20\d\d", name, re.IGNORECASE):
                return None
            match = _ONE_YEAR.search(name.split(" ngày ", 1)[0])
            return int(match[1]) if match else None
    return None


# --- labelled words: "Cơ quan chủ trì: …" --------------------------------------------------------

_BODY_WORD = (
    r"(?:(?:các\s+)?(?:cơ\s+quan|đơn\s+vị|bộ\s+phận|tổ\s+chức|cá\s+nhân|địa\s+phương|ngành|người|phòng|ban|cán\s+bộ|công\s+chức|đồng\s+chí|trách\s+nhiệm)"
    r"(?:\s*[,/]\s*(?:cơ\s+quan|đơn\s+vị|địa\s+phương|cá\s+nhân|tổ\s+chức|bộ\s+phận)|\s+và\s+(?:cá\s+nhân|tổ\s+chức|đơn\s+vị))*\s+)?"
)
_LABELS = re.compile(
    rf"""(?P<head>(?:^|(?<=[.;,(\n\[/])|(?<=\s[-–+•*])|(?<=^[-–+•*])|(?<=\s)(?=(?-i:[A-ZĐ])))\s*(?:và\s+)?)
    (?:
      (?P<coordinating>{_BODY_WORD}(?:cùng\s+)?(?:phối\s+(?:kết\s+)?hợp)(?:\s+(?:thực\s+hiện|triển\s+khai|với|chính|tham\s+mưu))*)
     |(?P<lead>(?:{_BODY_WORD}(?:được\s+giao\s+)?(?:chủ\s+trì|đầu\s+mối|chịu\s+trách\s+nhiệm|phụ\s+trách|chủ\s+quản|tham\s+mưu|(?:tổ\s+chức\s+)?(?:thực\s+hiện|triển\s+khai)|thường\s+trực)
            (?:\s*[,/]?\s*(?:và\s+)?(?:tham\s+mưu|thực\s+hiện|triển\s+khai|chính|chủ\s+trì|tổ\s+chức|đầu\s+mối|chung|phối\s+hợp))*
          |(?:phân\s+công|trách\s+nhiệm|tổ\s+chức)\s+(?:chủ\s+trì|thực\s+hiện|triển\s+khai)(?:\s+thực\s+hiện)?|phân\s+công|đơn\s+vị|cơ\s+quan))
     |(?P<deadline>(?:thời\s+gian|thời\s+hạn|thời\s+điểm|hạn|tiến\s+độ|lộ\s+trình|kỳ\s+hạn)
            (?:\s*[,/]?\s*(?:và\s+)?(?:tiến\s+độ|thời\s+hạn|dự\s+kiến|thực\s+hiện|hoàn\s+thành|triển\s+khai|xong|báo\s+cáo|cụ\s+thể|trình|ban\s+hành))*
          |(?:dự\s+kiến\s+)?hoàn\s+thành(?:\s+(?:trong|trước|xong))?)
     |(?P<deliverable>(?:sản\s+phẩm|kết\s+quả|đầu\s+ra|yêu\s+cầu\s+(?:sản\s+phẩm|kết\s+quả|đầu\s+ra))
            (?:\s*[,/]?\s*(?:và\s+)?(?:sản\s+phẩm|kết\s+quả|dự\s+kiến|đầu\s+ra|đạt\s+được|cần\s+đạt|thực\s+hiện|hoàn\s+thành|phải\s+đạt|đạt))*)
     |(?P<other>(?:cấp\s+(?:trình|ban\s+hành|phê\s+duyệt)|cấp|(?:thời\s+gian|ngày)\s+bắt\s+đầu|kinh\s+phí|nguồn\s+(?:vốn|kinh\s+phí|lực)|dự\s+toán|địa\s+điểm|đối\s+tượng|thành\s+phần|hình\s+thức|lãnh\s+đạo\s+(?:chỉ\s+đạo|phụ\s+trách)|
            (?:người|đồng\s+chí)\s+(?:chỉ\s+đạo|theo\s+dõi)|căn\s+cứ|ghi\s+chú|phạm\s+vi|quy\s+mô)(?:\s+(?:thực\s+hiện|dự\s+kiến|tổ\s+chức|triển\s+khai))*)
    )(?:\s*\([^():]{{2,40}}\))?\s*:\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_SAID_LEAD = re.compile(
    r"(.{3,200}?)\s+(?:là\s+(?:cơ\s+quan|đơn\s+vị)\s+)?chủ\s+trì(?=\s*(?:[;,.()]|$|phối|thực|tham))",
    re.IGNORECASE,
)
_SAID_WITH = re.compile(
    r"^\s*(?:[;,.]\s*)?(?:và\s+)?(?:phối\s+(?:kết\s+)?hợp\s+(?:cùng\s+)?(?:với\s+)?)?(.{3,400}?)(?:\s+phối\s+hợp(?:\s+thực\s+hiện)?)?\s*[.;]?\s*$",
    re.IGNORECASE,
)

_PARTNERS = re.compile(r"\s*[,;]?\s*phối\s+(?:kết\s+)?hợp\s+(?:cùng\s+)?với\s+", re.IGNORECASE)

# Where a label may stand; a quick look keeps the long pattern away from ordinary prose.
_COLON = ":"
_MOST_COLONS = 60


@dataclass(slots=True)
class _Fields:
    """What labels, columns or sentences say about a task."""

    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    deliverable: str | None = None
    deadline_raw: str | None = None
    deadline: Deadline | None = None
    readings: list[Reading] = field(default_factory=list)

    def note(self, name: str, certainty: Certainty, reason: str, span: Span | None = None) -> None:
        """Say how sure one field is, once."""
        if all(reading.field != name for reading in self.readings):
            self.readings.append(Reading(name, certainty, reason, span))

    def add(self, other: _Fields) -> None:
        """Take over what another line says of what is still open."""
        self.lead = self.lead or other.lead
        self.coordinating = self.coordinating or other.coordinating
        self.deliverable = self.deliverable or other.deliverable
        if not self.deadline_raw:
            self.deadline_raw, self.deadline = other.deadline_raw, other.deadline
        for reading in other.readings:
            self.note(reading.field, reading.certainty, reading.reason, reading.span)

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.lead or self.coordinating or self.deliverable or self.deadline_raw)


def _labels_in(text: str) -> list[tuple[str, int, int, int]]:
    """Find the labels of a text: (kind, start of label, start of value, end of value)."""
    if _COLON not in text:
        return []
    found: list[tuple[str, int, int]] = []
    # Only the stretch before a colon can be a label: look there and nowhere else. Labels close a
    # passage, so of very many colons the last count.
    for place in [m.start() for m in re.finditer(_COLON, text)][-_MOST_COLONS:]:
        last = found[-1][2] if found else 0
        match = None
        for candidate in _LABELS.finditer(text, max(place - 110, last), min(len(text), place + 2)):
            match = candidate
        if match is not None and match.end() > place:
            kind = next(
                k for k in ("coordinating", "lead", "deadline", "deliverable", "other") if match[k]
            )
            found.append((kind, match.end("head"), match.end()))
    if not found:
        return []
    ends = [start for _, start, _ in found[1:]] + [len(text)]
    return [
        (kind, start, value, end) for (kind, start, value), end in zip(found, ends, strict=True)
    ]


def _value(text: str) -> str:
    return text.strip().strip(";,[] ").rstrip(".").strip().rstrip(" -–+•*(").strip()


def _read_labels(text: str, fields: _Fields, year: int | None, certainty: Certainty) -> int | None:
    """Read labelled words into fields; give where the first label starts, None without any.

    A text whose labels hand out nothing but a deliverable ("Kết quả: …") is prose.
    """
    labels = _labels_in(text)
    kinds = {kind for kind, *_ in labels}
    if not labels or not kinds & {"lead", "coordinating", "deadline"}:
        return None
    for kind, start, begin, end in labels:
        value = _value(text[begin:end])
        if value.endswith(")") and value.count(")") > value.count("("):
            value = value[:-1].rstrip(" .;,")
        if not value:
            continue
        label = text[start:begin].strip(" :(")
        if kind == "lead":
            _take_lead(fields, value, certainty, f"Ghi ở mục “{label}”.")
        elif kind == "coordinating":
            fields.coordinating = fields.coordinating or split_agencies(value)
            fields.note("coordinating", certainty, f"Ghi ở mục “{label}”.")
        elif kind == "deadline" and not fields.deadline_raw:
            if label.lower().startswith("hoàn thành") and " " in label and "trước" in label.lower():
                value = f"trước {value}"
            fields.deadline_raw = value
            fields.deadline = parse_deadline(value, year=year)
            _note_deadline(fields, certainty, f"Ghi ở mục “{label}”.")
        elif kind == "deliverable" and not fields.deliverable:
            fields.deliverable = value
            fields.note("deliverable", certainty, f"Ghi ở mục “{label}”.")
    return labels[0][1]


def _note_deadline(fields: _Fields, certainty: Certainty, reason: str) -> None:
    if fields.deadline is None and fields.deadline_raw:
        fields.note(
            "deadline",
            Certainty.UNSURE,
            f"Không đọc được thời hạn “{fields.deadline_raw[:60]}” thành ngày hoặc kỳ.",
        )
    elif isinstance(fields.deadline, OnEvent):
        fields.note("deadline", certainty, reason + " Chờ một sự kiện, chưa tính quá hạn.")
    else:
        fields.note("deadline", certainty, reason)


def _take_lead(fields: _Fields, value: str, certainty: Certainty, reason: str) -> None:
    """Read the words about who leads, which may also name who works along."""
    if fields.lead:
        return
    if _has_roles(value):
        _read_said_roles(value, fields)
    else:
        fields.lead = split_agencies(value)
    if fields.lead:
        fields.note("lead", certainty, reason)
        if len(fields.lead) > 1:
            fields.readings[-1] = replace(
                fields.readings[-1],
                reason=reason + " Nhiều đơn vị: đơn vị đầu chịu trách nhiệm chính.",
            )


def _read_said_roles(value: str, fields: _Fields) -> None:
    """Read "A chủ trì; B, C phối hợp" or "A (chủ trì), B" in one cell."""
    plain = re.sub(r"\(\s*chủ\s+trì\s*\)", " chủ trì", value, flags=re.IGNORECASE)
    plain = re.sub(r"\(\s*phối\s+hợp\s*\)", " phối hợp", plain, flags=re.IGNORECASE)
    match = _SAID_LEAD.match(plain)
    if match:
        fields.lead = split_agencies(match[1])
        rest = _SAID_WITH.match(plain[match.end() :])
        if rest and not fields.coordinating:
            fields.coordinating = split_agencies(rest[1])
        return
    lead, separator, others = plain, "", ""
    parted = _PARTNERS.search(plain)
    if parted:
        lead, separator, others = plain[: parted.start()], parted[0], plain[parted.end() :]
    fields.lead = split_agencies(lead)
    if separator and not fields.coordinating:
        fields.coordinating = split_agencies(others)


# --- rows ----------------------------------------------------------------------------------------


def _table_tasks(table: LogicalTable, year: int | None) -> Iterator[Task]:
    if table.kind not in (TableKind.TASKS, TableKind.SCHEDULE):
        return
    names = table.all(Meaning.NAME)
    if not names:
        return
    name = _task_column(table, names)
    above: LogicalRow | None = None
    for index, row in enumerate(table.rows):
        if _heads_others(table, index, name):
            continue
        above = row if above is None else _without_dittos(row, above)
        yield from _row_tasks(table, above, name, year)


_DITTO = re.compile(
    r"[\s\-–.“”\"']*(?:nt|n\.t|như\s+trên|như\s+nhiệm\s+vụ\s+trên|”|″|\")[\s\-–.“”\"']*",
    re.IGNORECASE,
)


def _without_dittos(row: LogicalRow, above: LogicalRow) -> LogicalRow:
    """Give a row its neighbour's cells where it only says "nt" or "như trên"."""
    said = [place for place, cells in enumerate(row.cells) if _is_ditto(cells[-1].text)]
    if not said:
        return row
    cells = tuple(above.cells[i] if i in said else cells for i, cells in enumerate(row.cells))
    return replace(row, cells=cells)


def _is_ditto(text: str) -> bool:
    return 0 < len(text) < 24 and bool(_DITTO.fullmatch(text))


def _task_column(table: LogicalTable, names: tuple[Column, ...]) -> Column:
    """Choose which of several columns of words says what is to be done.

    A column whose cells are merged over several rows groups them; the task is the finer one.
    """
    if len(names) == 1:
        return names[0]
    fine = [
        column
        for column in names
        if sum(column.index in row.merged or not row.text(column) for row in table.rows) * 4
        <= len(table.rows)
    ]
    for column in fine or names:
        if re.search(r"nhiệm vụ|công việc|hoạt động", column.heading, re.IGNORECASE):
            return column
    return (fine or names)[0]


_CHILD_NO = re.compile(r"(?:[-–+•*]|[a-zđ][.)]|)$", re.IGNORECASE)


_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})[.)/]?$")
_ARABIC = re.compile(r"\d+(?:\.\d+)*[.)]?$")


def _divides(number: str, next_number: str) -> bool:
    """Whether a Roman number stands over a list in Arabic ones."""
    return bool(_ROMAN.match(number.strip()) and _ARABIC.match(next_number.strip()))


def _heads_others(table: LogicalTable, index: int, name: Column) -> bool:
    """Whether a row only names what the rows below it break down."""
    row = table.rows[index]
    number = table.first(Meaning.NO)
    filled = [c for c in table.columns if c is not name and c is not number and row.text(c).strip()]
    if number is None or index + 1 == len(table.rows):
        return False
    if _divides(row.text(number), table.rows[index + 1].text(number)) and all(
        c.meaning not in (Meaning.LEAD, Meaning.DELIVERABLE) for c in filled
    ):
        return True
    if filled:
        return False
    own, below = row.text(number).strip(" .)"), table.rows[index + 1]
    next_no = below.text(number).strip()
    given = any(below.text(c).strip() for c in table.columns if c is not name and c is not number)
    if not own or not given:
        return False
    return next_no.startswith(own + ".") or bool(
        _CHILD_NO.match(next_no) and below.text(name).strip()
    )


def _row_tasks(
    table: LogicalTable, row: LogicalRow, name: Column, year: int | None
) -> Iterator[Task]:
    text = _without_mark(row.text(name).strip())
    if not text or not re.search(r"[^\W\d_]", text):
        return
    number = row.text(table.first(Meaning.NO)).strip().rstrip(".)").strip() or None
    fields = row_fields(table, row, year)
    condition = _condition(text, fields.deadline)
    base = Task(
        no=number,
        text=text,
        line=row.line,
        end_line=row.end_line,
        span=row.span(name, *table.all(Meaning.DELIVERABLE), *table.all(Meaning.LEAD)),
        origin=Origin.ANNEX,
        section=table.section,
        lead=fields.lead,
        coordinating=fields.coordinating,
        deliverable=fields.deliverable,
        deadline_raw=fields.deadline_raw,
        deadline=fields.deadline,
        condition=condition,
        readings=tuple(fields.readings),
    )
    pieces = _bulleted(table, row, name, year)
    if not pieces:
        yield base
        return
    for place, (piece, own) in enumerate(pieces):
        span = base.span
        deadline = parse_deadline(own, year=year) if own else base.deadline
        yield replace(
            base,
            no=number if place == 0 else None,
            text=piece,
            span=span,
            deadline_raw=own or base.deadline_raw,
            deadline=deadline,
            condition=_condition(piece, deadline),
        )


_MARK = re.compile(r"^(?:[-–—+•*●▪]\s+|[-–—+•●▪](?=[^\W\d_]))")


def _without_mark(text: str) -> str:
    return _MARK.sub("", text, count=1)


def _bulleted(
    table: LogicalTable, row: LogicalRow, name: Column, year: int | None
) -> list[tuple[str, str | None]]:
    """Part a cell that lists several tasks, each with a deadline of its own on the same line.

    Only where name and deadline cells have the same number of marked lines is it sure that the row
    holds several tasks; any other list is the content of one.
    """
    parts = row.parts(name)
    deadline = table.first(Meaning.DEADLINE)
    if len(parts) < 2 or deadline is None or not all(_MARK.match(part) for part in parts):
        return []
    whens = row.parts(deadline)
    if len(whens) != len(parts) or not all(
        parse_deadline(_without_mark(when), year=year) for when in whens
    ):
        return []
    return [
        (_without_mark(part.strip()), _without_mark(when.strip()))
        for part, when in zip(parts, whens, strict=True)
    ]


def row_fields(table: LogicalTable, row: LogicalRow, year: int | None) -> _Fields:
    """Read what the columns of a row say about its task."""
    fields = _Fields()
    for column in table.all(Meaning.LEAD):
        value = row.text(column).strip()
        if value and not fields.lead:
            names = row.parts(column)
            reason = f"Ghi ở cột “{_short(column.heading)}”."
            if _has_roles(value):
                lines = "\n".join(names) if len(names) > 1 else value
                labelled = _Fields()
                if _read_labels(lines, labelled, year, Certainty.SURE) is not None:
                    fields.add(labelled)
                if not fields.lead:
                    _take_lead(fields, lines, Certainty.SURE, reason)
            else:
                fields.lead = split_agencies(value, names)
                many = (
                    " Nhiều đơn vị: đơn vị đầu chịu trách nhiệm chính."
                    if len(fields.lead) > 1
                    else ""
                )
                fields.note("lead", Certainty.SURE, reason + many, row.span(column))
    for column in table.all(Meaning.COORDINATING):
        value = row.text(column).strip()
        if value and not fields.coordinating:
            fields.coordinating = split_agencies(value, row.parts(column))
            reason = f"Ghi ở cột “{_short(column.heading)}”."
            fields.note("coordinating", Certainty.SURE, reason, row.span(column))
    products = [c for c in table.all(Meaning.DELIVERABLE) if row.text(c).strip(" -–./")]
    if products:
        fields.deliverable = "; ".join(_without_mark(row.text(c).strip()) for c in products)
        reason = f"Ghi ở cột “{_short(products[0].heading)}”."
        fields.note("deliverable", Certainty.SURE, reason, row.span(products[0]))
    _row_deadline(table, row, fields, year)
    return fields


def _row_deadline(table: LogicalTable, row: LogicalRow, fields: _Fields, year: int | None) -> None:
    """Read the deadline columns; of several ("Bắt đầu", "Kết thúc") the last that can be read."""
    for column in reversed(table.all(Meaning.DEADLINE)):
        if column.horizon is not None and is_mark(row.text(column)):
            # A column for each year, ticked: the last tick is when it must be done.
            fields.deadline_raw = column.heading.split(" ")[-1]
            fields.deadline = ByDate(column.horizon)
            _note_deadline(fields, Certainty.SURE, f"Đánh dấu ở cột “{_short(column.heading)}”.")
            return
        value = _without_mark(row.text(column).strip())
        if not value.strip(" -–./x"):
            continue
        named = re.findall(r"\b20\d\d\b", column.heading)
        own_year = int(named[0]) if len(set(named)) == 1 else year
        deadline = parse_deadline(value, year=own_year)
        if fields.deadline_raw is None or (fields.deadline is None and deadline is not None):
            fields.deadline_raw, fields.deadline = value, deadline
            fields.readings = [r for r in fields.readings if r.field != "deadline"]
            _note_deadline(fields, Certainty.SURE, f"Ghi ở cột “{_short(column.heading)}”.")
        if deadline is not None:
            return


def _has_roles(value: str) -> bool:
    return bool(re.search(r"chủ\s+trì|phối\s+(?:kết\s+)?hợp", value, re.IGNORECASE))


def _short(heading: str) -> str:
    return heading if len(heading) <= 60 else heading[:57].rstrip() + "…"


def _condition(text: str, deadline: Deadline | None) -> str | None:
    """Give the event a task waits for: its deadline's, or the one its text states in brackets."""
    return deadline.condition if isinstance(deadline, OnEvent) else bracketed_condition(text)


# --- the body ------------------------------------------------------------------------------------


def _body_tasks(
    source: SourceDocument,
    outline: Outline,
    parts: tuple[Part, ...],
    year: int | None,
    *,
    marked: bool = False,
) -> Iterator[Task]:
    """Read the bullets and sentences of the parts that hold tasks.

    Lines such as "Đơn vị chủ trì: …" belong to the tasks before them, back to the last such lines
    or heading: one block may serve two bullets. Where they follow a heading at once, the heading
    is the task. With ``marked`` only numbered or marked lines can be tasks.
    """
    assigned = _assigned_sections(outline)
    pending: list[Task] = []
    said = _Fields()
    here: int | None = None
    taken = -1
    for index, block in enumerate(source.blocks):
        section = outline.section_of[index]
        if section != here:
            yield from _with_said(pending, said)
            pending, said, here = [], _Fields(), section
        if index <= taken or not _may_be_task(source, outline, index, parts):
            continue
        text = block.text
        fresh = _Fields()
        start = _read_labels(text, fresh, year, Certainty.FAIRLY_SURE) if _COLON in text else None
        if start is None and _COLON in text and _side_label(text, fresh, started=bool(pending)):
            said.add(fresh)
            continue
        if start is not None and not text[:start].strip(" -–+•*(["):
            if not pending and said.empty:
                pending = [task for task in (_heading_task(outline, section, block),) if task]
            said.add(fresh)
            continue
        bracket = _Fields()
        opening = _read_bracket(text, bracket, year)
        if opening is not None and (start is None or (bracket.lead and opening < start)):
            start, fresh = opening, bracket
        if start is not None or not said.empty:
            yield from _with_said(pending, said)
            pending, said = [], fresh
        children = _nouns_below(source, outline, index, parts) if start is None else []
        taken = max([taken, *children])
        if marked and not block.marker:
            continue
        task = _sentence_task(source, outline, index, start, children, year)
        if task is not None:
            lead = next((assigned[s] for s in _up(outline, section) if s in assigned), None)
            pending.append(_given_by_heading(task, lead) if lead and not task.lead else task)
    yield from _with_said(pending, said)


def _up(outline: Outline, section: int | None) -> Iterator[int]:
    """Give a section and those above it, innermost first."""
    while section is not None:
        yield section
        section = outline.sections[section].parent


def _may_be_task(
    source: SourceDocument, outline: Outline, index: int, parts: tuple[Part, ...]
) -> bool:
    """Whether a block stands where tasks stand, and is no heading, table or signature."""
    block = source.blocks[index]
    return (
        outline.part_of(index) in parts
        and block.kind is not BlockKind.TABLE
        and not block.layout
        and not outline.is_heading(index)
    )


_SIDE = re.compile(r"^[\s\-–+•*]*$")


def _side_label(text: str, fields: _Fields, *, started: bool) -> bool:
    """Whether a line only adds what comes out, or where and with what money, to what went before."""
    labels = _labels_in(text[:400])
    if not labels or not _SIDE.match(text[: labels[0][1]]):
        return False
    kinds = {kind for kind, *_ in labels}
    if kinds == {"other"}:
        return len(text) < 400
    if not started or kinds - {"deliverable", "other"}:
        return False
    kind, start, begin, _ = labels[0]
    if kind == "deliverable":
        fields.deliverable = _value(text[begin:])
        label = text[start:begin].strip(" :(")
        fields.note("deliverable", Certainty.FAIRLY_SURE, f"Ghi ở mục “{label}”.")
    return True


def _heading_task(outline: Outline, section: int | None, block: Block) -> Task | None:
    """Make a task of the heading that labelled lines follow at once."""
    if section is None:
        return None
    heading = outline.sections[section]
    if heading.parent is None or heading.span is None or len(heading.title) < 12:
        return None
    title = re.sub(
        r"^(?:nhiệm vụ|nội dung|giải pháp)\s*(?:số\s*)?\d+\s*[:.]\s*",
        "",
        heading.title,
        flags=re.IGNORECASE,
    )
    return Task(
        no=heading.label,
        text=title,
        line=heading.line,
        end_line=max(heading.line, block.line - 1),
        span=heading.span,
        origin=Origin.BODY,
        section=section,
        condition=bracketed_condition(title),
    )


_TAIL = re.compile(r"\(([^()]{8,400})\)[\s.;,]*$")
_TAIL_LABELLED = re.compile(
    r"chủ\s+trì|phối\s+hợp|hoàn\s+thành|thời\s+(?:gian|hạn)|^\s*(?:giao|phân\s+công)\s",
    re.IGNORECASE,
)
_TAIL_GIVEN = re.compile(
    r"^\s*(?:(?:thống\s+nhất\s+)?giao(?:\s+(?:cho|nhiệm\s+vụ\s+cho))?|phân\s+công|đề\s+nghị)\s+",
    re.IGNORECASE,
)
_TAIL_WITH = re.compile(
    r"^(?:và\s+)?(.{3,}?)\s+(?:cùng\s+)?phối\s+hợp(?:\s+thực\s+hiện)?$", re.IGNORECASE
)


def _read_bracket(text: str, fields: _Fields, year: int | None) -> int | None:
    """Read a closing bracket that hands the task out: "(Sở A chủ trì, Sở B phối hợp; quý II/2025)".

    Returns:
        Where the bracket starts, None when it says something else.
    """
    if not text.rstrip(" .;,").endswith(")"):
        return None
    match = _TAIL.search(text, max(0, len(text) - 450))
    if match is None:
        return None
    inner = match[1]
    if not _TAIL_LABELLED.search(inner):
        return match.start() if _bare_bracket(inner, fields, year) else None
    given = _TAIL_GIVEN.match(inner)
    if given and begins_with_agency(inner[given.end() :]):
        inner = inner[given.end() :]
    else:
        given = None
    lead = _SAID_LEAD.match(inner)
    rest = inner
    if lead and ";" not in lead[1] and begins_with_agency(lead[1]):
        fields.lead = split_agencies(lead[1])
        fields.note("lead", Certainty.FAIRLY_SURE, "Ghi trong ngoặc ở cuối câu.")
        rest = inner[lead.end() :]
    elif given and (named := _names_up_to_action(inner.partition(";")[0])):
        # "(Giao Công an xã thực hiện; …)": who is given the work, in words other than "chủ trì".
        fields.lead = named[0]
        fields.note("lead", Certainty.FAIRLY_SURE, "Ghi trong ngoặc ở cuối câu.")
        rest = inner[named[1] :]
    for piece in re.split(r"\s*;\s*", rest):
        piece = piece.strip(" ,.")
        together = _TAIL_WITH.match(piece)
        if together and begins_with_agency(together[1]):
            fields.coordinating = fields.coordinating or split_agencies(together[1])
            fields.note("coordinating", Certainty.FAIRLY_SURE, "Ghi trong ngoặc ở cuối câu.")
            continue
        partners = re.match(r"phối\s+hợp\s+(?:với\s+)?(.+)$", piece, re.IGNORECASE)
        if partners and begins_with_agency(partners[1]):
            read = _names_up_to_action(partners[1])
            fields.coordinating = fields.coordinating or (read[0] if read else ())
            fields.note("coordinating", Certainty.FAIRLY_SURE, "Ghi trong ngoặc ở cuối câu.")
            continue
        when = re.sub(
            r"^(?:thời\s+(?:gian|hạn)|hoàn\s+thành|thực\s+hiện|xong)(?:\s+(?:thực\s+hiện|hoàn\s+thành))?\s*:?\s*",
            "",
            piece,
            flags=re.IGNORECASE,
        )
        deadline = parse_deadline(when, year=year) if when and len(when) < 80 else None
        if deadline is not None and fields.deadline_raw is None:
            fields.deadline_raw, fields.deadline = when, deadline
            _note_deadline(fields, Certainty.FAIRLY_SURE, "Ghi trong ngoặc ở cuối câu.")
    if fields.deadline_raw is None and (found := find_deadline(inner, year=year)):
        fields.deadline_raw, fields.deadline = found[0], found[1]
        _note_deadline(fields, Certainty.FAIRLY_SURE, "Ghi trong ngoặc ở cuối câu.")
    if fields.lead or (fields.deadline_raw and len(inner) < 80):
        return match.start()
    return None


def _bare_bracket(inner: str, fields: _Fields, year: int | None) -> bool:
    """Read "(Sở A, Sở B; thực hiện thường xuyên)": bodies and a time, nothing else."""
    pieces = [piece.strip() for piece in inner.split(";")]
    if len(pieces) == 1:
        pieces = [piece.strip() for piece in inner.rsplit(",", 1)]
    if len(pieces) != 2 or not begins_with_agency(pieces[0]) or _first_action(pieces[0]):
        return False
    deadline = parse_deadline(pieces[1], year=year) if len(pieces[1]) < 60 else None
    names = split_agencies(pieces[0])
    if deadline is None or isinstance(deadline, OnEvent) or not all(map(looks_like_agency, names)):
        return False
    fields.lead, fields.deadline_raw, fields.deadline = names, pieces[1], deadline
    fields.note("lead", Certainty.FAIRLY_SURE, "Ghi trong ngoặc ở cuối câu.")
    _note_deadline(fields, Certainty.FAIRLY_SURE, "Ghi trong ngoặc ở cuối câu.")
    return True


def _nouns_below(
    source: SourceDocument, outline: Outline, index: int, parts: tuple[Part, ...]
) -> list[int]:
    """Give the items that only list things under an item closed by ":", so that they belong to it.

    Items that each say what to do are tasks of their own, and the line above them leads in.
    """
    block = source.blocks[index]
    if not block.marker or not block.text.rstrip().endswith(":"):
        return []
    own = read_label(block.marker)
    found: list[int] = []
    for below in range(index + 1, min(index + 60, len(source.blocks))):
        item = source.blocks[below]
        label = read_label(item.marker) if item.marker else None
        if (
            label is None
            or not _may_be_task(source, outline, below, parts)
            or outline.section_of[below] != outline.section_of[index]
            or (own is not None and (label.kind, label.sign) == (own.kind, own.sign))
        ):
            break
        found.append(below)
    texts = [source.blocks[below].text for below in found]
    if any(_DOES.match(text) or begins_with_agency(text) for text in texts):
        return []
    words = sum(len(text.split()) for text in texts)
    return found if words <= 15 * len(texts) else []


# No subject of work begins so: one such heading among others is enough.
_PLAINLY_A_BODY = re.compile(
    r"(?:các\s+|lãnh\s+đạo\s+)?(?:sở|[uủ][ỷy]\s+ban\s+nhân\s+dân|ubnd|chủ\s+tịch|giám\s+đốc|thủ\s+trưởng|chánh\s+văn\s+phòng|trưởng\s+(?:các|ban|phòng)|"
    r"đảng\s+[uủ][ỷy]|văn\s+phòng|ban\s+thường\s+vụ|đề\s+nghị)\s",
    re.IGNORECASE,
)
_PLACE_FOR_LEAD = re.compile(r"^(?:giao|đề\s+nghị|yêu\s+cầu|đối\s+với)\s+", re.IGNORECASE)


def _assigned_sections(outline: Outline) -> dict[int, tuple[str, ...]]:
    """Find the headings that name who does what stands under them ("2. Sở Tài chính").

    A heading counts when most of its neighbours name bodies too, or when it says "Giao …": a
    heading about "Y tế" or "Trung tâm dữ liệu" among others is a subject.
    """
    named: dict[int, tuple[str, ...]] = {}
    neighbours: dict[int | None, list[int]] = {}
    for index, section in enumerate(outline.sections):
        neighbours.setdefault(section.parent, []).append(index)
        title = section.title.strip(" :.")
        bare = _PLACE_FOR_LEAD.sub("", title)
        if len(bare) > 160 or not begins_with_agency(bare) or _DOES.match(bare):
            continue
        end = _first_action(bare)
        names = split_agencies(bare if end is None else bare[:end].strip(" ,"))
        if names and all(looks_like_agency(name) for name in names) and (end is None or end > 0):
            named[index] = names
    kept: dict[int, tuple[str, ...]] = {}
    for group in neighbours.values():
        bodies = [index for index in group if index in named]
        sure = len(bodies) >= 2 and len(bodies) * 3 >= len(group) * 2
        for index in bodies:
            title = outline.sections[index].title
            if sure or _PLACE_FOR_LEAD.match(title) or _PLAINLY_A_BODY.match(title):
                kept[index] = named[index]
    return kept


def _given_by_heading(task: Task, lead: tuple[str, ...]) -> Task:
    reading = Reading("lead", Certainty.FAIRLY_SURE, f"Mục này giao cho “{_short(lead[0])}”.")
    others = tuple(name for name in task.coordinating if name not in lead)
    return replace(task, lead=lead, coordinating=others, readings=(*task.readings, reading))


def _with_said(tasks: list[Task], said: _Fields) -> Iterator[Task]:
    """Give tasks what the labelled lines after them say; a label beats what a sentence implies."""
    for task in tasks:
        if said.empty:
            yield task
            continue
        named = {reading.field for reading in said.readings}
        deadline = said.deadline if said.deadline_raw else task.deadline
        yield replace(
            task,
            lead=said.lead or task.lead,
            coordinating=said.coordinating or (() if said.lead else task.coordinating),
            deliverable=said.deliverable or task.deliverable,
            deadline_raw=said.deadline_raw or task.deadline_raw,
            deadline=deadline,
            condition=_condition(task.text, deadline),
            readings=(*(r for r in task.readings if r.field not in named), *said.readings),
        )


# "… tập trung thực hiện các nội dung sau:"; some close it with a full stop.
_LEADS_IN = re.compile(
    r":\s*$|(?:(?:nội\s+dung|nhiệm\s+vụ|giải\s+pháp|công\s+việc|cụ\s+thể|như|vấn\s+đề|yêu\s+cầu)[^.;:]{0,40}\s(?:sau|sau\s+đây|dưới\s+đây)\s*\.?\s*)$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_CONTENT = re.compile(
    r"^nội\s+dung(?:\s+(?:thực\s+hiện|công\s+việc|nhiệm\s+vụ))?\s*:\s*(?=\S)", re.IGNORECASE
)


_ELSEWHERE = re.compile(
    r"^\(?\s*(?:(?:nội\s+dung|nhiệm\s+vụ|danh\s+mục|các|những|phân\s+công)\s+[^.;:]{0,80})?"
    r"(?:(?:có\s+)?(?:chi\s+tiết|cụ\s+thể)\s+(?:tại|theo|ở|trong|có|xem|như)|có|xem|kèm\s+theo|được\s+nêu\s+tại)\s+[^.;:]{0,40}?"
    r"(?:phụ\s+lục|phụ\s+biểu|biểu|bảng|danh\s+mục)[^.;:]{0,60}[\s.;)/]*$"
    r"|^(?:các|những|nội\s+dung|nhiệm\s+vụ|chỉ\s+tiêu|danh\s+mục|lộ\s+trình|việc)\s[^.;:]{0,100}\b(?:tại|trong|theo|ở)\s+(?:các\s+)?(?:phụ\s+lục|phụ\s+biểu|biểu)\b"
    r"[^.;:]{0,80}[\s.;)/]*$",
    re.IGNORECASE,
)
# "Văn phòng thông báo để các đơn vị biết, thực hiện./." ends a notice and asks for nothing.
_FAREWELL = re.compile(
    r"^(?:[^.;:]{0,140}\s)?(?:xin\s+|trân\s+trọng\s+)?thông\s+báo\s+(?:để|đến|tới|cho|ý\s+kiến|kết\s+luận)\b[^.;:]{0,220}\b(?:biết|thực\s+hiện)\b[^;:]{0,80}$",
    re.IGNORECASE,
)


def _points_elsewhere(text: str) -> bool:
    """Whether a line only says where the tasks stand ("Chi tiết tại Phụ lục kèm theo")."""
    if len(text) < 220 and _ELSEWHERE.match(text):
        return True
    clauses = [clause for clause in text.split(";") if clause.strip(" .")]
    if len(text) < 400 and len(clauses) > 1 and all(_ELSEWHERE.match(c.strip()) for c in clauses):
        return True
    return len(text) < 300 and "biết" in text and bool(_FAREWELL.match(text.rstrip("./ ")))


def _sentence_task(
    source: SourceDocument,
    outline: Outline,
    index: int,
    labels_at: int | None,
    children: list[int],
    year: int | None,
) -> Task | None:
    """Make a task of one bullet or paragraph; None for a lead-in or a stray mark."""
    block = source.blocks[index]
    text = block.text
    if labels_at is not None:
        text = text[:labels_at].rstrip(" -–+•*([;,")
    if not _LETTER.search(text) or len(text) < 4 or _points_elsewhere(text):
        return None
    if labels_at is None and not children and _LEADS_IN.search(text):
        return None
    text = _CONTENT.sub("", text)
    last = source.blocks[children[-1]] if children else block
    if children:
        text = " ".join([text, *(source.blocks[child].text for child in children)])
    span = Span(block.passage.span.start, last.passage.span.end)
    if labels_at is not None:
        span = block.passage.source_span(0, labels_at)
    fields = _Fields()
    _read_prose(text, fields, year)
    number = block.marker.strip().rstrip(".)").strip()
    return Task(
        no=number if re.search(r"[\wđ]", number) else None,
        text=text,
        line=block.line,
        end_line=last.end_line,
        span=span,
        origin=Origin.BODY,
        section=outline.section_of[index],
        lead=fields.lead,
        coordinating=fields.coordinating,
        deadline_raw=fields.deadline_raw,
        deadline=fields.deadline,
        condition=_condition(text, fields.deadline),
        readings=tuple(fields.readings),
    )


# --- what a sentence says ------------------------------------------------------------------------

# Words that end the list of bodies in front of what they are to do. Small letters only: a name has
# "Phát triển" or "Quản lý" with a capital.
_ACTION_WORDS = (
    "chủ trì|chủ động|phối hợp|phối kết hợp|tham mưu|xây dựng|rà soát|nghiên cứu|triển khai|thực hiện|tiếp tục|tiếp thu|tiếp nhận|tăng cường|đẩy mạnh|"
    "khẩn trương|kịp thời|tích cực|thường xuyên|hướng dẫn|kiểm tra|theo dõi|đôn đốc|tổng hợp|báo cáo|đề xuất|trình|ban hành|bố trí|cân đối|"
    "căn cứ|trên cơ sở|có trách nhiệm|có nhiệm vụ|có văn bản|có kế hoạch|chịu trách nhiệm|phải|cần|để|nhằm|khi|đảm bảo|bảo đảm|nâng cao|kiện toàn|phát huy|"
    "xem xét|chỉ đạo|lãnh đạo|quan tâm|tạo điều kiện|hỗ trợ|huy động|vận động|tuyên truyền|phổ biến|quán triệt|cung cấp|cập nhật|khai thác|"
    "sử dụng|ứng dụng|phát triển|hoàn thiện|hoàn thành|lập|thành lập|đánh giá|thẩm định|giám sát|bám sát|nghiêm túc|ưu tiên|lựa chọn|chọn lựa|"
    "đăng ký|thống nhất|giải quyết|xử lý|tham gia|sẽ|đề nghị|yêu cầu|tập trung|duy trì|khảo sát|thông báo|gửi|mời|công khai|lồng ghép|trực tiếp|"
    "đồng chủ trì|ký|tổ chức thực hiện|tổ chức triển khai|tổ chức kiểm tra|tổ chức rà soát|tổ chức tuyên truyền|tổ chức đánh giá|tổ chức hội nghị|"
    "tổ chức tập huấn|tổ chức các|tổ chức xây dựng|tổ chức quán triệt|tổ chức học tập|tổ chức thẩm định|tổ chức lấy|tổ chức sơ kết|tổ chức tổng kết|tổ chức giám sát|tổ chức cho|"
    "quản lý|phân công|giao|bồi dưỡng|đào tạo|tập huấn|cụ thể hóa|cụ thể hoá|đưa|gắn|làm việc|làm tốt|đổi mới|mở rộng|ra mắt|số hóa|số hoá|"
    "thẩm tra|phê duyệt|công bố|đăng tải|đăng|thu hút|khuyến khích|trong việc|trong quá trình|theo chức năng|theo dõi|xác định|tự|được giao|sớm|"
    "vận hành|kết nối|chia sẻ|tích hợp|phân tích|dự thảo|soạn thảo|lấy ý kiến|góp ý|chuẩn bị|niêm yết|thanh tra, kiểm tra|đề ra|bổ sung|điều chỉnh|điều phối|nêu cao|"
    "đẩy nhanh|lắp đặt|khắc phục|khôi phục|sửa chữa|mua sắm|trang bị|bàn giao|tiếp công dân|giữ vững|nắm|nắm bắt|đấu tranh|ngăn chặn|phòng ngừa|tuần tra|phòng, chống|"
    "tổng kiểm tra|tổng rà soát|thống kê|điều tra|kê khai|thu gom|trồng|chăm sóc|bảo vệ|bảo tồn|giữ gìn|cải tạo|chỉnh trang|nâng cấp|đầu tư|nạo vét|duy tu|"
    "bảo trì|vệ sinh|phun|tiêm|khám|tư vấn|truyền thông|biểu dương|khen thưởng|tôn vinh|nhân rộng|phản ánh|giới thiệu|quảng bá|tiêu thụ|cấp phát|chi trả|"
    "ký kết|tuyển dụng|tuyển chọn|sắp xếp|bổ nhiệm|luân chuyển|luyện tập|diễn tập|huấn luyện|ứng trực|trực ban|thường trực 24/24|di dời|sơ tán|giải phóng|giải ngân|quyết toán|thanh toán|"
    "nghiệm thu|khởi công|thi công|công nhận|xét duyệt|rút kinh nghiệm|sơ kết|tổng kết|thực thi|chấp hành|tuân thủ|không để|tuyệt đối|chấn chỉnh|siết chặt|"
    "hằng năm|hàng năm|hằng quý|hàng quý|hằng tháng|hàng tháng|hằng tuần|hàng tuần|hằng ngày|hàng ngày|mỗi năm|mỗi quý|mỗi tháng|định kỳ|trước ngày|là cơ quan|là đơn vị|là đầu mối|làm đầu mối|giúp|cử|nghiên cứu|thí điểm|phát động|tham vấn"
)
_ACTION = re.compile(rf"(?<![\w-])(?:{_ACTION_WORDS})(?![\w-])")
# A name ends with the area it is for: "Công an xã │ tuần tra …", "các sở liên quan │ lo …".
_AREA_ENDS = re.compile(
    r"(?<!\w)(?:tỉnh|thành phố|huyện|thị xã|xã|phường|thị trấn|đặc khu|thôn|xóm|tổ dân phố|liên quan)(?=\s+[a-zà-ỹđ])"
    r"(?!\s+(?:[uủ][ỷy]|đoàn|đội|viên|hội|và|hoặc|với|thuộc|trực thuộc|trên|trong|ngoài|tại|ở|của|đến|tới|theo|về|có|là|được|do|nơi|"
    r"đặc biệt|vùng|biên giới|miền|đảo|ven|còn|chưa|đã|đang|khó khăn|trọng điểm|điểm|mới|cũ|khác|này|đó|nói|nêu|nhất|chính|"
    r"tỉnh|thành phố|huyện|thị xã|xã|phường|đặc khu|thôn|xóm|bản|buôn|ấp|tổ(?!\s+chức)|khu|liên quan|cấp|từng|mỗi|các|nhà|chức năng|văn|hoá|hóa)(?!\w))"
)
_GIVEN = re.compile(
    r"(?<![\w])(?:giao(?:\s+(?:cho|trách\s+nhiệm\s+cho|nhiệm\s+vụ\s+cho))?|đề\s+nghị|yêu\s+cầu|phân\s+công|thống\s+nhất\s+giao)\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"phối\s+(?:kết\s+)?hợp\s+(?:(?:chặt\s+chẽ\s+|cùng\s+|tốt\s+)*(?:với|cùng)\s+|(?=(?-i:[A-ZĐ])|các\s))",
    re.IGNORECASE,
)
_NO_GIFT = re.compile(
    r"^(?:trách\s+nhiệm|nhiệm\s+vụ|chỉ\s+tiêu|quyền|dịch|ban\s+hành|thông|kế\s+hoạch|cấp\s+có)",
    re.IGNORECASE,
)
_LONGEST_NAMES = 420


def _first_action(text: str) -> int | None:
    """Give where the first word stands that says what is to be done."""
    match = _ACTION.search(text)
    area = _AREA_ENDS.search(text, 4, match.start() if match else len(text))
    if area is not None:
        return area.end()
    return match.start() if match else None


def _names_up_to_action(text: str) -> tuple[tuple[str, ...], int] | None:
    """Read the bodies at the head of a text, up to what they do; also where they end."""
    window = text[:_LONGEST_NAMES]
    stop = re.search(r"[.](?:\s|$)|\n", window)
    window = window[: stop.start()] if stop else window
    end = _first_action(window)
    phrase = window[: end if end is not None else len(window)]
    if end is None and len(phrase) > 160:
        return None
    colon = phrase.find(": ")
    if colon > 0 and not re.fullmatch(
        r"(?:các\s+)?(?:sở|bộ|phòng|ban)(?:\s*,\s*ngành)?", phrase[:colon].strip(), re.IGNORECASE
    ):
        phrase = phrase[:colon]
    phrase = phrase.strip(" ,;:")
    if not phrase:
        return None
    names = split_agencies(phrase)
    if not names or not all(looks_like_agency(name) or name[:1].isupper() for name in names):
        return None
    return names, len(phrase)


def _read_prose(text: str, fields: _Fields, year: int | None) -> None:
    """Read lead, partners, deadline and recurrence from how a passage is built."""
    _prose_lead(text, fields)
    _prose_partners(text, fields)
    found = _opening_time(text, year) or find_deadline(text, year=year)
    if found:
        fields.deadline_raw, fields.deadline = found[0], found[1]
        fields.note("deadline", Certainty.FAIRLY_SURE, "Đọc từ câu văn.")
    else:
        fields.deadline = _governing_recurrence(text) or _recurrence_behind(text, fields.lead)
        if fields.deadline:
            fields.note("deadline", Certainty.FAIRLY_SURE, "Từ chỉ chu kỳ đứng đầu việc.")


_TIME_FIRST = re.compile(
    r"^(?:(?:thời\s+gian|trong|trước|đến|từ|hết|cuối|đầu|giữa)\s+)?(?:ngày|tháng|quý|năm|tuần|giai\s+đoạn|\d{1,2}\s*[/.-]\s*\d|hằng|hàng|định\s+kỳ|thường\s+xuyên)"
    r"[^:]{0,60}?(?=\s*:\s)",
    re.IGNORECASE,
)


def _opening_time(text: str, year: int | None) -> tuple[str, Deadline, int] | None:
    """Read the time that heads a line of a schedule ("Tháng 3/2026: Tổ chức hội nghị")."""
    match = _TIME_FIRST.match(text[:90])
    deadline = parse_deadline(match[0], year=year) if match else None
    return (match[0], deadline, 0) if match and deadline else None


def _prose_lead(text: str, fields: _Fields) -> None:
    for given in _GIVEN.finditer(text[:1200]):
        rest = text[given.end() :]
        if _NO_GIFT.match(rest) or not _names_a_body(rest):
            continue
        read = _names_up_to_action(rest)
        if read and _gives(text, given, rest, read[1]):
            fields.lead = read[0]
            fields.note("lead", Certainty.FAIRLY_SURE, "Câu văn giao việc cho đơn vị này.")
            return
    for start in _subject_places(text):
        names = _subject(text[start:])
        if names:
            fields.lead = names
            fields.note("lead", Certainty.FAIRLY_SURE, "Đơn vị này là chủ ngữ của câu.")
            return
    for match in _SAID_INSIDE.finditer(text[:3000]):
        names = split_agencies(match[1])
        if begins_with_agency(match[1]) and all(looks_like_agency(name) for name in names):
            fields.lead = names
            fields.note("lead", Certainty.FAIRLY_SURE, "Câu văn nêu đơn vị này chủ trì.")
            return


def _gives(text: str, given: re.Match[str], rest: str, names_end: int) -> bool:
    """Whether "giao" is what the sentence does, not part of what someone is to do."""
    sentence = re.split(r"[.;:]\s", text[: given.start()])[-1].strip(" ,")
    if not sentence or given[0][0].isupper():
        return True
    does = bool(_ACTION.match(rest[names_end:].lstrip(" ,")))
    if text[: given.start()].rstrip().endswith(","):
        return rest[0].isupper() and does
    # "UBND tỉnh giao Công an tỉnh …"
    return (
        does
        and len(sentence) < 60
        and begins_with_agency(sentence)
        and not _ACTION.search(sentence)
    )


_SAID_INSIDE = re.compile(
    r"[;.,(]\s+(?:do\s+)?((?-i:[A-ZĐ])[^;.,()]{2,100}?)\s+chủ\s+trì(?!\w)", re.IGNORECASE
)
_ADVERBIAL = re.compile(
    r"^(?:(?:hằng|hàng|mỗi)\s+(?:năm|quý|tháng)|định\s+kỳ|thường\s+xuyên|trong\s|trước\s|từ\s|đến\s|trên\s+cơ\s+sở|căn\s+cứ|theo\s|sau\s+khi|khi\s|để\s)"
    r"[^.;:]{0,160}?,\s+(?=[A-ZĐÀ-Ỹ]|các\s|người\s+đứng)",
    re.IGNORECASE,
)
_LED_IN = re.compile(r"^[^.;:,]{4,60}:\s+(?=[A-ZĐÀ-Ỹ])")


def _subject_places(text: str) -> Iterator[int]:
    """Give the places where the subject of a passage may stand: at its head, or after a lead-in."""
    yield 0
    for pattern in (_ADVERBIAL, _LED_IN):
        match = pattern.match(text[:260])
        if match:
            yield match.end()


_ITS_WORK = re.compile(r"^(?P<names>[^:.]{3,160}?)\s*:\s+(?=[^\W\d_])")


def _subject(text: str) -> tuple[str, ...]:
    """Read the bodies that a sentence begins with, before what they do."""
    if not _names_a_body(text):
        return ()
    colon = _ITS_WORK.match(text)
    if (
        colon
        and _first_action(colon["names"]) is None
        and not _ELIDED_LIST.fullmatch(colon["names"])
    ):
        names = split_agencies(colon["names"])
        return names if all(looks_like_agency(name) for name in names) else ()
    action = _first_action(text[:_LONGEST_NAMES])
    if not action or _PASSIVE.search(text[:action]):
        return ()
    read = _names_up_to_action(text)
    return read[0] if read and all(looks_like_agency(name) for name in read[0]) else ()


# "Người dân được cung cấp …": who is served does not act.
_PASSIVE = re.compile(r"\s(?:được|bị)(?:\s|$)")
_ELIDED_LIST = re.compile(r"(?:các\s+)?(?:sở|bộ|phòng|ban)(?:\s*,\s*ngành)?", re.IGNORECASE)
_DOES = re.compile(
    rf"(?:{_ACTION_WORDS}|tổ\s+chức(?!\s+(?:đảng|chính\s+trị|đoàn(?!\s+(?:kiểm|thanh\s+tra|giám|công\s+tác|đi|khảo|liên|tham|học|nghiên))|hội(?!\s+(?:thi|thao|chợ|diễn|nghị|thảo|trại))|xã\s+hội|kinh\s+tế))|ban\s+hành|báo\s+cáo|kiểm\s+toán|thống\s+kê)(?!\w)",
    re.IGNORECASE,
)
_BODY_THAT_LEADS = re.compile(
    r"lãnh\s+đạo\s+(?:[^\W\d_a-zà-ỹ]|các\s|cấp\s|cơ\s+quan|đơn\s+vị|phòng|ban)", re.IGNORECASE
)


def _names_a_body(text: str) -> bool:
    """Whether a sentence begins with a body, not with what is to be done ("Tổ chức …")."""
    if _DOES.match(text) and not _BODY_THAT_LEADS.match(text):
        return False
    return begins_with_agency(text)


def _prose_partners(text: str, fields: _Fields) -> None:
    head = text[:3000]
    if "phối" not in head and "Phối" not in head:
        return
    for match in _WITH.finditer(head):
        rest = text[match.end() :]
        if not begins_with_agency(rest):
            continue
        read = _names_up_to_action(rest)
        if read:
            fields.coordinating = tuple(n for n in read[0] if n not in fields.lead)
            fields.note("coordinating", Certainty.FAIRLY_SURE, "Câu văn nêu “phối hợp với”.")
            return


_OPENING = re.compile(
    r"^(?:(?P<yearly>(?:hằng|hàng|mỗi)\s+năm)|(?P<quarterly>(?:hằng|hàng|mỗi)\s+quý)|(?P<monthly>(?:hằng|hàng|mỗi)\s+tháng)|"
    r"(?P<periodic>định\s+kỳ|(?:hằng|hàng|mỗi)\s+tuần)|(?P<always>thường\s+xuyên))(?P<rest>[\s,].{0,40})",
    re.IGNORECASE | re.DOTALL,
)
_PLAN_EACH_YEAR = re.compile(
    r"^(?:xây\s+dựng|ban\s+hành|lập)(?:\s*,\s*(?:ban\s+hành|triển\s+khai|phê\s+duyệt))?\s+(?:(?:các\s+)?(?:chương\s+trình|kế\s+hoạch|đề\s+án)(?:\s*,\s*|\s+và\s+)?){1,3}\s*"
    r"(?P<every>(?:hằng|hàng)\s+(?:năm|quý|tháng))",
    re.IGNORECASE,
)
_ALWAYS_AFTER = re.compile(r"^(?:[^\s,.;:]+\s+){1,8}?thường\s+xuyên(?=\s*[,;.]|\s)", re.IGNORECASE)
_ALWAYS_OTHERWISE = re.compile(
    r"(?:chi|đầu\s+tư|nhiệm\s+vụ|hoạt\s+động|cơ\s+quan|đơn\s+vị|học\s+tập|chế\s+độ)\s+thường\s+xuyên|phong\s+trào|[“”\"]",
    re.IGNORECASE,
)


def _governing_recurrence(text: str) -> Deadline | None:
    """Read a word of repetition only where it governs the passage's own first action."""
    match = _OPENING.match(text[:200])
    if match:
        if match["always"]:
            return Continuous()
        if match["periodic"]:
            often = parse_deadline(re.split(r"[,;]", text[:60])[0][:60])
            return often if isinstance(often, Recurring) else Recurring(Recurrence.PERIODIC)
        every = (
            Recurrence.YEARLY
            if match["yearly"]
            else Recurrence.QUARTERLY
            if match["quarterly"]
            else Recurrence.MONTHLY
        )
        return Recurring(every)
    match = _PLAN_EACH_YEAR.match(text[:200])
    if match:
        return parse_deadline(match["every"])
    match = _ALWAYS_AFTER.match(text[:200])
    if match and not _ALWAYS_OTHERWISE.search(match[0]):
        return Continuous()
    match = _CARRIED_OUT.search(text[-120:])
    if match and match["always"]:
        return Continuous()
    if match:
        read = parse_deadline(match["often"])
        return read if isinstance(read, Recurring) else None
    match = _SO_OFTEN.search(re.split(r"[.;]\s", text[:400])[0])
    if match:
        return Recurring(_how_often(match))
    return None


# "…, thực hiện thường xuyên." closes a passage and says how often all of it is done.
_CARRIED_OUT = re.compile(
    r"[,;.]\s*(?:được\s+|tổ\s+chức\s+)?(?:thực\s+hiện|triển\s+khai|tiến\s+hành)\s+"
    r"(?:(?P<always>thường\s+xuyên(?:\s*,\s*liên\s+tục)?)|(?P<often>(?:định\s+kỳ\s+)?(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần)))\s*[.;]?\s*$",
    re.IGNORECASE,
)
_EVERY = {
    "năm": Recurrence.YEARLY,
    "quý": Recurrence.QUARTERLY,
    "tháng": Recurrence.MONTHLY,
    "tuần": Recurrence.PERIODIC,
}
_SO_OFTEN = re.compile(
    r"(?:mỗi|hằng|hàng)\s+(?P<each>năm|quý|tháng|tuần)\s+(?:(?:tổ\s+chức|ít\s+nhất|tối\s+thiểu)\s+){0,2}(?P<n>một|hai|\d{1,2})\s+(?:lần|cuộc|buổi|đợt)"
    r"|(?P<m>một|hai|\d{1,2})\s+lần\s*/\s*(?P<per>năm|quý|tháng|tuần)(?!\w)",
    re.IGNORECASE,
)


def _how_often(match: re.Match[str]) -> Recurrence:
    """Say how often a thing is done: "mỗi quý một lần", "02 lần/năm"."""
    span = (match["each"] or match["per"]).lower()
    number = (match["n"] or match["m"]).lower()
    times = {"một": 1, "hai": 2}.get(number) or int(number)
    if span != "năm" or times == 1:
        return _EVERY[span]
    return {2: Recurrence.HALF_YEARLY, 4: Recurrence.QUARTERLY}.get(times, Recurrence.PERIODIC)


def _recurrence_behind(text: str, lead: tuple[str, ...]) -> Deadline | None:
    """Read a word of repetition right behind the bodies a sentence begins with."""
    if not lead:
        return None
    given = _GIVEN.match(text)
    start = given.end() if given else 0
    if not text.startswith(lead[0], start):
        return None
    read = _names_up_to_action(text[start:])
    rest = text[start + read[1] :].lstrip(" ,:") if read else ""
    return _governing_recurrence(rest) if _OPENING.match(rest[:200]) else None


# --- items that a notice hands out ---------------------------------------------------------------


def _assigned_items(source: SourceDocument, outline: Outline, year: int | None) -> Iterator[Task]:
    """Read a document without a part for tasks: what it hands to someone is a task.

    Notices and conclusions give work item by item ("Giao Sở Tài chính …", "Công ty A … trước
    ngày …"); a directive names a body and lists its work below.
    """
    parts = (Part.ORGANISATION, Part.OTHER, Part.PREAMBLE)
    marked = {block.line for block in source.blocks if block.marker}
    assigned = _assigned_sections(outline)
    for task in _body_tasks(source, outline, parts, year):
        below = any(assigned.get(s) == task.lead for s in _up(outline, task.section))
        if task.lead and (task.line in marked or _hands_out(task.text) or below):
            yield task
    for index, section in enumerate(outline.sections):
        # A numbered order that something hangs under is a heading and a task at once.
        if section.part not in parts or section.span is None or not _hands_out(section.title):
            continue
        fields = _Fields()
        _read_prose(section.title, fields, year)
        if fields.lead and _ACTION.search(section.title):
            yield Task(
                no=section.label,
                text=section.title,
                line=section.line,
                end_line=section.line,
                span=section.span,
                origin=Origin.BODY,
                section=index,
                lead=fields.lead,
                coordinating=fields.coordinating,
                deadline_raw=fields.deadline_raw,
                deadline=fields.deadline,
                condition=_condition(section.title, fields.deadline),
                readings=tuple(fields.readings),
            )


def _hands_out(text: str) -> bool:
    """Whether a passage gives work to a body."""
    return any(
        begins_with_agency(text[m.end() : m.end() + 80]) for m in _GIVEN.finditer(text[:1200])
    )
