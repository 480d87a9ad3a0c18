"""The outer file of a backup: written whole or not at all, fingerprinted, encrypted when wished.

A plain backup is a ZIP file that any program opens; its comment ends with the SHA-256 of all that
stands before. An encrypted one is the same ZIP in frames of AES-256-GCM, each bound to its place,
so that a frame lost, doubled or moved is noticed; it ends with the same fingerprint.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from namro_web.foundation.errors import Conflict, Invalid

LABEL = b"namro-backup-1 sha256:"
DIGEST = 64
MAGIC = b"NAMRO-BACKUP-ENCRYPTED 1\n"
SALT, PREFIX, TAG = 16, 7, 16
FRAME = 1024 * 1024
KEY_LEAST = 16
KEY_MOST = 64 * 1024

Tell = Callable[[int, int], None]


class Sealed:
    """Passes bytes on and replaces the last 64, a row of zeros, by the fingerprint of the rest."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._hash = hashlib.sha256()
        self._held = b""

    def write(self, data: bytes) -> int:
        """Take bytes; what may be the end is held back."""
        pending = self._held + bytes(data)
        if len(pending) > DIGEST:
            ready, pending = pending[:-DIGEST], pending[-DIGEST:]
            self._hash.update(ready)
            self._out.write(ready)
        self._held = pending
        return len(data)

    def flush(self) -> None:
        """Push on what is not held back."""
        self._out.flush()

    def finish(self) -> str:
        """Write the fingerprint in its place and give it."""
        if self._held != b"0" * DIGEST:
            raise ValueError("a sealed file must end with room for its fingerprint")
        digest = self._hash.hexdigest()
        self._out.write(digest.encode("ascii"))
        return digest


class Encrypting:
    """Encrypts what is written to it, frame by frame."""

    def __init__(self, out: Sealed, secret: bytes) -> None:
        salt, prefix = secrets.token_bytes(SALT), secrets.token_bytes(PREFIX)
        self._head = MAGIC + salt + prefix
        self._out, self._prefix = out, prefix
        self._cipher = AESGCM(_derived(secret, salt))
        self._pending = bytearray()
        self._count = 0
        out.write(self._head)

    def write(self, data: bytes) -> int:
        """Take bytes; full frames leave at once."""
        self._pending += data
        while len(self._pending) > FRAME:
            self._send(bytes(self._pending[:FRAME]), last=False)
            del self._pending[:FRAME]
        return len(data)

    def flush(self) -> None:
        """Nothing: a frame leaves when it is full."""

    def finish(self) -> None:
        """Send the last frame and leave room for the fingerprint."""
        self._send(bytes(self._pending), last=True)
        self._out.write(LABEL + b"0" * DIGEST)

    def _send(self, plain: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._count, last=last)
        sealed = self._cipher.encrypt(nonce, plain, self._head)
        self._out.write(len(sealed).to_bytes(4, "big") + sealed)
        self._count += 1


@contextmanager
def written_whole(path: Path) -> Iterator[IO[bytes]]:
    """Give a file to write that takes its name only when all of it is on the disk.

    Raises:
        Conflict: There is a file of that name already; a backup never replaces another.
    """
    if path.exists():
        raise Conflict("foundation.backup-exists", f"Tệp “{path.name}” đã có; hãy đặt tên khác.")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # memory sticks cannot flush a folder by itself
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def secret_in(path: Path) -> bytes:
    """Read a key file: any text or bytes of at least 16, surrounding blanks left out.

    Raises:
        Invalid: There is none, or it is too short to keep anything secret.
    """
    try:
        with path.open("rb") as file:
            secret = file.read(KEY_MOST + 1).strip()
    except OSError as error:
        raise Invalid("foundation.no-key", f"Không đọc được tệp khóa “{path}”.") from error
    if not KEY_LEAST <= len(secret) <= KEY_MOST:
        raise Invalid(
            "foundation.weak-key",
            f"Tệp khóa “{path}” phải có từ {KEY_LEAST} ký tự trở lên và không quá 64 KB.",
        )
    return secret


def is_encrypted(path: Path) -> bool:
    """Say whether a backup needs a key."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def fingerprint_of(path: Path, *, tell: Tell | None = None) -> str:
    """Give a backup's fingerprint, having read the whole file against it.

    Raises:
        Invalid: It is no backup, it was cut short, or a byte of it was changed.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
            if not (start.startswith(b"PK") or MAGIC.startswith(start)):
                raise Invalid(
                    "foundation.not-a-backup",
                    f"“{path.name}” không phải tệp sao lưu của Năm Rõ.",
                )
            file.seek(0)
            counted, left = hashlib.sha256(), max(0, size - DIGEST)
            while left:
                block = file.read(min(FRAME, left))
                if not block:
                    break
                counted.update(block)
                left -= len(block)
                if tell is not None:
                    tell(size - left, size)
            end = file.read()
            file.seek(max(0, size - DIGEST - len(LABEL)))
            label = file.read(len(LABEL))
    except OSError as error:
        raise Invalid(
            "foundation.backup-not-read", f"Không đọc được tệp sao lưu “{path}”."
        ) from error
    if label != LABEL or end != counted.hexdigest().encode("ascii"):
        raise Invalid(
            "foundation.backup-damaged",
            f"Tệp sao lưu “{path.name}” không còn nguyên vẹn: bị cắt bớt hoặc bị sửa. "
            "Không có gì bị thay đổi; hãy dùng bản sao lưu khác.",
        )
    return counted.hexdigest()


@contextmanager
def opened(path: Path, secret: bytes | None) -> Iterator[IO[bytes]]:
    """Give the ZIP file inside; an encrypted one is opened into a nameless file.

    Raises:
        Invalid: A key is missing, wrong, or given for a file that has none.
    """
    if not is_encrypted(path):
        with path.open("rb") as plain:
            yield plain
        return
    if secret is None:
        raise Invalid(
            "foundation.backup-needs-key",
            f"Tệp sao lưu “{path.name}” đã mã hóa; hãy chỉ tệp khóa bằng --key-file.",
        )
    with tempfile.TemporaryFile() as clear:
        _decrypt(path, secret, clear)
        clear.seek(0)
        yield clear


def _decrypt(path: Path, secret: bytes, clear: IO[bytes]) -> None:
    end = path.stat().st_size - DIGEST - len(LABEL)
    with path.open("rb") as file:
        head = file.read(len(MAGIC) + SALT + PREFIX)
        salt, prefix = head[len(MAGIC) : -PREFIX], head[-PREFIX:]
        if len(salt) != SALT:
            raise _wrong_key(path)
        cipher = AESGCM(_derived(secret, salt))
        count = 0
        while file.tell() < end:
            length = int.from_bytes(file.read(4), "big")
            if not TAG <= length <= FRAME + TAG or file.tell() + length > end:
                raise _wrong_key(path)
            last = file.tell() + length == end
            try:
                nonce = _nonce(prefix, count, last=last)
                clear.write(cipher.decrypt(nonce, file.read(length), head))
            except InvalidTag as error:
                raise _wrong_key(path) from error
            count += 1
        if not count:
            raise _wrong_key(path)


def _wrong_key(path: Path) -> Invalid:
    return Invalid(
        "foundation.backup-wrong-key",
        f"Khóa không mở được tệp sao lưu “{path.name}”. Không có gì bị thay đổi.",
    )


def _derived(secret: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(secret)


def _nonce(prefix: bytes, count: int, *, last: bool) -> bytes:
    return prefix + count.to_bytes(4, "big") + (b"\x01" if last else b"\x00")
