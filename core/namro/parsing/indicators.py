"""Indicator annexes: one indicator for each row, from the row's own cells only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from namro.model.finding import Certainty, Reading
from namro.model.plan import Indicator
from namro.model.source import SourceDocument
from namro.parsing.tables import Column, LogicalRow, LogicalTable, Meaning, TableKind
from namro.vietnamese.measures import Quantity, find_quantities, horizon_in
from namro.vietnamese.units import split_agencies

if TYPE_CHECKING:
    from namro.parsing.outline import Outline


def read_indicators(
    source: SourceDocument, outline: Outline, tables: Sequence[LogicalTable]
) -> tuple[Indicator, ...]:
    """Read the rows of every table of indicators.

    A table with a column for each of several years gives one indicator for each year it states a
    value for. What a cell says in words ("Đạt mức tiên tiến") is kept in ``target_raw`` and has
    neither operator nor value.
    """
    return tuple(
        indicator
        for table in tables
        if table.kind is TableKind.INDICATORS
        for row in table.rows
        for indicator in row_indicators(table, row)
    )


def target_columns(table: LogicalTable, row: LogicalRow) -> tuple[Column | None, ...]:
    """Give the columns in which a row states what is to be reached; one None where it is silent.

    A row of a table with a column for each year counts only the years it fills.
    """
    columns = table.all(Meaning.TARGET)
    if len(columns) < 2:
        return columns or (None,)
    filled: list[Column] = []
    for column in columns:
        text = row.text(column)
        if text.strip(" -–/") and not (
            filled
            and row.cells[column.index] == row.cells[filled[-1].index]
            and column.horizon is None
        ):
            filled.append(column)
    return tuple(filled) or (columns[0],)


def cell_quantities(table: LogicalTable, row: LogicalRow, column: Column) -> tuple[Quantity, ...]:
    """Read what a target cell states, a bare figure included."""
    return find_quantities(row.text(column), cell_unit=row.text(table.first(Meaning.UNIT)))


def row_indicators(table: LogicalTable, row: LogicalRow) -> Iterator[Indicator]:
    """Read one row: an indicator for each column of targets."""
    name = table.first(Meaning.NAME)
    title = row.text(name).strip()
    if name is None or not title:
        return
    # Who follows an indicator answers for it, where the table names no one else.
    lead = table.first(Meaning.LEAD) or table.first(Meaning.SUPERVISOR)
    partner = table.first(Meaning.COORDINATING)
    unit = row.text(table.first(Meaning.UNIT)).strip() or None
    number = row.text(table.first(Meaning.NO)).strip(" .)") or None
    for column in target_columns(table, row):
        quantities = cell_quantities(table, row, column) if column is not None else ()
        quantity = quantities[0] if quantities else None
        readings = list(_doubts(table, row, column, quantities))
        horizon, inferred = _horizon(table, row, column)
        if inferred is not None:
            readings.append(inferred)
        yield Indicator(
            no=number,
            name=title,
            unit=unit,
            target_raw=row.text(column).strip() or None,
            operator=quantity.operator if quantity is not None else None,
            value=quantity.value if quantity is not None else None,
            horizon=horizon,
            lead=split_agencies(row.text(lead), row.parts(lead)),
            coordinating=split_agencies(row.text(partner), row.parts(partner)),
            line=row.line,
            end_line=row.end_line,
            span=row.span(name, column),
            section=table.section,
            readings=tuple(readings),
        )


def _horizon(
    table: LogicalTable, row: LogicalRow, column: Column | None
) -> tuple[date | None, Reading | None]:
    if column is not None and column.horizon is not None:
        return column.horizon, None
    if column is not None:
        in_cell = horizon_in(row.text(column))
        if in_cell is not None:
            return in_cell, None
    when = table.first(Meaning.DEADLINE)
    own = horizon_in(row.text(when)) if when is not None else None
    if own is not None:
        return own, None
    horizon = table.horizon_of(row)
    if horizon is not None and row.moved_label:
        return horizon, Reading(
            "horizon",
            Certainty.FAIRLY_SURE,
            "Số La Mã ở dòng này thuộc về dòng nhóm ngay bên dưới, nên chỉ tiêu được tính vào nhóm bên trên.",
        )
    return horizon, None


def _doubts(
    table: LogicalTable, row: LogicalRow, column: Column | None, quantities: Sequence[Quantity]
) -> Iterator[Reading]:
    if table.guessed:
        yield Reading(
            "name",
            Certainty.UNSURE,
            "Bảng không có dòng tiêu đề; ý nghĩa các cột được đoán theo nội dung.",
        )
    if quantities and quantities[0].doubt:
        yield Reading("value", Certainty.UNSURE, quantities[0].doubt)
    if len(quantities) > 1 and column is not None:
        yield Reading(
            "value",
            Certainty.FAIRLY_SURE,
            "Ô chỉ tiêu nêu nhiều mức; ở đây ghi mức đầu tiên, các mức còn lại nằm trong danh sách mục tiêu.",
        )
    if row.end_line > row.line and len(row.cells[column.index if column else 0]) > 1:
        yield Reading(
            "name", Certainty.FAIRLY_SURE, "Dòng bị ngắt trang, đã nối phần ở trang sau vào."
        )
