"""Units come into being, one by one or as a whole tree; names of plans are remembered for them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.foundation.errors import Invalid, NotAllowed
from namro_web.foundation.history import record
from namro_web.organisations.access import (
    Duty,
    acting,
    acting_with,
    must_administer,
    units_visible_to,
)
from namro_web.organisations.actions.checks import code_is_free, no_parent, note, parent_stands
from namro_web.organisations.models import (
    Change,
    Kind,
    Level,
    NameMapping,
    Placement,
    Reform,
    Unit,
)
from namro_web.organisations.naming import mapping_key
from namro_web.organisations.templates_of_units import (
    WORDS,
    Template,
    bodies_of,
    effective_from,
    usual_template,
)
from namro_web.organisations.trees import branch_ids, root_of


@dataclass(frozen=True)
class Commune:
    """A commune just made: its top unit, and the bodies by the template's keys (``village-3``)."""

    root: Unit
    units: dict[str, Unit]


@transaction.atomic
def create_unit(
    *,
    name: str,
    kind: Kind,
    level: Level,
    valid_from: date,
    by: User | None,
    parent_id: uuid.UUID | None = None,
    short_name: str = "",
    code: str = "",
    position: int = 0,
    document_number: str = "",
) -> Unit:
    """Bring a unit into being on a day, under another or at the top of a tree of its own.

    Raises:
        NotAllowed: ``by`` does not administer units.
        Invalid: No name, or the parent does not exist on that day.
        Conflict: The code is in use.
    """
    must_administer(by)
    if not name.strip():
        raise Invalid("organisations.no-name", "Ghi tên đơn vị.", field="name")
    if parent_id is not None:
        if by is not None and parent_id not in units_visible_to(by, at=valid_from):
            raise no_parent()
        parent_stands(parent_id, since=valid_from)
    elif by is not None:
        # A second root would be a commune of its own, which nobody inside this one may make.
        raise no_parent()
    unit = establish(
        name=name,
        short_name=short_name,
        code=code,
        kind=kind,
        level=level,
        parent_id=parent_id,
        valid_from=valid_from,
        position=position,
        document_number=document_number,
    )
    record(
        "organisations.unit-created",
        unit,
        by=by,
        unit=unit,
        name=name.strip(),
        kind=str(kind),
        parent=parent_id,
        valid_from=valid_from,
        document_number=document_number.strip(),
    )
    return unit


def establish(
    *,
    name: str,
    short_name: str,
    code: str,
    kind: Kind,
    level: Level,
    parent_id: uuid.UUID | None,
    valid_from: date,
    position: int,
    document_number: str,
    reform: Reform | None = None,
) -> Unit:
    """Make a unit and note the act; permission and history are the caller's.

    Raises:
        Invalid: No name, or the unit above is not there from that day on for good.
        Conflict: The code is in use.
    """
    if not name.strip():
        raise Invalid("organisations.no-name", "Ghi tên đơn vị.", field="name")
    if parent_id is not None:
        parent_stands(parent_id, since=valid_from)
    code_is_free(code)
    unit = Unit.objects.create()
    placement = Placement.objects.create(
        unit=unit,
        parent_id=parent_id,
        name=name.strip(),
        short_name=short_name.strip(),
        kind=kind,
        level=level,
        code=code.strip(),
        position=position,
        valid_from=valid_from,
    )
    note(
        Change.CREATED,
        unit,
        valid_from,
        document_number.strip(),
        began=placement,
        reform=reform,
    )
    return unit


@transaction.atomic
def create_commune_from_template(
    *,
    name: str,
    by: User | None,
    kind: Kind | str = Kind.COMMUNE,
    template: Template | str = "",
    villages: int | Sequence[str] = 0,
    village_word: str = "Xóm",
    code: str = "",
    valid_from: date | None = None,
    full_name: str = "",
    parent_id: uuid.UUID | None = None,
    document_number: str = "",
) -> Commune:
    """Make a commune, ward, special zone, province or Party committee with its usual bodies.

    Args:
        name: The place alone: “Trung Hội”.
        by: Who does it.
        kind: What stands at the top.
        template: Bodies since 1/7/2025 (``two-tier``) or before (``three-tier``), those of a province
            or of a Party committee; by default what the kind has today.
        villages: How many, or their full names.
        village_word: What a numbered village is called here: Xóm, Thôn, Tổ dân phố.
        code: The commune's official code, as text.
        valid_from: Since when; by default since its template has been in force.
        full_name: What the top is called, where that is not its kind and ``name``.
        parent_id: The province it stands in, if that is on the system.
        document_number: The decision it rests on.

    Raises:
        NotAllowed: ``by`` does not administer units.
        Invalid: No name, or there is no template for ``kind``.
    """
    chosen = Kind(kind)
    if chosen not in WORDS:
        raise Invalid(
            "organisations.no-template",
            "Chỉ có mẫu cho xã, phường, đặc khu, tỉnh và đảng ủy.",
            field="kind",
        )
    form = Template(template) if template else usual_template(chosen)
    level = Level.PROVINCE if chosen is Kind.PROVINCE else Level.COMMUNE
    since = valid_from or effective_from(form)
    root = create_unit(
        name=full_name.strip() or f"{WORDS[chosen].capitalize()} {name.strip()}",
        short_name=name.strip(),
        kind=chosen,
        level=level,
        valid_from=since,
        code=code,
        parent_id=parent_id,
        document_number=document_number,
        by=by,
    )
    units: dict[str, Unit] = {}
    for position, body in enumerate(bodies_of(form, kind=chosen, name=name.strip()), start=1):
        parent = units[body.parent] if body.parent else root
        units[body.key] = create_unit(
            name=body.name,
            short_name=body.short_name,
            kind=body.kind,
            level=level,
            parent_id=parent.pk,
            valid_from=since,
            position=position * 10,
            by=by,
        )
    names = (
        [f"{village_word} {n}" for n in range(1, villages + 1)]
        if isinstance(villages, int)
        else list(villages)
    )
    for number, village in enumerate(names, start=1):
        units[f"village-{number}"] = create_unit(
            name=village,
            kind=Kind.VILLAGE,
            level=Level.VILLAGE,
            parent_id=root.pk,
            valid_from=since,
            position=1000 + number,
            by=by,
        )
    return Commune(root, units)


@transaction.atomic
def remember_name_mapping(
    *,
    scope_id: uuid.UUID | str,
    name: str,
    unit_ids: Iterable[uuid.UUID | str],
    by: User | None,
    is_group: bool = False,
    at: date | None = None,
) -> NameMapping:
    """Remember which units a name in plans means in a commune; saying it again replaces it.

    Args:
        scope_id: Any unit of the commune.
        name: As written in the plan.
        unit_ids: One unit, or the members of a group.
        by: Who says so.
        is_group: The name speaks of a group.
        at: The day on which the units stand, if not today.

    Raises:
        NotAllowed: ``by`` neither adopts nor edits plans, or belongs to another commune.
        Invalid: No name, no unit, or a unit of another tree.
    """
    day = at or clock.today()
    scope = root_of(uuid.UUID(str(scope_id)), at=day).unit_id
    if by is not None:
        post = acting(by, at=day)
        if not post.may(Duty.ADOPT_PLANS) and not post.may(Duty.EDIT_PLANS):
            acting_with(by, Duty.EDIT_PLANS, at=day)
        if post.root_id != scope:
            raise NotAllowed("organisations.not-your-tree", "Xã này không thuộc phạm vi của bạn.")
    key = mapping_key(name)
    wanted = {uuid.UUID(str(unit_id)) for unit_id in unit_ids}
    if not key:
        raise Invalid("organisations.no-name", "Ghi tên cơ quan như trong văn bản.", field="name")
    if not wanted or not wanted <= branch_ids(scope, at=day):
        raise Invalid(
            "organisations.unit-of-another-tree",
            "Chọn ít nhất một đơn vị của xã này.",
            field="unit_ids",
        )
    mapping, is_new = NameMapping.objects.update_or_create(
        scope_id=scope, key=key, defaults={"label": name.strip()[:300], "is_group": is_group}
    )
    before = {unit.pk for unit in mapping.units.all()}
    mapping.units.set(Unit.objects.filter(pk__in=wanted))
    if is_new or before != wanted:
        record(
            "organisations.name-mapped",
            mapping,
            by=by,
            unit=str(scope),
            name=name.strip(),
            units=sorted(str(unit_id) for unit_id in wanted),
            is_group=is_group,
        )
    return mapping
