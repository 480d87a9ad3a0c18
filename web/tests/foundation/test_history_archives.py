"""History that has outlived its keeping goes to files that prove themselves; the chain stays whole."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from namro_web.foundation import history_guard
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.errors import Conflict
from namro_web.foundation.files import store
from namro_web.foundation.history import record
from namro_web.foundation.history_archives import archive_before, archived_lines, check_archives
from namro_web.foundation.history_chain import Harm, check_history
from namro_web.foundation.models import HistoryArchive, HistoryLine
from tests.make import make_user

NOW = datetime(2026, 11, 12, 9, 0, tzinfo=VIETNAM)
OLD = NOW - timedelta(days=4000)


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def chain(db: None) -> list[str]:
    """Six old lines and four of today; the hashes of all of them."""
    user = make_user(name="An")
    moments = [OLD + timedelta(days=n) for n in range(6)] + [NOW] * 4
    return [record("tests.done", user, by=user, at=at, n=n).hash for n, at in enumerate(moments)]


def test_old_lines_move_to_a_file_and_the_rest_is_still_provable(chain: list[str]) -> None:
    made = archive_before(NOW - timedelta(days=365), at=NOW)

    verdict = check_history(with_seals=False)
    assert [(one.first, one.last) for one in made] == [(1, 6)]
    assert HistoryLine.objects.count() == 4
    assert (verdict.lines, verdict.first_break) == (4, None)
    assert check_archives() == 6
    assert [line.hash for line in archived_lines(made[0])] == chain[:6]


def test_later_archives_hang_on_earlier_ones(chain: list[str]) -> None:
    archive_before(OLD + timedelta(days=3), at=NOW)
    archive_before(NOW - timedelta(days=365), at=NOW)

    assert list(HistoryArchive.objects.values_list("first", "last")) == [(1, 3), (4, 6)]
    assert check_archives() == 6
    assert check_history(with_seals=False).first_break is None


def test_the_newest_line_always_stays(chain: list[str]) -> None:
    archive_before(NOW + timedelta(days=1), at=NOW)

    assert list(HistoryLine.objects.values_list("number", flat=True)) == [10]
    assert check_history(with_seals=False).first_break is None


def test_what_happens_after_an_archive_still_hangs_on_the_chain(chain: list[str]) -> None:
    archive_before(NOW - timedelta(days=365), at=NOW)
    user = make_user()
    record("tests.done", user, by=user)

    assert check_history(with_seals=False).lines == 5


def test_a_line_removed_by_hand_is_no_archive(chain: list[str]) -> None:
    archive_before(OLD + timedelta(days=3), at=NOW)
    history_guard.remove(connection)
    HistoryLine.objects.filter(number__in=(4, 5)).delete()

    broken = check_history(with_seals=False).first_break
    assert broken is not None
    assert (broken.number, broken.harm) == (4, Harm.REMOVED)


def test_an_archive_row_made_up_by_hand_is_named(chain: list[str]) -> None:
    history_guard.remove(connection)
    gone = HistoryLine.objects.get(number=3)
    HistoryArchive.objects.create(
        first=1, last=3, last_hash=gone.hash, sha256="0" * 64, made_at=NOW, mac="0" * 64
    )
    HistoryLine.objects.filter(number__lte=3).delete()

    broken = check_history(with_seals=False).first_break
    assert broken is not None
    assert broken.harm == Harm.ARCHIVE_FORGED


def test_an_archive_row_that_is_gone_leaves_a_gap_that_is_named(chain: list[str]) -> None:
    archive_before(NOW - timedelta(days=365), at=NOW)
    HistoryArchive.objects.all().delete()

    broken = check_history(with_seals=False).first_break
    assert broken is not None
    assert (broken.number, broken.harm) == (1, Harm.REMOVED)


def test_an_altered_file_is_found(chain: list[str], tmp_path: Path) -> None:
    archive = archive_before(NOW - timedelta(days=365), at=NOW)[0]
    [path] = [one for one in tmp_path.rglob(f"{archive.sha256}*") if one.is_file()]
    text = gzip.decompress(path.read_bytes()).replace(b"tests.done", b"tests.gone", 1)
    path.chmod(0o600)
    path.write_bytes(gzip.compress(text, mtime=0))

    with pytest.raises((Conflict, OSError)):
        check_archives()


def test_a_line_altered_inside_a_file_of_the_right_name_is_found(chain: list[str]) -> None:
    from namro_web.foundation.files import fingerprint
    from namro_web.foundation.history_archives import _mac

    archive = archive_before(NOW - timedelta(days=365), at=NOW)[0]
    text = gzip.decompress(store().fetch(archive.sha256)).replace(b"tests.done", b"tests.gone", 1)
    data = gzip.compress(text, mtime=0)
    archive.sha256 = fingerprint(data)
    archive.mac = _mac(archive)
    store().put(archive.sha256, [data])
    archive.save()

    with pytest.raises(Conflict, match="ở dòng 1"):
        check_archives()


def test_nothing_is_archived_from_a_chain_that_is_broken(chain: list[str]) -> None:
    history_guard.remove(connection)
    HistoryLine.objects.filter(number=2).update(verb="tests.forged")

    with pytest.raises(Conflict, match="dòng 2"):
        archive_before(NOW - timedelta(days=365), at=NOW)

    assert HistoryLine.objects.count() == 10
    assert not HistoryArchive.objects.exists()


def test_the_guard_stands_again_afterwards(chain: list[str], settings: object) -> None:
    settings.HISTORY_GUARD = True  # type: ignore[attr-defined]
    history_guard.install(connection)
    try:
        archive_before(NOW - timedelta(days=365), at=NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            HistoryLine.objects.all().delete()
    finally:
        history_guard.remove(connection)


def test_history_is_kept_for_ever_unless_years_are_set(chain: list[str]) -> None:
    with pytest.raises(CommandError, match="giữ mãi"):
        call_command("archive_history")

    call_command("archive_history", "--years", "2")
    newest = HistoryLine.objects.order_by("-number").first()
    assert newest is not None
    assert newest.verb == "foundation.history-archived"
    call_command("verify_history")
