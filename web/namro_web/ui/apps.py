"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look, and the way of answering."""

    name = "namro_web.ui"
    label = "ui"
    verbose_name = "Giao diện"
