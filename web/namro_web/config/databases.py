"""Which database the site keeps its data in, from one address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from namro_web.config.secret_key import secret_from

# Acknowledged means durable: WAL with FULL flushes every commit; IMMEDIATE takes the write lock
# first, so that a transaction that reads and then writes can never fail half-way.
SQLITE_SAFETY = (
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA cache_size = -16000;"
)

# What is prepared is put on every page with other values of the same kind: one plan serves them all.
KEPT_PLANS = "-c plan_cache_mode=force_generic_plan"


def database_from_environment(*, home: Path) -> dict[str, Any]:
    """Give Django's description of the database named by ``DATABASE_URL``, else SQLite in ``home``."""
    url = secret_from("DATABASE_URL")
    return database_at(url) if url else sqlite_at(home / "namro.sqlite3")


def database_at(url: str) -> dict[str, Any]:
    """Read ``postgresql://user:password@host:port/name?option=…`` or ``sqlite:///path``.

    Raises:
        ValueError: The address names neither database.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_at(Path(unquote(parts.path)))
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("DATABASE_URL phải bắt đầu bằng postgresql:// hoặc sqlite:///")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"options": KEPT_PLANS, "prepare_threshold": 5, **dict(parse_qsl(parts.query))},
        # Long enough for plans that are kept to be worth it; each request begins with a health check.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite_at(path: Path) -> dict[str, Any]:
    """Describe a SQLite file with the settings that make it safe under several writers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_SAFETY,
        },
        "CONN_MAX_AGE": 60,
    }
