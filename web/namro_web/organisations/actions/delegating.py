"""Standing in for one another: a delegation begins on a day, and ends by itself or before its time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.history import record
from namro_web.organisations.access import (
    MAY_STAND_IN,
    DelegatedPost,
    Duty,
    acting,
    acting_with,
    delegable,
    delegation_to_end,
)
from namro_web.organisations.actions.checks import document_of
from namro_web.organisations.models import Delegation, Manner, Post, Role
from namro_web.organisations.trees import home_of, lines_up

# Longer than a year is no delegation but another post.
MOST_DAYS = 366


@transaction.atomic
def delegate(
    *,
    to_post: int,
    duties: Collection[str],
    manner: str,
    document_number: str,
    first_day: date,
    last_day: date,
    by: User,
    today: date,
) -> Delegation:
    """Let somebody of the same office act in one's own post, for some duties, from a day to a day.

    Raises:
        NotAllowed: The post is not one that delegates, or is itself acted in by delegation.
        Invalid: Nothing, or more than one has, is passed on; the days do not fit; to oneself, to
            another office or to somebody whose post keeps apart from the work; no document.
        Conflict: One of the duties, or this person, stands in for those days already.
    """
    post = acting(by)
    if isinstance(post, DelegatedPost):
        raise NotAllowed(
            "organisations.delegated-no-further",
            "Việc được ủy quyền không ủy quyền tiếp; chỉ người giữ vị trí được ủy quyền.",
        )
    acting_with(by, Duty.DELEGATE)
    # Both wait here: two delegations of one post follow one another.
    giver = Post.objects.select_for_update().get(pk=post.id)
    named = _named(duties, post.role)
    if manner not in Manner.values:
        raise Invalid("organisations.unknown-manner", "Chọn hình thức ký.", field="manner")
    document = document_of(document_number)
    until = _until(first_day, last_day, today=today)
    taker = _taker(to_post, giver=giver, root_of=post.root_id, first_day=first_day, by=by)
    for one in (giver, taker):
        if one.valid_from > first_day or (one.valid_to is not None and one.valid_to < until):
            whose = "của bạn" if one is giver else "của người nhận"
            raise Invalid(
                "organisations.outside-the-post",
                f"Vị trí {whose} không giữ suốt thời gian này; rút ngắn thời gian ủy quyền.",
                field="last_day",
            )
    _no_overlap(giver, taker, named, first_day, until)
    made = Delegation.objects.create(
        giver_post=giver,
        delegate_post=taker,
        duties=sorted(named),
        manner=Manner(manner),
        document_number=document,
        valid_from=first_day,
        valid_to=until,
    )
    record(
        "organisations.delegated",
        made,
        by=by,
        unit=giver.unit,
        title=giver.title,
        giver=giver.user_id,
        delegate=taker.user_id,
        delegate_title=taker.title,
        duties=made.duties,
        document_number=document,
        first_day=first_day,
        last_day=last_day,
    )
    return made


@transaction.atomic
def end_delegation(delegation_id: int, *, by: User | None, today: date) -> Delegation:
    """End a delegation now: its giver, the one who stands in, or the administrator.

    Raises:
        Missing: There is none that concerns the asker.
        Conflict: It is over already.
    """
    delegation = delegation_to_end(delegation_id, by=by)
    if delegation.ended_on is not None or delegation.valid_to <= today:
        raise Conflict("organisations.delegation-over", "Ủy quyền này đã hết hiệu lực.")
    delegation.ended_on = today
    delegation.save(update_fields=["ended_on", "changed_at"])
    record(
        "organisations.delegation-ended",
        delegation,
        by=by,
        unit=delegation.giver_post.unit,
        title=delegation.giver_post.title,
        giver=delegation.giver_post.user_id,
        delegate=delegation.delegate_post.user_id,
        document_number=delegation.document_number,
        day=today,
    )
    return delegation


def _named(duties: Collection[str], role: Role) -> frozenset[Duty]:
    own = delegable(role)
    named = frozenset(duty for duty in own if duty.value in duties)
    if not named or {duty.value for duty in named} != set(duties):
        raise Invalid(
            "organisations.duties-beyond-own",
            "Chọn ít nhất một việc, và chỉ những việc vị trí của bạn được làm và được ủy quyền.",
            field="duties",
        )
    return named


def _until(first_day: date, last_day: date, *, today: date) -> date:
    if first_day < today:
        raise Invalid(
            "organisations.delegated-backwards",
            "Ủy quyền bắt đầu từ hôm nay hoặc một ngày sau; không ủy quyền lùi ngày.",
            field="first_day",
        )
    if last_day < first_day:
        raise Invalid(
            "organisations.ends-before-it-begins",
            f"Ngày cuối phải từ ngày đầu ({first_day:%d/%m/%Y}) trở đi.",
            field="last_day",
        )
    # The day after the last is kept: there must be one.
    if (last_day - first_day).days >= MOST_DAYS or last_day == date.max:
        raise Invalid(
            "organisations.delegated-too-long",
            f"Ủy quyền tối đa {MOST_DAYS} ngày một lần; lâu hơn thì giao vị trí.",
            field="last_day",
        )
    return last_day + timedelta(days=1)


def _taker(post_id: int, *, giver: Post, root_of: object, first_day: date, by: User) -> Post:
    """Give the delegate's own post: of the same office, of somebody else who is let in."""
    found = Post.objects.select_related("user").filter(pk=post_id, user__is_active=True).first()
    line = lines_up([found.unit_id], at=first_day).get(found.unit_id) if found else None
    if found is None or not line or home_of(line).unit_id != root_of:
        raise Invalid(
            "organisations.delegate-elsewhere",
            "Chỉ ủy quyền cho người đang giữ vị trí trong cùng cơ quan.",
            field="to_post",
        )
    if found.user_id in (by.pk, giver.user_id):
        raise Invalid(
            "organisations.delegate-to-oneself", "Không ủy quyền cho chính mình.", field="to_post"
        )
    if Role(found.role) not in MAY_STAND_IN:
        raise Invalid(
            "organisations.delegate-kept-apart",
            "Người kiểm tra, giám sát, quản trị không nhận ủy quyền: việc của họ tách khỏi việc điều hành.",
            field="to_post",
        )
    return found


def _no_overlap(
    giver: Post, taker: Post, named: frozenset[Duty], first_day: date, until: date
) -> None:
    others = Delegation.objects.filter(
        giver_post=giver, valid_from__lt=until, valid_to__gt=first_day
    ).select_related("delegate_post__user")
    for other in others:
        if other.ended_on is not None and other.ended_on <= first_day:
            continue
        is_same = other.delegate_post.user_id == taker.user_id
        if is_same or {duty.value for duty in named} & set(other.duties):
            who = other.delegate_post.user.get_full_name()
            last = other.valid_to - timedelta(days=1)
            raise Conflict(
                "organisations.delegation-overlaps",
                f"Đã ủy quyền cho {who} từ {other.valid_from:%d/%m/%Y} đến hết {last:%d/%m/%Y}; "
                "chấm dứt ủy quyền đó trước hoặc chọn thời gian, việc khác.",
                field="first_day",
            )
