"""A plan's document as a page: paragraphs and tables, with the places that became tasks and indicators.

Pure: a source document and marks go in, runs of clean text come out, and a template draws them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from namro.model.source import Block, BlockKind, Passage, SourceDocument
from namro_web.plans.panels import SourceMark


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text inside at most one mark; ``opens`` where the mark begins."""

    text: str
    mark: SourceMark | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A table cell as drawn."""

    runs: tuple[Run, ...]
    header: bool
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A table row as drawn."""

    line: int
    cells: tuple[SheetCell, ...]


@dataclass(frozen=True, slots=True)
class SheetBlock:
    """A paragraph, heading, list item or table as drawn."""

    kind: str
    line: int
    runs: tuple[Run, ...] = ()
    marker: str = ""
    centred: bool = False
    bold: bool = False
    italic: bool = False
    rows: tuple[SheetRow, ...] = ()


def sheet_of(source: SourceDocument, marks: Sequence[SourceMark]) -> list[SheetBlock]:
    """Lay a document out as blocks with its marks."""
    opened: set[str] = set()
    return [_block(block, marks, opened) for block in source.blocks]


def _block(block: Block, marks: Sequence[SourceMark], opened: set[str]) -> SheetBlock:
    if block.kind is BlockKind.TABLE and block.table is not None:
        rows = []
        seen: set[int] = set()
        for row in block.table.rows:
            cells = []
            for cell in row.cells:
                if id(cell) in seen:
                    continue
                seen.add(id(cell))
                cells.append(
                    SheetCell(
                        runs=_runs(cell.passage, marks, opened),
                        header=row.header,
                        rowspan=cell.rowspan,
                        colspan=cell.colspan,
                    )
                )
            rows.append(SheetRow(row.line, tuple(cells)))
        return SheetBlock("table", block.line, rows=tuple(rows))
    return SheetBlock(
        kind=block.kind.value,
        line=block.line,
        runs=_runs(block.passage, marks, opened),
        marker=block.marker,
        centred=block.centred,
        bold=block.bold or block.kind is BlockKind.HEADING,
        italic=block.italic,
    )


def _runs(passage: Passage, marks: Sequence[SourceMark], opened: set[str]) -> tuple[Run, ...]:
    text = passage.text
    if not text:
        return ()
    inside = [
        mark for mark in marks if mark.start < passage.span.end and mark.end > passage.span.start
    ]
    if not inside:
        return (Run(text),)
    return tuple(_cut(passage, inside, opened))


def _cut(passage: Passage, marks: Sequence[SourceMark], opened: set[str]) -> Iterator[Run]:
    start, owner = 0, _owner(passage.source_offset(0), marks)
    for offset in range(1, len(passage.text) + 1):
        here = None
        if offset < len(passage.text):
            here = _owner(passage.source_offset(offset), marks)
            if here is owner:
                continue
        opens = owner is not None and owner.key not in opened
        if owner is not None:
            opened.add(owner.key)
        yield Run(passage.text[start:offset], owner, opens)
        start, owner = offset, here


def _owner(place: int, marks: Sequence[SourceMark]) -> SourceMark | None:
    """Give the narrowest mark that covers a place."""
    covering = [mark for mark in marks if mark.start <= place < mark.end]
    return min(covering, key=lambda mark: mark.end - mark.start) if covering else None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an excerpt, inside or outside the statement."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class ExcerptLine:
    """A line of the document around a statement; several pieces where it is a table row."""

    number: int
    cells: tuple[tuple[Piece, ...], ...]
    is_context: bool


_MARKUP = re.compile(r"\*\*|__|</?[a-zA-Z][^<>]{0,80}>|\\(?=[|*_])|^\s*#+\s*", re.IGNORECASE)
_RULE = re.compile(r"^[\s|:\-=_*.]*$")
_CONTEXT_LIMIT = 320


def excerpt_of(
    text: str, *, start: int, end: int, line: int, end_line: int, context: int = 1
) -> list[ExcerptLine]:
    """Give a statement's own lines and those around it, the statement marked."""
    lines = text.split("\n")
    offsets = [0]
    for one in lines:
        offsets.append(offsets[-1] + len(one) + 1)
    shown: list[int] = []
    for step, stop in ((-1, -1), (1, len(lines))):
        found, index = 0, (line - 2 if step < 0 else end_line)
        while found < context and index != stop and 0 <= index < len(lines):
            if not _RULE.match(lines[index]):
                shown.append(index)
                found += 1
            index += step
    own = [i for i in range(line - 1, min(end_line, len(lines))) if not _RULE.match(lines[i])]
    result = []
    for index in sorted({*shown, *own}):
        is_context = index not in own
        raw = lines[index]
        cells = _excerpt_cells(raw, offsets[index], start, end)
        if is_context:
            cells = tuple(_shortened(cell) for cell in cells)
        if any(piece.text for cell in cells for piece in cell):
            result.append(ExcerptLine(index + 1, cells, is_context))
    return result


def _excerpt_cells(raw: str, offset: int, start: int, end: int) -> tuple[tuple[Piece, ...], ...]:
    parts = []
    if raw.lstrip().startswith("|"):
        place = offset
        for cell in raw.split("|"):
            if cell.strip():
                parts.append((cell, place))
            place += len(cell) + 1
    else:
        parts.append((raw, offset))
    return tuple(tuple(_pieces(cell, place, start, end)) for cell, place in parts)


def _pieces(raw: str, offset: int, start: int, end: int) -> Iterator[Piece]:
    low, high = max(start - offset, 0), min(end - offset, len(raw))
    if low >= high:
        yield Piece(_clean(raw).strip(), marked=False)
        return
    for text, marked in ((raw[:low], False), (raw[low:high], True), (raw[high:], False)):
        plain = _clean(text)
        if plain.strip():
            yield Piece(plain, marked)


def _shortened(cell: tuple[Piece, ...]) -> tuple[Piece, ...]:
    return tuple(
        Piece(piece.text[:_CONTEXT_LIMIT].rstrip() + "…", piece.marked)
        if len(piece.text) > _CONTEXT_LIMIT
        else piece
        for piece in cell
    )


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", _MARKUP.sub(" ", text))
