"""One act on several tasks: seen first for each, then done to all or to none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Refusal
from namro_web.tasks.access import tasks_visible_to
from namro_web.tasks.actions.conversing import give_direction
from namro_web.tasks.actions.deciding import extend_deadline
from namro_web.tasks.actions.staffing import BULK_LIMIT, name_people, reassign
from namro_web.tasks.models import Task
from namro_web.tasks.queries.lists import rows_of
from namro_web.tasks.rows import TaskRow

Versions = Mapping[int, int]
Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkLine:
    """What an act on several tasks means for one of them; ``refusal`` is empty where it goes."""

    row: TaskRow
    refusal: str = ""


class _Undone(Exception):
    """Everything done so far is taken back."""


def preview_bulk(
    act: str,
    task_ids: Sequence[int],
    given: dict[str, Any],
    *,
    by: User,
    at: datetime,
    versions: Versions | None = None,
) -> list[BulkLine]:
    """Say for each task whether an act would go, by doing it and taking all of it back.

    Raises:
        Missing: One of the tasks is not here.
        Invalid: None is chosen, or too many.
    """
    lines: list[BulkLine] = []
    try:
        with transaction.atomic():
            lines = _each(act, task_ids, given, versions, by=by, at=at)
            raise _Undone
    except _Undone:
        return lines


def do_bulk(
    act: str,
    task_ids: Sequence[int],
    given: dict[str, Any],
    *,
    by: User,
    at: datetime,
    versions: Versions | None = None,
) -> int:
    """Do one act to several tasks: to all of them or, where one refuses, to none.

    Each task gets its own line of history, as if it had been done one by one. ``versions`` says of
    each which version the page showed: one that somebody changed since refuses.

    Raises:
        Missing: One of the tasks is not here.
        Invalid: None is chosen, or too many.
        Conflict: At least one of them refuses; its ``data`` says which and why.
    """
    with transaction.atomic():
        lines = _each(act, task_ids, given, versions, by=by, at=at)
        refused = [line for line in lines if line.refusal]
        if refused:
            raise Conflict(
                "tasks.bulk-refused",
                f"{len(refused)} trên {len(lines)} việc không làm được nên chưa việc nào thay đổi; "
                "bỏ chọn các việc đó rồi làm lại.",
                refused=[line.row.id for line in refused],
            )
    return len(lines)


def _each(
    act: str,
    task_ids: Sequence[int],
    given: dict[str, Any],
    versions: Versions | None,
    *,
    by: User,
    at: datetime,
) -> list[BulkLine]:
    rows = rows_chosen(task_ids, by=by, at=at)
    run = _RUNS[act]
    lines = []
    for row in rows:
        try:
            with transaction.atomic():
                # A task that the page did not show at any version is refused like a changed one.
                version = None if versions is None else versions.get(row.id, 0)
                run(row.id, given, version, by, at)
        except Refusal as refusal:
            lines.append(BulkLine(row, refusal.message))
        else:
            lines.append(BulkLine(row))
    return lines


def rows_chosen(task_ids: Sequence[int], *, by: User, at: datetime) -> list[TaskRow]:
    """Give the tasks that were marked, as rows.

    Raises:
        Invalid: None is chosen, too many, or one that is not here.
    """
    wanted = sorted(set(task_ids))
    if not 1 <= len(wanted) <= BULK_LIMIT:
        raise Invalid(
            "tasks.how-many", f"Chọn từ 1 đến {BULK_LIMIT} nhiệm vụ một lần.", field="task_ids"
        )
    found = tasks_visible_to(by).filter(pk__in=wanted).order_by("plan_id", "order")
    rows = rows_of(found, at=at)
    if len(rows) != len(wanted):
        raise Invalid(
            "tasks.chosen-elsewhere",
            "Có việc đã chọn không còn trong đơn vị của bạn; hãy tải lại danh sách và chọn lại.",
            field="task_ids",
        )
    return rows


def _responsible(task_id: int, given: Given, version: int | None, by: User, at: datetime) -> None:
    now = _people(task_id)
    post = int(given["person"])
    name_people(
        task_id=task_id, responsible=post, supervising=now[1], version=version, by=by, at=at
    )


def _supervising(task_id: int, given: Given, version: int | None, by: User, at: datetime) -> None:
    now = _people(task_id)
    post = int(given["person"])
    name_people(
        task_id=task_id, responsible=now[0], supervising=post, version=version, by=by, at=at
    )


def _people(task_id: int) -> tuple[int | None, int | None]:
    pair = Task.objects.values_list("responsible_id", "supervising_id").get(pk=task_id)
    return pair[0], pair[1]


def _urge(task_id: int, given: Given, version: int | None, by: User, at: datetime) -> None:
    answer_by: date | None = given.get("answer_by")
    give_direction(
        task_id=task_id, text=given["note"], by=by, at=at, is_urging=True, answer_by=answer_by
    )


def _extend(task_id: int, given: Given, version: int | None, by: User, at: datetime) -> None:
    extend_deadline(
        task_id=task_id,
        due_day=given["due_day"],
        reason=given["note"],
        version=version,
        by=by,
        at=at,
    )


def _reassign(task_id: int, given: Given, version: int | None, by: User, at: datetime) -> None:
    reassign(
        task_ids=[task_id],
        unit_id=UUID(str(given["unit"])),
        reason=given["note"],
        versions={task_id: version},
        by=by,
        at=at,
    )


_RUNS: dict[str, Callable[[int, Given, int | None, User, datetime], None]] = {
    "phan-cong": _responsible,
    "chi-dao": _supervising,
    "don-doc": _urge,
    "gia-han": _extend,
    "chuyen-chu-tri": _reassign,
}
