"""A plan beside the plan above it: what is shown, what people say of it, and that it stays."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from docx import Document
from openpyxl import load_workbook

from namro.model.alignment import Answer
from namro_web.comparing import queries
from namro_web.comparing.actions import decide_items, decide_parent, export_coverage
from namro_web.comparing.models import ItemLink, ParentLink
from namro_web.foundation.errors import Invalid, Missing, NotAllowed
from namro_web.foundation.models import HistoryLine
from namro_web.plans.models import Citation, Plan
from namro_web.plans.sentences import known_verbs
from tests.comparing.sample import adopt_sample, draft_sample
from tests.counting import assert_queries
from tests.make import browser_of
from tests.tasks.world import NOON, World, add_plan, make_world

NQ = "03/NQ-CP"
ADDRESS = "/ke-hoach/{}/doi-chieu/"


def shown(plan: Plan, world: World, **asked: str) -> queries.Shown:
    return queries.coverage(plan.pk, queries.asked_from({"voi": NQ, **asked}), by=world.an)


def row(plan: Plan, world: World, key: str) -> queries.Row:
    return next(one for one in shown(plan, world).rows if one.side.key == key)


def say(plan: Plan, world: World, pair: str, decision: str, who: str = "coordinator") -> None:
    parent, _, child = pair.partition("|")
    decide_items(
        plan_id=plan.pk, above=NQ, parent_key=parent, child_key=child, decision=decision,
        by=world.people[who], at=NOON,
    )  # fmt: skip


def link_parent(plan: Plan, world: World, above: str, decision: str) -> None:
    decide_parent(plan_id=plan.pk, above=above, decision=decision, by=world.coordinator, at=NOON)


def test_every_requirement_is_shown_with_its_answer(plan: Plan, world: World) -> None:
    page = shown(plan, world)
    assert page.total == 116
    counts = {count.key: count.number for count in page.counts}
    assert sum(counts.values()) == 116
    assert counts["covered"] > 40
    assert [one.side.key for one in shown(plan, world, **{"tinh-trang": "weaker"}).rows] == ["CT36"]


def test_both_sentences_stand_side_by_side_and_open(plan: Plan, world: World) -> None:
    one = row(plan, world, "CT12")
    assert one.links[0].side.text.startswith("Tỉ lệ sử dụng dịch vụ công trực tuyến")
    answer = browser_of(world.an).get(one.links[0].side.url)
    assert answer.status_code == 200
    for kind in ("task-", "goal-"):
        url = next(
            link.side.url
            for each in shown(plan, world).rows
            for link in each.links
            if link.side.key.startswith(kind)
        )
        assert browser_of(world.an).get(url).status_code == 200


def test_the_plan_side_says_what_each_item_serves_or_that_it_is_its_own(
    plan: Plan, world: World
) -> None:
    page = shown(plan, world, xem="ke-hoach")
    assert sum(not one.links for one in page.rows) == page.own > 0
    own = shown(plan, world, xem="ke-hoach", **{"tinh-trang": "rieng"})
    assert len(own.rows) == page.own


def test_a_citation_suggests_the_document_above(plan: Plan, world: World) -> None:
    assert [(one.code, one.state) for one in queries.aboves_of(plan, by=world.an)] == [
        (NQ, "suggested")
    ]
    assert "được dẫn ở dòng" in queries.aboves_of(plan, by=world.an)[0].why


def test_a_cited_plan_of_the_system_is_suggested_to_those_who_may_see_it(
    plan: Plan, world: World
) -> None:
    add_plan(world)
    Citation.objects.create(plan=plan, order=99, kind="Kế hoạch", number="12/KH-UBND")
    found = {one.code for one in queries.aboves_of(plan, by=world.an) if one.state == "suggested"}
    twins = {f"ke-hoach-{one.pk}" for one in Plan.objects.filter(number="12/KH-UBND")}
    assert found == {NQ, *twins}
    one = sorted(twins)[0]
    page = queries.coverage(plan.pk, queries.asked_from({"voi": one}), by=world.an)
    assert page.rows
    assert not page.unverified


def test_what_a_person_said_of_a_document_above_stays(plan: Plan, world: World) -> None:
    link_parent(plan, world, NQ, "confirmed")
    assert queries.aboves_of(plan, by=world.an)[0].is_confirmed
    link_parent(plan, world, NQ, "rejected")
    assert queries.aboves_of(plan, by=world.an)[0].is_rejected
    link_parent(plan, world, NQ, "")
    assert queries.aboves_of(plan, by=world.an)[0].state == "suggested"
    assert not ParentLink.objects.exists()


def test_a_refused_match_leaves_a_gap_and_can_be_taken_back(plan: Plan, world: World) -> None:
    pair = row(plan, world, "CT36").links[0].pair
    say(plan, world, pair, "rejected")
    refused = row(plan, world, "CT36")
    assert refused.word == "Chưa có"
    assert [one.pair for one in refused.refused] == [pair]
    say(plan, world, pair, "")
    assert row(plan, world, "CT36").word == "Yếu hơn"
    assert not ItemLink.objects.exists()


def test_a_link_made_by_hand_decides(plan: Plan, world: World) -> None:
    child = row(plan, world, "CT12").links[0].side.key
    say(plan, world, f"CT13|{child}", "confirmed")
    linked = row(plan, world, "CT13")
    assert (linked.word, linked.links[0].by_hand) == ("Đã cụ thể hóa", True)


@pytest.mark.parametrize("who", ["an", "leader", "inspector", "supervisor"])
def test_only_who_edits_plans_says_what_belongs_together(
    plan: Plan, world: World, who: str
) -> None:
    pair = row(plan, world, "CT36").links[0].pair
    with pytest.raises(NotAllowed):
        say(plan, world, pair, "confirmed", who)
    assert not ItemLink.objects.exists()
    answer = browser_of(world.people[who]).get(ADDRESS.format(plan.pk))
    assert answer.status_code == 200
    assert "Nối bằng tay" not in answer.content.decode()


def test_a_stranger_sees_no_coverage_and_reaches_no_foreign_parent(
    plan: Plan, world: World
) -> None:
    other = make_world(name="Hòa Phong")
    assert browser_of(other.coordinator).get(ADDRESS.format(plan.pk)).status_code == 404
    foreign = f"ke-hoach-{other.plan.plan_id}"
    with pytest.raises(Missing):
        queries.coverage(plan.pk, queries.asked_from({"voi": foreign}), by=world.an)
    with pytest.raises(Missing):
        link_parent(plan, world, foreign, "confirmed")


@pytest.mark.parametrize(
    ("above", "pair", "decision", "refusal"),
    [
        ("04/NQ-CP", "CT36|task-1", "confirmed", Missing),
        (NQ, "CT99|task-1", "confirmed", Missing),
        (NQ, "CT36|task-999999", "confirmed", Missing),
        (NQ, "CT36|<script>", "rejected", Missing),
        (NQ, "CT36|task-1", "perhaps", Invalid),
    ],
)
def test_bad_input_changes_nothing(
    plan: Plan, world: World, above: str, pair: str, decision: str, refusal: type[Exception]
) -> None:
    parent, _, child = pair.partition("|")
    lines = HistoryLine.objects.count()
    with pytest.raises(refusal):
        decide_items(
            plan_id=plan.pk, above=above, parent_key=parent, child_key=child, decision=decision,
            by=world.coordinator, at=NOON,
        )  # fmt: skip
    assert not ItemLink.objects.exists()
    assert HistoryLine.objects.count() == lines


def test_a_plan_is_not_above_itself(plan: Plan, world: World) -> None:
    with pytest.raises(Missing):
        link_parent(plan, world, f"ke-hoach-{plan.pk}", "confirmed")
    with pytest.raises(IntegrityError), transaction.atomic():
        ParentLink.objects.create(
            plan=plan, parent=plan, decision="confirmed", by=world.coordinator, at=NOON
        )


def test_each_word_leaves_one_line_of_history_that_reads(plan: Plan, world: World) -> None:
    pair = row(plan, world, "CT36").links[0].pair
    before = HistoryLine.objects.count()
    link_parent(plan, world, NQ, "confirmed")
    say(plan, world, pair, "rejected")
    say(plan, world, pair, "")
    said = list(HistoryLine.objects.order_by("number").values_list("verb", flat=True))[before:]
    assert said == [
        "comparing.parent-confirmed",
        "comparing.items-unlinked",
        "comparing.items-reset",
    ]
    assert set(said) <= set(known_verbs())
    page = browser_of(world.an).get(f"/ke-hoach/{plan.pk}/lich-su/").content.decode()
    assert "gỡ một mục khỏi 03/NQ-CP" in page


def test_buttons_of_the_page_link_unlink_and_undo(plan: Plan, world: World) -> None:
    browser = browser_of(world.coordinator)
    pair = row(plan, world, "CT36").links[0].pair
    address = f"{ADDRESS.format(plan.pk)}muc/"
    answer = browser.post(
        address, {"voi": NQ, "xem-luc": NOON.isoformat(), "viec": f"rejected|{pair}"}
    )
    assert answer.url.endswith("#muc-CT36")
    part = browser.post(
        address,
        {"voi": NQ, "xem-luc": NOON.isoformat(), "viec": f"|{pair}", "tinh-trang": "weaker"},
        headers={"HX-Request": "true"},
    )
    assert "70%" in part.content.decode()
    assert "<html" not in part.content.decode()
    child = pair.partition("|")[2]
    browser.post(
        address, {"voi": NQ, "xem-luc": NOON.isoformat(), "viec": "confirmed|CT13", "muc": child}
    )
    assert ItemLink.objects.get().parent_key == "CT13"
    assert (
        browser.post(
            address, {"voi": NQ, "xem-luc": NOON.isoformat(), "viec": "confirmed|CT13"}
        ).status_code
        == 422
    )
    chosen = browser.get(
        f"{ADDRESS.format(plan.pk)}noi/", {"voi": NQ, "muc": "CT13", "tim": "phi dia gioi"}
    )
    assert "đang nối" in chosen.content.decode()


def test_the_coverage_is_taken_along_as_excel_and_word(plan: Plan, world: World) -> None:
    given = {"plan_id": plan.pk, "above": NQ, "by": world.an, "at": NOON}
    sheet = load_workbook(io.BytesIO(export_coverage(kind="xlsx", **given))).worksheets[0]
    assert [cell.value for cell in sheet["L"]].count("Chưa kiểm chứng") > 50
    paper = Document(io.BytesIO(export_coverage(kind="docx", **given)))
    assert "Yếu hơn (1)" in [one.text for one in paper.paragraphs]
    for kind in ("xlsx", "docx"):
        answer = browser_of(world.an).get(f"{ADDRESS.format(plan.pk)}tai-ve.{kind}?voi={NQ}")
        assert answer.content[:2] == b"PK"
    assert HistoryLine.objects.filter(verb="comparing.coverage-exported").count() == 4


def test_unverified_facts_say_so_on_the_page(plan: Plan, world: World) -> None:
    page = browser_of(world.an).get(ADDRESS.format(plan.pk)).content.decode()
    assert "chưa kiểm chứng" in page
    assert "most.gov.vn" in page


def test_search_and_filters_live_in_the_address(plan: Plan, world: World) -> None:
    found = shown(plan, world, q="chu ky so hoac", loai="target", **{"pham-vi": "local"})
    assert [one.side.key for one in found.rows] == ["CT42"]
    nothing = browser_of(world.an).get(f"{ADDRESS.format(plan.pk)}?q=khong-co-gi-het")
    assert "Không có mục nào khớp" in nothing.content.decode()


def test_the_coverage_takes_a_fixed_number_of_queries(plan: Plan, world: World) -> None:
    browser = browser_of(world.coordinator)
    assert_queries("comparing:coverage", browser, ADDRESS.format(plan.pk))
    small = Plan.objects.get(pk=world.plan.plan_id)
    assert_queries("comparing:coverage", browser, ADDRESS.format(small.pk))


def test_the_stored_plan_is_answered_like_the_document(plan: Plan, world: World) -> None:
    held = queries.held_against(plan.pk, NQ, by=world.an)
    answers = {one.item.key: one.answer for one in held.alignment.coverage}
    assert answers["CT36"] is Answer.WEAKER
    assert answers["CT12"] is Answer.COVERED
    assert answers["CT09"] is Answer.MISSING


def test_another_plan_of_the_commune_can_be_compared(plan: Plan, world: World) -> None:
    other = adopt_sample(world, "hoa-phong")
    page = queries.coverage(plan.pk, queries.asked_from({"voi": f"ke-hoach-{other}"}), by=world.an)
    assert page.total > 50
    assert page.rows[0].side.url


def test_a_draft_is_held_against_the_document_above_before_it_is_issued(world: World) -> None:
    draft = draft_sample(world)
    browser = browser_of(world.coordinator)
    page = browser.get(f"/van-ban/nhap/{draft.pk}/doi-chieu/").content.decode()
    assert "So với Nghị quyết 03/NQ-CP" in page
    assert "70% so với 100%" in page
    assert "Dự thảo không dẫn" not in page
    for at in ("", "ban-hanh/"):
        assert f"/van-ban/nhap/{draft.pk}/doi-chieu/" in (
            browser.get(f"/van-ban/nhap/{draft.pk}/{at}").content.decode()
        )
    stranger = browser_of(make_world(name="Hòa Phong").coordinator)
    assert stranger.get(f"/van-ban/nhap/{draft.pk}/doi-chieu/").status_code == 404


def test_a_draft_is_compared_as_its_reviewers_have_it(world: World) -> None:
    from namro_web.intake.actions import decide
    from namro_web.intake.items import Decision
    from namro_web.intake.parents import against_parent
    from namro_web.intake.queries import facts_shown, opened_draft

    def said() -> dict[str, int]:
        found = opened_draft(draft.pk, by=world.coordinator)
        return {group.status: group.number for group in against_parent(found).groups}

    draft = draft_sample(world)
    assert said()["behind"] == 1
    found = opened_draft(draft.pk, by=world.coordinator)
    weak = against_parent(found).groups[0].rows[0].answer_line
    [item] = [
        one
        for one in found.items
        if one.line == weak
        and any(t["value"] == "70" for t in facts_shown(found, one.key).get("targets", ()))
    ]
    targets = [
        {**target, "value": "100" if target["value"] == "70" else target["value"]}
        for target in facts_shown(found, item.key)["targets"]
    ]
    decide(
        draft_id=draft.pk, key=item.key, decision=Decision.CORRECTED, fields={"targets": targets},
        version=draft.version, by=world.coordinator, at=NOON,
    )  # fmt: skip
    assert said()["behind"] == 0
    covered, missing = said()["achieved"], said()["not_achieved"]
    decide(
        draft_id=draft.pk, key=item.key, decision=Decision.REJECTED,
        version=draft.version + 1, by=world.coordinator, at=NOON,
    )  # fmt: skip
    assert said()["achieved"] < covered or said()["not_achieved"] > missing


def test_programs_read_the_coverage_and_link_as_people_do(plan: Plan, world: World) -> None:
    browser = browser_of(world.coordinator)
    address = f"/api/v1/coverage/{plan.pk}"
    told = browser.get(address).json()
    weak = next(one for one in told["coverage"] if one["answer"] == "weaker")
    assert (weak["key"], told["counts"]["weaker"]) == ("CT36", 1)
    given = {
        "above": NQ,
        "parent_key": "CT36",
        "child_key": weak["answered_by"][0]["key"],
        "decision": "rejected",
        "seen_at": NOON.isoformat(),
    }
    blind = browser.post(
        f"{address}/items", {**given, "seen_at": None}, content_type="application/json"
    )
    assert blind.json()["code"] == "comparing.moment-needed"
    answer = browser.post(f"{address}/items", given, content_type="application/json")
    assert answer.status_code == 204
    assert row(plan, world, "CT36").word == "Chưa có"
    reader = browser_of(world.an)
    assert (
        reader.post(f"{address}/items", given, content_type="application/json").status_code == 403
    )
    assert [one["code"] for one in reader.get(f"{address}/above").json()] == [NQ]
    assert browser_of(make_world(name="Hòa Phong").an).get(address).status_code == 404


@pytest.mark.parametrize("what", ["item", "parent"])
def test_what_somebody_decided_since_the_page_was_drawn_is_told_not_overwritten(
    plan: Plan, world: World, what: str
) -> None:
    browser = browser_of(world.coordinator)
    pair = row(plan, world, "CT36").links[0].pair
    if what == "item":
        say(plan, world, pair, "confirmed")
        address, sent = "muc/", {"viec": f"rejected|{pair}"}
    else:
        link_parent(plan, world, NQ, "confirmed")
        address, sent = "cap-tren/", {"quyet-dinh": "rejected"}
    earlier = (NOON - timedelta(minutes=5)).isoformat()
    answer = browser.post(
        f"{ADDRESS.format(plan.pk)}{address}", {"voi": NQ, **sent, "xem-luc": earlier}
    )
    assert answer.status_code == 409
    assert f"{world.coordinator.full_name} đã quyết định “Đúng”" in answer.content.decode()
    stored = ItemLink if what == "item" else ParentLink
    assert stored.objects.get().decision == "confirmed"


# --- What one thing serves, and the card of the plan's page ----------------------------------------


def test_a_task_and_an_indicator_say_what_of_the_plan_above_they_serve(
    plan: Plan, world: World
) -> None:
    below = shown(plan, world, xem="ke-hoach").rows
    for prefix, kind in (("task-", "task"), ("target-", "indicator")):
        one = next(each for each in below if each.links and each.side.key.startswith(prefix))
        thing_id = int(one.side.url.strip("/").rsplit("/", 1)[1])
        found = queries.serves(plan.pk, kind, thing_id, by=world.an)
        assert one.links[0].side.key in {
            link.side.key for group in found.groups for link in group.links
        }
        page = browser_of(world.an).get(f"/ke-hoach/{plan.pk}/doi-chieu/phuc-vu/{kind}/{thing_id}/")
        assert one.links[0].side.text[:40] in page.content.decode()
        told = browser_of(world.an).get(f"/api/v1/coverage/{plan.pk}/serves/{kind}/{thing_id}")
        assert one.links[0].side.key in {each["key"] for each in told.json()["serves"]}


def test_what_serves_nothing_above_says_so(plan: Plan, world: World) -> None:
    own = next(
        one
        for one in shown(plan, world, xem="ke-hoach", **{"tinh-trang": "rieng"}).rows
        if one.side.key.startswith("task-")
    )
    address = f"/ke-hoach/{plan.pk}/doi-chieu/phuc-vu/task/{own.side.key[5:]}/"
    assert "Riêng của kế hoạch" in browser_of(world.an).get(address).content.decode()


def test_a_refused_link_is_served_no_more(plan: Plan, world: World) -> None:
    one = next(
        each
        for each in shown(plan, world, xem="ke-hoach").rows
        if len(each.links) == 1 and each.side.key.startswith("task-")
    )
    say(plan, world, one.links[0].pair, "rejected")
    found = queries.serves(plan.pk, "task", int(one.side.key[5:]), by=world.an)
    assert one.links[0].side.key not in {
        link.side.key for group in found.groups for link in group.links
    }


@pytest.mark.parametrize("path", ["task/999999", "goal/1", "indicator/999999"])
def test_what_the_plan_does_not_have_serves_nothing(plan: Plan, world: World, path: str) -> None:
    answer = browser_of(world.an).get(f"/ke-hoach/{plan.pk}/doi-chieu/phuc-vu/{path}/")
    assert answer.status_code == 404


def test_the_pages_of_plan_task_and_indicator_lead_there(plan: Plan, world: World) -> None:
    browser = browser_of(world.an)
    page = browser.get(f"/ke-hoach/{plan.pk}/").content.decode()
    assert f"/ke-hoach/{plan.pk}/doi-chieu/tom-tat/" in page
    card = browser.get(f"/ke-hoach/{plan.pk}/doi-chieu/tom-tat/").content.decode()
    for count in shown(plan, world).counts:
        assert count.word in card
    task, indicator = plan.tasks.first(), plan.indicators.first()
    assert task is not None
    assert indicator is not None
    for kind, address, thing in (
        ("task", f"/nhiem-vu/{task.pk}/", task),
        ("indicator", f"/chi-tieu/{indicator.pk}/", indicator),
    ):
        assert (
            f"/ke-hoach/{plan.pk}/doi-chieu/phuc-vu/{kind}/{thing.pk}/"
            in browser.get(address).content.decode()
        )
