"""One reform from end to end, against figures worked out by hand.

Three communes of two districts merge into one, a district dissolves, a village splits. All figures
are invented: poor households out of all households.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

import pytest

from namro.model.boundaries import Figure
from namro_web.accounts.models import User
from namro_web.organisations.access import acting_post_of, units_visible_to, units_worked_for
from namro_web.organisations.actions import (
    NewPart,
    NewTarget,
    create_commune_from_template,
    create_unit,
    dissolve_unit,
    give_post,
    merge_units,
    split_unit,
)
from namro_web.organisations.models import Kind, Level, Placement, Post, Role, Unit
from namro_web.organisations.totals import roll_up_in
from namro_web.organisations.trees import PLACES
from tests.make import make_user

START, REFORM, SPLIT = date(2025, 1, 1), date(2025, 7, 1), date(2025, 9, 1)
MAY, AUGUST, OCTOBER = date(2025, 5, 31), date(2025, 8, 31), date(2025, 10, 31)
PAPER = {"document_number": "1685/NQ-UBTVQH15", "by": None}


@dataclass
class Land:
    """A province, its units by the names used in the tables below, and twelve people."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def named(self, unit_ids: frozenset[uuid.UUID]) -> set[str]:
        return {key for key, unit in self.units.items() if unit.pk in unit_ids}


def make_land() -> Land:
    land = Land()
    land.units["P"] = create_unit(
        name="Tỉnh P", kind=Kind.PROVINCE, level=Level.PROVINCE, valid_from=START, by=None
    )
    for name in ("East", "West"):
        land.units[name] = create_unit(
            name=f"Huyện {name}",
            kind=Kind.DISTRICT,
            level=Level.DISTRICT,
            parent_id=land.units["P"].pk,
            valid_from=START,
            by=None,
        )
    for name, above in (("A", "East"), ("B", "East"), ("C", "West"), ("D", "West")):
        made = create_commune_from_template(
            name=name,
            template="two-tier",
            villages=2,
            valid_from=START,
            parent_id=land.units[above].pk,
            by=None,
        )
        land.units |= {
            name: made.root,
            f"{name}1": made.units["village-1"],
            f"{name}2": made.units["village-2"],
            f"{name}-office": made.units["office"],
        }
    for name, unit, role in PEOPLE:
        user = make_user(name=name)
        give_post(
            user_id=user.pk,
            unit_id=land.units[unit].pk,
            role=role,
            title=name,
            valid_from=START,
            by=None,
        )
        land.people[name] = user
    return land


def reform(land: Land) -> None:
    """1 July: A, B and C become N under the province; the district East dissolves. 1 September: A1 splits."""
    land.units["N"] = merge_units(
        [land.units[name].pk for name in "ABC"],
        into=NewTarget(name="Xã N", short_name="N", parent_id=land.units["P"].pk),
        day=REFORM,
        **PAPER,
    )
    beneath = Placement.objects.get(
        unit__placements__parent__in=bodies_of(land.units["N"]),
        short_name__startswith="VP HĐND",
        valid_from=REFORM,
    )
    land.units["N-office"] = beneath.unit
    dissolve_unit(land.units["East"].pk, day=REFORM, **PAPER)
    land.units["A1a"], land.units["A1b"] = split_unit(
        land.units["A1"].pk,
        parts=[
            # By population: 120 and 80.
            NewPart(name="Xóm 1A", share=Fraction(120, 200), takes_over=True),
            NewPart(name="Xóm 1B", share=Fraction(80, 200)),
        ],
        day=SPLIT,
        **PAPER,
    )


def bodies_of(unit: Unit) -> list[uuid.UUID]:
    return list(Placement.objects.filter(parent=unit).values_list("unit_id", flat=True))


PEOPLE = [
    ("A leader", "A", Role.LEADER),
    ("A office", "A-office", Role.ENTRY),
    ("A village", "A1", Role.ENTRY),
    ("B leader", "B", Role.LEADER),
    ("B standing", "B-office", Role.COORDINATOR),
    ("C admin", "C", Role.ADMIN),
    ("D leader", "D", Role.LEADER),
    ("D office", "D-office", Role.ENTRY),
    ("East entry", "East", Role.ENTRY),
    ("West leader", "West", Role.LEADER),
    ("P leader", "P", Role.LEADER),
    ("P inspector", "P", Role.INSPECTOR),
]
ALL = "P East West A B C D A-office B-office C-office D-office A1 A2 B1 B2 C1 C2 D1 D2"
AFTER = "P West N D N-office D-office A1 A2 B1 B2 C1 C2 D1 D2"
A_BEFORE = "A A-office A1 A2"
N_ALL = "N N-office A1 A2 B1 B2 C1 C2"
# Person: what they may read, what they may work for; before and after 1 July.
ACCESS_BEFORE = {
    "A leader": ("A A-office A1 A2", "A A-office A1 A2"),
    "A office": ("A A-office A1 A2", "A-office"),
    "A village": ("A A-office A1 A2", "A1"),
    "B leader": ("B B-office B1 B2", "B B-office B1 B2"),
    "B standing": ("B B-office B1 B2", "B B-office B1 B2"),
    "C admin": ("C C-office C1 C2", "C C-office C1 C2"),
    "D leader": ("D D-office D1 D2", "D D-office D1 D2"),
    "D office": ("D D-office D1 D2", "D-office"),
    "East entry": ("East A B A-office B-office A1 A2 B1 B2", "East"),
    "West leader": ("West C D C-office D-office C1 C2 D1 D2", "West"),
    "P leader": (ALL, "P"),
    "P inspector": (ALL, "P"),
}
ACCESS_AFTER = {
    "A leader": (N_ALL, N_ALL),
    "A office": (N_ALL, "N-office"),
    "A village": (N_ALL, "A1"),
    "B leader": (N_ALL, N_ALL),
    "B standing": (N_ALL, N_ALL),
    "C admin": (N_ALL, N_ALL),
    "D leader": ("D D-office D1 D2", "D D-office D1 D2"),
    "D office": ("D D-office D1 D2", "D-office"),
    "East entry": ("", ""),
    "West leader": ("West D D-office D1 D2", "West"),
    "P leader": (AFTER, "P"),
    "P inspector": (AFTER, "P"),
}


def access_of(land: Land, person: str, day: date) -> tuple[set[str], set[str]]:
    user = User.objects.get(pk=land.people[person].pk)
    post = acting_post_of(user, chosen=None, at=day)
    if post is None:
        return set(), set()
    reads = land.named(units_visible_to(user, at=day))
    return reads, land.named(units_worked_for(post, at=day))


@pytest.mark.django_db
def test_the_access_of_twelve_people_is_the_table_before_and_after() -> None:
    land = make_land()
    reform(land)
    assert len(PEOPLE) == 12
    for day, table in ((date(2025, 6, 30), ACCESS_BEFORE), (REFORM, ACCESS_AFTER)):
        shown = {person: access_of(land, person, day) for person, _, _ in PEOPLE}
        wanted = {
            person: (set(reads.split()), set(works.split()))
            for person, (reads, works) in table.items()
        }
        assert shown == wanted, day


@pytest.mark.django_db
def test_successors_read_their_predecessors_past_and_no_one_else_s() -> None:
    land = make_land()
    reform(land)
    user = User.objects.get(pk=land.people["A leader"].pk)
    acting_post_of(user, chosen=None, at=OCTOBER)
    past = land.named(units_visible_to(user, at=MAY))
    assert past == set(f"{A_BEFORE} B B-office B1 B2 C C-office C1 C2".split())


# unit: (poor households, all households)
IN_MAY = {
    "A1": (50, 200),
    "A2": (10, 100),
    "B1": (20, 300),
    "B2": (5, 150),
    "C1": (8, 250),
    "D1": (12, 400),
    "East": (3, 10),
}
IN_OCTOBER = {
    "A1a": (31, 125),
    "A1b": (18, 82),
    "A2": (9, 100),
    "B1": (18, 300),
    "B2": (4, 150),
    "C1": (7, 250),
    "D1": (11, 400),
}
OLD_MAY = {
    "A1": (50, 200),
    "A": (60, 300),
    "B": (25, 450),
    "C": (8, 250),
    "D": (12, 400),
    "East": (88, 760),
    "West": (20, 650),
    "P": (108, 1410),
}
NEW_MAY_IN_AUGUST = {
    "A1": (50, 200),
    "A": (0, None),
    "East": (0, None),
    "N": (93, 1000),
    "D": (12, 400),
    "West": (12, 400),
    "P": (108, 1410),
}
NEW_MAY_IN_OCTOBER = {
    "A1": (0, None),
    "A1a": (30, 120),
    "A1b": (20, 80),
    "N": (93, 1000),
    "P": (108, 1410),
}
NEW_OCTOBER = {
    "A1a": (31, 125),
    "N": (87, 1007),
    "D": (11, 400),
    "West": (11, 400),
    "P": (98, 1407),
}
OLD_OCTOBER = {
    "A1": (49, 207),
    "A1a": (0, None),
    "A": (58, 307),
    "B": (22, 450),
    "C": (7, 250),
    "East": (80, 757),
    "West": (18, 650),
    "N": (0, None),
    "P": (98, 1407),
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reported", "reported_on", "boundaries", "table"),
    [
        pytest.param(IN_MAY, MAY, None, OLD_MAY, id="May as it was"),
        pytest.param(IN_MAY, MAY, MAY, OLD_MAY, id="May on the boundaries of May"),
        pytest.param(IN_MAY, MAY, AUGUST, NEW_MAY_IN_AUGUST, id="May after the merger"),
        pytest.param(IN_MAY, MAY, OCTOBER, NEW_MAY_IN_OCTOBER, id="May after the split"),
        pytest.param(IN_OCTOBER, OCTOBER, None, NEW_OCTOBER, id="October as it was"),
        pytest.param(IN_OCTOBER, OCTOBER, MAY, OLD_OCTOBER, id="October on old boundaries"),
    ],
)
def test_totals_equal_what_was_worked_out_by_hand(
    reported: dict[str, tuple[int, int]],
    reported_on: date,
    boundaries: date | None,
    table: dict[str, tuple[int, int | None]],
) -> None:
    land = make_land()
    reform(land)
    figures = [
        Figure(str(land.units[key].pk), reported_on, Fraction(poor), Fraction(households))
        for key, (poor, households) in reported.items()
    ]
    totals = roll_up_in(figures, on=boundaries)
    shown = {key: totals.of(str(land.units[key].pk)) for key in table}
    assert {key: (one.numerator, one.denominator) for key, one in shown.items()} == table
    assert totals.unplaced == ()
    if boundaries == OCTOBER:
        assert shown["N"].ratio == Fraction(93, 1000)
        (part,) = shown["A1a"].parts
        assert (part.share, part.figure.unit) == (Fraction(3, 5), str(land.units["A1"].pk))


@pytest.mark.django_db
def test_what_the_merged_commune_counts_is_not_divided_among_the_old_ones() -> None:
    land = make_land()
    reform(land)
    figure = Figure(str(land.units["N"].pk), OCTOBER, Fraction(40))
    totals = roll_up_in([figure], on=MAY)
    assert totals.of(str(land.units["P"].pk)).numerator == 40
    assert totals.of(str(land.units["P"].pk)).parts[0].undivided
    assert all(totals.of(str(land.units[key].pk)).numerator == 0 for key in "ABC")


@pytest.mark.django_db
def test_nobody_loses_a_role_and_nobody_gains_one_by_the_merger() -> None:
    land = make_land()
    reform(land)
    for name, unit, role in PEOPLE:
        held = Post.objects.at(REFORM).filter(user=land.people[name])
        assert [post.role for post in held] == ([] if unit == "East" else [role])


@pytest.mark.django_db
def test_every_place_of_after_is_one_of_the_table() -> None:
    land = make_land()
    reform(land)
    places = Placement.objects.at(REFORM).filter(kind__in=PLACES).values_list("unit_id", flat=True)
    assert land.named(frozenset(places)) == {"P", "West", "N", "D"}
