"""Files kept byte for byte under their own fingerprint: written once, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def fingerprint(data: bytes) -> str:
    """Give the SHA-256 that a file is kept and found under."""
    return hashlib.sha256(data).hexdigest()


def place_of(sha256: str) -> Path:
    """Give where a file stands; its name on disk never comes from outside."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("not a SHA-256")
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def keep(data: bytes) -> str:
    """Keep a file and give its fingerprint.

    The bytes reach the disk before the name does, so that a power cut leaves either the whole
    file or none. A file already kept is left alone.
    """
    sha256 = fingerprint(data)
    place = place_of(sha256)
    if place.exists():
        return sha256
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).replace(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return sha256


def fetch(sha256: str) -> bytes:
    """Give a kept file's bytes.

    Raises:
        FileNotFoundError: It was never kept here.
    """
    return place_of(sha256).read_bytes()
