"""An act is tried before it is done: the same checks and writes, and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Refusal
from namro_web.organisations.actions.importing import Done, PersonRow, take_in


class _Enough(Exception):
    """Ends the trial."""


def rehearse(act: Callable[[], object]) -> None:
    """Do something and undo it.

    Raises:
        Refusal: What the act itself would refuse.
    """
    try:
        with transaction.atomic():
            act()
            raise _Enough
    except _Enough:
        return


def rehearse_people(rows: Sequence[PersonRow], *, by: User | None) -> list[Refusal | Done]:
    """Try to take in a list, and say of each row what it comes to, or why it is refused."""
    answers: list[Refusal | Done] = []

    def try_all() -> None:
        for row in rows:
            try:
                done, _ = take_in(row, by=by)
            except Refusal as refused:
                answers.append(refused)
            else:
                answers.append(done)

    rehearse(try_all)
    return answers
