"""The words that are known before a document is opened.

Two sources: the phrase lists that come with the library, and the general dictionary inside the
``underthesea`` package when the extra ``language`` is installed. Only its word list is read, as a
file; the package itself is not imported. Everything is loaded once, at first need.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from namro.linting.spelling.syllables import key_of, skeleton_of

Key = str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Known words and phrases by the keys of their syllables.

    Attributes:
        words: Two-syllable words, ``"key key"``.
        heads, middles, tails: Three neighbouring syllables of a longer word or phrase: those
            that begin one, all of them, and those that end one. A head vouches for its first
            syllable, a middle for its second, a tail for its third.
        around: What stands in place of ``_`` in longer words and phrases: inside (``"a _ b"``),
            at the beginning (``"_ a b"``, ``"_ a b c"``), at the end (``"a b _"``).
        before, after: The syllables that make a two-syllable word with a given one.
        alike: Skeleton of a syllable to the keys of known syllables that share it.
        pairs_alike: Skeletons of a two-syllable word of the trade to the words that share them.
        written: How a syllable with that key is written.
        free: Keys of words that stand alone in a sentence.
        particles: Keys of the small words among them.
        administrative: Two-syllable words of the trade: the ones we are surest of.
        abbreviations: Known abbreviations and joined names in their own case.
        is_general: Whether a general dictionary is among them: only then is a syllable without
            words a rare one.
        places: Kind of place (``"thị xã"``) to its known names.
    """

    words: frozenset[str]
    heads: frozenset[str]
    middles: frozenset[str]
    tails: frozenset[str]
    before: dict[Key, list[Key]]
    after: dict[Key, list[Key]]
    around: dict[str, frozenset[Key]]
    alike: dict[str, frozenset[Key]]
    pairs_alike: dict[str, frozenset[str]]
    written: dict[Key, str]
    free: frozenset[Key]
    particles: frozenset[Key]
    administrative: frozenset[str]
    abbreviations: frozenset[str]
    places: dict[str, frozenset[str]]
    is_general: bool


@cache
def lexicon() -> Lexicon:
    """Load what is known, once."""
    return build_lexicon(_general_dictionary())


def build_lexicon(general: Iterable[str]) -> Lexicon:
    """Join a general dictionary to the library's own words of the trade.

    Args:
        general: Words and phrases in small letters; may be empty, and the misprint rule then leans
            on the words of the trade and of the document alone.
    """
    trade = list(_phrases("administrative-phrases.txt"))
    free_words = dict(_sections("free-words.txt"))
    particles = free_words["hư từ"].split()
    standing = free_words["thực từ"].split()

    words: set[str] = set()
    heads: set[str] = set()
    middles: set[str] = set()
    tails: set[str] = set()
    around: dict[str, set[Key]] = {}
    alike: dict[str, set[Key]] = {}
    written: dict[Key, str] = {}
    administrative: set[str] = set()

    shapes: dict[str, tuple[Key, str]] = {}

    def known(syllable: str) -> tuple[Key, str]:
        shape = shapes.get(syllable)
        if shape is None:
            shape = shapes[syllable] = (key_of(syllable), skeleton_of(syllable))
            alike.setdefault(shape[1], set()).add(shape[0])
        return shape

    def learn(phrase: str, *, of_the_trade: bool) -> None:
        syllables = phrase.split(" ")
        keys = []
        for syllable in syllables:
            key, _ = known(syllable)
            keys.append(key)
            if of_the_trade or key not in written:
                written[key] = syllable
        if len(keys) == 2:
            pair = f"{keys[0]} {keys[1]}"
            words.add(pair)
            if of_the_trade:
                administrative.add(pair)
        if len(keys) < 3:
            return
        heads.add(f"{keys[0]} {keys[1]} {keys[2]}")
        tails.add(f"{keys[-3]} {keys[-2]} {keys[-1]}")
        for first, second, third in zip(keys, keys[1:], keys[2:], strict=False):
            middles.add(f"{first} {second} {third}")
            if of_the_trade:
                around.setdefault(f"{first} _ {third}", set()).add(second)
        if of_the_trade:
            around.setdefault(f"_ {keys[1]} {keys[2]}", set()).add(keys[0])
            around.setdefault(f"{keys[-3]} {keys[-2]} _", set()).add(keys[-1])
            if len(keys) > 3:
                around.setdefault(f"_ {keys[1]} {keys[2]} {keys[3]}", set()).add(keys[0])

    is_general = False
    for phrase in general:
        learn(phrase, of_the_trade=False)
        is_general = True
    for phrase in trade:
        learn(phrase, of_the_trade=True)
    for word in (*particles, *standing):
        learn(word, of_the_trade=True)

    pairs_alike: dict[str, set[str]] = {}
    before: dict[str, list[Key]] = {}
    after: dict[str, list[Key]] = {}
    skeletons = {key: shapes[syllable][1] for key, syllable in written.items()}
    for pair in words:
        first, second = pair.split(" ")
        if pair in administrative:
            pairs_alike.setdefault(f"{skeletons[first]} {skeletons[second]}", set()).add(pair)
        before.setdefault(second, []).append(first)
        after.setdefault(first, []).append(second)

    return Lexicon(
        words=frozenset(words),
        heads=frozenset(heads),
        middles=frozenset(middles),
        tails=frozenset(tails),
        before=before,
        after=after,
        around=_frozen(around),
        alike=_frozen(alike),
        pairs_alike=_frozen(pairs_alike),
        written=written,
        free=frozenset(key_of(word) for word in (*particles, *standing)),
        particles=frozenset(key_of(word) for word in particles),
        administrative=frozenset(administrative),
        abbreviations=frozenset(_phrases("abbreviations.txt")),
        places={
            kind: frozenset(name.strip() for name in names.split(","))
            for kind, names in _sections("places.txt")
        },
        is_general=is_general,
    )


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(values) for name, values in found.items()}


def _lines(name: str) -> Iterator[str]:
    text = resources.files("namro").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line


def _phrases(name: str) -> Iterator[str]:
    for line in _lines(name):
        for phrase in line.split(","):
            if phrase := phrase.strip():
                yield phrase


def _sections(name: str) -> Iterable[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    title = ""
    for line in _lines(name):
        if line.startswith("["):
            title = line.strip("[] ")
        else:
            found.setdefault(title, []).append(line)
    return [(title, " ".join(lines)) for title, lines in found.items()]


def _general_dictionary() -> Iterator[str]:
    try:
        package = importlib.util.find_spec("underthesea")
    except (ImportError, ValueError):
        return
    if package is None or not package.submodule_search_locations:
        return
    path = Path(package.submodule_search_locations[0], "corpus", "data", "Viet74K.txt")
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        # Proper names ("An Khê") would vouch for chance neighbours; hyphens join foreign syllables.
        if line.islower() and "-" not in line and "." not in line:
            yield line
