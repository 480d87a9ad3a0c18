"""Real servers: several processes on one door, ends in order, slow senders, what a crash leaves."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from namro_web.operations.serving import Seats
from tests.operations.running import answers, free_port, got, manage, running, until


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("home")
    assert manage(made, "migrate", "-v0").returncode == 0
    return made


@pytest.fixture
def site(home: Path) -> Iterator[tuple[str, psutil.Process]]:
    port = free_port()
    words = ("web", "--port", str(port), "--processes", "2", "--threads", "2")
    with running(home, *words) as process:
        address = f"http://127.0.0.1:{port}"
        assert until(lambda: answers(address)), (home / "log").read_text()
        yield address, psutil.Process(process.pid)


def hands(parent: psutil.Process) -> set[int]:
    return {child.pid for child in parent.children()}


def test_processes_share_one_count_and_one_that_dies_is_replaced(
    site: tuple[str, psutil.Process],
) -> None:
    address, parent = site
    before = hands(parent)
    assert len(before) == 2
    for _ in range(20):
        assert got(f"{address}/dang-nhap/")[0] == 200
    counted = r'namro_requests_total\{method="GET",route="account_login",status="200"\} 20\.0'
    for _ in range(4):
        assert re.search(counted, got(f"{address}/metrics")[1])
    os.kill(min(before), signal.SIGKILL)
    assert until(lambda: len(hands(parent)) == 2 and hands(parent) != before, seconds=20)
    assert got(f"{address}/dang-nhap/")[0] == 200


def held(parent: psutil.Process, port: int) -> list[int]:
    """How many connections each process holds, the fewest first."""
    return sorted(
        sum(
            1
            for line in child.net_connections("tcp")
            if line.laddr.port == port and line.status == psutil.CONN_ESTABLISHED
        )
        for child in parent.children()
    )


def test_who_comes_goes_to_the_process_that_holds_fewest(
    site: tuple[str, psutil.Process],
) -> None:
    address, parent = site
    port = int(address.rpartition(":")[2])
    assert until(lambda: sum(held(parent, port)) == 0, seconds=30)
    with ExitStack() as lines:
        for number in range(1, 13):
            lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            assert until(lambda n=number: sum(held(parent, port)) == n, seconds=20)  # type: ignore[misc]
        assert held(parent, port) == [6, 6]
        # A process that stands still is not waited for.
        for child in parent.children():
            child.suspend()
            try:
                assert got(f"{address}/dang-nhap/", seconds=20)[0] == 200
            finally:
                child.resume()


def test_seats_are_given_to_who_holds_fewest_and_is_awake() -> None:
    seats = Seats(3)
    seats.note(0, 2)
    seats.note(1, 1)
    # The third has not looked yet: it is not waited for.
    assert [seats.goes_first(place) for place in range(2)] == [False, True]
    seats.note(2, 0)
    assert [seats.goes_first(place) for place in range(3)] == [False, False, True]
    seats.note(0, 0)
    assert [seats.goes_first(place) for place in range(3)] == [True, False, True]


def test_a_swept_away_folder_of_counts_breaks_no_answer(
    site: tuple[str, psutil.Process], home: Path
) -> None:
    address, parent = site
    assert got(f"{address}/dang-nhap/")[0] == 200
    places = {
        Path(mapped.path).parent
        for child in parent.children()
        for mapped in child.memory_maps()
        if "namro-metrics-" in mapped.path
    }
    (place,) = places
    shutil.rmtree(place)
    # One process meets a way of asking that it has not counted yet, then both are asked often.
    for path in ("/tro-giup/", *["/dang-nhap/"] * 10, *["/khong-co/"] * 10):
        assert got(f"{address}{path}")[0] in (200, 302, 404)
    assert place.is_dir()
    assert "a count was lost" in (home / "log").read_text()


def test_when_the_parent_is_killed_its_processes_do_not_stay(home: Path) -> None:
    port = free_port()
    with running(home, "web", "--port", str(port), "--processes", "2") as process:
        assert until(lambda: answers(f"http://127.0.0.1:{port}"))
        children = psutil.Process(process.pid).children()
        process.send_signal(signal.SIGKILL)
        process.wait()
        _, alive = psutil.wait_procs(children, timeout=20)
        assert alive == []


def test_a_request_on_its_way_is_answered_before_the_end(home: Path) -> None:
    port = free_port()
    with running(home, "serve", "--port", str(port), "--no-jobs", "--no-prepare") as process:
        assert until(lambda: answers(f"http://127.0.0.1:{port}"))
        with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
            line.sendall(b"GET /san-sang/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            time.sleep(0.02)
            process.send_signal(signal.SIGTERM)
            said = b""
            while part := line.recv(4096):
                said += part
        assert b'"ready"' in said
        assert process.wait(40) == 0


def test_a_sender_that_never_ends_its_request_is_cut_off_and_others_are_served(home: Path) -> None:
    port = free_port()
    quick = "from namro_web.operations import serving; serving.HEAD_SECONDS = 1.0; "
    serve = f"from django.core.management import call_command; call_command('serve', port={port}, no_prepare=True, no_jobs=True)"
    with running(home, "shell", "-v0", "-c", quick + serve):
        address = f"http://127.0.0.1:{port}"
        assert until(lambda: answers(address))
        with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
            slow.sendall(b"GET /song/ HTTP/1.1\r\n")
            cut = False
            for number in range(60):
                try:
                    slow.sendall(f"X-{number}: 1\r\n".encode())
                except OSError:
                    cut = True
                    break
                assert answers(address)
                time.sleep(0.5)
        assert cut


def test_the_servers_own_refusals_are_safe(site: tuple[str, psutil.Process]) -> None:
    address, _ = site
    port = int(address.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET / HTTP/1.1\r\nbroken header line\x00\r\n\r\n")
        said = line.recv(65536).decode()
    assert re.match(r"HTTP/1\.[01] 400 ", said)
    assert "Content-Security-Policy: default-src 'none'" in said


def test_a_commune_needs_little_memory(home: Path) -> None:
    port = free_port()
    with running(home, "serve", "--port", str(port)) as process:
        address = f"http://127.0.0.1:{port}"
        assert until(lambda: answers(address))
        assert got(f"{address}/dang-nhap/")[0] == 200
        assert psutil.Process(process.pid).memory_info().rss < 150 * 2**20


SPEND = """
import resource, sys
from namro_web.foundation.files.disk import DiskStore
from namro_web.foundation.files import fingerprint
from pathlib import Path
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
data = b"x" * 1_000_000
store = DiskStore(Path(sys.argv[1]))
try:
    store.put(fingerprint(data), [data])
except OSError as error:
    print("errno", error.errno)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print("left", len([one for one in Path(sys.argv[1]).rglob("*") if one.is_file()]))
print("kept", store.put(fingerprint(data), [data]))
"""


def test_a_file_for_which_there_is_no_room_leaves_nothing_and_room_mends_it(tmp_path: Path) -> None:
    import sys

    from tests.operations.running import environment

    done = subprocess.run(
        [sys.executable, "-c", SPEND, str(tmp_path)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:3] == ["errno 27", "left 0", "kept True"]
