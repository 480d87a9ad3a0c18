"""What waits for a person's word besides results: obstacles, directions, requests, periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from namro_web.accounts.models import User
from namro_web.tasks.access import Reach, reach_of, tasks_visible_to
from namro_web.tasks.dialogue import ObstacleState, RequestState
from namro_web.tasks.models import DirectionReceipt, ExtensionRequest, Obstacle
from namro_web.tasks.status import local_day

LIMIT = 50


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One thing to answer, and the task it belongs to."""

    task_id: int
    task: str
    text: str
    who: str
    at: datetime
    verb: str
    act: str
    item: int
    icon: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for this person's answer."""

    obstacles: tuple[WaitingRow, ...]
    requests: tuple[WaitingRow, ...]
    directions: tuple[WaitingRow, ...]
    sent: tuple[WaitingRow, ...] = ()
    """What one's own unit has asked and nobody has answered yet."""

    @property
    def sent_count(self) -> int:
        """Say how many answers one waits for."""
        return len(self.sent)

    @property
    def sent_groups(self) -> tuple[tuple[str, str, str, tuple[WaitingRow, ...]], ...]:
        """Give what one waits for, in the shape of a group."""
        return (("da-gui", "Đã gửi, chờ trả lời", "hourglass", self.sent),)

    @property
    def groups(self) -> tuple[tuple[str, str, str, tuple[WaitingRow, ...]], ...]:
        """Give the groups that hold something: key, title, icon, rows."""
        named = (
            ("vuong-mac", "Khó khăn, vướng mắc chờ trả lời", "alert-triangle", self.obstacles),
            ("gia-han", "Đề nghị gia hạn chờ quyết định", "calendar-question", self.requests),
            ("chi-dao", "Ý kiến chỉ đạo, đôn đốc chờ tiếp thu", "gavel", self.directions),
        )
        return tuple(group for group in named if group[3])


def waiting_words(*, by: User, at: datetime, with_sent: bool = False) -> Waiting:
    """Give what waits for a person's answer; three questions at most, however much there is.

    With ``with_sent``, two more: what the person's own unit has asked and waits for.
    """
    reach = reach_of(by, on=local_day(at))
    return Waiting(
        obstacles=tuple(_obstacles(reach, by=by)),
        requests=tuple(_requests(by=by)) if reach.decides else (),
        directions=tuple(_directions(reach, by=by)) if reach.reports else (),
        sent=(*_own_obstacles(reach, by=by), *_own_requests(by=by))
        if with_sent and reach.reports
        else (),
    )


def _own_obstacles(reach: Reach, *, by: User) -> list[WaitingRow]:
    found = (
        Obstacle.objects.filter(
            state=ObstacleState.OPEN,
            update__post__unit__in=reach.units,
            task__in=tasks_visible_to(by),
        )
        .exclude(task__state__in=["done", "cancelled"])
        .exclude(waits_for__in=reach.units)
        .select_related("task")
        .order_by("raised_at")[:LIMIT]
    )
    return [
        WaitingRow(
            task_id=one.task_id,
            task=one.task.text,
            text=one.text,
            who="Khó khăn, vướng mắc đã nêu",
            at=one.raised_at,
            verb="Xem",
            act="",
            item=one.pk,
            icon="eye",
        )
        for one in found
    ]


def _own_requests(*, by: User) -> list[WaitingRow]:
    found = (
        ExtensionRequest.objects.filter(
            state=RequestState.ASKED, asked_by=by, task__in=tasks_visible_to(by)
        )
        .select_related("task")
        .order_by("asked_at")[:LIMIT]
    )
    return [
        WaitingRow(
            task_id=one.task_id,
            task=one.task.text,
            text=f"Đề nghị gia hạn {one.due_from:%d/%m/%Y} → {one.wanted_day:%d/%m/%Y}: {one.reason}",
            who="Chờ quyết định",
            at=one.asked_at,
            verb="Xem",
            act="",
            item=one.pk,
            icon="eye",
        )
        for one in found
    ]


def _obstacles(reach: Reach, *, by: User) -> list[WaitingRow]:
    mine = Q(state=ObstacleState.OPEN, waits_for__in=reach.units) if reach.reports else Q(pk=None)
    if reach.decides:
        # What waits for a body outside, and what is answered and not yet closed.
        mine |= Q(state=ObstacleState.OPEN, waits_for=None) | Q(state=ObstacleState.ANSWERED)
        mine |= Q(state=ObstacleState.OPEN, waits_for__in=reach.units)
    found = (
        Obstacle.objects.filter(mine, task__in=tasks_visible_to(by))
        .exclude(task__state__in=["done", "cancelled"])
        .select_related("task", "update")
        .order_by("raised_at")[:LIMIT]
    )
    return [
        WaitingRow(
            task_id=one.task_id,
            task=one.task.text,
            text=one.text,
            who=one.update.acting_for.rpartition(", ")[2],
            at=one.raised_at,
            verb="Xem, đóng" if one.state == ObstacleState.ANSWERED else "Trả lời",
            act="thao-go" if one.state == ObstacleState.ANSWERED else "tra-loi",
            item=one.pk,
            icon="circle-check" if one.state == ObstacleState.ANSWERED else "message",
        )
        for one in found
    ]


def _requests(*, by: User) -> list[WaitingRow]:
    found = (
        ExtensionRequest.objects.filter(state=RequestState.ASKED, task__in=tasks_visible_to(by))
        .exclude(asked_by=by)
        .select_related("task", "update")
        .order_by("asked_at")[:LIMIT]
    )
    return [
        WaitingRow(
            task_id=one.task_id,
            task=one.task.text,
            text=f"{one.due_from:%d/%m/%Y} → {one.wanted_day:%d/%m/%Y}: {one.reason}",
            who=one.update.acting_for.rpartition(", ")[2],
            at=one.asked_at,
            verb="Quyết định",
            act="dong-y-gia-han",
            item=one.pk,
            icon="calendar-plus",
        )
        for one in found
    ]


def _directions(reach: Reach, *, by: User) -> list[WaitingRow]:
    found = (
        DirectionReceipt.objects.filter(
            taken_at=None, unit__in=reach.units, direction__task__in=tasks_visible_to(by)
        )
        .exclude(direction__task__state__in=["done", "cancelled"])
        .select_related("direction__task", "direction__update")
        .order_by("direction_id")[:LIMIT]
    )
    return [
        WaitingRow(
            task_id=one.direction.task_id,
            task=one.direction.task.text,
            text=one.direction.text,
            who=one.direction.update.acting_for,
            at=one.direction.update.at,
            verb="Tiếp thu",
            act="tiep-thu",
            item=one.pk,
            icon="check",
        )
        for one in found
    ]
