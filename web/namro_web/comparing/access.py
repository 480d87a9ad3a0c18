"""Who may compare a plan with the plans above it, and who may say what belongs together."""

from __future__ import annotations

from dataclasses import dataclass

import namro
from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.organisations.access import Duty, acting_with, houses_of
from namro_web.plans.access import plan_to_read, plans_visible_to
from namro_web.plans.models import Plan


@dataclass(frozen=True, slots=True)
class Above:
    """A document above a plan: a kept catalogue, or a plan of the system that the asker may see."""

    catalogue: str = ""
    plan: Plan | None = None

    @property
    def code(self) -> str:
        """How an address names it."""
        return self.catalogue or (f"ke-hoach-{self.plan.pk}" if self.plan else "")

    @property
    def where(self) -> dict[str, object]:
        """How the tables name it."""
        return {"catalogue": self.catalogue, "parent": self.plan}


def above_to_read(code: str, *, plan: Plan, by: User) -> Above:
    """Fetch the document that a plan is to be compared with.

    Raises:
        Missing: There is none of that name, it is the plan itself, or it is not theirs to see.
    """
    if code in namro.catalogue_numbers():
        return Above(catalogue=code)
    number = code.removeprefix("ke-hoach-")
    if number != code and number.isascii() and number.isdigit() and len(number) < 10:
        found = (
            plans_visible_to(by)
            .select_related("document")
            .filter(pk=int(number))
            .exclude(pk=plan.pk)
            .first()
        )
        if found is not None:
            return Above(plan=found)
    raise Missing(
        "comparing.no-such-parent",
        "Không có văn bản cấp trên này để so; chọn lại trong danh sách.",
    )


def plan_to_link(plan_id: int, *, by: User) -> Plan:
    """Fetch, and lock, a plan whose links are being decided: by the office that issued it.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not edit plans.
    """
    plan_to_read(plan_id, by=by)
    own = houses_of(acting_with(by, Duty.EDIT_PLANS))
    plan = Plan.objects.select_for_update().filter(pk=plan_id, owner__in=own).first()
    if plan is None:
        raise Missing("plans.no-such-plan", "Không có kế hoạch này trong đơn vị của bạn.")
    return plan
