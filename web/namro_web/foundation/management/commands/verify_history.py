"""``namro-web verify_history``: is the history whole, as it was written?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro_web.foundation.history import first_broken_line
from namro_web.foundation.models import HistoryLine


class Command(BaseCommand):
    """Walk the chain of hashes and name the first line touched, removed or moved."""

    help = "Kiểm tra chuỗi lịch sử; báo dòng đầu tiên bị sửa, xoá hoặc đổi chỗ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that it is whole, or fail with the number of the first broken line."""
        broken = first_broken_line()
        if broken is not None:
            raise CommandError(f"Lịch sử không còn nguyên vẹn từ dòng {broken}.")
        self.stdout.write(f"Lịch sử nguyên vẹn: {HistoryLine.objects.count()} dòng.")
