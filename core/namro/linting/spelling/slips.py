"""Slips of typing and of character recognition, told from words by what stands around them.

A syllable that makes no known word with either neighbour is *loose*. A loose syllable is a slip
when one that looks like it (same letters under other marks, or one letter off) would make a known
word or phrase there, or is what the rest of the document writes there. How much evidence is asked
depends on how well the printed syllable can stand alone: much for a word that can ("số"), less for
one that never does ("đôn"), least for one that is no syllable at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from namro.linting.spelling.lexicon import Lexicon
from namro.linting.spelling.stream import Stream
from namro.linting.spelling.syllables import skeleton_of

_ROMAN = frozenset(
    [
        "i",
        "ii",
        "iii",
        "iv",
        "v",
        "vi",
        "vii",
        "viii",
        "ix",
        "x",
        "xi",
        "xii",
        "xiii",
        "xiv",
        "xv",
        "xvi",
        "xvii",
    ]
)
_RARE = 6
"""A syllable of no more known words than this is seldom met by itself."""

_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Slip:
    """Words first..last of a stream, and what they should read."""

    first: int
    last: int
    suggestion: str
    sure: bool


def find_slips(stream: Stream, lexicon: Lexicon) -> list[Slip]:
    """Give every likely slip, in order of place, no two over the same word."""
    search = _Search(stream, lexicon)
    found: list[Slip] = []
    taken = -1
    for index in search.loose():
        if index <= taken or search.bound[index]:
            continue
        slip = search.pair_slip(index) or search.single_slip(index) or search.missing(index)
        if slip is not None and slip.last == index and search.fits_a_slip_behind(index):
            continue
        if slip is not None:
            found.append(slip)
            taken = slip.last
    return found


def phrase_slips(stream: Stream, lexicon: Lexicon) -> Iterator[Slip]:
    """Find a syllable with other marks than a phrase of the trade has there ("chuyển đối số").

    These are the syllables that :func:`find_slips` passes over: those that make a chance word with
    one neighbour, and small words, which fit nearly everywhere.
    """
    keys, pairs, words = stream.keys, stream.pairs, lexicon.words
    around, particles, trade = lexicon.around, lexicon.particles, lexicon.administrative
    for index, key in enumerate(keys):
        if not key:
            continue
        left, right = index > 0 and pairs[index - 1], pairs[index]
        if left and left in words:
            continue
        small = key in particles
        if right and right in words:
            if not left or right in trade:
                continue
            others = around.get(f"{keys[index - 1]} _ {keys[index + 1]}", _NOBODY)
            reach = (index - 1, index + 1)
        elif small:
            others, reach = _instead_of_particle(stream, lexicon, index)
        else:
            continue
        if not others or key in others or stream.words[index].upper:
            continue
        alike = lexicon.alike.get(skeleton_of(stream.words[index].text), _NOBODY)
        options = [other for other in others if other in alike and other != key]
        if len(options) == 1:
            first, last = reach
            written = lexicon.written[options[0]]
            if stream.words[index].capital:
                written = written[:1].upper() + written[1:]
            parts = [
                written if place == index else stream.words[place].text
                for place in range(first, last + 1)
            ]
            yield Slip(first, last, " ".join(parts), False)


def _instead_of_particle(
    stream: Stream, lexicon: Lexicon, index: int
) -> tuple[frozenset[str], tuple[int, int]]:
    """Give what would make a word of the trade where a small word leaves its neighbour alone."""
    keys, pairs, words = stream.keys, stream.pairs, lexicon.words
    alike = lexicon.alike.get(skeleton_of(stream.words[index].text), _NOBODY)
    if pairs[index] and pairs[index + 1] not in words:
        right = keys[index + 1]
        head = lexicon.around.get(f"_ {right} {keys[index + 2]}", _NOBODY)
        if pairs[index + 1] and head & alike and keys[index] not in head:
            return head, (index, index + 1)
        if right not in lexicon.free:
            found = {other for other in alike if f"{other} {right}" in lexicon.administrative}
            return frozenset(found), (index, index + 1)
    ends = not pairs[index] and stream.words[index].after
    if ends and index > 0 and pairs[index - 1] and pairs[index - 2] not in words:
        left = keys[index - 1]
        found = {other for other in alike if f"{left} {other}" in lexicon.administrative}
        return frozenset(found), (index - 1, index)
    return _NOBODY, (index, index)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A loose syllable and the keys around it, empty where something else stands between."""

    index: int
    key: str
    skeleton: str
    left2: str
    left: str
    right: str
    right2: str
    right3: str
    text: str


def one_edit_apart(first: str, second: str) -> bool:
    """Tell whether one letter put in, taken out, changed, or two swapped turns one into the other.

    >>> one_edit_apart("sai", "sau")
    True
    >>> one_edit_apart("hoa1", "hao1")
    True
    """
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = 0
    shorter = min(len(first), len(second))
    while start < shorter and first[start] == second[start]:
        start += 1
    rest_first, rest_second = first[start:], second[start:]
    return (
        rest_first[1:] == rest_second[1:]
        or rest_first[1:] == rest_second
        or rest_first == rest_second[1:]
        or (rest_first[:2] == rest_second[1::-1] and rest_first[2:] == rest_second[2:])
    )


class _Search:
    def __init__(self, stream: Stream, lexicon: Lexicon) -> None:
        self.words = stream.words
        self.keys = stream.keys
        self.pairs = stream.pairs
        self.lexicon = lexicon
        self.pair_counts = Counter(stream.pairs)
        self.key_counts = Counter(stream.keys)
        self.bound = bytearray(len(self.keys))
        known = lexicon.words
        bound = self.bound
        for index, pair in enumerate(self.pairs):
            if pair in known:
                bound[index] = bound[index + 1] = 1
        self._places: dict[str, list[int]] | None = None
        self._verdicts: dict[tuple[str, str, int, int], tuple[str, bool] | None] = {}

    def loose(self) -> Iterator[int]:
        """Give the words that make no known word or phrase with a neighbour."""
        keys, pairs, bound = self.keys, self.pairs, self.bound
        lexicon = self.lexicon
        particles = lexicon.particles
        for index, key in enumerate(keys):
            # Small words stand beside everything: nothing around them says they are wrong.
            if not key or bound[index] or key in particles:
                continue
            if key in _ROMAN and (len(key) == 1 or self.words[index].upper):
                continue
            if self._is_name(index):
                continue
            left = index > 0 and pairs[index - 1] != ""
            right = pairs[index] != ""
            if left and right and f"{pairs[index - 1]} {keys[index + 1]}" in lexicon.middles:
                continue
            if right and pairs[index + 1] and f"{pairs[index]} {keys[index + 2]}" in lexicon.heads:
                continue
            if (
                left
                and index > 1
                and pairs[index - 2]
                and f"{keys[index - 2]} {pairs[index - 1]}" in lexicon.tails
            ):
                continue
            if not left and not right:
                continue
            yield index

    def _is_name(self, index: int) -> bool:
        word = self.words[index]
        if not word.capital or word.upper:
            return False
        following = self.words[index + 1]
        if self.pairs[index] and following.capital:
            return True
        return index > 0 and self.pairs[index - 1] != "" and self.words[index - 1].capital

    def single_slip(self, index: int) -> Slip | None:
        """Judge one loose syllable."""
        lexicon = self.lexicon
        spot = self._spot(index)
        # Plans repeat themselves, body and annex: one verdict serves every same neighbourhood.
        place = (
            spot.text,
            self.words[index].text,
            self.bound[index - 1],
            self.bound[index + 1],
        )
        if place not in self._verdicts:
            self._verdicts[place] = self._judge(spot)
        verdict = self._verdicts[place]
        if verdict is None:
            return None
        other, sure = verdict
        better = self._write(other, index)
        if f"{other} {spot.right}" in lexicon.words:
            # The neighbour has found its word: it needs no correction of its own.
            self.bound[index + 1] = 1
            return Slip(index, index + 1, f"{better} {self.words[index + 1].text}", sure)
        if f"{spot.left} {other}" in lexicon.words and not self.words[index - 1].before:
            return Slip(index - 1, index, f"{self.words[index - 1].text} {better}", sure)
        return Slip(index, index, better, sure)

    def _judge(self, spot: _Spot) -> tuple[str, bool] | None:
        """Give the syllable that should stand in a place, and whether that is sure."""
        lexicon = self.lexicon
        is_free = spot.key in lexicon.free
        scores: dict[str, int] = {}
        word = self.words[spot.index].text
        is_rare = (
            not is_free
            and lexicon.is_general
            and self.key_counts[spot.key] == 1
            and not spot.key.isalpha()
            and self._uses(spot.key) <= _RARE
        )
        for other in lexicon.alike.get(spot.skeleton, _NOBODY):
            if other != spot.key:
                scores[other] = self._evidence(other, spot)
                if is_rare and other in lexicon.free and self.key_counts[other] > 1:
                    # A syllable seldom met, alone, where an everyday word of the document has
                    # the same letters.
                    scores[other] += 3
                if other in lexicon.particles:
                    # A small word fits nearly everywhere: that speaks for it only where the
                    # printed syllable cannot stand by itself.
                    fits = self._reads_as_particle(spot.index, scores[other])
                    scores[other] += -2 if is_free else fits
        for other in self._one_letter_off(spot):
            if other not in scores:
                # Two syllables of different letters are rarer to confuse than two of the same.
                doubt = 2 + is_free - (f"{other} {spot.right}" in lexicon.administrative)
                scores[other] = self._evidence(other, spot) - doubt
        no_syllable = lexicon.is_general and spot.key not in lexicon.written
        if no_syllable and word.islower() and not word.isascii():
            for other, weight in self._everyday_like(spot):
                scores[other] = scores.get(other, 0) + weight
        if not scores:
            return None
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        other, score = ranked[0]
        if len(ranked) > 1 and ranked[1][1] == score:
            return None
        needed = 4 if is_free else 3 if spot.key in lexicon.written else 2
        makes_trade_word = f"{other} {spot.right}" in lexicon.administrative
        if self._stands_as_name(spot) and not makes_trade_word:
            return None
        if self.words[spot.index].upper:
            # In a line of capitals any word may be a name.
            makes_trade_word = makes_trade_word or f"{spot.left} {other}" in lexicon.administrative
            if not makes_trade_word or other not in lexicon.alike.get(spot.skeleton, _NOBODY):
                return None
        if score < needed:
            return None
        if not no_syllable and not self._vouched_for(other, spot):
            return None
        return other, score > needed

    def _vouched_for(self, other: str, spot: _Spot) -> bool:
        """Tell whether the trade's words, or the document's own, ask for a syllable in a place.

        A dictionary of the whole language holds a word for nearly every neighbour: that alone is
        no reason to doubt a syllable that the language knows ("đi bắn nỏ", "lễ rước kiệu").
        """
        lexicon, counts = self.lexicon, self.pair_counts
        pairs = (
            f"{spot.left} {other}" if spot.left else "",
            f"{other} {spot.right}" if spot.right else "",
        )
        if any(pair in lexicon.administrative or counts[pair] for pair in pairs if pair):
            return True
        if other in lexicon.particles and spot.key not in lexicon.free:
            # "đề cơ sở dữ liệu": only a small word leads up to a whole phrase.
            return spot.right != "" and self.pairs[spot.index + 1] in lexicon.administrative
        around = lexicon.around
        places = (
            f"{spot.left} _ {spot.right}",
            f"_ {spot.right} {spot.right2}",
            f"{spot.left2} {spot.left} _",
        )
        return any(other in around.get(place, _NOBODY) for place in places)

    def _uses(self, key: str) -> int:
        """Count the known words that a syllable is part of."""
        return len(self.lexicon.before.get(key, ())) + len(self.lexicon.after.get(key, ()))

    def _spot(self, index: int) -> _Spot:
        keys, pairs = self.keys, self.pairs
        left = keys[index - 1] if index > 0 and pairs[index - 1] else ""
        right = keys[index + 1] if pairs[index] else ""
        left2 = keys[index - 2] if left and index > 1 and pairs[index - 2] else ""
        right2 = keys[index + 2] if right and pairs[index + 1] else ""
        right3 = keys[index + 3] if right2 and pairs[index + 2] else ""
        skeleton = skeleton_of(self.words[index].text)
        text = f"{left2} {left} {keys[index]} {right} {right2} {right3}"
        return _Spot(index, keys[index], skeleton, left2, left, right, right2, right3, text)

    def _evidence(self, other: str, spot: _Spot) -> int:
        """Weigh how well another syllable would fit where the printed one stands."""
        lexicon, counts = self.lexicon, self.pair_counts
        around = lexicon.around
        left, right = spot.left, spot.right
        is_free = spot.key in lexicon.free
        score = 0
        if left:
            pair = f"{left} {other}"
            if pair in lexicon.words:
                score += self._makes_word(pair, spot.index - 1, is_free=is_free)
            # What the document writes there more often than the printed form.
            score += min(max(counts[pair] - counts[f"{left} {spot.key}"] + 1, 0), counts[pair], 2)
        if right:
            pair = f"{other} {right}"
            if pair in lexicon.words:
                score += self._makes_word(pair, spot.index + 1, is_free=is_free)
            score += min(max(counts[pair] - counts[f"{spot.key} {right}"] + 1, 0), counts[pair], 2)
        if left and right and other in around.get(f"{left} _ {right}", _NOBODY):
            score += 3
        if spot.right2 and other in around.get(f"_ {right} {spot.right2}", _NOBODY):
            longer = f"_ {right} {spot.right2} {spot.right3}"
            score += 5 if other in around.get(longer, _NOBODY) else 3
        if spot.left2 and other in around.get(f"{spot.left2} {left} _", _NOBODY):
            score += 3
        return score

    def _makes_word(self, pair: str, neighbour: int, *, is_free: bool) -> int:
        """Weigh a known word that a slip's correction would make with a neighbour."""
        score = 1 if self.bound[neighbour] else 3
        if pair in self.lexicon.administrative:
            score += 1
        elif is_free:
            # A rare word of the dictionary is no reason to doubt a common one that is printed.
            return 1
        if score > 2 and self.keys[neighbour] not in self.lexicon.free:
            # The neighbour is left without a word of its own by the slip: one cause for both.
            score += 2
        return score

    def _stands_as_name(self, spot: _Spot) -> bool:
        """Tell whether a word has a capital where no sentence begins ("chữ Việt", "cụ Phan")."""
        word = self.words[spot.index]
        return word.capital and not word.upper and spot.left != ""

    def _reads_as_particle(self, index: int, score: int) -> int:
        """Weigh a small word before a phrase ("đề cơ sở" for "để cơ sở")."""
        begins_phrase = self.pairs[index + 1] in self.lexicon.words if self.pairs[index] else False
        if begins_phrase and (index == 0 or not self.pairs[index - 1] or self.bound[index - 1]):
            return 3
        return 2 if score else 0

    def _everyday_like(self, spot: _Spot) -> Iterator[tuple[str, int]]:
        """Give the everyday words that no syllable of the language was meant to be ("nghành")."""
        lexicon = self.lexicon
        for other in lexicon.free:
            skeleton = skeleton_of(lexicon.written[other])
            if skeleton == spot.skeleton:
                yield other, 3 if other in lexicon.particles else 2
            elif one_edit_apart(other, spot.key):
                yield other, 2

    def _one_letter_off(self, spot: _Spot) -> set[str]:
        """Give the syllables one letter off that would make a word with a neighbour."""
        lexicon, key = self.lexicon, spot.key
        first, last, size = key[0], key[-1], len(key)
        found: set[str] = set()
        index, bound = spot.index, self.bound
        # A neighbour that has its own word already is no witness for another.
        rightward = () if bound[index + 1] else lexicon.before.get(spot.right, ())
        leftward = () if bound[index - 1] else lexicon.after.get(spot.left, ())
        for others in (rightward, leftward):
            for other in others:
                # One edit leaves the first or the last letter as it was.
                if other[0] != first and other[-1] != last:
                    continue
                if -2 < len(other) - size < 2 and one_edit_apart(other, key):
                    found.add(other)
        found.discard(key)
        return found

    def pair_slip(self, index: int) -> Slip | None:
        """Judge two loose syllables that are both off ("Phần đầu" for "Phấn đấu")."""
        pair = self.pairs[index]
        following = index + 1
        if (
            not pair
            or self.bound[following]
            or self.words[following].capital != self.words[following].upper
        ):
            return None
        shape = f"{skeleton_of(self.words[index].text)} {skeleton_of(self.words[index + 1].text)}"
        options = self.lexicon.pairs_alike.get(shape, _NOBODY) - {pair}
        if len(options) != 1:
            return None
        (option,) = options
        first, second = self.keys[index], self.keys[following]
        if first in self.lexicon.free and second in self.lexicon.free and self.pairs[index - 1]:
            # "UBND tỉnh hướng dẫn": two words of their own that other words lead up to.
            return None
        new_first, new_second = option.split(" ")
        if new_first == first or new_second == second:
            return None
        suggestion = f"{self._write(new_first, index)} {self._write(new_second, index + 1)}"
        return Slip(index, index + 1, suggestion, self.pair_counts[option] > 0)

    def fits_a_slip_behind(self, index: int) -> bool:
        """Tell whether a loose syllable is right and the one behind it is the slip.

        "không gián đoan": one mark more on the last syllable explains both loose ones; doubting
        the first would leave the other without a word.
        """
        key, following = self.keys[index], index + 1
        if key in self.lexicon.free or not self.pairs[index] or self.bound[following]:
            return False
        if self.keys[following] in self.lexicon.particles:
            return False
        alike = self.lexicon.alike.get(skeleton_of(self.words[following].text), _NOBODY)
        return any(
            f"{key} {other}" in self.lexicon.administrative
            for other in alike
            if other != self.keys[following]
        )

    def missing(self, index: int) -> Slip | None:
        """Judge whether a syllable was left out after a loose one ("tổ chức thực Kế hoạch")."""
        key = self.keys[index]
        if key in self.lexicon.free or not self.pairs[index]:
            return None
        counts = self.pair_counts
        if not any(counts[f"{key} {other}"] > 1 for other in self.lexicon.after.get(key, ())):
            return None
        following = self.keys[index + 1]
        options: Counter[str] = Counter()
        before = self.pairs[index - 1]
        led_up_to: set[str] = set()
        for place in self._places_of(key):
            if self.pairs[place] in self.lexicon.words and self.pairs[place + 1]:
                middle = self.keys[place + 1]
                if self.pairs[place - 1] == before:
                    led_up_to.add(middle)
                if self.keys[place + 2] == following:
                    options[middle] += 1
        if len(options) != 1 or not before or not led_up_to & options.keys():
            return None
        ((middle, count),) = options.items()
        if count < 2:
            return None
        suggestion = f"{self.words[index].text} {self.lexicon.written.get(middle, middle)}"
        return Slip(index, index, suggestion, False)

    def _places_of(self, key: str) -> list[int]:
        if self._places is None:
            self._places = {}
            for index, item in enumerate(self.keys):
                self._places.setdefault(item, []).append(index)
        return self._places.get(key, [])

    def _write(self, key: str, index: int) -> str:
        """Write a known syllable with the capitals of the printed one."""
        written = self.lexicon.written[key]
        word = self.words[index]
        if word.upper:
            return written.upper()
        return written[:1].upper() + written[1:] if word.capital else written
