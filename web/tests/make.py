"""Small builders, keyword-only. The cast: An reports, Bình leads, Chi inspects, Dung administers."""

from __future__ import annotations

import itertools
import re
from datetime import date

from django.test import Client

from namro_web.accounts.models import User
from namro_web.organisations.actions import Commune, create_commune_from_template, give_post
from namro_web.organisations.models import Post, Role, Unit

SINCE = date(2025, 7, 1)
PASSWORD = "một mật khẩu đủ dài"
_numbers = itertools.count(1)


def make_user(*, name: str = "") -> User:
    """A person with an account and no post."""
    number = next(_numbers)
    user = User(username=f"user{number}", full_name=name or f"Người {number}")
    user.set_password(PASSWORD)
    user.save()
    return user


def make_commune(
    *, name: str = "Trung Hội", villages: int = 3, template: str = "two-tier", kind: str = "commune"
) -> Commune:
    """A commune with its usual bodies."""
    return create_commune_from_template(
        name=name,
        kind=kind,
        villages=villages,
        template=template,
        valid_from=date(2025, 1, 1),
        by=None,
    )


def make_post(
    *, unit: Unit, role: Role = Role.ENTRY, user: User | None = None, title: str = ""
) -> Post:
    """A person's post in a unit, since before any test's today."""
    return give_post(
        user_id=(user or make_user()).pk,
        unit_id=unit.pk,
        role=role,
        title=title or Role(role).label,
        valid_from=SINCE,
        by=None,
    )


def make_official(*, unit: Unit, role: Role = Role.ENTRY, name: str = "An") -> User:
    """A person who acts for a unit in one role, fresh from the database."""
    user = make_user(name=name)
    make_post(unit=unit, role=role, user=user)
    return User.objects.get(pk=user.pk)


def browser_of(user: User) -> Client:
    """A browser in which a person has signed in."""
    client = Client()
    client.force_login(user)
    return client


def shown_at(client: Client, address: str) -> dict[str, str]:
    """What the forms of a page hold out of sight: which version of a thing it shows."""
    page = client.get(address).content.decode()
    hidden = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"}
