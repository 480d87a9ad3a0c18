"""What every test of the site shares: a still clock and the named cast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection

from namro_web.foundation import clock

NOON = datetime(2026, 11, 12, 9, 10, tzinfo=clock.VIETNAM)


@pytest.fixture(autouse=True)
def _still_clock() -> Iterator[None]:
    with clock.held_at(NOON):
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of the run on SQLite what starts a PostgreSQL of its own: once is enough."""
    if connection.vendor == "postgresql":
        return
    left_out = [item for item in items if item.get_closest_marker("on_postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
