"""What hangs on a unit in apps above: each announces its own kind when it is loaded.

# in an app's AppConfig.ready()
dependants.announce("tasks", work_of, passing=Passing(open_work, hand_over, give_back), counts=counts_on)
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Work:
    """One kind of thing that a unit has to do with.

    Attributes:
        label: What it is, in the plural that follows a number: “nhiệm vụ đang chủ trì”.
        number: How many.
        keeps_unit: The unit cannot go while there are any and nobody takes them.
        moves: A successor takes them; what does not move stays with the unit, as history.
    """

    label: str
    number: int
    keeps_unit: bool = False
    moves: bool = False


@dataclass(frozen=True)
class Counted:
    """How many of one kind of thing each unit had on a day.

    Attributes:
        key: Its name in code.
        label: Its name on the screen: “Nhiệm vụ đang làm”.
        by_unit: Units that have none may be left out.
    """

    key: str
    label: str
    by_unit: Mapping[uuid.UUID, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Handed:
    """One open thing that passed: the app's word for its kind, its number, the last note on it."""

    kind: str
    object_id: int
    mark: int = 0


Finder = Callable[[Collection[uuid.UUID]], Sequence[Work]]
Counter = Callable[[Collection[uuid.UUID], date], Sequence[Counted]]


@dataclass(frozen=True)
class Passing:
    """How an app passes the open work of a unit on.

    Attributes:
        kinds: Its words for what it hands over.
        hand_over: Gives open things of the first unit to the second; answers with what it gave.
        give_back: Undoes that, for what it gave; raises ``Conflict`` when somebody worked on it since.
    """

    kinds: frozenset[str]
    hand_over: Callable[[uuid.UUID, uuid.UUID], Sequence[Handed]]
    give_back: Callable[[Sequence[Handed], uuid.UUID, uuid.UUID], None]


_finders: dict[str, Finder] = {}
_passings: dict[str, Passing] = {}
_counters: dict[str, Counter] = {}


def announce(
    app: str,
    finder: Finder,
    *,
    passing: Passing | None = None,
    counts: Counter | None = None,
) -> None:
    """Say how an app finds, passes on and counts what its units have to do (again: replaces it)."""
    _finders[app] = finder
    if passing is not None:
        _passings[app] = passing
    if counts is not None:
        _counters[app] = counts


def work_of(unit_ids: Collection[uuid.UUID]) -> list[Work]:
    """Give what some units have to do with, kinds without any left out."""
    return [work for finder in _finders.values() for work in finder(unit_ids) if work.number]


def hand_over(from_id: uuid.UUID, to_id: uuid.UUID) -> list[Handed]:
    """Let every app pass the open work of a unit on to another."""
    return [
        handed for passing in _passings.values() for handed in passing.hand_over(from_id, to_id)
    ]


def give_back(handed: Sequence[Handed], from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """Let every app take back what it passed on.

    Raises:
        Conflict: Somebody worked on it since.
    """
    for passing in _passings.values():
        own = [one for one in handed if one.kind in passing.kinds]
        if own:
            passing.give_back(own, from_id, to_id)


def counts_on(unit_ids: Collection[uuid.UUID], day: date) -> list[Counted]:
    """Give how many of everything that is counted each unit had on a day."""
    return [counted for counter in _counters.values() for counted in counter(unit_ids, day)]
