"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The JSON API."""

    name = "namro_web.api"
    label = "api"
    verbose_name = "API"

    def ready(self) -> None:
        """Tell tokens which parts there are to be limited to."""
        from importlib.util import find_spec

        from namro_web.api.parts import ROUTERS
        from namro_web.tokens import parts

        for app, (word, heading) in ROUTERS.items():
            if find_spec(f"namro_web.{app}.api") is not None:
                parts.announce(word, heading)
