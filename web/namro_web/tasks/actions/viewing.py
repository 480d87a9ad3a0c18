"""Keeping a way of looking at tasks, and the columns of one's own table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.organisations.access import Duty, acting_with
from namro_web.tasks.columns import columns_from, written_columns
from namro_web.tasks.looking import Form, SavedView, TableLook
from namro_web.tasks.view_access import view_to_change, view_to_open

VIEWS_LIMIT = 40


@transaction.atomic
def save_view(
    *,
    name: str,
    form: str,
    address: str,
    is_shared: bool,
    by: User,
    at: datetime,
    view_id: int | None = None,
    opens_with: bool = False,
) -> SavedView:
    """Keep what a list shows under a name; with ``view_id``, instead of what that view was.

    Raises:
        NotAllowed: The post is not for reading tasks.
        Missing: There is no such view of one's own.
        Invalid: It has no name, or is too long to keep.
        Conflict: One of that name is kept already, or there are too many.
    """
    post = acting_with(by, Duty.READ)
    plain = " ".join(name.split())
    if not plain:
        raise Invalid("tasks.view-needs-a-name", "Hãy đặt tên cho cách xem.", field="name")
    if len(plain) > 80:
        raise Invalid("tasks.view-name-too-long", "Tên dài quá 80 ký tự.", field="name")
    if len(address) > 1500:
        raise Invalid("tasks.view-too-long", "Cách xem có quá nhiều điều kiện; hãy bỏ bớt rồi lưu.")
    own = SavedView.objects.select_for_update().filter(author=by)
    if own.filter(name__iexact=plain).exclude(pk=view_id or 0).exists():
        raise Conflict(
            "tasks.view-name-taken",
            f"Bạn đã có cách xem tên “{plain}”; hãy đặt tên khác hoặc sửa cách xem đó.",
        )
    if view_id is not None:
        view = view_to_change(view_id, by=by)
    else:
        number = own.count()
        if number >= VIEWS_LIMIT:
            raise Conflict(
                "tasks.too-many-views",
                f"Mỗi người giữ được {VIEWS_LIMIT} cách xem; hãy xóa bớt cách xem không dùng.",
            )
        view = SavedView(author=by, owner_id=post.root_id, order=number, made_at=at)
    view.name, view.is_shared = plain, is_shared
    view.form, view.address = Form(form).value, address
    view.save()
    if opens_with:
        TableLook.objects.update_or_create(user=by, defaults={"opens_with": view})
    elif view_id is not None:
        TableLook.objects.filter(user=by, opens_with=view).update(opens_with=None)
    verb = "tasks.view-saved" if view_id is None else "tasks.view-changed"
    record(verb, view, by=by, at=at, name=plain, shared=is_shared)
    return view


@transaction.atomic
def remove_view(view_id: int, *, by: User, at: datetime) -> None:
    """Throw a view of one's own away; the tasks it showed stay as they are.

    Raises:
        Missing: There is no such view.
        NotAllowed: It is somebody else's.
    """
    view = view_to_change(view_id, by=by)
    record("tasks.view-removed", view, by=by, at=at, name=view.name)
    view.delete()


@transaction.atomic
def order_views(view_ids: Sequence[int], *, by: User) -> None:
    """Put one's own views in an order; those not named follow as they were."""
    place = {pk: number for number, pk in enumerate(view_ids)}
    own = list(SavedView.objects.select_for_update().filter(author=by).order_by("order", "id"))
    own.sort(key=lambda view: place.get(view.pk, len(place) + view.order))
    for number, view in enumerate(own):
        view.order = number
    SavedView.objects.bulk_update(own, ["order"])


@transaction.atomic
def open_with(view_id: int | None, *, by: User) -> None:
    """Let one's list open with a saved view, or with all tasks again.

    Raises:
        Missing: There is no such view, or it is somebody else's own.
    """
    view = None if view_id is None else view_to_open(view_id, by=by)
    TableLook.objects.update_or_create(user=by, defaults={"opens_with": view})


@transaction.atomic
def choose_columns(columns: str, *, is_dense: bool, by: User) -> None:
    """Keep which columns one's table has, how wide, and how close its rows stand.

    A preference of one person changes nothing that anybody else sees, so history does not tell it.
    """
    TableLook.objects.update_or_create(
        user=by,
        defaults={"columns": written_columns(columns_from(columns)), "is_dense": is_dense},
    )
