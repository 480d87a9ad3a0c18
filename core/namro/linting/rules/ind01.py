"""Chỉ tiêu không có con số.

**Why.** Chỉ tiêu không đo được thì cuối kỳ không kết luận được đạt hay chưa đạt. Nếu thực là chỉ tiêu có/không, ghi
rõ điều kiện để coi là đạt.

**Bad.** Kết quả: “Tiếp cận mức tiên tiến ở nhiều lĩnh vực”.

**Good.** Kết quả: “≥ 80%”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import same_words, short
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find indicator rows that promise no number anywhere in the row."""
    measured = {target.indicator for target in plan.targets}
    for index, row in enumerate(plan.indicators):
        if row.value is not None or index in measured or _has_parts(plan, index):
            continue
        if not same_words(row.target_raw or ""):
            message = f"Chỉ tiêu “{short(row.name)}” để trống mức phấn đấu; bổ sung con số."
        else:
            message = (
                f"Chỉ tiêu “{short(row.name)}” ghi “{short(row.target_raw or '')}”, không có con số; "
                "nêu mức đo được hoặc điều kiện coi là đạt."
            )
        yield RULE.on(plan, "indicator", index, message)


def _has_parts(plan: Plan, index: int) -> bool:
    """Tell whether a row only heads the rows below it ("5" before "5.1")."""
    row = plan.indicators[index]
    if not row.no or row.target_raw or index + 1 == len(plan.indicators):
        return False
    following = plan.indicators[index + 1].no or ""
    return following.startswith((f"{row.no}.", "-", "a"))


RULE = Rule("IND01", "Chỉ tiêu không có con số", Severity.WARNING, check)
