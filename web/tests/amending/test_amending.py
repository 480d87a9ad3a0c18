"""A plan amended by a later document, and any two days of it side by side."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from namro_web.amending import actions, queries
from namro_web.amending.actions import Basis
from namro_web.amending.baseline import chain, compare
from namro_web.amending.books import Books, end_of
from namro_web.amending.models import Amendment
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.indicators.models import Indicator
from namro_web.intake.models import Draft
from namro_web.plans.models import Plan, PlanVersion, ReportingDuty
from namro_web.tasks.actions import (
    extend_deadline,
    reassign,
    report_progress,
    take_back,
)
from namro_web.tasks.models import Role, State, Task, Update
from tests.counting import assert_queries
from tests.make import browser_of
from tests.tasks.world import ADOPTED, CULTURE, NOON, World

BASIS = Basis(
    number="145/QĐ-UBND",
    issued_on=date(2026, 11, 1),
    approved_by="Chủ tịch UBND xã",
    in_force_on=None,
    kind="Quyết định",
)


def plan_of(world: World) -> Plan:
    return Plan.objects.get(pk=world.plan.plan_id)


def start(world: World, at: datetime = NOON, **given: Any) -> Amendment:
    return actions.start_amendment(plan_id=world.plan.plan_id, by=world.coordinator, at=at, **given)


def change(world: World, name: str, at: datetime = NOON, **values: Any) -> Amendment:
    return actions.edit_thing(
        plan_id=world.plan.plan_id, kind="task", thing_id=world.tasks[name], values=values,
        by=world.coordinator, at=at,
    )  # fmt: skip


def drop(world: World, name: str, reason: str = "Tỉnh đã làm chung") -> Amendment:
    return actions.drop_thing(
        plan_id=world.plan.plan_id, kind="task", thing_id=world.tasks[name], reason=reason,
        by=world.coordinator, at=NOON,
    )  # fmt: skip


def add(world: World, text: str = "Mở lớp bình dân học vụ số", at: datetime = NOON) -> Amendment:
    return actions.edit_thing(
        plan_id=world.plan.plan_id,
        kind="task",
        thing_id=None,
        values={
            "text": text,
            "lead": ["Phòng Văn hóa - Xã hội"],
            "coordinating": [],
            "deliverable": "Lớp học",
            "deadline": by_date("2026-12-15"),
        },
        by=world.coordinator,
        at=at,
        section="Tuyên truyền",
    )


def by_date(day: str) -> dict[str, str]:
    return {"kind": "by-date", "day": day, "start": ""}


def apply(world: World, at: datetime = NOON, basis: Basis = BASIS) -> PlanVersion:
    return actions.apply_amendment(
        plan_id=world.plan.plan_id, basis=basis, by=world.coordinator, at=at
    )


def amend(world: World, at: datetime = NOON) -> PlanVersion:
    """One of each: a task changed, a task given up, a task added."""
    start(world, at)
    change(world, "by_date", at, deadline=by_date("2026-11-30"), deliverable="Kế hoạch số hóa")
    drop(world, "soon")
    add(world, at=at)
    return apply(world, at)


def days(world: World, first: date, last: date, **asked: str) -> queries.Compared:
    wanted = queries.asked_from({"tu": f"{first:%d/%m/%Y}", "den": f"{last:%d/%m/%Y}", **asked})
    return queries.baseline(world.plan.plan_id, wanted, by=world.inspector, at=NOON)


BEFORE, TODAY = NOON.date() - timedelta(days=1), NOON.date()


# --- Two days -------------------------------------------------------------------------------------


def test_any_two_days_list_a_removed_a_changed_and_an_added_task(world: World) -> None:
    amend(world)
    shown = days(world, BEFORE, TODAY)
    assert [one.text for one in shown.removed] == ["Tập huấn kỹ năng số cho cán bộ"]
    assert [one.text for one in shown.added] == ["Mở lớp bình dân học vụ số"]
    [changed] = shown.changed
    told = {one.label: (one.old, one.new) for one in changed.fields}
    assert told == {
        "Thời hạn": ("31/12/2026", "30/11/2026"),
        "Sản phẩm": ("Kế hoạch", "Kế hoạch số hóa"),
    }
    assert shown.counts == {"added": 1, "removed": 1, "changed": 1}


def test_a_day_against_itself_and_two_quiet_days_are_the_same(world: World) -> None:
    amend(world)
    assert days(world, TODAY, TODAY).total == 0
    assert days(world, ADOPTED.date(), BEFORE).total == 0


def test_backwards_the_added_is_removed_and_values_change_places(world: World) -> None:
    amend(world)
    shown = days(world, TODAY, BEFORE)
    assert [one.text for one in shown.removed] == ["Mở lớp bình dân học vụ số"]
    assert ("30/11/2026", "31/12/2026") in {(one.old, one.new) for one in shown.changed[0].fields}


def test_progress_an_extension_and_a_new_lead_show_as_they_were_on_each_day(world: World) -> None:
    first = NOON - timedelta(days=20)
    task = world.tasks["by_date"]
    report_progress(task_id=task, percent=30, by=world.an, at=first)
    report_progress(task_id=task, percent=60, by=world.an, at=NOON)
    extend_deadline(
        task_id=task, due_day=date(2027, 1, 31), reason="Chờ vốn", by=world.leader, at=NOON
    )
    reassign(
        task_ids=[task], unit_id=world.commune.units[CULTURE].pk, reason="Đúng chức năng",
        by=world.leader, at=NOON,
    )  # fmt: skip
    [changed] = days(world, first.date(), TODAY).changed
    told = {one.name: (one.old, one.new) for one in changed.fields}
    assert told["percent"] == ("30%", "60%")
    assert told["deadline"] == ("31/12/2026", "31/01/2027")
    assert told["lead"][0] == "Văn phòng HĐND và UBND"
    assert told["lead"][1] != told["lead"][0]
    assert changed.new.first_due == "2026-12-31"
    [begun] = days(world, first.date() - timedelta(days=1), first.date()).changed
    assert {one.name: (one.old, one.new) for one in begun.fields} == {
        "state": ("Chưa thực hiện", "Đang thực hiện"),
        "percent": ("0%", "30%"),
    }


def test_what_was_taken_back_later_stood_on_the_days_between(world: World) -> None:
    at = NOON - timedelta(days=5)
    update = report_progress(task_id=world.tasks["late"], percent=50, by=world.an, at=at)
    take_back(update_id=update.pk, by=world.an, at=NOON)
    between = at.date() + timedelta(days=1)
    [changed] = days(world, BEFORE - timedelta(days=10), between).changed
    assert ("0%", "50%") in {(one.old, one.new) for one in changed.fields}
    assert days(world, BEFORE - timedelta(days=10), TODAY).total == 0


def test_a_shared_tasks_percent_on_a_day_is_what_its_shares_had_come_to(world: World) -> None:
    from namro_web.tasks.actions import share_task

    at = NOON - timedelta(days=8)
    villages = [unit.pk for key, unit in world.commune.units.items() if key.startswith("village")]
    share_task(task_id=world.tasks["by_date"], unit_ids=villages, by=world.coordinator, at=at)
    share = Task.objects.filter(
        parent=world.tasks["by_date"], assignments__unit=world.commune.units["village-1"]
    ).get()
    report_progress(task_id=share.pk, percent=80, by=world.village, at=NOON)
    [changed] = days(world, BEFORE, TODAY).changed
    told = {one.name: (one.old, one.new) for one in changed.fields}
    assert told["percent"] == ("0%", "40%")
    assert Task.objects.get(pk=world.tasks["by_date"]).percent == 40


def test_filters_and_counts_narrow_to_what_was_asked(world: World) -> None:
    amend(world)
    report_progress(task_id=world.tasks["late"], percent=10, by=world.an, at=NOON)
    assert len(days(world, BEFORE, TODAY).changed) == 2
    assert len(days(world, BEFORE, TODAY, truong="deadline").changed) == 1
    only = days(world, BEFORE, TODAY, **{"thay-doi": "removed"})
    assert (len(only.removed), len(only.added), len(only.changed)) == (1, 0, 0)
    assert days(world, BEFORE, TODAY, q="binh dan hoc vu").total == 1
    assert days(world, BEFORE, TODAY, loai="indicator").total == 0


def test_before_the_plan_came_there_is_nothing_and_the_page_says_so(world: World) -> None:
    shown = days(world, date(2026, 1, 1), TODAY)
    assert len(shown.added) >= 8
    assert "10/03/2026" in shown.note


def test_the_workbook_holds_every_line_that_is_shown_and_no_formula(world: World) -> None:
    start(world)
    change(world, "by_date", deliverable="=HYPERLINK(1)")
    drop(world, "soon")
    apply(world)
    wanted = queries.asked_from({"tu": f"{BEFORE:%d/%m/%Y}", "den": f"{TODAY:%d/%m/%Y}"})
    data = actions.export_baseline(
        plan_id=world.plan.plan_id, asked=wanted, by=world.inspector, at=NOON
    )
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == ["Bỏ", "Thay đổi"]
    assert rows[1][6:8] == ("Kế hoạch", "'=HYPERLINK(1)")
    assert rows[0][4] == "20/11/2026"
    assert HistoryLine.objects.filter(verb="amending.exported").count() == 1


def test_two_days_take_as_many_questions_for_ten_tasks_as_for_a_hundred(
    world: World, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.tasks.world import add_plan

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            days(world, BEFORE, TODAY)
        return len(found)

    few = asked()
    add_plan(world, copies=12)
    assert asked() == few


@pytest.mark.parametrize(
    "middle", [ADOPTED.date(), NOON.date() - timedelta(days=7), TODAY, date(2026, 1, 1)]
)
def test_what_happened_until_a_day_and_after_it_is_what_happened_in_all(
    world: World, middle: date
) -> None:
    report_progress(
        task_id=world.tasks["late"], percent=20, by=world.an, at=NOON - timedelta(days=9)
    )
    amend(world, NOON - timedelta(days=8))
    report_progress(task_id=world.tasks["by_date"], percent=70, by=world.an, at=NOON)
    books = Books(plan_of(world))
    first, last = books.at(end_of(date(2026, 5, 1))), books.at(end_of(TODAY))
    between = books.at(end_of(middle))
    assert chain(compare(first, between), compare(between, last)) == compare(first, last)


# --- Amending by hand -----------------------------------------------------------------------------


def test_progress_and_evidence_stay_with_a_task_that_a_document_changes(world: World) -> None:
    task = world.tasks["by_date"]
    report_progress(
        task_id=task, percent=40, note="Đã khảo sát", numbers=["12/BC-VP"], by=world.an,
        at=NOON - timedelta(days=3),
    )  # fmt: skip
    amend(world)
    row = Task.objects.get(pk=task)
    assert (row.percent, row.state) == (40, State.IN_PROGRESS)
    assert row.updates.filter(evidence__document_number="12/BC-VP").count() == 1
    assert row.updates.filter(kind="amended", note__contains="145/QĐ-UBND").count() == 1


def test_the_first_deadline_stays_in_sight_after_a_document_moves_it(world: World) -> None:
    amend(world)
    row = Task.objects.get(pk=world.tasks["by_date"])
    assert (row.first_due_day, row.due_day) == (date(2026, 12, 31), date(2026, 11, 30))
    page = browser_of(world.an).get(f"/nhiem-vu/{row.pk}/").content.decode()
    assert "31/12/2026" in page
    assert "30/11/2026" in page


def test_a_given_up_task_ends_with_its_reason_and_stays_in_sight(world: World) -> None:
    version = amend(world)
    row = Task.objects.get(pk=world.tasks["soon"])
    assert (row.state, row.dropped_in) == (State.CANCELLED, version)
    assert row.reason == "Bãi bỏ theo Quyết định 145/QĐ-UBND ngày 01/11/2026: Tỉnh đã làm chung"
    assert row.reason in browser_of(world.an).get(f"/nhiem-vu/{row.pk}/").content.decode()


def test_an_added_task_stands_with_its_lead_in_its_section(world: World) -> None:
    version = amend(world)
    row = Task.objects.get(added_in=version)
    lead = row.assignments.get(role=Role.LEAD)
    assert lead.unit_id == world.commune.units[CULTURE].pk
    assert row.section is not None
    assert row.section.title == "Tuyên truyền"
    assert (row.due_day, row.followed_since) == (date(2026, 12, 15), TODAY)
    answer = browser_of(world.partner).get(f"/nhiem-vu/{row.pk}/")
    assert answer.status_code == 200


def test_one_line_of_history_tells_what_the_document_did(world: World) -> None:
    amend(world)
    line = HistoryLine.objects.get(verb="amending.applied")
    assert line.data["basis"] == "Quyết định 145/QĐ-UBND ngày 01/11/2026"
    assert (line.data["added"], line.data["removed"], line.data["changed"]) == (1, 1, 1)


def test_a_partner_that_leaves_keeps_what_it_reported(world: World) -> None:
    from namro_web.tasks.actions import report_part

    task = world.tasks["by_date"]
    report_part(task_id=task, state="done", note="Xong phần văn hóa", by=world.partner, at=NOON)
    start(world)
    change(world, "by_date", coordinating=["Công an xã"])
    version = apply(world)
    row = Task.objects.get(pk=task)
    assert row.updates.filter(kind="part").count() == 1
    assert row.assignments.filter(role=Role.WATCHER).count() == 1
    assert [one.name for one in row.assignments.filter(role=Role.PARTNER)] == ["Công an xã"]
    actions.undo_version(
        plan_id=world.plan.plan_id, number=version.number, by=world.coordinator, at=NOON
    )
    assert [one.name for one in row.assignments.filter(role=Role.PARTNER)] == [
        "Phòng Văn hóa - Xã hội"
    ]
    assert row.assignments.filter(state="done").count() == 1


def test_indicators_and_duties_are_amended_too_and_compared(world: World) -> None:
    pk = world.plan.plan_id
    one = Indicator.objects.filter(plan=pk).order_by("order")[0]
    duty = ReportingDuty.objects.get(plan=pk)
    start(world)
    target = {
        "operator": ">=", "value": "95", "word": "", "unit": "%", "horizon": "2027-12-31",
        "printed": "",
    }  # fmt: skip
    by: dict[str, Any] = {"plan_id": pk, "by": world.coordinator, "at": NOON}
    actions.edit_thing(kind="indicator", thing_id=one.pk, values={"targets": [target]}, **by)
    actions.edit_thing(kind="duty", thing_id=duty.pk, values={"report_to": "Sở KH&CN"}, **by)
    actions.edit_thing(
        kind="goal", thing_id=None, values={"text": "Xã số toàn diện", "horizon": ""}, **by
    )
    version = apply(world)
    shown = days(world, BEFORE, TODAY)
    told = {change.new.kind: [one.new for one in change.fields] for change in shown.changed}
    assert told == {"indicator": ["≥ 95% đến 31/12/2027"], "duty": ["Sở KH&CN"]}
    assert [thing.text for thing in shown.added] == ["Xã số toàn diện"]
    actions.undo_version(plan_id=pk, number=version.number, by=world.coordinator, at=NOON)
    assert days(world, BEFORE, TODAY).total == 0
    assert ReportingDuty.objects.get(plan=pk).report_to == "UBND tỉnh"


# --- Undoing --------------------------------------------------------------------------------------


def test_a_version_nobody_worked_on_is_taken_back_exactly(world: World) -> None:
    report_progress(
        task_id=world.tasks["soon"], percent=35, by=world.an, at=NOON - timedelta(days=2)
    )
    books = Books(plan_of(world)).now()
    version = amend(world)
    actions.undo_version(
        plan_id=world.plan.plan_id, number=version.number, by=world.coordinator, at=NOON
    )
    assert Books(plan_of(world)).now() == books
    row = Task.objects.get(pk=world.tasks["soon"])
    assert (row.state, row.percent, row.reason, row.dropped_in) == (
        State.IN_PROGRESS, 35, "", None,
    )  # fmt: skip
    assert not Task.objects.filter(text="Mở lớp bình dân học vụ số").exists()
    assert HistoryLine.objects.filter(verb="amending.undone").count() == 1


def test_a_version_people_have_worked_on_is_not_taken_back(world: World) -> None:
    version = amend(world)
    report_progress(task_id=world.tasks["by_date"], percent=55, by=world.an, at=NOON)
    with pytest.raises(Conflict) as refused:
        actions.undo_version(
            plan_id=world.plan.plan_id, number=version.number, by=world.coordinator, at=NOON
        )
    assert refused.value.code == "amending.worked-on"
    assert PlanVersion.objects.get().undone_at is None
    assert Task.objects.get(pk=world.tasks["soon"]).dropped_in == version


def test_only_the_latest_version_is_taken_back_and_numbers_are_not_used_again(
    world: World,
) -> None:
    pk = world.plan.plan_id
    first = amend(world)
    start(world)
    change(world, "late", text="Nâng cấp toàn bộ hạ tầng số")
    second = apply(world)
    with pytest.raises(Conflict):
        actions.undo_version(plan_id=pk, number=first.number, by=world.coordinator, at=NOON)
    actions.undo_version(plan_id=pk, number=second.number, by=world.coordinator, at=NOON)
    start(world)
    change(world, "late", text="Nâng cấp hạ tầng số theo lộ trình")
    assert (first.number, second.number, apply(world).number) == (2, 3, 4)


# --- Bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"number": " "}, "amending.no-number"),
        ({"issued_on": None}, "amending.no-day"),
        ({"issued_on": date(2026, 11, 13)}, "amending.day-to-come"),
        ({"approved_by": ""}, "amending.no-approver"),
        ({"in_force_on": date(2026, 10, 9)}, "amending.in-force-too-early"),
        ({"in_force_on": date(2026, 12, 1)}, "amending.not-in-force-yet"),
        ({"note": "Độ mật: TUYỆT MẬT"}, "amending.secret"),
    ],
)
def test_a_document_that_cannot_be_a_basis_is_refused_and_nothing_changes(
    world: World, given: dict[str, Any], code: str
) -> None:
    from dataclasses import replace

    start(world)
    drop(world, "soon")
    with pytest.raises(Invalid) as refused:
        apply(world, basis=replace(BASIS, **given))
    assert refused.value.code == code
    assert not PlanVersion.objects.exists()
    assert Task.objects.get(pk=world.tasks["soon"]).state == State.NOT_STARTED


def test_an_amendment_that_changes_nothing_is_refused(world: World) -> None:
    start(world)
    with pytest.raises(Conflict):
        apply(world)
    with pytest.raises(Conflict):
        change(world, "by_date", deliverable="  Kế hoạch ")
    with pytest.raises(Invalid):
        change(world, "by_date", text=" ")
    with pytest.raises(Invalid):
        drop(world, "soon", reason=" ")


@pytest.mark.parametrize(
    ("begins", "said"),
    [("2026-12-10", "không được trước ngày bắt đầu"), ("rác", "dd/mm/yyyy")],
)
def test_a_deadline_before_its_start_is_refused_in_its_form(
    world: World, begins: str, said: str
) -> None:
    start(world)
    base = f"/ke-hoach/{world.plan.plan_id}/dieu-chinh/"
    given = {
        "version": "1", "text": "Xây dựng kế hoạch số hóa hồ sơ", "deadline_kind": "by-date",
        "deadline_day": "01/12/2026", "deadline_start": begins,
    }  # fmt: skip
    answer = browser_of(world.coordinator).post(f"{base}sua/task/{world.tasks['by_date']}/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Amendment.objects.get(stage="open").edits == []


def test_one_amendment_is_prepared_at_a_time_and_the_second_editor_is_told(world: World) -> None:
    opened = start(world)
    with pytest.raises(Conflict):
        start(world)
    drop(world, "soon")
    with pytest.raises(Conflict) as refused:
        actions.apply_amendment(
            plan_id=world.plan.plan_id, basis=BASIS, by=world.coordinator, at=NOON,
            version=opened.version,
        )  # fmt: skip
    assert refused.value.code == "amending.moved-on"


@pytest.mark.parametrize("who", ["an", "leader", "inspector", "supervisor"])
def test_only_a_post_that_edits_plans_amends(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.start_amendment(plan_id=world.plan.plan_id, by=world.people[who], at=NOON)


def test_another_communes_plan_is_not_there(world: World) -> None:
    from tests.tasks.world import make_world

    other = make_world(name="Quang Sơn")
    with pytest.raises(Missing):
        actions.start_amendment(plan_id=world.plan.plan_id, by=other.coordinator, at=NOON)
    with pytest.raises(Missing):
        queries.baseline(world.plan.plan_id, queries.Asked(), by=other.inspector, at=NOON)
    assert browser_of(other.an).get(f"/ke-hoach/{world.plan.plan_id}/phien-ban/").status_code == 404


# --- By the amending document ---------------------------------------------------------------------

AMENDING = """ỦY BAN NHÂN DÂN
XÃ TRUNG HỘI
Số: 150/KH-UBND
Trung Hội, ngày 05 tháng 11 năm 2026

KẾ HOẠCH
Điều chỉnh, bổ sung kế hoạch chuyển đổi số trên địa bàn xã

I. NHIỆM VỤ

| STT | Nội dung nhiệm vụ | Đơn vị chủ trì | Đơn vị phối hợp | Sản phẩm | Thời gian hoàn thành |
|---|---|---|---|---|---|
| 1 | Xây dựng kế hoạch số hóa hồ sơ | Văn phòng HĐND và UBND | Phòng Văn hóa - Xã hội | Kế hoạch | 30/11/2026 |
| 2 | Lắp đặt mạng không dây tại nhà văn hóa các xóm | Phòng Văn hóa - Xã hội | Văn phòng HĐND và UBND | Biên bản nghiệm thu | 20/12/2026 |
"""


def read(world: World, *, whole: bool = False) -> Amendment:
    from namro_web.intake.actions import accept_remaining, draft_plan

    amendment = start(world, data=AMENDING.encode(), name="dieu-chinh.md", whole=whole)
    assert amendment.draft is not None
    draft_plan(draft_id=amendment.draft.pk)
    draft = Draft.objects.get(pk=amendment.draft.pk)
    accept_remaining(draft_id=draft.pk, version=draft.version, by=world.coordinator, at=NOON)
    return Amendment.objects.get(pk=amendment.pk)


def preview(world: World) -> queries.Workspace:
    shown = queries.workspace(world.plan.plan_id, by=world.coordinator, at=NOON)
    assert shown is not None
    return shown


def test_a_document_that_says_what_changes_leaves_the_rest(world: World) -> None:
    read(world)
    shown = preview(world)
    assert [row.proposal.text for row in shown.added] == [
        "Lắp đặt mạng không dây tại nhà văn hóa các xóm"
    ]
    assert [row.proposal.text for row in shown.changed] == ["Xây dựng kế hoạch số hóa hồ sơ"]
    assert [one.label for one in shown.changed[0].told] == ["Thời hạn"]
    assert not shown.removed
    version = apply(world)
    assert version.document is not None
    assert version.document.name == "dieu-chinh.md"
    assert Task.objects.get(pk=world.tasks["by_date"]).due_day == date(2026, 11, 30)


def test_a_document_that_states_the_whole_plan_gives_up_what_it_leaves_out(world: World) -> None:
    read(world, whole=True)
    shown = preview(world)
    gone = {row.proposal.text for row in shown.removed}
    assert "Tập huấn kỹ năng số cho cán bộ" in gone
    key = f"task-{world.tasks['soon']}"
    actions.keep_thing(
        plan_id=world.plan.plan_id, key=key, keep=True, by=world.coordinator, at=NOON
    )
    assert len(preview(world).removed) == len(gone) - 1
    apply(world)
    assert Task.objects.get(pk=world.tasks["soon"]).dropped_in is None
    assert Task.objects.get(pk=world.tasks["late"]).dropped_in is not None


def test_a_person_says_what_is_one_thing_and_what_is_not(world: World) -> None:
    read(world)
    shown = preview(world)
    source = shown.added[0].proposal.source
    late = f"task-{world.tasks['late']}"
    by: dict[str, Any] = {
        "plan_id": world.plan.plan_id, "by": world.coordinator, "at": NOON,
    }  # fmt: skip
    actions.pair_by_hand(read_key=source, key=late, **by)
    assert late in {row.proposal.key for row in preview(world).changed}
    with pytest.raises(Invalid):
        actions.pair_by_hand(read_key=shown.changed[0].proposal.source, key=late, **by)
    actions.pair_by_hand(read_key=shown.changed[0].proposal.source, key="", **by)
    assert [row.proposal.text for row in preview(world).added] == ["Xây dựng kế hoạch số hóa hồ sơ"]


def test_an_amending_document_is_not_issued_as_a_plan_of_its_own(world: World) -> None:
    from namro_web.intake.actions import Particulars, adopt_draft

    amendment = read(world)
    assert amendment.draft is not None
    draft = Draft.objects.get(pk=amendment.draft.pk)
    with pytest.raises(Conflict) as refused:
        adopt_draft(
            draft_id=draft.pk, particulars=Particulars(title="x"), version=draft.version,
            by=world.coordinator, at=NOON,
        )  # fmt: skip
    assert refused.value.code == "intake.draft-amends"
    answer = browser_of(world.coordinator).get(f"/van-ban/nhap/{draft.pk}/ban-hanh/")
    assert answer["Location"] == f"/ke-hoach/{world.plan.plan_id}/dieu-chinh/"


def test_a_document_not_reviewed_yet_is_not_applied(world: World) -> None:
    from namro_web.intake.actions import draft_plan

    amendment = start(world, data=AMENDING.encode(), name="dieu-chinh.md")
    assert amendment.draft is not None
    draft_plan(draft_id=amendment.draft.pk)
    with pytest.raises(Conflict) as refused:
        apply(world)
    assert refused.value.code == "amending.not-reviewed"


# --- Pages ----------------------------------------------------------------------------------------


def test_the_tab_lists_versions_with_who_approved_and_both_documents(world: World) -> None:
    amend(world)
    page = browser_of(world.inspector).get(f"/ke-hoach/{world.plan.plan_id}/phien-ban/")
    text = page.content.decode()
    for said in ("Phiên bản 2", "Quyết định 145/QĐ-UBND ngày 01/11/2026", "Chủ tịch UBND xã",
                 "bổ sung 1, bãi bỏ 1, thay đổi 1", "Phiên bản 1 (ban đầu)"):  # fmt: skip
        assert said in text
    assert "Hoàn tác" not in text


def test_every_page_of_an_amendment_opens_and_the_whole_way_goes_by_forms(world: World) -> None:
    browser = browser_of(world.coordinator)
    plan = f"/ke-hoach/{world.plan.plan_id}"
    assert browser.get(f"{plan}/dieu-chinh/bat-dau/").status_code == 200
    browser.post(f"{plan}/dieu-chinh/bat-dau/", {"bang-tay": "1"})

    def version() -> int:
        return Amendment.objects.get().version

    for kind in ("task", "indicator", "goal", "duty"):
        assert browser.get(f"{plan}/dieu-chinh/them/{kind}/").status_code == 200
    edit = f"{plan}/dieu-chinh/sua/task/{world.tasks['by_date']}/"
    assert "31/12/2026" in browser.get(edit).content.decode()
    typed = {
        "version": version(), "text": "Xây dựng kế hoạch số hóa hồ sơ", "deliverable": "Kế hoạch",
        "lead": "Văn phòng HĐND và UBND", "coordinating": "Phòng Văn hóa - Xã hội",
        "deadline_kind": "by-date", "deadline_day": "32/1/2027",
    }  # fmt: skip
    wrong = browser.post(edit, typed)
    assert wrong.status_code == 422
    assert "dd/mm/yyyy" in wrong.content.decode()
    assert browser.post(edit, typed | {"deadline_day": "15/01/2027"}).status_code in (302, 303)
    step = {"viec": f"bai-bo|task-{world.tasks['soon']}", "ly-do": "Đã làm", "version": version()}
    browser.post(f"{plan}/dieu-chinh/buoc/", step)
    page = browser.get(f"{plan}/dieu-chinh/").content.decode()
    assert "Áp dụng 2 thay đổi" in page
    assert "kết thúc với lý do bãi bỏ" in page
    basis = {
        "version": version(), "number": "145/QĐ-UBND", "issued_on": "01/11/2026",
        "approved_by": "Chủ tịch UBND xã", "in_force_on": "", "note": "", "kind": "Quyết định",
    }  # fmt: skip
    assert browser.post(f"{plan}/dieu-chinh/ap-dung/", basis | {"number": ""}).status_code == 422
    assert browser.post(f"{plan}/dieu-chinh/ap-dung/", basis).status_code in (302, 303)
    assert Task.objects.get(pk=world.tasks["by_date"]).due_day == date(2027, 1, 15)
    for address in ("phien-ban/", "phien-ban/so-sanh/?tu-ban=1&den-ban=2", "phien-ban/2/hoan-tac/"):
        assert browser.get(f"{plan}/{address}").status_code == 200
    assert browser.get(f"{plan}/phien-ban/so-sanh.xlsx?tu-ban=1&den-ban=2").status_code == 200
    browser.post(f"{plan}/phien-ban/2/hoan-tac/")
    assert Task.objects.get(pk=world.tasks["by_date"]).due_day == date(2026, 12, 31)


def test_two_versions_are_compared_without_progress(world: World) -> None:
    amend(world)
    report_progress(task_id=world.tasks["late"], percent=44, by=world.an, at=NOON)
    asked = queries.asked_from({"tu-ban": "1", "den-ban": "2"})
    shown = queries.baseline(world.plan.plan_id, asked, by=world.inspector, at=NOON)
    assert shown.counts == {"added": 1, "removed": 1, "changed": 1}


def test_text_of_the_document_is_shown_as_text(world: World) -> None:
    start(world)
    add(world, text="<script>alert(1)</script> Mở lớp học số")
    page = browser_of(world.coordinator).get(f"/ke-hoach/{world.plan.plan_id}/dieu-chinh/")
    assert "<script>alert(1)" not in page.content.decode()
    apply(world)
    shown = browser_of(world.an).get(
        f"/ke-hoach/{world.plan.plan_id}/phien-ban/so-sanh/?tu-ban=1&den-ban=2"
    )
    assert "&lt;script&gt;" in shown.content.decode()


# --- Programs -------------------------------------------------------------------------------------


def test_programs_read_versions_compare_days_amend_and_undo(world: World) -> None:
    pk = world.plan.plan_id
    browser = browser_of(world.coordinator)
    body = {
        "document_number": "145/QĐ-UBND", "issued_on": "2026-11-01", "approved_by": "Chủ tịch",
        "seen": 1,
        "changes": [
            {"kind": "task", "id": world.tasks["by_date"], "due_day": "2027-02-01"},
            {"kind": "task", "id": world.tasks["soon"], "reason": "Đã làm chung"},
            {"kind": "task", "text": "Mở lớp bình dân học vụ số"},
        ],
        "waiver": "Chủ trì phân công sau khi sắp xếp",
    }  # fmt: skip
    made = browser.post(f"/api/v1/versions/{pk}", body, content_type="application/json")
    assert made.status_code == 200, made.content
    assert made.json()["number"] == 2
    stale = browser.post(f"/api/v1/versions/{pk}", body, content_type="application/json")
    assert (stale.status_code, stale.json()["code"]) == (409, "amending.changed-meanwhile")
    found = browser.get(f"/api/v1/versions/{pk}/compared-versions?first=1&last=2").json()
    assert found["counts"] == {"added": 1, "removed": 1, "changed": 1}
    assert browser.get(f"/api/v1/versions/{pk}/compared?first=2026-05-01&last=2026-06-01").json()[
        "counts"
    ] == {"added": 0, "removed": 0, "changed": 0}
    undone = browser.post(f"/api/v1/versions/{pk}/2/undo").json()
    assert undone["undone_at"]
    wrong = {**body, "changes": [{"kind": "task", "id": 999999, "text": "x y z"}]}
    refused = browser.post(f"/api/v1/versions/{pk}", wrong, content_type="application/json")
    assert refused.status_code == 422
    assert not Amendment.objects.filter(stage="open").exists()
    assert not Update.objects.filter(kind="amended", taken_back_at=None).exists()


def test_pages_of_versions_take_a_fixed_number_of_queries(world: World) -> None:
    amend(world)
    start(world)
    drop(world, "late")
    browser, plan = browser_of(world.coordinator), f"/ke-hoach/{world.plan.plan_id}"
    assert_queries("amending:versions", browser, f"{plan}/phien-ban/")
    assert_queries("amending:compared", browser, f"{plan}/phien-ban/so-sanh/")
    assert_queries("amending:workspace", browser, f"{plan}/dieu-chinh/")


def test_a_given_up_indicator_stays_in_sight_marked(world: World) -> None:
    one = world.indicators[0]
    start(world)
    actions.drop_thing(
        plan_id=world.plan.plan_id, kind="indicator", thing_id=one, reason="Không còn giao",
        by=world.coordinator, at=NOON,
    )  # fmt: skip
    apply(world)
    for address in (f"/chi-tieu/{one}/", "/chi-tieu/"):
        assert "Đã bãi bỏ" in browser_of(world.an).get(address).content.decode()
    assert [thing.id for thing in days(world, BEFORE, TODAY).removed] == [one]
