"""What changes units, posts and remembered names. Each verb checks, writes and keeps history.

``by=None`` is the installation itself (first set-up, demonstration), which answers to nobody.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.history import record
from namro_web.organisations.access import Duty, acting, acting_with, units_visible_to
from namro_web.organisations.models import Kind, Level, NameMapping, Placement, Post, Role, Unit
from namro_web.organisations.naming import mapping_key
from namro_web.organisations.templates_of_units import Template, bodies_of, effective_from
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
) -> Unit:
    """Bring a unit into being on a day, under another or at the top of a tree of its own.

    Raises:
        NotAllowed: ``by`` does not administer units.
        Invalid: No name, or the parent does not exist on that day.
        Conflict: The code is in use.
    """
    _must_administer(by)
    if not name.strip():
        raise Invalid("organisations.no-name", "Ghi tên đơn vị.", field="name")
    if parent_id is not None:
        there = Placement.objects.at(valid_from).filter(unit_id=parent_id).exists()
        if not there or (by is not None and parent_id not in units_visible_to(by, at=valid_from)):
            raise Invalid(
                "organisations.no-parent",
                "Đơn vị cấp trên không tồn tại vào ngày này.",
                field="parent_id",
            )
    if code and Placement.objects.filter(code=code, valid_to__isnull=True).exists():
        raise Conflict("organisations.code-in-use", f"Mã {code} đã dùng cho đơn vị khác.")
    unit = Unit.objects.create()
    Placement.objects.create(
        unit=unit,
        parent_id=parent_id,
        name=name.strip(),
        short_name=short_name.strip(),
        kind=kind,
        level=level,
        code=code,
        position=position,
        valid_from=valid_from,
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
    )
    return unit


@transaction.atomic
def create_commune_from_template(
    *,
    name: str,
    by: User | None,
    kind: Kind | str = Kind.COMMUNE,
    template: Template | str = Template.TWO_TIER,
    villages: int | Sequence[str] = 0,
    village_word: str = "Xóm",
    code: str = "",
    valid_from: date | None = None,
) -> Commune:
    """Make a commune or ward with its usual bodies, as one tree.

    Args:
        name: The place alone: “Trung Hội”.
        by: Who does it.
        kind: Commune or ward.
        template: Bodies since 1/7/2025 (``two-tier``) or before (``three-tier``).
        villages: How many, or their full names.
        village_word: What a numbered village is called here: Xóm, Thôn, Tổ dân phố.
        code: The commune's official code, as text.
        valid_from: Since when; by default since its template has been in force.

    Raises:
        NotAllowed: ``by`` does not administer units.
        Invalid: No name, or ``kind`` is neither commune nor ward.
    """
    chosen, form = Kind(kind), Template(template)
    if chosen not in {Kind.COMMUNE, Kind.WARD}:
        raise Invalid("organisations.no-template", "Chỉ có mẫu cho xã và phường.", field="kind")
    since = valid_from or effective_from(form)
    root = create_unit(
        name=f"{chosen.label} {name.strip()}",
        short_name=name.strip(),
        kind=chosen,
        level=Level.COMMUNE,
        valid_from=since,
        code=code,
        by=by,
    )
    units: dict[str, Unit] = {}
    for position, body in enumerate(bodies_of(form, kind=chosen, name=name.strip()), start=1):
        parent = units[body.parent] if body.parent else root
        units[body.key] = create_unit(
            name=body.name,
            short_name=body.short_name,
            kind=body.kind,
            level=Level.COMMUNE,
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
def give_post(
    *,
    user_id: int,
    unit_id: uuid.UUID,
    role: Role | str,
    title: str,
    valid_from: date,
    by: User | None,
) -> Post:
    """Put a person in a post of a unit from a day on.

    Raises:
        NotAllowed: ``by`` does not administer units.
        Invalid: The unit does not exist on that day.
        Conflict: The person holds this post already.
    """
    _must_administer(by)
    if not Placement.objects.at(valid_from).filter(unit_id=unit_id).exists():
        raise Invalid(
            "organisations.not-on-that-day", "Đơn vị không tồn tại vào ngày này.", field="unit_id"
        )
    if by is not None and unit_id not in units_visible_to(by, at=valid_from):
        raise NotAllowed("organisations.not-your-tree", "Đơn vị này không thuộc phạm vi quản trị.")
    held = Post.objects.filter(user_id=user_id, unit_id=unit_id, role=role, valid_to__isnull=True)
    if held.exists():
        raise Conflict("organisations.post-held", "Người này đang giữ vị trí đó.")
    post = Post.objects.create(
        user_id=user_id, unit_id=unit_id, role=Role(role), title=title, valid_from=valid_from
    )
    record(
        "organisations.post-given",
        post,
        by=by,
        unit=str(unit_id),
        user=user_id,
        role=str(role),
        title=title,
    )
    return post


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


def _must_administer(by: User | None) -> None:
    if by is not None:
        acting_with(by, Duty.ADMINISTER)
