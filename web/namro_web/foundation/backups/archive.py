"""The members of a backup: their names, the list that vouches for them, and reading with care.

::

    manifest.json                  what is here: version, settings, counts, SHA-256 of every member
    data/<app>.<table>.jsonl       rows
    files/<ab>/<sha256>            stored files, each under its own fingerprint
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from namro_web.foundation.backups import envelope
from namro_web.foundation.errors import Invalid

VERSION = 1
MANIFEST = "manifest.json"
# The keys of the fields that lie encrypted in the tables.
KEYS = "keys/data-keys"
DATA_NAME = re.compile(r"data/([a-z0-9_]+\.[a-z0-9_]+)\.jsonl")
FILE_NAME = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
BLOCK = 1024 * 1024
# Rows compress five- to thirtyfold; what promises to grow far more is made to fill a disk.
GROWTH = 200
SMALL = 1024 * 1024
MANIFEST_LIMIT = 256 * 1024 * 1024
MEMBERS_LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """One member as the manifest vouches for it; ``rows`` only of tables."""

    name: str
    size: int
    sha256: str
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself."""

    version: int
    made_at: str
    program: str
    database: str
    history_number: int
    history_hash: str
    migrations: list[str]
    settings: dict[str, Any]
    members: list[Member] = field(default_factory=list)

    @property
    def tables(self) -> list[Member]:
        """Give the members that are tables."""
        return [member for member in self.members if DATA_NAME.fullmatch(member.name)]

    @property
    def files(self) -> list[Member]:
        """Give the members that are stored files."""
        return [member for member in self.members if FILE_NAME.fullmatch(member.name)]

    @property
    def rows(self) -> int:
        """Count the rows of all tables."""
        return sum(member.rows for member in self.tables)

    @property
    def file_bytes(self) -> int:
        """Add up the stored files."""
        return sum(member.size for member in self.files)


class Writer:
    """Puts members into the ZIP and remembers what it must vouch for."""

    def __init__(self, out: Any, *, comment: bytes = b"") -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._zip.comment = comment
        self.members: list[Member] = []

    def add(self, name: str, blocks: Iterable[bytes], *, rows: bool = False) -> Member:
        """Write one member; rows are compressed, files (mostly compressed already) are not."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if rows else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size, count = hashlib.sha256(), 0, 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for block in blocks:
                member.write(block)
                digest.update(block)
                size, count = size + len(block), count + 1
        # The first line of a table names its columns.
        written = Member(name, size, digest.hexdigest(), max(0, count - 1) if rows else 0)
        self.members.append(written)
        return written

    def close(self, manifest: Manifest) -> None:
        """Write the manifest and the directory."""
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        self._zip.writestr(MANIFEST, text.encode("utf-8"))
        self._zip.close()


class Reader:
    """Reads members that the manifest vouches for, and nothing else."""

    def __init__(self, source: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise unreadable() from error
        names = [info.filename for info in infos]
        if len(set(names)) != len(names) or len(names) > MEMBERS_LIMIT:
            raise unreadable()
        for info in infos:
            _check_member(info)
        self._infos = {info.filename: info for info in infos}
        self.manifest = self._manifest()
        if {member.name for member in self.manifest.members} | {MANIFEST} != set(names):
            raise unreadable()
        if any(self._infos[m.name].file_size != m.size for m in self.manifest.members):
            raise unreadable()

    def check(self, *, tell: envelope.Tell | None = None) -> None:
        """Read every member against its fingerprint.

        Raises:
            Invalid: One of them is not what the manifest says.
        """
        total = sum(member.size for member in self.manifest.members)
        done = 0
        for member in self.manifest.members:
            for block in self.blocks(member):
                done += len(block)
                if tell is not None:
                    tell(done, total)

    def blocks(self, member: Member) -> Iterator[bytes]:
        """Give a member's bytes; fails at the end when they are not those vouched for."""
        digest, size = hashlib.sha256(), 0
        with self.stream(member) as source:
            while block := _read(source):
                size += len(block)
                if size > member.size:
                    raise unreadable()
                digest.update(block)
                yield block
        if size != member.size or digest.hexdigest() != member.sha256:
            raise Invalid(
                "foundation.backup-member-differs",
                f"Phần “{member.name}” trong tệp sao lưu không khớp bảng kê. Không có gì bị thay đổi.",
            )

    @contextmanager
    def stream(self, member: Member) -> Iterator[IO[bytes]]:
        """Open a member to be read line by line; its fingerprint must have been checked."""
        try:
            with self._zip.open(self._infos[member.name]) as source:
                yield source
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise unreadable() from error

    def _manifest(self) -> Manifest:
        info = self._infos.get(MANIFEST)
        if info is None or info.file_size > MANIFEST_LIMIT:
            raise unreadable()
        try:
            told = json.loads(self._zip.read(info))
            version = int(told["version"])
            if version > VERSION:
                raise Invalid(
                    "foundation.backup-too-new",
                    "Tệp sao lưu do phiên bản Năm Rõ mới hơn lập; hãy nâng cấp rồi khôi phục.",
                )
            members = [Member(**member) for member in told.pop("members")]
            return Manifest(**told, members=members)
        except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError) as error:
            raise unreadable() from error


@contextmanager
def opened(
    path: Path, secret: bytes | None, *, tell: envelope.Tell | None = None
) -> Iterator[Reader]:
    """Open a backup whose fingerprint fits.

    Raises:
        Invalid: It is damaged, encrypted with another key, or not a backup.
    """
    envelope.fingerprint_of(path, tell=tell)
    with envelope.opened(path, secret) as source:
        yield Reader(source)


def unreadable() -> Invalid:
    """Give the refusal of a file that nobody's backup command wrote."""
    return Invalid(
        "foundation.backup-unreadable",
        "Tệp sao lưu có cấu trúc lạ, không do lệnh sao lưu của Năm Rõ lập ra. "
        "Không có gì bị thay đổi.",
    )


def _check_member(info: zipfile.ZipInfo) -> None:
    name = info.filename
    is_file = FILE_NAME.fullmatch(name) is not None
    if not (is_file or name in (MANIFEST, KEYS) or DATA_NAME.fullmatch(name)):
        raise Invalid(
            "foundation.backup-odd-name",
            f"Tệp sao lưu có phần mang tên lạ “{name[:80]}”; từ chối. Không có gì bị thay đổi.",
        )
    if info.flag_bits & 0x1 or info.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):
        raise unreadable()
    grows = info.file_size > max(SMALL, GROWTH * info.compress_size)
    if grows or (is_file and info.compress_type != zipfile.ZIP_STORED):
        raise Invalid(
            "foundation.backup-bomb",
            f"Phần “{name[:80]}” trong tệp sao lưu phình to bất thường khi giải nén; từ chối. "
            "Không có gì bị thay đổi.",
        )


def _read(source: IO[bytes]) -> bytes:
    try:
        return source.read(BLOCK)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise unreadable() from error
