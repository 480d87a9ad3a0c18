"""Who concludes, who answers, who closes, who only reads, and who sees nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.inspecting.access import conclusions_visible_to
from namro_web.inspecting.actions import answer, ask_again, close, conclude
from namro_web.inspecting.models import Conclusion
from namro_web.organisations.actions import LEFT_OPEN, Handing, end_post
from namro_web.organisations.models import Role
from tests.counting import assert_queries
from tests.make import browser_of, make_official, make_post
from tests.tasks.world import NOON, World, make_world

TODAY = NOON.date()


def written(world: World, **other: Any) -> Conclusion:
    return conclude(
        **{
            "kind": "recommendation",
            "unit_id": world.commune.units["office"].pk,
            "text": "Bổ sung minh chứng số hóa hồ sơ",
            "answer_by": date(2026, 11, 30),
            "task_id": world.tasks["by_date"],
            "by": world.inspector,
            "at": NOON,
            **other,
        }
    )


def seen_by(world: World) -> set[str]:
    """Name who sees the one conclusion there is."""
    return {
        name
        for name, person in world.people.items()
        if name != "admin" and conclusions_visible_to(person, on=TODAY).exists()
    }


def test_it_is_written_answered_sent_back_answered_again_and_closed(world: World) -> None:
    one = written(world)
    answer(one.pk, text="Đã bổ sung", by=world.an, at=NOON)
    ask_again(one.pk, remark="Thiếu biên bản", answer_by=TODAY, by=world.inspector, at=NOON)
    answer(one.pk, text="Gửi kèm biên bản", by=world.an, at=NOON)
    close(one.pk, by=world.inspector, at=NOON)
    one.refresh_from_db()
    assert (one.state, one.answer, one.plan_id) == (
        "closed",
        "Gửi kèm biên bản",
        world.plan.plan_id,
    )
    verbs = HistoryLine.objects.filter(verb__startswith="inspecting.").order_by("number")
    assert [line.verb.removeprefix("inspecting.") for line in verbs] == [
        "concluded", "answered", "asked-again", "answered", "closed",
    ]  # fmt: skip


def test_leaders_the_standing_body_inspection_and_supervision_read_and_the_unit_itself(
    world: World,
) -> None:
    written(world)
    assert seen_by(world) == {"leader", "coordinator", "inspector", "supervisor", "an"}


def test_a_unit_does_not_read_what_is_addressed_to_another(world: World) -> None:
    one = written(world)
    with pytest.raises(Missing):
        answer(one.pk, text="Chúng tôi", by=world.partner, at=NOON)


@pytest.mark.parametrize("name", ["leader", "coordinator", "supervisor", "an", "admin"])
def test_nobody_but_an_inspector_writes_or_closes(world: World, name: str) -> None:
    one = written(world)
    by = world.people[name]
    with pytest.raises(NotAllowed):
        written(world, by=by)
    with pytest.raises(NotAllowed):
        close(one.pk, remark="Xong", by=by, at=NOON)


@pytest.mark.parametrize("name", ["supervisor", "inspector"])
def test_who_watches_does_not_answer(world: World, name: str) -> None:
    one = written(world)
    with pytest.raises(NotAllowed):
        answer(one.pk, text="Trả lời", by=world.people[name], at=NOON)


def test_the_administrator_sees_nothing(world: World) -> None:
    one = written(world)
    browser = browser_of(world.admin)
    assert browser.get("/kiem-tra/").status_code == 403
    assert browser.get(f"/kiem-tra/{one.pk}/").status_code == 403


def test_another_commune_does_not_know_of_it(world: World) -> None:
    one = written(world)
    other = make_world(name="Quang Sơn")
    for by in (other.inspector, other.leader):
        with pytest.raises((Missing, NotAllowed)):
            close(one.pk, remark="Xong", by=by, at=NOON)
        assert browser_of(by).get(f"/kiem-tra/{one.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"text": "  "}, "inspecting.no-text"),
        ({"text": "x" * 5001}, "inspecting.no-text"),
        ({"kind": "praise"}, "inspecting.unknown-kind"),
        ({"answer_by": TODAY - timedelta(days=1)}, "inspecting.day-past"),
        ({"plan_id": 987654}, "inspecting.task-of-another-plan"),
    ],
)
def test_what_cannot_be_written_says_why(world: World, other: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        written(world, **other)
    assert refused.value.code == code
    assert not Conclusion.objects.exists()


def test_nothing_is_written_about_another_communes_unit_plan_or_task(world: World) -> None:
    other = make_world(name="Quang Sơn")
    with pytest.raises(Invalid):
        written(world, unit_id=other.commune.units["office"].pk)
    with pytest.raises(Missing):
        written(world, task_id=other.tasks["by_date"])
    with pytest.raises(Missing):
        written(world, task_id=None, plan_id=other.plan.plan_id)


def test_without_an_answer_it_closes_only_with_a_reason(world: World) -> None:
    one = written(world)
    with pytest.raises(Invalid):
        close(one.pk, by=world.inspector, at=NOON)
    close(one.pk, remark="Đơn vị đã giải thể", by=world.inspector, at=NOON)


def test_what_is_closed_or_changed_meanwhile_takes_nothing_more(world: World) -> None:
    one = written(world)
    answer(one.pk, text="Một", by=world.an, at=NOON, version=1)
    with pytest.raises(Conflict):
        answer(one.pk, text="Hai", by=world.an, at=NOON, version=1)
    close(one.pk, by=world.inspector, at=NOON)
    with pytest.raises(Conflict):
        answer(one.pk, text="Ba", by=world.an, at=NOON)


def test_what_an_inspector_leaves_open_passes_to_an_inspector_only(world: World) -> None:
    one = written(world)
    clerk = make_post(unit=world.commune.units["office"])
    other = make_post(unit=world.commune.root, role=Role.INSPECTOR)
    post = world.inspector.posts.get()
    for handing in (Handing(), Handing(str(clerk.pk))):
        with pytest.raises(Invalid):
            end_post(post.pk, day=TODAY, handing=handing, by=world.admin, at=NOON)
    end_post(post.pk, day=TODAY, handing=Handing(str(other.pk)), by=world.admin, at=NOON)
    one.refresh_from_db()
    assert one.post == other


def test_left_open_any_inspector_of_the_office_closes_it(world: World) -> None:
    one = written(world)
    successor = make_official(unit=world.commune.root, role=Role.INSPECTOR)
    post = world.inspector.posts.get()
    end_post(post.pk, day=TODAY, handing=Handing(LEFT_OPEN), by=world.admin, at=NOON)
    close(one.pk, remark="Đã rõ", by=successor, at=NOON)


def test_the_pages_carry_the_whole_way(world: World) -> None:
    inspector, unit = browser_of(world.inspector), browser_of(world.an)
    typed = {
        "kind": "conclusion",
        "unit_id": str(world.commune.units["office"].pk),
        "plan_id": world.plan.plan_id,
        "task_id": world.tasks["late"],
        "text": "Việc quá hạn chưa có giải trình",
        "answer_by": "20/11/2026",
    }
    made = inspector.post(f"/kiem-tra/ghi/?ke-hoach={world.plan.plan_id}", typed)
    one = Conclusion.objects.get()
    assert made["Location"] == f"/kiem-tra/{one.pk}/"
    assert "quá hạn chưa có" in unit.get("/kiem-tra/").content.decode()
    empty = unit.post(f"/kiem-tra/{one.pk}/tra-loi/", {"text": " ", "version": 1})
    assert "bắt buộc" in empty.content.decode().lower() or "form-error" in empty.content.decode()
    unit.post(f"/kiem-tra/{one.pk}/tra-loi/", {"text": "Đã giải trình", "version": 1})
    page = inspector.get(f"/kiem-tra/{one.pk}/").content.decode()
    assert "Yêu cầu bổ sung" in page
    again = {"remark": "Thêm số liệu", "answer_by": "25/11/2026", "version": 2}
    inspector.post(f"/kiem-tra/{one.pk}/bo-sung/", again)
    inspector.post(f"/kiem-tra/{one.pk}/khep/", {"remark": "Đã đủ", "version": 3})
    one.refresh_from_db()
    assert (one.state, one.remark) == ("closed", "Đã đủ")


def test_a_late_answer_is_found(world: World) -> None:
    Conclusion.objects.filter(pk=written(world).pk).update(answer_by=TODAY - timedelta(days=2))
    page = browser_of(world.leader).get("/kiem-tra/?trang-thai=late").content.decode()
    assert "Bổ sung minh chứng" in page
    assert "Quá hạn trả lời" in page


def test_the_list_takes_a_fixed_number_of_queries(world: World) -> None:
    for _ in range(3):
        written(world)
    assert_queries("inspecting:list", browser_of(world.leader), "/kiem-tra/")
