"""Requests may be handled by who administers the people of the tree."""

from __future__ import annotations

from django.db.models import QuerySet

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Missing
from namro_web.organisations.access import Duty, acting_with, person_to_administer
from namro_web.organisations.models import Post
from namro_web.organisations.trees import branch_ever
from namro_web.privacy.models import DataRequest


def requests_visible_to(by: User) -> QuerySet[DataRequest]:
    """Give the requests about people who hold or held a post in the asker's tree.

    Raises:
        NotAllowed: The post does not administer.
    """
    own = branch_ever(acting_with(by, Duty.ADMINISTER).root_id)
    people = Post.objects.filter(unit__in=own).values("user_id")
    return DataRequest.objects.filter(person__in=people)


def request_to_answer(request_id: int, *, by: User) -> DataRequest:
    """Fetch an open request, its person locked.

    Raises:
        Missing: There is none, or it is about somebody of another tree.
        NotAllowed: The asker does not administer, or shares the person with another tree.
        Conflict: It has been answered.
    """
    found = requests_visible_to(by).filter(pk=request_id).first()
    if found is None:
        raise Missing("privacy.no-such-request", "Không tìm thấy yêu cầu này.")
    person_to_administer(found.person_id, by=by, whole=True)
    found.refresh_from_db()
    if found.answered_at is not None:
        raise Conflict("privacy.answered", "Yêu cầu này đã được trả lời.")
    return found
