"""The API says and refuses the same as the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from namro_web.tasks.models import Task
from tests.make import browser_of
from tests.tasks.world import World, make_world


def post(browser: Client, url: str, **given: Any) -> Any:
    return browser.post(url, json.dumps(given), content_type="application/json")


def version(task_id: int) -> int:
    return Task.objects.get(pk=task_id).version


def test_tasks_come_with_their_status_and_their_totals(world: World) -> None:
    said = browser_of(world.an).get("/api/v1/tasks?status=overdue&sort=due").json()
    assert said["counts"] == {"overdue": 2}
    assert [one["status"]["group"] for one in said["items"]] == ["overdue", "overdue"]


@pytest.mark.parametrize("query", ["status=x", "page=0", "unit=abc", "sort=drop"])
def test_a_filter_that_means_nothing_is_refused(world: World, query: str) -> None:
    assert browser_of(world.an).get(f"/api/v1/tasks?{query}").status_code == 422


def test_a_task_is_reported_submitted_returned_and_confirmed(world: World) -> None:
    an, leader = browser_of(world.an), browser_of(world.leader)
    pk = world.tasks["by_date"]
    url = f"/api/v1/tasks/{pk}"
    said = an.post(f"{url}/report", {"percent": 40, "note": "Đã họp", "version": version(pk)})
    assert said.json()["percent"] == 40
    file = SimpleUploadedFile("bien-ban.txt", "Biên bản".encode())
    said = an.post(
        f"{url}/submit", {"files": file, "document_number": "57/KH-UBND", "version": version(pk)}
    ).json()
    assert said["status"]["state"] == "submitted"
    assert said["timeline"][0]["files"][0]["name"] == "bien-ban.txt"
    assert post(leader, f"{url}/return", reason="Thiếu số", version=version(pk)).json()["status"][
        "state"
    ] == ("in-progress")
    an.post(f"{url}/submit", {"document_number": "57/KH-UBND", "version": version(pk)})
    assert post(leader, f"{url}/confirm", version=version(pk)).json()["status"]["state"] == "done"
    verbs = [line["verb"] for line in an.get(f"{url}/history").json()]
    assert verbs[0] == "tasks.confirmed"


def test_a_refusal_is_a_problem_with_a_code_and_a_sentence(world: World) -> None:
    url = f"/api/v1/tasks/{world.tasks['by_date']}"
    said = browser_of(world.an).post(f"{url}/submit", {"version": 1})
    assert (said.status_code, said.json()["code"]) == (422, "tasks.evidence-needed")
    said = post(browser_of(world.leader), f"{url}/confirm", version=1)
    assert (said.status_code, said.json()["code"]) == (409, "tasks.wrong-state")
    said = browser_of(world.village).post(f"{url}/report", {"percent": 5, "version": 1})
    assert (said.status_code, said.json()["code"]) == (403, "tasks.not-the-lead")
    stranger = browser_of(make_world(name="Hòa Phong").an)
    assert stranger.get(url).json()["code"] == "tasks.no-such-task"
    assert Task.objects.get(pk=world.tasks["by_date"]).state == "not-started"


def test_an_event_and_more_time_are_said_in_json(world: World) -> None:
    an, leader = browser_of(world.an), browser_of(world.leader)
    url = f"/api/v1/tasks/{world.tasks['event']}"
    said = post(
        an, f"{url}/event", happened_on="2026-11-01", due_day="2026-12-01", version=1
    ).json()
    assert said["due_day"] == "2026-12-01"
    said = post(
        leader, f"{url}/extend", due_day="2026-12-31", reason="Chờ kinh phí", version=2
    ).json()
    assert said["due_day"] == "2026-12-31"
    update = said["timeline"][0]["id"]
    assert post(leader, f"{url}/updates/{update}/take-back").status_code == 403


def test_plans_and_indicators_are_told(world: World) -> None:
    an = browser_of(world.an)
    plan = an.get("/api/v1/plans").json()["items"][0]
    assert plan["progress"]["total"] == len(world.tasks)
    detail = an.get(f"/api/v1/plans/{plan['id']}").json()
    assert [one["label"] for one in detail["sections"]] == ["I", "II"]
    indicators = an.get(f"/api/v1/indicators?plan={plan['id']}").json()["items"]
    assert indicators[0]["targets"][0]["text"] == "≥ 70%"


def test_the_search_needs_no_diacritics(world: World) -> None:
    groups = browser_of(world.an).get("/api/v1/plans/search?q=so hoa ho so").json()
    assert {"Nhiệm vụ", "Chỉ tiêu"} <= {group["title"] for group in groups}


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("report", {"percent": 5}),
        ("submit", {"document_number": "57/KH-UBND"}),
        ("extend", {"due_day": "2027-12-31", "reason": "Chờ"}),
        ("cancel", {"reason": "Trùng"}),
        ("share", {"names": ["các xóm"]}),
        ("people", {}),
    ],
)
def test_an_act_without_the_version_it_speaks_of_is_refused(
    world: World, act: str, given: dict[str, Any]
) -> None:
    browser = browser_of(world.coordinator)
    url = f"/api/v1/tasks/{world.tasks['by_date']}/{act}"
    said = browser.post(url, given) if act in ("report", "submit") else post(browser, url, **given)
    assert (said.status_code, said.json()["code"]) == (422, "tasks.version-needed")
    task = Task.objects.get(pk=world.tasks["by_date"])
    assert (task.version, task.state, task.children.count()) == (1, "not-started", 0)


def test_a_stale_version_is_told_what_changed(world: World) -> None:
    an, pk = browser_of(world.an), world.tasks["by_date"]
    url = f"/api/v1/tasks/{pk}/report"
    an.post(url, {"percent": 40, "version": 1})
    said = an.post(url, {"percent": 20, "version": 1})
    assert (said.status_code, said.json()["code"]) == (409, "tasks.changed-meanwhile")
    changes = {one["field"]: one["after"] for one in said.json()["data"]["changes"]}
    assert changes["percent"] == "40"
    assert Task.objects.get(pk=pk).percent == 40


def test_work_is_shared_urged_hindered_and_given_time_in_json(world: World) -> None:
    an, leader, village = (browser_of(one) for one in (world.an, world.leader, world.village))
    url = f"/api/v1/tasks/{world.tasks['by_date']}"
    said = post(an, f"{url}/share", names=["các xóm"], version=1).json()
    assert said["follows"] == "0/2 xóm đã báo"
    first = said["below"][0]["id"]
    village.post(f"/api/v1/tasks/{first}/submit", {"document_number": "1/BC", "version": 1})
    said = post(leader, f"{url}/directions", text="Khẩn trương", is_urging=True).json()
    assert said["follows"] == "1/2 xóm đã báo"
    assert [one["unit"] for one in said["directions"][0]["receipts"]] == ["Xóm 2"]
    said = post(an, f"{url}/obstacles", text="Thiếu máy", waits_for_name="Sở").json()
    obstacle, seen = said["obstacles"][0]["id"], said["obstacles"][0]["seen"]
    answer = f"{url}/obstacles/{obstacle}/answer"
    assert post(leader, answer, answer="Đã cấp").json()["code"] == "tasks.version-needed"
    said = post(leader, answer, answer="Đã cấp", seen=seen).json()
    late = post(leader, answer, answer="Khác", seen=seen)
    assert (late.status_code, late.json()["code"]) == (409, "tasks.obstacle-changed-meanwhile")
    assert "Đã cấp" in late.json()["detail"]
    assert said["obstacles"][0]["state"] == "answered"
    said = post(an, f"{url}/requests", wanted_day="2027-01-31", reason="Chờ").json()
    request = said["request"]["id"]
    said = post(leader, f"{url}/requests/{request}/grant", version=said["version"]).json()
    assert (said["first_due_day"], said["due_day"]) == ("2026-12-31", "2027-01-31")
    said = post(an, f"{url}/comments", text="Cảm ơn @Leader").json()
    assert said["timeline"][0]["kind"] == "comment"


def test_tasks_made_out_of_one_are_not_counted_beside_it(world: World) -> None:
    an = browser_of(world.an)
    before = an.get("/api/v1/tasks").json()["total"]
    url = f"/api/v1/tasks/{world.tasks['by_date']}"
    post(an, f"{url}/share", names=["các xóm"], version=1)
    assert an.get("/api/v1/tasks").json()["total"] == before
    unit = world.commune.units["village-1"].pk
    assert an.get(f"/api/v1/tasks?unit={unit}").json()["total"] == 1
    plan = an.get("/api/v1/plans").json()["items"][0]
    assert plan["progress"]["total"] == len(world.tasks)
