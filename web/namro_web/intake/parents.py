"""A draft beside the document above it, before it is issued: what it leaves weaker, later or missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import namro
from namro.model.alignment import Answer, Coverage, ItemKind, Programme, Scope
from namro_web.intake.queries import Opened

WORDS = {
    Answer.WEAKER: ("behind", "Yếu hơn"),
    Answer.LATER: ("due_soon", "Muộn hơn"),
    Answer.CHECK: ("check", "Cần xem"),
    Answer.MISSING: ("not_achieved", "Chưa có"),
    Answer.COVERED: ("achieved", "Đã cụ thể hóa"),
}


@dataclass(frozen=True, slots=True)
class Wanting:
    """One requirement above that the draft does not simply answer."""

    no: str
    kind: str
    text: str
    promise: str
    reason: str
    answer: str
    answer_line: int
    verified: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Requirements that stand alike."""

    status: str
    word: str
    number: int
    rows: tuple[Wanting, ...]
    national: int


@dataclass(frozen=True, slots=True)
class AgainstParent:
    """How a draft answers a kept document above it.

    Attributes:
        cited: Whether the draft itself rests on that document.
        own: How many of its items answer nothing of it.
    """

    draft_id: int
    title: str
    number: str
    above: str
    note: str
    cited: bool
    own: int
    groups: tuple[Group, ...]


def against_parent(found: Opened) -> AgainstParent:
    """Hold a draft, as it was read, against the document above it that the library keeps."""
    cited = [namro.catalogue_cited(citation.number) for citation in found.plan.citations]
    number = next(filter(None, cited), namro.catalogue_numbers()[0])
    alignment = namro.align(namro.catalogue(number), found.plan)
    return AgainstParent(
        draft_id=found.draft.pk,
        title=found.plan.header.title or found.draft.document.name,
        number=number,
        above=alignment.parent.title,
        note=alignment.parent.note,
        cited=number in cited,
        own=len(alignment.own),
        groups=tuple(
            _group(
                answer, [one for one in alignment.coverage if one.answer is answer], alignment.child
            )
            for answer in WORDS
        ),
    )


def _group(answer: Answer, listed: list[Coverage], child: Programme) -> Group:
    local = [one for one in listed if one.item.scope is Scope.LOCAL]
    # What only the whole country can answer is counted, not asked of a commune.
    named = listed if answer is not Answer.MISSING else local
    status, word = WORDS[answer]
    rows = () if answer is Answer.COVERED else tuple(_rows(named, child))
    return Group(status, word, len(listed), rows, len(listed) - len(local))


def _rows(listed: Iterable[Coverage], child: Programme) -> Iterable[Wanting]:
    for one in listed:
        item = one.item
        answer = child.item(one.matches[0].child) if one.matches else None
        when = f"đến {item.horizon:%d/%m/%Y}" if item.horizon else ""
        yield Wanting(
            no=item.no,
            kind="Chỉ tiêu" if item.kind is ItemKind.TARGET else "Nhiệm vụ",
            text=item.text,
            promise=", ".join(filter(None, (namro.written_value(item), when))),
            reason=one.reason,
            answer=answer.text if answer else "",
            answer_line=answer.line if answer else 0,
            verified=item.verified,
        )
