"""Starts the site's commands from a process that has loaded the program once: a restart loads nothing.

What it starts is what ``namro-web web`` and ``namro-web worker`` are: a process of its own with its
own processes, to be killed and ended like them. Takes a list of words per line on standard input
and answers each with the number of the process.
"""

from __future__ import annotations

import json
import os
import signal
import sys

from namro_web.config.command import place_of_counts

# As the command does: known before anything is counted. Each site then gets a place of its own.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = place_of_counts()

import django

django.setup()

from django.core.management import execute_from_command_line  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connections  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from namro_web.operations.management.commands import web, worker  # noqa: E402, F401


def main() -> None:
    """Start what is asked for until there is nobody to ask."""
    get_wsgi_application()
    assert get_resolver().url_patterns
    connections.close_all()
    # Whoever ends is forgotten at once; who killed it looks whether it is gone.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        words = json.loads(line)
        pid = os.fork()
        if not pid:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            nothing, said = os.open(os.devnull, os.O_RDONLY), os.dup(2)
            os.dup2(nothing, 0)
            os.dup2(said, 1)
            code = 1
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = place_of_counts()
            try:
                execute_from_command_line(["namro-web", *words])
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
