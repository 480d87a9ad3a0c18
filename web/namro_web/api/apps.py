"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The JSON API."""

    name = "namro_web.api"
    label = "api"
    verbose_name = "API"
