"""What holds for every act on a unit, whichever act it is."""

from __future__ import annotations

import uuid
from datetime import date

from django.db.models import Q

from namro_web.foundation.errors import Conflict, Invalid
from namro_web.organisations.models import Placement, Post, Role
from namro_web.organisations.trees import branch_ever, branch_ids, line_up

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
    tree = branch_ever(line_up(under, at=since)[-1].unit_id)
    changes = Placement.objects.filter(unit__in=tree, valid_from__gt=since)
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
    left = Post.objects.filter(
        unit__in=branch_ever(root_id),
        role=Role.ADMIN,
        valid_to__isnull=True,
        user__is_active=True,
    ).exclude(without)
    if not left.exists():
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
