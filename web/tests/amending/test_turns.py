"""What a change makes of a promise is said by the engine that holds plans against each other."""

from __future__ import annotations

import io
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from namro.model.alignment import Turn
from namro_web.amending import actions, queries
from namro_web.amending.facts import Facts
from namro_web.amending.turns import told
from namro_web.intake.actions import accept_remaining, draft_plan
from namro_web.intake.models import Draft
from tests.amending.test_amending import (
    AMENDING,
    BEFORE,
    TODAY,
    amend,
    apply,
    by_date,
    change,
    days,
    preview,
    read,
    start,
)
from tests.make import browser_of
from tests.tasks.world import NOON, World


def turns(kind: str, name: str, old: Facts, new: Facts) -> tuple[Turn, ...]:
    [field] = told(kind, [name], old, new)
    return field.turns


def promise(value: str, year: int = 2030, operator: str = ">=", **more: str) -> dict[str, str]:
    said = {"operator": operator, "value": value, "word": "", "unit": "%", "printed": ""}
    return {**said, "horizon": f"{year}-12-31", **more}


def indicator(*targets: dict[str, str], name: str = "Tỷ lệ hồ sơ trực tuyến") -> Facts:
    return {"name": name, "unit": "%", "targets": list(targets)}


def test_every_promise_of_an_indicator_is_held_against_its_own_successor() -> None:
    old = indicator(promise("50", 2027), promise("80"))
    cases: list[tuple[Facts, tuple[Turn, ...]]] = [
        (indicator(promise("80"), promise("50", 2027)), ()),
        (indicator(promise("60", 2027), promise("70")), (Turn.STRONGER, Turn.WEAKER)),
        (indicator(promise("50", 2028), promise("80")), (Turn.LATER,)),
        (indicator(promise("80")), (Turn.UNSTATED,)),
        (indicator(*old["targets"], promise("95", 2035)), (Turn.STATED,)),
        (indicator(promise("50", 2027), promise("80", operator="<=")), (Turn.CHECK,)),
        (indicator(promise("40", 2027), promise("80"), name="Hồ sơ nộp qua mạng"), (Turn.WEAKER,)),
    ]
    for new, expected in cases:
        assert turns("indicator", "targets", old, new) == expected, new


def test_an_indicator_whose_less_is_more_turns_the_other_way() -> None:
    name = "Xếp hạng chuyển đổi số"
    old = indicator(promise("12", operator="=", unit="thứ hạng"), name=name)
    new = indicator(promise("10", operator="=", unit="thứ hạng"), name=name)
    assert turns("indicator", "targets", old, new) == (Turn.STRONGER,)


def test_deadlines_of_tasks_and_days_of_goals_turn() -> None:
    def due(**said: str) -> Facts:
        return {"text": "Số hóa hồ sơ", "deadline": dict(said) or None}

    may, june = due(**by_date("2026-05-31")), due(**by_date("2026-06-30"))
    come = {"kind": "on-event", "condition": "Khi có hướng dẫn"}
    assert turns("task", "deadline", may, june) == (Turn.LATER,)
    assert turns("task", "deadline", june, may) == (Turn.EARLIER,)
    assert turns("task", "deadline", due(), may) == (Turn.STATED,)
    assert turns("task", "deadline", may, due(**come)) == (Turn.CHECK,)
    assert turns("task", "deadline", due(**come), due(**come, day="2026-05-31")) == ()
    assert turns(
        "task", "deadline", due(**come, day="2026-05-31"), due(**come, day="2026-06-30")
    ) == (Turn.LATER,)
    goals = [{"text": "Xã số", "horizon": f"{year}-12-31"} for year in (2030, 2027)]
    assert turns("goal", "horizon", *goals) == (Turn.EARLIER,)
    assert turns("task", "lead", {**may, "lead": ["Công an"]}, {**may, "lead": []}) == ()


PROMISES = st.lists(
    st.builds(
        promise,
        st.sampled_from(["", "10", "20"]),
        st.sampled_from([2027, 2030]),
        st.sampled_from([">=", "<=", "="]),
        word=st.sampled_from(["", "Đạt", "Chưa đạt"]),
        printed=st.sampled_from(["", "hộ nghèo", "hộ cận nghèo"]),
    ),
    max_size=4,
)


@given(PROMISES, PROMISES)
def test_backwards_every_turn_is_the_other_way_round(
    old: list[dict[str, str]], new: list[dict[str, str]]
) -> None:
    there = turns("indicator", "targets", indicator(*old), indicator(*new))
    back = turns("indicator", "targets", indicator(*new), indicator(*old))
    assert {one.back for one in there} == set(back)
    assert turns("indicator", "targets", indicator(*old), indicator(*old)) == ()


def test_two_days_say_what_became_later_or_earlier_and_can_be_narrowed_to_it(world: World) -> None:
    amend(world)
    [sooner] = days(world, BEFORE, TODAY).changed
    assert {one.label: one.turned for one in sooner.fields} == {
        "Thời hạn": "sớm hơn",
        "Sản phẩm": "",
    }
    assert days(world, TODAY, BEFORE).turns == (("later", "muộn hơn", 1),)
    narrowed = days(world, BEFORE, TODAY, huong="earlier")
    assert (narrowed.total, len(narrowed.changed)) == (1, 1)
    assert days(world, BEFORE, TODAY, huong="weaker").total == 0
    browser = browser_of(world.coordinator)
    pk = world.plan.plan_id
    page = browser.get(f"/ke-hoach/{pk}/phien-ban/so-sanh/?tu-ban=1&den-ban=2").content.decode()
    assert "Sớm hơn (1)" in page
    assert page.count("sớm hơn") == 1
    found = browser.get(f"/api/v1/versions/{pk}/compared-versions?first=1&last=2").json()
    assert [field["turns"] for field in found["changed"][0]["fields"]] == [["earlier"], []]
    data = actions.export_baseline(
        plan_id=pk, asked=queries.asked_from({}), by=world.inspector, at=NOON
    )
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    last = [row[8] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert last[0] == "Hướng"
    assert "sớm hơn" in last


def test_what_ended_up_as_it_was_did_not_turn(world: World) -> None:
    for day, at in (("2026-11-30", NOON - timedelta(hours=3)), ("2026-12-31", NOON)):
        start(world, at)
        change(world, "by_date", at, deadline=by_date(day))
        apply(world, at)
    assert days(world, BEFORE, TODAY).turns == ()


def test_the_preview_of_a_document_says_how_each_promise_turns(world: World) -> None:
    read(world)
    [row] = preview(world).changed
    assert [(one.label, one.turned) for one in row.told] == [("Thời hạn", "sớm hơn")]
    page = browser_of(world.coordinator).get(f"/ke-hoach/{world.plan.plan_id}/dieu-chinh/")
    assert "sớm hơn" in page.content.decode()


def test_a_renumbered_and_reordered_document_names_the_same_tasks(world: World) -> None:
    head, _, _ = AMENDING.partition("| 1 |")
    rows = [
        "Tập huấn kỹ năng số cho cán bộ xã",
        "Xây dựng kế hoạch số hóa hồ sơ lưu trữ",
    ]
    text = head + "".join(
        f"| {n} | {name} | Văn phòng HĐND và UBND |  | Kế hoạch | 30/11/2026 |\n"
        for n, name in enumerate(rows, start=1)
    )
    amendment = start(world, data=text.encode(), name="dieu-chinh.md")
    assert amendment.draft is not None
    draft_plan(draft_id=amendment.draft.pk)
    draft = Draft.objects.get(pk=amendment.draft.pk)
    accept_remaining(draft_id=draft.pk, version=draft.version, by=world.coordinator, at=NOON)
    shown = preview(world)
    assert not shown.added
    assert {row.proposal.text: row.proposal.new["text"] for row in shown.changed} == {
        "Tập huấn kỹ năng số cho cán bộ": rows[0],
        "Xây dựng kế hoạch số hóa hồ sơ": rows[1],
    }
