"""``namro-web check-files``: is every file that the data speaks of there, as it was kept?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro_web.foundation.errors import Refusal
from namro_web.foundation.files import store
from namro_web.foundation.progress_bar import ProgressBar
from namro_web.operations.file_checks import check_files, remove_orphans

SHOWN = 50


class Command(BaseCommand):
    """Read every stored file, name what is missing, altered or spoken of by nobody."""

    help = (
        "Đối chiếu dữ liệu với kho tệp: tệp thiếu, tệp bị sửa, tệp thừa; nói phải làm gì. "
        "Mã thoát 1 khi có tệp thiếu hoặc bị sửa."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How thorough, and whether to tidy."""
        parser.add_argument("--quick", action="store_true", help="Không đọc nội dung từng tệp.")
        parser.add_argument(
            "--remove-orphans",
            action="store_true",
            help="Bỏ tệp không dữ liệu nào nhắc tới, đã quá một ngày.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found and what to do."""
        try:
            unfinished = store().tidy()
            verdict = check_files(
                read_all=not options["quick"], tell=ProgressBar("Kiểm tra tệp").tell
            )
            removed = remove_orphans(verdict.orphans) if options["remove_orphans"] else 0
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            raise CommandError(f"Không đọc được kho tệp: {error.strerror}.") from error
        self.stdout.write(f"{verdict.where}: {verdict.whole} tệp nguyên vẹn.")
        if unfinished:
            self.stdout.write(f"Đã bỏ {unfinished} tệp tải dở của lần chạy trước.")
        self._list("Thiếu", verdict.missing)
        self._list("Bị sửa", verdict.altered)
        if verdict.orphans:
            self.stdout.write(
                f"Thừa: {len(verdict.orphans)} tệp không dữ liệu nào nhắc tới"
                + (f"; đã bỏ {removed}." if options["remove_orphans"] else ".")
            )
            if not options["remove_orphans"]:
                self.stdout.write(
                    "  Thường là của lần tải lên bị ngắt, không hại gì. Bỏ: --remove-orphans."
                )
        if not verdict.is_well:
            raise CommandError(
                "Kho tệp không khớp dữ liệu. Lấy lại tệp thiếu, tệp bị sửa từ bản sao lưu gần nhất còn "
                "chúng (`namro-web check-backup`, rồi `namro-web restore` vào một máy khác và chép "
                "thư mục files sang); tìm nguyên nhân (ổ hỏng, ai đó sửa) trước khi chạy tiếp."
            )

    def _list(self, what: str, files: dict[str, list[str]]) -> None:
        if not files:
            return
        self.stdout.write(f"{what}: {len(files)} tệp")
        for sha256, rows in list(files.items())[:SHOWN]:
            said = ", ".join(rows[:3]) + (" …" if len(rows) > 3 else "")
            self.stdout.write(f"  {sha256[:16]}…  {said or 'không dữ liệu nào nhắc tới'}")
        if len(files) > SHOWN:
            self.stdout.write(f"  … và {len(files) - SHOWN} tệp khác")
