"""Queries per page are a committed baseline: a loop of queries shows up as one changed number.

    from tests.counting import assert_queries

    def test_the_list_of_plans_takes_a_fixed_number_of_queries(...):
        assert_queries("plans:list", browser, "/ke-hoach/")

``NAMRO_RECORD_QUERIES=1 pytest …`` writes the numbers; the change is reviewed as a diff.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

SNAPSHOT = Path(__file__).parent / "snapshots" / "queries.json"
RECORDING = os.environ.get("NAMRO_RECORD_QUERIES") == "1"


def assert_queries(page: str, browser: Client, url: str, **headers: str) -> None:
    """Open a page and compare how many queries it took with what is on record."""
    browser.get(url, headers=headers)  # the first visit writes the session
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(url, headers=headers)
    assert answer.status_code == 200, f"{url} answered {answer.status_code}"
    known: dict[str, int] = json.loads(SNAPSHOT.read_text("utf-8")) if SNAPSHOT.exists() else {}
    if RECORDING:
        known[page] = len(asked)
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", "utf-8")
    said = "\n".join(str(query["sql"])[:160] for query in asked)
    assert known.get(page) == len(asked), (
        f"{page}: {len(asked)}, on record {known.get(page)}\n{said}"
    )
