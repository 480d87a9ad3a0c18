"""Nhiệm vụ chưa rõ kết quả.

**Why.** Không có sản phẩm cụ thể thì không nghiệm thu được. “Văn bản” hay “Báo cáo” không cho biết văn bản gì.

**Bad.** Kết quả: “Văn bản liên quan”.

**Good.** Kết quả: “Kế hoạch tuyên truyền năm 2026 của UBND xã”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Origin, Plan

_TOO_GENERAL = frozenset(
    same_words(phrase)
    for phrase in (
        "văn bản",
        "các văn bản",
        "văn bản liên quan",
        "các văn bản liên quan",
        "văn bản có liên quan",
        "văn bản triển khai",
        "văn bản chỉ đạo",
        "báo cáo",
        "các báo cáo",
        "hoạt động",
        "các hoạt động",
        "kết quả",
        "kết quả thực hiện",
        "hoàn thành",
        "sản phẩm",
        "nhiệm vụ",
        "đạt",
        "thực hiện",
        "theo quy định",
    )
)


def check(plan: Plan) -> Iterator[Finding]:
    """Find tasks without a deliverable, or with one that could be anything."""
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        if not task.deliverable:
            yield RULE.on(
                plan,
                "task",
                index,
                f"Chưa rõ kết quả: “{short(task.text)}” không nêu sản phẩm; bổ sung sản phẩm cụ thể.",
                severity=Severity.WARNING if task.origin is Origin.ANNEX else Severity.NOTE,
            )
        elif same_words(task.deliverable) in _TOO_GENERAL:
            yield RULE.on(
                plan,
                "task",
                index,
                f"Chưa rõ kết quả: “{short(task.deliverable)}” quá chung; nêu tên sản phẩm cụ thể.",
            )


RULE = Rule("TSK04", "Nhiệm vụ chưa rõ kết quả", Severity.WARNING, check)
