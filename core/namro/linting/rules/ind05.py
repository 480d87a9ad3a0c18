"""Phần lời và phụ lục nêu chỉ tiêu khác nhau.

**Why.** Cùng một chỉ tiêu mà hai nơi ghi hai mức, hai dấu (“trên 40%” và “40%”) hoặc hai thời điểm thì không biết phải
đạt mức nào.

**Bad.** Thân văn bản: “trên 40%”; ô kết quả của phụ lục: “40%”.

**Good.** Hai nơi ghi một mức.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import short
from namro.model.finding import Finding, Severity
from namro.model.plan import Operator, Plan, Target

_SIGNS = {
    Operator.AT_LEAST: "≥",
    Operator.MORE_THAN: ">",
    Operator.EQUAL: "=",
    Operator.AT_MOST: "≤",
    Operator.LESS_THAN: "<",
}


def check(plan: Plan) -> Iterator[Finding]:
    """Find targets that the body and an annex, or a row's name and its cell, state differently."""
    for body, annex in plan.same_targets:
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
