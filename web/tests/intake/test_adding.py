"""What the reading missed is marked in the text and becomes an item like any other."""

from __future__ import annotations

import json

import pytest
from django.test import Client

import namro
from namro_web.accounts.models import User
from namro_web.foundation.errors import Conflict, Invalid, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.indicators.models import Indicator
from namro_web.intake import actions, queries
from namro_web.intake.items import Decision, Kind
from namro_web.intake.models import Draft
from namro_web.plans.models import Objective
from namro_web.plans.paper import blocks_of
from namro_web.tasks.models import Task
from tests.intake.conftest import NOW, PLAN

MISSED = "Văn phòng - Thống kê chủ trì, phối hợp với Công an xã rà soát tài khoản, xong trước ngày 30/9/2026."
FIGURE = "Phấn đấu 70% hộ kinh doanh dùng hóa đơn điện tử."
TEXT = PLAN.replace(
    "II. NHIỆM VỤ", f"Nhận xét chung: {MISSED} {FIGURE} Giữ vững nền nếp đã có.\n\nII. NHIỆM VỤ"
)


@pytest.fixture
def draft(clerk: User, settings, tmp_path) -> Draft:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    received = actions.receive_document(data=TEXT.encode(), name="kh.txt", by=clerk, at=NOW)
    return Draft.objects.get(pk=received.draft_id)


def add(draft: Draft, words: str, kind: Kind, by: User) -> str:
    start = draft.document.text.index(words)
    _, key = actions.add_item(
        draft_id=draft.pk, kind=kind, start=start, end=start + len(words), by=by, at=NOW
    )
    return key


def test_marked_words_become_a_task_with_its_fields_read(draft: Draft, clerk: User) -> None:
    key = add(draft, MISSED, Kind.TASK, clerk)
    found = queries.opened_draft(draft.pk, by=clerk)
    facts = queries.facts_shown(found, key)
    assert facts["lead"] == ["Văn phòng - Thống kê"]
    assert facts["coordinating"] == ["Công an xã"]
    assert facts["deadline"]["day"] == "2026-09-30"
    assert found.source.quote(found.item(key).spans[0]) == MISSED


def test_marked_words_become_an_indicator_with_its_target(draft: Draft, clerk: User) -> None:
    key = add(draft, FIGURE, Kind.INDICATOR, clerk)
    facts = queries.facts_shown(queries.opened_draft(draft.pk, by=clerk), key)
    assert [target["value"] for target in facts["targets"]] == ["70"]


def test_an_indicator_without_a_figure_is_refused(draft: Draft, clerk: User) -> None:
    with pytest.raises(Invalid, match="con số"):
        add(draft, "Giữ vững nền nếp đã có", Kind.INDICATOR, clerk)


def test_an_added_item_is_marked_on_the_paper_like_the_others(draft: Draft, clerk: User) -> None:
    key = add(draft, MISSED, Kind.TASK, clerk)
    found = queries.opened_draft(draft.pk, by=clerk)
    runs = [
        run
        for block in blocks_of(found.source, queries.marks_of(found.items))
        for run in block.runs
    ]
    assert "".join(run.text for run in runs if run.mark and run.mark.key == key) == MISSED


def test_adding_can_be_taken_back_and_a_key_is_never_given_twice(draft: Draft, clerk: User) -> None:
    first = add(draft, MISSED, Kind.TASK, clerk)
    actions.undo(draft_id=draft.pk, version=2, by=clerk, at=NOW)
    assert first not in [item.key for item in queries.opened_draft(draft.pk, by=clerk).items]
    assert add(draft, MISSED, Kind.TASK, clerk) != first


def test_the_same_words_are_not_added_twice(draft: Draft, clerk: User) -> None:
    add(draft, MISSED, Kind.TASK, clerk)
    with pytest.raises(Conflict, match="đã là NV"):
        add(draft, MISSED, Kind.TASK, clerk)


def test_added_items_are_issued_with_the_plan(draft: Draft, clerk: User) -> None:
    for words, kind in (
        (MISSED, Kind.TASK),
        (FIGURE, Kind.INDICATOR),
        ("Giữ vững nền nếp đã có", Kind.GOAL),
    ):
        add(draft, words, kind, clerk)
    read = queries.adoption_shown(draft.pk, by=clerk, at=NOW.date()).particulars
    actions.adopt_draft(
        draft_id=draft.pk,
        particulars=actions.Particulars(**read),
        version=4,
        by=clerk,
        at=NOW,
        accept_rest=True,
    )
    assert (
        Task.objects.filter(text=MISSED.rstrip(".") + ".").exists()
        or Task.objects.filter(text__startswith="Văn phòng - Thống kê chủ trì").exists()
    )
    assert Indicator.objects.filter(name__icontains="hóa đơn điện tử").exists()
    assert Objective.objects.filter(text="Giữ vững nền nếp đã có").exists()


def test_an_addition_leaves_one_line_of_history_with_the_words(draft: Draft, clerk: User) -> None:
    add(draft, MISSED, Kind.TASK, clerk)
    line = HistoryLine.objects.get(verb="intake.item-added")
    assert MISSED[:40] in json.dumps(line.data, ensure_ascii=False)


def test_who_only_reads_adds_nothing(draft: Draft, reporter: User) -> None:
    with pytest.raises(NotAllowed):
        add(draft, MISSED, Kind.TASK, reporter)


def test_the_page_adds_what_is_selected_on_it(draft: Draft, browser: Client) -> None:
    source = namro.source_from_json(draft.document.source)
    number = next(n for n, block in enumerate(source.blocks, 1) if MISSED in block.text)
    place = source.blocks[number - 1].text.index(MISSED)
    page = browser.post(
        f"/van-ban/nhap/{draft.pk}/them/",
        {"kind": "NV", "from": f"{number}:{place}", "to": f"{number}:{place + len(MISSED)}"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "Người duyệt thêm từ chữ của văn bản" in page
    assert 'id="paper-sheets"' in page


@pytest.mark.parametrize(
    "posted",
    [
        pytest.param({"kind": "NV"}, id="nothing selected"),
        pytest.param({"kind": "NV", "from": "999:0", "to": "999:5"}, id="no such place"),
        pytest.param({"kind": "XX", "quote": MISSED}, id="no such kind"),
        pytest.param({"kind": "NV", "quote": "Câu này không có"}, id="words not in the text"),
    ],
)
def test_what_cannot_be_added_is_refused_and_changes_nothing(
    draft: Draft, browser: Client, posted: dict[str, str]
) -> None:
    answer = browser.post(f"/van-ban/nhap/{draft.pk}/them/", posted)
    assert answer.status_code == 422
    assert Draft.objects.get(pk=draft.pk).version == 1


def test_every_item_says_in_a_word_and_a_reason_how_sure_it_is(draft: Draft, clerk: User) -> None:
    key = add(draft, "Giữ vững nền nếp đã có", Kind.TASK, clerk)
    entries = {e.key: e for e in queries.review_of(draft.pk, by=clerk).entries}
    assert (entries[key].certainty, entries[key].reason) == (
        "check",
        "Người duyệt thêm từ chữ của văn bản, thiếu chủ trì, sản phẩm, thời hạn.",
    )
    table = next(e for e in entries.values() if e.title.startswith("Số hóa hồ sơ"))
    assert table.reason == "Đọc từ bảng, đủ cột."


def test_items_are_found_without_diacritics(draft: Draft, clerk: User) -> None:
    found = queries.opened_draft(draft.pk, by=clerk)
    assert any(
        e.title.startswith("Tuyên truyền") for e in queries.find_items(found, words="tuyen truyen")
    )
    assert queries.find_items(found, words="không có đâu cả") == ()


def test_an_error_is_set_aside_only_with_a_reason_and_can_be_taken_up_again(
    clerk: User, settings, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path / "files"
    text = PLAN.replace("| Văn phòng - Thống kê | Các ban", "| | Các ban")
    received = actions.receive_document(data=text.encode(), name="kh.txt", by=clerk, at=NOW)
    assert received.draft_id is not None
    works = queries.review_of(received.draft_id, by=clerk).waiting
    grave = next((work for work in works if work.severity == "error"), None)
    assert grave is not None, [(work.rule, work.severity) for work in works]

    def settle(how: str, version: int, reason: str = "") -> None:
        actions.settle_finding(
            draft_id=received.draft_id or 0,
            number=grave.number,
            how=how,
            version=version,
            reason=reason,
            by=clerk,
            at=NOW,
        )

    with pytest.raises(Invalid, match="lý do"):
        settle("set-aside", 1)
    settle("set-aside", 1, "Lãnh đạo phân công sau")
    after = queries.review_of(received.draft_id, by=clerk)
    assert [work.reason for work in after.settled] == ["Lãnh đạo phân công sau"]
    settle("reopened", 2)
    assert grave.number in [
        w.number for w in queries.review_of(received.draft_id, by=clerk).waiting
    ]


def test_findings_are_narrowed_by_gravity_and_kind(draft: Draft, clerk: User) -> None:
    found = queries.opened_draft(draft.pk, by=clerk)
    every = queries.review_shown(found)
    for choice in every.sorts:
        some = queries.review_shown(found, wanted=queries.Wanted(sort=choice.value))
        assert len(some.waiting) == choice.count
        assert {work.sort for work in some.waiting} == {choice.value}
    assert sum(choice.count for choice in every.gravities) == every.waiting_total


def test_a_decision_on_an_added_item_is_kept(draft: Draft, clerk: User) -> None:
    key = add(draft, MISSED, Kind.TASK, clerk)
    actions.decide(
        draft_id=draft.pk, key=key, decision=Decision.REJECTED, version=2, by=clerk, at=NOW
    )
    entry = next(e for e in queries.review_of(draft.pk, by=clerk).entries if e.key == key)
    assert entry.decision is Decision.REJECTED
