"""Marked words → what they would be as a task, a target, an indicator or a duty.

What the parser missed a person marks in the text. The words are then read by the same rules as
the whole document, as if they stood where such statements stand, so that nobody types what is
printed already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from namro.errors import NotationError
from namro.model.plan import Indicator, Obligation, Origin, Plan, Target, Task
from namro.model.selection import Selection
from namro.model.source import Block, BlockKind, Passage, SourceDocument, SourceFormat, Span
from namro.parsing.indicators import row_indicators
from namro.parsing.obligations import read_obligations
from namro.parsing.outline import outline
from namro.parsing.tables import TableKind, read_tables
from namro.parsing.targets import read_targets
from namro.parsing.tasks import plan_year, read_tasks, row_fields

_EDGE = " \t\n\r;,-–•+*|"
_LONGEST = 4000


def read_selection(plan: Plan, span: Span) -> Selection:
    """Read a marked stretch of a plan's document as whatever a person may say it is.

    Raises:
        NotationError: The stretch holds no words, or more than a statement has.
    """
    source = plan.source
    span = Span(max(span.start, 0), min(span.end, len(source.text)))
    pieces = [piece for piece in _pieces(source, span) if piece[0].strip()]
    words = " ".join(" ".join(text for text, _ in pieces).split()).strip(_EDGE)
    if len(re.findall(r"[^\W\d_]+", words)) < 2:
        raise NotationError(words, "trọn một câu của văn bản, ít nhất hai chữ")
    if len(words) > _LONGEST:
        raise NotationError(f"{words[:60]}…", "riêng từng nhiệm vụ, chỉ tiêu; đoạn đã chọn quá dài")
    place = Span(pieces[0][1].start, pieces[-1][1].end)
    line = source.line_of(place.start)
    task, indicator = _row(plan, place, words)
    if task is None:
        task = _alone(source, words)
    targets = tuple(
        replace(target, line=line, span=place, section=None)
        for target in _targets(words, plan_year(source))
    )
    duty = next(iter(_duties(words)), None)
    return Selection(
        words=words,
        span=place,
        line=line,
        section=_section(plan, line),
        task=replace(task, line=line, end_line=source.line_of(place.end), span=place),
        targets=targets,
        indicator=indicator,
        obligation=replace(duty, line=line, span=place, section=None) if duty else None,
    )


def _pieces(source: SourceDocument, span: Span) -> Iterator[tuple[str, Span]]:
    """Give the clean words of each paragraph and cell that the stretch touches."""
    seen: set[int] = set()
    for block in source.blocks:
        if block.table is None:
            yield from _cut(block.passage, span)
            continue
        for row in block.table.rows:
            for cell in row.cells:
                if id(cell) not in seen:
                    seen.add(id(cell))
                    yield from _cut(cell.passage, span)


def _cut(passage: Passage, span: Span) -> Iterator[tuple[str, Span]]:
    if passage.span.end <= span.start or passage.span.start >= span.end:
        return
    inside = [
        place
        for place in range(len(passage.text))
        if span.start <= passage.source_offset(place) < span.end
    ]
    if inside:
        first, last = inside[0], inside[-1] + 1
        text = passage.text[first:last]
        first += len(text) - len(text.lstrip())
        last -= len(text) - len(text.rstrip())
        if first < last:
            yield passage.text[first:last], passage.source_span(first, last)


def _section(plan: Plan, line: int) -> int | None:
    """Give the innermost section around a line: the last that begins at or before it."""
    around = [
        index
        for index, section in enumerate(plan.sections)
        if section.line <= line <= section.end_line
    ]
    return max(around, key=lambda index: plan.sections[index].line) if around else None


def _row(plan: Plan, place: Span, words: str) -> tuple[Task | None, Indicator | None]:
    """Read the rest of the table row in which the words stand, where its columns are known."""
    source = plan.source
    for table in read_tables(source, outline(source)):
        for row in table.rows:
            cells = [cell.passage.span for column in row.cells for cell in column]
            if not any(one.start <= place.start < one.end for one in cells):
                continue
            if table.kind is TableKind.TASKS:
                fields = row_fields(table, row, plan_year(source))
                task = Task(
                    no=None,
                    text=words,
                    line=row.line,
                    end_line=row.end_line,
                    span=place,
                    origin=Origin.ANNEX,
                    lead=fields.lead,
                    coordinating=fields.coordinating,
                    deliverable=fields.deliverable,
                    deadline_raw=fields.deadline_raw,
                    deadline=fields.deadline,
                    readings=tuple(fields.readings),
                )
                return task, None
            if table.kind is TableKind.INDICATORS:
                return None, next(row_indicators(table, row), None)
    return None, None


def _alone(source: SourceDocument, words: str) -> Task:
    """Read a sentence as a task of its own."""
    text = _document("I. NHIỆM VỤ", words, plan_year(source))
    found = read_tasks(text, outline(text), ())
    bare = Task(
        no=None, text=words, line=1, end_line=1, span=Span(0, len(words)), origin=Origin.BODY
    )
    if not found:
        return bare
    first = found[0]
    return replace(
        bare,
        lead=first.lead,
        coordinating=first.coordinating,
        deliverable=first.deliverable,
        deadline_raw=first.deadline_raw,
        deadline=first.deadline,
        condition=first.condition,
        readings=first.readings,
    )


def _targets(words: str, year: int | None) -> tuple[Target, ...]:
    text = _document("I. MỤC TIÊU", words, year)
    return read_targets(text, outline(text), (), ())


def _duties(words: str) -> tuple[Obligation, ...]:
    text = _document("III. TỔ CHỨC THỰC HIỆN", words, None)
    return read_obligations(text, outline(text))


def _document(heading: str, words: str, year: int | None) -> SourceDocument:
    """Put words where such statements stand: under their heading, in a plan of the same year."""
    lines = (f"KẾ HOẠCH năm {year}" if year else "KẾ HOẠCH", heading, words)
    blocks, start = [], 0
    for number, line in enumerate(lines, 1):
        passage = Passage(line, Span(start, start + len(line)), number, number)
        marker = ""
        if number == 2:
            marker, _, rest = line.partition(" ")
            passage = Passage(rest, Span(start + len(marker) + 1, start + len(line)), 2, 2)
        blocks.append(
            Block(
                BlockKind.ITEM if number == 3 else BlockKind.PARAGRAPH,
                passage,
                marker="-" if number == 3 else marker,
                bold=number < 3,
            )
        )
        start += len(line) + 1
    return SourceDocument(
        name="",
        format=SourceFormat.TEXT,
        text="\n".join(lines),
        blocks=tuple(blocks),
        sha256="",
    )
