"""Cơ quan ban hành của văn bản viện dẫn không thống nhất.

**Why.** Cùng số, cùng ngày mà ghi hai cơ quan ban hành thì chắc chắn có một chỗ sai.

**Bad.** “Nghị quyết số 03/NQ-CP ngày 09/01/2025 của Chính phủ”, chỗ khác “… của Thủ tướng Chính phủ”.

**Good.** Một cơ quan ở mọi chỗ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from namro.linting.citing import issuer_after
from namro.linting.rule import Rule
from namro.linting.wording import same_words
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


def check(plan: Plan) -> Iterator[Finding]:
    """Find documents that are named with more than one issuer."""
    for index, citation in enumerate(plan.citations):
        first: str | None = None
        for span in citation.mentions:
            issuer = issuer_after(plan.source.text, span)
            if issuer is None:
                continue
            if first is None:
                first = issuer
                continue
            here, there = same_words(_shortened(issuer)), same_words(_shortened(first))
            # "UBND tỉnh" and "UBND tỉnh Hưng Yên" are one body, said shorter.
            if here in there or there in here:
                continue
            yield Finding(
                rule=RULE.id,
                severity=RULE.severity,
                line=plan.source.line_of(span.start),
                message=(
                    f"{citation.number} ở đây ghi của {issuer}, chỗ khác ghi của {first}; "
                    "kiểm tra lại cơ quan ban hành."
                ),
                span=span,
                subject=("citation", index),
            )
            break


def _shortened(issuer: str) -> str:
    return re.sub(r"[UuỦủ][ỷỶyYỦủ] ban nhân dân|Uỷ ban nhân dân|Ủy ban nhân dân", "UBND", issuer)


RULE = Rule("CIT02", "Cơ quan ban hành không thống nhất", Severity.WARNING, check)
