"""Who may see and close the weekly list of late tasks."""

from __future__ import annotations

from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.leading.models import LateList
from namro_web.organisations.access import ActingPost, Duty, acting_with
from namro_web.plans.access import offices_worked_for


def lists_visible_to(by: User) -> QuerySet[LateList]:
    """Give the lists of the office a person works in.

    Raises:
        NotAllowed: They hold no post, or one that is not for reading data.
    """
    return LateList.objects.filter(owner__in=offices_worked_for(by))


def list_to_read(list_id: int, *, by: User) -> LateList:
    """Fetch a list to look at.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    found = lists_visible_to(by).filter(pk=list_id).first()
    if found is None:
        raise _no_such_list()
    return found


def list_to_send(list_id: int, *, by: User) -> LateList:
    """Fetch, and lock, a list that is to be sent to the heads of units.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The post does not decide on tasks.
    """
    post = closer(by)
    found = LateList.objects.select_for_update().filter(pk=list_id, owner_id=post.root_id).first()
    if found is None:
        raise _no_such_list()
    return found


def closer(by: User) -> ActingPost:
    """Give the post of a person who closes lists for the whole commune.

    Raises:
        NotAllowed: The post does not decide on tasks.
    """
    return acting_with(by, Duty.CONFIRM_TASKS)


def _no_such_list() -> Missing:
    return Missing("leading.no-such-list", "Không có danh sách này trong đơn vị của bạn.")
