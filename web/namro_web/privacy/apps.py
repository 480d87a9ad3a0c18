"""Django's card of the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from namro_web.foundation.sentences import Sentence

_ASKED = {"copy": "bản sao dữ liệu cá nhân", "erasure": "xóa dữ liệu cá nhân"}


class PrivacyConfig(AppConfig):
    """Personal data."""

    name = "namro_web.privacy"
    label = "privacy"
    verbose_name = "Dữ liệu cá nhân"

    def ready(self) -> None:
        """Announce the entry in the menu, how the acts read, and where contacts lie encrypted."""
        from namro_web.foundation import change_counts

        change_counts.of_nobody("privacy.DataRequest")

        from namro_web.foundation.data_keys import announce_sealed
        from namro_web.foundation.sentences import announce
        from namro_web.privacy.sealed import reseal
        from namro_web.ui.navigation import Entry, announce_in_menu

        announce_in_menu(Entry("privacy", "Dữ liệu cá nhân", "shield-lock", "privacy:page"))
        announce("privacy.request-received", _received, label="ghi nhận yêu cầu về dữ liệu cá nhân")
        announce("privacy.copy-given", _copied, label="cung cấp bản sao dữ liệu cá nhân")
        announce_sealed("Liên hệ của người có yêu cầu", reseal)


def _received(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    asked = _ASKED.get(str(data.get("kind", "")), "dữ liệu cá nhân")
    due = f"Hạn trả lời {data['due']}" if data.get("due") else ""
    return Sentence(f"ghi nhận yêu cầu {asked}", due, "shield-lock", "in_progress")


def _copied(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    return Sentence("cung cấp bản sao dữ liệu cá nhân theo yêu cầu", icon="download", tone="done")
