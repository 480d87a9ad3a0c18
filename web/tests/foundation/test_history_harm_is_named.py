"""Somebody edits the database directly, its guard removed: each harm is found and named.

Run with ``-s`` to read what the command says.
"""

# ruff: noqa: S608, T201  (the statements are the attacker's own; the names are there to be read)
from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from namro_web.foundation import history_guard, history_seals
from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.history import hash_of, record
from namro_web.foundation.models import HistoryLine
from tests.make import make_user

FIRST = datetime(2026, 11, 12, 9, 0, tzinfo=VIETNAM)
LINES = "foundation_historyline"
HEAD = "foundation_historyhead"
Attack = Callable[[list[HistoryLine], Path], list[str]]


@pytest.fixture
def seals(settings: object, tmp_path: Path) -> Path:
    settings.HISTORY_SEALS = tmp_path / "seals.jsonl"  # type: ignore[attr-defined]
    return tmp_path / "seals.jsonl"


@pytest.fixture
def lines(db: None, seals: Path) -> list[HistoryLine]:
    """Seven lines, a minute apart, sealed; the guard stands until the attacker takes it away."""
    history_guard.install(connection)
    user = make_user(name="An")
    written = [
        record("accounts.signed-in", user, by=user, at=FIRST + timedelta(minutes=number))
        for number in range(7)
    ]
    history_seals.seal(written[-1].number, written[-1].hash)
    return written


def touched(lines: list[HistoryLine], seals: Path) -> list[str]:
    return [f"UPDATE {LINES} SET verb = 'accounts.signed-out' WHERE number = 3"]


def touched_with_its_hash(lines: list[HistoryLine], seals: Path) -> list[str]:
    lines[2].subject_id = "99"
    forged = hash_of(lines[2])
    return [f"UPDATE {LINES} SET subject_id = '99', hash = '{forged}' WHERE number = 3"]


def deleted(lines: list[HistoryLine], seals: Path) -> list[str]:
    return [f"DELETE FROM {LINES} WHERE number = 4"]


def swapped(lines: list[HistoryLine], seals: Path) -> list[str]:
    return [
        f"UPDATE {LINES} SET number = 999 WHERE number = 2",
        f"UPDATE {LINES} SET number = 2 WHERE number = 5",
        f"UPDATE {LINES} SET number = 5 WHERE number = 999",
    ]


def last_deleted(lines: list[HistoryLine], seals: Path) -> list[str]:
    return [
        f"DELETE FROM {LINES} WHERE number = 7",
        f"UPDATE {HEAD} SET number = 6, hash = '{lines[5].hash}'",
    ]


def tail_cut(lines: list[HistoryLine], seals: Path) -> list[str]:
    return [
        f"DELETE FROM {LINES} WHERE number > 3",
        f"UPDATE {HEAD} SET number = 3, hash = '{lines[2].hash}'",
    ]


def all_gone(lines: list[HistoryLine], seals: Path) -> list[str]:
    return [f"DELETE FROM {LINES}", f"DELETE FROM {HEAD}"]


def seal_forged(lines: list[HistoryLine], seals: Path) -> list[str]:
    seals.write_text(seals.read_text("utf-8").replace(lines[-1].hash, lines[0].hash), "utf-8")
    return []


@pytest.mark.parametrize(
    ("attack", "named"),
    [
        pytest.param(
            touched,
            r"từ dòng 3\. Dòng 3 đã bị sửa\..*09:02:00 12/11/2026, đăng xuất",
            id="a line touched",
        ),
        pytest.param(
            touched_with_its_hash,
            r"từ dòng 3\. Dòng 3 đã bị sửa và mã băm.*09:02:00 12/11/2026, đăng nhập",
            id="touched, its hash computed anew",
        ),
        pytest.param(
            deleted,
            r"từ dòng 4\. Dòng 4 đã bị xóa\. Dòng 4 được ghi sau 09:02:00 12/11/2026, trước 09:04:00 12/11/2026",
            id="a line deleted",
        ),
        pytest.param(
            swapped,
            r"từ dòng 2\. Dòng 2 và dòng 5 đã bị đổi chỗ\..*09:04:00 12/11/2026",
            id="two lines swapped",
        ),
        pytest.param(
            last_deleted,
            r"từ dòng 7\. Phần cuối bị cắt: lịch sử đã có tới dòng 7, nay chỉ còn tới dòng 6\. Dòng 7 được ghi sau 09:05:00",
            id="the last line deleted, the end row set back",
        ),
        pytest.param(
            tail_cut,
            r"từ dòng 4\. Phần cuối bị cắt: lịch sử đã có tới dòng 7, nay chỉ còn tới dòng 3",
            id="the tail cut off, the end row set back",
        ),
        pytest.param(
            all_gone,
            r"từ dòng 1\. Phần cuối bị cắt: lịch sử đã có tới dòng 7, nay chỉ còn tới dòng 0",
            id="everything deleted",
        ),
        pytest.param(
            seal_forged, r"Tệp niêm phong lịch sử đã bị sửa", id="the file of seals edited"
        ),
    ],
)
def test_the_command_finds_and_names_the_harm(
    lines: list[HistoryLine], seals: Path, attack: Attack, named: str
) -> None:
    statements = attack(lines, seals)
    history_guard.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    with pytest.raises(CommandError, match=named) as said:
        call_command("verify_history", stdout=io.StringIO())
    print(f"{attack.__name__:22} {connection.vendor:10} {said.value}")


def test_an_untouched_history_is_said_to_be_whole(lines: list[HistoryLine]) -> None:
    said = io.StringIO()
    call_command("verify_history", stdout=said)
    assert "Lịch sử nguyên vẹn: 7 dòng" in said.getvalue()
    history_guard.remove(connection)
