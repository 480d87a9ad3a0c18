"""Django's card of the app."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse


class InspectingConfig(AppConfig):
    """Conclusions and recommendations of inspection."""

    name = "namro_web.inspecting"
    label = "inspecting"
    verbose_name = "Kiểm tra"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce the entry, the tab of a plan, what passes on, and the words of history."""
        from namro_web.foundation import change_counts

        change_counts.of_office("owner", "inspecting.Conclusion")

        from namro_web.inspecting import sentences
        from namro_web.inspecting.open_work import conclusions_of, pass_on
        from namro_web.organisations import open_work
        from namro_web.plans import panels
        from namro_web.ui.navigation import Entry, announce_in_menu

        announce_in_menu(
            Entry("inspecting", "Kết luận kiểm tra", "gavel", "inspecting:list", order=20)
        )
        panels.announce_tab(
            panels.Tab(
                "inspecting",
                "Kiểm tra",
                45,
                lambda plan_id: f"{reverse('inspecting:list')}?ke-hoach={plan_id}",
            )
        )
        open_work.announce("inspecting", conclusions_of, pass_on)
        sentences.announce_all()
