"""What waits on one person's post in apps above: each announces its own when it is loaded.

# in an app's AppConfig.ready()
open_work.announce("tasks", open_work_of, pass_on)

What a whole unit has to do with stands in ``dependants``; here is what goes with one person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from namro_web.accounts.models import User
from namro_web.organisations.models import Post


class Fate(StrEnum):
    """What becomes of a thing when its person leaves the post."""

    # Somebody takes it, or it is left open in so many words.
    MOVES = "moves"
    # It goes with the person: a key, a right.
    ENDS = "ends"
    # It waits for the unit, not for the person; the minutes only remind of it.
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class OpenThing:
    """One thing that waits on a post.

    Attributes:
        key: Its own name, ``tasks.responsible:12``.
        label: What kind it is: “Nhiệm vụ đang phụ trách”.
        text: What it is, for who may read it.
        fate: What becomes of it.
    """

    key: str
    label: str
    text: str
    fate: Fate = Fate.MOVES

    @property
    def kind(self) -> str:
        """Give the part of the key that says which kind it is."""
        return self.key.partition(":")[0]

    @property
    def object_id(self) -> int:
        """Give the part that says which one."""
        return int(self.key.partition(":")[2])


Finder = Callable[[Post, date], Sequence[OpenThing]]
# What goes to whom; None leaves it open, and ends what ends.
Passer = Callable[[Post, Mapping[OpenThing, Post | None], User | None, datetime], None]

_finders: dict[str, Finder] = {}
_passers: dict[str, Passer] = {}


def announce(app: str, finder: Finder, passer: Passer) -> None:
    """Say how an app finds what waits on a post, and passes it on (again: replaces it)."""
    _finders[app] = finder
    _passers[app] = passer


def open_work_of(post: Post, *, on: date) -> list[OpenThing]:
    """Give all that waits on a post, the kinds in the order in which apps announced them."""
    return [thing for finder in _finders.values() for thing in finder(post, on)]


def pass_on(
    post: Post, taken: Mapping[OpenThing, Post | None], *, by: User | None, at: datetime
) -> None:
    """Let every app pass its own on; what none of them knows is refused by nobody and moves nowhere.

    Raises:
        Refusal: An app does not let the one named take a thing.
    """
    on = at.date()
    for app, finder in _finders.items():
        own = {thing.key for thing in finder(post, on)}
        mine = {thing: to for thing, to in taken.items() if thing.key in own}
        if mine:
            _passers[app](post, mine, by, at)
