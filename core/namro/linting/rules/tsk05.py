"""Nhiệm vụ chưa rõ thời gian.

**Why.** Không có thời hạn, kỳ thực hiện hay điều kiện bắt đầu thì không bao giờ chậm, và cũng không ai nhắc.

**Bad.** Ô “Thời gian hoàn thành” để trống.

**Good.** “Quý II/2026”; “Hằng năm”; “Thường xuyên”; “Sau khi tỉnh triển khai”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import short
from namro.model.finding import Finding, Severity
from namro.model.plan import Origin, Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks with no deadline, no rhythm and no condition."""
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        if task.deadline is not None or task.deadline_raw or task.condition:
            continue
        yield RULE.on(
            plan,
            "task",
            index,
            f"Chưa rõ thời gian: “{short(task.text)}” không nêu thời hạn; bổ sung ngày, quý hoặc kỳ.",
            severity=Severity.ERROR if task.origin is Origin.ANNEX else Severity.NOTE,
        )


RULE = Rule("TSK05", "Nhiệm vụ chưa rõ thời gian", Severity.ERROR, check)
