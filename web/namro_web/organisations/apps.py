"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Units, posts, names."""

    name = "namro_web.organisations"
    label = "organisations"
    verbose_name = "Đơn vị"

    def ready(self) -> None:
        """Announce the entry of the left column."""
        from namro_web.ui.navigation import Entry, announce

        announce(Entry("organisations", "Đơn vị", "sitemap", "organisations:units", order=60))
