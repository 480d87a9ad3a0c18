"""What is made sure of before the first request: the shape of the database, and that it keeps its word."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections

from namro_web.foundation.errors import Refusal
from namro_web.foundation.files import store

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)

# Any number that no other program takes: PostgreSQL's advisory locks are known by number.
LOCK = 0x6E616D726F


def prepare() -> None:
    """Bring the database up to date, gather static files, tidy; one process at a time.

    Raises:
        CommandError: The database would acknowledge what a power cut takes away.
    """
    with _alone():
        refuse_unsafe_database()
        _in_a_child(_bring_up_to_date)
    with suppress(OSError, Refusal):
        store().tidy()


def _bring_up_to_date() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False)


def _in_a_child(work: Callable[[], None]) -> None:
    """Do it in a process of its own where there are such: what it loads is then given back.

    The history of migrations alone takes more memory than the site does all day.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        work()
        return
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if not pid:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            log.exception("the database could not be brought up to date")
        finally:
            connections.close_all()
            sys.stdout.flush()
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise CommandError("Không nâng cấp được cơ sở dữ liệu hoặc tệp tĩnh; xem lỗi ở trên.")


def refuse_unsafe_database() -> None:
    """Stop a server whose database would forget.

    Raises:
        CommandError: It would, and nobody said that this is wanted.
    """
    wrong = durability_faults()
    if not wrong:
        return
    said = " ".join(wrong)
    if settings.UNSAFE_DATABASE:
        log.critical("%s Dữ liệu đã báo lưu có thể mất khi mất điện.", said)
        return
    raise CommandError(
        f"{said} Dữ liệu đã báo lưu có thể mất khi mất điện, nên trang không khởi động. Hãy đặt lại; "
        "nếu chấp nhận mất dữ liệu (máy chạy thử), đặt NAMRO_UNSAFE_DATABASE=1."
    )


def durability_faults() -> list[str]:
    """Say in sentences what of the database's settings does not keep what is acknowledged."""
    return [
        f"{name} đang là “{found}”, phải là “{wanted}”."
        for name, (found, wanted) in durability().items()
        if (found in {"off", "local"} if wanted == "on" else found != wanted)
    ]


def durability() -> dict[str, tuple[str, str]]:
    """Give each setting that keeps data, as it is and as it should be."""
    wanted = (
        {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}
        if connection.vendor == "postgresql"
        else {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    )
    found = {}
    with connection.cursor() as cursor:
        for name in wanted:
            ask = "SHOW" if connection.vendor == "postgresql" else "PRAGMA"
            cursor.execute(f"{ask} {name}")
            found[name] = str(cursor.fetchone()[0])
    return {name: (found[name], wanted[name]) for name in wanted}


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other processes of the installation waiting: on this machine, and on its database."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".starting").open("w") as gate:
        os.chmod(gate.name, 0o600)
        if fcntl is not None:
            fcntl.flock(gate.fileno(), fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        # A connection of its own: the usual one is closed and opened again meanwhile.
        own = connection.copy("starting")
        try:
            with own.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield
        finally:
            # The lock ends with the connection.
            own.close()
