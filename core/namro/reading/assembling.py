"""Writes the one text of a document that has none of its own (DOCX, PDF, HTML, XLSX).

One block a line, a table row a line. Paragraphs that a page break, a line break or a converter cut
in two are joined by the same rules as in plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from namro.model.source import Block, BlockKind, Cell, Passage, Row, SourceFormat, Span, Table
from namro.reading.budgets import Budgets
from namro.reading.joining import goes_on, runs_on
from namro.reading.layout import (
    column_by_column,
    is_layout,
    may_have_sides,
    opens_closing,
    side_of_closing,
    sides,
)
from namro.vietnamese.normalise import clean_text
from namro.vietnamese.numbering import split_marker


@dataclass(slots=True)
class Paragraph:
    """A paragraph as a reader found it; ``text`` may hold line breaks and is not yet clean."""

    text: str
    marker: str = ""
    level: int = 0
    indent: int = 0
    bold: bool = False
    italic: bool = False
    centred: bool = False
    page: int | None = None


@dataclass(slots=True)
class GridCell:
    """A cell as a reader found it, at its first grid place."""

    paragraphs: list[Paragraph]
    rowspan: int = 1
    colspan: int = 1
    tables: list[Grid] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of the cell's paragraphs, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(slots=True)
class Grid:
    """A table as a reader found it: rows of cells, None where a merged cell covers the place."""

    rows: list[list[GridCell | None]]
    header_rows: int = 0
    pages: list[int | None] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """What a format's reader hands over.

    Attributes:
        asides: What the file carries beside its text (properties, comments, hidden sheets); only
            looked at for secrecy marks.
    """

    format: SourceFormat
    text: str
    blocks: list[Block]
    pages: int | None = None
    furniture: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)


# No paragraph of a plan is longer; joining without end would take ever longer for each piece.
_LONGEST = 8_000

#: Undoes a legacy encoding found in the document as a whole.
Mender = Callable[[str], str]


class Assembler:
    """Collects paragraphs and tables in reading order and writes text and blocks together."""

    def __init__(self, budgets: Budgets, mend: Mender | None = None) -> None:
        self._budgets = budgets
        self._clean = clean_text if mend is None else lambda text: clean_text(mend(text))
        self._lines: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._cells = 0
        self._beside: list[Paragraph] = []
        self._closing = False

    def paragraph(self, found: Paragraph, *, layout: bool = False) -> None:
        """Add a paragraph; its line breaks become paragraphs of their own where they part."""
        if not layout and may_have_sides(found.text):
            parted = None if found.marker else sides(found.text, beside=bool(self._beside))
            if parted is not None:
                left, right = (
                    replace(found, text=found.text[start:end], marker="") for start, end in parted
                )
                self._beside.append(right)
                left_text = self._clean(left.text)
                self._closing = self._closing or opens_closing(left_text)
                self._add(left, left_text, gap=True, layout=True)
                return
        if self._closing and self._beside and not layout:
            side = "left" if found.marker else side_of_closing(found.text)
            if side == "right":
                self._beside.append(found)
                return
            if side == "left" and "\n" not in found.text:
                self._add(found, self._clean(found.text), gap=True, layout=True)
                return
        self._end_columns()
        if "\n" not in found.text:
            self._add(found, self._clean(found.text), gap=True, layout=layout)
            return
        gap = True
        for line in found.text.split("\n"):
            text = self._clean(line)
            if text:
                self._add(found, text, gap=gap, layout=layout)
                gap = False

    def _end_columns(self) -> None:
        """Write the right side of lines set in two columns, once its left side is done."""
        waiting, self._beside = self._beside, []
        self._closing = False
        for right in waiting:
            self._add(right, self._clean(right.text), gap=True, layout=True)

    def _add(self, found: Paragraph, text: str, *, gap: bool, layout: bool) -> None:
        if not text or not text.strip("-–—_=*~. "):
            return
        marker = found.marker if gap else ""
        rest = text
        if not marker:
            marker, rest = split_marker(text)
        previous = self._blocks[-1] if self._blocks else None
        if (
            previous is not None
            and previous.table is None
            and previous.layout == layout
            and len(previous.text) < _LONGEST
        ):
            ended = previous.text[-300:] or previous.marker
            joins = (
                goes_on(
                    ended, text, marked=bool(marker), heading=bool(found.level or previous.level)
                )
                if gap
                else runs_on(ended, text, marked=bool(marker), heading=bool(previous.level))
            )
            if joins:
                self._extend(previous, text)
                return
        plain = BlockKind.ITEM if marker else BlockKind.PARAGRAPH
        printed = f"{marker} {rest}" if marker and rest else marker or rest
        start = self._length + len(printed) - len(rest)
        line = len(self._lines) + 1
        self._write(printed)
        self._blocks.append(
            Block(
                BlockKind.HEADING if found.level else plain,
                Passage(rest, Span(start, start + len(rest)), line, line),
                marker=marker,
                level=found.level,
                indent=found.indent,
                bold=found.bold,
                italic=found.italic,
                centred=found.centred,
                page=found.page,
                layout=layout,
            )
        )
        self._budgets.check_blocks(len(self._blocks))

    def _extend(self, block: Block, text: str) -> None:
        glue = "" if block.text[-1:] == "-" and block.text[-2:-1].isalnum() else " "
        whole = block.passage.text + glue + text
        self._lines[-1] += glue + text
        self._length += len(glue) + len(text)
        start = block.passage.span.start
        passage = Passage(
            whole, Span(start, start + len(whole)), block.passage.line, block.passage.end_line
        )
        self._blocks[-1] = replace(block, passage=passage)

    def _write(self, line: str) -> None:
        self._lines.append(line)
        self._length += len(line) + 1
        self._budgets.check_characters(self._length)

    def table(self, grid: Grid) -> None:
        """Add a table, or take it apart when it only places things on the page."""
        self._end_columns()
        rows = [row for row in grid.rows if row]
        # A table without a word draws a line or keeps a distance.
        if not any(cell.paragraphs or cell.tables for row in rows for cell in row if cell):
            return
        self._cells += sum(len(row) for row in rows)
        self._budgets.check_cells(self._cells)
        if is_layout([[cell.text if cell else "" for cell in row] for row in rows[:9]]) and (
            len(rows) <= 8 or max(len(row) for row in rows) <= 1
        ):
            width = max(len(row) for row in rows)
            for cell in column_by_column(
                rows, lambda cell: cell is not None and cell.colspan >= width > 1
            ):
                if cell is not None:
                    self._take_apart(cell)
            return
        self._data_table(grid, rows)

    def _take_apart(self, cell: GridCell) -> None:
        for paragraph in cell.paragraphs:
            self.paragraph(paragraph, layout=True)
        for inner in cell.tables:
            self.table(inner)

    def _data_table(self, grid: Grid, rows: list[list[GridCell | None]]) -> None:
        columns = max(len(row) for row in rows)
        first_line = len(self._lines) + 1
        start = self._length
        covered: dict[tuple[int, int], Cell] = {}
        built: list[Row] = []
        height = len(rows)
        for number, row in enumerate(rows):
            line = first_line + number
            offset = self._length + 2
            pieces: list[str] = []
            cells: list[Cell] = []
            for place in range(columns):
                above = covered.get((number, place)) if covered else None
                if above is not None:
                    cells.append(above)
                    # A cell merged downwards is printed once, in its first row.
                    if above.passage.line != line:
                        pieces.append("")
                        offset += 3
                    continue
                found = row[place] if place < len(row) else None
                text, parts, bold = self._cell_text(found)
                size = len(text)
                passage = Passage(text, Span(offset, offset + size), line, line)
                pieces.append(text)
                offset += size + 3
                if found is None or (found.rowspan == 1 and found.colspan == 1):
                    cells.append(Cell(passage, parts, bold))
                    continue
                colspan = max(min(found.colspan, columns - place), 1)
                rowspan = max(min(found.rowspan, height - number), 1)
                cell = Cell(passage, parts, bold, rowspan, colspan)
                cells.append(cell)
                for down in range(number, number + rowspan):
                    for right in range(place, place + colspan):
                        if down > number or right > place:
                            covered.setdefault((down, right), cell)
            self._write("| " + " | ".join(pieces) + " |")
            page = grid.pages[number] if number < len(grid.pages) else None
            built.append(Row(tuple(cells), line, line, page, header=number < grid.header_rows))
        table = Table(tuple(built), columns)
        passage = Passage(
            "", Span(start, max(self._length - 1, start)), first_line, len(self._lines)
        )
        self._blocks.append(
            Block(BlockKind.TABLE, passage, page=grid.pages[0] if grid.pages else None, table=table)
        )
        self._budgets.check_blocks(len(self._blocks))

    def _cell_text(self, cell: GridCell | None) -> tuple[str, tuple[str, ...], bool]:
        if cell is None:
            return "", (), False
        paragraphs = cell.paragraphs
        if len(paragraphs) == 1 and not cell.tables:
            only = paragraphs[0]
            if "\n" not in only.text:
                text = self._clean(only.text)
                if only.marker:
                    text = f"{only.marker} {text}".strip()
                return text, (text,) if text else (), only.bold
        parts: list[str] = []
        bold = True
        for paragraph in paragraphs:
            for number, line in enumerate(paragraph.text.split("\n")):
                text = self._clean(line)
                if not text:
                    continue
                if paragraph.marker and not number:
                    text = f"{paragraph.marker} {text}"
                bold = bold and paragraph.bold
                parts.append(text)
        for inner in cell.tables:
            parts.extend(self._flat(inner))
        return " ".join(parts), tuple(parts), bold and bool(parts)

    def _flat(self, grid: Grid) -> list[str]:
        """Write a table inside a cell as lines, the way a person would read it out."""
        lines: list[str] = []
        for row in grid.rows:
            texts = [self._cell_text(cell)[0] for cell in row if cell is not None]
            line = "; ".join(text for text in texts if text)
            if line:
                lines.append(line)
        return lines

    def finish(self, format_: SourceFormat) -> Reading:
        """Give the text and its blocks."""
        self._end_columns()
        return Reading(format_, "\n".join(self._lines), self._blocks)


def fill_grid(rows: Sequence[Sequence[GridCell]], budgets: Budgets) -> list[list[GridCell | None]]:
    """Lay cells with spans onto a grid, the way HTML tables are laid out."""
    grid: list[list[GridCell | None]] = []
    taken: dict[tuple[int, int], bool] = {}
    total = 0
    for number, row in enumerate(rows):
        laid: list[GridCell | None] = []
        place = 0
        for cell in row:
            while taken.get((number, place)):
                laid.append(None)
                place += 1
            laid.append(cell)
            for down in range(cell.rowspan):
                for right in range(cell.colspan):
                    total += 1
                    if total > budgets.cells:
                        budgets.check_cells(total)
                    if down or right:
                        taken[number + down, place + right] = True
            laid.extend([None] * (cell.colspan - 1))
            place += cell.colspan
        while taken.get((number, place)):
            laid.append(None)
            place += 1
        grid.append(laid)
    return grid
