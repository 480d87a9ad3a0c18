"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse


class AmendingConfig(AppConfig):
    """Plans through time: amendments, versions, any two days side by side."""

    name = "namro_web.amending"
    label = "amending"
    verbose_name = "Phiên bản kế hoạch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce the tab of every plan, where amending drafts lead, and the words of history."""
        from namro_web.foundation import change_counts

        change_counts.of_office("plan__owner", "amending.Amendment")

        from namro_web.amending import sentences
        from namro_web.intake import destinations
        from namro_web.plans import panels

        panels.announce_tab(
            panels.Tab(
                "versions",
                "Phiên bản",
                55,
                lambda plan_id: reverse("amending:versions", args=[plan_id]),
            )
        )
        destinations.announce(_destination)
        sentences.announce_all()


def _destination(draft_id: int) -> str | None:
    from namro_web.amending.queries import amendment_of_draft

    plan_id = amendment_of_draft(draft_id)
    return None if plan_id is None else reverse("amending:workspace", args=[plan_id])
