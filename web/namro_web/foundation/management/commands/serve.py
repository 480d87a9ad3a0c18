"""``namro-web serve``: the site, its static files and its jobs, in one process."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Serve a commune from one machine, with nothing else installed."""

    help = "Chạy trang Năm Rõ: trang, tệp tĩnh và việc nền trong một tiến trình."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen and with how many hands."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--threads", type=int, default=8)
        parser.add_argument(
            "--no-jobs", action="store_true", help="Việc nền chạy ở tiến trình khác."
        )
        parser.add_argument(
            "--no-prepare", action="store_true", help="Không tự di trú và gom tệp tĩnh."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring the database up to date, then answer until told to stop."""
        from waitress import serve

        if not options["no_prepare"]:
            call_command("migrate", verbosity=0, interactive=False)
            if not settings.DEBUG:
                call_command("collectstatic", verbosity=0, interactive=False)
        from django.core.wsgi import get_wsgi_application

        application = get_wsgi_application()
        if not options["no_jobs"] and "DatabaseBackend" in settings.TASKS["default"]["BACKEND"]:
            threading.Thread(target=_work, name="jobs", daemon=True).start()
        address = f"http://{options['host']}:{options['port']}/"
        self.stdout.write(f"Năm Rõ đang chạy tại {address} (Ctrl+C để dừng)")
        serve(
            application,
            host=options["host"],
            port=options["port"],
            threads=options["threads"],
            ident="",
            # Above the upload limit on purpose: a file that is too large is refused by the page, in
            # words, and not by a broken connection.
            max_request_body_size=5 * settings.UPLOAD_LIMIT,
            **_proxy(),
        )


def _proxy() -> dict[str, Any]:
    """Believe the proxy on this machine, and nobody else, about HTTPS and the asker's address."""
    if not settings.SECURE_PROXY_SSL_HEADER:
        return {}
    return {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
    }


def _work() -> None:
    from django_tasks_db.management.commands.db_worker import Worker

    worker = Worker(
        queue_names=["default"],
        interval=1.0,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="in-process",
        excluded_queue_names=[],
    )
    worker.run()
