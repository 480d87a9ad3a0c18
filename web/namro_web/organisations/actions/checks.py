"""What holds for every act on a unit, whichever act it is."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import lines_about
from namro_web.organisations.models import (
    Change,
    Level,
    Placement,
    Post,
    Reform,
    Role,
    Unit,
    UnitAct,
)
from namro_web.organisations.trees import branch_ever, branch_ids, line_ever, line_up, root_ever

# The walk over the tree is bounded at twelve levels; an act stays clear of that.
DEEPEST = 10


def no_parent() -> Invalid:
    """Say that what was named as the unit above is none."""
    return Invalid(
        "organisations.no-parent",
        "Đơn vị cấp trên không tồn tại vào ngày này.",
        field="parent_id",
    )


def parent_stands(parent_id: uuid.UUID, *, since: date) -> None:
    """See that a unit is there to be stood under, from a day on for good.

    Raises:
        Invalid: It is not there on that day, or will be dissolved.
    """
    if not Placement.objects.at(since).filter(unit_id=parent_id).exists():
        raise no_parent()
    if not Placement.objects.filter(unit_id=parent_id, valid_to__isnull=True).exists():
        raise Invalid(
            "organisations.parent-dissolved",
            "Đơn vị cấp trên giải thể sau ngày này; chọn đơn vị khác.",
            field="parent_id",
        )


def no_loop(unit_id: uuid.UUID, *, under: uuid.UUID, since: date) -> None:
    """See that a unit does not come to stand beneath itself, on the day or on any later one.

    Raises:
        Invalid: It would, or the tree would become too deep.
    """
    if unit_id == under:
        raise Invalid(
            "organisations.under-itself",
            "Đơn vị không thể trực thuộc chính nó.",
            field="parent_id",
        )
    trees = branch_ever(line_up(under, at=since)[-1].unit_id) | branch_ever(unit_id)
    changes = Placement.objects.filter(unit__in=trees, valid_from__gt=since)
    for day in [since, *sorted(set(changes.values_list("valid_from", flat=True)))]:
        if under in branch_ids(unit_id, at=day):
            raise Invalid(
                "organisations.under-own-branch",
                f"Đơn vị cấp trên đã chọn đang trực thuộc đơn vị này (ngày {day:%d/%m/%Y}).",
                field="parent_id",
            )
        if len(line_up(under, at=day)) + _height(unit_id, at=day) > DEEPEST:
            raise Invalid(
                "organisations.too-deep",
                f"Cây đơn vị chỉ được {DEEPEST} cấp.",
                field="parent_id",
            )


def code_is_free(code: str, *, but: uuid.UUID | None = None) -> None:
    """See that no unit of today bears a code.

    Raises:
        Conflict: One does.
    """
    if not code.strip():
        return
    bearers = Placement.objects.filter(code=code.strip(), valid_to__isnull=True)
    if set(bearers.values_list("unit_id", flat=True)) - {but}:
        raise Conflict(
            "organisations.code-in-use", f"Mã {code} đã dùng cho đơn vị khác.", field="code"
        )


def administrator_remains(root_id: uuid.UUID, *, without: Q) -> None:
    """See that somebody can still administer a tree once some posts are gone.

    Raises:
        Conflict: Nobody could.
    """
    line = [one.unit_id for one in line_ever(root_id)]
    left = Post.objects.filter(
        role=Role.ADMIN, valid_to__isnull=True, user__is_active=True
    ).exclude(without)
    # An administrator of the province can also act for the commune.
    if not left.filter(unit__in=branch_ever(root_id)).exists() and not any(
        root_ever(unit_id) in line[1:]
        for unit_id in left.filter(unit__in=branch_ever(line[-1])).values_list("unit_id", flat=True)
        if len(line) > 1
    ):
        raise Conflict(
            "organisations.last-administrator",
            "Phải còn ít nhất một quản trị viên; giao vị trí quản trị cho người khác trước.",
        )


def document_of(number: str) -> str:
    """Give the number of the document an act rests on.

    Raises:
        Invalid: None is given, or it is no number but a text.
    """
    written = number.strip()
    if not written:
        raise Invalid(
            "organisations.no-document",
            "Ghi số, ký hiệu văn bản làm căn cứ.",
            field="document_number",
        )
    if len(written) > 120:
        raise Invalid(
            "organisations.document-too-long",
            "Chỉ ghi số, ký hiệu và ngày của văn bản.",
            field="document_number",
        )
    return written


def last_placement(
    unit: Unit, *, day: date, seen: int | None, changes_place: bool = True
) -> Placement:
    """Give where a unit stands for good, having seen that an act on a day can follow what was done.

    Args:
        unit: The unit.
        day: The day of the act.
        seen: The placement the asker saw last; a newer one is not overwritten.
        changes_place: The act ends this placement.

    Raises:
        Invalid: The day does not follow the last act.
        Conflict: The unit is gone, or somebody was faster.
    """
    last = Placement.objects.filter(unit=unit).order_by("-valid_from").first()
    if last is None or last.valid_to is not None:
        raise Conflict("organisations.gone", "Đơn vị đã giải thể.")
    if seen is not None and last.pk != seen:
        raise changed_meanwhile(unit, since=Placement.objects.filter(pk=seen, unit=unit).first())
    if day < last.valid_from or (changes_place and day == last.valid_from):
        is_first = not Placement.objects.filter(unit=unit, valid_from__lt=last.valid_from).exists()
        reason = "ngày thành lập" if is_first else "thay đổi gần nhất"
        raise _too_early(reason, last.valid_from)
    act = UnitAct.objects.filter(unit=unit, undone_at__isnull=True).order_by("-day").first()
    if act is not None and act.day > day:
        raise _too_early("thay đổi gần nhất", act.day)
    return last


def follow(last: Placement, day: date, **changes: Any) -> Placement:
    """End the open placement on a day and begin one that differs in some things."""
    # The open placement ends first: at no moment are there two.
    last.valid_to = day
    last.save()
    kept = {
        name: getattr(last, name)
        for name in ("parent_id", "name", "short_name", "kind", "level", "code", "position")
    }
    return Placement.objects.create(unit_id=last.unit_id, valid_from=day, **{**kept, **changes})


def note(
    change: Change,
    unit: Unit,
    day: date,
    document: str,
    *,
    ended: Placement | None = None,
    began: Placement | None = None,
    ended_posts: list[int] | None = None,
    reform: Reform | None = None,
) -> None:
    """Write an act down beside the unit it concerns."""
    UnitAct.objects.create(
        unit=unit,
        change=change,
        day=day,
        document_number=document,
        ended=ended,
        began=began,
        ended_posts=ended_posts or [],
        reform=reform,
    )


def levels_fit(level: Level, *, above: str | None, beneath: set[str]) -> None:
    """See that a unit does not come to stand on a higher tier than the one above it.

    Raises:
        Invalid: It would, or one beneath would.
    """
    rank = list(Level)
    if (above is not None and rank.index(level) < rank.index(Level(above))) or any(
        rank.index(Level(one)) < rank.index(level) for one in beneath
    ):
        raise Invalid(
            "organisations.level-out-of-order",
            "Cấp của đơn vị không được cao hơn đơn vị cấp trên, cũng không thấp hơn đơn vị trực thuộc.",
            field="level",
        )


def changed_meanwhile(unit: Unit, *, since: Placement | None = None) -> Conflict:
    """Say that somebody was faster: what is otherwise now, and who last changed it when.

    Args:
        unit: The unit.
        since: Where it stood when the page was opened, if that is known and still kept.
    """
    last = Placement.objects.filter(unit=unit).order_by("-valid_from").first()
    changes = _changes(since, last) if since is not None and last is not None else []
    words = "; ".join(
        f"{one['label'].lower()}: {one['before']} → {one['after']}" for one in changes
    )
    return Conflict(
        "organisations.changed-meanwhile",
        f"Đơn vị đã được thay đổi từ khi bạn mở trang{f' ({words})' if words else ''}. Hãy xem lại rồi "
        "gửi lại; nội dung bạn nhập vẫn còn trong biểu mẫu.",
        changes=changes,
        updates=_last_update(unit),
    )


_LABELS = {
    "name": "Tên",
    "short_name": "Tên gọn",
    "parent": "Trực thuộc",
    "kind": "Loại",
    "level": "Cấp",
    "code": "Mã",
    "valid_from": "Từ ngày",
}


_VERBS = {
    "organisations.unit-created": "lập đơn vị",
    "organisations.unit-renamed": "đổi tên đơn vị",
    "organisations.unit-moved": "chuyển đơn vị",
    "organisations.unit-reclassified": "đổi loại, cấp, mã của đơn vị",
    "organisations.unit-split": "chia tách đơn vị",
    "organisations.units-merged": "nhập đơn vị",
    "organisations.unit-dissolved": "giải thể đơn vị",
    "organisations.act-undone": "rút lại một thay đổi về đơn vị",
}


def _changes(before: Placement, after: Placement) -> list[dict[str, str]]:
    old, new = _described(before), _described(after)
    return [
        {"field": name, "label": label, "before": old[name], "after": new[name]}
        for name, label in _LABELS.items()
        if old[name] != new[name]
    ]


def _described(one: Placement) -> dict[str, str]:
    above = (
        Placement.objects.filter(unit_id=one.parent_id).order_by("-valid_from").first()
        if one.parent_id
        else None
    )
    return {
        "name": one.name,
        "short_name": one.short_name or "chưa có",
        "parent": above.name if above else "không có",
        "kind": one.get_kind_display(),
        "level": one.get_level_display(),
        "code": one.code or "chưa có",
        "valid_from": f"{one.valid_from:%d/%m/%Y}",
    }


def _last_update(unit: Unit) -> list[dict[str, str]]:
    """Give who last changed a unit, as what, and when."""
    lines = lines_about(unit).filter(verb__in=_VERBS).order_by("-number")
    line = lines.first()
    if line is None:
        return []
    person = User.objects.filter(pk=line.actor_id).first() if line.actor_id else None
    post = Post.objects.filter(pk=line.post_id).first() if line.post_id else None
    name = person.get_full_name() if person else "Hệ thống"
    return [
        {
            "who": post.title if post else name,
            "person": name,
            "what": _VERBS[line.verb],
            "at": line.at.isoformat(),
        }
    ]


def _too_early(reason: str, day: date) -> Invalid:
    return Invalid(
        "organisations.day-too-early",
        f"Ngày áp dụng phải sau {reason} ({day:%d/%m/%Y}).",
        field="day",
    )


def _height(unit_id: uuid.UUID, *, at: date) -> int:
    """Count the levels of a branch, its top included; 0 while it does not stand."""
    branch = branch_ids(unit_id, at=at)
    children: dict[uuid.UUID | None, list[uuid.UUID]] = {}
    for placement in Placement.objects.at(at).filter(unit__in=branch):
        children.setdefault(placement.parent_id, []).append(placement.unit_id)
    level, height = [unit_id] if branch else [], 0
    while level:
        height += 1
        level = [child for parent in level for child in children.get(parent, [])]
    return height
