"""Whether this process can do its work now, said in one word for each thing it needs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from namro_web.foundation.errors import Refusal
from namro_web.foundation.files import store
from namro_web.operations import worker
from namro_web.operations.queries import state_of_jobs, state_of_records

# Below this, uploads and the database would soon fail; the site should be taken out before.
LEAST_ROOM = 200 * 1024 * 1024
# A nightly backup, and two hours for it to be late.
BACKUP_EVERY_SECONDS = 26 * 3600


@dataclass(frozen=True, slots=True)
class Need:
    """One thing the site needs; ``detail`` is for administrators alone."""

    name: str
    met: bool
    detail: str


def needs() -> list[Need]:
    """Try everything once."""
    return [
        _tried("database", _database),
        _tried("migrations", _migrations),
        _tried("storage", _storage),
        _tried("workers", _workers),
        _tried("disk", _disk),
    ]


def last_backup() -> dict[str, object]:
    """Say how old the newest backup is; too old a one takes no site out of service, but is told."""
    try:
        age = state_of_records().backup_age_seconds
    except (DatabaseError, InterfaceError):
        return {"age_seconds": None, "detail": "cơ sở dữ liệu không trả lời"}
    if age is None:
        return {"age_seconds": None, "detail": "chưa sao lưu lần nào"}
    said = f"cách đây {age / 3600:.0f} giờ"
    if age > BACKUP_EVERY_SECONDS:
        said += "; quá một ngày, hãy xem lệnh sao lưu hằng đêm còn chạy không"
    return {"age_seconds": round(age), "detail": said}


def _tried(name: str, attempt: Callable[[], str]) -> Need:
    try:
        wrong = attempt()
    except (DatabaseError, InterfaceError):
        return Need(name, met=False, detail="cơ sở dữ liệu không trả lời")
    except OSError as error:
        return Need(name, met=False, detail=error.strerror or type(error).__name__)
    except Refusal as refusal:
        return Need(name, met=False, detail=refusal.code)
    return Need(name, met=not wrong, detail=wrong or "được")


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"còn {len(waiting)} bước nâng cấp" if waiting else ""


def _storage() -> str:
    store().probe()
    return ""


def _workers() -> str:
    if not worker.are_ours():
        return ""
    jobs = state_of_jobs()
    if jobs.workers:
        return ""
    return "không có tiến trình làm việc nền nào báo sống"


def _disk() -> str:
    free = shutil.disk_usage(Path(settings.HOME)).free
    return f"chỉ còn {free // 2**20} MB" if free < LEAST_ROOM else ""
