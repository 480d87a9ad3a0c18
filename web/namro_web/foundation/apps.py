"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """The ground floor."""

    name = "namro_web.foundation"
    label = "foundation"
    verbose_name = "Nền móng"
