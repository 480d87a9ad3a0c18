"""Background work of the intake: fetch, call one action."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django_tasks import task

from namro_web.intake.actions import draft_plan, fail_draft
from namro_web.intake.news import draft_started

log = logging.getLogger(__name__)


@task()
def read_draft(
    draft_id: int, by: int | None = None, post: int | None = None, office: str = ""
) -> None:
    """Read one draft's plan; whatever goes wrong, whoever waits is told.

    Args:
        draft_id: The draft.
        by: Who has it read; jobs of earlier versions do not say.
        post: The post they act for.
        office: Whose document it is: who administers that office sees the job.
    """
    try:
        draft_plan(draft_id=draft_id, for_id=by, post_id=post)
    except (InterfaceError, OperationalError):
        # The database is away: nothing is wrong with the document, and the worker tries again.
        raise
    except Exception:
        # The job runner is one of the two places where any error is caught: a draft that never
        # ends would leave a person waiting before a bar that stands still.
        log.exception("draft %s could not be read", draft_id)
        fail_draft(
            draft_id=draft_id,
            code="intake.reading-failed",
            message="Hệ thống gặp lỗi khi đọc văn bản này. Tệp gốc vẫn được giữ; hãy thử đọc lại, "
            "nếu vẫn lỗi hãy báo người quản trị.",
        )


@receiver(draft_started)
def queue(draft_id: int, by_id: int, post_id: int | None, owner_id: UUID, **kwargs: Any) -> None:
    """Queue the reading of a draft that was just started."""
    read_draft.enqueue(draft_id, by=by_id, post=post_id, office=str(owner_id))
