"""Pages of tasks cost as many queries for a thousand tasks as for ten."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from namro_web.accounts.models import User
from namro_web.organisations.models import Placement
from namro_web.plans.models import Plan
from namro_web.tasks.models import Assignment, Task, Update
from tests.make import browser_of

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "bench"))
import scale

pytestmark = pytest.mark.django_db
COORDINATOR, LEADER, CLERK = 1, 2, 8
PAGES = [
    (COORDINATOR, "/nhiem-vu/"),
    (COORDINATOR, "/nhiem-vu/?trang=2&sap-xep=-due"),
    (COORDINATOR, "/nhiem-vu/?trang-thai=in-progress"),
    (COORDINATOR, "/nhiem-vu/?q=dat+dai"),
    (COORDINATOR, "/viec-cua-toi/"),
    (CLERK, "/viec-cua-toi/"),
    (LEADER, "/tong-quan/"),
    (COORDINATOR, "/ke-hoach/"),
    (COORDINATOR, "/ke-hoach/{plan}/"),
    (COORDINATOR, "/tim-kiem/?q=dat+dai"),
]


def queries(commune: int, person: int, path: str) -> int:
    browser = browser_of(User.objects.get(username=scale.login(commune, person)))
    plan = Plan.objects.filter(owner_id=scale.unit_id(commune, 0)).order_by("id").first()
    assert plan is not None
    address = path.format(plan=plan.pk)
    browser.get(address)  # What is kept in the process, and the first sight of a session.
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address)
    assert answer.status_code == 200
    return len(asked)


def test_no_page_asks_more_for_a_thousand_tasks_than_for_fifty() -> None:
    scale.offices([1, 2], "!")
    scale.programme(1, 50)
    scale.programme(2, 1000)
    # A list with nothing in it asks for nothing: let both communes have something late and something
    # that waits for a word.
    few = Task.objects.filter(plan__owner_id=scale.unit_id(1, 0), deadline_kind="by-date")
    sent, late = few.filter(state="done").first(), few.filter(state="not-started").first()
    assert sent is not None
    assert late is not None
    Task.objects.filter(pk=sent.pk).update(state="submitted")
    Task.objects.filter(pk=late.pk).update(due_day=date(2026, 1, 5))
    asked = {
        (person, path): (queries(1, person, path), queries(2, person, path))
        for person, path in PAGES
    }
    assert {page: numbers for page, numbers in asked.items() if numbers[0] != numbers[1]} == {}


def test_the_same_numbers_fill_the_same_rows() -> None:
    made = [scale.offices([1], "!"), scale.programme(1, 100)]
    assert made == [
        {"units": 20, "people": 25},
        {
            "tasks": 100,
            "assignments": Assignment.objects.count(),
            "updates": Update.objects.count(),
        },
    ]
    first = Task.objects.order_by("plan_id", "order").values_list("text", flat=True)[:1]
    assert list(first) == ["Rà soát, cập nhật an toàn thông tin mạng trên địa bàn xã đợt 1"]


def test_simulated_offices_and_people_say_what_they_are() -> None:
    scale.offices([1], "!")
    assert Placement.objects.get(unit_id=scale.unit_id(1, 0)).name == "Xã Mô Phỏng 0001"
    assert not User.objects.exclude(username__startswith="mp").exists()
