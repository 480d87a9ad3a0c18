"""A few sudden deaths with every run of the tests; ``make crash`` does it two hundred times."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection

from tests.crash.killing import Database, Installation, run, told


def test_what_was_acknowledged_outlives_sudden_deaths_and_nothing_is_half_written(
    tmp_path: Path,
) -> None:
    with ExitStack() as open_things:
        settings = {}
        if connection.vendor == "postgresql":
            database = Database(os.environ["DATABASE_URL"])
            settings["DATABASE_URL"] = open_things.enter_context(database)
        figures = run(
            tmp_path / "home",
            kills=6,
            seed=int.from_bytes(os.urandom(3)),
            targets=("hand", "working", "hand", "working", "all"),
            **settings,
        )
    sys.stdout.write(told(figures, database=connection.vendor))
    assert figures.wrong == []
    assert sum(figures.kills.values()) == 6
    assert sum(figures.acknowledged.values()) >= 20
    assert figures.counts["updates"] >= figures.acknowledged.get("progress", 0)


@pytest.mark.on_sqlite
def test_the_prover_notices_what_is_not_there(tmp_path: Path) -> None:
    site = Installation(tmp_path / "home")
    try:
        site.ask(do="prepare")
        lost = [
            {"kind": "comment", "token": "khong-co", "acked": True},
            {"kind": "progress", "token": "khong-co", "acked": True, "files": ["0" * 64]},
            {"kind": "document", "token": "khong-co", "acked": True, "sha256": "0" * 64},
            {"kind": "sheet", "token": "khong-co", "acked": True, "rows": 3},
            {"kind": "unit", "token": "khong-co", "acked": True},
            {"kind": "adopted", "token": "khong-co", "acked": True, "draft_id": 9, "plan_id": 9},
        ]
        told = site.ask(do="check", attempts=lost, final=False)["wrong"]
        never_sent = [{**one, "acked": False} for one in lost]
        calm = site.ask(do="check", attempts=never_sent, final=False)["wrong"]
    finally:
        site.end()
    assert len(told) == len(lost)
    assert calm == []
