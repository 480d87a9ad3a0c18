"""A statement in the words of its document, with the lines around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


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
