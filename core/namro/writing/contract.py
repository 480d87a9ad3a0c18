"""The JSON that other programs read: stable keys, plain values, every item with its place.

What ``namro parse --json`` prints. Text stays as printed, misprints included; corrections stand in
``findings``. Nothing here can be turned back into a plan: that is ``namro.writing.exchange``.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring
from namro.model.finding import Finding, Reading
from namro.model.plan import (
    Citation,
    DueDate,
    Header,
    Indicator,
    Objective,
    Obligation,
    Plan,
    Section,
    Target,
    Task,
)
from namro.model.source import SourceDocument, Span


def contract(plan: Plan, findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """Give the plan as one JSON-ready object.

    Args:
        plan: The plan as parsed.
        findings: What its review found; printed under ``findings``.

    Returns:
        Plain ``dict``, ``list``, ``str``, ``int``, ``float``, ``bool`` and None.
    """
    source = plan.source
    return {
        "source": {
            "name": source.name,
            "format": source.format.value,
            "sha256": source.sha256,
            "pages": source.pages,
            "notes": list(source.notes),
        },
        "header": _header(plan.header),
        "citations": [_citation(item, source) for item in plan.citations],
        "sections": [_section(item) for item in plan.sections],
        "objectives": [_objective(item) for item in plan.objectives],
        "targets": [_target(item, source) for item in plan.targets],
        "indicators": [_indicator(item) for item in plan.indicators],
        "tasks": [_task(item, source) for item in plan.tasks],
        "obligations": [_obligation(item) for item in plan.obligations],
        "same_targets": [list(pair) for pair in plan.same_targets],
        "findings": [_finding(item) for item in findings],
    }


def plain_number(value: Decimal) -> int | float:
    """Give a number as JSON and Excel have it: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def recurrence_word(deadline: Deadline | None) -> str | None:
    """Give how often a task comes round, in the contract's words; None for a day or an event."""
    if isinstance(deadline, Continuous):
        return "continuous"
    if isinstance(deadline, Recurring):
        # The contract has no word for half-years; the printed words stay in ``deadline_raw``.
        every = deadline.every
        return "periodic" if every is Recurrence.HALF_YEARLY else every.value
    return None


def last_day(deadline: Deadline | None) -> str | None:
    """Give the day by which a task is due as an ISO date; None where no day ends it."""
    if isinstance(deadline, ByDate):
        return deadline.day.isoformat()
    if isinstance(deadline, (Recurring, Continuous)) and deadline.until is not None:
        return deadline.until.isoformat()
    return None


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _readings(readings: tuple[Reading, ...]) -> list[dict[str, Any]]:
    return [
        {
            "field": item.field,
            "certainty": item.certainty.value,
            "reason": item.reason,
            "span": _span(item.span),
        }
        for item in readings
    ]


def _header(header: Header) -> dict[str, Any]:
    return {
        "kind": header.kind,
        "number": header.number,
        "date": header.date.isoformat() if header.date else None,
        "place": header.place,
        "issuer": header.issuer,
        "title": header.title,
        "signer": header.signer,
        "signer_role": header.signer_role,
        "signing_form": list(header.signing_form),
        "recipients": list(header.recipients),
        "spans": {name: _span(span) for name, span in header.spans},
    }


def _citation(item: Citation, source: SourceDocument) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "number": item.number,
        "date": item.date.isoformat() if item.date else None,
        "issuer": item.issuer,
        "line": item.line,
        "mentions": [
            {"line": source.line_of(span.start), "span": _span(span), "quote": source.quote(span)}
            for span in item.mentions
        ],
    }


def _section(item: Section) -> dict[str, Any]:
    return {
        "label": item.label,
        "title": item.title,
        "line": item.line,
        "end_line": item.end_line,
        "parent": item.parent,
        "part": item.part.value,
        "horizon": item.horizon.isoformat() if item.horizon else None,
    }


def _objective(item: Objective) -> dict[str, Any]:
    return {
        "text": item.text,
        "line": item.line,
        "section": item.section,
        "horizon": item.horizon.isoformat() if item.horizon else None,
        "span": _span(item.span),
    }


def _target(item: Target, source: SourceDocument) -> dict[str, Any]:
    return {
        "subject": item.subject,
        "operator": item.operator.value,
        "value": plain_number(item.value),
        "unit": item.unit,
        "horizon": item.horizon.isoformat() if item.horizon else None,
        "line": item.line,
        "quote": source.quote(item.span),
        "section": item.section,
        "source": item.origin.value,
        "indicator": item.indicator,
        "span": _span(item.span),
        "readings": _readings(item.readings),
    }


def _indicator(item: Indicator) -> dict[str, Any]:
    return {
        "no": item.no,
        "name": item.name,
        "unit": item.unit,
        "target_raw": item.target_raw,
        "operator": item.operator.value if item.operator else None,
        "value": None if item.value is None else plain_number(item.value),
        "horizon": item.horizon.isoformat() if item.horizon else None,
        "lead": list(item.lead),
        "coordinating": list(item.coordinating),
        "line": item.line,
        "end_line": item.end_line,
        "section": item.section,
        "span": _span(item.span),
        "readings": _readings(item.readings),
    }


def _task(item: Task, source: SourceDocument) -> dict[str, Any]:
    condition = item.condition
    if condition is None and isinstance(item.deadline, OnEvent):
        condition = item.deadline.condition
    return {
        "source": item.origin.value,
        "no": item.no,
        "line": item.line,
        "end_line": item.end_line,
        "section": item.section,
        "text": item.text,
        "lead": list(item.lead),
        "coordinating": list(item.coordinating),
        "deliverable": item.deliverable,
        "deadline_raw": item.deadline_raw,
        "deadline": last_day(item.deadline),
        "recurrence": recurrence_word(item.deadline),
        "condition": condition,
        "same_as": item.same_as,
        "quote": source.quote(item.span),
        "span": _span(item.span),
        "readings": _readings(item.readings),
    }


def _due_date(item: DueDate) -> dict[str, Any]:
    month = "*" if item.month is None else f"{item.month:02}"
    return {"period": item.period, "month_day": f"{month}-{item.day:02}", "year": item.year}


def _obligation(item: Obligation) -> dict[str, Any]:
    return {
        "actor": item.actor,
        "duty": item.duty,
        "report_to": item.report_to,
        "report_via": item.report_via,
        "report_periods": list(item.report_periods),
        "due_dates": [_due_date(due) for due in item.due_dates],
        "line": item.line,
        "section": item.section,
        "span": _span(item.span),
    }


def _finding(item: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {
        "rule": item.rule,
        "severity": item.severity.value,
        "line": item.line,
        "message": item.message,
        "span": _span(item.span),
        "subject": list(item.subject) if item.subject else None,
    }
    if item.printed is not None:
        found |= {"printed": item.printed, "suggestion": item.suggestion, "safe": item.safe}
    return found
