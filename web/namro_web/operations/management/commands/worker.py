"""``namro-web worker``: background jobs, beside any number of other workers."""

from __future__ import annotations

import os
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from namro_web.operations import serving, starting
from namro_web.operations.worker import Worker, are_ours


class Command(BaseCommand):
    """Work until told to stop; the job at hand is finished first, a second signal ends at once."""

    help = (
        "Làm việc nền; chạy bao nhiêu tiến trình cũng được, trên nhiều máy cũng được. "
        "Việc dở của tiến trình bị ngắt được làm lại."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, and how often to look for work."""
        parser.add_argument("--processes", type=int, default=1)
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Giây giữa hai lần tìm việc."
        )
        parser.add_argument("--no-prepare", action="store_true", help="Không tự di trú.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare once, then work."""
        if not are_ours():
            raise CommandError("Thiết đặt này chạy việc nền ngay trong trang; không cần worker.")
        if not options["no_prepare"]:
            starting.prepare()

        def work(stop: threading.Event, place: int = 0) -> None:
            Worker(stop=stop, interval=max(0.05, options["interval"])).run()

        self.stdout.write(f"Đang chờ việc nền ({options['processes']} tiến trình)")
        self.stdout.flush()
        if options["processes"] > 1 and hasattr(os, "fork"):
            connections.close_all()
            if serving.run_processes(options["processes"], work):
                raise CommandError("Các tiến trình dừng ngay sau khi chạy; xem nhật ký ở trên.")
            return
        stop = threading.Event()
        serving.stop_on_signals(stop)
        work(stop)
