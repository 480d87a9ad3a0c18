"""What every test of the site shares: a still clock and the named cast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from namro_web.foundation import clock

NOON = datetime(2026, 11, 12, 9, 10, tzinfo=clock.VIETNAM)


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.held_at(NOON):
        yield
