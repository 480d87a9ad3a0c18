"""Văn bản chưa có số hoặc ký hiệu.

**Why.** Kế hoạch không có số thì không viện dẫn được; thường là bản dự thảo còn để trống.

**Bad.** “Số:      /KH-UBND”.

**Good.** “Số: 39/KH-UBND”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import is_annex_alone
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find a plan without a number."""
    if plan.header.number is None and not is_annex_alone(plan):
        yield RULE.on_document("Chưa có số, ký hiệu văn bản; ghi số trước khi ban hành.")


RULE = Rule("HDR01", "Chưa có số, ký hiệu", Severity.WARNING, check)
