"""What one may see is the branch of one's office on the day that is asked about: page and program alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from namro_web.organisations.access import acting, scope_of, unit_seen_on
from namro_web.organisations.actions import (
    Commune,
    create_commune_from_template,
    merge_units,
    move_unit,
)
from namro_web.organisations.models import Role
from tests.make import browser_of, make_commune, make_official

pytestmark = pytest.mark.django_db

BEFORE, DAY = date(2026, 4, 30), date(2026, 5, 1)


@pytest.fixture
def communes() -> tuple[Commune, Commune]:
    province = make_commune(name="Thái Nguyên", kind="province", villages=0)
    first, second = (
        create_commune_from_template(
            name=name,
            kind="commune",
            villages=[f"Xóm {name} Một", f"Xóm {name} Hai"],
            valid_from=date(2025, 1, 1),
            parent_id=province.root.pk,
            by=None,
        )
        for name in ("Trung Hội", "Quang Sơn")
    )
    return first, second


def names_in(nodes: list[dict[str, Any]]) -> set[str]:
    return {one["name"] for one in nodes}.union(*(names_in(one["children"]) for one in nodes))


def told(browser: Client, day: date) -> tuple[bool, bool, bool]:
    """Whether the page of the tree, its search and the API show the village on a day."""
    on = f"{day:%d/%m/%Y}"
    page = browser.get(f"/don-vi/?ngay={on}").content.decode()
    found = browser.get(f"/don-vi/?ngay={on}&q=trung hoi mot").content.decode()
    api = names_in(browser.get(f"/api/v1/units?on={day}").json())
    name = "Xóm Trung Hội Một"
    return name in page, name in found, name in api


def test_a_village_that_moved_is_seen_by_each_commune_on_its_own_days(
    communes: tuple[Commune, Commune],
) -> None:
    here, there = communes
    village = here.units["village-1"].pk
    move_unit(
        village, parent_id=there.root.pk, day=DAY, document_number="1/NQ-HĐND", by=None, seen=None
    )
    an = make_official(unit=here.root, role=Role.LEADER, name="An")
    binh = make_official(unit=there.root, role=Role.LEADER, name="Bình")
    for who, then in ((an, True), (binh, False)):
        browser = browser_of(who)
        assert told(browser, BEFORE) == (then,) * 3
        assert told(browser, DAY) == (not then,) * 3
        post = acting(who)
        assert (village in scope_of(post, at=BEFORE)) is then
        assert (village in scope_of(post, at=DAY)) is not then
    assert browser_of(an).get(f"/don-vi/{village}/?ngay=30/04/2026").status_code == 200
    assert browser_of(an).get(f"/don-vi/{village}/").status_code == 404
    assert browser_of(an).get(f"/api/v1/units/{village}").status_code == 404
    assert browser_of(binh).get(f"/don-vi/{village}/").status_code == 200


def test_a_commune_that_took_another_over_sees_it_on_the_days_on_which_it_stood(
    communes: tuple[Commune, Commune],
) -> None:
    here, there = communes
    binh = browser_of(make_official(unit=there.root, role=Role.LEADER, name="Bình"))
    assert told(binh, BEFORE) == (False,) * 3
    merge_units([here.root.pk], into=there.root.pk, day=DAY, document_number="1/NQ", by=None)
    assert told(binh, BEFORE) == (True,) * 3
    assert "Trung Hội" in str(names_in(binh.get(f"/api/v1/units?on={BEFORE}").json()))


def test_a_day_opens_no_unit_of_another_tree(communes: tuple[Commune, Commune]) -> None:
    far = make_commune(name="Nơi khác")
    browser = browser_of(make_official(unit=communes[0].root, role=Role.LEADER))
    for day in ("01/01/2025", "30/04/2026", "01/01/2030"):
        page = browser.get(f"/don-vi/{far.root.pk}/?ngay={day}")
        assert page.status_code == 404
        assert "Nơi khác" not in browser.get(f"/don-vi/?ngay={day}").content.decode()
    with pytest.raises(Exception, match="Không tìm thấy đơn vị này"):
        unit_seen_on(
            far.root.pk, by=make_official(unit=communes[0].root, role=Role.ADMIN), at=BEFORE
        )
