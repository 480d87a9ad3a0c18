"""Units change by acts: each on a day, with its document; the name and place before it stay as they were.

The acts on one unit follow each other in time, and the last can be taken back.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.organisations import dependants
from namro_web.organisations.access import unit_to_administer
from namro_web.organisations.actions.checks import (
    administrator_remains,
    code_is_free,
    document_of,
    no_loop,
    no_parent,
    parent_stands,
)
from namro_web.organisations.models import (
    Change,
    NameMapping,
    Placement,
    Post,
    Role,
    Unit,
    UnitAct,
)
from namro_web.organisations.trees import root_ever


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
    last = _last_placement(unit, day=day, seen=seen)
    if code is not None:
        code_is_free(code, but=unit.pk)
    before = last.name
    began = _follow(
        last,
        day,
        name=name.strip(),
        short_name=short_name.strip(),
        code=last.code if code is None else code.strip(),
    )
    _note(Change.RENAMED, unit, day, document, ended=last, began=began)
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
    last = _last_placement(unit, day=day, seen=seen)
    if last.parent_id is None:
        raise Invalid(
            "organisations.top-stays", "Đơn vị đứng đầu cây không chuyển đi nơi khác.", field="day"
        )
    if not Placement.objects.filter(unit_id=parent_id).exists() or root_ever(parent_id) != (
        root_ever(unit.pk)
    ):
        raise no_parent()
    if parent_id == last.parent_id:
        raise Invalid(
            "organisations.already-there", "Đơn vị đang trực thuộc đơn vị này.", field="parent_id"
        )
    parent_stands(parent_id, since=day)
    no_loop(unit.pk, under=parent_id, since=day)
    began = _follow(last, day, parent_id=parent_id)
    _note(Change.MOVED, unit, day, document, ended=last, began=began)
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
def dissolve_unit(
    unit_id: uuid.UUID,
    *,
    day: date,
    document_number: str,
    by: User | None,
    seen: int | None = None,
) -> Unit:
    """End a unit on a day, and the posts held in it; what it did stays under its name.

    Raises:
        Missing: No such unit in the asker's tree.
        NotAllowed: ``by`` does not administer units.
        Invalid: The top of a tree, no document, or a day that does not follow the last act.
        Conflict: Units stand beneath it, it still has open work, the last administrator works
            there, or somebody was faster.
    """
    unit = unit_to_administer(unit_id, by=by)
    document = document_of(document_number)
    last = _last_placement(unit, day=day, seen=seen)
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
    if kept:
        said = ", ".join(f"{work.number} {work.label}" for work in kept)
        raise Conflict(
            "organisations.open-work", f"Đơn vị còn {said}; chuyển việc cho đơn vị khác trước."
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
    _note(Change.DISSOLVED, unit, day, document, ended=last, ended_posts=ended_posts)
    record(
        "organisations.unit-dissolved",
        unit,
        by=by,
        unit=unit,
        name=last.name,
        day=day,
        document_number=document,
        posts_ended=len(ended_posts),
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
        raise _changed_meanwhile()
    if act.change == Change.CREATED:
        _nothing_hangs_on(unit)
    elif act.change != Change.RENAMED and act.ended is not None and act.ended.parent_id:
        try:
            parent_stands(act.ended.parent_id, since=act.day)
            no_loop(unit.pk, under=act.ended.parent_id, since=act.day)
        except Invalid as reason:
            raise Conflict(
                "organisations.depends-on-act", f"Không rút lại được: {reason.message}"
            ) from reason
    if act.ended is not None:
        code_is_free(act.ended.code, but=unit.pk)
    change = Change(act.change)
    if act.began is not None:
        began, act.began = act.began, None
        act.undone_at = at
        act.save()
        began.delete()
    if act.ended is not None:
        act.ended.valid_to = None
        act.ended.save()
        Post.objects.filter(pk__in=act.ended_posts, valid_to=act.day).update(valid_to=None)
    act.ended, act.undone_at = None, at
    act.save()
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


def _last_placement(unit: Unit, *, day: date, seen: int | None) -> Placement:
    last = Placement.objects.filter(unit=unit).order_by("-valid_from").first()
    if last is None or last.valid_to is not None:
        raise Conflict("organisations.gone", "Đơn vị đã giải thể.")
    if seen is not None and last.pk != seen:
        raise _changed_meanwhile()
    if day <= last.valid_from:
        is_first = not Placement.objects.filter(unit=unit, valid_from__lt=last.valid_from).exists()
        reason = "ngày thành lập" if is_first else "thay đổi gần nhất"
        raise Invalid(
            "organisations.day-too-early",
            f"Ngày áp dụng phải sau {reason} ({last.valid_from:%d/%m/%Y}).",
            field="day",
        )
    return last


def _follow(last: Placement, day: date, **changes: Any) -> Placement:
    # The open placement ends first: at no moment are there two.
    last.valid_to = day
    last.save()
    kept = {
        name: getattr(last, name)
        for name in ("parent_id", "name", "short_name", "kind", "level", "code", "position")
    }
    return Placement.objects.create(unit_id=last.unit_id, valid_from=day, **{**kept, **changes})


def _note(
    change: Change,
    unit: Unit,
    day: date,
    document: str,
    *,
    ended: Placement,
    began: Placement | None = None,
    ended_posts: list[int] | None = None,
) -> None:
    UnitAct.objects.create(
        unit=unit,
        change=change,
        day=day,
        document_number=document,
        ended=ended,
        began=began,
        ended_posts=ended_posts or [],
    )


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


def _changed_meanwhile() -> Conflict:
    return Conflict(
        "organisations.changed-meanwhile",
        "Đơn vị vừa được thay đổi ở nơi khác; xem lại rồi làm tiếp.",
    )
