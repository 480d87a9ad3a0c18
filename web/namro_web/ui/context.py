"""What the frame of every page shows; apps above add their entries through a registry."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from namro_web.ui.navigation import entries_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the frame its entries and its label for invented data."""
    return {
        "frame_entries": entries_for(request),
        "frame_demo": settings.DEMO_DATA,
        "frame_theme": request.COOKIES.get("theme", "auto"),
    }
