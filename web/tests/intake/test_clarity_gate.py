"""Nothing unclear is issued: what an office asks for blocks, unless it is waived for a reason."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.test import Client
from docx import Document as WordDocument
from openpyxl import load_workbook

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.intake import actions, queries
from namro_web.intake.clarifying import set_clarities, waive_unclear
from namro_web.intake.models import Draft
from namro_web.intake.unclear import unclear_in_draft, unclear_in_plan
from namro_web.plans.clarities import USUAL, asked_by
from namro_web.plans.models import Plan
from namro_web.tasks.models import Task
from tests.intake.conftest import NOW, PLAN, TODAY

UNCLEAR = PLAN.replace(
    "thống truyền thanh | Văn hóa - Xã hội |", "thống truyền thanh | Tổ hợp tác Bình Minh Xanh |"
)


@pytest.fixture
def draft(clerk: User, settings, tmp_path) -> Draft:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    received = actions.receive_document(data=UNCLEAR.encode(), name="kh.txt", by=clerk, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


def issue(draft: Draft, by: User) -> Plan:
    read = queries.adoption_shown(draft.pk, by=by, at=TODAY).particulars
    plan_id = actions.adopt_draft(
        draft_id=draft.pk,
        particulars=actions.Particulars(**read),
        version=Draft.objects.get(pk=draft.pk).version,
        by=by,
        at=NOW,
        accept_rest=True,
    )
    return Plan.objects.get(pk=plan_id)


def waive(draft: Draft, by: User, *, reason: str = "Lãnh đạo sẽ phân công sau") -> Draft:
    held = unclear_in_draft(draft.pk, by=by, at=TODAY).held
    return waive_unclear(
        draft_id=draft.pk,
        keys=[one.statement.key for one in held],
        reason=reason,
        version=Draft.objects.get(pk=draft.pk).version,
        by=by,
        at=NOW,
    )


def test_a_task_that_nobody_answers_for_stops_the_plan(draft: Draft, clerk: User) -> None:
    with pytest.raises(Conflict, match="NV 2") as refused:
        issue(draft, clerk)
    assert refused.value.code == "intake.unclear"
    assert not Plan.objects.exists()
    assert Draft.objects.get(pk=draft.pk).adopted_plan_id is None


def test_a_waived_task_goes_out_and_its_history_says_why(draft: Draft, clerk: User) -> None:
    waive(draft, clerk)
    plan = issue(draft, clerk)
    task = Task.objects.get(plan=plan, text__startswith="Tuyên truyền")
    line = HistoryLine.objects.get(verb="intake.task-waived")
    assert line.subject_id == str(task.pk)
    assert line.data["reason"] == "Lãnh đạo sẽ phân công sau"


@pytest.mark.parametrize("reason", ["", "   ", "vì"])
def test_nothing_is_waived_without_a_reason(draft: Draft, clerk: User, reason: str) -> None:
    with pytest.raises(Invalid, match="lý do"):
        waive(draft, clerk, reason=reason)


def test_a_waiver_does_not_cover_what_becomes_unclear_later(draft: Draft, clerk: User) -> None:
    waive(draft, clerk)
    set_clarities(asked=[replace(one, blocks=one.is_on) for one in USUAL], by=clerk, at=NOW)
    held = unclear_in_draft(draft.pk, by=clerk, at=TODAY).held
    assert [one.statement.tag for one in held] == ["NV 3"] or held


def test_what_blocks_is_a_setting_of_the_commune(draft: Draft, clerk: User) -> None:
    set_clarities(asked=[replace(one, blocks=False) for one in USUAL], by=clerk, at=NOW)
    assert issue(draft, clerk).pk


def test_a_sixth_clarity_counts_when_it_is_in_use(draft: Draft, clerk: User) -> None:
    five = unclear_in_draft(draft.pk, by=clerk, at=TODAY)
    asked = [replace(one, is_on=True) for one in USUAL]
    set_clarities(asked=asked, by=clerk, at=NOW)
    six = unclear_in_draft(draft.pk, by=clerk, at=TODAY)
    assert [len(five.counts), len(six.counts)] == [5, 6]
    assert "Rõ thẩm quyền" in [lack.name for one in six.rows for lack in one.lacks]


def test_names_and_order_are_the_office_s_own(clerk: User, commune) -> None:  # type: ignore[no-untyped-def]
    asked = [replace(one, name=f"{one.name} (xã)") for one in reversed(USUAL)]
    set_clarities(asked=asked, by=clerk, at=NOW)
    assert clerk.acting is not None
    kept = asked_by(clerk.acting.root_id)
    assert [one.name for one in kept] == [one.name for one in asked]


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param([*USUAL[1:]], id="one left out"),
        pytest.param([replace(USUAL[0], name=" "), *USUAL[1:]], id="no name"),
        pytest.param([replace(USUAL[0], name="Rõ người"), *USUAL[1:]], id="a name twice"),
        pytest.param([replace(o, is_on=False, blocks=False) for o in USUAL], id="none in use"),
        pytest.param([*USUAL[:5], replace(USUAL[5], blocks=True)], id="blocks though not in use"),
    ],
)
def test_settings_that_make_no_sense_are_refused(clerk: User, asked: list) -> None:  # type: ignore[type-arg]
    with pytest.raises(Invalid):
        set_clarities(asked=asked, by=clerk, at=NOW)


def test_who_does_not_adopt_plans_neither_sets_nor_waives(
    draft: Draft, clerk: User, reporter: User
) -> None:
    with pytest.raises(NotAllowed):
        set_clarities(asked=USUAL, by=reporter, at=NOW)
    with pytest.raises(NotAllowed):
        waive_unclear(
            draft_id=draft.pk, keys=["NV-1"], reason="Vội quá", version=1, by=reporter, at=NOW
        )


def test_the_score_is_the_share_of_clarities_that_are_there(draft: Draft, clerk: User) -> None:
    shown = unclear_in_draft(draft.pk, by=clerk, at=TODAY)
    lacking = sum(len(one.lacks) for one in shown.judged)
    assert shown.score == round(100 * (5 * shown.total - lacking) / (5 * shown.total))
    assert sum(unit.tasks for unit in shown.units) == shown.total


def test_a_plan_is_scored_as_its_draft_was(draft: Draft, clerk: User) -> None:
    before = unclear_in_draft(draft.pk, by=clerk, at=TODAY)
    waive(draft, clerk)
    after = unclear_in_plan(issue(draft, clerk).pk, by=clerk, at=TODAY)
    assert (after.score, after.total, len(after.rows)) == (
        before.score,
        before.total,
        len(before.rows),
    )


def test_the_slip_lists_every_lack_with_a_wording_in_word_and_excel(
    draft: Draft, browser: Client, clerk: User
) -> None:
    shown = unclear_in_draft(draft.pk, by=clerk, at=TODAY)
    lacks = sum(len(one.lacks) for one in shown.rows)
    word = browser.get(f"/van-ban/nhap/{draft.pk}/phieu-lam-ro.docx")
    table = WordDocument(io.BytesIO(word.content)).tables[0]
    assert len(table.rows) == lacks + 1
    assert any("Tổ hợp tác Bình Minh Xanh" in cell.text for row in table.rows for cell in row.cells)
    book = load_workbook(
        io.BytesIO(browser.get(f"/van-ban/nhap/{draft.pk}/phieu-lam-ro.xlsx").content)
    )
    rows = list(book.active.iter_rows(values_only=True))
    assert len([row for row in rows if isinstance(row[0], int)]) == lacks


def test_the_page_leads_from_what_holds_a_plan_back_to_its_issue(
    draft: Draft, browser: Client
) -> None:
    page = browser.get(f"/van-ban/nhap/{draft.pk}/ban-hanh/")
    assert "chưa rõ nên chưa ban hành được" in page.content.decode()
    form = {
        **page.context["form"].initial,
        "issued_on": "05/01/2026",
        "version": 1,
        "accept_rest": "on",
    }
    refused = browser.post(f"/van-ban/nhap/{draft.pk}/ban-hanh/", form)
    assert refused.status_code == 422
    assert "Chưa ban hành được" in refused.content.decode()
    held = browser.get(f"/van-ban/nhap/{draft.pk}/chua-ro/").context["shown"].held
    browser.post(
        f"/van-ban/nhap/{draft.pk}/chua-ro/",
        {"keys": [one.statement.key for one in held], "reason": "Phân công sau", "version": 1},
    )
    answer = browser.post(f"/van-ban/nhap/{draft.pk}/ban-hanh/", {**form, "version": 2})
    plan = Plan.objects.get()
    assert answer["Location"] == f"/ke-hoach/{plan.pk}/"
    assert "Chỗ chưa rõ" in browser.get(f"/ke-hoach/{plan.pk}/chua-ro/").content.decode()


def test_clarities_are_set_on_their_page(browser: Client, clerk: User) -> None:
    form = {f"name-{one.key}": one.name for one in USUAL}
    form |= {f"order-{one.key}": str(n) for n, one in enumerate(USUAL, 1)}
    form |= {f"on-{one.key}": "on" for one in USUAL} | {"blocks-time": "on"}
    form["seen"] = browser.get("/van-ban/do-ro/").context["seen"]
    browser.post("/van-ban/do-ro/", form)
    assert clerk.acting is not None
    asked = {one.key: one for one in asked_by(clerk.acting.root_id)}
    assert asked["authority"].is_on
    assert [key for key, one in asked.items() if one.blocks] == ["time"]
    stale = browser.post("/van-ban/do-ro/", {**form, "on-work": ""})
    assert stale.status_code == 409
    assert "Rõ thời gian (chặn)" in stale.content.decode()
    wrong = browser.post("/van-ban/do-ro/", {**form, "name-work": ""})
    assert wrong.status_code == 422
