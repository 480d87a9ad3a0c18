from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from namro_web.tasks import actions, queries
from namro_web.tasks.models import Task
from namro_web.tasks.parts import EvidenceFile
from tests.counting import assert_queries
from tests.make import browser_of, shown_at
from tests.tasks.world import NOON, World, add_plan, make_world


def addresses(world: World) -> list[str]:
    plan, task = world.plan.plan_id, world.tasks["by_date"]
    return [
        "/viec-cua-toi/",
        "/tong-quan/",
        "/ke-hoach/",
        f"/ke-hoach/{plan}/",
        f"/ke-hoach/{plan}/can-cu/",
        f"/ke-hoach/{plan}/van-ban/",
        f"/ke-hoach/{plan}/lich-su/",
        "/nhiem-vu/",
        f"/nhiem-vu/?ke-hoach={plan}",
        f"/nhiem-vu/{task}/",
        f"/nhiem-vu/{task}/lich-su/",
        "/chi-tieu/",
        f"/chi-tieu/?ke-hoach={plan}",
        f"/chi-tieu/{world.indicators[0]}/",
        "/nhiem-vu/tai-ve.csv",
        "/nhiem-vu/tai-ve.xlsx",
    ]


@pytest.mark.parametrize("who", ["an", "leader", "inspector", "supervisor"])
def test_whoever_reads_opens_every_page(world: World, who: str) -> None:
    browser = browser_of(world.people[who])
    assert {url: browser.get(url).status_code for url in addresses(world)} == dict.fromkeys(
        addresses(world), 200
    )


def test_the_system_administrator_reads_no_data(world: World) -> None:
    browser = browser_of(world.people["admin"])
    assert {browser.get(url).status_code for url in addresses(world)} == {403}


def test_a_stranger_from_another_commune_finds_nothing(world: World) -> None:
    other = make_world(name="Hòa Phong")
    browser = browser_of(other.people["leader"])
    plan, task = world.plan.plan_id, world.tasks["by_date"]
    for url in (
        f"/ke-hoach/{plan}/",
        f"/ke-hoach/{plan}/van-ban/",
        f"/nhiem-vu/{task}/",
        f"/nhiem-vu/?ke-hoach={plan}",
        f"/chi-tieu/{world.indicators[0]}/",
    ):
        assert browser.get(url).status_code == 404, url


COUNTED = [
    ("tasks:mine", "/viec-cua-toi/"),
    ("tasks:dashboard", "/tong-quan/don-vi/"),
    ("tasks:list", "/nhiem-vu/"),
    ("tasks:list-of-plan", "/nhiem-vu/?ke-hoach={plan}"),
    ("tasks:detail", "/nhiem-vu/{task}/"),
    ("plans:list", "/ke-hoach/"),
    ("plans:overview", "/ke-hoach/{plan}/"),
    ("plans:grounds", "/ke-hoach/{plan}/can-cu/"),
    ("plans:source", "/ke-hoach/{plan}/van-ban/"),
    ("plans:history", "/ke-hoach/{plan}/lich-su/"),
    ("indicators:list", "/chi-tieu/"),
    ("indicators:detail", "/chi-tieu/{indicator}/"),
    ("api:tasks", "/api/v1/tasks"),
    ("api:task", "/api/v1/tasks/{task}"),
    ("api:plans", "/api/v1/plans"),
]


@pytest.mark.parametrize(("page", "address"), COUNTED, ids=[page for page, _ in COUNTED])
@pytest.mark.parametrize("copies", [0, 3], ids=["few", "many"])
def test_a_page_takes_a_fixed_number_of_queries(
    world: World, page: str, address: str, copies: int
) -> None:
    task = world.tasks["by_date"]
    actions.report_progress(task_id=task, by=world.an, at=NOON, note="x")
    for _ in range(copies):
        add_plan(world, copies=4)
        actions.report_progress(task_id=task, by=world.an, at=NOON, note="x")
    url = address.format(plan=world.plan.plan_id, task=task, indicator=world.indicators[0])
    assert_queries(page, browser_of(world.an), url)


def test_what_people_type_is_never_markup(world: World) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    task = world.tasks["by_date"]
    Task.objects.filter(pk=task).update(text=attack, deliverable=attack, deadline_raw=attack)
    actions.submit_done(
        task_id=task,
        by=world.an,
        at=NOON,
        note=attack,
        numbers=["<b>1</b>"],
        files=[EvidenceFile("<img src=x>.txt", b"x")],
    )
    for url in [*addresses(world)[:12], f"/nhiem-vu/?q={attack}", f"/tim-kiem/?q={attack}"]:
        shown = browser_of(world.leader).get(url).content.decode()
        assert "<script>alert" not in shown, url
        assert "<img src=x" not in shown, url


def test_the_export_holds_what_the_list_shows(world: World) -> None:
    browser = browser_of(world.an)
    Task.objects.filter(pk=world.tasks["late"]).update(text="=1+1")
    rows = list(
        csv.reader(
            io.StringIO(
                browser.get("/nhiem-vu/tai-ve.csv?trang-thai=overdue").content.decode("utf-8-sig")
            )
        )
    )
    assert [row[3] for row in rows[1:]][:1] == ["'=1+1"]
    book = load_workbook(io.BytesIO(browser.get("/nhiem-vu/tai-ve.xlsx").content))
    assert book.active is not None
    assert book.active.max_row == 3 + len(world.tasks)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("trang-thai=overdue", {"late", "yearly-missed"}),
        ("han=on-event", {"event"}),
        ("thieu=time", {"unclear"}),
        ("q=cong+nghe+thong+tin", {"late"}),
        ("q=C%C3%94NG+ngh%E1%BB%87", {"late"}),
        ("trang-thai=khong-co&han=x&muc=abc&don-vi=xyz&trang=-1", None),
    ],
)
def test_filters_live_in_the_address(world: World, query: str, keys: set[str] | None) -> None:
    shown = browser_of(world.an).get(f"/nhiem-vu/?{query}").context["shown"]
    found = {row.id for row in shown.page}
    if keys is None:
        assert found == set(world.tasks.values())
    else:
        named = {key for key, pk in world.tasks.items() if pk in found}
        expected = (keys - {"yearly-missed"}) | (
            {"quarterly"} if "yearly-missed" in keys else set()
        )
        assert named == expected


def test_a_section_shows_its_tasks_only(world: World) -> None:
    browser = browser_of(world.an)
    shown = browser.get(f"/nhiem-vu/?muc={world.plan.section_ids[1]}").context["shown"]
    assert {row.id for row in shown.page} == {
        world.tasks[key] for key in ("always", "event", "unclear")
    }


def test_what_only_the_body_says_follows_the_annex_and_is_called_so(world: World) -> None:
    Task.objects.filter(section_id=world.plan.section_ids[0]).update(origin="body")
    text = browser_of(world.an).get(f"/ke-hoach/{world.plan.plan_id}/").content.decode()
    assert text.index("Tuyên truyền</a>") < text.index("Phần lời: Nhiệm vụ</a>")
    assert "Phần lời: Tuyên truyền" not in text


def test_a_fragment_is_asked_for_the_table_alone(world: World) -> None:
    headers = {"HX-Request": "true", "HX-Target": "task-list"}
    answer = browser_of(world.an).get("/nhiem-vu/", headers=headers)
    assert b"<html" not in answer.content
    assert b"task-table" in answer.content


def test_the_panel_has_the_tasks_own_address(world: World) -> None:
    headers = {"HX-Request": "true", "HX-Target": "panel"}
    url = f"/nhiem-vu/{world.tasks['by_date']}/"
    assert browser_of(world.an).get(url, headers=headers).content.lstrip().startswith(b"<aside")
    assert b"<html" in browser_of(world.an).get(url).content


def test_a_refused_form_keeps_what_was_typed(world: World) -> None:
    task = world.tasks["by_date"]
    answer = browser_of(world.an).post(
        f"/nhiem-vu/{task}/cap-nhat/",
        {"report-percent": "150", "report-note": "Đã họp", "report-version": "1"},
    )
    assert answer.status_code == 422
    assert "0 đến 100" in answer.content.decode()
    assert "Đã họp" in answer.content.decode()
    assert Task.objects.get(pk=task).percent == 0


def test_a_period_s_report_that_says_nothing_is_refused(world: World) -> None:
    task, an = world.tasks["quarterly"], browser_of(world.an)
    page = f"/nhiem-vu/{task}/"
    typed = {**shown_at(an, page), "report-percent": "0", "report-closes_period": "on"}
    due = Task.objects.get(pk=task).due_day
    refused = an.post(f"{page}cap-nhat/", typed)
    assert refused.status_code == 422
    assert "Báo cáo của kỳ phải ghi việc đã làm" in refused.content.decode()
    assert Task.objects.get(pk=task).due_day == due
    assert an.post(f"{page}cap-nhat/", {**typed, "report-note": "Đã xong kỳ"}).status_code == 302
    assert Task.objects.get(pk=task).due_day != due


def test_a_page_gone_stale_is_told_so(world: World) -> None:
    task = world.tasks["by_date"]
    actions.report_progress(task_id=task, by=world.coordinator, at=NOON, percent=10)
    answer = browser_of(world.an).post(
        f"/nhiem-vu/{task}/cap-nhat/",
        {"report-percent": "50", "report-note": "Đã họp", "report-version": "1"},
    )
    assert answer.status_code == 409
    assert "người khác cập nhật" in answer.content.decode()


def test_the_whole_round_works_in_forms(world: World) -> None:
    an, leader, task = browser_of(world.an), browser_of(world.leader), world.tasks["by_date"]
    upload = io.BytesIO("Biên bản".encode())
    upload.name = "bien-ban.txt"
    page = f"/nhiem-vu/{task}/"

    def send(browser: Client, door: str, **typed: Any) -> None:
        sent = browser.post(f"{page}{door}/", {**shown_at(browser, page), **typed})
        assert sent.status_code == 302

    send(an, "cap-nhat", **{"report-percent": "60", "report-note": "Đã họp"})
    send(an, "bao-xong", **{"submit-evidence": upload})
    assert b"bien-ban.txt" in leader.get(page).content
    send(leader, "tra-lai", **{"return-note": "Thiếu số văn bản"})
    send(an, "bao-xong", **{"submit-document_number": "57/KH-UBND"})
    send(leader, "xac-nhan", **{"confirm-note": ""})
    assert Task.objects.get(pk=task).state == "done"
    history = an.get(f"/nhiem-vu/{task}/lich-su/").content.decode()
    assert "cập nhật tiến độ 0% → 60%" in history
    assert "Lý do: Thiếu số văn bản" in history


def test_the_leader_opens_on_the_overview_and_the_official_on_their_work(world: World) -> None:
    assert browser_of(world.leader).get("/").url == "/tong-quan/"
    assert browser_of(world.an).get("/").url == "/viec-cua-toi/"


def test_my_work_stands_in_groups_by_what_must_be_done(world: World) -> None:
    actions.submit_done(task_id=world.tasks["always"], by=world.an, at=NOON, numbers=["1/BC"])
    work = browser_of(world.an).get("/viec-cua-toi/").context["work"]
    groups = {group.key: {row.task.id for row in group.rows} for group in work.groups}
    ids = world.tasks
    assert groups == {
        "late": {ids["late"], ids["quarterly"]},
        "soon": {ids["soon"]},
        "others": {ids["always"]},
        "rest": {ids["by_date"], ids["yearly"], ids["event"], ids["unclear"]},
    }
    deciding = browser_of(world.leader).get("/viec-cua-toi/").context["work"]
    assert [group.key for group in deciding.groups] == ["confirm"]


def test_the_sums_of_the_overview_are_true(world: World) -> None:
    shown = browser_of(world.leader).get("/tong-quan/don-vi/").context["shown"]
    assert shown.total == len(world.tasks) == sum(shown.counts.values())
    assert sum(unit.total for unit in shown.units) == shown.total


def test_a_period_is_named_and_its_day_shown(world: World) -> None:
    page = browser_of(world.an).get(f"/nhiem-vu/{world.tasks['quarterly']}/").content.decode()
    assert "quý I/2026" in page
    assert "thiếu 3 kỳ" in page
    assert f"{date(2026, 3, 31):%d/%m/%Y}" in page


def test_every_line_of_the_unit_table_opens_as_many_tasks_as_it_says(world: World) -> None:
    reader = world.leader
    shown = queries.dashboard(by=reader, at=NOON)
    assert sum(one.total for one in shown.units) == shown.total
    for one in shown.units:
        wanted = (
            queries.Filter(unit_id=one.unit_id, role="lead")
            if one.unit_id
            else queries.Filter(lead_name=one.name)
        )
        assert queries.task_list(wanted, by=reader, at=NOON).total == one.total, one.name


def test_the_figure_beside_my_work_is_what_presses_on_the_desk(world: World) -> None:
    task = world.tasks["by_date"]
    actions.submit_done(
        task_id=task, by=world.coordinator, at=NOON, note="Đã xong", numbers=["1/BC"]
    )
    for person in (world.coordinator, world.leader, world.an):
        desk = queries.my_work(by=person, at=NOON)
        figure = queries.waiting_for_me(by=person, at=NOON)
        assert figure == desk.late + desk.soon + desk.to_confirm
    assert queries.my_work(by=world.coordinator, at=NOON).to_confirm == 0


def test_a_returned_result_says_why_where_the_work_is(world: World) -> None:
    task, sent = world.tasks["by_date"], "Thiếu chữ ký của lãnh đạo"
    actions.submit_done(task_id=task, by=world.an, at=NOON, note="Đã xong", numbers=["1/BC"])
    actions.return_to_author(task_id=task, by=world.leader, at=NOON, reason=sent)
    browser = browser_of(world.an)
    assert sent in browser.get("/viec-cua-toi/").content.decode()
    assert browser.get(f"/nhiem-vu/{task}/").content.decode().count(sent) == 2
