"""Where a reviewed draft leads when it is not to become a plan of its own.

Intake knows nothing of amendments, which stand above it; they announce which drafts are theirs.
"""

from __future__ import annotations

from collections.abc import Callable

_finders: list[Callable[[int], str | None]] = []


def announce(finder: Callable[[int], str | None]) -> None:
    """Say where some drafts lead; the finder gives an address, or None for drafts not its own."""
    if finder not in _finders:
        _finders.append(finder)


def destination_of(draft_id: int) -> str | None:
    """Give the address that a draft leads to, None when it becomes a plan."""
    return next(filter(None, (finder(draft_id) for finder in _finders)), None)
