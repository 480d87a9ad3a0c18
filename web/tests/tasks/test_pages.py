from __future__ import annotations

import pytest

from tests.make import browser_of
from tests.tasks.world import World


def addresses(world: World) -> list[str]:
    plan, task = world.plan.plan_id, world.tasks["by_date"]
    return [
        "/viec-cua-toi/",
        "/tong-quan/",
        "/ke-hoach/",
        f"/ke-hoach/{plan}/",
        f"/ke-hoach/{plan}/can-cu/",
        f"/ke-hoach/{plan}/van-ban/",
        f"/ke-hoach/{plan}/lich-su/",
        "/nhiem-vu/",
        f"/nhiem-vu/?ke-hoach={plan}",
        f"/nhiem-vu/{task}/",
        f"/nhiem-vu/{task}/lich-su/",
        "/chi-tieu/",
        f"/chi-tieu/?ke-hoach={plan}",
        f"/chi-tieu/{world.indicators[0]}/",
        "/nhiem-vu/tai-ve.csv",
        "/nhiem-vu/tai-ve.xlsx",
    ]


@pytest.mark.parametrize("who", ["an", "leader", "inspector", "supervisor"])
def test_whoever_reads_opens_every_page(world: World, who: str) -> None:
    browser = browser_of(world.people[who])
    assert {url: browser.get(url).status_code for url in addresses(world)} == dict.fromkeys(
        addresses(world), 200
    )


def test_the_system_administrator_reads_no_data(world: World) -> None:
    browser = browser_of(world.people["admin"])
    assert {browser.get(url).status_code for url in addresses(world)} == {403}


def test_a_stranger_from_another_commune_finds_nothing(world: World) -> None:
    from tests.tasks.world import make_world

    other = make_world(name="Hòa Phong")
    browser = browser_of(other.people["leader"])
    plan, task = world.plan.plan_id, world.tasks["by_date"]
    for url in (
        f"/ke-hoach/{plan}/",
        f"/ke-hoach/{plan}/van-ban/",
        f"/nhiem-vu/{task}/",
        f"/nhiem-vu/?ke-hoach={plan}",
        f"/chi-tieu/{world.indicators[0]}/",
    ):
        assert browser.get(url).status_code == 404, url
