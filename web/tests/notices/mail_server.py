"""A real SMTP server on loopback that keeps what it accepts."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class MailServer:
    """Accepts mail; can be told to refuse an address for good, or everything for a while."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.refused_addresses: set[str] = set()
        self.is_ill = False
        # The controller rings at its own port once it is up, so that it must know it beforehand.
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> MailServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def settings(self) -> dict[str, object]:
        """Give the settings under which the site sends through it."""
        return {
            "MAIL_IS_ON": True,
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": self.port,
            "EMAIL_HOST_USER": "",
            "EMAIL_HOST_PASSWORD": "",
            "EMAIL_USE_TLS": False,
            "EMAIL_USE_SSL": False,
        }

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or not."""
        if address in self.refused_addresses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        """Take a message, or not now."""
        if self.is_ill:
            return "451 try again later"
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.accepted.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """Give what was sent to one address."""
        return [message for message in self.accepted if message["To"] == address]
