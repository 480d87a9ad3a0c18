"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig


class LeadingConfig(AppConfig):
    """The leader's page and the weekly list of late tasks."""

    name = "namro_web.leading"
    label = "leading"
    verbose_name = "Điều hành"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take the entry of the overview, and say how history reads."""
        from namro_web.foundation import change_counts

        change_counts.of_office("owner", "leading.LateList")

        from namro_web.leading import sentences
        from namro_web.ui.navigation import Entry, announce

        announce(Entry("dashboard", "Tổng quan", "chart-bar", "leading:page", order=15))
        sentences.announce_all()
