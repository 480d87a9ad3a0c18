"""Search without diacritics: the form of a text that is stored beside it and compared."""

from __future__ import annotations

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def search_key(text: str) -> str:
    """Give the accent-free, lower-case, single-spaced form of a Vietnamese text.

    >>> search_key("Đẩy mạnh  CHUYỂN đổi số!")
    'day manh chuyen doi so'
    """
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_A_WORD.sub(" ", bare).strip()
