"""The left column: each app announces its entry when it is loaded; nobody lists them all.

# in an app's AppConfig.ready()
navigation.announce(Entry("plans", "Kế hoạch", "map-2", "plans:list", order=20))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from namro_web.foundation.errors import Refusal
from namro_web.ui.doors import Rule, SignInFirst


@dataclass(frozen=True)
class Entry:
    """One place to go.

    Attributes:
        key: What a page names in its ``nav`` context to mark itself.
        label: Its Vietnamese name.
        icon: A Tabler icon.
        url_name: Where it leads.
        order: Its place in the column.
        count: How many things wait there for this asker; nothing is shown for 0.
    """

    key: str
    label: str
    icon: str
    url_name: str
    order: int = 50
    count: Callable[[HttpRequest], int] | None = None


@dataclass(frozen=True)
class Link:
    """An entry as one request sees it."""

    key: str
    label: str
    icon: str
    url: str
    count: int


_entries: dict[str, Entry] = {}
# What only some people need, and seldom: it stands in the menu of the account.
_in_menu: dict[str, Entry] = {}
# What must be seen from everywhere: beside the name of the person, with its number.
_in_bar: dict[str, Entry] = {}


def announce(entry: Entry) -> None:
    """Put an entry in the column (again: replaces it)."""
    _entries[entry.key] = entry


def announce_in_menu(entry: Entry) -> None:
    """Put an entry in the menu of the account instead."""
    _in_menu[entry.key] = entry


def announce_in_bar(entry: Entry) -> None:
    """Put an entry in the top bar instead."""
    _in_bar[entry.key] = entry


@lru_cache(maxsize=256)
def _door(url_name: str) -> tuple[str, Rule | None]:
    """Give an entry's address and the rule of its page, which stay the same while we run."""
    url = reverse(url_name)
    return url, getattr(resolve(url).func, "access_rule", None)


def _may_enter(request: HttpRequest, rule: Rule | None) -> bool:
    """Ask the page's own rule, so that no entry leads to a closed door."""
    if rule is None:
        return True
    try:
        rule(request)
    except (Refusal, SignInFirst):
        return False
    return True


def entries_for(request: HttpRequest) -> list[Link]:
    """Give the entries that exist, in order; none to whoever has not signed in."""
    return _links(request, _entries)


def menu_entries_for(request: HttpRequest) -> list[Link]:
    """Give the entries of the menu of the account that open for this asker."""
    return _links(request, _in_menu)


def bar_entries_for(request: HttpRequest) -> list[Link]:
    """Give the entries of the top bar that open for this asker."""
    return _links(request, _in_bar)


def _links(request: HttpRequest, announced: dict[str, Entry]) -> list[Link]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    is_counted = not getattr(request, "frame_counts_nothing", False)
    links = []
    for entry in sorted(announced.values(), key=lambda e: e.order):
        try:
            url, rule = _door(entry.url_name)
        except NoReverseMatch:
            continue
        if not _may_enter(request, rule):
            continue
        waiting = entry.count(request) if entry.count and is_counted else 0
        links.append(Link(entry.key, entry.label, entry.icon, url, waiting))
    return links
