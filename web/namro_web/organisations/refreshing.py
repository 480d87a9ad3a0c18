"""What the state's list of units says otherwise than this installation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from namro_web.organisations.models import Kind, Placement
from namro_web.organisations.official_names import OfficialName, communes, provinces
from namro_web.organisations.trees import PLACES


@dataclass(frozen=True)
class Difference:
    """One place that differs.

    Attributes:
        what: ``renamed``, ``reclassified``, ``new`` or ``gone``.
        code: Its code.
        before: What it is called here; empty for a new one.
        official: What the list says; ``None`` where the list has no such code.
        unit_id: The unit here.
        province_id: For a new one, the province it belongs under.
    """

    what: str
    code: str
    before: str
    official: OfficialName | None
    unit_id: uuid.UUID | None = None
    province_id: uuid.UUID | None = None

    @property
    def sentence(self) -> str:
        """Say it to the clerk."""
        name = self.official.full_name if self.official is not None else ""
        return {
            "renamed": f"{self.code}: đổi tên “{self.before}” thành “{name}”",
            "reclassified": f"{self.code}: đổi loại “{self.before}” thành “{name}”",
            "new": f"{self.code}: thêm “{name}”",
            "gone": f"{self.code}: “{self.before}” không còn trong danh mục; ghi việc nhập hoặc "
            "giải thể ở mục Đơn vị",
        }[self.what]


def differences() -> list[Difference]:
    """Compare every place that bears a code with the list kept on this machine, in one query."""
    listed: dict[str, OfficialName] = {one.code: one for one in (*provinces(), *communes())}
    here = list(
        Placement.objects.filter(valid_to__isnull=True, kind__in=PLACES - {Kind.DISTRICT})
        .exclude(code="")
        .order_by("code")
    )
    found: list[Difference] = []
    for one in here:
        official = listed.get(one.code)
        if official is None:
            found.append(Difference("gone", one.code, one.name, None, one.unit_id))
            continue
        if official.kind != one.kind:
            found.append(Difference("reclassified", one.code, one.name, official, one.unit_id))
        if official.full_name != one.name:
            found.append(Difference("renamed", one.code, one.name, official, one.unit_id))
    return found + _new(here)


def _new(here: Sequence[Placement]) -> list[Difference]:
    """Give what is missing in provinces whose communes are kept here."""
    codes = {one.code for one in here}
    places = {one.unit_id: one for one in here if one.kind == Kind.PROVINCE}
    kept = {one.parent_id for one in here if one.parent_id in places}
    return [
        Difference("new", one.code, "", one, province_id=unit_id)
        for unit_id, province in places.items()
        if unit_id in kept
        for one in communes()
        if one.province_code == province.code and one.code not in codes
    ]
