"""Who may do what, as one table; which units a post may see and work for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.foundation.errors import Missing, NotAllowed
from namro_web.organisations.models import Placement, Post, Role, Unit
from namro_web.organisations.trees import branch_ever, branch_ids, line_up, root_ever


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
    READ_HISTORY = "read-history"
    ADMINISTER = "administer"


# The whole of it. Printed in the reference pages.
DUTIES: dict[Role, frozenset[Duty]] = {
    Role.ENTRY: frozenset({Duty.READ, Duty.READ_PEOPLE, Duty.UPDATE_TASKS}),
    Role.APPROVER: frozenset(
        {Duty.READ, Duty.READ_PEOPLE, Duty.UPDATE_TASKS, Duty.APPROVE_FOR_UNIT}
    ),
    Role.COORDINATOR: frozenset(
        {
            Duty.READ,
            Duty.READ_PEOPLE,
            Duty.UPDATE_TASKS,
            Duty.CONFIRM_TASKS,
            Duty.ADOPT_PLANS,
            Duty.EDIT_PLANS,
            Duty.READ_HISTORY,
        }
    ),
    Role.LEADER: frozenset(
        {Duty.READ, Duty.READ_PEOPLE, Duty.CONFIRM_TASKS, Duty.DIRECT, Duty.READ_HISTORY}
    ),
    Role.INSPECTOR: frozenset({Duty.READ, Duty.READ_PEOPLE, Duty.INSPECT, Duty.READ_HISTORY}),
    Role.SUPERVISOR: frozenset({Duty.READ}),
    Role.ADMIN: frozenset({Duty.READ_PEOPLE, Duty.ADMINISTER}),
}

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


def posts_held(user: User, *, at: date) -> list[ActingPost]:
    """Give every post a person holds on a day, the oldest first."""
    posts = list(Post.objects.at(at).filter(user_id=user.pk).order_by("valid_from", "id"))
    names = {
        placement.unit_id: placement
        for placement in Placement.objects.at(at).filter(unit__in=[p.unit_id for p in posts])
    }
    held = []
    for post in posts:
        placement = names.get(post.unit_id)
        if placement is None:
            continue
        line = line_up(post.unit_id, at=at)
        held.append(
            ActingPost(
                id=post.pk,
                user_id=user.pk,
                role=Role(post.role),
                title=post.title,
                unit_id=post.unit_id,
                unit_name=placement.name,
                unit_short_name=placement.short_name or placement.name,
                root_id=line[-1].unit_id,
                root_name=line[-1].name,
                body_name=line[1].name if len(line) > 1 else line[0].name,
            )
        )
    return held


def acting_post_of(user: User, *, chosen: int | None, at: date) -> ActingPost | None:
    """Settle for which post a person acts, and note it on the person for history.

    The one chosen if it is still held, else the oldest; ``None`` for a person without a post.
    """
    held = posts_held(user, at=at)
    acting = next((post for post in held if post.id == chosen), held[0] if held else None)
    user.acting = acting
    user.held_posts = tuple(held)
    user.acting_post_id = acting.id if acting else None
    user.acting_post_name = f"{acting.title}, {acting.unit_name}" if acting else ""
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


def scope_of(post: ActingPost, *, at: date) -> frozenset[uuid.UUID]:
    """Give the units a post may read: the whole tree it stands in, on that day."""
    return branch_ids(post.root_id, at=at)


def units_worked_for(post: ActingPost, *, at: date) -> frozenset[uuid.UUID]:
    """Give the units a post may change things for: its branch, or all for those who coordinate."""
    return branch_ids(post.root_id if post.role in COMMUNE_WIDE else post.unit_id, at=at)


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
    if unit is None or root_ever(unit_id) != acting(by).root_id:
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    return unit


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
    root_id = root_ever(unit_id)
    if by is not None and root_id != acting(by).root_id:
        raise Missing("organisations.no-such-unit", "Không tìm thấy đơn vị này.")
    Unit.objects.select_for_update().get(pk=root_id)
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
