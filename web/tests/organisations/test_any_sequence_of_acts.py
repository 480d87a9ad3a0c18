"""Whatever is done to units, in whatever order: the tree stays a tree, sums stay sums, scopes stay scopes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from namro.model.boundaries import Figure
from namro_web.accounts.models import User
from namro_web.foundation.errors import Refusal
from namro_web.organisations.access import acting_post_of, units_visible_to, units_worked_for
from namro_web.organisations.actions import (
    NewPart,
    NewTarget,
    create_unit,
    dissolve_unit,
    give_post,
    merge_units,
    move_unit,
    rename_unit,
    split_unit,
    undo_act,
)
from namro_web.organisations.models import Kind, Level, Placement, Role, Unit
from namro_web.organisations.totals import boundaries_ever, roll_up_in
from namro_web.organisations.trees import line_up
from tests.conftest import NOON
from tests.make import make_user

START = date(2025, 1, 1)
DAYS = [date(2026, month, 1) for month in range(1, 13)]
KINDS = ["create", "rename", "move", "split", "merge", "merge-new", "dissolve", "undo"]


@dataclass
class Land:
    """Two provinces of two communes of two villages each; somebody works in every place."""

    units: list[uuid.UUID] = field(default_factory=list)
    provinces: list[set[uuid.UUID]] = field(default_factory=list)
    people: list[User] = field(default_factory=list)
    # Which commune each unit is of; communes that merged are one.
    of: dict[uuid.UUID, frozenset[uuid.UUID]] = field(default_factory=dict)


def make_unit(
    name: str, kind: Kind, level: Level, parent: uuid.UUID | None, since: date = START
) -> Unit:
    return create_unit(
        name=name, kind=kind, level=level, parent_id=parent, valid_from=since, by=None
    )


def make_land() -> Land:
    land = Land()
    for p in range(2):
        province = make_unit(f"Tỉnh {p}", Kind.PROVINCE, Level.PROVINCE, None)
        own = [province.pk]
        for c in range(2):
            commune = make_unit(f"Xã {p}{c}", Kind.COMMUNE, Level.COMMUNE, province.pk)
            own.append(commune.pk)
            for v in range(2):
                name = f"Xóm {p}{c}{v}"
                own.append(make_unit(name, Kind.VILLAGE, Level.VILLAGE, commune.pk).pk)
        land.units += own
        land.provinces.append(set(own))
    for unit_id in land.units:
        user = make_user()
        role = Role.LEADER if len(land.people) % 2 else Role.ENTRY
        give_post(
            user_id=user.pk,
            unit_id=unit_id,
            role=role,
            title="Chức danh",
            valid_from=START,
            by=None,
        )
        land.people.append(user)
    return land


def do(kind: str, land: Land, one: uuid.UUID, other: uuid.UUID, day: date) -> list[uuid.UUID]:
    """Do one act on drawn units; give the units that came into being."""
    paper: dict[str, Any] = {"day": day, "document_number": "1/NQ", "by": None}
    if kind == "create":
        return [make_unit("Xóm Mới", Kind.VILLAGE, Level.VILLAGE, other, day).pk]
    if kind == "rename":
        rename_unit(one, name=f"Tên {day}", **paper)
    elif kind == "move":
        move_unit(one, parent_id=other, **paper)
    elif kind == "split":
        parts = [
            NewPart(name="Phần 1", share=Fraction(2, 7), takes_over=True),
            NewPart(name="Phần 2", share=Fraction(4, 7)),
        ]
        if day.month % 2:
            return [u.pk for u in split_unit(one, parts=parts, own_share=Fraction(1, 7), **paper)]
        parts[1] = NewPart(name="Phần 2", share=Fraction(5, 7))
        return [u.pk for u in split_unit(one, parts=parts, **paper)]
    elif kind == "merge":
        merge_units([one], into=other, **paper)
    elif kind == "merge-new":
        before = set(Unit.objects.values_list("pk", flat=True))
        merge_units([one, other], into=NewTarget(name="Mới"), **paper)
        return [pk for pk in Unit.objects.values_list("pk", flat=True) if pk not in before]
    elif kind == "dissolve":
        dissolve_unit(one, successor_id=other if day.month % 2 else None, **paper)
    else:
        undo_act(one, by=None, at=NOON)
    return []


def province_of(land: Land, unit_id: uuid.UUID) -> int:
    return next(number for number, own in enumerate(land.provinces) if unit_id in own)


def each_day(check: Callable[[date], None]) -> None:
    for day in [START, *DAYS]:
        check(day)


ACTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 19), st.integers(0, 19), st.integers(0, 11)),
    max_size=10,
)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_any_sequence_of_acts_keeps_the_tree_the_sums_and_the_scopes(
    acts: list[tuple[str, int, int, int]],
) -> None:
    land = make_land()
    figures = [
        Figure(str(unit_id), START, Fraction(number + 1), Fraction(10 * number + 7))
        for number, unit_id in enumerate(land.units)
    ]
    for kind, one, other, month in acts:
        first, second = land.units[one % len(land.units)], land.units[other % len(land.units)]
        # No act of an administrator reaches into another province.
        if province_of(land, first) != province_of(land, second):
            continue
        try:
            with transaction.atomic():
                made = do(kind, land, first, second, DAYS[month])
        except Refusal:
            continue
        land.provinces[province_of(land, second)] |= set(made)
        land.units += made

    placements = list(Placement.objects.filter(unit__in=land.units))
    boundaries = boundaries_ever()
    whole = [sum((one.numerator for one in figures), Fraction(0)), Fraction(0)]

    def is_a_tree(day: date) -> None:
        rows = [
            one
            for one in placements
            if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
        ]
        above = {row.unit_id: row.parent_id for row in rows}
        assert len(above) == len(rows), "two places on one day"
        for unit_id in above:
            seen, here = set(), unit_id
            while above[here] is not None:
                assert here not in seen, "a loop"
                seen.add(here)
                here = above[here]
                assert here in above, "beneath a unit that is not there"

    def sums_stay(day: date) -> None:
        totals = roll_up_in(figures, on=day, boundaries=boundaries)
        parts = [part for total in totals.by_unit.values() for part in total.parts]
        assert sum((p.figure.numerator * p.share for p in parts), Fraction(0)) == whole[0]
        assert totals.unplaced == ()
        for own in land.provinces:
            expected = sum((f.numerator for f in figures if uuid.UUID(f.unit) in own), Fraction(0))
            tops = [u for u in own if str(u) in totals.by_unit and len(line_up(u, at=day)) == 1]
            assert sum((totals.of(str(u)).numerator for u in tops), Fraction(0)) == expected

    def scopes_stay(day: date) -> None:
        above = {
            one.unit_id: one.parent_id
            for one in placements
            if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
        }
        kinds = {
            one.unit_id: one.kind
            for one in placements
            if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
        }
        for number, person in enumerate(land.people):
            user = User.objects.get(pk=person.pk)
            post = acting_post_of(user, chosen=None, at=day)
            if post is None:
                continue
            home = post.unit_id
            if kinds[home] == Kind.VILLAGE and above[home] is not None:
                home = above[home]
                while kinds[home] == Kind.VILLAGE and above[home] is not None:
                    home = above[home]
            sees = units_visible_to(user, at=day)
            past = {pk for pk in sees if pk in above}
            own_province = land.provinces[number // 7]
            assert sees <= own_province, "sees another province"
            assert units_worked_for(post, at=day) <= sees
            inherited = set(_inherited(home))
            for unit_id in past:
                line = [unit_id]
                while above[line[-1]] is not None:
                    line.append(above[line[-1]])
                assert home in line or inherited & set(line), "sees a foreign branch"

    each_day(is_a_tree)
    each_day(sums_stay)
    for day in (START, DAYS[5], DAYS[11]):
        scopes_stay(day)


def _inherited(home: uuid.UUID) -> list[uuid.UUID]:
    return list(Unit.objects.get(pk=home).inherited.values_list("unit_id", flat=True))
