"""Links between what the body says and what an annex repeats, so that nothing is counted twice.

Most plans state each task in prose and again as a row of the annex, there with who and when. The
words are close but seldom equal: a word is added, a clause left out, a year put in front. Two
statements are linked only when nearly all words of one stand in the other, in much the same
order, and no other statement is as near; what is uncertain stays two.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from namro.model.plan import Origin, Plan, Section, Target

# Links are made from this likeness on; a runner-up must stay this far behind.
_ENOUGH = 0.8
_CLEAR = 0.04
_FEWEST_WORDS = 5
_CANDIDATES = 12
# Two statements that agree this far agree; comparing more would let one long line cost seconds.
_LONGEST = 2000

_WORD = re.compile(r"\w+")


def link(plan: Plan) -> Plan:
    """Mark each body task that an annex row repeats, and pair the targets stated twice."""
    tasks = plan.tasks
    same = dict(_same_tasks(plan))
    if same:
        tasks = tuple(
            replace(task, same_as=same[index]) if index in same else task
            for index, task in enumerate(plan.tasks)
        )
    return replace(plan, tasks=tasks, same_targets=tuple(_same_targets(plan)))


@dataclass(frozen=True, slots=True)
class _Statement:
    """A text made ready for comparison."""

    index: int
    words: tuple[str, ...]
    kinds: frozenset[str]
    under: frozenset[str]


def _words(text: str) -> tuple[str, ...]:
    text = (
        unicodedata.normalize("NFC", text)
        .lower()
        .replace("uỷ", "ủy")
        .replace("hàng năm", "hằng năm")
    )
    return tuple(_WORD.findall(text))


def _statement(
    index: int, text: str, section: int | None, sections: Sequence[Section]
) -> _Statement:
    words = _words(text[:_LONGEST])
    title = sections[section].title if section is not None and section < len(sections) else ""
    return _Statement(index, words, frozenset(words), frozenset(_words(title)))


# --- tasks ---------------------------------------------------------------------------------------


def _same_tasks(plan: Plan) -> Iterable[tuple[int, int]]:
    """Pair body tasks with the annex rows that say the same."""
    made = [
        (_statement(i, task.text, task.section, plan.sections), task.origin)
        for i, task in enumerate(plan.tasks)
    ]
    body = [s for s, origin in made if origin is Origin.BODY and len(s.words) >= _FEWEST_WORDS]
    annex = [s for s, origin in made if origin is Origin.ANNEX and len(s.words) >= _FEWEST_WORDS]
    if not body or not annex:
        return
    rarity = Counter(word for s in annex for word in s.kinds)
    holders: dict[str, list[int]] = {}
    for place, statement in enumerate(annex):
        for word in statement.kinds:
            holders.setdefault(word, []).append(place)
    equal: dict[tuple[str, ...], list[int]] = {}
    for place, statement in enumerate(annex):
        equal.setdefault(statement.words, []).append(place)
    scored: list[tuple[float, int, int]] = []
    for one in body:
        if one.words in equal:
            scored.extend((1.0, one.index, annex[place].index) for place in equal[one.words][:4])
            continue
        scored.extend(
            (likeness, one.index, annex[place].index)
            for place in _nearest(one, annex, holders, rarity)
            if (likeness := _likeness(one, annex[place])) >= _ENOUGH
        )
    yield from _one_to_one(scored)


def _nearest(
    one: _Statement,
    annex: Sequence[_Statement],
    holders: dict[str, list[int]],
    rarity: Counter[str],
) -> list[int]:
    """Choose the few rows worth comparing: those that share the most of the rarer words.

    Words that stand in most rows say nothing, and leaving them out keeps the work linear.
    """
    votes: Counter[int] = Counter()
    common = max(8, len(annex) // 4)
    for word in sorted(one.kinds, key=lambda w: rarity.get(w, 0)):
        if 0 < rarity.get(word, 0) <= common:
            votes.update(holders[word])
    return [place for place, _ in votes.most_common(_CANDIDATES)]


def _likeness(one: _Statement, other: _Statement) -> float:
    """How much two statements say the same, from 0 to 1.

    A statement wholly contained in a longer one counts nearly as much as an equal one, if the
    longer is not a different thing altogether.
    """
    short, long = sorted((one, other), key=lambda s: len(s.words))
    share = len(short.kinds & long.kinds) / max(1, len(short.kinds))
    if share < 0.7:
        return 0.0
    matcher = SequenceMatcher(None, short.words, long.words, autojunk=False)
    kept = sum(match.size for match in matcher.get_matching_blocks() if match.size > 1)
    contained = kept / max(1, len(short.words))
    alike = 2 * kept / max(1, len(short.words) + len(long.words))
    # Only a body task that a row covers is said again: a row that covers half of it is not enough.
    covered = one is short and len(short.words) * 3 >= len(long.words)
    value = max(alike, contained * 0.9 if covered else 0.0)
    return min(1.0, value + _section_bonus(one, other))


def _section_bonus(one: _Statement, other: _Statement) -> float:
    if not one.under or not other.under:
        return 0.0
    overlap = len(one.under & other.under) / min(len(one.under), len(other.under))
    return 0.05 if overlap >= 0.8 else 0.0


def _one_to_one(scored: list[tuple[float, int, int]]) -> Iterable[tuple[int, int]]:
    """Give each side at most one partner, the best first; a tie of equals is left unlinked."""
    scored.sort(key=lambda item: (-item[0], item[1], item[2]))
    best: dict[int, list[float]] = {}
    for likeness, left, _ in scored:
        best.setdefault(left, []).append(likeness)
    used: set[int] = set()
    linked: set[int] = set()
    for likeness, left, right in scored:
        if left in linked or right in used:
            continue
        rivals = best[left]
        if (
            len(rivals) > 1
            and likeness < 0.97
            and rivals[0] - rivals[1] < _CLEAR
            and likeness == rivals[0]
        ):
            linked.add(left)
            continue
        linked.add(left)
        used.add(right)
        yield left, right


# --- targets -------------------------------------------------------------------------------------


def _same_targets(plan: Plan) -> Iterable[tuple[int, int]]:
    """Pair body targets with annex targets of the same number about the same thing."""
    buckets: dict[tuple[object, ...], list[int]] = {}
    for index, target in enumerate(plan.targets):
        if target.origin is Origin.ANNEX:
            buckets.setdefault((target.value, _unit(target)), []).append(index)
    used: set[int] = set()
    scored: list[tuple[float, int, int]] = []
    for index, target in enumerate(plan.targets):
        if target.origin is not Origin.BODY:
            continue
        for other in buckets.get((target.value, _unit(target)), ())[:200]:
            likeness = _target_likeness(plan, index, other)
            if likeness >= 0.75:
                scored.append((likeness, index, other))
    scored.sort(key=lambda item: (-item[0], item[1], item[2]))
    done: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _, left, right in scored:
        if left not in done and right not in used:
            done.add(left)
            used.add(right)
            pairs.append((left, right))
    yield from sorted(pairs)


def _unit(target: Target) -> str:
    return (target.unit or "").strip().lower()


def _target_likeness(plan: Plan, body: int, annex: int) -> float:
    one, other = plan.targets[body], plan.targets[annex]
    if one.horizon is not None and other.horizon is not None and one.horizon != other.horizon:
        return 0.0
    if one.operator is not other.operator and {one.operator.value[0], other.operator.value[0]} == {
        "<",
        ">",
    }:
        return 0.0
    left, right = _words(one.subject), _words(other.subject)
    if not left or not right:
        return 0.0
    short, long = sorted((left, right), key=len)
    shared = Counter(short) & Counter(long)
    contained = sum(shared.values()) / len(short)
    if len(short) < 3 and short != long:
        return 0.0
    alike = 2 * sum(shared.values()) / (len(short) + len(long))
    return max(alike, 0.85 * contained if len(short) * 3 >= len(long) else 0.0)
