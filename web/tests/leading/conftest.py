"""What tests of the overview share."""

from __future__ import annotations

from pathlib import Path

import pytest

from namro_web.foundation import clock
from tests.tasks.world import NOON, World, make_world


@pytest.fixture(autouse=True)
def _still(settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: NOON.date())


@pytest.fixture
def world(db: None) -> World:
    """A commune, its cast, and a plan with a task of every kind."""
    return make_world()
