"""The ways of looking at tasks that a person finds beside their list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.foundation.statements import Statement
from namro_web.organisations.access import acting
from namro_web.tasks.looking import Form, SavedView, TableLook

_PAGES = {
    Form.TABLE: "tasks:list",
    Form.BOARD: "tasks:board",
    Form.GANTT: "tasks:gantt",
    Form.CALENDAR: "tasks:calendar",
}


@dataclass(frozen=True, slots=True)
class ShownView:
    """A saved view as the list beside the table names it."""

    id: int
    name: str
    form: str
    address: str
    is_shared: bool
    is_own: bool
    opens_first: bool

    @property
    def url(self) -> str:
        """Where it leads: the page of its form, filtered as it was kept."""
        kept = f"{self.address}&" if self.address else ""
        return f"{reverse(_PAGES[Form(self.form)])}?{kept}cach-xem={self.id}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one person keeps about their lists."""

    views: Sequence[ShownView]
    columns: str
    is_dense: bool
    opens_with: int | None

    @property
    def first(self) -> ShownView | None:
        """The view a list opens with, where one was chosen and can still be read."""
        return next((one for one in self.views if one.opens_first), None)


def shelf_of(by: User) -> Shelf:
    """Give the views a person made or that their office shares, and their own columns."""
    look = _look.first(person=by.pk)
    columns, is_dense, opens_with = look or ("", False, None)
    views = [
        ShownView(pk, name, form, address, shared, author == by.pk, pk == opens_with)
        for pk, name, form, address, shared, author in _readable.rows(
            owner=acting(by).root_id, person=by.pk
        )
    ]
    return Shelf(views, columns, is_dense, opens_with)


def saved_view(view_id: int, *, by: User) -> ShownView:
    """Give one saved view.

    Raises:
        Missing: There is none, or it is somebody else's own.
    """
    found = next((one for one in shelf_of(by).views if one.id == view_id), None)
    if found is None:
        raise Missing(
            "tasks.no-such-view", "Không có cách xem này, hoặc người khác giữ riêng cách xem đó."
        )
    return found


def _look_of(person: Any) -> QuerySet[TableLook, Any]:
    kept = TableLook.objects.filter(user_id=person)
    return kept.values_list("columns", "is_dense", "opens_with_id")


def _readable_views(owner: Any, person: Any) -> QuerySet[SavedView, Any]:
    readable = SavedView.objects.filter(
        Q(owner_id=owner, is_shared=True) | Q(owner_id=owner, author_id=person)
    )
    return readable.order_by("order", "id").values_list(
        "pk", "name", "form", "address", "is_shared", "author_id"
    )


_look = Statement(_look_of)
_readable = Statement(_readable_views)
