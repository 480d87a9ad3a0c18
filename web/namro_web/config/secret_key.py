"""The key that signs sessions: made once per installation and readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def secret_key_kept_in(home: Path) -> str:
    """Give the installation's key, making it on the first run.

    Two processes that start together agree: the file is created exclusively, and the loser reads
    what the winner wrote.
    """
    home.mkdir(parents=True, exist_ok=True)
    path = home / "secret-key"
    draft = home / f".secret-key.{os.getpid()}.{secrets.token_hex(4)}"
    if not path.exists():
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
