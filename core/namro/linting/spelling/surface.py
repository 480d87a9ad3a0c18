"""Slips that show on the surface: abbreviations, capitals, doubled words, commas, spaces, quotes.

None of these needs to know what a sentence means; each compares what is printed with a known form,
or with what the same document prints everywhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from namro.linting.spelling.lexicon import Lexicon
from namro.linting.spelling.slips import Slip, one_edit_apart
from namro.linting.spelling.stream import Stream
from namro.linting.spelling.syllables import key_of, skeleton_of

_LOOK_ALIKE = str.maketrans({"l": "I", "1": "I", "0": "O", "Đ": "D", "Ð": "D"})
_BODIES_OF_PARTY = frozenset({"tỉnh ủy", "huyện ủy", "thành ủy", "thị ủy", "đảng ủy", "trung ương"})


_HABIT = 10
"""How many times a document must write a phrase one way before once otherwise is a slip."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A slip in punctuation, between characters start and end of the document's text."""

    start: int
    end: int
    suggestion: str


def abbreviation_slips(stream: Stream, lexicon: Lexicon) -> Iterator[Slip]:
    """Find abbreviations that are not known, but nearly one that is ("VNelD", "VHXX")."""
    known = lexicon.abbreviations
    shapes: dict[str, set[str]] = {}
    for item in known:
        shapes.setdefault(item.translate(_LOOK_ALIKE), set()).add(item)
    printed = Counter(word.text for word in stream.words if word.abbreviation)
    verdicts = {text: _abbreviation(text, printed, known, shapes) for text in printed}
    wrong = {text for text, better in verdicts.items() if better is not None}
    for index, word in enumerate(stream.words):
        if word.text not in wrong:
            continue
        better = verdicts[word.text]
        if better is not None and not _in_capitals(stream, index):
            yield Slip(index, index, better, True)


def _in_capitals(stream: Stream, index: int) -> bool:
    """Tell whether a word stands in a line of capitals, where it may be any word."""
    words = stream.words
    return any(
        0 <= place < len(words) and words[place].upper and words[place].key
        and len(words[place].text) > 1 and not _consonants_only(words[place].text)
        for place in (index - 1, index + 1)
    )  # fmt: skip


def _consonants_only(text: str) -> bool:
    return not any(letter in "aeiouy" for letter in skeleton_of(text))


def _abbreviation(
    text: str, printed: Counter[str], known: frozenset[str], shapes: dict[str, set[str]]
) -> str | None:
    if text in known:
        return None
    alike = shapes.get(text.translate(_LOOK_ALIKE), set()) - {text}
    if len(alike) == 1:
        return next(iter(alike))
    if not text.isupper() or len(text) < 4 or not _consonants_only(text):
        return None
    near = [item for item in known if len(item) >= 4 and one_edit_apart(item, text)]
    if len(near) > 1:
        near = [item for item in near if printed[item]] or near
    # One letter off is a slip only where a letter is said twice or left out: other four-letter
    # abbreviations that merely look alike (VHTT, VHXH) are different bodies.
    near = [item for item in near if _stutters(text, item) or len(text) >= 5]
    return near[0] if len(near) == 1 else None


def _stutters(text: str, better: str) -> bool:
    return any(first == second for first, second in pairwise(text)) and not any(
        first == second for first, second in pairwise(better)
    )


def capital_slips(stream: Stream, lexicon: Lexicon) -> Iterator[Slip]:
    """Find known words half in capitals ("CÔNG an"), and party bodies in small letters."""
    words = stream.words
    for index, pair in enumerate(stream.pairs):
        first = words[index]
        if not (first.upper or first.text == "thường") or pair not in lexicon.words:
            continue
        second = words[index + 1]
        if first.upper and not second.capital and len(first.text) > 1:
            if _consonants_only(first.text) or (index and words[index - 1].upper):
                continue
            yield Slip(index, index + 1, f"{first.text.capitalize()} {second.text}", True)
        elif first.text == "thường" and second.text == "vụ" and index:
            head = words[index - 1].text
            following = " ".join(word.text.lower() for word in words[index + 2 : index + 4])
            if head == "Ban" and following in _BODIES_OF_PARTY:
                yield Slip(index - 1, index + 1, "Ban Thường vụ", True)


def doubled_words(stream: Stream, lexicon: Lexicon) -> Iterator[Slip]:
    """Find a word printed twice in a row that is no reduplication of the language."""
    words, keys = stream.words, stream.keys
    for index, (key, following) in enumerate(pairwise(keys)):
        if key != following or not key:
            continue
        first, second = words[index], words[index + 1]
        if first.text != second.text or first.upper or second.before:
            continue
        if first.after not in ("", ",") or f"{keys[index]} {keys[index]}" in lexicon.words:
            continue
        ends_word = index > 0 and stream.pairs[index - 1] in lexicon.words
        begins_word = stream.pairs[index + 1] in lexicon.words
        if begins_word and (ends_word or first.after):
            # Two words that happen to meet: "giao thông thông minh", "tổ chức đảng, đảng viên".
            continue
        if first.after and (second.after or not stream.pairs[index - 1]):
            continue
        yield Slip(index, index + 1, second.text, False)


_ONSET = re.compile(r"(g[íìỉĩị]|q[úùủũụ])([aăâeêioôơuưy][a-zăâđêôơư]*)", re.IGNORECASE)
_TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_PLAIN = str.maketrans(dict.fromkeys(_TONE_MARKS))


def tone_slips(stream: Stream) -> Iterator[Slip]:
    """Find a tone set on the "i" of "gi" or the "u" of "qu" ("gía", "qúy"), which carry none."""
    verdicts: dict[str, str | None] = {}
    for index, word in enumerate(stream.words):
        text = word.text
        if len(text) < 3 or text[0] not in "gGqQ":
            continue
        if text not in verdicts:
            verdicts[text] = _tone_moved(text)
        better = verdicts[text]
        if better is not None:
            yield Slip(index, index, better, True)


def _tone_moved(text: str) -> str | None:
    found = _ONSET.fullmatch(unicodedata.normalize("NFC", text))
    if found is None:
        return None
    onset = unicodedata.normalize("NFD", found[1])
    tone = next(letter for letter in onset if letter in _TONE_MARKS)
    rest = found[2]
    vowels = [place for place, letter in enumerate(rest) if letter.lower() in "aăâeêioôơuưy"]
    marked = [place for place in vowels if rest[place].lower() in "ăâêôơư"]
    seat = marked[-1] if marked else vowels[0]
    moved = onset.translate(_PLAIN) + rest[: seat + 1] + tone + rest[seat + 1 :]
    return unicodedata.normalize("NFC", moved)


_PLACE_HEADS = frozenset({"xã", "phường", "huyện", "tỉnh", "trấn", "phố", "quận", "thôn", "bản"})


def name_slips(stream: Stream, lexicon: Lexicon) -> Iterator[Slip]:
    """Find a place named once with other marks than everywhere else ("xã Cẩm Đưởng")."""
    words, keys = stream.words, stream.keys
    written: Counter[str] = Counter()
    for pair, first, second in zip(stream.pairs, words, words[1:], strict=False):
        if pair and first.capital and second.capital:
            written[pair] += 1
    usual: dict[str, str] = {}
    for pair, often in written.items():
        if often >= _SETTLED:
            usual[_shape(pair)] = pair
    shown: dict[str, str] = {}
    odd: list[tuple[int, str]] = []
    for index, word in enumerate(words[:-2]):
        if not words[index + 1].capital or words[index + 1].upper:
            continue
        name, last = _proper_name(stream, index + 1)
        if last != index + 2:
            continue
        pair = stream.pairs[index + 1]
        shown.setdefault(pair, name)
        if word.text in _PLACE_HEADS and stream.pairs[index] and written[pair] == 1:
            odd.append((index, pair))
    for index, pair in odd:
        better = usual.get(_shape(pair))
        if better is not None and better != pair and better in shown and keys[index]:
            yield Slip(index, index + 2, f"{words[index].text} {shown[better]}", False)


def _shape(pair: str) -> str:
    """Give the letters of two keys without any mark or tone."""
    return " ".join(skeleton_of(part.rstrip("12345")) for part in pair.split(" "))


_SETTLED = 3
"""How many times a document must name a place one way before once otherwise is a slip."""


def place_slips(stream: Stream, lexicon: Lexicon) -> Iterator[Slip]:
    """Find a town or province whose printed name is none, but nearly one ("thị xã Mỹ Hòa")."""
    words, keys = stream.words, stream.keys
    town, province, city = (key_of(word) for word in ("xã", "tỉnh", "phố"))
    party = key_of("ủy")
    heads = {town, province, city, party}
    for index, key in enumerate(keys[:-2]):
        if key not in heads or index == 0 or words[index].after or words[index].upper:
            continue
        name, last = _proper_name(stream, index + 1)
        if last != index + 2:
            continue
        head = f"{words[index - 1].text} {words[index].text}".lower()
        kind = {
            "thị xã": "thị xã", "thị ủy": "thị xã", "thành phố": "thành phố", "thành ủy": "thành phố",
        }.get(head.replace("uỷ", "ủy"))  # fmt: skip
        if kind is None and key == province and words[index].text == "tỉnh":
            kind = "tỉnh"
        if kind is None:
            continue
        known = lexicon.places[kind]
        if name in known or any(name in names for names in lexicon.places.values()):
            continue
        near = [place for place in known if _nearly_same_name(name, place)]
        if len(near) == 1:
            start = index if key == province else index - 1
            printed_head = " ".join(word.text for word in words[start : index + 1])
            yield Slip(start, last, f"{printed_head} {near[0]}", False)


def _proper_name(stream: Stream, first: int) -> tuple[str, int]:
    last = first - 1
    parts = []
    while (
        last + 1 < len(stream.words)
        and stream.words[last + 1].capital
        and not stream.words[last + 1].upper
        and (last < first or stream.pairs[last])
    ):
        last += 1
        parts.append(stream.words[last].text)
    return " ".join(parts), last


def _nearly_same_name(printed: str, known: str) -> bool:
    mine, theirs = printed.split(), known.split()
    if len(mine) != len(theirs):
        return False
    differing = [(a, b) for a, b in zip(mine, theirs, strict=True) if key_of(a) != key_of(b)]
    if not differing:
        return False
    return len(differing) == 1 and all(
        skeleton_of(a) == skeleton_of(b) or sorted(skeleton_of(a)) == sorted(skeleton_of(b))
        for a, b in differing
    )


def comma_slips(stream: Stream, lexicon: Lexicon) -> Iterator[Slip]:
    """Find a fixed phrase with a comma put in, or a fixed list with one left out.

    The document itself is the measure: the same four syllables written one way many times, and
    the other way next to never.
    """
    words, keys, pairs = stream.words, stream.keys, stream.pairs
    with_comma: Counter[str] = Counter()
    gaps: list[tuple[int, str]] = []
    edges: set[str] = set()
    for index, word in enumerate(words):
        if word.after != "," or not word.key or index == 0 or index + 2 >= len(words):
            continue
        if pairs[index - 1] and pairs[index + 1]:
            shape = f"{pairs[index - 1]} {pairs[index + 1]}"
            with_comma[shape] += 1
            gaps.append((index, shape))
            edges.add(f"{keys[index]} {keys[index + 1]}")
    plain: Counter[str] = Counter()
    joined: list[tuple[int, str]] = []
    for index, pair in enumerate(pairs):
        if pair in edges and index and pairs[index - 1] and pairs[index + 1]:
            shape = f"{pairs[index - 1]} {pairs[index + 1]}"
            if shape in with_comma:
                plain[shape] += 1
                joined.append((index, shape))
    for index, shape in gaps:
        if (
            plain[shape] >= _HABIT
            and with_comma[shape] * _HABIT <= plain[shape]
            and _fixed(shape, lexicon)
        ):
            phrase = [words[place].text for place in range(index - 1, index + 3)]
            yield Slip(index - 1, index + 2, " ".join(phrase), False)
    for index, shape in joined:
        if (
            with_comma[shape] >= _HABIT
            and plain[shape] * _HABIT <= with_comma[shape]
            and not _fixed(shape, lexicon)
        ):
            left = f"{words[index - 1].text} {words[index].text}"
            right = f"{words[index + 1].text} {words[index + 2].text}"
            yield Slip(index - 1, index + 2, f"{left}, {right}", False)


def _fixed(shape: str, lexicon: Lexicon) -> bool:
    first, second, third, fourth = shape.split(" ")
    return (
        f"{first} {second} {third}" in lexicon.middles
        and f"{second} {third} {fourth}" in lexicon.middles
    )


_SPACED_SIGN = re.compile(
    r"(?<![\w.,/-])(\d{1,5}(?:/\d{4})?)(- | -)(?=(?:NQ|QĐ|CT|CTr|KH|KL|QĐi|HD|TB|BC|TT|NĐ|CV)/)"
)
_SIGN_REST = re.compile(r"[A-ZĐa-z]+/[A-ZĐ]+")
_SPACED_YEARS = re.compile(r"(?<![\d.,/])((?:19|20)\d\d)(- | -| – |– | –)((?:19|20)\d\d)(?![\d/])")
_SPACE_BEFORE = re.compile(r"(?<=[\w\d)”]) +([;,])(?=[ \n]|$)")
_WRONG_QUOTE = re.compile(r"“[^“”\n|]{1,80}(“)(?=[\s,.;:)]|$)")


def mark_slips(text: str) -> Iterator[Mark]:
    """Find spaces that split a number and a sign, spaces before a stop, quotes turned round.

    What a document does again and again is its own habit, or that of the program that wrote it
    out, and nothing a reader would mark each time.
    """
    for clues, pattern, correct in (
        (("- ", " -"), _SPACED_SIGN, _sign_joined),
        (("- ", " -", "– ", " –"), _SPACED_YEARS, _years_even),
        ((" ;", " ,"), _SPACE_BEFORE, _stop_joined),
        (("“",), _WRONG_QUOTE, _quote_closed),
    ):
        if not any(clue in text for clue in clues):
            continue
        marks = [mark for found in pattern.finditer(text) if (mark := correct(text, found))]
        if len(marks) < _HABIT:
            yield from marks


def _sign_joined(text: str, found: re.Match[str]) -> Mark | None:
    body = _SIGN_REST.match(text, found.end())
    stop = body.end() if body else found.end()
    return Mark(found.start(), stop, f"{found[1]}-{text[found.end() : stop]}")


def _years_even(text: str, found: re.Match[str]) -> Mark | None:
    if found[2][0] == found[2][-1]:
        return None
    return Mark(found.start(), found.end(), f"{found[1]} - {found[3]}")


def _stop_joined(text: str, found: re.Match[str]) -> Mark | None:
    start = max(text.rfind(" ", 0, found.start()), text.rfind("\n", 0, found.start())) + 1
    return Mark(start, found.end(), text[start : found.start()] + found[1])


def _quote_closed(text: str, found: re.Match[str]) -> Mark | None:
    return Mark(found.start(), found.end(), found[0][:-1] + "”")
