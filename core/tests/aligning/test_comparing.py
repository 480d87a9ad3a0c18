"""What became of a plan between two versions."""

from __future__ import annotations

import pathlib
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import namro
from namro.aligning.assigning import assign
from namro.aligning.matching import Matcher
from namro.model.alignment import Item, ItemKind, Programme, Turn
from namro.model.deadline import ByDate, Continuous, OnEvent
from namro.model.plan import Operator
from tests.aligning.labelled import sample
from tests.aligning.test_aligning import SIGNED, programme, target, task

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


@pytest.mark.parametrize(
    ("old", "new", "turn"),
    [
        pytest.param((">= 70", "%"), (">= 50", "%"), Turn.WEAKER, id="less"),
        pytest.param(("= 2", "tỷ đồng"), ("= 2500", "triệu đồng"), Turn.STRONGER, id="more, scale"),
        pytest.param(("= 2", "tỷ đồng"), ("= 2000", "triệu đồng"), None, id="the same, scale"),
        pytest.param((">= 80", "%"), ("> 80", "%"), Turn.STRONGER, id="more than"),
        pytest.param(("<= 3", "%"), ("<= 5", "%"), Turn.WEAKER, id="at most, looser"),
        pytest.param(("= 12", "thứ hạng"), ("= 10", "thứ hạng"), Turn.STRONGER, id="rank"),
        pytest.param((">= 3", "%"), ("<= 3", "%"), Turn.CHECK, id="opposite directions"),
        pytest.param(("= 50", "%"), ("= 50", "hộ"), Turn.CHECK, id="other unit"),
    ],
)
def test_a_figure_turns_by_the_rules_of_coverage_and_back(
    old: tuple[str, str], new: tuple[str, str], turn: Turn | None
) -> None:
    before = programme(target("c", SIGNED, old[0], unit=old[1]))
    after = programme(target("c", SIGNED, new[0], unit=new[1]))
    assert [one.turn for one in namro.compare(before, after).changed[0].fields] == [turn]
    back = [one.turn for one in namro.compare(after, before).changed[0].fields]
    assert back == [turn.back if turn else None]


@pytest.mark.parametrize(
    ("change", "turn"),
    [
        ({"deadline": ByDate(date(2026, 12, 31))}, Turn.LATER),
        ({"deadline": ByDate(date(2026, 3, 31))}, Turn.EARLIER),
        ({"deadline": None}, Turn.UNSTATED),
        ({"deadline": Continuous()}, Turn.CHECK),
        ({"lead": ("Phòng Kinh tế",)}, None),
        ({"text": "Làm 4 km đường bê tông thôn Đông"}, None),
    ],
)
def test_a_deadline_turns_and_what_promises_nothing_does_not(
    change: dict[str, object], turn: Turn | None
) -> None:
    told = namro.compare(programme(ROAD), programme(replace(ROAD, **change)))  # type: ignore[arg-type]
    assert [one.turn for one in told.changed[0].fields] == [turn]
    assert told.turns == {each: int(each is turn) for each in Turn}


def test_a_level_in_words_turns_and_a_day_of_a_target_too() -> None:
    before = Item("p", ItemKind.TARGET, "Dữ liệu đất đai được kết nối", word="Đạt")
    told = namro.compare(programme(before), programme(replace(before, word="Chưa đạt")))
    assert told.changed[0].turns == (Turn.WEAKER,)
    figure = target("c", SIGNED, ">= 70")
    late = replace(figure, value=Decimal(80), horizon=date(2035, 12, 31))
    told = namro.compare(programme(figure), programme(late))
    assert told.changed[0].turns == (Turn.STRONGER, Turn.LATER)


def test_what_is_known_to_be_one_is_one_whatever_its_words() -> None:
    told = namro.compare(
        programme(ROAD, WATER),
        programme(replace(WATER, key="n1"), replace(TREES, key="n2")),
        confirmed=[("t1", "n1"), ("t2", "n1"), ("t9", "n2")],
    )
    assert [(old.key, new.key) for old, new in told.pairs] == [("t1", "n1")]
    assert [item.key for item in told.removed] == ["t2"]
    assert [item.key for item in told.added] == ["n2"]


def test_all_pairs_are_chosen_together_and_not_one_at_a_time() -> None:
    """The first alone is nearest to the only one that the second could be."""
    start, end = "Tập huấn kỹ năng số", "trong quý II"
    one = task("a", f"{start} an toàn thông tin cho cán bộ xã đoàn viên thanh niên {end}")
    two = task(
        "b",
        f"{start} an toàn thông tin cho cán bộ xã hội viên phụ nữ đoàn viên thanh niên tại nhà văn hóa thôn",
    )
    nearest = task("n1", f"{start} cho cán bộ xã hội viên phụ nữ đoàn viên thanh niên {end}")
    other = task("n2", f"{start} an toàn thông tin cho cán bộ xã {end}")
    likeness = Matcher([one, two], [nearest, other]).whole_likeness
    assert likeness(0, 0) > max(likeness(0, 1), likeness(1, 0)) > likeness(1, 1)
    told = namro.compare(programme(one, two), programme(nearest, other))
    assert {(old.key, new.key) for old, new in told.pairs} == {("a", "n2"), ("b", "n1")}


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 60), max_size=25
    )
)
@settings(deadline=None)
def test_no_other_way_of_pairing_fits_better(scores: dict[tuple[int, int], int]) -> None:
    def best(left: int, free: frozenset[int]) -> int:
        if left > 4:
            return 0
        return max(
            best(left + 1, free),
            *(
                scores[left, right] + best(left + 1, free - {right})
                for right in free
                if (left, right) in scores
            ),
            0,
        )

    found = assign(scores)
    assert len(set(found.values())) == len(found)
    assert sum(scores[pair] for pair in found.items()) == best(0, frozenset(range(5)))


WORDS = st.sampled_from(
    ["tập huấn", "kỹ năng số", "cán bộ", "hộ dân", "số hóa", "hồ sơ", "đường thôn", "nước sạch"]
)
STATEMENTS = st.builds(
    Item,
    key=st.just(""),
    kind=st.sampled_from([ItemKind.TARGET, ItemKind.TASK]),
    text=st.lists(WORDS, min_size=1, max_size=6).map(" ".join),
    no=st.sampled_from(["", "1", "2"]),
    operator=st.sampled_from(list(Operator)),
    value=st.one_of(st.none(), st.integers(0, 3).map(Decimal)),
    unit=st.sampled_from(["%", "hộ", ""]),
    word=st.sampled_from(["", "Đạt", "Chưa đạt", "Liên thông"]),
    horizon=st.sampled_from([None, date(2027, 12, 31), date(2030, 12, 31)]),
    deadline=st.sampled_from(
        [None, Continuous(), OnEvent("Khi có hướng dẫn"), ByDate(date(2026, 6, 30))]
    ),
    lead=st.sampled_from([(), ("Văn phòng",), ("VĂN PHÒNG",), ("Công an",)]),
)
PLANS = st.lists(STATEMENTS, max_size=7).map(
    lambda drawn: programme(*(replace(one, key=f"i{n}") for n, one in enumerate(drawn)))
)


@given(PLANS)
@settings(max_examples=60, deadline=None)
def test_every_plan_is_the_same_as_itself(plan: Programme) -> None:
    assert namro.compare(plan, plan).same


@given(PLANS, PLANS)
@settings(max_examples=120, deadline=None)
def test_the_way_back_mirrors_the_way_there(old: Programme, new: Programme) -> None:
    there, back = namro.compare(old, new), namro.compare(new, old)
    assert there.added == back.removed
    assert there.removed == back.added
    assert {(one.key, two.key) for one, two in there.pairs} == {
        (two.key, one.key) for one, two in back.pairs
    }
    told = {one.new.key: one for one in back.changed}
    assert len(told) == len(there.changed)
    for one in there.changed:
        assert [(f.field, f.new, f.old, f.turn and f.turn.back) for f in one.fields] == [
            (f.field, f.old, f.new, f.turn) for f in told[one.old.key].fields
        ]
    assert len(there.added) + len(there.pairs) == len(new.items)
    assert len(there.removed) + len(there.pairs) == len(old.items)


def test_many_lines_all_alike_do_not_take_for_ever() -> None:
    def version(said: str) -> Programme:
        lines = (f"Tập huấn kỹ năng số cho cán bộ thôn {said} {n}" for n in range(300))
        return programme(*(task(f"t{n}", line) for n, line in enumerate(lines)))

    started = time.monotonic()
    assert len(namro.compare(version("lần"), version("lớp")).pairs) == 300
    assert time.monotonic() - started < 20


def test_an_edited_document_tells_exactly_its_edits() -> None:
    path = pathlib.Path(__file__).resolve().parents[3] / "samples" / "trung-hoi" / "plan.txt"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)

    def at(words: str) -> int:
        """Give the place of the one row of the annexes that holds some words."""
        (place,) = (n for n, line in enumerate(lines) if words in line and line.startswith("|"))
        return place

    def edit(words: str, old: str, new: str) -> None:
        place = at(words)
        assert old in lines[place]
        lines[place] = lines[place].replace(old, new)

    edit("triển khai kinh tế số, xã hội số ", "Năm 2025", "Năm 2026")
    edit("cụm công nghiệp thông minh", "Năm 2027", "Năm 2026")
    edit("có hồ sơ sức khỏe điện tử", "95", "90")
    edit("thanh toán trực tuyến", "80", "85")
    edit("nền tảng số quốc gia, nền tảng số dùng chung", "Xây dựng kế hoạch", "Lập kế hoạch")
    edit("Học tập kinh nghiệm", "Các ngành, đoàn thể", "Văn hóa xã hội     ")
    one, two = at("nâng cao năng lực đội ngũ giáo viên"), at("an ninh mạng làm việc đảm bảo đủ")
    lines[one], lines[two] = (
        lines[two].replace("| 23 ", "| 26 "),
        lines[one].replace("| 26 ", "| 23 "),
    )
    new_task = "| 45 | Lắp đặt mạng không dây tại nhà văn hóa 12 xóm | Văn hóa xã hội | Công an xã | Biên bản nghiệm thu | Năm 2026 |\n"
    lines.insert(at("Học tập kinh nghiệm") + 1, new_task)
    del lines[at("chương trình chuyên biệt")]
    new = namro.parse(namro.read("".join(lines).encode(), name="plan.txt"))
    told = namro.compare(sample("trung-hoi"), new)
    assert [item.text[:40] for item in told.removed] == ["Xây dựng chương trình chuyên biệt về kho"]
    assert [item.text[:22] for item in told.added] == ["Lắp đặt mạng không dây"]
    assert {(one.old.no, f.field, f.old[:17], f.new[:17], f.turn)
            for one in told.changed for f in one.fields} == {
        ("13", "value", "80%", "85%", Turn.STRONGER),
        ("22", "value", "≥ 95%", "≥ 90%", Turn.WEAKER),
        ("13", "deadline", "trước 31/12/2027", "trước 31/12/2026", Turn.EARLIER),
        ("15", "deadline", "trước 31/12/2025", "trước 31/12/2026", Turn.LATER),
        ("14", "text", "Xây dựng kế hoạch", "Lập kế hoạch triể", None),
        ("23", "no", "23", "26", None),
        ("26", "no", "26", "23", None),
        ("44", "lead", "Các ngành, đoàn t", "Văn hóa xã hội", None),
    }  # fmt: skip
    assert [one.old.no for one in told.changed if one.only_moved] == ["23", "26"]
