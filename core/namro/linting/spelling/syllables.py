"""Vietnamese syllables as keys that ignore mere spelling style.

Two writings of one syllable (hoá and hóa, quản lí and quản lý) have one *key*: the letters without
the tone, i for a final y, then the tone as a digit. The *skeleton* drops the marks on the letters
too: it is what stays of a syllable when typing or character recognition slips on its marks.
"""

from __future__ import annotations

import unicodedata

_TONES = {"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_OPEN_Y = frozenset("bdđghklmnqrstvxy")

_keys: dict[str, tuple[str, str]] = {}


def key_of(word: str) -> str:
    """Give the key of one syllable.

    >>> key_of("hoá") == key_of("Hóa")
    True
    >>> key_of("đấu")
    'đâu2'
    """
    return _both(word)[0]


def skeleton_of(word: str) -> str:
    """Give the skeleton of one syllable.

    >>> skeleton_of("đấu") == skeleton_of("Dầu")
    True
    """
    return _both(word)[1]


def _both(word: str) -> tuple[str, str]:
    known = _keys.get(word)
    if known is not None:
        return known
    lowered = word.lower()
    tone = ""
    letters = []
    for letter in unicodedata.normalize("NFD", lowered):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            letters.append(letter)
    base = unicodedata.normalize("NFC", "".join(letters))
    if len(base) <= 3 and base.endswith("y") and base[:-1] and base[-2] in _OPEN_Y:
        # lý = lí, kỹ = kĩ, quý = quí, but not "ay", "uy" after other letters.
        base = base[:-1] + "i"
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", base) if not unicodedata.combining(letter)
    ).replace("đ", "d")
    if len(_keys) > 60_000:
        _keys.clear()
    result = _keys[word] = (base + tone, bare)
    return result
