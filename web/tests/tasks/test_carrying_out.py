"""Work given to several units, broken down, staffed and counted by steps: what each promises."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.models import Role as PostRole
from namro_web.tasks import actions
from namro_web.tasks.models import (
    Assignment,
    Dependency,
    EventOccurrence,
    Occurrence,
    Role,
    State,
    Task,
    Update,
)
from tests.make import make_official
from tests.tasks.world import NOON, World, acting, make_world

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def hamlets(db: None) -> World:
    """A commune with twelve villages."""
    return make_world(villages=12)


def share(world: World, key: str = "by_date", **given: Any) -> list[Task]:
    ids = actions.share_task(
        task_id=world.tasks[key], by=world.an, at=NOON, **{"names": ["12 xóm"], **given}
    )
    return list(Task.objects.filter(pk__in=ids).order_by("order"))


def whole(world: World, key: str = "by_date") -> Task:
    return Task.objects.get(pk=world.tasks[key])


def chief(world: World, number: int) -> User:
    unit = world.commune.units[f"village-{number}"]
    return acting(make_official(unit=unit, role=PostRole.ENTRY, name=f"Trưởng xóm {number}"))


def done(task: Task, world: World, by: User) -> None:
    actions.submit_done(task_id=task.pk, numbers=["12/BC"], by=by, at=NOON)


def confirmed(task: Task, world: World, by: User) -> None:
    done(task, world, by)
    actions.confirm_done(task_id=task.pk, by=world.leader, at=LATER)


class TestSharedWork:
    def test_a_groups_name_gives_every_village_a_share_of_its_own(self, hamlets: World) -> None:
        shares = share(hamlets)
        leads = Assignment.objects.filter(task__in=shares, role=Role.LEAD)
        villages = {hamlets.commune.units[f"village-{n}"].pk for n in range(1, 13)}
        assert {one.unit_id for one in leads} == villages
        assert {one.due_day for one in shares} == {date(2026, 12, 31)}
        assert {one.state for one in shares} == {"not-started"}

    def test_the_whole_follows_its_shares(self, hamlets: World) -> None:
        shares = share(hamlets)
        for number in (0, 1, 2):
            done(shares[number], hamlets, chief(hamlets, number + 1))
        task = whole(hamlets)
        assert (task.percent, task.state) == (25, State.IN_PROGRESS)

    def test_the_whole_is_done_when_every_share_is_confirmed_or_waived(self, world: World) -> None:
        first, second = share(world, names=["các xóm"])
        confirmed(first, world, world.village)
        assert whole(world).state == State.IN_PROGRESS
        actions.waive_share(task_id=second.pk, reason="Xóm mới chia", by=world.an, at=LATER)
        task = whole(world)
        assert (task.state, task.percent) == (State.DONE, 100)
        assert HistoryLine.objects.filter(verb="tasks.followed", subject_id=str(task.pk)).exists()

    def test_waived_shares_alone_do_not_make_the_whole_done(self, world: World) -> None:
        for one in share(world, names=["các xóm"]):
            actions.waive_share(task_id=one.pk, reason="Không còn phù hợp", by=world.an, at=NOON)
        assert whole(world).state != State.DONE

    def test_a_unit_added_later_opens_the_whole_again(self, world: World) -> None:
        units = world.commune.units
        (first,) = share(world, names=[], unit_ids=[units["village-1"].pk])
        confirmed(first, world, world.village)
        assert whole(world).state == State.DONE
        share(world, names=[], unit_ids=[units["village-2"].pk])
        task = whole(world)
        assert (task.state, task.percent) == (State.IN_PROGRESS, 50)

    def test_a_unit_has_one_share(self, world: World) -> None:
        share(world, names=["các xóm"])
        with pytest.raises(Invalid, match="đã được giao"):
            share(world, names=["các xóm"])
        assert whole(world).children.count() == 2

    def test_a_share_cannot_be_due_after_the_whole(self, world: World) -> None:
        with pytest.raises(Invalid) as refused:
            share(world, names=["các xóm"], due_day=date(2027, 1, 1))
        assert refused.value.code == "tasks.after-the-whole"
        assert not whole(world).children.exists()

    def test_a_unit_of_another_commune_is_refused(self, world: World) -> None:
        stranger = make_world(name="Phú Đình").commune.units["village-1"].pk
        with pytest.raises(Invalid) as refused:
            share(world, names=[], unit_ids=[stranger])
        assert refused.value.code == "tasks.unit-elsewhere"
        assert not whole(world).children.exists()

    def test_an_unknown_name_is_not_guessed(self, world: World) -> None:
        with pytest.raises(Invalid) as refused:
            share(world, names=["Hợp tác xã Thành Công"])
        assert refused.value.code == "tasks.unknown-name"

    def test_the_lead_confirms_what_it_handed_on(self, world: World) -> None:
        first, _ = share(world, names=["các xóm"])
        done(first, world, world.village)
        actions.confirm_done(task_id=first.pk, by=world.an, at=LATER)
        first.refresh_from_db()
        assert first.state == State.DONE

    def test_a_village_cannot_confirm_or_waive_its_share(self, world: World) -> None:
        first, _ = share(world, names=["các xóm"])
        done(first, world, world.village)
        with pytest.raises(NotAllowed):
            actions.confirm_done(task_id=first.pk, by=world.village, at=LATER)
        with pytest.raises(NotAllowed):
            actions.waive_share(task_id=first.pk, reason="Bận", by=world.village, at=LATER)

    def test_a_village_does_not_report_for_another(self, world: World) -> None:
        _, second = share(world, names=["các xóm"])
        with pytest.raises(NotAllowed):
            actions.report_progress(task_id=second.pk, percent=10, by=world.village, at=NOON)

    def test_the_percent_of_the_whole_is_not_typed(self, world: World) -> None:
        share(world, names=["các xóm"])
        with pytest.raises(Conflict) as refused:
            actions.report_progress(
                task_id=world.tasks["by_date"], percent=90, by=world.an, at=NOON
            )
        assert refused.value.code == "tasks.progress-follows"

    def test_the_whole_is_not_reported_done_over_open_shares(self, world: World) -> None:
        share(world, names=["các xóm"])
        with pytest.raises(Conflict) as refused:
            done(whole(world), world, world.an)
        assert refused.value.code == "tasks.open-below"

    def test_shares_due_with_the_whole_get_more_time_with_it(self, world: World) -> None:
        first, _second = share(world, names=["các xóm"])
        actions.extend_deadline(
            task_id=world.tasks["by_date"],
            due_day=date(2027, 2, 1),
            reason="Chờ kinh phí",
            by=world.leader,
            at=NOON,
        )
        first.refresh_from_db()
        assert (first.first_due_day, first.due_day) == (date(2026, 12, 31), date(2027, 2, 1))

    def test_cancelling_the_whole_cancels_what_is_open_beneath(self, world: World) -> None:
        first, second = share(world, names=["các xóm"])
        confirmed(first, world, world.village)
        actions.cancel_task(
            task_id=world.tasks["by_date"], reason="Trùng việc", by=world.leader, at=LATER
        )
        states = [Task.objects.get(pk=one.pk).state for one in (first, second)]
        assert states == [State.DONE, State.CANCELLED]
        assert whole(world).state == State.CANCELLED

    def test_pause_and_resume_reach_the_shares(self, world: World) -> None:
        first, _second = share(world, names=["các xóm"])
        actions.report_progress(task_id=first.pk, percent=30, by=world.village, at=NOON)
        actions.pause_task(
            task_id=world.tasks["by_date"], reason="Chờ hướng dẫn", by=world.leader, at=LATER
        )
        assert {one.state for one in whole(world).children.all()} == {State.PAUSED}
        actions.resume_task(task_id=world.tasks["by_date"], by=world.leader, at=LATER)
        first.refresh_from_db()
        assert (first.state, first.percent) == (State.IN_PROGRESS, 30)

    def test_each_period_of_a_recurring_task_is_reported_by_every_unit(self, world: World) -> None:
        first, second = share(world, "quarterly", names=["các xóm"])
        other = chief(world, 2)
        due = whole(world, "quarterly").due_day
        for one, by in ((first, world.village), (second, other)):
            assert whole(world, "quarterly").due_day == due
            actions.report_progress(
                task_id=one.pk, closes_period=True, note="Đã xong kỳ", by=by, at=NOON
            )
        task = whole(world, "quarterly")
        assert task.due_day is not None
        assert due is not None
        assert task.due_day > due
        assert Occurrence.objects.filter(task=task, due_day=due).exists()

    def test_a_period_taken_back_opens_the_period_of_the_whole(self, world: World) -> None:
        first, second = share(world, "quarterly", names=["các xóm"])
        due = whole(world, "quarterly").due_day
        actions.report_progress(
            task_id=first.pk, closes_period=True, note="Xong", by=world.village, at=NOON
        )
        last = actions.report_progress(
            task_id=second.pk, closes_period=True, note="Xong", by=chief(world, 2), at=NOON
        )
        actions.take_back(update_id=last.pk, by=last.by, at=LATER)
        assert whole(world, "quarterly").due_day == due
        assert not Occurrence.objects.filter(task=whole(world, "quarterly")).exists()

    def test_the_period_of_the_whole_is_not_reported_for_the_units(self, world: World) -> None:
        share(world, "quarterly", names=["các xóm"])
        with pytest.raises(Conflict) as refused:
            actions.report_progress(
                task_id=world.tasks["quarterly"], closes_period=True, by=world.an, at=NOON
            )
        assert refused.value.code == "tasks.period-follows"


class TestSubtasks:
    def add(self, world: World, **given: Any) -> Task:
        pk = actions.add_subtask(
            **{
                "task_id": world.tasks["by_date"],
                "text": "Rà soát hồ sơ giấy",
                "by": world.an,
                "at": NOON,
                **given,
            }
        )
        return Task.objects.get(pk=pk)

    def test_a_subtask_keeps_within_the_time_of_the_whole(self, world: World) -> None:
        with pytest.raises(Invalid) as refused:
            self.add(world, due_day=date(2027, 1, 15))
        assert refused.value.code == "tasks.after-the-whole"

    def test_a_deadline_before_the_start_is_refused(self, world: World) -> None:
        with pytest.raises(Invalid) as refused:
            self.add(world, start_day=date(2026, 12, 10), due_day=date(2026, 12, 1))
        assert refused.value.code == "tasks.ends-before-start"
        assert not whole(world).children.exists()

    def test_progress_is_weighted(self, world: World) -> None:
        heavy, light = self.add(world, weight=3), self.add(world, text="In báo cáo")
        actions.report_progress(task_id=heavy.pk, percent=50, by=world.an, at=NOON)
        assert whole(world).percent == 37
        assert light.weight == 1

    def test_the_unit_confirms_its_own_subtask_and_still_reports_the_whole(
        self, world: World
    ) -> None:
        one = self.add(world)
        actions.submit_done(task_id=one.pk, by=world.an, at=NOON)
        actions.confirm_done(task_id=one.pk, by=world.an, at=NOON)
        task = whole(world)
        assert (task.percent, task.state) == (100, State.IN_PROGRESS)
        done(task, world, world.an)
        assert whole(world).state == State.SUBMITTED

    def test_a_subtask_has_no_subtasks(self, world: World) -> None:
        one = self.add(world)
        with pytest.raises(Conflict) as refused:
            self.add(world, task_id=one.pk)
        assert refused.value.code == "tasks.too-deep"

    def test_a_share_is_broken_down_by_its_unit_and_the_top_follows(self, world: World) -> None:
        first, _ = share(world, names=["các xóm"])
        one = self.add(world, task_id=first.pk, by=world.village)
        actions.report_progress(task_id=one.pk, percent=80, by=world.village, at=NOON)
        first.refresh_from_db()
        assert (first.percent, whole(world).percent) == (80, 40)

    def test_a_stranger_breaks_nothing_down(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            self.add(world, by=world.village)
        with pytest.raises(Missing):
            self.add(world, by=make_world(name="Phú Đình").an)

    def test_a_circle_of_orders_is_refused(self, world: World) -> None:
        first, second, third = (world.tasks[key] for key in ("by_date", "late", "soon"))
        for earlier, later in ((first, second), (second, third)):
            actions.put_in_order(earlier_id=earlier, later_id=later, by=world.an, at=NOON)
        with pytest.raises(Conflict) as refused:
            actions.put_in_order(earlier_id=third, later_id=first, by=world.an, at=NOON)
        assert refused.value.code == "tasks.order-in-circle"
        assert Dependency.objects.count() == 2


class TestPeople:
    def test_the_responsible_person_works_in_the_lead_unit(self, world: World) -> None:
        stranger = world.partner.posts.get().pk
        with pytest.raises(Invalid) as refused:
            actions.name_people(
                task_id=world.tasks["by_date"],
                responsible=stranger,
                supervising=None,
                by=world.an,
                at=NOON,
            )
        assert refused.value.code == "tasks.not-in-the-unit"

    def test_who_decides_names_both_and_history_tells(self, world: World) -> None:
        actions.name_people(
            task_id=world.tasks["by_date"],
            responsible=world.an.posts.get().pk,
            supervising=world.leader.posts.get().pk,
            by=world.coordinator,
            at=NOON,
        )
        line = HistoryLine.objects.get(verb="tasks.people-named")
        assert line.data["responsible_user"] == world.an.pk
        assert line.data["supervising_user"] == world.leader.pk

    def test_the_unit_does_not_name_the_leader(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            actions.name_people(
                task_id=world.tasks["by_date"],
                responsible=None,
                supervising=world.leader.posts.get().pk,
                by=world.an,
                at=NOON,
            )

    def test_passing_tasks_on_is_all_or_nothing(self, world: World) -> None:
        culture = world.commune.units["culture"].pk
        actions.cancel_task(task_id=world.tasks["late"], reason="Trùng", by=world.leader, at=NOON)
        with pytest.raises(Conflict):
            actions.reassign(
                task_ids=[world.tasks["by_date"], world.tasks["late"]],
                unit_id=culture,
                reason="Đúng lĩnh vực",
                by=world.leader,
                at=NOON,
            )
        leads = Assignment.objects.filter(role=Role.LEAD, unit_id=culture)
        assert not leads.exists()

    def test_a_task_passed_on_keeps_what_was_reported(self, world: World) -> None:
        actions.report_progress(
            task_id=world.tasks["by_date"], percent=40, note="Đã khảo sát", by=world.an, at=NOON
        )
        actions.reassign(
            task_ids=[world.tasks["by_date"]],
            unit_id=world.commune.units["culture"].pk,
            reason="Đúng lĩnh vực",
            by=world.leader,
            at=LATER,
        )
        with pytest.raises(NotAllowed):
            actions.report_progress(
                task_id=world.tasks["by_date"], percent=50, by=world.an, at=LATER
            )
        assert whole(world).percent == 40
        assert Update.objects.filter(note="Đã khảo sát").exists()

    def test_passing_on_needs_a_reason(self, world: World) -> None:
        with pytest.raises(Invalid):
            actions.reassign(
                task_ids=[world.tasks["by_date"]],
                unit_id=world.commune.units["culture"].pk,
                reason=" ",
                by=world.leader,
                at=NOON,
            )


class TestSteps:
    def plan(self, world: World, *texts: str) -> list[int]:
        actions.set_steps(task_id=world.tasks["by_date"], texts=texts, by=world.an, at=NOON)
        return list(whole(world).steps.values_list("pk", flat=True))

    def test_marks_make_the_percent(self, world: World) -> None:
        ids = self.plan(world, "Khảo sát", "Dự thảo", "Lấy ý kiến")
        actions.mark_steps(task_id=world.tasks["by_date"], done=ids[:1], by=world.an, at=NOON)
        assert whole(world).percent == 33

    def test_a_step_whose_words_stay_keeps_its_mark(self, world: World) -> None:
        ids = self.plan(world, "Khảo sát", "Dự thảo")
        actions.mark_steps(task_id=world.tasks["by_date"], done=ids[:1], by=world.an, at=NOON)
        self.plan(world, "Dự thảo", "Khảo sát", "Ban hành", "In ấn")
        assert whole(world).percent == 25

    def test_a_step_of_another_task_is_refused(self, world: World) -> None:
        self.plan(world, "Khảo sát")
        with pytest.raises(Invalid) as refused:
            actions.mark_steps(task_id=world.tasks["by_date"], done=[10**9], by=world.an, at=NOON)
        assert refused.value.code == "tasks.no-such-step"


class TestPeriodsAndEvents:
    def report(self, world: World, **given: Any) -> Update:
        return actions.report_progress(
            task_id=world.tasks["quarterly"],
            closes_period=True,
            note="Đã thực hiện",
            by=world.an,
            at=NOON,
            **given,
        )

    def test_a_returned_period_is_reported_again_and_confirmed(self, world: World) -> None:
        day = self.report(world).period_end
        period = Occurrence.objects.get(task_id=world.tasks["quarterly"])
        actions.return_period(
            occurrence_id=period.pk, reason="Thiếu biểu", by=world.leader, at=LATER
        )
        self.report(world, period=day)
        period.refresh_from_db()
        actions.confirm_period(occurrence_id=period.pk, by=world.leader, at=LATER)
        period.refresh_from_db()
        assert period.state == "confirmed"
        assert whole(world, "quarterly").occurrences.count() == 1

    def test_a_period_that_did_not_come_back_is_not_reported_twice(self, world: World) -> None:
        day = self.report(world).period_end
        with pytest.raises(Conflict) as refused:
            self.report(world, period=day)
        assert refused.value.code == "tasks.period-not-returned"

    def test_an_event_that_happens_again_begins_the_task_anew(self, world: World) -> None:
        self.event(world, date(2026, 10, 1), date(2026, 12, 1))
        confirmed(whole(world, "event"), world, world.an)
        self.event(world, date(2026, 11, 10), date(2026, 12, 20))
        task = whole(world, "event")
        assert (task.state, task.percent, task.due_day) == ("not-started", 0, date(2026, 12, 20))
        answered = EventOccurrence.objects.get(happened_on=date(2026, 10, 1)).answered_by
        assert answered is not None

    def test_a_second_event_does_not_put_off_what_is_due(self, world: World) -> None:
        self.event(world, date(2026, 10, 1), date(2026, 12, 1))
        self.event(world, date(2026, 11, 10), date(2026, 12, 20))
        assert whole(world, "event").due_day == date(2026, 12, 1)

    def test_one_event_is_recorded_once(self, world: World) -> None:
        self.event(world, date(2026, 10, 1), date(2026, 12, 1))
        with pytest.raises(Conflict):
            self.event(world, date(2026, 10, 1), date(2026, 12, 20))

    def event(self, world: World, happened_on: date, due_day: date) -> None:
        actions.record_event(
            task_id=world.tasks["event"],
            happened_on=happened_on,
            due_day=due_day,
            by=world.an,
            at=NOON,
        )


class TestTwoPeopleAtOnce:
    def test_the_second_sees_what_changed_who_did_it_and_when(self, world: World) -> None:
        seen = whole(world).version
        actions.report_progress(task_id=world.tasks["by_date"], percent=60, by=world.an, at=NOON)
        actions.extend_deadline(
            task_id=world.tasks["by_date"],
            due_day=date(2027, 1, 31),
            reason="Chờ kinh phí",
            by=world.leader,
            at=LATER,
        )
        with pytest.raises(Conflict) as refused:
            actions.report_progress(
                task_id=world.tasks["by_date"], percent=30, by=world.an, at=LATER, version=seen
            )
        changes: Any = refused.value.data["changes"]
        told = {one["field"]: (one["before"], one["after"]) for one in changes}
        assert told["percent"] == ("0", "60")
        assert told["due_day"] == ("31/12/2026", "31/01/2027")
        updates: Any = refused.value.data["updates"]
        assert [one["person"] for one in updates] == ["An", "Leader"]
        assert datetime.fromisoformat(updates[0]["at"]) == NOON

    def test_a_comment_makes_nobodys_form_stale(self, world: World) -> None:
        seen = whole(world).version
        actions.comment_on(task_id=world.tasks["by_date"], text="Đã rõ", by=world.leader, at=NOON)
        actions.report_progress(
            task_id=world.tasks["by_date"], percent=30, by=world.an, at=LATER, version=seen
        )
        assert whole(world).percent == 30

    def test_a_comment_does_not_stop_a_word_from_being_taken_back(self, world: World) -> None:
        said = actions.report_progress(
            task_id=world.tasks["by_date"], percent=30, by=world.an, at=NOON
        )
        actions.comment_on(task_id=world.tasks["by_date"], text="Đã rõ", by=world.leader, at=NOON)
        actions.take_back(update_id=said.pk, by=world.an, at=LATER)
        assert whole(world).percent == 0


class TestSharesThatWaitForAnEvent:
    def happened(self, world: World, day: date = date(2026, 11, 10)) -> Update:
        return actions.record_event(
            task_id=world.tasks["event"], happened_on=day, due_day=date(2026, 11, 30),
            by=world.an, at=LATER,
        )  # fmt: skip

    def test_each_share_waits_and_begins_when_the_event_is_recorded(self, world: World) -> None:
        shares = share(world, "event", names=["các xóm"])
        assert {(one.deadline_kind, one.due_day) for one in shares} == {("on-event", None)}
        assert {one.condition for one in shares} == {"Khi tỉnh có hướng dẫn"}
        self.happened(world)
        for one in Task.objects.filter(pk__in=[each.pk for each in shares]):
            assert (one.due_day, one.first_due_day) == (date(2026, 11, 30), date(2026, 11, 30))
        lines = HistoryLine.objects.filter(verb="tasks.event-recorded")
        assert lines.count() == len(shares) + 1
        assert whole(world, "event").due_day == date(2026, 11, 30)

    def test_a_share_given_a_day_of_its_own_keeps_it(self, world: World) -> None:
        [one, *_] = share(world, "event", names=["các xóm"], due_day=date(2026, 12, 15))
        self.happened(world)
        one.refresh_from_db()
        assert (one.deadline_kind, one.due_day) == ("by-date", date(2026, 12, 15))

    def test_the_whole_follows_and_begins_again_with_its_shares(self, world: World) -> None:
        shares = share(world, "event", names=["các xóm"])
        self.happened(world)
        for number, one in enumerate(shares, 1):
            confirmed(one, world, chief(world, number))
        assert (whole(world, "event").state, whole(world, "event").percent) == (State.DONE, 100)
        self.happened(world, date(2026, 11, 11))
        again = whole(world, "event")
        assert (again.state, again.percent) == (State.NOT_STARTED, 0)
        assert {one.state for one in again.children.all()} == {State.NOT_STARTED}

    def test_an_event_that_began_shares_is_not_taken_back(self, world: World) -> None:
        share(world, "event", names=["các xóm"])
        update = self.happened(world)
        with pytest.raises(Conflict, match="kéo theo"):
            actions.take_back(update_id=update.pk, by=world.an, at=LATER)
