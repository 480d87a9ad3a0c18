"""What a person reviews: one item for each task, indicator and reporting duty of a read plan.

An item's *facts* are what was read, as plain values that fit in JSON. A reviewer's corrections are
kept apart and laid over them, so that undoing is forgetting a correction and what the document
said is never lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from namro.model.deadline import ByDate, Continuous, Deadline, OnEvent, Recurrence, Recurring
from namro.model.finding import Certainty, Reading
from namro.model.plan import Obligation, Operator, Plan, Target, Task
from namro.model.selection import Selection
from namro.model.source import Span
from namro_web.foundation.errors import Invalid

Facts = dict[str, Any]


class Kind(StrEnum):
    """What an item becomes when the plan is adopted; the value is its tag on the paper."""

    TASK = "NV"
    INDICATOR = "CT"
    DUTY = "BC"
    GOAL = "MT"


class Decision(StrEnum):
    """What the reviewer has said of an item."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to review and where it stands.

    Attributes:
        key: "NV-12" is ``Plan.tasks[12]``; "CT-i3" is an annex row, "CT-t5" a sentence's target;
            "BC-0" is ``Plan.obligations[0]``; "NV-a3" is the third item that a person has added.
        number: Place among the items of its kind, from 1, in the order of the document.
        facts: What was read.
        spans: Where it stands; the first is the place it is shown at, the others say it again.
        no: The document's own number ("TT 43"), where it prints one.
        readings: How sure the reader was, by field.
    """

    key: str
    kind: Kind
    number: int
    facts: Facts
    spans: tuple[Span, ...]
    line: int
    section: int | None
    no: str | None
    readings: tuple[tuple[str, Certainty, str], ...]
    annex: bool
    added: bool = False

    @property
    def tag(self) -> str:
        """The mark on the paper: "NV 12"."""
        return f"{self.kind.value} {self.number}"

    @property
    def title_field(self) -> str:
        """The field whose text names the item."""
        return {Kind.INDICATOR: "name", Kind.DUTY: "duty"}.get(self.kind, "text")


def items_of(plan: Plan, added: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[Item, ...]:
    """List what is to be reviewed, each thing once, in the order of the document.

    ``added`` are the items that people marked in the text themselves, as ``added_to_json`` wrote.
    """
    found = [*_tasks(plan), *_indicators(plan), *_duties(plan), *_added(added or {})]
    found.sort(key=lambda item: (item.spans[0].start, item.key))
    counts = dict.fromkeys(Kind, 0)
    numbered = []
    for item in found:
        counts[item.kind] += 1
        numbered.append(
            Item(
                key=item.key,
                kind=item.kind,
                number=counts[item.kind],
                facts=item.facts,
                spans=item.spans,
                line=item.line,
                section=item.section,
                no=item.no,
                readings=item.readings,
                annex=item.annex,
                added=item.added,
            )
        )
    return tuple(numbered)


def added_to_json(kind: Kind, selection: Selection) -> dict[str, Any]:
    """Write down what a person marked in the text and said to be of a kind."""
    task = selection.task
    readings: tuple[Reading, ...] = ()
    if kind is Kind.TASK:
        facts, readings = task_facts(task), task.readings
    elif kind is Kind.INDICATOR:
        facts, readings = _selected_indicator(selection)
    elif kind is Kind.DUTY:
        duty = selection.obligation
        facts = (
            duty_facts(duty)
            if duty is not None
            else {
                "actor": "",
                "duty": selection.words,
                "report_to": "",
                "report_via": "",
                "periods": [],
                "due_dates": [],
            }
        )
    else:
        facts = {"text": selection.words}
    return {
        "kind": kind.value,
        "span": [selection.span.start, selection.span.end],
        "line": selection.line,
        "section": selection.section,
        "annex": task.origin.value == "annex" or selection.indicator is not None,
        "facts": facts,
        "readings": [[r.field, r.certainty.value, r.reason] for r in readings],
    }


def _selected_indicator(selection: Selection) -> tuple[Facts, tuple[Reading, ...]]:
    row, targets = selection.indicator, selection.targets
    if row is not None:
        horizon = _day(row.horizon)
        target = {
            "operator": row.operator.value if row.operator else "",
            "value": _figure(row.value),
            "word": "" if row.value is not None else (row.target_raw or ""),
            "unit": row.unit or "",
            "horizon": horizon,
            "printed": row.target_raw or "",
        }
        facts: Facts = {
            "name": row.name,
            "unit": row.unit or "",
            "targets": [target],
            "lead": list(row.lead),
            "coordinating": list(row.coordinating),
        }
        return facts, row.readings
    first = targets[0] if targets else None
    facts = {
        "name": first.subject if first and len(targets) == 1 else selection.words,
        "unit": first.unit or "" if first else "",
        "targets": [target_facts(target, several=len(targets) > 1) for target in targets],
        "lead": list(selection.task.lead),
        "coordinating": list(selection.task.coordinating),
    }
    return facts, first.readings if first else ()


def _added(added: Mapping[str, Mapping[str, Any]]) -> Iterable[Item]:
    for key, data in added.items():
        yield Item(
            key=key,
            kind=Kind(data["kind"]),
            number=0,
            facts=data["facts"],
            spans=(Span(*data["span"]),),
            line=data["line"],
            section=data["section"],
            no=None,
            readings=tuple((f, Certainty(c), reason) for f, c, reason in data["readings"]),
            annex=data["annex"],
            added=True,
        )


def _tasks(plan: Plan) -> Iterable[Item]:
    said_again: dict[int, list[Span]] = {}
    for task in plan.tasks:
        if task.same_as is not None:
            said_again.setdefault(task.same_as, []).append(task.span)
    for index in plan.programme_tasks:
        task = plan.tasks[index]
        yield Item(
            key=f"{Kind.TASK}-{index}",
            kind=Kind.TASK,
            number=0,
            facts=task_facts(task),
            spans=(task.span, *said_again.get(index, ())),
            line=task.line,
            section=task.section,
            no=task.no,
            readings=_readings(task.readings),
            annex=task.origin.value == "annex",
        )


def _indicators(plan: Plan) -> Iterable[Item]:
    repeated: dict[int, list[Span]] = {}
    for body, annex in plan.same_targets:
        repeated.setdefault(annex, []).append(plan.targets[body].span)
    by_row: dict[int, list[int]] = {}
    alone: dict[tuple[str, str], list[int]] = {}
    for index in plan.programme_targets:
        target = plan.targets[index]
        if target.indicator is not None:
            by_row.setdefault(target.indicator, []).append(index)
        else:
            name = (" ".join(target.subject.casefold().split()), target.unit or "")
            alone.setdefault(name, []).append(index)
    for index, row in enumerate(plan.indicators):
        members = by_row.get(index, [])
        targets = [target_facts(plan.targets[i], several=len(members) > 1) for i in members]
        if not targets:
            targets = [
                {
                    "operator": row.operator.value if row.operator else "",
                    "value": _figure(row.value),
                    "word": "" if row.value is not None else (row.target_raw or ""),
                    "unit": row.unit or "",
                    "horizon": _day(row.horizon),
                    "printed": row.target_raw or "",
                }
            ]
        places = [span for i in members for span in repeated.get(i, ())]
        yield Item(
            key=f"{Kind.INDICATOR}-i{index}",
            kind=Kind.INDICATOR,
            number=0,
            facts={
                "name": row.name,
                "unit": row.unit or "",
                "targets": targets,
                "lead": list(row.lead),
                "coordinating": list(row.coordinating),
            },
            spans=(row.span, *places),
            line=row.line,
            section=row.section,
            no=row.no,
            readings=_readings(row.readings),
            annex=True,
        )
    for members in alone.values():
        first = plan.targets[members[0]]
        yield Item(
            key=f"{Kind.INDICATOR}-t{members[0]}",
            kind=Kind.INDICATOR,
            number=0,
            facts={
                "name": first.subject,
                "unit": first.unit or "",
                "targets": [target_facts(plan.targets[i]) for i in members],
                "lead": [],
                "coordinating": [],
            },
            spans=tuple(
                span for i in members for span in (plan.targets[i].span, *repeated.get(i, ()))
            ),
            line=first.line,
            section=first.section,
            no=None,
            readings=_readings(first.readings),
            annex=first.origin.value == "annex",
        )


def _duties(plan: Plan) -> Iterable[Item]:
    for index, duty in enumerate(plan.obligations):
        yield Item(
            key=f"{Kind.DUTY}-{index}",
            kind=Kind.DUTY,
            number=0,
            facts=duty_facts(duty),
            spans=(duty.span,),
            line=duty.line,
            section=duty.section,
            no=None,
            readings=(),
            annex=False,
        )


def _readings(readings: tuple[Reading, ...]) -> tuple[tuple[str, Certainty, str], ...]:
    return tuple((reading.field, reading.certainty, reading.reason) for reading in readings)


def task_facts(task: Task) -> Facts:
    """Give a task's five clarities as plain values."""
    return {
        "text": task.text,
        "lead": list(task.lead),
        "coordinating": list(task.coordinating),
        "deliverable": task.deliverable or "",
        "deadline_raw": task.deadline_raw or "",
        "deadline": deadline_facts(task.deadline),
    }


def target_facts(target: Target, *, several: bool = False) -> Facts:
    """Give one promised value as plain values; one of several says what it is the value of."""
    return {
        "operator": target.operator.value,
        "value": _figure(target.value),
        "word": "",
        "unit": target.unit or "",
        "horizon": _day(target.horizon),
        "printed": target.subject if several else "",
    }


def duty_facts(duty: Obligation) -> Facts:
    """Give a reporting duty as plain values."""
    return {
        "actor": duty.actor or "",
        "duty": duty.duty,
        "report_to": duty.report_to or "",
        "report_via": duty.report_via or "",
        "periods": list(duty.report_periods),
        "due_dates": [
            {"period": due.period, "day": due.day, "month": due.month, "year": due.year}
            for due in duty.due_dates
        ],
    }


def deadline_facts(deadline: Deadline | None) -> Facts | None:
    """Give a deadline as plain values, ``None`` for a silence.

    >>> deadline_facts(ByDate(date(2025, 12, 31)))
    {'kind': 'by-date', 'day': '2025-12-31', 'start': ''}
    """
    match deadline:
        case ByDate(day, start):
            return {"kind": "by-date", "day": day.isoformat(), "start": _day(start)}
        case Recurring(every, month_days, until):
            return {
                "kind": "recurring",
                "every": every.value,
                "month_days": [list(pair) for pair in month_days],
                "until": _day(until),
            }
        case Continuous(until):
            return {"kind": "continuous", "until": _day(until)}
        case OnEvent(condition):
            return {"kind": "on-event", "condition": condition}
    return None


def deadline_of(facts: Mapping[str, Any] | None) -> Deadline | None:
    """Give back the deadline that plain values describe; the reverse of ``deadline_facts``.

    >>> deadline_of({"kind": "by-date", "day": "2025-12-31", "start": ""})
    ByDate(day=datetime.date(2025, 12, 31), start=None)
    """
    if not facts:
        return None
    match facts.get("kind"):
        case "by-date":
            return ByDate(date.fromisoformat(facts["day"]), _date(facts.get("start")))
        case "recurring":
            pairs = tuple((int(month), int(day)) for month, day in facts.get("month_days") or ())
            return Recurring(Recurrence(facts["every"]), pairs, _date(facts.get("until")))
        case "continuous":
            return Continuous(_date(facts.get("until")))
        case "on-event":
            return OnEvent(facts["condition"])
    return None


def refuse_backwards(facts: Any, *, code: str) -> None:
    """Refuse a deadline that ends before it begins; the facts are readable already.

    Raises:
        Invalid: The day lies before the start.
    """
    found = deadline_of(facts)
    if isinstance(found, ByDate) and found.start is not None and found.day < found.start:
        raise Invalid(
            code,
            f"Hạn ({found.day:%d/%m/%Y}) không được trước ngày bắt đầu ({found.start:%d/%m/%Y}).",
            field="deadline_day",
        )


def operator_of(text: str) -> Operator | None:
    """Give the operator that a plain value names."""
    return Operator(text) if text else None


def laid_over(facts: Facts, corrections: Mapping[str, Any]) -> Facts:
    """Give an item's facts as corrected; a key that the item has not is left out."""
    return {key: corrections.get(key, value) for key, value in facts.items()}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _figure(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")
