"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Units, posts, names."""

    name = "namro_web.organisations"
    label = "organisations"
    verbose_name = "Đơn vị"

    def ready(self) -> None:
        """Announce the entry of the left column, and that units can be found."""
        from namro_web.organisations import wording
        from namro_web.organisations.search import units_found
        from namro_web.ui import searching
        from namro_web.ui.navigation import Entry, announce

        announce(Entry("organisations", "Đơn vị", "sitemap", "organisations:units", order=60))
        wording.announce_all()
        searching.announce("organisations", "Đơn vị", units_found, order=60)
