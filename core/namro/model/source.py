"""A document as it was read: its text, its blocks, and where every character stands.

``SourceDocument.text`` is the one text that all positions refer to. For plain text and Markdown it
is the decoded file; for DOCX, PDF, HTML and XLSX the reader writes it, one block a line (a table
row is one line: ``| cell | cell |``). A *line* is therefore the same thing for every format:
1-based over ``text.split("\\n")``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class SourceFormat(StrEnum):
    """What kind of file the document came from."""

    TEXT = "text"
    MARKDOWN = "markdown"
    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of ``SourceDocument.text``: character offsets, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Clean text together with where each of its characters stands in the document.

    ``text`` is what a person reads: NFC, markup and list marks removed, white space collapsed, hard
    wraps and page breaks joined. ``pieces`` maps it back: pairs (offset in ``text``, offset in
    ``SourceDocument.text``), rising, one for each place where the two stop running in step.
    """

    text: str
    span: Span
    line: int
    end_line: int
    pieces: tuple[tuple[int, int], ...] = ()

    def source_offset(self, offset: int) -> int:
        """Give the place in the document of one character of ``text``."""
        if not self.pieces:
            return min(self.span.start + offset, self.span.end)
        index = max(bisect_right(self.pieces, (offset, 1 << 60)) - 1, 0)
        clean, raw = self.pieces[index]
        return min(raw + (offset - clean), self.span.end)

    def source_span(self, start: int, end: int) -> Span:
        """Give the stretch of the document that ``text[start:end]`` was read from."""
        if end <= start:
            place = self.source_offset(start)
            return Span(place, place)
        return Span(self.source_offset(start), self.source_offset(end - 1) + 1)


def join_passages(passages: Sequence[Passage]) -> Passage:
    """Give the pieces of a text that was cut (by a page break) as one, every place kept."""
    if len(passages) == 1:
        return passages[0]
    text = ""
    pieces: list[tuple[int, int]] = []
    for passage in passages:
        if text:
            pieces.append((len(text), passage.span.start))
            text += " "
        pieces.extend(
            (len(text) + clean, raw) for clean, raw in passage.pieces or ((0, passage.span.start),)
        )
        text += passage.text
    return Passage(
        text,
        Span(min(p.span.start for p in passages), max(p.span.end for p in passages)),
        passages[0].line,
        passages[-1].end_line,
        tuple(pieces),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    A merged cell stands once in the model and is repeated, as the *same object*, in every grid
    place it covers: ``row.cells[3] is row.cells[2]`` tells a merge from a second equal cell.

    Attributes:
        passage: The whole cell as one text.
        parts: The cell's own paragraphs or ``<br>`` lines, in order (one entry when there is one).
        bold: Whether all of it is printed bold.
        rowspan, colspan: Size in grid places.
    """

    passage: Passage
    parts: tuple[str, ...] = ()
    bold: bool = False
    rowspan: int = 1
    colspan: int = 1

    @property
    def text(self) -> str:
        """The cell's clean text."""
        return self.passage.text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, padded to the grid's width."""

    cells: tuple[Cell, ...]
    line: int
    end_line: int
    page: int | None = None
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of rows. Tables that a page break cut in two are still two tables here."""

    rows: tuple[Row, ...]
    columns: int


class BlockKind(StrEnum):
    """What a block is by its form alone; what it *means* is the parser's business."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, heading or table, in reading order.

    Attributes:
        passage: The clean text without its list mark or number (empty for a table).
        marker: The list mark or number as printed or as numbered by the file: ``"-"``, ``"1."``,
            ``"a)"``, ``"II."``, ``"2.1."``; empty when there is none.
        level: Heading level given by the file (1-9), 0 when it gives none.
        indent: Depth of a list item as the file gives it, 0 when it gives none.
        bold, italic, centred: Whether the whole block is printed so, as far as the file tells.
        page: 1-based page, None where the format has no pages.
        table: The grid, for ``BlockKind.TABLE``.
        layout: True when it came out of a table used only to place things on the page (document
            head, signing block), which readers take apart into paragraphs.
    """

    kind: BlockKind
    passage: Passage
    marker: str = ""
    level: int = 0
    indent: int = 0
    bold: bool = False
    italic: bool = False
    centred: bool = False
    page: int | None = None
    table: Table | None = None
    layout: bool = False

    @property
    def text(self) -> str:
        """The block's clean text."""
        return self.passage.text

    @property
    def line(self) -> int:
        """First line of the block."""
        return self.passage.line

    @property
    def end_line(self) -> int:
        """Last line of the block."""
        return self.passage.end_line


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A file as read.

    Attributes:
        name: File name as given, for messages only.
        format: What the content turned out to be.
        text: The text that every span and line refers to.
        blocks: Reading order.
        sha256: Of the original bytes, hexadecimal.
        pages: Number of pages, None where the format has none.
        furniture: Running heads and feet, kept out of ``blocks``.
        notes: What the reader repaired or left out, one Vietnamese sentence each
            (legacy letters converted, tracked changes accepted, characters recognised from a scan).
    """

    name: str
    format: SourceFormat
    text: str
    blocks: tuple[Block, ...]
    sha256: str
    pages: int | None = None
    furniture: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    _line_starts: tuple[int, ...] = field(default=(), repr=False, compare=False)

    def line_of(self, offset: int) -> int:
        """Give the 1-based line in which an offset of ``text`` stands."""
        starts = self._line_starts
        if not starts:
            found = [0]
            place = self.text.find("\n")
            while place >= 0:
                found.append(place + 1)
                place = self.text.find("\n", place + 1)
            starts = tuple(found)
            object.__setattr__(self, "_line_starts", starts)
        return bisect_right(starts, offset)

    def quote(self, span: Span) -> str:
        """Give the exact substring that a span points at."""
        return self.text[span.start : span.end]
