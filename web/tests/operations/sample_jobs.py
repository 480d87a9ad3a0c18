"""Jobs that tests enqueue."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task

from namro_web.foundation.errors import Invalid

done: list[str] = []


@task()
def note(word: str) -> None:
    done.append(word)


@task()
def break_down(word: str) -> None:
    raise RuntimeError(word)


@task()
def refuse(word: str) -> None:
    raise Invalid("tests.never", word)


@task()
def write_slowly(path: str, seconds: float) -> None:
    """Begins a line, takes its time, and ends it once."""
    file = Path(path)
    with file.open("a") as out:
        out.write("begun\n")
    time.sleep(seconds)
    with file.open("a") as out:
        out.write("done\n")
