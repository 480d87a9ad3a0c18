"""What passes from a unit that goes to the one that takes over: figures, work, people, names."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime
from fractions import Fraction

from django.db.models import ProtectedError, Q

from namro_web.foundation.errors import Conflict, Invalid
from namro_web.organisations import dependants
from namro_web.organisations.models import (
    Change,
    HandedOn,
    Heir,
    NameMapping,
    Post,
    Reform,
    Succession,
    Unit,
)

# Two to the sixty-third, less one: what both databases hold. Nobody divides finer.
LARGEST = 2**63 - 1


def begin_reform(change: Change, *, day: date, document: str) -> Reform:
    """Open the act that several units share."""
    return Reform.objects.create(
        change=change, day=day, document_number=document, moved={"posts": [], "names": []}
    )


def pass_figures(reform: Reform, from_id: uuid.UUID, to_id: uuid.UUID, *, share: Fraction) -> None:
    """Say which part of a unit's figures another takes.

    Raises:
        Invalid: A share that is finer than can be kept.
    """
    if share.denominator > LARGEST:
        raise Invalid(
            "organisations.share-too-fine", "Phần chia có quá nhiều chữ số.", field="shares"
        )
    Succession.objects.create(
        reform=reform,
        predecessor_id=from_id,
        successor_id=to_id,
        day=reform.day,
        numerator=share.numerator,
        denominator=share.denominator,
    )


def pass_work(reform: Reform, from_id: uuid.UUID, to_id: uuid.UUID) -> int:
    """Hand everything open to another unit, which becomes the heir; say how many things passed."""
    line = {from_id, *Heir.objects.filter(heir_id=from_id).values_list("unit_id", flat=True)}
    known = set(Heir.objects.filter(heir_id=to_id).values_list("unit_id", flat=True))
    Heir.objects.bulk_create(
        Heir(reform=reform, unit_id=unit_id, heir_id=to_id) for unit_id in line - known - {to_id}
    )
    handed = dependants.hand_over(from_id, to_id)
    HandedOn.objects.bulk_create(
        HandedOn(
            reform=reform,
            kind=one.kind,
            object_id=one.object_id,
            mark=one.mark,
            from_unit_id=from_id,
            to_unit_id=to_id,
            day=reform.day,
        )
        for one in handed
    )
    for mapping in NameMapping.objects.filter(units=from_id).order_by("pk"):
        was_there = mapping.units.filter(pk=to_id).exists()
        mapping.units.remove(Unit.objects.get(pk=from_id))
        mapping.units.add(Unit.objects.get(pk=to_id))
        reform.moved["names"].append([mapping.pk, str(from_id), str(to_id), was_there])
    reform.save(update_fields=["moved", "changed_at"])
    return len(handed)


def pass_posts(
    reform: Reform,
    from_id: uuid.UUID,
    to_id: uuid.UUID | None,
    *,
    only: Collection[int] | None = None,
) -> int:
    """End the posts held in a unit; with a successor, each goes on there in the same role.

    Args:
        reform: The act.
        from_id: The unit left.
        to_id: The unit they go on in; ``None`` ends them.
        only: Which posts; all by default.

    Returns:
        How many posts ended.

    Raises:
        Conflict: A post begins on that day or later.
    """
    posts = Post.objects.filter(unit_id=from_id).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=reform.day)
    )
    if only is not None:
        posts = posts.filter(pk__in=only)
    if posts.filter(valid_from__gte=reform.day).exists():
        raise Conflict(
            "organisations.posts-after",
            "Có vị trí công tác bắt đầu từ ngày này trở đi; kết thúc vị trí đó trước.",
        )
    number = 0
    for post in posts.order_by("pk"):
        until, number = post.valid_to, number + 1
        post.valid_to = reform.day
        post.save(update_fields=["valid_to", "changed_at"])
        began = None
        if to_id is not None and not _holds(post, to_id, reform.day):
            began = Post.objects.create(
                user_id=post.user_id,
                unit_id=to_id,
                role=post.role,
                title=post.title,
                valid_from=reform.day,
                valid_to=until,
            ).pk
        reform.moved["posts"].append([post.pk, until.isoformat() if until else None, began])
    reform.save(update_fields=["moved", "changed_at"])
    return number


def take_back(reform: Reform, *, at: datetime) -> None:
    """Put back everything that passed.

    Raises:
        Conflict: Somebody has worked with it since.
    """
    pairs: dict[tuple[uuid.UUID, uuid.UUID], list[dependants.Handed]] = {}
    for one in reform.handed_on.order_by("-id"):
        handed = dependants.Handed(one.kind, one.object_id, one.mark)
        pairs.setdefault((one.from_unit_id, one.to_unit_id), []).append(handed)
    for (from_id, to_id), handed_back in pairs.items():
        dependants.give_back(handed_back, from_id, to_id)
    for mapping_id, from_id, to_id, was_there in reversed(reform.moved["names"]):
        mapping = NameMapping.objects.filter(pk=mapping_id, units=to_id).first()
        if mapping is None:
            raise depends("cách gọi trong văn bản đã nối với đơn vị khác")
        if not was_there:
            mapping.units.remove(Unit.objects.get(pk=to_id))
        mapping.units.add(Unit.objects.get(pk=from_id))
    for post_id, until, began in reversed(reform.moved["posts"]):
        end = date.fromisoformat(until) if until else None
        if began is not None:
            new = Post.objects.filter(pk=began, valid_to=end).first()
            if new is None:
                raise depends("vị trí công tác ở đơn vị tiếp nhận đã thay đổi")
            try:
                new.delete()
            except ProtectedError as used:
                raise depends("người chuyển sang đã làm việc ở vị trí mới") from used
        if not Post.objects.filter(pk=post_id, valid_to=reform.day).update(valid_to=end):
            raise depends("vị trí công tác của đơn vị cũ đã thay đổi")
    reform.handed_on.all().delete()
    reform.heirs.all().delete()
    reform.successions.all().delete()
    reform.undone_at = at
    reform.save(update_fields=["undone_at", "changed_at"])


def depends(reason: str) -> Conflict:
    """Say why an act can no longer be taken back."""
    return Conflict("organisations.depends-on-act", f"Không rút lại được: {reason}.")


def _holds(post: Post, unit_id: uuid.UUID, day: date) -> bool:
    there = Post.objects.filter(user_id=post.user_id, unit_id=unit_id, role=post.role)
    return there.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).exists()
