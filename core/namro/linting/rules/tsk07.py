"""Thời hạn không hiểu được.

**Why.** Thời hạn viết mà không đọc ra ngày, kỳ hay điều kiện thì không nhắc hạn được.

**Bad.** “Theo tiến độ chung”; “30/2/2026”.

**Good.** “Trước ngày 28/2/2026”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan

_STARTS = tuple(same_words(word) + " " for word in ("từ", "bắt đầu", "kể từ"))


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks whose deadline is printed but means no date, rhythm or event."""
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        if not task.deadline_raw or task.deadline is not None or task.condition:
            continue
        if same_words(task.deadline_raw).startswith(_STARTS):
            yield RULE.on(
                plan,
                "task",
                index,
                f"“{short(task.deadline_raw)}” chỉ nêu lúc bắt đầu; bổ sung thời hạn hoàn thành.",
                severity=Severity.NOTE,
            )
        else:
            yield RULE.on(
                plan,
                "task",
                index,
                f"Không hiểu thời hạn “{short(task.deadline_raw)}”; ghi ngày, tháng, quý, năm hoặc kỳ.",
            )


RULE = Rule("TSK07", "Thời hạn không hiểu được", Severity.WARNING, check)
