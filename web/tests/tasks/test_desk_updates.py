"""Progress is said on the row of “Việc của tôi”, without leaving the page; what one waits for is there too."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from namro_web.tasks import actions, queries
from namro_web.tasks.models import Assignment, Task
from tests.make import browser_of
from tests.tasks.world import NOON, World, add_plan, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def sends(browser: Client, task: int, act: str, **typed: str) -> Any:
    return browser.post(
        f"/nhiem-vu/{task}/{act}/",
        typed,
        headers={"HX-Request": "true", "HX-Target": f"viec-{task}"},
    )


def version(task: int) -> str:
    return str(Task.objects.get(pk=task).version)


def test_a_lead_says_its_progress_on_the_row(world: World) -> None:
    task = world.tasks["by_date"]
    browser = browser_of(world.an)
    assert f'id="viec-{task}"' in browser.get("/viec-cua-toi/").content.decode()
    answer = sends(
        browser,
        task,
        "cap-nhat",
        **{"report-percent": "40", "report-note": "Đã họp", "report-version": version(task)},
    )
    assert answer.status_code == 200
    drawn = answer.content.decode()
    assert drawn.lstrip().startswith("<li")
    assert 'value="40"' in drawn
    assert "namro:toast" in answer.headers["HX-Trigger"]
    assert Task.objects.get(pk=task).percent == 40


def test_what_is_refused_stays_typed_on_the_row_with_its_reason(world: World) -> None:
    task = world.tasks["by_date"]
    answer = sends(
        browser_of(world.an),
        task,
        "cap-nhat",
        **{
            "report-percent": "150",
            "report-note": "<b>Đã họp</b>",
            "report-version": version(task),
        },
    )
    assert answer.status_code == 422
    drawn = answer.content.decode()
    assert 'role="alert"' in drawn
    assert 'value="150"' in drawn
    assert "&lt;b&gt;Đã họp&lt;/b&gt;" in drawn
    assert Task.objects.get(pk=task).percent == 0


def test_a_row_that_somebody_else_changed_is_not_overwritten(world: World) -> None:
    task = world.tasks["by_date"]
    old = version(task)
    actions.report_progress(task_id=task, by=world.coordinator, at=NOON, percent=10)
    answer = sends(
        browser_of(world.an),
        task,
        "cap-nhat",
        **{"report-percent": "50", "report-note": "Đã họp", "report-version": old},
    )
    assert answer.status_code == 409
    assert Task.objects.get(pk=task).percent == 10
    assert f'name="report-version" value="{version(task)}"' in answer.content.decode()


def test_a_partner_says_its_part_on_the_row(world: World) -> None:
    part = Assignment.objects.filter(
        role="partner", unit=world.commune.units["culture"], task__state="not-started"
    ).first()
    assert part is not None
    answer = sends(
        browser_of(world.partner),
        part.task_id,
        "phan-viec",
        **{"part-state": "in-progress", "part-version": version(part.task_id)},
    )
    assert answer.status_code == 200
    part.refresh_from_db()
    assert part.state == "in-progress"


def test_what_ones_unit_has_asked_stands_with_what_it_waits_for(world: World) -> None:
    task = world.tasks["by_date"]
    assert queries.waiting_words(by=world.an, at=NOON, with_sent=True).sent == ()
    actions.raise_obstacle(
        task_id=task,
        text="Chưa có kinh phí",
        proposal="Bố trí 20 triệu đồng",
        waits_for=world.commune.units["culture"].pk,
        by=world.an,
        at=NOON,
    )
    actions.ask_for_time(
        task_id=task, wanted_day=date(2027, 3, 31), reason="Chờ kinh phí", by=world.an, at=NOON
    )
    sent = queries.waiting_words(by=world.an, at=NOON, with_sent=True).sent
    assert [one.task_id for one in sent] == [task, task]
    shown = browser_of(world.an).get("/viec-cua-toi/").content.decode()
    assert "Đã gửi, chờ trả lời" in shown
    assert (
        "Đã gửi, chờ trả lời" not in browser_of(world.leader).get("/viec-cua-toi/").content.decode()
    )


def test_a_units_page_says_what_it_owes_late_first(world: World) -> None:
    unit = world.commune.units["office"].pk
    owed = queries.owed_by(unit, by=world.an, at=NOON)
    assert owed.late == 2
    assert {row.id for row in owed.rows[:2]} == {world.tasks["late"], world.tasks["quarterly"]}
    shown = browser_of(world.an).get(f"/don-vi/{unit}/").content.decode()
    assert "Việc đơn vị chủ trì" in shown
    assert (
        "Việc đơn vị chủ trì"
        not in browser_of(world.admin).get(f"/don-vi/{unit}/").content.decode()
    )


def test_what_a_unit_owes_takes_as_many_questions_for_few_as_for_many(world: World) -> None:
    unit = world.commune.units["office"].pk

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert queries.owed_by(unit, by=world.an, at=NOON).total
        return len(asked)

    questions()
    few = questions()
    add_plan(world)
    assert questions() == few
