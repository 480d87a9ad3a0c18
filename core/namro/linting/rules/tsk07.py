"""Thời hạn không hiểu được.

**Why.** Thời hạn viết mà không đọc ra ngày, kỳ hay điều kiện thì không nhắc hạn được.

**Bad.** “Theo tiến độ chung”; “30/2/2026”.

**Good.** “Trước ngày 28/2/2026”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.engine import Rule
from namro.linting.wording import short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks whose deadline is printed but means no date, rhythm or event."""
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        if task.deadline_raw and task.deadline is None and not task.condition:
            yield RULE.on(
                plan,
                "task",
                index,
                f"Không hiểu thời hạn “{short(task.deadline_raw)}”; ghi ngày, tháng, quý, năm hoặc kỳ.",
            )


RULE = Rule("TSK07", "Thời hạn không hiểu được", Severity.WARNING, check)
