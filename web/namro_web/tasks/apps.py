"""The app as Django knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse

if TYPE_CHECKING:
    from namro_web.accounts.models import User


class TasksConfig(AppConfig):
    """Tasks: the work itself, and what it brings to the plan's pages."""

    name = "namro_web.tasks"
    label = "tasks"
    verbose_name = "Nhiệm vụ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce entries, tab, cards, marks, search and the words of history."""
        from namro_web.foundation import change_counts

        change_counts.of_office("plan__owner", "tasks.Task")
        change_counts.of_office(
            "task__plan__owner", "tasks.Assignment", "tasks.Update", "tasks.Obstacle",
            "tasks.Direction", "tasks.ExtensionRequest", "tasks.EventOccurrence", "tasks.Occurrence",
            "tasks.Step", "tasks.Watching",
        )  # fmt: skip
        change_counts.of_office("direction__task__plan__owner", "tasks.DirectionReceipt")
        change_counts.of_office("later__plan__owner", "tasks.Dependency")
        change_counts.of_office("update__task__plan__owner", "tasks.Comment", "tasks.Evidence")
        change_counts.of_office(
            "comment__update__task__plan__owner", "tasks.CommentVersion", "tasks.Mention"
        )
        change_counts.of_office("owner", "tasks.SavedView")
        change_counts.of_person("user", "tasks.TableLook")

        from namro_web.organisations import open_work as work_of_posts
        from namro_web.organisations import unit_panels
        from namro_web.organisations.dependants import announce as announce_work
        from namro_web.plans import panels
        from namro_web.tasks import queries, wording
        from namro_web.tasks.dependants import PASSING, counts_on, work_of
        from namro_web.tasks.open_work import open_work_of, pass_on
        from namro_web.tasks.panels import overview_cards, owed_card
        from namro_web.ui import navigation

        announce_work("tasks", work_of, passing=PASSING, counts=counts_on)
        work_of_posts.announce("tasks", open_work_of, pass_on)
        navigation.announce(
            navigation.Entry(
                "mine", "Việc của tôi", "checklist", "tasks:mine", order=10, count=_waiting
            )
        )
        navigation.announce(
            navigation.Entry("dashboard", "Tổng quan", "chart-bar", "tasks:dashboard", order=15)
        )
        panels.announce_tab(
            panels.Tab(
                "tasks",
                "Nhiệm vụ",
                20,
                lambda plan_id: f"{reverse('tasks:list')}?ke-hoach={plan_id}",
                queries.tasks_in,
            )
        )
        panels.announce_overview("tasks", overview_cards)
        unit_panels.announce("tasks", owed_card, stylesheet="tasks/tasks.css")
        panels.announce_stylesheet("tasks/tasks.css")
        panels.announce_progress(queries.plan_progress)
        panels.announce_marks("tasks", queries.task_marks)
        panels.announce_subjects("tasks.task", queries.task_subjects)
        wording.announce_all()


def _waiting(request: HttpRequest) -> int:
    """Count what cannot wait, for the figure beside the entry."""
    from namro_web.foundation import clock
    from namro_web.plans.finders import may_read
    from namro_web.tasks import queries

    if not may_read(request):
        return 0
    return queries.waiting_for_me(by=cast("User", request.user), at=clock.now())
