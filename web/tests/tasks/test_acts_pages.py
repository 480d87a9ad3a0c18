"""Every act that has a page: offered to who may, drawn, done, and harmless whatever is typed."""

from __future__ import annotations

import re

import pytest

from namro_web.organisations.models import Role
from namro_web.tasks import actions
from namro_web.tasks.acts import ACTS
from namro_web.tasks.models import Task
from namro_web.tasks.queries.following import pieces_of
from tests.make import browser_of, make_official
from tests.tasks.world import NOON, World, acting, make_world

BAD = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HARMLESS = "&lt;script&gt;alert(1)&lt;/script&gt;"


def url(world: World, act: str, item: int | None = None, key: str = "by_date") -> str:
    tail = f"{item}/" if item is not None else ""
    return f"/nhiem-vu/{world.tasks[key]}/viec/{act}/{tail}"


@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_form_is_drawn_for_whom_it_is_offered_and_nobody_else(world: World, act: str) -> None:
    statuses = {
        browser_of(who).get(url(world, act, 0)).status_code
        for who in (world.coordinator, world.an, world.leader, world.inspector)
    }
    assert statuses <= {200, 403}


def test_a_stranger_opens_no_act(world: World) -> None:
    other = browser_of(make_world(name="Phú Đình").leader)
    assert {other.get(url(world, act)).status_code for act in ACTS} == {404}
    assert other.post(url(world, "chi-dao"), {"direct-text": "Làm ngay"}).status_code == 404


def test_an_inspector_may_talk_and_watch_but_change_nothing(world: World) -> None:
    browser = browser_of(world.inspector)
    done = browser.post(url(world, "trao-doi"), {"comment-text": "Đã xem"})
    assert done.status_code == 302
    assert browser.post(url(world, "theo-doi")).status_code == 302
    refused = browser.post(url(world, "chi-dao"), {"direct-text": "Làm ngay"})
    assert refused.status_code == 403


def test_the_page_shows_three_of_twelve(db: None) -> None:
    world = make_world(villages=12)
    shares = actions.share_task(
        task_id=world.tasks["by_date"], names=["12 xóm"], by=world.an, at=NOON
    )
    for number, pk in enumerate(shares[:3], start=1):
        unit = world.commune.units[f"village-{number}"]
        head = acting(make_official(unit=unit, role=Role.ENTRY, name=f"Trưởng xóm {number}"))
        actions.submit_done(task_id=pk, numbers=["1/BC"], by=head, at=NOON)
    page = browser_of(world.an).get(f"/nhiem-vu/{world.tasks['by_date']}/").content.decode()
    assert "3/12 xóm đã báo" in page
    assert "Đôn đốc 9 xóm" in page


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("trao-doi", {"comment-text": BAD}),
        (
            "vuong-mac",
            {"obstacle-text": BAD, "obstacle-proposal": BAD, "obstacle-waits_for_name": BAD},
        ),
        ("chi-dao", {"direct-text": BAD}),
        ("viec-con", {"subtask-text": BAD, "subtask-version": "1"}),
        ("cac-buoc", {"steps-steps": BAD, "steps-version": "1"}),
        ("giao-nhieu-don-vi", {"share-names": "các xóm", "share-note": BAD, "share-version": "1"}),
        ("de-nghi-gia-han", {"ask-time-wanted_day": "31/03/2027", "ask-time-note": BAD}),
    ],
)
def test_markup_typed_anywhere_is_shown_as_text(
    world: World, act: str, given: dict[str, str]
) -> None:
    who = world.coordinator if act == "chi-dao" else world.an
    browser = browser_of(who)
    assert browser.post(url(world, act), given).status_code == 302
    for address in (
        f"/nhiem-vu/{world.tasks['by_date']}/",
        f"/nhiem-vu/{world.tasks['by_date']}/lich-su/",
        "/viec-cua-toi/",
    ):
        page = browser_of(world.coordinator).get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    shown = browser.get(f"/nhiem-vu/{world.tasks['by_date']}/").content.decode()
    assert HARMLESS in shown


def test_what_is_typed_into_a_refused_form_comes_back_as_text(world: World) -> None:
    browser = browser_of(world.an)
    said = browser.post(url(world, "giao-nhieu-don-vi"), {"share-names": BAD, "share-version": "1"})
    assert said.status_code == 422
    page = said.content.decode()
    assert "<script>alert" not in page
    assert HARMLESS in page


def test_only_web_addresses_become_links() -> None:
    text = "xem https://tuyenquang.gov.vn/a?b=1. và javascript:alert(1) data:text/html,x @An"
    pieces = pieces_of(text, ["An"])
    assert [one.href for one in pieces if one.kind == "link"] == ["https://tuyenquang.gov.vn/a?b=1"]
    assert [one.text for one in pieces if one.kind == "person"] == ["@An"]
    assert "".join(one.text for one in pieces) == text


def test_the_second_of_two_sees_the_changes_and_keeps_what_they_typed(world: World) -> None:
    actions.report_progress(task_id=world.tasks["by_date"], percent=40, by=world.an, at=NOON)
    said = browser_of(world.an).post(
        f"/nhiem-vu/{world.tasks['by_date']}/cap-nhat/",
        {"report-percent": "60", "report-note": "Đã nghiệm thu", "report-version": "1"},
    )
    page = said.content.decode()
    assert said.status_code == 409
    assert "Nhiệm vụ đã thay đổi từ khi bạn mở trang" in page
    assert "Đã nghiệm thu" in page
    assert re.search(r'name="report-version" value="2"', page)


def test_the_timeline_is_narrowed_by_kind(world: World) -> None:
    actions.comment_on(task_id=world.tasks["by_date"], text="Đã xem", by=world.an, at=NOON)
    actions.report_progress(task_id=world.tasks["by_date"], percent=40, by=world.an, at=NOON)
    browser = browser_of(world.an)
    address = f"/nhiem-vu/{world.tasks['by_date']}/?dien-bien="
    talk = browser.get(f"{address}trao-doi").content.decode()
    assert "Đã xem" in talk
    assert "0% → 40%" not in talk
    reports = browser.get(f"{address}bao-cao").content.decode()
    assert "0% → 40%" in reports
    assert "Đã xem" not in reports


def test_people_are_offered_by_the_beginning_of_their_names(world: World) -> None:
    make_world(name="Phú Đình")
    said = browser_of(world.an).get("/nhiem-vu/nguoi/?q=lead").json()
    assert [one["name"] for one in said["people"]] == ["Leader"]


def test_what_waits_for_an_answer_lies_on_the_desk(world: World) -> None:
    actions.raise_obstacle(
        task_id=world.tasks["by_date"],
        text="Chưa có kinh phí",
        waits_for=world.commune.units["culture"].pk,
        by=world.an,
        at=NOON,
    )
    desk = browser_of(world.partner).get("/viec-cua-toi/").content.decode()
    assert "Khó khăn, vướng mắc chờ trả lời" in desk
    assert "Chưa có kinh phí" in desk
    other = browser_of(world.village).get("/viec-cua-toi/").content.decode()
    assert "Chưa có kinh phí" not in other


def test_the_lead_confirms_on_the_page_what_it_handed_on(world: World) -> None:
    first, _ = actions.share_task(
        task_id=world.tasks["by_date"], names=["các xóm"], by=world.an, at=NOON
    )
    actions.submit_done(task_id=first, numbers=["1/BC"], by=world.village, at=NOON)
    sent = {"confirm-version": "2"}
    assert browser_of(world.partner).post(f"/nhiem-vu/{first}/xac-nhan/", sent).status_code == 403
    assert browser_of(world.an).post(f"/nhiem-vu/{first}/xac-nhan/", sent).status_code == 302
    assert Task.objects.get(pk=first).state == "done"


def test_a_remark_is_made_in_the_panel_and_a_refused_one_comes_back_there(world: World) -> None:
    browser = browser_of(world.an)
    address = f"/nhiem-vu/{world.tasks['by_date']}/"
    panel = {"HX-Request": "true", "HX-Target": "panel"}
    shown = browser.get(address, headers=panel).content.decode()
    assert f'hx-post="{url(world, "trao-doi")}"' in shown
    said = browser.post(url(world, "trao-doi"), {"comment-text": "Xã đã xem @An"}, headers=panel)
    assert said.status_code == 200
    page = said.content.decode()
    assert '<aside class="panel"' in page
    assert "Xã đã xem" in page
    empty = browser.post(url(world, "trao-doi"), {"comment-text": " "}, headers=panel)
    assert empty.status_code == 422
    assert '<aside class="panel"' in empty.content.decode()
