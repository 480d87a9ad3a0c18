"""What a later document does to a plan's goals and duties, and the version that keeps it.

Callers have fetched the plan with ``access.plan_to_amend``; everything happens in their transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Missing
from namro_web.plans.models import Objective, Plan, PlanVersion, ReportingDuty

PARTS: Mapping[str, type[Objective] | type[ReportingDuty]] = {
    "goal": Objective,
    "duty": ReportingDuty,
}
_FIELDS = {
    "goal": {"text": "text", "horizon": "horizon"},
    "duty": {
        "duty": "duty",
        "actor": "actor",
        "report_to": "report_to",
        "report_via": "report_via",
        "periods": "periods",
        "due_dates": "due_dates",
    },
}
_LONGEST = {"actor": 500, "report_to": 500, "report_via": 500}


def next_number(plan: Plan) -> int:
    """Give the number of a plan's next version; that of one taken back is not used again."""
    return (plan.versions.aggregate(last=Max("number"))["last"] or 1) + 1


def latest_version(plan: Plan) -> PlanVersion | None:
    """Give the last version that stands."""
    return plan.versions.filter(undone_at=None).order_by("-number").first()


def add_part(
    plan: Plan, kind: str, values: Mapping[str, Any], *, version: PlanVersion, unit_id: Any = None
) -> int:
    """Store a goal or a duty that a later document adds."""
    model = PARTS[kind]
    last = model.objects.filter(plan=plan).aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    given = _columns(kind, values)
    if model is ReportingDuty:
        given["unit_id"] = unit_id
    return model.objects.create(plan=plan, order=order, added_in=version, **given).pk


def change_part(
    plan: Plan, kind: str, part_id: int, values: Mapping[str, Any], *, unit_id: Any = None
) -> None:
    """Let a goal or duty say what a later document makes of it."""
    row = part_of(plan, kind, part_id)
    for name, value in _columns(kind, values).items():
        setattr(row, name, value)
    if isinstance(row, ReportingDuty) and "actor" in values:
        row.unit_id = unit_id
    row.save()


def drop_part(plan: Plan, kind: str, part_id: int, *, version: PlanVersion | None) -> None:
    """Give a goal or duty up, or, without a version, take it up again."""
    row = part_of(plan, kind, part_id)
    row.dropped_in = version
    row.save(update_fields=["dropped_in"])


def unadd_part(plan: Plan, kind: str, part_id: int) -> None:
    """Take out what a document that is being undone had added."""
    part_of(plan, kind, part_id).delete()


def part_of(plan: Plan, kind: str, part_id: int) -> Objective | ReportingDuty:
    """Fetch a goal or duty of a plan.

    Raises:
        Missing: The plan has none of that number.
    """
    row = PARTS[kind].objects.filter(plan=plan, pk=part_id).first()
    if row is None:
        raise Missing("plans.no-such-part", "Không có nội dung này trong kế hoạch; tải lại trang.")
    return row


def take_version_back(version: PlanVersion, *, by: User, at: datetime) -> None:
    """Mark a version as taken back.

    Raises:
        Conflict: It is already, or a later one stands on it.
    """
    if version.undone_at is not None:
        raise Conflict("plans.version-undone", "Phiên bản này đã được hoàn tác.")
    later = version.plan.versions.filter(number__gt=version.number, undone_at=None)
    if later.exists():
        raise Conflict(
            "plans.version-has-a-later-one",
            "Đã có phiên bản sau dựa trên phiên bản này; hãy hoàn tác phiên bản mới nhất trước.",
        )
    version.undone_by, version.undone_at = by, at
    version.save(update_fields=["undone_by", "undone_at"])


def _columns(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column: (
            values[name][: _LONGEST[name]]
            if name in _LONGEST
            else (values[name] or None)
            if name == "horizon"
            else values[name]
        )
        for name, column in _FIELDS[kind].items()
        if name in values
    }
