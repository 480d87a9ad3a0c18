"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse


class ComparingConfig(AppConfig):
    """Plans beside the plans above them."""

    name = "namro_web.comparing"
    label = "comparing"
    verbose_name = "Đối chiếu"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce the tab of every plan and the words of history."""
        from namro_web.foundation import change_counts

        change_counts.of_office("plan__owner", "comparing.ParentLink", "comparing.ItemLink")

        from namro_web.comparing import cards, sentences
        from namro_web.plans import panels

        panels.announce_tab(
            panels.Tab(
                "comparing",
                "Đối chiếu cấp trên",
                35,
                lambda plan_id: reverse("comparing:coverage", args=[plan_id]),
            )
        )
        panels.announce_beside(
            "comparing",
            panels.Beside(
                "Phục vụ mục tiêu, nhiệm vụ nào của cấp trên",
                lambda plan_id, kind, thing_id: reverse(
                    "comparing:serves", args=[plan_id, kind, thing_id]
                ),
            ),
        )
        panels.announce_overview("comparing", cards.overview_cards)
        panels.announce_stylesheet("comparing/comparing.css")
        sentences.announce_all()
