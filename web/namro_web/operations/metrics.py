"""What Prometheus reads: counts of requests, and the state of the installation when asked.

Several processes share their counts through files in ``PROMETHEUS_MULTIPROC_DIR``, which
``namro-web web`` sets. Nothing here names a person, a unit or a document.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter(
    "namro_requests", "Requests answered", ["route", "method", "status"], registry=None
)
DURATION = Histogram(
    "namro_request_seconds", "Time to answer", ["route"], buckets=BUCKETS, registry=None
)
SIGN_INS_FAILED = Counter("namro_sign_ins_failed", "Wrong names, passwords or codes", registry=None)


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    with _never_in_the_way():
        REQUESTS.labels(route, method, str(status)).inc()
        DURATION.labels(route).observe(seconds)


def count_failed_sign_in() -> None:
    """Count a wrong name, password or code."""
    with _never_in_the_way():
        SIGN_INS_FAILED.inc()


@contextmanager
def _never_in_the_way() -> Iterator[None]:
    """Lose a count rather than an answer: systems sweep folders of temporary files while we run."""
    try:
        yield
    except OSError:
        log.warning("a count was lost: the folder of the counts is gone or full", exc_info=True)
        with suppress(OSError):
            Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")).mkdir(mode=0o700, exist_ok=True)


def written() -> bytes:
    """Give everything in the form Prometheus reads."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for one in (REQUESTS, DURATION, SIGN_INS_FAILED):
            registry.register(one)
    registry.register(_Installation())
    return generate_latest(registry)


class _Installation(Collector):
    """The state of the installation; a database that does not answer is itself a value."""

    def collect(self) -> Iterator[Metric]:
        from namro_web.operations.queries import state_of_jobs, state_of_records

        free = shutil.disk_usage(Path(settings.HOME)).free
        yield _gauge("namro_disk_free_bytes", "Room on the disk of NAMRO_HOME", free)
        try:
            jobs, records = state_of_jobs(), state_of_records()
        except (DatabaseError, InterfaceError):
            yield _gauge("namro_database_up", "The database answers", 0)
            return
        yield _gauge("namro_database_up", "The database answers", 1)
        yield _gauge("namro_jobs_waiting", "Background jobs waiting", jobs.waiting)
        yield _gauge("namro_jobs_running", "Background jobs running", jobs.running)
        yield _gauge("namro_jobs_failed", "Background jobs given up", jobs.failed)
        yield _gauge("namro_job_oldest_seconds", "Longest wait of a due job", jobs.oldest_seconds)
        yield _gauge("namro_workers", "Workers that show life", jobs.workers)
        yield _gauge("namro_history_lines", "Lines of history", records.history_lines)
        if records.backup_age_seconds is not None:
            yield _gauge(
                "namro_backup_age_seconds", "Since the last backup", records.backup_age_seconds
            )


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)
