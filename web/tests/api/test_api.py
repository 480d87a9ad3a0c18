from __future__ import annotations

import pytest
from django.test import Client

from tests.make import browser_of, make_commune, make_official, make_user


@pytest.mark.django_db
def test_the_api_page_needs_no_foreign_host() -> None:
    shown = Client().get("/api/v1/docs").content.decode()
    assert "swagger" in shown
    assert "https://" not in shown.replace("https://fastapi", "")


@pytest.mark.django_db
def test_the_tree_of_units_is_the_same_for_programs() -> None:
    user = make_official(unit=make_commune(villages=2).units["office"])
    (root,) = browser_of(user).get("/api/v1/units").json()
    assert root["name"] == "Xã Trung Hội"
    assert [child["name"] for child in root["children"]][-2:] == ["Xóm 1", "Xóm 2"]


@pytest.mark.django_db
def test_a_program_can_ask_what_a_name_means() -> None:
    commune = make_commune()
    user = make_official(unit=commune.units["office"])
    said = browser_of(user).get("/api/v1/units/meaning", {"name": "Phòng VH-XH"}).json()
    assert said["unit_ids"] == [str(commune.units["culture"].pk)]


@pytest.mark.django_db
def test_who_has_not_signed_in_gets_a_problem_not_a_page() -> None:
    response = Client().get("/api/v1/units")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_who_has_no_post_is_refused_with_a_code() -> None:
    response = browser_of(make_user()).get("/api/v1/units")
    assert (response.status_code, response.json()["code"]) == (403, "organisations.no-post")


@pytest.mark.django_db
def test_an_argument_that_cannot_be_read_is_named() -> None:
    user = make_official(unit=make_commune().units["office"])
    response = browser_of(user).get("/api/v1/units", {"on": "hôm qua"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"].endswith("on")


@pytest.mark.django_db
def test_writing_from_another_site_is_refused() -> None:
    user = make_official(unit=make_commune().units["office"])
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post("/doi-vi-tri/", {"post": "1"}).status_code == 403
