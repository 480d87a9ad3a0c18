"""Units that come and go, as far as adding up their figures needs to know; no names, no law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stood, from one day up to (not including) another.

    Attributes:
        unit: Its identity, whatever it is called.
        parent: The unit above; ``None`` at the top of a tree.
        valid_from: The first day.
        valid_to: The first day on which it no longer holds; ``None`` while it does.
    """

    unit: str
    parent: str | None
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether it held on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Succession:
    """A unit's figures pass to others on a day, each with its share; the shares add up to one.

    Attributes:
        day: The first day of the successors.
        predecessor: Whose figures.
        shares: What part each successor takes; a unit that was split and goes on is among them.
    """

    day: date
    predecessor: str
    shares: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that a unit reported for a day, or a ratio as its numerator and denominator."""

    unit: str
    day: date
    numerator: Fraction
    denominator: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one reported figure gives to one unit.

    Attributes:
        figure: The figure, as it was reported.
        share: The part of it that counts here.
        undivided: It belongs to several units beneath, and nobody has said how much to each.
    """

    figure: Figure
    share: Fraction
    undivided: bool = False


@dataclass(slots=True)
class Total:
    """What a unit comes to: with all beneath it, and the parts that stand with itself."""

    numerator: Fraction = Fraction(0)
    denominator: Fraction | None = None
    parts: list[Part] = field(default_factory=list)

    @property
    def ratio(self) -> Fraction | None:
        """Give the ratio; ``None`` for a count, or where there is nothing to divide by."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals by unit, and what all figures come to together.

    Attributes:
        by_unit: Every unit that anything counts for.
        whole: The sum of all figures, whatever the boundaries.
        unplaced: Figures for which there is no common unit on the boundaries asked for.
    """

    by_unit: Mapping[str, Total]
    whole: Total
    unplaced: Sequence[Part] = ()

    def of(self, unit: str) -> Total:
        """Give the total of a unit; nothing counts for it: zero."""
        return self.by_unit.get(unit, Total())
