"""What administrators and machines are shown of the installation's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from namro_web.accounts.models import User
from namro_web.foundation.models import HistoryHead, HistoryLine
from namro_web.operations.access import reach_of
from namro_web.operations.models import WorkerBeat
from namro_web.operations.worker import LEASE_SECONDS, TRIES, Job

SHOWN = 200

# What the jobs are called on the page; others show their name in code.
JOB_WORDS = {
    "namro_web.intake.jobs.read_draft": "Đọc văn bản kế hoạch",
}
ERROR_WORDS = {
    "namro_web.operations.worker.WorkerDied": "Tiến trình bị ngắt giữa chừng",
    "namro_web.foundation.errors.Unavailable": "Kho tệp hoặc dịch vụ chưa trả lời",
    "django.db.utils.OperationalError": "Cơ sở dữ liệu không trả lời",
}


@dataclass(frozen=True, slots=True)
class JobRow:
    """One background job as its page shows it: no argument and no content."""

    id: str
    name: str
    state: str
    status: str
    tries: int
    enqueued_at: datetime
    next_at: datetime | None
    error: str
    may_retry: bool


@dataclass(frozen=True, slots=True)
class JobsShown:
    """The page of jobs."""

    counts: StateOfJobs
    rows: list[JobRow]
    workers: list[WorkerBeat]
    tries: int
    is_installation: bool


@dataclass(frozen=True, slots=True)
class StateOfJobs:
    """How background work stands."""

    waiting: int
    running: int
    failed: int
    oldest_seconds: float
    workers: int


@dataclass(frozen=True, slots=True)
class StateOfRecords:
    """How history and backups stand."""

    history_lines: int
    backup_age_seconds: float | None


def jobs_shown(*, by: User) -> JobsShown:
    """Give the jobs that wait, run or were given up, and those done last, of one's own offices.

    Which machines work is told only to who administers all of the installation.

    Raises:
        NotAllowed: The post does not administer.
    """
    reach = reach_of(by)
    now = timezone.now()
    open_first = {
        TaskResultStatus.FAILED: 0,
        TaskResultStatus.RUNNING: 1,
        TaskResultStatus.READY: 2,
    }
    unfinished = reach.jobs.exclude(status=TaskResultStatus.SUCCESSFUL)
    done = reach.jobs.filter(status=TaskResultStatus.SUCCESSFUL)
    rows = sorted(
        unfinished.order_by("-enqueued_at")[:SHOWN],
        key=lambda job: open_first.get(TaskResultStatus(job.status), 3),
    )
    rows += list(done.order_by("-finished_at")[:20])
    return JobsShown(
        counts=state_of_jobs(reach.jobs),
        rows=[_row(job, now) for job in rows],
        workers=list(WorkerBeat.objects.order_by("host", "pid")) if reach.is_installation else [],
        tries=TRIES,
        is_installation=reach.is_installation,
    )


def state_of_jobs(jobs: QuerySet[Job] | None = None) -> StateOfJobs:
    """Count background work in one question, and its workers in another."""
    asked = DBTaskResult.objects.all() if jobs is None else jobs
    now = timezone.now()
    due = Q(status=TaskResultStatus.READY) & (Q(run_after__lte=now) | Q(run_after__year=9999))
    counted = asked.aggregate(
        waiting=Count("pk", filter=Q(status=TaskResultStatus.READY)),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        oldest=Min("enqueued_at", filter=due),
    )
    oldest = counted["oldest"]
    alive = WorkerBeat.objects.filter(beat_at__gte=now - timedelta(seconds=LEASE_SECONDS)).count()
    return StateOfJobs(
        waiting=counted["waiting"],
        running=counted["running"],
        failed=counted["failed"],
        oldest_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        workers=alive,
    )


def state_of_records() -> StateOfRecords:
    """Say how long history is and how old the newest backup."""
    head = HistoryHead.objects.filter(pk=1).first()
    last = HistoryLine.objects.filter(verb="foundation.backup-made").order_by("-number").first()
    age = max(0.0, (timezone.now() - last.at).total_seconds()) if last else None
    return StateOfRecords(head.number if head else 0, age)


def name_of(task_path: str) -> str:
    """Say what a job does."""
    return JOB_WORDS.get(task_path, task_path.rsplit(".", 1)[-1].replace("_", " "))


def _row(job: Job, now: datetime) -> JobRow:
    tries = len(job.worker_ids)
    state, status = {
        TaskResultStatus.READY: ("Chờ", "not_started"),
        TaskResultStatus.RUNNING: ("Đang chạy", "in_progress"),
        TaskResultStatus.FAILED: ("Đã dừng sau lỗi", "overdue"),
        TaskResultStatus.SUCCESSFUL: ("Xong", "done"),
    }[TaskResultStatus(job.status)]
    later = job.status == TaskResultStatus.READY and now < job.run_after
    later = later and job.run_after.year < 9999
    if later and tries:
        state = "Chờ thử lại"
    error = job.exception_class_path
    return JobRow(
        id=str(job.pk),
        name=name_of(job.task_path),
        state=state,
        status=status,
        tries=tries,
        enqueued_at=job.enqueued_at,
        next_at=job.run_after if later else None,
        error=ERROR_WORDS.get(error, error.rsplit(".", 1)[-1]) if error else "",
        may_retry=job.status == TaskResultStatus.FAILED or bool(later and tries),
    )
