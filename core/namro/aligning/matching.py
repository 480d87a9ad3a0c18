"""Which statement answers which, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from namro.aligning.values import comparable
from namro.aligning.wording import Weights, common_runs, readable, wording_of
from namro.model.alignment import Item, ItemKind
from namro.model.finding import Certainty

ENOUGH = 0.40
"""A pair less alike than this is not shown at all."""
_FAIRLY = 0.50
_SURE = 0.66
_OF_CHILDS_BEST = 0.82
_OF_PARENTS_BEST = 0.62
"""A pair stays when it comes this near to the best that either side has."""
_FIRST_LOOK = 0.25
"""Pairs that share less of the shorter statement's weight are not looked at closely."""

# What can answer what, and how much of the likeness counts.
_ANSWERS: Mapping[ItemKind, Mapping[ItemKind, float]] = {
    ItemKind.TARGET: {ItemKind.TARGET: 1.0, ItemKind.OBJECTIVE: 0.97, ItemKind.TASK: 0.86},
    ItemKind.OBJECTIVE: {ItemKind.OBJECTIVE: 1.0, ItemKind.TARGET: 1.0, ItemKind.TASK: 0.86},
    ItemKind.TASK: {ItemKind.TASK: 1.0, ItemKind.OBJECTIVE: 0.8, ItemKind.TARGET: 0.75},
    ItemKind.OBLIGATION: {ItemKind.OBLIGATION: 1.0, ItemKind.TASK: 0.9},
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements that may belong together."""

    parent: int
    child: int
    likeness: float
    certainty: Certainty
    reasons: tuple[str, ...]


class Matcher:
    """Holds every item of one programme against every item of another."""

    def __init__(self, parents: Sequence[Item], children: Sequence[Item]) -> None:
        self.parents = parents
        self.children = children
        self._above = [wording_of(item.text) for item in parents]
        self._below = [wording_of(item.text) for item in children]
        self.weights = Weights((*self._above, *self._below))
        self._weight_above = [self.weights.of(one.terms) for one in self._above]
        self._weight_below = [self.weights.of(one.terms) for one in self._below]
        themes = {item.theme for item in (*parents, *children)}
        self._themes = {theme: wording_of(theme).terms for theme in themes}

    def likeness(self, parent: int, child: int) -> float:
        """How much two statements say the same, from 0 to 1."""
        above, below = self._above[parent], self._below[child]
        if above.plain == below.plain:
            return 1.0
        value = self._alike(above.terms, below.terms, self._weight_above[parent])
        for clause in below.clauses:
            value = max(value, 0.97 * self._alike(above.terms, clause, self._weight_above[parent]))
        for clause in above.clauses:
            value = max(value, 0.9 * self._alike(clause, below.terms, self.weights.of(clause)))
        if above.bearers and below.bearers and not above.bearers & below.bearers:
            value *= 0.8
        mine, other = self.parents[parent], self.children[child]
        if value >= _FIRST_LOOK:
            value += self._hints(mine, other)
        return min(value, 0.99)

    def whole_likeness(self, one: int, other: int) -> float:
        """How much two statements say the same as wholes, in either direction."""
        above, below = self._above[one], self._below[other]
        if above.plain == below.plain:
            return 1.0
        both = self._weight_above[one] + self._weight_below[other]
        if not both:
            return 0.0
        return min(2 * self.weights.of(above.terms & below.terms) / both, 0.99)

    def _alike(self, above: frozenset[str], below: frozenset[str], weight: float) -> float:
        shared = self.weights.of(sorted(above & below))
        if not shared:
            return 0.0
        covered = shared / weight
        used = shared / self.weights.of(sorted(below))
        # What the upper plan asks for must be there; what the lower adds matters less.
        return 3.25 * covered * used / (2.25 * used + covered) * 0.6 + 0.4 * covered

    def _hints(self, mine: Item, other: Item) -> float:
        hints = 0.0
        one, two = self._themes[mine.theme], self._themes[other.theme]
        if (
            one
            and two
            and self.weights.of(one & two) >= 0.5 * min(self.weights.of(one), self.weights.of(two))
        ):
            hints += 0.03
        if mine.value is not None and other.value is not None:
            if comparable(mine, other):
                hints += 0.02 + (0.03 if mine.value == other.value else 0.0)
            else:
                hints -= 0.1
        return hints

    def reasons(self, parent: int, child: int) -> tuple[str, ...]:
        """Say in words what two statements share."""
        above, below = self._above[parent], self._below[child]
        if above.plain == below.plain:
            return ("cùng lời văn",)
        found = []
        mine, other = self.parents[parent], self.children[child]
        shared = common_runs(mine.text, other.text) or self.weights.heaviest(
            term for term in above.terms & below.terms if " " not in term
        )
        if shared:
            found.append("cùng nói về " + ", ".join(f"“{term}”" for term in shared))
        if above.bearers and below.bearers and not above.bearers & below.bearers:
            who = ", ".join(map(readable, sorted(below.bearers)))
            found.append(f"nói về đối tượng khác ({who})")
        if mine.value is not None and other.value is None:
            found.append("không nêu con số")
        if mine.horizon is not None and mine.horizon == other.horizon:
            found.append(f"cùng mốc {mine.horizon.year}")
        return tuple(found)

    def pairs(
        self,
        *,
        confirmed: Iterable[tuple[int, int]] = (),
        rejected: Iterable[tuple[int, int]] = (),
    ) -> list[Pair]:
        """Give the pairs that belong together; what a person said stands above every likeness."""
        by_hand, refused = set(confirmed), set(rejected)
        scored: dict[tuple[int, int], float] = {}
        for parent, child in self.worth_a_look():
            if (parent, child) in refused or (parent, child) in by_hand:
                continue
            factor = _ANSWERS[self.parents[parent].kind].get(self.children[child].kind, 0.0)
            value = self.likeness(parent, child)
            if value < 1.0:
                value *= factor
            elif not factor:
                continue
            if value >= ENOUGH:
                scored[parent, child] = value
        best_above: dict[int, float] = defaultdict(float)
        best_below: dict[int, float] = defaultdict(float)
        for (parent, child), value in scored.items():
            best_above[parent] = max(best_above[parent], value)
            best_below[child] = max(best_below[child], value)
        found = [
            Pair(parent, child, 1.0, Certainty.SURE, ("xác nhận bằng tay",))
            for parent, child in sorted(by_hand)
        ]
        for (parent, child), value in scored.items():
            if (
                value < _OF_CHILDS_BEST * best_below[child]
                or value < _OF_PARENTS_BEST * best_above[parent]
            ):
                continue
            found.append(Pair(parent, child, value, _certainty(value), self.reasons(parent, child)))
        return found

    def worth_a_look(self) -> Iterable[tuple[int, int]]:
        """Give the pairs that share enough to be compared closely."""
        holders: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._below):
            for term in one.terms:
                holders[term].append(place)
        equal: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._below):
            equal[one.plain].append(place)
        for parent, one in enumerate(self._above):
            shared: dict[int, float] = defaultdict(float)
            for term in sorted(one.terms):
                weight = self.weights.of((term,))
                for child in holders.get(term, ()):
                    shared[child] += weight
            for child in equal.get(one.plain, ()):
                shared[child] = float("inf")
            for child in sorted(shared):
                least = min(self._weight_above[parent], self._weight_below[child])
                if shared[child] >= _FIRST_LOOK * least:
                    yield parent, child


def _certainty(likeness: float) -> Certainty:
    if likeness >= _SURE:
        return Certainty.SURE
    return Certainty.FAIRLY_SURE if likeness >= _FAIRLY else Certainty.UNSURE
