"""What an address says, read into typed values: an address is no form, so what it gets wrong is left out."""

from __future__ import annotations

from collections.abc import Mapping


def whole_number(query: Mapping[str, str], name: str, default: int = 1) -> int:
    """Give a number from an address; anything else is the default, for an address is not a form."""
    written = query.get(name, "")
    return (
        int(written) if written.isascii() and written.isdigit() and len(written) < 10 else default
    )


def search_text(query: Mapping[str, str], name: str = "q") -> str:
    """Give what is searched for, in a bounded length."""
    return " ".join(query.get(name, "").replace("\x00", "").split())[:200]
