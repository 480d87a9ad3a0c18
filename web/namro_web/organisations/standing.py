"""Who stands in for whom, what waits on a post, and the minutes of handovers, as pages show them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.organisations.access import (
    MAY_STAND_IN,
    DelegatedPost,
    Duty,
    acting,
    delegable,
    delegations_holding,
    delegations_seen_by,
    duties_delegated,
    handover_to_read,
    post_to_hand_over,
    units_worked_for,
)
from namro_web.organisations.models import (
    Delegation,
    Handover,
    HandoverItem,
    Manner,
    Outcome,
    Post,
)
from namro_web.organisations.open_work import Fate, OpenThing, open_work_of
from namro_web.organisations.queries import UnitName, names_at
from namro_web.organisations.takers import takers_of
from namro_web.organisations.trees import branch_ever, branch_ids, home_of, lines_up

# Words for what can be named in a delegation.
DELEGATED_WORDS = {
    Duty.UPDATE_TASKS: "Cập nhật nhiệm vụ, báo cáo của đơn vị",
    Duty.APPROVE_FOR_UNIT: "Duyệt thay đơn vị",
    Duty.CONFIRM_TASKS: "Xác nhận hoàn thành, trả lại, gia hạn",
    Duty.ADOPT_PLANS: "Duyệt văn bản, đưa kế hoạch vào thực hiện",
    Duty.EDIT_PLANS: "Sửa kế hoạch đang thực hiện",
    Duty.DIRECT: "Chỉ đạo, đôn đốc",
    Duty.READ_CONCLUSIONS: "Xem kết luận, kiến nghị kiểm tra",
    Duty.ANSWER_CONCLUSIONS: "Trả lời kết luận, kiến nghị kiểm tra",
    Duty.READ_HISTORY: "Xem nhật ký hệ thống",
}
MOST_SHOWN = 200


@dataclass(frozen=True)
class DelegationShown:
    """One delegation as its page shows it."""

    id: int
    giver: str
    giver_title: str
    delegate: str
    delegate_title: str
    manner: str
    duties: Sequence[str]
    document_number: str
    first_day: date
    last_day: date
    state: str
    state_key: str
    may_end: bool
    is_given: bool
    is_received: bool


@dataclass(frozen=True)
class ThingShown:
    """One open thing; ``text`` is what it is, or only its number for who may not read it."""

    key: str
    label: str
    text: str
    moves: bool
    outcome: str


@dataclass(frozen=True)
class LeavingPost:
    """A post with all that waits on it, and who could take it."""

    id: int
    user_id: int
    person: str
    title: str
    unit: str
    things: Sequence[ThingShown]
    takers: Sequence[tuple[str, str]]

    @property
    def moving(self) -> list[ThingShown]:
        """Give what somebody must take or leave open."""
        return [one for one in self.things if one.moves]

    @property
    def others(self) -> list[ThingShown]:
        """Give what ends or stays by itself."""
        return [one for one in self.things if not one.moves]


@dataclass(frozen=True)
class HandoverRow:
    """A handover in a list."""

    id: int
    person: str
    title: str
    at: datetime
    post_ends: date | None


@dataclass(frozen=True)
class MinutesLine:
    """One line of the minutes."""

    number: int
    label: str
    text: str
    outcome: str
    taker: str


@dataclass(frozen=True)
class Minutes:
    """The minutes of a handover, as printed."""

    id: int
    body: str
    unit: str
    person: str
    title: str
    at: datetime
    post_ends: date | None
    lines: Sequence[MinutesLine]
    takers: Sequence[str]


def delegations_shown(*, by: User, today: date) -> list[DelegationShown]:
    """Give the delegations that concern the asker, the newest first."""
    found = delegations_seen_by(by).select_related("giver_post__user", "delegate_post__user")
    holding = set(delegations_holding(today).values_list("pk", flat=True)) if found else set()
    return [_shown(one, by=by, today=today, holds=one.pk in holding) for one in found[:MOST_SHOWN]]


def standing_in_today(*, by: User, today: date) -> dict[int, list[tuple[str, str]]]:
    """Give who stands in for each person of the asker's tree today: (name, until when)."""
    own = branch_ever(acting(by).root_id)
    found: dict[int, list[tuple[str, str]]] = {}
    holding = delegations_holding(today).filter(giver_post__unit__in=own)
    for one in holding.select_related("giver_post__user", "delegate_post__user").order_by("id"):
        last = f"{one.valid_to - timedelta(days=1):%d/%m/%Y}"
        found.setdefault(one.giver_post.user_id, []).append(
            (one.delegate_post.user.get_full_name(), last)
        )
    return found


def may_delegate(by: User) -> bool:
    """Say whether the post acted for can be stood in for, by who holds it."""
    post = acting(by)
    return post.may(Duty.DELEGATE) and not isinstance(post, DelegatedPost)


def duty_choices(by: User) -> list[tuple[str, str]]:
    """Give what the post acted for can name in a delegation."""
    own = delegable(acting(by).role)
    return [(duty.value, words) for duty, words in DELEGATED_WORDS.items() if duty in own]


def manner_choices() -> list[tuple[str, str]]:
    """Give the ways of signing for somebody."""
    return [(str(manner), str(manner.label)) for manner in Manner]


def delegate_choices(*, by: User, today: date) -> list[tuple[str, str]]:
    """Give the posts of the office that can stand in for the asker's, people by name."""
    post = acting(by)
    posts = list(
        Post.objects.at(today)
        .filter(
            unit__in=branch_ids(post.root_id, at=today),
            role__in=MAY_STAND_IN,
            user__is_active=True,
        )
        .exclude(user_id=by.pk)
        .select_related("user")
        .order_by("user__search_key", "id")
    )
    units = {one.unit_id for one in posts}
    if post.oversees:
        lines = lines_up(units, at=today)
        units = {one for one in units if home_of(lines[one]).unit_id == post.root_id}
    called = names_at(units, at=today)
    return [
        (str(one.pk), f"{one.user.get_full_name()} · {one.title}, {called[one.unit_id].short_name}")
        for one in posts
        if one.unit_id in called
    ]


def leaving(post_id: int, *, by: User, today: date) -> LeavingPost:
    """Give a post with what waits on it; who administers sees how much, not what.

    Raises:
        Missing: There is none the asker has a say in.
    """
    post = post_to_hand_over(post_id, by=by, locked=False)
    reads = acting(by).may(Duty.READ)
    takers = takers_of(post, on=today)
    later = Post.objects.filter(
        unit_id=post.unit_id, valid_from__gt=today, valid_to__isnull=True, user__is_active=True
    ).select_related("user")
    offered = {**takers, **{one.pk: one for one in later}}
    called = names_at({post.unit_id, *(one.unit_id for one in offered.values())}, at=today)
    counted: dict[str, int] = {}
    things = []
    for thing in open_work_of(post, on=today):
        counted[thing.label] = counted.get(thing.label, 0) + 1
        things.append(_thing(thing, reads=reads, number=counted[thing.label]))
    return LeavingPost(
        id=post.pk,
        user_id=post.user_id,
        person=post.user.get_full_name(),
        title=post.title,
        unit=_name(called, post.unit_id),
        things=things,
        takers=[
            (
                str(one.pk),
                f"{one.user.get_full_name()} · {one.title}, {_name(called, one.unit_id)}",
            )
            for one in offered.values()
        ],
    )


def posts_to_hand_over(*, by: User, today: date) -> list[LeavingPost]:
    """Give the posts whose work the asker may pass on: their own; for who decides, all of the office."""
    own = acting(by)
    theirs = Q(pk=own.id, user_id=by.pk)
    if own.may(Duty.CONFIRM_TASKS):
        theirs |= Q(unit__in=units_worked_for(own, at=today))
    found = list(
        Post.objects.at(today)
        .filter(theirs)
        .select_related("user")
        .order_by("user__search_key", "id")[:MOST_SHOWN]
    )
    called = names_at({one.unit_id for one in found}, at=today)
    return [
        LeavingPost(
            id=one.pk,
            user_id=one.user_id,
            person=one.user.get_full_name(),
            title=one.title,
            unit=_name(called, one.unit_id),
            things=(),
            takers=(),
        )
        for one in found
    ]


def handovers_of(*, by: User, today: date) -> list[HandoverRow]:
    """Give the handovers the asker has to do with, the newest first."""
    own = acting(by)
    theirs = Q(items__to_post_id=own.id) | Q(post_id=own.id)
    if isinstance(own, DelegatedPost):
        theirs = Q(pk__in=[])
    if own.may(Duty.ADMINISTER):
        theirs |= Q(post__unit__in=branch_ever(own.root_id))
    elif own.may(Duty.CONFIRM_TASKS):
        theirs |= Q(post__unit__in=units_worked_for(own, at=today))
    found = Handover.objects.filter(theirs).distinct().select_related("post__user")
    return [
        HandoverRow(one.pk, one.post.user.get_full_name(), one.post.title, one.at, one.post_ends)
        for one in found[:MOST_SHOWN]
    ]


def minutes_of(handover_id: int, *, by: User) -> Minutes:
    """Give the minutes of a handover; who administers sees who took how much, not what.

    Raises:
        Missing: There is none the asker has to do with.
    """
    handover = handover_to_read(handover_id, by=by)
    reads = acting(by).may(Duty.READ)
    day = handover.at.date()
    items = list(handover.items.select_related("to_post__user"))
    takers: dict[int, str] = {}
    for item in items:
        if item.to_post is not None:
            words = f"{item.to_post.user.get_full_name()}, {item.to_post.title}"
            takers.setdefault(item.to_post.pk, words)
    line = lines_up([handover.post.unit_id], at=day).get(handover.post.unit_id, [])
    return Minutes(
        id=handover.pk,
        body=line[1].name if len(line) > 1 else "",
        unit=line[0].name if line else "",
        person=handover.post.user.get_full_name(),
        title=handover.post.title,
        at=handover.at,
        post_ends=handover.post_ends,
        lines=[_line(item, takers, reads=reads) for item in items],
        takers=list(takers.values()),
    )


def _line(item: HandoverItem, takers: dict[int, str], *, reads: bool) -> MinutesLine:
    return MinutesLine(
        number=item.order,
        label=item.label,
        text=item.text if reads else "(nội dung chỉ hiện với người được xem)",
        outcome=str(Outcome(item.outcome).label),
        taker=takers.get(item.to_post_id or 0, ""),
    )


def _thing(thing: OpenThing, *, reads: bool, number: int) -> ThingShown:
    outcome = {Fate.MOVES: "", Fate.ENDS: "hết hiệu lực", Fate.STAYS: "ở lại đơn vị"}[thing.fate]
    text = thing.text if reads else f"{thing.label}, việc thứ {number}"
    return ThingShown(thing.key, thing.label, text, thing.fate is Fate.MOVES, outcome)


def _name(called: Mapping[uuid.UUID, UnitName], unit_id: uuid.UUID) -> str:
    return called[unit_id].name if unit_id in called else ""


def _shown(one: Delegation, *, by: User, today: date, holds: bool) -> DelegationShown:
    if holds:
        state, key = "Đang hiệu lực", "in_progress"
    elif one.ended_on is not None:
        state, key = f"Chấm dứt ngày {one.ended_on:%d/%m/%Y}", "cancelled"
    elif one.valid_to <= today:
        state, key = "Hết thời hạn", "done"
    elif one.valid_from > today:
        state, key = "Chưa đến ngày", "not_started"
    else:
        state, key = "Không còn hiệu lực: vị trí đã kết thúc hoặc tài khoản bị khóa", "paused"
    duties = duties_delegated(one)
    return DelegationShown(
        id=one.pk,
        giver=one.giver_post.user.get_full_name(),
        giver_title=one.giver_post.title,
        delegate=one.delegate_post.user.get_full_name(),
        delegate_title=one.delegate_post.title,
        manner=f"{one.manner}.",
        duties=[words for duty, words in DELEGATED_WORDS.items() if duty in duties],
        document_number=one.document_number,
        first_day=one.valid_from,
        last_day=one.valid_to - timedelta(days=1),
        state=state,
        state_key=key,
        may_end=one.ended_on is None and one.valid_to > today,
        is_given=one.giver_post.user_id == by.pk,
        is_received=one.delegate_post.user_id == by.pk,
    )
