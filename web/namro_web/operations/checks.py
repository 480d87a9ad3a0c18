"""What ``namro-web check --deploy`` looks at beyond Django's own list."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning
from django.core.checks import register as announce
from django.db import DatabaseError, InterfaceError


def register() -> None:
    """Put the checks on Django's list."""
    announce(check_folder, Tags.security, deploy=True)
    announce(check_database, Tags.database)


def check_folder(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Nobody else of the machine reads the installation's folder."""
    if os.name == "nt":
        return []
    home = Path(settings.HOME)
    return [
        Warning(
            f"{path} người khác trên máy đọc được.", hint=f"chmod go-rwx {path}", id="namro.W001"
        )
        for path in (home, home / "secret-key", home / "namro.sqlite3", home / "files")
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]


def check_database(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> Sequence[CheckMessage]:
    """The database keeps what it acknowledges (asked with ``check --database default``)."""
    from namro_web.operations.starting import durability_faults

    if not databases:
        return []
    try:
        return [Warning(fault, id="namro.W002") for fault in durability_faults()]
    except (DatabaseError, InterfaceError):
        return [Warning("Cơ sở dữ liệu không trả lời.", id="namro.W003")]
