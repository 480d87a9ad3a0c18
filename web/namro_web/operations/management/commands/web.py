"""``namro-web web``: the site in several processes; its jobs run in ``namro-web worker``."""

from __future__ import annotations

import os
import shutil
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from namro_web.foundation.memory import settle
from namro_web.operations import serving, starting


class Command(BaseCommand):
    """Serve a province: as many processes as the machine has cores, on one address."""

    help = "Chạy trang bằng nhiều tiến trình trên một máy (Linux, macOS); việc nền chạy bằng lệnh worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and with how many hands."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 2)
        # Python runs one thread of a process at a time: with ten of them a page spent as long waiting
        # for its turn as it took; four keep a processor busy while others wait for the database.
        parser.add_argument("--threads", type=int, default=4, help="Mỗi tiến trình.")
        parser.add_argument(
            "--no-prepare", action="store_true", help="Không tự di trú và gom tệp tĩnh."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare once, load the program once, then divide."""
        if not hasattr(os, "fork"):
            raise CommandError(
                "Hệ điều hành này không có nhiều tiến trình; hãy dùng: namro-web serve"
            )
        if options["processes"] < 1:
            raise CommandError("Cần ít nhất một tiến trình.")
        if not options["no_prepare"]:
            starting.prepare()
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        settle()
        door = serving.open_door(options["host"], options["port"])
        # A connection belongs to one process.
        connections.close_all()

        seats = serving.Seats(options["processes"])

        def answer(stop: threading.Event, place: int) -> None:
            serving.serve(
                application, door, threads=options["threads"], stop=stop, seats=seats, place=place
            )

        self.stdout.write(
            f"Năm Rõ đang chạy tại http://{options['host']}:{options['port']}/ "
            f"({options['processes']} tiến trình)"
        )
        self.stdout.flush()
        try:
            code = serving.run_processes(options["processes"], answer)
        finally:
            shutil.rmtree(os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""), ignore_errors=True)
        if code:
            raise CommandError("Các tiến trình dừng ngay sau khi chạy; xem nhật ký ở trên.")
