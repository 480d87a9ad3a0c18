"""Groups of units: a name that stands for several, editable, each member from a day until a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing
from namro_web.foundation.history import record
from namro_web.intake.models import GroupMember, UnitGroup
from namro_web.organisations.models import Kind, Placement
from namro_web.organisations.naming import mapping_key
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import adopter
from namro_web.tasks.models import Assignment


@dataclass(frozen=True, slots=True)
class Member:
    """A unit that belongs to a group on the day asked about; ``since`` is None for one of its kind."""

    id: str
    name: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """A group on one day."""

    id: int
    name: str
    keys: tuple[str, ...]
    every: str
    members: tuple[Member, ...]
    version: int

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("intake:group", args=[self.id])

    @property
    def every_words(self) -> str:
        """Which kind of unit belongs as a whole."""
        return str(Kind(self.every).label) if self.every else ""

    @property
    def chosen(self) -> frozenset[str]:
        """The units that belong by name."""
        return frozenset(member.id for member in self.members if member.since)


@dataclass(frozen=True, slots=True)
class Use:
    """A plan in which a group's name stands."""

    plan_id: int
    title: str
    name: str
    tasks: int

    @property
    def url(self) -> str:
        """The plan."""
        return reverse("plans:overview", args=[self.plan_id])


@dataclass(frozen=True, slots=True)
class Span:
    """A membership through time, as the page of a group tells it."""

    name: str
    valid_from: date
    valid_to: date | None


def groups_of(scope_id: UUID | str, *, at: date) -> tuple[Group, ...]:
    """Give every group of a commune as it stands on a day; four queries however many there are."""
    rows = list(
        UnitGroup.objects.filter(scope_id=UUID(str(scope_id)))
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=at))
        .prefetch_related("members")
    )
    if not rows:
        return ()
    return tuple(_group(row, _placed(scope_id, at=at), at=at) for row in rows)


def _placed(scope_id: UUID | str, *, at: date) -> dict[str, tuple[str, str]]:
    """Give every unit of a commune on a day: identity → (name, kind)."""
    scope = UUID(str(scope_id))
    placements = Placement.objects.at(at).filter(unit__in=branch_ids(scope, at=at))
    return {str(p.unit_id): (p.name, p.kind) for p in placements if p.unit_id != scope}


def _group(row: UnitGroup, placed: dict[str, tuple[str, str]], *, at: date) -> Group:
    named = {
        str(one.unit_id): one.valid_from
        for one in row.members.all()
        if one.valid_from <= at and (one.valid_to is None or one.valid_to > at)
    }
    members = [
        Member(unit, name, named.get(unit))
        for unit, (name, kind) in placed.items()
        if unit in named or (row.every and kind == row.every)
    ]
    return Group(
        id=row.pk,
        name=row.name,
        keys=(row.key, *row.also),
        every=row.every,
        members=tuple(sorted(members, key=lambda one: one.name)),
        version=row.version,
    )


def group_shown(group_id: int, *, by: User, at: date) -> tuple[Group, tuple[Span, ...]]:
    """Show one group, with who came and went.

    Raises:
        Missing: There is none in the commune of the person.
    """
    row = _row(group_id, by=by)
    placed = _placed(row.scope_id, at=at)
    past = tuple(
        Span(placed.get(str(one.unit_id), ("đơn vị đã thôi", ""))[0], one.valid_from, one.valid_to)
        for one in row.members.all().order_by("-valid_from", "id")
    )
    return _group(row, placed, at=at), past


def uses_of(group: Group, *, scope_id: UUID | str) -> tuple[Use, ...]:
    """List the plans whose tasks are given to a group by one of its names."""
    named = (
        Assignment.objects.filter(task__plan__owner_id=UUID(str(scope_id)))
        .values("name", "task__plan_id", "task__plan__title")
        .annotate(tasks=Count("task", distinct=True))
        .order_by("-task__plan_id", "name")
    )
    return tuple(
        Use(one["task__plan_id"], one["task__plan__title"], one["name"], one["tasks"])
        for one in named
        if mapping_key(one["name"]) in group.keys
    )


def unit_options(scope_id: UUID | str, *, at: date) -> list[tuple[str, str]]:
    """Give the units of a commune that can belong to a group."""
    return sorted(
        ((unit, name) for unit, (name, _) in _placed(scope_id, at=at).items()),
        key=lambda pair: pair[1],
    )


def kind_options() -> list[tuple[str, str]]:
    """Give the kinds of which all units may belong."""
    kinds = (Kind.VILLAGE, Kind.SCHOOL, Kind.UNION, Kind.OFFICE, Kind.SERVICE, Kind.PARTY_BODY)
    return [("", "Không, chỉ những đơn vị chọn dưới đây")] + [
        (str(kind), f"Mọi đơn vị loại “{kind.label}”") for kind in kinds
    ]


@transaction.atomic
def save_group(
    *,
    group_id: int | None,
    name: str,
    every: str,
    units: Sequence[str],
    valid_from: date,
    version: int,
    by: User,
    at: datetime,
) -> int:
    """Make a group, or change it from a day on; who belonged before that day stays as it was.

    Raises:
        NotAllowed: The post does not adopt plans.
        Missing: There is no such group here.
        Invalid: It has no name or no member, or a unit is not of the commune.
        Conflict: Another group has the name, or somebody changed this one meanwhile.
    """
    post = adopter(by)
    name = " ".join(name.split())
    if not 0 < len(name) <= 200:
        raise Invalid("intake.group-without-name", "Hãy đặt tên nhóm.", field="name")
    if every and every not in {kind for kind, _ in kind_options()}:
        raise Invalid("intake.unknown-kind-of-unit", "Không có loại đơn vị này.", field="every")
    placed = _placed(post.root_id, at=valid_from)
    units = list(dict.fromkeys(units))
    if any(unit not in placed for unit in units):
        raise Invalid(
            "intake.unit-not-here",
            "Chỉ chọn được đơn vị của xã còn hoạt động vào ngày áp dụng.",
            field="units",
        )
    if not units and not every:
        raise Invalid("intake.group-without-members", "Chọn ít nhất một đơn vị.", field="units")
    row = _row(group_id, by=by, lock=True) if group_id is not None else None
    if row is not None and row.version != version:
        raise Conflict(
            "intake.group-moved-on",
            "Nhóm vừa được sửa ở nơi khác. Hãy tải lại trang để thấy bản mới nhất.",
        )
    key = mapping_key(name)
    taken = UnitGroup.objects.filter(scope_id=post.root_id, ended_on__isnull=True)
    if row is not None:
        taken = taken.exclude(pk=row.pk)
    if any(key == other.key or key in other.also for other in taken):
        raise Conflict("intake.group-name-taken", "Đã có một nhóm mang tên này.")
    if row is None:
        row = UnitGroup.objects.create(scope_id=post.root_id, name=name, key=key, every=every)
        verb = "intake.group-made"
    else:
        if row.key != key and row.key not in row.also:
            # Plans that were written with the old name still mean this group.
            row.also = [*row.also, row.key]
        row.name, row.key, row.every = name, key, every
        row.version += 1
        row.save()
        verb = "intake.group-changed"
    came, went = _set_members(row, set(units), valid_from=valid_from)
    record(
        verb,
        row,
        by=by,
        unit=str(post.root_id),
        at=at,
        name=name,
        every=every,
        came=[placed[unit][0] for unit in came],
        went=[placed.get(unit, (unit, ""))[0] for unit in went],
        valid_from=valid_from,
    )
    return row.pk


def _set_members(
    row: UnitGroup, wanted: set[str], *, valid_from: date
) -> tuple[list[str], list[str]]:
    now = {str(one.unit_id): one for one in row.members.filter(valid_to__isnull=True)}
    went = sorted(unit for unit in now if unit not in wanted)
    came = sorted(wanted - set(now))
    for unit in went:
        # Somebody who had not begun by that day never belonged.
        if now[unit].valid_from >= valid_from:
            now[unit].delete()
        else:
            now[unit].valid_to = valid_from
            now[unit].save(update_fields=["valid_to"])
    GroupMember.objects.bulk_create(
        GroupMember(group=row, unit_id=unit, valid_from=valid_from) for unit in came
    )
    return came, went


@transaction.atomic
def end_group(*, group_id: int, version: int, by: User, at: datetime) -> None:
    """Let a group go: names no longer mean it; plans issued with it keep their units.

    Raises:
        NotAllowed, Missing, Conflict: As for ``save_group``.
    """
    post = adopter(by)
    row = _row(group_id, by=by, lock=True)
    if row.version != version:
        raise Conflict(
            "intake.group-moved-on",
            "Nhóm vừa được sửa ở nơi khác. Hãy tải lại trang để thấy bản mới nhất.",
        )
    row.ended_on = at.date()
    row.version += 1
    row.save(update_fields=["ended_on", "version", "changed_at"])
    record("intake.group-ended", row, by=by, unit=str(post.root_id), at=at, name=row.name)


def members_of(group_id: int, *, scope_id: UUID | str, at: date) -> tuple[str, ...]:
    """Give the units of a group of a commune on a day.

    Raises:
        Invalid: There is no such group, or nobody belongs to it.
    """
    row = UnitGroup.objects.filter(
        pk=group_id, scope_id=UUID(str(scope_id)), ended_on__isnull=True
    ).first()
    members = _group(row, _placed(scope_id, at=at), at=at).members if row is not None else ()
    if not members:
        raise Invalid(
            "intake.unknown-group", "Không có nhóm này, hoặc nhóm chưa có đơn vị.", field="names"
        )
    return tuple(member.id for member in members)


def call_group(*, group_id: int, scope_id: UUID | str, name: str) -> None:
    """Remember that a name, as a plan writes it, means a group; no other group keeps it."""
    key = mapping_key(name)
    for row in UnitGroup.objects.select_for_update().filter(scope_id=UUID(str(scope_id))):
        also = [one for one in row.also if one != key]
        if row.pk == group_id and row.key != key:
            also.append(key)
        if also != row.also:
            row.also = also
            row.save(update_fields=["also", "changed_at"])


def _row(group_id: int, *, by: User, lock: bool = False) -> UnitGroup:
    post = adopter(by)
    rows = UnitGroup.objects.filter(scope_id=post.root_id, ended_on__isnull=True)
    row = (rows.select_for_update() if lock else rows).filter(pk=group_id).first()
    if row is None:
        raise Missing("intake.no-such-group", "Không có nhóm này trong đơn vị của bạn.")
    return row
