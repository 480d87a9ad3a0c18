from __future__ import annotations

import pytest

from namro_web.organisations.models import Role
from namro_web.ui.navigation import entries_for
from tests.make import browser_of, make_commune, make_official, make_user


def links(user) -> list[str]:
    request = browser_of(user).get("/tro-giup/").wsgi_request
    return [link.label for link in entries_for(request)]


@pytest.mark.django_db
def test_the_left_column_has_six_entries_or_fewer_in_the_order_of_use() -> None:
    shown = links(make_official(unit=make_commune().units["office"], role=Role.COORDINATOR))
    assert shown[0] == "Việc của tôi"
    assert shown[-1] == "Đơn vị"
    assert len(shown) <= 6


@pytest.mark.django_db
def test_no_entry_leads_to_a_closed_door() -> None:
    user = make_official(unit=make_commune().units["office"], role=Role.ADMIN)
    browser = browser_of(user)
    request = browser.get("/tro-giup/").wsgi_request
    entries = entries_for(request)
    assert [link.label for link in entries] == ["Đơn vị", "Người dùng"]
    assert browser.get(entries[0].url).status_code == 200


@pytest.mark.django_db
def test_who_has_no_post_is_offered_nothing_to_open() -> None:
    assert links(make_user()) == []
