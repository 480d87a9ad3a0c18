"""What an amendment would change: what a person says, above what was read from the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import namro
from namro.model.alignment import Programme
from namro_web.amending.facts import KINDS, LABELS, RUNNING, TITLES, Facts, FieldChange, Thing
from namro_web.amending.facts import differences as fields_that_differ
from namro_web.amending.models import Amendment
from namro_web.amending.turns import item_of, told
from namro_web.intake.items import Decision, Kind
from namro_web.intake.models import Draft
from namro_web.intake.models import Stage as DraftStage
from namro_web.intake.queries import opened, units_by_name
from namro_web.intake.reviewing import decision_of, facts_as_reviewed

_READ_AS = {Kind.TASK: "task", Kind.INDICATOR: "indicator", Kind.DUTY: "duty"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change that applying the amendment would make.

    Attributes:
        op: ``added``, ``removed`` or ``changed``.
        key: The thing of the plan, or for an addition what it is called in the amendment.
        source: The thing read from the document that says so; empty where a person did.
        fields: The fields that a change changes.
        unsure: The words differ so much that a person should look at the pair.
    """

    op: str
    kind: str
    key: str
    old: Thing | None
    new: Facts
    fields: tuple[str, ...] = ()
    reason: str = ""
    source: str = ""
    line: int = 0
    section: str = ""
    unsure: bool = False

    @property
    def id(self) -> int | None:
        """The identity of the thing of the plan."""
        return self.old.id if self.old else None

    @property
    def kind_word(self) -> str:
        """What it is."""
        return KINDS[self.kind]

    @property
    def text(self) -> str:
        """What it is called: as it is now, where it is in the plan."""
        return self.old.text if self.old else str(self.new[TITLES[self.kind]])

    @property
    def told(self) -> list[FieldChange]:
        """The old and new words of every field that changes."""
        old = self.old.facts if self.old else {}
        if self.op == "removed":
            return []
        names = self.fields or tuple(
            name for name in LABELS[self.kind] if name != TITLES[self.kind] and self.new.get(name)
        )
        return [one for one in told(self.kind, names, old, self.new) if one.old or one.new]

    @property
    def by_hand(self) -> bool:
        """Whether a person said so and not the document."""
        return not self.source and self.op != "removed"


@dataclass(frozen=True, slots=True)
class Read:
    """One thing as the amending document says it."""

    key: str
    kind: str
    facts: Facts
    no: str = ""
    line: int = 0
    section: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Everything an amendment would do.

    Attributes:
        waiting: Items of the document that nobody has reviewed yet.
        kept: Things of the plan that the document does not say and that stay all the same.
        units: What units the names of the document mean, as its review says.
    """

    proposals: tuple[Proposal, ...]
    waiting: int = 0
    kept: tuple[Thing, ...] = ()
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, op: str) -> list[Proposal]:
        """Give the proposals of one kind of change."""
        return [one for one in self.proposals if one.op == op]


def proposed(amendment: Amendment, now: Mapping[str, Thing], *, at: date) -> Proposed:
    """Say what an amendment would change in a plan as it stands now."""
    by_hand = [_edited(edit, now) for edit in amendment.edits]
    edits = [one for one in by_hand if one is not None]
    spoken_for = {one.key for one in edits if one.old is not None}
    if amendment.draft is None or amendment.draft.stage != DraftStage.READY:
        return Proposed(tuple(edits))
    read, waiting, units = read_items(amendment.draft, at=at)
    rest = {key: thing for key, thing in now.items() if key not in spoken_for}
    pairs = _pairs(read, rest, amendment.pairs)
    told_from: list[Proposal] = []
    for one in read:
        old = rest.get(pairs.get(one.key, ""))
        if old is None:
            told_from.append(
                Proposal(
                    "added",
                    one.kind,
                    one.key,
                    None,
                    one.facts,
                    source=one.key,
                    line=one.line,
                    section=one.section,
                )
            )
            continue
        fields = _changed_fields(one, old, whole=amendment.whole)
        if fields:
            told_from.append(
                Proposal(
                    "changed",
                    one.kind,
                    old.key,
                    old,
                    {
                        name: one.facts[name]
                        for name in (*fields, *(["deadline_raw"] if "deadline" in fields else []))
                    },
                    fields=tuple(fields),
                    source=one.key,
                    line=one.line,
                    unsure=TITLES[one.kind] in fields and one.key not in amendment.pairs,
                )
            )
    answered = set(pairs.values())
    silent = [thing for key, thing in rest.items() if key not in answered]
    if not amendment.whole:
        return Proposed((*edits, *told_from), waiting, tuple(silent), units)
    keeps = set(amendment.keeps)
    gone = [
        Proposal("removed", thing.kind, thing.key, thing, {})
        for thing in silent
        if thing.key not in keeps
    ]
    kept = tuple(thing for thing in silent if thing.key in keeps)
    return Proposed((*edits, *told_from, *gone), waiting, kept, units)


def read_items(draft: Draft, *, at: date) -> tuple[list[Read], int, Mapping[str, tuple[str, ...]]]:
    """Give what a reviewed draft says, how much of it waits for review, and what its names mean."""
    found = opened(draft)
    read: list[Read] = []
    waiting = 0
    for item in found.items:
        decision = decision_of(draft.review, item.key)
        if decision is Decision.REJECTED:
            continue
        waiting += decision is Decision.PENDING
        facts = facts_as_reviewed(item, draft.review, found.findings)
        section = "" if item.section is None else found.plan.sections[item.section].title
        if item.kind is Kind.TASK:
            facts = {name: facts[name] for name in ("text", "lead", "coordinating", "deadline")} | {
                "deliverable": facts["deliverable"],
                "deadline_raw": facts["deadline_raw"],
            }
        read.append(Read(item.key, _READ_AS[item.kind], facts, item.no or "", item.line, section))
    for place, goal in enumerate(found.plan.objectives):
        horizon = goal.horizon.isoformat() if goal.horizon else ""
        read.append(
            Read(f"MT-{place}", "goal", {"text": goal.text, "horizon": horizon}, line=goal.line)
        )
    return read, waiting, units_by_name(found, at=at)


def _changed_fields(one: Read, old: Thing, *, whole: bool) -> list[str]:
    new = {name: value for name, value in one.facts.items() if name != "deadline_raw"}
    now = {name: value for name, value in old.facts.items() if name not in RUNNING}
    if (now.get("deadline") or {}).get("kind") == "on-event":
        now["deadline"] = {**now["deadline"], "day": ""}
    fields = fields_that_differ(one.kind, now, new)
    # A document that says only what changes leaves unsaid what stays.
    return fields if whole else [name for name in fields if new.get(name)]


def _pairs(
    read: Sequence[Read], now: Mapping[str, Thing], said: Mapping[str, str]
) -> dict[str, str]:
    """Say which thing of the plan each thing read is; what a person said stands above all."""
    by_hand = {
        one.key: said[one.key]
        for one in read
        if said.get(one.key) and said[one.key] in now and now[said[one.key]].kind == one.kind
    }
    fresh = {key for key, old in said.items() if old == ""}
    comparison = namro.compare(
        Programme(
            "",
            tuple(
                item_of(one.key, one.kind, one.facts, no=one.no, place=one.place)
                for one in now.values()
            ),
        ),
        Programme(
            "",
            tuple(
                item_of(one.key, one.kind, one.facts, no=one.no, place=one.section)
                for one in read
                if one.key not in fresh
            ),
        ),
        confirmed=[(old_key, new_key) for new_key, old_key in by_hand.items()],
    )
    return {new.key: old.key for old, new in comparison.pairs}


def _edited(edit: Mapping[str, Any], now: Mapping[str, Thing]) -> Proposal | None:
    old = now.get(edit["key"])
    if edit["op"] != "added" and old is None:
        # Given up meanwhile by other hands: there is nothing left to change.
        return None
    new: Facts = dict(edit.get("new") or {})
    fields: tuple[str, ...] = ()
    if edit["op"] == "changed" and old is not None:
        fields = tuple(fields_that_differ(old.kind, old.facts, {**old.facts, **new}))
        if not fields:
            return None
        new = {name: new[name] for name in fields}
    return Proposal(
        edit["op"],
        edit["kind"],
        edit["key"],
        old,
        new,
        fields=fields,
        reason=str(edit.get("reason", "")),
        section=str(edit.get("section", "")),
    )


def with_reason(proposals: Iterable[Proposal], reason: str) -> list[Proposal]:
    """Give every removal that says no reason of its own the amendment's."""
    return [
        replace(one, reason=reason) if one.op == "removed" and not one.reason else one
        for one in proposals
    ]
