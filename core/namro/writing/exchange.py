"""Plans and source documents as JSON and back, with nothing lost.

For keeping a draft between two requests, or handing it to another process. The form follows the
model's dataclasses field by field, so that a new field is carried without a line here; fields that
hold their default are left out. Special forms: a span is ``[start, end]``, a number is text
(exact), a date is ISO, a deadline names its kind, and a merged table cell is written once and
pointed at, because readers tell a merge by the cells being one object.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from namro.errors import NotationError
from namro.model.deadline import ByDate, Continuous, OnEvent, Recurring
from namro.model.plan import Plan
from namro.model.source import Cell, Row, SourceDocument, Span, Table

FORMAT = 1
"""Raised when an older reader could no longer understand what is written."""

_PLAN = "namro.plan"
_SOURCE = "namro.source"
_KINDS: dict[str, type[Any]] = {
    "by-date": ByDate,
    "recurring": Recurring,
    "continuous": Continuous,
    "on-event": OnEvent,
}
_KIND_OF = {kind: name for name, kind in _KINDS.items()}

Decoder = Callable[[Any], Any]
_known: dict[type[Any], dict[str, Decoder]] = {}


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Write a plan down, without its source document."""
    return {"form": _PLAN, "format": FORMAT, "content": _encode_fields(plan, leave_out="source")}


def plan_from_json(data: dict[str, Any], source: SourceDocument) -> Plan:
    """Give the plan that was written down, standing on its source document.

    Raises:
        NotationError: The object is not such a form, or is of a later version.
    """
    plan: Plan = _reading(data, _PLAN, lambda content: _decode_fields(Plan, content, source=source))
    return plan


def source_to_json(source: SourceDocument) -> dict[str, Any]:
    """Write a source document down."""
    return {"form": _SOURCE, "format": FORMAT, "content": _encode_fields(source)}


def source_from_json(data: dict[str, Any]) -> SourceDocument:
    """Give the source document that was written down.

    Raises:
        NotationError: The object is not such a form, or is of a later version.
    """
    source: SourceDocument = _reading(
        data, _SOURCE, lambda content: _decode_fields(SourceDocument, content)
    )
    return source


def _reading(data: object, form: str, decode: Decoder) -> Any:
    expected = f"dữ liệu dạng {form} phiên bản {FORMAT} trở xuống"
    if not isinstance(data, dict) or data.get("form") != form:
        raise NotationError("dữ liệu đã lưu", expected)
    version = data.get("format")
    if not isinstance(version, int) or not 1 <= version <= FORMAT:
        raise NotationError(f"phiên bản {version}", expected)
    try:
        return decode(data["content"])
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, InvalidOperation) as error:
        raise NotationError("dữ liệu đã lưu", expected) from error


def _encode(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case StrEnum():
            return value.value
        case str():
            return value
        case Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case Span(start=start, end=end):
            return [start, end]
        case tuple():
            return [_encode(item) for item in value]
        case Table():
            return _encode_table(value)
    if is_dataclass(value) and not isinstance(value, type):
        written = _encode_fields(value)
        kind = _KIND_OF.get(type(value))
        return written if kind is None else {"kind": kind} | written
    raise TypeError(f"no form for {type(value).__name__}")


def _encode_fields(value: Any, *, leave_out: str = "") -> dict[str, Any]:
    written = {}
    for item in fields(value):
        if item.name.startswith("_") or item.name == leave_out:
            continue
        content = getattr(value, item.name)
        # Compared with the type too: 0 == False, and a stored False must not become a 0.
        if content == item.default and type(content) is type(item.default):
            continue
        written[item.name] = _encode(content)
    return written


def _encode_table(table: Table) -> dict[str, Any]:
    cells: list[Any] = []
    places: dict[int, int] = {}
    rows = []
    for row in table.rows:
        for cell in row.cells:
            if id(cell) not in places:
                places[id(cell)] = len(cells)
                cells.append(_encode_fields(cell))
        rows.append(
            _encode_fields(row, leave_out="cells")
            | {"cells": [places[id(cell)] for cell in row.cells]}
        )
    return {"columns": table.columns, "cells": cells, "rows": rows}


def _decode_table(data: Any) -> Table:
    cells = [_decode_fields(Cell, cell) for cell in data["cells"]]
    return Table(
        rows=tuple(
            _decode_fields(
                Row,
                {name: content for name, content in row.items() if name != "cells"},
                cells=tuple(cells[place] for place in row["cells"]),
            )
            for row in data["rows"]
        ),
        columns=data["columns"],
    )


def _decode_fields(kind: type[Any], data: dict[str, Any], **ready: Any) -> Any:
    known = _decoders(kind)
    content = dict(ready)
    for name, decode in known.items():
        if name in data and name not in ready:
            content[name] = decode(data[name])
    return kind(**content)


def _decoders(kind: type[Any]) -> dict[str, Decoder]:
    known = _known.get(kind)
    if known is None:
        known = _known[kind] = _make_decoders(kind)
    return known


def _make_decoders(kind: type[Any]) -> dict[str, Decoder]:
    hints = get_type_hints(kind)
    return {
        item.name: _decoder(hints[item.name])
        for item in fields(kind)
        if not item.name.startswith("_") or item.default is MISSING
    }


def _decoder(hint: Any) -> Decoder:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        options = [option for option in get_args(hint) if option is not type(None)]
        if set(options) == set(_KINDS.values()):
            return _decode_deadline
        (only,) = options
        inner = _decoder(only)
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_decoder(get_args(hint))
    if hint is Span:
        return lambda value: Span(*value)
    if hint is Decimal:
        return Decimal
    if hint is date:
        return date.fromisoformat
    if hint is Table:
        return _decode_table
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if is_dataclass(hint) and isinstance(hint, type):
        return lambda value: _decode_fields(hint, value)
    return _plain(hint)


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _decoder(arguments[0])
        return lambda value: tuple([item(content) for content in value])
    items = [_decoder(argument) for argument in arguments]
    return lambda value: tuple(
        decode(content) for decode, content in zip(items, value, strict=True)
    )


def _plain(hint: Any) -> Decoder:
    def decode(value: Any) -> Any:
        if type(value) is not hint:
            raise TypeError(f"not {hint.__name__}")
        return value

    return decode


def _decode_deadline(value: Any) -> Any:
    if value is None:
        return None
    return _decode_fields(_KINDS[value["kind"]], value)
