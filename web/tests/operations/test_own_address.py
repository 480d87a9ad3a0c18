"""Links in mails and calendars lead to where the site is served."""

from __future__ import annotations

import pytest

from namro_web.operations import serving


@pytest.fixture
def site_url(settings):  # type: ignore[no-untyped-def]
    settings.SITE_URL = "https://namro.xa.vn"
    return lambda: settings.SITE_URL


def test_a_site_without_a_name_calls_itself_by_its_port(site_url, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("NAMRO_URL", raising=False)
    serving.name_own_address(8102)
    assert site_url() == "http://127.0.0.1:8102"


def test_a_name_that_was_given_stays(site_url, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("NAMRO_URL", "https://namro.xa.vn")
    serving.name_own_address(8102)
    assert site_url() == "https://namro.xa.vn"
