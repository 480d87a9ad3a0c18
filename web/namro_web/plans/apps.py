"""The app as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse


class PlansConfig(AppConfig):
    """Plans: their pages, their history and their place in the search."""

    name = "namro_web.plans"
    label = "plans"
    verbose_name = "Kế hoạch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce the entry, the tabs, the search and the words of history."""
        from namro_web.foundation import change_counts

        change_counts.of_office("owner", "plans.Document", "plans.Plan")
        change_counts.of_office("office", "plans.ClarityRule")
        change_counts.of_office(
            "plan__owner", "plans.PlanVersion", "plans.Section", "plans.Objective",
            "plans.Citation", "plans.ReportingDuty",
        )  # fmt: skip

        from namro_web.organisations.dependants import announce as announce_work
        from namro_web.plans import panels, wording
        from namro_web.plans.dependants import PASSING, work_of
        from namro_web.ui import navigation

        announce_work("plans", work_of, passing=PASSING)
        navigation.announce(navigation.Entry("plans", "Kế hoạch", "map-2", "plans:list", order=20))
        for key, label, order in (
            ("overview", "Tổng quan", 10),
            ("grounds", "Căn cứ, chế độ báo cáo", 40),
            ("source", "Văn bản nguồn", 50),
            ("history", "Lịch sử thay đổi", 60),
        ):
            panels.announce_tab(
                panels.Tab(
                    key,
                    label,
                    order,
                    lambda plan_id, key=key: reverse(f"plans:{key}", args=[plan_id]),  # type: ignore[misc]
                )
            )
        wording.announce_all()
