"""What was added, dropped and changed between two versions of one plan.

An item of the old version has at most one successor in the new, of the same kind. What a caller knows
to be one stands first, then items in equal words, then those that are alike for the engine by which
plans are held against each other; among these all pairs are chosen together, so that they fit best
as a whole. A number printed before both, an equal figure and an equal section speak for a pair, but
only words make one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from namro.aligning.assigning import assign
from namro.aligning.matching import Matcher
from namro.aligning.values import deadline_answer, figure_answer, horizon_answer, word_answer
from namro.model.alignment import (
    Answer,
    Change,
    Comparison,
    FieldChange,
    Item,
    ItemKind,
    Programme,
    Turn,
)
from namro.model.deadline import ByDate
from namro.vietnamese.normalise import clean_text, search_key
from namro.vietnamese.promises import said_deadline, written

_SAME_THING = 0.55
"""Two statements less alike than this are two things, one dropped and one added."""
_FINE = 1_000_000
_MOST_HINTS = 10

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
_NAMES = frozenset(["lead", "partners"])
"""An agency written in other letters is the same agency."""


def compare_programmes(
    old: Programme, new: Programme, *, confirmed: Iterable[tuple[str, str]] = ()
) -> Comparison:
    """Say what became of each item of a plan in its next version.

    Args:
        old: The version before.
        new: The version after.
        confirmed: Pairs (key before, key after) that are known to be one; of two pairs for one item
            the first counts.
    """
    successor = _known(old, new, confirmed)
    for kind in ItemKind:
        taken = set(successor.values())
        before = [i for i, one in enumerate(old.items) if one.kind is kind and i not in successor]
        after = [i for i, one in enumerate(new.items) if one.kind is kind and i not in taken]
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


def _known(old: Programme, new: Programme, confirmed: Iterable[tuple[str, str]]) -> dict[int, int]:
    before = {item.key: place for place, item in enumerate(old.items)}
    after = {item.key: place for place, item in enumerate(new.items)}
    found: dict[int, int] = {}
    taken: set[int] = set()
    for one, two in confirmed:
        place, other = before.get(one), after.get(two)
        if place is None or other is None or place in found or other in taken:
            continue
        found[place] = other
        taken.add(other)
    return found


def _paired(old: Sequence[Item], new: Sequence[Item]) -> list[tuple[int, int]]:
    if not old or not new:
        return []
    # Where two ways of pairing are as good, it must not matter which version is called the old one.
    if repr(new) < repr(old):
        return sorted((one, two) for two, one in _chosen(new, old).items())
    return sorted(_chosen(old, new).items())


def _chosen(old: Sequence[Item], new: Sequence[Item]) -> dict[int, int]:
    pairs = _in_equal_words(old, new)
    taken = set(pairs.values())
    left = [place for place in range(len(old)) if place not in pairs]
    fresh = [place for place in range(len(new)) if place not in taken]
    if left and fresh:
        alike = _alike([old[place] for place in left], [new[place] for place in fresh])
        pairs |= {left[one]: fresh[two] for one, two in alike.items()}
    return pairs


def _in_equal_words(old: Sequence[Item], new: Sequence[Item]) -> dict[int, int]:
    groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, items in enumerate((old, new)):
        for place, item in enumerate(items):
            groups[clean_text(item.text)][side].append(place)
    found: dict[int, int] = {}
    for before, after in groups.values():
        same = _wholly_equal(before, after, old, new) if before and after else {}
        found |= same
        left = [place for place in before if place not in same]
        fresh = sorted({*after} - {*same.values()})
        found |= assign(
            {(one, two): 1 + _hints(old[one], new[two]) for one in left for two in fresh}
        )
    return found


def _wholly_equal(
    before: Sequence[int], after: Sequence[int], old: Sequence[Item], new: Sequence[Item]
) -> dict[int, int]:
    """Pair in their order those that differ in nothing that is compared."""
    waiting: dict[Item, deque[int]] = defaultdict(deque)
    for place in after:
        waiting[_bare(new[place])].append(place)
    found = {}
    for place in before:
        if same := waiting.get(_bare(old[place])):
            found[place] = same.popleft()
    return found


def _bare(item: Item) -> Item:
    return replace(item, key="", line=0, span=None)


def _alike(old: Sequence[Item], new: Sequence[Item]) -> dict[int, int]:
    """Pair what is worded otherwise.

    A pair counts by the square of how much more alike it is than two things may be, so that one
    pair all but equal is not given up for two poor ones.
    """
    matcher = Matcher(old, new)
    scores: dict[tuple[int, int], int] = {}
    for one, two in matcher.worth_a_look():
        likeness = matcher.whole_likeness(one, two)
        if likeness >= _SAME_THING:
            fit = round((likeness - _SAME_THING) ** 2 * _FINE)
            scores[one, two] = 1 + _hints(old[one], new[two]) + fit * _MOST_HINTS
    return assign(scores)


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
    """List the fields of one item that differ, as a person writes them, and how its promise turns."""
    pairs = (
        ("text", clean_text(old.text), clean_text(new.text)),
        ("value", _figure(old), _figure(new)),
        ("word", old.word, new.word),
        ("horizon", _day(old), _day(new)),
        ("deadline", _deadline(old), _deadline(new)),
        ("lead", "; ".join(old.lead), "; ".join(new.lead)),
        ("partners", "; ".join(old.partners), "; ".join(new.partners)),
        ("deliverable", clean_text(old.deliverable), clean_text(new.deliverable)),
        ("no", old.no, new.no),
        ("place", old.place, new.place),
        ("origin", _origin(old), _origin(new)),
    )
    return tuple(
        FieldChange(field, _LABELS[field], before, after, _turn(field, old, new))
        for field, before, after in pairs
        if before != after and not (field in _NAMES and search_key(before) == search_key(after))
    )


def _turn(field: str, old: Item, new: Item) -> Turn | None:
    match field:
        case "value" | "word":
            return _turn_of_level(old, new)
        case "horizon":
            if old.horizon is None or new.horizon is None:
                return _turn_of_saying(old.horizon is not None, new.horizon is not None)
            return _turned(horizon_answer(old, new)[0], horizon_answer(new, old)[0])
        case "deadline":
            return _turn_of_deadline(old, new)
    return None


def _turn_of_level(old: Item, new: Item) -> Turn | None:
    said_old, said_new = (bool(one.word) or one.value is not None for one in (old, new))
    if not said_old or not said_new:
        return _turn_of_saying(said_old, said_new)
    if (old.value is None) is not (new.value is None):
        return Turn.CHECK
    if old.value is not None:
        return _turned(figure_answer(old, new)[0], figure_answer(new, old)[0])
    there, back = word_answer(old, new)[0], word_answer(new, old)[0]
    # "Chưa đạt" falls short of every other level, whichever that is.
    if there is Answer.WEAKER:
        return Turn.WEAKER
    return Turn.STRONGER if back is Answer.WEAKER else _turned(there, back)


def _turn_of_deadline(old: Item, new: Item) -> Turn | None:
    said_old, said_new = bool(_deadline(old)), bool(_deadline(new))
    if not said_old or not said_new:
        return _turn_of_saying(said_old, said_new)
    if isinstance(old.deadline, ByDate) and isinstance(new.deadline, ByDate):
        return _turned(deadline_answer(old, new)[0], deadline_answer(new, old)[0])
    return Turn.CHECK


def _turn_of_saying(old: bool, new: bool) -> Turn | None:
    if old is new:
        return None
    return Turn.STATED if new else Turn.UNSTATED


def _turned(there: Answer, back: Answer) -> Turn | None:
    """Say how a promise turned, from how each version would answer the other."""
    if there is Answer.COVERED and back is Answer.COVERED:
        return None
    if back is Answer.COVERED and there is not Answer.CHECK:
        return Turn(there.value)
    if there is Answer.COVERED and back is not Answer.CHECK:
        return Turn(back.value).back
    return Turn.CHECK


def _figure(item: Item) -> str:
    return written(item) if item.value is not None else ""


def _day(item: Item) -> str:
    return f"{item.horizon:%d/%m/%Y}" if item.horizon else ""


def _origin(item: Item) -> str:
    return "" if item.origin is None else "Phụ lục" if item.origin.value == "annex" else "Phần lời"


def _deadline(item: Item) -> str:
    return said_deadline(item.deadline) or item.deadline_raw
