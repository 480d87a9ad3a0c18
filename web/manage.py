"""Run a management command from a checkout; the installed name of the same is ``namro-web``."""

from __future__ import annotations

import sys

from namro_web.config.command import main

if __name__ == "__main__":
    sys.exit(main())
