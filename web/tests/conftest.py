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
    """Leave out what starts databases of its own in the run of the other kind: once is enough."""
    other = "on_sqlite" if connection.vendor == "postgresql" else "on_postgresql"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
