"""A plan as the list of what it asks for, each thing once."""

from __future__ import annotations

from namro.model.alignment import Item, ItemKind, Programme
from namro.model.plan import Plan


def programme_of(plan: Plan) -> Programme:
    """List what a plan asks for: targets, goals, tasks and duties, each stated once."""
    return Programme(
        title=plan.header.title or plan.header.kind or plan.source.name,
        number=plan.header.number or "",
        issuer=plan.header.issuer or "",
        issued_on=plan.header.date,
        items=(*_targets(plan), *_worded(plan), *_objectives(plan), *_tasks(plan), *_duties(plan)),
    )


def _theme(plan: Plan, section: int | None) -> str:
    return plan.sections[section].title if section is not None else ""


def _place(plan: Plan, section: int | None) -> str:
    if section is None:
        return ""
    one = plan.sections[section]
    return f"{one.label} {one.title}".strip() if one.label else one.title


def _targets(plan: Plan) -> list[Item]:
    found = []
    for index in plan.programme_targets:
        one = plan.targets[index]
        row = plan.indicators[one.indicator] if one.indicator is not None else None
        found.append(
            Item(
                key=f"target:{index}",
                kind=ItemKind.TARGET,
                text=one.subject,
                no=(row.no or "") if row else "",
                operator=one.operator,
                value=one.value,
                unit=one.unit or "",
                horizon=one.horizon,
                lead=row.lead if row else (),
                partners=row.coordinating if row else (),
                theme=_theme(plan, one.section),
                place=_place(plan, one.section),
                origin=one.origin,
                line=one.line,
                span=one.span,
            )
        )
    return found


def _worded(plan: Plan) -> list[Item]:
    """List the annex rows whose promise is a word and no number."""
    measured = {one.indicator for one in plan.targets}
    return [
        Item(
            key=f"indicator:{index}",
            kind=ItemKind.TARGET,
            text=one.name,
            no=one.no or "",
            unit=one.unit or "",
            word=one.target_raw or "",
            horizon=one.horizon,
            lead=one.lead,
            partners=one.coordinating,
            theme=_theme(plan, one.section),
            place=_place(plan, one.section),
            line=one.line,
            span=one.span,
        )
        for index, one in enumerate(plan.indicators)
        if index not in measured
    ]


def _objectives(plan: Plan) -> list[Item]:
    return [
        Item(
            key=f"objective:{index}",
            kind=ItemKind.OBJECTIVE,
            text=one.text,
            horizon=one.horizon,
            theme=_theme(plan, one.section),
            place=_place(plan, one.section),
            line=one.line,
            span=one.span,
        )
        for index, one in enumerate(plan.objectives)
    ]


def _tasks(plan: Plan) -> list[Item]:
    found = []
    for index in plan.programme_tasks:
        one = plan.tasks[index]
        found.append(
            Item(
                key=f"task:{index}",
                kind=ItemKind.TASK,
                text=one.text,
                no=one.no or "",
                deadline=one.deadline,
                deadline_raw=one.deadline_raw or "",
                lead=one.lead,
                partners=one.coordinating,
                deliverable=one.deliverable or "",
                theme=_theme(plan, one.section),
                place=_place(plan, one.section),
                origin=one.origin,
                line=one.line,
                span=one.span,
            )
        )
    return found


def _duties(plan: Plan) -> list[Item]:
    found = []
    for index, one in enumerate(plan.obligations):
        due = "; ".join(
            f"{day.period or 'kỳ'}: {day.day}/{day.month or 'hằng tháng'}"
            + (f"/{day.year}" if day.year else "")
            for day in one.due_dates
        )
        found.append(
            Item(
                key=f"obligation:{index}",
                kind=ItemKind.OBLIGATION,
                text=one.duty,
                deadline_raw="; ".join(filter(None, (", ".join(one.report_periods), due))),
                lead=(one.actor,) if one.actor else (),
                partners=tuple(filter(None, (one.report_to,))),
                theme=_theme(plan, one.section),
                place=_place(plan, one.section),
                line=one.line,
                span=one.span,
            )
        )
    return found
