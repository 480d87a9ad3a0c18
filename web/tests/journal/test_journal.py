from __future__ import annotations

import io
import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from openpyxl import load_workbook

from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.history import first_broken_line, record
from namro_web.foundation.models import HistoryLine
from namro_web.foundation.sentences import known_verbs, label_of
from namro_web.organisations.models import Role
from tests.counting import assert_queries
from tests.make import PASSWORD, browser_of, make_commune, make_official
from tests.tasks.world import World, acting, make_world

NOON = datetime(2026, 11, 12, 9, 10, tzinfo=VIETNAM)


def shown(world: World, query: str = "", *, who: str = "inspector") -> str:
    answer = browser_of(getattr(world, who)).get(f"/lich-su/?{query}")
    assert answer.status_code == 200
    return answer.content.decode().split('id="journal"')[1]


def told(world: World, verb: str, **data: object) -> HistoryLine:
    return record(verb, world.an, by=acting(world.an), **data)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.INSPECTOR, 200),
        (Role.LEADER, 200),
        (Role.COORDINATOR, 200),
        (Role.ENTRY, 403),
        (Role.APPROVER, 403),
        (Role.SUPERVISOR, 403),
        (Role.ADMIN, 403),
    ],
)
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/lich-su/", "/lich-su/tai-ve.csv"])
def test_history_opens_for_who_answers_for_it(role: Role, status: int, address: str) -> None:
    user = make_official(unit=make_commune().units["office"], role=role)
    assert browser_of(user).get(address).status_code == status


def test_lines_read_as_sentences_and_lead_to_what_they_speak_of(world: World) -> None:
    page = shown(world)
    assert "đưa kế hoạch" in page
    assert "vào theo dõi" in page
    assert f'href="/ke-hoach/{world.plan.plan_id}/"' in page


def test_nobody_reads_another_communes_history(world: World) -> None:
    other = make_world(name="Quang Sơn")
    record("tests.elsewhere", other.an, by=acting(other.an), note="x")
    assert "tests.elsewhere" not in shown(world)
    assert "tests.elsewhere" in shown(other)


def test_lines_of_the_installation_show_only_where_one_commune_owns_it(world: World) -> None:
    Client().login(username="khong-co-ai", password="sai")
    assert "Tên đăng nhập không có trong hệ thống" in shown(world)
    make_commune(name="Quang Sơn")
    assert "Tên đăng nhập không có trong hệ thống" not in shown(world)


@pytest.mark.parametrize("words", ["dua ke hoach", "ĐƯA KẾ HOẠCH", "theo doi ke hoach"])
def test_words_are_found_without_diacritics_and_in_any_order(world: World, words: str) -> None:
    page = shown(world, f"q={words}")
    assert "đưa kế hoạch" in page
    assert "đăng nhập" not in page


def test_each_filter_keeps_what_it_names(world: World) -> None:
    line = told(world, "tests.chosen")
    for query in (
        f"nguoi={world.an.pk}&viec=tests.chosen",
        f"don-vi={line.unit_id}&viec=tests.",
        "viec=tests.chosen&tu=12/11/2026&den=12/11/2026",
        f"doi-tuong=accounts.user:{world.an.pk}&viec=tests.chosen",
    ):
        assert "<strong>1 dòng</strong>" in shown(world, query), query


@pytest.mark.parametrize(
    "query",
    [
        "nguoi=999999",
        "don-vi=00000000-0000-4000-8000-000000000000",
        "viec=nothing.at-all",
        "tu=01/01/2030",
        "den=01/01/2020",
        "doi-tuong=tasks.task:0",
        "q=khongcogica",
    ],
)
def test_a_filter_that_fits_nothing_says_so(world: World, query: str) -> None:
    assert "Không có dòng nào khớp bộ lọc" in shown(world, query)


@pytest.mark.parametrize(
    "query", ["nguoi=x'--", "don-vi=1", "viec=%00", "tu=31/02/2026", "truoc=abc", "doi-tuong=../x"]
)
def test_what_an_address_gets_wrong_is_left_out(world: World, query: str) -> None:
    assert "đưa kế hoạch" in shown(world, query)


def test_fifty_lines_stand_on_a_page(world: World) -> None:
    for number in range(60):
        record("tests.many", world.an, by=acting(world.an), at=NOON + timedelta(minutes=number))
    assert shown(world, "viec=tests.many").count("timeline-dot") == 50
    older = re.search(r"truoc=(\d+)", shown(world, "viec=tests.many"))
    assert older is not None
    second = shown(world, f"viec=tests.many&truoc={older[1]}")
    assert second.count("timeline-dot") == 10
    newer = re.search(r"sau=(\d+)", second)
    assert newer is not None
    assert shown(world, f"viec=tests.many&sau={newer[1]}").count("timeline-dot") == 50


def test_a_line_written_meanwhile_moves_no_page(world: World) -> None:
    numbers = [told(world, "tests.many", n=n).number for n in range(60)]
    address = f"viec=tests.many&truoc={numbers[10]}"
    first = re.findall(r"dòng (\d+)</a>", shown(world, address))
    told(world, "tests.many", n=61)
    assert len(first) == 10
    assert re.findall(r"dòng (\d+)</a>", shown(world, address)) == first


def test_the_chain_knows_people_by_identity_and_the_page_by_name(world: World) -> None:
    line = told(world, "tests.chosen")
    kept = f"{line.actor_name} {line.data} {line.search_key}"
    assert world.an.full_name.lower() not in kept.lower().split()
    assert f"<strong>{world.an.full_name}</strong>" in shown(world, "viec=tests.chosen")
    assert shown(world, f"viec=tests.chosen&q={world.an.full_name}").count("timeline-dot") == 1
    assert "Không có dòng nào" in shown(world, f"viec=tests.chosen&q={world.leader.full_name}")


def test_lines_are_narrowed_by_the_kind_of_thing(world: World) -> None:
    told(world, "tests.chosen")
    assert "đưa kế hoạch" in shown(world, "loai=plans.plan")
    assert "đưa kế hoạch" not in shown(world, "loai=accounts.user")


def test_the_lines_of_a_file_are_those_of_the_page(world: World) -> None:
    line = told(world, "tests.chosen")
    answer = browser_of(world.leader).get("/lich-su/tai-ve.csv?viec=tests.chosen")
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Dòng,Lúc,Người")
    assert line.hash in text
    assert len(text.splitlines()) == 2
    book = browser_of(world.leader).get("/lich-su/tai-ve.xlsx?viec=tests.chosen")
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    assert sheet.cell(3, 1).value == line.number


def test_taking_history_out_leaves_a_line(world: World) -> None:
    browser_of(world.leader).get("/lich-su/tai-ve.csv?q=ke+hoach")
    line = HistoryLine.objects.get(verb="journal.exported")
    assert line.actor_id == str(world.leader.pk)
    assert line.data["asked"] == {"q": "ke hoach"}
    assert first_broken_line() is None


def test_a_text_that_begins_like_a_formula_stays_a_text(world: World) -> None:
    record("tests.formula", world.an, by=acting(world.an))
    type(world.an).objects.filter(pk=world.an.pk).update(full_name="=1+1")
    answer = browser_of(world.leader).get("/lich-su/tai-ve.csv?viec=tests.formula")
    assert "'=1+1" in answer.content.decode("utf-8-sig")


@pytest.mark.django_db
def test_signing_in_and_out_and_failing_leave_lines() -> None:
    user = make_official(unit=make_commune().units["office"])
    browser = Client()
    browser.post("/dang-nhap/", {"login": user.username, "password": "sai hoàn toàn"})
    browser.post("/dang-nhap/", {"login": user.username, "password": PASSWORD})
    browser.post("/dang-xuat/")
    verbs = HistoryLine.objects.filter(subject_id=str(user.pk), verb__startswith="accounts.")
    assert list(verbs.order_by("number").values_list("verb", flat=True)) == [
        "accounts.sign-in-failed",
        "accounts.signed-in",
        "accounts.signed-out",
    ]


@pytest.mark.django_db
def test_a_name_nobody_has_is_not_kept() -> None:
    Client().post("/dang-nhap/", {"login": "mat-khau-go-nham-o", "password": "x"})
    line = HistoryLine.objects.get(verb="accounts.sign-in-failed")
    assert "mat-khau" not in f"{line.data} {line.search_key} {line.subject_id}"


def test_taking_a_table_or_a_paper_leaves_a_line(world: World) -> None:
    browser = browser_of(world.an)
    assert browser.get("/nhiem-vu/tai-ve.csv").status_code == 200
    document = HistoryLine.objects.get(verb="plans.document-kept").subject_id
    assert browser.get(f"/van-ban/{document}/tep-goc/").status_code == 200
    for verb in ("tasks.exported", "plans.document-downloaded"):
        assert HistoryLine.objects.get(verb=verb).actor_id == str(world.an.pk)


def test_the_entry_stands_in_the_menu_of_who_may_enter(world: World) -> None:
    assert 'href="/lich-su/"' in browser_of(world.leader).get("/tro-giup/").content.decode()
    assert 'href="/lich-su/"' not in browser_of(world.an).get("/tro-giup/").content.decode()


def test_every_kind_of_act_has_a_name_to_choose_it_by(db: None) -> None:
    assert [verb for verb in known_verbs() if label_of(verb) in {"", verb}] == []


@pytest.mark.parametrize("lines", [2, 12])
def test_the_page_takes_the_same_queries_however_much_it_shows(world: World, lines: int) -> None:
    for number in range(lines):
        record("tests.many", world.an, by=acting(world.an), n=number)
    assert_queries("journal:list", browser_of(world.inspector), "/lich-su/")
