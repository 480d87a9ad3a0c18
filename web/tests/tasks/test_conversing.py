"""Obstacles, directions, requests for time and comments: who may, what is refused, what is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.tasks import actions, queries
from namro_web.tasks.models import (
    Comment,
    CommentVersion,
    DirectionReceipt,
    ExtensionRequest,
    Mention,
    Obstacle,
    Task,
    Update,
)
from tests.tasks.world import NOON, World, make_world

LATER = NOON + timedelta(hours=1)


def verbs(task_id: int) -> list[str]:
    lines = HistoryLine.objects.filter(subject_id=str(task_id), subject_type="tasks.task")
    return [line.verb for line in lines.order_by("number")]


class TestObstacles:
    def raised(self, world: World, **given: Any) -> Obstacle:
        return actions.raise_obstacle(
            **{
                "task_id": world.tasks["by_date"],
                "text": "Chưa có kinh phí",
                "proposal": "Bố trí 20 triệu đồng",
                "waits_for": world.commune.units["culture"].pk,
                "by": world.an,
                "at": NOON,
                **given,
            }
        )

    def test_it_is_raised_answered_and_closed_by_three_people(self, world: World) -> None:
        one = self.raised(world)
        actions.answer_obstacle(obstacle_id=one.pk, answer="Đã cân đối", by=world.partner, at=LATER)
        actions.settle_obstacle(obstacle_id=one.pk, outcome="closed", by=world.leader, at=LATER)
        one.refresh_from_db()
        assert (one.state, one.answer, one.answered_by) == ("closed", "Đã cân đối", world.partner)
        assert [v for v in verbs(world.tasks["by_date"]) if "obstacle" in v] == [
            "tasks.obstacle-raised",
            "tasks.obstacle-answered",
            "tasks.obstacle-closed",
        ]

    def test_who_is_not_waited_for_does_not_answer(self, world: World) -> None:
        one = self.raised(world)
        with pytest.raises(NotAllowed):
            actions.answer_obstacle(obstacle_id=one.pk, answer="Được", by=world.village, at=LATER)

    def test_it_is_not_closed_before_it_is_answered(self, world: World) -> None:
        one = self.raised(world)
        with pytest.raises(Conflict):
            actions.settle_obstacle(obstacle_id=one.pk, outcome="closed", by=world.leader, at=LATER)

    def test_whoever_raised_it_opens_it_again_but_does_not_close_it(self, world: World) -> None:
        one = self.raised(world)
        actions.answer_obstacle(obstacle_id=one.pk, answer="Chờ", by=world.leader, at=LATER)
        with pytest.raises(NotAllowed):
            actions.settle_obstacle(obstacle_id=one.pk, outcome="closed", by=world.an, at=LATER)
        actions.settle_obstacle(
            obstacle_id=one.pk, outcome="open", note="Vẫn chưa có", by=world.an, at=LATER
        )
        one.refresh_from_db()
        assert one.state == "open"

    def test_a_body_outside_the_commune_is_answered_for_by_who_decides(self, world: World) -> None:
        one = self.raised(world, waits_for=None, waits_for_name="Sở Khoa học và Công nghệ")
        with pytest.raises(NotAllowed):
            actions.answer_obstacle(obstacle_id=one.pk, answer="x", by=world.partner, at=LATER)
        actions.answer_obstacle(
            obstacle_id=one.pk, answer="Sở đã trả lời", by=world.coordinator, at=LATER
        )

    def test_it_waits_for_somebody_of_this_commune(self, world: World) -> None:
        stranger = make_world(name="Phú Đình").commune.units["culture"].pk
        for given in ({"waits_for": None}, {"waits_for": stranger}):
            with pytest.raises(Invalid):
                self.raised(world, **given)
        assert not Obstacle.objects.exists()

    def test_who_has_no_part_in_a_task_raises_nothing(self, world: World) -> None:
        for by in (world.village, world.inspector):
            with pytest.raises(NotAllowed):
                self.raised(world, by=by)

    def test_a_stranger_finds_none(self, world: World) -> None:
        one = self.raised(world)
        with pytest.raises(Missing):
            actions.answer_obstacle(
                obstacle_id=one.pk, answer="x", by=make_world(name="Phú Đình").leader, at=LATER
            )


class TestDirections:
    def test_the_unit_takes_note_once(self, world: World) -> None:
        given = actions.give_direction(
            task_id=world.tasks["by_date"],
            text="Hoàn thành trước ngày 20/11",
            answer_by=date(2026, 11, 20),
            by=world.leader,
            at=NOON,
        )
        receipt = given.receipts.get()
        with pytest.raises(NotAllowed):
            actions.acknowledge(receipt_id=receipt.pk, by=world.partner, at=LATER)
        actions.acknowledge(receipt_id=receipt.pk, by=world.an, at=LATER)
        with pytest.raises(Conflict):
            actions.acknowledge(receipt_id=receipt.pk, by=world.an, at=LATER)
        receipt.refresh_from_db()
        assert receipt.taken_by == world.an

    def test_urging_reaches_only_units_that_have_not_reported(self, world: World) -> None:
        first, _second = actions.share_task(
            task_id=world.tasks["by_date"], names=["các xóm"], by=world.an, at=NOON
        )
        actions.submit_done(task_id=first, numbers=["1/BC"], by=world.village, at=NOON)
        actions.give_direction(
            task_id=world.tasks["by_date"], text="", is_urging=True, by=world.an, at=LATER
        )
        told = DirectionReceipt.objects.values_list("unit_id", flat=True)
        assert list(told) == [world.commune.units["village-2"].pk]

    def test_a_unit_without_work_in_it_is_not_directed(self, world: World) -> None:
        with pytest.raises(Invalid) as refused:
            actions.give_direction(
                task_id=world.tasks["by_date"],
                text="Làm ngay",
                unit_ids=[world.commune.units["village-1"].pk],
                by=world.leader,
                at=NOON,
            )
        assert refused.value.code == "tasks.unit-not-involved"

    def test_only_who_decides_directs(self, world: World) -> None:
        for by in (world.an, world.inspector, world.village):
            with pytest.raises(NotAllowed):
                actions.give_direction(
                    task_id=world.tasks["by_date"], text="Làm ngay", by=by, at=NOON
                )


class TestMoreTime:
    def asked(self, world: World, **given: Any) -> ExtensionRequest:
        return actions.ask_for_time(
            **{
                "task_id": world.tasks["by_date"],
                "wanted_day": date(2027, 1, 31),
                "reason": "Chờ tỉnh hướng dẫn",
                "by": world.an,
                "at": NOON,
                **given,
            }
        )

    def test_granted_both_days_stay_in_sight(self, world: World) -> None:
        one = self.asked(world)
        actions.grant_time(request_id=one.pk, by=world.leader, at=LATER)
        task = Task.objects.get(pk=world.tasks["by_date"])
        assert (task.first_due_day, task.due_day) == (date(2026, 12, 31), date(2027, 1, 31))
        shown = queries.task_detail(task.pk, by=world.an, at=LATER)
        moved = next(one for one in shown.timeline if one.kind == "extended")
        assert (moved.due_from, moved.due_to) == (date(2026, 12, 31), date(2027, 1, 31))

    def test_part_of_it_may_be_granted(self, world: World) -> None:
        one = self.asked(world)
        actions.grant_time(request_id=one.pk, due_day=date(2027, 1, 10), by=world.leader, at=LATER)
        one.refresh_from_db()
        assert (one.wanted_day, one.granted_day) == (date(2027, 1, 31), date(2027, 1, 10))

    def test_refused_with_a_reason_nothing_moves(self, world: World) -> None:
        one = self.asked(world)
        with pytest.raises(Invalid):
            actions.refuse_time(request_id=one.pk, reason="", by=world.leader, at=LATER)
        actions.refuse_time(request_id=one.pk, reason="Đủ thời gian", by=world.leader, at=LATER)
        assert Task.objects.get(pk=world.tasks["by_date"]).due_day == date(2026, 12, 31)

    def test_one_request_waits_at_a_time(self, world: World) -> None:
        self.asked(world)
        with pytest.raises(Conflict):
            self.asked(world, wanted_day=date(2027, 3, 1))
        assert ExtensionRequest.objects.count() == 1

    def test_nobody_grants_their_own(self, world: World) -> None:
        one = self.asked(world, by=world.coordinator)
        with pytest.raises(NotAllowed):
            actions.grant_time(request_id=one.pk, by=world.coordinator, at=LATER)

    def test_an_earlier_day_is_no_extension(self, world: World) -> None:
        with pytest.raises(Invalid):
            self.asked(world, wanted_day=date(2026, 12, 31))

    def test_a_withdrawn_request_is_not_granted(self, world: World) -> None:
        one = self.asked(world)
        actions.withdraw_request(request_id=one.pk, by=world.an, at=LATER)
        with pytest.raises(Conflict):
            actions.grant_time(request_id=one.pk, by=world.leader, at=LATER)

    def test_a_granted_extension_is_not_taken_back_quietly(self, world: World) -> None:
        one = self.asked(world)
        actions.grant_time(request_id=one.pk, by=world.leader, at=LATER)
        update = Update.objects.get(kind="extended")
        with pytest.raises(Conflict) as refused:
            actions.take_back(update_id=update.pk, by=world.leader, at=LATER)
        assert refused.value.code == "tasks.reaches-further"


class TestComments:
    def said(self, world: World, text: str, by: User | None = None) -> Comment:
        return actions.comment_on(
            task_id=world.tasks["by_date"], text=text, by=by or world.leader, at=NOON
        )

    def test_people_named_are_written_down_for_whoever_tells_them(self, world: World) -> None:
        self.said(world, "Nhờ @Partner và @An kiểm tra; @Ai đó thì không có")
        named = set(Mention.objects.values_list("user_id", flat=True))
        assert named == {world.partner.pk, world.an.pk}
        line = HistoryLine.objects.get(verb="tasks.commented")
        assert set(line.data["mentions"]) == named

    def test_a_person_of_another_commune_cannot_be_named(self, world: World) -> None:
        other = make_world(name="Phú Đình")
        other.leader.full_name = "Nguyễn Văn Xa"
        other.leader.save()
        self.said(world, "Nhờ @Nguyễn Văn Xa xem")
        assert not Mention.objects.exists()

    def test_it_is_corrected_within_a_quarter_of_an_hour_and_leaves_a_trace(
        self, world: World
    ) -> None:
        one = self.said(world, "Hạn là ngày 20")
        actions.edit_comment(
            comment_id=one.pk,
            text="Hạn là ngày 25",
            by=world.leader,
            at=NOON + timedelta(minutes=15),
        )
        assert CommentVersion.objects.get().text == "Hạn là ngày 20"
        with pytest.raises(Conflict):
            actions.edit_comment(
                comment_id=one.pk, text="Thôi", by=world.leader, at=NOON + timedelta(minutes=16)
            )

    def test_what_another_page_corrected_meanwhile_is_told_not_overwritten(
        self, world: World
    ) -> None:
        one = self.said(world, "Hạn là ngày 20")
        seen = one.mark
        edit = {"comment_id": one.pk, "by": world.leader, "seen": seen}
        actions.edit_comment(**edit, text="Hạn là ngày 25", at=NOON + timedelta(minutes=1))
        with pytest.raises(Conflict) as told:
            actions.edit_comment(**edit, text="Hạn là ngày 30", at=NOON + timedelta(minutes=2))
        assert "Hạn là ngày 25" in told.value.message
        assert CommentVersion.objects.get().text == "Hạn là ngày 20"

    def test_nobody_edits_anothers_words(self, world: World) -> None:
        one = self.said(world, "Hạn là ngày 20")
        with pytest.raises(NotAllowed):
            actions.edit_comment(comment_id=one.pk, text="Khác", by=world.an, at=NOON)

    def test_an_addition_tells_only_who_was_not_told(self, world: World) -> None:
        one = self.said(world, "Nhờ @An xem")
        actions.edit_comment(
            comment_id=one.pk, text="Nhờ @An và @Partner xem", by=world.leader, at=NOON
        )
        line = HistoryLine.objects.get(verb="tasks.comment-edited")
        assert line.data["mentions"] == [world.partner.pk]

    def test_a_state_secret_mark_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid) as refused:
            self.said(world, "TUYỆT MẬT\nnội dung")
        assert refused.value.code == "tasks.secret"
        assert not Comment.objects.exists()
