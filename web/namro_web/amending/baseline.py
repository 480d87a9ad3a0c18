"""Two moments of a plan side by side; the calculation is told in ``docs/explanation/baseline.md``.

A ``Difference`` is plain: for each key what it was and what it is. It can be chained: what happened
from Monday to Tuesday, and from Tuesday to Wednesday, is what happened from Monday to Wednesday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from namro.model.alignment import Turn
from namro_web.amending.facts import FieldChange, Thing, differences
from namro_web.amending.turns import told

Moment = Mapping[str, Thing]
Difference = Mapping[str, tuple[Thing | None, Thing | None]]


@dataclass(frozen=True, slots=True)
class Changed:
    """A thing that stands at both moments and says something else."""

    old: Thing
    new: Thing
    fields: tuple[FieldChange, ...]

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What the change makes of the promise, each said once."""
        return tuple(dict.fromkeys(turn for one in self.fields for turn in one.turns))


@dataclass(frozen=True, slots=True)
class Sides:
    """What a difference comes to, each list in the order of the plan."""

    added: tuple[Thing, ...]
    removed: tuple[Thing, ...]
    changed: tuple[Changed, ...]


def compare(old: Moment, new: Moment) -> dict[str, tuple[Thing | None, Thing | None]]:
    """Give everything that is not the same at two moments; what is gone is there too."""
    return {
        key: (old.get(key), new.get(key))
        for key in (*old, *(key for key in new if key not in old))
        if not _same(old.get(key), new.get(key))
    }


def chain(first: Difference, second: Difference) -> dict[str, tuple[Thing | None, Thing | None]]:
    """Give what two differences, one after the other, come to."""
    found = {}
    for key in (*first, *(key for key in second if key not in first)):
        old = first[key][0] if key in first else second[key][0]
        new = second[key][1] if key in second else first[key][1]
        if not _same(old, new):
            found[key] = (old, new)
    return found


def sides(difference: Difference) -> Sides:
    """Tell what was added, removed and changed."""
    pairs = list(difference.values())
    return Sides(
        added=tuple(new for old, new in pairs if old is None and new is not None),
        removed=tuple(old for old, new in pairs if old is not None and new is None),
        changed=tuple(
            Changed(
                old,
                new,
                tuple(
                    told(
                        old.kind, differences(old.kind, old.facts, new.facts), old.facts, new.facts
                    )
                ),
            )
            for old, new in pairs
            if old is not None and new is not None
        ),
    )


def _same(old: Thing | None, new: Thing | None) -> bool:
    if old is None or new is None:
        return old is new
    return not differences(old.kind, old.facts, new.facts)
