"""The demonstration is made of real plans and adds up."""

from __future__ import annotations

import socket
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from namro_web.foundation import history
from namro_web.foundation.clock import VIETNAM
from namro_web.intake import demonstration
from namro_web.plans.models import Plan
from namro_web.tasks.models import Task, Update

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
NOW = datetime(2026, 11, 12, 9, 10, tzinfo=VIETNAM)


@pytest.mark.django_db
def test_three_plans_are_adopted_and_their_work_is_simulated_and_says_so(
    settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    told: list[str] = []
    shown = demonstration.build(
        SAMPLES, now=NOW, tell=lambda words, done, total: told.append(f"{words} {done}/{total}")
    )
    assert Plan.objects.count() == 3
    for one in shown:
        tasks = Task.objects.filter(plan_id=one.plan_id)
        assert tasks.count() == one.summary.tasks
        assert tasks.exclude(state="not-started").exists()
    notes = Update.objects.exclude(note="").values_list("note", flat=True)
    assert all(note.startswith("Dữ liệu mô phỏng") for note in notes)
    assert not Update.objects.filter(at__gt=NOW).exists()
    assert history.first_broken_line() is None
    assert told


def test_a_taken_port_is_said_before_any_work(settings) -> None:  # type: ignore[no-untyped-def]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Cổng {port} đang có chương trình khác dùng"):
            call_command("demo", port=port)


def test_the_command_never_empties_a_folder_that_is_not_the_demonstration_s(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_DATA = False
    with pytest.raises(CommandError, match="chỉ chạy trên dữ liệu trình diễn"):
        call_command("demo", "--reset", "--no-serve")


def test_the_command_never_empties_a_folder_with_data_that_it_did_not_make(
    settings, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO_DATA, settings.HOME = True, tmp_path
    (tmp_path / "namro.sqlite3").write_bytes(b"real")
    with pytest.raises(CommandError, match="dữ liệu thật"):
        call_command("demo", "--reset", "--no-serve")
    assert (tmp_path / "namro.sqlite3").read_bytes() == b"real"
