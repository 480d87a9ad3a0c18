"""The figure beside "Việc của tôi" counts all that waits for a person's word, the moment it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from namro_web.accounts.models import User
from namro_web.tasks import actions, queries
from tests.tasks.world import NOON, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def figure(person: User) -> int:
    return queries.waiting_for_me(by=person, at=NOON)


def asked_for(person: User) -> int:
    """What the desk lists, counted the long way."""
    desk = queries.my_work(by=person, at=NOON)
    words = queries.waiting_words(by=person, at=NOON)
    answers = len(words.obstacles) + len(words.requests) + len(words.directions)
    return desk.late + desk.soon + desk.to_confirm + answers


def raise_obstacle(world: World) -> Any:
    return actions.raise_obstacle(
        task_id=world.tasks["by_date"],
        text="Chưa có kinh phí",
        proposal="Bố trí 20 triệu đồng",
        waits_for=world.commune.units["culture"].pk,
        by=world.an,
        at=NOON,
    )


def submit(world: World) -> Any:
    return actions.submit_done(
        task_id=world.tasks["by_date"], by=world.an, at=NOON, note="Đã xong", numbers=["1/BC"]
    )


@pytest.mark.parametrize("act", [raise_obstacle, submit])
def test_the_figure_is_what_the_desk_lists(world: World, act: Callable[[World], Any]) -> None:
    people = (world.an, world.coordinator, world.leader)
    before = {person.pk: figure(person) for person in people}
    act(world)
    for person in people:
        assert figure(person) == asked_for(person)
    assert {person.pk: figure(person) for person in people} != before
