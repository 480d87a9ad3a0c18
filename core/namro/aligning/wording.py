"""What a statement is about, as weighted terms.

Plans say one thing in many words ("TTHC", "thủ tục hành chính"), and most of their words are the
same in every statement. A statement is therefore read as *terms*: things that have a name of their
own (``data/matching-terms.txt``), and the remaining words alone and in pairs, without those that tell
nothing (``data/matching-stop-words.txt``). A term weighs the more the fewer statements use it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from importlib import resources
from itertools import pairwise

_WORD = re.compile(r"r&d|kh&cn|kh-cn|\w+", re.IGNORECASE)
_SEGMENT = re.compile(r"[.;:\n]+\s*|\s-\s")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_LONGEST = 4000
_FEWEST_TERMS = 3
_LONGEST_RUN = 14

_NAMED, _PAIR, _SINGLE = 1.5, 1.0, 0.7
"""What a named thing, a pair of words and a single word weigh before rarity."""
_BACKGROUND_SHARE = 0.05
"""A phrase of the library's list counts as this much of a statement: it tells common words from rare."""


@dataclass(frozen=True, slots=True)
class _Term:
    name: str
    bearer: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Wordings by their first syllable, the longest first; None means that they tell nothing."""

    wordings: dict[str, tuple[tuple[tuple[str, ...], _Term | None], ...]]
    background: Counter[str]
    phrases: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement's terms, whole and by clause.

    Attributes:
        plain: The words as one text, by which two statements are found equal.
        bearers: Whom it speaks of, of the bearers that are told apart.
        clauses: Terms of each clause, when there are several.
    """

    plain: str
    terms: frozenset[str]
    bearers: frozenset[str]
    clauses: tuple[frozenset[str], ...] = ()


def syllables(text: str) -> list[str]:
    """Give the words in lower case, each with its tone at its end, so that ``hoá`` equals ``hóa``.

    >>> syllables("Số hoá") == syllables("số hóa")
    True
    """
    return [_syllable(word) for word in _WORD.findall(text[:_LONGEST].lower())]


@lru_cache(maxsize=20_000)
def _syllable(word: str) -> str:
    if word.isascii():
        return word
    letters, tone = [], ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONES:
            tone = letter
        else:
            letters.append(letter)
    return unicodedata.normalize("NFC", "".join(letters)) + tone


def _lines(name: str) -> list[str]:
    text = resources.files("namro").joinpath("data", name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    found: dict[tuple[str, ...], _Term | None] = {}
    for line in _lines("matching-stop-words.txt"):
        for phrase in line.split(","):
            found[tuple(syllables(phrase))] = None
    for line in _lines("matching-terms.txt"):
        name, _, others = line.removeprefix("!").partition("=")
        term = _Term("=" + "_".join(syllables(name)), line.startswith("!"))
        for phrase in (name, *others.split(",")):
            if key := tuple(syllables(phrase)):
                found[key] = term
    first: dict[str, list[tuple[tuple[str, ...], _Term | None]]] = {}
    for key, value in found.items():
        if key:
            first.setdefault(key[0], []).append((key, value))
    for wordings in first.values():
        wordings.sort(key=lambda one: (-len(one[0]), one[0]))
    background: Counter[str] = Counter()
    phrases = 0
    for line in _lines("administrative-phrases.txt"):
        for phrase in line.split(","):
            words = syllables(phrase)
            phrases += bool(words)
            background.update({*words, *map(" ".join, pairwise(words))})
    return _Lexicon({key: tuple(value) for key, value in first.items()}, background, phrases)


def wording_of(text: str) -> Wording:
    """Read a statement as terms."""
    terms, bearers = _terms(syllables(text))
    clauses: list[frozenset[str]] = []
    parts = [part for part in _SEGMENT.split(text[:_LONGEST]) if part.strip()]
    if len(parts) > 1:
        for part in parts:
            found, _ = _terms(syllables(part))
            if len(found) >= _FEWEST_TERMS:
                clauses.append(found)
    return Wording(" ".join(syllables(text)), terms, bearers, tuple(dict.fromkeys(clauses)))


def _terms(words: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    lexicon = _lexicon()
    terms: set[str] = set()
    bearers: set[str] = set()
    place, before = 0, ""
    while place < len(words):
        word = words[place]
        for key, term in lexicon.wordings.get(word, ()):
            if tuple(words[place : place + len(key)]) == key:
                if term is not None:
                    terms.add(term.name)
                    if term.bearer:
                        bearers.add(term.name)
                    before = ""
                place += len(key)
                break
        else:
            place += 1
            if not word[0].isdigit() and (len(word) > 1 or word.isalpha()):
                terms.add(word)
                if before:
                    terms.add(f"{before} {word}")
                before = word
            continue
    return frozenset(terms), frozenset(bearers)


def common_runs(one: str, other: str, few: int = 2) -> list[str]:
    """Give the longest runs of words that two statements share and that tell something.

    >>> common_runs("Tỷ lệ thanh toán trực tuyến", "Tỷ lệ thanh toán trực tuyến khi làm TTHC")
    ['thanh toán trực tuyến']
    """
    mine, words = syllables(one), [word.lower() for word in _WORD.findall(one[:_LONGEST])]
    runs: list[tuple[float, int, int]] = []
    for match in SequenceMatcher(
        None, mine, syllables(other), autojunk=False
    ).get_matching_blocks():
        start, end = match.a, match.a + match.size
        while start < end and _tells_nothing(mine, start):
            start += _tells_nothing(mine, start)
        if end - start < 2:
            continue
        telling = len(_terms(mine[start:end])[0])
        if telling:
            runs.append((-telling, start, end))
    return [
        " ".join(words[start : min(end, start + _LONGEST_RUN)])
        + " …" * (end - start > _LONGEST_RUN)
        for _, start, end in sorted(runs)[:few]
    ]


def _tells_nothing(words: Sequence[str], place: int) -> int:
    """Give how many words from a place on tell nothing, 0 when they tell something."""
    for key, term in _lexicon().wordings.get(words[place], ()):
        if tuple(words[place : place + len(key)]) == key:
            return len(key) if term is None else 0
    return 0


class Weights:
    """How much each term of a set of statements weighs."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        lexicon = _lexicon()
        counted: Counter[str] = Counter()
        size = 0
        for one in wordings:
            counted.update(one.terms)
            size += 1
        total = size + _BACKGROUND_SHARE * lexicon.phrases
        self._weights = {
            term: _kind_weight(term)
            * math.log1p(total / (count + _BACKGROUND_SHARE * lexicon.background.get(term, 0)))
            for term, count in counted.items()
        }

    def of(self, terms: Iterable[str]) -> float:
        """Give the weight of terms together; summed in a fixed order, so that it never varies."""
        return math.fsum(self._weights.get(term, 0.0) for term in terms)

    def heaviest(self, terms: Iterable[str], few: int = 3) -> list[str]:
        """Give the terms that weigh most, as a person writes them."""
        ordered = sorted(terms, key=lambda term: (-self._weights.get(term, 0.0), term))
        chosen: list[str] = []
        for term in ordered:
            said = readable(term)
            if not any(said in other or other in said for other in chosen):
                chosen.append(said)
            if len(chosen) == few:
                break
        return chosen


def _kind_weight(term: str) -> float:
    if term[0] == "=":
        return _NAMED
    return _PAIR if " " in term else _SINGLE


def readable(term: str) -> str:
    """Write a term as words again."""
    return " ".join(_spoken(word) for word in term.removeprefix("=").replace("_", " ").split())


def _spoken(word: str) -> str:
    """Put the tone back on its vowel (the one before a final consonant, else the last but one)."""
    if not word or word[-1] not in _TONES:
        return word
    letters, tone = word[:-1], word[-1]
    places = [i for i, letter in enumerate(letters) if letter in "aăâeêioôơuưy"]
    marked = [i for i in places if letters[i] in "ăâêôơư"]
    if letters[:2] in {"qu", "gi"} and len(places) > 1:
        places = places[1:]
    if marked:
        place = marked[-1]
    elif len(places) > 1 and places[-1] == len(letters) - 1:
        place = places[-2]
    else:
        place = places[-1]
    return unicodedata.normalize("NFC", letters[: place + 1] + tone + letters[place + 1 :])
