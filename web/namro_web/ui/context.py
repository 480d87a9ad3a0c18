"""What the frame of every page shows; apps above add their entries through a registry."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from namro_web.foundation import clock
from namro_web.ui.navigation import bar_entries_for, entries_for, menu_entries_for

# A phone's bottom bar has room for five; with more, the fifth opens the rest.
BOTTOM_BAR = 5


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the frame its entries, its clock and its label for invented data."""
    # A fragment that htmx asked for is drawn without the frame.
    whole_page = not getattr(request, "htmx", None)
    entries = entries_for(request) if whole_page else []
    split = BOTTOM_BAR if len(entries) <= BOTTOM_BAR else BOTTOM_BAR - 1
    return {
        "frame_entries": entries,
        "frame_first_entries": entries[:split],
        "frame_more_entries": entries[split:],
        "frame_bar_entries": bar_entries_for(request) if whole_page else [],
        "frame_menu_entries": menu_entries_for(request) if whole_page else [],
        "frame_demo": settings.DEMO_DATA,
        "frame_theme": request.COOKIES.get("theme", "auto"),
        "frame_now": clock.now(),
    }
