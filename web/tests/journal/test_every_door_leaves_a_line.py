"""Whatever leaves the system as a file is told in history: all addresses are walked, none listed."""

from __future__ import annotations

import re

from django.test import Client

from namro_web.foundation.models import HistoryLine
from tests.make import browser_of
from tests.tasks.world import World
from tests.test_every_url_has_a_rule import addresses, example

# Empty forms to fill in, and what holds nothing of anybody.
EMPTY = {"people-template"}
# A person's own codes are shown once by the library that makes them; that act leaves its own line.
OWN = {"mfa_download_recovery_codes"}


def downloads() -> list[tuple[str, str]]:
    """Give the addresses whose answer may be a file, by name and example."""
    return [
        (pattern.name or where, example(pattern, where))
        for where, pattern in addresses()
        if not where.startswith(("api/", "static/"))
        and re.search(r"tai-ve|\.(?:csv|xlsx|docx|pdf|zip)|tep-goc|/tep", where)
        and pattern.name not in EMPTY | OWN
    ]


def is_a_file(browser: Client, address: str) -> bool:
    answer = browser.get(address)
    return answer.status_code == 200 and "attachment" in answer.get("Content-Disposition", "")


def test_every_file_that_leaves_is_a_line_of_history(world: World) -> None:
    walked, untold = 0, []
    for who in (world.coordinator, world.leader):
        browser = browser_of(who)
        for name, address in downloads():
            before = HistoryLine.objects.count()
            if is_a_file(browser, address):
                walked += 1
                if HistoryLine.objects.count() == before:
                    untold.append(f"{name} {address}")
    assert walked >= 4
    assert untold == []


def test_reading_lists_leaves_no_line(world: World) -> None:
    browser = browser_of(world.leader)
    before = HistoryLine.objects.count()
    for address in ("/nhiem-vu/", "/ke-hoach/", "/lich-su/", "/tong-quan/", "/don-vi/"):
        assert browser.get(address).status_code == 200
    assert HistoryLine.objects.count() == before
