"""Delegations and handovers where there is work: who confirms, who is told, who takes it over."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import override_settings
from docx import Document

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.notices.audiences import audience_of
from namro_web.organisations.access import acting_post_of
from namro_web.organisations.actions import (
    LEFT_OPEN,
    Handing,
    delegate,
    end_post,
    hand_over,
)
from namro_web.organisations.models import Handover, HandoverItem, Post, Role
from namro_web.tasks import actions
from namro_web.tasks.models import Task, Update
from tests.make import browser_of, make_official, make_post
from tests.tasks.world import NOON, World, acting, make_world

TODAY = NOON.date()


def post_of(user: User) -> Post:
    return user.posts.get()


def stands_in(world: World, name: str, *, for_: str, duties: list[str]) -> User:
    """Let somebody stand in for another, and act so from now on."""
    giver, taker = world.people[for_], world.people[name]
    delegate(
        to_post=post_of(taker).pk,
        duties=duties,
        manner="KT",
        document_number="12/GUQ-UBND",
        first_day=TODAY,
        last_day=TODAY,
        by=acting(giver),
        today=TODAY,
    )
    acting_post_of(taker, chosen=post_of(giver).pk, at=TODAY)
    return taker


def named(world: World, task: str = "by_date") -> Task:
    """Let An answer for a task, and the leader watch over it."""
    actions.name_people(
        task_id=world.tasks[task],
        responsible=post_of(world.an).pk,
        supervising=post_of(world.leader).pk,
        by=world.coordinator,
        at=NOON,
    )
    return Task.objects.get(pk=world.tasks[task])


def submitted(world: World, by: User) -> int:
    actions.submit_done(task_id=world.tasks["by_date"], numbers=["1/BC"], by=by, at=NOON)
    return world.tasks["by_date"]


class TestSeparation:
    def test_who_reported_does_not_confirm_standing_in_for_a_leader(self, world: World) -> None:
        task = submitted(world, world.an)
        an = stands_in(world, "an", for_="leader", duties=["confirm-tasks"])
        with pytest.raises(NotAllowed) as refused:
            actions.confirm_done(task_id=task, by=an, at=NOON)
        assert refused.value.code == "tasks.own-submission"

    def test_who_let_another_report_for_them_does_not_confirm(self, world: World) -> None:
        village = stands_in(world, "village", for_="coordinator", duties=["update-tasks"])
        task = submitted(world, village)
        with pytest.raises(NotAllowed):
            actions.confirm_done(task_id=task, by=acting(world.coordinator), at=NOON)
        assert actions.confirm_done(task_id=task, by=world.leader, at=NOON)

    def test_a_delegate_who_reported_nothing_confirms_and_both_are_named(
        self, world: World
    ) -> None:
        task = submitted(world, world.an)
        partner = stands_in(world, "partner", for_="leader", duties=["confirm-tasks"])
        update = actions.confirm_done(task_id=task, by=partner, at=NOON)
        line = HistoryLine.objects.filter(verb="tasks.confirmed").get()
        assert (update.by_id, update.post_id) == (partner.pk, post_of(world.leader).pk)
        assert line.data["on_behalf_of"] == world.leader.pk
        page = browser_of(world.inspector).get(f"/nhiem-vu/{task}/").content.decode()
        assert "Partner thay Leader" in page

    @override_settings(SEPARATE_CONFIRMATION=False)
    def test_an_office_of_one_can_lift_it(self, world: World) -> None:
        task = submitted(world, world.coordinator)
        assert actions.confirm_done(task_id=task, by=world.coordinator, at=NOON)

    def test_it_holds_unless_lifted(self, world: World) -> None:
        task = submitted(world, world.coordinator)
        with pytest.raises(NotAllowed):
            actions.confirm_done(task_id=task, by=world.coordinator, at=NOON)


class TestNotices:
    def test_what_reaches_a_leader_reaches_who_stands_in(self, world: World) -> None:
        task = named(world)
        stands_in(world, "partner", for_="leader", duties=["confirm-tasks"])
        audience = audience_of(world.commune.root.pk, on=TODAY)
        assert set(audience.leading(task)) == {world.leader.pk, world.partner.pk}
        assert world.partner.pk in audience.leaders
        later = audience_of(world.commune.root.pk, on=TODAY + timedelta(days=1))
        assert world.partner.pk not in later.leaders

    def test_who_stands_in_for_other_duties_does_not_count_as_reporting(self, world: World) -> None:
        stands_in(world, "village", for_="coordinator", duties=["edit-plans"])
        audience = audience_of(world.commune.root.pk, on=TODAY)
        office = world.commune.units["office"].pk
        assert world.village.pk not in audience.reporters[office]
        assert world.village.pk not in audience.body


class TestHandover:
    def test_a_post_with_open_work_does_not_end_in_silence(self, world: World) -> None:
        named(world)
        with pytest.raises(Invalid) as refused:
            end_post(post_of(world.an).pk, day=TODAY, by=world.admin)
        assert refused.value.code == "organisations.open-work"
        assert post_of(world.an).valid_to is None

    def test_all_of_it_passes_to_one_person_and_the_minutes_say_so(self, world: World) -> None:
        task = named(world)
        taker = make_post(unit=world.commune.units["office"])
        handing = Handing(everything=str(taker.pk))
        end_post(post_of(world.an).pk, day=TODAY, handing=handing, by=world.admin, at=NOON)
        task.refresh_from_db()
        item = HandoverItem.objects.get(key=f"tasks.responsible:{task.pk}")
        assert (task.responsible, item.to_post, item.outcome) == (taker, taker, "passed")
        assert task.supervising == post_of(world.leader)
        assert task.updates.order_by("-id")[0].note == "Bàn giao công việc"
        verbs = HistoryLine.objects.order_by("-number").values_list("verb", flat=True)[:3]
        assert "organisations.work-handed-over" in verbs
        told = HistoryLine.objects.filter(verb="tasks.people-named").order_by("-number")[0]
        assert told.data["responsible_user"] == taker.user_id

    def test_things_pass_one_by_one(self, world: World) -> None:
        first, second = named(world, "by_date"), named(world, "late")
        one, two = (make_post(unit=world.commune.units["office"]) for _ in range(2))
        handing = Handing(str(one.pk), {f"tasks.responsible:{second.pk}": str(two.pk)})
        hand_over(post_of(world.an).pk, handing=handing, by=world.an, at=NOON)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.responsible, second.responsible) == (one, two)
        assert post_of(world.an).valid_to is None

    def test_it_can_be_left_open_in_so_many_words(self, world: World) -> None:
        task = named(world)
        end_post(
            post_of(world.an).pk, day=TODAY, handing=Handing(LEFT_OPEN), by=world.admin, at=NOON
        )
        task.refresh_from_db()
        assert task.responsible is None
        assert HandoverItem.objects.get(key__startswith="tasks.").outcome == "left"

    def test_a_leaders_tasks_pass_to_a_leader_and_to_nobody_else(self, world: World) -> None:
        task = named(world)
        clerk = make_post(unit=world.commune.units["office"])
        with pytest.raises(Invalid) as refused:
            hand_over(
                post_of(world.leader).pk,
                handing=Handing(str(clerk.pk)),
                by=world.leader,
                at=NOON,
            )
        assert refused.value.code == "tasks.taker-no-leader"
        deputy = make_post(unit=world.commune.root, role=Role.LEADER)
        hand_over(
            post_of(world.leader).pk, handing=Handing(str(deputy.pk)), by=world.leader, at=NOON
        )
        task.refresh_from_db()
        assert task.supervising == deputy

    def test_nobody_takes_what_their_unit_does_not_lead_and_then_nothing_passes(
        self, world: World
    ) -> None:
        first = named(world)
        leads = make_post(unit=world.commune.units["office"])
        # An answers for the culture office's task too, having been there before.
        Task.objects.filter(pk=world.tasks["late"]).update(responsible=post_of(world.an))
        Task.objects.get(pk=world.tasks["late"]).assignments.filter(role="lead").update(
            unit=world.commune.units["culture"]
        )
        with pytest.raises(Invalid, match="đơn vị chủ trì"):
            hand_over(post_of(world.an).pk, handing=Handing(str(leads.pk)), by=world.an, at=NOON)
        first.refresh_from_db()
        assert first.responsible == post_of(world.an)
        assert not Handover.objects.exists()

    @pytest.mark.parametrize("said", ["0", "abc", "-1"])
    def test_a_forged_taker_is_refused(self, world: World, said: str) -> None:
        named(world)
        with pytest.raises(Invalid) as refused:
            hand_over(post_of(world.an).pk, handing=Handing(said), by=world.an, at=NOON)
        assert refused.value.code == "organisations.not-a-taker"

    def test_a_stranger_takes_nothing(self, world: World) -> None:
        named(world)
        stranger = make_world(name="Quang Sơn").an
        with pytest.raises(Invalid):
            hand_over(
                post_of(world.an).pk,
                handing=Handing(str(post_of(stranger).pk)),
                by=world.an,
                at=NOON,
            )

    def test_only_who_has_a_say_hands_over(self, world: World) -> None:
        named(world)
        stranger = make_world(name="Quang Sơn").leader
        for by in (world.partner, world.inspector, stranger):
            with pytest.raises(Missing):
                hand_over(post_of(world.an).pk, handing=Handing(LEFT_OPEN), by=by, at=NOON)
        hand_over(post_of(world.an).pk, handing=Handing(LEFT_OPEN), by=world.leader, at=NOON)

    def test_with_nothing_open_there_is_nothing_to_hand_over(self, world: World) -> None:
        with pytest.raises(Conflict):
            hand_over(post_of(world.an).pk, handing=Handing(LEFT_OPEN), by=world.an, at=NOON)

    def test_tokens_and_the_calendar_of_a_post_end_with_it(self, world: World) -> None:
        from namro_web.notices.actions import open_calendar
        from namro_web.notices.models import Wishes
        from namro_web.tokens.actions import create_token

        made = create_token(
            name="Máy báo cáo",
            duties=["read"],
            parts=["tasks"],
            expires_on=date(2026, 12, 1),
            by=world.an,
            at=NOON,
        )
        open_calendar(by=world.an, at=NOON)
        end_post(post_of(world.an).pk, day=TODAY, by=world.admin, at=NOON)
        made.token.refresh_from_db()
        assert made.token.revoked_at is not None
        assert Wishes.objects.get(user=world.an).calendar_hash == ""
        assert set(HandoverItem.objects.values_list("outcome", flat=True)) == {"ended"}

    def test_obstacles_stay_with_the_unit_and_keep_nobody(self, world: World) -> None:
        actions.raise_obstacle(
            task_id=world.tasks["by_date"],
            text="Chưa có kinh phí",
            proposal="",
            waits_for=world.commune.units["culture"].pk,
            by=world.an,
            at=NOON,
        )
        end_post(post_of(world.partner).pk, day=TODAY, by=world.admin, at=NOON)
        item = HandoverItem.objects.get()
        assert (item.outcome, item.text) == ("stays", "Chưa có kinh phí")


class TestPages:
    def test_the_administrator_ends_a_post_seeing_how_much_is_open_but_not_what(
        self, world: World
    ) -> None:
        task = named(world)
        browser = browser_of(world.admin)
        url = f"/nguoi-dung/vi-tri/{post_of(world.an).pk}/ket-thuc/"
        page = browser.get(url).content.decode()
        assert "việc thứ 1" in page
        assert task.text not in page
        refused = browser.post(url, {"day": "12/11/2026"}).content.decode()
        assert "chọn người nhận bàn giao" in refused
        answer = browser.post(url, {"day": "12/11/2026", "everything": LEFT_OPEN})
        assert answer.status_code == 302
        assert post_of(world.an).valid_to == TODAY

    def test_who_leaves_hands_over_and_prints_the_minutes(self, world: World) -> None:
        task = named(world)
        taker = make_official(unit=world.commune.units["office"], name="Người nhận việc")
        browser = browser_of(world.an)
        assert "Bàn giao việc của tôi" in browser.get("/ban-giao/").content.decode()
        url = f"/ban-giao/vi-tri/{post_of(world.an).pk}/"
        assert task.text in browser.get(url).content.decode()
        answer = browser.post(url, {"everything": str(post_of(taker).pk)})
        made = Handover.objects.get()
        assert answer["Location"] == f"/ban-giao/{made.pk}/"
        for who in (browser, browser_of(taker), browser_of(world.coordinator)):
            page = who.get(f"/ban-giao/{made.pk}/").content.decode()
            assert task.text in page
            assert "Người nhận việc" in page
        file = browser.get(f"/ban-giao/{made.pk}/bien-ban.docx")
        paper = Document(io.BytesIO(file.content))
        words = "\n".join(
            [one.text for one in paper.paragraphs]
            + [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        )
        assert "BIÊN BẢN BÀN GIAO CÔNG VIỆC" in words
        assert task.text in words
        assert "Người nhận việc" in words

    def test_minutes_are_not_there_for_others(self, world: World) -> None:
        named(world)
        made = hand_over(post_of(world.an).pk, handing=Handing(LEFT_OPEN), by=world.an, at=NOON)
        other = make_world(name="Quang Sơn")
        for who in (world.partner, world.inspector, other.leader, other.admin):
            browser = browser_of(who)
            assert browser.get(f"/ban-giao/{made.pk}/").status_code == 404
            assert browser.get(f"/ban-giao/{made.pk}/bien-ban.docx").status_code == 404

    def test_the_page_of_a_post_costs_the_same_for_one_task_and_for_eight(
        self, world: World
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        url = f"/ban-giao/vi-tri/{post_of(world.an).pk}/"
        browser = browser_of(world.an)
        counts: list[Any] = []
        for tasks in (1, 8):
            wanted = list(world.tasks.values())[:tasks]
            Task.objects.filter(pk__in=wanted).update(responsible=post_of(world.an))
            browser.get(url)
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(url).content.decode().count("Nhiệm vụ đang phụ trách") >= tasks
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_a_timeline_keeps_what_was_before_the_handover(world: World) -> None:
    task = named(world)
    hand_over(post_of(world.an).pk, handing=Handing(LEFT_OPEN), by=world.an, at=NOON)
    entry = Update.objects.filter(task=task).order_by("-id")[0]
    assert entry.before["responsible"] == "An"
