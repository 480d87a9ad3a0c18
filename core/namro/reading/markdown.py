"""Reads plain text and Markdown alike: what an office's converter left of a printed page.

Such files are Markdown only by half: tables with pipes stand beside hard-wrapped prose, page
breaks cut sentences, bullets and headings in two, and marks of HTML and LaTeX remain. The text is
kept exactly as decoded; blocks are stretches of it.
"""

from __future__ import annotations

import html
import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from namro.model.source import Block, BlockKind, Cell, Passage, Row, SourceFormat, Span, Table
from namro.reading.assembling import Reading
from namro.reading.budgets import Budgets
from namro.reading.encodings import decode_text
from namro.reading.joining import goes_on, is_closed, runs_on
from namro.reading.layout import (
    column_by_column,
    is_layout,
    opens_closing,
    side_of_closing,
    sides,
)
from namro.reading.passages import PassageBuilder, tail
from namro.vietnamese.numbering import split_marker

_TAG_NAMES = (
    "b|strong|i|em|u|s|strike|sup|sub|br|p|div|span|center|font|a|small|big|ins|del|mark|code|"
    "tt|blockquote|h[1-6]|ul|ol|li|hr|img"
)
_COMMANDS = {
    "geq": "≥",
    "ge": "≥",
    "geqslant": "≥",
    "leq": "≤",
    "le": "≤",
    "leqslant": "≤",
    "neq": "≠",
    "approx": "≈",
    "sim": "~",
    "pm": "±",
    "times": "×",
    "cdot": "·",
    "div": "÷",
    "rightarrow": "→",
    "to": "→",
    "Rightarrow": "⇒",
    "uparrow": "↑",
    "downarrow": "↓",
    "ldots": "...",
    "dots": "...",
    "circ": "°",
    "lt": "<",
    "gt": ">",
    "quad": " ",
    "text": "",
    "textbf": "",
    "textit": "",
    "mathrm": "",
    "mathbf": "",
    "left": "",
    "right": "",
    "bullet": "•",
    "checkmark": "✓",
    "Delta": "Δ",
    "alpha": "α",
    "beta": "β",
    "mu": "μ",
}
_COMMAND = r"\\(?:" + "|".join(sorted(_COMMANDS, key=len, reverse=True)) + r")(?![A-Za-z])"
_TOKEN = re.compile(
    r"(?P<space>[^\S ]\s*| \s+)"
    r"|(?P<star>\*+)"
    rf"|(?P<tag></?(?:{_TAG_NAMES})(?:\s[^<>]*)?/?>|<!--[^<>]{0, 1000}-->)"
    r"|(?P<math>\$(?=[^$\n]{1,300}\$)(?=[^$\n]*\\|[\d\s.,%<>=+\-^_{}A-Za-z]{1,40}\$)[^$\n]*\$)"
    rf"|(?P<command>{_COMMAND})"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<entity>&(?:[A-Za-z]{2,8}|\#\d{1,6}|\#x[0-9A-Fa-f]{1,5});)"
    r"|(?P<image>!\[[^\]\n]*\]\([^)\n]*\))"
    r"|(?P<link>\]\((?:https?:|mailto:|www\.|\#|/)[^)\s]*\))"
    r"|(?P<drop>[\u00ad\u200b-\u200d\u2060\ufeff]+|(?<![\w_])__?(?=[^\W_])|(?<=[^\W_])__?(?![\w_]))",
    re.IGNORECASE | re.DOTALL,
)
_MATH_TOKEN = re.compile(
    rf"(?P<command>{_COMMAND})|(?P<escape>\\.)|(?P<space>\s+)|(?P<drop>[{{}}^_$])|(?P<plain>[^\\\s{{}}^_$]+|\\)"
)
# One plain character class: the engine runs over it many times faster than over alternatives.
_SPECIAL = re.compile(
    r"[*<$\\&_\]\u00ad\u200b-\u200d\u2060\ufeff\t\n\r\f\v\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x1c-\x1f\x85]"
)
_BOLD_TAGS = ("b", "strong")
_ITALIC_TAGS = ("i", "em")


@dataclass(slots=True)
class _Style:
    """Which emphasis is open, and whether anything was said outside it."""

    bold: bool = False
    italic: bool = False
    outside_bold: bool = False
    outside_italic: bool = False
    words: bool = False

    def saw(self, text: str) -> None:
        if self.bold and self.italic and self.words:
            return
        if any(letter.isalnum() for letter in text):
            self.words = True
            if not self.bold:
                self.outside_bold = True
            if not self.italic:
                self.outside_italic = True

    def carried(self) -> _Style:
        """Give the emphasis that the next line of the same stretch starts with."""
        return _Style(bold=self.bold, italic=self.italic)

    @property
    def all_bold(self) -> bool:
        return self.words and not self.outside_bold

    @property
    def all_italic(self) -> bool:
        return self.words and not self.outside_italic


def add_inline(text: str, start: int, end: int, builder: PassageBuilder, style: _Style) -> None:
    """Write the readable characters of ``text[start:end]``, markup removed."""
    piece = text[start:end]
    kept = piece.strip(" ")
    if len(kept) != len(piece):
        builder.blank(start)
        start += len(piece) - len(piece.lstrip(" "))
        end = start + len(kept)
    if "  " not in kept and _SPECIAL.search(kept) is None:
        if kept:
            style.saw(kept)
            builder.add(kept, start)
        return
    place = start
    for found in _TOKEN.finditer(text, start, end):
        if found.start() > place:
            piece = text[place : found.start()]
            style.saw(piece)
            builder.add(piece, place)
        place = found.end()
        _add_token(text, found, builder, style)
    if place < end:
        piece = text[place:end]
        style.saw(piece)
        builder.add(piece, place)


def _add_token(text: str, found: re.Match[str], builder: PassageBuilder, style: _Style) -> None:
    kind = found.lastgroup
    start, length = found.start(), found.end() - found.start()
    token = found.group()
    if kind == "space":
        builder.blank(start)
    elif kind == "star":
        before = text[start - 1] if start else "\n"
        behind = text[found.end()] if found.end() < len(text) else "\n"
        if before == "(" and behind == ")":
            builder.add(token, start)
            return
        if before.isdigit() and behind.isdigit():
            builder.add(token, start)
            return
        if length % 2:
            style.italic = not style.italic
        if length >= 2:
            style.bold = not style.bold
    elif kind == "tag":
        name = token.strip("</>").split(None, 1)[0].lower().rstrip("/") if token[1] != "!" else ""
        closing = token.startswith("</")
        if name in _BOLD_TAGS:
            style.bold = not closing
        elif name in _ITALIC_TAGS:
            style.italic = not closing
        elif name in ("br", "p", "div", "li", "hr", "center"):
            builder.blank(start)
    elif kind == "math":
        _add_math(text, start + 1, found.end() - 1, builder)
        style.saw(token)
    elif kind == "command":
        builder.replace(_COMMANDS[token[1:]], start, length)
    elif kind == "escape":
        builder.add(token[1], start + 1)
    elif kind == "entity":
        character = html.unescape(token)
        if character == token:
            builder.add(token, start)
        elif character.strip("\u00ad\u200b"):
            builder.replace(character, start, length)


def _add_math(text: str, start: int, end: int, builder: PassageBuilder) -> None:
    for found in _MATH_TOKEN.finditer(text, start, end):
        token = found.group()
        if found.lastgroup == "command":
            builder.replace(_COMMANDS[token[1:]], found.start(), len(token))
        elif found.lastgroup == "space":
            builder.blank(found.start())
        elif found.lastgroup == "escape":
            builder.replace(token[1] if token[1] not in ",;:! " else " ", found.start(), 2)
        elif found.lastgroup == "plain":
            builder.add(token, found.start())


# ------------------------------------------------------------------------------------- lines

_EMPHASIS = re.compile(
    r"\*+|</?(?:b|strong|i|em|u|span|center|p|font)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_RULE = re.compile(r"^[\s\-–—_=*~.]*$")
_PAGE_NUMBER = re.compile(
    r"^(?:\d{1,3}|[-–—]\s*\d{1,3}\s*[-–—]|\d{1,3}\s*/\s*\d{1,3}|(?:trang|page)\s*:?\s*\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?)$",
    re.IGNORECASE,
)
_PAGE_BREAK = re.compile(
    r"^(?:\{\d+\}-{5,}|<!--\s*(?:page|trang|pagebreak).*?-->|\\(?:newpage|pagebreak))$",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+")
_STAR_BULLET = re.compile(r"^\s*([*])\s+(?=\S)")
_SEPARATOR = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")


@dataclass(slots=True)
class _Draft:
    """One block to be: stretches of the text, not yet cleaned."""

    stretches: list[tuple[int, int]]
    line: int
    end_line: int
    bare: str
    marker: str = ""
    level: int = 0
    page: int | None = None
    layout: bool = False
    star: bool = False
    close: bool = False
    html: bool = False
    rows: list[_Line] = field(default_factory=list)
    cells: list[list[list[_Line]]] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    number: int
    start: int
    end: int
    raw: str
    bare: str


def read_text(data: bytes, budgets: Budgets) -> Reading:
    """Read the bytes of a plain text or Markdown file.

    Raises:
        ReadError: See ``decode_text``.
    """
    text, notes = decode_text(data)
    budgets.check_characters(len(text))
    blocks, furniture, pages = read_markdown(text, budgets)
    marked = any(block.table is not None or block.level for block in blocks) or "**" in text
    kind = SourceFormat.MARKDOWN if marked else SourceFormat.TEXT
    return Reading(kind, text, blocks, pages, furniture, notes)


def read_markdown(text: str, budgets: Budgets) -> tuple[list[Block], list[str], int | None]:
    """Cut a decoded text into blocks.

    Returns:
        The blocks, the page furniture left out, and the number of pages when the text has marks
        of page breaks.
    """
    # Every cell of a table takes a pipe: too many of them need not be laid out to be refused.
    budgets.check_cells(text.count("|") // 2)
    scan = _Scan(text, budgets)
    drafts = scan.drafts()
    blocks: list[Block] = []
    cells = 0
    style = _Style()
    for draft in drafts:
        if draft.rows or draft.html:
            table = _html_table(text, draft, budgets) if draft.html else _pipe_table(text, draft)
            if table is None:
                continue
            cells += len(table.rows) * table.columns
            budgets.check_cells(cells)
            blocks.extend(_table_blocks(table, draft))
        elif draft.cells:
            found = _lone_pipe_blocks(text, draft, scan.wrapped)
            cells += sum(len(row) for row in draft.cells)
            budgets.check_cells(cells)
            blocks.extend(found)
        else:
            style = style.carried() if draft.close else _Style()
            block = _text_block(text, draft, style)
            if block is not None:
                blocks.append(block)
        budgets.check_blocks(len(blocks))
    return blocks, scan.furniture, scan.pages


class _Scan:
    """Walks the lines once and groups them."""

    def __init__(self, text: str, budgets: Budgets) -> None:
        self.text = text
        self.furniture: list[str] = []
        self.lines: list[_Line] = []
        place = 0
        for number, raw in enumerate(text.split("\n"), 1):
            bare = _EMPHASIS.sub("", raw) if "*" in raw or "<" in raw else raw
            self.lines.append(_Line(number, place, place + len(raw), raw, bare.strip()))
            place += len(raw) + 1
        budgets.check_blocks(len(self.lines) // 20)
        self.page = 1
        self.paged = "\f" in text
        self.wrapped = _is_wrapped(self.lines)

    @property
    def pages(self) -> int | None:
        return self.page if self.paged else None

    def drafts(self) -> list[_Draft]:
        drafts: list[_Draft] = []
        lines = self.lines
        beside: list[_Draft] = []
        closing = False
        gap = True
        cut = False  # by a page's end, not by the writer
        index = 0
        while index < len(lines):
            line = lines[index]
            raw = line.raw
            if "\f" in raw:
                self.page += raw.count("\f")
                cut = True
            page = self.page if self.paged else None
            if not line.bare or _RULE.match(line.bare) or _PAGE_BREAK.match(raw.strip()):
                gap = True
                index += 1
                continue
            if line.bare == "|":
                index, draft = self._lone_pipes(index, page)
                drafts += [*beside, draft]
                beside = []
                gap = True
                continue
            if "<t" in raw and _TABLE_OPEN.match(raw):
                index, draft = self._html_table(index, page)
                drafts += [*beside, draft]
                beside = []
                gap = True
                continue
            if "|" in raw and self._starts_table(index):
                index, tables = self._pipes(index, page)
                drafts += [*beside, *tables]
                beside = []
                gap = True
                continue
            if _PAGE_NUMBER.match(line.bare) and self._alone(index):
                self.furniture.append(line.bare)
                gap = cut = True
                index += 1
                continue
            parted = sides(raw, beside=bool(beside))
            if parted is not None:
                drafts.append(self._side(line, parted[0], page))
                beside.append(self._side(line, parted[1], page))
                closing = closing or opens_closing(drafts[-1].bare)
                gap = True
                index += 1
                continue
            side = side_of_closing(raw) if closing and beside else None
            if side is not None:
                stretch = (len(raw) - len(raw.lstrip()), len(raw.rstrip()))
                (drafts if side == "left" else beside).append(self._side(line, stretch, page))
                index += 1
                continue
            closing = False
            if beside:
                drafts.extend(beside)
                beside = []
                gap = True
            self._take(line, drafts, gap, page, cut=cut)
            gap = cut = False
            index += 1
        return drafts + beside

    def _side(self, line: _Line, stretch: tuple[int, int], page: int | None) -> _Draft:
        """Give one side of a line set in two columns."""
        bare = _EMPHASIS.sub("", line.raw[slice(*stretch)]).strip()
        places = [(line.start + stretch[0], line.start + stretch[1])]
        marker = split_marker(bare)[0]
        return _Draft(places, line.number, line.number, bare, marker, page=page, layout=True)

    def _alone(self, index: int) -> bool:
        before = self.lines[index - 1].bare if index else ""
        after = self.lines[index + 1].bare if index + 1 < len(self.lines) else ""
        return (not before or bool(_RULE.match(before))) and (not after or bool(_RULE.match(after)))

    def _take(
        self, line: _Line, drafts: list[_Draft], gap: bool, page: int | None, *, cut: bool
    ) -> None:
        raw, start = line.raw, line.start
        level = 0
        skipped = len(raw) - len(raw.lstrip(" \t\f"))
        quoted = _QUOTE.match(raw)
        if quoted:
            skipped = quoted.end()
        heading = _HEADING.match(raw)
        bare = line.bare
        if heading:
            level = len(heading[1])
            skipped = heading.end()
            bare = bare.lstrip("#").rstrip("#").strip()
        star = _STAR_BULLET.match(raw) if not heading and raw.count("*") % 2 else None
        if star:
            skipped = star.end()
        end = line.end
        if heading:
            trimmed = raw.rstrip()
            while trimmed.endswith("#"):
                trimmed = trimmed[:-1]
            end = start + len(trimmed)
        if quoted:
            bare = bare.lstrip("> ").strip()
        marker = "*" if star else split_marker(bare)[0]
        previous = drafts[-1] if drafts else None
        if previous is not None and not (
            previous.rows or previous.cells or previous.layout or previous.html
        ):
            last_start, last_end = previous.stretches[-1]
            if gap:
                glued = goes_on(
                    previous.bare,
                    bare,
                    marked=bool(marker),
                    heading=bool(level or previous.level),
                ) or (cut and not level and self._cut_by_page(previous, bare, marker))
            else:
                glued = not level and runs_on(
                    previous.bare,
                    bare,
                    marked=bool(marker),
                    heading=bool(previous.level),
                    hard_break=self.text[last_end - 2 : last_end] == "  "
                    or self.text[last_end - 1 : last_end] == "\\",
                    wrapped=self.wrapped,
                    width=last_end - last_start,
                )
            if glued:
                previous.stretches.append((start + skipped, end))
                previous.end_line = line.number
                previous.bare = bare
                return
        drafts.append(
            _Draft(
                [(start + skipped, end)],
                line.number,
                line.number,
                bare,
                marker=marker,
                level=level,
                page=page,
                star=bool(star),
                close=not gap,
            )
        )

    def _cut_by_page(self, previous: _Draft, bare: str, marker: str) -> bool:
        """Say whether a full line, left open at the end of a page, goes on with the next page's first."""
        start, end = previous.stretches[-1]
        if not self.wrapped or end - start < 0.85 * self.wrapped or is_closed(previous.bare):
            return False
        return runs_on(
            previous.bare,
            bare,
            marked=bool(marker),
            heading=bool(previous.level),
            wrapped=self.wrapped,
            width=end - start,
        )

    def _starts_table(self, index: int) -> bool:
        raw = self.lines[index].raw.strip()
        following = self.lines[index + 1].raw if index + 1 < len(self.lines) else ""
        if raw.startswith("|") and raw.count("|") > 1:
            return True
        if _SEPARATOR.match(following) and "|" in following:
            return True
        pipes = raw.count(" | ")
        return pipes > 0 and following.count(" | ") == pipes and not raw.startswith("|")

    def _pipes(self, index: int, page: int | None) -> tuple[int, list[_Draft]]:
        rows: list[_Line] = []
        tables: list[_Draft] = []
        width = 0
        while index < len(self.lines):
            line = self.lines[index]
            raw = line.raw.strip()
            if not raw or raw == "|":
                break
            if "|" not in raw and not _SEPARATOR.match(raw):
                # The rest of a cell whose text was broken over lines.
                last = rows[-1].raw.rstrip() if rows else ""
                if not rows or last.endswith("|") or _HEADING.match(line.raw):
                    break
                rows[-1] = _joined(rows[-1], line, self.text)
                index += 1
                continue
            if (
                rows
                and width
                and not raw.startswith("|")
                and not rows[-1].raw.rstrip().endswith("|")
                and rows[-1].raw.strip().startswith("|")
            ):
                rows[-1] = _joined(rows[-1], line, self.text)
                index += 1
                continue
            if _SEPARATOR.match(raw) and "|" in raw:
                if width and rows and len(rows) > 1:
                    # A second separator: the row above it heads a new table.
                    head = rows.pop()
                    tables.append(_table_draft(rows, page))
                    rows = [head]
                width = raw.count("|")
                rows.append(line)
                index += 1
                continue
            rows.append(line)
            index += 1
        if rows:
            tables.append(_table_draft(rows, page))
        return index, tables

    def _html_table(self, index: int, page: int | None) -> tuple[int, _Draft]:
        """Take a table that a converter left as HTML, up to the line that closes it."""
        first = self.lines[index]
        depth = 0
        while index < len(self.lines):
            low = self.lines[index].raw.lower()
            depth += low.count("<table") - low.count("</table")
            index += 1
            if depth <= 0:
                break
        last = self.lines[index - 1]
        stretch = [(first.start, last.end)]
        return index, _Draft(stretch, first.number, last.number, "", page=page, html=True)

    def _lone_pipes(self, index: int, page: int | None) -> tuple[int, _Draft]:
        """Collect the form some converters write: each cell on lines between lone pipes."""
        first = index
        rows: list[list[list[_Line]]] = []
        row: list[list[_Line]] = []
        cell: list[_Line] = []
        index += 1
        while index < len(self.lines):
            line = self.lines[index]
            if line.bare == "|":
                if cell or (index and self.lines[index - 1].bare != "|"):
                    row.append(cell)
                    cell = []
                elif row:
                    rows.append(row)
                    row = []
                following = self.lines[index + 1].bare if index + 1 < len(self.lines) else ""
                index += 1
                if not following:
                    break
                continue
            cell.append(line)
            index += 1
        if any(line.bare for line in cell):
            row.append(cell)
        if row:
            rows.append(row)
        last = self.lines[min(index, len(self.lines)) - 1]
        place = self.lines[first].start
        draft = _Draft(
            [(place, last.end)], first + 1, last.number, "", page=page, cells=rows or [[[]]]
        )
        return index, draft


def _table_draft(rows: list[_Line], page: int | None) -> _Draft:
    return _Draft(
        [(rows[0].start, rows[-1].end)], rows[0].number, rows[-1].number, "", page=page, rows=rows
    )


def _joined(first: _Line, second: _Line, text: str) -> _Line:
    return _Line(first.number, first.start, second.end, text[first.start : second.end], "")


def _is_wrapped(lines: list[_Line]) -> int:
    """Give the column at which a hard-wrapped text breaks, 0 when lines are whole paragraphs."""
    lengths = [len(line.raw) for line in lines if line.bare and "|" not in line.raw]
    if len(lengths) < 8:
        return 0
    lengths.sort()
    longest = lengths[int(len(lengths) * 0.98) - 1]
    if longest > 160:
        return 0
    # In a wrapped text many lines go straight on below one another; in short notes few do.
    together = sum(
        1
        for above, below in itertools.pairwise(lines)
        if above.bare and below.bare and below.bare[0].islower()
    )
    if together * 8 >= len(lengths):
        return longest
    if not 60 <= longest <= 130:
        return 0
    # Nor is a line left open at the right edge, again and again, the end of a paragraph.
    full = [
        not is_closed(above.bare) and not split_marker(below.bare)[0]
        for above, below in itertools.pairwise(lines)
        if above.bare and below.bare and len(above.raw) >= 0.8 * longest
    ]
    return longest if sum(full) >= 4 and sum(full) * 2 >= len(full) else 0


# ------------------------------------------------------------------------------------ blocks


def _text_block(text: str, draft: _Draft, style: _Style) -> Block | None:
    builder = PassageBuilder()
    for number, (start, end) in enumerate(draft.stretches):
        if number:
            joint = draft.stretches[number - 1][1]
            previous = text[draft.stretches[number - 1][0] : joint].rstrip(" *\r")
            if (
                previous[-2:-1].isalnum()
                and previous[-1:] == "-"
                and text[start:end].lstrip(" *")[:1].isalnum()
            ):
                builder.glue()
            else:
                builder.blank(joint)
        add_inline(text, start, end, builder, style)
    passage = builder.build(draft.line, draft.end_line, draft.stretches[0][0])
    if not passage.text:
        return None
    marker = "*" if draft.star else ""
    if not draft.star and draft.marker:
        marker, rest = split_marker(passage.text)
        if marker:
            passage = tail(passage, len(passage.text) - len(rest))
    plain = BlockKind.ITEM if marker else BlockKind.PARAGRAPH
    kind = BlockKind.HEADING if draft.level else plain
    return Block(
        kind,
        passage,
        marker=marker,
        level=draft.level,
        bold=style.all_bold,
        italic=style.all_italic,
        page=draft.page,
        layout=draft.layout,
    )


def _split_row(text: str, line: _Line) -> list[tuple[int, int]]:
    """Give the stretches of a row's cells."""
    raw = line.raw
    end = len(raw.rstrip())
    start = len(raw) - len(raw.lstrip())
    if raw[start : start + 1] == "|":
        start += 1
    if end > start and raw[end - 1] == "|" and raw[end - 2 : end - 1] != "\\":
        end -= 1
    cells: list[tuple[int, int]] = []
    place = start
    while True:
        pipe = raw.find("|", place, end)
        while pipe > 0 and raw[pipe - 1] == "\\":
            pipe = raw.find("|", pipe + 1, end)
        if pipe < 0:
            cells.append((line.start + start, line.start + end))
            return cells
        cells.append((line.start + start, line.start + pipe))
        start = place = pipe + 1


_BREAK = re.compile(r"<br\s*/?>|</p>|\n", re.IGNORECASE)


def _cell(text: str, start: int, end: int, line: int, end_line: int) -> Cell:
    builder = PassageBuilder()
    style = _Style()
    add_inline(text, start, end, builder, style)
    passage = builder.build(line, end_line, start)
    if not passage.text:
        return Cell(passage)
    parts: tuple[str, ...] = (passage.text,)
    if "<" in text[start:end]:
        split: list[str] = []
        place = start
        for found in _BREAK.finditer(text, start, end):
            split.append(_clean(text, place, found.start()))
            place = found.end()
        split.append(_clean(text, place, end))
        parts = tuple(part for part in split if part)
    return Cell(passage, parts, style.all_bold)


def _clean(text: str, start: int, end: int) -> str:
    builder = PassageBuilder()
    add_inline(text, start, end, builder, _Style())
    return builder.build(0, 0, start).text


def _pipe_table(text: str, draft: _Draft) -> Table | None:
    separator = next(
        (
            place
            for place, row in enumerate(draft.rows)
            if _SEPARATOR.match(row.raw) and "-" in row.raw
        ),
        -1,
    )
    rows: list[Row] = []
    split = [
        (place, line, _split_row(text, line))
        for place, line in enumerate(draft.rows)
        if not (_SEPARATOR.match(line.raw) and "-" in line.raw)
    ]
    if not split:
        return None
    columns = max(len(cells) for _, _, cells in split)
    for place, line, stretches in split:
        end_line = line.number + line.raw.count("\n")
        cells = [_cell(text, start, end, line.number, end_line) for start, end in stretches]
        while len(cells) < columns:
            cells.append(Cell(Passage("", Span(line.end, line.end), line.number, end_line)))
        rows.append(Row(tuple(cells), line.number, end_line, draft.page, header=place < separator))
    return Table(tuple(rows), columns)


_TABLE_OPEN = re.compile(r"^\s*(?:</?(?:html|body|div|center)[^>]*>\s*)*<table[\s>]", re.IGNORECASE)
_ROW_OR_CELL = re.compile(r"<(/?)(tr|td|th|thead)\b([^<>]*)>|</table\s*>", re.IGNORECASE)
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?(\d{1,5})", re.IGNORECASE)


def _html_table(text: str, draft: _Draft, budgets: Budgets) -> Table | None:
    """Read an HTML table where it stands, so that its cells keep their places in the text."""
    start, end = draft.stretches[0]
    rows: list[list[tuple[int, int, int, int]]] = []
    heads: list[bool] = []
    opened: tuple[int, int, int] | None = None
    for found in _ROW_OR_CELL.finditer(text, start, end):
        if opened is not None:
            # Whatever comes next ends the cell: its own closing tag is often left out.
            place, rowspan, colspan = opened
            rows[-1].append((place, found.start(), rowspan, colspan))
            opened = None
        name, closing = (found.group(2) or "").lower(), bool(found.group(1))
        if closing or name not in ("tr", "td", "th"):
            continue
        if name == "tr" or not rows:
            rows.append([])
            heads.append(name == "th")
        if name in ("td", "th"):
            spans = {
                kind.lower(): max(int(size), 1) for kind, size in _SPAN.findall(found.group(3))
            }
            opened = (found.end(), min(spans.get("row", 1), 1000), min(spans.get("col", 1), 1000))
            heads[-1] = (heads[-1] or not rows[-1]) and name == "th"
    kept = [(row, head) for row, head in zip(rows, heads, strict=True) if row]
    if not kept:
        return None
    breaks = [found.start() for found in re.finditer("\n", text[start:end])]

    def line_of(place: int) -> int:
        return draft.line + bisect_left(breaks, place - start)

    total = 0
    covered: dict[tuple[int, int], Cell] = {}
    laid: list[list[Cell]] = []
    for number, (row, _) in enumerate(kept):
        cells: list[Cell] = []
        for first, last, rowspan, colspan in row:
            while (above := covered.get((number, len(cells)))) is not None:
                cells.append(above)
            cell = _cell(text, first, last, line_of(first), line_of(last))
            rowspan = min(rowspan, len(kept) - number)
            cell = replace(cell, rowspan=rowspan, colspan=colspan)
            total += rowspan * colspan
            budgets.check_cells(total)
            place = len(cells)
            cells.extend([cell] * colspan)
            for down in range(1, rowspan):
                for right in range(colspan):
                    covered[number + down, place + right] = cell
        while (above := covered.get((number, len(cells)))) is not None:
            cells.append(above)
        laid.append(cells)
    columns = max(len(cells) for cells in laid)
    built: list[Row] = []
    for cells, (row, head) in zip(laid, kept, strict=True):
        line, end_line = line_of(row[0][0]), line_of(row[-1][1])
        while len(cells) < columns:
            cells.append(Cell(Passage("", Span(row[-1][1], row[-1][1]), end_line, end_line)))
        built.append(Row(tuple(cells), line, end_line, draft.page, header=head))
    return Table(tuple(built), columns)


def _table_blocks(table: Table, draft: _Draft) -> list[Block]:
    span = Span(draft.stretches[0][0], draft.stretches[0][1])
    if is_layout([[cell.text for cell in row.cells] for row in table.rows]):
        cells = column_by_column([row.cells for row in table.rows], lambda _: False)
        return [_cell_block(cell, draft.page) for cell in cells if cell.text]
    passage = Passage("", span, draft.line, draft.end_line)
    return [Block(BlockKind.TABLE, passage, page=draft.page, table=table)]


def _cell_block(cell: Cell, page: int | None) -> Block:
    marker, rest = split_marker(cell.text)
    passage = tail(cell.passage, len(cell.text) - len(rest)) if marker else cell.passage
    kind = BlockKind.ITEM if marker else BlockKind.PARAGRAPH
    return Block(kind, passage, marker=marker, bold=cell.bold, page=page, layout=True)


def _lone_pipe_blocks(text: str, draft: _Draft, wrapped: int) -> list[Block]:
    grid = [["\n".join(line.bare for line in cell) for cell in row] for row in draft.cells]
    if is_layout(grid):
        blocks: list[Block] = []
        for cell in column_by_column(draft.cells, lambda _: False):
            blocks.extend(_cell_paragraphs(text, cell, draft.page, wrapped))
        return blocks
    columns = max(len(row) for row in draft.cells)
    rows: list[Row] = []
    for row in draft.cells:
        cells: list[Cell] = []
        for lines in row:
            if lines:
                cells.append(
                    _cell(text, lines[0].start, lines[-1].end, lines[0].number, lines[-1].number)
                )
            else:
                place = draft.stretches[0][0]
                cells.append(Cell(Passage("", Span(place, place), draft.line, draft.line)))
        first = min((cell.passage.line for cell in cells), default=draft.line)
        last = max((cell.passage.end_line for cell in cells), default=draft.line)
        while len(cells) < columns:
            place = cells[-1].passage.span.end if cells else draft.stretches[0][0]
            cells.append(Cell(Passage("", Span(place, place), last, last)))
        rows.append(Row(tuple(cells), first, last, draft.page))
    passage = Passage("", Span(*draft.stretches[0]), draft.line, draft.end_line)
    return [Block(BlockKind.TABLE, passage, page=draft.page, table=Table(tuple(rows), columns))]


def _cell_paragraphs(text: str, lines: list[_Line], page: int | None, wrapped: int) -> list[Block]:
    """Read a layout cell as the small document it is."""
    scan = _Scan.__new__(_Scan)
    scan.text = text
    scan.furniture = []
    scan.lines = lines
    scan.page = page or 1
    scan.paged = page is not None
    scan.wrapped = wrapped
    blocks: list[Block] = []
    style = _Style()
    for draft in scan.drafts():
        draft.layout = True
        style = style.carried() if draft.close else _Style()
        block = _text_block(text, draft, style)
        if block is not None:
            blocks.append(block)
    return blocks
