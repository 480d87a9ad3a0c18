"""Backups night after night, of all there is; each byte counts; a restore that breaks off leaves nothing."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from namro_web.foundation.backups import tables
from namro_web.foundation.backups.making import make_backup
from namro_web.foundation.backups.restoring import check_backup
from namro_web.foundation.errors import Refusal
from namro_web.plans import originals
from tests.foundation.test_backups_across_databases import Installation
from tests.make import make_commune, make_official

AT = datetime(2026, 11, 12, 2, 10, tzinfo=UTC)
SECRET = b"mot khoa du dai de giu"


@pytest.fixture(scope="module")
def two_backups(
    django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[bool, bytes]:
    """A backup in the open and one with a key, made once for many tries."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("backups")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder / "files"):
        originals.keep(b"minh chung " * 500)
        for name, secret in (("plain", None), ("hidden", SECRET)):
            make_backup(folder / name, secret=secret, at=AT)
        tables.empty_all(using="default")
        call_command("migrate", verbosity=0)
    return {False: (folder / "plain").read_bytes(), True: (folder / "hidden").read_bytes()}


@given(hidden=st.booleans(), place=st.integers(0, 10**9), change=st.integers(1, 255))
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_byte_changed_anywhere_is_noticed(
    two_backups: dict[bool, bytes], tmp_path: Path, hidden: bool, place: int, change: int
) -> None:
    data = bytearray(two_backups[hidden])
    data[place % len(data)] ^= change
    (tmp_path / "harmed").write_bytes(data)
    with pytest.raises(Refusal):
        check_backup(tmp_path / "harmed", secret=SECRET if hidden else None)


@given(hidden=st.booleans(), length=st.integers(0, 10**9))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_cut_is_noticed(
    two_backups: dict[bool, bytes], tmp_path: Path, hidden: bool, length: int
) -> None:
    data = two_backups[hidden]
    (tmp_path / "cut").write_bytes(data[: length % len(data)])
    with pytest.raises(Refusal):
        check_backup(tmp_path / "cut", secret=SECRET if hidden else None)


def word_indexes() -> set[str]:
    """SQLite's indexes of words look like tables; triggers write them as rows are put back."""
    if connection.vendor != "sqlite":
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
        names = {str(row[0]) for row in cursor.fetchall()}
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            str(row[0])
            for row in cursor.fetchall()
            if any(row[0] == name or row[0].startswith(f"{name}_") for name in names)
        }


@pytest.mark.django_db
def test_every_table_there_is_goes_into_a_backup() -> None:
    """A new app's tables are included without a hand; what is left out is named."""
    kept = {model._meta.db_table for model in tables.stored_models()}
    fleeting = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.label_lower in tables.FLEETING
    }
    assert len(fleeting) == len(tables.FLEETING)
    there = set(connection.introspection.table_names()) - {"django_migrations"} - word_indexes()
    assert there - kept - fleeting == set()
    assert kept <= there


@pytest.mark.django_db(transaction=True)
def test_the_newest_are_kept_and_no_file_of_others_is_touched(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    make_official(unit=make_commune().units["office"])
    folder = tmp_path / "sao-luu"
    folder.mkdir()
    for name in ("namro-20260101-010000.zip", "namro-20260102-010000.zip", "cua-toi.zip"):
        (folder / name).write_bytes(b"cu")
    monkeypatch.setenv("NAMRO_HOSTS", "namro.example.vn")
    monkeypatch.setenv("NAMRO_OIDC_CLIENT_SECRET", "bi mat cua nha cung cap")
    said = io.StringIO()
    call_command("backup", str(folder), keep=2, stdout=said)
    left = sorted(path.name for path in folder.iterdir())
    assert left[:2] == ["cua-toi.zip", "namro-20260102-010000.zip"]
    assert len(left) == 3
    assert "bỏ 1 bản cũ" in said.getvalue()
    manifest = check_backup(folder / left[2], secret=None)
    assert manifest.settings["NAMRO_HOSTS"] == "namro.example.vn"
    assert "bi mat cua nha cung cap" not in (folder / left[2]).read_bytes().decode("latin-1")
    assert not any("SECRET" in name for name in manifest.settings)
    with pytest.raises(CommandError, match="thư mục đã có"):
        call_command("backup", str(folder / "mot.zip"), keep=2)


@pytest.mark.django_db(transaction=True)
def test_older_backups_stay_while_the_new_one_is_not_proved(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    folder = tmp_path / "sao-luu"
    folder.mkdir()
    (folder / "namro-20260101-010000.zip").write_bytes(b"cu")

    def harmed(path: Path, **_: Any) -> None:
        raise Refusal("foundation.backup-damaged", "Tệp sao lưu không còn nguyên vẹn.")

    monkeypatch.setattr("namro_web.foundation.management.commands.backup.check_backup", harmed)
    with pytest.raises(CommandError, match="không còn nguyên vẹn"):
        call_command("backup", str(folder), keep=1, stdout=io.StringIO())
    assert (folder / "namro-20260101-010000.zip").exists()


FILL = """
from datetime import date
from allauth.mfa.totp.internal.auth import TOTP
from namro_web.accounts.actions import create_user
from namro_web.organisations.actions import create_commune_from_template, give_post
from namro_web.plans import originals
commune = create_commune_from_template(name='Trung Hội', villages=3, by=None, valid_from=date(2025, 7, 1))
for number in range(3):
    user = create_user(username=f'u{number}', full_name=f'Người thứ {number}', password='một mật khẩu đủ dài', by=None)
    give_post(user_id=user.pk, unit_id=commune.units['office'].pk, role='entry', title='Công chức', valid_from=date(2025, 7, 1), by=None)
TOTP.activate(user, 'JBSWY3DPEHPK3PXP')
for number in range(40):
    originals.keep(b'minh chung ' * 20000 + str(number).encode())
"""
SIGN_IN = """
import time
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
browser = Client(SERVER_NAME='127.0.0.1')
asked = browser.post('/dang-nhap/', {'login': 'u2', 'password': 'một mật khẩu đủ dài'})
assert asked['Location'].startswith('/dang-nhap/ma-xac-thuc/'), asked.headers
code = format_hotp_value(hotp_value('JBSWY3DPEHPK3PXP', int(time.time()) // 30))
done = browser.post(asked['Location'], {'code': code})
assert '_auth_user_id' in browser.session, done.content.decode()[-3000:]
assert Client(SERVER_NAME='127.0.0.1').login(username='u0', password='một mật khẩu đủ dài')
print('in')
"""


@pytest.mark.on_sqlite
def test_an_empty_machine_becomes_what_the_backup_says(tmp_path: Path) -> None:
    first = Installation(tmp_path / "1", f"sqlite://{tmp_path}/1/namro.sqlite3")
    fresh = Installation(tmp_path / "2", f"sqlite://{tmp_path}/2/namro.sqlite3")
    first.run("migrate", "-v0")
    first.run("shell", "-v0", "-c", FILL)
    first.run("backup", str(tmp_path / "a.zip"))
    made = check_backup(tmp_path / "a.zip", secret=None)

    # A restore that dies at any moment leaves a place that can be restored into again.
    broken_off = 0
    for delay in (0.4, 1.2, 2.0, 2.8, 3.6, 4.4):
        process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, "restore", str(tmp_path / "a.zip")],
            env=_environment(fresh),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        if process.poll() is not None:
            process.wait()
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        broken_off += 1
    assert broken_off >= 2
    said = fresh.run("shell", "-v0", "-c", _WHAT_IS_THERE)
    if "trống" in said:
        fresh.run("restore", str(tmp_path / "a.zip"))

    assert "trống" in said or process.returncode == 0, said
    assert "Lịch sử nguyên vẹn" in fresh.run("verify-history")
    assert "Thiếu" not in fresh.run("check-files")
    fresh.run("backup", str(tmp_path / "b.zip"))
    again = check_backup(tmp_path / "b.zip", secret=None)
    left_out = {"data/foundation.historyline.jsonl", "data/foundation.historyhead.jsonl"}
    assert {m.name: (m.rows, m.sha256) for m in again.tables if m.name not in left_out} == {
        m.name: (m.rows, m.sha256) for m in made.tables if m.name not in left_out
    }
    assert {m.sha256 for m in again.files} == {m.sha256 for m in made.files}
    assert len(made.files) == 40
    # What the log says of the requests stands among what is printed.
    assert "in" in fresh.run("shell", "-v0", "-c", SIGN_IN).splitlines()


_MAIN = "import sys; from namro_web.config.command import main; sys.exit(main())"
_WHAT_IS_THERE = (
    "from django.core.management import call_command; call_command('migrate', verbosity=0);"
    "from namro_web.foundation.backups.restoring import what_stands_in_the_way;"
    "print(what_stands_in_the_way() or 'trống')"
)


def _environment(of: Installation) -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("NAMRO_", "DJANGO_", "DATABASE_"))
    } | {"NAMRO_HOME": str(of.home), "DATABASE_URL": of.database}
