"""``namro-web backup FILE``: the whole installation in one file, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro_web.foundation import clock
from namro_web.foundation.backups.envelope import secret_in
from namro_web.foundation.backups.making import make_backup
from namro_web.foundation.errors import Refusal
from namro_web.foundation.progress_bar import ProgressBar


class Command(BaseCommand):
    """Write rows, stored files and settings into one file, with proof that it is whole."""

    help = (
        "Sao lưu toàn bộ hệ thống vào một tệp: dữ liệu, tệp đã tải lên, thiết đặt, mã kiểm tra. "
        "Chạy được khi trang đang hoạt động."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and with which key."""
        parser.add_argument("file", type=Path, metavar="TỆP")
        parser.add_argument(
            "--key-file", type=Path, default=None, metavar="KHÓA", help="Mã hóa bằng tệp khóa này."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say what it holds."""
        key: Path | None = options["key_file"]
        try:
            made = make_backup(
                options["file"],
                secret=secret_in(key) if key else None,
                at=clock.now(),
                tell=ProgressBar("Sao lưu").tell,
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            raise CommandError(f"Không ghi được tệp sao lưu: {error.strerror}.") from error
        held = made.manifest
        self.stdout.write(
            f"Đã sao lưu vào {options['file']} ({made.size / 1e6:.1f} MB"
            f"{', đã mã hóa' if key else ''}): {held.rows} dòng dữ liệu, {len(held.files)} tệp, "
            f"lịch sử tới dòng {held.history_number}."
        )
        self.stdout.write(f"SHA-256 {made.sha256}")
        if made.missing:
            self.stderr.write(
                f"Cảnh báo: {made.missing} tệp được nhắc tới trong dữ liệu không còn trên đĩa."
            )
