"""What tests of comparing share: Trung Hội's own plan, adopted."""

from __future__ import annotations

from pathlib import Path

import pytest

from namro_web.plans.models import Plan
from tests.comparing.sample import adopt_sample
from tests.tasks.world import World, make_world


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def world(db: None) -> World:
    """A commune, its cast, and a plan with a task of every kind."""
    return make_world()


@pytest.fixture
def plan(world: World) -> Plan:
    """The plan of Trung Hội, read from its file and adopted."""
    return Plan.objects.get(pk=adopt_sample(world))
