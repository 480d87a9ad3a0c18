"""Văn bản chưa có ngày ban hành.

**Why.** Thời hạn tính từ ngày ký, chế độ báo cáo và hiệu lực đều dựa vào ngày ban hành.

**Bad.** “ngày     tháng     năm 2025”.

**Good.** “ngày 20 tháng 5 năm 2025”.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.rule import Rule
from namro.linting.wording import is_annex_alone
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find a plan without a day of issue."""
    if plan.header.date is None and not is_annex_alone(plan):
        yield RULE.on_document("Chưa có ngày ban hành; ghi ngày trước khi ban hành.")


RULE = Rule("HDR02", "Chưa có ngày ban hành", Severity.WARNING, check)
