"""An administrator links a person with the sign-in provider, or ends that."""

from __future__ import annotations

from django.db import transaction

from namro_web.accounts import linking
from namro_web.accounts.models import User
from namro_web.organisations.access import person_to_administer


@transaction.atomic
def link_person(user_id: int, *, name: str, by: User | None) -> linking.Link:
    """Let whoever goes by a name at the provider in as a person of one's tree.

    Raises:
        Missing: Nobody of the asker's tree.
        NotAllowed: ``by`` does not administer, or shares the person.
        Invalid: There is no provider, or no name.
        Conflict: The person is linked, or the name waits for somebody else.
    """
    return linking.link_by_name(person_to_administer(user_id, by=by, whole=True), name=name, by=by)


@transaction.atomic
def unlink_person(user_id: int, *, by: User | None) -> None:
    """Let a person of one's tree in through the provider no more.

    Raises:
        Missing: Nobody of the asker's tree, or not linked.
        NotAllowed: ``by`` does not administer, or shares the person.
        Conflict: It is the only way in of the asker themselves.
    """
    linking.unlink(person_to_administer(user_id, by=by, whole=True), by=by)
