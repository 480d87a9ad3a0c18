"""Who may look after the installation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from namro_web.accounts.models import User
from namro_web.foundation.errors import Missing
from namro_web.organisations.access import (
    ActingPost,
    Duty,
    acting_with,
    is_whole_installation,
    offices_read_by,
)

Job = DBTaskResult[Any, Any]


def administers(by: User) -> ActingPost:
    """Give the post, if it administers.

    Raises:
        NotAllowed: It does not.
    """
    return acting_with(by, Duty.ADMINISTER)


@dataclass(frozen=True, slots=True)
class Reach:
    """What an administrator sees of background work."""

    jobs: QuerySet[Job]
    is_installation: bool


def reach_of(by: User) -> Reach:
    """Give the jobs of the offices a person administers; all, where their tree is all there is.

    A job says whose work it does by its argument ``office``; one that says nothing is the
    installation's own.

    Raises:
        NotAllowed: The post does not administer.
    """
    post = administers(by)
    jobs = DBTaskResult.objects.all()
    if is_whole_installation(post):
        return Reach(jobs, is_installation=True)
    offices = sorted(map(str, offices_read_by(post)))
    own = jobs.filter(args_kwargs__kwargs__office__in=offices)
    return Reach(own, is_installation=False)


def job_to_retry(job_id: str, *, by: User) -> Job:
    """Give a job, locked.

    Raises:
        NotAllowed: The post does not administer.
        Missing: There is no such job, or it does another office's work.
    """
    job = reach_of(by).jobs.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise Missing("operations.no-such-job", "Không còn công việc nền này.")
    return job
