"""A backup holds what stands in an S3 store too, and comes back to a folder, or to another bucket."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from namro_web.foundation.backups.making import make_backup
from namro_web.foundation.backups.restoring import check_backup, restore_backup
from namro_web.foundation.files import store
from namro_web.plans import originals
from tests.foundation.s3_server import s3_server
from tests.make import make_commune, make_official

AT = datetime(2026, 11, 12, 2, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


def test_files_travel_from_a_store_to_a_folder_and_back(tmp_path: Path, settings: Any) -> None:
    make_official(unit=make_commune().units["office"], name="An Thị Đủ")
    settings.MEDIA_ROOT = tmp_path / "files"
    with s3_server() as chosen:
        settings.S3 = chosen
        kept = [originals.keep(data) for data in (b"minh chung", "tệp lớn".encode() * 900_000)]
        from_store = tmp_path / "a.namro"
        assert make_backup(from_store, secret=None, at=AT).missing == 0
        assert len(check_backup(from_store, secret=None).files) == 2

        settings.S3 = {}
        restore_backup(from_store, secret=None, at=AT, replace=True)
        assert sorted(kept) == list(store().names())
        assert originals.fetch(kept[0]) == b"minh chung"

        make_backup(tmp_path / "b.namro", secret=None, at=AT)
        settings.S3 = chosen | {"prefix": "khac"}
        later = originals.keep(b"den sau")
        restore_backup(tmp_path / "b.namro", secret=None, at=AT, replace=True)
        assert sorted(kept) == list(store().names())
        assert not store().has(later)


def test_a_file_that_is_no_longer_itself_does_not_stop_the_backup_and_is_counted(
    tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    kept = originals.keep(b"minh chung")
    originals.place_of(kept).write_bytes(b"minh chunG")
    make_backup(tmp_path / "a.namro", secret=None, at=AT)
    assert check_backup(tmp_path / "a.namro", secret=None).files == []
