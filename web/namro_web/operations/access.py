"""Who may look after the installation."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.organisations.access import ActingPost, Duty, acting_with

Job = DBTaskResult[Any, Any]


def administers(by: User) -> ActingPost:
    """Give the post, if it administers.

    Raises:
        NotAllowed: It does not.
    """
    return acting_with(by, Duty.ADMINISTER)


def job_to_retry(job_id: str, *, by: User) -> Job:
    """Give a job, locked.

    Raises:
        NotAllowed: The post does not administer.
        Missing: There is no such job.
    """
    administers(by)
    job = DBTaskResult.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise Missing("operations.no-such-job", "Không còn công việc nền này.")
    return job
