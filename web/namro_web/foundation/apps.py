"""Django's card of the app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class FoundationConfig(AppConfig):
    """The ground floor."""

    name = "namro_web.foundation"
    label = "foundation"
    verbose_name = "Nền móng"

    def ready(self) -> None:
        """Keep the counting of changes in the database as the tables are."""
        from namro_web.foundation import change_counts

        change_counts.of_nobody(
            "foundation.HistoryLine",
            "foundation.HistoryHead",
            "foundation.HistoryArchive",
            "foundation.ChangeCount",
        )
        pre_migrate.connect(_before, sender=self, dispatch_uid="foundation.change-counts")
        post_migrate.connect(_after, sender=self, dispatch_uid="foundation.change-counts")


def _before(using: str, plan: Any = (), **kwargs: Any) -> None:
    """Take the triggers away while tables are rebuilt."""
    from namro_web.foundation import change_counts

    if plan:
        change_counts.remove(using)


def _after(using: str, **kwargs: Any) -> None:
    """Put them on the tables there are now; one that was rebuilt has lost its own."""
    from django.db import connections

    from namro_web.foundation import change_counts

    if change_counts.TABLE in connections[using].introspection.table_names():
        change_counts.install(using)
