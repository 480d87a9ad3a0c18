"""Figures: every one that is written reads back, and none is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.errors import NotationError
from namro.vietnamese.numbers import format_number, parse_number

READ = [
    ("12500", "12500"),
    ("12.500", "12500"),
    ("1.250,5", "1250.5"),
    ("1.234.567", "1234567"),
    ("1 250 000", "1250000"),
    ("1\u00a0250", "1250"),
    ("0,7", "0.7"),
    ("0,750", "0.750"),
    ("0.75", "0.75"),
    ("1.5", "1.5"),
    ("01", "1"),
    ("-3,5", "-3.5"),
    ("−2", "-2"),
    ("1,250,000", "1250000"),
    ("1,250.5", "1250.5"),
    (" 40 ", "40"),
]
REFUSED = [
    "",
    "  ",
    "1,250",
    "12,500",
    "1.25.000",
    "1..5",
    "12a",
    "năm",
    "5%",
    "1/2",
    "≥ 5",
    "1,2,3",
    "١٢",
]


@pytest.mark.parametrize(("text", "value"), READ, ids=[row[0] for row in READ])
def test_a_figure_reads_as_an_office_means_it(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize("text", REFUSED)
def test_a_figure_that_is_none_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        parse_number(text)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4
    )
)
def test_a_written_figure_reads_back_the_same(value: Decimal) -> None:
    assert parse_number(format_number(value)) == value


@given(st.integers(min_value=-(10**18), max_value=10**18))
def test_a_written_whole_number_reads_back_the_same(value: int) -> None:
    assert parse_number(format_number(Decimal(value))) == value


@given(st.text(max_size=40))
def test_no_text_makes_the_reading_of_figures_fail_otherwise(text: str) -> None:
    try:
        parse_number(text)
    except NotationError:
        return


def test_a_fraction_of_three_places_cannot_be_taken_for_thousands() -> None:
    assert format_number(Decimal("1.234")) == "1,2340"


def test_what_is_no_number_cannot_be_written() -> None:
    with pytest.raises(NotationError):
        format_number(Decimal("NaN"))
