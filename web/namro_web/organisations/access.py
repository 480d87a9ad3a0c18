"""Who may do what, as one table; which units a post may see and work for."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.foundation.errors import Missing, NotAllowed
from namro_web.foundation.statements import Statement
from namro_web.organisations.models import (
    Delegation,
    Handover,
    Heir,
    Level,
    Placement,
    Post,
    Role,
    Unit,
)
from namro_web.organisations.trees import (
    ALWAYS,
    Ancestor,
    Stays,
    branch_ever,
    branch_ids,
    home_of,
    line_ever,
    lines_up,
    places_in,
    stays_beneath,
    top_ever,
)


class Duty(StrEnum):
    """Something a post may be for. Actions ask for a duty, never for a role."""

    READ = "read"
    READ_PEOPLE = "read-people"
    UPDATE_TASKS = "update-tasks"
    APPROVE_FOR_UNIT = "approve-for-unit"
    CONFIRM_TASKS = "confirm-tasks"
    ADOPT_PLANS = "adopt-plans"
    EDIT_PLANS = "edit-plans"
    DIRECT = "direct"
    INSPECT = "inspect"
    READ_CONCLUSIONS = "read-conclusions"
    ANSWER_CONCLUSIONS = "answer-conclusions"
    READ_HISTORY = "read-history"
    DELEGATE = "delegate"
    ADMINISTER = "administer"


# The whole of it. Printed in the reference pages.
DUTIES: dict[Role, frozenset[Duty]] = {
    Role.ENTRY: frozenset(
        {Duty.READ, Duty.READ_PEOPLE, Duty.UPDATE_TASKS, Duty.ANSWER_CONCLUSIONS}
    ),
    Role.APPROVER: frozenset(
        {
            Duty.READ,
            Duty.READ_PEOPLE,
            Duty.UPDATE_TASKS,
            Duty.APPROVE_FOR_UNIT,
            Duty.ANSWER_CONCLUSIONS,
            Duty.DELEGATE,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Duty.READ,
            Duty.READ_PEOPLE,
            Duty.UPDATE_TASKS,
            Duty.CONFIRM_TASKS,
            Duty.ADOPT_PLANS,
            Duty.EDIT_PLANS,
            Duty.READ_CONCLUSIONS,
            Duty.ANSWER_CONCLUSIONS,
            Duty.READ_HISTORY,
            Duty.DELEGATE,
        }
    ),
    Role.LEADER: frozenset(
        {
            Duty.READ,
            Duty.READ_PEOPLE,
            Duty.CONFIRM_TASKS,
            Duty.DIRECT,
            Duty.READ_CONCLUSIONS,
            Duty.ANSWER_CONCLUSIONS,
            Duty.READ_HISTORY,
            Duty.DELEGATE,
        }
    ),
    Role.INSPECTOR: frozenset(
        {
            Duty.READ,
            Duty.READ_PEOPLE,
            Duty.INSPECT,
            Duty.READ_CONCLUSIONS,
            Duty.READ_HISTORY,
        }
    ),
    Role.SUPERVISOR: frozenset({Duty.READ, Duty.READ_CONCLUSIONS}),
    Role.ADMIN: frozenset({Duty.READ_PEOPLE, Duty.ADMINISTER}),
}

# What a delegate sees anyway, for without it nothing else can be done.
GO_WITH_ANY = frozenset({Duty.READ, Duty.READ_PEOPLE})
# What nobody passes on: a delegate delegates nothing, and keys stay with who was given them.
NEVER_DELEGATED = frozenset({Duty.DELEGATE, Duty.ADMINISTER, Duty.INSPECT})
# Who can stand in for somebody: inspection, supervision and administration stay apart from the work.
MAY_STAND_IN = frozenset({Role.ENTRY, Role.APPROVER, Role.COORDINATOR, Role.LEADER})

# Posts whose work covers the whole commune, not just their own unit's branch.
COMMUNE_WIDE = frozenset({Role.COORDINATOR, Role.LEADER})


@dataclass(frozen=True)
class ActingPost:
    """The post a person acts for on a day, with the names and tree that go with it."""

    id: int
    user_id: int
    role: Role
    title: str
    unit_id: uuid.UUID
    unit_name: str
    unit_short_name: str
    root_id: uuid.UUID
    root_name: str
    body_name: str
    root_level: Level = Level.COMMUNE
    # What was asked about the post's reach; None keeps nothing.
    kept: dict[tuple[str, date], frozenset[uuid.UUID]] | None = field(
        default=None, compare=False, repr=False
    )

    @property
    def oversees(self) -> bool:
        """Say whether communes stand beneath the post's office: it is a province's or above."""
        return self.root_level in (Level.CENTRAL, Level.PROVINCE, Level.DISTRICT)

    @property
    def full_name(self) -> str:
        """Give the line of the top bar: the unit, and the body it belongs to."""
        if self.unit_id == self.root_id:
            return self.unit_name
        return f"{self.unit_name} · {self.body_name}"

    @property
    def short_name(self) -> str:
        """Give the same for a phone: what people call the unit."""
        if self.unit_id == self.root_id:
            return self.unit_name
        return f"{self.unit_short_name} · {self.body_name}"

    def may(self, duty: Duty) -> bool:
        """Say whether the post is for this."""
        return duty in DUTIES[self.role]

    @property
    def written(self) -> str:
        """Give how history names the post: no person's name, which could change or be erased."""
        return f"{self.title}, {self.unit_name}"


@dataclass(frozen=True)
class DelegatedPost(ActingPost):
    """Somebody else's post, acted in for a period: what was named, and never more than it may."""

    duties: frozenset[Duty] = frozenset()
    delegation_id: int = 0
    giver_id: int = 0
    written: str = ""

    def may(self, duty: Duty) -> bool:
        """Say whether the post is for this, and its holder let this person do it."""
        return duty in self.duties and super().may(duty)


def delegable(role: Role) -> frozenset[Duty]:
    """Give what the holder of a post of a role can name in a delegation."""
    if Duty.DELEGATE not in DUTIES[role]:
        return frozenset()
    return DUTIES[role] - NEVER_DELEGATED - GO_WITH_ANY


def duties_delegated(delegation: Delegation) -> frozenset[Duty]:
    """Give what a delegation lets do; a duty the program no longer knows counts for nothing."""
    named = frozenset(duty for duty in Duty if duty.value in delegation.duties)
    return GO_WITH_ANY | (named & delegable(Role(delegation.giver_post.role)))


def delegations_holding(at: date) -> QuerySet[Delegation]:
    """Give the delegations that hold on a day: in time, and both posts still held, by people let in."""
    held = Q(ended_on__isnull=True) | Q(ended_on__gt=at)
    for post in ("giver_post", "delegate_post"):
        to = f"{post}__valid_to"
        held &= Q(**{f"{to}__isnull": True}) | Q(**{f"{to}__gt": at})
        held &= Q(**{f"{post}__valid_from__lte": at, f"{post}__user__is_active": True})
    return Delegation.objects.filter(held, valid_from__lte=at, valid_to__gt=at)


def _own_and_lent(person: int, day: date) -> QuerySet[Post, Any]:
    own = Post.objects.filter(user_id=person).order_by().values("pk")
    lent = delegations_holding(day).filter(delegate_post__user_id=person).order_by()
    return (
        Post.objects.at(day)
        .filter(pk__in=own.union(lent.values("giver_post_id")))
        .order_by("valid_from", "id")
        .values_list(*[field.attname for field in Post._meta.concrete_fields])
    )


# Asked on every page.
_posts_to_act_in = Statement(_own_and_lent)
_heirs = Statement(
    lambda offices: Heir.objects.filter(heir_id__in=offices).order_by().values_list("unit_id")
)


def posts_held(user: User, *, at: date) -> list[ActingPost]:
    """Give every post a person can act for on a day: their own, the oldest first, then delegated ones."""
    names = [field.attname for field in Post._meta.concrete_fields]
    posts = [
        Post.from_db("default", names, row) for row in _posts_to_act_in.rows(person=user.pk, day=at)
    ]
    lines = lines_up({post.unit_id for post in posts}, at=at)
    held = [
        _as_acting(post, user, lines[post.unit_id])
        for post in posts
        if post.user_id == user.pk and post.unit_id in lines
    ]
    if len(posts) == sum(1 for post in posts if post.user_id == user.pk):
        return held
    lent = delegations_holding(at).filter(delegate_post__user_id=user.pk)
    delegations = lent.select_related("giver_post__user", "delegate_post").order_by("id")
    roots = {one.id: one.root_id for one in held}
    seen: set[int] = set()
    for delegation in delegations:
        post = delegation.giver_post
        # A unit can move to another office: there the delegate has no business.
        line = lines.get(post.unit_id)
        if not line or home_of(line).unit_id != roots.get(delegation.delegate_post_id):
            continue
        if post.pk not in seen:
            seen.add(post.pk)
            held.append(_as_delegated(delegation, user, line))
    return held


@dataclass(frozen=True, slots=True)
class _Reach:
    """The posts of a person on a day, and what was asked about their reach since."""

    count: int
    held: tuple[ActingPost, ...]
    kept: dict[int, dict[tuple[str, date], frozenset[uuid.UUID]]] = field(default_factory=dict)


_reaches: OrderedDict[tuple[int, date], _Reach] = OrderedDict()
_MOST_REACHES, _MOST_ANSWERS = 4096, 64


def _reach_of(user: User, at: date) -> _Reach | None:
    """Give what is known of a person's posts, if no unit, post or account has changed since.

    Asked of the count that was read together with the session; without one, or within a transaction
    (which may itself change posts), nothing is known.
    """
    if user.everybodys_count is None or connection.in_atomic_block:
        return None
    found = _reaches.get((user.pk, at))
    if found is None or found.count != user.everybodys_count:
        found = _Reach(user.everybodys_count, tuple(posts_held(user, at=at)))
        _reaches[user.pk, at] = found
        while len(_reaches) > _MOST_REACHES:
            with suppress(KeyError):
                _reaches.popitem(last=False)
    return found


def _as_acting(post: Post, user: User, line: list[Ancestor]) -> ActingPost:
    unit, home = line[0], home_of(line)
    return ActingPost(
        id=post.pk,
        user_id=user.pk,
        role=Role(post.role),
        title=post.title,
        unit_id=post.unit_id,
        unit_name=unit.name,
        unit_short_name=unit.short_name or unit.name,
        root_id=home.unit_id,
        root_name=home.name,
        body_name=line[1].name if len(line) > 1 else unit.name,
        root_level=home.level,
    )


def _as_delegated(delegation: Delegation, user: User, line: list[Ancestor]) -> DelegatedPost:
    post = delegation.giver_post
    plain = _as_acting(post, user, line)
    called = f"{delegation.manner}. {post.title}"
    kept = {**vars(plain), "title": f"{called} (thay {post.user.get_full_name()})"}
    return DelegatedPost(
        **kept,
        duties=duties_delegated(delegation),
        delegation_id=delegation.pk,
        giver_id=post.user_id,
        written=f"{called}, {plain.unit_name}",
    )


def behind(user: User) -> frozenset[int]:
    """Give who stands behind what a person does now: themselves, and whose post they act in."""
    if isinstance(user.acting, DelegatedPost):
        return frozenset({user.pk, user.acting.giver_id})
    return frozenset({user.pk})


def acting_post_of(
    user: User, *, chosen: int | None, at: date, begins: bool = False
) -> ActingPost | None:
    """Settle for which post a person acts, and note it on the person for history.

    The one chosen if it is still held, else the oldest; ``None`` for a person without a post.
    ``begins`` says that a request begins, whose session was read a moment ago.
    """
    known = _reach_of(user, at) if begins else None
    held = posts_held(user, at=at) if known is None else known.held
    acting = next((post for post in held if post.id == chosen), held[0] if held else None)
    user.acting = acting
    user.held_posts = tuple(held)
    user.acting_post_id = acting.id if acting else None
    user.acting_post_name = acting.written if acting else ""
    user.acting_on_behalf_of = acting.giver_id if isinstance(acting, DelegatedPost) else None
    user.acting_unit_id = str(acting.unit_id) if acting else ""
    return acting


def acting(user: User, *, at: date | None = None) -> ActingPost:
    """Give the post a person acts for; outside a request, their oldest.

    Raises:
        NotAllowed: The person holds no post, so acts for nobody.
    """
    if isinstance(user.acting, ActingPost):
        return user.acting
    post = acting_post_of(user, chosen=user.acting_post_id, at=at or clock.today())
    if post is None:
        raise NotAllowed(
            "organisations.no-post",
            "Tài khoản chưa được giao vị trí ở đơn vị nào; đề nghị quản trị viên giao vị trí.",
        )
    return post


def person_acting(user_id: int, *, post_id: int | None) -> User:
    """Give somebody, acting for a post, to background work that they asked for earlier.

    Args:
        user_id: Who asked.
        post_id: The post they acted for then; ``None`` stands for any they hold now.

    Raises:
        NotAllowed: They are let in no more, or hold that post no more.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    post = acting_post_of(user, chosen=post_id, at=clock.today()) if user else None
    if user is None or post is None or post_id not in (None, post.id):
        raise NotAllowed(
            "organisations.post-no-longer-held",
            "Người yêu cầu không còn giữ vị trí đã dùng khi yêu cầu.",
        )
    return user


def is_whole_installation(post: ActingPost) -> bool:
    """Say whether the tree of a post's office is all there is: who administers it, administers all."""
    own = branch_ever(post.root_id)
    return not Placement.objects.filter(parent__isnull=True).exclude(unit__in=own).exists()


def acting_with(user: User, duty: Duty, *, at: date | None = None) -> ActingPost:
    """Give the post a person acts for, having checked what it is for.

    Raises:
        NotAllowed: The post is not for this.
    """
    post = acting(user, at=at)
    if not post.may(duty):
        raise NotAllowed(
            "organisations.not-this-duty",
            f"Vị trí “{post.title}” không được làm việc này; chuyển sang vị trí khác nếu có.",
            duty=str(duty),
        )
    return post


def remember_reach(user: User) -> None:
    """Let the post a person acts for keep what is asked of its reach, until a unit or post changes.

    Only for requests that change nothing: an act may move the very units that were asked about.
    """
    if not isinstance(user.acting, ActingPost):
        return
    known = _reach_of(user, clock.today())
    kept = {} if known is None else known.kept.setdefault(user.acting.id, {})
    user.acting = replace(user.acting, kept=kept)


def _kept(
    post: ActingPost, what: str, at: date, ask: Callable[[], frozenset[uuid.UUID]]
) -> frozenset[uuid.UUID]:
    if post.kept is None:
        return ask()
    found = post.kept.get((what, at))
    if found is None:
        found = ask()
        # Somebody who looks at one past day after the other must not fill the memory.
        if len(post.kept) < _MOST_ANSWERS:
            post.kept[what, at] = found
    return found


def houses_of(post: ActingPost) -> frozenset[uuid.UUID]:
    """Give the offices whose work a post's office does: its own, and those it is the heir of."""

    def ask() -> frozenset[uuid.UUID]:
        inherited = _heirs.rows(offices=(post.root_id,))
        return frozenset({post.root_id, *(unit_id for (unit_id,) in inherited)})

    return _kept(post, "houses", date.min, ask)


def offices_worked_in(user: User, *, at: date) -> frozenset[uuid.UUID]:
    """Give the offices whose work a person does on a day, in any of their posts."""
    return frozenset[uuid.UUID]().union(*(houses_of(post) for post in posts_held(user, at=at)))


def offices_read_by(post: ActingPost) -> frozenset[uuid.UUID]:
    """Give the offices whose plans a post reads: its own, and for a province all its communes'."""
    if not post.oversees:
        return houses_of(post)

    def ask() -> frozenset[uuid.UUID]:
        places = places_in(post.root_id, at=clock.today()) | {post.root_id}
        heirs = Heir.objects.filter(heir_id__in=places).values_list("unit_id", flat=True)
        return places | frozenset(heirs)

    return _kept(post, "offices", date.min, ask)


def scope_of(post: ActingPost, *, at: date) -> frozenset[uuid.UUID]:
    """Give the units a post may read: the branch of its office, on that day.

    On a past day also the branches of the offices it is the heir of, as they stood then.
    """
    own = _branch(post, post.root_id, at=at)
    if at >= clock.today():
        return own
    return own.union(*(branch_ids(unit_id, at=at) for unit_id in inherited_roots(post)))


def inherited_roots(post: ActingPost) -> list[uuid.UUID]:
    """Give the offices, gone by now, whose work a post's office took over."""
    return sorted(houses_of(post) - {post.root_id})


def days_read_by(post: ActingPost) -> Stays:
    """Give the days on which each unit stood in the branch of a post's office.

    The days of an office that is gone are its heir's. A post of the province reads all days of what
    stands in its tree.
    """
    today = clock.today()
    inherited = inherited_roots(post)
    if inherited:
        # A merger may be entered ahead of its day: until then the office itself reads its days.
        there = Placement.objects.at(today).filter(unit__in=inherited)
        inherited = sorted({*inherited} - {*there.values_list("unit_id", flat=True)})
    stays = stays_beneath({post.root_id, *inherited})
    if not post.oversees:
        return stays
    whole = {
        unit_id
        for unit_id, spans in stays.days.items()
        if any(since <= today < until for since, until in spans)
    }
    return Stays({**stays.days, **dict.fromkeys(whole, ALWAYS)}, stays.crossings)


def branch_of(post: ActingPost, *, at: date) -> frozenset[uuid.UUID]:
    """Give a post's own unit and everything beneath it on a day."""
    return _branch(post, post.unit_id, at=at)


def units_worked_for(post: ActingPost, *, at: date) -> frozenset[uuid.UUID]:
    """Give the units a post may change things for: its branch, or its office's for who coordinates.

    A post of the province reads its communes; their work stays theirs.
    """
    if post.oversees and (post.role in COMMUNE_WIDE or post.unit_id == post.root_id):
        return _own_bodies(post, at=at)
    return _branch(post, post.root_id if post.role in COMMUNE_WIDE else post.unit_id, at=at)


def _branch(post: ActingPost, unit_id: uuid.UUID, *, at: date) -> frozenset[uuid.UUID]:
    return _kept(post, f"branch {unit_id}", at, lambda: branch_ids(unit_id, at=at))


def _own_bodies(post: ActingPost, *, at: date) -> frozenset[uuid.UUID]:
    """Give the bodies of a province itself: its branch without the communes and what is theirs."""
    placements = list(Placement.objects.at(at).filter(unit__in=branch_ids(post.root_id, at=at)))
    level = {one.unit_id: one.level for one in placements}
    return frozenset(unit_id for unit_id, own in level.items() if own == level[post.root_id])


def units_visible_to(user: User, *, at: date) -> frozenset[uuid.UUID]:
    """Give the units a person may know of, through the post they act for; none without a post."""
    if user.acting is None and acting_post_of(user, chosen=user.acting_post_id, at=at) is None:
        return frozenset()
    return scope_of(acting(user, at=at), at=at)


def works_for(user: User, unit_id: uuid.UUID, *, at: date) -> bool:
    """Say whether a person, in the post they act for, may change things for a unit."""
    return unit_id in units_worked_for(acting(user, at=at), at=at)


def unit_to_see(unit_id: uuid.UUID, *, by: User, at: date) -> Unit:
    """Fetch a unit of the asker's tree.

    Raises:
        Missing: There is none, or it stands in somebody else's tree.
    """
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or unit.pk not in units_visible_to(by, at=at):
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    return unit


def unit_ever_seen(unit_id: uuid.UUID, *, by: User) -> Unit:
    """Fetch a unit of the asker's tree, whichever day it stood there.

    Raises:
        Missing: There is none, or it stands in somebody else's tree.
    """
    unit = Unit.objects.filter(pk=unit_id).first()
    post = acting(by)
    if unit is None or not _is_of(unit_id, post):
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    return unit


def unit_seen_on(unit_id: uuid.UUID, *, by: User, at: date) -> Unit:
    """Fetch a unit as a page of a day shows it: of the asker's tree now, or in their scope that day.

    Raises:
        Missing: There is none, or it stood in somebody else's tree.
    """
    post = acting(by)
    seen = _is_of(unit_id, post) or (at != clock.today() and unit_id in scope_of(post, at=at))
    unit = Unit.objects.filter(pk=unit_id).first() if seen else None
    if unit is None:
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    return unit


def _is_of(unit_id: uuid.UUID, post: ActingPost) -> bool:
    """Say whether a unit stands, or last stood, in the branch of a post's office or of one it inherited."""
    line = {one.unit_id for one in line_ever(unit_id)}
    return post.root_id in line or not line.isdisjoint(houses_of(post))


def must_administer(by: User | None) -> None:
    """Let pass who administers units; ``None`` is the installation itself, which answers to nobody.

    Raises:
        NotAllowed: The person's post is not for this.
    """
    if by is not None:
        acting_with(by, Duty.ADMINISTER)


def unit_to_administer(unit_id: uuid.UUID, *, by: User | None) -> Unit:
    """Fetch a unit that the asker may change, with the lock that lets acts follow one another.

    All acts on a tree wait for its top: whether an act makes a loop depends on the whole tree.

    Raises:
        Missing: There is none, or it stands in somebody else's tree.
        NotAllowed: The asker does not administer units.
    """
    must_administer(by)
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    if by is not None and acting(by).root_id not in {one.unit_id for one in line_ever(unit_id)}:
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    Unit.objects.select_for_update().get(pk=top_ever(unit_id))
    return unit


def person_to_administer(user_id: int, *, by: User | None, whole: bool = False) -> User:
    """Fetch a person who holds or held a post in the asker's tree, locked.

    Args:
        user_id: Whose account.
        by: Who asks.
        whole: The act concerns the account as a whole (password, closing): refused while the person
            also works for another tree, whose administrator has a say in it.

    Raises:
        Missing: There is none, or they never worked in this tree.
        NotAllowed: The asker does not administer, or shares the person with another tree.
    """
    must_administer(by)
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise Missing("organisations.no-such-person", "Không tìm thấy người này.")
    if by is None:
        return user
    own = branch_ever(acting(by).root_id)
    posts = list(Post.objects.filter(user_id=user.pk))
    if not any(post.unit_id in own for post in posts):
        raise Missing("organisations.no-such-person", "Không tìm thấy người này.")
    today = clock.today()
    elsewhere = any(
        post.unit_id not in own and (post.valid_to is None or post.valid_to > today)
        for post in posts
    )
    if whole and elsewhere:
        raise NotAllowed(
            "organisations.shared-person",
            "Người này còn giữ vị trí ở nơi khác; phải kết thúc vị trí đó trước.",
        )
    return user


def post_to_administer(post_id: int, *, by: User | None) -> Post:
    """Fetch a post of the asker's tree, locked.

    Raises:
        Missing: There is none, or it is of somebody else's tree.
        NotAllowed: The asker does not administer posts.
    """
    must_administer(by)
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None or (by is not None and post.unit_id not in branch_ever(acting(by).root_id)):
        raise Missing("organisations.no-such-post", "Không tìm thấy vị trí này.")
    return post


def delegations_seen_by(by: User) -> QuerySet[Delegation]:
    """Give the delegations that concern a person; for who administers, all of the tree.

    Raises:
        NotAllowed: They hold no post.
    """
    post = acting(by)
    seen = Q(giver_post__user_id=by.pk) | Q(delegate_post__user_id=by.pk)
    if post.may(Duty.ADMINISTER):
        own = branch_ever(post.root_id)
        seen |= Q(giver_post__unit__in=own) | Q(delegate_post__unit__in=own)
    return Delegation.objects.filter(seen)


def delegation_to_end(delegation_id: int, *, by: User | None) -> Delegation:
    """Fetch a delegation that its giver, its delegate or the administrator may end, locked.

    Raises:
        Missing: There is none that concerns the asker.
    """
    seen = Delegation.objects.all() if by is None else delegations_seen_by(by)
    found = (
        seen.select_for_update(of=("self",))
        .select_related("giver_post__user", "delegate_post__user", "giver_post__unit")
        .filter(pk=delegation_id)
        .first()
    )
    if found is None:
        raise Missing("organisations.no-such-delegation", "Không tìm thấy ủy quyền này.")
    return found


def post_to_hand_over(post_id: int, *, by: User | None, locked: bool = True) -> Post:
    """Fetch a post whose open work its holder, the standing body, a leader or the administrator passes on.

    Raises:
        Missing: There is none the asker has a say in.
    """
    posts = Post.objects.select_for_update(of=("self",)) if locked else Post.objects.all()
    found = posts.filter(pk=post_id)
    post = found.select_related("user", "unit").first()
    if post is None or (by is not None and not _has_a_say(post, by)):
        raise Missing("organisations.no-such-post", "Không tìm thấy vị trí này.")
    return post


def handover_to_read(handover_id: int, *, by: User) -> Handover:
    """Fetch the minutes of a handover: for who may hand the post over, and who took something.

    Raises:
        Missing: There is none the asker has to do with.
    """
    found = Handover.objects.select_related("post__user", "post__unit").filter(pk=handover_id)
    handover = found.first()
    if handover is None or not (
        _has_a_say(handover.post, by)
        or handover.items.filter(to_post__user_id=by.pk, to_post__in=_own_posts(by)).exists()
    ):
        raise Missing("organisations.no-such-handover", "Không tìm thấy biên bản bàn giao này.")
    return handover


def _own_posts(by: User) -> list[int]:
    return [post.id for post in posts_held(by, at=clock.today()) if type(post) is ActingPost]


def _has_a_say(post: Post, by: User) -> bool:
    own = acting(by)
    if own.may(Duty.ADMINISTER):
        return post.unit_id in branch_ever(own.root_id)
    if post.user_id == by.pk:
        return own.id == post.pk
    return own.may(Duty.CONFIRM_TASKS) and post.unit_id in units_worked_for(own, at=clock.today())
