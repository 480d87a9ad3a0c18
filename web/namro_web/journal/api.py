"""History for programs: the same lines and filters as the page, in steps that never skip a line."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from ninja import Query, Router, Schema
from pydantic import Field

from namro_web.accounts.requests import SignedInRequest
from namro_web.foundation import clock
from namro_web.journal.queries import Asked, Step, journal_step
from namro_web.organisations.access import Duty
from namro_web.organisations.rules import may
from namro_web.ui.doors import requires

router = Router()
reads_history = may(Duty.READ_HISTORY)


class AskedFor(Schema):
    """What a program asks for; each narrows the rest."""

    q: str = Field("", max_length=200, description="Từ cần tìm, không cần dấu")
    person: int | None = Field(None, ge=1, description="Số của người thực hiện")
    unit: uuid.UUID | None = Field(None, description="Đơn vị")
    verb: str = Field(
        "",
        pattern=r"^([a-z-]+\.[a-z-]*)?$",
        max_length=80,
        description="Mã việc, ví dụ tasks.progress-reported; tasks. là mọi việc về nhiệm vụ",
    )
    since: date | None = Field(None, description="Từ ngày")
    until: date | None = Field(None, description="Đến hết ngày")
    subject: str = Field(
        "",
        pattern=r"^([a-z0-9_]+\.[a-z0-9_]+:[0-9a-f-]{1,36})?$",
        description="Đối tượng, ví dụ tasks.task:12",
    )
    before: int | None = Field(
        None, ge=1, description="Các dòng trước dòng số này, mới nhất trước (mặc định)"
    )
    after: int | None = Field(
        None, ge=0, description="Các dòng sau dòng số này, cũ nhất trước; để chép dần nhật ký"
    )
    limit: int = Field(50, ge=1, le=500, description="Số dòng mỗi lần")


class LineOut(Schema):
    """One line. ``hash`` is that of the chain, to be compared with a copy taken elsewhere."""

    number: int
    at: datetime
    who: str
    person: str
    post: str
    unit_name: str
    verb: str
    what: str
    text: str
    subject: str
    subject_name: str
    hash: str


class JournalStepOut(Schema):
    """A step through history. ``next`` goes into ``before`` or ``after``; empty at the end."""

    lines: list[LineOut]
    next: int | None


@router.get("", response=JournalStepOut, summary="Nhật ký: mọi việc đã xảy ra")
@requires(reads_history)
def history(request: SignedInRequest, asked_for: Query[AskedFor]) -> Step:
    """Give lines of the caller's tree. With ``after``, repeated calls copy all without a gap."""
    asked = Asked(
        words=" ".join(asked_for.q.replace("\x00", "").split()),
        person=str(asked_for.person or ""),
        unit=str(asked_for.unit or ""),
        verb=asked_for.verb,
        since=asked_for.since,
        until=asked_for.until,
        subject=asked_for.subject,
    )
    return journal_step(
        asked,
        by=request.user,
        at=clock.now(),
        before=asked_for.before,
        after=asked_for.after,
        limit=asked_for.limit,
    )
