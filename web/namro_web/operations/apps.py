"""Django's card of the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from namro_web.foundation.sentences import Sentence


class OperationsConfig(AppConfig):
    """What keeps the site running."""

    name = "namro_web.operations"
    label = "operations"
    verbose_name = "Vận hành"

    def ready(self) -> None:
        """Announce the page of jobs, how a retry reads, and what is checked before deploying."""
        from namro_web.foundation import change_counts

        change_counts.of_nobody("operations.WorkerBeat", "django_tasks_database.DBTaskResult")

        from namro_web.foundation import sentences
        from namro_web.operations import checks, receivers
        from namro_web.ui.navigation import Entry, announce_in_menu

        announce_in_menu(Entry("jobs", "Công việc nền", "settings", "operations:jobs", order=60))
        sentences.announce("operations.job-retried", _retried, label="chạy lại công việc nền")
        checks.register()
        receivers.connect()


def _retried(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    words = f"cho chạy lại công việc nền “{data.get('job', '')}”"
    return Sentence(words, f"Đã thử {data.get('attempts', 0)} lần", "rotate", "in_progress")
