"""A disk that fills up under work, and a database that restarts under it: said clearly, mended by nobody."""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.crash.killing import Installation
from tests.crash.load import Crowd
from tests.operations.clusters import own_cluster, programs
from tests.operations.running import got, until

ROOM = 96 * 2**20
# A server's own files, its journal, and a little for a commune's data.
ROOM_OF_A_SERVER = 256 * 2**20


@contextmanager
def disk_at(place: Path, room: int) -> Iterator[Path]:
    """A disk of its own with little room; only root can make one."""
    if os.geteuid():
        pytest.skip("chỉ root gắn được đĩa nhỏ")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if made.returncode:
        pytest.skip("máy này không cho gắn đĩa nhỏ")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "disk").mkdir()
    with disk_at(tmp_path / "disk", ROOM) as disk:
        yield disk


def fill(disk: Path) -> Path:
    """Take all the room there is; the file to delete is given."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as filling:
        try:
            while True:
                filling.write(bytes(64 * 1024))
        except OSError:
            pass
    return ballast


def report(
    site: Installation, token: str, task_id: int, version: int, word: str, size: int
) -> httpx.Response:
    return httpx.post(
        f"{site.address}/api/v1/tasks/{task_id}/report",
        headers={"Authorization": f"Bearer {token}"},
        data={"note": word, "version": version},
        files={"files": ("minh-chung.txt", b"minh chung " * (size // 11), "text/plain")},
        timeout=60,
    )


@pytest.mark.on_sqlite
def test_a_full_disk_is_named_changes_nothing_and_is_worked_on_when_there_is_room(
    small_disk: Path,
) -> None:
    (small_disk / "tmp").mkdir()
    site = Installation(
        small_disk / "home", TMPDIR=str(small_disk / "tmp"), NAMRO_LOG_FORMAT="json"
    )
    try:
        cast = site.ask(do="prepare")
        site.start()
        office = cast["tokens"]["office"]
        headers = {"Authorization": f"Bearer {office}"}
        task = httpx.get(f"{site.address}/api/v1/tasks/mine", headers=headers, timeout=60).json()[0]
        before = site.ask(do="check", attempts=[], final=False)["counts"]
        ballast = fill(small_disk)
        refusals = [
            report(site, office, task["id"], task["version"], "khi-day", size)
            for size in (2_000, 300_000, 1_500_000)
        ]
        assert [one.status_code for one in refusals] == [507] * 3, [one.text for one in refusals]
        assert {one.json()["title"] for one in refusals} == {"Ổ đĩa của máy chủ đã đầy"}
        assert got(f"{site.address}/song/")[0] == 200
        assert got(f"{site.address}/san-sang/")[0] == 503
        ballast.unlink()
        told = site.ask(do="check", attempts=[], final=False)
        assert told["wrong"] == []
        assert told["counts"] == before, "nothing was half-written"
        done = report(site, office, task["id"], task["version"], "co-cho", 300_000)
        assert done.status_code == 200, done.text
        assert site.ask(do="check", attempts=[], final=False)["wrong"] == []
    finally:
        site.end()


@pytest.mark.on_postgresql
def test_a_full_disk_of_postgresql_is_named_changes_nothing_and_is_worked_on_when_there_is_room(
    tmp_path: Path,
) -> None:
    found = programs()
    if found is None:
        pytest.skip("chưa cài PostgreSQL ở máy này")
    # The server runs as another user, who may not enter the folders of this one.
    with tempfile.TemporaryDirectory(prefix="namro-disk-", dir="/var/tmp") as place:
        Path(place).chmod(0o755)
        with (
            disk_at(Path(place), ROOM_OF_A_SERVER) as disk,
            own_cluster(found, under=disk) as cluster,
        ):
            site = Installation(tmp_path / "home", DATABASE_URL=cluster.url)
            try:
                _full_and_emptied(site, disk)
            finally:
                site.end()


def _full_and_emptied(site: Installation, disk: Path) -> None:
    cast = site.ask(do="prepare")
    site.start()
    office = cast["tokens"]["office"]
    headers = {"Authorization": f"Bearer {office}"}
    task = httpx.get(f"{site.address}/api/v1/tasks/mine", headers=headers, timeout=60).json()[0]
    before = site.ask(do="check", attempts=[], final=False)["counts"]["updates"]
    ballast = fill(disk)
    version, taken, refused = task["version"], 0, []
    # What still fits into pages the server has already is taken; then it must say no.
    while len(refused) < 3 and taken < 2_000:
        answer = report(site, office, task["id"], version, f"khi-day-{taken} " + "chữ " * 900, 20)
        if answer.status_code == 200:
            taken, version = taken + 1, answer.json()["version"]
        else:
            refused.append((answer.status_code, answer.json().get("title")))
    assert refused == [(507, "Ổ đĩa của máy chủ đã đầy")] * 3
    assert got(f"{site.address}/song/")[0] == 200
    ballast.unlink()
    told = site.ask(do="check", attempts=[], final=False)
    assert told["wrong"] == []
    assert told["counts"]["updates"] == before + taken, "nothing was lost or half-written"
    done = report(site, office, task["id"], version, "co-cho", 300_000)
    assert done.status_code == 200, done.text
    assert site.ask(do="check", attempts=[], final=False)["wrong"] == []


@pytest.mark.on_postgresql
def test_a_postgresql_that_restarts_under_work_loses_nothing_and_is_found_again(
    tmp_path: Path,
) -> None:
    found = programs()
    if found is None:
        pytest.skip("chưa cài PostgreSQL ở máy này")
    chance = random.Random(3)
    with own_cluster(found) as cluster:
        site = Installation(tmp_path / "home", DATABASE_URL=cluster.url)
        crowd: Crowd | None = None
        try:
            cast = site.ask(do="prepare")
            site.start()
            crowd = Crowd(site.address, tokens=cast["tokens"], root=cast["root"], seed=3)
            told: dict[str, Any] = {}
            for _ in range(3):
                crowd.let_work()
                time.sleep(chance.uniform(1, 2))
                cluster.stop()
                time.sleep(chance.uniform(0.5, 1.5))
                assert got(f"{site.address}/san-sang/", seconds=30)[0] == 503
                cluster.start()
                assert until(lambda: got(f"{site.address}/san-sang/")[0] == 200, seconds=90)
                crowd.halt()
                told = site.ask(do="check", attempts=crowd.attempts.made, final=False)
                assert told["wrong"] == []
            # A job that was cut off twice waits a minute before its third try.
            assert until(lambda: site.ask(do="unsettled")["left"] == 0, seconds=240)
            told = site.ask(do="check", attempts=crowd.attempts.made, final=True)
            assert told["wrong"] == []
            assert sum(crowd.attempts.acknowledged().values()) >= 10
            away = {code for code in crowd.attempts.refused if not code.startswith("503")}
            assert away == set(), "only “try again”, nothing else"
            assert all(one.is_running() for one in (site.web, site.worker) if one)
        finally:
            if crowd is not None:
                crowd.go_home()
            site.end()
