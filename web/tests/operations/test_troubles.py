"""A database that goes away and comes back; a disk that fills up and is emptied again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError
from django.test import Client

from namro_web.operations import starting
from namro_web.operations.errors import AWAY, BUG, FULL, trouble_of
from tests.operations.clusters import Cluster, own_cluster, programs
from tests.operations.running import answers, free_port, got, manage, running, until


def raised(error: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise error from cause
    except BaseException as caught:  # noqa: BLE001  (any kind is looked at)
        return caught


def full() -> sqlite3.Error:
    """What SQLite itself says when it may not grow."""
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute("PRAGMA max_page_count = 3")
        try:
            small.execute("CREATE TABLE a AS SELECT zeroblob(100000) AS b")
        except sqlite3.Error as error:
            return error
    raise AssertionError


def test_troubles_are_told_apart() -> None:
    assert trouble_of(raised(OSError(28, "No space left on device"))) is FULL
    assert trouble_of(raised(OperationalError("full"), full())) is FULL
    assert trouble_of(raised(OperationalError("server closed the connection"))) is AWAY
    assert trouble_of(raised(ValueError())) is BUG
    assert trouble_of(raised(RuntimeError(), OSError(28, "full"))) is FULL


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("gone"), 503, "hãy thử lại"),
        (OSError(28, "full"), 507, "không có gì bị ghi dở"),
        (ValueError("bí mật nội bộ"), 500, "báo cho quản trị viên"),
    ],
)
def test_the_person_and_the_program_are_told_what_to_do(
    error: Exception, status: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(
        "django.contrib.sessions.middleware.SessionMiddleware.process_request", broken
    )
    browser = Client(raise_request_exception=False)
    page = browser.get("/tro-giup/")
    assert page.status_code == status
    assert words in page.content.decode()
    assert page.headers["X-Request-ID"] in page.content.decode()
    assert "bí mật nội bộ" not in page.content.decode()
    told = browser.get("/api/v1/tasks")
    assert told.headers["Content-Type"] == "application/problem+json"
    assert told.json()["request_id"] == told.headers["X-Request-ID"]


@pytest.mark.django_db
def test_a_database_that_would_forget_is_refused_unless_wanted(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    starting.refuse_unsafe_database()
    monkeypatch.setattr(starting, "durability", lambda: {"synchronous_commit": ("off", "on")})
    with pytest.raises(CommandError, match="synchronous_commit đang là “off”"):
        starting.refuse_unsafe_database()
    settings.UNSAFE_DATABASE = True
    starting.refuse_unsafe_database()


def test_many_that_start_at_once_prepare_one_after_the_other(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    prepare = "from namro_web.operations.starting import prepare; prepare()"
    with ThreadPoolExecutor(3) as several:
        done = list(
            several.map(lambda _: manage(tmp_path, "shell", "-v0", "-c", prepare), range(3))
        )
    assert [one.returncode for one in done] == [0, 0, 0], done[0].stderr
    assert manage(tmp_path, "migrate", "--check").returncode == 0


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    found = programs()
    if found is None:
        pytest.skip("chưa cài PostgreSQL")
    with own_cluster(found) as own:
        yield own


def test_a_database_that_restarts_is_found_again_without_a_hand(
    cluster: Cluster, tmp_path: Path
) -> None:
    home, port = tmp_path / "home", free_port()
    address = f"http://127.0.0.1:{port}"
    with (
        running(home, "web", "--port", str(port), "--processes", "1", DATABASE_URL=cluster.url),
        running(home, "worker", "--interval", "0.2", DATABASE_URL=cluster.url) as worker,
    ):
        assert until(lambda: answers(address)), (home / "log").read_text()
        assert until(lambda: got(f"{address}/san-sang/")[0] == 200), got(f"{address}/san-sang/")
        signed_in = {"Cookie": "sessionid=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}
        assert got(f"{address}/tro-giup/", **signed_in)[0] == 200
        cluster.stop()
        status, said = got(f"{address}/tro-giup/", **signed_in)
        assert status == 503
        assert "Cơ sở dữ liệu" in said
        assert got(f"{address}/song/")[0] == 200
        assert got(f"{address}/san-sang/")[0] == 503
        assert "namro_database_up 0" in got(f"{address}/metrics")[1]
        cluster.start()
        assert until(lambda: got(f"{address}/tro-giup/", **signed_in)[0] == 200, seconds=30)
        assert until(lambda: got(f"{address}/san-sang/")[0] == 200, seconds=90)
        assert worker.poll() is None, "the worker waited"


def test_a_postgresql_that_would_forget_is_not_served(cluster: Cluster, tmp_path: Path) -> None:
    cluster.stop()
    cluster.start("synchronous_commit=off")
    done = manage(tmp_path / "home", "serve", "--port", str(free_port()), DATABASE_URL=cluster.url)
    assert done.returncode != 0
    assert "synchronous_commit đang là “off”" in done.stderr
