"""Closing the weekly list of late tasks, and sending it to the heads of units."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict
from namro_web.foundation.history import record
from namro_web.leading.access import closer, list_to_send
from namro_web.leading.lateness import as_kept, from_kept, late_units, monday_of
from namro_web.leading.models import LateList
from namro_web.leading.queries import WeeklyList, weekly_list
from namro_web.notices.actions.reminding import Draft, give
from namro_web.notices.audiences import audience_of
from namro_web.notices.models import NoticeKind
from namro_web.tasks.status import local_day


@transaction.atomic
def close_list(*, by: User, at: datetime) -> LateList:
    """Keep what is late this week as it stands now; it is never changed afterwards.

    Raises:
        NotAllowed: The post does not decide on tasks.
        Conflict: The list of this week was closed already.
    """
    post = closer(by)
    units = late_units(by=by, at=at)
    kept = LateList(
        owner_id=post.root_id,
        monday=monday_of(local_day(at)),
        units=as_kept(units),
        total=sum(len(unit.tasks) for unit in units),
        made_at=at,
        made_by=by,
        made_for=f"{post.title}, {post.unit_name}"[:255],
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            "leading.list-closed-already",
            "Danh sách của tuần này đã chốt; mở danh sách đã chốt ở cột các tuần.",
        ) from error
    record(
        "leading.list-closed",
        kept,
        by=by,
        unit=str(post.root_id),
        at=at,
        tasks=kept.total,
        units=len(units),
        monday=kept.monday,
    )
    return kept


@transaction.atomic
def send_list(*, list_id: int, by: User, at: datetime) -> int:
    """Tell the head of each unit on a closed list what its unit is late with; say how many notices.

    A unit without a head is told through whoever reports for it.

    Raises:
        Missing: There is no such list here.
        NotAllowed: The post does not decide on tasks.
        Conflict: It was sent already, or nobody on it can be told.
    """
    kept = list_to_send(list_id, by=by)
    if kept.sent_at is not None:
        raise Conflict(
            "leading.list-sent-already",
            f"Danh sách đã gửi lúc {kept.sent_at.astimezone():%H:%M %d/%m/%Y}.",
        )
    people = audience_of(kept.owner_id, on=local_day(at))
    drafts = []
    for unit in from_kept(kept.units):
        if unit.unit_id is None:
            continue
        told = people.heads.get(unit.unit_id) or people.reporters.get(unit.unit_id) or []
        worst = unit.tasks[0]
        drafts += [
            Draft(
                recipient_id=user,
                kind=NoticeKind.DIRECTION,
                key=f"late-list:{kept.pk}:{unit.unit_id}",
                title=f"{unit.name}: {len(unit.tasks)} việc chậm trong danh sách tuần "
                f"{kept.monday.isocalendar().week}",
                text=f"Chậm lâu nhất {worst.days} ngày: {worst.text}",
                url=f"/tong-quan/viec-cham/{kept.pk}/",
            )
            for user in dict.fromkeys(told)
            if user != by.pk
        ]
    if not drafts:
        raise Conflict(
            "leading.nobody-to-tell",
            "Không có thủ trưởng hay người báo cáo của đơn vị nào trong danh sách để gửi; "
            "giao vị trí cho đơn vị rồi gửi lại.",
        )
    number = give(drafts, root_id=kept.owner_id, at=at, verb="notices.told")
    kept.sent_at = at
    kept.save(update_fields=["sent_at"])
    record(
        "leading.list-sent",
        kept,
        by=by,
        unit=str(kept.owner_id),
        at=at,
        notices=number,
        monday=kept.monday,
    )
    return number


@transaction.atomic
def take_list(*, list_id: int | None, kind: str, by: User, at: datetime) -> WeeklyList:
    """Give the weekly list for a file, and note that it was taken.

    Raises:
        Missing: There is no such list here.
    """
    shown = weekly_list(by=by, at=at, list_id=list_id)
    record("leading.list-taken", by, by=by, at=at, kind=kind, monday=shown.monday)
    return shown
