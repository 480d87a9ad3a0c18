"""Search across apps: each announces how to look through its own things; nobody lists them all.

# in an app's AppConfig.ready()
searching.announce("plans", "Kế hoạch", find_plans, order=20)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Result:
    """One thing found: what it is called, where it opens, and a line about it."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """What one app found."""

    title: str
    results: Sequence[Result]


# (request, accent-free key, at most) → results; each sees only what its asker may see.
Finder = Callable[[HttpRequest, str, int], Sequence[Result]]

_finders: dict[str, tuple[int, str, Finder]] = {}


def announce(name: str, title: str, finder: Finder, *, order: int = 50) -> None:
    """Let an app's things be found (again: replaces it)."""
    _finders[name] = (order, title, finder)


def find(request: HttpRequest, key: str, *, limit: int = 12) -> list[Group]:
    """Ask every app; leave out those that found nothing."""
    if len(key) < 2:
        return []
    groups = [
        Group(title, finder(request, key, limit))
        for _, title, finder in sorted(_finders.values(), key=lambda entry: entry[:2])
    ]
    return [group for group in groups if group.results]
