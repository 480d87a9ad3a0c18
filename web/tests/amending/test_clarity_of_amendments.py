"""What an amendment brings in or changes is as clear as what a plan issues, or waived for a reason."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook

from namro_web.amending import actions, queries
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.intake.actions import accept_remaining
from namro_web.intake.clarifying import set_clarities
from namro_web.intake.models import Draft, Stage
from namro_web.plans.clarities import USUAL
from namro_web.tasks.models import Task
from tests.amending.test_amending import BASIS, add, apply, change, drop, plan_of, read, start
from tests.make import browser_of
from tests.tasks.world import NOON, World

NOBODY = "Tổ hợp tác Bình Minh Xanh"


def add_unclear(world: World) -> None:
    actions.edit_thing(
        plan_id=world.plan.plan_id, kind="task", thing_id=None, by=world.coordinator, at=NOON,
        values={"text": "Vận động lắp đặt wifi nhà văn hóa", "lead": [NOBODY], "coordinating": []},
    )  # fmt: skip


def shown(world: World) -> queries.Unclear:
    return queries.unclear_in_amendment(world.plan.plan_id, by=world.coordinator, at=NOON)


def waive(world: World, reason: str = "Lãnh đạo sẽ phân công sau") -> None:
    actions.waive_unclear(
        plan_id=world.plan.plan_id, keys=[one.statement.key for one in shown(world).held],
        reason=reason, by=world.coordinator, at=NOON,
    )  # fmt: skip


def test_a_task_that_nobody_answers_for_is_not_brought_in(world: World) -> None:
    start(world)
    add_unclear(world)
    before = Task.objects.count()
    with pytest.raises(Conflict, match="Bổ sung 1") as refused:
        apply(world)
    assert refused.value.code == "intake.unclear"
    assert Task.objects.count() == before
    assert not plan_of(world).versions.exists()


def test_a_change_that_takes_the_lead_away_is_not_applied(world: World) -> None:
    start(world)
    change(world, "by_date", lead=[NOBODY])
    [held] = shown(world).held
    assert [lack.key for lack in held.blocking] == ["people"]
    with pytest.raises(Conflict, match="NV 1"):
        apply(world)


def test_a_change_of_something_else_judges_the_task_as_it_will_read(world: World) -> None:
    set_clarities(
        asked=[replace(one, blocks=one.key == "time") for one in USUAL],
        by=world.coordinator, at=NOON,
    )  # fmt: skip
    start(world)
    change(world, "unclear", deliverable="Bản ghi nhớ")
    assert [lack.key for lack in shown(world).held[0].blocking] == ["time"]
    change(
        world, "unclear", deliverable="Bản ghi nhớ",
        deadline={"kind": "by-date", "day": "2026-12-31", "start": ""},
    )  # fmt: skip
    assert shown(world).held == ()
    apply(world)


def test_what_is_given_up_or_left_alone_is_not_asked_to_be_clear(world: World) -> None:
    set_clarities(
        asked=[replace(one, blocks=one.is_on) for one in USUAL], by=world.coordinator, at=NOON
    )
    start(world)
    drop(world, "unclear")
    assert shown(world).judged == ()
    apply(world)


def test_a_waived_task_is_brought_in_and_its_history_says_why(world: World) -> None:
    start(world)
    add_unclear(world)
    waive(world)
    apply(world)
    task = Task.objects.get(text__startswith="Vận động lắp đặt")
    line = HistoryLine.objects.get(verb="intake.task-waived")
    assert (line.subject_id, line.data["reason"]) == (str(task.pk), "Lãnh đạo sẽ phân công sau")
    assert HistoryLine.objects.filter(verb="amending.unclear-waived").count() == 1


def test_a_waiver_does_not_cover_what_the_task_comes_to_lack_later(world: World) -> None:
    start(world)
    change(world, "unclear", lead=[NOBODY])
    waive(world)
    set_clarities(
        asked=[replace(one, blocks=one.is_on) for one in USUAL], by=world.coordinator, at=NOON
    )
    with pytest.raises(Conflict):
        apply(world)


@pytest.mark.parametrize("reason", ["", "  ", "vì"])
def test_nothing_is_waived_without_a_reason(world: World, reason: str) -> None:
    start(world)
    add_unclear(world)
    with pytest.raises(Invalid, match="lý do"):
        waive(world, reason)


def test_only_a_post_that_edits_plans_waives_and_nothing_clear_is_waived(world: World) -> None:
    start(world)
    add(world)
    with pytest.raises(Invalid, match="đang bị giữ lại"):
        waive(world)
    with pytest.raises(NotAllowed):
        actions.waive_unclear(
            plan_id=world.plan.plan_id, keys=["task-1"], reason="Vội lắm rồi", by=world.an, at=NOON
        )


def test_the_page_lists_waives_and_hands_out_both_slips(world: World) -> None:
    start(world)
    add_unclear(world)
    browser = browser_of(world.coordinator)
    base = f"/ke-hoach/{world.plan.plan_id}/dieu-chinh/"
    workspace = browser.get(base).content.decode()
    assert "1 nhiệm vụ bổ sung hoặc thay đổi còn chưa rõ" in workspace
    listed = browser.get(base + "chua-ro/").content.decode()
    assert "Vận động lắp đặt wifi" in listed
    assert f"“{NOBODY}” chưa ứng với" in listed
    word = browser.get(base + "phieu-lam-ro.docx")
    [table] = WordDocument(io.BytesIO(word.content)).tables
    assert any("Bình Minh Xanh" in cell.text for cell in table.rows[1].cells)
    sheet = load_workbook(io.BytesIO(browser.get(base + "phieu-lam-ro.xlsx").content)).active
    assert sheet is not None
    assert any("Bình Minh Xanh" in str(cell.value) for row in sheet for cell in row)
    assert browser.get(base + "phieu-lam-ro.exe").status_code == 404
    [held] = shown(world).held
    posted = {"keys": held.statement.key, "reason": "Sẽ phân công sau", "version": "2"}
    assert browser.post(base + "chua-ro/", posted).status_code == 302
    assert "Đã cho qua: Sẽ phân công sau" in browser.get(base + "chua-ro/").content.decode()
    stale = browser.post(base + "chua-ro/", posted)
    assert stale.status_code == 409
    apply(world)


def test_a_program_amends_with_a_reason_for_what_is_unclear(world: World) -> None:
    given = {
        "document_number": BASIS.number,
        "seen": 1,
        "issued_on": "2026-11-01",
        "approved_by": BASIS.approved_by,
        "changes": [{"kind": "task", "text": "Vận động lắp đặt wifi", "lead": [NOBODY]}],
    }
    browser = browser_of(world.coordinator)
    address = f"/api/v1/versions/{world.plan.plan_id}"
    refused = browser.post(address, given, content_type="application/json")
    assert refused.status_code == 409
    assert refused.json()["code"] == "intake.unclear"
    assert not plan_of(world).versions.exists()
    taken = browser.post(
        address, {**given, "waiver": "Phân công sau khi sắp xếp"}, content_type="application/json"
    )
    assert taken.status_code == 200
    assert HistoryLine.objects.filter(verb="intake.task-waived").count() == 1


def test_the_document_of_an_applied_amendment_waits_no_more_and_again_once_undone(
    world: World,
) -> None:
    draft = Draft.objects.get(pk=read(world).draft_id)
    apply(world)
    draft.refresh_from_db()
    assert draft.stage == Stage.APPLIED
    listed = browser_of(world.coordinator).get("/van-ban/").content.decode()
    assert "Đã áp dụng điều chỉnh" in listed
    assert "Chờ duyệt" not in listed
    assert "Đã duyệt" not in listed
    with pytest.raises(Conflict, match="đã được áp dụng"):
        accept_remaining(draft_id=draft.pk, version=draft.version, by=world.coordinator, at=NOON)
    actions.undo_version(plan_id=world.plan.plan_id, number=2, by=world.coordinator, at=NOON)
    draft.refresh_from_db()
    assert draft.stage == Stage.READY
