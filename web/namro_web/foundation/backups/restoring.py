"""Putting a backup back: all of it, proved equal, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.migrations.loader import MigrationLoader

from namro_web.foundation import data_keys, history_archives, history_guard, history_seals
from namro_web.foundation.backups import archive, envelope, tables
from namro_web.foundation.backups.archive import Manifest, Reader
from namro_web.foundation.backups.making import applied_migrations
from namro_web.foundation.errors import Conflict, Invalid, Unavailable
from namro_web.foundation.files import store
from namro_web.foundation.history import record
from namro_web.foundation.history_chain import check_history
from namro_web.foundation.models import HistoryHead

# Left free on the disk beside the files, so that the database can go on writing.
ROOM = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and how many stored files were removed because they are not part of it."""

    manifest: Manifest
    removed_files: int


def what_stands_in_the_way() -> str:
    """Name what an installation already holds; empty when it is new."""
    using = DEFAULT_DB_ALIAS
    if not applied_migrations(using=using):
        return ""
    return tables.what_is_there(using=using)


def check_backup(
    path: Path, *, secret: bytes | None, tell: envelope.Tell | None = None
) -> Manifest:
    """Read every byte of a backup against its fingerprints, and say what it holds.

    Raises:
        Invalid: It is damaged, needs another key, or was not written by us.
    """
    with archive.opened(path, secret) as reader:
        reader.check(tell=tell)
        for file in reader.manifest.files:
            _check_named_after_itself(file)
        return reader.manifest


def restore_backup(
    path: Path,
    *,
    secret: bytes | None,
    at: datetime,
    replace: bool = False,
    tell: envelope.Tell | None = None,
) -> Restored:
    """Make an installation what a backup says it was.

    The whole file is verified before anything is touched. Rows are loaded in one transaction and
    read out again: only when every table gives the same bytes as in the backup, and the history
    proves whole, is it committed. Stored files stand in their places before that.

    Args:
        path: The backup.
        secret: Its key, when it is encrypted.
        at: When.
        replace: Put it in the place of what is there.
        tell: Hears how many steps are done, of how many.

    Raises:
        Invalid: The file cannot be used.
        Conflict: The installation holds data, or runs another version.
        Unavailable: The disk has no room.
    """
    using = DEFAULT_DB_ALIAS
    check_backup(path, secret=secret)
    with archive.opened(path, secret) as reader:
        _prepare(reader.manifest, replace=replace, using=using)
        placed: list[str] = []
        aside: Path | None = None
        for member in reader.manifest.members:
            if member.name == archive.KEYS:
                # Added to those that are here: harmless if the rest fails.
                data_keys.take_in(b"".join(reader.blocks(member)))
        try:
            _place_files(reader, placed)
            with transaction.atomic(using=using):
                _load_rows(reader, using=using, tell=tell)
                head, _ = HistoryHead.objects.get_or_create(pk=1)
                record(
                    "foundation.backup-restored",
                    head,
                    by=None,
                    at=at,
                    file=path.name,
                    made_at=reader.manifest.made_at,
                    lines=reader.manifest.history_number,
                )
                # The seals speak of the history that is replaced.
                aside = history_seals.set_aside()
        except BaseException:
            history_seals.put_back(aside)
            for sha256 in placed:
                store().remove(sha256)
            raise
        head.refresh_from_db()
        history_seals.seal(head.number, head.hash)
        return Restored(reader.manifest, _remove_others(reader.manifest))


def _prepare(manifest: Manifest, *, replace: bool, using: str) -> None:
    connection = connections[using]
    loader = MigrationLoader(connection)
    known = {
        f"{app}.{name}"
        for app, name in loader.graph.nodes  # what this version of the program consists of
    }
    if set(manifest.migrations) != known:
        raise Conflict(
            "foundation.restore-other-version",
            f"Bản sao lưu do namro-web {manifest.program} lập, cấu trúc dữ liệu khác phiên bản đang "
            "chạy. Hãy cài đúng phiên bản đó, khôi phục, rồi nâng cấp.",
        )
    applied = applied_migrations(using=using)
    if applied and tables.what_is_there(using=using) and not replace:
        raise Conflict(
            "foundation.not-empty",
            f"Hệ thống đã có dữ liệu ({tables.what_is_there(using=using)}); chỉ khôi phục vào hệ thống "
            "trống, hoặc thêm --replace để thay toàn bộ dữ liệu đang có.",
        )
    if set(applied) != known:
        call_command("migrate", verbosity=0, interactive=False)


def _load_rows(reader: Reader, *, using: str, tell: envelope.Tell | None) -> None:
    connection = connections[using]
    manifest = reader.manifest
    members = {member.name: member for member in manifest.tables}
    models = tables.stored_models()
    names = {model: f"data/{model._meta.label_lower}.jsonl" for model in models}
    if set(names.values()) != set(members):
        raise archive.unreadable()
    tables.lock_all(using=using)
    history_guard.remove(connection)
    tables.empty_all(using=using)
    done = 0
    for model in models:
        member = members[names[model]]
        try:
            with reader.stream(member) as lines:
                tables.load(model, lines, using=using)
        except DatabaseError as error:
            raise _not_loaded(model) from error
        done += member.rows
        if tell is not None:
            tell(done, 2 * manifest.rows)
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise archive.unreadable() from error
    tables.reset_sequences(using=using)
    if settings.HISTORY_GUARD:
        history_guard.install(connection)
    for model in models:
        member = members[names[model]]
        _check_equal(model, member, using=using)
        done += member.rows
        if tell is not None:
            tell(done, 2 * manifest.rows)
    history_archives.sign_anew()
    _check_chain(manifest)


def _not_loaded(model: tables.Table) -> Invalid:
    return Invalid(
        "foundation.backup-not-loaded",
        f"Cơ sở dữ liệu không nhận dữ liệu “{model._meta.verbose_name}” trong tệp sao lưu; đã hủy, "
        "không có gì bị thay đổi.",
    )


def _check_equal(model: tables.Table, member: archive.Member, *, using: str) -> None:
    digest = hashlib.sha256()
    for line in tables.lines_of(model, using=using):
        digest.update(line)
    if digest.hexdigest() != member.sha256:
        raise Invalid(
            "foundation.restore-differs",
            f"Dữ liệu “{model._meta.verbose_name}” sau khi nạp không giống trong tệp sao lưu; đã hủy, "
            "không có gì bị thay đổi.",
        )


def _check_chain(manifest: Manifest) -> None:
    history_archives.check_archives()
    head = HistoryHead.objects.filter(pk=1).first()
    found = (head.number, head.hash) if head else (0, "")
    broken = check_history(with_seals=False).first_break
    if broken is not None or found != (manifest.history_number, manifest.history_hash):
        words = broken.words if broken else "Đầu chuỗi không khớp bảng kê."
        raise Invalid(
            "foundation.restore-history-broken",
            f"Lịch sử trong tệp sao lưu không còn nguyên vẹn: {words} Đã hủy, không có gì bị thay đổi.",
        )


def _place_files(reader: Reader, placed: list[str]) -> None:
    """Put the stored files in their places, each proved to be what its name says.

    One that stands there already is the same and is left; those written are noted in ``placed``.
    """
    files = store()
    free = files.free_bytes()
    if free is not None and free < reader.manifest.file_bytes + ROOM:
        raise Unavailable(
            "foundation.no-room",
            "Ổ đĩa không đủ chỗ cho các tệp trong bản sao lưu; hãy dọn chỗ rồi khôi phục lại.",
        )
    for member in reader.manifest.files:
        _check_named_after_itself(member)
        if files.put(member.sha256, reader.blocks(member)):
            placed.append(member.sha256)


def _remove_others(manifest: Manifest) -> int:
    """Remove stored files that no row of the restored installation can speak of."""
    files = store()
    wanted = {member.sha256 for member in manifest.files}
    others = [sha256 for sha256 in files.names() if sha256 not in wanted]
    for sha256 in others:
        files.remove(sha256)
    return len(others)


def _check_named_after_itself(member: archive.Member) -> None:
    if not member.name.endswith(f"/{member.sha256}"):
        raise Invalid(
            "foundation.backup-file-differs",
            f"Tệp lưu trữ “{member.name}” trong bản sao lưu không khớp mã của chính nó. "
            "Không có gì bị thay đổi.",
        )
