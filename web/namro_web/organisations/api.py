"""Units for programs."""

from __future__ import annotations

import uuid
from datetime import date

from ninja import Router, Schema

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.organisations.access import acting
from namro_web.organisations.queries import Meaning, Node, suggest_units, tree
from namro_web.organisations.rules import has_a_post
from namro_web.ui.doors import requires

router = Router()


class UnitOut(Schema):
    """A unit as it stood on the day asked, with what stands beneath it."""

    id: uuid.UUID
    name: str
    short_name: str
    kind: str
    code: str
    children: list[UnitOut]


class MeaningOut(Schema):
    """What a name written in a plan means here."""

    name: str
    unit_ids: list[uuid.UUID]
    is_group: bool
    how: str


@router.get("", response=list[UnitOut], summary="Cây đơn vị vào một ngày")
@requires(has_a_post)
def units(request: SignedInRequest, on: date | None = None) -> list[Node]:
    """Give the tree of the caller's commune as of a day (today by default)."""
    return tree(acting(request.user).root_id, at=on or clock.today(), with_people=False)


@router.get("/meaning", response=MeaningOut, summary="Tên trong văn bản là đơn vị nào")
@requires(has_a_post)
def meaning(request: SignedInRequest, name: str) -> Meaning:
    """Say which units a written name means in the caller's commune."""
    return suggest_units(acting(request.user).root_id, name, at=clock.today())
