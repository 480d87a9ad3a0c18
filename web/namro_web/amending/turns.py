"""A thing of a plan as the library compares it, and what the library says of a change.

Which thing of a later text is which of the plan, and whether a promise became weaker or later, is for
the engine that also holds a plan against the plan above it; see ``docs/explanation/matching.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import namro
from namro.model.alignment import Item, ItemKind, Programme, Turn
from namro.model.deadline import ByDate
from namro_web.amending.facts import LABELS, TITLES, Facts, FieldChange, words
from namro_web.intake.items import deadline_of, operator_of

ITEM_KINDS = {
    "task": ItemKind.TASK,
    "indicator": ItemKind.TARGET,
    "goal": ItemKind.OBJECTIVE,
    "duty": ItemKind.OBLIGATION,
}
_TURNING = {
    "targets": ("value", "word", "horizon"),
    "horizon": ("horizon",),
    "deadline": ("deadline",),
}


def item_of(key: str, kind: str, facts: Facts, *, no: str = "", place: str = "") -> Item:
    """Give a thing as one statement, by which it is known again; of several targets the first."""
    first = (facts.get("targets") or [{}])[0]
    return Item(
        key=key,
        kind=ITEM_KINDS[kind],
        text=str(facts[TITLES[kind]]),
        no=no,
        deadline=deadline_of(facts.get("deadline")),
        lead=tuple(facts.get("lead", ())),
        place=place,
        **_promise(first, facts),
    )


def told(kind: str, names: Sequence[str], old: Facts, new: Facts) -> list[FieldChange]:
    """Say the old and new words of fields of one thing, and what each change makes of its promise."""
    turns = _turns(kind, old, new) if old and any(name in _TURNING for name in names) else {}
    return [
        FieldChange(
            name,
            LABELS[kind][name],
            words(name, old.get(name)),
            words(name, new.get(name)),
            turns.get(name, ()),
        )
        for name in names
    ]


def _turns(kind: str, old: Facts, new: Facts) -> Mapping[str, tuple[Turn, ...]]:
    if kind == "indicator":
        # Its name does not tell its promises apart, and may have changed.
        name = str(old.get("name", ""))
        before, after = _targets(name, old), _targets(name, new)
    else:
        before, after = _dated(kind, old, new)
    one = [("", "")]
    found = namro.compare(Programme("", before), Programme("", after), confirmed=one)
    turns = [(one.field, one.turn) for change in found.changed for one in change.fields]
    # A promise that an indicator makes besides the others, or no longer makes.
    turns += [("value", Turn.STATED) for _ in found.added]
    turns += [("value", Turn.UNSTATED) for _ in found.removed]
    return {
        name: tuple(dict.fromkeys(turn for field, turn in turns if turn and field in fields))
        for name, fields in _TURNING.items()
    }


def _targets(name: str, facts: Facts) -> tuple[Item, ...]:
    targets = facts.get("targets") or []
    several = Counter(one.get("horizon") for one in targets)
    return tuple(
        Item(
            str(number),
            ItemKind.TARGET,
            (one.get("printed") if several[one.get("horizon")] > 1 else "") or name,
            **_promise(one, facts),
        )
        for number, one in enumerate(targets)
    )


def _dated(kind: str, old: Facts, new: Facts) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    deadlines = [facts.get("deadline") or {} for facts in (old, new)]
    # An event that has come has set a day, which can move like any other.
    come = all(one.get("kind") == "on-event" and one.get("day") for one in deadlines)
    before, after = (
        Item(
            "",
            ITEM_KINDS[kind],
            "",
            deadline=ByDate(date.fromisoformat(said["day"])) if come else deadline_of(said),
            **_promise({}, facts),
        )
        for facts, said in zip((old, new), deadlines, strict=True)
    )
    return (before,), (after,)


def _promise(target: Mapping[str, Any], facts: Facts) -> dict[str, Any]:
    number = target.get("value") and target.get("operator")
    horizon = target.get("horizon") or facts.get("horizon") or ""
    return {
        "operator": operator_of(target["operator"]) if number else None,
        "value": Decimal(target["value"]) if number else None,
        "unit": target.get("unit") or facts.get("unit") or "",
        "word": "" if number else target.get("word") or target.get("value") or "",
        "horizon": date.fromisoformat(horizon) if horizon else None,
    }
