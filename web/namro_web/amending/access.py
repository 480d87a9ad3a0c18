"""Who may see a plan's versions, and who may amend it. To fetch is to ask."""

from __future__ import annotations

from namro_web.accounts.models import User
from namro_web.amending.models import Amendment, Stage
from namro_web.foundation.errors import Conflict, Missing
from namro_web.organisations.access import Duty, acting
from namro_web.plans.access import plan_to_amend, plan_to_read
from namro_web.plans.models import Plan, PlanVersion


def version_to_undo(plan_id: int, number: int, *, by: User) -> tuple[Plan, PlanVersion]:
    """Fetch, and lock, a version that is to be taken back.

    Raises:
        Missing: There is no such plan or version here.
        NotAllowed: The post does not edit plans.
    """
    plan = plan_to_amend(plan_id, by=by)
    found = PlanVersion.objects.select_for_update().filter(plan=plan, number=number).first()
    if found is None:
        raise Missing("amending.no-such-version", "Kế hoạch không có phiên bản này.")
    return plan, found


def amendment_to_see(plan_id: int, *, by: User) -> tuple[Plan, Amendment | None]:
    """Give a plan and what is being prepared for it, if anything.

    Raises:
        Missing: There is no such plan here.
    """
    plan = plan_to_read(plan_id, by=by)
    found = Amendment.objects.select_related("draft__document", "document").filter(
        plan=plan, stage=Stage.OPEN
    )
    return plan, found.first()


def amendment_to_edit(
    plan_id: int, *, by: User, version: int | None = None
) -> tuple[Plan, Amendment]:
    """Fetch, and lock, the amendment that is being prepared for a plan.

    Raises:
        Missing: There is no such plan here, or nothing is being prepared for it.
        NotAllowed: The post does not edit plans.
        Conflict: Somebody went on with it meanwhile.
    """
    plan = plan_to_amend(plan_id, by=by)
    found = (
        Amendment.objects.select_for_update(of=("self",))
        .select_related("draft__document", "document")
        .filter(plan=plan, stage=Stage.OPEN)
        .first()
    )
    if found is None:
        raise Missing(
            "amending.nothing-open",
            "Không có lần điều chỉnh nào đang chuẩn bị; hãy mở lại thẻ Phiên bản.",
        )
    if version is not None and version != found.version:
        raise Conflict(
            "amending.moved-on",
            "Lần điều chỉnh này vừa được sửa ở nơi khác. Hãy tải lại trang để thấy bản mới nhất.",
            version=found.version,
        )
    return plan, found


def may_amend(by: User) -> bool:
    """Say whether a person's post edits plans."""
    return acting(by).may(Duty.EDIT_PLANS)
