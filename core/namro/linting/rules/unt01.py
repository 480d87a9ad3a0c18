"""Giao việc cho cơ quan không còn.

**Why.** Từ ngày 01/7/2025 không còn đơn vị hành chính cấp huyện. Kế hoạch ban hành từ ngày đó mà giao việc, báo cáo
hoặc gửi cho UBND huyện, phòng của huyện, huyện ủy thì không có nơi nhận. Văn bản cũ được viện dẫn thì không nêu.

**Bad.** Kế hoạch năm 2026: “báo cáo UBND huyện trước ngày 10/6”.

**Good.** “báo cáo UBND tỉnh (qua Sở Khoa học và Công nghệ) trước ngày 10/6”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from namro.linting.rule import Rule
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan

_NO_DISTRICTS_FROM = date(2025, 7, 1)
_DISTRICT = re.compile(
    r"(?:UBND|Ủy ban nhân dân|HĐND|Hội đồng nhân dân|Công an|Đảng ủy|MTTQ|Phòng [^,;.]{1,40}?|Ban [^,;.]{1,30}?)"
    r" (?:huyện|quận|thị xã)\b|\b(?:Huyện|Quận|Thị) (?:ủy|uỷ)\b|^cấp huyện$|^(?:UBND )?huyện\b",
    re.IGNORECASE,
)


def check(plan: Plan) -> Iterator[Finding]:
    """Find bodies of the abolished district level that a plan of today relies on."""
    if plan.header.date is None or plan.header.date < _NO_DISTRICTS_FROM:
        return
    for index, task in enumerate(plan.tasks):
        for unit in (*task.lead, *task.coordinating):
            if _DISTRICT.search(unit):
                yield RULE.on(plan, "task", index, _message(unit, "được giao việc"))
    for index, duty in enumerate(plan.obligations):
        for body, role in ((duty.actor, "được giao việc"), (duty.report_to, "nhận báo cáo")):
            if body and _DISTRICT.search(body):
                yield RULE.on(plan, "obligation", index, _message(body, role))
    for recipient in plan.header.recipients:
        if _DISTRICT.search(recipient):
            yield RULE.on_document(_message(recipient, "có trong nơi nhận"))


def _message(unit: str, role: str) -> str:
    return f"“{unit}” {role} nhưng không còn cấp huyện từ 01/7/2025; thay bằng cơ quan kế thừa."


RULE = Rule("UNT01", "Giao việc cho cơ quan không còn", Severity.WARNING, check)
