"""A file is kept only when the virus scanner, where one is set up, finds nothing in it.

Where the machine has ClamAV's own ``clamd`` (on PATH, or named by ``NAMRO_TEST_CLAMD``) the tests run
against it as well, with one signature of our own. Else, and beside it, against a stand-in: a real
server on a loopback socket that speaks clamd's INSTREAM and knows the same one signature.
"""

from __future__ import annotations

import os
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from namro_web.foundation.errors import Invalid, Unavailable
from namro_web.tasks import actions
from namro_web.tasks.evidence_files import accept
from namro_web.tasks.models import Evidence, Task
from namro_web.tasks.parts import EvidenceFile
from tests.tasks.world import NOON, World

# In two halves, so that no scanner takes this file for the thing itself.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLAMD = os.environ.get("NAMRO_TEST_CLAMD") or shutil.which("clamd")


class _StandIn(socketserver.BaseRequestHandler):
    """Speaks the part of clamd's protocol that the site uses."""

    def handle(self) -> None:
        if self._read(10) != b"zINSTREAM\0":
            self.request.sendall(b"UNKNOWN COMMAND\0")
            return
        data = b""
        while size := struct.unpack("!L", self._read(4))[0]:
            data += self._read(size)
        found = b"Eicar-Signature FOUND" if EICAR in data else b"OK"
        self.request.sendall(b"stream: " + found + b"\0")

    def _read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            data += self.request.recv(size - len(data))
        return data


def _stand_in() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _StandIn) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"tcp:127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def _clamd(folder: Path) -> Iterator[str]:
    base = folder / "signatures"
    base.mkdir()
    (base / "own.ndb").write_text(f"Eicar-Signature:0:*:{EICAR.hex()}\n")
    place = folder / "clamd.sock"
    config = folder / "clamd.conf"
    config.write_text(
        f"LocalSocket {place}\nDatabaseDirectory {base}\nForeground yes\n"
        f"LogFile {folder / 'clamd.log'}\nPidFile {folder / 'clamd.pid'}\n"
    )
    with subprocess.Popen([str(CLAMD), "--config-file", str(config)]) as running:
        try:
            for _ in range(300):
                if place.exists():
                    break
                time.sleep(0.1)
            yield f"unix:{place}"
        finally:
            running.terminate()


@pytest.fixture(params=["stand-in", *(["clamd"] if CLAMD else [])])
def scanner(request: Any, tmp_path: Path) -> Iterator[str]:
    """Where a scanner listens."""
    yield from _stand_in() if request.param == "stand-in" else _clamd(tmp_path)


def test_what_the_scanner_finds_is_refused_and_named(scanner: str, world: World) -> None:
    with override_settings(NAMRO_CLAMD=scanner), pytest.raises(Invalid) as refused:
        actions.submit_done(
            task_id=world.tasks["by_date"],
            files=[EvidenceFile("bien-ban.txt", EICAR)],
            by=world.an,
            at=NOON,
        )
    assert refused.value.code == "tasks.evidence-infected"
    assert "Eicar-Signature" in refused.value.message
    assert not Evidence.objects.exists()
    assert Task.objects.get(pk=world.tasks["by_date"]).state == "not-started"


def test_a_clean_file_is_kept_and_marked_as_scanned(scanner: str, world: World) -> None:
    with override_settings(NAMRO_CLAMD=scanner):
        actions.submit_done(
            task_id=world.tasks["by_date"],
            files=[EvidenceFile("bien-ban.txt", "Biên bản họp".encode() * 20_000)],
            by=world.an,
            at=NOON,
        )
    assert Evidence.objects.get().scanned_at == NOON


def test_without_a_scanner_files_are_kept_unscanned(world: World) -> None:
    assert not accept(EvidenceFile("bien-ban.txt", b"Bien ban")).is_scanned


@pytest.fixture
def nobody_listens() -> str:
    """An address at which nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return f"tcp:127.0.0.1:{port}"


def test_a_silent_scanner_stops_the_file_and_says_what_to_do(nobody_listens: str) -> None:
    with override_settings(NAMRO_CLAMD=nobody_listens), pytest.raises(Unavailable) as refused:
        accept(EvidenceFile("bien-ban.txt", b"Bien ban"))
    assert refused.value.code == "tasks.scanner-down"
    assert "gửi lại" in refused.value.message


def test_an_office_may_let_files_pass_while_the_scanner_is_silent(nobody_listens: str) -> None:
    with override_settings(NAMRO_CLAMD=nobody_listens, NAMRO_CLAMD_MAY_FAIL=True):
        assert not accept(EvidenceFile("bien-ban.txt", b"Bien ban")).is_scanned


@pytest.mark.parametrize("address", ["http://x", "tcp:nowhere", "unix:/khong/co"])
def test_an_address_that_means_nothing_keeps_nothing(address: str) -> None:
    with override_settings(NAMRO_CLAMD=address), pytest.raises(Unavailable):
        accept(EvidenceFile("bien-ban.txt", b"Bien ban"))
