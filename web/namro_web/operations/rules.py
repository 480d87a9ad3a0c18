"""Rules of the doors for machines."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from namro_web.foundation.addresses import is_within
from namro_web.foundation.errors import Missing


def may_watch(request: HttpRequest) -> bool:
    """Say whether the asker is a monitor: from its networks, or with its token."""
    if is_within(request.META.get("REMOTE_ADDR", ""), settings.METRICS_NETWORKS):
        return True
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return (
        bool(settings.METRICS_TOKEN)
        and scheme.lower() == "bearer"
        and constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    )


def monitors(request: HttpRequest) -> None:
    """Let in monitors; to anybody else there is nothing here."""
    if not may_watch(request):
        raise Missing("operations.nothing-here", "Trang này không có.")
