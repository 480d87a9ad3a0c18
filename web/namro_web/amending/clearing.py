"""What is unclear in the tasks that an amendment brings in or changes, before it is applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse

from namro_web.amending.models import Amendment
from namro_web.amending.proposals import Proposal, Proposed
from namro_web.intake.clarity import Judged, Statement, under_waiver
from namro_web.intake.unclear import named, statement_of
from namro_web.organisations.queries import meanings
from namro_web.plans.clarities import asked_by
from namro_web.plans.models import Plan
from namro_web.tasks.models import Task


def judged_in(amendment: Amendment, found: Proposed, *, at: date) -> tuple[Judged, ...]:
    """Judge every task that an amendment brings in or changes, as it would read from then on.

    What was let out while the document was reviewed stays let out: it is the same statement.
    """
    plan = amendment.plan
    touched = [one for one in found.proposals if one.kind == "task" and one.op != "removed"]
    units = units_meant(plan, touched, found.units, at=at)
    tasks = {
        task.pk: statement_of(task)
        for task in Task.objects.filter(pk__in=[one.id for one in touched if one.id])
        .prefetch_related("assignments")
        .order_by("pk")
    }
    asked = asked_by(plan.owner_id)
    reviewed: Mapping[str, Any] = {}
    if amendment.draft is not None:
        reviewed = amendment.draft.review.get("waivers", {})
    fresh = 0
    judged = []
    for one in touched:
        fresh += one.op == "added"
        before = tasks[one.id] if one.id else Statement("", f"Bổ sung {fresh}", one.text, "")
        waiver = amendment.waivers.get(one.key) or reviewed.get(one.source)
        judged.append(under_waiver(_after(one, before, units, amendment), asked, waiver))
    return tuple(judged)


def _after(
    one: Proposal, before: Statement, units: Mapping[str, Sequence[str]], amendment: Amendment
) -> Statement:
    """Say how a task reads once the amendment is applied."""
    new = one.new
    said: dict[str, Any] = {
        "key": one.key,
        "place": f"dòng {one.line} của văn bản điều chỉnh" if one.line else "điều chỉnh bằng tay",
        "url": reverse("amending:workspace", args=[amendment.plan_id]),
    }
    if one.source and amendment.draft_id:
        said["url"] = reverse("intake:review", args=[amendment.draft_id]) + f"?muc={one.source}"
    elif one.id:
        said["url"] = reverse("amending:edit", args=[amendment.plan_id, "task", one.id])
    if "text" in new:
        said["text"] = str(new["text"])
    if "deliverable" in new:
        said["deliverable"] = str(new["deliverable"] or "")
    if "deadline" in new:
        said["deadline_kind"] = (new["deadline"] or {"kind": "none"})["kind"]
        said["deadline_raw"] = str(new.get("deadline_raw") or "")
    if "lead" in new:
        said["leads"] = named(new["lead"] or (), units)
    if "coordinating" in new:
        said["partners"] = named(new["coordinating"] or (), units)
    return replace(before, **said)


def units_meant(
    plan: Plan,
    changes: Sequence[Proposal],
    known: Mapping[str, tuple[str, ...]],
    *,
    at: date,
) -> dict[str, tuple[str, ...]]:
    """Say which units the names of an amendment mean: as reviewed, else as known for certain."""
    names = {
        name
        for one in changes
        for facts in (one.new, one.old.facts if one.old else {})
        for name in (*facts.get("lead", ()), *facts.get("coordinating", ()), facts.get("actor"))
        if name
    }
    return {**surely_meant(plan, sorted(names), at=at), **known}


def surely_meant(plan: Plan, names: Sequence[str], *, at: date) -> dict[str, tuple[str, ...]]:
    """Say which units names mean, where that is known for certain."""
    found = meanings([one for one in names if one], scope_id=plan.owner_id, at=at)
    return {
        name: tuple(str(unit) for unit in meaning.unit_ids)
        for name, meaning in found.items()
        if meaning.is_sure
    }
