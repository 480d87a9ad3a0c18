"""What is unclear in a draft or in an adopted plan, task by task, with the score of each unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.intake.clarity import (
    Judged,
    Lack,
    Named,
    Statement,
    judge,
    score_of,
    under_waiver,
)
from namro_web.intake.items import Decision, Kind
from namro_web.intake.queries import Opened, opened_draft, place_of, units_by_name
from namro_web.intake.reviewing import decision_of, facts_as_reviewed
from namro_web.organisations.queries import names_at
from namro_web.plans.access import plan_to_read
from namro_web.plans.clarities import Asked, asked_by, in_use
from namro_web.tasks.models import Role, Task

NOBODY = "Chưa rõ đơn vị chủ trì"


@dataclass(frozen=True, slots=True)
class UnitScore:
    """How clear the tasks are that one unit is accountable for."""

    name: str
    tasks: int
    unclear: int
    score: int


@dataclass(frozen=True, slots=True)
class ClarityCount:
    """Of how many tasks one clarity is wanting."""

    asked: Asked
    lacking: int
    total: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """Everything that is unclear in one plan, as its page and its slip say it."""

    title: str
    number: str
    issuer: str
    judged: tuple[Judged, ...]
    units: tuple[UnitScore, ...]
    counts: tuple[ClarityCount, ...]
    score: int | None
    back_url: str
    slip_url: str
    back_word: str = "Bản nháp"
    waive_url: str = ""
    onward_url: str = ""
    onward_word: str = ""
    version: int = 0

    @property
    def can_wait(self) -> bool:
        """Whether it has not gone out yet: what is held can still be set right or let out."""
        return bool(self.waive_url)

    @property
    def rows(self) -> tuple[Judged, ...]:
        """The tasks that lack something, those that block first."""
        return tuple(
            sorted((one for one in self.judged if one.lacks), key=lambda one: not one.held)
        )

    @property
    def held(self) -> tuple[Judged, ...]:
        """The tasks that may not go out as they are."""
        return tuple(one for one in self.judged if one.held)

    @property
    def waived(self) -> tuple[Judged, ...]:
        """The tasks that go out unclear, for a reason."""
        return tuple(one for one in self.judged if one.waived and one.blocking)

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return len(self.judged)


def judged_of(found: Opened, asked: Sequence[Asked], *, at: date) -> tuple[Judged, ...]:
    """Judge every task of a draft that is to go out."""
    names = units_by_name(found, at=at)
    waivers = found.draft.review.get("waivers", {})
    review = reverse("intake:review", args=[found.draft.pk])
    judged = []
    for item in found.items:
        if (
            item.kind is not Kind.TASK
            or decision_of(found.draft.review, item.key) is Decision.REJECTED
        ):
            continue
        facts = facts_as_reviewed(item, found.draft.review, found.findings)
        statement = Statement(
            key=item.key,
            tag=item.tag,
            text=facts["text"],
            place=place_of(found, item),
            leads=named(facts["lead"], names),
            partners=named(facts["coordinating"], names),
            deliverable=facts["deliverable"],
            deadline_kind=(facts["deadline"] or {"kind": "none"})["kind"],
            deadline_raw=facts["deadline_raw"],
            url=f"{review}?muc={item.key}",
        )
        judged.append(under_waiver(statement, asked, waivers.get(item.key)))
    return tuple(judged)


def named(written: Iterable[str], names: Mapping[str, Sequence[str]]) -> tuple[Named, ...]:
    """Give bodies as printed with the unit each was found to be."""
    # A group answers by the first of its units; each unit of it is given the work.
    return tuple(Named(name, next(iter(names.get(name) or ()), None)) for name in written)


def unclear_in_draft(draft_id: int, *, by: User, at: date) -> Unclear:
    """Show what is unclear in a draft.

    Raises:
        Missing: There is no such draft here.
        Conflict: It has not been read yet.
    """
    found = opened_draft(draft_id, by=by)
    asked = asked_by(found.draft.document.owner_id)
    judged = judged_of(found, asked, at=at)
    header = found.plan.header
    return unclear_of(
        judged,
        asked,
        at=at,
        title=header.title or found.draft.document.name,
        number=header.number or "",
        issuer=header.issuer or "",
        back_url=reverse("intake:review", args=[draft_id]),
        slip_url=reverse("intake:slip", args=[draft_id, "docx"]).removesuffix("docx"),
        waive_url=reverse("intake:unclear", args=[draft_id]),
        onward_url=reverse("intake:adopt", args=[draft_id]),
        onward_word="Tiếp: ban hành",
        version=found.draft.version,
    )


def unclear_in_plan(plan_id: int, *, by: User, at: date) -> Unclear:
    """Show what is unclear in an adopted plan, as its tasks stand today.

    Raises:
        Missing: There is no such plan here.
    """
    plan = plan_to_read(plan_id, by=by)
    asked = asked_by(plan.owner_id)
    tasks = (
        Task.objects.filter(plan=plan, parent__isnull=True)
        .exclude(state="cancelled")
        .prefetch_related("assignments")
        .order_by("order")
    )
    judged = tuple(judge(statement_of(task), asked) for task in tasks)
    return unclear_of(
        judged,
        asked,
        at=at,
        title=plan.title,
        number=plan.number,
        issuer=plan.issuer,
        back_url=reverse("plans:overview", args=[plan_id]),
        back_word=plan.title,
        slip_url=reverse("intake:plan-slip", args=[plan_id, "docx"]).removesuffix("docx"),
    )


def statement_of(task: Task) -> Statement:
    """Give a task of a plan, fetched with its assignments, as far as its clarity is concerned."""
    given = list(task.assignments.all())
    leads = [one for one in given if one.role in (Role.LEAD, Role.CO_LEAD)]
    first = leads[0].name if leads else ""
    # The units of one group lead together under one name.
    others = {one.name: one for one in leads if one.name != first}
    named = [*leads[:1], *others.values()]
    return Statement(
        key=str(task.pk),
        tag=f"NV {task.no or task.order + 1}",
        text=task.text,
        place=f"dòng {task.line}",
        leads=tuple(Named(one.name, _unit(one.unit_id)) for one in named),
        partners=tuple(
            Named(one.name, _unit(one.unit_id)) for one in given if one.role == Role.PARTNER
        ),
        deliverable=task.deliverable,
        deadline_kind=task.deadline_kind,
        deadline_raw=task.deadline_raw,
        url=reverse("tasks:detail", args=[task.pk]),
    )


def _unit(unit_id: UUID | None) -> str | None:
    return str(unit_id) if unit_id is not None else None


def unclear_of(
    judged: tuple[Judged, ...],
    asked: Sequence[Asked],
    *,
    at: date,
    title: str,
    number: str,
    issuer: str,
    back_url: str,
    slip_url: str,
    back_word: str = "Bản nháp",
    waive_url: str = "",
    onward_url: str = "",
    onward_word: str = "",
    version: int = 0,
) -> Unclear:
    """Put together what is unclear, with the score of each clarity and unit."""
    return Unclear(
        title=title,
        number=number,
        issuer=issuer,
        judged=judged,
        units=_units(judged, at=at),
        counts=tuple(
            ClarityCount(
                one,
                sum(any(lack.key == one.key for lack in task.lacks) for task in judged),
                len(judged),
            )
            for one in in_use(asked)
        ),
        score=score_of(judged),
        back_url=back_url,
        slip_url=slip_url,
        back_word=back_word,
        waive_url=waive_url,
        onward_url=onward_url,
        onward_word=onward_word,
        version=version,
    )


def _units(judged: Sequence[Judged], *, at: date) -> tuple[UnitScore, ...]:
    """Score each accountable unit, the least clear first."""
    by_unit: dict[str | None, list[Judged]] = {}
    for one in judged:
        lead = one.statement.leads[0].unit_id if one.statement.leads else None
        by_unit.setdefault(lead, []).append(one)
    called = names_at((UUID(unit) for unit in by_unit if unit), at=at)
    scores = [
        UnitScore(
            called[UUID(unit)].name if unit and UUID(unit) in called else NOBODY,
            len(mine),
            sum(bool(one.lacks) for one in mine),
            score_of(mine) or 0,
        )
        for unit, mine in by_unit.items()
    ]
    return tuple(sorted(scores, key=lambda one: (one.score, one.name)))


def lacks_of(judged: Iterable[Judged]) -> list[tuple[Judged, Lack]]:
    """List each task with each of its lacks, as a slip prints them."""
    return [(one, lack) for one in judged for lack in one.lacks]
