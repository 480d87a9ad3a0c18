"""Background work: one job at a time, safely beside other workers, and through crashes.

A job is claimed under a row lock, so no two workers take the same one. The worker then shows a sign
of life (:class:`WorkerBeat`). When it stops, because it was killed or its machine is gone, others
put its job back and one of them runs it again. Jobs call one action that looks at the state first,
so a second run changes nothing a first one finished: exactly once in effect.

A job that fails is tried again later, each time after a longer pause; after the last try it stands
as failed on the page “Công việc nền”, where an administrator may start it over.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from traceback import format_exception
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from namro_web.foundation.errors import Refusal, Unavailable
from namro_web.foundation.files import store
from namro_web.foundation.rounds import Walker
from namro_web.operations.models import WorkerBeat

log = logging.getLogger(__name__)

Job = DBTaskResult[Any, Any]

BEAT_SECONDS = 15.0
# Four beats missed: gone. On the same machine a missing process is noticed at once.
LEASE_SECONDS = 60.0
LOOK_AROUND_SECONDS = 10.0
TIDY_SECONDS = 3600.0
# Pauses before the second, third, … try.
PAUSES = (10, 60, 300, 1800)
TRIES = len(PAUSES) + 1
# A worker that dies is mostly no fault of its job: that runs again at once, then soon; but one that
# takes worker after worker with it must let others have their turn.
PAUSES_AFTER_DEATH = (0, 10, 60, 60, 60)
# What a job holds that a worker died with, again and again.
DIED = "namro_web.operations.worker.WorkerDied"


class Worker:
    """Takes jobs until told to stop; the one at hand is finished first."""

    def __init__(self, *, stop: threading.Event | None = None, interval: float = 1.0) -> None:
        self.id = uuid.uuid4()
        self.stop = stop or threading.Event()
        self.interval = interval
        self._looked_around = self._tidied = float("-inf")
        self._shown: datetime | None = None
        self._walker = Walker()

    def run(self) -> None:
        """Work; a database that goes away and comes back is waited for."""
        pulse = threading.Thread(target=self._beat, name="worker-beat", daemon=True)
        pause = self.interval
        try:
            while not self.stop.is_set():
                try:
                    close_old_connections()
                    self._show_life()
                    if not pulse.is_alive():
                        pulse.start()
                    self._look_around()
                    self._walker.walk_due(time.monotonic())
                    did = self.work_once()
                    pause = 0.0 if did else self.interval
                except (DatabaseError, InterfaceError):
                    pause = min(max(1.0, pause * 2), 15.0)
                    log.warning("the database does not answer; trying again in %.0f s", pause)
                    _drop_connections()
                self.stop.wait(pause)
        finally:
            self.stop.set()
            with suppress(DatabaseError, InterfaceError):
                WorkerBeat.objects.filter(pk=self.id).delete()
            _drop_connections()

    def work_once(self) -> bool:
        """Claim and run one job; ``False`` when none waits."""
        waiting = DBTaskResult.objects.ready().filter(backend_name="default")
        # Looking takes no lock; on SQLite a claim takes the only one there is.
        if not waiting.exists():
            return False
        with transaction.atomic():
            job = waiting.get_locked()
            if job is None:
                return False
            job.claim(str(self.id))
        self._perform(job)
        return True

    def _perform(self, job: Job) -> None:
        attempt = len(job.worker_ids)
        facts = {"job": job.task_path, "job_id": str(job.pk), "attempt": attempt}
        log.info("job started", extra=facts)
        began = time.monotonic()
        try:
            result = job.task_result
            job.task.call(*result.args, **result.kwargs)
        except Exception as error:
            # The job runner is one of the two places where any error is caught: one broken job must
            # not keep the others waiting.
            log.exception("job failed", extra=facts)
            close_old_connections()
            self._put_off(job, error)
        else:
            taken = int((time.monotonic() - began) * 1000)
            log.info("job done", extra={**facts, "duration_ms": taken})
            self._finish(job)

    def _finish(self, job: Job) -> None:
        with transaction.atomic():
            if (mine := self._still_mine(job)) is not None:
                mine.status = TaskResultStatus.SUCCESSFUL
                mine.finished_at = timezone.now()
                mine.return_value = None
                mine.exception_class_path = mine.traceback = ""
                mine.save()

    def _put_off(self, job: Job, error: Exception) -> None:
        with transaction.atomic():
            mine = self._still_mine(job)
            if mine is None:
                return
            mine.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
            mine.traceback = "".join(format_exception(error))
            # What the house refuses once it refuses always, unless it said “later”.
            hopeless = isinstance(error, Refusal) and not isinstance(error, Unavailable)
            put_back(mine, now=timezone.now(), hopeless=hopeless)

    def _still_mine(self, job: Job) -> Job | None:
        """Give the job's row, locked, unless others thought this worker dead and took the job."""
        row = DBTaskResult.objects.select_for_update().filter(pk=job.pk).first()
        if row is None or row.status != TaskResultStatus.RUNNING:
            return None
        return row if row.worker_ids and row.worker_ids[-1] == str(self.id) else None

    def _look_around(self) -> None:
        now = time.monotonic()
        if now - self._looked_around >= LOOK_AROUND_SECONDS:
            self._looked_around = now
            take_up_orphans(now=timezone.now(), idle=self.id)
        if now - self._tidied >= TIDY_SECONDS:
            self._tidied = now
            try:
                removed = store().tidy()
            except (OSError, Refusal):
                log.warning("the store of files could not be tidied", exc_info=True)
            else:
                if removed:
                    log.info("took away %s unfinished uploads", removed)

    def _show_life(self) -> None:
        """Sign in, and again if others thought this worker dead."""
        now = timezone.now()
        if self._shown is not None and (now - self._shown).total_seconds() < BEAT_SECONDS:
            return
        WorkerBeat.objects.update_or_create(
            pk=self.id,
            defaults={"beat_at": now},
            create_defaults={
                "place": _place(),
                "host": socket.gethostname()[:100],
                "pid": os.getpid(),
                "started_at": now,
                "beat_at": now,
            },
        )
        self._shown = now

    def _beat(self) -> None:
        """Show life while a long job runs."""
        while not self.stop.wait(BEAT_SECONDS):
            try:
                close_old_connections()
                WorkerBeat.objects.filter(pk=self.id).update(beat_at=timezone.now())
            except (DatabaseError, InterfaceError):
                _drop_connections()
        _drop_connections()


def take_up_orphans(*, now: datetime, idle: uuid.UUID | None = None) -> int:
    """Put back the jobs of workers that are gone; give how many.

    ``idle`` is a worker that lives and has nothing at hand: it asks between two jobs. What stands as
    run by it was cut off when the database went away, before it could say how the job ended.
    """
    _bury_the_dead(now)
    running = DBTaskResult.objects.running().filter(backend_name="default")
    if not running.exists():
        return 0
    taken = 0
    with transaction.atomic():
        jobs = list(running.select_for_update(skip_locked=True))
        alive = {str(pk) for pk in WorkerBeat.objects.values_list("pk", flat=True)} - {str(idle)}
        for job in jobs:
            owner = job.worker_ids[-1] if job.worker_ids else ""
            if owner in alive:
                continue
            job.exception_class_path, job.traceback = DIED, ""
            put_back(job, now=now, pause=PAUSES_AFTER_DEATH[min(len(job.worker_ids), TRIES) - 1])
            taken += 1
            log.warning(
                "took up a job whose worker is gone",
                extra={"job": job.task_path, "job_id": str(job.pk), "worker": owner},
            )
    return taken


def put_back(job: Job, *, now: datetime, hopeless: bool = False, pause: int | None = None) -> None:
    """Let a job wait for its next try, or stand as failed after the last."""
    tries = len(job.worker_ids)
    if hopeless or tries >= TRIES:
        job.status, job.finished_at = TaskResultStatus.FAILED, now
    else:
        wait = PAUSES[tries - 1] if pause is None else pause
        job.status, job.run_after = TaskResultStatus.READY, now + timedelta(seconds=wait)
    job.save()


def _bury_the_dead(now: datetime) -> None:
    WorkerBeat.objects.filter(beat_at__lt=now - timedelta(seconds=LEASE_SECONDS)).delete()
    place = _place()
    for beat in WorkerBeat.objects.filter(place=place):
        if not _is_running(beat.pid):
            beat.delete()


def _is_running(pid: int) -> bool:
    if os.name == "nt":  # pragma: no cover
        # Windows would end the process that is asked after; there the lease decides.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _place() -> str:
    """Name where this process number means something: machine, its start, its process space."""
    boot = space = ""
    with suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    with suppress(OSError):
        space = os.readlink("/proc/self/ns/pid")
    return f"{socket.gethostname()[:100]}/{boot}/{space}"[:200]


def _drop_connections() -> None:
    for connection in connections.all(initialized_only=True):
        with suppress(DatabaseError, InterfaceError):
            connection.close()


def are_ours() -> bool:
    """Say whether jobs wait in the database for a worker (tests run them at once)."""
    return "DatabaseBackend" in str(settings.TASKS["default"]["BACKEND"])
