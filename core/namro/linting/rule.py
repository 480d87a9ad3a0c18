"""What a rule is. Each file of ``rules/`` makes one of these and calls it ``RULE``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from namro.model.finding import Finding, Severity
from namro.model.plan import Citation, Plan

Subject = Literal["task", "target", "indicator", "section", "citation", "obligation"]
_LISTS: dict[Subject, str] = {
    "task": "tasks",
    "target": "targets",
    "indicator": "indicators",
    "section": "sections",
    "citation": "citations",
    "obligation": "obligations",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing a careful reader would mark.

    Attributes:
        id: Stable id, such as ``TSK03``; the file is named after it.
        title: What it finds, in a few Vietnamese words.
        severity: How much a finding of this rule matters as a rule; a check may lower it.
        check: Gives the findings for one plan, in any order.
    """

    id: str
    title: str
    severity: Severity
    check: Callable[[Plan], Iterable[Finding]]

    def on(
        self,
        plan: Plan,
        kind: Subject,
        index: int,
        message: str,
        *,
        severity: Severity | None = None,
    ) -> Finding:
        """Make a finding about one item of the plan, at the item's own place."""
        item = getattr(plan, _LISTS[kind])[index]
        span = item.mentions[0] if isinstance(item, Citation) and item.mentions else None
        if not isinstance(item, Citation):
            span = item.span
        return Finding(
            rule=self.id,
            severity=severity or self.severity,
            line=item.line,
            message=message,
            span=span,
            subject=(kind, index),
        )

    def on_document(self, message: str, *, severity: Severity | None = None) -> Finding:
        """Make a finding about the document as a whole, at its first line."""
        return Finding(self.id, severity or self.severity, 1, message)

    @property
    def page(self) -> str:
        """The rule's page in the manual."""
        return sys.modules[self.check.__module__].__doc__ or ""
