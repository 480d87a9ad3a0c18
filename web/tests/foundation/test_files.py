"""Files stand whole or not at all, on disk as in an S3 store, also when a writer is killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from namro_web.foundation.errors import Unavailable
from namro_web.foundation.files import FileAltered, FileStore, fingerprint, store
from namro_web.foundation.files.disk import ABANDONED_SECONDS, DiskStore
from tests.foundation.s3_server import s3_server

DATA = "Kế hoạch".encode() * 400_000
NAME = fingerprint(DATA)


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    with s3_server() as chosen:
        yield chosen


@pytest.fixture(params=["disk", "s3"])
def files(request: Any, tmp_path: Path, settings: Any) -> FileStore:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.S3 = request.getfixturevalue("s3") if request.param == "s3" else {}
    kept = store()
    for name in list(kept.names()):
        kept.remove(name)
    return kept


def test_a_kept_file_comes_back_byte_for_byte(files: FileStore) -> None:
    assert files.put(NAME, [DATA[:5], DATA[5:]]) is True
    assert files.put(NAME, [DATA]) is False
    assert files.fetch(NAME) == DATA
    assert files.has(NAME)
    assert list(files.names()) == [NAME]
    assert 0 <= files.age(NAME) < 60


def test_a_file_that_is_not_there_is_said_to_be_missing(files: FileStore) -> None:
    assert not files.has(NAME)
    with pytest.raises(FileNotFoundError):
        files.fetch(NAME)
    files.remove(NAME)


def test_bytes_that_are_not_those_of_the_name_are_not_kept(files: FileStore) -> None:
    with pytest.raises(FileAltered):
        files.put(NAME, [b"khac"])
    assert list(files.names()) == []


def test_an_upload_that_breaks_off_leaves_nothing(files: FileStore, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield DATA[:9]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.put(NAME, broken())
    assert list(files.names()) == []
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_two_who_keep_the_same_file_at_once_both_succeed(files: FileStore) -> None:
    def meanwhile() -> Iterator[bytes]:
        yield DATA
        store().put(NAME, [DATA])

    files.put(NAME, meanwhile())
    assert files.fetch(NAME) == DATA


def test_the_store_can_be_tried(files: FileStore) -> None:
    files.probe()
    assert list(files.names()) == []


def test_a_file_changed_in_the_store_is_never_given_out(tmp_path: Path) -> None:
    files = DiskStore(tmp_path)
    files.put(NAME, [DATA])
    files.place_of(NAME).write_bytes(DATA[:-1] + b"!")
    with pytest.raises(FileAltered):
        files.fetch(NAME)


def test_a_store_that_does_not_answer_is_said_in_words(settings: Any) -> None:
    settings.S3 = {
        "bucket": "namro",
        "endpoint": "http://127.0.0.1:9",
        "access_key": "a",
        "secret_key": "b",
    }
    with pytest.raises(Unavailable) as refused:
        store().put(NAME, [DATA])
    assert "Hãy thử lại" in refused.value.message


KILLED = """
import sys, time
from pathlib import Path
from namro_web.foundation.files.disk import DiskStore
def slow():
    yield b"nua tep"
    print("half", flush=True)
    time.sleep(60)
DiskStore(Path(sys.argv[1])).put("ab" + "0" * 62, slow())
"""


def test_what_a_killed_upload_left_is_taken_away_and_a_running_one_is_not(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "half\n"
    (unfinished,) = tmp_path.glob("ab/.new-*")
    long_ago = time.time() - 600
    os.utime(unfinished, (long_ago, long_ago))
    files = DiskStore(tmp_path)
    assert files.tidy() == 0, "its writer is at work"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    assert unfinished.exists()
    assert files.tidy() == 1
    assert list(tmp_path.glob("ab/*")) == []


def test_a_leftover_is_old_before_it_is_taken_away(tmp_path: Path) -> None:
    young, old = tmp_path / "ab" / ".new-1", tmp_path / "ab" / ".new-2"
    young.parent.mkdir()
    young.touch()
    old.touch()
    os.utime(old, (0, time.time() - ABANDONED_SECONDS - 1))
    assert DiskStore(tmp_path).tidy() == 1
    assert young.exists()
