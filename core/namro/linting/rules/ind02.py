"""Chỉ tiêu không có thời điểm.

**Why.** “Đạt 90%” mà không nói đến năm nào thì không biết khi nào phải đạt.

**Bad.** “Tỷ lệ hồ sơ trực tuyến đạt 90%.”

**Good.** “Đến năm 2030, tỷ lệ hồ sơ trực tuyến đạt 90%.”
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan

_PERIOD = same_words("giai đoạn")


def check(plan: Plan) -> Iterator[Finding]:
    """Find targets without a horizon."""
    # A plan for named years implies its last one: worth saying, but nobody is misled.
    implied = _PERIOD in same_words(plan.header.title or "")
    for index in plan.programme_targets:
        target = plan.targets[index]
        if target.horizon is None:
            yield RULE.on(
                plan,
                "target",
                index,
                f"Chỉ tiêu “{short(target.subject)}” không nêu đến khi nào; bổ sung năm hoặc ngày.",
                severity=Severity.NOTE if implied else RULE.severity,
            )


RULE = Rule("IND02", "Chỉ tiêu không có thời điểm", Severity.WARNING, check)
