"""An inspector writes, the unit answers, the inspector closes or asks again."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from namro_web.accounts.models import User
from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Invalid
from namro_web.foundation.history import record
from namro_web.inspecting.access import conclusion_to_answer, conclusion_to_settle, inspector
from namro_web.inspecting.models import Conclusion, Kind, State
from namro_web.organisations.trees import branch_ids
from namro_web.plans.access import plan_to_read
from namro_web.tasks.access import task_to_read

TEXT_LIMIT = 5000


@transaction.atomic
def conclude(
    *,
    kind: str,
    unit_id: UUID,
    text: str,
    answer_by: date,
    by: User,
    at: datetime,
    document_number: str = "",
    plan_id: int | None = None,
    task_id: int | None = None,
) -> Conclusion:
    """Write a conclusion or a recommendation for a unit of the inspector's office.

    Raises:
        NotAllowed: The post does not inspect.
        Missing: There is no such plan or task here.
        Invalid: No text, no such kind, a unit of elsewhere, a day that is past, or a task of another plan.
    """
    post = inspector(by)
    today = at.astimezone(clock.VIETNAM).date()
    if kind not in Kind.values:
        raise Invalid("inspecting.unknown-kind", "Chọn kết luận hoặc kiến nghị.", field="kind")
    plain = _text(text, "Ghi nội dung kết luận, kiến nghị.", field="text")
    if unit_id not in branch_ids(post.root_id, at=today):
        raise Invalid(
            "inspecting.unit-elsewhere", "Chọn đơn vị thuộc cơ quan này.", field="unit_id"
        )
    if answer_by < today:
        raise Invalid(
            "inspecting.day-past", "Hạn trả lời phải từ hôm nay trở đi.", field="answer_by"
        )
    if task_id is not None:
        task = task_to_read(task_id, by=by)
        if plan_id is not None and task.plan_id != plan_id:
            raise Invalid(
                "inspecting.task-of-another-plan",
                "Nhiệm vụ không thuộc kế hoạch đã chọn.",
                field="task_id",
            )
        plan_id = task.plan_id
    if plan_id is not None:
        plan_to_read(plan_id, by=by)
    made = Conclusion.objects.create(
        owner_id=post.root_id,
        unit_id=unit_id,
        plan_id=plan_id,
        task_id=task_id,
        kind=Kind(kind),
        text=plain,
        document_number=" ".join(document_number.split())[:120],
        answer_by=answer_by,
        post_id=post.id,
        written_by=by,
        written_at=at,
    )
    record(
        "inspecting.concluded",
        made,
        by=by,
        unit=str(unit_id),
        at=at,
        kind=kind,
        text=plain[:300],
        document_number=made.document_number,
        answer_by=answer_by,
    )
    return made


@transaction.atomic
def answer(
    conclusion_id: int, *, text: str, by: User, at: datetime, version: int | None = None
) -> Conclusion:
    """Answer for the unit; a new answer takes the place of one not yet settled.

    Raises:
        Missing: There is none the person may read.
        NotAllowed: It is addressed to another unit.
        Invalid: No text.
        Conflict: It is closed, or was changed meanwhile.
    """
    found = conclusion_to_answer(conclusion_id, by=by, on=at.astimezone(clock.VIETNAM).date())
    _may_change(found, version)
    found.answer = _text(text, "Ghi nội dung trả lời.", field="text")
    found.answered_by, found.answered_at, found.state = by, at, State.ANSWERED
    _keep(found)
    record(
        "inspecting.answered", found, by=by, unit=str(found.unit_id), at=at, text=found.answer[:300]
    )
    return found


@transaction.atomic
def ask_again(
    conclusion_id: int,
    *,
    remark: str,
    answer_by: date,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Conclusion:
    """Send an answer back, saying what is missing, with a new day.

    Raises:
        Missing: There is none the person may read.
        NotAllowed: The post does not inspect here.
        Invalid: No reason, or a day that is past.
        Conflict: There is no answer, it is closed, or was changed meanwhile.
    """
    today = at.astimezone(clock.VIETNAM).date()
    found = conclusion_to_settle(conclusion_id, by=by, on=today)
    _may_change(found, version)
    if found.state != State.ANSWERED:
        raise Conflict("inspecting.not-answered", "Đơn vị chưa trả lời.")
    if answer_by < today:
        raise Invalid(
            "inspecting.day-past", "Hạn trả lời phải từ hôm nay trở đi.", field="answer_by"
        )
    found.remark = _text(remark, "Nêu rõ cần bổ sung gì.", field="remark")
    found.state, found.answer_by = State.OPEN, answer_by
    _keep(found)
    record(
        "inspecting.asked-again",
        found,
        by=by,
        unit=str(found.unit_id),
        at=at,
        text=found.remark[:300],
        answer_by=answer_by,
    )
    return found


@transaction.atomic
def close(
    conclusion_id: int, *, remark: str = "", by: User, at: datetime, version: int | None = None
) -> Conclusion:
    """Close it; without an answer only with a reason.

    Raises:
        Missing: There is none the person may read.
        NotAllowed: The post does not inspect here.
        Invalid: There is neither an answer nor a reason.
        Conflict: It is closed already, or was changed meanwhile.
    """
    found = conclusion_to_settle(conclusion_id, by=by, on=at.astimezone(clock.VIETNAM).date())
    _may_change(found, version)
    plain = remark.strip()[:TEXT_LIMIT]
    if found.state == State.OPEN and not plain:
        raise Invalid(
            "inspecting.closed-without-answer",
            "Đơn vị chưa trả lời; nêu lý do khép.",
            field="remark",
        )
    found.remark = plain or found.remark
    found.state, found.closed_by, found.closed_at = State.CLOSED, by, at
    _keep(found)
    record("inspecting.closed", found, by=by, unit=str(found.unit_id), at=at, text=plain[:300])
    return found


def _keep(found: Conclusion) -> None:
    found.version += 1
    found.save()


def _may_change(found: Conclusion, version: int | None) -> None:
    if found.state == State.CLOSED:
        raise Conflict("inspecting.over", "Nội dung này đã khép.")
    if version is not None and version != found.version:
        raise Conflict(
            "inspecting.changed-meanwhile",
            "Nội dung vừa được người khác cập nhật; xem lại rồi gửi lại.",
        )


def _text(written: str, needed: str, *, field: str) -> str:
    plain = written.strip()
    if not plain or len(plain) > TEXT_LIMIT:
        raise Invalid(
            "inspecting.no-text",
            needed if not plain else f"Tối đa {TEXT_LIMIT} chữ.",
            field=field,
        )
    return plain
