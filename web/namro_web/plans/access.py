"""Who may see and adopt plans. To fetch a plan is to ask permission for it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.organisations.access import (
    ActingPost,
    Duty,
    acting_with,
    houses_of,
    offices_read_by,
)
from namro_web.plans.models import Document, Plan


def plans_visible_to(by: User) -> QuerySet[Plan]:
    """Give the plans of the office a person works in; for a province, also its communes'."""
    return Plan.objects.filter(owner__in=offices_of(by))


def documents_visible_to(by: User) -> QuerySet[Document]:
    """Give the documents kept by the office a person works in; for a province, also its communes'."""
    return Document.objects.filter(owner__in=offices_of(by))


def plan_to_read(plan_id: int, *, by: User) -> Plan:
    """Fetch a plan to look at.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    plan = plans_visible_to(by).select_related("document").filter(pk=plan_id).first()
    if plan is None:
        raise Missing("plans.no-such-plan", "Không có kế hoạch này trong đơn vị của bạn.")
    return plan


def plan_to_fill(plan_id: int, *, by: User) -> Plan:
    """Fetch, and lock, a plan whose indicators and tasks are being stored.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not adopt plans.
    """
    post = adopter(by)
    plan = Plan.objects.select_for_update().filter(pk=plan_id, owner__in=houses_of(post)).first()
    if plan is None:
        raise Missing("plans.no-such-plan", "Không có kế hoạch này trong đơn vị của bạn.")
    return plan


def plan_to_amend(plan_id: int, *, by: User) -> Plan:
    """Fetch, and lock, a plan that a later document changes.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not edit plans.
    """
    plan = plan_to_read(plan_id, by=by)
    post = acting_with(by, Duty.EDIT_PLANS)
    found = Plan.objects.select_for_update().filter(pk=plan.pk, owner__in=houses_of(post)).first()
    if found is None:
        raise Missing("plans.no-such-plan", "Không có kế hoạch này trong đơn vị của bạn.")
    return found


def document_to_read(document_id: int, *, by: User) -> Document:
    """Fetch a document to look at.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    document = documents_visible_to(by).filter(pk=document_id).first()
    if document is None:
        raise Missing("plans.no-such-document", "Không có văn bản này trong đơn vị của bạn.")
    return document


def document_to_adopt(document_id: int, *, by: User) -> Document:
    """Fetch, and lock, a document that is to become a plan.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not adopt plans.
    """
    post = adopter(by)
    document = (
        Document.objects.select_for_update()
        .filter(pk=document_id, owner__in=houses_of(post))
        .first()
    )
    if document is None:
        raise Missing("plans.no-such-document", "Không có văn bản này trong đơn vị của bạn.")
    return document


def adopter(by: User) -> ActingPost:
    """Give the post of a person who brings documents in and adopts plans.

    Raises:
        NotAllowed: The post is not for that.
    """
    return acting_with(by, Duty.ADOPT_PLANS)


def owner_of(by: User) -> UUID:
    """Give the commune whose plans a person sees.

    Raises:
        NotAllowed: They hold no post, or one that is not for reading data (the administrator's).
    """
    return acting_with(by, Duty.READ).root_id


def offices_of(by: User) -> frozenset[UUID]:
    """Give the offices whose plans a person reads: their own, those it took over, those beneath it.

    Raises:
        NotAllowed: They hold no post, or one that is not for reading data.
    """
    return offices_read_by(acting_with(by, Duty.READ))


def offices_worked_for(by: User) -> frozenset[UUID]:
    """Give the offices whose plans a person works on: their own and those it took over.

    Raises:
        NotAllowed: They hold no post, or one that is not for reading data.
    """
    return houses_of(acting_with(by, Duty.READ))
