"""Django's card of the app."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from namro_web.foundation.sentences import Sentence


class JournalConfig(AppConfig):
    """The page of history."""

    name = "namro_web.journal"
    label = "journal"
    verbose_name = "Nhật ký"

    def ready(self) -> None:
        """Announce the entry in the menu of the account, and how the system's own acts read."""
        from namro_web.foundation import sentences
        from namro_web.ui.navigation import Entry, announce_in_menu

        announce_in_menu(Entry("journal", "Nhật ký hệ thống", "history", "journal:list"))
        sentences.announce("journal.exported", _exported, label="tải nhật ký về")
        sentences.announce(
            "foundation.secret-refused", _secret_refused, label="bị từ chối vì dấu chỉ độ mật"
        )
        sentences.announce(
            "foundation.data-keys-rotated", _rotated, label="thay khóa mã hóa dữ liệu"
        )
        sentences.announce("foundation.history-archived", _archived, label="lưu trữ lịch sử cũ")
        sentences.announce("foundation.backup-made", _backed_up, label="sao lưu hệ thống")
        sentences.announce("foundation.backup-restored", _restored, label="khôi phục hệ thống")


def _exported(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    asked = "; ".join(f"{name}: {value}" for name, value in data.get("asked", {}).items())
    words = f"tải {data.get('rows', 0)} dòng nhật ký về ({data.get('kind', '')})"
    return Sentence(words, f"Bộ lọc {asked}" if asked else "Không lọc", "download", "waiting_event")


def _secret_refused(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    words = f"bị từ chối vì nội dung gửi lên mang dấu chỉ độ mật “{data.get('mark', '')}”"
    return Sentence(words, f"Ở {data.get('where', '')}; nội dung không được lưu", "lock", "overdue")


def _rotated(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    words = f"thay khóa mã hóa dữ liệu, mã hóa lại {data.get('texts', 0)} mục"
    return Sentence(words, icon="key", tone="done")


def _archived(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    words = f"lưu trữ lịch sử từ dòng {data.get('first', 0)} đến dòng {data.get('last', 0)}"
    return Sentence(words, f"SHA-256 {data.get('sha256', '')}", "file-export", "done")


def _backed_up(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    words = f"sao lưu toàn bộ hệ thống vào tệp “{data.get('file', '')}”"
    return Sentence(words, f"SHA-256 {data.get('sha256', '')}", "file-export", "done")


def _restored(data: Mapping[str, Any]) -> Sentence:
    from namro_web.foundation.sentences import Sentence

    words = f"khôi phục toàn bộ hệ thống từ tệp “{data.get('file', '')}”"
    detail = f"Bản lập lúc {data.get('made_at', '')}, lịch sử tới dòng {data.get('lines', 0)}"
    return Sentence(words, detail, "arrow-back-up", "overdue")
