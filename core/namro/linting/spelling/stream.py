"""A document as one run of syllables, for looking at each in its neighbourhood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from namro.linting.spelling.syllables import key_of
from namro.model.source import Passage, SourceDocument, Span

_OPENING = "“\"'(‘[«*"
_CLOSING = "”\"'),.;:!?…’]»*"


@dataclass(frozen=True, slots=True)
class Written:
    """One printed word, once for all its occurrences.

    Attributes:
        text: Without the punctuation around it.
        key: Its key; empty when it is not a plain syllable (numbers, signs, joined words).
        before, after: The punctuation around it.
        capital: Whether it begins with a capital.
        upper: Whether it is all capitals.
        abbreviation: Whether it looks like an abbreviation or a joined name.
    """

    text: str
    key: str
    before: str
    after: str
    capital: bool
    upper: bool
    abbreviation: bool


class Stream:
    """Every word of a document in reading order.

    ``keys[i]`` is the key of word i, empty where a word is no plain syllable; ``pairs[i]`` is
    ``"key key"`` of words i and i+1 when nothing stands between them, else empty. Passages are set
    apart by an empty word.
    """

    def __init__(self, source: SourceDocument) -> None:
        # An empty word at each end of a passage spares every look at a neighbour a bounds check.
        self.words: list[Written] = [_NOTHING]
        self.passages: list[Passage] = []
        self._first: list[int] = []
        # Where each word's text begins in its passage: one long line may hold very many slips.
        self._starts: list[int] = [0]
        known: dict[str, Written] = {}
        words = self.words
        for passage in passages_of(source):
            self._first.append(len(words))
            self.passages.append(passage)
            offset = 0
            for raw in passage.text.split(" "):
                word = known.get(raw)
                if word is None:
                    word = known[raw] = _written(raw)
                words.append(word)
                self._starts.append(offset + len(word.before))
                offset += len(raw) + 1
            words.append(_NOTHING)
            self._starts.append(offset)
        self.keys = [word.key for word in words]
        self.pairs = [
            f"{first.key} {second.key}"
            if first.key and second.key and not first.after and not second.before
            else ""
            for first, second in pairwise(words)
        ]
        self.pairs.append("")

    def place(self, first: int, last: int) -> tuple[Passage, int, int]:
        """Give the passage of words first..last and the offsets of their text in it."""
        passage = self.passages[bisect_right(self._first, first) - 1]
        return passage, self._starts[first], self._starts[last] + len(self.words[last].text)

    def span(self, first: int, last: int) -> Span:
        """Give where words first..last stand in the document."""
        passage, start, end = self.place(first, last)
        return passage.source_span(start, end)


def passages_of(source: SourceDocument) -> Iterator[Passage]:
    """Give every passage of a document: blocks, and each table cell once."""
    for block in source.blocks:
        if block.table is None:
            if block.text:
                yield block.passage
            continue
        for row in block.table.rows:
            before = None
            for cell in row.cells:
                if cell is not before and cell.text:
                    yield cell.passage
                before = cell


def _written(raw: str) -> Written:
    text = raw.lstrip(_OPENING)
    before = raw[: len(raw) - len(text)]
    core = text.rstrip(_CLOSING)
    after = text[len(core) :]
    plain = core.isalpha() and len(core) <= 7
    upper = core.isupper() and len(core) > 1
    return Written(
        text=core,
        key=key_of(core) if plain else "",
        before=before,
        after=after,
        capital=core[:1].isupper(),
        upper=upper,
        abbreviation=_is_abbreviation(core),
    )


def _is_abbreviation(text: str) -> bool:
    if not text.isalnum() or text.islower():
        return False
    letters = [letter for letter in text if letter.isalpha()]
    return (
        3 <= len(letters) <= 12
        and len(letters) >= len(text) - 2
        and sum(letter.isupper() for letter in letters) >= 2
    )


_NOTHING = Written("", "", "", "", False, False, False)
