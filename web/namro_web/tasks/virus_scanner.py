"""Asking a ClamAV daemon whether a file is infected, where an office has set one up.

The setting ``NAMRO_CLAMD`` says where clamd listens: ``unix:/run/clamav/clamd.ctl`` or
``tcp:127.0.0.1:3310``; empty means that no scanner is asked. The file goes over in chunks by the
command INSTREAM, so the daemon needs no access to our disk.

A scanner that is set up and silent stops the file: an office that asked for scanning would rather
wait than keep a file nobody has looked at. ``NAMRO_CLAMD_MAY_FAIL`` turns that round.
"""

from __future__ import annotations

import logging
import socket
import struct

from django.conf import settings

from namro_web.foundation.errors import Invalid, Unavailable

_CHUNK = 64 * 1024
_ANSWER_LIMIT = 4096
_log = logging.getLogger(__name__)


class _ScannerSilent(Exception):
    """It could not be reached, or gave no verdict."""


def must_be_clean(name: str, data: bytes) -> bool:
    """Let a file pass in which the scanner finds nothing; say whether one was asked.

    Raises:
        Invalid: It is infected; what was found is named.
        Unavailable: The scanner cannot be asked, and the office does not let files pass then.
    """
    address = str(getattr(settings, "NAMRO_CLAMD", "") or "")
    if not address:
        return False
    try:
        found = _verdict(address, data)
    except (OSError, _ScannerSilent) as error:
        _log.warning("virus scanner at %s gave no verdict: %s", address, error)
        if getattr(settings, "NAMRO_CLAMD_MAY_FAIL", False):
            return False
        raise Unavailable(
            "tasks.scanner-down",
            "Chưa nhận được tệp vì bộ quét vi-rút đang không trả lời. Hãy gửi lại sau ít phút, "
            "hoặc ghi số văn bản thay cho tệp; nếu vẫn lỗi, báo quản trị viên.",
            field="evidence",
        ) from error
    if found:
        raise Invalid(
            "tasks.evidence-infected",
            f"Tệp “{name}” bị từ chối: bộ quét vi-rút phát hiện {found}. Không lưu tệp này; hãy quét "
            "máy của bạn rồi gửi tệp sạch.",
            field="evidence",
        )
    return True


def _verdict(address: str, data: bytes) -> str:
    """Give the name of what was found; empty for nothing."""
    with _connected(address) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            line.sendall(struct.pack("!L", len(chunk)) + chunk)
        line.sendall(struct.pack("!L", 0))
        said = b""
        while not said.endswith(b"\0") and len(said) < _ANSWER_LIMIT:
            part = line.recv(_ANSWER_LIMIT)
            if not part:
                break
            said += part
    answer = said.rstrip(b"\0\n").decode("utf-8", "replace")
    result = answer.partition(": ")[2]
    if result == "OK":
        return ""
    if result.endswith(" FOUND"):
        return result.removesuffix(" FOUND")
    raise _ScannerSilent(answer or "no answer")


def _connected(address: str) -> socket.socket:
    wait = float(getattr(settings, "NAMRO_CLAMD_SECONDS", 20))
    kind, _, place = address.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(wait)
        try:
            line.connect(place)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = place.rpartition(":")
    if kind != "tcp" or not port.isdigit():
        raise _ScannerSilent("NAMRO_CLAMD is unix:/path or tcp:host:port")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=wait)
