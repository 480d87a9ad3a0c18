"""``namro-web refresh_search``: make the index of the search anew from what it is made of."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from namro_web.finding.entries import refresh_all


class Command(BaseCommand):
    """Write every entry of the search again."""

    help = "Lập lại chỉ mục tìm kiếm từ dữ liệu. Chạy được khi trang đang hoạt động."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say how many entries there are."""
        self.stdout.write(f"Đã lập lại chỉ mục tìm kiếm: {refresh_all()} mục.")
