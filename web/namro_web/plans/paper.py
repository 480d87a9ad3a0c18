"""A plan's document as sheets of paper with places marked on it: items read, tasks made of them.

Pure: a source document and the marks go in, blocks of plain text runs come out; a template draws
them. Positions arrive as offsets of the document's text and leave as runs of the clean text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from namro.model.source import Block, BlockKind, Cell, Passage, Row, SourceDocument, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to be tinted.

    Attributes:
        key: The item it belongs to.
        tag: Printed before its first character ("NV 12").
        tint: Style name ("nv", "ct", "bc", "fi" for a finding).
        span: Where.
        again: True where the item is only said again.
        url: Where the mark leads, for a page that follows it away.
    """

    key: str
    tag: str
    tint: str
    span: Span
    again: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with at most one mark; ``opens`` where its tag is printed."""

    text: str
    mark: Mark | None = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class PaperCell:
    """A table cell as drawn; ``address`` names its text ("12.3.1": block, row, cell)."""

    address: str
    runs: tuple[Run, ...]
    header: bool
    rowspan: int
    colspan: int
    numeric: bool


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A table row as drawn; its keys are the items that stand in it."""

    cells: tuple[PaperCell, ...]
    line: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperBlock:
    """A paragraph, heading, list item or table as drawn.

    ``number`` is its anchor: the page address ``#d12`` opens the twelfth block.
    """

    number: int
    kind: str
    marker: str
    level: int
    indent: int
    bold: bool
    italic: bool
    centred: bool
    line: int
    page: int | None
    runs: tuple[Run, ...]
    rows: tuple[PaperRow, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of paper: the blocks of a page, or of a stretch where the format has no pages."""

    label: str
    blocks: tuple[PaperBlock, ...]


SHEET_BLOCKS = 40
"""Blocks on a sheet where the format has no pages: about two printed pages."""


def sheets_of(source: SourceDocument, marks: Iterable[Mark]) -> tuple[Sheet, ...]:
    """Lay a document out on sheets, each mark in its place."""
    blocks = blocks_of(source, marks)
    if any(block.page is not None for block in blocks):
        by_page: dict[int, list[PaperBlock]] = {}
        page = 1
        for block in blocks:
            page = max(block.page or page, page)
            by_page.setdefault(page, []).append(block)
        total = source.pages or max(by_page, default=1)
        return tuple(
            Sheet(f"Trang {page}/{total}", tuple(found)) for page, found in sorted(by_page.items())
        )
    found_sheets: list[list[PaperBlock]] = [[]]
    for block in blocks:
        opens_annex = block.centred and block.runs and _text(block.runs).startswith("PHỤ LỤC")
        if found_sheets[-1] and (opens_annex or len(found_sheets[-1]) >= SHEET_BLOCKS):
            found_sheets.append([])
        found_sheets[-1].append(block)
    return tuple(
        Sheet(f"Dòng {found[0].line}–{found[-1].line}", tuple(found))
        for found in found_sheets
        if found
    )


def blocks_of(source: SourceDocument, marks: Iterable[Mark]) -> tuple[PaperBlock, ...]:
    """Give every block of a document with its marks, in reading order."""
    ordered = sorted(marks, key=lambda mark: (mark.span.start, mark.again))
    printed: set[tuple[str, int]] = set()
    return tuple(
        _drawn(number, block, ordered, printed) for number, block in enumerate(source.blocks, 1)
    )


def block_at(source: SourceDocument, offset: int) -> int:
    """Give the number of the block in which an offset of the text stands."""
    starts = [block.passage.span.start for block in source.blocks]
    return max(bisect_left(starts, offset + 1), 1)


def offset_at(source: SourceDocument, address: str, *, last: bool = False) -> int | None:
    """Give the place in the document of a character of the drawn text, None where there is none.

    Args:
        source: The document.
        address: "12:5" is the sixth character of the twelfth block; "12.3.1:5" that of a cell.
        last: The address is where a stretch ends, behind its last character.
    """
    name, _, written = address.partition(":")
    parts = [*name.split("."), written]
    if not all(part.isascii() and part.isdigit() and len(part) < 8 for part in parts):
        return None
    *path, offset = map(int, parts)
    passage = _passage_at(source, path)
    if passage is None or not 0 <= offset <= len(passage.text):
        return None
    return (
        passage.source_offset(offset - 1) + 1 if last and offset else passage.source_offset(offset)
    )


def _passage_at(source: SourceDocument, path: Sequence[int]) -> Passage | None:
    if not 1 <= path[0] <= len(source.blocks):
        return None
    block = source.blocks[path[0] - 1]
    if len(path) == 1:
        return block.passage if block.table is None else None
    if len(path) != 3 or block.table is None:
        return None
    seen: set[int] = set()
    for index, row in enumerate(block.table.rows, 1):
        cells = []
        for cell in row.cells:
            if id(cell) not in seen:
                seen.add(id(cell))
                cells.append(cell)
        if index == path[1]:
            return cells[path[2] - 1].passage if 1 <= path[2] <= len(cells) else None
    return None


def _drawn(
    number: int, block: Block, marks: Sequence[Mark], printed: set[tuple[str, int]]
) -> PaperBlock:
    rows: tuple[PaperRow, ...] = ()
    runs: tuple[Run, ...] = ()
    if block.kind is BlockKind.TABLE and block.table is not None:
        seen: set[int] = set()
        rows = tuple(
            _row(row, marks, printed, seen, place=f"{number}.{index}")
            for index, row in enumerate(block.table.rows, 1)
        )
    else:
        runs = _runs(block.passage, _within(block.passage.span, marks), printed)
    return PaperBlock(
        number=number,
        kind=block.kind.value,
        marker=block.marker,
        level=block.level,
        indent=min(block.indent, 5),
        bold=block.bold,
        italic=block.italic,
        centred=block.centred,
        line=block.line,
        page=block.page,
        runs=runs,
        rows=rows,
    )


def _row(
    row: Row, marks: Sequence[Mark], printed: set[tuple[str, int]], seen: set[int], *, place: str
) -> PaperRow:
    """Draw a table row: a mark over several cells is tinted in the one that says the most.

    A merged cell is one object in every grid place it covers, and is drawn where it is first met.
    """
    cells = []
    for cell in row.cells:
        if id(cell) not in seen:
            seen.add(id(cell))
            cells.append(cell)
    own: dict[int, list[Mark]] = {id(cell): [] for cell in cells}
    keys: dict[str, None] = {}
    for mark in _near(row, marks):
        over = [cell for cell in cells if _within(cell.passage.span, [mark])]
        if over:
            keys[mark.key] = None
            own[id(max(over, key=lambda cell: len(cell.text)))].append(mark)
    return PaperRow(
        cells=tuple(
            PaperCell(
                address=f"{place}.{number}",
                runs=_runs(cell.passage, own[id(cell)], printed),
                header=row.header,
                rowspan=cell.rowspan,
                colspan=cell.colspan,
                numeric=_is_short(cell),
            )
            for number, cell in enumerate(cells, 1)
        ),
        line=row.line,
        keys=tuple(keys),
    )


def _near(row: Row, marks: Sequence[Mark]) -> list[Mark]:
    spans = [cell.passage.span for cell in row.cells]
    if not spans:
        return []
    return _within(Span(min(s.start for s in spans), max(s.end for s in spans)), marks)


def _is_short(cell: Cell) -> bool:
    return len(cell.text) <= 12


def _within(span: Span, marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.span.start < span.end and mark.span.end > span.start]


def _runs(
    passage: Passage, marks: Sequence[Mark], printed: set[tuple[str, int]]
) -> tuple[Run, ...]:
    """Cut a passage at the edges of its marks; where two marks overlap the shorter is seen."""
    if not passage.text:
        return ()
    length = len(passage.text)
    stretches: list[tuple[int, int, Mark]] = []
    for mark in marks:
        start = bisect_left(range(length), mark.span.start, key=passage.source_offset)
        end = bisect_left(range(length), mark.span.end, key=passage.source_offset)
        if start < end:
            stretches.append((start, end, mark))
    edges = sorted({0, length, *(edge for start, end, _ in stretches for edge in (start, end))})
    found: list[Run] = []
    for left, right in pairwise(edges):
        over = [stretch for stretch in stretches if stretch[0] <= left and stretch[1] >= right]
        seen = min(over, key=lambda stretch: stretch[1] - stretch[0])[2] if over else None
        opens = seen is not None and (seen.key, seen.span.start) not in printed
        if seen is not None:
            printed.add((seen.key, seen.span.start))
        found.append(Run(passage.text[left:right], seen, opens))
    return tuple(found)


def _text(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs).upper()
