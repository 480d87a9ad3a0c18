"""Differences between moments can be chained, whatever the moments are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from namro_web.amending.baseline import chain, compare, sides
from namro_web.amending.facts import Thing, words

FACTS = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["Số hóa hồ sơ", "Số  hóa hồ sơ", "Tập huấn", "Tuyên truyền"]),
        "lead": st.lists(st.sampled_from(["Văn phòng", "VĂN PHÒNG", "Công an"]), max_size=2),
        "deadline": st.one_of(
            st.none(),
            st.dates().map(lambda day: {"kind": "by-date", "day": day.isoformat(), "start": ""}),
        ),
        "percent": st.integers(0, 100),
    }
)


def moment(given: dict[int, dict[str, object]]) -> dict[str, Thing]:
    return {
        f"task-{number}": Thing(f"task-{number}", "task", number, "", facts)
        for number, facts in given.items()
    }


MOMENTS = st.dictionaries(st.integers(1, 6), FACTS, max_size=6).map(moment)


def meaning(difference: dict[str, tuple[Thing | None, Thing | None]]) -> dict[str, object]:
    """Say a difference as people read it."""
    found = sides(difference)
    return {
        "added": {one.key for one in found.added},
        "removed": {one.key for one in found.removed},
        "changed": {one.new.key: {field.name for field in one.fields} for one in found.changed},
    }


@given(MOMENTS, MOMENTS, MOMENTS)
def test_one_difference_after_another_comes_to_the_whole(
    first: dict[str, Thing], second: dict[str, Thing], third: dict[str, Thing]
) -> None:
    chained = chain(compare(first, second), compare(second, third))
    assert meaning(chained) == meaning(compare(first, third))


@given(MOMENTS, MOMENTS)
def test_nothing_is_lost_there_and_back(first: dict[str, Thing], second: dict[str, Thing]) -> None:
    assert chain(compare(first, second), compare(second, first)) == {}
    found = sides(compare(first, second))
    assert {one.key for one in found.removed} == set(first) - set(second)
    assert {one.key for one in found.added} == set(second) - set(first)


def test_fields_are_said_as_people_write_them() -> None:
    assert words("deadline", {"kind": "on-event", "condition": "Khi có hướng dẫn", "day": ""}) == (
        "Khi có hướng dẫn"
    )
    assert words("deadline", {"kind": "by-date", "day": "2026-12-31", "start": ""}) == "31/12/2026"
    assert words("state", "cancelled") == "Đã hủy"
    assert words("lead", []) == ""
