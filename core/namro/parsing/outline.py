"""The outline of a plan: its headings, what each part is for, and the period each speaks of.

Offices number as they please, skip numbers, repeat "IV", set headings bold or not at all. A line
is a heading by what it does: it is numbered or stands out, it is no sentence, and something hangs
under it. Depth follows the usual order of numbers, and where a document has its own, its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from namro.model.plan import Part, Section
from namro.model.source import Block, BlockKind, SourceDocument, Span
from namro.parsing.frame import AnnexHead, Frame, find_frame, is_capitals, is_role
from namro.vietnamese.bodies import starts_body
from namro.vietnamese.documents import fold, read_kind
from namro.vietnamese.measures import horizon_in
from namro.vietnamese.numbering import Label, LabelKind, follows, read_label


@dataclass(frozen=True)
class Outline:
    """The sections of a document, and for every block where it stands.

    Attributes:
        sections: Headings in order.
        section_of: For each block of the document the index of its section: its own for a heading,
            None before the first heading and in head and closing.
        headings: Blocks that are (part of) a heading, of the head too: no task, goal or duty.
        frame: Head, closings and annexes.
        parts: For each block what it stands in; ``PREAMBLE`` before the first heading,
            ``CLOSING`` in recipients and signature.
        horizons: For each block the last day of the period its headings, or the list mark above it
            ("- Đến năm 2030:"), name.
    """

    sections: tuple[Section, ...]
    section_of: tuple[int | None, ...]
    headings: frozenset[int]
    frame: Frame
    parts: tuple[Part, ...]
    horizons: tuple[date | None, ...]

    def is_heading(self, block: int) -> bool:
        """Say whether a block is (part of) a heading."""
        return block in self.headings

    def part_of(self, block: int) -> Part:
        """Give what the place of a block is for."""
        return self.parts[block]

    def horizon_of(self, block: int) -> date | None:
        """Give the last day of the period that the headings above a block name."""
        return self.horizons[block]

    def in_annex(self, block: int) -> bool:
        """Say whether a block stands in an annex."""
        if self.frame.alone:
            return True
        before = [head for head in self.frame.annexes if head.start <= block]
        return bool(before) and not before[-1].attached

    def path(self, section: int | None) -> tuple[Section, ...]:
        """Give a section and those above it, outermost first."""
        found: list[Section] = []
        while section is not None:
            found.append(self.sections[section])
            section = self.sections[section].parent
        return tuple(reversed(found))

    def with_sections(self, extra: Iterable[Section]) -> Outline:
        """Give the outline with further sections, put in by their line.

        For headings that only a table reveals. Each hangs under the innermost section, given or
        found, whose lines hold it; its own ``parent`` is not looked at.
        """
        added = list(extra)
        if not added:
            return self
        given = [(s.line, 0, i) for i, s in enumerate(self.sections)]
        order = sorted(given + [(s.line, 1, i) for i, s in enumerate(added)])
        place = {i: new for new, (_, kind, i) in enumerate(order) if kind == 0}
        merged: list[Section] = []
        open_: list[int] = []
        for _, kind, i in order:
            section = self.sections[i] if kind == 0 else added[i]
            while open_ and merged[open_[-1]].end_line < section.line:
                open_.pop()
            if kind == 0:
                parent = None if section.parent is None else place[section.parent]
            else:
                parent = open_[-1] if open_ else None
            open_.append(len(merged))
            merged.append(replace(section, parent=parent))
        section_of = tuple(None if s is None else place[s] for s in self.section_of)
        return replace(self, sections=tuple(merged), section_of=section_of)

    def section_at(self, line: int) -> int | None:
        """Give the innermost section that a line stands in."""
        found: int | None = None
        for index, section in enumerate(self.sections):
            if section.line > line:
                break
            if section.end_line >= line:
                found = index
        return found


@dataclass(slots=True)
class _Candidate:
    """A block that may be a heading."""

    block: int
    blocks: tuple[int, ...]
    label: Label | None
    style: tuple[object, ...]
    title: str
    horizon: date | None = None


def outline(source: SourceDocument) -> Outline:
    """Read the headings of a document and what each part of it is for."""
    return _Builder(source).build()


class _Builder:
    """Walks the blocks once to find headings, once to hang them in order."""

    def __init__(self, source: SourceDocument) -> None:
        self.source = source
        self.blocks: Sequence[Block] = source.blocks
        self.frame = find_frame(source.blocks)
        self.labels = self._labels()

    @cached_property
    def annex_at(self) -> dict[int, AnnexHead]:
        return {head.start: head for head in self.frame.annexes}

    def _labels(self) -> list[Label | None]:
        labels: list[Label | None] = []
        previous: Label | None = None
        for block in self.blocks:
            label = None
            if block.marker and block.kind is not BlockKind.TABLE:
                label = read_label(block.marker, after=previous)
                if label is not None and label.kind is not LabelKind.BULLET:
                    previous = label
            labels.append(label)
        return labels

    def build(self) -> Outline:
        found = self._candidates()
        sections, section_of, headings = self._hang(found)
        sections = _end_lines(sections, self.source)
        sections = _parts(sections)
        sections = _horizons(sections)
        return self._finish(sections, section_of, headings)

    # --- which blocks are headings ---------------------------------------------------------------

    def _candidates(self) -> list[_Candidate]:
        found: list[_Candidate] = []
        index = self.frame.body
        if self.frame.alone:
            found.append(self._annex_candidate(self._leading_annex()))
        while index < len(self.blocks):
            head = self.annex_at.get(index)
            if head is not None:
                found.append(self._annex_candidate(head))
                index = max(head.end, index + 1)
                continue
            if self.frame.in_closing(index):
                index += 1
                continue
            candidate = self._candidate(index)
            if candidate is not None:
                found.append(candidate)
                index = candidate.blocks[-1] + 1
            else:
                index += 1
        return found

    def _leading_annex(self) -> AnnexHead:
        kind = self.frame.kind or 0
        return AnnexHead(kind, self.frame.body, self.frame.title)

    def _annex_candidate(self, head: AnnexHead) -> _Candidate:
        first = self.blocks[head.start]
        title = " ".join(self.blocks[i].text for i in head.title if self.blocks[i].text)
        label = self.labels[head.start]
        if label is None and first.kind is not BlockKind.TABLE and head.start not in head.title:
            label = Label(LabelKind.ANNEX)
        return _Candidate(
            head.start,
            tuple(range(head.start, max(head.end, head.start + 1))),
            label if label is not None and label.kind is LabelKind.ANNEX else None,
            ("annex",),
            title,
        )

    def _candidate(self, index: int) -> _Candidate | None:
        block = self.blocks[index]
        if block.kind is BlockKind.TABLE:
            return None
        label = self.labels[index]
        text = block.text
        if label is None:
            if block.marker or not text:
                return None
            return self._unnumbered(index)
        if label.kind is LabelKind.BULLET:
            horizon = horizon_in(text) if text.endswith(":") and len(text) < 60 else None
            if horizon is not None and _PHASE.match(fold(text)):
                return _Candidate(
                    index, (index,), None, ("bullet", label.sign), text, horizon=horizon
                )
            return None
        span = self._heading_blocks(index, label)
        title = " ".join(self.blocks[i].text for i in span if self.blocks[i].text)
        if not self._numbered_heading(index, span, label, title):
            return None
        return _Candidate(index, span, label, self._style(label), title)

    def _heading_blocks(self, index: int, label: Label) -> tuple[int, ...]:
        """Give the blocks of one heading: its title may stand on the line below its number."""
        block = self.blocks[index]
        span = [index]
        following = index + 1
        if not block.text:
            if following < len(self.blocks) and self._may_continue(following):
                span.append(following)
                following += 1
            else:
                return tuple(span)
        lead = self.blocks[span[-1]]
        while following < len(self.blocks) and len(span) < 4 and self._may_continue(following):
            more = self.blocks[following]
            text = lead.text.rstrip()
            if not text or text[-1] in ".;:!?" or len(more.text) > 250:
                break
            capitals = is_capitals(text) and is_capitals(more.text)
            small = more.text[:1].islower() and more.bold == lead.bold and (lead.bold or lead.level)
            if not (capitals or small):
                break
            span.append(following)
            lead = more
            following += 1
        return tuple(span)

    def _may_continue(self, index: int) -> bool:
        block = self.blocks[index]
        return (
            block.kind is not BlockKind.TABLE
            and not block.marker
            and bool(block.text)
            and index not in self.annex_at
            and not self.frame.in_closing(index)
        )

    def _style(self, label: Label) -> tuple[object, ...]:
        if label.kind is LabelKind.DOTTED:
            return (label.kind, len(label.path))
        if label.kind in (LabelKind.ARABIC, LabelKind.LETTER, LabelKind.ROMAN):
            return (label.kind, ")" if label.sign == ")" else ".")
        return (label.kind,)

    def _numbered_heading(self, index: int, span: Sequence[int], label: Label, title: str) -> bool:
        block = self.blocks[index]
        kind = label.kind
        if not title:
            return kind in _WORDED
        if len(title) > 700:
            return False
        bold = all(self.blocks[i].bold or self.blocks[i].level for i in span)
        capitals = is_capitals(title)
        stop = title.rstrip()[-1]
        sentences = _sentences(title)
        if kind in (LabelKind.PART, LabelKind.CHAPTER, LabelKind.SECTION, LabelKind.SUBSECTION):
            return sentences < 2
        if kind is LabelKind.ARTICLE:
            return len(title) < 160 and (bold or stop not in ".;,:") and sentences < 2
        if block.level and sentences < 2 and not (len(title) > 300 and stop in ".;"):
            return True
        if kind in (LabelKind.ROMAN, LabelKind.CAPITAL):
            if capitals or bold:
                return sentences < 3
            return len(title) < 260 and sentences < 2 and not (stop in ";," and len(title) > 40)
        if bold or capitals:
            return sentences < 2 or (capitals and sentences < 3)
        if sentences > 1 or len(title) > 330 or stop in ";,":
            return False
        body = fold(title)
        if stop == ":":
            return len(title) < 220 and self._has_content(index, span, label)
        if _FIELD.match(body):
            return False
        if stop == ".":
            # A sentence, unless its neighbours of the same kind are headings: a stray full stop.
            return (
                len(title) < 90
                and self._has_content(index, span, label)
                and self._kin(index, label)
            )
        return self._has_content(index, span, label)

    def _has_content(self, index: int, span: Sequence[int], label: Label) -> bool:
        """Say whether something hangs under a numbered line: not its next neighbour at once."""
        after = span[-1] + 1
        if after >= len(self.blocks) or self.frame.in_closing(after) or after in self.annex_at:
            return False
        block = self.blocks[after]
        if block.kind is BlockKind.TABLE:
            return True
        below = self.labels[after]
        if below is None:
            return bool(block.text) and not block.text[:1].islower()
        if (
            below.kind is label.kind
            and len(below.path) == len(label.path)
            and below.sign == label.sign
        ):
            return False
        return (
            below.rank > label.rank
            or below.kind is LabelKind.BULLET
            or (below.kind is label.kind and below.path[-1:] == (1,))
        )

    def _kin(self, index: int, label: Label) -> bool:
        """Say whether most lines of the same list close without a full stop and hold something."""
        own: list[bool] = []
        for step in (-1, 1):
            place = index + step
            last = label
            while 0 <= place < len(self.blocks) and abs(place - index) < 80:
                other = self.labels[place]
                if other is not None and other.rank < label.rank:
                    break
                if (
                    other is not None
                    and other.kind is label.kind
                    and (follows(last, other) if step > 0 else follows(other, last))
                ):
                    text = self.blocks[place].text.rstrip()
                    own.append(
                        bool(text)
                        and text[-1] not in ".;,"
                        and self._has_content(place, (place,), other)
                    )
                    last = other
                place += step
        return bool(own) and sum(own) * 2 >= len(own)

    def _unnumbered(self, index: int) -> _Candidate | None:
        block = self.blocks[index]
        text = block.text
        if len(text) > 300 or block.layout:
            return None
        body = fold(text)
        stop = text[-1]
        horizon = horizon_in(text) if len(text) < 90 else None
        if horizon is not None and _PHASE.match(body) and stop == ":":
            return _Candidate(index, (index,), None, ("phase",), text, horizon=horizon)
        if stop in ".;," or _FIELD.match(body) or read_kind(text) is not None:
            return None
        if _ACT.match(body) or text.startswith("("):
            return None
        if index < self.frame.body + 2 and (starts_body(text) or is_role(text)):
            # Who decides, between the title and the grounds of a decision.
            return None
        if block.level and _sentences(text) < 2:
            return _Candidate(index, (index,), None, ("level", block.level), text)
        if is_capitals(text) and 4 <= len(text) < 250 and " " in text:
            return _Candidate(index, (index,), None, ("capitals",), text)
        if block.bold and len(text) < 200:
            return _Candidate(index, (index,), None, ("bold",), text)
        if _KNOWN.fullmatch(body.rstrip(": ")) or (block.italic and stop == ":" and len(text) < 90):
            return _Candidate(index, (index,), None, ("plain",), text)
        return None

    # --- which heading hangs under which ---------------------------------------------------------

    def _hang(
        self, found: Sequence[_Candidate]
    ) -> tuple[list[Section], list[int | None], set[int]]:
        sections: list[Section] = []
        section_of: list[int | None] = [None] * len(self.blocks)
        headings: set[int] = set(range(self.frame.body))
        open_: list[tuple[_Candidate, int]] = []
        starts: list[tuple[int, int]] = []
        for candidate in found:
            _close(open_, candidate)
            parent = open_[-1][1] if open_ else None
            first = self.blocks[candidate.block]
            last = self.blocks[candidate.blocks[-1]]
            label = _printed_label(first, candidate)
            passage = first.passage
            sections.append(
                Section(
                    label=label,
                    title=candidate.title.rstrip().rstrip(":").rstrip(),
                    line=first.line,
                    end_line=last.end_line,
                    parent=parent,
                    part=Part.OTHER,
                    horizon=candidate.horizon,
                    span=Span(passage.span.start, max(last.passage.span.end, passage.span.end)),
                )
            )
            headings.update(candidate.blocks)
            open_.append((candidate, len(sections) - 1))
            starts.append((candidate.block, len(sections) - 1))
        place = 0
        current: int | None = None
        for index in range(len(self.blocks)):
            while place < len(starts) and starts[place][0] <= index:
                current = starts[place][1]
                place += 1
            if self.frame.in_closing(index):
                section_of[index] = None
            else:
                section_of[index] = current
        return sections, section_of, headings

    def _finish(
        self, sections: list[Section], section_of: list[int | None], headings: set[int]
    ) -> Outline:
        parts: list[Part] = []
        horizons: list[date | None] = []
        for index, section in enumerate(section_of):
            if self.frame.in_closing(index):
                parts.append(Part.CLOSING)
                horizons.append(None)
            elif section is None:
                parts.append(Part.PREAMBLE)
                horizons.append(None)
            else:
                text = self.blocks[index].text
                closing = not self.labels[index] and _FAREWELL.match(fold(text[:40]))
                parts.append(Part.CLOSING if closing else sections[section].part)
                horizons.append(sections[section].horizon)
        return Outline(
            sections=tuple(sections),
            section_of=tuple(section_of),
            headings=frozenset(headings),
            frame=self.frame,
            parts=tuple(parts),
            horizons=tuple(horizons),
        )


_WORDED = frozenset(
    {LabelKind.PART, LabelKind.CHAPTER, LabelKind.SECTION, LabelKind.SUBSECTION, LabelKind.ANNEX}
)
_PHASE = re.compile(
    r"^(?:[-+*•]\s*)?(?:(?:mục tiêu|chỉ tiêu|các chỉ tiêu|định hướng|tầm nhìn|phấn đấu|trong|giai đoạn|"
    r"đến|hết|trước|năm|từ|cuối)\b[^.;]*)?(?:năm|hết|giai đoạn|nhiệm kỳ|tầm nhìn|đến|20\d\d)\b"
)
_FIELD = re.compile(
    r"^(?:cơ quan|đơn vị|bộ phận|người|cá nhân|thời gian|thời hạn|sản phẩm|kết quả|phối hợp|chủ trì|tiến độ|"
    r"kinh phí|địa điểm|thành phần|nội dung)\b[^:]{0,40}:\s*\S"
)
_ACT = re.compile(r"^(?:quyết định|quyết nghị|nay quyết định|thông báo|kết luận)\s*:?$")
_FAREWELL = re.compile(
    r"^(?:trên đây là|nhận được|căn cứ (?:nội dung )?(?:kế hoạch|chương trình) này|yêu cầu (?:các|thủ trưởng))"
)
_KNOWN = re.compile(
    r"(?:mục đích|yêu cầu|mục đích,? (?:và )?yêu cầu|quan điểm|mục tiêu|mục tiêu (?:chung|tổng quát|cụ thể)|"
    r"chỉ tiêu|các chỉ tiêu|các chỉ tiêu (?:chủ yếu|cụ thể)|chỉ tiêu cụ thể|nhiệm vụ|giải pháp|"
    r"nhiệm vụ (?:và|,) giải pháp|nhiệm vụ,? giải pháp (?:chủ yếu|trọng tâm)?|nhiệm vụ (?:trọng tâm|chủ yếu|cụ thể)|"
    r"nội dung|kinh phí(?: thực hiện)?|tổ chức thực hiện|phân công (?:nhiệm vụ|thực hiện)|chế độ báo cáo|"
    r"tầm nhìn|định hướng)"
)
_SENTENCE = re.compile(r"[^\W\d_]{2}[.!?]\s+(?=[A-ZĐÀ-Ỹ][^\W\d_])")


def _sentences(text: str) -> int:
    """Count the sentences of a line."""
    return 1 + sum(1 for m in _SENTENCE.finditer(text) if text[m.end()].isupper())


def _printed_label(first: Block, candidate: _Candidate) -> str | None:
    if candidate.style == ("annex",) and candidate.label is not None:
        return " ".join((first.marker or first.text).split()).rstrip(".:)-– ") or None
    if candidate.label is None:
        return None
    return " ".join(first.marker.split()).strip().lstrip("(").rstrip(".:)/-– ") or None


def _close(open_: list[tuple[_Candidate, int]], new: _Candidate) -> None:
    """Close the headings that a new one ends."""
    if new.style == ("annex",):
        open_.clear()
        return
    for place in range(len(open_) - 1, -1, -1):
        other = open_[place][0]
        if other.style == new.style:
            del open_[place:]
            return
    if new.label is None:
        if new.style == ("capitals",):
            _close_down_to(open_, 6)
        elif new.style[0] == "level":
            level = int(str(new.style[1]))
            while open_ and open_[-1][0].style[0] in ("level", "plain", "bold", "phase"):
                if open_[-1][0].style[0] == "level" and int(str(open_[-1][0].style[1])) < level:
                    break
                open_.pop()
        else:
            while open_ and open_[-1][0].style[0] in ("phase", "bullet", "plain"):
                if new.style[0] in ("phase", "bullet") and open_[-1][0].style[0] == "plain":
                    break
                open_.pop()
        return
    _close_down_to(open_, new.label.rank, fresh=new)


def _close_down_to(
    open_: list[tuple[_Candidate, int]], rank: int, fresh: _Candidate | None = None
) -> None:
    while open_:
        top = open_[-1][0]
        if top.style == ("annex",):
            return
        if top.label is None:
            if top.style == ("capitals",) and fresh is not None:
                return
            begins = fresh is not None and fresh.label is not None and fresh.label.path[-1:] == (1,)
            if top.style[0] in ("level", "bold", "plain") and begins:
                # A numbered list that begins under it belongs to it; one that goes on ends it.
                return
            open_.pop()
            continue
        if top.label.rank < rank:
            return
        if (
            top.label.rank == rank
            and fresh is not None
            and fresh.label is not None
            and fresh.label.path[-1:] == (1,)
            and top.style != fresh.style
        ):
            return
        open_.pop()


def _end_lines(sections: list[Section], source: SourceDocument) -> list[Section]:
    """Give each section its last line: the one before the next that is not below it."""
    last = max((block.end_line for block in source.blocks), default=0)
    depth: list[int] = []
    for section in sections:
        depth.append(0 if section.parent is None else depth[section.parent] + 1)
    ended: list[Section] = []
    stack: list[int] = []
    ends = [last] * len(sections)
    for index, section in enumerate(sections):
        while stack and depth[stack[-1]] >= depth[index]:
            ends[stack.pop()] = max(section.line - 1, 0)
        stack.append(index)
    for section, end in zip(sections, ends, strict=True):
        ended.append(replace(section, end_line=max(end, section.line)))
    return ended


# --- what a section is for -----------------------------------------------------------------------

_LEAD = r"^(?:(?:về|các|một số|những|công tác|phần|danh mục(?: các)?|hệ thống(?: các)?|bảng|biểu|tổng hợp)\s+)*"
_PURPOSE = re.compile(
    _LEAD
    + r"(?:mục đích|yêu cầu|ý nghĩa|quan điểm|căn cứ|cơ sở (?:pháp lý|xây dựng|lý luận|chính trị)|sự cần thiết|thực trạng|"
    r"(?:khái quát |đánh giá )?tình hình|bối cảnh|đặc điểm|kết quả (?:đạt được|thực hiện|chủ yếu|năm|công tác|triển khai|hoạt động|nổi bật|giai đoạn|\d)|(?:những )?(?:tồn tại|hạn chế|khó khăn|"
    r"kết quả đạt)|nguyên nhân|phạm vi|đối tượng|nguyên tắc|phương châm|phương hướng chỉ đạo|bài học|dự báo|"
    r"đánh giá (?:chung|kết quả|tình hình|thực trạng)|giải thích|tư tưởng chỉ đạo|mở đầu|đặt vấn đề|thuận lợi)\b"
)
_GOALS = re.compile(
    _LEAD
    + r"(?:mục tiêu|chỉ tiêu|tầm nhìn|định hướng đến|đến (?:hết )?năm|chỉ số|nhóm chỉ tiêu|kết quả cần đạt|phấn đấu|"
    r"giai đoạn (?:từ )?(?:năm )?20\d\d|hết năm 20|trong năm 20\d\d\s*$|năm 20\d\d\s*$)\b|^chỉ tiêu"
)
_TASKS = re.compile(
    _LEAD
    + r"(?:nhiệm vụ|giải pháp|nội dung|công việc|hoạt động|biện pháp|trọng tâm|kế hoạch (?:triển khai|thực hiện)|"
    r"đầu việc|chương trình công tác|đề án|dự án|khâu đột phá|đột phá|lĩnh vực|tiến độ|lộ trình|phân kỳ)\b"
)
_TASK_WORDS = re.compile(r"\b(?:nhiệm vụ|giải pháp|nội dung (?:thực hiện|triển khai|công việc))\b")
_FUNDING = re.compile(
    _LEAD
    + r"(?:(?:bảo đảm |đảm bảo )?(?:nguồn )?kinh phí|dự toán|nhu cầu (?:kinh phí|vốn)|nguồn vốn|nguồn lực (?:tài chính|thực hiện)|"
    r"kinh phí và nguồn lực|nguồn kinh phí|cơ chế tài chính|vốn thực hiện)\b"
)
_ORGANISATION = re.compile(
    _LEAD
    + r"(?:tổ chức (?:thực hiện|triển khai|chỉ đạo)|phân công (?:nhiệm vụ|trách nhiệm|thực hiện|tổ chức)|phân công$|trách nhiệm|"
    r"(?:chế độ |thời gian |định kỳ )?(?:thông tin,? )?báo cáo|chế độ (?:thông tin|báo cáo)|cơ chế thông tin|điều khoản thi hành|hiệu lực thi hành|"
    r"điều hành|tổ chức$|kiểm tra,? (?:giám sát|đôn đốc|đánh giá|sơ kết)|sơ kết,? tổng kết|giao nhiệm vụ|"
    r"triển khai thực hiện$|tổ chức, thực hiện|công tác tổ chức)\b"
)
_ORGANISATION_FULL = re.compile(r"(?:trách nhiệm|tổ chức thực hiện|tổ chức triển khai)\b")
_ANNEX_GOALS = re.compile(r"\b(?:chỉ tiêu|mục tiêu|chỉ số|tiêu chí)\b")
_ANNEX_TASKS = re.compile(
    r"\b(?:nhiệm vụ|công việc|phân công|nội dung|hoạt động|đề án|dự án|chương trình|lịch|tiến độ|giải pháp|kế hoạch|danh mục)\b"
)


def _own_part(title: str, *, top: bool, above: Part) -> Part | None:
    """Give what a heading says its section is for, None when it says nothing."""
    words = fold(title).strip(" .:")
    short = len(words) < 90
    if above is Part.ORGANISATION:
        return Part.FUNDING if _FUNDING.match(words) and short else None
    if _FUNDING.match(words) and short:
        return Part.FUNDING
    if _ORGANISATION.match(words) and (top or (len(words) < 40 and above is not Part.TASKS)):
        return Part.ORGANISATION
    if top and _ORGANISATION_FULL.search(words) and short and not _TASK_WORDS.search(words):
        return Part.ORGANISATION
    if (
        _PURPOSE.match(words)
        and (top or len(words) < 60)
        and above
        in (
            Part.OTHER,
            Part.PURPOSE,
            Part.GOALS,
            Part.INDICATOR_ANNEX,
            Part.TASK_ANNEX,
        )
    ):
        if "mục tiêu" in words and not words.startswith(
            ("mục đích", "quan điểm", "đánh giá", "tình hình")
        ):
            return Part.GOALS
        return Part.PURPOSE
    if _GOALS.match(words) and (short or top):
        if above is Part.TASKS and not re.match(
            r"(?:các )?(?:mục tiêu|chỉ tiêu)(?: cụ thể| chung| tổng quát|\s*$| đến| năm)", words
        ):
            return None
        if _TASK_WORDS.search(words):
            return Part.TASKS
        return Part.GOALS
    if (
        _TASKS.match(words)
        and (top or above in (Part.OTHER, Part.GOALS, Part.PURPOSE))
        and (top or len(words) < 80)
    ):
        return Part.TASKS
    if top and _TASK_WORDS.search(words):
        return Part.TASKS
    return None


def _parts(sections: list[Section]) -> list[Section]:
    done: list[Section] = []
    for section in sections:
        if section.parent is None and _is_attached(section):
            part = Part.OTHER
        elif section.parent is None and _is_annex(section):
            words = fold(section.title)
            if _ANNEX_GOALS.search(words) and not re.search(r"\bnhiệm vụ\b", words):
                part = Part.INDICATOR_ANNEX
            elif _ANNEX_TASKS.search(words):
                part = Part.TASK_ANNEX
            else:
                part = Part.OTHER
        else:
            above = Part.OTHER if section.parent is None else done[section.parent].part
            top = section.parent is None or (
                done[section.parent].part in (Part.OTHER, Part.TASK_ANNEX, Part.INDICATOR_ANNEX)
            )
            part = _own_part(section.title, top=top, above=above) or above
        done.append(replace(section, part=part))
    return _fill_between(done)


def _is_attached(section: Section) -> bool:
    """Say whether a section is a whole plan that a decision brings with it."""
    return section.label is not None and read_kind(section.label) is not None


def _is_annex(section: Section) -> bool:
    if section.label is None:
        return False
    label = read_label(section.label)
    return label is not None and label.kind is LabelKind.ANNEX


def _fill_between(sections: list[Section]) -> list[Section]:
    """Give top headings that only name their subject the task part, where it is due.

    "III. PHÁT TRIỂN HẠ TẦNG SỐ" between the goals and the organisation says what is to be done.
    """
    done = list(sections)
    seen: set[Part] = set()
    for index, section in enumerate(done):
        if section.parent is not None:
            above = done[section.parent].part
            if section.part is Part.OTHER and above is not Part.OTHER:
                done[index] = replace(section, part=above)
            continue
        if section.part is Part.OTHER and section.label is not None and not _is_annex(section):
            before = seen & {Part.GOALS, Part.PURPOSE, Part.TASKS}
            if before and Part.ORGANISATION not in seen and Part.FUNDING not in seen:
                done[index] = replace(section, part=Part.TASKS)
        seen.add(done[index].part)
    return done


_OWN_PERIOD = re.compile(
    r"^(?:(?:mục tiêu|chỉ tiêu|các chỉ tiêu|định hướng|tầm nhìn|phấn đấu|nhiệm vụ|trong|giai đoạn|đến|hết|"
    r"trước|năm|từ|cuối|cụ thể|chung|tổng quát|và|,|chủ yếu|trọng tâm|phương hướng|một số|các)\s*)+(?:20\d\d|năm|hết|-)"
)


# "Chỉ tiêu giao năm 2025 cho các thôn": an annex of one year's targets, unlike a plan's whole span.
_YEARS_OWN_TARGETS = re.compile(
    r"(?:(?:bảng|biểu|danh mục|hệ thống|tổng hợp|các)\s+)*(?:chỉ tiêu|mục tiêu)\b[^\d]{0,60}\bnăm 20\d\d(?!\s*[-–,/]|\d)[^\d]*$"
)


def _horizons(sections: list[Section]) -> list[Section]:
    """Give each section the period its own heading names, or the one above it does."""
    done: list[Section] = []
    for section in sections:
        own = section.horizon
        above = None if section.parent is None else done[section.parent]
        title = fold(section.title)
        # A plan's own period, in the title of one that a decision attaches, is no horizon.
        titled = _is_annex(section) or (section.parent is None and _is_attached(section))
        if own is None and not titled and len(title) < 160 and "năm học" not in title:
            goals = section.part in (Part.GOALS, Part.INDICATOR_ANNEX, Part.OTHER)
            if (goals and not re.search(r"\d+[-/]\S*[a-zđ]", title)) or _OWN_PERIOD.match(title):
                own = horizon_in(section.title)
        if own is None and titled and _YEARS_OWN_TARGETS.match(title):
            own = horizon_in(section.title)
        if own is None and above is not None:
            own = above.horizon
        done.append(replace(section, horizon=own))
    return done
