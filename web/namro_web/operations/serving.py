"""The server: waitress, with a clock on slow senders, several processes on one door, an orderly end.

waitress takes a request in completely (large bodies into a nameless file) before it gives it to one
of its threads, so a slow line holds a connection and never a thread. What it lacks is added here:
a limit on how long a request may take to arrive, the house's headers on its own error answers, and
a stop that lets running requests finish.
"""

from __future__ import annotations

import logging
import mmap
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ErrorTask
from waitress.utilities import Error

from namro_web.operations.errors import FULL, answer_at
from namro_web.ui.middleware import CONTENT_SECURITY_POLICY

log = logging.getLogger(__name__)

# A request must bring its head within this time, and afterwards at least so many bytes a second.
HEAD_SECONDS = 20.0
BYTES_A_SECOND = 512
IDLE_SECONDS = 60
CONNECTIONS = 500
# Who has not looked at the door for so long is not waited for.
ASLEEP_SECONDS = 1.0
# How long running requests may take to finish after the signal to stop.
GRACE_SECONDS = 30.0
# A process that dies so soon after its start, so often in a row, will not live.
SHORT_LIFE_SECONDS = 10.0
SHORT_LIVES = 5

SAFE_HEADERS = [
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]


def name_own_address(port: int) -> None:
    """Let links in mails and calendars lead to this port, unless people reach us by another name."""
    if not os.environ.get("NAMRO_URL"):
        settings.SITE_URL = f"http://127.0.0.1:{port}"


class _SafeErrors(ErrorTask):  # type: ignore[misc]
    """The server's own refusals (a broken request, one that is far too large), with our headers."""

    def execute(self) -> None:
        """Answer; the house's headers first."""
        self.response_headers.extend(SAFE_HEADERS)
        super().execute()


class _NoRoom(Error):  # type: ignore[misc]
    """A large request for which the disk has no room: the site's own words, though it never ran."""

    code = int(FULL.status)
    reason = FULL.status.phrase

    def __init__(self, path: str) -> None:
        super().__init__(FULL.title)
        self._path = path

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Give status, headers and body."""
        said = answer_at(self._path, FULL)
        kind = ("Content-Type", said.headers["Content-Type"])
        return f"{self.code} {self.reason}", [kind], said.content


class _Body:
    """What a request carries; when the disk is full the rest is let go, to be answered in words."""

    def __init__(self, kept: Any) -> None:
        self._kept = kept
        self.no_room = False

    def append(self, data: bytes) -> None:
        """Keep bytes, while there is room."""
        if self.no_room:
            return
        try:
            self._kept.append(data)
        except OSError:
            log.exception("no room for what is being uploaded")
            self.no_room = True

    def __len__(self) -> int:
        return len(self._kept)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kept, name)


class _CarefulParser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request to its end even when it cannot be kept."""

    def received(self, data: bytes) -> int:
        """Take bytes in; give how many."""
        taken: int = super().received(data)
        receiver = self.body_rcv
        if receiver is None:
            return taken
        if not isinstance(receiver.buf, _Body):
            receiver.buf = _Body(receiver.buf)
        if self.completed and receiver.buf.no_room:
            self.error = _NoRoom(self.path)
        return taken


class _PatientChannel(HTTPChannel):  # type: ignore[misc]
    """A connection whose request must arrive in reasonable time."""

    error_task_class = _SafeErrors
    parser_class = _CarefulParser
    _begun = 0.0
    _received = 0

    def received(self, data: bytes) -> bool:
        """Take bytes in; keep the connection's clock from being reset by every single one."""
        now = time.time()
        if self.request is None:
            self._begun, self._received = now, 0
        self._received += len(data)
        took: bool = super().received(data)
        arriving = self.request
        if arriving is not None:
            allowed = HEAD_SECONDS
            if arriving.headers_finished:
                allowed += self._received / BYTES_A_SECOND
            # The server closes what was last active longer ago than its timeout.
            if now - self._begun > allowed:
                self.last_activity = 0
        return took


class Seats:
    """How many connections each process holds, in memory that all of them share.

    Processes that wait at one door race for whoever comes, and a connection, once taken, stays: by
    chance one would work for nearly all while another rests. So who holds more lets others go first.
    """

    def __init__(self, processes: int) -> None:
        self._processes = processes
        # For each: how many it holds, and when it last looked.
        self._rows = memoryview(mmap.mmap(-1, 16 * processes)).cast("d")

    def note(self, place: int, held: int) -> None:
        """Write down what a process holds now."""
        self._rows[2 * place], self._rows[2 * place + 1] = held, time.monotonic()

    def goes_first(self, place: int) -> bool:
        """Say whether nobody who is awake holds fewer."""
        own, now = self._rows[2 * place], time.monotonic()
        return all(
            self._rows[2 * other] >= own or now - self._rows[2 * other + 1] > ASLEEP_SECONDS
            for other in range(self._processes)
            if other != place
        )


def open_door(host: str, port: int) -> socket.socket:
    """Listen; every process takes connections from the same socket."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.create_server((host, port), family=family, backlog=1024)
    door.set_inheritable(True)
    return door


def serve(
    application: Any,
    door: socket.socket,
    *,
    threads: int,
    stop: threading.Event,
    seats: Seats | None = None,
    place: int = 0,
) -> None:
    """Answer until told to stop, then let what runs finish.

    Args:
        application: What answers.
        door: Where it listens.
        threads: How many requests it answers at once.
        stop: Tells it to stop.
        seats: Where it writes down what it holds, if others listen at the same door.
        place: Which of them it is, from 0.
    """
    server: Any = create_server(
        application,
        sockets=[door],
        threads=threads,
        ident="",
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=5,
        connection_limit=CONNECTIONS,
        # Above the upload limit on purpose: a file that is too large is refused by the page, in
        # words, and not by a broken connection.
        max_request_body_size=5 * settings.UPLOAD_LIMIT,
        max_request_header_size=32 * 1024,
        # Who may speak for others is decided in one place, `ui.middleware.true_asker`.
        clear_untrusted_proxy_headers=False,
        asyncore_use_poll=hasattr(__import__("select"), "poll"),
    )
    server.channel_class = _PatientChannel
    if seats is not None:
        _let_others_first(server, seats, place)
    turn = _turn_of(server)
    while not stop.is_set():
        turn(0.5)
    server.del_channel()
    until = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < until and any(
        channel.requests or channel.total_outbufs_len for channel in server.active_channels.values()
    ):
        turn(0.1)
    server.task_dispatcher.shutdown(timeout=5)
    server.close()


def _let_others_first(server: Any, seats: Seats, place: int) -> None:
    usual = server.readable

    def readable() -> bool:
        seats.note(place, len(server.active_channels))
        return bool(usual()) and seats.goes_first(place)

    server.readable = readable


def _turn_of(server: Any) -> Callable[[float], None]:
    def turn(seconds: float) -> None:
        server.asyncore.loop(
            timeout=seconds, map=server._map, use_poll=server.adj.asyncore_use_poll, count=1
        )

    return turn


def stop_on_signals(stop: threading.Event) -> None:
    """Stop in order at the first signal, at once at the second."""

    def asked(number: int, frame: object) -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), asked)


def run_processes(count: int, work: Callable[[threading.Event, int], None]) -> int:
    """Keep several processes at the same work until told to stop; give the exit code.

    ``work`` is told when to stop, and which of the processes it is, from 0; one that takes the place of
    another has its number.

    A process that ends is replaced. When this one is killed without a chance to tell them, the
    others see that their parent is gone and stop too.
    """
    stop = threading.Event()
    stop_on_signals(stop)
    running: dict[int, tuple[int, float]] = {}
    short_lives = 0
    while not stop.is_set():
        for place in set(range(count)) - {place for place, _ in running.values()}:
            running[_start(work, place)] = (place, time.monotonic())
        ended = _ended(running)
        for pid in ended:
            lived = time.monotonic() - running.pop(pid)[1]
            short_lives = short_lives + 1 if lived < SHORT_LIFE_SECONDS else 0
            log.error("process %s ended after %.0f s; another takes its place", pid, lived)
        if short_lives >= SHORT_LIVES:
            log.critical("the processes end as soon as they start; giving up")
            break
        stop.wait(0.5)
    gave_up = not stop.is_set()
    for pid in running:
        _tell(pid, signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS + 15
    while running and time.monotonic() < until:
        for pid in _ended(running):
            del running[pid]
        time.sleep(0.1)
    for pid in running:
        _tell(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return 1 if gave_up else 0


def _start(work: Callable[[threading.Event, int], None], place: int) -> int:
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        stop = threading.Event()
        stop_on_signals(stop)
        threading.Thread(target=_watch, args=(parent, stop), daemon=True).start()
        work(stop, place)
        code = 0
    except BaseException:
        # The child of a fork must never run what its parent would do next.
        log.exception("a process ended with an error")
    finally:
        logging.shutdown()
        os._exit(code)


def _watch(parent: int, stop: threading.Event) -> None:
    while not stop.wait(1.0):
        if os.getppid() != parent:
            stop.set()


def _ended(running: Iterable[int]) -> list[int]:
    ended = []
    for pid in running:
        try:
            if os.waitpid(pid, os.WNOHANG)[0]:
                ended.append(pid)
        except ChildProcessError:
            ended.append(pid)
    return ended


def _tell(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
