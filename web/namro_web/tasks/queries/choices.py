"""What the filters of a list offer: asked for only when somebody opens them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from namro_web.accounts.models import User
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.access import acting, scope_of
from namro_web.organisations.models import Kind, Placement
from namro_web.plans.access import offices_of
from namro_web.plans.clarities import asked_by, in_use
from namro_web.plans.models import Plan, Section
from namro_web.plans.queries import plan_choices, short_name
from namro_web.tasks.access import tasks_visible_to
from namro_web.tasks.models import Assignment, DeadlineKind, Role
from namro_web.tasks.queries.lists import LEVELS, STATUS_CHOICES, TIMINGS, Filter
from namro_web.tasks.status import local_day

DEADLINE_KINDS = DeadlineKind.choices


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What the filters offer: pairs of value and words."""

    plans: Sequence[tuple[int, str, str]]
    sections: Sequence[tuple[int, str]]
    units: Sequence[tuple[UUID, str]]
    unit_kinds: Sequence[tuple[str, str]]
    people: Sequence[tuple[int, str]]
    leaders: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a list is narrowed by, in words; ``fields`` are what to empty to lift it."""

    fields: tuple[str, ...]
    words: str


def filter_choices(*, by: User, at: datetime, plan_id: int | None) -> FilterChoices:
    """Give what the filters beside the table offer."""
    sections = (
        Section.objects.filter(plan_id=plan_id, plan__owner__in=offices_of(by)) if plan_id else None
    )
    today = local_day(at)
    given_work = Assignment.objects.filter(
        unit_id=OuterRef("unit_id"), task__plan__owner__in=offices_of(by)
    )
    units = list(
        Placement.objects.at(today)
        .filter(Exists(given_work), unit_id__in=scope_of(acting(by), at=today))
        .values_list("unit_id", "name", "kind")
    )
    kinds = {kind for _, _, kind in units}
    return FilterChoices(
        plans=plan_choices(by=by),
        sections=[
            (one.pk, f"{'  ' * one.depth}{one.label} {one.title}".rstrip()[:90])
            for one in sections or ()
        ],
        units=sorted(((pk, name) for pk, name, _ in units), key=lambda pair: search_key(pair[1])),
        unit_kinds=[(value, label) for value, label in Kind.choices if value in kinds],
        people=_people("responsible", by=by),
        leaders=_people("supervising", by=by),
    )


def conditions_of(wanted: Filter, *, by: User, at: datetime) -> list[Condition]:
    """Say what narrows a list, each with what lifts it; names are asked for only where needed."""
    said: list[Condition] = []

    def say(words: str, *fields: str) -> None:
        said.append(Condition(fields, words))

    if wanted.section_id:
        section = Section.objects.filter(
            pk=wanted.section_id, plan__owner__in=offices_of(by)
        ).first()
        if section:
            say(f"Mục {section.label} {section.title}".strip()[:60], "section_id")
    if wanted.unit_id:
        placed = Placement.objects.at(local_day(at)).filter(unit_id=wanted.unit_id).first()
        role = f", {Role(wanted.role).label.lower()}" if wanted.role else ""
        say(f"{placed.name if placed else 'Đơn vị'}{role}", "unit_id", "role")
    if wanted.unit_kind:
        say(f"Có {Kind(wanted.unit_kind).label.lower()} tham gia", "unit_kind")
    if wanted.lead_name:
        say(f"Chủ trì “{wanted.lead_name}”", "lead_name")
    for column, name, words in (
        ("responsible", "person_id", "Phụ trách"),
        ("supervising", "leader_id", "Chỉ đạo"),
    ):
        number = getattr(wanted, name)
        if number:
            who = dict(_people(column, by=by)).get(number, "người khác")
            say(f"{words}: {who}", name)
    for pairs, name in (
        (STATUS_CHOICES, "status"),
        (TIMINGS, "timing"),
        (DeadlineKind.choices, "deadline_kind"),
        (LEVELS[1:], "level"),
    ):
        value = getattr(wanted, name)
        if value:
            say(dict(pairs)[value], name)
    if wanted.missing:
        say(f"Chưa {_clarity_name(wanted.missing, by=by).lower()}", "missing")
    if wanted.due_from or wanted.due_to:
        start = f"từ {wanted.due_from:%d/%m/%Y}" if wanted.due_from else ""
        end = f"đến {wanted.due_to:%d/%m/%Y}" if wanted.due_to else ""
        say(f"Hạn {start} {end}".strip().replace("  ", " "), "due_from", "due_to")
    if wanted.hindered:
        say("Đang vướng mắc", "hindered")
    if wanted.chosen:
        say(f"{len(wanted.chosen)} việc đã chọn", "chosen")
    return said


def clarity_choices(*, by: User) -> list[tuple[str, str]]:
    """Give the clarities that a person's office asks for, as it calls them."""
    return [(one.key, one.name) for one in in_use(asked_by(acting(by).root_id))]


def _clarity_name(key: str, *, by: User) -> str:
    return next(one.name for one in asked_by(acting(by).root_id) if one.key == key)


def plan_shown(plan_id: int, *, by: User) -> str:
    """Name the plan a list is of; empty where a person may not read it."""
    plan = Plan.objects.filter(pk=plan_id, owner__in=offices_of(by)).first()
    return short_name(plan) if plan else ""


def _people(column: str, *, by: User) -> list[tuple[int, str]]:
    """Give the people who are named on some task, in the order of their names."""
    names = (
        tasks_visible_to(by)
        .exclude(**{column: None})
        .order_by()
        .values_list(f"{column}__user_id", f"{column}__user__full_name")
        .distinct()
    )
    return sorted(names, key=lambda pair: search_key(pair[1]))
