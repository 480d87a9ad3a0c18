from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from django.db import connection

from namro_web.config.databases import database_at
from namro_web.config.secret_key import secret_key_kept_in


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = secret_key_kept_in(tmp_path)
    assert first == secret_key_kept_in(tmp_path)
    assert len(first) > 50
    assert stat.S_IMODE(os.stat(tmp_path / "secret-key").st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_postgresql_address_is_read_with_its_odd_letters(scheme: str) -> None:
    read = database_at(f"{scheme}://na%40m:p%2Fw@db.example:5433/namro?sslmode=require")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == (
        "na@m",
        "p/w",
        "db.example",
        "5433",
    )
    assert (read["NAME"], read["OPTIONS"]["sslmode"]) == ("namro", "require")


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="DATABASE_URL"):
        database_at("mysql://localhost/namro")


DURABLE = {
    "sqlite": {"PRAGMA journal_mode": "wal", "PRAGMA synchronous": 2, "PRAGMA foreign_keys": 1},
    "postgresql": {"SHOW synchronous_commit": "on", "SHOW fsync": "on"},
}


@pytest.mark.django_db
def test_what_is_acknowledged_is_on_the_disk() -> None:
    wanted = DURABLE[connection.vendor]
    with connection.cursor() as cursor:
        found = {}
        for question in wanted:
            cursor.execute(question)
            found[question] = cursor.fetchone()[0]
    assert found == wanted
