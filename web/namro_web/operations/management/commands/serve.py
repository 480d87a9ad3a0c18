"""``namro-web serve``: the site, its static files and its jobs, in one process."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from namro_web.foundation.memory import settle
from namro_web.operations import serving, starting, worker


class Command(BaseCommand):
    """Serve a commune from one machine, with nothing else installed."""

    help = "Chạy trang Năm Rõ: trang, tệp tĩnh và việc nền trong một tiến trình."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and with how many hands."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=6)
        parser.add_argument(
            "--no-jobs", action="store_true", help="Việc nền chạy ở tiến trình khác."
        )
        parser.add_argument(
            "--no-prepare", action="store_true", help="Không tự di trú và gom tệp tĩnh."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the database up to date, then answer until told to stop."""
        if not options["no_prepare"]:
            starting.prepare()
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        settle()
        serving.name_own_address(options["port"])
        door = serving.open_door(options["host"], options["port"])
        stop = threading.Event()
        serving.stop_on_signals(stop)
        hands: threading.Thread | None = None
        if not options["no_jobs"] and worker.are_ours():
            hands = threading.Thread(target=worker.Worker(stop=stop).run, name="jobs", daemon=True)
            hands.start()
        address = f"http://{options['host']}:{options['port']}/"
        self.stdout.write(f"Năm Rõ đang chạy tại {address} (Ctrl+C để dừng)")
        self.stdout.flush()
        serving.serve(application, door, threads=options["threads"], stop=stop)
        if hands is not None:
            # A job at hand is finished; one that takes longer is taken up after the next start.
            hands.join(serving.GRACE_SECONDS)
