"""The people who may see a commune's tasks: whom a comment can name, whom work can be given to.

Two of the same name are told apart by their unit: a mention is written ``@Nguyễn Văn An``, and the
second of that name ``@Nguyễn Văn An (Xóm 3)``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from namro_web.accounts.models import User
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.access import DUTIES, Duty
from namro_web.organisations.models import Post, Role
from namro_web.organisations.queries import names_at
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import owner_of


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who holds a post from which tasks can be read."""

    user_id: int
    post_id: int
    name: str
    title: str
    unit_id: UUID
    unit: str
    role: str
    reports: bool


def people_who_may_see(*, by: User, on: date) -> list[Person]:
    """Give everybody of the commune who may read tasks, each once, by their oldest post."""
    posts = _posts(by=by, on=on)
    first: dict[int, Person] = {}
    for one in posts:
        first.setdefault(one.user_id, one)
    alike = Counter(one.name for one in first.values())
    return [
        one if alike[one.name] == 1 else _told_apart(one, place)
        for place, one in enumerate(first.values())
    ]


def posts_in(unit_ids: frozenset[UUID], *, by: User, on: date) -> list[Person]:
    """Give the posts in some units from which tasks are reported."""
    return [one for one in _posts(by=by, on=on) if one.unit_id in unit_ids and one.reports]


def leaders(*, by: User, on: date) -> list[Person]:
    """Give the posts of the commune's leaders."""
    return [one for one in _posts(by=by, on=on) if one.role == Role.LEADER]


def people_named(words: str, *, by: User, on: date, limit: int = 8) -> list[Person]:
    """Find people by the beginnings of the words of their names, with or without diacritics."""
    wanted = search_key(words).split()

    def fits(one: Person) -> bool:
        there = search_key(f"{one.name} {one.title} {one.unit}").split()
        return all(any(word.startswith(w) for word in there) for w in wanted)

    return [one for one in people_who_may_see(by=by, on=on) if fits(one)][:limit]


def _posts(*, by: User, on: date) -> list[Person]:
    units = branch_ids(owner_of(by), at=on)
    readers = [role for role, duties in DUTIES.items() if Duty.READ in duties]
    posts = list(
        Post.objects.at(on)
        .filter(unit_id__in=units, role__in=readers, user__is_active=True)
        .select_related("user")
        .order_by("valid_from", "id")
    )
    called = names_at({post.unit_id for post in posts}, at=on)
    return [
        Person(
            user_id=post.user_id,
            post_id=post.pk,
            name=post.user.get_full_name(),
            title=post.title,
            unit_id=post.unit_id,
            unit=called[post.unit_id].short_name if post.unit_id in called else "",
            role=post.role,
            reports=Duty.UPDATE_TASKS in DUTIES[Role(post.role)],
        )
        for post in posts
    ]


def _told_apart(one: Person, place: int) -> Person:
    return Person(
        user_id=one.user_id,
        post_id=one.post_id,
        name=f"{one.name} ({one.unit or place})",
        title=one.title,
        unit_id=one.unit_id,
        unit=one.unit,
        role=one.role,
        reports=one.reports,
    )
