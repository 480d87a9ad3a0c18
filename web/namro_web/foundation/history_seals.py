"""Notes of where the chain of history ended, kept outside the database that holds the chain.

A chain proves that nothing inside it was changed; it cannot prove that its newest lines were not
cut off, nor that somebody with the database in hand did not write all of it anew. Each seal says
“line N had hash H”, signed with the installation's secret key, in a file that only grows. Copied
elsewhere (a backup carries the newest one), the seals bind whoever has both machine and key.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from namro_web.foundation.models import HistoryLine

log = logging.getLogger(__name__)

# Writing a seal flushes a file; so much history may at most stand unsealed while people work.
EVERY_SECONDS = 300
EVERY_LINES = 200
_SALT = "namro.history.seal"

_last: dict[str, tuple[float, int]] = {}


@dataclass(frozen=True, slots=True)
class Seal:
    """One note; ``valid`` says whether it carries this installation's signature."""

    number: int
    hash: str
    at: str
    valid: bool


def seal_when_due(line: HistoryLine) -> None:
    """Seal the end of the chain after a commit, if the last seal of this process is old enough."""
    path = _path()
    if path is None:
        return
    when, number = _last.get(str(path), (float("-inf"), 0))
    now = time.monotonic()
    if now - when < EVERY_SECONDS and line.number - number < EVERY_LINES:
        return
    try:
        seal(line.number, line.hash)
    except OSError:
        # The act itself is committed; a full disk must not turn it into an error for its person.
        log.exception("could not seal the history at line %s", line.number)


def seal(number: int, digest: str) -> None:
    """Add a seal to the file and flush it to the disk."""
    path = _path()
    if path is None or not number:
        return
    at = datetime.now(UTC).isoformat(timespec="seconds")
    note = {"number": number, "hash": digest, "at": at, "mac": _mac(number, digest, at)}
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(json.dumps(note) + "\n")
        out.flush()
        os.fsync(out.fileno())
    _last[str(path)] = (time.monotonic(), number)


def seals() -> list[Seal]:
    """Give every seal, oldest first; a note that cannot be read counts as a forged one."""
    path = _path()
    return list(_read(path)) if path is not None and path.exists() else []


def set_aside() -> Path | None:
    """Rename the file, when another history takes the place of the one it speaks of."""
    path = _path()
    if path is None:
        return None
    _last.pop(str(path), None)
    if not path.exists():
        return None
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return path.rename(path.with_name(f"{path.stem}-{stamp}{path.suffix}"))


def put_back(aside: Path | None) -> None:
    """Undo :func:`set_aside`, when the other history did not come after all."""
    path = _path()
    if aside is not None and path is not None:
        aside.rename(path)


def _read(path: Path) -> Iterator[Seal]:
    for written in path.read_text("utf-8", errors="replace").splitlines():
        try:
            note: dict[str, Any] = json.loads(written)
            number, digest, at = int(note["number"]), str(note["hash"]), str(note["at"])
            valid = constant_time_compare(_mac(number, digest, at), str(note["mac"]))
        except (ValueError, KeyError, TypeError):
            yield Seal(0, "", "", valid=False)
        else:
            yield Seal(number, digest, at, valid)


def _path() -> Path | None:
    return Path(settings.HISTORY_SEALS) if settings.HISTORY_SEALS else None


def _mac(number: int, digest: str, at: str) -> str:
    return salted_hmac(_SALT, f"{number} {digest} {at}", algorithm="sha256").hexdigest()
