"""``namro-web backup FILE``: the whole installation in one file, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from namro_web.foundation import clock
from namro_web.foundation.backups.envelope import secret_in
from namro_web.foundation.backups.making import drop_older, make_backup
from namro_web.foundation.backups.restoring import check_backup
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
        parser.add_argument(
            "file",
            type=Path,
            metavar="TỆP",
            help="Tên tệp; hoặc một thư mục đã có, để lệnh đặt tên theo ngày giờ.",
        )
        parser.add_argument(
            "--key-file", type=Path, default=None, metavar="KHÓA", help="Mã hóa bằng tệp khóa này."
        )
        parser.add_argument(
            "--keep",
            type=int,
            default=None,
            metavar="N",
            help="Sau khi sao lưu xong và kiểm tra thấy nguyên vẹn, chỉ giữ N bản mới nhất trong thư mục.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say what it holds."""
        key: Path | None = options["key_file"]
        file: Path = options["file"]
        folder, keep = file if file.is_dir() else None, options["keep"]
        if keep is not None and (folder is None or keep < 1):
            raise CommandError("--keep N (từ 1) dùng với một thư mục đã có.")
        if folder is not None:
            # By the machine's own clock: a demonstration's held day must not put them out of order.
            name = f"namro-{timezone.now():%Y%m%d-%H%M%S}"
            file = folder / f"{name}.{'namro' if key else 'zip'}"
        try:
            secret = secret_in(key) if key else None
            made = make_backup(
                file, secret=secret, at=clock.now(), tell=ProgressBar("Sao lưu").tell
            )
            if keep is not None:
                # No older one goes before this one has been read from the disk and found whole.
                check_backup(file, secret=secret, tell=ProgressBar("Kiểm tra").tell)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            raise CommandError(f"Không ghi được tệp sao lưu: {error.strerror}.") from error
        held = made.manifest
        self.stdout.write(
            f"Đã sao lưu vào {file} ({made.size / 1e6:.1f} MB"
            f"{', đã mã hóa' if key else ''}): {held.rows} dòng dữ liệu, {len(held.files)} tệp, "
            f"lịch sử tới dòng {held.history_number}."
        )
        self.stdout.write(f"SHA-256 {made.sha256}")
        if folder is not None and keep is not None:
            older = drop_older(folder, keep=keep)
            self.stdout.write(
                f"Đã kiểm tra, nguyên vẹn. Giữ {keep} bản mới nhất, bỏ {len(older)} bản cũ."
            )
        if made.missing:
            self.stderr.write(
                f"Cảnh báo: {made.missing} tệp được nhắc tới trong dữ liệu không còn, hoặc không còn "
                "nguyên vẹn; chạy `namro-web check-files` để biết tệp nào."
            )
