"""Leaving a post: what is open is passed on, thing by thing or all at once, and minutes are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from namro_web.accounts.actions import end_sessions_of
from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.organisations.access import post_to_administer, post_to_hand_over
from namro_web.organisations.actions.checks import administrator_remains
from namro_web.organisations.models import Handover, HandoverItem, Outcome, Post, Role
from namro_web.organisations.open_work import Fate, OpenThing, open_work_of, pass_on
from namro_web.organisations.takers import takers_of
from namro_web.organisations.trees import root_ever

# Said instead of a person: the standing body will assign it.
LEFT_OPEN = "de-trong"


@dataclass(frozen=True)
class Handing:
    """Who takes what: a post for everything not named singly, and one for each thing that is.

    Each is the number of a post, or ``LEFT_OPEN``; ``""`` says nothing, which is refused.
    """

    everything: str = ""
    singly: Mapping[str, str] = field(default_factory=dict)

    def of(self, thing: OpenThing) -> str:
        """Give what was said of one thing."""
        return self.singly.get(thing.key) or self.everything


@transaction.atomic
def hand_over(post_id: int, *, handing: Handing, by: User | None, at: datetime) -> Handover:
    """Pass on what is open on a post whose holder stays for now.

    Raises:
        Missing: There is no such post the asker has a say in.
        Invalid: Of some open thing nothing is said, or the one named cannot take it.
        Conflict: Nothing is open, or the post has ended.
    """
    post = post_to_hand_over(post_id, by=by)
    today = at.astimezone(clock.VIETNAM).date()
    if post.valid_to is not None and post.valid_to <= today:
        raise Conflict("organisations.post-ended", "Vị trí này đã kết thúc.")
    things = [one for one in open_work_of(post, on=today) if one.fate is Fate.MOVES]
    if not things:
        raise Conflict("organisations.nothing-open", "Vị trí này không còn việc nào cần bàn giao.")
    return _pass_on(post, things, handing, ends=None, by=by, at=at)


@transaction.atomic
def end_post(
    post_id: int,
    *,
    day: date,
    by: User | None,
    handing: Handing | None = None,
    at: datetime | None = None,
) -> Post:
    """End a post: ``day`` is the first on which the person holds it no more.

    What is open on it passes on in the same act; keys and delegations of the post end with it.

    Raises:
        Missing: No such post in the asker's tree.
        NotAllowed: ``by`` does not administer posts.
        Invalid: The day is not after the post's first; or something is open, of which it was not said
            who takes it.
        Conflict: It has ended already, or nobody would administer the tree.
    """
    post = post_to_administer(post_id, by=by)
    moment = at or clock.now()
    if post.valid_to is not None:
        raise Conflict("organisations.post-ended", "Vị trí này đã kết thúc.")
    if day <= post.valid_from:
        raise Invalid(
            "organisations.ends-before-it-begins",
            f"Ngày kết thúc phải sau ngày bắt đầu ({post.valid_from:%d/%m/%Y}).",
            field="day",
        )
    if post.role == Role.ADMIN:
        administrator_remains(root_ever(post.unit_id), without=Q(pk=post.pk))
    things = open_work_of(post, on=moment.astimezone(clock.VIETNAM).date())
    if things:
        _pass_on(post, things, handing or Handing(), ends=day, by=by, at=moment)
    post.valid_to = day
    post.save(update_fields=["valid_to", "changed_at"])
    end_sessions_of(post.user, by=by, why="đổi vị trí công tác")
    record(
        "organisations.post-ended",
        post,
        by=by,
        unit=str(post.unit_id),
        user=post.user_id,
        title=post.title,
        day=day,
    )
    return post


def _pass_on(
    post: Post,
    things: Sequence[OpenThing],
    handing: Handing,
    *,
    ends: date | None,
    by: User | None,
    at: datetime,
) -> Handover:
    """Settle who takes what, let the apps pass it on, and write the minutes."""
    today = at.astimezone(clock.VIETNAM).date()
    known = takers_of(post, on=max(today, ends) if ends else today)
    taken = {thing: _taker(thing, handing, known) for thing in things}
    pass_on(post, taken, by=by, at=at)
    handover = Handover.objects.create(post=post, at=at, post_ends=ends)
    outcomes: Counter[str] = Counter()
    items = []
    for order, (thing, to) in enumerate(taken.items(), start=1):
        outcome = _OUTCOMES.get(thing.fate) or (Outcome.PASSED if to else Outcome.LEFT)
        outcomes[outcome.value] += 1
        items.append(
            HandoverItem(
                handover=handover,
                order=order,
                key=thing.key,
                label=thing.label,
                text=thing.text,
                outcome=outcome,
                to_post=to,
            )
        )
    HandoverItem.objects.bulk_create(items)
    record(
        "organisations.work-handed-over",
        handover,
        by=by,
        unit=str(post.unit_id),
        at=at,
        title=post.title,
        user=post.user_id,
        takers=sorted({to.user_id for to in taken.values() if to}),
        **outcomes,
    )
    return handover


_OUTCOMES = {Fate.ENDS: Outcome.ENDED, Fate.STAYS: Outcome.STAYS}


def _taker(thing: OpenThing, handing: Handing, known: Mapping[int, Post]) -> Post | None:
    if thing.fate is not Fate.MOVES:
        return None
    said = handing.of(thing)
    if said == LEFT_OPEN:
        return None
    if not said:
        raise Invalid(
            "organisations.open-work",
            "Vị trí còn việc đang mở: chọn người nhận bàn giao, hoặc chọn "
            "“để trống, cơ quan thường trực phân công”.",
            field="everything",
        )
    if not said.isdecimal() or int(said) not in known:
        raise Invalid(
            "organisations.not-a-taker",
            "Người nhận bàn giao phải đang giữ vị trí trong cùng đơn vị, hoặc cùng vai trò trong cơ quan.",
            field="everything" if not handing.singly.get(thing.key) else thing.key,
        )
    return known[int(said)]


@transaction.atomic
def note_minutes_taken(handover_id: int, *, by: User, at: datetime) -> None:
    """Note that the minutes of a handover left as a file."""
    record("organisations.minutes-taken", by, by=by, at=at, handover=handover_id)
