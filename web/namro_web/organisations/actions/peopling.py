"""People come, take posts, leave; every act is held to the tree its administrator stands in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from namro_web.accounts.actions import (
    NewAccount,
    disable_user,
    enable_user,
    end_sessions_of,
    open_account,
    reset_password,
)
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.history import record
from namro_web.organisations.access import (
    must_administer,
    person_to_administer,
    post_to_administer,
    units_visible_to,
)
from namro_web.organisations.actions.checks import administrator_remains
from namro_web.organisations.models import Placement, Post, Role
from namro_web.organisations.trees import root_ever


@dataclass(frozen=True)
class NewPerson:
    """Somebody who takes up work: their account and their first post."""

    username: str
    full_name: str
    unit_id: uuid.UUID
    role: Role
    title: str
    valid_from: date
    email: str = ""


@transaction.atomic
def add_person(person: NewPerson, *, by: User | None) -> NewAccount:
    """Give a newcomer an account and a first post: without one they would belong to nobody.

    Raises:
        NotAllowed: ``by`` does not administer units, or the unit is not of their tree.
        Invalid: A name cannot be used, or the unit does not exist on that day.
        Conflict: The user name is taken.
    """
    must_administer(by)
    account = open_account(
        username=person.username, full_name=person.full_name, email=person.email, by=by
    )
    _give_post(
        user_id=account.user.pk,
        unit_id=person.unit_id,
        role=person.role,
        title=person.title,
        valid_from=person.valid_from,
        by=by,
    )
    return account


@transaction.atomic
def add_people(people: Sequence[NewPerson], *, by: User | None) -> list[NewAccount]:
    """Take in a whole list, or nobody: the first refusal undoes all before it."""
    return [add_person(person, by=by) for person in people]


@transaction.atomic
def give_post(
    *,
    user_id: int,
    unit_id: uuid.UUID,
    role: Role | str,
    title: str,
    valid_from: date,
    by: User | None,
) -> Post:
    """Put a person in a post of a unit from a day on.

    Raises:
        Missing: The person never worked in the asker's tree.
        NotAllowed: ``by`` does not administer units, or means themselves.
        Invalid: No title, or the unit does not exist on that day or will be dissolved.
        Conflict: The person holds this post already.
    """
    must_administer(by)
    if by is not None:
        person_to_administer(user_id, by=by)
        if user_id == by.pk:
            raise NotAllowed(
                "organisations.own-post",
                "Quản trị viên không tự giao vị trí cho mình; nhờ một quản trị viên khác.",
            )
    return _give_post(
        user_id=user_id,
        unit_id=unit_id,
        role=role,
        title=title.strip(),
        valid_from=valid_from,
        by=by,
    )


def _give_post(
    *,
    user_id: int,
    unit_id: uuid.UUID,
    role: Role | str,
    title: str,
    valid_from: date,
    by: User | None,
) -> Post:
    if role not in Role.values:
        raise Invalid("organisations.unknown-role", "Không có vai trò này.", field="role")
    if not title.strip():
        raise Invalid("organisations.no-title", "Ghi chức danh.", field="title")
    if not Placement.objects.at(valid_from).filter(unit_id=unit_id).exists():
        raise Invalid(
            "organisations.not-on-that-day", "Đơn vị không tồn tại vào ngày này.", field="unit_id"
        )
    if not Placement.objects.filter(unit_id=unit_id, valid_to__isnull=True).exists():
        raise Invalid(
            "organisations.dissolved-later", "Đơn vị giải thể sau ngày này.", field="unit_id"
        )
    if by is not None and unit_id not in units_visible_to(by, at=valid_from):
        raise NotAllowed("organisations.not-your-tree", "Đơn vị này không thuộc phạm vi quản trị.")
    held = Post.objects.filter(user_id=user_id, unit_id=unit_id, role=role, valid_to__isnull=True)
    if held.exists():
        raise Conflict("organisations.post-held", "Người này đang giữ vị trí đó.")
    post = Post.objects.create(
        user_id=user_id,
        unit_id=unit_id,
        role=Role(role),
        title=title.strip(),
        valid_from=valid_from,
    )
    # What a session was opened for has changed: whoever it is shows anew who they are.
    end_sessions_of(post.user, by=by, why="đổi vị trí công tác")
    record(
        "organisations.post-given",
        post,
        by=by,
        unit=str(unit_id),
        user=user_id,
        role=str(role),
        title=title,
    )
    return post


@transaction.atomic
def retitle_post(post_id: int, *, title: str, by: User | None) -> Post:
    """Call a post otherwise, from now on and in the past; who holds it and what it may stay.

    Raises:
        Missing: No such post in the asker's tree.
        NotAllowed: ``by`` does not administer posts.
        Invalid: No title.
        Conflict: It is called so already, or has ended.
    """
    post = post_to_administer(post_id, by=by)
    called = " ".join(title.split())
    if not called:
        raise Invalid("organisations.no-title", "Ghi chức danh.", field="title")
    if post.valid_to is not None:
        raise Conflict("organisations.post-ended", "Vị trí này đã kết thúc.")
    if called == post.title:
        raise Conflict("organisations.same-title", "Chức danh vẫn như cũ.")
    before, post.title = post.title, called
    post.save(update_fields=["title", "changed_at"])
    record(
        "organisations.post-retitled",
        post,
        by=by,
        unit=str(post.unit_id),
        user=post.user_id,
        before=before,
        title=called,
    )
    return post


@transaction.atomic
def close_account(user_id: int, *, by: User | None) -> User:
    """Let a person of one's tree in no more.

    Raises:
        Missing: Nobody of the asker's tree.
        NotAllowed: ``by`` does not administer, means themselves, or shares the person.
        Conflict: Closed already, or nobody would administer the tree.
    """
    user = person_to_administer(user_id, by=by, whole=True)
    _not_oneself(user, by=by)
    for post in Post.objects.filter(user_id=user.pk, role=Role.ADMIN, valid_to__isnull=True):
        administrator_remains(root_ever(post.unit_id), without=Q(user_id=user.pk))
    return disable_user(user, by=by)


@transaction.atomic
def reopen_account(user_id: int, *, by: User | None, at: datetime) -> User:
    """Let a person of one's tree in again.

    Raises:
        Missing: Nobody of the asker's tree.
        NotAllowed: ``by`` does not administer, or shares the person.
        Conflict: The account is open.
    """
    return enable_user(person_to_administer(user_id, by=by, whole=True), by=by, at=at)


@transaction.atomic
def hand_over_password(user_id: int, *, by: User | None, at: datetime) -> NewAccount:
    """Give a person of one's tree a password for one use.

    Raises:
        Missing: Nobody of the asker's tree.
        NotAllowed: ``by`` does not administer, means themselves, or shares the person.
    """
    user = person_to_administer(user_id, by=by, whole=True)
    _not_oneself(user, by=by)
    return reset_password(user, by=by, at=at)


def _not_oneself(user: User, *, by: User | None) -> None:
    if by is not None and user.pk == by.pk:
        raise NotAllowed(
            "organisations.not-oneself",
            "Không tự làm việc này với tài khoản của mình; nhờ một quản trị viên khác.",
        )
