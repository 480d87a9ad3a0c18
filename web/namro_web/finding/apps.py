"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class FindingConfig(AppConfig):
    """The search."""

    name = "namro_web.finding"
    label = "finding"
    verbose_name = "Tìm kiếm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the index from now on, and answer the search of the frame."""
        from namro_web.foundation import change_counts

        change_counts.of_office("owner", "finding.Entry")

        from namro_web.finding import listening, queries
        from namro_web.finding.people import people_found
        from namro_web.organisations.scopes import offices_shown
        from namro_web.ui import searching

        listening.connect()
        searching.announce_index(queries.find, queries.plan_choices, offices_shown)
        searching.announce("people", "Người", people_found, order=70)
