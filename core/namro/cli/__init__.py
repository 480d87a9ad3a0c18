"""The command ``namro``: prints what the library returns, decides nothing."""

from __future__ import annotations

from namro.cli.command import main

__all__ = ["main"]
