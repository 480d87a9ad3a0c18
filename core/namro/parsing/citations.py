"""Finds the documents a plan rests on or names: number, day, issuer, and every place of mention.

A plan cites in full once and in short ever after ("Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ
Chính trị ... Nghị quyết số 57"), prints numbers with slips, and lists several behind one word.
Numbers run by the year within one issuer: the same number with days of two years is two documents,
with two days of one year it is one document and a slip.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from namro.model.plan import Citation
from namro.model.source import BlockKind, Passage, SourceDocument, Span
from namro.parsing.outline import Outline
from namro.vietnamese.bodies import cut_body, is_body_name, natural_case, shorten
from namro.vietnamese.dates import DATE_PATTERN, date_of
from namro.vietnamese.documents import (
    KIND_PATTERN,
    NUMBER_PATTERN,
    DocumentNumber,
    fold,
    number_of,
    read_kind,
    read_number,
)

_NUMBER = re.compile(NUMBER_PATTERN)
# A quick look: most passages name nothing.
_MAY_CITE = re.compile(r"\d[a-zA-Z]?\s{0,2}[/\-–—]")
_KIND_BEFORE = re.compile(
    rf"(?P<kind>{KIND_PATTERN})(?P<between>(?:\s+(?!(?:và|số|{KIND_PATTERN})\b)[^\s\d,;.()]+){{0,6}}?)\s*(?:số)?\s*[:.]?\s*$",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:,|;|và|&|/)\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
# No paragraph names more; one that does is hostile.
_MOST_IN_A_PASSAGE = 500
_FORM = re.compile(r"(?:mẫu|biểu mẫu|biểu|phụ lục)\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_DAY_AFTER = re.compile(
    rf"\s*[,(]?\s*(?:ký\s+)?(?:ban\s+hành\s+)?(?:ngày\s*)?{DATE_PATTERN}\s*\)?", re.IGNORECASE
)
_OF = re.compile(r"\s*,?\s*của\s+", re.IGNORECASE)
# National bodies are known even where "của" was left out.
_NATIONAL = re.compile(
    r"\s+(?=(?:chính\s+phủ|thủ\s+tướng\s+chính\s+phủ|quốc\s+hội|bộ\s+chính\s+trị|ban\s+bí\s+thư)(?!\w))",
    re.IGNORECASE,
)
_ONWARD = re.compile(
    rf"\s*[,;]?\s*(?:và|,|;)?\s*(?:các\s+)?(?:{KIND_PATTERN})?[^\d,;.]{{0,30}}?(?:số)?\s*:?\s*$",
    re.IGNORECASE,
)
#: "Đề án 06", "Nghị quyết số 57 của Bộ Chính trị": known by kind and figure alone.
_SHORT = re.compile(
    r"\b(?P<kind>đề\s+án|nghị\s+quyết|chỉ\s+thị|kết\s+luận|nghị\s+định|quyết\s+định|thông\s+tư)\s+(?:số\s+)?"
    r"(?P<figure>\d{2,4})(?![\w%]|\s*[/\-–,.]\s*\d|\s?[/\-–]\s?[A-ZĐ]|\s*(?:năm|tháng|ngày|%|người|nhiệm\s+vụ|nội\s+dung|chỉ\s+tiêu|dự\s+án|đề\s+án|điều))"
    r"(?!\s*/)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Mention:
    """One place where a document is named."""

    number: DocumentNumber | None
    figure: str
    kind: str | None
    day: date | None
    issuer: str | None
    span: Span
    line: int
    printed: str
    block: int
    end: int = 0


@dataclass(slots=True)
class _Document:
    """All mentions of one document."""

    mentions: list[_Mention] = field(default_factory=list)

    @property
    def day(self) -> date | None:
        return next((m.day for m in self.mentions if m.day), None)

    @property
    def issuer(self) -> str | None:
        return next((m.issuer for m in self.mentions if m.issuer), None)


def read_citations(
    source: SourceDocument, outline: Outline, *, own: str | None = None
) -> tuple[Citation, ...]:
    """Read every document that a plan names by its number.

    Args:
        source: The document.
        outline: Its outline; head and closing name the plan itself and are left out.
        own: The plan's own number, which is no citation.
    """
    own_number = read_number(own) if own else None
    found: list[_Mention] = []
    passages = list(_passages(source, outline))
    for block, passage in passages:
        found.extend(_full_mentions(passage, block))
    if own_number is not None:
        found = [m for m in found if m.number is None or m.number.key != own_number.key]
    documents = _sort(found)
    for block, passage in passages:
        _add_short(documents, passage, block, own_number)
    ordered = sorted(documents, key=lambda d: min(m.span.start for m in d.mentions))
    return tuple(_citation(document) for document in ordered)


def _passages(source: SourceDocument, outline: Outline) -> Iterator[tuple[int, Passage]]:
    frame = outline.frame
    for index, block in enumerate(source.blocks):
        if frame.in_closing(index):
            continue
        if index < frame.body and index not in frame.title and index != frame.kind:
            continue
        if block.kind is not BlockKind.TABLE or block.table is None:
            yield index, block.passage
            continue
        seen: set[int] = set()
        for row in block.table.rows:
            for cell in row.cells:
                if id(cell) not in seen and cell.text:
                    seen.add(id(cell))
                    yield index, cell.passage


def _full_mentions(passage: Passage, block: int) -> list[_Mention]:
    text = passage.text
    found: list[_Mention] = []
    if _MAY_CITE.search(text) is None:
        return found
    for match in _NUMBER.finditer(text):
        number = number_of(match)
        if number is None:
            continue
        if len(found) >= _MOST_IN_A_PASSAGE:
            break
        before = text[max(match.start() - 80, 0) : match.start()]
        if _FORM.search(before):
            continue
        kind = _kind(before, number, found, match.start())
        day, issuer, end = _after(text, match.end())
        span = passage.source_span(match.start(), match.end())
        found.append(
            _Mention(
                number,
                number.figure,
                kind,
                day,
                issuer,
                span,
                passage.line,
                match.group(),
                block,
                end,
            )
        )
    _share_issuer(found, text, passage)
    return found


def _kind(before: str, number: DocumentNumber, found: list[_Mention], start: int) -> str | None:
    said = _KIND_BEFORE.search(before)
    if said is not None:
        return read_kind(said["kind"])
    listed = _LISTED.search(before)
    if listed is not None and found and found[-1].number is not None:
        last = found[-1]
        same = last.number is not None and last.number.sign[:1] == number.sign[:1]
        if same and start - last.end < 60:
            return last.kind
    return number.kind or "Văn bản"


def _after(text: str, end: int) -> tuple[date | None, str | None, int]:
    """Read day and issuer behind a number, in either order."""
    day: date | None = None
    issuer: str | None = None
    for _ in range(2):
        found = _DAY_AFTER.match(text, end, end + 80) if day is None else None
        if found is not None:
            day = date_of(found)
            end = found.end()
            continue
        of = _OF.match(text, end, end + 20) or _NATIONAL.match(text, end)
        if of is not None and issuer is None:
            phrase = text[of.end() : of.end() + 160]
            name = cut_body(phrase)
            if is_body_name(name):
                issuer = shorten(natural_case(name, text))
                end = of.end() + len(name)
                continue
        break
    return day, issuer, end


def _share_issuer(found: list[_Mention], text: str, passage: Passage) -> None:
    """Give the issuer behind the last of a list ("62-CTr/TU; 261-KH/TU của ...") to all of it."""
    places = [m for m in found if m.number is not None]
    for one, two in zip(reversed(places[:-1]), reversed(places[1:]), strict=False):
        if one.issuer is not None or two.issuer is None or one.number is None or two.number is None:
            continue
        between = text[one.end : text.find(two.printed, one.end)]
        if len(between) < 45 and one.number.body == two.number.body and _ONWARD.match(between):
            one.issuer = two.issuer


# --- which mentions are of one document ----------------------------------------------------------


def _sort(found: list[_Mention]) -> list[_Document]:
    documents: list[_Document] = []
    by_key: dict[str, list[_Document]] = {}
    undated: list[_Mention] = []
    for mention in found:
        if mention.number is None:
            continue
        if mention.day is None:
            undated.append(mention)
            continue
        known = by_key.setdefault(mention.number.key, [])
        home = next((d for d in known if _same(d, mention)), None)
        if home is None:
            home = _Document()
            known.append(home)
            documents.append(home)
        home.mentions.append(mention)
    for mention in undated:
        if mention.number is None:
            continue
        known = by_key.setdefault(mention.number.key, [])
        home = _nearest(known, mention)
        if home is None:
            home = _Document()
            known.append(home)
            documents.append(home)
        home.mentions.append(mention)
    for document in documents:
        document.mentions.sort(key=lambda m: m.span.start)
    return documents


def _same(document: _Document, mention: _Mention) -> bool:
    day, issuer = document.day, document.issuer
    if issuer and mention.issuer and not _one_body(issuer, mention.issuer):
        return False
    return day is None or mention.day is None or day.year == mention.day.year


def _one_body(one: str, two: str) -> bool:
    """Say whether two names can be of one body: one often stands short for the other."""
    a, b = fold(one), fold(two)
    if a.startswith(b) or b.startswith(a):
        return True
    few, many = sorted((set(a.split()), set(b.split())), key=len)
    return few <= many


def _nearest(known: list[_Document], mention: _Mention) -> _Document | None:
    fitting = [d for d in known if _same(d, mention)]
    if not fitting:
        return None
    if mention.issuer:
        named = [d for d in fitting if d.issuer]
        fitting = named or fitting
    before = [d for d in fitting if min(m.span.start for m in d.mentions) <= mention.span.start]
    return (before or fitting)[-1 if before else 0]


def _add_short(
    documents: list[_Document], passage: Passage, block: int, own: DocumentNumber | None
) -> None:
    text = passage.text
    for match in _SHORT.finditer(text):
        figure = match["figure"]
        if 1900 <= int(figure) <= 2100 and len(figure) == 4:
            continue
        kind = read_kind(match["kind"])
        if own is not None and own.figure.lstrip("0") == figure.lstrip("0") and own.kind == kind:
            continue
        span = passage.source_span(match.start("figure"), match.end("figure"))
        day, issuer, end = _after(text, match.end())
        mention = _Mention(None, figure, kind, day, issuer, span, passage.line, figure, block, end)
        home = next((d for d in documents if _short_for(d, mention)), None)
        if home is None:
            if kind != "Đề án" and issuer is None and day is None:
                # "Nghị quyết 04" alone may be any: it names no document one could find.
                continue
            home = _Document()
            documents.append(home)
        home.mentions.append(mention)
        home.mentions.sort(key=lambda m: m.span.start)


def _short_for(document: _Document, mention: _Mention) -> bool:
    first = document.mentions[0]
    if first.figure.lstrip("0") != mention.figure.lstrip("0"):
        return False
    if mention.day and document.day and mention.day != document.day:
        return False
    if first.kind == mention.kind:
        return True
    # A project bears the figure of the decision that approved it.
    return mention.kind == "Đề án" and first.kind in ("Quyết định", "Kế hoạch", "Đề án")


def _citation(document: _Document) -> Citation:
    full = [m for m in document.mentions if m.number is not None]
    if full:
        printings = Counter(str(m.number) for m in full)
        most = max(printings.values())
        number = next(str(m.number) for m in full if printings[str(m.number)] == most)
        kinds = Counter(m.kind for m in full if m.kind)
        kind = next((m.kind for m in full if m.kind and kinds[m.kind] == max(kinds.values())), None)
    else:
        number = document.mentions[0].figure
        kind = document.mentions[0].kind
    return Citation(
        kind=kind,
        number=number,
        date=document.day,
        issuer=document.issuer,
        line=document.mentions[0].line,
        mentions=tuple(m.span for m in document.mentions),
    )
