"""A draft beside the document above it, before it is issued: what it leaves weaker, later or missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import namro
from namro.model.alignment import Answer, Coverage, ItemKind, Programme, Scope
from namro.model.alignment import Item as Programmed
from namro.model.plan import Origin
from namro_web.intake.items import Decision, Kind, deadline_of, operator_of
from namro_web.intake.queries import Opened, place_of
from namro_web.intake.reviewing import decision_of, facts_as_reviewed

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
    """Hold a draft, as reviewed so far, against the document above it that the library keeps."""
    cited = [namro.catalogue_cited(citation.number) for citation in found.plan.citations]
    number = next(filter(None, cited), namro.catalogue_numbers()[0])
    alignment = namro.align(namro.catalogue(number), reviewed_programme(found))
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


def reviewed_programme(found: Opened) -> Programme:
    """Give what a draft asks for as its reviewers have it: corrected, added to, without what they left out."""
    header = found.plan.header
    return Programme(
        title=header.title or found.draft.document.name,
        number=header.number or "",
        issuer=header.issuer or "",
        issued_on=header.date,
        items=(*_items(found), *_goals(found)),
    )


def _items(found: Opened) -> Iterable[Programmed]:
    review = found.draft.review
    for item in found.items:
        if item.kind is Kind.DUTY or decision_of(review, item.key) is Decision.REJECTED:
            continue
        facts = facts_as_reviewed(item, review, found.findings)
        theme = "" if item.section is None else found.plan.sections[item.section].title
        common: dict[str, Any] = {
            "lead": tuple(facts["lead"]),
            "partners": tuple(facts["coordinating"]),
            "theme": theme,
            "place": place_of(found, item),
            "origin": Origin.ANNEX if item.annex else Origin.BODY,
            "line": item.line,
        }
        if item.kind is Kind.TASK:
            yield Programmed(
                key=item.key,
                kind=ItemKind.TASK,
                text=facts["text"],
                no=item.no or "",
                deadline=deadline_of(facts["deadline"]),
                deadline_raw=facts["deadline_raw"],
                deliverable=facts["deliverable"],
                **common,
            )
            continue
        several = Counter(target["horizon"] for target in facts["targets"])
        for place, target in enumerate(facts["targets"] or ({},)):
            number = target.get("value") and target.get("operator")
            horizon = target.get("horizon", "")
            printed = target.get("printed", "") if several[horizon] > 1 else ""
            yield Programmed(
                key=f"{item.key}:{place}",
                kind=ItemKind.TARGET,
                text=printed or facts["name"],
                no=item.no or "",
                operator=operator_of(target["operator"]) if number else None,
                value=Decimal(target["value"]) if number else None,
                unit=target.get("unit") or facts["unit"],
                word=target.get("word", ""),
                horizon=date.fromisoformat(horizon) if horizon else None,
                **common,
            )


def _goals(found: Opened) -> Iterable[Programmed]:
    for place, goal in enumerate(found.plan.objectives):
        yield Programmed(
            key=f"MT-{place}",
            kind=ItemKind.OBJECTIVE,
            text=goal.text,
            horizon=goal.horizon,
            line=goal.line,
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
