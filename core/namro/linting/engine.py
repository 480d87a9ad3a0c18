"""Runs every rule over a plan. Knows no rule by name: a file put in ``rules/`` is a rule.

A rule file has two things: ``RULE``, a :class:`Rule`, whose ``check`` gives the findings, and the
module docstring, which is the rule's page in the manual.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
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


@cache
def all_rules() -> tuple[Rule, ...]:
    """Give every rule there is, by id."""
    from namro.linting import rules

    found: list[Rule] = []
    for info in pkgutil.iter_modules(rules.__path__):
        module = importlib.import_module(f"{rules.__name__}.{info.name}")
        found.append(module.RULE)
    return tuple(sorted(found, key=lambda rule: rule.id))


def lint_plan(plan: Plan) -> tuple[Finding, ...]:
    """Review a plan with every rule; findings come in order of place."""
    found = [finding for rule in all_rules() for finding in rule.check(plan)]
    found.sort(key=lambda item: (item.line, item.span.start if item.span else -1, item.rule))
    return tuple(found)


def rules_manual() -> str:
    """Give every rule's page, one after another, as Markdown: the reference page on rules."""
    words = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo", Severity.NOTE: "lưu ý"}
    pages = []
    for rule in all_rules():
        _, _, body = rule.page.partition("\n")
        pages.append(
            f"## {rule.id}: {rule.title}\n\nMức: {words[rule.severity]}.\n{body.rstrip()}\n"
        )
    return "\n".join(pages)
