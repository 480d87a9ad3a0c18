"""The command ``namro-web``: Django's management commands and our own (``serve``, ``demo``, …)."""

from __future__ import annotations

import os
import sys
import tempfile


def place_of_counts() -> str:
    """Make the folder in which the processes of one site share their counts.

    In memory where that can be had: a process that writes a count onto a full disk would be ended
    by the system in the middle of an answer.
    """
    memory = "/dev/shm"  # noqa: S108
    has_memory = os.path.isdir(memory) and os.access(memory, os.W_OK)
    return tempfile.mkdtemp(prefix="namro-metrics-", dir=memory if has_memory else None)


def main() -> int:
    """Run one management command under the installation's settings."""
    if sys.argv[1:2] == ["demo"]:
        # The demonstration has a folder and a database of its own, whatever else is set here.
        os.environ["NAMRO_DEMO"] = "1"
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("NAMRO_HOME", os.path.join("var", "demo"))
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        # People write `verify-history`; a Python file cannot be called that.
        sys.argv[1] = sys.argv[1].replace("-", "_")
    if sys.argv[1:2] == ["web"]:
        # Its processes share their counts through files; this must be known before they are counted.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = place_of_counts()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro_web.config.settings.base")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0
