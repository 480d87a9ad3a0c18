"""Reads HTML: web pages and what Word saves as a web page.

Word's own HTML is HTML by courtesy: Western charsets with every Vietnamese letter as an entity,
conditional comments, list numbers written as text inside marked spans, tables inside tables for
placing. All of it is walked once, blocks are cut where a browser would start a new line.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from namro.errors import DamagedDocument, ReadError
from namro.model.source import SourceFormat
from namro.reading.assembling import (
    Assembler,
    Grid,
    GridCell,
    Mender,
    Paragraph,
    Reading,
    fill_grid,
)
from namro.reading.budgets import Budgets
from namro.reading.encodings import decode_text
from namro.vietnamese.normalise import clean_text
from namro.vietnamese.numbering import write_roman

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_CONDITIONAL = re.compile(r"<!\[[^\]<>]*\]-{0,2}>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_PROCESSING = re.compile(r"<\?xml:namespace[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9A-Fa-f]{2,5}|[A-Za-z]{4,8});")
_TAG = re.compile(r"<[^<>]*>")
_TABLE_TAG = re.compile(r"<(/?)table[\s>/]", re.IGNORECASE)

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "noscript",
        "template",
        "svg",
        "button",
        "select",
        "nav",
        "iframe",
        "object",
        "del",
        "textarea",
        "xml",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "center",
        "blockquote",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "address",
        "pre",
        "dl",
        "dt",
        "dd",
        "figure",
        "figcaption",
        "fieldset",
        "form",
        "body",
        "html",
        "hr",
        "caption",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "details",
        "summary",
        "title",
    ]
)
_BOLD = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:bold|bolder|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"(?<![\w-])font-weight\s*:\s*(?:normal|[1-4]00)", re.IGNORECASE)
_ITALIC = re.compile(r"(?<![\w-])font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_NOT_ITALIC = re.compile(r"(?<![\w-])font-style\s*:\s*normal", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align\s*:\s*(?:left|right|justify)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE
)
_FOOTNOTE = re.compile(
    r"mso-element\s*:\s*(?:footnote|endnote|header|footer|comment)", re.IGNORECASE
)
_CAPS = re.compile(r"text-transform\s*:\s*uppercase", re.IGNORECASE)
_LIST_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_LIST_LEVEL = re.compile(r"mso-list\s*:\s*\w+\s+level(\d)", re.IGNORECASE)


def read_html(data: bytes, budgets: Budgets, mend: Mender | None = None) -> Reading:
    """Read an HTML file.

    Raises:
        ReadError: Damaged, not decodable or too large.
    """
    try:
        from lxml import etree
    except ImportError as error:
        raise ReadError(
            "Máy chưa cài thư viện đọc HTML. Hãy cài namro[html] rồi thử lại.",
            code="read.missing-library",
        ) from error
    declared = _CHARSET.search(data[:4096])
    text, notes = decode_text(
        data, declared=declared.group(1).decode("ascii") if declared else "", legible=_legible
    )
    budgets.check_characters(len(text))
    _check_nesting(text, budgets)
    text = _without_hidden(_DECLARATION.sub("", text))
    text = _PROCESSING.sub("", _CONDITIONAL.sub("", text))
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError as error:
        raise DamagedDocument(
            "Tệp HTML bị hỏng, không đọc được. Hãy mở bằng trình duyệt, lưu lại rồi gửi lại."
        ) from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        budgets.check_depth(budgets.depth + 1)
    walker = _Walker(budgets, mend)
    if root is not None:
        title = root.find(".//title")
        walker.flow(root, _Style())
        walker.flush()
        reading = walker.assembler.finish(SourceFormat.HTML)
        if title is not None:
            reading.asides.append(clean_text("".join(map(str, title.itertext()))))
    else:
        reading = walker.assembler.finish(SourceFormat.HTML)
    reading.furniture.extend(line for line in walker.furniture if line)
    reading.notes.extend(notes)
    return reading


def _without_hidden(text: str) -> str:
    """Drop what only old browsers were meant to see."""
    kept: list[str] = []
    place = 0
    while (start := text.find("<!--[if", place)) >= 0:
        end = text.find("<![endif]-->", start)
        if end < 0:
            break
        kept.append(text[place:start])
        place = end + len("<![endif]-->")
    kept.append(text[place:])
    return "".join(kept)


def _legible(text: str) -> str:
    """Give the words of a marked-up text: tags away, letters written as entities put in."""
    return _ENTITY.sub(lambda found: html.unescape(found.group()), _TAG.sub(" ", text))


def _check_nesting(text: str, budgets: Budgets) -> None:
    """Measure the nesting before parsing: the parser stops in silence where it gets too deep."""
    depth = 0
    for found in _TABLE_TAG.finditer(text):
        depth = max(depth - 1, 0) if found.group(1) else depth + 1
        if depth > budgets.depth:
            budgets.check_depth(depth)


class _Style:
    """What holds for the text inside an element."""

    __slots__ = ("bold", "caps", "centred", "depth", "italic", "level", "mark", "pre")

    def __init__(self) -> None:
        self.bold = False
        self.italic = False
        self.centred = False
        self.caps = False
        self.pre = False
        self.level = 0
        self.depth = 0
        self.mark = ""

    def inside(self, element: _Element) -> _Style:
        """Give the style inside an element."""
        tag = element.tag
        css = element.get("style") or ""
        align = (element.get("align") or "").lower()
        plain = tag not in _STYLING and not css and not align
        if plain:
            return self
        inner = _Style()
        inner.bold, inner.italic, inner.centred = self.bold, self.italic, self.centred
        inner.caps, inner.pre, inner.level = self.caps, self.pre, self.level
        inner.depth = self.depth
        if tag in ("b", "strong", "th"):
            inner.bold = True
        elif tag in ("i", "em"):
            inner.italic = True
        elif tag == "center":
            inner.centred = True
        elif tag == "pre":
            inner.pre = True
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            inner.level = int(tag[1])
        if align:
            inner.centred = align == "center"
        if css:
            if _BOLD.search(css):
                inner.bold = True
            elif _NOT_BOLD.search(css):
                inner.bold = False
            if _ITALIC.search(css):
                inner.italic = True
            elif _NOT_ITALIC.search(css):
                inner.italic = False
            if _CENTRED.search(css):
                inner.centred = True
            elif _ALIGNED.search(css):
                inner.centred = False
            if _CAPS.search(css):
                inner.caps = True
        return inner


_STYLING = frozenset(
    ["b", "strong", "th", "i", "em", "center", "pre", "h1", "h2", "h3", "h4", "h5", "h6"]
)


class _Walker:
    """Walks the tree and cuts it into paragraphs and tables."""

    def __init__(self, budgets: Budgets, mend: Mender | None) -> None:
        self._budgets = budgets
        self.assembler = Assembler(budgets, mend)
        self.furniture: list[str] = []
        self._parts: list[str] = []
        self._words = self._plain = self._upright = False
        self._marker = ""
        self._level = 0
        self._indent = 0
        self._centred = False
        self._cell: list[GridCell] = []
        self._depth = 0

    # ------------------------------------------------------------------------- text

    def _text(self, text: str | None, style: _Style) -> None:
        if not text:
            return
        if not style.pre:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        if style.caps:
            text = text.upper()
        if not self._parts and not text.strip():
            return
        self._parts.append(text)
        if any(letter.isalnum() for letter in text):
            if not self._words:
                self._level, self._centred = style.level, style.centred
            self._words = True
            self._plain = self._plain or not style.bold
            self._upright = self._upright or not style.italic

    def flush(self) -> None:
        """End the paragraph that is open."""
        text = "".join(self._parts)
        if text.strip():
            paragraph = Paragraph(
                text,
                marker=self._marker,
                level=self._level,
                indent=self._indent,
                bold=self._words and not self._plain,
                italic=self._words and not self._upright,
                centred=self._centred,
            )
            self._marker = ""
            if self._cell:
                self._cell[-1].paragraphs.append(paragraph)
            else:
                self.assembler.paragraph(paragraph)
        self._parts = []
        self._words = self._plain = self._upright = self._centred = False
        self._level = 0

    # ------------------------------------------------------------------------- tree

    def flow(self, element: _Element, style: _Style) -> None:
        """Walk what stands inside an element."""
        self._text(element.text, style)
        item = 0
        for child in element:
            tag = child.tag
            if not isinstance(tag, str):
                self._text(child.tail, style)
                continue
            if tag == "li":
                item = self._item(child, element, item, style)
            else:
                self._element(child, tag, style)
            self._text(child.tail, style)

    def _element(self, element: _Element, tag: str, style: _Style) -> None:
        if tag in _SKIPPED:
            return
        css = element.get("style") or ""
        if css and _HIDDEN.search(css):
            return
        if css and _FOOTNOTE.search(css):
            self.furniture.append(clean_text("".join(map(str, element.itertext()))))
            return
        if "FootnoteReference" in (element.get("class") or ""):
            return
        if tag == "br":
            self._parts.append("\n")
        elif tag == "table":
            self.flush()
            self._table(element, style)
        elif css and _LIST_MARK.search(css):
            mark = clean_text("".join(map(str, element.itertext())))
            # One letter of a picture font stands for a dot.
            self._marker = "•" if mark in ("o", "§", "ü", "Ø", "v", "q", "·") else mark
        elif tag in _BLOCKS:
            self.flush()
            level = _LIST_LEVEL.search(css) if css else None
            if level is not None:
                self._indent = int(level.group(1)) - 1
            self.flow(element, style.inside(element))
            self.flush()
            if level is not None:
                self._indent = 0
        else:
            self.flow(element, style.inside(element))

    def _item(self, item: _Element, parent: _Element, count: int, style: _Style) -> int:
        self.flush()
        ordered = parent.tag == "ol"
        if ordered:
            first = _int(parent.get("start"), 1)
            count = _int(item.get("value"), first if not count else count + 1)
            marker = _item_number(count, item.get("type") or parent.get("type") or "1")
        else:
            marker = "•"
        css = parent.get("style") or ""
        if not ordered and re.search(r"list-style(?:-type)?\s*:\s*none", css, re.IGNORECASE):
            marker = ""
        kept, self._indent = self._indent, style.depth
        self._marker = marker
        inner = _Style()
        outer = style.inside(item)
        inner.bold, inner.italic, inner.centred = outer.bold, outer.italic, outer.centred
        inner.caps, inner.pre, inner.level = outer.caps, outer.pre, outer.level
        inner.depth = style.depth + 1
        self.flow(item, inner)
        self.flush()
        self._marker = ""
        self._indent = kept
        return count

    # ------------------------------------------------------------------------- tables

    def _table(self, table: _Element, style: _Style) -> None:
        self._depth += 1
        self._budgets.check_depth(self._depth)
        found: list[tuple[_Element, bool]] = []
        for child in table:
            if child.tag == "caption":
                self.flow(child, style)
                self.flush()
        _rows(table, False, found)
        rows: list[list[GridCell]] = []
        headers = 0
        inner = style.inside(table)
        if (table.get("align") or "").lower() == "center":
            inner = style
        for number, (row, in_head) in enumerate(found):
            row_style = inner.inside(row)
            cells: list[GridCell] = []
            all_heads = True
            for element in row:
                if element.tag not in ("td", "th"):
                    continue
                css = element.get("style") or ""
                if css and _HIDDEN.search(css):
                    continue
                all_heads = all_heads and element.tag == "th"
                cell = GridCell(
                    [],
                    rowspan=max(1, min(_int(element.get("rowspan"), 1), len(found) - number)),
                    colspan=max(1, min(_int(element.get("colspan"), 1), 1000)),
                )
                self._cell.append(cell)
                self.flow(element, row_style.inside(element))
                self.flush()
                self._cell.pop()
                cells.append(cell)
            if (in_head or (cells and all_heads)) and headers == number:
                headers += 1
            rows.append(cells)
        self._depth -= 1
        if not any(rows):
            return
        grid = Grid(fill_grid(rows, self._budgets), headers)
        if self._cell:
            self._cell[-1].tables.append(grid)
        else:
            self.assembler.table(grid)


def _rows(parent: _Element, in_head: bool, found: list[tuple[_Element, bool]]) -> None:
    for child in parent:
        tag = child.tag
        if tag == "tr":
            found.append((child, in_head))
        elif isinstance(tag, str) and tag not in ("caption", "colgroup", "col", "table"):
            _rows(child, in_head or tag == "thead", found)


def _item_number(count: int, kind: str) -> str:
    if kind in ("a", "A") and 0 < count <= 26:
        letter = chr(ord("a") + count - 1)
        return f"{letter})" if kind == "a" else f"{letter.upper()}."
    if kind in ("i", "I") and 0 < count < 400:
        roman = write_roman(count)
        return f"{roman}." if kind == "I" else f"{roman.lower()})"
    return f"{count}."


def _int(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text else otherwise
    except ValueError:
        return otherwise
