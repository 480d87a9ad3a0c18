"""Which of one list goes with which of another, each at most once, so that all together fit best."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping

_CLOSE = 12
"""Of each, so many of its best are looked at first, of equals those that stand in the same place: a
plan of lines all alike must not take for ever."""


def assign(scores: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """Pair left with right so that the scores of all pairs together are the highest.

    Scores are whole numbers above zero, so that sums are exact and a pair is better than none. The
    same scores always give the same pairs.

    >>> assign({(0, 0): 80, (0, 1): 79, (1, 0): 78})
    {0: 1, 1: 0}
    """
    right_of: dict[int, int] = {}
    left_of: dict[int, int] = {}
    while scores:
        choices = _choices(scores)
        for left in sorted(choices):
            _seat(left, choices, right_of, left_of)
        # Whoever found all its closest taken may still have another.
        scores = {
            (left, right): score
            for (left, right), score in scores.items()
            if left not in right_of and right not in left_of
        }
    return dict(sorted(right_of.items()))


def _choices(scores: Mapping[tuple[int, int], int]) -> dict[int, dict[int, int]]:
    """Give for each of the left those of the right that are worth a look, in their order."""
    of_left: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    of_right: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for (left, right), score in scores.items():
        apart = abs(left - right)
        of_left[left].append((-score, apart, right))
        of_right[right].append((-score, apart, left))
    close = {(left, right) for left, of in of_left.items() for *_, right in sorted(of)[:_CLOSE]}
    close |= {(left, right) for right, of in of_right.items() for *_, left in sorted(of)[:_CLOSE]}
    choices: dict[int, dict[int, int]] = defaultdict(dict)
    for left, right in sorted(close):
        choices[left][right] = scores[left, right]
    return choices


def _seat(
    newcomer: int,
    choices: Mapping[int, Mapping[int, int]],
    right_of: dict[int, int],
    left_of: dict[int, int],
) -> None:
    """Let one more of the left in; the others make room where all together gain by it.

    What stands is the best there is without the newcomer. Then the row of moves that gains most and
    begins with it (one takes another's place, that one takes the next, the last a free place or
    none) leads to the best there is with it.
    """
    gained = {newcomer: 0}
    reached: dict[int, int] = {}
    taker: dict[int, int] = {}
    most, last, left_over = 0, None, None
    waiting = deque([newcomer])
    while waiting:
        left = waiting.popleft()
        for right, score in choices[left].items():
            gain = gained[left] + score
            if right_of.get(left) == right or gain <= reached.get(right, 0):
                continue
            reached[right], taker[right] = gain, left
            owner = left_of.get(right)
            if owner is not None:
                gain -= choices[owner][right]
                if gain > gained.get(owner, gain - 1):
                    gained[owner] = gain
                    waiting.append(owner)
            if gain > most:
                most, last, left_over = gain, right, owner
    if left_over is not None:
        del right_of[left_over]
    while last is not None:
        left = taker[last]
        before = right_of.get(left)
        right_of[left], left_of[last] = last, left
        last = before
