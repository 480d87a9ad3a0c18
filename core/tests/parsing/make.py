"""Small builders for documents with tables, without any file format in between."""

from __future__ import annotations

from collections.abc import Sequence

from namro.model.source import (
    Block,
    BlockKind,
    Cell,
    Passage,
    Row,
    SourceDocument,
    SourceFormat,
    Span,
    Table,
)
from namro.vietnamese.numbering import split_marker

UP = "^"
LEFT = "<"


def make_source(*parts: str | Sequence[Sequence[str]]) -> SourceDocument:
    """Build a document from paragraphs (text, a number at their head taken off) and tables.

    In a table ``"^"`` is the cell above, ``"<"`` the cell to the left, and ``"**x**"`` is bold.
    """
    text = ""
    blocks: list[Block] = []
    for part in parts:
        line = text.count("\n") + 1
        if isinstance(part, str):
            span = Span(len(text), len(text) + len(part))
            marker, words = split_marker(part)
            inner = Span(span.end - len(words), span.end)
            blocks.append(Block(BlockKind.PARAGRAPH, Passage(words, inner, line, line), marker))
            text += part + "\n"
            continue
        rows: list[Row] = []
        start = len(text)
        for cells in part:
            line = text.count("\n") + 1
            made: list[Cell] = []
            for place, words in enumerate(cells):
                if words == UP:
                    made.append(rows[-1].cells[place])
                elif words == LEFT:
                    made.append(made[-1])
                else:
                    bold = words.startswith("**")
                    clean = words.strip("*")
                    text += "| "
                    here = Span(len(text), len(text) + len(clean))
                    text += clean + " "
                    made.append(Cell(Passage(clean, here, line, line), (clean,), bold))
            text += "|\n"
            rows.append(Row(tuple(made), line, line))
        table = Table(tuple(rows), max(len(row.cells) for row in rows))
        passage = Passage("", Span(start, len(text)), rows[0].line, rows[-1].line)
        blocks.append(Block(BlockKind.TABLE, passage, table=table))
    return SourceDocument("ke-hoach.txt", SourceFormat.TEXT, text, tuple(blocks), "0" * 64)
