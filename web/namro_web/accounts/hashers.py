"""How passwords are kept: Argon2id, as slow as OWASP asks and no slower.

Mornings, a whole province signs in within an hour; each hash holds one core for as long as it takes.
The parameters are OWASP's for Argon2id with 19 MiB (two passes, one lane), about a twelfth of the
time of PBKDF2 with a million rounds at better protection against graphics cards. Older hashes are
read as before and are replaced when their person next signs in.

A process hashes only a few at the same moment and lets a few more wait: a flood of sign-ins takes
neither the memory nor all the hands that answer pages. Whoever finds no room is told to try again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from namro_web.foundation.errors import Unavailable

# For each that is hashed, so many may wait; together they are fewer than the hands of a process.
WAITING_FOR_EACH = 3


class Turns:
    """Who may hash a password now, in this process."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._at_work = 0
        self._waiting = 0

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, and give it back.

        Raises:
            Unavailable: Too many wait already.
        """
        at_once: int = settings.PASSWORDS_AT_ONCE
        with self._changed:
            if self._at_work >= at_once and self._waiting >= WAITING_FOR_EACH * at_once:
                raise Unavailable(
                    "accounts.too-many-sign-ins",
                    "Đang có quá nhiều người đăng nhập cùng lúc. Lần thử này không bị tính; hãy chờ ít "
                    "giây rồi thử lại.",
                )
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: self._at_work < at_once)
            finally:
                self._waiting -= 1
            self._at_work += 1
        try:
            yield
        finally:
            with self._changed:
                self._at_work -= 1
                self._changed.notify()


turns = Turns()


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a new password, in turn."""
        with turns.taken():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password, in turn."""
        with turns.taken():
            return super().verify(password, encoded)
