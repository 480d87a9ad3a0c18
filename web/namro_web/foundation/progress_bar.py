"""Long work in a terminal shows how far it is, in numbers; elsewhere it stays silent."""

from __future__ import annotations

import sys
from typing import TextIO

WIDTH = 28


class ProgressBar:
    """One line that is drawn over and over: bar, share, count, words."""

    def __init__(self, words: str, stream: TextIO | None = None) -> None:
        self.words = words
        self.stream = stream or sys.stderr
        self._shown = -1

    def tell(self, done: int, total: int) -> None:
        """Draw how far the work is; nothing when nobody watches."""
        if not self.stream.isatty():
            return
        share = min(1.0, done / total) if total else 1.0
        percent = round(100 * share)
        ended = done >= total
        if percent == self._shown and not ended:
            return
        self._shown = percent
        bar = "█" * round(WIDTH * share) + "░" * (WIDTH - round(WIDTH * share))
        count = f"{done:,}/{total:,}".replace(",", ".")
        end = "\n" if ended else ""
        self.stream.write(f"\r\033[K{bar} {percent:3d}%  {self.words}  {count}{end}")
        self.stream.flush()
