"""What an administrator does about how a person of their tree signs in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from namro_web.accounts.actions import (
    NewAccount,
    end_sessions_of,
    reset_second_factor,
    unlock_sign_in,
)
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, NotAllowed
from namro_web.organisations.access import person_to_administer


@transaction.atomic
def reset_persons_factor(user_id: int, *, by: User | None, at: datetime) -> NewAccount:
    """Take away a second factor that a person of one's tree has lost; give a code for one use.

    Raises:
        Missing: Nobody of the asker's tree.
        NotAllowed: ``by`` does not administer, means themselves, or shares the person.
        Conflict: The person has no second factor.
    """
    return reset_second_factor(_somebody_else(user_id, by=by), by=by, at=at)


@transaction.atomic
def unlock_person(user_id: int, *, by: User | None) -> None:
    """Let a person of one's tree try to sign in again before the lock opens by itself.

    Raises:
        Missing: Nobody of the asker's tree.
        NotAllowed: ``by`` does not administer, means themselves, or shares the person.
        Conflict: The person is not locked.
    """
    unlock_sign_in(_somebody_else(user_id, by=by), by=by)


@transaction.atomic
def end_persons_sessions(user_id: int, *, by: User | None) -> int:
    """Sign a person of one's tree out everywhere; give how many sessions there were.

    Raises:
        Missing: Nobody of the asker's tree.
        NotAllowed: ``by`` does not administer, means themselves, or shares the person.
        Conflict: The person is signed in nowhere.
    """
    ended = end_sessions_of(_somebody_else(user_id, by=by), by=by)
    if not ended:
        raise Conflict("organisations.no-sessions", "Người này hiện không đăng nhập ở đâu.")
    return ended


def _somebody_else(user_id: int, *, by: User | None) -> User:
    user = person_to_administer(user_id, by=by, whole=True)
    if by is not None and user.pk == by.pk:
        raise NotAllowed(
            "organisations.not-oneself",
            "Không tự làm việc này với tài khoản của mình; nhờ một quản trị viên khác.",
        )
    return user
