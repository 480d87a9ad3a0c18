"""People of a tree, as pages show them: who they are, which posts they hold, whether they can sign in."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.access import acting
from namro_web.organisations.models import Placement, Post
from namro_web.organisations.trees import branch_ever, branch_ids

PAGE_SIZE = 50


@dataclass(frozen=True)
class PostHeld:
    """A post of a person."""

    id: int
    unit_id: uuid.UUID
    unit: str
    title: str
    role: str
    valid_from: date
    valid_to: date | None
    is_past: bool


@dataclass(frozen=True)
class Person:
    """One person of the tree."""

    id: int
    full_name: str
    username: str
    email: str
    state: str
    state_key: str
    may_enter: bool
    last_login: datetime | None
    posts: Sequence[PostHeld] = field(default_factory=tuple)

    @property
    def posts_now(self) -> list[PostHeld]:
        """Give the posts that have not ended."""
        return [post for post in self.posts if not post.is_past]


def people_of(
    *,
    by: User,
    words: str,
    page: int,
    today: date,
    now: datetime,
    unit_id: uuid.UUID | None = None,
    role: str = "",
) -> Page[Person]:
    """Give the people who work or worked in the asker's tree, by name.

    Args:
        by: Whose tree.
        words: Of a name, a user name or a unit, with or without diacritics.
        page: Which fifty.
        today: Which posts have ended.
        now: By the machine's own clock; which accounts have rested too long.
        unit_id: Only who works today in this unit or beneath it.
        role: Only who holds a post of this role today.
    """
    own = branch_ever(acting(by).root_id)
    mine = Post.objects.filter(user=OuterRef("pk"), unit__in=own)
    found = User.objects.filter(Exists(mine))
    if unit_id is not None or role:
        there = mine.at(today)
        if unit_id is not None:
            there = there.filter(unit__in=branch_ids(unit_id, at=today))
        found = found.filter(Exists(there.filter(role=role) if role else there))
    for word in search_key(words).split():
        named = Placement.objects.at(today).filter(search_key__contains=word, unit__in=own)
        in_unit = mine.at(today).filter(unit__in=named.values("unit"))
        found = found.filter(Q(search_key__contains=word) | Exists(in_unit))
    shown = Paginator(found.order_by("search_key", "pk"), PAGE_SIZE).get_page(page)
    users = list(shown.object_list)
    posts = _posts_of(users, own=own, today=today)
    rows = [_person(user, posts[user.pk], now=now) for user in users]
    return Page(rows, shown.number, cast("Paginator[Person]", shown.paginator))


def person_of(user_id: int, *, by: User, today: date, now: datetime) -> Person:
    """Give one person of the asker's tree with all posts they ever held there.

    Raises:
        Missing: Nobody of this tree.
    """
    own = branch_ever(acting(by).root_id)
    user = User.objects.filter(pk=user_id).first()
    posts = _posts_of([user], own=own, today=today)[user_id] if user else []
    if user is None or not posts:
        raise Missing("organisations.no-such-person", "Không tìm thấy người này.")
    return _person(user, posts, now=now)


def _posts_of(
    users: Sequence[User], *, own: frozenset[uuid.UUID], today: date
) -> dict[int, list[PostHeld]]:
    posts = list(Post.objects.filter(user__in=users, unit__in=own).order_by("-valid_from", "id"))
    names: dict[uuid.UUID, str] = {}
    placements = Placement.objects.filter(unit__in={post.unit_id for post in posts})
    for placement in placements.order_by("valid_from"):
        if placement.valid_from <= today or placement.unit_id not in names:
            names[placement.unit_id] = placement.name
    held: dict[int, list[PostHeld]] = defaultdict(list)
    for post in posts:
        held[post.user_id].append(
            PostHeld(
                post.pk,
                post.unit_id,
                names.get(post.unit_id, ""),
                post.title,
                str(post.get_role_display()),
                post.valid_from,
                post.valid_to,
                is_past=post.valid_to is not None and post.valid_to <= today,
            )
        )
    return held


def _person(user: User, posts: Sequence[PostHeld], *, now: datetime) -> Person:
    if not user.is_active:
        state, key = "Đã khóa", "cancelled"
    elif user.is_idle(at=now):
        state, key = "Tạm khóa vì lâu không dùng", "paused"
    elif user.must_change_password:
        state, key = "Chưa đổi mật khẩu dùng một lần", "not_started"
    else:
        state, key = "Đang dùng", "done"
    return Person(
        id=user.pk,
        full_name=user.get_full_name(),
        username=user.username,
        email=user.email,
        state=state,
        state_key=key,
        may_enter=user.is_active and not user.is_idle(at=now),
        last_login=user.last_login,
        posts=posts,
    )
