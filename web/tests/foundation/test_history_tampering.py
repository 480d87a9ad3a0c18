"""Somebody with the database in hand edits history by SQL; the check names what they did."""

# ruff: noqa: S608  (the statements are the attacker's own)
from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from namro_web.foundation import history_guard, history_seals
from namro_web.foundation.history import hash_of, record
from namro_web.foundation.history_chain import Break, Harm, check_history
from namro_web.foundation.models import HistoryHead, HistoryLine
from tests.make import make_user

LINES = 6


@pytest.fixture
def lines(db: None) -> list[HistoryLine]:
    user = make_user(name="An")
    return [record("tests.done", user, by=user, n=n) for n in range(1, LINES + 1)]


@pytest.fixture
def seal_file(settings: object, tmp_path: Path) -> Path:
    settings.HISTORY_SEALS = tmp_path / "seals.jsonl"  # type: ignore[attr-defined]
    return tmp_path / "seals.jsonl"


def by_hand(*statements: str) -> None:
    """Edit the database past the application, the guard taken away first."""
    history_guard.remove(connection)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def found() -> Break:
    broken = check_history().first_break
    assert broken is not None
    return broken


def test_a_whole_history_is_said_to_be_whole(lines: list[HistoryLine]) -> None:
    verdict = check_history()
    assert (verdict.lines, verdict.first_break) == (LINES, None)


@pytest.mark.parametrize(
    "change", ["verb = 'tests.other'", "actor_name = 'Bình'", "unit_id = 'x'", "subject_id = '9'"]
)
def test_a_touched_line_is_named(lines: list[HistoryLine], change: str) -> None:
    by_hand(f"UPDATE foundation_historyline SET {change} WHERE number = 3")
    assert (found().number, found().harm) == (3, Harm.TOUCHED)
    assert found().words == "Dòng 3 đã bị sửa."


def test_a_touched_line_with_its_hash_computed_anew_is_named(lines: list[HistoryLine]) -> None:
    lines[2].actor_name = "Bình"
    forged = hash_of(lines[2])
    by_hand(
        f"UPDATE foundation_historyline SET actor_name = 'Bình', hash = '{forged}' WHERE number = 3"
    )
    assert (found().number, found().harm) == (3, Harm.TOUCHED)


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_deleted_line_is_named(lines: list[HistoryLine], number: int) -> None:
    by_hand(f"DELETE FROM foundation_historyline WHERE number = {number}")
    assert (found().number, found().harm) == (number, Harm.REMOVED)
    assert found().words == f"Dòng {number} đã bị xóa."


def test_several_deleted_lines_are_named_together(lines: list[HistoryLine]) -> None:
    by_hand("DELETE FROM foundation_historyline WHERE number IN (3, 4)")
    assert found().words == "Các dòng từ 3 đến 4 đã bị xóa."


def test_a_deleted_line_is_named_though_the_rest_was_numbered_anew(
    lines: list[HistoryLine],
) -> None:
    by_hand(
        "DELETE FROM foundation_historyline WHERE number = 3",
        "UPDATE foundation_historyline SET number = 3 WHERE number = 4",
        "UPDATE foundation_historyline SET number = 4 WHERE number = 5",
        "UPDATE foundation_historyline SET number = 5 WHERE number = 6",
    )
    assert (found().number, found().harm) == (3, Harm.REMOVED)


def test_two_swapped_lines_are_named(lines: list[HistoryLine]) -> None:
    by_hand(
        "UPDATE foundation_historyline SET number = 99 WHERE number = 2",
        "UPDATE foundation_historyline SET number = 2 WHERE number = 5",
        "UPDATE foundation_historyline SET number = 5 WHERE number = 99",
    )
    assert (found().number, found().harm) == (2, Harm.REORDERED)
    assert found().words == "Dòng 2 và dòng 5 đã bị đổi chỗ."


def test_a_cut_off_end_is_named_by_the_end_row(lines: list[HistoryLine]) -> None:
    by_hand("DELETE FROM foundation_historyline WHERE number > 4")
    assert (found().number, found().harm) == (5, Harm.CUT_OFF)


def test_a_cut_off_end_is_named_by_the_seal_though_the_end_row_was_set_back(
    lines: list[HistoryLine], seal_file: Path
) -> None:
    history_seals.seal(lines[-1].number, lines[-1].hash)
    by_hand(
        "DELETE FROM foundation_historyline WHERE number > 4",
        f"UPDATE foundation_historyhead SET number = 4, hash = '{lines[3].hash}'",
    )
    assert (found().number, found().harm) == (5, Harm.CUT_OFF)


def test_a_history_written_anew_from_end_to_end_is_named_by_the_seal(
    lines: list[HistoryLine], seal_file: Path
) -> None:
    history_seals.seal(lines[3].number, lines[3].hash)
    previous = ""
    history_guard.remove(connection)
    for line in lines:
        line.actor_name, line.previous_hash = "Bình", previous
        line.hash = previous = hash_of(line)
        HistoryLine.objects.filter(pk=line.pk).update(
            actor_name="Bình", previous_hash=line.previous_hash, hash=line.hash
        )
    HistoryHead.objects.update(hash=previous)
    assert (found().number, found().harm) == (4, Harm.REWRITTEN)


def test_a_seal_changed_by_hand_is_noticed(lines: list[HistoryLine], seal_file: Path) -> None:
    history_seals.seal(lines[3].number, lines[3].hash)
    note = json.loads(seal_file.read_text("utf-8")) | {"number": 2, "hash": lines[1].hash}
    seal_file.write_text(json.dumps(note) + "\n", "utf-8")
    assert found().harm is Harm.SEAL_FORGED


def test_a_line_beyond_the_end_row_is_noticed(lines: list[HistoryLine]) -> None:
    by_hand(f"UPDATE foundation_historyhead SET number = 4, hash = '{lines[3].hash}'")
    assert (found().number, found().harm) == (5, Harm.TOUCHED)


def test_the_check_may_begin_further_on(lines: list[HistoryLine]) -> None:
    by_hand("UPDATE foundation_historyline SET verb = 'x' WHERE number = 2")
    verdict = check_history(start=4)
    assert (verdict.lines, verdict.first_break) == (3, None)


def test_the_command_fails_with_the_line_and_seals_a_whole_history(
    lines: list[HistoryLine], seal_file: Path
) -> None:
    said = io.StringIO()
    call_command("verify_history", stdout=said)
    assert f"Lịch sử nguyên vẹn: {LINES} dòng" in said.getvalue()
    assert [seal.number for seal in history_seals.seals()] == [LINES]
    by_hand("UPDATE foundation_historyline SET verb = 'x' WHERE number = 2")
    with pytest.raises(CommandError, match=r"từ dòng 2\. Dòng 2 đã bị sửa"):
        call_command("verify_history", stdout=said)


@pytest.mark.django_db(transaction=True)
def test_the_end_is_sealed_as_people_work(seal_file: Path) -> None:
    user = make_user()
    lines = [record("tests.done", user, by=user) for _ in range(history_seals.EVERY_LINES + 1)]
    sealed = history_seals.seals()
    assert [seal.number for seal in sealed] == [1, history_seals.EVERY_LINES + 1]
    assert sealed[-1].hash == lines[-1].hash
    assert all(seal.valid for seal in sealed)
