"""Who may do what with a task, what each act refuses, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed, Refusal
from namro_web.foundation.models import HistoryLine
from namro_web.tasks import actions
from namro_web.tasks.models import Assignment, State, Task, Update
from namro_web.tasks.parts import EvidenceFile
from tests.tasks.world import NOON, World, make_world

LATER = NOON + timedelta(hours=1)
Act = Callable[[int, User], Any]


def report(task_id: int, by: User, **given: Any) -> Update:
    return actions.report_progress(
        task_id=task_id, by=by, at=NOON, **{"percent": 40, "note": "Đã làm", **given}
    )


def submit(task_id: int, by: User, **given: Any) -> Update:
    return actions.submit_done(
        task_id=task_id, by=by, at=NOON, **{"numbers": ["57/KH-UBND"], **given}
    )


def part(task_id: int, by: User) -> Update:
    return actions.report_part(task_id=task_id, state="done", by=by, at=NOON)


def confirm(task_id: int, by: User) -> Update:
    return actions.confirm_done(task_id=task_id, by=by, at=LATER)


def give_back(task_id: int, by: User) -> Update:
    return actions.return_to_author(task_id=task_id, reason="Thiếu số văn bản", by=by, at=LATER)


def extend(task_id: int, by: User) -> Update:
    return actions.extend_deadline(
        task_id=task_id, due_day=date(2027, 3, 31), reason="Chờ kinh phí", by=by, at=NOON
    )


def pause(task_id: int, by: User) -> Update:
    return actions.pause_task(task_id=task_id, reason="Chờ hướng dẫn", by=by, at=NOON)


def cancel(task_id: int, by: User) -> Update:
    return actions.cancel_task(task_id=task_id, reason="Trùng việc", by=by, at=NOON)


def event(task_id: int, by: User) -> Update:
    return actions.record_event(
        task_id=task_id,
        happened_on=date(2026, 11, 1),
        due_day=date(2026, 12, 1),
        by=by,
        at=NOON,
    )


REPORTERS = {"an", "coordinator"}
DECIDERS = {"coordinator", "leader"}
MATRIX: list[Any] = [
    pytest.param(report, "by_date", REPORTERS, id="report"),
    pytest.param(submit, "by_date", REPORTERS, id="submit"),
    pytest.param(event, "event", REPORTERS, id="event"),
    pytest.param(part, "by_date", {"partner"}, id="part"),
    pytest.param(extend, "by_date", DECIDERS, id="extend"),
    pytest.param(pause, "by_date", DECIDERS, id="pause"),
    pytest.param(cancel, "by_date", DECIDERS, id="cancel"),
]
CAST = ("an", "coordinator", "leader", "partner", "inspector", "supervisor", "admin", "village")


@pytest.mark.parametrize(("act", "key", "allowed"), MATRIX)
def test_each_act_is_for_its_people_only(
    world: World, act: Act, key: str, allowed: set[str]
) -> None:
    task_id = world.tasks[key]
    for who in CAST:
        if who in allowed:
            continue
        before = Task.objects.filter(pk=task_id).values().get()
        with pytest.raises(NotAllowed):
            act(task_id, world.people[who])
        assert Task.objects.filter(pk=task_id).values().get() == before
    assert not Update.objects.exists()
    for who in allowed:
        fresh = make_world(name=f"Xã của {who}")
        act(fresh.tasks[key], fresh.people[who])


@pytest.mark.parametrize(("act", "key", "allowed"), MATRIX)
def test_a_stranger_cannot_even_know_of_the_task(
    world: World, act: Act, key: str, allowed: set[str]
) -> None:
    other = make_world(name="Hòa Phong")
    for who in allowed:
        with pytest.raises(Missing):
            act(world.tasks[key], other.people[who])


@pytest.mark.parametrize("decide", [confirm, give_back])
def test_only_who_assigns_decides_on_what_was_submitted(world: World, decide: Act) -> None:
    task_id = world.tasks["by_date"]
    submit(task_id, world.an)
    for who in ("an", "partner", "inspector", "supervisor", "admin", "village"):
        with pytest.raises(NotAllowed):
            decide(task_id, world.people[who])
    assert Task.objects.get(pk=task_id).state == State.SUBMITTED
    decide(task_id, world.leader)


def test_nobody_confirms_their_own_word(world: World) -> None:
    task_id = world.tasks["by_date"]
    submit(task_id, world.coordinator)
    with pytest.raises(NotAllowed, match="không tự xác nhận"):
        confirm(task_id, world.coordinator)
    assert confirm(task_id, world.leader).state == State.DONE


def test_a_task_goes_from_the_first_word_to_the_last(world: World) -> None:
    task_id = world.tasks["by_date"]
    report(task_id, world.an)
    submit(task_id, world.an)
    give_back(task_id, world.leader)
    returned = Task.objects.get(pk=task_id)
    assert (returned.state, returned.percent, returned.submitted_at) == ("in-progress", 40, None)
    submit(task_id, world.an)
    confirm(task_id, world.coordinator)
    done = Task.objects.get(pk=task_id)
    assert (done.state, done.percent, done.done_at) == ("done", 100, LATER)
    verbs = HistoryLine.objects.filter(subject_type="tasks.task", subject_id=str(task_id))
    assert list(verbs.order_by("number").values_list("verb", flat=True)) == [
        "tasks.progress-reported",
        "tasks.submitted",
        "tasks.returned",
        "tasks.submitted",
        "tasks.confirmed",
    ]


BAD: list[Any] = [
    pytest.param(lambda t, by: report(t, by, percent=101), "0 đến 100", id="percent over 100"),
    pytest.param(lambda t, by: report(t, by, percent=-1), "0 đến 100", id="percent below 0"),
    pytest.param(
        lambda t, by: report(t, by, percent=None, note="  "), "Chưa có gì", id="nothing said"
    ),
    pytest.param(lambda t, by: report(t, by, note="x" * 5001), "dài quá", id="note too long"),
    pytest.param(lambda t, by: submit(t, by, numbers=[" "]), "phải kèm", id="no evidence"),
    pytest.param(lambda t, by: submit(t, by, numbers=["9" * 121]), "quá dài", id="number too long"),
    pytest.param(
        lambda t, by: report(t, by, files=[EvidenceFile("a.pdf", b"")]), "rỗng", id="empty file"
    ),
    pytest.param(
        lambda t, by: report(t, by, files=[EvidenceFile("a.txt", b"x")] * 11),
        "tối đa 10",
        id="too many files",
    ),
]


@pytest.mark.parametrize(("act", "said"), BAD)
def test_bad_input_says_why_and_changes_nothing(world: World, act: Act, said: str) -> None:
    task_id = world.tasks["by_date"]
    before = Task.objects.filter(pk=task_id).values().get()
    lines = HistoryLine.objects.count()
    with pytest.raises(Invalid, match=said):
        act(task_id, world.an)
    assert Task.objects.filter(pk=task_id).values().get() == before
    assert (Update.objects.count(), HistoryLine.objects.count()) == (0, lines)


@pytest.mark.parametrize("act", [give_back, extend, pause, cancel])
def test_a_decision_against_the_plan_needs_a_reason(world: World, act: Act) -> None:
    task_id = world.tasks["by_date"]
    if act is give_back:
        submit(task_id, world.an)
    act_with_reason: dict[Act, Callable[..., Update]] = {
        give_back: actions.return_to_author,
        extend: partial(actions.extend_deadline, due_day=date(2027, 1, 31)),
        pause: actions.pause_task,
        cancel: actions.cancel_task,
    }
    with pytest.raises(Invalid, match="Hãy nêu lý do"):
        act_with_reason[act](task_id=task_id, reason=" ", by=world.leader, at=NOON)


@pytest.mark.parametrize(
    ("reach", "act"),
    [
        pytest.param([submit], report, id="report on what is submitted"),
        pytest.param([pause], report, id="report on what is paused"),
        pytest.param([cancel], submit, id="submit what is cancelled"),
        pytest.param([cancel], cancel, id="cancel twice"),
        pytest.param([], confirm, id="confirm what nobody submitted"),
        pytest.param([], event, id="an event nobody waits for"),
    ],
)
def test_an_act_out_of_turn_is_a_conflict(world: World, reach: list[Act], act: Act) -> None:
    task_id = world.tasks["by_date"]
    people = {submit: world.an, report: world.an, event: world.an}
    for step in reach:
        step(task_id, people.get(step, world.leader))
    with pytest.raises(Conflict):
        act(task_id, people.get(act, world.leader))


def test_two_people_with_the_same_page_cannot_overwrite_each_other(world: World) -> None:
    task_id = world.tasks["by_date"]
    seen = Task.objects.get(pk=task_id).version
    report(task_id, world.an, version=seen)
    with pytest.raises(Conflict, match="người khác cập nhật"):
        report(task_id, world.coordinator, percent=10, version=seen)
    assert Task.objects.get(pk=task_id).percent == 40


def test_one_takes_back_only_ones_own_last_word(world: World) -> None:
    task_id = world.tasks["by_date"]
    first, second = report(task_id, world.an), report(task_id, world.an, percent=60)
    with pytest.raises(NotAllowed):
        actions.take_back(update_id=second.pk, by=world.coordinator, at=LATER)
    with pytest.raises(Conflict, match="mới hơn"):
        actions.take_back(update_id=first.pk, by=world.an, at=LATER)
    assert actions.take_back(update_id=second.pk, by=world.an, at=LATER).percent == 40
    task = actions.take_back(update_id=first.pk, by=world.an, at=LATER)
    assert (task.percent, task.state, task.last_report_at) == (0, "not-started", None)
    assert Update.objects.exclude(taken_back_at=None).count() == 2


def test_what_was_submitted_by_mistake_can_be_taken_back(world: World) -> None:
    said = submit(world.tasks["by_date"], world.an)
    task = actions.take_back(update_id=said.pk, by=world.an, at=LATER)
    assert (task.state, task.submitted_at) == ("not-started", None)


def test_a_decision_cannot_be_taken_back(world: World) -> None:
    submit(world.tasks["by_date"], world.an)
    said = confirm(world.tasks["by_date"], world.leader)
    with pytest.raises(Conflict, match="Quyết định"):
        actions.take_back(update_id=said.pk, by=world.leader, at=LATER)


def test_a_recurring_task_closes_one_period_after_another(world: World) -> None:
    task_id = world.tasks["quarterly"]
    assert Task.objects.get(pk=task_id).due_day == date(2026, 3, 31)
    report(task_id, world.an, closes_period=True)
    task = Task.objects.get(pk=task_id)
    assert (task.reported_through, task.due_day) == (date(2026, 3, 31), date(2026, 6, 30))


def test_a_task_without_periods_closes_none(world: World) -> None:
    with pytest.raises(Conflict, match="không báo cáo theo kỳ"):
        report(world.tasks["by_date"], world.an, closes_period=True)


def test_an_event_gives_its_task_a_day(world: World) -> None:
    event(world.tasks["event"], world.an)
    assert Task.objects.get(pk=world.tasks["event"]).due_day == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("happened_on", "due_day", "said"),
    [
        (date(2026, 11, 13), date(2026, 12, 1), "không ghi trước"),
        (date(2026, 11, 1), date(2026, 10, 31), "từ ngày xảy ra"),
    ],
)
def test_an_event_lies_behind_and_its_day_ahead(
    world: World, happened_on: date, due_day: date, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        actions.record_event(
            task_id=world.tasks["event"],
            happened_on=happened_on,
            due_day=due_day,
            by=world.an,
            at=NOON,
        )


def test_an_extension_keeps_the_first_day(world: World) -> None:
    extend(world.tasks["by_date"], world.leader)
    task = Task.objects.get(pk=world.tasks["by_date"])
    assert (task.first_due_day, task.due_day) == (date(2026, 12, 31), date(2027, 3, 31))


def test_an_extension_cannot_shorten(world: World) -> None:
    with pytest.raises(Invalid, match="phải sau hạn hiện nay"):
        actions.extend_deadline(
            task_id=world.tasks["by_date"],
            due_day=date(2026, 12, 31),
            reason="Nhầm",
            by=world.leader,
            at=NOON,
        )


def test_a_paused_task_is_resumed_as_it_was(world: World) -> None:
    task_id = world.tasks["by_date"]
    report(task_id, world.an)
    pause(task_id, world.leader)
    actions.resume_task(task_id=task_id, by=world.leader, at=LATER)
    task = Task.objects.get(pk=task_id)
    assert (task.state, task.percent, task.reason) == ("in-progress", 40, "")


def test_a_partners_part_leaves_the_leads_word_alone(world: World) -> None:
    part(world.tasks["by_date"], world.partner)
    assert Task.objects.get(pk=world.tasks["by_date"]).state == State.NOT_STARTED
    assert Assignment.objects.get(task_id=world.tasks["by_date"], role="partner").state == "done"


def test_where_no_unit_leads_the_standing_body_reports(world: World) -> None:
    task_id = world.tasks["unclear"]
    Assignment.objects.filter(task_id=task_id, role="lead").update(unit=None)
    with pytest.raises(NotAllowed):
        report(task_id, world.an)
    report(task_id, world.coordinator)


def test_a_plan_gets_its_tasks_once(world: World) -> None:
    with pytest.raises(Refusal, match="đã có nhiệm vụ"):
        actions.create_tasks(plan=world.plan, tasks=[], by=world.coordinator, at=NOON)
