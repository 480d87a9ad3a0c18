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
        from namro_web.organisations import open_work, wording
        from namro_web.organisations.keys_of_posts import delegations_of, end_delegations
        from namro_web.organisations.search import units_found
        from namro_web.ui import searching
        from namro_web.ui.navigation import Entry, announce, announce_in_menu

        announce(Entry("organisations", "Đơn vị", "sitemap", "organisations:units", order=60))
        announce(Entry("people", "Người dùng", "users", "organisations:people", order=65))
        announce_in_menu(
            Entry("delegations", "Ủy quyền", "users", "organisations:delegations", order=30)
        )
        announce_in_menu(
            Entry(
                "handover",
                "Bàn giao công việc",
                "clipboard-list",
                "organisations:handovers",
                order=32,
            )
        )
        wording.announce_all()
        searching.announce("organisations", "Đơn vị", units_found, order=60)
        # Last on the list of what somebody leaves: what goes by itself.
        open_work.announce("organisations", delegations_of, end_delegations)
