"""What of the plan above is answered, weaker, later or missing, and what of the plan below serves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from namro.aligning.matching import Matcher
from namro.aligning.values import answer_of
from namro.model.alignment import Alignment, Answer, Coverage, Item, ItemKind, Match, Programme
from namro.model.finding import Certainty

_ORDER = {Answer.COVERED: 0, Answer.LATER: 1, Answer.WEAKER: 2, Answer.CHECK: 3}
# Of promises in words, one made in time that a person must read counts before one made too late.
_ORDER_OF_WORDS = {Answer.COVERED: 0, Answer.CHECK: 1, Answer.LATER: 2, Answer.WEAKER: 3}
_CERTAINTY = {Certainty.SURE: 0, Certainty.FAIRLY_SURE: 1, Certainty.UNSURE: 2}


def align_programmes(
    parent: Programme,
    child: Programme,
    *,
    confirmed: Iterable[tuple[str, str]] = (),
    rejected: Iterable[tuple[str, str]] = (),
) -> Alignment:
    """Hold a plan against the plan above it.

    Duties of the upper plan are its own; they are not asked of the lower.
    """
    asked = [item for item in parent.items if item.kind is not ItemKind.OBLIGATION]
    offered = [item for item in child.items if item.kind is not ItemKind.OBLIGATION]
    above = {item.key: place for place, item in enumerate(asked)}
    below = {item.key: place for place, item in enumerate(offered)}

    def places(pairs: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
        return [(above[one], below[two]) for one, two in pairs if one in above and two in below]

    by_hand = places(confirmed)
    hand = set(by_hand)
    matches: list[Match] = []
    for pair in Matcher(asked, offered).pairs(confirmed=by_hand, rejected=places(rejected)):
        answer, shortfall = answer_of(asked[pair.parent], offered[pair.child])
        matches.append(
            Match(
                parent=asked[pair.parent].key,
                child=offered[pair.child].key,
                certainty=pair.certainty,
                likeness=round(pair.likeness, 4),
                reasons=pair.reasons,
                answer=answer,
                shortfall=shortfall,
                by_hand=(pair.parent, pair.child) in hand,
            )
        )
    answers: dict[str, list[Match]] = defaultdict(list)
    serving: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        answers[match.parent].append(match)
        serving[match.child].append(match)
    rank = {item.key: place for place, item in enumerate(offered)}
    return Alignment(
        parent=parent,
        child=child,
        coverage=tuple(_coverage(item, answers[item.key], rank) for item in asked),
        serves=tuple(
            (
                item,
                tuple(
                    sorted(serving[item.key], key=lambda one: (-one.likeness, above[one.parent]))
                ),
            )
            for item in offered
        ),
    )


def _coverage(item: Item, matches: list[Match], rank: dict[str, int]) -> Coverage:
    """Let the surest matches say how an item is answered; among them, the best answer counts."""
    if not matches:
        return Coverage(item, Answer.MISSING)
    sure = [one for one in matches if one.certainty is not Certainty.UNSURE]
    hand = [one for one in matches if one.by_hand]

    ranks = _ORDER if item.value is not None else _ORDER_OF_WORDS

    def order(one: Match) -> tuple[int, int, float, int]:
        return ranks[one.answer], _CERTAINTY[one.certainty], -one.likeness, rank[one.child]

    deciding = sorted(hand or sure or matches, key=order)
    others = sorted((one for one in matches if one not in deciding), key=order)
    best = deciding[0]
    answer, reason = best.answer, best.shortfall
    if not (hand or sure):
        answer, reason = Answer.CHECK, "chưa chắc là cùng một việc"
    return Coverage(item, answer, (*deciding, *others), reason)
