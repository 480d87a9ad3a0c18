"""``namro-web check-backup FILE``: is a backup whole, and what does it hold?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from namro_web.foundation.backups.archive import Manifest
from namro_web.foundation.backups.envelope import is_encrypted, secret_in
from namro_web.foundation.backups.restoring import check_backup
from namro_web.foundation.errors import Refusal
from namro_web.foundation.progress_bar import ProgressBar


class Command(BaseCommand):
    """Read every byte against its fingerprints; touches no data."""

    help = "Kiểm tra một tệp sao lưu: còn nguyên vẹn không, chứa những gì. Không thay đổi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and its key."""
        parser.add_argument("file", type=Path, metavar="TỆP")
        parser.add_argument("--key-file", type=Path, default=None, metavar="KHÓA")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what it holds, or fail with what is wrong."""
        key: Path | None = options["key_file"]
        try:
            manifest = check_backup(
                options["file"],
                secret=secret_in(key) if key else None,
                tell=ProgressBar("Kiểm tra tệp sao lưu").tell,
            )
            hidden = is_encrypted(options["file"])
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        for line in described(manifest):
            self.stdout.write(line)
        self.stdout.write("Nguyên vẹn" + (", đã mã hóa." if hidden else ", không mã hóa."))


def described(manifest: Manifest) -> list[str]:
    """Say what a backup holds."""
    names = {
        f"data/{model._meta.label_lower}.jsonl": str(model._meta.verbose_name)
        for model in apps.get_models(include_auto_created=True)
    }
    lines = [
        f"Lập lúc {manifest.made_at}, namro-web {manifest.program}, từ {manifest.database}",
        f"Lịch sử tới dòng {manifest.history_number}, mã {manifest.history_hash or '(trống)'}",
        f"{manifest.rows:8d} dòng dữ liệu",
        f"{len(manifest.files):8d} tệp, {manifest.file_bytes / 1e6:.1f} MB",
    ]
    lines += [
        f"{table.rows:8d} {names.get(table.name, table.name)}"
        for table in sorted(manifest.tables, key=lambda table: -table.rows)
        if table.rows
    ]
    lines += [f"Thiết đặt {name}={value}" for name, value in sorted(manifest.settings.items())]
    return lines
