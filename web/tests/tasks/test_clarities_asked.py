"""A list counts the clarities that the office asks for: five as a rule, six where it says so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from namro_web.intake.clarifying import set_clarities
from namro_web.plans.clarities import USUAL
from namro_web.tasks.models import Assignment
from tests.make import browser_of
from tests.tasks.world import NOON, World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def listed(browser: Client, query: str = "") -> str:
    return browser.get(f"/nhiem-vu/{query}").content.decode()


def ask_six(world: World) -> None:
    asked = [replace(one, is_on=True, blocks=False) for one in USUAL]
    set_clarities(asked=asked, by=world.coordinator, at=NOON)


def test_a_list_counts_of_five_and_of_six_once_six_are_asked(world: World) -> None:
    browser = browser_of(world.coordinator)
    assert "5/5" in listed(browser)
    ask_six(world)
    page = listed(browser)
    assert "6/6" in page
    assert "/5<" not in page


def test_a_body_outside_the_commune_is_counted_against_the_sixth(world: World) -> None:
    ask_six(world)
    task = world.tasks["by_date"]
    Assignment.objects.filter(task=task, role="partner").update(unit=None)
    browser = browser_of(world.coordinator)
    found = {one["id"]: one["clear"] for one in browser.get("/api/v1/tasks").json()["items"]}
    assert [found[task]["authority"], found[world.tasks["late"]]["authority"]] == [False, True]
    only = listed(browser, "?thieu=authority")
    assert "Xây dựng kế hoạch số hóa hồ sơ" in only
    assert "Nâng cấp hạ tầng" not in only
    assert "Chưa rõ thẩm quyền" in only


def test_the_filter_offers_what_the_office_asks_for_in_its_own_words(world: World) -> None:
    browser = browser_of(world.coordinator)
    address = "/nhiem-vu/bo-loc/"
    assert "thẩm quyền" not in browser.get(address).content.decode()
    asked = [replace(one, name=f"{one.name} nhé", is_on=True) for one in USUAL]
    set_clarities(asked=asked, by=world.coordinator, at=NOON)
    assert "Chưa rõ thẩm quyền nhé" in browser.get(address).content.decode()
