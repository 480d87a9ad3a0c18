"""``namro-web archive-history``: move history that has outlived its keeping into files."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from namro_web.foundation import clock
from namro_web.foundation.errors import Refusal
from namro_web.foundation.history import record
from namro_web.foundation.history_archives import archive_before, cutoff


class Command(BaseCommand):
    """Move old lines into signed files; the chain stays provable from its first line."""

    help = (
        "Chuyển các dòng lịch sử cũ hơn NAMRO_HISTORY_YEARS năm (hoặc --years) vào tệp lưu trữ có chữ "
        "ký. Không dòng nào bị xóa mà không có trong tệp."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many years stay."""
        parser.add_argument("--years", type=int, default=settings.HISTORY_YEARS, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        """Archive, and write down that it was done."""
        at = clock.now()
        try:
            with transaction.atomic():
                made = archive_before(cutoff(options["years"], at=at), at=at)
                for archive in made:
                    record(
                        "foundation.history-archived",
                        archive,
                        by=None,
                        at=at,
                        first=archive.first,
                        last=archive.last,
                        sha256=archive.sha256,
                    )
        except Refusal as refused:
            raise CommandError(refused.message) from refused
        lines = sum(one.last - one.first + 1 for one in made)
        self.stdout.write(f"Đã lưu trữ {lines} dòng vào {len(made)} tệp.")
