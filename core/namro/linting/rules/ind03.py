"""Chỉ tiêu không có đơn vị tính.

**Why.** Con số không đơn vị thì mỗi nơi báo cáo một kiểu và không cộng được.

**Bad.** “Số hóa 500.”

**Good.** “Số hóa 500 hồ sơ.”
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find targets whose number has no unit, in the sentence or in the row's own cell."""
    for index in plan.programme_targets:
        target = plan.targets[index]
        if target.unit:
            continue
        if target.indicator is not None and plan.indicators[target.indicator].unit:
            continue
        value = f"{target.value.normalize():f}".replace(".", ",")
        yield RULE.on(
            plan,
            "target",
            index,
            f"Chỉ tiêu “{short(target.subject)}” ghi {value} mà không có đơn vị tính; bổ sung đơn vị.",
        )


RULE = Rule("IND03", "Chỉ tiêu không có đơn vị tính", Severity.WARNING, check)
