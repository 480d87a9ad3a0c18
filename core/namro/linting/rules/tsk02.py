"""Nhiệm vụ chưa rõ người chủ trì.

**Why.** Không nêu đơn vị chủ trì thì khi chậm không biết hỏi ai. Dòng phụ lục có cột chủ trì mà để trống là lỗi;
nhiệm vụ nêu trong phần lời thường giao chung, cần bổ sung khi phân công.

**Bad.** Ô “Cơ quan chủ trì” để trống.

**Good.** “Công chức Văn phòng - Thống kê”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import short
from namro.model.finding import Finding, Severity
from namro.model.plan import Origin, Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks without a lead."""
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        if task.lead:
            continue
        yield RULE.on(
            plan,
            "task",
            index,
            f"Chưa rõ người: “{short(task.text)}” không nêu đơn vị chủ trì; bổ sung một đơn vị.",
            severity=Severity.ERROR if task.origin is Origin.ANNEX else Severity.NOTE,
        )


RULE = Rule("TSK02", "Nhiệm vụ chưa rõ người", Severity.ERROR, check)
