"""Thời hạn trước ngày ban hành.

**Why.** Nhiệm vụ có hạn trước ngày ký kế hoạch thì quá hạn ngay khi giao; thường là chép lại từ văn bản cũ. Khi ngày
ký để trống, so với ngày của văn bản mới nhất được viện dẫn.

**Bad.** Kế hoạch ngày 20/5/2026, thời hạn “Quý I/2026”.

**Good.** Kế hoạch ngày 20/5/2026, thời hạn “Quý III/2026”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import issued_on_or_after, short
from namro.model.deadline import ByDate
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks due before the plan is issued."""
    issued = issued_on_or_after(plan)
    if issued is None:
        return
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        if isinstance(task.deadline, ByDate) and task.deadline.day < issued:
            yield RULE.on(
                plan,
                "task",
                index,
                f"Thời hạn {task.deadline.day:%d/%m/%Y} của “{short(task.text)}” đã qua khi kế hoạch "
                f"ban hành (sớm nhất {issued:%d/%m/%Y}); xem lại thời hạn.",
            )


RULE = Rule("TSK06", "Thời hạn trước ngày ban hành", Severity.ERROR, check)
