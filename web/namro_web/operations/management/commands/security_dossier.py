"""``namro-web security-dossier``: a draft of the security-level dossier from what really runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from namro_web.foundation import clock
from namro_web.operations.dossier import BLANK, as_markdown, dossier, write_docx


class Command(BaseCommand):
    """Read settings and database, write Markdown to the screen or files."""

    help = (
        "Lập bản nháp hồ sơ đề xuất cấp độ an toàn hệ thống thông tin từ cấu hình đang chạy; "
        "chỗ chỉ người biết để trống."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--docx", type=Path, default=None, metavar="TỆP")
        parser.add_argument("--markdown", type=Path, default=None, metavar="TỆP")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say how much people must still fill in."""
        parts = dossier(at=clock.now())
        written = as_markdown(parts)
        try:
            if options["docx"]:
                write_docx(parts, options["docx"])
            if options["markdown"]:
                options["markdown"].write_text(written, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"Không ghi được hồ sơ: {error.strerror}.") from error
        if not options["docx"] and not options["markdown"]:
            self.stdout.write(written)
            return
        self.stdout.write(
            f"Đã lập bản nháp; còn {written.count(BLANK)} chỗ để người phụ trách điền."
        )
