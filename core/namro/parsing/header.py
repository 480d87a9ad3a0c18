"""Reads a document's own particulars: who issued what, when, under which number, signed by whom.

The head of a document is a table of two columns; readers flatten it in either order, cut it off,
or join lines. So each particular is known by its own form, wherever in the head it stands, and is
looked for in the body, the signature or an annex's "(Kèm theo ...)" where the head lacks it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from namro.model.plan import Header
from namro.model.source import Block, BlockKind, SourceDocument, Span
from namro.parsing.frame import is_capitals, is_recipients, is_role, is_signed_for
from namro.parsing.outline import Outline
from namro.vietnamese.bodies import (
    find_body,
    is_body_name,
    is_place_line,
    natural_case,
    shorten,
    starts_body,
)
from namro.vietnamese.dates import DATE_PATTERN, date_of, make_date
from namro.vietnamese.documents import KIND_PATTERN, fold, read_kind, read_number

_DATE = re.compile(DATE_PATTERN, re.IGNORECASE)
_PLACED_DATE = re.compile(
    r"(?:(?P<place>[^\W\d_][^,:;()]{1,40}),\s*)?ngày\s*(?P<day>\d{1,2})\s*tháng\s*(?P<month>\d{1,2})\s*"
    r"(?:,\s*)?năm\s*(?P<year>\d{4})",
    re.IGNORECASE,
)
_BLANK_DATE = re.compile(r"ngày\s*[.…\s\d]*tháng\s*[.…\s\d]*năm", re.IGNORECASE)
_BROKEN_DATE = re.compile(
    r",\s*ngày(?:\s*\d{1,2})?(?:\s*tháng(?:\s*\d{1,2})?)?(?:\s*năm)?\s*$", re.IGNORECASE
)
_NUMBER_LINE = re.compile(r"(?:^|\s)số\s*[:.]?\s*(?=[\d\s./\-…]*[/\-])", re.IGNORECASE)
_KIND_BEFORE = re.compile(rf"(?<!\w)(?:{KIND_PATTERN}|văn\s+bản)\s*$", re.IGNORECASE)
_MOTTO = re.compile(
    r"c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội\s+ch[ủu]\s+nghĩa\s+vi[ệe]t\s+nam"
    r"|độc\s+lập\s*[-–—]\s*tự\s+do\s*[-–—]\s*h[ạa]nh\s+phúc|đảng\s+cộng\s+sản\s+việt\s+nam",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\s\-–—_=*.…~]+$")
_KIND_FIRST = re.compile(rf"(?:dự\s+thảo\s*:?\s+)?(?P<kind>{KIND_PATTERN})\b", re.IGNORECASE)
_SUBJECT = re.compile(r"^(?:v/v|về\s+việc)\s*:?\s*", re.IGNORECASE)
_NOTE_ISSUER = re.compile(r"\bcủa\s+(?P<body>[^()]{3,120}?)\s*\)?\s*[.;]?\s*$", re.IGNORECASE)


# A Party paper is signed for the body that issues it: the committee, or its standing committee.
_PARTY_COMMITTEE = re.compile(r"(?:tỉnh|thành|huyện|quận|thị|đảng)\s+[uủ][ỷy](?!\w)", re.IGNORECASE)
_FOR_STANDING = re.compile(r"\W*T/?\.?M\s*\.?\s*BAN\s+THƯỜNG\s+VỤ(?!\w)", re.IGNORECASE)


def read_header(source: SourceDocument, outline: Outline) -> Header:
    """Read the particulars of a document; what it leaves blank is None or empty."""
    return _Reader(source, outline).read()


class _Reader:
    """Holds the document while its particulars are found one by one."""

    def __init__(self, source: SourceDocument, outline: Outline) -> None:
        self.source = source
        self.outline = outline
        self.frame = outline.frame
        self.blocks: Sequence[Block] = source.blocks
        self.spans: list[tuple[str, Span]] = []

    def read(self) -> Header:
        kind, title = self._kind_and_title()
        number = self._number()
        day, place = self._day()
        signer, role, forms = self._signature()
        if kind is None and number is not None:
            read = read_number(number)
            kind = read.kind if read else None
        return Header(
            kind=kind,
            number=number,
            date=day,
            place=place,
            issuer=self._issuer(kind),
            title=title,
            signer=signer,
            signer_role=role,
            signing_form=forms,
            recipients=self._recipients(),
            spans=tuple(self.spans),
        )

    def _mark(self, name: str, block: Block, start: int = 0, end: int | None = None) -> None:
        last = len(block.text) if end is None else end
        self.spans.append((name, block.passage.source_span(start, last)))

    def _head(self) -> Iterator[Block]:
        """Give the lines of the head, the title left out."""
        skipped = set(self.frame.title)
        if self.frame.kind is not None:
            skipped.add(self.frame.kind)
        for index in range(min(self.frame.body, len(self.blocks))):
            block = self.blocks[index]
            if index not in skipped and block.kind is not BlockKind.TABLE:
                yield block

    # --- kind and title --------------------------------------------------------------------------

    def _kind_and_title(self) -> tuple[str | None, str | None]:
        if self.frame.kind is None:
            return self._without_kind()
        block = self.blocks[self.frame.kind]
        lines = [self.blocks[i].text for i in self.frame.title]
        if self.frame.alone:
            kind = " ".join((block.marker or block.text).split()).strip(" .:")
            kind = kind[:1].upper() + kind[1:].replace("HỤ LỤC", "hụ lục").replace("IỂU", "iểu")
        else:
            kind = read_kind(block.text) or ""
            if not kind:
                found = _KIND_FIRST.match(block.text)
                if found is None:
                    return None, _one_line(lines)
                kind = read_kind(found["kind"]) or found["kind"]
                lines.insert(0, block.text[found.end() :].strip(" :.-–*"))
                self._mark("kind", block, found.start("kind"), found.end("kind"))
            else:
                self._mark("kind", block)
        if self.frame.title:
            first, last = self.blocks[self.frame.title[0]], self.blocks[self.frame.title[-1]]
            span = Span(first.passage.span.start, last.passage.span.end)
            self.spans.append(("title", span))
        return kind, _one_line(lines)

    def _without_kind(self) -> tuple[str | None, str | None]:
        for block in list(self._head()) + list(self.blocks[:12]):
            if block.kind is not BlockKind.TABLE and _SUBJECT.match(block.text):
                self._mark("title", block)
                return "Công văn", _one_line([_SUBJECT.sub("", block.text)])
        return None, None

    # --- number and date -------------------------------------------------------------------------

    def _number(self) -> str | None:
        for block in self._head():
            text = block.text
            if block.marker and not text:
                continue
            found = _own_number(text)
            if found is None or len(text) > 200:
                if len(text) < 40 and not found:
                    number = read_number(text)
                    if number is not None and text.strip().startswith(number.figure):
                        self._mark("number", block)
                        return str(number)
                continue
            tail = text[found.end() :]
            number = read_number(tail[:60])
            if number is not None and re.match(r"\s*" + re.escape(number.figure), tail):
                self._mark("number", block)
                return str(number)
            return None
        if self.frame.alone or self.frame.note:
            for text, block in self._notes():
                number = read_number(text)
                if number is not None and (self.frame.alone or self._belongs_to_own(text)):
                    self._mark("number", block)
                    return str(number)
        return None

    def _notes(self) -> Iterator[tuple[str, Block]]:
        """Give the bracketed lines under an annex's title that say what it belongs to."""
        for block in self._head():
            if re.match(r"\(?\s*(?:\S+\s+){0,2}kèm\s+theo|\(", block.text, re.IGNORECASE):
                yield block.text, block

    def _day(self) -> tuple[date | None, str | None]:
        head = list(self._head())
        for order, block in enumerate(head):
            text = block.text
            if len(text) > 250 or text.startswith("(") or re.match(r"kèm\s+theo", text, re.I):
                continue
            found = _PLACED_DATE.search(text)
            if found is None and _BROKEN_DATE.search(text) and order + 1 < len(head):
                whole = _PLACED_DATE.search(f"{text} {head[order + 1].text}")
                if whole is not None:
                    day = make_date(int(whole["year"]), int(whole["month"]), int(whole["day"]))
                    if day is not None:
                        self._mark("date", block)
                        return day, _place(whole["place"])
            if found is not None:
                day = make_date(int(found["year"]), int(found["month"]), int(found["day"]))
                if day is not None:
                    self._mark("date", block, found.start(), found.end())
                    return day, _place(found["place"])
            blank = _BLANK_DATE.search(text)
            if blank is not None:
                return None, _place(text[: blank.start()].strip(" ,"))
        for start, end in self.frame.closings[:1]:
            for block in self.blocks[start:end]:
                found = _PLACED_DATE.match(block.text) if len(block.text) < 90 else None
                if found is not None and found["place"]:
                    day = make_date(int(found["year"]), int(found["month"]), int(found["day"]))
                    if day is not None:
                        self._mark("date", block, found.start(), found.end())
                        return day, _place(found["place"])
        for text, block in self._notes():
            match = _DATE.search(text)
            if match is not None and (self.frame.alone or self._belongs_to_own(text)):
                day = date_of(match)
                if day is not None:
                    self._mark("date", block, match.start(), match.end())
                    return day, None
        return None, None

    def _belongs_to_own(self, note: str) -> bool:
        return self.frame.kind is not None and "ban hành" in fold(note)

    # --- issuer ----------------------------------------------------------------------------------

    def _issuer(self, kind: str | None) -> str | None:
        head = self._issuer_in_head()
        # A resolution is the committee's own, whoever signs it.
        standing = kind != "Nghị quyết" and self._signed_by_standing()
        if head is not None and standing and _PARTY_COMMITTEE.match(head):
            # The letterhead names the committee; who speaks and signs is its standing committee.
            body = self._issuer_in_body()
            if body is not None and fold(body) in (f"ban thường vụ {fold(head)}", "ban thường vụ"):
                head = f"Ban Thường vụ {head}"
        if head is not None and len(head.split()) > 1 and not _lacks_place(head):
            return head
        body = self._issuer_in_body()
        if head is None:
            return body
        if body is not None and fold(body).startswith(fold(head)):
            return body
        return head

    def _signed_by_standing(self) -> bool:
        return any(_FOR_STANDING.match(block.text) for block in self._closing())

    def _issuer_in_head(self) -> str | None:
        lines: list[tuple[str, Block]] = []
        for block in self._head():
            text = _MOTTO.sub(" ", block.text).strip(" *-–_—=|")
            if self.frame.alone and (text.startswith("(") or not is_capitals(text)):
                continue
            placed = _PLACED_DATE.search(text) or _BLANK_DATE.search(text)
            if placed is not None and not _own_number(text[: placed.start()]):
                text = ""
            number = _own_number(text)
            if number is not None:
                text = text[: number.start()].strip()
            if not text or _RULE.match(text) or len(text) > 160 or text[-1] in ":;":
                continue
            lines.append((text, block))
        name: str | None = None
        where: Block | None = None
        for text, block in lines:
            if name is not None and is_place_line(text) and not starts_body(text):
                name = f"{name} {text}"
                continue
            if starts_body(text):
                if name is not None and _stands_under(name, text):
                    name, where = f"{text} {name}", block
                    continue
                if name is not None and _joins(name, text):
                    name = _joined(name, text)
                    continue
                name, where = text, block
            elif name is not None and is_capitals(text) and is_capitals(name) and len(text) < 60:
                name = f"{name} {text}"
        if name is None or where is None:
            return None
        self._mark("issuer", where)
        return shorten(natural_case(name, self.source.text))

    def _issuer_in_body(self) -> str | None:
        """Find who speaks: "UBND xã ... ban hành Kế hoạch", "(Kèm theo ... của ...)"."""
        start = self.frame.body
        for index in range(start, min(start + 12, len(self.blocks))):
            if self.outline.section_of[index] is not None:
                break
            block = self.blocks[index]
            if block.kind is BlockKind.TABLE:
                continue
            found = find_body(block.text, speaking=True)
            if found is not None:
                self._mark("issuer", block, found[1], found[2])
                return shorten(natural_case(found[0], self.source.text))
        notes = list(self._notes())
        for head in self.frame.annexes:
            notes += [(b.text, b) for b in self.blocks[head.start : head.end] if b.text[:1] == "("]
        for text, block in notes:
            said = _NOTE_ISSUER.search(text)
            if said is not None and is_body_name(said["body"]):
                self._mark("issuer", block, said.start("body"), said.end("body"))
                return shorten(natural_case(said["body"].strip(), self.source.text))
        return self._issuer_from_signature()

    def _issuer_from_signature(self) -> str | None:
        for block in self._closing():
            text = block.text
            if is_signed_for(text):
                name = re.sub(r"^(?:T/?\.?M|TM)\s*\.?\s*", "", text)
                if name != text and starts_body(name):
                    return shorten(natural_case(_without_role(name), self.source.text))
        return None

    # --- signature -------------------------------------------------------------------------------

    def _closing(self) -> Iterator[Block]:
        annexes = self.frame.annexes
        for start, end in self.frame.closings:
            if annexes and not self.frame.alone and start > annexes[0].start:
                # A plan attached to a decision is signed below the decision.
                break
            yield from (b for b in self.blocks[start:end] if b.kind is not BlockKind.TABLE)
        if not self.frame.closings:
            yield from (
                b for b in self.blocks[-12:] if b.kind is not BlockKind.TABLE and len(b.text) < 90
            )

    def _signature(self) -> tuple[str | None, str | None, tuple[str, ...]]:
        forms: list[str] = []
        role: str | None = None
        stood_in = False
        signer: str | None = None
        for block in self._closing():
            text = block.text.strip(" *_")
            if not text or block.marker:
                continue
            if is_recipients(text):
                continue
            for form, rest in _forms(text):
                if form:
                    forms.append(form)
                # An office printed below the name, or below the signer's, is another of his.
                found = None if signer else _role_in(rest, bare=not form)
                if found is not None and (role is None or stood_in or form):
                    role = found
                    stood_in = bool(form) and not form.startswith("TM")
                    self._mark("signer_role", block)
            if role is not None and signer is None and fold(text) in _ROLE_TAILS:
                role = f"{role} {text.capitalize()}"
            if is_signed_for(text):
                after = _name_at_end(text)
                if after and role is not None:
                    signer = after
                continue
            if is_role(text):
                if signer is None and (after := _name_at_end(text)):
                    signer = after
                    self._mark("signer", block)
                continue
            name = _person(text)
            if name is not None and (role is not None or forms) and signer is None:
                signer = name
                self._mark("signer", block)
        return signer, role, tuple(forms)

    def _recipients(self) -> tuple[str, ...]:
        names: list[str] = []
        listing = False
        for block in self._closing():
            text = block.text
            if is_recipients(text) and not block.marker:
                listing = True
                rest = re.sub(r"^nơi\s+nhận\s*:?\s*", "", text, flags=re.IGNORECASE)
                names += [
                    n for part in re.split(r"[;\n]\s*[-–+]?\s*", rest) if (n := _recipient(part))
                ]
                continue
            if not listing:
                continue
            if not block.marker and (is_signed_for(text) or is_role(text) or block.bold):
                continue
            if block.marker:
                name = _recipient(text)
                if name:
                    names.append(name)
            elif names and text and _person(text) is None and not is_capitals(text):
                names.append(_recipient(text))
        return tuple(n for n in names if n)


def _own_number(text: str) -> re.Match[str] | None:
    """Find the document's own number in a line; one behind "nghị quyết" is another document's."""
    for found in _NUMBER_LINE.finditer(text):
        if not _KIND_BEFORE.search(text[: found.start() + 1]):
            return found
    return None


def _one_line(lines: Sequence[str]) -> str | None:
    joined = " ".join(" ".join(line.split()) for line in lines if line.strip())
    return joined.strip(" *_-–—") or None


def _place(text: str | None) -> str | None:
    if not text:
        return None
    name = re.split(r"(?:vi[ệe]t\s+nam|hạnh\s+phúc)\W*", text, flags=re.IGNORECASE)[-1]
    number = read_number(name)
    if number is not None:
        name = name.split(number.sign[-1])[-1]
    name = name.strip(" *_,.-–—|")
    return name if 1 < len(name) < 40 else None


_NEEDS_PLACE = re.compile(
    r"^(?:ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|ban thường vụ|ban chấp hành|đảng ủy|"
    r"(?:ubnd|hđnd) (?:xã|huyện|tỉnh|phường|thành phố|thị xã|quận))$"
)


def _lacks_place(name: str) -> bool:
    return _NEEDS_PLACE.match(fold(name)) is not None


def _stands_under(name: str, text: str) -> bool:
    """Say whether a line is an office of the body above it, and needs that body's name."""
    one, two = fold(name), fold(text)
    return two == "văn phòng" or (two == "ban thường trực" and ("mttq" in one or "mặt trận" in one))


def _joins(name: str, text: str) -> bool:
    """Say whether a second line of the head is the rest of the first, not another body's name."""
    one, two = fold(name), fold(text)
    if one in ("ủy ban nhân dân", "hội đồng nhân dân", "ban chỉ đạo", "ban thường vụ"):
        return True
    if two.startswith(("ban chấp hành", "ban thường vụ")) and one.startswith(
        ("đảng bộ", "đảng ủy")
    ):
        return two in ("ban chấp hành", "ban thường vụ")
    return two.startswith(("ủy ban nhân dân", "hội đồng nhân dân")) and one.endswith(
        ("-", "–", "và")
    )


def _joined(name: str, text: str) -> str:
    if fold(name).startswith(("đảng bộ", "đảng ủy")):
        return f"{text} {name}"
    return f"{name} {text}"


_FORM = re.compile(
    r"(?:^|(?<=\s))(?P<form>(?:TM|T/M|T\.M|KT|K/T|K\.T|TL|T/L|T\.L|TUQ|T\.U\.Q|TU\.Q|Q)(?:\.|(?=\s)))\s*"
)


def _forms(text: str) -> Iterator[tuple[str, str]]:
    """Cut a line of a signature at its marks: ("KT.", "CHỦ TỊCH"), ("", "PHÓ CHỦ TỊCH")."""
    if len(text) > 200:
        return
    places = list(_FORM.finditer(text))
    if not places:
        yield "", text
        return
    for place, found in enumerate(places):
        end = places[place + 1].start() if place + 1 < len(places) else len(text)
        form = found["form"]
        yield ("" if form.startswith("Q") else form), text[found.end() : end].strip()


_ROLE_TAILS = frozenset({"thường trực", "phụ trách"})
_ROLE = re.compile(
    r"(?P<role>(?:(?:q\.|quyền)\s+)?(?:phó\s+)?(?:tổng\s+)?(?:chủ\s+tịch|bí\s+thư|giám\s+đốc|bộ\s+trưởng|thứ\s+trưởng|"
    r"chánh\s+(?:văn\s+phòng|thanh\s+tra|án)|trưởng\s+(?:tiểu\s+ban|ban|phòng|đoàn|công\s+an|ty)|cục\s+trưởng|vụ\s+trưởng|"
    r"viện\s+trưởng|hiệu\s+trưởng|thủ\s+tướng|chủ\s+nhiệm|chỉ\s+huy\s+trưởng|chi\s+cục\s+trưởng|thống\s+đốc|"
    r"tổng\s+thanh\s+tra|trưởng\s+công\s+an|đội\s+trưởng|trạm\s+trưởng)"
    r"(?:\s+(?:thường\s+trực|phụ\s+trách|chuyên\s+trách|thứ\s+nhất))*)",
    re.IGNORECASE,
)


def _role_in(text: str, *, bare: bool) -> str | None:
    """Read the office a line of a signature names: the last, when lines were joined."""
    if bare and not is_role(text) and not (is_capitals(text) and _ROLE.search(text)):
        return None
    if len(text) > 160:
        return None
    found = list(_ROLE.finditer(text))
    if not found:
        return None
    first, last = found[0], found[-1]
    if first is last and first.start() == 0:
        words = text
        name = _name_at_end(text)
        if name:
            words = text[: text.rindex(name)].strip()
        if len(words) > len(last["role"]) and not _role_goes_on(words[last.end() :]):
            words = last["role"]
        return _role_case(words)
    return _role_case(last["role"])


def _role_goes_on(rest: str) -> bool:
    """Say whether the office goes on: "TRƯỞNG BAN DÂN VẬN", "CHỦ TỊCH UBND TỈNH"."""
    return is_capitals(rest) and len(rest) < 60


# Words of an office that go together; only the first of them takes a capital.
_ROLE_PAIRS = frozenset(
    (
        "chủ tịch",
        "bí thư",
        "giám đốc",
        "bộ trưởng",
        "thứ trưởng",
        "thủ tướng",
        "chủ nhiệm",
        "cục trưởng",
        "vụ trưởng",
        "viện trưởng",
        "hiệu trưởng",
        "trạm trưởng",
        "đội trưởng",
        "văn phòng",
        "thường trực",
        "tiểu ban",
        "thanh tra",
        "công an",
        "chi cục",
        "chỉ huy",
    )
)
_ROLE_HEADS = frozenset(("chánh", "trưởng", "ban", "phòng", "đoàn"))


def _role_case(text: str) -> str:
    """Write an office the way sentences do: "PHÓ CHÁNH VĂN PHÒNG" → "Phó Chánh Văn phòng"."""
    words = text.strip(" .,;:*").lower().split()
    written: list[str] = []
    paired = False
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        opens = " ".join(words[index : index + 2]) in _ROLE_PAIRS
        if word in ("ubnd", "hđnd", "mttq"):
            written.append(word.upper())
        elif paired:
            written.append(word)
        elif index == 0 or opens or word in _ROLE_HEADS or before in ("ban", "phòng"):
            written.append(word.capitalize())
        else:
            written.append(word)
        paired = opens and not paired
    return " ".join(written)


def _without_role(name: str) -> str:
    found = _ROLE.search(name)
    return name[: found.start()].strip() if found and found.start() > 0 else name


_UPPER = "A-ZĐÀ-ÖØ-ÝĂƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸĨŨ"
_PERSON = re.compile(rf"(?:[{_UPPER}][^\W\d_]*[’']?)(?:\s+[{_UPPER}][^\W\d_]*[’']?){{1,5}}")
_SURNAMES = frozenset(
    [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "đinh",
        "đoàn",
        "lâm",
        "mai",
        "trương",
        "trịnh",
        "đào",
        "tô",
        "hà",
        "cao",
        "thái",
        "tạ",
        "lương",
        "triệu",
        "chu",
        "châu",
        "tống",
        "quách",
        "vương",
        "phùng",
        "la",
        "lò",
        "lường",
        "quàng",
        "cầm",
        "bế",
        "nông",
        "hứa",
        "ma",
        "vi",
        "vy",
        "sùng",
        "giàng",
        "thào",
        "vàng",
        "lù",
        "chẻo",
        "tẩn",
        "phùng",
        "y",
        "rơ",
        "ksor",
        "siu",
        "kpă",
        "rcom",
        "niê",
        "êban",
        "kbuôr",
        "mã",
        "lục",
        "lưu",
        "từ",
        "khổng",
        "kiều",
        "nghiêm",
        "thân",
        "giáp",
        "bạch",
        "tăng",
        "doãn",
        "quản",
        "ninh",
        "sầm",
        "đàm",
        "mạc",
        "hầu",
        "thạch",
        "danh",
        "sơn",
        "kim",
        "diệp",
        "văn",
        "đồng",
        "điêu",
        "đèo",
        "lã",
        "thi",
        "ôn",
        "hạ",
        "cù",
        "cung",
        "an",
        "âu",
        "viên",
        "tòng",
        "lữ",
        "lầu",
        "mùa",
        "hờ",
        "chang",
        "cháng",
        "sìn",
        "ly",
        "liêu",
        "liễu",
        "thang",
        "tiêu",
        "trà",
        "đường",
        "ông",
        "tôn",
        "bá",
        "huyền",
        "thiều",
        "khuất",
        "phí",
        "hàn",
        "nhữ",
        "trang",
        "vừ",
        "hạng",
        "chảo",
        "phàn",
        "hoa",
        "bàn",
        "đới",
        "mùi",
        "ngọ",
        "ngân",
        "lộc",
        "kha",
        "quan",
        "mẫn",
        "uông",
        "cấn",
        "ngọc",
        "tưởng",
        "tường",
        "blúp",
        "zơrâm",
        "alăng",
        "bríu",
        "bhnướch",
        "pơloong",
        "coor",
        "briu",
        "arất",
        "tơ",
        "ngôl",
        "hiên",
        "hồng",
    ]
)
_RANK = re.compile(
    r"^(?:(?:đại\s+tướng|thượng\s+tướng|trung\s+tướng|thiếu\s+tướng|đại\s+tá|thượng\s+tá|trung\s+tá|thiếu\s+tá|đại\s+úy|"
    r"thượng\s+úy|(?:gs|pgs|ts|ths|bs|cki|ckii)\.?)[\s.,]+)+",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^\W*(?:đã\s+ký|đã\s+kí|ký\s+tên)\W*", re.IGNORECASE)


def _person(text: str) -> str | None:
    """Read a line that is nothing but a person's name."""
    name = _SIGNED.sub("", text).strip(" *_.,()")
    name = _RANK.sub("", name)
    if not 4 < len(name) < 50 or _PERSON.fullmatch(name) is None:
        return None
    words = name.split()
    if words[0].lower() not in _SURNAMES or starts_body(name) or is_role(name):
        return None
    return " ".join(words)


def _name_at_end(text: str) -> str | None:
    """Find a name in small letters at the end of a joined signature line."""
    found = re.search(rf"((?:[{_UPPER}][^\W\d_{_UPPER}]+\s*){{2,5}})$", text)
    if found is None:
        return None
    return _person(found[1].strip())


def _recipient(text: str) -> str:
    return " ".join(text.split()).strip(" -–+•*").rstrip(" ;,.:/").strip()
