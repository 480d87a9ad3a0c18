"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Units, posts, names."""

    name = "namro_web.organisations"
    label = "organisations"
    verbose_name = "Đơn vị"
