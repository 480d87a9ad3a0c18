"""What is shown: the requests with their clock, the inventory, and a person's data in one piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models

from namro_web.accounts.models import User
from namro_web.foundation.history import lines_by
from namro_web.foundation.sentences import sentence_of
from namro_web.organisations.access import Duty, acting_with
from namro_web.organisations.models import Post
from namro_web.organisations.trees import branch_ever
from namro_web.privacy.access import requests_visible_to
from namro_web.privacy.inventory import INVENTORY, PersonalField
from namro_web.privacy.models import RequestKind

# What must never leave, not even to the person: it would open the account to whoever has the file.
_SECRET = frozenset({"password", "data", "session_key", "session_data", "digest", "hash", "secret"})


@dataclass(frozen=True, slots=True)
class RequestShown:
    """One request as its handler sees it."""

    id: int
    person_id: int
    name: str
    kind: str
    kind_name: str
    contact: str
    received_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answered_by: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept for one purpose, on one ground and as long: the fields stand beneath it."""

    about: PersonalField
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The page: requests, people to choose from, the inventory by its purposes."""

    requests: Sequence[RequestShown]
    people: Sequence[tuple[str, str]]
    inventory: Sequence[Kept]


def overview(*, by: User, at: datetime) -> Overview:
    """Give all requests of the tree, newest first.

    Raises:
        NotAllowed: The post does not administer.
    """
    post = acting_with(by, Duty.ADMINISTER)
    people = (
        Post.objects.filter(unit__in=branch_ever(post.root_id))
        .order_by("user__full_name", "user_id")
        .values_list("user_id", "user__full_name", "user__username")
        .distinct()
    )
    found = requests_visible_to(by).select_related("person", "answered_by")
    shown = [
        RequestShown(
            id=one.pk,
            person_id=one.person_id,
            name=one.person.get_full_name(),
            kind=one.kind,
            kind_name=str(RequestKind(one.kind).label),
            contact=one.contact,
            received_at=one.received_at,
            due_at=one.due_at,
            answered_at=one.answered_at,
            answered_by=one.answered_by.get_full_name() if one.answered_by else "",
            is_late=(one.answered_at or at) > one.due_at,
        )
        for one in found[:200]
    ]
    choices = [(str(pk), f"{name or username} ({username})") for pk, name, username in people]
    return Overview(shown, choices, _by_purpose(INVENTORY))


def _by_purpose(inventory: Sequence[PersonalField]) -> list[Kept]:
    """Put fields that are kept for the same reason in the same way beside one another."""
    groups: dict[PersonalField, list[str]] = {}
    for one in inventory:
        same = replace(one, model="", field="")
        groups.setdefault(same, []).append(f"{one.model}.{one.field}")
    return [Kept(about, tuple(names)) for about, names in groups.items()]


def data_of(person: User) -> dict[str, Any]:
    """Gather all rows that are about a person or name them, and their lines of history."""
    rows: dict[str, list[dict[str, Any]]] = {
        "accounts.user": [_row(person, person._meta.concrete_fields)]
    }
    for model in apps.get_models(include_auto_created=False):
        links = [
            field
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is User
        ]
        if not links:
            continue
        about = models.Q()
        for field in links:
            about |= models.Q(**{field.name: person})
        held = [
            _row(one, model._meta.concrete_fields)
            for one in model._default_manager.filter(about).order_by("pk").iterator()
        ]
        if held:
            rows[model._meta.label_lower] = held
    history = [
        {
            "number": line.number,
            "at": line.at.isoformat(),
            "post": line.post_name,
            "what": sentence_of(line.verb, line.data).text,
        }
        for line in lines_by(person).iterator()
    ]
    return {"rows": rows, "history": history}


def _row(one: models.Model, fields: Iterable[Any]) -> dict[str, Any]:
    shown = {}
    for field in fields:
        value = getattr(one, field.attname)
        if field.name in _SECRET or field.name == "search_key":
            continue
        if isinstance(value, datetime | date):
            value = value.isoformat()
        elif value is not None and not isinstance(value, str | int | float | bool | list | dict):
            value = str(value)
        shown[field.name] = value
    return shown
