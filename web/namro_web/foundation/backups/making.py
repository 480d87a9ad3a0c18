"""Making a backup while the site runs."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from namro_web.foundation import data_keys, history_seals
from namro_web.foundation.backups import archive, envelope, tables
from namro_web.foundation.backups.archive import Manifest
from namro_web.foundation.files import FileStore, store
from namro_web.foundation.history import record
from namro_web.foundation.models import HistoryHead

# Settings are kept so that whoever restores can set them again; never a secret, nor where it lies.
_SECRET = re.compile(r"SECRET|PASSWORD|TOKEN$|_KEY$|_SMTP$|_FILE$")
# Where this machine keeps things says nothing about the next one.
_OF_THE_MACHINE = {"NAMRO_HOME", "NAMRO_NOW"}

# What backups that follow each other are called; in order of name is in order of time.
DATED = re.compile(r"namro-\d{8}-\d{6}\.(zip|namro)")
# A stored file is proved before it is added: in memory up to here, beyond it in a nameless file.
SPOOL = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup; ``missing`` are stored files that rows speak of and the store has not, or
    has with other bytes.
    """

    manifest: Manifest
    sha256: str
    size: int
    missing: int


def make_backup(
    path: Path, *, secret: bytes | None, at: datetime, tell: envelope.Tell | None = None
) -> Made:
    """Write everything an installation is into one file, as it is at one moment.

    Rows are read from a snapshot. A stored file reaches the disk before the row that speaks of it,
    so the files found after the snapshot include all the snapshot knows.

    Args:
        path: Where to; the name appears only when the file is whole and on the disk.
        secret: Encrypts it; whoever has the file needs the same again.
        at: When.
        tell: Hears how many steps (rows and files) are done, of how many.

    Raises:
        Conflict: There is a file of that name already.
    """
    with envelope.written_whole(path) as out:
        sealed = envelope.Sealed(out)
        hidden = envelope.Encrypting(sealed, secret) if secret is not None else None
        comment = b"" if hidden else envelope.LABEL + b"0" * envelope.DIGEST
        writer = archive.Writer(hidden or sealed, comment=comment)
        with tables.snapshot() as using:
            manifest, missing = _fill(writer, using=using, at=at, tell=tell)
        writer.close(manifest)
        if hidden is not None:
            hidden.finish()
        digest = sealed.finish()
    head, _ = HistoryHead.objects.get_or_create(pk=1)
    record(
        "foundation.backup-made",
        head,
        by=None,
        at=at,
        file=path.name,
        sha256=digest,
        rows=manifest.rows,
        files=len(manifest.files),
        encrypted=secret is not None,
    )
    history_seals.seal(manifest.history_number, manifest.history_hash)
    return Made(manifest, digest, path.stat().st_size, missing)


def settings_kept() -> dict[str, str]:
    """Give the settings a backup carries: all that were made, but for secrets."""
    return {
        name: value
        for name, value in sorted(os.environ.items())
        if name.startswith("NAMRO_") and value
        if name not in _OF_THE_MACHINE and not _SECRET.search(name) and "_TEST_" not in name
    }


def drop_older(folder: Path, *, keep: int) -> list[Path]:
    """Take away the oldest backups of a folder beyond ``keep``; give those that went.

    Only files that ``namro-web backup --folder`` named are looked at.
    """
    found = sorted(path for path in folder.iterdir() if DATED.fullmatch(path.name))
    older = found[: max(0, len(found) - keep)]
    for path in older:
        path.unlink()
    return older


def applied_migrations(*, using: str) -> list[str]:
    """Name the shape of the database: every migration of this program it has been through."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    known = MigrationLoader(connections[using]).graph.nodes
    return sorted(f"{app}.{name}" for app, name in applied if (app, name) in known)


def _fill(
    writer: archive.Writer, *, using: str, at: datetime, tell: envelope.Tell | None
) -> tuple[Manifest, int]:
    models = tables.stored_models()
    # The first question fixes the moment; files are looked for only after it.
    head = HistoryHead.objects.using(using).filter(pk=1).first()
    counts = {model: tables.rows_in(model, using=using) for model in models}
    kept = store()
    files = list(kept.names())
    steps = _Steps(sum(counts.values()) + len(files), tell)
    for model in models:
        name = f"data/{model._meta.label_lower}.jsonl"
        writer.add(name, steps.counted(tables.lines_of(model, using=using)), rows=True)
    saved = {file for file in files if _add_file(writer, file, kept, steps)}
    writer.add(archive.KEYS, [data_keys.as_kept()])
    manifest = Manifest(
        version=archive.VERSION,
        made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
        program=version("namro-web"),
        database=connections[using].vendor,
        history_number=head.number if head else 0,
        history_hash=head.hash if head else "",
        migrations=applied_migrations(using=using),
        settings=settings_kept(),
        members=writer.members,
    )
    return manifest, len(spoken_of(using=using) - saved)


def _add_file(writer: archive.Writer, file: str, kept: FileStore, steps: _Steps) -> bool:
    """Add one stored file; one that is no longer what was kept is left out, and counted as missing."""
    steps.one()
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as copy:
        try:
            for block in kept.blocks(file):
                copy.write(block)
        except FileNotFoundError:
            return False
        copy.seek(0)
        writer.add(f"files/{file[:2]}/{file}", iter(lambda: copy.read(archive.BLOCK), b""))
    return True


def spoken_of(*, using: str) -> set[str]:
    """Give the fingerprints of all files that rows speak of."""
    found: set[str] = set()
    for model in tables.stored_models():
        if any(field.attname == "sha256" for field in tables.columns_of(model)):
            found |= set(model._base_manager.using(using).values_list("sha256", flat=True))
    return found - {""}


class _Steps:
    """Counts what is done, of all there is."""

    def __init__(self, total: int, tell: envelope.Tell | None) -> None:
        self._total, self._tell, self._done = total, tell, 0

    def one(self) -> None:
        self._done += 1
        if self._tell is not None:
            self._tell(min(self._done, self._total), self._total)

    def counted(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        yield next(lines)
        for line in lines:
            yield line
            self.one()
