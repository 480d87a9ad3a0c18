"""What tests of the search share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tasks.world import World, make_world


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def world(db: None) -> World:
    """A commune, its cast, and a plan with a task of every kind."""
    return make_world()
