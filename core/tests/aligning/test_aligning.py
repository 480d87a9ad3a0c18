"""What a plan makes of the plan above it."""

from __future__ import annotations

import json
import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import namro
from namro.model.alignment import Alignment, Answer, Item, ItemKind, Programme, Scope
from namro.model.deadline import ByDate
from namro.model.finding import Certainty
from namro.model.plan import Operator
from tests.aligning.labelled import CATALOGUE, aligned, sample

END = date(2030, 12, 31)


def target(key: str, text: str, said: str, *, unit: str = "%", horizon: date | None = END) -> Item:
    operator, value = said.split()
    return Item(key, ItemKind.TARGET, text, operator=Operator(operator), value=Decimal(value),
                unit=unit, horizon=horizon)  # fmt: skip


def task(key: str, text: str, day: date | None = None) -> Item:
    return Item(key, ItemKind.TASK, text, deadline=ByDate(day) if day else None)


def programme(*items: Item) -> Programme:
    return Programme("Kế hoạch", items)


def answered(parent: Item, *children: Item) -> Answer:
    return namro.align(programme(parent), programme(*children)).coverage[0].answer


SIGNED = "Tỷ lệ dân số trưởng thành có chữ ký số"


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        pytest.param((">= 70", "%"), (">= 70", "%"), Answer.COVERED, id="equal"),
        pytest.param((">= 70", "%"), ("= 90", "%"), Answer.COVERED, id="more"),
        pytest.param((">= 70", "%"), (">= 10", "%"), Answer.WEAKER, id="less"),
        pytest.param(("> 80", "%"), ("= 80", "%"), Answer.WEAKER, id="more than is not reached"),
        pytest.param(("> 80", "%"), ("> 80", "%"), Answer.COVERED, id="more than, both"),
        pytest.param(("<= 3", "%"), ("<= 5", "%"), Answer.WEAKER, id="at most, looser"),
        pytest.param(("<= 3", "%"), ("<= 1", "%"), Answer.COVERED, id="at most, tighter"),
        pytest.param((">= 3", "%"), ("<= 5", "%"), Answer.CHECK, id="opposite directions"),
        pytest.param(("= 10", "thứ hạng"), ("= 12", "thứ hạng"), Answer.WEAKER, id="rank"),
        pytest.param(("= 90", "%"), ("= 0.9", "tỷ lệ"), Answer.COVERED, id="share as a ratio"),
        pytest.param(("= 2", "tỷ đồng"), ("= 2000", "triệu đồng"), Answer.COVERED, id="scale"),
        pytest.param(("= 2", "tỷ đồng"), ("= 1900", "triệu đồng"), Answer.WEAKER, id="scale, less"),
        pytest.param(("= 3", "nghìn hộ"), ("= 3000", "hộ"), Answer.COVERED, id="thousands"),
        pytest.param(("= 50", "%"), ("= 50", "hộ"), Answer.CHECK, id="other unit"),
    ],
)  # fmt: skip
def test_a_figure_is_held_against_the_one_above(
    above: tuple[str, str], below: tuple[str, str], expected: Answer
) -> None:
    parent = target("p", SIGNED, above[0], unit=above[1])
    child = target("c", SIGNED, below[0], unit=below[1])
    assert answered(parent, child) is expected


def test_the_same_figure_at_a_later_day_is_later() -> None:
    late = target("c", SIGNED, ">= 70", horizon=date(2035, 12, 31))
    assert answered(target("p", SIGNED, ">= 70"), late) is Answer.LATER


def test_a_step_on_the_way_does_not_hide_the_figure_that_answers() -> None:
    step = target("c1", SIGNED, ">= 20", horizon=date(2027, 12, 31))
    assert (
        answered(target("p", SIGNED, ">= 70"), step, target("c2", SIGNED, ">= 70"))
        is Answer.COVERED
    )


def test_a_figure_without_a_day_is_for_a_person_to_judge() -> None:
    assert (
        answered(target("p", SIGNED, ">= 70"), target("c", SIGNED, ">= 70", horizon=None))
        is Answer.CHECK
    )


def test_yes_is_not_answered_by_no() -> None:
    yes = Item("p", ItemKind.TARGET, "Cơ sở dữ liệu đất đai được kết nối", word="Đạt")
    assert answered(yes, Item("c", ItemKind.TARGET, yes.text, word="Liên thông")) is Answer.COVERED
    assert answered(yes, Item("c", ItemKind.TARGET, yes.text, word="Chưa đạt")) is Answer.WEAKER


def test_a_task_due_after_the_day_above_is_later() -> None:
    text = "Xây dựng kế hoạch phát triển hạ tầng số"
    above, below = task("p", text, date(2026, 6, 30)), task("c", text, date(2026, 12, 31))
    assert answered(above, below) is Answer.LATER
    assert answered(below, above) is Answer.COVERED


def test_abbreviations_mean_what_they_stand_for() -> None:
    long = target(
        "p", "Tỷ lệ thủ tục hành chính giải quyết không phụ thuộc địa giới hành chính", "= 100"
    )
    short = target("c", "TTHC được giải quyết phi địa giới", "= 100")
    other = target("d", "Tỷ lệ hộ gia đình dùng nước sạch", "= 100")
    found = namro.align(programme(long), programme(other, short))
    assert [match.child for match in found.coverage[0].matches] == ["c"]
    assert [item.key for item in found.own] == ["d"]


def test_what_a_person_said_stands_above_every_likeness() -> None:
    above = programme(target("p", SIGNED, ">= 70"))
    below = programme(target("c", SIGNED, ">= 70"), task("t", "Trồng cây xanh ven đường"))
    refused = namro.align(above, below, rejected=[("p", "c")])
    assert refused.coverage[0].answer is Answer.MISSING
    linked = namro.align(above, below, rejected=[("p", "c")], confirmed=[("p", "t")])
    match = linked.coverage[0].matches[0]
    assert (match.child, match.by_hand, match.certainty) == ("t", True, Certainty.SURE)


@pytest.mark.parametrize("name", ["trung-hoi", "quang-son", "hoa-phong"])
def test_a_plan_held_against_itself_has_no_gap(name: str) -> None:
    plan = sample(name)
    alignment = namro.align(plan, plan)
    assert not alignment.gaps
    assert {one.answer for one in alignment.coverage} == {Answer.COVERED}
    assert not alignment.own


@pytest.mark.parametrize("name", ["trung-hoi", "quang-son"])
def test_the_order_of_items_changes_nothing(name: str) -> None:
    def told(alignment: Alignment) -> set[tuple[object, ...]]:
        return {
            (one.item.key, one.answer, frozenset((m.child, m.certainty) for m in one.matches))
            for one in alignment.coverage
        }

    plan, above = sample(name), namro.catalogue(CATALOGUE)
    turned = random.Random(7)
    mixed = [
        Programme(each.title, tuple(turned.sample(each.items, len(each.items))))
        for each in (above, plan)
    ]
    assert told(namro.align(*mixed)) == told(namro.align(above, plan))


WORDS = st.sampled_from(
    [
        "số",
        "hóa",
        "hồ",
        "sơ",
        "đường",
        "thôn",
        "cấp",
        "điện",
        "nước",
        "sạch",
        "y",
        "tế",
        "5G",
        "TTHC",
        "và",
        "của",
        "xã",
    ]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
ITEMS = st.lists(st.tuples(TEXTS, st.integers(0, 100), st.booleans()), max_size=8).map(
    lambda drawn: programme(
        *(
            target(f"i{n}", text, f">= {value}") if numeric else task(f"i{n}", text)
            for n, (text, value, numeric) in enumerate(drawn)
        )
    )
)


@given(ITEMS)
@settings(max_examples=60, deadline=None)
def test_any_programme_held_against_itself_has_no_gap(plan: Programme) -> None:
    assert not namro.align(plan, plan).gaps


@given(ITEMS, ITEMS)
@settings(max_examples=60, deadline=None)
def test_every_item_of_both_sides_is_told_of_once(above: Programme, below: Programme) -> None:
    alignment = namro.align(above, below)
    assert [one.item for one in alignment.coverage] == list(above.items)
    assert [item for item, _ in alignment.serves] == list(below.items)
    upward = {(m.parent, m.child) for one in alignment.coverage for m in one.matches}
    downward = {(m.parent, m.child) for _, matches in alignment.serves for m in matches}
    assert upward == downward


def test_reasons_are_words_of_the_two_statements() -> None:
    found = {one.item.key: one for one in aligned("trung-hoi").coverage}
    assert found["CT32"].matches[0].reasons == ("cùng lời văn",)
    assert "phi địa giới" not in found["CT35"].matches[0].reasons[0]
    assert "thanh toán trực tuyến" in found["CT35"].matches[0].reasons[0]


def test_the_catalogue_says_where_every_fact_was_seen() -> None:
    kept = namro.catalogue(CATALOGUE)
    assert len({item.key for item in kept.items}) == len(kept.items) > 100
    assert all(item.sources for item in kept.items)
    assert all(any(ref.url for ref in item.sources) for item in kept.items if item.verified)
    assert {item.scope for item in kept.items} == set(Scope)
    assert "71/NQ-CP" in kept.note


def test_the_contract_and_the_workbook_hold_every_item() -> None:
    alignment = aligned("trung-hoi")
    told = json.loads(json.dumps(namro.alignment_contract(alignment)))
    assert len(told["coverage"]) == len(alignment.coverage)
    heads, rows = namro.alignment_table(alignment)
    assert {len(row) for row in rows} == {len(heads)}
    assert namro.alignment_workbook(alignment)[:2] == b"PK"
