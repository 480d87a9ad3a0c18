"""Units taken in from a list: all of them or none."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Refusal
from namro_web.organisations.access import must_administer
from namro_web.organisations.actions.creating import create_unit
from namro_web.organisations.actions.rehearsing import rehearse
from namro_web.organisations.models import Kind, Placement, Unit
from namro_web.organisations.unit_sheets import NewUnit


@transaction.atomic
def add_units(
    units: Sequence[NewUnit], *, since: date, by: User | None, document_number: str = ""
) -> list[Unit]:
    """Make the units of a list in its order, each under its parent, or none of them.

    Raises:
        NotAllowed: ``by`` does not administer units.
        Invalid: A row has no name, or its parent does not exist on that day.
        Conflict: A code is in use, or its parent has a unit of that name already.
    """
    must_administer(by)
    made: list[Unit] = []
    for unit in units:
        made.append(_add(unit, made, since=since, by=by, document_number=document_number))
    return made


def rehearse_units(
    units: Sequence[NewUnit], *, since: date, by: User | None
) -> list[Refusal | None]:
    """Try to take in a list, and say of each what would be refused."""
    answers: list[Refusal | None] = []

    def try_all() -> None:
        made: list[Unit] = []
        for unit in units:
            try:
                with transaction.atomic():
                    made.append(_add(unit, made, since=since, by=by, document_number=""))
            except Refusal as refused:
                answers.append(refused)
                # Whoever stands under it is tried under nobody, and says so itself.
                made.append(Unit())
            else:
                answers.append(None)

    rehearse(try_all)
    return answers


def _add(
    unit: NewUnit,
    made: Sequence[Unit],
    *,
    since: date,
    by: User | None,
    document_number: str,
) -> Unit:
    parent_id = uuid.UUID(unit.parent_id) if unit.parent_id else None
    if parent_id is None and unit.parent_row is not None:
        parent_id = made[unit.parent_row].pk
    namesake = Placement.objects.at(since).filter(parent_id=parent_id, name=unit.name.strip())
    if namesake.exists():
        raise Conflict(
            "organisations.name-taken-there", f"Đã có đơn vị “{unit.name}” ở đó.", field="name"
        )
    return create_unit(
        name=unit.name,
        short_name=unit.short_name,
        kind=Kind(unit.kind),
        level=unit.level,
        code=unit.code,
        position=unit.position,
        parent_id=parent_id,
        valid_from=since,
        document_number=document_number,
        by=by,
    )
