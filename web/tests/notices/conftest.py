"""What tests of notices share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notices.mail_server import MailServer
from tests.tasks.world import World, make_world


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def world(db: None) -> World:
    """A commune, its cast with addresses, and a plan with a task of every kind."""
    made = make_world()
    for name, person in made.people.items():
        person.email = f"{name}@xa.example"
        person.save()
    return made


@pytest.fixture
def mail_server(settings: object) -> Iterator[MailServer]:
    """A real SMTP server on loopback, and the site set up to send through it."""
    with MailServer() as server:
        for name, value in server.settings().items():
            setattr(settings, name, value)
        yield server
