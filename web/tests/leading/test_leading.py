"""The overview shows what is so, lets a leader decide, and the weekly list stays as it was."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from namro_web.foundation import clock
from namro_web.foundation.errors import Conflict, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.leading.actions import close_list, send_list
from namro_web.leading.models import LateList
from namro_web.leading.queries import leading, weekly_list
from namro_web.notices.models import Notice
from namro_web.organisations.actions import merge_units, rename_unit
from namro_web.organisations.models import Role
from namro_web.tasks import actions
from namro_web.tasks.models import Task
from tests.counting import assert_queries
from tests.make import browser_of, make_official
from tests.tasks.world import NOON, World, add_plan, make_world

pytestmark = pytest.mark.django_db


def test_what_is_late_stands_with_its_unit_and_the_longest_first(world: World) -> None:
    shown = leading(by=world.leader, at=NOON)
    (unit,) = shown.late
    late = {task.task_id for task in unit.tasks}
    assert late == {world.tasks["late"], world.tasks["quarterly"]}
    assert [task.days for task in unit.tasks] == sorted((t.days for t in unit.tasks), reverse=True)
    assert len(late) == shown.counts["overdue"]


def test_a_result_waits_for_the_leader_and_is_confirmed_from_the_page(world: World) -> None:
    pk = world.tasks["soon"]
    actions.submit_done(task_id=pk, by=world.an, at=NOON, note="xong", numbers=["1/BC"])
    version = Task.objects.get(pk=pk).version
    browser = browser_of(world.leader)
    shown = browser.get("/tong-quan/").context["lead"]
    assert [(one.what, one.task_id) for one in shown.decisions] == [("Báo hoàn thành", pk)]
    answer = browser.post(
        f"/nhiem-vu/{pk}/xac-nhan/",
        {"confirm-note": "", "confirm-version": version},
        headers={
            "HX-Request": "true",
            "HX-Target": "panel",
            "HX-Current-URL": "http://testserver/tong-quan/",
        },
    )
    assert "tasks:changed" in answer.headers["HX-Trigger"]
    assert 'href="/tong-quan/"' in answer.content.decode()
    assert browser.get("/tong-quan/").context["lead"].decisions_total == 0


def test_obstacles_and_requests_for_time_wait_for_the_leader(world: World) -> None:
    pk = world.tasks["soon"]
    actions.raise_obstacle(
        task_id=pk, text="Thiếu kinh phí", waits_for_name="UBND tỉnh", by=world.an, at=NOON
    )
    actions.ask_for_time(
        task_id=pk, wanted_day=NOON.date() + timedelta(30), reason="chờ vốn", by=world.an, at=NOON
    )
    shown = leading(by=world.leader, at=NOON)
    assert {one.what for one in shown.decisions} == {"Khó khăn, vướng mắc", "Đề nghị gia hạn"}
    assert [(one.text, one.waits_for) for one in shown.hindrances] == [
        ("Thiếu kinh phí", "UBND tỉnh")
    ]
    assert shown.hindrances_total == 1


def test_whoever_only_reads_is_offered_no_decision(world: World) -> None:
    actions.submit_done(
        task_id=world.tasks["soon"], by=world.an, at=NOON, note="xong", numbers=["1/BC"]
    )
    shown = leading(by=world.inspector, at=NOON)
    assert (shown.decides, shown.decisions) == (False, ())


def test_the_next_fourteen_days_and_no_more_are_shown(world: World) -> None:
    shown = leading(by=world.leader, at=NOON)
    assert [row.id for row in shown.ahead] == [world.tasks["soon"]]
    earlier = leading(by=world.leader, at=NOON - timedelta(days=20))
    assert [row.id for row in earlier.ahead] == [world.tasks["late"]]


def test_what_changed_since_the_last_visit_is_told_at_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(world.leader)
    first = browser.get("/tong-quan/").context["lead"]
    assert not first.is_since_visit
    later = NOON + timedelta(days=1)
    actions.report_progress(
        task_id=world.tasks["soon"], percent=40, note="a", by=world.an, at=NOON + timedelta(hours=2)
    )
    monkeypatch.setattr(clock, "now", lambda: later)
    second = browser.get("/tong-quan/").context["lead"]
    assert (second.is_since_visit, second.since) == (True, NOON)
    assert second.changed == ((1, "cập nhật tiến độ"),)
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(minutes=5))
    again = browser.get("/tong-quan/").context["lead"]
    assert again.since == NOON, "looking again at once is the same visit"
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(hours=2))
    assert browser.get("/tong-quan/").context["lead"].changed == ()


def test_another_person_at_the_same_browser_has_a_visit_of_their_own(world: World) -> None:
    browser = browser_of(world.leader)
    browser.get("/tong-quan/")
    browser.force_login(world.coordinator)
    assert not browser.get("/tong-quan/").context["lead"].is_since_visit


def test_a_closed_list_stays_as_it_was(world: World) -> None:
    kept = close_list(by=world.coordinator, at=NOON)
    before = weekly_list(by=world.leader, at=NOON, list_id=kept.pk)
    assert before.total == 2
    actions.extend_deadline(
        task_id=world.tasks["late"],
        due_day=NOON.date() + timedelta(60),
        reason="chờ vốn",
        by=world.leader,
        at=NOON,
    )
    Task.objects.filter(pk=world.tasks["quarterly"]).update(text="Đổi lời")
    after = weekly_list(by=world.leader, at=NOON + timedelta(days=30), list_id=kept.pk)
    assert after.units == before.units
    assert weekly_list(by=world.leader, at=NOON).total == 1


def test_a_week_is_closed_once(world: World) -> None:
    close_list(by=world.coordinator, at=NOON)
    with pytest.raises(Conflict) as refused:
        close_list(by=world.leader, at=NOON + timedelta(days=1))
    assert refused.value.code == "leading.list-closed-already"
    assert LateList.objects.count() == 1
    assert close_list(by=world.leader, at=NOON + timedelta(days=7)).monday.day == 16


def test_the_heads_of_units_are_told_once_what_is_theirs(world: World) -> None:
    head = make_official(unit=world.commune.units["office"], role=Role.APPROVER, name="Bình")
    kept = close_list(by=world.coordinator, at=NOON)
    assert send_list(list_id=kept.pk, by=world.coordinator, at=NOON) == 1
    notice = Notice.objects.get()
    assert notice.recipient_id == head.pk
    assert "2 việc chậm" in notice.title
    assert notice.url == f"/tong-quan/viec-cham/{kept.pk}/"
    with pytest.raises(Conflict):
        send_list(list_id=kept.pk, by=world.leader, at=NOON)
    verbs = HistoryLine.objects.filter(verb__startswith="leading.").order_by("number")
    assert [line.verb for line in verbs] == ["leading.list-closed", "leading.list-sent"]


@pytest.mark.parametrize("person", ["an", "inspector", "supervisor"])
def test_only_who_decides_closes_and_sends(world: World, person: str) -> None:
    with pytest.raises(NotAllowed):
        close_list(by=world.people[person], at=NOON)
    kept = close_list(by=world.leader, at=NOON)
    with pytest.raises(NotAllowed):
        send_list(list_id=kept.pk, by=world.people[person], at=NOON)
    assert browser_of(world.people[person]).post("/tong-quan/viec-cham/chot/").status_code == 403


def test_the_list_of_another_commune_is_not_there(world: World) -> None:
    kept = close_list(by=world.leader, at=NOON)
    other = make_world(name="Khác")
    with pytest.raises(Missing):
        weekly_list(by=other.leader, at=NOON, list_id=kept.pk)
    with pytest.raises(Missing):
        send_list(list_id=kept.pk, by=other.leader, at=NOON)
    browser = browser_of(other.leader)
    for address in (f"/tong-quan/viec-cham/{kept.pk}/", f"/tong-quan/viec-cham/{kept.pk}.docx"):
        assert browser.get(address).status_code == 404


def in_sheet(browser: Client, list_id: int) -> set[object]:
    """Give the units that the workbook of a closed list names."""
    data = browser.get(f"/tong-quan/viec-cham/{list_id}.xlsx").content
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return {row[0] for row in sheet.iter_rows(min_row=5, values_only=True)}


def test_the_files_of_a_past_day_hold_the_units_of_that_day(world: World) -> None:
    """Who took a commune over has two lists of a week before, each with the units it then had."""
    there = make_world(name="Quang Sơn")
    for commune, name in (
        (world.commune, "Văn phòng Trung Hội"),
        (there.commune, "Văn phòng Quang Sơn"),
    ):
        rename_unit(
            commune.units["office"].pk,
            name=name,
            day=date(2026, 6, 1),
            document_number="1/QĐ",
            by=None,
        )
    lists = [close_list(by=one.leader, at=NOON) for one in (world, there)]
    browser = browser_of(there.leader)
    compared = f"/ke-hoach/{world.plan.plan_id}/phien-ban/so-sanh.xlsx?tu=01/03/2026&den=15/11/2026"
    assert browser.get(f"/tong-quan/viec-cham/{lists[0].pk}.xlsx").status_code == 404
    assert browser.get(compared).status_code == 404
    merge_units(
        [world.commune.root.pk],
        into=there.commune.root.pk,
        day=NOON.date(),
        document_number="2/NQ",
        by=None,
    )
    assert in_sheet(browser, lists[0].pk) == {"Văn phòng Trung Hội"}
    assert in_sheet(browser, lists[1].pk) == {"Văn phòng Quang Sơn"}
    assert browser.get(compared).status_code == 200
    today = {unit.name for unit in weekly_list(by=there.leader, at=NOON).units}
    assert today == {"Văn phòng Trung Hội", "Văn phòng Quang Sơn"}


def test_paper_sheet_and_page_say_the_same(world: World) -> None:
    browser = browser_of(world.coordinator)
    page = browser.get("/tong-quan/viec-cham/").content.decode()
    paper = Document(io.BytesIO(browser.get("/tong-quan/viec-cham.docx").content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    words = "\n".join(cells + [one.text for one in paper.paragraphs])
    sheet = load_workbook(io.BytesIO(browser.get("/tong-quan/viec-cham.xlsx").content)).active
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    assert len(rows) == 2
    for row in rows:
        assert row[2] in page
        assert row[2] in words
    assert "Độc lập - Tự do - Hạnh phúc" in words
    assert "Tuần 46" in words


def test_a_name_that_begins_like_a_formula_stays_text_in_the_sheet(world: World) -> None:
    Task.objects.filter(pk=world.tasks["late"]).update(text="=1+1")
    answer = browser_of(world.coordinator).get("/tong-quan/viec-cham.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert "'=1+1" in [row[2] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("address", ["/tong-quan/", "/tong-quan/viec-cham/"])
def test_markup_in_a_task_stays_text(world: World, address: str) -> None:
    Task.objects.filter(pk=world.tasks["quarterly"]).update(text="<script>alert(1)</script>")
    page = browser_of(world.leader).get(address).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("address", ["/tong-quan/", "/tong-quan/viec-cham/"])
def test_the_pages_cost_as_many_queries_for_many_tasks(world: World, address: str) -> None:
    actions.submit_done(
        task_id=world.tasks["by_date"], by=world.an, at=NOON, note="xong", numbers=["1/BC"]
    )
    browser = browser_of(world.leader)

    def asked() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        return len(queries)

    few = asked()
    add_plan(world, copies=10)
    add_plan(world, copies=3)
    assert asked() == few


def test_the_leaders_pages_stay_within_their_number_of_queries(world: World) -> None:
    browser = browser_of(world.leader)
    assert_queries("leading:page", browser, "/tong-quan/")
    assert_queries("leading:weekly", browser, "/tong-quan/viec-cham/")
