"""A backup holds everything, proves itself, and is refused when it cannot."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from namro_web.accounts.models import User
from namro_web.foundation.backups import archive, envelope, tables
from namro_web.foundation.backups.making import Made, make_backup
from namro_web.foundation.backups.restoring import check_backup, restore_backup
from namro_web.foundation.errors import Conflict, Invalid, Refusal
from namro_web.foundation.history import first_broken_line, record
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.models import Placement
from namro_web.plans import originals
from tests.make import PASSWORD, make_commune, make_official, make_user

AT = datetime(2026, 11, 12, 2, 10, tzinfo=UTC)
SECRET = b"mot khoa du dai de giu"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.fixture
def installation() -> User:
    """A commune with a person, two stored files and some history."""
    official = make_official(unit=make_commune().units["office"], name="An Thị Đủ")
    for data in (b"minh chung", "tệp thứ hai".encode() * 5000):
        originals.keep(data)
    record("tests.done", official, by=official, note="có dấu “tiếng Việt”")
    return official


@pytest.fixture
def backup(installation: User, tmp_path: Path) -> Path:
    make(tmp_path / "a.namro")
    return tmp_path / "a.namro"


def make(path: Path, *, secret: bytes | None = None) -> Made:
    return make_backup(path, secret=secret, at=AT)


def contents() -> dict[str, str]:
    """A fingerprint of every table, and of every stored file."""
    told = {}
    for model in tables.stored_models():
        lines = b"".join(tables.lines_of(model, using="default"))
        told[model._meta.label_lower] = hashlib.sha256(lines).hexdigest()
    return told


def without_history(told: dict[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in told.items() if not name.startswith("foundation.")}


def sealed(path: Path, content: bytes) -> Path:
    """A ZIP somebody else made, with the fingerprint and label of ours."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as whole:
        whole.comment = envelope.LABEL + b"0" * envelope.DIGEST
    body = file.getvalue()[: -envelope.DIGEST]
    path.write_bytes(body + hashlib.sha256(body).hexdigest().encode())
    return path


def rebuilt(backup: Path, path: Path, change: Callable[[zipfile.ZipFile], None]) -> Path:
    """A backup with further members, its own fingerprint right again."""
    file = io.BytesIO(backup.read_bytes())
    with zipfile.ZipFile(file, "a") as whole:
        change(whole)
    return sealed(path, file.getvalue())


def refused(path: Path, *, secret: bytes | None = None) -> Refusal:
    """Try to restore; nothing may have changed afterwards."""
    before = contents()
    with pytest.raises(Refusal) as refusal:
        restore_backup(path, secret=secret, at=AT, replace=True)
    assert contents() == before
    assert first_broken_line() is None
    return refusal.value


def test_what_was_backed_up_comes_back_to_the_byte(installation: User, backup: Path) -> None:
    before = contents()
    Placement.objects.all().delete()
    User.objects.update(full_name="Bị đổi")
    for path in Path(originals.place_of(originals.fingerprint(b"minh chung"))).parent.iterdir():
        path.unlink()
    restore_backup(backup, secret=None, at=AT, replace=True)
    assert without_history(contents()) == without_history(before)
    assert originals.fetch(originals.fingerprint(b"minh chung")) == b"minh chung"


def test_after_a_restore_history_proves_whole_and_tells_of_it(backup: Path) -> None:
    lines = archive_of(backup).history_number
    restore_backup(backup, secret=None, at=AT, replace=True)
    assert first_broken_line() is None
    last = HistoryLine.objects.order_by("number").last()
    assert last is not None
    assert (last.number, last.verb) == (lines + 1, "foundation.backup-restored")


def test_after_a_restore_people_log_in_as_before(installation: User, backup: Path) -> None:
    User.objects.update(password="!")
    restore_backup(backup, secret=None, at=AT, replace=True)
    assert Client().login(username=installation.username, password=PASSWORD)


def test_after_a_restore_new_rows_find_their_place(backup: Path) -> None:
    restore_backup(backup, secret=None, at=AT, replace=True)
    make_official(unit=make_commune(name="Quang Sơn").units["office"])
    assert first_broken_line() is None


def test_a_stored_file_that_is_not_part_of_the_backup_goes(backup: Path) -> None:
    later = originals.keep(b"den sau")
    restored = restore_backup(backup, secret=None, at=AT, replace=True)
    assert restored.removed_files == 1
    assert not originals.place_of(later).exists()


def test_an_installation_that_holds_data_is_left_alone(backup: Path) -> None:
    before = contents()
    with pytest.raises(Conflict, match="đã có dữ liệu"):
        restore_backup(backup, secret=None, at=AT)
    assert contents() == before


def test_a_plain_backup_is_a_zip_that_any_program_opens(backup: Path) -> None:
    with zipfile.ZipFile(backup) as whole:
        assert whole.testzip() is None
        rows = whole.read("data/accounts.user.jsonl").decode().splitlines()
        manifest = json.loads(whole.read("manifest.json"))
    assert "An Thị Đủ" in rows[1]
    assert {member["name"] for member in manifest["members"]} == set(whole.namelist()) - {
        "manifest.json"
    }


def test_a_backup_never_holds_the_secret_key(backup: Path, settings: object) -> None:
    with zipfile.ZipFile(backup) as whole:
        everything = b"".join(whole.read(name) for name in whole.namelist())
    assert settings.SECRET_KEY.encode() not in everything  # type: ignore[attr-defined]


def test_a_backup_is_a_line_of_history(backup: Path) -> None:
    line = HistoryLine.objects.order_by("number").last()
    assert line is not None
    assert line.verb == "foundation.backup-made"
    assert line.data["sha256"] == envelope.fingerprint_of(backup)


def test_a_backup_never_takes_the_place_of_another(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Conflict, match="đã có"):
        make(backup)
    assert backup.read_bytes() == before


def test_a_backup_that_fails_leaves_no_file(
    installation: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_room)
    with pytest.raises(OSError, match="No space"):
        make(tmp_path / "out" / "b.namro")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_backup_is_of_one_moment_though_people_work(installation: User, tmp_path: Path) -> None:
    stop, wrote = threading.Event(), threading.Event()

    def work() -> None:
        try:
            while not stop.is_set():
                record("tests.meanwhile", installation, by=installation)
                wrote.set()
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        assert wrote.wait(20)
        made = make(tmp_path / "busy.namro")
    finally:
        stop.set()
        worker.join()
    assert HistoryLine.objects.count() > made.manifest.history_number
    restore_backup(tmp_path / "busy.namro", secret=None, at=AT, replace=True)
    assert first_broken_line() is None


def archive_of(path: Path, secret: bytes | None = None) -> archive.Manifest:
    return check_backup(path, secret=secret)


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_a_backup_cut_short_is_refused(backup: Path, share: float) -> None:
    data = backup.read_bytes()
    backup.write_bytes(data[: int(len(data) * share)])
    assert refused(backup).code in {"foundation.backup-damaged", "foundation.not-a-backup"}


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("share", [0.001, 0.25, 0.5, 0.75, 0.9999])
def test_a_backup_changed_by_one_byte_is_refused(
    installation: User, tmp_path: Path, share: float, encrypted: bool
) -> None:
    secret = SECRET if encrypted else None
    make(tmp_path / "b.namro", secret=secret)
    data = bytearray((tmp_path / "b.namro").read_bytes())
    data[int(len(data) * share)] ^= 1
    (tmp_path / "b.namro").write_bytes(data)
    refusal = refused(tmp_path / "b.namro", secret=secret)
    assert refusal.code in {"foundation.backup-damaged", "foundation.not-a-backup"}


@pytest.mark.parametrize("content", [b"", b"PK", b"khong phai", b"\x00" * 5000])
def test_another_file_is_refused(installation: User, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    assert refused(tmp_path / "other").code in {
        "foundation.not-a-backup",
        "foundation.backup-damaged",
    }


def test_an_encrypted_backup_comes_back_with_its_key(installation: User, tmp_path: Path) -> None:
    before = contents()
    make(tmp_path / "b.namro", secret=SECRET)
    assert "An Thị Đủ".encode() not in (tmp_path / "b.namro").read_bytes()
    restore_backup(tmp_path / "b.namro", secret=SECRET, at=AT, replace=True)
    assert without_history(contents()) == without_history(before)


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (b"mot khoa khac hoan toan", "foundation.backup-wrong-key"),
        (None, "foundation.backup-needs-key"),
    ],
)
def test_a_wrong_key_opens_nothing(
    installation: User, tmp_path: Path, secret: bytes | None, code: str
) -> None:
    make(tmp_path / "b.namro", secret=SECRET)
    assert refused(tmp_path / "b.namro", secret=secret).code == code


def test_a_key_too_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("ngan\n")
    with pytest.raises(Invalid, match="từ 16 ký tự"):
        envelope.secret_in(tmp_path / "key")


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt",
        "/etc/cron.d/x",
        "files/../../outside",
        "files/ab/..%2f",
        "data/../manifest.json",
        "C:\\Windows\\x",
        f"files/ab/{'a' * 64}x",
        f"files/ab/cd{'a' * 62}",
    ],
)
def test_a_member_with_a_path_trick_is_refused(backup: Path, tmp_path: Path, name: str) -> None:
    tricked = rebuilt(backup, tmp_path / "t.namro", lambda whole: whole.writestr(name, b"x"))
    assert refused(tricked).code == "foundation.backup-odd-name"
    assert not (tmp_path / "outside.txt").exists()


def test_a_member_that_swells_is_refused(backup: Path, tmp_path: Path) -> None:
    def swell(whole: zipfile.ZipFile) -> None:
        whole.writestr("data/x.bomb.jsonl", b"0" * 30_000_000, zipfile.ZIP_DEFLATED)

    bomb = rebuilt(backup, tmp_path / "t.namro", swell)
    assert refused(bomb).code == "foundation.backup-bomb"


def test_a_member_nobody_vouches_for_is_refused(backup: Path, tmp_path: Path) -> None:
    name = f"files/aa/{'a' * 64}"
    added = rebuilt(backup, tmp_path / "t.namro", lambda whole: whole.writestr(name, b"x"))
    assert refused(added).code == "foundation.backup-unreadable"


def rewritten(backup: Path, path: Path, member: str, content: bytes, *, vouch: bool) -> Path:
    """A backup in which one member is another; with ``vouch`` the manifest agrees."""
    out = io.BytesIO()
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = content if info.filename == member else old.read(info)
            if info.filename == "manifest.json" and vouch:
                manifest = json.loads(data)
                for one in manifest["members"]:
                    if one["name"] == member:
                        digest = hashlib.sha256(content).hexdigest()
                        one |= {"size": len(content), "sha256": digest}
                data = json.dumps(manifest).encode()
            new.writestr(info, data)
    return sealed(path, out.getvalue())


def test_a_member_that_differs_from_the_manifest_is_refused(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as whole:
        rows = whole.read("data/accounts.user.jsonl")
    forged = rewritten(
        backup,
        tmp_path / "t.namro",
        "data/accounts.user.jsonl",
        rows.replace(b"user", b"ueer", 1),
        vouch=False,
    )
    assert refused(forged).code == "foundation.backup-member-differs"


def test_history_forged_inside_a_backup_is_refused(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as whole:
        rows = whole.read("data/foundation.historyline.jsonl")
    forged = rewritten(
        backup,
        tmp_path / "t.namro",
        "data/foundation.historyline.jsonl",
        rows.replace("có dấu".encode(), "đã đổi".encode()),
        vouch=True,
    )
    assert refused(forged).code == "foundation.restore-history-broken"


@pytest.mark.parametrize(
    "rows", [b"", b"[]\n", b'{"table":"accounts.user","columns":["id"]}\n[1]\n', b"\xff\n"]
)
def test_rows_that_are_no_rows_are_refused(backup: Path, tmp_path: Path, rows: bytes) -> None:
    forged = rewritten(backup, tmp_path / "t.namro", "data/accounts.user.jsonl", rows, vouch=True)
    assert refused(forged).code == "foundation.backup-foreign-rows"


def test_a_backup_of_another_shape_is_refused(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as whole:
        manifest = json.loads(whole.read("manifest.json"))
    manifest["migrations"].append("plans.9999_from_the_future")
    content = json.dumps(manifest).encode()
    forged = rewritten(backup, tmp_path / "t.namro", "manifest.json", content, vouch=False)
    assert refused(forged).code == "foundation.restore-other-version"


def test_the_commands_speak_plainly(installation: User, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(SECRET)
    file, said = tmp_path / "b.namro", io.StringIO()
    call_command("backup", str(file), key_file=key, stdout=said)
    call_command("check_backup", str(file), key_file=key, stdout=said)
    assert "Đã sao lưu vào" in said.getvalue()
    assert "Nguyên vẹn, đã mã hóa." in said.getvalue()
    with pytest.raises(CommandError, match="chỉ tệp khóa bằng --key-file"):
        call_command("check_backup", str(file), stdout=said)
    with pytest.raises(CommandError, match="Hệ thống đã có dữ liệu"):
        call_command("restore", str(file), key_file=key, stdout=said)


def test_a_replacement_is_agreed_to_in_words(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_user()
    before = contents()
    monkeypatch.setattr("builtins.input", lambda prompt: "có")
    with pytest.raises(CommandError, match="không có gì bị thay đổi"):
        call_command("restore", str(backup), replace=True, stdout=io.StringIO())
    assert contents() == before
    monkeypatch.setattr("builtins.input", lambda prompt: "Thay thế")
    call_command("restore", str(backup), replace=True, stdout=io.StringIO())
    assert contents() != before
