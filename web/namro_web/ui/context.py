"""What the frame of every page shows; apps above add their entries through a registry."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from namro_web.foundation import clock
from namro_web.ui.navigation import Link, bar_entries_for, entries_for, menu_entries_for

# A phone's bottom bar has room for five; with more, the fifth opens the rest.
BOTTOM_BAR = 5


class Frame:
    """The frame's entries, its clock and its label for invented data, worked out when first drawn.

    A fragment that htmx asked for, and the parts that a view draws before its page, need none of it.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.is_demo: bool = settings.DEMO_DATA
        self.theme = request.COOKIES.get("theme", "auto")
        self.now: datetime = clock.now()

    @cached_property
    def entries(self) -> list[Link]:
        """The column of places."""
        return entries_for(self._request)

    @property
    def first(self) -> list[Link]:
        """What a phone's bottom bar has room for."""
        split = BOTTOM_BAR if len(self.entries) <= BOTTOM_BAR else BOTTOM_BAR - 1
        return self.entries[:split]

    @property
    def more(self) -> list[Link]:
        """What opens behind it."""
        return self.entries[len(self.first) :]

    @cached_property
    def bar(self) -> list[Link]:
        """The entries of the top bar."""
        return bar_entries_for(self._request)

    @cached_property
    def menu(self) -> list[Link]:
        """The entries of the menu of the account."""
        return menu_entries_for(self._request)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template the frame of its request."""
    return {"frame": Frame(request)}
