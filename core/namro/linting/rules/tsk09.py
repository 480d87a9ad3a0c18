"""Phần lời và phụ lục giao việc khác nhau.

**Why.** Cùng một việc mà thân văn bản và phụ lục ghi khác thời hạn hoặc khác đơn vị thì người thực hiện chọn nơi dễ
hơn. Chỉ nêu khi cả hai nơi đều ghi.

**Bad.** Thân văn bản: “trước ngày 30/6/2026”; phụ lục: “Quý IV/2026”.

**Good.** Hai nơi ghi một thời hạn.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import deadline_key, deadline_words, same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find body tasks whose annex row names another deadline or another lead."""
    for index, task in enumerate(plan.tasks):
        if task.same_as is None:
            continue
        row = plan.tasks[task.same_as]
        where = f"nhiệm vụ {row.no} của phụ lục" if row.no else f"dòng {row.line}"
        if (
            task.deadline
            and row.deadline
            and deadline_key(task.deadline) != deadline_key(row.deadline)
        ):
            yield RULE.on(
                plan,
                "task",
                index,
                f"Thời hạn “{deadline_words(task)}” ở đây khác “{deadline_words(row)}” của "
                f"{where}; thống nhất một thời hạn.",
            )
        mine = {same_words(unit) for unit in task.lead}
        theirs = {same_words(unit) for unit in row.lead}
        if mine and theirs and not mine & theirs:
            yield RULE.on(
                plan,
                "task",
                index,
                f"“{short(task.text)}” giao {task.lead[0]} ở đây, giao {row.lead[0]} tại {where}; "
                "thống nhất đơn vị chủ trì.",
            )


RULE = Rule("TSK09", "Phần lời và phụ lục giao việc khác nhau", Severity.WARNING, check)
