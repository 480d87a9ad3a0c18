"""What an office asks of its tasks is set, and unclear tasks are let out for a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.intake.actions import _copied, _refuse_secrecy, _step, _to_review
from namro_web.intake.clarity import Judged
from namro_web.intake.models import Draft
from namro_web.intake.unclear import judged_of
from namro_web.organisations.models import Unit
from namro_web.plans.access import adopter
from namro_web.plans.clarities import USUAL, Asked, asked_by, mark_of
from namro_web.plans.models import ClarityRule

SHORTEST_REASON = 5
LONGEST_REASON = 500


@transaction.atomic
def set_clarities(
    *, asked: Sequence[Asked], by: User, at: datetime, seen: str | None = None
) -> None:
    """Set which clarities the office of a person asks for, in which order, and which block.

    Plans issued already stay issued; the next ones, and every score, follow at once.

    Args:
        asked: The clarities as they are to be.
        by: Who sets them.
        at: When.
        seen: The mark of those that the page showed.

    Raises:
        NotAllowed: The post does not adopt plans.
        Invalid: A clarity is unknown or named twice, has no name, or none is left in use.
        Conflict: Somebody else set them meanwhile.
    """
    post = adopter(by)
    if sorted(one.key for one in asked) != sorted(one.key for one in USUAL):
        raise Invalid(
            "intake.unknown-clarity", "Danh sách các rõ không đủ hoặc có mục lạ.", field="clarities"
        )
    names = [one.name.strip() for one in asked]
    if not all(0 < len(name) <= 60 for name in names):
        raise Invalid(
            "intake.clarity-without-name", "Mỗi rõ phải có tên, tối đa 60 chữ cái.", field="name"
        )
    if len({name.casefold() for name in names}) < len(names):
        raise Invalid("intake.clarity-twice", "Hai rõ không được trùng tên.", field="name")
    if not any(one.is_on for one in asked):
        raise Invalid("intake.no-clarity", "Phải dùng ít nhất một rõ.", field="clarities")
    for one in asked:
        if one.blocks and not one.is_on:
            raise Invalid(
                "intake.blocks-unused",
                f"“{one.name.strip()}” không dùng thì không chặn ban hành được.",
                field="blocks",
            )
        _refuse_secrecy([one.name], field="name")
    office = Unit.objects.select_for_update().get(pk=post.root_id)
    before = asked_by(post.root_id)
    if seen is not None and seen != mark_of(before):
        now = "; ".join(
            f"{one.name}{' (chặn)' if one.blocks else ''}" for one in before if one.is_on
        )
        raise Conflict(
            "intake.clarities-changed",
            f"Các rõ vừa được người khác đặt lại thành: {now}. Tải lại trang rồi đặt tiếp.",
        )
    ClarityRule.objects.filter(office=office).delete()
    ClarityRule.objects.bulk_create(
        ClarityRule(
            office=office,
            key=one.key,
            name=name,
            order=order,
            is_on=one.is_on,
            blocks=one.blocks,
        )
        for order, (one, name) in enumerate(zip(asked, names, strict=True))
    )
    record(
        "intake.clarities-set",
        office,
        by=by,
        unit=str(post.root_id),
        at=at,
        before=_said(before),
        after=_said(
            [Asked(one.key, n, one.is_on, one.blocks) for one, n in zip(asked, names, strict=True)]
        ),
    )


def _said(asked: Iterable[Asked]) -> list[str]:
    return [one.name + (" (chặn)" if one.blocks else "") for one in asked if one.is_on]


@transaction.atomic
def waive_unclear(
    *, draft_id: int, keys: Sequence[str], reason: str, version: int, by: User, at: datetime
) -> Draft:
    """Let tasks out although they lack a clarity that blocks issuing, for a reason that is kept.

    The waiver holds for what the task lacks now; a task that comes to lack more is held again.

    Raises:
        Missing, NotAllowed: There is no such draft here, or the post does not adopt plans.
        Invalid: No reason is given, or none of the tasks is held back.
        Conflict: The draft has moved on.
    """
    found = _to_review(draft_id, version=version, by=by)
    reason = waiver_reason(reason)
    office = found.draft.document.owner_id
    held = {
        one.statement.key: one
        for one in judged_of(found, asked_by(office), at=at.date())
        if one.held
    }
    chosen = chosen_to_waive(held, keys)
    review = _copied(found.draft.review)
    review["waivers"] |= waivers_for(chosen, reason, by=by)
    draft = _step(found.draft, review, label=f"Cho qua {len(chosen)} việc chưa rõ", by=by, at=at)
    record(
        "intake.unclear-waived",
        draft,
        by=by,
        unit=str(office),
        at=at,
        items=[one.statement.tag for one in chosen],
        reason=reason,
    )
    return draft


def waiver_reason(written: str) -> str:
    """Give the reason for which unclear tasks go out, as it is kept.

    Raises:
        Invalid: It is too short or too long, or carries a state-secret mark.
    """
    reason = " ".join(written.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid(
            "intake.waiver-without-reason",
            "Hãy ghi lý do cho ban hành khi chưa rõ, từ 5 đến 500 chữ cái.",
            field="reason",
        )
    _refuse_secrecy([reason], field="reason")
    return reason


def chosen_to_waive(held: Mapping[str, Judged], keys: Iterable[str]) -> list[Judged]:
    """Give the tasks a person lets out, of those that are held.

    Raises:
        Invalid: None of them is held.
    """
    chosen = [held[key] for key in dict.fromkeys(keys) if key in held]
    if not chosen:
        raise Invalid(
            "intake.nothing-to-waive",
            "Chọn ít nhất một nhiệm vụ đang bị giữ lại vì chưa rõ.",
            field="keys",
        )
    return chosen


def waivers_for(chosen: Iterable[Judged], reason: str, *, by: User) -> dict[str, dict[str, object]]:
    """Write waivers as they are kept: for what each task lacks now, and no more."""
    return {
        one.statement.key: {
            "clarities": [lack.key for lack in one.blocking],
            "reason": reason,
            "by": by.pk,
        }
        for one in chosen
    }


def office_of(by: User) -> UUID:
    """Give the office whose clarities a person may set.

    Raises:
        NotAllowed: The post does not adopt plans.
    """
    return adopter(by).root_id


@transaction.atomic
def note_slip_taken(
    *, kind: str, by: User, at: datetime, draft_id: int | None = None, plan_id: int | None = None
) -> None:
    """Note that the slip of what is unclear, in a draft or in a plan, left as a file."""
    record("intake.slip-taken", by, by=by, at=at, kind=kind, draft=draft_id, plan=plan_id)
