"""``namro-web rotate-data-keys``: a new key for the fields that lie encrypted in the database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from namro_web.foundation import data_keys


class Command(BaseCommand):
    """Encrypt every listed field anew and forget the older keys."""

    help = (
        "Thay khóa mã hóa các trường dữ liệu cá nhân: lập khóa mới, mã hóa lại tất cả, bỏ khóa cũ. "
        "Sao lưu trước khi chạy; bản sao lưu cũ mang theo khóa cũ của nó."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how much was encrypted anew."""
        done = data_keys.rotate()
        for name, count in done.items():
            self.stdout.write(f"{count:8d} {name}")
        self.stdout.write("Đã thay khóa và mã hóa lại.")
