"""A draft is reviewed item by item, by one hand at a time, and every step can be taken back."""

from __future__ import annotations

import pytest

import namro
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, Missing, NotAllowed
from namro_web.intake import actions, queries
from namro_web.intake.items import Decision, Kind
from namro_web.intake.models import Draft, Stage
from tests.intake.conftest import NOW, PLAN


@pytest.fixture
def draft(clerk: User, settings, tmp_path) -> Draft:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    received = actions.receive_document(data=PLAN.encode(), name="kh.txt", by=clerk, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


def first_task(draft: Draft, by: User) -> str:
    review = queries.review_of(draft.pk, by=by)
    return next(entry.key for entry in review.entries if entry.kind is Kind.TASK)


def test_a_received_plan_is_read_into_a_draft(draft: Draft, clerk: User) -> None:
    assert draft.stage == Stage.READY
    review = queries.review_of(draft.pk, by=clerk)
    counts = {count.kind: count.total for count in review.counts}
    assert counts[Kind.TASK] == 3
    assert counts[Kind.INDICATOR] == 2
    assert counts[Kind.DUTY] >= 1


def test_reading_a_draft_twice_changes_nothing(draft: Draft) -> None:
    before = Draft.objects.values().get(pk=draft.pk)
    actions.draft_plan(draft_id=draft.pk)
    assert Draft.objects.values().get(pk=draft.pk) == before


def test_a_reader_that_stalled_does_not_write_over_what_others_read_and_reviewed(
    draft: Draft, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Draft.objects.update(stage=Stage.WAITING, plan={})
    parse = namro.parse

    def overtaken(source: namro.SourceDocument) -> namro.Plan:
        monkeypatch.setattr(namro, "parse", parse)
        actions.draft_plan(draft_id=draft.pk)
        key = first_task(draft, clerk)
        version = queries.review_of(draft.pk, by=clerk).version
        actions.decide(
            draft_id=draft.pk,
            key=key,
            decision=Decision.ACCEPTED,
            version=version,
            by=clerk,
            at=NOW,
        )
        Draft.objects.update(step="đã rà soát")
        return parse(source)

    monkeypatch.setattr(namro, "parse", overtaken)
    actions.draft_plan(draft_id=draft.pk)
    kept = Draft.objects.get(pk=draft.pk)
    assert (kept.stage, kept.step) == (Stage.READY, "đã rà soát")


def test_an_item_shows_its_five_clarities_with_a_word_and_a_reason(
    draft: Draft, clerk: User
) -> None:
    selected = queries.review_of(draft.pk, by=clerk, key=first_task(draft, clerk)).selected
    assert selected is not None
    assert [field.label for field in selected.fields] == [
        "Rõ việc",
        "Rõ người",
        "Rõ trách nhiệm",
        "Rõ kết quả",
        "Rõ thời gian",
    ]
    assert all(field.reason for field in selected.fields)
    assert {field.certainty for field in selected.fields} <= {"certain", "fairly", "check"}


def test_a_decision_counts_and_opens_the_next_item(draft: Draft, clerk: User) -> None:
    key = first_task(draft, clerk)
    actions.decide(
        draft_id=draft.pk, key=key, decision=Decision.ACCEPTED, version=1, by=clerk, at=NOW
    )
    review = queries.review_of(draft.pk, by=clerk)
    assert review.done == 1
    assert queries.next_key(review, key) != key


def test_a_correction_is_laid_over_and_what_was_read_is_kept(draft: Draft, clerk: User) -> None:
    key = first_task(draft, clerk)
    actions.decide(
        draft_id=draft.pk,
        key=key,
        decision=Decision.CORRECTED,
        fields={"lead": ["Công an xã"]},
        version=1,
        by=clerk,
        at=NOW,
    )
    found = queries.opened_draft(draft.pk, by=clerk)
    assert queries.facts_shown(found, key)["lead"] == ["Công an xã"]
    assert found.item(key).facts["lead"] == ["Văn phòng - Thống kê"]


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"text": "   "}, id="no text"),
        pytest.param({"colour": "xanh"}, id="a field it has not"),
        pytest.param({"lead": "Công an"}, id="a text for a list"),
        pytest.param({"deadline": {"kind": "by-date", "day": "31/13/2026"}}, id="no such day"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(draft: Draft, clerk: User, fields: dict) -> None:  # type: ignore[type-arg]
    with pytest.raises(Invalid):
        actions.decide(
            draft_id=draft.pk,
            key=first_task(draft, clerk),
            decision=Decision.CORRECTED,
            fields=fields,
            version=1,
            by=clerk,
            at=NOW,
        )


def test_a_step_can_be_taken_back(draft: Draft, clerk: User) -> None:
    key = first_task(draft, clerk)
    actions.decide(
        draft_id=draft.pk,
        key=key,
        decision=Decision.CORRECTED,
        fields={"deliverable": "Báo cáo"},
        version=1,
        by=clerk,
        at=NOW,
    )
    actions.undo(draft_id=draft.pk, version=2, by=clerk, at=NOW)
    review = queries.review_of(draft.pk, by=clerk)
    assert review.done == 0
    assert review.undo_label == ""


def test_accepting_the_rest_leaves_decided_items_alone_and_is_one_step(
    draft: Draft, clerk: User
) -> None:
    key = first_task(draft, clerk)
    actions.decide(
        draft_id=draft.pk, key=key, decision=Decision.REJECTED, version=1, by=clerk, at=NOW
    )
    actions.accept_remaining(draft_id=draft.pk, version=2, by=clerk, at=NOW)
    review = queries.review_of(draft.pk, by=clerk)
    assert review.left == 0
    assert next(e for e in review.entries if e.key == key).decision is Decision.REJECTED
    actions.undo(draft_id=draft.pk, version=3, by=clerk, at=NOW)
    assert queries.review_of(draft.pk, by=clerk).done == 1


def test_two_reviewers_never_write_over_each_other(draft: Draft, clerk: User) -> None:
    key = first_task(draft, clerk)
    actions.decide(
        draft_id=draft.pk, key=key, decision=Decision.ACCEPTED, version=1, by=clerk, at=NOW
    )
    with pytest.raises(Conflict, match="nơi khác"):
        actions.decide(
            draft_id=draft.pk, key=key, decision=Decision.REJECTED, version=1, by=clerk, at=NOW
        )


def test_who_only_reads_may_look_but_not_decide(draft: Draft, reporter: User) -> None:
    key = first_task(draft, reporter)
    with pytest.raises(NotAllowed):
        actions.decide(
            draft_id=draft.pk, key=key, decision=Decision.ACCEPTED, version=1, by=reporter, at=NOW
        )


def test_a_draft_of_another_commune_does_not_exist(draft: Draft, stranger: User) -> None:
    with pytest.raises(Missing):
        queries.review_of(draft.pk, by=stranger)
    with pytest.raises(Missing):
        actions.undo(draft_id=draft.pk, version=1, by=stranger, at=NOW)


def test_a_misprint_is_put_right_in_every_place_it_was_found(
    clerk: User, settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    text = PLAN.replace("Tuyên truyền về chuyển đổi số", "Tuyên truyển về chuyển đổi số")
    received = actions.receive_document(data=text.encode(), name="kh.txt", by=clerk, at=NOW)
    assert received.draft_id is not None
    review = queries.review_of(received.draft_id, by=clerk)
    work = next(work for work in review.waiting if work.printed and "truyển" in work.printed)
    actions.settle_finding(
        draft_id=received.draft_id, number=work.number, how="fixed", version=1, by=clerk, at=NOW
    )
    after = queries.review_of(received.draft_id, by=clerk)
    assert any(entry.title.startswith("Tuyên truyền về") for entry in after.entries)
    assert work.number not in [entry.number for entry in after.waiting]
