"""What became of a plan between two versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

import namro
from namro.model.alignment import Item, ItemKind, Programme
from namro.model.deadline import ByDate
from tests.aligning.labelled import sample
from tests.aligning.test_aligning import ITEMS, SIGNED, programme, target, task

ROAD = task("t1", "Làm 3 km đường bê tông thôn Đông", date(2026, 6, 30))
WATER = task("t2", "Đấu nối nước sạch cho các hộ thôn Đoài", date(2026, 9, 30))
TREES = task("t3", "Trồng cây xanh ven đường liên xã")


def test_added_and_removed_items_are_named() -> None:
    told = namro.compare(programme(ROAD, WATER), programme(WATER, TREES))
    assert [item.key for item in told.added] == ["t3"]
    assert [item.key for item in told.removed] == ["t1"]
    assert [old.key for old, _ in told.unchanged] == ["t2"]


@pytest.mark.parametrize(
    ("field", "old", "new", "change"),
    [
        ("deadline", "trước 30/06/2026", "trước 31/12/2026", {"deadline": ByDate(date(2026, 12, 31))}),
        ("lead", "", "Phòng Kinh tế", {"lead": ("Phòng Kinh tế",)}),
        ("partners", "", "Các thôn", {"partners": ("Các thôn",)}),
        ("deliverable", "", "Biên bản nghiệm thu", {"deliverable": "Biên bản nghiệm thu"}),
        ("place", "", "II. Hạ tầng", {"place": "II. Hạ tầng"}),
        ("text", ROAD.text, "Làm 4 km đường bê tông thôn Đông", {"text": "Làm 4 km đường bê tông thôn Đông"}),
    ],
)  # fmt: skip
def test_each_field_tells_its_old_and_new_value(
    field: str, old: str, new: str, change: dict[str, object]
) -> None:
    told = namro.compare(programme(ROAD, WATER), programme(replace(ROAD, **change), WATER))  # type: ignore[arg-type]
    (one,) = told.changed
    assert [(each.field, each.old, each.new) for each in one.fields] == [(field, old, new)]
    assert one.moved is (field == "place")


def test_a_target_tells_its_old_and_new_figure() -> None:
    before = target("c", SIGNED, ">= 70")
    told = namro.compare(programme(before), programme(replace(before, value=Decimal(50))))
    (field,) = told.changed[0].fields
    assert (field.label, field.old, field.new) == ("Mức chỉ tiêu", "≥ 70%", "≥ 50%")


def test_targets_of_one_name_are_told_apart_by_their_day() -> None:
    steps = [
        target(f"c{year}", SIGNED, ">= 70", horizon=date(year, 12, 31)) for year in (2027, 2030)
    ]
    raised = replace(steps[1], value=Decimal(90))
    told = namro.compare(programme(*steps), programme(raised, steps[0]))
    assert not told.added
    assert not told.removed
    assert [change.old.key for change in told.changed] == ["c2030"]


def test_an_item_that_only_stands_elsewhere_has_moved() -> None:
    told = namro.compare(programme(ROAD), programme(replace(ROAD, place="Phụ lục II", no="4")))
    assert told.changed[0].only_moved


def test_items_of_different_kinds_are_never_one() -> None:
    duty = Item("o1", ItemKind.OBLIGATION, ROAD.text)
    told = namro.compare(programme(ROAD), programme(duty))
    assert (len(told.added), len(told.removed)) == (1, 1)


@pytest.mark.parametrize("name", ["trung-hoi", "quang-son", "hoa-phong"])
def test_a_plan_is_the_same_as_itself(name: str) -> None:
    assert namro.compare(sample(name), sample(name)).same


@given(ITEMS, ITEMS)
@settings(max_examples=60, deadline=None)
def test_what_one_way_adds_the_other_removes(old: Programme, new: Programme) -> None:
    there, back = namro.compare(old, new), namro.compare(new, old)
    assert len(there.added) == len(back.removed)
    assert len(there.removed) == len(back.added)
    assert len(there.added) + len(there.changed) + len(there.unchanged) == len(new.items)
    assert len(there.removed) + len(there.changed) + len(there.unchanged) == len(old.items)


def test_an_edited_document_tells_exactly_its_edits() -> None:
    import pathlib

    path = pathlib.Path(__file__).resolve().parents[3] / "samples" / "trung-hoi" / "plan.txt"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    edited = "".join(
        line.replace("đạt 90%", "đạt 85%")
        for line in lines
        if "chương trình chuyên biệt" not in line
    )
    new = namro.parse(namro.read(edited.encode(), name="plan.txt"))
    told = namro.compare(sample("trung-hoi"), new)
    assert [item.text[:40] for item in told.removed] == ["Xây dựng chương trình chuyên biệt về kho"]
    assert not told.added
    assert {(f.field, f.old, f.new) for one in told.changed for f in one.fields} == {
        ("value", "90%", "85%")
    }
