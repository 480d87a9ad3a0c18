"""Fields that lie encrypted in the database: the keys stand beside it, in NAMRO_HOME, never inside.

Whoever gets the database file or a dump of it cannot read these fields. A backup carries the keys
(a backup is the whole installation; encrypt it), so that what is restored can be read. The newest
key encrypts, all of them decrypt; ``namro-web rotate-data-keys`` makes a new one and encrypts
everything anew.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models, transaction

from namro_web.foundation.errors import Unavailable
from namro_web.foundation.history import record
from namro_web.foundation.models import HistoryHead

# What is written before an encrypted text; what has it not was kept before there were keys.
MARK = "enc1:"

Reseal = Callable[[], int]
_places: dict[str, Reseal] = {}


def announce_sealed(name: str, reseal: Reseal) -> None:
    """Say where encrypted texts are kept: ``reseal`` encrypts them all anew and counts them."""
    _places[name] = reseal


def encrypt(text: str) -> str:
    """Encrypt a text with the newest key.

    Raises:
        Unavailable: The keys cannot be read.
    """
    return MARK + _cipher().encrypt(text.encode()).decode() if text else ""


def decrypt(kept: str) -> str:
    """Give a text back, whichever key it was encrypted with; one kept in the open comes as it is.

    Raises:
        Unavailable: The key it was encrypted with is not here.
    """
    if not kept.startswith(MARK):
        return kept
    try:
        return _cipher().decrypt(kept.removeprefix(MARK).encode()).decode()
    except InvalidToken as error:
        raise Unavailable(
            "foundation.data-key-missing",
            "Không giải mã được dữ liệu: thiếu khóa trong tệp data-keys ở NAMRO_HOME. Hãy đặt lại tệp "
            "khóa của hệ thống này, hoặc khôi phục từ bản sao lưu.",
        ) from error


def rotate() -> dict[str, int]:
    """Make a new key, encrypt everything anew with it, and forget the older ones.

    The older keys are forgotten last: when anything fails before, all stays readable.

    Returns:
        How many texts were encrypted anew, by place.
    """
    fresh = Fernet.generate_key().decode()
    _write([fresh, *_keys()])
    with transaction.atomic():
        done = {name: reseal() for name, reseal in sorted(_places.items())}
        head, _ = HistoryHead.objects.get_or_create(pk=1)
        record("foundation.data-keys-rotated", head, by=None, texts=sum(done.values()))
    _write([fresh])
    return done


def as_kept() -> bytes:
    """Give the keys as they are kept, for a backup."""
    return "".join(f"{key}\n" for key in _keys()).encode()


def take_in(kept: bytes) -> None:
    """Add the keys of a backup behind those of this installation."""
    known = _keys()
    _write([*known, *(key for key in kept.decode().split() if key not in known)])


class EncryptedTextField(models.TextField[Any, Any]):
    """A text that the database holds encrypted, and programs read in the open. It cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt on the way in."""
        plain = super().get_prep_value(value)
        return encrypt(plain) if plain else plain

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Decrypt on the way out."""
        return decrypt(value) if value else value


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])


def _path() -> Path:
    return Path(settings.DATA_KEYS)


def _keys() -> list[str]:
    path = _path()
    if not path.exists():
        # Two processes that start together agree: one makes the file, the other reads it.
        with contextlib.suppress(FileExistsError):
            draft = _draft([Fernet.generate_key().decode()])
            try:
                os.link(draft, path)
            finally:
                draft.unlink()
    return path.read_text("ascii").split()


def _write(keys: list[str]) -> None:
    _draft(keys).replace(_path())


def _draft(keys: list[str]) -> Path:
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write("".join(f"{key}\n" for key in keys))
        out.flush()
        os.fsync(out.fileno())
    return draft
