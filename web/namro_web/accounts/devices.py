"""A browser and its machine in words, from what the browser says of itself."""

from __future__ import annotations

# The first that fits: most browsers also claim to be the ones they descend from.
BROWSERS = [
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
MACHINES = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "điện thoại Android"),
    ("Windows", "máy Windows"),
    ("Mac OS X", "máy Mac"),
    ("CrOS", "máy ChromeOS"),
    ("Linux", "máy Linux"),
]


def in_words(user_agent: str) -> str:
    """Say ``Chrome trên máy Windows``; what is not recognised is said so."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "Trình duyệt khác")
    machine = next((name for mark, name in MACHINES if mark in user_agent), "")
    return f"{browser} trên {machine}" if machine else browser
