"""Phần lời và phụ lục nêu chỉ tiêu khác nhau.

**Why.** Cùng một chỉ tiêu mà hai nơi ghi hai mức, hai dấu (“trên 40%” và “40%”) hoặc hai thời điểm thì không biết phải
đạt mức nào.

**Bad.** Thân văn bản: “trên 40%”; ô kết quả của phụ lục: “40%”.

**Good.** Hai nơi ghi một mức.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Operator, Origin, Plan, Target

_SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.MORE_THAN: ">",
    Operator.EQUAL: "=",
    Operator.AT_MOST: "≤",
    Operator.LESS_THAN: "<",
}

_FEWEST_WORDS = 4
_ALIKE = 0.85
"""Share of common words from which two subjects are one: a word or two may differ."""


def check(plan: Plan) -> Iterator[Finding]:
    """Find targets that the body and an annex, or a row's name and its cell, state differently."""
    for body, annex in (*plan.same_targets, *_said_otherwise(plan)):
        here, there = plan.targets[body], plan.targets[annex]
        differences = _differences(here, there)
        if differences:
            yield RULE.on(
                plan,
                "target",
                body,
                f"“{short(here.subject)}” ở đây và ở dòng {there.line} khác nhau: "
                f"{'; '.join(differences)}; thống nhất một mức.",
            )
    for index, target in enumerate(plan.targets):
        if target.indicator is None:
            continue
        row = plan.indicators[target.indicator]
        if row.value is None or row.operator is None:
            continue
        if row.value == target.value and row.operator is not target.operator:
            yield RULE.on(
                plan,
                "target",
                index,
                f"Tên chỉ tiêu nói {_words(target.operator, target)}, ô kết quả ghi “{row.target_raw}” "
                f"({_words(row.operator, target)}); thống nhất dấu so sánh.",
                severity=Severity.WARNING,
            )


def _said_otherwise(plan: Plan) -> Iterator[tuple[int, int]]:
    """Pair a body target with the annex target about the same thing that states another value."""
    paired = {index for pair in plan.same_targets for index in pair}
    left = [index for index in range(len(plan.targets)) if index not in paired]
    words = {index: frozenset(same_words(plan.targets[index].subject).split()) for index in left}
    rows = [index for index in left if plan.targets[index].origin is Origin.ANNEX]
    for body in left:
        here = plan.targets[body]
        if here.origin is not Origin.BODY or len(words[body]) < _FEWEST_WORDS:
            continue
        alike = [
            row
            for row in rows
            if plan.targets[row].unit == here.unit
            and plan.targets[row].horizon in (here.horizon, None)
            and len(words[body] & words[row]) >= _ALIKE * len(words[body] | words[row])
        ]
        if len(alike) == 1 and plan.targets[alike[0]].value != here.value:
            yield body, alike[0]


def _differences(here: Target, there: Target) -> list[str]:
    found = []
    if here.value != there.value or here.unit != there.unit or here.operator is not there.operator:
        found.append(f"{_words(here.operator, here)} và {_words(there.operator, there)}")
    if here.horizon and there.horizon and here.horizon != there.horizon:
        found.append(f"đến {here.horizon:%d/%m/%Y} và đến {there.horizon:%d/%m/%Y}")
    return found


def _words(operator: Operator, target: Target) -> str:
    value = f"{target.value.normalize():f}".replace(".", ",")
    return f"{_SIGNS[operator]} {value}{target.unit if target.unit == '%' else ' ' + (target.unit or '')}".rstrip()


RULE = Rule("IND05", "Phần lời và phụ lục nêu chỉ tiêu khác nhau", Severity.ERROR, check)
