"""A line of history is read where its unit stood that day, wherever the unit stands now."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from namro_web.foundation.clock import VIETNAM
from namro_web.foundation.history import record
from namro_web.organisations.access import acting, scope_of
from namro_web.organisations.actions import (
    Commune,
    create_commune_from_template,
    create_unit,
    dissolve_unit,
    merge_units,
    move_unit,
)
from namro_web.organisations.models import Kind, Level, Role, Unit
from namro_web.organisations.trees import ALWAYS, branch_ids, stays_beneath
from tests.make import browser_of, make_commune, make_official

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 1)
BEFORE = datetime(2026, 4, 30, 23, 59, tzinfo=VIETNAM)
# Still the day before by the clock of Greenwich.
AFTER = datetime(2026, 5, 1, 0, 1, tzinfo=VIETNAM)


@pytest.fixture
def province() -> Commune:
    return make_commune(name="Thái Nguyên", kind="province", villages=0)


@pytest.fixture
def communes(province: Commune) -> tuple[Commune, Commune]:
    first, second = (commune_in(province, name) for name in ("Trung Hội", "Quang Sơn"))
    return first, second


def commune_in(province: Commune, name: str) -> Commune:
    return create_commune_from_template(
        name=name,
        kind="commune",
        villages=[f"Xóm {name} Một", f"Xóm {name} Hai"],
        valid_from=date(2025, 1, 1),
        parent_id=province.root.pk,
        by=None,
    )


def reader_of(commune: Commune, role: Role = Role.LEADER) -> Client:
    return browser_of(make_official(unit=commune.root, role=role))


def moved(unit: Unit, *, to: Unit, day: date = DAY) -> None:
    move_unit(unit.pk, parent_id=to.pk, day=day, document_number="1/NQ-HĐND", by=None, seen=None)


def told(unit: Unit, at: datetime) -> int:
    return record("tests.told", unit, by=None, unit=unit, at=at).number


def read_by(browser: Client, query: str = "viec=tests.told") -> set[int]:
    """The numbers of lines on the page, which the files and the API must show alike."""
    page = browser.get(f"/lich-su/?{query}").content.decode()
    shown = {int(number) for number in re.findall(r"dòng (\d+)</a>", page)}
    rows = browser.get(f"/lich-su/tai-ve.csv?{query}").content.decode("utf-8-sig").splitlines()
    assert {int(row.split(",")[0]) for row in rows[1:]} == shown
    verb = query.removeprefix("viec=")
    answer = browser.get("/api/v1/history", {"verb": verb, "limit": 500}).json()
    assert {line["number"] for line in answer["lines"]} == shown
    return shown


def test_a_village_that_moved_leaves_its_lines_where_they_were_written(
    communes: tuple[Commune, Commune],
) -> None:
    here, there = communes
    village = here.units["village-1"]
    early, late = told(village, BEFORE), told(village, AFTER)
    beside = told(here.units["village-2"], AFTER)
    assert read_by(reader_of(here)) == {early, late, beside}
    moved(village, to=there.root)
    assert read_by(reader_of(here)) == {early, beside}
    assert read_by(reader_of(there)) == {late}


def test_the_move_itself_is_told_to_both_offices_and_to_no_other(
    province: Commune, communes: tuple[Commune, Commune]
) -> None:
    here, there = communes
    further = commune_in(province, "Bình Yên")
    village = here.units["village-1"]
    moved(village, to=there.root)
    moved(village, to=further.root, day=DAY + timedelta(days=30))
    first, second = sorted(read_by(reader_of(province), "viec=organisations.unit-moved"))
    for commune, lines in ((here, {first}), (there, {first, second})):
        assert read_by(reader_of(commune), "viec=organisations.unit-moved") == lines
    # Both were entered while it stood there.
    assert read_by(reader_of(further), "viec=organisations.unit-moved") == {first, second}


def test_what_stands_beneath_a_unit_that_moved_goes_by_the_same_days(
    communes: tuple[Commune, Commune],
) -> None:
    here, there = communes
    group = create_unit(
        name="Cụm xóm Ba",
        kind=Kind.OFFICE,
        level=Level.COMMUNE,
        parent_id=here.root.pk,
        valid_from=date(2025, 1, 1),
        document_number="",
        by=None,
    )
    village = here.units["village-1"]
    moved(village, to=group, day=date(2025, 6, 1))
    lines = [told(village, at) for at in (datetime(2025, 3, 1, tzinfo=VIETNAM), BEFORE, AFTER)]
    moved(group, to=there.root)
    assert read_by(reader_of(here)) == set(lines[:2])
    assert read_by(reader_of(there)) == set(lines[2:])
    moved(village, to=here.root, day=DAY + timedelta(days=30))
    back = told(village, datetime(2026, 7, 1, tzinfo=VIETNAM))
    assert read_by(reader_of(here)) == {*lines[:2], back}
    assert read_by(reader_of(there)) == set(lines[2:])


def test_the_heir_of_a_commune_that_is_gone_reads_what_it_left(
    province: Commune, communes: tuple[Commune, Commune]
) -> None:
    here, there = communes
    other = commune_in(province, "Bình Yên")
    stayed, left = here.units["village-1"], here.units["village-2"]
    lines = [told(unit, BEFORE) for unit in (here.root, here.units["office"], stayed, left)]
    moved(left, to=other.root)
    merge_units(
        [here.root.pk],
        into=there.root.pk,
        day=DAY + timedelta(days=9),
        document_number="1/NQ",
        by=None,
    )
    late = told(stayed, datetime(2026, 6, 1, tzinfo=VIETNAM))
    elsewhere = told(left, datetime(2026, 6, 1, tzinfo=VIETNAM))
    assert read_by(reader_of(there)) == {*lines, late}
    assert read_by(reader_of(other)) == {elsewhere}


def test_the_heir_reads_nothing_before_the_day_of_the_merger(
    communes: tuple[Commune, Commune],
) -> None:
    here, there = communes
    line = told(here.units["village-1"], BEFORE)
    own, heirs = reader_of(here), reader_of(there)
    merge_units(
        [here.root.pk], into=there.root.pk, day=date(2030, 1, 1), document_number="1/NQ", by=None
    )
    assert read_by(heirs) == set()
    assert read_by(own) == {line}


def test_days_before_the_first_place_and_after_the_last_go_by_these(
    communes: tuple[Commune, Commune],
) -> None:
    here, there = communes
    village = here.units["village-1"]
    moved(village, to=there.root)
    dissolve_unit(
        village.pk, day=DAY + timedelta(days=30), document_number="2/NQ", by=None, seen=None
    )
    first = told(village, datetime(2024, 1, 1, tzinfo=VIETNAM))
    last = told(village, datetime(2026, 11, 1, tzinfo=VIETNAM))
    assert read_by(reader_of(here)) == {first}
    assert read_by(reader_of(there)) == {last}


def test_a_province_reads_all_days_of_what_stands_in_its_tree(
    province: Commune, communes: tuple[Commune, Commune]
) -> None:
    alone = make_commune(name="Nơi khác")
    here, there = communes
    lines = {told(here.units["village-1"], BEFORE), told(alone.units["village-1"], BEFORE)}
    moved(here.units["village-1"], to=there.root)
    moved(alone.root, to=province.root)
    assert read_by(reader_of(province)) == lines
    assert read_by(reader_of(alone)) == lines - read_by(reader_of(here))


def test_people_are_chosen_where_they_worked_and_only_while_they_did(
    communes: tuple[Commune, Commune],
) -> None:
    here, there = communes
    village = here.units["village-1"]
    make_official(unit=village, name="Người Của Xóm")
    moved(village, to=there.root)
    for commune in (here, there):
        assert "Người Của Xóm" in reader_of(commune).get("/lich-su/").content.decode()
    moved(here.units["village-2"], to=there.root, day=date(2025, 6, 1))
    make_official(unit=here.units["village-2"], name="Người Đến Sau")
    assert "Người Đến Sau" in reader_of(there).get("/lich-su/").content.decode()
    assert "Người Đến Sau" not in reader_of(here).get("/lich-su/").content.decode()


def test_days_agree_with_the_branch_of_each_day(
    province: Commune, communes: tuple[Commune, Commune]
) -> None:
    here, there = communes
    one, two = here.units["village-1"], there.units["village-1"]
    for number, (unit, to) in enumerate(
        [(one, there.root), (two, here.root), (one, here.root), (here.units["office"], there.root)]
    ):
        moved(unit, to=to, day=DAY + timedelta(days=number * 10))
    for root in (here.root.pk, there.root.pk, province.root.pk):
        days = stays_beneath([root]).days
        for step in range(-3, 50):
            day = DAY + timedelta(days=step)
            held = {unit for unit, spans in days.items() if _in(day, spans)}
            assert held == branch_ids(root, at=day), day
    assert stays_beneath([province.root.pk]).days[one.pk] == ALWAYS
    post = acting(make_official(unit=here.root, role=Role.LEADER))
    assert two.pk in scope_of(post, at=DAY + timedelta(days=10))


def _in(day: date, spans: Sequence[tuple[date, date]]) -> bool:
    return any(since <= day < until for since, until in spans)


def test_no_move_adds_a_query(communes: tuple[Commune, Commune]) -> None:
    here, there = communes
    browser = reader_of(here)

    def asked() -> int:
        told(here.units["village-1"], BEFORE)
        browser.get("/lich-su/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/lich-su/")
        return len(queries)

    before = asked()
    moved(here.units["village-1"], to=there.root)
    moved(there.units["village-1"], to=here.root)
    moved(there.units["village-2"], to=here.root, day=DAY + timedelta(days=3))
    assert asked() == before


def test_a_stranger_reads_no_line_of_either(communes: tuple[Commune, Commune]) -> None:
    here, there = communes
    told(here.units["village-1"], BEFORE)
    moved(here.units["village-1"], to=there.root)
    stranger = reader_of(make_commune(name="Nơi khác"))
    assert read_by(stranger) == set()
    assert read_by(stranger, "viec=organisations.unit-moved") == set()
    assert stays_beneath([uuid.uuid4()]).days == {}
