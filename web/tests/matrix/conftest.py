"""What the tests of the matrix share: one stage for all of them, undone after each."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings

from namro_web.foundation import clock
from tests.matrix.stage import NOON, Scene, make_scene


@pytest.fixture(autouse=True)
def _without_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="package")
def built(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The stage, in a transaction that is never kept."""
    files: Path = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(MEDIA_ROOT=files),
        clock.held_at(NOON),
    ):
        with transaction.atomic():
            yield make_scene()
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture
def scene(built: Scene) -> Iterator[Scene]:
    """The stage as it was built; what a test changes is undone."""
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)
