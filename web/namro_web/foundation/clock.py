"""The one place that knows what time it is.

Actions and queries take the time as an argument; only doors ask the clock. A demonstration or a
test may hold it still, for its own context alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_datetime

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_held: ContextVar[datetime | None] = ContextVar("held_time", default=None)


def now() -> datetime:
    """Give the moment as a clock on a wall in Việt Nam shows it.

    ``NAMRO_NOW`` (ISO, e.g. ``2026-11-12T09:10``) sets the day of a demonstration.
    """
    held = _held.get() or _demonstration_time()
    return held if held is not None else datetime.now(VIETNAM)


def today() -> date:
    """Give the date in Việt Nam."""
    return now().date()


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock still inside the ``with`` block."""
    local = moment.replace(tzinfo=VIETNAM) if moment.tzinfo is None else moment.astimezone(VIETNAM)
    token = _held.set(local)
    try:
        yield
    finally:
        _held.reset(token)


def _demonstration_time() -> datetime | None:
    written = os.environ.get("NAMRO_NOW", "")
    parsed = parse_datetime(written) if written else None
    if parsed is None:
        return None
    return parsed.replace(tzinfo=VIETNAM) if parsed.tzinfo is None else parsed.astimezone(VIETNAM)
