"""``namro-web demo``: three communes, their plans adopted and a year of simulated work, then the site."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from namro_web.foundation import clock

MARK = "demo.ready"
OURS = "demo.folder"
BAR = 28


class Command(BaseCommand):
    """Show the whole loop on one machine, with real plans and invented progress."""

    help = (
        "Trình diễn: đọc và ban hành ba kế hoạch mẫu, mô phỏng tiến độ, rồi chạy trang. "
        "Dữ liệu nằm trong thư mục riêng; lần chạy sau giữ nguyên, --reset làm lại từ đầu."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and whether to start over."""
        port = os.environ.get("PORT", "") or "8000"
        parser.add_argument("--port", type=int, default=int(port) if port.isdigit() else 8000)
        parser.add_argument("--reset", action="store_true", help="Xóa dữ liệu trình diễn, làm lại.")
        parser.add_argument("--no-serve", action="store_true", help="Chỉ chuẩn bị dữ liệu.")
        parser.add_argument("--samples", type=Path, default=None, help="Thư mục kế hoạch mẫu.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the data once, print what there is, serve."""
        home = Path(settings.HOME)
        if not options["no_serve"]:
            _must_be_free(options["port"])
        if options["reset"] or not (home / MARK).exists():
            samples = options["samples"] or _samples()
            self._start_over(home)
            self._build(samples, home)
        else:
            self.stdout.write(f"Giữ dữ liệu trình diễn đã có trong {home}.")
            self.stdout.write((home / MARK).read_text(encoding="utf-8"))
        if not options["no_serve"]:
            call_command("serve", port=options["port"])

    def _start_over(self, home: Path) -> None:
        """Empty the demonstration's own folder; any other folder is left alone."""
        if not settings.DEMO_DATA:
            raise CommandError(
                "Lệnh này chỉ chạy trên dữ liệu trình diễn. Hãy gọi: namro-web demo (không đặt "
                "DJANGO_SETTINGS_MODULE), hoặc đặt NAMRO_DEMO=1 với một NAMRO_HOME riêng."
            )
        if list(home.glob("*.sqlite3")) and not (home / OURS).exists():
            raise CommandError(
                f"Thư mục {home} đang giữ dữ liệu thật, không phải dữ liệu trình diễn, nên không bị "
                "xóa. Hãy đặt NAMRO_HOME là một thư mục khác."
            )
        home.mkdir(parents=True, exist_ok=True)
        (home / OURS).touch()
        connections.close_all()
        for name in ("files", "static"):
            shutil.rmtree(home / name, ignore_errors=True)
        for pattern in ("*.sqlite3*", "history-seals*", MARK):
            for leftover in home.glob(pattern):
                leftover.unlink()

    def _build(self, samples: Path, home: Path) -> None:
        from namro_web.intake.demonstration import build

        started = time.monotonic()
        self._tell("Tạo cơ sở dữ liệu", 0, 100)
        call_command("migrate", verbosity=0, interactive=False)
        self._tell("Tạo cơ sở dữ liệu", 100, 100)
        shown = build(samples, now=clock.now(), tell=self._tell)
        took = time.monotonic() - started
        text = "\n".join(_lines(shown))
        self.stdout.write("")
        self.stdout.write(text)
        self.stdout.write(f"Chuẩn bị xong trong {took:.1f} giây.".replace(".", ",", 1))
        (home / MARK).write_text(text, encoding="utf-8")

    def _tell(self, words: str, done: int, total: int) -> None:
        """Draw the bar on one line of a terminal; elsewhere say only what is finished."""
        share = done / total if total else 1.0
        bar = "█" * round(BAR * share) + "░" * (BAR - round(BAR * share))
        line = f"{bar} {round(100 * share):3d}%  {words}"
        if sys.stdout.isatty():
            self.stdout.write(f"\r\033[K{line}", ending="\n" if done >= total else "")
            self.stdout.flush()
        elif done >= total:
            self.stdout.write(line)


def _lines(shown: list[Any]) -> list[str]:
    from namro_web.intake.demonstration import PASSWORD

    lines: list[str] = []
    for one in shown:
        count = one.summary
        lines += [
            "",
            f"Xã {one.sample.name}: {one.title}",
            f"  Mục của văn bản      {count.sections:4d}",
            f"  Mục tiêu             {count.objectives:4d}",
            f"  Chỉ tiêu định lượng  {count.targets:4d}   (phụ lục chỉ tiêu: {count.indicators})",
            f"  Nhiệm vụ             {count.tasks:4d}   theo ngày {count.tasks_by_date}, định kỳ "
            f"{count.tasks_recurring}, thường xuyên {count.tasks_continuous}, theo sự kiện "
            f"{count.tasks_on_event}, chưa rõ thời gian {count.tasks_without_deadline}",
            f"  Chế độ báo cáo       {count.obligations:4d}",
            f"  Căn cứ, viện dẫn     {count.citations:4d}",
            f"  Phát hiện            {count.findings:4d}   nghiêm trọng {count.errors}, cần xem "
            f"{count.warnings}, lưu ý {count.notes}",
            f"  Tiến độ mô phỏng     {one.steps:4d}   lượt cập nhật",
        ]
    lines += ["", f"Đăng nhập (tài khoản trình diễn, mật khẩu chung: {PASSWORD})"]
    for one in shown:
        lines.append(f"  Xã {one.sample.name}")
        lines += [
            f"    {person.username:<14} {person.role.label:<26} {person.title}"
            for person in one.sample.people
        ]
    lines.append("")
    return lines


def _samples() -> Path:
    for folder in (Path.cwd(), *Path(__file__).resolve().parents):
        if (folder / "samples" / "trung-hoi" / "plan.txt").exists():
            return folder / "samples"
    raise CommandError("Không thấy thư mục samples/. Hãy chạy lệnh ở thư mục gốc của kho mã.")


def _must_be_free(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CommandError(
                f"Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: "
                f"PORT={port + 1} make demo"
            ) from error
