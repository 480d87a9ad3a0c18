"""Conclusions as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.core.paginator import Page, Paginator

from namro_web.accounts.models import User
from namro_web.inspecting.access import conclusion_to_read, conclusions_visible_to, may_answer
from namro_web.inspecting.models import Conclusion, Kind, State
from namro_web.organisations.access import Duty, acting, houses_of
from namro_web.organisations.queries import choices, names_at
from namro_web.plans.access import plan_to_read, plans_visible_to
from namro_web.plans.queries import short_name
from namro_web.tasks.access import tasks_visible_to

PAGE_SIZE = 50
MOST_TASKS = 500


@dataclass(frozen=True)
class ConclusionShown:
    """One conclusion."""

    id: int
    kind: str
    text: str
    unit: str
    about: str
    plan_id: int | None
    task_id: int | None
    document_number: str
    answer_by: date
    state: str
    state_key: str
    is_late: bool
    written_by: str
    written_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    remark: str
    closed_by: str
    closed_at: datetime | None
    version: int
    may_answer: bool = False
    may_settle: bool = False
    is_answered: bool = False


@dataclass(frozen=True)
class Drawn:
    """What a form is filled with: units, plans, tasks."""

    units: list[tuple[str, str]]
    plans: list[tuple[str, str]]
    tasks: list[tuple[str, str]]


def conclusions(
    *, by: User, today: date, state: str = "", plan_id: int | None = None, page: int = 1
) -> Page[ConclusionShown]:
    """Give what the asker may read, the newest first, fifty a page.

    Args:
        by: Who asks.
        today: What is late.
        state: Only those; ``late`` means open and past their day.
        plan_id: Only those about a plan and its tasks.
        page: Which fifty.
    """
    found = conclusions_visible_to(by, on=today)
    if state == "late":
        found = found.filter(state=State.OPEN, answer_by__lt=today)
    elif state in State.values:
        found = found.filter(state=state)
    if plan_id is not None:
        found = found.filter(plan_id=plan_id)
    found = found.select_related("plan", "task", "written_by", "answered_by", "closed_by")
    shown = Paginator(found.order_by("-written_at", "-pk"), PAGE_SIZE).get_page(page)
    rows = list(shown.object_list)
    called = names_at({one.unit_id for one in rows}, at=today)
    names = {pk: one.name for pk, one in called.items()}
    drawn = [_shown(one, names.get(one.unit_id, ""), today=today) for one in rows]
    return Page(drawn, shown.number, cast("Paginator[ConclusionShown]", shown.paginator))


def conclusion(conclusion_id: int, *, by: User, today: date) -> ConclusionShown:
    """Give one, with what the asker may do about it.

    Raises:
        Missing: There is none the asker may read.
    """
    found = conclusion_to_read(conclusion_id, by=by, on=today)
    called = names_at([found.unit_id], at=today)
    post = acting(by)
    is_open = found.state != State.CLOSED
    return _shown(
        found,
        called[found.unit_id].name if found.unit_id in called else "",
        today=today,
        may_answer=is_open and may_answer(found, by=by, on=today),
        may_settle=is_open and post.may(Duty.INSPECT) and found.owner_id in houses_of(post),
    )


def drawn_for(*, by: User, today: date, plan_id: int | None) -> Drawn:
    """Give what a new conclusion can be about.

    Raises:
        Missing: There is no such plan here.
    """
    units = choices(acting(by).root_id, at=today)
    plans = plans_visible_to(by).filter(owner__in=houses_of(acting(by))).order_by("-pk")[:200]
    tasks: list[tuple[str, str]] = []
    if plan_id is not None:
        plan_to_read(plan_id, by=by)
        found = tasks_visible_to(by).filter(plan_id=plan_id, parent=None).order_by("order", "pk")
        tasks = [
            (str(pk), f"{no}. {text}"[:120] if no else text[:120])
            for pk, no, text in found.values_list("pk", "no", "text")[:MOST_TASKS]
        ]
    return Drawn(
        units=[(str(one.id), one.label.replace("    ", "— ")) for one in units],
        plans=[(str(one.pk), f"{short_name(one)}: {one.title}"[:120]) for one in plans],
        tasks=tasks,
    )


def state_choices() -> list[tuple[str, str]]:
    """Give the states a list can be narrowed to."""
    return [("", "Tất cả"), *State.choices, ("late", "Quá hạn trả lời")]


def kind_choices() -> list[tuple[str, str]]:
    """Give what can be written."""
    return [(str(kind), str(kind.label)) for kind in Kind]


def _shown(
    one: Conclusion,
    unit: str,
    *,
    today: date,
    may_answer: bool = False,
    may_settle: bool = False,
) -> ConclusionShown:
    is_late = one.state == State.OPEN and one.answer_by < today
    keys = {State.OPEN: "not_started", State.ANSWERED: "submitted", State.CLOSED: "done"}
    about = short_name(one.plan) if one.plan else ""
    if one.task:
        about = f"{about} · {one.task.no + '. ' if one.task.no else ''}{one.task.text}"
    return ConclusionShown(
        id=one.pk,
        kind=str(Kind(one.kind).label),
        text=one.text,
        unit=unit,
        about=about,
        plan_id=one.plan_id,
        task_id=one.task_id,
        document_number=one.document_number,
        answer_by=one.answer_by,
        state="Quá hạn trả lời" if is_late else str(State(one.state).label),
        state_key="overdue" if is_late else keys[State(one.state)],
        is_late=is_late,
        written_by=one.written_by.get_full_name(),
        written_at=one.written_at,
        answer=one.answer,
        answered_by=one.answered_by.get_full_name() if one.answered_by else "",
        answered_at=one.answered_at,
        remark=one.remark,
        closed_by=one.closed_by.get_full_name() if one.closed_by else "",
        closed_at=one.closed_at,
        version=one.version,
        may_answer=may_answer,
        may_settle=may_settle,
        is_answered=one.state == State.ANSWERED,
    )
