"""Units change by acts: each on a day, with its document; the name and place before it stay as they were.

The acts on one unit follow each other in time, and the last can be taken back.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.organisations import dependants
from namro_web.organisations.access import acting, unit_to_administer
from namro_web.organisations.actions.checks import (
    administrator_remains,
    changed_meanwhile,
    code_is_free,
    document_of,
    follow,
    last_placement,
    levels_fit,
    no_loop,
    no_parent,
    note,
    parent_stands,
)
from namro_web.organisations.actions.passing import (
    begin_reform,
    depends,
    pass_figures,
    pass_work,
    take_back,
)
from namro_web.organisations.models import (
    Change,
    Kind,
    Level,
    NameMapping,
    Placement,
    Post,
    Reform,
    Role,
    Unit,
    UnitAct,
)
from namro_web.organisations.trees import line_ever, root_ever, top_ever


@transaction.atomic
def rename_unit(
    unit_id: uuid.UUID,
    *,
    name: str,
    day: date,
    document_number: str,
    by: User | None,
    short_name: str = "",
    code: str | None = None,
    seen: int | None = None,
) -> Placement:
    """Call a unit otherwise from a day on; what it was called before that day stays.

    Args:
        unit_id: The unit.
        name: The new name.
        day: The first day of it.
        document_number: The decision it rests on.
        by: Who enters it.
        short_name: What people call it now.
        code: The new code; ``None`` keeps the one it has.
        seen: The placement the asker saw last; a newer one is not overwritten.

    Raises:
        Missing: No such unit in the asker's tree.
        NotAllowed: ``by`` does not administer units.
        Invalid: No name, no document, or a day that does not follow the last act.
        Conflict: The unit is gone, the code is taken, or somebody was faster.
    """
    unit = unit_to_administer(unit_id, by=by)
    if not name.strip():
        raise Invalid("organisations.no-name", "Ghi tên đơn vị.", field="name")
    document = document_of(document_number)
    last = last_placement(unit, day=day, seen=seen)
    if code is not None:
        code_is_free(code, but=unit.pk)
    before = last.name
    began = follow(
        last,
        day,
        name=name.strip(),
        short_name=short_name.strip(),
        code=last.code if code is None else code.strip(),
    )
    note(Change.RENAMED, unit, day, document, ended=last, began=began)
    record(
        "organisations.unit-renamed",
        unit,
        by=by,
        unit=unit,
        name=began.name,
        before=before,
        day=day,
        document_number=document,
    )
    return began


@transaction.atomic
def move_unit(
    unit_id: uuid.UUID,
    *,
    parent_id: uuid.UUID,
    day: date,
    document_number: str,
    by: User | None,
    seen: int | None = None,
) -> Placement:
    """Put a unit, with all beneath it, under another from a day on.

    Raises:
        Missing: No such unit in the asker's tree.
        NotAllowed: ``by`` does not administer units.
        Invalid: Under itself or its own branch, under a unit of another tree or one that is not
            there, or a day that does not follow the last act.
        Conflict: The unit is gone, or somebody was faster.
    """
    unit = unit_to_administer(unit_id, by=by)
    document = document_of(document_number)
    last = last_placement(unit, day=day, seen=seen)
    if not Placement.objects.filter(unit_id=parent_id).exists():
        raise no_parent()
    # Only the installation itself brings a whole tree under another: a commune under its province.
    if last.parent_id is None and (by is not None or top_ever(parent_id) == unit.pk):
        raise Invalid(
            "organisations.top-stays", "Đơn vị đứng đầu cây không chuyển đi nơi khác.", field="day"
        )
    if last.parent_id is None:
        unit_to_administer(parent_id, by=by)
    elif not _is_within_reach(parent_id, of=unit, by=by):
        raise no_parent()
    if parent_id == last.parent_id:
        raise Invalid(
            "organisations.already-there", "Đơn vị đang trực thuộc đơn vị này.", field="parent_id"
        )
    parent_stands(parent_id, since=day)
    no_loop(unit.pk, under=parent_id, since=day)
    began = follow(last, day, parent_id=parent_id)
    note(Change.MOVED, unit, day, document, ended=last, began=began)
    record(
        "organisations.unit-moved",
        unit,
        by=by,
        unit=unit,
        parent=parent_id,
        before=last.parent_id,
        day=day,
        document_number=document,
    )
    return began


@transaction.atomic
def reclassify_unit(
    unit_id: uuid.UUID,
    *,
    kind: Kind | str,
    level: Level | str,
    code: str,
    day: date,
    document_number: str,
    by: User | None,
    seen: int | None = None,
) -> Placement:
    """Make a unit another kind of body, put it on another tier or give it another code, from a day on.

    Raises:
        Missing: No such unit in the asker's branch.
        NotAllowed: ``by`` does not administer units.
        Invalid: No such kind or level, a level that does not fit between those above and beneath,
            nothing that changes, no document, or a day that does not follow the last act.
        Conflict: The unit is gone, the code is taken, or somebody was faster.
    """
    unit = unit_to_administer(unit_id, by=by)
    if kind not in Kind.values or level not in Level.values:
        raise Invalid("organisations.unknown-kind", "Không có loại đơn vị này.", field="kind")
    document = document_of(document_number)
    last = last_placement(unit, day=day, seen=seen)
    if (last.kind, last.level, last.code) == (kind, level, code.strip()):
        raise Invalid(
            "organisations.nothing-changes", "Loại, cấp và mã đang như vậy rồi.", field="kind"
        )
    code_is_free(code, but=unit.pk)
    above = Placement.objects.at(day).filter(unit=last.parent_id).first()
    beneath = Placement.objects.filter(parent=unit).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    levels_fit(
        Level(level),
        above=above.level if above else None,
        beneath=set(beneath.values_list("level", flat=True)),
    )
    before = {"kind": last.kind, "level": last.level, "code": last.code}
    began = follow(last, day, kind=kind, level=level, code=code.strip())
    note(Change.RECLASSIFIED, unit, day, document, ended=last, began=began)
    record(
        "organisations.unit-reclassified",
        unit,
        by=by,
        unit=unit,
        name=last.name,
        kind=str(kind),
        level=str(level),
        code=code.strip(),
        before=before,
        day=day,
        document_number=document,
    )
    return began


@transaction.atomic
def dissolve_unit(
    unit_id: uuid.UUID,
    *,
    day: date,
    document_number: str,
    by: User | None,
    successor_id: uuid.UUID | None = None,
    seen: int | None = None,
) -> Unit:
    """End a unit on a day, and the posts held in it; what it did stays under its name.

    With a successor, that unit takes the open work and the figures; the people get their posts anew.

    Raises:
        Missing: No such unit, or no such successor, in the asker's tree.
        NotAllowed: ``by`` does not administer units.
        Invalid: The top of a tree, the unit as its own successor, a successor that is not there, no
            document, or a day that does not follow the last act.
        Conflict: Units stand beneath it, it still has open work and no successor, the last
            administrator works there, or somebody was faster.
    """
    unit = unit_to_administer(unit_id, by=by)
    document = document_of(document_number)
    last = last_placement(unit, day=day, seen=seen)
    if last.parent_id is None:
        raise Invalid(
            "organisations.top-stays", "Đơn vị đứng đầu cây không giải thể ở đây.", field="day"
        )
    beneath = Placement.objects.filter(parent_id=unit.pk).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    if beneath.exists():
        names = ", ".join(sorted({placement.name for placement in beneath})[:3])
        raise Conflict(
            "organisations.units-beneath",
            f"Còn đơn vị trực thuộc vào ngày này ({names}); chuyển hoặc giải thể trước.",
        )
    kept = [work for work in dependants.work_of([unit.pk]) if work.keeps_unit]
    if kept and successor_id is None:
        said = ", ".join(f"{work.number} {work.label}" for work in kept)
        raise Conflict(
            "organisations.open-work",
            f"Đơn vị còn {said}; chọn đơn vị tiếp nhận việc.",
            field="successor_id",
        )
    posts = Post.objects.filter(unit=unit).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    if posts.filter(valid_from__gte=day).exists():
        raise Conflict(
            "organisations.posts-after",
            "Có vị trí công tác bắt đầu từ ngày này trở đi; kết thúc vị trí đó trước.",
        )
    if posts.filter(role=Role.ADMIN).exists():
        administrator_remains(root_ever(unit.pk), without=Q(unit=unit))
    ended_posts = list(posts.filter(valid_to__isnull=True).values_list("pk", flat=True))
    posts.update(valid_to=day)
    last.valid_to = day
    last.save()
    handed, reform = 0, None
    if successor_id is not None:
        successor = _successor(successor_id, of=unit, day=day, by=by)
        reform = begin_reform(Change.DISSOLVED, day=day, document=document)
        pass_figures(reform, unit.pk, successor.pk, share=Fraction(1))
        handed = pass_work(reform, unit.pk, successor.pk)
        note(Change.RECEIVED, successor, day, document, reform=reform)
    note(
        Change.DISSOLVED,
        unit,
        day,
        document,
        ended=last,
        ended_posts=ended_posts,
        reform=reform,
    )
    record(
        "organisations.unit-dissolved",
        unit,
        by=by,
        unit=unit,
        name=last.name,
        day=day,
        document_number=document,
        posts_ended=len(ended_posts),
        successor=successor_id,
        handed_on=handed,
    )
    return unit


@transaction.atomic
def undo_act(
    unit_id: uuid.UUID, *, by: User | None, at: datetime, seen: int | None = None
) -> UnitAct:
    """Take back the last act on a unit, as if it had never been entered; history keeps both.

    Args:
        unit_id: The unit.
        by: Who takes it back.
        at: When.
        seen: The act the asker saw last.

    Raises:
        Missing: No such unit in the asker's tree.
        NotAllowed: ``by`` does not administer units.
        Conflict: There is nothing to take back, something depends on it by now, or somebody was
            faster.
    """
    unit = unit_to_administer(unit_id, by=by)
    act = UnitAct.objects.filter(unit=unit, undone_at__isnull=True).order_by("-id").first()
    if act is None:
        raise Conflict("organisations.nothing-to-undo", "Không có thay đổi nào để rút lại.")
    if seen is not None and act.pk != seen:
        raise changed_meanwhile(unit)
    change = Change(act.reform.change if act.reform is not None else act.change)
    if act.reform is not None:
        _undo_reform(act.reform, by=by, at=at)
    else:
        _undo(act, at=at)
    record(
        "organisations.act-undone",
        unit,
        by=by,
        unit=unit,
        change=str(change),
        day=act.day,
        document_number=act.document_number,
    )
    return act


def _undo_reform(reform: Reform, *, by: User | None, at: datetime) -> None:
    """Take back what several units share, from the last act to the first.

    Raises:
        Conflict: One of the units has changed since, or somebody worked with what passed.
    """
    acts = list(reform.acts.filter(undone_at__isnull=True).select_related("unit").order_by("-id"))
    for act in acts:
        unit_to_administer(act.unit_id, by=by)
        newer = UnitAct.objects.filter(unit=act.unit_id, undone_at__isnull=True, id__gt=act.pk)
        if newer.exclude(reform=reform).exists():
            called = Placement.objects.filter(unit=act.unit_id).order_by("-valid_from").first()
            raise depends(f"“{called}” có thay đổi sau đó; rút lại thay đổi ấy trước")
    take_back(reform, at=at)
    reopened = [act.ended for act in acts if act.ended is not None]
    # What moved out goes back first, then what came into being goes, then the rest comes back.
    order = {Change.MOVED: 0, Change.CREATED: 1}
    for act in sorted(acts, key=lambda one: order.get(Change(one.change), 2)):
        _undo(act, at=at)
    for placement in reopened:
        _stands_as_before(placement, since=reform.day)


def _undo(act: UnitAct, *, at: datetime) -> None:
    unit = act.unit
    if act.change == Change.CREATED:
        _nothing_hangs_on(unit)
    elif act.change != Change.RENAMED and act.ended is not None and act.reform is None:
        _stands_as_before(act.ended, since=act.day)
    if act.began is not None:
        began, act.began = act.began, None
        act.undone_at = at
        act.save()
        began.delete()
    if act.ended is not None:
        code_is_free(act.ended.code, but=unit.pk)
        act.ended.valid_to = None
        act.ended.save()
        Post.objects.filter(pk__in=act.ended_posts, valid_to=act.day).update(valid_to=None)
    act.ended, act.undone_at = None, at
    act.save()


def _stands_as_before(placement: Placement, *, since: date) -> None:
    """See that a unit can stand again where it stood.

    Raises:
        Conflict: The unit above is gone, or stands beneath it by now.
    """
    if placement.parent_id is None:
        return
    try:
        parent_stands(placement.parent_id, since=since)
        no_loop(placement.unit_id, under=placement.parent_id, since=since)
    except Invalid as reason:
        raise depends(reason.message.rstrip(".")) from reason


def _is_within_reach(unit_id: uuid.UUID, *, of: Unit, by: User | None) -> bool:
    """Say whether a unit may be put under another: same tree, and within the asker's branch."""
    if top_ever(unit_id) != top_ever(of.pk):
        return False
    return by is None or acting(by).root_id in {one.unit_id for one in line_ever(unit_id)}


def _successor(unit_id: uuid.UUID, *, of: Unit, day: date, by: User | None) -> Unit:
    if unit_id == of.pk:
        raise Invalid(
            "organisations.into-itself",
            "Đơn vị không thể tự tiếp nhận việc của mình.",
            field="successor_id",
        )
    successor = unit_to_administer(unit_id, by=by)
    if not Placement.objects.at(day).filter(unit=successor).exists():
        raise Invalid(
            "organisations.no-target",
            "Đơn vị tiếp nhận không tồn tại vào ngày này.",
            field="successor_id",
        )
    last_placement(successor, day=day, seen=None, changes_place=False)
    return successor


def _nothing_hangs_on(unit: Unit) -> None:
    hanging = [
        ("đơn vị trực thuộc", Placement.objects.filter(parent=unit).count()),
        ("vị trí công tác", Post.objects.filter(unit=unit).count()),
        (
            "cách gọi trong văn bản",
            NameMapping.objects.filter(Q(units=unit) | Q(scope=unit)).distinct().count(),
        ),
        *((work.label, work.number) for work in dependants.work_of([unit.pk])),
    ]
    said = ", ".join(f"{number} {label}" for label, number in hanging if number)
    if said:
        raise Conflict("organisations.depends-on-act", f"Không rút lại được: đơn vị đã có {said}.")
