"""A list of people taken in at once: newcomers, further posts, other titles, posts that end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import transaction

from namro_web.accounts.actions import NewAccount
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.search_keys import search_key
from namro_web.organisations.access import acting
from namro_web.organisations.actions.handing_over import LEFT_OPEN, Handing, end_post
from namro_web.organisations.actions.peopling import (
    NewPerson,
    add_person,
    give_post,
    retitle_post,
)
from namro_web.organisations.models import Post
from namro_web.organisations.trees import branch_ever


class Done(StrEnum):
    """What a row comes to."""

    ADDED = "Thêm người mới"
    POST_GIVEN = "Giao thêm vị trí"
    RETITLED = "Đổi chức danh"
    ENDED = "Kết thúc vị trí"
    UNCHANGED = "Không đổi"


@dataclass(frozen=True)
class PersonRow:
    """One row of the sheet: a person in a post, or the end of it.

    Attributes:
        person: Who, where, as what.
        ends: The first day on which the post is held no more, if it is to end.
        taker: The user name of who takes what is open, or ``LEFT_OPEN``; nothing if nothing is open.
    """

    person: NewPerson
    ends: date | None = None
    taker: str = ""


@transaction.atomic
def take_in(row: PersonRow, *, by: User | None) -> tuple[Done, NewAccount | None]:
    """Do what a row asks for; the second is the account of a newcomer, with its one-time password.

    Raises:
        NotAllowed: ``by`` does not administer, or means themselves.
        Invalid: There is no such post to end, nobody of that name to take over, or what the single
            acts refuse.
        Conflict: What the single acts refuse.
    """
    person = row.person
    user = _known(person.username, by=by)
    if user is not None and search_key(user.get_full_name()) != search_key(person.full_name):
        raise Conflict(
            "organisations.user-name-of-another",
            f"Tên đăng nhập “{user.username}” đã có người dùng mang tên khác; kiểm tra lại họ tên.",
        )
    held = _held(user, person) if user else None
    if row.ends is not None:
        if held is None:
            raise Invalid(
                "organisations.no-post-to-end",
                "Người này không đang giữ vị trí đó nên không kết thúc được.",
            )
        end_post(held.pk, day=row.ends, handing=_handing(row.taker, held), by=by)
        return Done.ENDED, None
    if user is None:
        return Done.ADDED, add_person(person, by=by)
    if held is None:
        give_post(
            user_id=user.pk,
            unit_id=person.unit_id,
            role=person.role,
            title=person.title,
            valid_from=person.valid_from,
            by=by,
        )
        return Done.POST_GIVEN, None
    if held.title != " ".join(person.title.split()):
        retitle_post(held.pk, title=person.title, by=by)
        return Done.RETITLED, None
    return Done.UNCHANGED, None


@transaction.atomic
def take_in_all(
    rows: Sequence[PersonRow], *, by: User | None
) -> list[tuple[Done, NewAccount | None]]:
    """Take in a whole list, or nothing of it: the first refusal undoes all before it."""
    return [take_in(row, by=by) for row in rows]


def _known(username: str, *, by: User | None) -> User | None:
    """Give the person of that user name, if they work or worked in the asker's tree."""
    user = User.objects.filter(username=username.strip()).first()
    if user is None or by is None:
        return user
    own = branch_ever(acting(by).root_id)
    return user if Post.objects.filter(user=user, unit__in=own).exists() else None


def _held(user: User, person: NewPerson) -> Post | None:
    return Post.objects.filter(
        user=user, unit_id=person.unit_id, role=person.role, valid_to__isnull=True
    ).first()


def _handing(taker: str, held: Post) -> Handing:
    if not taker or taker == LEFT_OPEN:
        return Handing(taker)
    posts = Post.objects.filter(user__username=taker, valid_to__isnull=True).exclude(pk=held.pk)
    found = sorted(posts, key=lambda one: (one.unit_id != held.unit_id, one.role != held.role))
    if not found:
        raise Invalid(
            "organisations.no-taker-of-that-name",
            f"Không có ai tên đăng nhập “{taker}” đang giữ vị trí để nhận bàn giao.",
        )
    return Handing(str(found[0].pk))
