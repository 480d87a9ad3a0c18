"""Through which server the site sends mail, from one address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from namro_web.config.secret_key import secret_from

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """A mail server, or none: then nothing is sent."""

    scheme: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""

    @property
    def is_on(self) -> bool:
        """Say whether there is one."""
        return bool(self.host)


def mail_from_environment() -> MailServer:
    """Give the mail server named by ``NAMRO_SMTP``."""
    return mail_server_at(secret_from("NAMRO_SMTP"))


def mail_server_at(url: str) -> MailServer:
    """Read ``smtp://``, ``smtp+tls://`` (STARTTLS) or ``smtps://`` ``user:password@host:port``.

    Raises:
        ValueError: The address is none of these, or names no host.
    """
    if not url:
        return MailServer()
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("NAMRO_SMTP phải có dạng smtp+tls://tên:mật-khẩu@máy-chủ:587")
    return MailServer(
        scheme=parts.scheme,
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
