"""What other apps show on a unit's page: each announces its part when it is loaded.

# in an app's AppConfig.ready()
unit_panels.announce("tasks", owed_card, stylesheet="tasks/tasks.css")
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.safestring import SafeString

from namro_web.accounts.models import User

Draw = Callable[[UUID, User, datetime], SafeString]

_parts: dict[str, Draw] = {}
_stylesheets: dict[str, str] = {}


def announce(key: str, draw: Draw, *, stylesheet: str = "") -> None:
    """Put a part on every unit's page, for whoever reads (again: replaces it)."""
    _parts[key] = draw
    if stylesheet:
        _stylesheets[key] = stylesheet


def stylesheets() -> list[str]:
    """Give what the parts are drawn with."""
    return list(_stylesheets.values())


def parts_of(unit_id: UUID, *, by: User, at: datetime) -> list[SafeString]:
    """Draw what the apps above have of a unit."""
    return [draw(unit_id, by, at) for draw in _parts.values()]
