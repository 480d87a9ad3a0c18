"""Nhiệm vụ lặp lại.

**Why.** Một việc ghi hai lần thì bị giao hai lần và báo cáo hai lần; nếu hai nơi ghi khác đơn vị hoặc khác hạn thì
không biết theo nơi nào.

**Bad.** Nhiệm vụ 39 và 42 cùng lời, chủ trì là hai đơn vị khác nhau.

**Good.** Mỗi việc một dòng.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import deadline_key, same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan, Task


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks of the programme that say the same as an earlier one."""
    seen: dict[str, int] = {}
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        key = same_words(task.text)
        if not key:
            continue
        first = seen.setdefault(key, index)
        if first == index:
            continue
        earlier = plan.tasks[first]
        differences = _differences(earlier, task)
        where = f"nhiệm vụ {earlier.no}" if earlier.no else f"dòng {earlier.line}"
        if differences:
            message = (
                f"“{short(task.text)}” lặp lại {where} nhưng khác {', '.join(differences)}; "
                "gộp làm một và thống nhất."
            )
        else:
            message = f"“{short(task.text)}” lặp lại {where}; gộp làm một."
        severity = Severity.ERROR if differences else Severity.WARNING
        yield RULE.on(plan, "task", index, message, severity=severity)


def _differences(first: Task, second: Task) -> list[str]:
    found = []
    if {same_words(unit) for unit in first.lead} != {same_words(unit) for unit in second.lead}:
        found.append("đơn vị chủ trì")
    if deadline_key(first.deadline) != deadline_key(second.deadline):
        found.append("thời hạn")
    return found


RULE = Rule("TSK08", "Nhiệm vụ lặp lại", Severity.WARNING, check)
