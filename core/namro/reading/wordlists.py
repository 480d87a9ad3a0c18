"""Works out the numbers Word prints before list paragraphs but does not store in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from namro.vietnamese.numbering import write_roman

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = W + "val"
_PLACE = re.compile(r"%([1-9])")
_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    overrides: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts list paragraphs in reading order, as Word does when it prints."""

    def __init__(self, root: _Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def _load(self, root: _Element) -> None:
        linked: dict[str, str] = {}
        named: dict[str, str] = {}
        for abstract in root.iterchildren(W + "abstractNum"):
            key = abstract.get(W + "abstractNumId", "")
            self._abstract[key] = {
                _number(level.get(W + "ilvl"), 0): _level(level)
                for level in abstract.iterchildren(W + "lvl")
            }
            style = abstract.find(W + "styleLink")
            if style is not None:
                named[style.get(_VAL, "")] = key
            link = abstract.find(W + "numStyleLink")
            if link is not None:
                linked[key] = link.get(_VAL, "")
        for key, style_name in linked.items():
            if style_name in named and not self._abstract[key]:
                self._abstract[key] = self._abstract[named[style_name]]
        for num in root.iterchildren(W + "num"):
            reference = num.find(W + "abstractNumId")
            abstract_id = reference.get(_VAL, "") if reference is not None else ""
            entry = _List(abstract_id, dict(self._abstract.get(abstract_id, {})))
            for override in num.iterchildren(W + "lvlOverride"):
                depth = _number(override.get(W + "ilvl"), 0)
                level = override.find(W + "lvl")
                if level is not None:
                    entry.levels[depth] = _level(level)
                start = override.find(W + "startOverride")
                if start is not None:
                    entry.overrides[depth] = _number(start.get(_VAL), 1)
            self._lists[num.get(W + "numId", "")] = entry

    def marker(self, list_id: str, depth: int) -> str:
        """Count one paragraph and give the mark printed before it."""
        entry = self._lists.get(list_id)
        if entry is None or not 0 <= depth <= 8:
            return ""
        level = entry.levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(entry.abstract, [None] * 9)
        if depth in entry.overrides and (list_id, depth) not in self._begun:
            counts[depth] = None
            level = _Level(
                entry.overrides[depth], level.format, level.text, level.legal, level.restart
            )
        self._begun.add((list_id, depth))
        before = counts[depth]
        counts[depth] = level.start if before is None else before + 1
        for deeper in range(depth + 1, 9):
            found = entry.levels.get(deeper)
            if found is None or found.restart != 0:
                counts[deeper] = None
        for outer in range(depth):
            if counts[outer] is None:
                shallow = entry.levels.get(outer)
                counts[outer] = shallow.start if shallow is not None else 1
        return self._print(entry, level, counts)

    @staticmethod
    def _print(entry: _List, level: _Level, counts: list[int | None]) -> str:
        if level.format == "bullet":
            return _bullet(level.text)
        if level.format == "none":
            return _PLACE.sub("", level.text).strip()

        def figure(found: re.Match[str]) -> str:
            depth = int(found.group(1)) - 1
            own = entry.levels.get(depth)
            style = "decimal" if level.legal or own is None else own.format
            return _figure(counts[depth] or 0, style)

        return _PLACE.sub(figure, level.text).strip()


def _number(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text else otherwise
    except ValueError:
        return otherwise


def _level(element: _Element) -> _Level:
    level = _Level()
    for child in element:
        tag = child.tag
        if tag == W + "start":
            level.start = _number(child.get(_VAL), 1)
        elif tag == W + "numFmt":
            level.format = child.get(_VAL, "decimal")
        elif tag == W + "lvlText":
            level.text = child.get(_VAL, "")
        elif tag == W + "isLgl":
            level.legal = child.get(_VAL, "1") not in ("0", "false")
        elif tag == W + "lvlRestart":
            level.restart = _number(child.get(_VAL), 0)
    return level


def _bullet(text: str) -> str:
    sign = text.strip()
    if not sign:
        return ""
    # Symbol fonts keep their pictures in the private area: a dash is a dash, the rest are dots.
    if len(sign) == 1 and 0xF000 <= ord(sign) <= 0xF0FF:
        return "-" if ord(sign) in (0xF02D, 0xF0BE) else "•"
    return "•" if sign in ("o", "") else sign


def _figure(value: int, style: str) -> str:
    if style in ("upperRoman", "lowerRoman"):
        roman = write_roman(value) if 0 < value < 400 else str(value)
        return roman if style == "upperRoman" else roman.lower()
    if style in ("upperLetter", "lowerLetter"):
        if value < 1:
            return str(value)
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style == "decimalZero":
        return f"{value:02d}"
    if style in ("vietnameseCounting", "cardinalText", "ordinalText") and 0 < value <= 10:
        return _WORDS[value]
    return str(value)
