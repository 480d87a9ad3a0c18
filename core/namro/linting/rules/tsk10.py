"""Giao cho tập thể chung chung.

**Why.** “Các cơ quan, đơn vị” cùng chủ trì nghĩa là không ai chủ trì. Một việc giao cho nhiều nơi cần một đơn vị đầu
mối, hoặc tách thành việc của từng đơn vị.

**Bad.** Chủ trì: “Các ban, ngành, đoàn thể”.

**Good.** Chủ trì: “Công chức Văn hóa - Xã hội”; phối hợp: “các ban, ngành, đoàn thể”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan

_STARTS = tuple(
    same_words(phrase) + " " for phrase in ("các", "những", "toàn bộ", "toàn thể", "mọi")
)


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks whose every lead is a group of bodies."""
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        if task.lead and all(same_words(unit).startswith(_STARTS) for unit in task.lead):
            yield RULE.on(
                plan,
                "task",
                index,
                f"Chủ trì “{short(task.lead[0])}” là tập thể chung chung; nêu một đơn vị đầu mối.",
            )


RULE = Rule("TSK10", "Giao cho tập thể chung chung", Severity.WARNING, check)
