"""What a plan is made from, as typed values: the hand-over from a reviewed draft to the tables.

Positions are those of the document's text. A section is named by its place in the list of
sections, because it has no identity before it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

UnitId = UUID | str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSection:
    """A heading; ``parent`` is an earlier place in the list."""

    title: str
    line: int
    end_line: int
    label: str = ""
    part: str = "other"
    parent: int | None = None
    horizon: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObjective:
    """A goal without a number."""

    text: str
    section: int | None = None
    horizon: date | None = None
    line: int = 1
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCitation:
    """A document the plan names by number."""

    number: str
    kind: str = ""
    issued_on: date | None = None
    issuer: str = ""
    line: int = 1
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDuty:
    """Who must do or report what to whom."""

    duty: str
    actor: str = ""
    unit_id: UnitId | None = None
    report_to: str = ""
    report_via: str = ""
    periods: Sequence[str] = ()
    due_dates: Sequence[Mapping[str, object]] = ()
    section: int | None = None
    line: int = 1
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """An issued plan's particulars and outline."""

    title: str
    line: str = "state"
    kind: str = ""
    number: str = ""
    issued_on: date | None = None
    place: str = ""
    issuer: str = ""
    signer: str = ""
    signer_role: str = ""
    recipients: Sequence[str] = ()
    sections: Sequence[NewSection] = ()
    objectives: Sequence[NewObjective] = ()
    citations: Sequence[NewCitation] = ()
    duties: Sequence[NewDuty] = ()


@dataclass(frozen=True, slots=True)
class CreatedPlan:
    """The stored plan, and the identity of each section in the order given."""

    plan_id: int
    section_ids: tuple[int, ...] = field(default=())

    def section_id(self, place: int | None) -> int | None:
        """Give the identity of the section at a place in the list."""
        return None if place is None else self.section_ids[place]
