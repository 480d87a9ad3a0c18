"""The same tasks as a table, a board, a line of time and a calendar; saved views; acts on several."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from namro_web.foundation.errors import Conflict, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.access import acting
from namro_web.tasks import actions, queries
from namro_web.tasks.columns import columns_from
from namro_web.tasks.looking import SavedView, TableLook
from namro_web.tasks.models import DeadlineKind, Task
from namro_web.tasks.queries import Filter
from tests.counting import assert_queries
from tests.make import browser_of
from tests.tasks.world import NOON, World, add_plan, make_world

DISPLAYS = ["/nhiem-vu/", "/nhiem-vu/bang-viec/", "/nhiem-vu/tien-trinh/", "/nhiem-vu/lich/"]


def keys_of(world: World, ids: object) -> set[str]:
    named = {pk: key for key, pk in world.tasks.items()}
    return {named[pk] for pk in ids if pk in named}  # type: ignore[attr-defined]


def listed(world: World, wanted: Filter, **further: object) -> queries.TaskList:
    return queries.task_list(wanted, by=world.an, at=NOON, **further)  # type: ignore[arg-type]


def supervise(world: World, *keys: str) -> None:
    post = acting(world.leader).id
    Task.objects.filter(pk__in=[world.tasks[key] for key in keys]).update(supervising=post)


# ---- one address ------------------------------------------------------------------------------


@pytest.mark.parametrize("address", DISPLAYS)
@pytest.mark.parametrize("who", ["an", "leader", "inspector", "supervisor"])
def test_whoever_reads_opens_every_form_of_display(world: World, address: str, who: str) -> None:
    browser = browser_of(world.people[who])
    for query in ("", "?trang-thai=overdue", f"?ke-hoach={world.plan.plan_id}", "?q=khong-co-gi"):
        assert browser.get(address + query).status_code == 200, address + query


@pytest.mark.parametrize("address", DISPLAYS)
def test_filters_carry_over_to_every_other_form(world: World, address: str) -> None:
    query = "trang-thai=overdue&q=cong+nghe&tu=01/01/2026&den=31/12/2026&sap-xep=due,-percent"
    page = browser_of(world.an).get(f"{address}?{query}")
    for _, _, _, url in page.context["displays"]:
        assert "trang-thai=overdue" in url
        assert "q=cong+nghe" in url
        assert "tu=01%2F01%2F2026" in url
        assert "sap-xep=due%2C-percent" in url
    shown = {
        row.id for row in browser_of(world.an).get(f"/nhiem-vu/?{query}").context["shown"].page
    }
    assert keys_of(world, shown) == {"late"}


@pytest.mark.parametrize("address", [*DISPLAYS, "/nhiem-vu/lich.ics", "/nhiem-vu/tai-ve.csv"])
def test_another_commune_sees_none_of_it_in_any_form(world: World, address: str) -> None:
    other = make_world(name="Hòa Phong")
    Task.objects.filter(plan=world.plan.plan_id).update(text="Việc riêng của xã khác")
    page = browser_of(other.leader).get(address)
    assert "Việc riêng của xã khác" not in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "sap-xep=nothing,,due", "tu=32/13/2026", "nguoi=abc", "viec=1,x,99999999999999999999",
        "cot=viec.99999,zzz", "gom=xyz", "ngay=9999-99-99", "ngay=0001-01-01", "tam=tuoi",
        "kieu=x", "loai-dv=%00", "so-voi-han=x", "trang=0", "cach-xem=99999999",
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", DISPLAYS)
def test_what_an_address_gets_wrong_is_left_out(world: World, address: str, query: str) -> None:
    assert browser_of(world.an).get(f"{address}?{query}").status_code == 200


# ---- the table --------------------------------------------------------------------------------


def test_rows_are_sorted_by_several_columns(world: World) -> None:
    Task.objects.filter(pk=world.tasks["late"]).update(percent=40)
    Task.objects.filter(pk=world.tasks["soon"]).update(percent=40)
    rows = list(listed(world, Filter(sort="-percent,-due")).page)
    assert [keys_of(world, [row.id]) for row in rows[:2]] == [{"soon"}, {"late"}]
    days = [row.due_day for row in listed(world, Filter(sort="due")).page]
    known = [day for day in days if day]
    assert known == sorted(known)
    assert days[len(known) :] == [None] * (len(days) - len(known))


@pytest.mark.parametrize("sort", [*queries.SORTS])
def test_every_sort_keeps_every_row(world: World, sort: str) -> None:
    assert listed(world, Filter(sort=sort)).page.object_list
    assert len(listed(world, Filter(sort=sort)).page) == len(world.tasks)


def test_filters_know_person_leader_day_obstacle_and_kind_of_unit(world: World) -> None:
    ids = world.tasks
    actions.name_people(
        task_id=ids["soon"], responsible=acting(world.an).id, supervising=None,
        by=world.coordinator, at=NOON,
    )  # fmt: skip
    supervise(world, "late")
    actions.raise_obstacle(
        task_id=ids["always"], text="Thiếu máy", by=world.an, at=NOON, waits_for_name="Sở KHCN"
    )
    found = {
        name: keys_of(world, [row.id for row in listed(world, wanted).page])
        for name, wanted in {
            "person": Filter(person_id=world.an.pk),
            "leader": Filter(leader_id=world.leader.pk),
            "day": Filter(due_from=date(2026, 11, 1), due_to=date(2026, 11, 30)),
            "obstacle": Filter(hindered=True),
            "late": Filter(timing="late"),
            "village": Filter(unit_kind="village"),
            "chosen": Filter(chosen=(ids["event"], ids["late"])),
        }.items()
    }
    assert found == {
        "person": {"soon"},
        "leader": {"late"},
        "day": {"soon"},
        "obstacle": {"always"},
        "late": {"late", "quarterly"},
        "village": set(),
        "chosen": {"event", "late"},
    }


def test_what_narrows_a_list_is_said_and_can_be_lifted_one_by_one(world: World) -> None:
    page = browser_of(world.an).get("/nhiem-vu/?trang-thai=overdue&vuong-mac=co")
    conditions = dict(page.context["conditions"])
    assert set(conditions) == {"Quá hạn", "Đang vướng mắc"}
    assert "trang-thai" not in conditions["Quá hạn"]
    assert "vuong-mac=co" in conditions["Quá hạn"]


@pytest.mark.parametrize(
    "grouping", ["don-vi", "ke-hoach", "trang-thai", "muc", "nguoi", "loai-han"]
)
def test_groups_hold_every_row_once_and_their_sums_are_true(world: World, grouping: str) -> None:
    Task.objects.filter(pk=world.tasks["late"]).update(percent=50)
    shown = listed(world, Filter(), grouping=grouping, size=3)
    blocks = [*shown.blocks]
    for number in range(2, shown.page.paginator.num_pages + 1):
        blocks += listed(world, Filter(page=number), grouping=grouping, size=3).blocks
    sums = {block.key: (block.total, sum(block.counts.values()), block.percent) for block in blocks}
    assert sum(total for total, _, _ in sums.values()) == shown.total == len(world.tasks)
    rows = [row.id for block in blocks for row in block.rows]
    assert sorted(rows) == sorted(world.tasks.values())
    # A group that goes on over the page keeps one sum.
    assert all(total == counted for total, counted, _ in sums.values())
    if grouping == "don-vi":
        assert sums["Văn phòng HĐND và UBND"] == (8, 8, round(50 / 8))


def test_a_group_of_status_says_what_its_rows_say(world: World) -> None:
    for block in listed(world, Filter(), grouping="trang-thai").blocks:
        assert {row.status.group.value for row in block.rows} == {block.key}


def test_columns_are_those_asked_for_and_a_task_always_says_what_it_is(world: World) -> None:
    supervise(world, "late")
    text = browser_of(world.an).get("/nhiem-vu/?cot=han-dau,chi-dao,vuong-mac").content.decode()
    assert [one.column.key for one in columns_from("han-dau,chi-dao")] == [
        "viec", "han-dau", "chi-dao",
    ]  # fmt: skip
    head = text[text.index("<thead>") : text.index("</thead>")]
    assert ["Nhiệm vụ" in head, "Hạn đầu" in head, "Chủ trì" in head] == [True, True, False]
    assert "Leader" in text[text.index("<tbody>") :]


def test_the_columns_a_person_chose_stay_theirs(world: World) -> None:
    an = browser_of(world.an)
    an.post(
        "/nhiem-vu/cot/",
        {"co-han": "1", "thu-tu-han": "1", "rong-han": "160", "thu-tu-viec": "2", "rong-viec": "420",
         "co-tt": "1", "thu-tu-tt": "3", "dong": "day"},
    )  # fmt: skip
    page = an.get("/nhiem-vu/")
    assert page.context["keys"] == ("han", "viec", "tt")
    assert '<col width="420">' in page.content.decode()
    assert "is-dense" in page.content.decode()
    assert browser_of(world.leader).get("/nhiem-vu/").context["keys"][0] == "tt"
    assert TableLook.objects.get(user=world.an).columns == "han.160,viec.420,tt"


def test_a_file_has_the_columns_and_rows_of_the_table(world: World) -> None:
    browser = browser_of(world.an)
    address = "?trang-thai=overdue&cot=viec,chi-dao,han-dau&sap-xep=-due"
    supervise(world, "late")
    rows = list(
        csv.reader(
            io.StringIO(browser.get(f"/nhiem-vu/tai-ve.csv{address}").content.decode("utf-8-sig"))
        )
    )
    assert rows[0] == ["Nhiệm vụ", "Lãnh đạo chỉ đạo", "Hạn đầu"]
    assert ["Nâng cấp hạ tầng công nghệ thông tin", "Leader", "31/10/2026"] in rows
    book = load_workbook(io.BytesIO(browser.get(f"/nhiem-vu/tai-ve.xlsx{address}").content))
    assert book.active is not None
    assert [cell.value for cell in book.active[3]] == rows[0]
    assert book.active.max_row == 3 + len(rows) - 1


def test_a_divided_task_opens_on_its_parts_and_says_how_many_are_done(world: World) -> None:
    task = world.tasks["by_date"]
    actions.add_subtask(task_id=task, text="Khảo sát hiện trạng", by=world.an, at=NOON)
    actions.add_subtask(task_id=task, text="Lập dự toán", by=world.an, at=NOON)
    browser = browser_of(world.an)
    page = browser.get("/nhiem-vu/").content.decode()
    assert "0/2 phần việc đã xong" in page
    assert "Khảo sát hiện trạng" not in page
    rows = browser.get(f"/nhiem-vu/{task}/ben-duoi/?cot=viec,han").content.decode()
    assert "Khảo sát hiện trạng" in rows
    assert "Lập dự toán" in rows
    assert rows.count("<td") == 2 * 3
    assert keys_of(world, [row.id for row in listed(world, Filter(level="parents")).page]) == {
        "by_date"
    }
    assert listed(world, Filter(level="below")).total == 2
    assert listed(world, Filter(level="all")).total == len(world.tasks) + 2


def test_the_first_deadline_stays_in_sight_in_every_form(world: World) -> None:
    actions.extend_deadline(
        task_id=world.tasks["late"], due_day=date(2026, 11, 30), reason="Chờ vốn",
        by=world.leader, at=NOON,
    )  # fmt: skip
    browser = browser_of(world.an)
    assert "hạn đầu 31/10/2026" in browser.get("/nhiem-vu/").content.decode()
    assert "hạn đầu 31/10/2026" in browser.get("/nhiem-vu/bang-viec/").content.decode()
    assert "hạn đầu 31/10/2026" in browser.get("/nhiem-vu/tien-trinh/").content.decode()
    october = browser.get("/nhiem-vu/lich/?ngay=2026-10-15").content.decode()
    assert "hạn đầu, gia hạn đến 30/11/2026" in october
    whole = browser.get("/nhiem-vu/lich.ics").content.decode().replace("\r\n ", "")
    assert "Hạn đầu 31/10/2026" in whole


# ---- saved views ------------------------------------------------------------------------------


def save(world: World, name: str, *, shared: bool = False, by: str = "an") -> SavedView:
    return actions.save_view(
        name=name, form="table", address="trang-thai=overdue", is_shared=shared,
        by=world.people[by], at=NOON,
    )  # fmt: skip


def test_a_view_is_saved_from_the_list_and_leads_back_to_it(world: World) -> None:
    an = browser_of(world.an)
    answer = an.post(
        "/nhiem-vu/luu-cach-xem/?trang-thai=overdue&sap-xep=due,-percent&gom=don-vi&xem=table",
        {"name": "Quá hạn", "luu": "moi"},
    )
    assert answer.status_code == 302
    page = an.get(answer["Location"])
    assert keys_of(world, [row.id for row in page.context["shown"].page]) == {"late", "quarterly"}
    assert page.context["desk"].look.grouping == "don-vi"
    assert page.context["view"].name == "Quá hạn"
    view = SavedView.objects.get()
    assert an.get(f"/nhiem-vu/cach-xem/{view.pk}/")["Location"] == answer["Location"]
    assert HistoryLine.objects.filter(verb="tasks.view-saved").count() == 1


def test_the_name_of_a_view_is_where_typing_begins(world: World) -> None:
    panel = {"HX-Request": "true", "HX-Target": "panel"}
    page = browser_of(world.an).get("/nhiem-vu/luu-cach-xem/?xem=table", headers=panel)
    assert 'name="name"' in page.content.decode()
    assert page.content.decode().count(" autofocus") == 1


def test_a_private_view_is_nobody_elses_and_a_shared_one_shows_only_what_the_reader_may_see(
    world: World,
) -> None:
    private, shared = save(world, "Riêng"), save(world, "Chung", shared=True)
    other = make_world(name="Hòa Phong")
    leader, stranger = browser_of(world.leader), browser_of(other.leader)
    assert leader.get(f"/nhiem-vu/cach-xem/{private.pk}/").status_code == 404
    assert leader.get(f"/nhiem-vu/cach-xem/{shared.pk}/").status_code == 302
    assert stranger.get(f"/nhiem-vu/cach-xem/{shared.pk}/").status_code == 404
    assert [one.name for one in queries.shelf_of(world.leader).views] == ["Chung"]
    assert queries.shelf_of(other.leader).views == []


def test_only_who_made_a_view_changes_or_removes_it(world: World) -> None:
    shared = save(world, "Chung", shared=True)
    with pytest.raises(NotAllowed):
        actions.remove_view(shared.pk, by=world.leader, at=NOON)
    private = save(world, "Riêng")
    with pytest.raises(Missing):
        actions.remove_view(private.pk, by=world.leader, at=NOON)
    actions.remove_view(shared.pk, by=world.an, at=NOON)
    assert SavedView.objects.count() == 1
    assert HistoryLine.objects.filter(verb="tasks.view-removed").count() == 1


def test_one_person_keeps_one_view_of_a_name(world: World) -> None:
    save(world, "Quá hạn")
    with pytest.raises(Conflict):
        save(world, "quá hạn")
    save(world, "Quá hạn", by="leader")
    assert SavedView.objects.count() == 2


def test_views_have_an_order_and_one_may_open_first(world: World) -> None:
    first, second = save(world, "Một"), save(world, "Hai")
    an = browser_of(world.an)
    an.post("/nhiem-vu/cach-xem/", {"thu-tu": [first.pk, second.pk], "len": second.pk})
    assert [one.name for one in queries.shelf_of(world.an).views] == ["Hai", "Một"]
    an.post("/nhiem-vu/cach-xem/", {"mo-dau": first.pk})
    assert f"cach-xem={first.pk}" in an.get("/nhiem-vu/")["Location"]
    assert an.get("/nhiem-vu/?tat-ca=1").status_code == 200
    assert browser_of(world.leader).get("/nhiem-vu/").status_code == 200
    an.post("/nhiem-vu/cach-xem/", {"xoa": first.pk})
    assert an.get("/nhiem-vu/").status_code == 200


# ---- the board --------------------------------------------------------------------------------


def test_the_columns_of_the_board_count_every_task_once(world: World) -> None:
    shown = queries.board(Filter(), by=world.an, at=NOON)
    assert sum(column.total for column in shown.columns) == shown.total == len(world.tasks)
    for column in shown.columns:
        assert {card.row.status.group.value for card in column.cards} <= {column.key}
        assert len(column.cards) == column.total


def test_a_long_column_gives_the_rest_when_asked(world: World) -> None:
    add_plan(world, copies=5)
    column = next(
        one
        for one in queries.board(Filter(), by=world.an, at=NOON).columns
        if one.key == "not-started"
    )
    assert len(column.cards) == 12
    assert column.total > 12
    seen = {card.row.id for card in column.cards}
    page = column.next_page
    while page:
        more = queries.board_column(Filter(page=page), "not-started", by=world.an, at=NOON)
        assert not seen & {card.row.id for card in more.cards}
        seen |= {card.row.id for card in more.cards}
        page = more.next_page
    assert len(seen) == column.total
    answer = browser_of(world.an).get("/nhiem-vu/bang-viec/not-started/?trang=2")
    assert answer.content.decode().count("board-card") == min(12, column.total - 12)
    assert browser_of(world.an).get("/nhiem-vu/bang-viec/khong-co/").status_code == 404


def test_a_card_leads_to_the_act_of_who_may_do_it_and_to_none_for_who_only_reads(
    world: World,
) -> None:
    actions.submit_done(task_id=world.tasks["soon"], by=world.an, at=NOON, numbers=["1/BC"])

    def moves(who: str) -> dict[str, set[str]]:
        shown = queries.board(Filter(), by=world.people[who], at=NOON)
        cards = {card.row.id: card for column in shown.columns for card in column.cards}
        return {
            key: {move.target for move in cards[world.tasks[key]].moves}
            for key in ("by_date", "soon")
        }

    assert moves("an") == {"by_date": {"in-progress", "submitted"}, "soon": set()}
    assert moves("leader") == {"by_date": {"paused", "cancelled"}, "soon": {"done", "in-progress"}}
    assert moves("inspector") == {"by_date": set(), "soon": set()}
    assert moves("partner") == {"by_date": set(), "soon": set()}


def test_every_move_of_a_card_lands_on_a_form_that_is_there(world: World) -> None:
    actions.submit_done(task_id=world.tasks["soon"], by=world.an, at=NOON, numbers=["1/BC"])
    actions.pause_task(task_id=world.tasks["unclear"], reason="Chờ vốn", by=world.leader, at=NOON)
    for who in ("an", "leader", "coordinator"):
        shown = queries.board(Filter(), by=world.people[who], at=NOON)
        for column in shown.columns:
            for card in column.cards:
                page = (
                    browser_of(world.people[who]).get(f"/nhiem-vu/{card.row.id}/").content.decode()
                )
                for move in card.moves:
                    assert f'id="{move.url.split("#")[1]}"' in page, (who, card.row.text, move)


# ---- the line of time -------------------------------------------------------------------------


def bars_of(world: World, **further: object) -> tuple[queries.Gantt, dict[str, object]]:
    given = {"zoom": "nam", "anchor": date(2026, 6, 1), **further}
    shown = queries.gantt(Filter(), by=world.an, at=NOON, **given)  # type: ignore[arg-type]
    named = {pk: key for key, pk in world.tasks.items()}
    return shown, {named[bar.row.id]: bar for bar in shown.bars}


def test_a_bar_ends_on_the_due_day_and_the_line_of_today_lies_where_today_is(world: World) -> None:
    shown, bars = bars_of(world)
    whole = shown.width / 365
    late = bars["late"]
    assert late.x + late.width == pytest.approx(304 * whole, abs=0.2)  # type: ignore[attr-defined]
    assert shown.today_x == pytest.approx(315.5 * whole, abs=0.2)
    assert bars["by_date"].x + bars["by_date"].width == pytest.approx(shown.width, abs=0.2)  # type: ignore[attr-defined]


def test_more_time_is_drawn_apart_from_the_first_deadline(world: World) -> None:
    actions.extend_deadline(
        task_id=world.tasks["late"], due_day=date(2026, 12, 15), reason="Chờ vốn",
        by=world.leader, at=NOON,
    )  # fmt: skip
    _, bars = bars_of(world)
    late = bars["late"]
    assert late.more_x == pytest.approx(late.x + late.width, abs=0.2)  # type: ignore[attr-defined]
    assert late.first_x == pytest.approx(late.x + late.width, abs=0.2)  # type: ignore[attr-defined]
    assert late.more_width == pytest.approx(45 * 100 / 365, abs=0.2)  # type: ignore[attr-defined]


def test_a_row_whose_bar_lies_elsewhere_says_where(world: World) -> None:
    _, bars = bars_of(world, anchor=date(2030, 6, 1))
    assert bars["by_date"].aside == "← hạn 31/12/2026"  # type: ignore[attr-defined]
    _, bars = bars_of(world, anchor=date(2020, 6, 1))
    assert bars["by_date"].aside.startswith("từ ")  # type: ignore[attr-defined]
    _, bars = bars_of(world)
    assert bars["by_date"].aside == ""  # type: ignore[attr-defined]


def test_recurring_work_shows_each_round_and_what_became_of_it(world: World) -> None:
    _, bars = bars_of(world)
    marks = [(mark.day.month, mark.tone) for mark in bars["quarterly"].marks]  # type: ignore[attr-defined]
    assert marks == [(3, "late"), (6, "late"), (9, "late"), (12, "progress")]
    actions.report_progress(
        task_id=world.tasks["quarterly"],
        by=world.an,
        at=NOON,
        note="Đã báo cáo",
        closes_period=True,
    )
    _, bars = bars_of(world)
    assert bars["quarterly"].marks[0].tone == "warn"  # type: ignore[attr-defined]


def test_an_arrow_joins_what_must_end_first_with_what_follows(world: World) -> None:
    actions.put_in_order(
        earlier_id=world.tasks["late"], later_id=world.tasks["by_date"],
        by=world.coordinator, at=NOON,
    )  # fmt: skip
    shown, bars = bars_of(world)
    assert len(shown.arrows) == 1
    assert bars["by_date"].waits_for == ["2"]  # type: ignore[attr-defined]
    page = browser_of(world.an).get("/nhiem-vu/tien-trinh/?ngay=2026-06-01").content.decode()
    assert page.count('class="gantt-arrow" marker-end') == 1


@pytest.mark.parametrize(
    ("zoom", "title", "days"), [("thang", "Tháng 11/2026", 30), ("quy", "Quý IV/2026", 92), ("nam", "Năm 2026", 365)]
)  # fmt: skip
def test_a_zoom_shows_its_whole_span(world: World, zoom: str, title: str, days: int) -> None:
    shown, _ = bars_of(world, zoom=zoom, anchor=date(2026, 11, 12))
    assert shown.title == title
    assert (shown.end - shown.start).days + 1 == days
    for bar in shown.bars:
        assert 0 <= bar.x <= shown.width
        assert bar.x + bar.width <= shown.width + 0.2


def test_paper_is_a4_or_a3(world: World) -> None:
    browser = browser_of(world.an)
    assert "print-a4.css" in browser.get("/nhiem-vu/tien-trinh/").content.decode()
    assert "print-a3.css" in browser.get("/nhiem-vu/tien-trinh/?kho=a3").content.decode()


# ---- the calendar -----------------------------------------------------------------------------


def days_of(world: World, kind: str, anchor: date) -> dict[date, set[str]]:
    shown = queries.calendar_shown(Filter(), kind=kind, anchor=anchor, by=world.an, at=NOON)
    return {one.day: keys_of(world, [item.row.id for item in one.items]) for one in shown.days}


def test_a_month_holds_what_is_due_in_it(world: World) -> None:
    assert days_of(world, "thang", date(2026, 11, 1)) == {date(2026, 11, 20): {"soon"}}
    assert days_of(world, "thang", date(2026, 10, 5)) == {date(2026, 10, 31): {"late"}}


def test_later_rounds_of_recurring_work_stand_on_their_days(world: World) -> None:
    assert days_of(world, "danh-sach", date(2027, 3, 1)) == {date(2027, 3, 31): {"quarterly"}}
    december = days_of(world, "thang", date(2026, 12, 1))
    assert december[date(2026, 12, 31)] == {"by_date", "yearly", "quarterly"}


def test_a_week_begins_on_monday_and_holds_seven_days(world: World) -> None:
    shown = queries.calendar_shown(
        Filter(), kind="tuan", anchor=date(2026, 11, 20), by=world.an, at=NOON
    )
    assert [len(week) for week in shown.weeks] == [7]
    assert shown.weeks[0][0].day == date(2026, 11, 16)
    assert shown.total == 1


def test_the_calendar_file_holds_the_due_days_of_the_filter(world: World) -> None:
    text = browser_of(world.an).get("/nhiem-vu/lich.ics?trang-thai=overdue").content.decode()
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20261031" in text
    assert HistoryLine.objects.filter(verb="tasks.exported", data__kind="ics").count() == 1


# ---- several at once --------------------------------------------------------------------------


def test_a_preview_says_why_and_changes_nothing(world: World) -> None:
    ids = [world.tasks[key] for key in ("by_date", "event", "soon")]
    lines = HistoryLine.objects.count()
    given = {"due_day": date(2027, 1, 31), "note": "Chờ vốn"}
    shown = actions.preview_bulk("gia-han", ids, given, by=world.leader, at=NOON)
    refused = {line.row.id for line in shown if line.refusal}
    assert keys_of(world, refused) == {"event"}
    assert HistoryLine.objects.count() == lines
    assert Task.objects.get(pk=world.tasks["soon"]).due_day == date(2026, 11, 20)


def test_all_are_done_or_none(world: World) -> None:
    ids = [world.tasks[key] for key in ("by_date", "soon", "event")]
    given = {"due_day": date(2027, 1, 31), "note": "Chờ vốn"}
    with pytest.raises(Conflict):
        actions.do_bulk("gia-han", ids, given, by=world.leader, at=NOON)
    assert Task.objects.get(pk=world.tasks["soon"]).due_day == date(2026, 11, 20)
    assert actions.do_bulk("gia-han", ids[:2], given, by=world.leader, at=NOON) == 2
    moved = Task.objects.filter(pk__in=ids[:2]).values_list("due_day", flat=True)
    assert set(moved) == {date(2027, 1, 31)}
    assert HistoryLine.objects.filter(verb="tasks.deadline-extended").count() == 2


def test_each_act_on_several_does_what_it_does_on_one(world: World) -> None:
    ids = [world.tasks["late"], world.tasks["soon"]]
    worker, leader = acting(world.an).id, acting(world.leader).id
    by = world.coordinator
    actions.do_bulk("phan-cong", ids, {"person": str(worker)}, by=by, at=NOON)
    actions.do_bulk("chi-dao", ids, {"person": str(leader)}, by=by, at=NOON)
    pairs = set(Task.objects.filter(pk__in=ids).values_list("responsible_id", "supervising_id"))
    assert pairs == {(worker, leader)}
    actions.do_bulk("don-doc", ids, {"note": "", "answer_by": None}, by=world.leader, at=NOON)
    assert HistoryLine.objects.filter(verb="tasks.urged").count() == 2
    unit = world.commune.units["culture"].pk
    actions.do_bulk("chuyen-chu-tri", ids, {"unit": str(unit), "note": "Đúng việc"}, by=by, at=NOON)
    for pk in ids:
        assert Task.objects.get(pk=pk).assignments.get(role="lead").unit_id == unit


def test_marked_tasks_go_from_the_list_through_a_preview(world: World) -> None:
    leader = browser_of(world.leader)
    ids = [world.tasks["by_date"], world.tasks["event"]]
    form = leader.get("/nhiem-vu/hang-loat/", {"viec": ids, "lam": "gia-han", "ve": "q=so"})
    assert form.status_code == 200
    sent = {"viec": ids, "lam": "gia-han", "due_day": "31/01/2027", "note": "Chờ vốn", "ve": "q=so"}
    sent["phien-ban"] = form.context["versions"]
    assert sent["phien-ban"] == [f"{pk}.{Task.objects.get(pk=pk).version}" for pk in ids]
    seen = leader.post("/nhiem-vu/hang-loat/", {**sent, "buoc": "xem"})
    assert "1 việc không làm được" in seen.content.decode()
    refused = leader.post("/nhiem-vu/hang-loat/", {**sent, "buoc": "lam"})
    assert refused.status_code == 409
    done = leader.post("/nhiem-vu/hang-loat/", {**sent, "viec": ids[:1], "buoc": "lam"})
    assert done["Location"] == "/nhiem-vu/?q=so"
    assert Task.objects.get(pk=ids[0]).due_day == date(2027, 1, 31)


def test_a_task_that_somebody_changed_after_it_was_marked_is_not_done_with_the_others(
    world: World,
) -> None:
    leader = browser_of(world.leader)
    ids = [world.tasks["by_date"], world.tasks["soon"]]
    form = leader.get("/nhiem-vu/hang-loat/", {"viec": ids, "lam": "gia-han"})
    sent = {"viec": ids, "lam": "gia-han", "due_day": "31/01/2027", "note": "Chờ vốn"}
    sent["phien-ban"] = form.context["versions"]
    actions.report_progress(task_id=ids[1], percent=10, by=world.an, at=NOON)
    refused = leader.post("/nhiem-vu/hang-loat/", {**sent, "buoc": "lam"})
    assert refused.status_code == 409
    assert "đã được người khác cập nhật" in refused.content.decode()
    assert Task.objects.get(pk=ids[0]).due_day == date(2026, 12, 31)
    # Nor does a browser that says nothing of what it saw.
    blind = leader.post("/nhiem-vu/hang-loat/", {**sent, "phien-ban": [], "buoc": "lam"})
    assert blind.status_code == 422
    assert "Trang đã cũ; hãy tải lại rồi làm tiếp." in blind.content.decode()


def test_nobody_acts_on_several_where_they_could_not_act_on_one(world: World) -> None:
    ids = [world.tasks["by_date"]]
    given = {"due_day": date(2027, 1, 31), "note": "Chờ vốn"}
    (line,) = actions.preview_bulk("gia-han", ids, given, by=world.an, at=NOON)
    assert line.refusal
    with pytest.raises(Conflict):
        actions.do_bulk("gia-han", ids, given, by=world.inspector, at=NOON)
    other = make_world(name="Hòa Phong")
    answer = browser_of(other.leader).get("/nhiem-vu/hang-loat/", {"viec": ids, "lam": "gia-han"})
    assert answer.status_code == 422


def test_marked_tasks_can_be_taken_as_a_file_and_printed(world: World) -> None:
    browser = browser_of(world.an)
    ids = [world.tasks["late"], world.tasks["soon"]]
    for key, start in (("xlsx", "/nhiem-vu/tai-ve.xlsx"), ("in", "/nhiem-vu/?")):
        to = browser.get("/nhiem-vu/hang-loat/", {"viec": ids, "lam": key})["Location"]
        assert to.startswith(start)
        assert browser.get(to).status_code == 200
    shown = browser.get(to).context["shown"]
    assert keys_of(world, [row.id for row in shown.page]) == {"late", "soon"}


# ---- what it costs ----------------------------------------------------------------------------

COUNTED = [
    ("tasks:list-grouped", "/nhiem-vu/?gom=don-vi"),
    ("tasks:list-all-columns", "/nhiem-vu/?cot=tt,viec,nguoi,chi-dao,vuong-mac,phoi-hop,bao-cao"),
    ("tasks:filters", "/nhiem-vu/bo-loc/?ke-hoach={plan}"),
    ("tasks:board", "/nhiem-vu/bang-viec/"),
    ("tasks:gantt", "/nhiem-vu/tien-trinh/"),
    ("tasks:calendar", "/nhiem-vu/lich/?ngay=2026-12-01"),
    ("tasks:views", "/nhiem-vu/cach-xem/"),
]


@pytest.mark.parametrize(("page", "address"), COUNTED, ids=[page for page, _ in COUNTED])
@pytest.mark.parametrize("copies", [0, 3], ids=["few", "many"])
def test_every_form_takes_a_fixed_number_of_queries(
    world: World, page: str, address: str, copies: int
) -> None:
    for _ in range(copies):
        add_plan(world, copies=4)
    save(world, "Quá hạn")
    assert_queries(page, browser_of(world.an), address.format(plan=world.plan.plan_id))


def test_deadline_kinds_of_the_filter_are_those_of_tasks() -> None:
    assert DeadlineKind.choices == queries.DEADLINE_KINDS
