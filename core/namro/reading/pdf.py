"""Reads PDF files with a text layer: lines, paragraphs and tables from the places of letters.

A PDF stores letters at places on a page, nothing more. Lines are put together from baselines,
columns of the document's head and signature from the gap between them, paragraphs from indents and
from lines that end early, tables from their ruled lines. Pages that are pictures go through
character recognition where it is installed.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from namro.errors import DamagedDocument, DocumentTooLarge, LockedDocument, ReadError
from namro.model.source import SourceFormat
from namro.reading.assembling import Assembler, Mender, Paragraph, Reading
from namro.reading.budgets import Budgets
from namro.reading.joining import is_closed, runs_on, stands_alone
from namro.reading.ocr import recognise
from namro.reading.pdftables import CellLine, Rule, RuledTable, find_tables
from namro.reading.pdftrial import try_pages
from namro.vietnamese.normalise import clean_text, mend_letters
from namro.vietnamese.numbering import split_marker

# PDFium keeps state of its own and must not be entered twice at a time.
_PDFIUM = threading.Lock()

_COMBINING = re.compile("[\u0300-\u036f]")
_SPACING_MARK = frozenset("\u0060\u00b4\u02c6\u02dc\u02d8\u02ca\u02cb\u02c0")
_MARK_OF = {
    "\u0060": "\u0300", "\u00b4": "\u0301", "\u02c6": "\u0302", "\u02dc": "\u0303",
    "\u02d8": "\u0306", "\u02ca": "\u0301", "\u02cb": "\u0300", "\u02c0": "\u0309",
}  # fmt: skip
_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯYàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ")
_PAGE_NUMBER = re.compile(
    r"^(?:\d{1,3}|[-–—]\s*\d{1,3}\s*[-–—]|\d{1,3}\s*/\s*\d{1,3}|(?:trang|page)\s*:?\s*\d{1,4}(?:\s*(?:/|of|trên)\s*\d{1,4})?)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
# A printed page holds some five thousand; a poster of small print not a fifth of this.
_LETTERS_OF_A_PAGE = 200_000
_PROPERTIES = ("Title", "Subject", "Keywords")


@dataclass(slots=True)
class Letter:
    """One character on the page; y grows downwards."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    bold: bool
    italic: bool


@dataclass(slots=True)
class Line:
    """Letters on one baseline, within one column."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    italic: bool
    page: int

    @property
    def height(self) -> float:
        """Print height, never zero."""
        return max(self.bottom - self.top, 1.0)


@dataclass(slots=True)
class _Page:
    number: int
    width: float
    height: float
    rows: list[list[Line]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tables: list[RuledTable] = field(default_factory=list)
    columns: list[tuple[int, int]] = field(default_factory=list)
    seals: list[str] = field(default_factory=list)
    letters: int = 0
    nameless: int = 0
    pictures: bool = False


def read_pdf(data: bytes, budgets: Budgets, mend: Mender | None = None) -> Reading:
    """Read a PDF file.

    Raises:
        ReadError: Damaged, locked, too many pages, or pictures without character recognition.
    """
    with _PDFIUM:
        _check_opens(data, budgets)
    try_pages(data, budgets)
    with _PDFIUM:
        pages, asides = _pages(data, budgets)
    blind = [page for page in pages if page.letters < 12 and page.pictures]
    notes: list[str] = []
    letters = sum(page.letters for page in pages)
    if sum(page.nameless for page in pages) * 25 > letters > 0:
        recognised, note = recognise(data, budgets, required=True, over_text=True)
        notes.append(note)
        if recognised is not None:
            with _PDFIUM:
                pages, _ = _pages(recognised, budgets)
    elif blind:
        readable = len(blind) < len(pages) and letters > 200
        recognised, note = recognise(data, budgets, required=not readable)
        notes.append(note)
        if recognised is not None:
            with _PDFIUM:
                pages, _ = _pages(recognised, budgets)
        else:
            numbers = ", ".join(str(page.number) for page in blind[:20])
            notes.append(f"Trang {numbers} là ảnh, chưa đọc được nội dung.")
    reading = _assemble(pages, budgets, mend)
    reading.pages = len(pages)
    reading.asides.extend(asides)
    reading.notes.extend(notes)
    return reading


def _opened(data: bytes, budgets: Budgets) -> Any:
    try:
        import pypdfium2
    except ImportError as error:
        raise ReadError(
            "Máy chưa cài thư viện đọc PDF. Hãy cài namro[pdf] rồi thử lại.",
            code="read.missing-library",
        ) from error
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise LockedDocument(
                "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu (in lại thành PDF mới) rồi gửi lại."
            ) from error
        raise DamagedDocument(
            "Tệp PDF bị hỏng hoặc tải về chưa đủ. Hãy mở thử, in lại thành PDF mới rồi gửi lại."
        ) from error
    try:
        budgets.check_pages(len(document))
    except ReadError:
        document.close()
        raise
    return document


def _check_opens(data: bytes, budgets: Budgets) -> None:
    """Refuse what is locked, damaged or too long before any page is looked at."""
    _opened(data, budgets).close()


def _pages(data: bytes, budgets: Budgets) -> tuple[list[_Page], list[str]]:
    document = _opened(data, budgets)
    try:
        said = [str(document.get_metadata_value(name) or "") for name in _PROPERTIES]
        pages: list[_Page] = []
        total = 0
        for number in range(len(document)):
            page = _page(document, number)
            total += page.letters
            budgets.check_characters(total)
            pages.append(page)
        return pages, [clean_text(line) for line in said]
    finally:
        document.close()


# ------------------------------------------------------------------------ letters of a page


def _page(document: Any, number: int) -> _Page:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        page = document[number]
        stamps = _stamp_boxes(pdfium, page)
        printed: set[tuple[str, int, int]] = set()
        if stamps:
            text_page = page.get_textpage()
            letters, _ = _letters(pdfium, text_page, _Frame(page))
            printed = {_key(letter) for letter in letters}
            text_page.close()
            # Stamps are drawn beside the page; flattening makes their letters the page's own.
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise DamagedDocument(
            f"Trang {number + 1} của tệp PDF bị hỏng. Hãy in lại thành PDF mới rồi gửi lại."
        ) from error
    try:
        frame = _Frame(page)
        found = _Page(number + 1, frame.width, frame.height)
        letters, found.nameless = _letters(pdfium, text_page, frame)
        if stamps:
            boxes = [frame.box(*stamp) for stamp in stamps]
            letters = _without_seals(letters, printed, boxes, found)
        rules: list[Rule] = []
        found.pictures = _objects(pdfium, page, frame, rules)
        found.letters = sum(not letter.text.isspace() for letter in letters)
        found.tables = find_tables(rules)
        rest: list[Letter] = []
        for letter in letters:
            x, y = (letter.x0 + letter.x1) / 2, (letter.top + letter.bottom) / 2
            for table in found.tables:
                if table.x0 <= x <= table.x1 and table.top <= y <= table.bottom:
                    table.take(letter, x, y)
                    break
            else:
                rest.append(letter)
        for table in found.tables:
            table.settle(_cell_lines)
        found.rows = [row for row in (_split(row, number + 1) for row in _rows(rest)) if row]
        return found
    finally:
        text_page.close()
        page.close()


def _cell_lines(letters: list[Letter]) -> list[CellLine]:
    return [
        (line.text, line.bold, line.x0, line.x1, line.height)
        for row in _rows(letters)
        for line in _split(row, 0, whole=True)
    ]


def _stamp_boxes(pdfium: Any, page: Any) -> list[tuple[float, float, float, float]]:
    """Find what the office's software stamped on the page: number, day, digital seals."""
    boxes: list[tuple[float, float, float, float]] = []
    kinds = (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_FREETEXT)
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), 500)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        rect = pdfium.FS_RECTF()
        if pdfium.FPDFAnnot_GetSubtype(annotation) in kinds and pdfium.FPDFAnnot_GetRect(
            annotation, rect
        ):
            boxes.append((rect.left, rect.bottom, rect.right, rect.top))
        pdfium.FPDFPage_CloseAnnot(annotation)
    return boxes


def _key(letter: Letter) -> tuple[str, int, int]:
    return letter.text, round(letter.x0), round(letter.base)


def _without_seals(
    letters: list[Letter],
    printed: set[tuple[str, int, int]],
    boxes: list[tuple[float, float, float, float]],
    page: _Page,
) -> list[Letter]:
    """Keep a stamped number or day; set digital seals (name, address, time of signing) aside."""
    seals: dict[int, list[Letter]] = {}
    for letter in letters:
        if _key(letter) in printed:
            continue
        x, y = (letter.x0 + letter.x1) / 2, (letter.top + letter.bottom) / 2
        for index, (left, top, right, bottom) in enumerate(boxes):
            if left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2:
                seals.setdefault(index, []).append(letter)
                break
    dropped: set[int] = set()
    for stamped in seals.values():
        text = "".join(letter.text for letter in stamped).strip()
        if len(text) <= 30 and len(_rows(stamped)) <= 1:
            continue
        dropped.update(id(letter) for letter in stamped)
        page.seals.append(clean_text(" ".join(line[0] for line in _cell_lines(stamped))))
    return [letter for letter in letters if id(letter) not in dropped]


class _Frame:
    """Turns places as stored into places as seen: origin top left, page upright."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_cropbox()
        self._left, self._bottom, self._right, self._top = left, bottom, right, top
        self.rotation = page.get_rotation()
        upright = self.rotation in (0, 180)
        self.width = (right - left) if upright else (top - bottom)
        self.height = (top - bottom) if upright else (right - left)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Give where a stored point is seen."""
        if self.rotation == 0:
            return x - self._left, self._top - y
        if self.rotation == 90:
            return y - self._bottom, x - self._left
        if self.rotation == 180:
            return self._right - x, y - self._bottom
        return self._top - y, self._right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Give where a stored box is seen: left, top, right, bottom."""
        ax, ay = self.place(x0, y0)
        bx, by = self.place(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _letters(pdfium: Any, text_page: Any, frame: _Frame) -> tuple[list[Letter], int]:
    import ctypes

    raw = text_page.raw
    count = pdfium.FPDFText_CountChars(raw)
    if count > _LETTERS_OF_A_PAGE:
        raise DocumentTooLarge(
            "Tệp PDF có trang quá nhiều chữ. Hãy in lại thành PDF mới rồi gửi lại."
        )
    rect = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    fonts: dict[int, tuple[bool, bool, float]] = {}
    letters: list[Letter] = []
    nameless = 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code == 0:
            nameless += 1
        if code in (0, 0xFFFE, 0xFFFF, 0x0D, 0x0A) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            continue
        text = "-" if code == 2 else chr(code)
        if code < 32 and code not in (2, 9):
            continue
        if pdfium.FPDFText_IsGenerated(raw, index) == 1:
            # Blanks that PDFium adds between words; ours come from the gaps.
            continue
        if not pdfium.FPDFText_GetLooseCharBox(raw, index, rect):
            continue
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        x0, top, x1, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        _, base = frame.place(x.value, y.value)
        handle = pdfium.FPDFText_GetTextObject(raw, index)
        key = ctypes.addressof(handle.contents) if handle else 0
        font = fonts.get(key)
        if font is None:
            font = _font(pdfium, raw, index, handle)
            fonts[key] = font
        bold, italic, size = font
        previous = letters[-1] if letters else None
        if previous is not None and _is_mark(text, previous, x0, x1):
            previous.text += _MARK_OF.get(text, text)
            # One drawn letter that stands for two has its box shared out between them.
            previous.x1 = max(previous.x1, x1)
            continue
        if bottom - top > 4 * max(x1 - x0, 1) and abs(bottom - top) > 3 * size:
            continue
        letters.append(Letter(text, x0, x1, top, bottom, base, size, bold, italic))
    return letters, nameless


def _is_mark(text: str, base: Letter, x0: float, x1: float) -> bool:
    """Say whether a character is the diacritic of the letter before it."""
    if _COMBINING.match(text):
        return not base.text.isspace()
    if text not in _SPACING_MARK or base.text[:1] not in _VOWELS:
        return False
    middle = (x0 + x1) / 2
    return base.x0 - 0.3 * base.size <= middle <= base.x1 + 0.05 * base.size


def _font(pdfium: Any, raw: Any, index: int, handle: Any) -> tuple[bool, bool, float]:
    import ctypes

    size = pdfium.FPDFText_GetFontSize(raw, index)
    flags = ctypes.c_int()
    needed = pdfium.FPDFText_GetFontInfo(raw, index, None, 0, flags)
    name = ""
    if 0 < needed < 500:
        buffer = ctypes.create_string_buffer(needed)
        pdfium.FPDFText_GetFontInfo(raw, index, buffer, needed, flags)
        name = buffer.value.decode("utf-8", "replace").lower()
    weight = pdfium.FPDFText_GetFontWeight(raw, index)
    bold = (
        "bold" in name
        or "black" in name
        or "heavy" in name
        or weight >= 650
        or bool(flags.value & 1 << 18)
    )
    italic = "italic" in name or "oblique" in name or bool(flags.value & 1 << 6)
    if "bold" in name:
        bold = True
    elif name and weight < 650 and not flags.value & 1 << 18:
        bold = False
    scale = 1.0
    if handle:
        matrix = pdfium.FS_MATRIX()
        if pdfium.FPDFPageObj_GetMatrix(handle, matrix):
            scale = max(abs(matrix.d), abs(matrix.b), 1e-3)
    return bold, italic, max(float(size) * (scale if scale != 1.0 and size <= 2 else 1.0), 1.0)


def _objects(pdfium: Any, page: Any, frame: _Frame, rules: list[Rule]) -> bool:
    """Collect ruled lines; say whether the page shows pictures."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    pictures = False
    for index in range(min(count, 200_000)):
        element = pdfium.FPDFPage_GetObject(page.raw, index)
        pictures = _object(pdfium, element, frame, rules, _IDENTITY, 0) or pictures
    return pictures


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _object(
    pdfium: Any, element: Any, frame: _Frame, rules: list[Rule], outer: _Matrix, depth: int
) -> bool:
    kind = pdfium.FPDFPageObj_GetType(element)
    if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        return True
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < 4:
        matrix = _times(_matrix(pdfium, element), outer)
        pictures = False
        for index in range(min(max(pdfium.FPDFFormObj_CountObjects(element), 0), 50_000)):
            inner = pdfium.FPDFFormObj_GetObject(element, index)
            pictures = _object(pdfium, inner, frame, rules, matrix, depth + 1) or pictures
        return pictures
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        _path(pdfium, element, frame, rules, outer)
    return False


def _matrix(pdfium: Any, element: Any) -> _Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(element, matrix):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(first: _Matrix, second: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


def _path(pdfium: Any, element: Any, frame: _Frame, rules: list[Rule], outer: _Matrix) -> None:
    import ctypes

    matrix = _times(_matrix(pdfium, element), outer)
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(element, fill, stroke)
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    subpaths: list[list[tuple[float, float]]] = []
    segments = pdfium.FPDFPath_CountSegments(element)
    if segments > 4000:
        return
    for index in range(max(segments, 0)):
        segment = pdfium.FPDFPath_GetPathSegment(element, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        a, b, c, d, e, f = matrix
        place = frame.place(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            points = []
            subpaths.append(points)
        points.append(place)
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    for subpath in subpaths:
        _subpath(subpath, bool(stroke.value), rules)


def _subpath(points: list[tuple[float, float]], stroked: bool, rules: list[Rule]) -> None:
    if len(points) < 2:
        return
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    # A border is often a filled rectangle, thin as a line.
    if x1 - x0 <= 2.5 and y1 - y0 > 4:
        rules.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
    elif y1 - y0 <= 2.5 and x1 - x0 > 4:
        rules.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
    elif stroked:
        for (ax, ay), (bx, by) in itertools.pairwise(points):
            if abs(ax - bx) <= 1.0 and abs(ay - by) > 4:
                rules.append(Rule((ax + bx) / 2, min(ay, by), (ax + bx) / 2, max(ay, by)))
            elif abs(ay - by) <= 1.0 and abs(ax - bx) > 4:
                rules.append(Rule(min(ax, bx), (ay + by) / 2, max(ax, bx), (ay + by) / 2))


# ------------------------------------------------------------------------ letters → lines


def _rows(letters: list[Letter]) -> list[list[Letter]]:
    """Group letters by baseline, top down; raised and lowered ones go with their line."""
    if not letters:
        return []
    ordered = sorted(letters, key=lambda letter: letter.base)
    rows: list[list[Letter]] = [[ordered[0]]]
    base = ordered[0].base
    for letter in ordered[1:]:
        if letter.base - base <= 0.28 * max(letter.size, 6):
            rows[-1].append(letter)
        else:
            rows.append([letter])
        base = letter.base
    merged: list[list[Letter]] = []
    for row in rows:
        if merged and _is_script(row, merged[-1]):
            merged[-1].extend(row)
        elif merged and _is_script(merged[-1], row):
            row.extend(merged.pop())
            merged.append(row)
        else:
            merged.append(row)
    for row in merged:
        row.sort(key=lambda letter: (letter.x0, letter.x1))
    return merged


def _is_script(small: list[Letter], line: list[Letter]) -> bool:
    """Say whether a few small letters are an index of a line beside them."""
    marks = [letter for letter in small if not letter.text.isspace()]
    if not 0 < len(marks) <= 4:
        return False
    size = max(letter.size for letter in line)
    if max(letter.size for letter in marks) > 0.8 * size:
        return False
    middle = sum((letter.top + letter.bottom) / 2 for letter in marks) / len(marks)
    top, bottom = min(letter.top for letter in line), max(letter.bottom for letter in line)
    near = any(abs(letter.x1 - marks[0].x0) < size for letter in line)
    return near and top <= middle <= bottom


def _split(row: list[Letter], page: int, *, whole: bool = False) -> list[Line]:
    """Write a row as text, parted where a gap is too wide for a blank."""
    parts: list[list[Letter]] = [[]]
    last: Letter | None = None
    for letter in row:
        if letter.text.isspace():
            if parts[-1]:
                parts[-1].append(letter)
            continue
        if last is not None:
            gap = letter.x0 - last.x1
            size = max(letter.size, last.size)
            if gap > 1.9 * size and not whole:
                parts.append([])
            elif gap > 0.17 * size and parts[-1] and not parts[-1][-1].text.isspace():
                parts[-1].append(_BLANK)
        parts[-1].append(letter)
        last = letter
    lines: list[Line] = []
    for part in parts:
        letters = [letter for letter in part if not letter.text.isspace()]
        if not letters:
            continue
        text = clean_text(mend_letters("".join(letter.text for letter in part)))
        if not text:
            continue
        words = [letter for letter in letters if letter.text[:1].isalnum()]
        lines.append(
            Line(
                text,
                letters[0].x0,
                max(letter.x1 for letter in letters),
                min(letter.top for letter in letters),
                max(letter.bottom for letter in letters),
                median(letter.size for letter in letters),
                bool(words) and all(letter.bold for letter in words),
                bool(words) and all(letter.italic for letter in words),
                page,
            )
        )
    # A list mark set apart by a tab belongs to its text.
    joined: list[Line] = []
    for line in lines:
        if joined:
            before = joined[-1]
            marker, rest = split_marker(before.text)
            near = line.x0 - before.x1 < 6 * line.size
            if (marker and not rest and near) or _is_blank_left(before.text, line.text):
                joined[-1] = Line(
                    f"{before.text} {line.text}",
                    before.x0,
                    line.x1,
                    min(before.top, line.top),
                    max(before.bottom, line.bottom),
                    line.size,
                    line.bold,
                    line.italic,
                    page,
                )
                continue
        joined.append(line)
    return joined


# "Số:      /KH-UBND" and "ngày     tháng     năm": room left for a pen.
_ROOM_AFTER = re.compile(r"(?:^Số\s*:?|\b(?:ngày|tháng|năm))$", re.IGNORECASE)
_ROOM_BEFORE = re.compile(r"^(?:/[A-ZĐ]|[-–][A-ZĐ]{2}|tháng\b|năm\b)")


def _is_blank_left(before: str, after: str) -> bool:
    return bool(_ROOM_AFTER.search(before) and _ROOM_BEFORE.match(after))


_BLANK = Letter(" ", 0, 0, 0, 0, 0, 1, False, False)


def _in_reading_order(page: _Page) -> tuple[list[Line], list[tuple[int, int]]]:
    """Give lines in reading order and which stretches of them are columns side by side."""
    rows = page.rows
    body = [line for row in rows for line in row]
    if not body:
        return [], []
    middle = (min(line.x0 for line in body) + max(line.x1 for line in body)) / 2
    ordered: list[Line] = []
    columns: list[tuple[int, int]] = []
    index = 0
    while index < len(rows):
        if len(rows[index]) < 2:
            ordered.extend(rows[index])
            index += 1
            continue
        low, high = rows[index][0].x1, rows[index][1].x0
        end = index + 1
        while end < len(rows):
            row = rows[end]
            if any(
                table.top < row[0].top and table.top > rows[end - 1][0].top for table in page.tables
            ):
                break
            left = row[0]
            if len(row) >= 2:
                new_low, new_high = max(low, left.x1), min(high, row[1].x0)
            elif left.x1 <= high - 2:
                new_low, new_high = max(low, left.x1), high
            elif left.x0 >= low + 2:
                new_low, new_high = low, min(high, left.x0)
            else:
                break
            if new_high - new_low < 2:
                break
            if len(row) == 1:
                if abs((left.x0 + left.x1) / 2 - middle) < 12:
                    break
                if left.top - rows[end - 1][0].bottom > 8 * left.height:
                    break
            low, high = new_low, new_high
            end += 1
        split = (low + high) / 2
        start = len(ordered)
        leftward = [
            line for row in rows[index:end] for line in row if (line.x0 + line.x1) / 2 < split
        ]
        rightward = [
            line for row in rows[index:end] for line in row if (line.x0 + line.x1) / 2 >= split
        ]
        ordered.extend(leftward)
        columns.append((start, len(ordered)))
        start = len(ordered)
        ordered.extend(rightward)
        columns.append((start, len(ordered)))
        index = end
    return ordered, columns


# ------------------------------------------------------------------------ lines → blocks


def _assemble(pages: list[_Page], budgets: Budgets, mend: Mender | None) -> Reading:
    furniture = _take_furniture(pages)
    assembler = Assembler(budgets, mend)
    writer = _Writer(assembler)
    for page in pages:
        page.lines, page.columns = _in_reading_order(page)
        writer.page(page)
    writer.flush()
    reading = assembler.finish(SourceFormat.PDF)
    reading.furniture.extend(furniture)
    return reading


def _take_furniture(pages: list[_Page]) -> list[str]:
    """Take page numbers and running heads and feet off the pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        lines = (line for row in page.rows for line in row)
        seen.update({_DIGITS.sub("#", line.text) for line in lines if _at_edge(line, page)})
    furniture: list[str] = []
    for page in pages:
        furniture.extend(page.seals)
        first = min((line.top for row in page.rows for line in row), default=0)
        last = max((line.bottom for row in page.rows for line in row), default=0)
        kept: list[list[Line]] = []
        for row in page.rows:
            rest: list[Line] = []
            for line in row:
                edge = _at_edge(line, page)
                numbered = _PAGE_NUMBER.match(line.text) and (
                    edge or line.top <= first + 1 or line.bottom >= last - 1
                )
                repeated = edge and seen[_DIGITS.sub("#", line.text)] >= 3
                if numbered or (repeated and not stands_alone(line.text)):
                    furniture.append(line.text)
                else:
                    rest.append(line)
            if rest:
                kept.append(rest)
        page.rows = kept
    return list(dict.fromkeys(furniture))


def _at_edge(line: Line, page: _Page) -> bool:
    return line.bottom < 0.09 * page.height or line.top > 0.91 * page.height


class _Writer:
    """Puts lines together to paragraphs and hands them on in order."""

    def __init__(self, assembler: Assembler) -> None:
        self._assembler = assembler
        self._open: list[Line] = []
        self._text = ""
        self._layout = False
        self._left = self._right = 0.0
        self._page_width = 0.0

    def page(self, page: _Page) -> None:
        self._page_width = page.width
        self._measure(page)
        column_of: dict[int, int] = {}
        for number, (start, end) in enumerate(page.columns):
            column_of.update(dict.fromkeys(range(start, end), number + 1))
        tables = sorted(page.tables, key=lambda table: table.top)
        waiting = 0
        previous_column = 0
        for index, line in enumerate(page.lines):
            while waiting < len(tables) and tables[waiting].top < line.top:
                self._table(tables[waiting], page)
                waiting += 1
            column = column_of.get(index, 0)
            self._line(line, page, column, column != previous_column)
            previous_column = column
        for table in tables[waiting:]:
            self._table(table, page)

    def _measure(self, page: _Page) -> None:
        plain = [line for line in page.lines if len(line.text) > 30]
        if plain:
            self._left = min(line.x0 for line in plain)
            edges = sorted(line.x1 for line in plain)
            self._right = edges[int(len(edges) * 0.85)] if len(edges) > 4 else edges[-1]
        elif not self._right:
            self._left, self._right = 0.12 * page.width, 0.93 * page.width

    def _line(self, line: Line, page: _Page, column: int, new_column: bool) -> None:
        if self._open and not new_column and self._goes_on(line, page, column):
            self._append(line)
            return
        self.flush()
        self._open = [line]
        self._text = line.text
        self._layout = column > 0

    def _append(self, line: Line) -> None:
        if self._text[-1:] == "-" and self._text[-2:-1].isalnum() and line.text[:1].isalnum():
            self._text += line.text
        else:
            self._text += " " + line.text
        self._open.append(line)

    def _goes_on(self, line: Line, page: _Page, column: int) -> bool:
        above = self._open[-1]
        marked = bool(split_marker(line.text)[0])
        if column:
            gap = line.top - above.bottom
            return (
                gap < 0.9 * line.height
                and abs(line.size - above.size) < 0.15 * line.size
                and runs_on(self._text, line.text, marked=marked, wrapped=1)
            )
        width = self._right - self._left
        word = line.text.split(" ", 1)[0]
        first = self._open[0]
        marker = split_marker(first.text)[0]
        room = self._right - above.x1
        if not marker and self._centred(above):
            room += above.x0 - self._left
        needed = (line.x1 - line.x0) * (len(word) + 1) / max(len(line.text), 1)
        full = room < needed + 0.02 * width
        if above.page != line.page:
            hangs = len(self._open) > 1 and abs(line.x0 - above.x0) < 6 and above.x0 > first.x0
            flush = line.x0 < self._left + 6
            return not marked and full and not is_closed(self._text) and (flush or hangs)
        if line.top - above.bottom > 0.75 * line.height or line.top < above.top:
            return False
        # Lines that begin at one place are set to the left, however long they are.
        ranged = abs(line.x0 - above.x0) < 1.0 and abs(line.x1 - above.x1) > 1.0
        centred = not ranged and not marker and self._centred(above) and self._centred(line)
        if centred:
            same = above.bold == line.bold and above.italic == line.italic
            return (
                same
                and not marked
                and runs_on(above.text, line.text, marked=marked, wrapped=1, width=int(not full))
            )
        indent = line.x0 - self._left
        hanging = len(self._open) == 1 and line.x0 > first.x0 + 4 and not marked
        aligned = abs(line.x0 - above.x0) < 4 or hanging
        if marked:
            # Inside a running sentence a dash or a number at the margin is part of it.
            begun = len(self._open) > 1 or first.x0 - self._left > 6
            return full and indent <= 6 and begun and not is_closed(above.text)
        return full and (indent <= 6 or hanging or (len(self._open) > 1 and aligned))

    def _centred(self, line: Line) -> bool:
        middle = (self._left + self._right) / 2
        return (
            abs((line.x0 + line.x1) / 2 - middle) < 0.03 * max(self._page_width, 1)
            and line.x0 - self._left > 12
            and self._right - line.x1 > 12
        )

    def _table(self, table: RuledTable, page: _Page) -> None:
        self.flush()
        grid = table.grid(page.number)
        if grid is not None:
            self._assembler.table(grid)

    def flush(self) -> None:
        """Hand on the paragraph that is open."""
        if not self._open:
            return
        first = self._open[0]
        self._assembler.paragraph(
            Paragraph(
                self._text,
                bold=all(line.bold for line in self._open),
                italic=all(line.italic for line in self._open),
                centred=all(self._centred(line) for line in self._open),
                page=first.page,
            ),
            layout=self._layout,
        )
        self._open = []
        self._text = ""
