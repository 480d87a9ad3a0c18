from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import namro
from namro.errors import BoundaryError
from namro.model.boundaries import Figure, Part, Standing, Succession

START, REFORM = date(2024, 1, 1), date(2025, 7, 1)
MAY, AUGUST = date(2025, 5, 31), date(2025, 8, 31)
HALF = Fraction(1, 2)

# The example of docs/explanation/totals-through-time.md.
STANDINGS = [
    Standing("province", None, START),
    Standing("east", "province", START, REFORM),
    Standing("a", "east", START, REFORM),
    Standing("b", "east", START, REFORM),
    Standing("n", "province", REFORM),
]
JOINED = [
    Succession(REFORM, "a", {"n": Fraction(1)}),
    Succession(REFORM, "b", {"n": Fraction(1)}),
]
REPORTED = [
    Figure("a", MAY, Fraction(30), Fraction(600)),
    Figure("b", MAY, Fraction(20), Fraction(1000)),
]
LATER = [Figure("n", AUGUST, Fraction(40), Fraction(1600))]


def ratios(figures: list[Figure], on: date | None) -> dict[str, Fraction | None]:
    totals = namro.roll_up(figures, standings=STANDINGS, successions=JOINED, on=on)
    return {unit: total.ratio for unit, total in totals.by_unit.items()}


def test_figures_stand_on_the_tree_of_their_own_day() -> None:
    assert ratios(REPORTED, None) == {
        "a": Fraction(5, 100),
        "b": Fraction(2, 100),
        "east": Fraction(3125, 100_000),
        "province": Fraction(3125, 100_000),
    }


def test_figures_move_to_the_successor_on_later_boundaries() -> None:
    ratio = Fraction(3125, 100_000)
    assert ratios(REPORTED, AUGUST) == {"n": ratio, "province": ratio}


def test_what_nobody_divided_stands_with_the_unit_above_on_older_boundaries() -> None:
    totals = namro.roll_up(LATER, standings=STANDINGS, successions=JOINED, on=MAY)
    assert {unit: total.numerator for unit, total in totals.by_unit.items()} == {
        "east": 40,
        "province": 40,
    }
    assert totals.of("east").parts == [Part(LATER[0], Fraction(1), undivided=True)]
    assert totals.of("a").numerator == 0


def test_a_split_gives_each_successor_its_share_and_goes_back_whole() -> None:
    standings = [
        Standing("commune", None, START),
        Standing("old", "commune", START, REFORM),
        Standing("one", "commune", REFORM),
        Standing("two", "commune", REFORM),
    ]
    split = [Succession(REFORM, "old", {"one": Fraction(3, 5), "two": Fraction(2, 5)})]
    counted = Figure("old", MAY, Fraction(50))
    after = namro.roll_up([counted], standings=standings, successions=split, on=AUGUST)
    assert (after.of("one").numerator, after.of("two").numerator) == (30, 20)
    assert after.of("one").parts == [Part(counted, Fraction(3, 5))]
    newer = [Figure("one", AUGUST, Fraction(33)), Figure("two", AUGUST, Fraction(21))]
    before = namro.roll_up(newer, standings=standings, successions=split, on=MAY)
    assert before.of("old").numerator == 54
    assert not any(part.undivided for part in before.of("old").parts)


def test_a_unit_that_goes_on_after_a_split_keeps_its_share() -> None:
    standings = [
        Standing("top", None, START),
        Standing("old", "top", START),
        Standing("new", "top", REFORM),
    ]
    split = [Succession(REFORM, "old", {"old": Fraction(3, 4), "new": Fraction(1, 4)})]
    totals = namro.roll_up(
        [Figure("old", MAY, Fraction(8))], standings=standings, successions=split, on=AUGUST
    )
    assert (totals.of("old").numerator, totals.of("new").numerator) == (6, 2)


def test_a_unit_dissolved_without_a_successor_counts_above() -> None:
    totals = namro.roll_up(
        [Figure("east", MAY, Fraction(7))], standings=STANDINGS, successions=JOINED, on=AUGUST
    )
    assert totals.of("province").numerator == 7
    assert totals.of("east").numerator == 0


def test_acts_of_one_day_follow_their_order() -> None:
    standings = [
        Standing("top", None, START),
        Standing("a", "top", START, REFORM),
        Standing("b", "top", START),
        Standing("c", "top", REFORM),
    ]
    acts = [
        Succession(REFORM, "a", {"b": Fraction(1)}),
        Succession(REFORM, "b", {"b": HALF, "c": HALF}),
    ]
    totals = namro.roll_up(
        [Figure("a", MAY, Fraction(10))], standings=standings, successions=acts, on=AUGUST
    )
    assert (totals.of("b").numerator, totals.of("c").numerator) == (5, 5)


def test_a_figure_of_a_tree_that_was_not_there_yet_is_said_to_be_unplaced() -> None:
    totals = namro.roll_up(
        [Figure("late", AUGUST, Fraction(3))], standings=[Standing("late", None, REFORM)], on=MAY
    )
    assert totals.by_unit == {}
    assert totals.whole.numerator == 3
    assert len(totals.unplaced) == 1


@pytest.mark.parametrize(
    "shares",
    [
        pytest.param({"one": HALF, "two": Fraction(1, 3)}, id="less than a whole"),
        pytest.param({"one": Fraction(3, 2), "two": -HALF}, id="below nothing"),
    ],
)
def test_shares_that_are_not_one_whole_are_refused(shares: dict[str, Fraction]) -> None:
    with pytest.raises(BoundaryError, match="bằng 1"):
        namro.roll_up(
            [], standings=STANDINGS, successions=[Succession(REFORM, "a", shares)], on=AUGUST
        )


def test_two_places_on_one_day_are_refused() -> None:
    twice = [Standing("a", None, START), Standing("a", "b", MAY), Standing("b", None, START)]
    with pytest.raises(BoundaryError, match="hai vị trí"):
        namro.roll_up([], standings=twice)


def test_a_figure_of_an_unknown_unit_is_refused() -> None:
    with pytest.raises(BoundaryError):
        namro.roll_up([Figure("nobody", MAY, Fraction(1))], standings=STANDINGS)


NAMES = list("abcdef")


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Standing], list[Succession]]:
    """Units a–f under a top; on days that follow, one after another passes to others still there."""
    standings = [Standing("top", None, START)]
    acts: list[Succession] = []
    alive = NAMES[:]
    ends: dict[str, date] = {}
    for number in range(draw(st.integers(0, 5))):
        day = REFORM + timedelta(days=number * draw(st.integers(0, 1)) + number)
        gone = draw(st.sampled_from(alive))
        takers = draw(st.lists(st.sampled_from(alive), min_size=1, max_size=3, unique=True))
        weights = [draw(st.integers(1, 9)) for _ in takers]
        if draw(st.booleans()):
            acts.append(
                Succession(
                    day,
                    gone,
                    {t: Fraction(w, sum(weights)) for t, w in zip(takers, weights, strict=True)},
                )
            )
        elif len(alive) > 1:
            ends[gone] = day
            alive.remove(gone)
    standings += [Standing(name, "top", START, ends.get(name)) for name in NAMES]
    return standings, acts


DAYS = st.dates(START, date(2026, 1, 1))
FIGURES = st.lists(
    st.builds(
        Figure,
        unit=st.sampled_from(NAMES),
        day=DAYS,
        numerator=st.fractions(),
        denominator=st.none() | st.fractions(),
    ),
    max_size=6,
)


@given(history=histories(), figures=FIGURES, on=st.none() | DAYS)
def test_totals_are_conserved_on_any_boundaries(
    history: tuple[list[Standing], list[Succession]], figures: list[Figure], on: date | None
) -> None:
    standings, acts = history
    totals = namro.roll_up(figures, standings=standings, successions=acts, on=on)
    placed = [part for total in totals.by_unit.values() for part in total.parts]
    everything = sum((part.figure.numerator * part.share for part in placed), Fraction(0))
    assert not totals.unplaced
    assert everything == totals.whole.numerator == totals.of("top").numerator
    assert totals.of("top").denominator == totals.whole.denominator


@given(history=histories(), figures=FIGURES, on=st.none() | DAYS)
def test_the_order_of_figures_changes_nothing(
    history: tuple[list[Standing], list[Succession]], figures: list[Figure], on: date | None
) -> None:
    standings, acts = history
    one = namro.roll_up(figures, standings=standings, successions=acts, on=on)
    other = namro.roll_up(figures[::-1], standings=standings, successions=acts, on=on)
    assert {u: (t.numerator, t.denominator) for u, t in one.by_unit.items()} == {
        u: (t.numerator, t.denominator) for u, t in other.by_unit.items()
    }
