"""What a review found: a statement about the document, for its author."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from namro.model.source import Span


class Severity(StrEnum):
    """How much a finding matters before a plan is issued."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Certainty(StrEnum):
    """How sure a reading is, as a word a person can act on; never a percentage."""

    SURE = "sure"
    FAIRLY_SURE = "fairly-sure"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    Attributes:
        rule: Rule id, such as ``TSK03``.
        severity: How much it matters.
        line: Where it stands.
        message: One or two Vietnamese sentences: what is the matter and what to do.
        span: The exact place, when there is one.
        subject: What it is about: ``("task", 3)`` is ``Plan.tasks[3]``; None for the document.
        printed: For a misprint, the text as printed.
        suggestion: For a misprint, what it should be.
        safe: Whether the suggestion may be applied with one click.
    """

    rule: str
    severity: Severity
    line: int
    message: str
    span: Span | None = None
    subject: tuple[str, int] | None = None
    printed: str | None = None
    suggestion: str | None = None
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How sure the parser is of one field of one item, and why, in one plain sentence."""

    field: str
    certainty: Certainty
    reason: str
    span: Span | None = None
