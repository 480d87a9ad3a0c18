"""Which person at the sign-in provider is which person here.

A link is a row of the library's ``SocialAccount``. One made by an administrator waits under the name
the provider will give (``name:…``); the first sign-in turns it into the provider's own identity
(``id:…``), which stays the same when names change hands. The two kinds cannot be confused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from namro_web.accounts.models import User
from namro_web.accounts.sign_in_provider import SignInProvider
from namro_web.foundation.errors import Conflict, Invalid, Missing
from namro_web.foundation.history import record
from namro_web.foundation.models import HistoryHead

PROVIDER = "oidc"


@dataclass(frozen=True)
class Link:
    """How a person is known at the provider."""

    name: str
    is_waiting: bool


def provider() -> SignInProvider | None:
    """Give the provider, when one is set up."""
    return settings.OIDC


def identity_of(issuer: str, subject: str) -> str:
    """Give the key of somebody at the provider: a subject means nothing without its issuer."""
    return "id:" + hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def names_in(claims: Mapping[str, Any], wanted: Sequence[str]) -> list[str]:
    """Give the names a person goes by, most telling first; an unproven e-mail address is none."""
    names = []
    for claim in wanted:
        value = claims.get(claim)
        if claim == "email" and claims.get("email_verified") is not True:
            continue
        if isinstance(value, str) and value.strip():
            names.append(value.strip())
    return names


def link_of(user: User) -> Link | None:
    """Give how a person is linked; ``None`` when they are not."""
    account = SocialAccount.objects.filter(provider=PROVIDER, user_id=user.pk).first()
    if account is None:
        return None
    return Link(str(account.extra_data.get("name", "")), account.uid.startswith("name:"))


@transaction.atomic
def link_by_name(user: User, *, name: str, by: User | None) -> Link:
    """Let whoever goes by a name at the provider in as this person, from their next sign-in there.

    Args:
        user: Fetched by whoever has the right to change them.
        name: What the provider's claim will say; compared without case.
        by: Who does it.

    Raises:
        Invalid: There is no provider, or no name.
        Conflict: The person is linked, or the name waits for somebody else.
    """
    _must_be_set_up()
    name = name.strip()
    if not name or len(name) > 150:
        raise Invalid(
            "accounts.no-provider-name",
            "Ghi tên của người này ở hệ thống định danh.",
            field="name",
        )
    if link_of(user) is not None:
        raise Conflict(
            "accounts.already-linked", "Người này đã liên kết; gỡ liên kết cũ trước.", field="name"
        )
    _keep(user, uid=_waiting(name), name=name)
    record("accounts.provider-linked", user, by=by, name=name, username=user.username)
    return Link(name, is_waiting=True)


@transaction.atomic
def unlink(user: User, *, by: User | None) -> None:
    """Let the person in through the provider no more.

    Raises:
        Missing: They are not linked.
        Conflict: They would have no way in at all.
    """
    account = SocialAccount.objects.filter(provider=PROVIDER, user_id=user.pk).first()
    if account is None:
        raise Missing("accounts.not-linked", "Tài khoản này chưa liên kết.")
    if by is not None and by.pk == user.pk and not user.has_usable_password():
        raise Conflict(
            "accounts.last-way-in",
            "Tài khoản chưa có mật khẩu nên gỡ liên kết thì không vào được nữa; đề nghị quản trị viên "
            "cấp mật khẩu trước.",
        )
    name = account.extra_data.get("name", "")
    account.delete()
    record("accounts.provider-unlinked", user, by=by, name=name, username=user.username)


@transaction.atomic
def person_waiting_for(claims: Mapping[str, Any], *, issuer: str) -> User | None:
    """Find who is not linked by identity yet, but waits under a name; links them for good.

    With ``matches_usernames`` a user name counts as such a name. Nobody gets an account here.
    """
    known = provider()
    if known is None:
        return None
    names = names_in(claims, known.claims)
    identity = identity_of(issuer, str(claims["sub"]))
    for name in names:
        account = (
            SocialAccount.objects.select_for_update(of=("self",))
            .filter(provider=PROVIDER, uid=_waiting(name))
            .select_related("user")
            .first()
        )
        if account is not None:
            account.uid = identity
            account.extra_data = {"name": name}
            account.save()
            return account.user  # type: ignore[no-any-return]
    if known.matches_usernames:
        for name in names:
            user = User.objects.filter(username__iexact=name).first()
            if user is not None and link_of(user) is None:
                _keep(user, uid=identity, name=name)
                record("accounts.provider-linked", user, by=None, name=name, username=user.username)
                return user
    return None


@transaction.atomic
def note_linked_by_oneself(user: User, *, name: str) -> None:
    """Write down that a person who had signed in linked themselves."""
    record("accounts.provider-linked", user, by=user, name=name, username=user.username)


@transaction.atomic
def note_refused(user: User | None, *, why: str) -> None:
    """Write down that somebody came through the provider and was not let in.

    What a stranger is called there is not kept: it is none of ours.
    """
    if user is None:
        head, _ = HistoryHead.objects.get_or_create(pk=1)
        record("accounts.provider-refused", head, by=None, why=why)
    else:
        why = f"Tài khoản “{user.username}”: {why}"
        record("accounts.provider-refused", user, by=None, why=why)


@transaction.atomic
def note_came_through_provider(user: User) -> bool:
    """Make a password for one use worthless once its person comes in without it; say if there was one."""
    was_due = user.must_change_password
    if was_due:
        user.set_unusable_password()
        user.must_change_password = False
        user.save(update_fields=["password", "password_is_short", "must_change_password"])
        record("accounts.one-use-password-dropped", user, by=user)
    return was_due


def _must_be_set_up() -> None:
    if provider() is None:
        raise Invalid(
            "accounts.no-provider", "Chưa thiết lập hệ thống định danh; xem tài liệu cài đặt."
        )


def _waiting(name: str) -> str:
    return "name:" + hashlib.sha256(name.casefold().encode()).hexdigest()


def _keep(user: User, *, uid: str, name: str) -> None:
    try:
        with transaction.atomic():
            SocialAccount.objects.create(
                user=user, provider=PROVIDER, uid=uid, extra_data={"name": name}
            )
    except IntegrityError as twice:
        raise Conflict(
            "accounts.link-taken", f"“{name}” đã liên kết với tài khoản khác.", field="name"
        ) from twice
