"""Ngày của văn bản viện dẫn không thống nhất.

**Why.** Một số, ký hiệu đi với hai ngày là ghi nhầm ngày, hoặc là hai văn bản khác nhau trùng số của hai cơ quan; cả
hai trường hợp đều làm người đọc tra nhầm.

**Bad.** “Nghị quyết số 57-NQ/TW ngày 22/12/2024 …”, chỗ khác “57-NQ/TW ngày 24/12/2024”.

**Good.** Một ngày ở mọi chỗ; hai văn bản trùng số thì ghi rõ cơ quan ban hành.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from namro.linting.citing import date_after, number_key
from namro.linting.rule import Rule
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan
from namro.model.source import Span


def check(plan: Plan) -> Iterator[Finding]:
    """Find numbers that are printed with more than one date."""
    text = plan.source.text
    dates: dict[str, dict[date, tuple[int, Span]]] = {}
    for index, citation in enumerate(plan.citations):
        known = dates.setdefault(number_key(citation.number), {})
        if citation.date is not None and citation.mentions:
            known.setdefault(citation.date, (index, citation.mentions[0]))
        for span in citation.mentions:
            day = date_after(text, span)
            if day is not None:
                known.setdefault(day, (index, span))
    for known in dates.values():
        if len(known) < 2:
            continue
        (first, (first_index, _)), *others = known.items()
        for day, (index, span) in others:
            citation = plan.citations[index]
            name = f"{citation.kind or ''} {citation.number}".strip()
            issuers = {plan.citations[first_index].issuer, citation.issuer} - {None}
            severity = Severity.NOTE if len(issuers) > 1 else RULE.severity
            yield Finding(
                rule=RULE.id,
                severity=severity,
                line=plan.source.line_of(span.start),
                message=(
                    f"{name} ở đây ghi ngày {day:%d/%m/%Y}, chỗ khác ghi {first:%d/%m/%Y}; "
                    "kiểm tra lại ngày, hoặc ghi rõ cơ quan ban hành nếu là hai văn bản."
                ),
                span=span,
                subject=("citation", index),
            )


RULE = Rule("CIT01", "Ngày của văn bản viện dẫn không thống nhất", Severity.WARNING, check)
