"""Django's card of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.apps import AppConfig
from django.http import HttpRequest

if TYPE_CHECKING:
    from namro_web.accounts.models import User


class NoticesConfig(AppConfig):
    """Notices: what people are told, and when."""

    name = "namro_web.notices"
    label = "notices"
    verbose_name = "Thông báo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce the bell of the top bar and the words of history."""
        from namro_web.foundation import change_counts

        change_counts.of_office("root", "notices.ReminderRules")
        change_counts.of_person("recipient", "notices.Notice")
        change_counts.of_nobody("notices.Wishes", "notices.Mail", "notices.Hearing")

        from namro_web.foundation import rounds
        from namro_web.notices import wording
        from namro_web.notices.jobs import round_of_notices
        from namro_web.notices.open_work import calendars_of, close
        from namro_web.organisations import open_work
        from namro_web.ui.navigation import Entry, announce_in_bar

        announce_in_bar(Entry("notices", "Thông báo", "bell", "notices:list", count=_unread))
        rounds.announce("notices", every=60, walk=round_of_notices)
        open_work.announce("notices", calendars_of, close)
        wording.announce_all()


def _unread(request: HttpRequest) -> int:
    from namro_web.notices.queries import unread_count

    return unread_count(cast("User", request.user))
