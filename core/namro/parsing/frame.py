"""Finds what frames a plan's body: the head, the signing block with its recipients, the annexes.

The head and the closing look alike in every office, but a flattened two-column table, a missing
first page or a plan that is itself an annex leaves only some of it. Everything here is therefore
optional; the body is what remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from namro.model.source import Block, BlockKind
from namro.vietnamese.bodies import starts_body
from namro.vietnamese.documents import KIND_PATTERN, read_kind
from namro.vietnamese.numbering import LabelKind, read_label

# How far down the kind of a document is looked for: heads of seals and portals are long.
_HEAD_BLOCKS = 60


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the parts around the body stand, as indexes of ``SourceDocument.blocks``.

    Attributes:
        kind: The block that says what the document is; None when nothing says so.
        title: The blocks of its trích yếu, in order; the kind's own block is not among them.
        note: The bracketed "(Kèm theo ...)" lines below the title.
        body: The first block of the body.
        closings: Stretches (start, end) of recipients and signatures.
        annexes: The first block of each annex, with the end of what is its heading.
        alone: Whether the document is itself an annex, sent without what it belongs to.
    """

    kind: int | None
    title: tuple[int, ...]
    note: tuple[int, ...]
    body: int
    closings: tuple[tuple[int, int], ...]
    annexes: tuple[AnnexHead, ...]
    alone: bool = False

    def in_closing(self, block: int) -> bool:
        """Say whether a block belongs to recipients or a signature."""
        return any(start <= block < end for start, end in self.closings)


@dataclass(frozen=True, slots=True)
class AnnexHead:
    """The heading of an annex: its number, its title, and the lines that say what it belongs to.

    Attributes:
        start: The block it begins with.
        end: The first block of its content.
        title: The blocks of its title, the first of which may carry the number as its marker.
        attached: Whether it is a whole document of its own: a plan that a decision brings with it.
    """

    start: int
    end: int
    title: tuple[int, ...]
    attached: bool = False


_KIND_FIRST = re.compile(rf"(?:dự\s+thảo\s+)?(?P<kind>{KIND_PATTERN})\b", re.IGNORECASE)
_ATTACHED = re.compile(
    r"^\(?\s*(?:(?:ban\s+hành|đính|gửi|trình)\s+)?kèm\s+theo\b|^\(\s*(?:ban\s+hành|tại|theo)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\s\-–—_=*.…~]+$")
_MOTTO = re.compile(
    r"c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội|độc\s+lập\s*[-–—]\s*tự\s+do|đảng\s+cộng\s+sản\s+việt\s+nam$",
    re.IGNORECASE,
)
_NUMBER_LINE = re.compile(
    r"^\s*số\s*(?::|[.…\s]*(?=[\d/\-]|$))|^\s*\d+\s*[-/]\s*[A-ZĐ]{1,4}\s*/", re.IGNORECASE
)
_DATE_LINE = re.compile(r"(?:^|,\s*|\s)ngày\s+[\d.…\s]*tháng\s+[\d.…\s]*năm\b", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:căn\s+cứ|thực\s+hiện|triển\s+khai|để|nhằm|thi\s+hành|xét|theo|tiếp\s+tục|trên\s+cơ\s+sở|"
    r"ngày\s+\d|sau\s+khi|quán\s+triệt|chấp\s+hành|từ\s+ngày|trong\s+những|kính\s+gửi|phát\s+huy)\b",
    re.IGNORECASE,
)
_GROUNDS = re.compile(r"^(?:căn\s+cứ|xét|theo\s+đề\s+nghị)\b", re.IGNORECASE)
_SESSION = re.compile(r"^(?:khóa|khoá|kỳ\s+họp|nhiệm\s+kỳ)\b[^.;]{0,60}$", re.IGNORECASE)
_RECIPIENTS = re.compile(r"^nơi\s+nhận\s*(?::|$)", re.IGNORECASE)
_SIGNED_FOR = re.compile(
    r"^(?:TM|T/M|T\.M|KT|K/T|K\.T|TL|T/L|T\.L|TUQ|T\.U\.Q|TU\.Q|Q)\s*[.\s]\s*[A-ZĐÀ-ỸƯƠÂÊÔĂ]{2}"
)
_ANNEX_ALONE = re.compile(
    r"^(?:phụ\s+lục|phụ\s+biểu|biểu\s+mẫu|biểu|mẫu)(?:\s+(?:số\s*)?(?:\d{1,2}|[IVX]{1,5}|[A-H]))?\s*[.:]?$",
    re.IGNORECASE,
)


def find_frame(blocks: Sequence[Block]) -> Frame:
    """Find head, closing and annexes of a document."""
    kind = _find_kind(blocks)
    if kind is None:
        first = next((i for i, b in enumerate(blocks[:_HEAD_BLOCKS]) if starts_annex(b)), None)
        if first is not None and not any(_is_body(b) for b in blocks[:first]):
            head = read_annex_head(blocks, first)
            rest = _annexes(blocks, head.end)
            closings = tuple(_closings(blocks, head.end, rest))
            return Frame(first, head.title, (), head.end, closings, rest, alone=True)
        start = _after_head(blocks)
        annexes = _annexes(blocks, start)
        return Frame(None, (), (), start, tuple(_closings(blocks, start, annexes)), annexes)
    title, note, body = _find_title(blocks, kind)
    annexes = _annexes(blocks, body)
    return Frame(kind, title, note, body, tuple(_closings(blocks, body, annexes)), annexes)


def _is_body(block: Block) -> bool:
    label = read_label(block.marker) if block.marker else None
    if label is not None and label.kind in (LabelKind.ROMAN, LabelKind.PART, LabelKind.ARTICLE):
        return True
    return len(block.text) > 300


def _find_kind(blocks: Sequence[Block]) -> int | None:
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if block.kind is BlockKind.TABLE or starts_annex(block):
            return None
        if block.marker:
            if _is_body(block):
                return None
            continue
        text = block.text
        kind = read_kind(text)
        if kind is not None and (_stands_out(block) or len(text) < 40):
            return index
        found = _KIND_FIRST.match(text)
        if found is None or len(text) > 600:
            continue
        if found["kind"].isupper() and not _RULE.match(text):
            return index
        if block.level and not _DATE_LINE.search(text):
            return index
    return None


def _stands_out(block: Block) -> bool:
    return block.level > 0 or block.bold or block.centred or is_capitals(block.text)


# No heading or title is longer.
_LONGEST_CAPITALS = 2_000


def is_capitals(text: str) -> bool:
    """Say whether a line is printed in capitals; signs such as "57-NQ/TTg" may break the rule."""
    if len(text) > _LONGEST_CAPITALS:
        return False
    if text.isupper():
        return sum(map(str.isalpha, text)) > 1
    if text[:1].islower() or text[-3:].islower():
        return False
    letters = sum(map(str.isalpha, text))
    return letters > 1 and sum(map(str.islower, text)) <= 0.08 * letters


def _find_title(blocks: Sequence[Block], kind: int) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    title: list[int] = []
    note: list[int] = []
    inline = read_kind(blocks[kind].text) is None
    index = kind + 1
    while index < len(blocks) and len(title) < 6:
        block = blocks[index]
        text = block.text
        if block.kind is BlockKind.TABLE or _is_numbered(block) or starts_annex(block):
            break
        if _RULE.match(text) or not text:
            if title or inline:
                index += 1
                break
            index += 1
            continue
        if _ATTACHED.match(text):
            note.append(index)
            index += 1
            continue
        if note:
            break
        if _NUMBER_LINE.match(text) and len(text) < 60:
            index += 1
            continue
        if _DATE_LINE.search(text) and len(text) < 80 and not _OPENING.match(text):
            index += 1
            continue
        if not _is_title(blocks, index, title, kind, inline=inline):
            break
        title.append(index)
        index += 1
    while index < len(blocks) and (
        _RULE.match(blocks[index].text) and blocks[index].kind is not BlockKind.TABLE
    ):
        index += 1
    return tuple(title), tuple(note), index


def _is_numbered(block: Block) -> bool:
    label = read_label(block.marker) if block.marker else None
    return label is not None


def _is_title(
    blocks: Sequence[Block], index: int, title: list[int], kind: int, *, inline: bool
) -> bool:
    block = blocks[index]
    text = block.text
    ends = text.rstrip("*_ ")[-1:]
    outstanding = _stands_out(block)
    if (title or inline) and _speaks_next(blocks, index):
        return False
    if not title and not inline:
        # The first line under the kind is the title unless it is plainly the preamble.
        if outstanding or len(text) < 60:
            return True
        return not (_OPENING.match(text) and ends in ".;:,") and len(text) < 700
    before = blocks[title[-1]] if title else blocks[kind]
    if text[:1].islower() and before.text.rstrip()[-1:] not in ".;:":
        return True
    if not outstanding:
        return False
    if len(text) > 400 or ends in ".;":
        return False
    same = block.bold == before.bold and block.centred == before.centred
    if is_capitals(before.text) and not is_capitals(text) and title:
        return False
    return same or block.centred or is_capitals(text)


def _speaks_next(blocks: Sequence[Block], index: int) -> bool:
    """Say whether a line names who decides, the grounds following: it is no title any more."""
    text = blocks[index].text
    if not (starts_body(text) or is_role(text)) or len(text) > 140:
        return False
    below = blocks[index + 1 : index + 3]
    if len(below) == 2 and _SESSION.match(below[0].text):
        below = below[1:]
    return bool(below) and _GROUNDS.match(below[0].text) is not None


def _after_head(blocks: Sequence[Block]) -> int:
    """Give the first block after a head without a kind (an official letter, a cut document)."""
    end = 0
    for index, block in enumerate(blocks[:_HEAD_BLOCKS]):
        if block.kind is BlockKind.TABLE or _is_body(block):
            break
        text = block.text
        if (
            block.layout
            or _MOTTO.search(text)
            or (_NUMBER_LINE.match(text) and len(text) < 60)
            or (_DATE_LINE.search(text) and len(text) < 80)
        ):
            end = index + 1
    return end


# --- annexes -------------------------------------------------------------------------------------


def starts_annex(block: Block) -> bool:
    """Say whether a block is the first line of an annex."""
    if block.kind is BlockKind.TABLE:
        return False
    if block.marker:
        label = read_label(block.marker)
        return label is not None and label.kind is LabelKind.ANNEX and _free_standing(block)
    text = block.text
    return len(text) < 30 and _ANNEX_ALONE.match(text) is not None and _free_standing(block)


def _free_standing(block: Block) -> bool:
    text = block.text
    if not text or block.level or block.bold or block.centred or is_capitals(block.marker):
        return True
    return is_capitals(text) or (len(text) < 200 and text[-1] not in ".;")


def read_annex_head(blocks: Sequence[Block], start: int) -> AnnexHead:
    """Read the heading of the annex that begins with a block."""
    title: list[int] = []
    if blocks[start].marker and blocks[start].text:
        title.append(start)
    index = start + 1
    while index < len(blocks) and index - start < 12:
        block = blocks[index]
        text = block.text
        if block.kind is BlockKind.TABLE or starts_annex(block):
            break
        if _RULE.match(text) or _MOTTO.search(text):
            index += 1
            continue
        if _ATTACHED.match(text) or text.startswith("("):
            index += 1
            continue
        if _is_numbered(block):
            break
        lead = title[-1] if title else None
        if lead is None and len(text) < 500 and not (text[-1:] in ".;" and len(text) > 120):
            title.append(index)
        elif lead is not None and (
            is_capitals(text)
            or block.centred
            or (block.bold and blocks[lead].bold)
            or (text[:1].islower() and not text.endswith((".", ";")))
        ):
            if len(text) > 400 or text.startswith("-"):
                break
            title.append(index)
        else:
            break
        index += 1
    return AnnexHead(start, index, tuple(title))


def _second_head(blocks: Sequence[Block], index: int, *, signed: bool) -> bool:
    """Say whether a whole new document begins here: a kind in capitals with its title below."""
    block = blocks[index]
    if block.kind is BlockKind.TABLE or block.marker or len(block.text) > 60:
        return False
    if (
        not is_capitals(block.text)
        or read_kind(block.text) is None
        or block.text.rstrip().endswith(":")
    ):
        return False
    below = blocks[index + 1 : index + 6]
    return signed or any(
        _ATTACHED.match(b.text) for b in below if b.kind is not BlockKind.TABLE and not b.marker
    )


def _annexes(blocks: Sequence[Block], start: int) -> tuple[AnnexHead, ...]:
    heads: list[AnnexHead] = []
    index = start
    signed = False
    while index < len(blocks):
        signed = signed or is_recipients(blocks[index].text) or is_signed_for(blocks[index].text)
        if starts_annex(blocks[index]):
            head = read_annex_head(blocks, index)
            heads.append(head)
            index = max(head.end, index + 1)
        elif _second_head(blocks, index, signed=signed):
            title, _, body = _find_title(blocks, index)
            heads.append(AnnexHead(index, body, title, attached=True))
            index = max(body, index + 1)
        else:
            index += 1
    return tuple(heads)


# --- closings ------------------------------------------------------------------------------------


def is_signed_for(text: str) -> bool:
    """Say whether a line says for whom the document is signed ("TM. ỦY BAN NHÂN DÂN")."""
    return len(text) < 120 and _SIGNED_FOR.match(text) is not None


def is_recipients(text: str) -> bool:
    """Say whether a line opens the list of recipients."""
    return _RECIPIENTS.match(text) is not None


def _closings(
    blocks: Sequence[Block], start: int, annexes: Sequence[AnnexHead]
) -> Iterator[tuple[int, int]]:
    ends = [head.start for head in annexes]
    index = start
    while index < len(blocks):
        block = blocks[index]
        if block.kind is not BlockKind.TABLE and (
            (is_recipients(block.text) and not block.marker) or is_signed_for(block.text)
        ):
            end = next((e for e in ends if e > index), len(blocks))
            stop = _closing_end(blocks, index, end)
            yield index, stop
            index = stop
        else:
            index += 1


_ROLE = re.compile(
    r"^(?:q\.\s*|quyền\s+)?(?:phó\s+)?(?:chủ\s+tịch|bí\s+thư|giám\s+đốc|bộ\s+trưởng|thứ\s+trưởng|chánh\s+văn\s+phòng|"
    r"trưởng\s+(?:tiểu\s+ban|ban|phòng|đoàn|công\s+an)|cục\s+trưởng|tổng\s+cục\s+trưởng|vụ\s+trưởng|viện\s+trưởng|"
    r"hiệu\s+trưởng|thủ\s+tướng|chủ\s+nhiệm|tổng\s+giám\s+đốc|chỉ\s+huy\s+trưởng|thường\s+trực|ban\s+thường\s+vụ)\b",
    re.IGNORECASE,
)


def is_role(text: str) -> bool:
    """Say whether a line is nothing but a signer's office ("PHÓ CHỦ TỊCH")."""
    return len(text) < 90 and _ROLE.match(text) is not None


_FOOTNOTE = re.compile(r"\[\d{1,2}\]|\(\d{1,2}\)\s")


def _closing_end(blocks: Sequence[Block], start: int, limit: int) -> int:
    """Give the block after a closing: tables and numbered headings are no part of it."""
    index = start
    while index < limit:
        block = blocks[index]
        if block.kind is BlockKind.TABLE:
            break
        label = read_label(block.marker) if block.marker else None
        if label is not None and label.kind in (
            LabelKind.ROMAN,
            LabelKind.PART,
            LabelKind.CHAPTER,
            LabelKind.ARTICLE,
            LabelKind.ANNEX,
        ):
            break
        if len(block.text) > 600 or _FOOTNOTE.match(block.text):
            break
        index += 1
    return index
