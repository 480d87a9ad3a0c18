"""An act is tried before it is done: the same checks and writes, and nothing left behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Refusal
from namro_web.organisations.actions.peopling import NewPerson, add_person


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


def rehearse_people(people: Sequence[NewPerson], *, by: User | None) -> list[Refusal | None]:
    """Try to take in a list, and say of each what would be refused."""
    answers: list[Refusal | None] = []

    def try_all() -> None:
        for person in people:
            try:
                add_person(person, by=by)
            except Refusal as refused:
                answers.append(refused)
            else:
                answers.append(None)

    rehearse(try_all)
    return answers
