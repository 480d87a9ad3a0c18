"""Reads Word files (DOCX) straight from their XML.

The main part is walked once. What Word prints but does not store is worked out (list numbers,
headings by style, merged cells); what it stores but does not print is left out (deleted text,
hidden text, field codes).
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from namro.errors import DamagedDocument
from namro.model.source import SourceFormat
from namro.reading.asides import asides_of
from namro.reading.assembling import Assembler, Grid, GridCell, Mender, Paragraph, Reading
from namro.reading.budgets import Budgets
from namro.reading.formats import open_container, read_part
from namro.reading.wordlists import Numbering, W
from namro.reading.xml import parse_part
from namro.vietnamese.normalise import Legacy, clean_text, from_tcvn3, from_vni, legacy_of_font

if TYPE_CHECKING:
    from lxml.etree import _Element

_VAL = W + "val"
_OFF = ("0", "false", "off", "none")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXTPATH = "{urn:schemas-microsoft-com:vml}textpath"

_P, _R, _T, _TBL, _TR, _TC = (W + name for name in ("p", "r", "t", "tbl", "tr", "tc"))
_PPR, _RPR, _TCPR = W + "pPr", W + "rPr", W + "tcPr"
_GRIDSPAN, _VMERGE, _TAB, _BR = W + "gridSpan", W + "vMerge", W + "tab", W + "br"
_SDT_CONTENT = W + "sdtContent"
_WRAPPERS = frozenset(
    W + name
    for name in (
        "ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdt",
        "sdtContent",
    )
) | {_M + "oMath", _M + "oMathPara", _M + "r", _M + "f", _M + "num", _M + "den", _M + "e", _M + "d"}  # fmt: skip
_DELETED = frozenset(W + name for name in ("del", "moveFrom"))
_CHANGES = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo"))

# Characters of the Symbol and Wingdings fonts that plans use.
_SYMBOLS = {0xB3: "≥", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB9: "≠", 0xBB: "≈", 0x2D: "-", 0xB7: "•", 0xAE: "→", 0xDE: "⇒", 0x25: "%", 0x2B: "+"}  # fmt: skip
_DINGS = {0xFC: "✓", 0xFE: "☑", 0xA8: "☐", 0x6F: "☐", 0xE0: "→", 0xF0: "⇒", 0xD8: "➢"}


@dataclass(frozen=True, slots=True)
class _Look:
    """How a style prints a paragraph or a run."""

    bold: bool = False
    italic: bool = False
    caps: bool = False
    hidden: bool = False
    centred: bool = False
    level: int = 0
    list_id: str = ""
    list_depth: int = 0
    font: str = ""
    contents: bool = False


def read_docx(data: bytes, budgets: Budgets, mend: Mender | None = None) -> Reading:
    """Read a Word file.

    Raises:
        ReadError: Damaged, locked, unsafe or too large.
    """
    with open_container(data, budgets) as container:
        return _Document(container, budgets, mend).read()


class _Document:
    def __init__(self, container: zipfile.ZipFile, budgets: Budgets, mend: Mender | None) -> None:
        self._container = container
        self._budgets = budgets
        self._names = set(container.namelist())
        self._main = self._main_part()
        relations = self._relations(self._main)
        self._headers = [
            target
            for kind, target in relations
            if kind in ("header", "footer") and target in self._names
        ]
        self._notes_part = next((t for k, t in relations if k == "footnotes"), "")
        self._styles = _Styles(self._optional(next((t for k, t in relations if k == "styles"), "")))
        self._numbering = Numbering(
            self._optional(next((t for k, t in relations if k == "numbering"), ""))
        )
        self._assembler = Assembler(budgets, mend)
        self._changed = False
        self._converted: set[Legacy] = set()
        self._carried = ""
        self._boxes: list[_Element] = []
        self._drawn: list[str] = []

    # -------------------------------------------------------------------------- parts

    def _main_part(self) -> str:
        for kind, target in self._relations(""):
            if kind == "officeDocument" and target in self._names:
                return target
        if "word/document.xml" in self._names:
            return "word/document.xml"
        raise DamagedDocument(
            "Tệp Word thiếu phần nội dung chính. Hãy mở bằng Word, lưu lại rồi gửi lại."
        )

    def _relations(self, part: str) -> list[tuple[str, str]]:
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        if place not in self._names:
            return []
        root = parse_part(read_part(self._container, place, self._budgets), self._budgets)
        found: list[tuple[str, str]] = []
        for relation in root.iter(_RELATION):
            if relation.get("TargetMode") == "External":
                continue
            target = relation.get("Target", "")
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            full = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found.append((kind, posixpath.normpath(full)))
        return found

    def _optional(self, part: str) -> _Element | None:
        if not part or part not in self._names:
            return None
        return parse_part(read_part(self._container, part, self._budgets), self._budgets)

    # -------------------------------------------------------------------------- reading

    def read(self) -> Reading:
        root = parse_part(read_part(self._container, self._main, self._budgets), self._budgets)
        body = root.find(W + "body")
        if body is None:
            raise DamagedDocument(
                "Tệp Word thiếu phần nội dung chính. Hãy mở bằng Word, lưu lại rồi gửi lại."
            )
        self._flow(body)
        reading = self._assembler.finish(SourceFormat.DOCX)
        for part in self._headers:
            element = self._optional(part)
            if element is not None:
                reading.furniture.extend(self._furniture(element))
        notes = self._optional(self._notes_part)
        if notes is not None:
            reading.furniture.extend(self._furniture(notes))
        reading.furniture.extend(self._drawn)
        reading.asides.extend(asides_of(self._container, self._budgets))
        if self._changed:
            reading.notes.append(
                "Văn bản có theo dõi thay đổi; đã đọc theo bản chấp nhận mọi thay đổi."
            )
        reading.notes.extend(
            f"Đã chuyển chữ từ bảng mã {legacy} sang Unicode." for legacy in sorted(self._converted)
        )
        return reading

    def _flow(self, parent: _Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == _P:
                for paragraph in self._paragraphs(child):
                    self._assembler.paragraph(paragraph)
            elif tag == _TBL:
                self._assembler.table(self._grid(child, 1))
            elif tag in _WRAPPERS:
                self._changed = self._changed or tag in _CHANGES
                self._flow(child)
            elif tag in _DELETED:
                self._changed = True
            elif tag == _MC + "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._flow(chosen)

    def _paragraphs(self, element: _Element) -> list[Paragraph]:
        """Give a paragraph and, behind it, what stands in text boxes anchored in it."""
        if not self._carried and not self._boxes and len(element) < 2:
            plain = self._plain(element)
            if plain is not None:
                return plain
        paragraph = self._paragraph(element)
        found = [paragraph] if paragraph is not None else []
        if self._boxes:
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                found.extend(self._box(box, 1))
        return found

    def _plain(self, element: _Element) -> list[Paragraph] | None:
        """Read at once what most cells hold: nothing, or one run of text without looks of its own."""
        text = ""
        for run in element:
            if run.tag != _R or len(run) != 1 or run[0].tag != _T:
                return None
            text = run[0].text or ""
        look = self._styles.default
        if look.hidden or look.contents or look.font or look.caps:
            return None
        if not text.strip():
            return []
        words = (look.bold or look.italic) and any(map(str.isalnum, text))
        return [
            Paragraph(
                text,
                level=look.level,
                bold=words and look.bold,
                italic=words and look.italic,
                centred=look.centred,
            )
        ]

    def _box(self, box: _Element, depth: int) -> list[Paragraph]:
        self._budgets.check_depth(depth)
        found: list[Paragraph] = []
        for child in box.iter(_P):
            paragraph = self._paragraph(child)
            if paragraph is not None:
                found.append(paragraph)
        # Boxes inside boxes were visited by the iteration above.
        self._boxes = []
        return found

    def _paragraph(self, element: _Element) -> Paragraph | None:
        properties = _first(element, _PPR)
        look = self._styles.default
        list_id, depth = "", 0
        mark_deleted = False
        if properties is not None:
            look, list_id, depth, mark_deleted = self._paragraph_look(properties)
        runs = _Runs(self, look)
        runs.walk(element)
        text = "".join(runs.parts)
        if self._carried:
            text, self._carried = self._carried + text, ""
        if mark_deleted:
            # The deleted paragraph mark runs this paragraph into the next one.
            self._changed = True
            self._carried = text
            return None
        if look.contents or not text.strip():
            return None
        marker = self._numbering.marker(list_id, depth) if list_id else ""
        return Paragraph(
            text,
            marker=marker,
            level=look.level,
            indent=depth if list_id else 0,
            bold=runs.words and not runs.plain,
            italic=runs.words and not runs.upright,
            centred=look.centred,
        )

    def _paragraph_look(self, properties: _Element) -> tuple[_Look, str, int, bool]:
        look = self._styles.default
        style = properties.find(W + "pStyle")
        if style is not None:
            look = self._styles.look(style.get(_VAL, ""))
        list_id, depth = look.list_id, look.list_depth
        mark_deleted = False
        centred, level = look.centred, look.level
        for child in properties:
            tag = child.tag
            if tag == W + "jc":
                centred = child.get(_VAL) == "center"
            elif tag == W + "outlineLvl":
                level = _outline(child)
            elif tag == W + "numPr":
                number = child.find(W + "numId")
                if number is not None:
                    list_id = number.get(_VAL, "")
                ilvl = child.find(W + "ilvl")
                if ilvl is not None:
                    depth = _int(ilvl.get(_VAL))
            elif tag == _RPR and child.find(W + "del") is not None:
                mark_deleted = True
        if list_id == "0":
            list_id = ""
        if centred != look.centred or level != look.level:
            look = replace(look, centred=centred, level=level)
        return look, list_id, depth, mark_deleted

    # -------------------------------------------------------------------------- tables

    def _grid(self, table: _Element, depth: int) -> Grid:
        self._budgets.check_depth(depth)
        rows: list[list[GridCell | None]] = []
        headers = places = 0
        open_cells: dict[int, GridCell] = {}
        for row in self._rows(table):
            laid: list[GridCell | None] = []
            header = False
            properties = row.find(W + "trPr")
            if properties is not None:
                if properties.find(W + "del") is not None:
                    self._changed = True
                    continue
                head = properties.find(W + "tblHeader")
                header = head is not None and head.get(_VAL, "1") not in _OFF
                before = properties.find(W + "gridBefore")
                if before is not None:
                    laid.extend(GridCell([]) for _ in range(min(_int(before.get(_VAL)), 100)))
            still_open: dict[int, GridCell] = {}
            for cell in self._cells(row):
                place = len(laid)
                children = list(cell)
                span, merged = _cell_span(children)
                places += span
                self._budgets.check_cells(places)
                above = open_cells.get(place)
                if merged == "continue" and above is not None:
                    above.rowspan += 1
                    still_open[place] = above
                    laid.extend([None] * above.colspan)
                    continue
                content = self._cell(children, depth)
                content.colspan = span
                laid.append(content)
                laid.extend([None] * (span - 1))
                if merged:
                    still_open[place] = content
            open_cells = still_open
            if header and headers == len(rows):
                headers += 1
            rows.append(laid)
            self._budgets.check_cells(len(rows))
        return Grid(rows, headers)

    def _rows(self, table: _Element) -> list[_Element]:
        rows: list[_Element] = []
        for child in table:
            if child.tag == _TR:
                rows.append(child)
            elif child.tag in _WRAPPERS:
                rows.extend(self._rows(child))
        return rows

    def _cells(self, row: _Element) -> list[_Element]:
        cells: list[_Element] = []
        for child in row:
            if child.tag == _TC:
                cells.append(child)
            elif child.tag in _WRAPPERS:
                cells.extend(self._cells(child))
        return cells

    def _cell(self, children: list[_Element], depth: int) -> GridCell:
        content = GridCell([])
        self._fill(content, children, depth)
        return content

    def _fill(self, content: GridCell, parent: Iterable[_Element], depth: int) -> None:
        for child in parent:
            tag = child.tag
            if tag == _P:
                content.paragraphs.extend(self._paragraphs(child))
            elif tag == _TBL:
                content.tables.append(self._grid(child, depth + 1))
            elif tag in _WRAPPERS:
                self._fill(content, child, depth)

    # -------------------------------------------------------------------------- the rest

    def _furniture(self, root: _Element) -> list[str]:
        lines: list[str] = []
        for element in root.iter(_P, _TEXTPATH):
            if element.tag == _TEXTPATH:
                lines.append(clean_text(element.get("string", "")))
                continue
            paragraph = self._paragraph(element)
            if paragraph is not None:
                lines.append(clean_text(paragraph.text))
        self._boxes = []
        return [line for line in dict.fromkeys(lines) if line]

    def run_look(self, look: _Look, properties: _Element) -> _Look:
        """Give how one run prints: its paragraph's look, its character style, its own marks."""
        return self._styles.run_look(look, properties)

    def letters(self, text: str, font: str) -> str:
        """Convert what a legacy font draws into the letters it shows."""
        legacy = legacy_of_font(font)
        if legacy is None or text.isascii():
            return text.upper() if legacy and legacy[1] else text
        kind, capitals = legacy
        self._converted.add(kind)
        if kind is Legacy.TCVN3:
            return from_tcvn3(text, capitals=capitals)
        return from_vni(text)

    def changed(self) -> None:
        """Remember that the file holds tracked changes."""
        self._changed = True

    def drawn(self, text: str) -> None:
        """Remember letters drawn as a picture, such as a watermark: no part of the text."""
        self._drawn.append(clean_text(text))

    def box(self, element: _Element) -> None:
        """Remember a text box until its paragraph is done."""
        self._boxes.append(element)


class _Runs:
    """Collects the printed text of one paragraph."""

    __slots__ = ("_document", "_look", "_skip", "parts", "plain", "upright", "words")

    def __init__(self, document: _Document, look: _Look) -> None:
        self._document = document
        self._look = look
        self._skip = 0
        self.parts: list[str] = []
        self.words = False
        self.plain = False
        self.upright = False

    def walk(self, parent: _Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == _R:
                # Most runs are one stretch of text and nothing else.
                if len(child) == 1 and not self._look.hidden and child[0].tag == _T:
                    self._text(child[0].text or "", self._look)
                else:
                    self._run(child)
            elif tag in _WRAPPERS:
                if tag in _CHANGES:
                    self._document.changed()
                self.walk(child)
            elif tag in _DELETED:
                self._document.changed()
            elif tag == _M + "t":
                self.parts.append(child.text or "")
            elif tag == _MC + "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self.walk(chosen)

    def _run(self, run: _Element) -> None:
        look = self._look
        properties = _first(run, _RPR)
        if properties is not None and len(properties):
            look = self._document.run_look(look, properties)
        if look.hidden:
            return
        for child in run:
            tag = child.tag
            if tag == _RPR:
                continue
            if tag == _T:
                self._text(child.text or "", look)
            elif tag == _TAB:
                self.parts.append("\t")
            elif tag == _BR:
                self.parts.append(" " if child.get(W + "type") in ("page", "column") else "\n")
            elif tag == W + "cr":
                self.parts.append("\n")
            elif tag == W + "noBreakHyphen":
                self.parts.append("-")
            elif tag == W + "sym":
                self.parts.append(_symbol(child))
            elif tag == W + "fldChar":
                kind = child.get(W + "fldCharType")
                # Between "begin" and "separate" stand field codes, never printed.
                if kind == "begin":
                    self._skip += 1
                elif kind in ("separate", "end") and self._skip:
                    self._skip -= 1
            elif tag in (W + "drawing", W + "pict", W + "object"):
                self._boxes(child)
            elif tag == _MC + "AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._boxes(chosen)

    def _text(self, text: str, look: _Look) -> None:
        if not text or self._skip:
            return
        if look.font:
            text = self._document.letters(text, look.font)
        if look.caps:
            text = text.upper()
        self.parts.append(text)
        if not (look.bold and look.italic and self.words) and any(map(str.isalnum, text)):
            self.words = True
            self.plain = self.plain or not look.bold
            self.upright = self.upright or not look.italic

    def _boxes(self, element: _Element) -> None:
        for box in element.iter(W + "txbxContent"):
            # What stands in a box inside a box comes with the outer one.
            if next(box.iterancestors(W + "txbxContent"), None) is None:
                self._document.box(box)
        for drawn in element.iter(_TEXTPATH):
            self._document.drawn(drawn.get("string", ""))


class _Styles:
    """Resolves styles through what they are based on."""

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str, _Element] = {}
        self._looks: dict[str, _Look] = {}
        base = _Look()
        default_id = ""
        if root is not None:
            defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
            if defaults is not None:
                base = _marked(base, defaults)
            for style in root.iterchildren(W + "style"):
                key = style.get(W + "styleId", "")
                self._elements[key] = style
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in (
                    "1",
                    "true",
                ):
                    default_id = key
        self._base = base
        self.default = base
        if default_id:
            self.default = self.look(default_id)

    def look(self, style_id: str) -> _Look:
        """Give the look of a paragraph style."""
        found = self._looks.get(style_id)
        if found is None:
            found = self._resolve(style_id, 0)
            self._looks[style_id] = found
        return found

    def _resolve(self, style_id: str, depth: int) -> _Look:
        style = self._elements.get(style_id)
        if style is None or depth > 20:
            return self._base
        parent = style.find(W + "basedOn")
        look = self._resolve(parent.get(_VAL, ""), depth + 1) if parent is not None else self._base
        name_element = style.find(W + "name")
        name = (name_element.get(_VAL, "") if name_element is not None else style_id).lower()
        if name.startswith("heading ") and name[8:].isdigit():
            look = replace(look, level=min(int(name[8:]), 9))
        elif name.startswith("toc ") and name[4:].isdigit():
            look = replace(look, contents=True, level=0)
        paragraph = style.find(_PPR)
        if paragraph is not None:
            for child in paragraph:
                if child.tag == W + "jc":
                    look = replace(look, centred=child.get(_VAL) == "center")
                elif child.tag == W + "outlineLvl":
                    look = replace(look, level=_outline(child))
                elif child.tag == W + "numPr":
                    number, ilvl = child.find(W + "numId"), child.find(W + "ilvl")
                    if number is not None:
                        look = replace(look, list_id=number.get(_VAL, ""))
                    if ilvl is not None:
                        look = replace(look, list_depth=_int(ilvl.get(_VAL)))
        run = style.find(_RPR)
        return _marked(look, run) if run is not None else look

    def run_look(self, look: _Look, properties: _Element) -> _Look:
        style = properties.find(W + "rStyle")
        if style is not None:
            element = self._elements.get(style.get(_VAL, ""))
            run = element.find(_RPR) if element is not None else None
            if run is not None:
                look = _marked(look, run)
        return _marked(look, properties)


def _marked(look: _Look, properties: _Element) -> _Look:
    bold, italic, caps, hidden, font = look.bold, look.italic, look.caps, look.hidden, look.font
    for child in properties:
        tag = child.tag
        if tag == W + "b":
            bold = child.get(_VAL, "1") not in _OFF
        elif tag == W + "i":
            italic = child.get(_VAL, "1") not in _OFF
        elif tag == W + "caps":
            caps = child.get(_VAL, "1") not in _OFF
        elif tag == W + "vanish":
            hidden = child.get(_VAL, "1") not in _OFF
        elif tag == W + "rFonts":
            name = child.get(W + "ascii") or child.get(W + "hAnsi") or ""
            # Only fonts that change what letters mean are worth remembering.
            font = name if name and legacy_of_font(name) else ("" if name else font)
    if (bold, italic, caps, hidden, font) == (
        look.bold,
        look.italic,
        look.caps,
        look.hidden,
        look.font,
    ):
        return look
    return replace(look, bold=bold, italic=italic, caps=caps, hidden=hidden, font=font)


def _chosen(alternate: _Element) -> _Element | None:
    """Take one of the two ways a newer drawing is stored, the one that holds text."""
    choices = [child for child in alternate if child.tag in (_MC + "Choice", _MC + "Fallback")]
    for choice in choices:
        if next(choice.iter(_T), None) is not None:
            return choice
    return None


def _cell_span(children: list[_Element]) -> tuple[int, str]:
    span, merged = 1, ""
    if children and children[0].tag == _TCPR:
        for child in children[0]:
            tag = child.tag
            if tag == _GRIDSPAN:
                span = max(1, _int(child.get(_VAL)))
            elif tag == _VMERGE:
                merged = "restart" if child.get(_VAL) == "restart" else "continue"
    return span, merged


def _first(parent: _Element, tag: str) -> _Element | None:
    """Give the properties of an element, which the schema puts first."""
    for child in parent:
        return child if child.tag == tag else None
    return None


def _outline(element: _Element) -> int:
    level = _int(element.get(_VAL))
    return level + 1 if level < 9 else 0


def _int(text: str | None) -> int:
    try:
        return max(0, min(int(text or 0), 1_000_000))
    except ValueError:
        return 0


def _symbol(element: _Element) -> str:
    try:
        code = int(element.get(W + "char", ""), 16) & 0xFF
    except ValueError:
        return ""
    font = element.get(W + "font", "").lower()
    table = _DINGS if "wingdings" in font else _SYMBOLS
    return table.get(code, "•" if "wingdings" in font else chr(code) if 32 <= code < 127 else "•")
