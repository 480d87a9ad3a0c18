"""Số, ký hiệu của văn bản viện dẫn viết không thống nhất.

**Why.** Văn bản của Nhà nước viết “số/loại-cơ quan” (03/NQ-CP), văn bản của Đảng viết “số-loại/cơ quan” (57-NQ/TW). Viết
lẫn hai kiểu thì tra cứu không ra.

**Bad.** “03-NQ/CP” trong khi chỗ khác ghi “03/NQ-CP”.

**Good.** “03/NQ-CP” ở mọi chỗ.
"""

from __future__ import annotations

from collections.abc import Iterator

from namro.linting.citing import number_key, signs_in
from namro.linting.rule import Rule
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find a number whose marks are put otherwise than in its citation."""
    right = {
        number_key(citation.number, loose=True): (index, citation.number)
        for index, citation in enumerate(plan.citations)
    }
    for printed, span in signs_in(plan.source.text):
        known = right.get(number_key(printed, loose=True))
        if known is None:
            continue
        index, number = known
        if number_key(printed) == number_key(number):
            continue
        yield Finding(
            rule=RULE.id,
            severity=RULE.severity,
            line=plan.source.line_of(span.start),
            message=f"Ký hiệu “{printed}” viết khác “{number}” ở chỗ khác; thống nhất “{number}”.",
            span=span,
            subject=("citation", index),
            printed=printed,
            suggestion=number,
            safe=True,
        )


RULE = Rule("CIT03", "Ký hiệu văn bản viết không thống nhất", Severity.WARNING, check)
