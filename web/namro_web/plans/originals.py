"""Files kept byte for byte under their own fingerprint: written once, whole or not at all.

Where they stand (a folder, an S3-compatible store) is the business of ``foundation.files``.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from namro_web.foundation.files import fingerprint, store
from namro_web.foundation.files.disk import DiskStore

__all__ = ["fetch", "fingerprint", "keep", "place_of"]


def place_of(sha256: str) -> Path:
    """Give where a file stands on disk; its name never comes from outside."""
    return DiskStore(Path(settings.MEDIA_ROOT)).place_of(sha256)


def keep(data: bytes) -> str:
    """Keep a file and give its fingerprint; one already kept is left alone."""
    sha256 = fingerprint(data)
    store().put(sha256, [data])
    return sha256


def fetch(sha256: str) -> bytes:
    """Give a kept file's bytes.

    Raises:
        FileNotFoundError: It was never kept here, or is no longer what was kept.
    """
    return store().fetch(sha256)
