"""What a plan holds, in numbers: the few lines printed after a document was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurring
from namro.model.finding import Finding, Severity
from namro.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one plan.

    ``tasks`` and ``targets`` count the programme, in which a thing said by both the body and an
    annex stands once; ``task_statements`` and ``target_statements`` count every statement. The
    five ``tasks_…`` add up to ``tasks``.
    """

    sections: int
    objectives: int
    targets: int
    target_statements: int
    indicators: int
    tasks: int
    task_statements: int
    tasks_by_date: int
    tasks_recurring: int
    tasks_continuous: int
    tasks_on_event: int
    tasks_without_deadline: int
    obligations: int
    citations: int
    findings: int
    errors: int
    warnings: int
    notes: int


def summarise(plan: Plan, findings: Iterable[Finding] = ()) -> Summary:
    """Count what the plan holds and what its review found."""
    found = tuple(findings)
    severities = Counter(item.severity for item in found)
    programme = plan.programme_tasks
    kinds = Counter(_kind(plan.tasks[index].deadline) for index in programme)
    return Summary(
        sections=len(plan.sections),
        objectives=len(plan.objectives),
        targets=len(plan.programme_targets),
        target_statements=len(plan.targets),
        indicators=len(plan.indicators),
        tasks=len(programme),
        task_statements=len(plan.tasks),
        tasks_by_date=kinds[ByDate],
        tasks_recurring=kinds[Recurring],
        tasks_continuous=kinds[Continuous],
        tasks_on_event=kinds[OnEvent],
        tasks_without_deadline=kinds[None],
        obligations=len(plan.obligations),
        citations=len(plan.citations),
        findings=len(found),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        notes=severities[Severity.NOTE],
    )


def _kind(deadline: Deadline | None) -> type[Deadline] | None:
    return None if deadline is None else type(deadline)
