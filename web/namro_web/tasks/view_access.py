"""Who may open and change a saved view: one's own, and what the office shares."""

from __future__ import annotations

from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing, NotAllowed
from namro_web.organisations.access import acting
from namro_web.tasks.looking import SavedView


def view_to_open(view_id: int, *, by: User) -> SavedView:
    """Fetch a saved view to look through: one's own, or one the office shares.

    Raises:
        Missing: There is none, or it is somebody else's own.
    """
    view = (
        SavedView.objects.filter(pk=view_id, owner_id=acting(by).root_id)
        .filter(Q(is_shared=True) | Q(author_id=by.pk))
        .first()
    )
    if view is None:
        raise Missing(
            "tasks.no-such-view", "Không có cách xem này, hoặc người khác giữ riêng cách xem đó."
        )
    return view


def view_to_change(view_id: int, *, by: User) -> SavedView:
    """Fetch, and lock, a saved view to change or remove.

    Raises:
        Missing: There is none, or it is somebody else's own.
        NotAllowed: Somebody else shares it.
    """
    view = view_to_open(view_id, by=by)
    if view.author_id != by.pk:
        raise NotAllowed(
            "tasks.not-your-view",
            "Chỉ người lập cách xem được sửa hoặc xóa; hãy lưu một cách xem của riêng bạn.",
        )
    return SavedView.objects.select_for_update().get(pk=view.pk)
