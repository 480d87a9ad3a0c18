"""A reviewed draft becomes a plan whole, once, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.indicators.models import Indicator
from namro_web.intake import actions, queries
from namro_web.intake.actions import Choice, Particulars
from namro_web.intake.clarifying import waive_unclear
from namro_web.intake.forms import chosen_names
from namro_web.intake.items import Decision, Kind
from namro_web.intake.models import Draft, Stage
from namro_web.organisations.actions import Commune
from namro_web.organisations.models import NameMapping
from namro_web.plans.models import Plan
from namro_web.tasks.models import Task
from tests.intake.conftest import NOW, PLAN, TODAY

PARTICULARS = Particulars(
    title="Chuyển đổi số trên địa bàn xã An Bình năm 2026",
    kind="Kế hoạch",
    number="12/KH-UBND",
    issued_on=date(2026, 1, 5),
    issuer="UBND xã An Bình",
)


@pytest.fixture
def draft(clerk: User, settings, tmp_path) -> Draft:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    received = actions.receive_document(data=PLAN.encode(), name="kh.txt", by=clerk, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


def adopt(draft: Draft, by: User, *, version: int = 1, accept_rest: bool = True) -> int:
    return actions.adopt_draft(
        draft_id=draft.pk,
        particulars=PARTICULARS,
        version=version,
        by=by,
        at=NOW,
        accept_rest=accept_rest,
    )


def test_an_adopted_draft_is_a_plan_with_all_it_promises(draft: Draft, clerk: User) -> None:
    plan = Plan.objects.get(pk=adopt(draft, clerk))
    assert plan.number == "12/KH-UBND"
    assert plan.tasks.count() == 3
    assert plan.indicators.count() == 2
    assert plan.sections.exists()
    assert plan.citations.filter(number="57-NQ/TW").exists()
    assert plan.duties.exists()


def test_a_task_arrives_with_its_people_and_time(
    draft: Draft, clerk: User, commune: Commune
) -> None:
    plan_id = adopt(draft, clerk)
    task = Task.objects.get(plan_id=plan_id, no="1")
    assert task.due_day == date(2026, 6, 30)
    assert task.deliverable == "Báo cáo kết quả số hóa"
    lead = task.assignments.get(role="lead")
    assert lead.unit_id == commune.units["office"].pk


def test_a_continuous_task_and_one_that_waits_have_no_day(draft: Draft, clerk: User) -> None:
    plan_id = adopt(draft, clerk)
    kinds = dict(Task.objects.filter(plan_id=plan_id).values_list("no", "deadline_kind"))
    assert kinds["2"] == "continuous"
    assert kinds["3"] == "on-event"


def test_one_history_line_says_that_the_plan_was_adopted(draft: Draft, clerk: User) -> None:
    adopt(draft, clerk)
    line = HistoryLine.objects.get(verb="intake.plan-adopted")
    assert line.data["tasks"] == 3
    assert line.data["indicators"] == 2


def test_a_draft_is_adopted_once(draft: Draft, clerk: User) -> None:
    adopt(draft, clerk)
    with pytest.raises(Conflict, match="đã được ban hành"):
        adopt(draft, clerk, version=2)
    assert Plan.objects.count() == 1


def test_items_nobody_looked_at_hold_the_adoption_up(draft: Draft, clerk: User) -> None:
    with pytest.raises(Conflict, match="chưa duyệt"):
        adopt(draft, clerk, accept_rest=False)
    assert Plan.objects.count() == 0


def test_a_refused_adoption_leaves_nothing_half_done(
    draft: Draft, clerk: User, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    def broken(**_: object) -> None:
        raise Invalid("tasks.broken", "Không ghi được nhiệm vụ.")

    monkeypatch.setattr(actions, "create_tasks", broken)
    with pytest.raises(Invalid):
        adopt(draft, clerk)
    assert (Plan.objects.count(), Indicator.objects.count(), Task.objects.count()) == (0, 0, 0)
    assert Draft.objects.get(pk=draft.pk).stage == Stage.READY


def test_a_rejected_item_is_left_out(draft: Draft, clerk: User) -> None:
    review = queries.review_of(draft.pk, by=clerk)
    key = next(entry.key for entry in review.entries if entry.kind is Kind.TASK)
    actions.decide(
        draft_id=draft.pk, key=key, decision=Decision.REJECTED, version=1, by=clerk, at=NOW
    )
    plan_id = adopt(draft, clerk, version=2)
    assert Task.objects.filter(plan_id=plan_id).count() == 2


def test_a_correction_is_what_is_adopted(draft: Draft, clerk: User) -> None:
    review = queries.review_of(draft.pk, by=clerk)
    key = next(entry.key for entry in review.entries if entry.kind is Kind.TASK)
    actions.decide(
        draft_id=draft.pk,
        key=key,
        decision=Decision.CORRECTED,
        fields={"deadline": {"kind": "by-date", "day": "2026-09-30", "start": ""}},
        version=1,
        by=clerk,
        at=NOW,
    )
    plan_id = adopt(draft, clerk, version=2)
    assert Task.objects.get(plan_id=plan_id, no="1").due_day == date(2026, 9, 30)


def test_who_only_reads_cannot_adopt(draft: Draft, reporter: User) -> None:
    with pytest.raises(NotAllowed):
        adopt(draft, reporter)


def test_a_chosen_name_is_remembered_for_the_next_plan(
    draft: Draft, clerk: User, commune: Commune
) -> None:
    unit = str(commune.units["police"].pk)
    actions.choose_names(
        draft_id=draft.pk,
        choices={"Văn hóa - Xã hội": Choice((unit,))},
        version=1,
        by=clerk,
        at=NOW,
    )
    assert NameMapping.objects.get().label == "Văn hóa - Xã hội"
    plan_id = adopt(draft, clerk, version=2)
    lead = Task.objects.get(plan_id=plan_id, no="2").assignments.get(role="lead")
    assert str(lead.unit_id) == unit
    assert lead.name == "Văn hóa - Xã hội"


def test_a_group_reaches_every_unit_in_it(draft: Draft, clerk: User) -> None:
    shown = queries.names_shown(draft.pk, by=clerk, at=TODAY)
    villages = next(row for row in shown.rows if row.mention.name == "Các xóm")
    assert len(villages.units) == 3
    plan_id = adopt(draft, clerk)
    partners = Task.objects.get(plan_id=plan_id, no="2").assignments.filter(role="partner")
    assert partners.count() == 3


def test_a_name_may_stay_as_text_or_become_a_new_partner(draft: Draft, clerk: User) -> None:
    actions.choose_names(
        draft_id=draft.pk,
        choices={
            "Văn hóa - Xã hội": Choice(),
            "Các ban, ngành, đoàn thể": Choice(new_unit=True),
        },
        version=1,
        by=clerk,
        at=NOW,
    )
    waive_unclear(
        draft_id=draft.pk,
        keys=["NV-1"],
        reason="Chờ tỉnh sắp xếp xong",
        version=2,
        by=clerk,
        at=NOW,
    )
    plan_id = adopt(draft, clerk, version=3)
    assert Task.objects.get(plan_id=plan_id, no="2").assignments.get(role="lead").unit_id is None
    partner = Task.objects.get(plan_id=plan_id, no="1").assignments.get(role="partner")
    assert partner.unit_id is not None


def test_several_units_may_be_chosen_by_hand_for_one_name() -> None:
    posted = QueryDict(
        "ten-1=UBMTTQ và đoàn thể&ten-1=UBMTTQ, đoàn thể&don-vi-1=text&don-vi-1=a&don-vi-1=b"
    )
    assert chosen_names(posted) == {
        "UBMTTQ và đoàn thể": Choice(("a", "b"), group=True),
        "UBMTTQ, đoàn thể": Choice(("a", "b"), group=True),
    }
