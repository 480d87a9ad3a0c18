"""Secrets: the key that signs sessions, made once per installation, and those that files hold."""

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


def secret_from(name: str) -> str:
    """Give a secret from the environment, or from the file that ``<name>_FILE`` names.

    A file is what systemd's credentials and containers' secrets are; unlike a variable it is not
    handed on to every program that is started.

    Raises:
        ValueError: The file cannot be read, or both are given.
    """
    given, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not path:
        return given
    if given:
        raise ValueError(f"Chỉ đặt một trong hai: {name} hoặc {name}_FILE.")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"Không đọc được tệp bí mật {path} ({name}_FILE).") from error
