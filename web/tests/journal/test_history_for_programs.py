from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from namro_web.accounts.models import User
from namro_web.foundation.history import record
from namro_web.foundation.models import HistoryLine
from namro_web.organisations.models import Role
from tests.make import browser_of, make_commune, make_official

HISTORY = "/api/v1/history"
pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    commune = make_commune()
    leader = make_official(unit=commune.root, role=Role.LEADER, name="Bình")
    an = make_official(unit=commune.units["office"], name="An")
    an.acting_unit_id = str(commune.units["office"].pk)
    for number in range(9):
        record("accounts.signed-in", an, by=an, round=number)
    return browser_of(leader)


def numbers(answer) -> list[int]:
    return [line["number"] for line in answer.json()["lines"]]


def test_steps_back_meet_every_line_once(reader: Client) -> None:
    seen, before = [], None
    while True:
        asked = {"limit": 4} | ({"before": before} if before else {})
        answer = reader.get(HISTORY, asked)
        seen += numbers(answer)
        before = answer.json()["next"]
        if before is None:
            break
    everything = numbers(reader.get(HISTORY, {"limit": 500}))
    assert seen == everything
    assert len(seen) == len(set(seen)) >= 9


def test_a_copy_taken_step_by_step_misses_nothing_that_happens_meanwhile(reader: Client) -> None:
    first = reader.get(HISTORY, {"after": 0, "limit": 3})
    line = HistoryLine.objects.filter(verb="accounts.signed-in").first()
    assert line is not None
    person = User.objects.get(pk=line.actor_id)
    person.acting_unit_id = line.unit_id
    later = record("accounts.signed-out", person, by=person)
    copied, after = numbers(first), first.json()["next"]
    while after is not None:
        answer = reader.get(HISTORY, {"after": after, "limit": 3})
        copied += numbers(answer)
        after = answer.json()["next"]
    assert copied == sorted(copied)
    assert copied[-1] == later.number
    assert set(copied) == set(numbers(reader.get(HISTORY, {"limit": 500})))


def test_filters_narrow_as_on_the_page(reader: Client) -> None:
    an = str(User.objects.get(full_name="An").pk)
    asked = {"verb": "accounts.signed-in", "q": "dang nhap", "person": an}
    answer = reader.get(HISTORY, asked).json()
    assert len(answer["lines"]) == 9
    assert {line["who"] for line in answer["lines"]} == {"An"}
    assert len(answer["lines"][0]["hash"]) == 64
    assert reader.get(HISTORY, {"since": "2026-11-13"}).json()["lines"] == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"before": 5, "after": 5}, "journal.two-directions"),
        ({"limit": 501}, "api.invalid"),
        ({"limit": 0}, "api.invalid"),
        ({"verb": "'; drop"}, "api.invalid"),
        ({"subject": "a:b:c"}, "api.invalid"),
        ({"since": "hôm qua"}, "api.invalid"),
        ({"person": "x"}, "api.invalid"),
    ],
)
def test_what_cannot_be_asked_is_refused(reader: Client, wrong, code: str) -> None:
    answer = reader.get(HISTORY, wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_neighbour_commune_is_not_shown(reader: Client) -> None:
    other = make_commune(name="Yên Bình")
    stranger = browser_of(make_official(unit=other.root, role=Role.LEADER))
    theirs = set(numbers(stranger.get(HISTORY, {"limit": 500})))
    assert theirs.isdisjoint(numbers(reader.get(HISTORY, {"verb": "accounts.signed-in"})))


def test_who_may_not_read_history_is_refused() -> None:
    clerk = browser_of(make_official(unit=make_commune().units["office"], role=Role.ENTRY))
    assert clerk.get(HISTORY).json()["code"] == "organisations.not-this-duty"


def test_more_lines_take_no_more_queries(reader: Client) -> None:
    reader.get(HISTORY, {"limit": 1})
    counts = []
    for limit in (2, 9):
        with CaptureQueriesContext(connection) as asked:
            reader.get(HISTORY, {"limit": limit})
        counts.append(len(asked))
    assert counts[0] == counts[1]
