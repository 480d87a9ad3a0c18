"""Who reads, writes, answers and closes conclusions. To fetch one for a purpose is to ask for it."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing, NotAllowed
from namro_web.inspecting.models import Conclusion
from namro_web.organisations.access import (
    ActingPost,
    Duty,
    acting_with,
    branch_of,
    houses_of,
    offices_read_by,
)


def conclusions_visible_to(by: User, *, on: date) -> QuerySet[Conclusion]:
    """Give what a person may read: all of the office for who leads, coordinates, inspects or
    supervises; for others what is addressed to their unit and those beneath it.

    Raises:
        NotAllowed: The post is not for reading data (the administrator's).
    """
    post = acting_with(by, Duty.READ)
    seen = Q(pk__in=[])
    if post.may(Duty.READ_CONCLUSIONS):
        seen |= Q(owner__in=offices_read_by(post))
    if post.may(Duty.ANSWER_CONCLUSIONS):
        seen |= Q(owner__in=houses_of(post), unit__in=branch_of(post, at=on))
    return Conclusion.objects.filter(seen)


def conclusion_to_read(conclusion_id: int, *, by: User, on: date) -> Conclusion:
    """Fetch one to look at.

    Raises:
        Missing: There is none the person may read.
    """
    found = (
        conclusions_visible_to(by, on=on)
        .select_related("plan", "task", "written_by", "answered_by", "closed_by")
        .filter(pk=conclusion_id)
        .first()
    )
    if found is None:
        raise Missing("inspecting.no-such-conclusion", "Không tìm thấy kết luận, kiến nghị này.")
    return found


def inspector(by: User) -> ActingPost:
    """Give the post of a person who inspects.

    Raises:
        NotAllowed: The post is not for that.
    """
    return acting_with(by, Duty.INSPECT)


def conclusion_to_answer(conclusion_id: int, *, by: User, on: date) -> Conclusion:
    """Fetch one, locked, to answer for the unit it is addressed to.

    Raises:
        Missing: There is none the person may read.
        NotAllowed: It is addressed to another unit, or the post only reads.
    """
    conclusion_to_read(conclusion_id, by=by, on=on)
    found = Conclusion.objects.select_for_update().get(pk=conclusion_id)
    if not may_answer(found, by=by, on=on):
        raise NotAllowed(
            "inspecting.not-addressed-to-you", "Chỉ đơn vị được kiểm tra trả lời nội dung này."
        )
    return found


def may_answer(conclusion: Conclusion, *, by: User, on: date) -> bool:
    """Say whether a person answers for the unit a conclusion is addressed to."""
    post = acting_with(by, Duty.READ)
    return post.may(Duty.ANSWER_CONCLUSIONS) and conclusion.unit_id in branch_of(post, at=on)


def conclusion_to_settle(conclusion_id: int, *, by: User, on: date) -> Conclusion:
    """Fetch one, locked, to close it or send its answer back.

    Raises:
        Missing: There is none the person may read.
        NotAllowed: The post does not inspect in this office.
    """
    post = inspector(by)
    conclusion_to_read(conclusion_id, by=by, on=on)
    found = Conclusion.objects.select_for_update().get(pk=conclusion_id)
    if found.owner_id not in houses_of(post):
        raise NotAllowed(
            "inspecting.another-office", "Chỉ người kiểm tra của cơ quan đã ghi mới khép được."
        )
    return found
