"""Units merge and split: on a day, by a document, with explicit shares; all of it or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db import transaction
from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.organisations.access import unit_to_administer
from namro_web.organisations.actions.checks import (
    code_is_free,
    document_of,
    follow,
    last_placement,
    no_loop,
    note,
)
from namro_web.organisations.actions.creating import establish
from namro_web.organisations.actions.passing import (
    begin_reform,
    pass_figures,
    pass_posts,
    pass_work,
)
from namro_web.organisations.fates import like_of, likes_in
from namro_web.organisations.models import Change, Kind, Level, Placement, Post, Reform, Unit
from namro_web.organisations.templates_of_units import WORDS, bodies_of, usual_template
from namro_web.organisations.trees import branch_ids

WHOLE = Fraction(1)
# In ``beneath``: the unit moves as it is.
MOVES: None = None


@dataclass(frozen=True)
class NewTarget:
    """A unit that comes into being to take others in."""

    name: str
    short_name: str = ""
    code: str = ""
    kind: Kind | None = None
    parent_id: uuid.UUID | None = None


@dataclass(frozen=True)
class NewPart:
    """A unit that comes out of another.

    Attributes:
        name: Its name.
        share: What part of the figures it takes.
        short_name: What people call it.
        code: Its code.
        takes_over: It takes the people, the open work and the units beneath that no other names.
        beneath: Units beneath the old one that come to stand beneath this one.
        posts: Posts of the old unit that go on here.
    """

    name: str
    share: Fraction
    short_name: str = ""
    code: str = ""
    takes_over: bool = False
    beneath: Collection[uuid.UUID] = field(default_factory=tuple)
    posts: Collection[int] = field(default_factory=tuple)


@transaction.atomic
def merge_units(
    source_ids: Sequence[uuid.UUID],
    *,
    into: uuid.UUID | NewTarget,
    day: date,
    document_number: str,
    by: User | None,
    beneath: Mapping[uuid.UUID, uuid.UUID | None] | None = None,
    seen: int | None = None,
) -> Unit:
    """Merge units into one that exists, or into a new one, from a day on.

    People go on in the unit that takes them in, in the same roles; open work passes to it; figures
    stay with who reported them and count for it as a whole. Beneath a merged unit, a body is merged
    into its like, everything else moves.

    Args:
        source_ids: The units that go.
        into: The unit that takes them in, or what it will be.
        day: The first day of it.
        document_number: The decision it rests on.
        by: Who enters it.
        beneath: For units beneath the sources: the unit each is merged into, ``None`` to move it;
            what is not named follows its like.
        seen: The placement of the first source the asker saw last.

    Raises:
        Missing: No such unit in the asker's branch.
        NotAllowed: ``by`` does not administer units.
        Invalid: No source, a unit into itself or into what stands beneath it, across levels, no
            document, or a day that does not follow the last act.
        Conflict: A unit is gone or will be, a post begins later, the code is taken, or somebody was
            faster.
    """
    sources = list(dict.fromkeys(source_ids))
    if not sources or (isinstance(into, NewTarget) and len(sources) < 2):
        raise Invalid(
            "organisations.too-few-to-merge",
            "Chọn ít nhất một đơn vị để nhập; lập đơn vị mới thì chọn ít nhất hai.",
            field="sources",
        )
    document = document_of(document_number)
    units = [unit_to_administer(unit_id, by=by) for unit_id in sources]
    lasts = [
        last_placement(unit, day=day, seen=seen if number == 0 else None)
        for number, unit in enumerate(units)
    ]
    if by is not None and any(last.parent_id is None for last in lasts):
        raise Invalid(
            "organisations.top-stays",
            "Đơn vị đứng đầu cây không nhập đi nơi khác.",
            field="sources",
        )
    reform = begin_reform(Change.MERGED, day=day, document=document)
    if isinstance(into, NewTarget):
        target = _new_target(into, lasts, reform=reform, by=by)
    else:
        target = unit_to_administer(into, by=by)
        _can_receive(target, sources, lasts, day=day)
        note(Change.RECEIVED, target, day, document, reform=reform)
    merging = _Merging(reform, by, dict(beneath or {}), document)
    for unit, last in zip(units, lasts, strict=True):
        merging.absorb(unit, last, target.pk)
    called = Placement.objects.at(day).get(unit=target)
    record(
        "organisations.units-merged",
        target,
        by=by,
        unit=target,
        name=called.name,
        sources=[str(unit_id) for unit_id in sources],
        names=[last.name for last in lasts],
        day=day,
        document_number=document,
        posts=merging.posts,
        handed_on=merging.handed,
    )
    return target


@transaction.atomic
def split_unit(
    unit_id: uuid.UUID,
    *,
    parts: Sequence[NewPart],
    day: date,
    document_number: str,
    by: User | None,
    own_share: Fraction | None = None,
    seen: int | None = None,
) -> list[Unit]:
    """Split a unit into several new ones from a day on.

    Args:
        unit_id: The unit.
        parts: What comes out of it, each with its share of the figures.
        day: The first day of the parts.
        document_number: The decision it rests on.
        by: Who enters it.
        own_share: The share the unit keeps if it goes on; ``None``: it ends.
        seen: The placement the asker saw last.

    Raises:
        Missing: No such unit in the asker's branch.
        NotAllowed: ``by`` does not administer units.
        Invalid: Too few parts, no name, shares that do not add up to one, nobody or several who take
            over, a unit or post that is not the split unit's, no document, or a day that does not
            follow the last act.
        Conflict: The unit is gone, a code is taken, a post begins later, or somebody was faster.
    """
    unit = unit_to_administer(unit_id, by=by)
    document = document_of(document_number)
    last = last_placement(unit, day=day, seen=seen)
    if by is not None and last.parent_id is None:
        raise Invalid(
            "organisations.top-stays", "Đơn vị đứng đầu cây không chia ở đây.", field="day"
        )
    goes_on = own_share is not None
    _parts_make_a_whole(parts, own_share)
    reform = begin_reform(Change.SPLIT, day=day, document=document)
    children = _children_from(unit.pk, day=day)
    _named_belong(unit, parts, children, day=day)
    made = [
        establish(
            name=part.name,
            short_name=part.short_name,
            code=part.code,
            kind=Kind(last.kind),
            level=Level(last.level),
            parent_id=last.parent_id,
            valid_from=day,
            position=last.position + number,
            document_number=document,
            reform=reform,
        )
        for number, part in enumerate(parts, start=1)
    ]
    heir = next((new for new, part in zip(made, parts, strict=True) if part.takes_over), None)
    posts = handed = 0
    for new, part in zip(made, parts, strict=True):
        pass_figures(reform, unit.pk, new.pk, share=part.share)
        if part.posts:
            posts += pass_posts(reform, unit.pk, new.pk, only=part.posts)
    if own_share is not None:
        pass_figures(reform, unit.pk, unit.pk, share=own_share)
    else:
        assert heir is not None  # noqa: S101  # _parts_make_a_whole saw to it
        handed = pass_work(reform, unit.pk, heir.pk)
        posts += pass_posts(reform, unit.pk, heir.pk)
    homes = {child: new.pk for new, part in zip(made, parts, strict=True) for child in part.beneath}
    for child in children:
        home = homes.get(child.unit_id, None if goes_on or heir is None else heir.pk)
        if home is not None:
            _move(child, home, reform=reform, document=document)
    if goes_on:
        note(Change.SPLIT, unit, day, document, reform=reform)
    else:
        last.valid_to = day
        last.save()
        note(Change.SPLIT, unit, day, document, ended=last, reform=reform)
    record(
        "organisations.unit-split",
        unit,
        by=by,
        unit=unit,
        name=last.name,
        parts=[str(new.pk) for new in made],
        names=[part.name.strip() for part in parts],
        shares=[str(part.share) for part in parts],
        own_share=str(own_share) if own_share is not None else None,
        day=day,
        document_number=document,
        posts=posts,
        handed_on=handed,
    )
    return made


@dataclass
class _Merging:
    """One merger under way."""

    reform: Reform
    by: User | None
    fates: dict[uuid.UUID, uuid.UUID | None]
    document: str
    posts: int = 0
    handed: int = 0

    def absorb(self, unit: Unit, last: Placement, into_id: uuid.UUID) -> None:
        """Take a unit and everything beneath it into another."""
        day = self.reform.day
        likes = likes_in(
            list(
                Placement.objects.at(day).filter(
                    unit__in=branch_ids(into_id, at=day) - {into_id, unit.pk}
                )
            )
        )
        for child in _children_from(unit.pk, day=day):
            like = self.fates.get(child.unit_id, like_of(child, likes))
            if like is None:
                _move(child, into_id, reform=self.reform, document=self.document)
                continue
            _same_level(child, like, day=day)
            if like in branch_ids(unit.pk, at=day):
                raise _into_own_branch()
            if not Placement.objects.filter(unit=like, valid_to__isnull=True).exists():
                raise Conflict(
                    "organisations.gone", "Đơn vị tiếp nhận đã hoặc sẽ giải thể; chọn đơn vị khác."
                )
            below = unit_to_administer(child.unit_id, by=self.by)
            unit_to_administer(like, by=self.by)
            self.absorb(below, last_placement(below, day=day, seen=None), like)
        self.handed += pass_work(self.reform, unit.pk, into_id)
        self.posts += pass_posts(self.reform, unit.pk, into_id)
        pass_figures(self.reform, unit.pk, into_id, share=WHOLE)
        last.valid_to = day
        last.save()
        note(Change.MERGED, unit, day, self.document, ended=last, reform=self.reform)


def _new_target(
    wanted: NewTarget, lasts: Sequence[Placement], *, reform: Reform, by: User | None
) -> Unit:
    """Make the unit that takes the others in; a new commune at once gets its usual bodies."""
    levels = {last.level for last in lasts}
    if len(levels) > 1:
        raise _across_levels()
    kind = wanted.kind or Kind(lasts[0].kind)
    codes = {last.code for last in lasts if last.code}
    parent_id = wanted.parent_id if wanted.parent_id is not None else lasts[0].parent_id
    if parent_id is None and by is not None:
        raise Invalid(
            "organisations.top-stays",
            "Đơn vị đứng đầu cây không nhập đi nơi khác.",
            field="sources",
        )
    if parent_id is not None:
        unit_to_administer(parent_id, by=by)
        if any(parent_id in branch_ids(last.unit_id, at=reform.day) for last in lasts):
            raise _into_own_branch()
    # A code that goes with a source may be borne by the new unit.
    keeps = wanted.code.strip() in codes
    target = establish(
        name=wanted.name,
        short_name=wanted.short_name,
        code="" if keeps else wanted.code,
        kind=kind,
        level=Level(lasts[0].level),
        parent_id=parent_id,
        valid_from=reform.day,
        position=lasts[0].position,
        document_number=reform.document_number,
        reform=reform,
    )
    if keeps:
        for last in lasts:
            if last.code == wanted.code.strip():
                last.valid_to = reform.day
                last.save()
        Placement.objects.filter(unit=target).update(code=wanted.code.strip())
        Placement.objects.get(unit=target).save()
    if kind in WORDS and kind is not Kind.PROVINCE:
        _usual_bodies(target, wanted, kind=kind, level=Level(lasts[0].level), reform=reform)
    return target


def _usual_bodies(
    target: Unit, wanted: NewTarget, *, kind: Kind, level: Level, reform: Reform
) -> None:
    made: dict[str, Unit] = {}
    name = wanted.short_name.strip() or wanted.name.strip()
    for number, body in enumerate(bodies_of(usual_template(kind), kind=kind, name=name), start=1):
        made[body.key] = establish(
            name=body.name,
            short_name=body.short_name,
            code="",
            kind=body.kind,
            level=level,
            parent_id=(made[body.parent] if body.parent else target).pk,
            valid_from=reform.day,
            position=number * 10,
            document_number=reform.document_number,
            reform=reform,
        )


def _can_receive(
    target: Unit, sources: Sequence[uuid.UUID], lasts: Sequence[Placement], *, day: date
) -> None:
    if target.pk in sources:
        raise Invalid(
            "organisations.into-itself", "Đơn vị không thể nhập vào chính nó.", field="into"
        )
    last_placement(target, day=day, seen=None, changes_place=False)
    for last in lasts:
        _same_level(last, target.pk, day=day)
        if target.pk in branch_ids(last.unit_id, at=day):
            raise _into_own_branch()


def _same_level(placement: Placement, into_id: uuid.UUID, *, day: date) -> None:
    there = Placement.objects.at(day).filter(unit=into_id).first()
    if there is None:
        raise Invalid(
            "organisations.no-target", "Đơn vị tiếp nhận không tồn tại vào ngày này.", field="into"
        )
    if there.level != placement.level:
        raise _across_levels()


def _across_levels() -> Invalid:
    return Invalid(
        "organisations.across-levels",
        "Chỉ nhập các đơn vị cùng cấp với nhau; đổi cấp của đơn vị trước nếu văn bản quy định.",
        field="into",
    )


def _into_own_branch() -> Invalid:
    return Invalid(
        "organisations.into-own-branch",
        "Đơn vị không thể nhập vào đơn vị trực thuộc của nó.",
        field="into",
    )


def _children_from(unit_id: uuid.UUID, *, day: date) -> list[Placement]:
    """Give the units beneath from a day on.

    Raises:
        Conflict: One comes, goes or changes after that day; its acts must be taken back first.
    """
    beneath = Placement.objects.filter(parent_id=unit_id).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    for child in beneath:
        if child.valid_from >= day or child.valid_to is not None:
            raise Conflict(
                "organisations.changes-later",
                f"“{child.name}” có thay đổi từ {day:%d/%m/%Y} trở đi; rút lại thay đổi đó trước.",
            )
    return list(beneath)


def _move(child: Placement, parent_id: uuid.UUID, *, reform: Reform, document: str) -> None:
    unit = child.unit
    last = last_placement(unit, day=reform.day, seen=None)
    no_loop(unit.pk, under=parent_id, since=reform.day)
    began = follow(last, reform.day, parent_id=parent_id)
    note(Change.MOVED, unit, reform.day, document, ended=last, began=began, reform=reform)


def _parts_make_a_whole(parts: Sequence[NewPart], own_share: Fraction | None) -> None:
    goes_on = own_share is not None
    if len(parts) < (1 if goes_on else 2):
        raise Invalid(
            "organisations.too-few-parts",
            "Ghi ít nhất hai đơn vị mới; đơn vị cũ còn giữ lại thì ít nhất một.",
            field="parts",
        )
    if any(not part.name.strip() for part in parts):
        raise Invalid("organisations.no-name", "Ghi tên đơn vị.", field="parts")
    shares = [part.share for part in parts] + ([own_share] if own_share is not None else [])
    if min(shares) <= 0 or sum(shares) != 1:
        raise Invalid(
            "organisations.shares-not-whole",
            "Các phần chia phải lớn hơn 0 và cộng lại đúng bằng 1 "
            f"(đang là {sum(shares)}). Có thể ghi số dân của từng đơn vị để hệ thống chia.",
            field="shares",
        )
    if not goes_on and sum(part.takes_over for part in parts) != 1:
        raise Invalid(
            "organisations.one-takes-over",
            "Chọn đúng một đơn vị tiếp nhận người và việc đang làm.",
            field="takes_over",
        )
    codes = [part.code.strip() for part in parts if part.code.strip()]
    for code in codes:
        code_is_free(code)
    if len(codes) != len(set(codes)):
        raise Conflict("organisations.code-in-use", "Hai đơn vị mới ghi cùng một mã.", field="code")


def _named_belong(
    unit: Unit, parts: Sequence[NewPart], children: Sequence[Placement], *, day: date
) -> None:
    """See that what the parts name is the split unit's, and named once.

    Raises:
        Invalid: It is another's, or two parts name it.
    """
    named = [unit_id for part in parts for unit_id in part.beneath]
    posts = [post_id for part in parts for post_id in part.posts]
    own = {child.unit_id for child in children}
    held = set(
        Post.objects.filter(unit=unit, pk__in=posts)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
        .values_list("pk", flat=True)
    )
    if (
        set(named) - own
        or set(posts) - held
        or len(named) != len(set(named))
        or len(posts) != len(set(posts))
    ):
        raise Invalid(
            "organisations.not-of-the-unit",
            "Đơn vị trực thuộc hoặc vị trí đã chọn không thuộc đơn vị này, hoặc chọn hai lần.",
            field="parts",
        )
