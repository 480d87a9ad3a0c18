"""Runs every rule over a plan. Knows no rule by name: a file put in ``rules/`` is a rule.

A rule file has two things: ``RULE``, a :class:`Rule`, whose ``check`` gives the findings, and the
module docstring, which is the rule's page in the manual.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from namro.linting.rule import Rule
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


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
