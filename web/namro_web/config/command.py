"""The command ``namro-web``: Django's management commands and our own (``serve``, ``demo``, …)."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run one management command under the installation's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "namro_web.config.settings.base")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0
