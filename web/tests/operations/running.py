"""The commands as people run them: real processes, a folder of their own, a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

WEB = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(WEB / "manage.py")]


def environment(home: Path, **settings: str) -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NAMRO_", "DJANGO_", "DATABASE_"))
    } | {"NAMRO_HOME": str(home), "PYTHONPATH": str(WEB), "NAMRO_LOG_FORMAT": "json", **settings}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def manage(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MANAGE, *words],
        env=environment(home, **settings),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@contextmanager
def running(home: Path, *words: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    home.mkdir(parents=True, exist_ok=True)
    with (home / "log").open("a") as log:
        process = subprocess.Popen(
            [*MANAGE, *words], env=environment(home, **settings), stdout=log, stderr=log, text=True
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until(what: Callable[[], bool], *, seconds: float = 90.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def got(url: str, *, seconds: float = 10.0, **headers: str) -> tuple[int, str]:
    """What an address answers: its status and text; 0 when nobody answers."""
    asked = urllib.request.Request(url, headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=seconds) as answer:  # noqa: S310
            return int(answer.status), answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return 0, ""


def answers(url: str) -> bool:
    return got(f"{url}/song/", seconds=2)[0] == 200
