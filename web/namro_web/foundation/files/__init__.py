"""Where uploaded files stand: a folder, or an S3-compatible store; the rest of the site sees no difference.

store().put(sha256, blocks)      whole or not at all; a file already kept is left alone
store().fetch(sha256)            its bytes, proved to be the ones that were kept
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from namro_web.foundation.files.disk import DiskStore
from namro_web.foundation.files.store import FileAltered, FileStore, fingerprint, proper

__all__ = ["FileAltered", "FileStore", "fingerprint", "proper", "store"]


def store() -> FileStore:
    """Give the place this installation keeps files in."""
    chosen = settings.S3
    if not chosen.get("bucket"):
        return DiskStore(Path(settings.MEDIA_ROOT))
    return _s3_store(**chosen)


@lru_cache(maxsize=4)
def _s3_store(**chosen: str) -> FileStore:
    # Its library is an extra: an office with a folder needs none of it, nor the memory it takes.
    from namro_web.foundation.files.s3 import S3Store

    return S3Store(**chosen)
