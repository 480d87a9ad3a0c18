"""What a place for files must be able to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Protocol

BLOCK = 1024 * 1024
_LETTERS = frozenset("0123456789abcdef")


class FileAltered(FileNotFoundError):
    """There is a file of that name, but not with the bytes that were kept: as good as gone."""


class FileStore(Protocol):
    """Files under their own SHA-256: complete or absent, never changed."""

    @property
    def where(self) -> str:
        """Say where the files stand, in words for an administrator; no secret is in it."""

    def has(self, sha256: str) -> bool:
        """Say whether a file is kept here."""

    def put(self, sha256: str, blocks: Iterable[bytes]) -> bool:
        """Keep a file; ``False`` when it stood there already.

        Raises:
            FileAltered: The bytes are not those of the name; nothing was kept.
            OSError: It could not be written; nothing was kept.
        """

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """Give a file's bytes in parts.

        Raises:
            FileNotFoundError: It is not kept here.
            FileAltered: What stands here is not what was kept (said after the last part).
        """

    def fetch(self, sha256: str) -> bytes:
        """Give a file's bytes at once, proved; raises what :meth:`blocks` raises."""

    def names(self) -> Iterator[str]:
        """Give the name of every file kept here, in order."""

    def age(self, sha256: str) -> float:
        """Say how many seconds ago a file was written."""

    def remove(self, sha256: str) -> None:
        """Take a file away, if it is there."""

    def tidy(self) -> int:
        """Take away what interrupted writes left behind; say how many pieces."""

    def free_bytes(self) -> int | None:
        """Say how much room there is; ``None`` where the store does not tell."""

    def probe(self) -> None:
        """Write, read and take away a few bytes.

        Raises:
            OSError: It does not work.
        """


def fingerprint(data: bytes) -> str:
    """Give the SHA-256 that a file is kept and found under."""
    return hashlib.sha256(data).hexdigest()


def proper(sha256: str) -> str:
    """Give the name back if it is one; a name never comes from outside.

    Raises:
        ValueError: It is not a SHA-256.
    """
    if len(sha256) != 64 or not set(sha256) <= _LETTERS:
        raise ValueError("not a SHA-256")
    return sha256


def proved(sha256: str, blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Pass bytes on, and fail after the last when they are not those of the name."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        yield block
    if digest.hexdigest() != sha256:
        raise FileAltered(f"{sha256} không còn đúng nội dung đã lưu")
