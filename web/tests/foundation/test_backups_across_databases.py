"""The same file moves an installation from SQLite to PostgreSQL and back, as people would do it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

WEB = Path(__file__).resolve().parents[2]
SERVERS = [
    os.environ.get("DATABASE_URL", ""),
    os.environ.get("NAMRO_TEST_POSTGRES", ""),
    "postgresql://namro@127.0.0.1:54329/postgres",
]
FILL = """
from datetime import date, datetime
from namro_web.accounts.actions import create_user
from namro_web.foundation import clock
from namro_web.organisations.actions import create_commune_from_template, give_post
from namro_web.plans import originals
with clock.held_at(datetime(2014, 5, 6, 9, 0, tzinfo=clock.VIETNAM)):
    for number in range(2):
        create_user(username=f'cu{number}', full_name='Người cũ', password='một mật khẩu đủ dài', by=None)
commune = create_commune_from_template(name='Trung Hội', villages=3, by=None, valid_from=date(2025, 7, 1))
for number in range(5):
    user = create_user(username=f'u{number}', full_name=f'Người thứ {number}', password='một mật khẩu đủ dài', by=None)
    give_post(user_id=user.pk, unit_id=commune.units['office'].pk, role='entry', title='Công chức', valid_from=date(2025, 7, 1), by=None)
originals.keep(b'minh chung')
"""
ARCHIVED = "Phần lưu trữ: 2 dòng, nguyên vẹn."
LOG_IN = """
from django.db import DatabaseError, connection
from django.test import Client
try:
    connection.cursor().execute("UPDATE foundation_historyline SET verb = 'x'")
except DatabaseError as refused:
    assert 'append-only' in str(refused)
else:
    raise AssertionError('the guard of history is gone')
assert Client().login(username='u3', password='một mật khẩu đủ dài')
from namro_web.accounts.actions import create_user
create_user(username='moi', full_name='Mới', password='một mật khẩu đủ dài', by=None)
print('in')
"""


@dataclass
class Installation:
    home: Path
    database: str

    def run(self, *words: str, fails: bool = False) -> str:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("NAMRO_", "DJANGO_", "DATABASE_"))
        } | {"NAMRO_HOME": str(self.home), "DATABASE_URL": self.database}
        code = "import sys; from namro_web.config.command import main; sys.exit(main())"
        command = [sys.executable, "-c", code, *words]
        done = subprocess.run(
            command, env=environment, cwd=WEB, capture_output=True, text=True, check=False
        )
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """A database of its own on a server that answers."""
    name = f"namro_backup_{secrets.token_hex(4)}"
    for server in SERVERS:
        if not server.startswith("postgres"):
            continue
        try:
            connection = psycopg.connect(server, autocommit=True, connect_timeout=3)
        except psycopg.OperationalError:
            continue
        with connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            return
    pytest.skip("không có PostgreSQL; chạy `make services`")


def tables_in(path: Path) -> dict[str, tuple[str, int]]:
    """The fingerprint and the number of rows of every table; history grows by the telling."""
    with zipfile.ZipFile(path) as whole:
        members = json.loads(whole.read("manifest.json"))["members"]
    return {
        member["name"]: (member["sha256"], member["rows"])
        for member in members
        # A place that takes a backup in keeps its own keys too; history grows by the telling.
        if "/foundation." not in member["name"] and member["name"] != "keys/data-keys"
    }


def history_in(path: Path) -> list[bytes]:
    with zipfile.ZipFile(path) as whole:
        return whole.read("data/foundation.historyline.jsonl").splitlines()


@pytest.mark.on_postgresql
def test_one_file_moves_from_sqlite_to_postgresql_and_back(postgresql: str, tmp_path: Path) -> None:
    first = Installation(tmp_path / "1", f"sqlite://{tmp_path}/1/namro.sqlite3")
    second = Installation(tmp_path / "2", postgresql)
    third = Installation(tmp_path / "3", f"sqlite://{tmp_path}/3/namro.sqlite3")
    first.run("migrate", "-v0")
    first.run("shell", "-v0", "-c", FILL)
    # What was archived goes along; each place signs anew what another has signed.
    assert "Đã lưu trữ 2 dòng vào 1 tệp" in first.run("archive-history", "--years", "10")
    for number, (here, there) in enumerate(((first, second), (second, third)), start=1):
        here.run("backup", str(tmp_path / f"{number}.namro"))
        there.run("restore", str(tmp_path / f"{number}.namro"))
        assert "Lịch sử nguyên vẹn" in there.run("verify-history")
    third.run("backup", str(tmp_path / "3.namro"))
    files = [tmp_path / f"{number}.namro" for number in (1, 2, 3)]
    tables = [tables_in(file) for file in files]
    assert tables[0] == tables[1] == tables[2]
    assert tables[0]["data/accounts.user.jsonl"][1] == 7
    for place in (second, third):
        assert ARCHIVED in place.run("verify-history")
    lines = history_in(files[0])
    assert history_in(files[1])[: len(lines)] == history_in(files[2])[: len(lines)] == lines
    # Identities go on where they ended: new rows find their place on both databases.
    assert second.run("shell", "-v0", "-c", LOG_IN).strip() == "in"
    assert third.run("shell", "-v0", "-c", LOG_IN).strip() == "in"


@pytest.mark.on_sqlite
def test_a_damaged_file_leaves_a_new_machine_new(tmp_path: Path) -> None:
    first = Installation(tmp_path / "1", f"sqlite://{tmp_path}/1/namro.sqlite3")
    fresh = Installation(tmp_path / "2", f"sqlite://{tmp_path}/2/namro.sqlite3")
    first.run("migrate", "-v0")
    first.run("shell", "-v0", "-c", FILL)
    first.run("backup", str(tmp_path / "a.namro"))
    half = (tmp_path / "a.namro").read_bytes()
    (tmp_path / "a.namro").write_bytes(half[: len(half) // 2])
    said = fresh.run("restore", str(tmp_path / "a.namro"), fails=True)
    assert "không còn nguyên vẹn" in said
    assert "Traceback" not in said
    assert not list((tmp_path / "2").glob("**/*sqlite3")) or not list(
        (tmp_path / "2" / "files").glob("*")
    )
