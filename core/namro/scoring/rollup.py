"""Add up what units reported, on the boundaries of the day it was or of any other day.

The page in plain words is ``docs/explanation/totals-through-time.md``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from namro.errors import BoundaryError
from namro.model.boundaries import Figure, Part, Standing, Succession, Total, Totals

_DAY = timedelta(days=1)
_WHOLE = Fraction(1)


def roll_up(
    figures: Iterable[Figure],
    *,
    standings: Iterable[Standing],
    successions: Iterable[Succession] = (),
    on: date | None = None,
) -> Totals:
    """Give the totals of every unit, itself and all beneath it.

    Args:
        figures: What was reported; each stays with the unit and the day it was reported for.
        standings: Where the units stood, over all time.
        successions: Who took over from whom, in the order in which acts of one day were done.
        on: The boundaries of which day; ``None`` keeps each figure on those of its own day.

    Raises:
        BoundaryError: A unit without a place, two places on one day, shares that are not one whole.

    Examples:
        >>> from datetime import date
        >>> old = Standing("old", "top", date(2024, 1, 1), date(2025, 7, 1))
        >>> new = Standing("new", "top", date(2025, 7, 1))
        >>> top = Standing("top", None, date(2024, 1, 1))
        >>> joined = Succession(date(2025, 7, 1), "old", {"new": Fraction(1)})
        >>> counted = Figure("old", date(2025, 5, 31), Fraction(30))
        >>> totals = roll_up([counted], standings=[top, old, new], successions=[joined], on=date(2026, 1, 1))
        >>> totals.of("new").numerator, totals.of("old").numerator, totals.of("top").numerator
        (Fraction(30, 1), Fraction(0, 1), Fraction(30, 1))
    """
    ground = _Ground(standings, successions)
    by_unit: dict[str, Total] = defaultdict(Total)
    whole = Total()
    unplaced: list[Part] = []
    for figure in figures:
        ground.must_know(figure.unit)
        _add(whole, figure, _WHOLE)
        day = figure.day if on is None else on
        for unit, share, undivided in ground.places_of(figure, on=on):
            part = Part(figure, share, undivided)
            if unit is None:
                unplaced.append(part)
                continue
            by_unit[unit].parts.append(part)
            for above in ground.line_up(unit, on=day):
                _add(by_unit[above], figure, share)
    return Totals(dict(by_unit), whole, tuple(unplaced))


def _add(total: Total, figure: Figure, share: Fraction) -> None:
    total.numerator += figure.numerator * share
    if figure.denominator is not None:
        total.denominator = (total.denominator or Fraction(0)) + figure.denominator * share


class _Ground:
    """The units over time, ready to be walked."""

    def __init__(self, standings: Iterable[Standing], successions: Iterable[Succession]) -> None:
        self._standings: dict[str, list[Standing]] = defaultdict(list)
        for standing in standings:
            self._standings[standing.unit].append(standing)
        for unit, held in self._standings.items():
            held.sort(key=lambda one: one.valid_from)
            for earlier, later in pairwise(held):
                if earlier.valid_to is None or earlier.valid_to > later.valid_from:
                    raise BoundaryError(f"Đơn vị {unit} có hai vị trí trong cùng một ngày.")
        # Sorting is stable: acts of one day stay in the order in which they were done.
        self._successions = sorted(successions, key=lambda one: one.day)
        for one in self._successions:
            if sum(one.shares.values()) != 1 or min(one.shares.values()) < 0:
                raise BoundaryError(
                    f"Các phần chia của đơn vị {one.predecessor} phải cộng lại bằng 1."
                )
        self._tracks: dict[tuple[str, date, date], Mapping[str, Fraction]] = {}

    def must_know(self, unit: str) -> None:
        if unit not in self._standings:
            raise BoundaryError(f"Không có vị trí nào của đơn vị {unit}.")

    def places_of(
        self, figure: Figure, *, on: date | None
    ) -> list[tuple[str | None, Fraction, bool]]:
        """Give where a figure counts: unit, share, and whether it could not be divided further."""
        day = self._within_life(figure.unit, figure.day)
        if on is None:
            return [(figure.unit, _WHOLE, False)]
        if on >= day:
            return [
                (unit if self._stands(unit, on=on) else None, share, False)
                for unit, share in self._forward(figure.unit, day, on).items()
            ]
        origins = self._backward(figure.unit, day, on)
        return [(self._common(origins, on=on), _WHOLE, len(origins) > 1)]

    def line_up(self, unit: str, *, on: date) -> list[str]:
        """Give a unit and all above it on a day; a day outside its life counts as its nearest."""
        line = [unit]
        day = self._within_life(unit, on)
        above = self._parent(unit, on=day)
        while above is not None and above not in line:
            line.append(above)
            above = self._parent(above, on=day)
        return line

    def _stands(self, unit: str, *, on: date) -> bool:
        return any(one.holds_on(on) for one in self._standings.get(unit, ()))

    def _parent(self, unit: str, *, on: date) -> str | None:
        return next((one.parent for one in self._standings.get(unit, ()) if one.holds_on(on)), None)

    def _within_life(self, unit: str, day: date) -> date:
        held = self._standings[unit]
        first, last = held[0].valid_from, held[-1].valid_to
        if day < first:
            return first
        return day if last is None or day < last else last - _DAY

    def _forward(self, unit: str, since: date, on: date) -> Mapping[str, Fraction]:
        """Follow a unit's figures to the units of a later day."""
        key = (unit, since, on)
        if key not in self._tracks:
            # Held before it is known: whoever should come back to it stops there.
            self._tracks[key] = {unit: _WHOLE}
            self._tracks[key] = self._followed(unit, since, on)
        return self._tracks[key]

    def _followed(self, unit: str, since: date, on: date) -> dict[str, Fraction]:
        held = {unit: _WHOLE}
        for act in self._successions:
            if since < act.day <= on and act.predecessor in held:
                share = held.pop(act.predecessor)
                for successor, part in act.shares.items():
                    held[successor] = held.get(successor, Fraction(0)) + share * part
        placed: dict[str, Fraction] = defaultdict(Fraction)
        for one, share in held.items():
            if share == 0:
                continue
            if self._stands(one, on=on):
                placed[one] += share
                continue
            last_day = self._within_life(one, on)
            above = self._parent(one, on=last_day)
            further = self._forward(above, last_day, on) if above is not None else {one: _WHOLE}
            for taker, part in further.items():
                placed[taker] += share * part
        return dict(placed)

    def _backward(self, unit: str, since: date, on: date) -> set[str]:
        """Find the units of an earlier day that a later figure speaks of."""
        meant = {unit}
        for act in reversed(self._successions):
            if on < act.day <= since and any(act.shares.get(one) for one in meant):
                meant.add(act.predecessor)
        origins: set[str] = set()
        for one in meant:
            origin = one if self._stands(one, on=on) else self._above_when_new(one, on=on)
            if origin is not None:
                origins.add(origin)
        return origins

    def _has_predecessor(self, unit: str, *, since: date) -> bool:
        return any(
            act.day > since and act.predecessor != unit and act.shares.get(unit)
            for act in self._successions
        )

    def _above_when_new(self, unit: str, *, on: date) -> str | None:
        """Give the nearest unit above one not yet made that stood on the day, by its first place."""
        if self._has_predecessor(unit, since=on):
            return None
        seen = {unit}
        above = self._standings[unit][0].parent if unit in self._standings else None
        while above is not None and above not in seen:
            if self._stands(above, on=on):
                return above
            seen.add(above)
            above = self._standings[above][0].parent if above in self._standings else None
        return None

    def _common(self, units: Iterable[str], *, on: date) -> str | None:
        """Give the lowest unit that all stand beneath on a day."""
        lines = [self.line_up(unit, on=on) for unit in sorted(units)]
        others = [set(line) for line in lines[1:]]
        first = lines[0] if lines else []
        return next((one for one in first if all(one in line for line in others)), None)
