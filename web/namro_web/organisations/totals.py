"""Totals of units as of a day, on the boundaries of that day or of another.

What is added is the apps' own: they give figures with the unit and the day they were reported for
(``roll_up_in``), or are asked what each unit had on a day (``counts_in``). The calculation is the
library's; see ``docs/explanation/totals-through-time.md``.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import namro
from namro.model.boundaries import Figure, Standing, Totals
from namro.model.boundaries import Succession as Passed
from namro_web.organisations.dependants import Counted, counts_on
from namro_web.organisations.models import Placement, Post, Succession


@dataclass(frozen=True)
class Boundaries:
    """Where the units stood, and who took over from whom, over all time."""

    standings: Sequence[Standing]
    successions: Sequence[Passed]


@dataclass(frozen=True)
class UnitCount:
    """One figure beside a unit.

    Attributes:
        label: What is counted.
        number: How many, with all beneath; a fraction where a share was divided.
        own: How many of them stand with the unit itself.
    """

    label: str
    number: Fraction
    own: Fraction

    @property
    def shown(self) -> str:
        """Give the number as it is written: whole, or with the fraction that a share left over."""
        whole, rest = divmod(self.number, 1)
        written = f"{int(whole):,}".replace(",", ".")
        if not rest:
            return written
        return f"{written} {rest}" if whole else str(rest)


def boundaries_ever() -> Boundaries:
    """Read the boundaries of all time, in two queries."""
    placements = Placement.objects.values_list("unit_id", "parent_id", "valid_from", "valid_to")
    return _as_nouns(placements.order_by("valid_from"), _successions())


def boundaries_of(unit_ids: Collection[uuid.UUID]) -> Boundaries:
    """Read the boundaries that concern some units: theirs, those above, and those of their line.

    Units before and after them, by succession, come along. The number of queries grows with the
    length of that line, not with the number of units.
    """
    successions = _successions()
    wanted = set(unit_ids)
    rows: dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID | None, date, date | None]]] = {}
    fresh = set(wanted)
    while fresh:
        found = Placement.objects.filter(unit__in=fresh).order_by("valid_from")
        for row in found.values_list("unit_id", "parent_id", "valid_from", "valid_to"):
            rows.setdefault(row[0], []).append(row)
        near = {row[1] for unit_id in fresh for row in rows.get(unit_id, []) if row[1]}
        for one in successions:
            if one.predecessor_id in fresh or one.successor_id in fresh:
                near |= {one.predecessor_id, one.successor_id}
        fresh = near - set(rows)
    own = [one for one in successions if one.predecessor_id in rows and one.successor_id in rows]
    return _as_nouns((row for held in rows.values() for row in held), own)


def roll_up_in(
    figures: Iterable[Figure], *, on: date | None, boundaries: Boundaries | None = None
) -> Totals:
    """Add up figures on the boundaries of a day; ``None`` leaves each on those of its own day.

    For apps above: a figure names its unit by the text of its identity and stays with it for ever;
    a ratio brings numerator and denominator.

    Raises:
        BoundaryError: A figure of a unit that never stood anywhere.
    """
    wanted = list(figures)
    known = boundaries or boundaries_of({uuid.UUID(one.unit) for one in wanted})
    return namro.roll_up(wanted, standings=known.standings, successions=known.successions, on=on)


def counts_in(
    unit_ids: Collection[uuid.UUID], *, at: date, on: date | None = None
) -> Mapping[uuid.UUID, list[UnitCount]]:
    """Give people and work of units as of a day, each with all beneath it.

    Args:
        unit_ids: The units that stood on that day and may be counted.
        at: As of which day.
        on: On the boundaries of which day; by default of the same one.
    """
    wanted = set(unit_ids)
    counted = [_people(wanted, at), *counts_on(wanted, at)]
    known = boundaries_of(wanted)
    answers: dict[uuid.UUID, list[UnitCount]] = {}
    for kind in counted:
        figures = [
            Figure(str(unit_id), at, Fraction(number)) for unit_id, number in kind.by_unit.items()
        ]
        totals = roll_up_in(figures, on=on or at, boundaries=known)
        for unit, total in totals.by_unit.items():
            own = sum((one.figure.numerator * one.share for one in total.parts), Fraction(0))
            shown = UnitCount(kind.label, total.numerator, own)
            answers.setdefault(uuid.UUID(unit), []).append(shown)
    return answers


def _people(unit_ids: Collection[uuid.UUID], at: date) -> Counted:
    """Count the posts held in each unit: who holds two is at work in two places."""
    found: dict[uuid.UUID, int] = {}
    for unit_id in Post.objects.at(at).filter(unit__in=unit_ids).values_list("unit_id", flat=True):
        found[unit_id] = found.get(unit_id, 0) + 1
    return Counted("posts", "Vị trí công tác", found)


def _successions() -> list[Succession]:
    return list(Succession.objects.order_by("day", "reform_id", "id"))


def _as_nouns(
    rows: Iterable[tuple[uuid.UUID, uuid.UUID | None, date, date | None]],
    successions: Iterable[Succession],
) -> Boundaries:
    standings = [
        Standing(str(unit), str(parent) if parent else None, since, until)
        for unit, parent, since, until in rows
    ]
    passed: dict[tuple[int, str], Passed] = {}
    for one in successions:
        # Of one act, one predecessor has one set of shares.
        key = (one.reform_id, str(one.predecessor_id))
        shares = dict(passed[key].shares) if key in passed else {}
        shares[str(one.successor_id)] = one.share
        passed[key] = Passed(one.day, str(one.predecessor_id), shares)
    return Boundaries(standings, list(passed.values()))
