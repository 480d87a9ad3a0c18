from __future__ import annotations

import pytest

from tests.counting import RECORDING, assert_queries
from tests.make import browser_of, make_commune, make_official


def test_recording_is_switched_off() -> None:
    assert not RECORDING, "NAMRO_RECORD_QUERIES=1 writes numbers; run the tests again without it"


@pytest.mark.django_db
@pytest.mark.parametrize("villages", [2, 40])
@pytest.mark.parametrize(
    ("page", "url"),
    [
        ("organisations:units", "/don-vi/"),
        ("ui:search", "/tim-kiem/?q=xom"),
        ("ui:help", "/tro-giup/"),
        ("api:units", "/api/v1/units"),
    ],
)
def test_a_page_takes_the_same_queries_however_much_it_shows(
    page: str, url: str, villages: int
) -> None:
    user = make_official(unit=make_commune(villages=villages).units["office"])
    assert_queries(page, browser_of(user), url)
