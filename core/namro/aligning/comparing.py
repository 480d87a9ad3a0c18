"""What was added, dropped and changed between two versions of one plan.

An item of the old version has at most one successor in the new, of the same kind. Items in equal
words are paired first, then the most alike; a number printed before both, an equal figure and an
equal section speak for a pair, but only words make one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from namro.aligning.matching import Matcher
from namro.model.alignment import Change, Comparison, FieldChange, Item, ItemKind, Programme
from namro.vietnamese.normalise import clean_text
from namro.vietnamese.promises import said_deadline, written

_SAME_THING = 0.55
"""Two statements less alike than this are two things, one dropped and one added."""

_LABELS = {
    "text": "Nội dung",
    "value": "Mức chỉ tiêu",
    "word": "Kết quả",
    "horizon": "Mốc thời gian",
    "deadline": "Thời hạn",
    "lead": "Chủ trì",
    "partners": "Phối hợp",
    "deliverable": "Sản phẩm",
    "no": "Số thứ tự",
    "place": "Mục",
    "origin": "Phần",
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    likeness: float
    hints: int
    old: int
    new: int


def compare_programmes(old: Programme, new: Programme) -> Comparison:
    """Say what became of each item of a plan in its next version."""
    successor: dict[int, int] = {}
    for kind in ItemKind:
        before = [place for place, item in enumerate(old.items) if item.kind is kind]
        after = [place for place, item in enumerate(new.items) if item.kind is kind]
        pairs = _paired([old.items[i] for i in before], [new.items[i] for i in after])
        successor.update((before[one], after[two]) for one, two in pairs)
    kept = set(successor.values())
    changed: list[Change] = []
    unchanged: list[tuple[Item, Item]] = []
    for place, item in enumerate(old.items):
        if place not in successor:
            continue
        other = new.items[successor[place]]
        fields = field_changes(item, other)
        if fields:
            changed.append(Change(item, other, fields))
        else:
            unchanged.append((item, other))
    return Comparison(
        old=old,
        new=new,
        added=tuple(item for place, item in enumerate(new.items) if place not in kept),
        removed=tuple(item for place, item in enumerate(old.items) if place not in successor),
        changed=tuple(changed),
        unchanged=tuple(unchanged),
    )


def _paired(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[int, int]]:
    if not old or not new:
        return []
    candidates: list[_Candidate] = []
    equal: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(new):
        equal[clean_text(item.text)].append(place)
    alone_old, alone_new = [], set(range(len(new)))
    for place, item in enumerate(old):
        same = equal.get(clean_text(item.text), [])
        candidates.extend(
            _Candidate(1.0, _hints(item, new[other]), place, other) for other in same[:50]
        )
        if len(same) == 1:
            alone_new.discard(same[0])
        else:
            alone_old.append(place)
    if alone_old and alone_new:
        matcher = Matcher(old, new)
        fresh = sorted(alone_new)
        for one in alone_old:
            for two in fresh:
                likeness = matcher.whole_likeness(one, two)
                if likeness >= _SAME_THING:
                    candidates.append(_Candidate(likeness, _hints(old[one], new[two]), one, two))
    candidates.sort(key=lambda one: (-round(one.likeness, 6), -one.hints, one.old, one.new))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for candidate in candidates:
        if candidate.old not in pairs and candidate.new not in taken:
            pairs[candidate.old] = candidate.new
            taken.add(candidate.new)
    return sorted(pairs.items())


def _hints(old: Item, new: Item) -> int:
    """Count what besides the words speaks for two items being one."""
    return sum(
        (
            2 * (old.horizon == new.horizon),
            2 * (old.value == new.value),
            old.place == new.place,
            bool(old.no) and old.no == new.no,
            old.deadline == new.deadline,
            old.lead == new.lead,
        )
    )


def field_changes(old: Item, new: Item) -> tuple[FieldChange, ...]:
    """List the fields of one item that differ, as a person writes them."""
    pairs = (
        ("text", clean_text(old.text), clean_text(new.text)),
        ("value", _figure(old), _figure(new)),
        ("word", old.word, new.word),
        ("horizon", _day(old), _day(new)),
        ("deadline", _deadline(old), _deadline(new)),
        ("lead", "; ".join(old.lead), "; ".join(new.lead)),
        ("partners", "; ".join(old.partners), "; ".join(new.partners)),
        ("deliverable", old.deliverable, new.deliverable),
        ("no", old.no, new.no),
        ("place", old.place, new.place),
        ("origin", _origin(old), _origin(new)),
    )
    return tuple(
        FieldChange(field, _LABELS[field], before, after)
        for field, before, after in pairs
        if before != after
    )


def _figure(item: Item) -> str:
    return written(item) if item.value is not None else ""


def _day(item: Item) -> str:
    return f"{item.horizon:%d/%m/%Y}" if item.horizon else ""


def _origin(item: Item) -> str:
    return "" if item.origin is None else "Phụ lục" if item.origin.value == "annex" else "Phần lời"


def _deadline(item: Item) -> str:
    return said_deadline(item.deadline) or item.deadline_raw
