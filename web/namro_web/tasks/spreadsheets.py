"""Cells that stay what they are: a text that looks like a formula must not become one."""

from __future__ import annotations

from datetime import date


def harmless(value: str | int | date | None) -> str | int | date | None:
    """Keep a text that begins like a formula from becoming one, and control characters out."""
    if isinstance(value, str):
        plain = "".join(letter for letter in value if letter >= " " or letter in "\n\t")
        return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t")) else plain
    return value
