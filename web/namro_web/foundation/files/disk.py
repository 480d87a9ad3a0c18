"""Files in a folder, ``ab/abcdef…``: the bytes reach the disk before the name does."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from namro_web.foundation.files.store import BLOCK, proper, proved

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

UNFINISHED = ".new-"
# A writer holds its unfinished file locked; these are for what a lock cannot tell: the moment
# before it is taken, and systems that have none.
YOUNG_SECONDS = 60.0
ABANDONED_SECONDS = 6 * 3600.0


class DiskStore:
    """A folder on this machine, or one that all machines of the installation share."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def where(self) -> str:
        """Name the folder."""
        return f"thư mục {self.root}"

    def place_of(self, sha256: str) -> Path:
        """Give where a file stands."""
        return self.root / proper(sha256)[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Look for its name."""
        return self.place_of(sha256).is_file()

    def put(self, sha256: str, blocks: Iterable[bytes]) -> bool:
        """Write beside the place, flush, then rename: a power cut leaves the whole file or none."""
        place = self.place_of(sha256)
        if place.is_file():
            return False
        self._make_folder(place.parent)
        handle, unfinished = tempfile.mkstemp(dir=place.parent, prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as out:
                _hold(handle)
                for block in proved(sha256, blocks):
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
            # Unlocked and unnamed for a moment: too young to be taken for abandoned.
            Path(unfinished).replace(place)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _flush_folder(place.parent)
        return True

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """Read it in parts, and prove it."""
        with self.place_of(sha256).open("rb") as file:
            yield from proved(sha256, iter(lambda: file.read(BLOCK), b""))

    def fetch(self, sha256: str) -> bytes:
        """Read it at once, and prove it."""
        return b"".join(self.blocks(sha256))

    def names(self) -> Iterator[str]:
        """Walk the folders."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                with suppress(ValueError):
                    if proper(path.name)[:2] == folder.name and path.is_file():
                        yield path.name

    def age(self, sha256: str) -> float:
        """Ask the folder when it was written."""
        return max(0.0, time.time() - self.place_of(sha256).stat().st_mtime)

    def remove(self, sha256: str) -> None:
        """Take its name away."""
        self.place_of(sha256).unlink(missing_ok=True)

    def tidy(self) -> int:
        """Take away unfinished files whose writer is gone, and folders of restores that broke off."""
        removed = 0
        for path in self.root.glob(f"[0-9a-f][0-9a-f]/{UNFINISHED}*"):
            with suppress(OSError):
                if _is_abandoned(path):
                    path.unlink()
                    removed += 1
        for folder in self.root.glob(".restoring-*"):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > ABANDONED_SECONDS:
                    shutil.rmtree(folder)
                    removed += 1
        return removed

    def free_bytes(self) -> int | None:
        """Ask the disk."""
        self.root.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.root).free

    def probe(self) -> None:
        """Write and flush a small file that has no name on most systems."""
        self.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self.root) as file:
            file.write(b"namro")
            file.flush()
            os.fsync(file.fileno())

    def _make_folder(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True)
        _flush_folder(folder.parent)


def _hold(handle: int) -> None:
    if fcntl is not None:
        # Some shared folders know no locks; age decides there.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_abandoned(path: Path) -> bool:
    age = time.time() - path.stat().st_mtime
    if age > ABANDONED_SECONDS:
        return True
    if age < YOUNG_SECONDS or fcntl is None:
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return False
    return True


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # pragma: no cover
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
