"""The usual bodies of a commune, a province or a Party committee, as dated data files: read here, made into units by ``actions``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from namro_web.organisations.models import Kind

# What a place of each kind is called in running text; a Party committee bears that of its commune.
WORDS = {
    Kind.COMMUNE: "xã",
    Kind.WARD: "phường",
    Kind.SPECIAL_ZONE: "đặc khu",
    Kind.PROVINCE: "tỉnh",
    Kind.PARTY_COMMITTEE: "xã",
}


class Template(StrEnum):
    """Which set of bodies stands beneath the top of a tree."""

    TWO_TIER = "two-tier"
    THREE_TIER = "three-tier"
    PROVINCE = "province"
    PARTY_COMMITTEE = "party-committee"


@dataclass(frozen=True)
class Body:
    """One body of the template.

    Attributes:
        key: Its name in code, the same in every commune.
        parent: The key above it; empty for what stands directly under the commune.
        name: Its name, with the place filled in.
        short_name: What people call it.
        kind: What sort of body it is.
    """

    key: str
    parent: str
    name: str
    short_name: str
    kind: Kind


def bodies_of(template: Template, *, kind: Kind, name: str) -> list[Body]:
    """Give the bodies of a place called ``name``, parents before children."""
    word = WORDS[kind]
    place = {"kind": word, "name": name, "place": f"{word} {name}"}
    bodies = []
    for row in _read(template)["unit"]:
        is_ward = kind is Kind.WARD
        full = (is_ward and row.get("ward_name")) or row["name"]
        short = (is_ward and row.get("ward_short")) or row.get("short", row["name"])
        bodies.append(
            Body(
                key=row["key"],
                parent=row.get("parent", ""),
                name=full.format(**place),
                short_name=short.format(**place),
                kind=Kind(row["kind"]),
            )
        )
    return bodies


def usual_template(kind: Kind) -> Template:
    """Give the bodies that places of a kind have today."""
    return {
        Kind.PROVINCE: Template.PROVINCE,
        Kind.PARTY_COMMITTEE: Template.PARTY_COMMITTEE,
    }.get(kind, Template.TWO_TIER)


def effective_from(template: Template) -> date:
    """Give the first day on which communes looked like this."""
    day: date = _read(template)["effective_from"]
    return day


@cache
def _read(template: Template) -> dict[str, Any]:
    path = files("namro_web.organisations").joinpath("data", f"{template.value}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
