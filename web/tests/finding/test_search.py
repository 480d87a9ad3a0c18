"""What is written is found at once, by whoever may see it and nobody else."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from namro_web.finding import queries, words
from namro_web.finding.models import Entry
from namro_web.plans.models import Plan
from namro_web.tasks import actions
from namro_web.tasks.models import Task, Update
from namro_web.ui.searching import Piece, marked
from tests.make import browser_of
from tests.tasks.world import NOON, World, make_world

pytestmark = pytest.mark.django_db


def found(user, words: str, **more: object) -> list[tuple[str, str]]:
    answer = browser_of(user).get("/tim-kiem/", {"q": words, **more})
    assert answer.status_code == 200
    return [(one.kind, one.title) for one in answer.context["shown"].results]


@pytest.mark.parametrize(
    "typed",
    ["Nâng cấp hạ tầng", "nang cap ha tang", "NÂNG CẤP", "hạ tầng nâng cấp", "nang cap ha ta"],
)
def test_a_task_is_found_with_and_without_diacritics(world: World, typed: str) -> None:
    assert ("task", "Nâng cấp hạ tầng công nghệ thông tin") in found(world.an, typed)


def test_the_number_of_a_document_is_found_as_it_stands(world: World) -> None:
    Plan.objects.get().save()
    assert found(world.an, "12/KH-UBND")[0] == ("plan", "Chuyển đổi số trên địa bàn xã")
    assert found(world.an, "2/KH-UBND") == []
    assert found(world.an, "KH-UBND/12") == []


def test_words_typed_with_their_diacritics_come_before_words_that_only_look_alike(
    world: World,
) -> None:
    one, other = Task.objects.order_by("pk")[:2]
    one.text, other.text = "Lập bản đồ số", "Tuyên truyền bàn do chi bộ tổ chức"
    one.save()
    other.save()
    assert found(world.an, "bàn do")[0][1] == other.text
    assert found(world.an, "bản đồ")[0][1] == one.text


def test_the_text_of_a_document_is_found_with_the_line_it_stands_on(world: World) -> None:
    answer = browser_of(world.an).get("/tim-kiem/", {"q": "hệ thống truyền thanh"})
    (one,) = [row for row in answer.context["shown"].results if row.kind == "text"]
    assert one.url.endswith("#dong-9")
    assert "dòng 9" in one.note
    assert "<mark>hệ</mark> <mark>thống</mark>" in answer.content.decode()


def test_what_is_said_about_a_task_is_found_in_the_same_moment(world: World) -> None:
    actions.comment_on(
        task_id=world.tasks["soon"], text="Hội trường thôn Đồng Bẩm", by=world.an, at=NOON
    )
    assert ("update", "Tập huấn kỹ năng số cho cán bộ") in found(world.leader, "dong bam")


def test_an_update_that_is_taken_back_is_found_no_more(world: World) -> None:
    actions.report_progress(
        task_id=world.tasks["soon"], percent=10, note="mượn máy chiếu", by=world.an, at=NOON
    )
    assert found(world.an, "máy chiếu")
    actions.take_back(update_id=Update.objects.get().pk, by=world.an, at=NOON)
    assert found(world.an, "máy chiếu") == []


def test_what_is_undone_was_never_found(world: World) -> None:
    point = transaction.savepoint()
    task = Task.objects.get(pk=world.tasks["soon"])
    task.text = "Chuyện chưa từng có"
    task.save()
    assert found(world.an, "chưa từng có")
    transaction.savepoint_rollback(point)
    assert found(world.an, "chưa từng có") == []
    assert found(world.an, "Tập huấn kỹ năng số")


def test_nothing_of_another_commune_is_found(world: World) -> None:
    other = make_world(name="Khác")
    Task.objects.filter(plan=other.plan.plan_id).first().save()
    theirs = Task.objects.filter(plan=other.plan.plan_id).first()
    theirs.text = "Bí mật của xã khác"
    theirs.save()
    assert found(other.an, "bí mật của xã")
    assert found(world.an, "bí mật của xã") == []
    page = browser_of(world.an).get("/tim-kiem/", {"q": "bí mật của xã"}).content.decode()
    assert "Bí mật của xã khác" not in page


def test_a_post_that_does_not_read_finds_no_work_and_no_people(world: World) -> None:
    assert found(world.admin, "nâng cấp") == []
    page = browser_of(world.admin).get("/tim-kiem/", {"q": "Leader"})
    assert [group.title for group in page.context["groups"]] == []


def test_people_are_found_where_the_post_may_know_of_them(world: World) -> None:
    shown = browser_of(world.an).get("/tim-kiem/", {"q": "leader"}).context["groups"]
    assert [(group.title, group.results[0].title) for group in shown] == [("Người", "Leader")]
    assert browser_of(world.supervisor).get("/tim-kiem/", {"q": "leader"}).context["groups"] == []


def test_a_search_is_narrowed_by_kind_plan_and_day(world: World) -> None:
    assert {kind for kind, _ in found(world.an, "số")} >= {"plan", "task", "text"}
    assert {kind for kind, _ in found(world.an, "số", loai="task")} == {"task"}
    assert found(world.an, "số", **{"ke-hoach": "999999"}) == []
    days = found(world.an, "số", loai="task", tu="01/11/2026", den="30/11/2026")
    assert days == [("task", "Tập huấn kỹ năng số cho cán bộ")]


def test_what_is_found_is_put_in_order_however_much_else_there_is(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Fewer entries looked at than the office has: only what holds the words counts towards them.
    monkeypatch.setattr(queries, "LOOKED_AT", 2)
    last = Task.objects.order_by("pk").last()
    assert last is not None
    last.text = "Rà soát trạm thu phát sóng di động"
    last.save()
    assert found(world.an, "tram thu phat song") == [("task", last.text)]


def test_pages_of_results_hold_everything_once(world: World) -> None:
    from tests.tasks.world import add_plan

    add_plan(world, copies=6)
    titles: list[str] = []
    for page in (1, 2, 3, 4):
        answer = browser_of(world.an).get("/tim-kiem/", {"q": "so", "loai": "task", "trang": page})
        titles += [one.url for one in answer.context["shown"].results]
    shown = answer.context["shown"]
    assert len(set(titles)) == shown.total > 20


@pytest.mark.parametrize(
    "typed",
    ['"', "' OR 1=1 --", "a* OR b", "NEAR(", "((", "& | !", "%", "\x00số", "<b>số</b>", "-"],
)
def test_no_sign_that_is_typed_breaks_the_search(world: World, typed: str) -> None:
    answer = browser_of(world.an).get("/tim-kiem/", {"q": typed})
    assert answer.status_code == 200
    assert "<b>số</b>" not in answer.content.decode()


def test_a_search_costs_as_many_queries_for_one_hit_as_for_many(world: World) -> None:
    from tests.tasks.world import add_plan

    browser = browser_of(world.an)

    def asked() -> int:
        browser.get("/tim-kiem/?q=so")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/tim-kiem/?q=so")
        return len(queries)

    few = asked()
    add_plan(world, copies=8)
    assert asked() == few


def test_the_hints_under_the_box_lead_to_the_thing(world: World) -> None:
    page = browser_of(world.an).get("/tim-kiem/goi-y/", {"q": "tap huan"}).content.decode()
    assert f'href="/nhiem-vu/{world.tasks["soon"]}/"' in page
    assert "<mark>Tập</mark>" in page
    assert "<html" not in page


def test_the_whole_index_can_be_made_anew(world: World) -> None:
    before = set(Entry.objects.values_list("kind", "ref", "part", "words"))
    Entry.objects.all().delete()
    assert found(world.an, "nâng cấp") == []
    call_command("refresh_search")
    assert set(Entry.objects.values_list("kind", "ref", "part", "words")) == before
    assert found(world.an, "nâng cấp")


def test_whatever_is_written_equals_what_making_it_anew_would_give(world: World) -> None:
    """The index is in step after a round of every kind of writing."""
    at, an, leader = NOON, world.an, world.leader
    pk, culture = world.tasks["soon"], world.commune.units["culture"].pk
    actions.report_progress(task_id=pk, percent=50, note="đã mời giảng viên", by=an, at=at)
    actions.raise_obstacle(
        task_id=pk,
        text="thiếu phòng máy",
        proposal="mượn trường học",
        waits_for=culture,
        by=an,
        at=at,
    )
    actions.give_direction(task_id=pk, text="khẩn trương", by=leader, at=at)
    actions.comment_on(task_id=pk, text="nhận rõ", by=an, at=at)
    actions.extend_deadline(
        task_id=world.tasks["late"],
        due_day=NOON.date().replace(month=12),
        reason="chờ vốn",
        by=leader,
        at=at,
    )
    kept = set(Entry.objects.values_list("kind", "ref", "part", "words", "body", "day"))
    call_command("refresh_search")
    assert set(Entry.objects.values_list("kind", "ref", "part", "words", "body", "day")) == kept


def test_the_index_of_the_database_comes_back_when_it_was_lost(world: World) -> None:
    words.remove(connection)
    words.install(connection)
    assert found(world.an, "nâng cấp")


@pytest.mark.parametrize(
    ("text", "phrases", "marks"),
    [
        pytest.param("Kế hoạch số 57/KH-UBND", ["57 kh ubnd"], ["57/KH-UBND"], id="a number"),
        pytest.param("Đẩy mạnh đấy", ["day"], ["Đẩy", "đấy"], id="each time, whatever the marks"),
        pytest.param("Quản trị", ["tri"], ["trị"], id="words, not letters within"),
        pytest.param("Khám phá", ["kh", "pha"], ["Kh", "phá"], id="beginnings of words"),
        pytest.param("không", ["có"], [], id="nothing there"),
    ],
)
def test_the_words_looked_for_are_marked(text: str, phrases: list[str], marks: list[str]) -> None:
    pieces, _ = marked(text, phrases)
    assert [one.text for one in pieces if one.found] == marks
    assert "".join(one.text for one in pieces) == text


def test_of_a_long_text_the_part_around_the_words_is_shown() -> None:
    pieces, at = marked("a " * 500 + "kim " + "b " * 500, ["kim"], size=100)
    assert Piece("kim", True) in pieces
    assert at == 1000
    assert len("".join(one.text for one in pieces)) < 120
