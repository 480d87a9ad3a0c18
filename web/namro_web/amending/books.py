"""Everything a plan holds and everything that was noted of it, fetched once, opened at any moment.

Walking back from today: each kept change is put back, the latest first, until the moment asked for
is reached. States are walked forward instead, from what people said of each task.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from namro_web.amending.facts import Facts, Thing
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.search_keys import search_key
from namro_web.indicators.models import Indicator
from namro_web.indicators.models import Role as IndicatorRole
from namro_web.plans.models import Objective, Plan, PlanVersion, ReportingDuty
from namro_web.tasks.models import DeadlineKind, Role, State, Task, Update, UpdateKind
from namro_web.tasks.status import local_day

LEADS = (Role.LEAD, Role.CO_LEAD)
_OPEN = (State.NOT_STARTED, State.IN_PROGRESS)


def end_of(day: date) -> datetime:
    """Give the last moment of a day in Vietnam."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=VIETNAM) - timedelta(
        microseconds=1
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What a task came to by one entry of its timeline."""

    pk: int
    kind: str
    state: str
    percent: int
    at: datetime
    taken_back_at: datetime | None
    facts: Mapping[str, Any]
    before: Mapping[str, Any]

    def stands_at(self, moment: datetime) -> bool:
        return self.at <= moment and (self.taken_back_at is None or self.taken_back_at > moment)


class Books:
    """A plan's rows and what was noted of them, in a fixed number of queries."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.versions = list(
            PlanVersion.objects.filter(plan=plan)
            .select_related("made_by", "undone_by", "document")
            .order_by("number")
        )
        self._tasks = list(
            Task.objects.filter(plan=plan)
            .select_related("section", "added_in", "dropped_in")
            .prefetch_related("assignments")
            .order_by("order")
        )
        self._indicators = list(
            Indicator.objects.filter(plan=plan)
            .select_related("section", "added_in", "dropped_in")
            .prefetch_related("targets", "responsibilities")
            .order_by("order")
        )
        self._goals = list(
            Objective.objects.filter(plan=plan)
            .select_related("section", "added_in", "dropped_in")
            .order_by("order")
        )
        self._duties = list(
            ReportingDuty.objects.filter(plan=plan)
            .select_related("section", "added_in", "dropped_in")
            .order_by("order")
        )
        self._said: dict[int, list[_Said]] = defaultdict(list)
        rows = Update.objects.filter(task__plan=plan, version__isnull=False).order_by("pk")
        for task_id, *given in rows.values_list(
            "task_id", "pk", "kind", "state", "percent", "at", "taken_back_at", "facts", "before"
        ):
            self._said[task_id].append(_Said(*given))
        self._children: dict[int, list[Task]] = defaultdict(list)
        for task in self._tasks:
            if task.parent_id is not None:
                self._children[task.parent_id].append(task)

    def now(self) -> dict[str, Thing]:
        """Open the books at the latest page."""
        return self.at(datetime.max.replace(tzinfo=VIETNAM))

    def at(self, moment: datetime) -> dict[str, Thing]:
        """Give every thing that stood in the plan at a moment, by key, in the plan's order."""
        if moment < self.plan.adopted_at:
            return {}
        things: list[Thing] = [
            *(_indicator_thing(one) for one in self._indicators if _stands(one, moment)),
            *(_goal_thing(one) for one in self._goals if _stands(one, moment)),
            *(
                self._task_thing(one, moment)
                for one in self._tasks
                if one.parent_id is None and _stands(one, moment)
            ),
            *(_duty_thing(one) for one in self._duties if _stands(one, moment)),
        ]
        undo = self._changes_after(moment)
        return {thing.key: _put_back(thing, undo.get(thing.key, ())) for thing in things}

    def _changes_after(self, moment: datetime) -> dict[str, list[Facts]]:
        """Give what to put back, by key, the latest first."""
        found: dict[str, list[tuple[datetime, int, Facts]]] = defaultdict(list)
        for version in self.versions:
            if version.undone_at is not None or version.made_at <= moment:
                continue
            for change in version.changes:
                if change["op"] == "changed":
                    key = f"{change['kind']}-{change['id']}"
                    found[key].append((version.made_at, 0, change["old"]))
        for task_id, entries in self._said.items():
            for one in entries:
                for at, facts in _task_changes(one):
                    if at > moment:
                        found[f"task-{task_id}"].append((at, one.pk, facts))
        return {
            key: [facts for *_, facts in sorted(given, key=lambda one: one[:2], reverse=True)]
            for key, given in found.items()
        }

    def _task_thing(self, task: Task, moment: datetime) -> Thing:
        facts = task_facts(task)
        facts["state"], facts["percent"] = self._standing(task, moment)
        return Thing(
            key=f"task-{task.pk}",
            kind="task",
            id=task.pk,
            no=task.no,
            facts=facts,
            place=str(task.section or ""),
            first_due=task.first_due_day.isoformat() if task.first_due_day else "",
            url=f"/nhiem-vu/{task.pk}/",
        )

    def _standing(self, task: Task, moment: datetime) -> tuple[str, int]:
        """Give state and percent at a moment: what people said last, raised by what stands beneath."""
        state, percent = str(State.NOT_STARTED), 0
        for one in self._said[task.pk]:
            if not one.stands_at(moment):
                continue
            percent = one.percent
            # A partner's own word is not the task's.
            state = state if one.kind == UpdateKind.PART else one.state
        day = local_day(moment) if moment.year < 9000 else date.max
        below = [
            (child.weight, *self._standing(child, moment))
            for child in self._children[task.pk]
            if child.followed_since <= day
        ]
        counting = [one for one in below if one[1] != State.CANCELLED]
        if counting and state in _OPEN:
            percent = sum(weight * part for weight, _, part in counting) // sum(
                weight for weight, *_ in counting
            )
            started = (State.IN_PROGRESS, State.SUBMITTED, State.DONE)
            if any(child_state in started for _, child_state, _ in counting):
                state = str(State.IN_PROGRESS)
        return state, percent


def _stands(row: Task | Indicator | Objective | ReportingDuty, moment: datetime) -> bool:
    if row.added_in is not None and row.added_in.made_at > moment:
        return False
    return row.dropped_in is None or row.dropped_in.made_at > moment


def _task_changes(one: _Said) -> Iterable[tuple[datetime, Facts]]:
    """Give what an entry, or its being taken back, changed in the task's own words: to put back."""
    if one.kind == UpdateKind.REASSIGNED:
        yield one.at, {"lead_was": one.facts.get("from") or "", "lead_is": one.facts.get("to")}
    elif one.kind in (UpdateKind.EXTENDED, UpdateKind.EVENT):
        yield one.at, {"due_was": one.before.get("due_day")}
        if one.taken_back_at is not None and one.facts.get("due_to"):
            yield one.taken_back_at, {"due_was": one.facts["due_to"]}


def _put_back(thing: Thing, changes: Iterable[Facts]) -> Thing:
    facts = dict(thing.facts)
    for old in changes:
        if "lead_is" in old:
            left = [
                name for name in facts["lead"] if search_key(name) != search_key(old["lead_is"])
            ]
            facts["lead"] = [old["lead_was"], *left] if old["lead_was"] else left
        elif "due_was" in old:
            if facts["deadline"]:
                facts["deadline"] = {**facts["deadline"], "day": old["due_was"] or ""}
        else:
            facts.update(old)
    return Thing(
        key=thing.key,
        kind=thing.kind,
        id=thing.id,
        no=thing.no,
        facts=facts,
        place=thing.place,
        first_due=thing.first_due,
        url=thing.url,
    )


def task_facts(task: Task) -> Facts:
    """Give what a task says now, in the form of a reviewed draft's item."""
    named = list(task.assignments.all())
    leads = sorted(
        (one for one in named if one.role in LEADS),
        key=lambda one: (one.role != Role.LEAD, one.order),
    )
    return {
        "text": task.text,
        "lead": list(dict.fromkeys(one.name for one in leads)),
        "coordinating": list(dict.fromkeys(one.name for one in named if one.role == Role.PARTNER)),
        "deadline": _deadline(task),
        "deliverable": task.deliverable,
    }


def _deadline(task: Task) -> Facts | None:
    day = task.due_day.isoformat() if task.due_day else ""
    until = task.until.isoformat() if task.until else ""
    match task.deadline_kind:
        case DeadlineKind.BY_DATE:
            start = task.deadline_start.isoformat() if task.deadline_start else ""
            return {"kind": "by-date", "day": day, "start": start}
        case DeadlineKind.RECURRING:
            return {
                "kind": "recurring",
                "every": task.every,
                "month_days": [list(pair) for pair in task.month_days],
                "until": until,
            }
        case DeadlineKind.CONTINUOUS:
            return {"kind": "continuous", "until": until}
        case DeadlineKind.ON_EVENT:
            return {"kind": "on-event", "condition": task.condition, "day": day}
    return None


def _indicator_thing(row: Indicator) -> Thing:
    named = sorted(row.responsibilities.all(), key=lambda one: one.order)
    targets = sorted(row.targets.all(), key=lambda one: one.order)
    return Thing(
        key=f"indicator-{row.pk}",
        kind="indicator",
        id=row.pk,
        no=row.no,
        place=str(row.section or ""),
        url=f"/chi-tieu/{row.pk}/",
        facts={
            "name": row.name,
            "unit": row.measured_in,
            "targets": [
                {
                    "operator": one.operator,
                    "value": _figure(one.value),
                    "word": one.word,
                    "unit": one.measured_in or row.measured_in,
                    "horizon": one.horizon.isoformat() if one.horizon else "",
                    "printed": one.printed,
                }
                for one in targets
            ],
            "lead": _names(named, IndicatorRole.LEAD),
            "coordinating": _names(named, IndicatorRole.PARTNER),
        },
    )


def _names(named: Iterable[Any], role: str) -> list[str]:
    return list(dict.fromkeys(one.name for one in named if one.role == role))


def _goal_thing(row: Objective) -> Thing:
    return Thing(
        key=f"goal-{row.pk}",
        kind="goal",
        id=row.pk,
        no="",
        place=str(row.section or ""),
        url=f"/ke-hoach/{row.plan_id}/can-cu/",
        facts={"text": row.text, "horizon": row.horizon.isoformat() if row.horizon else ""},
    )


def _duty_thing(row: ReportingDuty) -> Thing:
    return Thing(
        key=f"duty-{row.pk}",
        kind="duty",
        id=row.pk,
        no="",
        place=str(row.section or ""),
        url=f"/ke-hoach/{row.plan_id}/can-cu/",
        facts={
            "duty": row.duty,
            "actor": row.actor,
            "report_to": row.report_to,
            "report_via": row.report_via,
            "periods": [str(one) for one in row.periods],
            "due_dates": [dict(one) for one in row.due_dates],
        },
    )


def _figure(value: Decimal | None) -> str:
    return "" if value is None else format(value.normalize(), "f")
