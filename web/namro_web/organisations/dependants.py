"""What hangs on a unit in apps above: each announces its own kind when it is loaded.

# in an app's AppConfig.ready()
dependants.announce("tasks", work_of)
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """One kind of thing that a unit has to do with.

    Attributes:
        label: What it is, in the plural that follows a number: “nhiệm vụ đang chủ trì”.
        number: How many.
        keeps_unit: The unit cannot go while there are any.
    """

    label: str
    number: int
    keeps_unit: bool = False


Finder = Callable[[Collection[uuid.UUID]], Sequence[Work]]

_finders: dict[str, Finder] = {}


def announce(app: str, finder: Finder) -> None:
    """Say how an app finds what its units have to do (again: replaces it)."""
    _finders[app] = finder


def work_of(unit_ids: Collection[uuid.UUID]) -> list[Work]:
    """Give what some units have to do with, kinds without any left out."""
    return [work for finder in _finders.values() for work in finder(unit_ids) if work.number]
