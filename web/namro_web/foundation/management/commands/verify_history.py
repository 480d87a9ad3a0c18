"""``namro-web verify-history``: is the history whole, as it was written?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro_web.foundation import history_seals
from namro_web.foundation.errors import Refusal
from namro_web.foundation.history_archives import check_archives
from namro_web.foundation.history_chain import check_history
from namro_web.foundation.models import HistoryHead
from namro_web.foundation.progress_bar import ProgressBar


class Command(BaseCommand):
    """Walk the chain of hashes and name the first line touched, removed or moved."""

    help = (
        "Kiểm tra chuỗi lịch sử của hệ thống; nêu dòng đầu tiên bị sửa, bị xóa hoặc bị đổi chỗ. "
        "Mã thoát 1 khi lịch sử không còn nguyên vẹn."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to begin."""
        parser.add_argument(
            "--from", type=int, default=1, dest="start", metavar="N", help="Bắt đầu từ dòng N."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that it is whole and seal it, or fail with the first broken line."""
        start = max(1, options["start"])
        verdict = check_history(start=start, tell=ProgressBar("Kiểm tra lịch sử").tell)
        if verdict.first_break is not None:
            broken = verdict.first_break
            raise CommandError(
                f"Lịch sử không còn nguyên vẹn từ dòng {broken.number}. {broken.words} "
                f"{broken.about}".rstrip()
            )
        archived = 0
        if start == 1:
            try:
                archived = check_archives(tell=ProgressBar("Kiểm tra phần lưu trữ").tell)
            except Refusal as refused:
                raise CommandError(refused.message) from refused
        head = HistoryHead.objects.filter(pk=1).first()
        if head is not None and start == 1:
            history_seals.seal(head.number, head.hash)
        since = f" (từ dòng {start})" if start > 1 else ""
        self.stdout.write(
            f"Lịch sử nguyên vẹn: {verdict.lines} dòng{since}, khớp {verdict.seals} dấu niêm."
            + (f" Phần lưu trữ: {archived} dòng, nguyên vẹn." if archived else "")
        )
