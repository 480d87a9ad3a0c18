"""What people say of a plan and the plans above it. Every word can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

import namro
from namro_web.accounts.models import User
from namro_web.comparing.access import Above, above_to_read, plan_to_link
from namro_web.comparing.exports import as_document
from namro_web.comparing.models import Decision, ItemLink, ParentLink
from namro_web.comparing.programmes import programme_of, stored_programme
from namro_web.comparing.queries import held_against, no_such_item
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.plans.queries import short_name
from namro_web.ui.papers import excel_bytes


@transaction.atomic
def decide_parent(
    *,
    plan_id: int,
    above: str,
    decision: str,
    by: User,
    at: datetime,
    seen_at: datetime | None = None,
) -> None:
    """Say that a plan carries out a document above it, that it does not, or take that back.

    Args:
        plan_id: The plan below.
        above: The document above, as an address names it.
        decision: ``confirmed``, ``rejected``, or empty to leave it to the citations again.
        by: Who says so.
        at: When.
        seen_at: When the page that they decide on was drawn.

    Raises:
        Missing: There is no such plan or document here.
        NotAllowed: The post does not edit plans.
        Invalid: The decision is none of these.
        Conflict: Somebody else decided since.
    """
    _known(decision)
    plan = plan_to_link(plan_id, by=by)
    found = above_to_read(above, plan=plan, by=by)
    _undecided_since(ParentLink.objects.filter(plan=plan, **found.where), seen_at)
    if decision:
        ParentLink.objects.update_or_create(
            plan=plan,
            catalogue=found.catalogue,
            parent=found.plan,
            defaults={"decision": decision, "by": by, "at": at},
        )
    else:
        ParentLink.objects.filter(plan=plan, **found.where).delete()
    verb = {
        Decision.CONFIRMED.value: "comparing.parent-confirmed",
        Decision.REJECTED.value: "comparing.parent-rejected",
    }.get(decision, "comparing.parent-reset")
    record(verb, plan, by=by, unit=str(plan.owner_id), at=at, above=_name(found))


@transaction.atomic
def decide_items(
    *,
    plan_id: int,
    above: str,
    parent_key: str,
    child_key: str,
    decision: str,
    by: User,
    at: datetime,
    seen_at: datetime | None = None,
) -> None:
    """Say that an item answers one above, that it does not, or take that back.

    What is said stays, also when the comparison is run anew or the engine learns.

    Raises:
        Missing: There is no such plan, document or item.
        NotAllowed: The post does not edit plans.
        Invalid: The decision is none of the three.
        Conflict: Somebody decided on it after ``seen_at``, when the page was drawn.
    """
    _known(decision)
    plan = plan_to_link(plan_id, by=by)
    found = above_to_read(above, plan=plan, by=by)
    try:
        parent = programme_of(found).item(parent_key)
        child = stored_programme(plan).item(child_key)
    except KeyError:
        raise no_such_item() from None
    where: dict[str, Any] = {
        "plan": plan,
        **found.where,
        "parent_key": parent_key,
        "child_key": child_key,
    }
    _undecided_since(ItemLink.objects.filter(**where), seen_at)
    if decision:
        ItemLink.objects.update_or_create(
            **where,
            defaults={
                "decision": decision,
                "parent_text": parent.text,
                "child_text": child.text,
                "by": by,
                "at": at,
            },
        )
    else:
        ItemLink.objects.filter(**where).delete()
    verb = {
        Decision.CONFIRMED.value: "comparing.items-linked",
        Decision.REJECTED.value: "comparing.items-unlinked",
    }.get(decision, "comparing.items-reset")
    record(
        verb,
        plan,
        by=by,
        unit=str(plan.owner_id),
        at=at,
        above=_name(found),
        parent=parent.text[:300],
        child=child.text[:300],
    )


@transaction.atomic
def export_coverage(*, plan_id: int, above: str, kind: str, by: User, at: datetime) -> bytes:
    """Give the coverage as an Excel workbook or a Word document, and note that it was taken.

    Raises:
        Missing: There is no such plan or document here.
        Invalid: The kind of file is not known.
    """
    held = held_against(plan_id, above, by=by)
    if kind == "xlsx":
        data = excel_bytes(namro.alignment_workbook(held.alignment))
    elif kind == "docx":
        data = as_document(held.alignment, at=at)
    else:
        raise Invalid("comparing.unknown-format", "Chỉ tải về được dạng Excel hoặc Word.")
    record(
        "comparing.coverage-exported",
        held.plan,
        by=by,
        unit=str(held.plan.owner_id),
        at=at,
        above=_name(held.above),
        kind=kind,
    )
    return data


def _undecided_since(
    links: QuerySet[ItemLink] | QuerySet[ParentLink], seen_at: datetime | None
) -> None:
    """Refuse to decide over what somebody decided after the page was drawn."""
    if seen_at is None:
        return
    link = links.filter(at__gt=seen_at).select_related("by").first()
    if link is None:
        return
    who, what = link.by.get_full_name(), Decision(link.decision).label
    raise Conflict(
        "comparing.decided-meanwhile",
        f"Trong lúc bạn mở trang, {who} đã quyết định “{what}” lúc "
        f"{link.at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}. Tải lại trang để xem rồi quyết định.",
        decision=link.decision,
        who=who,
        at=link.at.isoformat(),
    )


def _known(decision: str) -> None:
    if decision and decision not in Decision.values:
        raise Invalid("comparing.unknown-decision", "Không hiểu thao tác này; tải lại trang.")


def _name(above: Above) -> str:
    return above.catalogue or (short_name(above.plan) if above.plan else "")
