"""Conclusions for programs: written, answered, sent back and closed, by whom the pages let."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from namro_web.inspecting.models import Conclusion
from tests.make import browser_of
from tests.tasks.world import World, make_world

URL = "/api/v1/conclusions"


def send(browser: Client, path: str = "", **given: Any) -> Any:
    return browser.post(f"{URL}{path}", given, content_type="application/json")


def test_one_is_written_answered_sent_back_answered_and_closed(world: World) -> None:
    inspector, an = browser_of(world.inspector), browser_of(world.an)
    given = {
        "kind": "recommendation",
        "unit_id": str(world.commune.units["office"].pk),
        "text": "Bổ sung minh chứng",
        "answer_by": "2026-11-30",
        "task_id": world.tasks["by_date"],
    }
    told = send(inspector, **given)
    assert told.status_code == 201, told.content
    one, version = told.json()["id"], told.json()["version"]
    assert [row["id"] for row in an.get(URL).json()["items"]] == [one]
    assert an.get(f"{URL}?state=closed").json()["count"] == 0
    blind = send(an, f"/{one}/answer", text="Đã bổ sung")
    assert blind.json()["code"] == "inspecting.version-needed"
    told = send(an, f"/{one}/answer", text="Đã bổ sung", version=version)
    assert told.json()["answer"] == "Đã bổ sung"
    late = send(an, f"/{one}/answer", text="Khác", version=version)
    assert (late.status_code, late.json()["code"]) == (409, "inspecting.changed-meanwhile")
    more = {"remark": "Thiếu biên bản", "answer_by": "2026-12-01"}
    told = send(inspector, f"/{one}/ask-again", **more, version=told.json()["version"])
    assert told.json()["remark"] == "Thiếu biên bản"
    told = send(an, f"/{one}/answer", text="Gửi kèm", version=told.json()["version"])
    told = send(inspector, f"/{one}/close", version=told.json()["version"])
    assert told.json()["closed_by"] == world.inspector.full_name
    assert inspector.get(f"{URL}/{one}").json()["state"] == "Đã khép"


@pytest.mark.parametrize("who", ["an", "coordinator", "leader", "supervisor"])
def test_only_an_inspector_writes_and_settles(world: World, who: str) -> None:
    one = Conclusion.objects.create(
        owner=world.commune.root,
        unit=world.commune.units["office"],
        kind="conclusion",
        text="x",
        answer_by="2026-11-30",
        written_by=world.inspector,
        written_at="2026-11-12T02:10:00Z",
        post=world.inspector.posts.get(),
    )
    browser = browser_of(world.people[who])
    given = {"kind": "conclusion", "unit_id": str(one.unit_id), "text": "x"}
    assert send(browser, **given, answer_by="2026-11-30").status_code == 403
    assert send(browser, f"/{one.pk}/close", remark="x", version=1).status_code == 403
    again = {"remark": "x", "answer_by": "2026-12-01", "version": 1}
    assert send(browser, f"/{one.pk}/ask-again", **again).status_code == 403


def test_nobody_of_another_commune_reads_or_answers(world: World) -> None:
    one = send(
        browser_of(world.inspector),
        kind="conclusion",
        unit_id=str(world.commune.units["office"].pk),
        text="x",
        answer_by="2026-11-30",
    ).json()["id"]
    other = make_world(name="Hòa Phong")
    assert browser_of(other.coordinator).get(f"{URL}/{one}").status_code == 404
    answer = send(browser_of(other.an), f"/{one}/answer", text="x", version=1)
    assert answer.status_code == 404
