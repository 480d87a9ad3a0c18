"""What the people of the demonstration say to each other about their tasks: all of it simulated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from namro_web.accounts.models import User
from namro_web.tasks import actions
from namro_web.tasks.models import DeadlineKind, State, Task
from namro_web.ui.papers import LABEL

_OPEN = (State.NOT_STARTED, State.IN_PROGRESS)


class Cast(Protocol):
    """Who talks."""

    coordinator: User
    leader: User
    by_unit: dict[str, User]


def talk(plan_id: int, cast: Cast, *, villages: Sequence[User], now: datetime) -> int:
    """Let obstacles, directions, requests, remarks and shared work happen in the last days; say how many.

    Only open tasks are spoken of whose lead unit has somebody to speak.
    """
    tasks = list(_spoken_of(plan_id, cast))
    steps = 0
    for act in (_obstacles, _urging, _more_time, _remarks):
        steps += act(tasks, cast, now)
    return steps + _shared(tasks, cast, villages, now)


def _spoken_of(plan_id: int, cast: Cast) -> Iterator[tuple[Task, User, UUID]]:
    rows = (
        Task.objects.filter(plan_id=plan_id, state__in=_OPEN, parent=None)
        .prefetch_related("assignments")
        .order_by("order")
    )
    for task in rows:
        lead = next((one for one in task.assignments.all() if one.role == "lead"), None)
        if lead is not None and lead.unit_id is not None:
            speaker = cast.by_unit.get(str(lead.unit_id))
            if speaker is not None and speaker.pk != cast.coordinator.pk:
                yield task, speaker, lead.unit_id


def _obstacles(tasks: list[tuple[Task, User, UUID]], cast: Cast, now: datetime) -> int:
    spoken = tasks[:2]
    for number, (task, speaker, _) in enumerate(spoken):
        raised = actions.raise_obstacle(
            task_id=task.pk,
            text=f"{LABEL}: thiết bị hiện có không đáp ứng yêu cầu, kinh phí chưa được bố trí.",
            proposal=f"{LABEL}: đề nghị bố trí kinh phí từ nguồn chi thường xuyên quý IV.",
            waits_for=cast.leader.acting.unit_id if cast.leader.acting else None,
            by=speaker,
            at=now - timedelta(days=6 + number),
        )
        if number == 0:
            actions.answer_obstacle(
                obstacle_id=raised.pk,
                answer=f"{LABEL}: đồng ý, giao bộ phận tài chính tham mưu trước ngày 25.",
                by=cast.leader,
                at=now - timedelta(days=4),
            )
    return len(spoken) + bool(spoken)


def _urging(tasks: list[tuple[Task, User, UUID]], cast: Cast, now: datetime) -> int:
    late = [one for one in tasks if one[0].due_day is not None and one[0].due_day < now.date()][:1]
    for task, _, unit_id in late:
        actions.give_direction(
            task_id=task.pk,
            text=f"{LABEL}: đề nghị báo cáo rõ nguyên nhân chậm và ngày hoàn thành.",
            unit_ids=[unit_id],
            is_urging=True,
            by=cast.leader,
            at=now - timedelta(days=3),
        )
    return len(late)


def _more_time(tasks: list[tuple[Task, User, UUID]], cast: Cast, now: datetime) -> int:
    ahead = [
        one
        for one in tasks
        if one[0].deadline_kind == DeadlineKind.BY_DATE
        and one[0].due_day is not None
        and one[0].due_day >= now.date()
    ][:2]
    for number, (task, speaker, _) in enumerate(ahead):
        assert task.due_day is not None  # noqa: S101
        request = actions.ask_for_time(
            task_id=task.pk,
            wanted_day=task.due_day + timedelta(days=31),
            reason=f"{LABEL}: chờ hướng dẫn của cấp trên.",
            by=speaker,
            at=now - timedelta(days=5),
        )
        if number == 0:
            actions.grant_time(
                request_id=request.pk,
                note=f"{LABEL}: đồng ý, không gia hạn thêm.",
                by=cast.leader,
                at=now - timedelta(days=2),
            )
    return len(ahead) + bool(ahead)


def _remarks(tasks: list[tuple[Task, User, UUID]], cast: Cast, now: datetime) -> int:
    spoken = tasks[:3]
    for task, speaker, _ in spoken:
        actions.comment_on(
            task_id=task.pk,
            text=f"@{speaker.full_name} {LABEL}: cho biết số hồ sơ đã xong đến hôm nay.",
            by=cast.coordinator,
            at=now - timedelta(days=1, hours=3),
        )
        actions.comment_on(
            task_id=task.pk,
            text=f"{LABEL}: đã xong khoảng một nửa, danh sách gửi chiều nay.",
            by=speaker,
            at=now - timedelta(days=1, hours=1),
        )
    return 2 * len(spoken)


def _shared(
    tasks: list[tuple[Task, User, UUID]], cast: Cast, villages: Sequence[User], now: datetime
) -> int:
    """Give one task to every village; the first three report, and one of those is confirmed."""
    units = [one.acting.unit_id for one in villages if one.acting]
    with_day = [one for one in tasks if one[0].deadline_kind == DeadlineKind.BY_DATE]
    if not units or not with_day:
        return 0
    task = with_day[-1][0]
    shares = actions.share_task(
        task_id=task.pk,
        unit_ids=units,
        note=f"{LABEL}: mỗi xóm rà soát và báo kết quả.",
        by=cast.coordinator,
        at=now - timedelta(days=12),
    )
    first = Task.objects.filter(pk__in=shares, assignments__unit_id__in=units[:3]).order_by("order")
    by_unit = {str(one.acting.unit_id): one for one in villages if one.acting}
    for number, share in enumerate(first.prefetch_related("assignments")):
        unit_id = str(share.assignments.all()[0].unit_id)
        actions.submit_done(
            task_id=share.pk,
            note=f"{LABEL}: đã rà soát xong.",
            numbers=[f"{number + 1:02d}/BC-MP"],
            by=by_unit[unit_id],
            at=now - timedelta(days=5 - number),
        )
        if number == 0:
            actions.confirm_done(
                task_id=share.pk,
                note=f"{LABEL}: đã kiểm tra.",
                by=cast.coordinator,
                at=now - timedelta(days=1),
            )
    return 2 + len(first)
