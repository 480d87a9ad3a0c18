"""A job runs once in effect: beside other workers, after failures, after a worker's sudden end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from namro_web.operations.models import WorkerBeat
from namro_web.operations.worker import (
    DIED,
    LEASE_SECONDS,
    PAUSES,
    TRIES,
    Worker,
    take_up_orphans,
)
from tests.operations import sample_jobs
from tests.operations.running import MANAGE, environment, manage, running, until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _jobs_wait(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    sample_jobs.done.clear()


def enqueue(name: str, *args: object, **row: Any) -> DBTaskResult[Any, Any]:
    return DBTaskResult.objects.create(
        args_kwargs={"args": list(args), "kwargs": {}},
        task_path=f"tests.operations.sample_jobs.{name}",
        backend_name="default",
        run_after=get_date_max(),
        **row,
    )


def living(**row: Any) -> WorkerBeat:
    now = timezone.now()
    usual = {"place": "xa", "host": "xa", "pid": 1, "started_at": now, "beat_at": now}
    return WorkerBeat.objects.create(**{**usual, **row})


def test_a_job_is_done_once_and_its_result_kept() -> None:
    job = enqueue("note", "một")
    worker = Worker()
    assert worker.work_once() is True
    assert worker.work_once() is False
    job.refresh_from_db()
    assert (job.status, sample_jobs.done) == (TaskResultStatus.SUCCESSFUL, ["một"])


def test_a_job_that_fails_is_tried_again_later_and_later_and_then_given_up() -> None:
    job = enqueue("break_down", "bí mật của xã")
    pauses = []
    for number in range(1, TRIES + 1):
        before = timezone.now()
        assert Worker().work_once() is True
        job.refresh_from_db()
        assert len(job.worker_ids) == number
        if job.status == TaskResultStatus.READY:
            pauses.append(round((job.run_after - before).total_seconds()))
            assert Worker().work_once() is False, "it waits"
            DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    assert pauses == list(PAUSES)
    assert (job.status, job.exception_class_path) == (
        TaskResultStatus.FAILED,
        "builtins.RuntimeError",
    )


def test_what_the_house_refuses_is_not_tried_again() -> None:
    job = enqueue("refuse", "không bao giờ")
    Worker().work_once()
    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED


def test_one_broken_job_does_not_keep_others_waiting() -> None:
    enqueue("break_down", "hỏng", priority=10)
    enqueue("note", "sau")
    worker = Worker()
    worker.work_once()
    worker.work_once()
    assert sample_jobs.done == ["sau"]


def test_the_job_of_a_worker_that_is_gone_is_taken_up_at_once() -> None:
    job = enqueue("note", "dở", status=TaskResultStatus.RUNNING, worker_ids=["ma-cu"])
    assert take_up_orphans(now=timezone.now()) == 1
    job.refresh_from_db()
    assert (job.status, job.exception_class_path) == (TaskResultStatus.READY, DIED)
    Worker().work_once()
    assert sample_jobs.done == ["dở"]


def test_the_job_of_a_worker_that_shows_life_is_left_alone() -> None:
    beat = living()
    enqueue("note", "đang chạy", status=TaskResultStatus.RUNNING, worker_ids=[str(beat.pk)])
    assert take_up_orphans(now=timezone.now()) == 0


def test_a_job_that_a_living_worker_lost_with_the_database_is_taken_up_by_it() -> None:
    worker = Worker()
    worker._show_life()
    job = enqueue("note", "đứt", status=TaskResultStatus.RUNNING, worker_ids=[str(worker.id)])
    Worker()._look_around()
    assert not worker.work_once(), "to others it is still being run"
    worker._look_around()
    assert worker.work_once()
    job.refresh_from_db()
    assert (job.status, sample_jobs.done) == (TaskResultStatus.SUCCESSFUL, ["đứt"])


def test_a_worker_that_missed_its_beats_is_gone() -> None:
    beat = living(beat_at=timezone.now() - timedelta(seconds=LEASE_SECONDS + 1))
    enqueue("note", "dở", status=TaskResultStatus.RUNNING, worker_ids=[str(beat.pk)])
    assert take_up_orphans(now=timezone.now()) == 1
    assert not WorkerBeat.objects.exists()


def test_a_job_whose_workers_were_killed_waits_a_minute_at_most() -> None:
    now = timezone.now()
    waits = []
    for deaths in range(1, TRIES):
        job = enqueue("note", "đứt", status=TaskResultStatus.RUNNING, worker_ids=["x"] * deaths)
        take_up_orphans(now=now)
        job.refresh_from_db()
        waits.append((job.run_after - now).total_seconds())
    assert waits == [0, 10, 60, 60]


def test_a_job_that_kills_every_worker_is_given_up() -> None:
    job = enqueue(
        "note", "giết", status=TaskResultStatus.RUNNING, worker_ids=[str(n) for n in range(TRIES)]
    )
    take_up_orphans(now=timezone.now())
    job.refresh_from_db()
    assert (job.status, job.exception_class_path) == (TaskResultStatus.FAILED, DIED)


def test_a_worker_thought_dead_cannot_write_over_the_one_that_took_its_job() -> None:
    job = enqueue("note", "hai tay")
    slow, other = Worker(), Worker()
    job.claim(str(slow.id))
    take_up_orphans(now=timezone.now())
    assert other.work_once() is True
    slow._put_off(job, RuntimeError("muộn"))
    job.refresh_from_db()
    assert (job.status, len(job.worker_ids)) == (TaskResultStatus.SUCCESSFUL, 2)


def test_workers_at_once_never_take_the_same_job() -> None:
    words = [str(number) for number in range(24)]
    for word in words:
        enqueue("note", word)

    def work() -> None:
        try:
            worker = Worker()
            while worker.work_once():
                pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    Worker().work_once()
    assert sorted(sample_jobs.done) == sorted(words)


def test_a_worker_signs_in_and_signs_off() -> None:
    stop = threading.Event()
    worker = Worker(stop=stop, interval=0.02)
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert until(lambda: WorkerBeat.objects.filter(host=socket.gethostname()).exists(), seconds=10)
    stop.set()
    thread.join(10)
    assert not WorkerBeat.objects.exists()


ENQUEUE = (
    "from django_tasks_db.models import DBTaskResult, get_date_max;"
    "DBTaskResult.objects.create(args_kwargs={{'args': [{path!r}, {seconds}], 'kwargs': {{}}}},"
    "task_path='tests.operations.sample_jobs.write_slowly', backend_name='default',"
    "run_after=get_date_max())"
)


def test_a_job_whose_worker_was_killed_is_run_by_another_and_a_stop_waits_for_it(
    tmp_path: Path,
) -> None:
    home, written = tmp_path / "home", tmp_path / "written"
    assert manage(home, "migrate", "-v0").returncode == 0
    manage(home, "shell", "-v0", "-c", ENQUEUE.format(path=str(written), seconds=4))
    first = subprocess.Popen(
        [*MANAGE, "worker", "--no-prepare", "--interval", "0.1"],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert until(lambda: written.exists() and written.read_text() == "begun\n", seconds=60)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    with running(home, "worker", "--no-prepare", "--interval", "0.1") as second:
        assert until(lambda: written.read_text() == "begun\nbegun\n", seconds=60)
        second.send_signal(signal.SIGTERM)
        assert second.wait(60) == 0
    assert written.read_text() == "begun\nbegun\ndone\n", "the second run was finished, once"
