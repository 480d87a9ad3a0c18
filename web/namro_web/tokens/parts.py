"""The parts of the API a token can be limited to: whoever assembles the API announces them."""

from __future__ import annotations

_parts: dict[str, str] = {}


def announce(part: str, heading: str) -> None:
    """Say that the API has a part under this word of the address (again: replaces it)."""
    _parts[part] = heading


def known_parts() -> dict[str, str]:
    """Give each part and what people call it."""
    return dict(_parts)
