"""Facts of documents above the plans, kept with the library so that any plan can be held against them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

from namro.model.alignment import Item, ItemKind, Programme, Reference, Scope
from namro.model.plan import Operator

_FILES = {"03/NQ-CP": "03-nq-cp.json"}
_AMENDING = {"71/NQ-CP": "03/NQ-CP"}
"""A plan that rests on the amending document rests on the amended one."""


def numbers() -> tuple[str, ...]:
    """Give the numbers of the documents that are kept."""
    return tuple(_FILES)


def known_as(number: str) -> str | None:
    """Give the kept document that a citation means, None when none is kept.

    >>> known_as("71/NQ-CP"), known_as("03-NQ/CP"), known_as("57-NQ/TW")
    ('03/NQ-CP', '03/NQ-CP', None)
    """
    plain = "".join(letter for letter in number.upper() if letter.isalnum())
    for name in (*_FILES, *_AMENDING):
        if plain.lstrip("0") == "".join(x for x in name.upper() if x.isalnum()).lstrip("0"):
            return _AMENDING.get(name, name)
    return None


@lru_cache(maxsize=8)
def catalogue(number: str) -> Programme:
    """Give the kept facts of one document.

    Raises:
        KeyError: Nothing is kept of it.
    """
    folder = resources.files("namro").joinpath("data", "catalogues")
    data = json.loads(folder.joinpath(_FILES[number]).read_text(encoding="utf-8"))
    sources = {key: Reference(**value) for key, value in data["sources"].items()}
    themes: dict[str, str] = data["themes"]
    amended = "; ".join(
        f"sửa đổi bởi {one['number']} ({date.fromisoformat(one['date']):%d/%m/%Y}). {one['note']}"
        for one in data["amended_by"]
    )
    return Programme(
        title=data["title"],
        number=data["number"],
        issuer=data["issuer"],
        issued_on=date.fromisoformat(data["date"]),
        note=f"{data['note']} Lập ngày {date.fromisoformat(data['compiled_on']):%d/%m/%Y}; {amended}",
        items=tuple(
            _item(one, kind, themes, sources)
            for kind in (ItemKind.TARGET, ItemKind.TASK)
            for one in data[f"{kind.value}s"]
        ),
    )


def _item(
    one: dict[str, Any], kind: ItemKind, themes: dict[str, str], sources: dict[str, Reference]
) -> Item:
    number = kind is ItemKind.TARGET and bool(one["operator"])
    theme = themes[str(one["theme"])]
    return Item(
        key=one["id"],
        kind=kind,
        text=one["name"],
        no=one["id"],
        operator=Operator(one["operator"]) if number else None,
        value=Decimal(one["value"]) if number else None,
        unit=one.get("unit", ""),
        word="" if number else one.get("value", ""),
        horizon=date.fromisoformat(one["horizon"]) if one.get("horizon") else None,
        lead=tuple(one["lead"]),
        theme=theme,
        place=theme,
        scope=Scope(one["scope"]),
        verified=one["verified"],
        note=one.get("note", ""),
        sources=tuple(sources[key] for key in one["sources"]),
    )
