"""What an administrator changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict
from namro_web.foundation.history import record
from namro_web.operations.access import job_to_retry
from namro_web.operations.queries import name_of


@transaction.atomic
def retry_job(*, job_id: str, by: User, at: datetime) -> None:
    """Let a job that was given up, or waits for its next try, start over now.

    Raises:
        NotAllowed: The post does not administer.
        Missing: There is no such job.
        Conflict: It runs, or is done.
    """
    job = job_to_retry(job_id, by=by)
    if job.status not in {TaskResultStatus.FAILED, TaskResultStatus.READY}:
        raise Conflict(
            "operations.job-not-waiting", "Công việc này đang chạy hoặc đã xong; tải lại trang."
        )
    tries = len(job.worker_ids)
    job.status, job.finished_at = TaskResultStatus.READY, None
    # The machine's own clock: a demonstration's held day must not keep a job waiting.
    job.run_after, job.worker_ids = timezone.now(), []
    job.exception_class_path = job.traceback = ""
    job.save()
    record("operations.job-retried", job, by=by, at=at, job=name_of(job.task_path), attempts=tries)
