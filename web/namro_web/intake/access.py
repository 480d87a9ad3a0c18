"""Who may see and work on a draft: as for its document. Fetching and permission are one step."""

from __future__ import annotations

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.intake.models import Draft
from namro_web.organisations.access import houses_of
from namro_web.plans.access import adopter, documents_visible_to


def draft_to_read(draft_id: int, *, by: User) -> Draft:
    """Give a draft to someone who may read it.

    Raises:
        Missing: There is none, or it belongs to another commune.
    """
    draft = (
        Draft.objects.select_related("document", "document__uploaded_by", "adopted_plan")
        .filter(pk=draft_id, document__in=documents_visible_to(by).values("pk"))
        .first()
    )
    if draft is None:
        raise Missing("intake.no-such-draft", "Không có bản nháp này trong đơn vị của bạn.")
    return draft


def draft_to_review(draft_id: int, *, by: User) -> Draft:
    """Give a draft, locked, to someone who may decide on it.

    A post of the province reads the drafts of its communes; deciding on them stays theirs.

    Raises:
        Missing: There is none, or it belongs to another commune.
        NotAllowed: The person may read it, but their post does not adopt plans.
    """
    draft_to_read(draft_id, by=by)
    own = houses_of(adopter(by))
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("document")
        .filter(pk=draft_id, document__owner__in=own)
        .first()
    )
    if draft is None:
        raise Missing("intake.no-such-draft", "Không có bản nháp này trong đơn vị của bạn.")
    return draft


def must_prepare(draft: Draft, *, by: User) -> None:
    """Make sure that a person may, now, have a draft's document read.

    Raises:
        Missing: The document belongs to another commune.
        NotAllowed: The post does not adopt plans.
    """
    if draft.document.owner_id not in houses_of(adopter(by)):
        raise Missing("intake.no-such-draft", "Không có bản nháp này trong đơn vị của bạn.")
