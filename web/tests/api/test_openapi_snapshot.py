"""The API's contract is a file under review: a change of shape shows up as a diff.

``NAMRO_RECORD_OPENAPI=1 pytest web/tests/api`` writes it anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from django.test import Client

SNAPSHOT = Path(__file__).resolve().parents[1] / "snapshots" / "openapi.json"
RECORDING = os.environ.get("NAMRO_RECORD_OPENAPI") == "1"


@pytest.mark.django_db
def test_the_contract_is_the_one_on_record() -> None:
    offered = Client().get("/api/v1/openapi.json").json()
    if RECORDING:
        written = json.dumps(offered, ensure_ascii=False, indent=1, sort_keys=True)
        SNAPSHOT.write_text(written + "\n", "utf-8")
    assert json.loads(SNAPSHOT.read_text("utf-8")) == offered


def test_recording_the_contract_is_switched_off() -> None:
    assert not RECORDING


@pytest.mark.django_db
def test_every_operation_says_in_vietnamese_what_it_is_for() -> None:
    offered = Client().get("/api/v1/openapi.json").json()
    silent = [
        f"{method} {path}"
        for path, operations in offered["paths"].items()
        for method, operation in operations.items()
        if operation["summary"].isascii()
    ]
    assert silent == []
