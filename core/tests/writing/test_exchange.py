"""Drafts come back exactly as they were kept."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import namro
from namro.errors import NotationError
from namro.model.deadline import ByDate, Continuous, OnEvent, Recurrence, Recurring
from namro.model.finding import Certainty, Reading
from namro.model.plan import (
    Citation,
    DueDate,
    Header,
    Indicator,
    Objective,
    Obligation,
    Operator,
    Origin,
    Part,
    Plan,
    Section,
    Target,
    Task,
)
from namro.model.source import (
    Block,
    BlockKind,
    Cell,
    Passage,
    Row,
    SourceDocument,
    SourceFormat,
    Span,
    Table,
)

texts = st.text(max_size=12)
maybe_text = st.none() | texts
dates = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
spans = st.builds(Span, st.integers(0, 99), st.integers(0, 99))
names = st.lists(texts, max_size=3).map(tuple)
numbers = st.decimals(allow_nan=False, allow_infinity=False)
maybe_index = st.none() | st.integers(0, 9)
readings = st.lists(
    st.builds(Reading, texts, st.sampled_from(Certainty), texts, st.none() | spans), max_size=2
).map(tuple)
deadlines = st.one_of(
    st.none(),
    st.builds(ByDate, dates, st.none() | dates),
    st.builds(
        Recurring,
        st.sampled_from(Recurrence),
        st.lists(st.tuples(st.integers(1, 12), st.integers(1, 31)), max_size=2).map(tuple),
        st.none() | dates,
    ),
    st.builds(Continuous, st.none() | dates),
    st.builds(OnEvent, texts),
)


def _tuples(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


passages = st.builds(
    Passage,
    texts,
    spans,
    st.integers(1, 9),
    st.integers(1, 9),
    _tuples(st.tuples(st.just(0), st.integers(0, 9))),
)
cells = st.builds(Cell, passages, names, st.booleans(), st.integers(1, 3), st.integers(1, 3))
tables = st.builds(
    Table,
    _tuples(
        st.builds(
            Row, _tuples(cells), st.integers(1, 9), st.integers(1, 9), maybe_index, st.booleans()
        )
    ),
    st.integers(0, 3),
)
blocks = st.builds(
    Block,
    st.sampled_from(BlockKind),
    passages,
    marker=texts,
    level=st.integers(0, 9),
    indent=st.integers(0, 3),
    bold=st.booleans(),
    page=maybe_index,
    table=st.none() | tables,
)
sources = st.builds(
    SourceDocument,
    texts,
    st.sampled_from(SourceFormat),
    texts,
    _tuples(blocks),
    texts,
    maybe_index,
    names,
    names,
)
plans = st.builds(
    Plan,
    st.just(SourceDocument("a", SourceFormat.TEXT, "abc", (), "00")),
    st.builds(
        Header,
        kind=maybe_text,
        number=maybe_text,
        date=st.none() | dates,
        recipients=names,
        spans=_tuples(st.tuples(texts, spans)),
    ),
    _tuples(
        st.builds(
            Citation, maybe_text, texts, st.none() | dates, maybe_text, mentions=_tuples(spans)
        )
    ),
    _tuples(
        st.builds(
            Section,
            maybe_text,
            texts,
            st.integers(1, 9),
            st.integers(1, 9),
            maybe_index,
            st.sampled_from(Part),
            st.none() | dates,
            st.none() | spans,
        )
    ),
    _tuples(st.builds(Objective, texts, st.integers(1, 9), spans, maybe_index, st.none() | dates)),
    _tuples(
        st.builds(
            Target,
            texts,
            st.sampled_from(Operator),
            numbers,
            maybe_text,
            st.none() | dates,
            st.integers(1, 9),
            spans,
            maybe_index,
            st.sampled_from(Origin),
            maybe_index,
            readings,
        )
    ),
    _tuples(
        st.builds(
            Indicator,
            maybe_text,
            texts,
            maybe_text,
            maybe_text,
            st.none() | st.sampled_from(Operator),
            st.none() | numbers,
            st.none() | dates,
            names,
            names,
            st.integers(1, 9),
            st.integers(1, 9),
            spans,
        )
    ),
    _tuples(
        st.builds(
            Task,
            maybe_text,
            texts,
            st.integers(1, 9),
            st.integers(1, 9),
            spans,
            st.sampled_from(Origin),
            lead=names,
            deliverable=maybe_text,
            deadline=deadlines,
            same_as=maybe_index,
            readings=readings,
        )
    ),
    _tuples(
        st.builds(
            Obligation,
            maybe_text,
            texts,
            maybe_text,
            maybe_text,
            names,
            _tuples(st.builds(DueDate, maybe_text, st.integers(1, 31), maybe_index, maybe_index)),
            st.integers(1, 9),
            spans,
        )
    ),
    _tuples(st.tuples(st.integers(0, 9), st.integers(0, 9))),
)


@given(plans)
def test_a_plan_kept_as_json_comes_back_the_same(plan: Plan) -> None:
    kept = json.dumps(namro.plan_to_json(plan))
    assert namro.plan_from_json(json.loads(kept), plan.source) == plan


@given(sources)
def test_a_source_kept_as_json_comes_back_the_same(source: SourceDocument) -> None:
    kept = json.dumps(namro.source_to_json(source))
    assert namro.source_from_json(json.loads(kept)) == source


def test_merged_cells_stay_one_object() -> None:
    merged = Cell(Passage("a", Span(0, 1), 1, 1), colspan=2)
    equal = Cell(Passage("a", Span(0, 1), 1, 1), colspan=2)
    table = Table((Row((merged, merged, equal), 1, 1),), 3)
    block = Block(BlockKind.TABLE, Passage("", Span(0, 1), 1, 1), table=table)
    source = SourceDocument("a", SourceFormat.DOCX, "a", (block,), "00")
    back = namro.source_from_json(json.loads(json.dumps(namro.source_to_json(source))))
    assert back.blocks[0].table is not None
    first, second, third = back.blocks[0].table.rows[0].cells
    assert first is second
    assert first is not third


def test_numbers_are_kept_exactly() -> None:
    target = Target("a", Operator.EQUAL, Decimal("0.10"), "%", None, 1, Span(0, 1))
    source = SourceDocument("a", SourceFormat.TEXT, "a", (), "00")
    kept = namro.plan_to_json(Plan(source, Header(), targets=(target,)))
    assert str(namro.plan_from_json(kept, source).targets[0].value) == "0.10"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"form": "namro.plan", "format": 999}, id="a later version"),
        pytest.param({"form": "namro.source", "format": 1}, id="another form"),
        pytest.param(
            {"form": "namro.plan", "format": 1, "content": {"header": 3}}, id="a wrong field"
        ),
        pytest.param({"form": "namro.plan", "format": 1, "content": {}}, id="a missing field"),
    ],
)
def test_what_is_not_a_kept_plan_is_refused(data: dict[str, Any]) -> None:
    source = SourceDocument("a", SourceFormat.TEXT, "a", (), "00")
    with pytest.raises(NotationError):
        namro.plan_from_json(data, source)
