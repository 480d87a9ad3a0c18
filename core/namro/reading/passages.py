"""Builds a clean text piece by piece while remembering where each piece came from."""

from __future__ import annotations

from bisect import bisect_right

from namro.model.source import Passage, Span


class PassageBuilder:
    """Collects the readable characters of one block and their places in the document.

    White space is collapsed as it comes: a blank is only written once something follows it, and
    never just inside a round bracket, where only a removed tag can have left it.
    """

    __slots__ = ("_blank", "_last", "_length", "_next_raw", "_parts", "_pieces", "end_raw")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pieces: list[tuple[int, int]] = []
        self._length = 0
        self._next_raw = -1
        self._blank = -1
        self._last = ""
        self.end_raw = 0

    def __len__(self) -> int:
        return self._length

    @property
    def last(self) -> str:
        """The last character written, empty at the beginning."""
        return self._last

    def blank(self, raw: int) -> None:
        """Note white space at a place."""
        if self._blank < 0 and self._length:
            self._blank = raw

    def glue(self) -> None:
        """Forget white space noted since the last character."""
        self._blank = -1

    def add(self, text: str, raw: int) -> None:
        """Write characters that stand in the document exactly so."""
        if text[:1] == " ":
            self.blank(raw)
            raw += 1
            text = text[1:]
        trailing = text[-1:] == " "
        if trailing:
            text = text[:-1]
        if text:
            self._write(text, raw, len(text))
        if trailing:
            self.blank(raw + len(text))

    def replace(self, text: str, raw: int, raw_length: int) -> None:
        """Write characters that stand for others in the document."""
        if text and text.strip():
            self._write(text, raw, raw_length)
        else:
            self.blank(raw)

    def _write(self, text: str, raw: int, raw_length: int) -> None:
        if self._blank >= 0:
            if self._last != "(" and text[0] != ")":
                self._put(" ", self._blank, 1)
            self._blank = -1
        self._put(text, raw, raw_length)

    def _put(self, text: str, raw: int, raw_length: int) -> None:
        if raw != self._next_raw:
            self._pieces.append((self._length, raw))
        self._parts.append(text)
        self._length += len(text)
        self._last = text[-1]
        self.end_raw = raw + raw_length
        # Only a piece of equal length keeps text and document in step.
        self._next_raw = self.end_raw if len(text) == raw_length else -1

    def build(self, line: int, end_line: int, fallback: int) -> Passage:
        """Give the passage; ``fallback`` is its place when it turned out empty."""
        if not self._length:
            return Passage("", Span(fallback, fallback), line, end_line)
        pieces = tuple(self._pieces)
        span = Span(pieces[0][1], self.end_raw)
        return Passage(
            "".join(self._parts), span, line, end_line, pieces if len(pieces) > 1 else ()
        )


def tail(passage: Passage, start: int) -> Passage:
    """Give a passage without its first characters, all places kept."""
    if start <= 0:
        return passage
    if start >= len(passage.text):
        place = passage.span.end
        return Passage("", Span(place, place), passage.line, passage.end_line)
    raw = passage.source_offset(start)
    span = Span(raw, passage.span.end)
    if not passage.pieces:
        return Passage(passage.text[start:], span, passage.line, passage.end_line)
    first = bisect_right(passage.pieces, (start, 1 << 60))
    pieces = ((0, raw), *((clean - start, place) for clean, place in passage.pieces[first:]))
    return Passage(
        passage.text[start:],
        span,
        passage.line,
        passage.end_line,
        pieces if len(pieces) > 1 else (),
    )
