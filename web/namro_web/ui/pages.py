"""The ways a view answers: a page, its fragment, a toast, a way onward."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from namro_web.foundation.errors import Refusal


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    nav: str = "",
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the whole page, or with its fragment when only that was asked for.

    Args:
        request: Who asks; an htmx request that restores history gets the whole page.
        template: The page; it includes the fragment, never copies it.
        context: What both are drawn from.
        nav: The entry of the left column to mark.
        fragment: The part htmx replaces.
        status: The HTTP status.
    """
    htmx: Any = getattr(request, "htmx", None)
    wants_part = bool(htmx and not htmx.boosted and not htmx.history_restore_request)
    chosen = fragment if fragment and wants_part else template
    response = render(request, chosen, {"nav": nav, **(context or {})}, status=status)
    if fragment:
        response.headers["Vary"] = "HX-Request"
    return response


def fragment(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a part of a page, whoever asks."""
    return render(request, template, dict(context or {}), status=status)


def changed_since(refusal: Refusal | None) -> dict[str, Any]:
    """Give what somebody else changed since a page was opened, as ``ui/_changed.html`` shows it."""
    data: dict[str, Any] = refusal.data if refusal else {}
    updates = [
        {**one, "moment": datetime.fromisoformat(one["at"])} for one in data.get("updates", [])
    ]
    return {"changes": data.get("changes", []), "updates": updates}


def toast(response: HttpResponse, message: str, *, tone: str = "done") -> HttpResponse:
    """Show a short sentence when an htmx answer arrives."""
    # Headers are ASCII; JSON escapes the Vietnamese letters.
    response.headers["HX-Trigger"] = json.dumps({"namro:toast": {"message": message, "tone": tone}})
    return response


def see_other(request: HttpRequest, url: str, *, message: str = "") -> HttpResponse:
    """Send on to a page after something was done, saying what."""
    if message:
        messages.success(request, message)
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response.headers["HX-Redirect"] = url
        return response
    return redirect(url)
