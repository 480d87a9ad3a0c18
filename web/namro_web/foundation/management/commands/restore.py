"""``namro-web restore FILE``: an empty installation becomes what a backup says."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro_web.foundation import clock
from namro_web.foundation.backups.envelope import secret_in
from namro_web.foundation.backups.restoring import restore_backup, what_stands_in_the_way
from namro_web.foundation.errors import Refusal
from namro_web.foundation.progress_bar import ProgressBar

AGREEMENT = "thay thế"


class Command(BaseCommand):
    """Put a backup back, all of it or nothing."""

    help = (
        "Khôi phục từ tệp sao lưu vào hệ thống trống; trọn vẹn hoặc không gì cả. "
        "--replace thay toàn bộ dữ liệu đang có, sau khi xác nhận. Hãy dừng trang trước khi chạy."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, its key, and whether to replace what is there."""
        parser.add_argument("file", type=Path, metavar="TỆP")
        parser.add_argument("--key-file", type=Path, default=None, metavar="KHÓA")
        parser.add_argument("--replace", action="store_true", help="Thay dữ liệu đang có.")
        parser.add_argument(
            "--yes", action="store_true", help="Không hỏi lại (dùng với --replace)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say what is there now."""
        key: Path | None = options["key_file"]
        if options["replace"] and not options["yes"]:
            self._confirm()
        try:
            restored = restore_backup(
                options["file"],
                secret=secret_in(key) if key else None,
                at=clock.now(),
                replace=options["replace"],
                tell=ProgressBar("Khôi phục").tell,
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        held = restored.manifest
        self.stdout.write(
            f"Đã khôi phục bản lập lúc {held.made_at}: {held.rows} dòng dữ liệu, "
            f"{len(held.files)} tệp; lịch sử nguyên vẹn tới dòng {held.history_number}. "
            "Mọi người đăng nhập lại bằng mật khẩu như trước."
        )
        if restored.removed_files:
            self.stdout.write(f"Đã bỏ {restored.removed_files} tệp không thuộc bản khôi phục.")
        for name, value in sorted(held.settings.items()):
            self.stdout.write(f"Thiết đặt ở nơi sao lưu: {name}={value}")

    def _confirm(self) -> None:
        there = what_stands_in_the_way()
        if not there:
            return
        self.stdout.write(f"Toàn bộ dữ liệu đang có ({there}, …) sẽ bị thay và không lấy lại được.")
        try:
            answer = input(f"Gõ “{AGREEMENT}” để tiếp tục: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != AGREEMENT:
            raise CommandError("Đã dừng, không có gì bị thay đổi.")
