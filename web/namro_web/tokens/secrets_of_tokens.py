"""How a token is written: recognisable, checkable without the database, impossible to guess.

``namro_`` + 43 letters (256 random bits) + 6 letters of CRC-32 over what stands before. The prefix
lets programs that look for leaked secrets find it; the check sum tells a cut or mistyped token
from an unknown one before anything is asked.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import zlib

PREFIX = "namro_"
# Enough to tell one's tokens apart, far too little to guess the rest.
HINT = len(PREFIX) + 4
_FORM = re.compile(r"namro_([A-Za-z0-9_-]{43})([A-Za-z0-9]{6})")
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_secret() -> str:
    """Draw a token."""
    body = PREFIX + secrets.token_urlsafe(32)
    return body + _check_sum(body)


def is_whole(written: str) -> bool:
    """Say whether a text can be a token at all: prefix, letters, length and check sum are right."""
    found = _FORM.fullmatch(written)
    return found is not None and _check_sum(written[:-6]) == found[2]


def digest_of(secret: str) -> str:
    """Give what is kept. 256 random bits need no slow hash: there is nothing to try out."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def _check_sum(body: str) -> str:
    number, digits = zlib.crc32(body.encode("ascii")), ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        digits = _DIGITS[rest] + digits
    return digits
